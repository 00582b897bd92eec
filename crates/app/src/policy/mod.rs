//! The policy's versions: drafts, publishing by two people, rolling back, and which one is in force.
//!
//! A version is text until it is published; then it never changes again, and cases that began under it
//! finish under it. [`replay`] tries a draft on past cases.

mod book;
#[cfg(any(test, feature = "testing"))]
mod fill;
mod replay;
mod report;
#[cfg(test)]
mod tests;
mod views;

pub(crate) use book::PolicyBook;
pub(crate) use replay::REPLAY;
pub use replay::ReplayRun;
pub use report::{Delta, Flip, NamedFlip, ReplayReport, Result3};
pub use views::{ChangeView, PolicyDetail, PolicySummary, ReplayView};

use crate::{App, error::Error, staff::StaffSession, work::Subject};
use proofdesk_domain::{
    access::{Action, Actor},
    policy::{Policy, PolicyError, Problem},
};
use proofdesk_store::{
    StoreError, Tx,
    policies::{self, ChangeKind, PolicyChange, PolicyRow, PolicyState},
    settings,
};
use sha2::{Digest as _, Sha256};

/// The longest document, in bytes.
pub const MAX_DOCUMENT: usize = 256 * 1024;
/// The longest note, in characters.
const MAX_NOTE: usize = 1_000;

/// Where a document that the server brings along comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// It is built in: it is in force only where nothing else ever was.
    BuiltIn,
    /// The operator names a file: a new text there comes into force when the server starts.
    File,
}

/// Why a policy was not proposed or published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The document has mistakes.
    #[error(transparent)]
    Unsound(#[from] PolicyError),
    /// The one who proposed it cannot confirm it: a second person does.
    #[error("a second person confirms what the first one proposed")]
    SecondPersonNeeded,
    /// It is not in a state in which this can be done.
    #[error("the policy is {0}")]
    WrongState(&'static str),
    /// A roll-back without a word about why.
    #[error("say why")]
    NoteMissing,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        match error {
            // Somebody else brought another version into force at the same moment.
            StoreError::Duplicate(_) => Self::Error(Error::Stale { what: "policy" }),
            other => Self::Error(other.into()),
        }
    }
}

impl App {
    /// The version that a case began with; the one in force where that one is not known (a case from
    /// before versions were kept).
    pub fn policy_of(&self, version: u32) -> &Policy {
        self.policies().find(version).unwrap_or_else(|| self.policy())
    }

    /// Reads the versions that other nodes brought into force meanwhile. Cheap when there are none.
    pub async fn refresh_policies(&self) -> Result<(), Error> {
        let mut tx = self.store().read().await?;
        let Some(last) = policies::find_last_change(&mut tx).await? else { return Ok(()) };
        if last.seq == self.policies().change() {
            return Ok(());
        }
        for row in policies::list(&mut tx).await? {
            if row.state == PolicyState::Published {
                match parse(&row) {
                    Ok(policy) => self.policies().add(policy),
                    // An old version that this release no longer takes: its cases go on under the
                    // one in force. The one in force itself must be whole.
                    Err(error) if row.version == last.version => return Err(Error::internal(error)),
                    Err(error) => tracing::error!(
                        policy.version = row.version,
                        error = &error as &dyn std::error::Error,
                        "an earlier policy cannot be read any more"
                    ),
                }
            }
        }
        self.policies().turn_to(last.version, last.seq);
        Ok(())
    }

    /// Makes sure that a policy is in force: the first time the document that the server brings along,
    /// later whatever was published. A file with a new text is published by whoever runs the server.
    pub async fn install_policy(&self, document: &str, source: PolicySource) -> Result<(), PublishError> {
        let policy = Policy::from_toml(document)?;
        let mut work = self.house_work(Actor::System).await?;
        let last = policies::lock_last_change(&mut work.tx).await?;
        let known = policies::list(&mut work.tx)
            .await?
            .iter()
            .any(|row| row.state == PolicyState::Published && row.document == document);
        if known || (last.is_some() && source == PolicySource::BuiltIn) {
            drop(work);
            return Ok(self.refresh_policies().await?);
        }
        let version = match policies::find_last_version(&mut work.tx).await? {
            Some(last) => last + 1,
            None => policy.version.max(1),
        };
        let row = PolicyRow {
            version,
            state: PolicyState::Published,
            document: document.to_owned(),
            note: String::new(),
            based_on: None,
            created_by: None,
            proposed_by: None,
            created_at: work.now,
            changed_at: work.now,
            edits: 1,
        };
        policies::insert(&mut work.tx, &row).await?;
        let change = PolicyChange {
            seq: last.map_or(1, |last| last.seq + 1),
            version,
            kind: ChangeKind::Installed,
            proposed_by: None,
            confirmed_by: None,
            solo: false,
            note: String::new(),
            at: work.now,
        };
        policies::insert_change(&mut work.tx, &change).await?;
        work.audit_with("policy.installed", SUBJECT, &trace(&row))?;
        work.commit().await?;
        Ok(self.refresh_policies().await?)
    }

    /// One person may publish, decide and hear an appeal here.
    pub(crate) async fn is_solo(&self, tx: &mut Tx) -> Result<bool, Error> {
        Ok(settings::find(tx, "solo").await?.as_deref() == Some("on"))
    }

    /// Begins a draft: a copy of the policy in force.
    pub async fn draft_policy(&self, st: &StaffSession) -> Result<u32, Error> {
        st.permit(Action::SetPolicy)?;
        let mut work = self.house_work(st.actor()).await?;
        let last = policies::lock_last_change(&mut work.tx).await?.ok_or(Error::NotFound)?;
        let base = policies::get(&mut work.tx, last.version).await?;
        let version = policies::find_last_version(&mut work.tx).await?.unwrap_or(0) + 1;
        let row = PolicyRow {
            version,
            state: PolicyState::Draft,
            document: base.document,
            note: String::new(),
            based_on: Some(base.version),
            created_by: Some(st.id),
            proposed_by: None,
            created_at: work.now,
            changed_at: work.now,
            edits: 1,
        };
        policies::insert(&mut work.tx, &row).await?;
        work.audit_with("policy.drafted", SUBJECT, &trace(&row))?;
        work.commit().await?;
        Ok(version)
    }

    /// Saves a draft as it stands, with mistakes too, and says which. `edits` is the count that the
    /// writer saw: [`Error::Stale`] when somebody else saved meanwhile.
    pub async fn save_policy(
        &self,
        st: &StaffSession,
        version: u32,
        edits: i64,
        document: &str,
        note: &str,
    ) -> Result<Vec<Problem>, Error> {
        st.permit(Action::SetPolicy)?;
        if document.len() > MAX_DOCUMENT || note.chars().count() > MAX_NOTE {
            return Err(Error::Invalid("the document or the note is too long"));
        }
        // Browsers send line ends of two characters.
        let document = document.replace("\r\n", "\n");
        let mut work = self.house_work(st.actor()).await?;
        let mut row = policies::get(&mut work.tx, version).await?;
        if row.state != PolicyState::Draft {
            return Err(Error::Invalid("only a draft can be changed"));
        }
        if row.edits != edits {
            return Err(Error::Stale { what: "policy" });
        }
        row.document = document;
        note.trim().clone_into(&mut row.note);
        row.changed_at = work.now;
        policies::update(&mut work.tx, &mut row).await?;
        work.audit_with("policy.saved", SUBJECT, &trace(&row))?;
        work.commit().await?;
        Ok(problems(&row.document))
    }

    /// Puts a draft before a second person. Nothing in it changes from here on.
    pub async fn propose_policy(&self, st: &StaffSession, version: u32) -> Result<(), PublishError> {
        self.move_policy(st, version, PolicyState::Draft, PolicyState::Proposed, "policy.proposed").await
    }

    /// Takes a proposal back, to go on writing.
    pub async fn withdraw_policy(&self, st: &StaffSession, version: u32) -> Result<(), PublishError> {
        self.move_policy(st, version, PolicyState::Proposed, PolicyState::Draft, "policy.withdrawn").await
    }

    /// Gives a draft up. It stays readable.
    pub async fn discard_policy(&self, st: &StaffSession, version: u32) -> Result<(), PublishError> {
        self.move_policy(st, version, PolicyState::Draft, PolicyState::Discarded, "policy.discarded").await
    }

    async fn move_policy(
        &self,
        st: &StaffSession,
        version: u32,
        from: PolicyState,
        to: PolicyState,
        action: &'static str,
    ) -> Result<(), PublishError> {
        st.permit(Action::SetPolicy)?;
        let mut work = self.house_work(st.actor()).await?;
        let mut row = policies::get(&mut work.tx, version).await?;
        if row.state != from {
            return Err(PublishError::WrongState(row.state.as_str()));
        }
        if to == PolicyState::Proposed {
            parse(&row)?;
            row.proposed_by = Some(st.id);
        }
        row.state = to;
        row.changed_at = work.now;
        policies::update(&mut work.tx, &mut row).await?;
        work.audit_with(action, SUBJECT, &trace(&row)).map_err(PublishError::Error)?;
        Ok(work.commit().await?)
    }

    /// Brings a proposal into force. A person other than the proposer does it; in solo mode the same one
    /// may, which is recorded. Cases that run finish under the version they began with.
    pub async fn publish_policy(&self, st: &StaffSession, version: u32) -> Result<(), PublishError> {
        st.permit(Action::SetPolicy)?;
        let mut work = self.house_work(st.actor()).await?;
        let last = policies::lock_last_change(&mut work.tx).await?;
        let mut row = policies::get(&mut work.tx, version).await?;
        if row.state != PolicyState::Proposed {
            return Err(PublishError::WrongState(row.state.as_str()));
        }
        parse(&row)?;
        let alone = row.proposed_by == Some(st.id);
        if alone && !self.is_solo(&mut work.tx).await? {
            return Err(PublishError::SecondPersonNeeded);
        }
        row.state = PolicyState::Published;
        row.changed_at = work.now;
        policies::update(&mut work.tx, &mut row).await?;
        let change = PolicyChange {
            seq: last.map_or(1, |last| last.seq + 1),
            version,
            kind: ChangeKind::Published,
            proposed_by: row.proposed_by,
            confirmed_by: Some(st.id),
            solo: alone,
            note: row.note.clone(),
            at: work.now,
        };
        policies::insert_change(&mut work.tx, &change).await?;
        let action = if alone { "policy.published_solo" } else { "policy.published" };
        work.audit_with(action, SUBJECT, &trace(&row)).map_err(PublishError::Error)?;
        work.commit().await?;
        Ok(self.refresh_policies().await?)
    }

    /// Brings an earlier version into force again, at once: one person does it and says why.
    pub async fn roll_back_policy(
        &self,
        st: &StaffSession,
        version: u32,
        note: &str,
    ) -> Result<(), PublishError> {
        st.permit(Action::SetPolicy)?;
        let note = note.trim();
        if note.is_empty() || note.chars().count() > MAX_NOTE {
            return Err(PublishError::NoteMissing);
        }
        let mut work = self.house_work(st.actor()).await?;
        let last = policies::lock_last_change(&mut work.tx).await?.ok_or(Error::NotFound)?;
        let row = policies::get(&mut work.tx, version).await?;
        if row.state != PolicyState::Published || last.version == version {
            return Err(PublishError::WrongState(if last.version == version {
                "in force"
            } else {
                row.state.as_str()
            }));
        }
        parse(&row)?;
        let change = PolicyChange {
            seq: last.seq + 1,
            version,
            kind: ChangeKind::RolledBack,
            proposed_by: None,
            confirmed_by: Some(st.id),
            solo: false,
            note: note.to_owned(),
            at: work.now,
        };
        policies::insert_change(&mut work.tx, &change).await?;
        work.audit_with("policy.rolled_back", SUBJECT, &trace(&row)).map_err(PublishError::Error)?;
        work.commit().await?;
        Ok(self.refresh_policies().await?)
    }
}

/// What audit entries are about: versions are told apart by the hash of [`trace`].
const SUBJECT: Subject = Subject::Other("policy", None);

/// What an audit entry's hash is over: the version, its state and its text.
fn trace(row: &PolicyRow) -> (u32, &'static str, String) {
    let hash = Sha256::digest(row.document.as_bytes());
    (row.version, row.state.as_str(), data_encoding::HEXLOWER.encode(&hash))
}

/// A stored version, under its own number.
fn parse(row: &PolicyRow) -> Result<Policy, PolicyError> {
    Ok(Policy { version: row.version, ..Policy::from_toml(&row.document)? })
}

fn problems(document: &str) -> Vec<Problem> {
    Policy::from_toml(document).err().map_or_else(Vec::new, |error| error.problems)
}
