//! What the pages show of the policy's versions.

use super::{ReplayReport, parse, problems};
use crate::{App, error::Error, staff::StaffSession};
use proofdesk_domain::{
    StaffId, Timestamp,
    access::Action,
    policy::{self, Change, Problem},
    verification::Mode,
};
use proofdesk_store::{
    policies::{self, ChangeKind, PolicyRow, PolicyState},
    replays::{self, ReplayState},
};

/// A version in a list.
#[derive(Clone, Debug)]
pub struct PolicySummary {
    /// Its number.
    pub version: u32,
    /// Where it stands: draft, proposed, published, discarded.
    pub state: &'static str,
    /// It is the one in force.
    pub in_force: bool,
    /// What its author says of it.
    pub note: String,
    /// Its author's name; none for what the server brought along.
    pub author: Option<String>,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// A version came into force.
#[derive(Clone, Debug)]
pub struct ChangeView {
    /// The version.
    pub version: u32,
    /// How: installed, published, `rolled_back`.
    pub kind: &'static str,
    /// Who proposed it.
    pub proposed_by: Option<String>,
    /// Who confirmed it or rolled back.
    pub confirmed_by: Option<String>,
    /// One person did both, in solo mode.
    pub solo: bool,
    /// Why.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// A version with everything about it.
#[derive(Clone, Debug)]
pub struct PolicyDetail {
    /// As in the list.
    pub summary: PolicySummary,
    /// As it was written.
    pub document: String,
    /// Counts changes; a form carries it back.
    pub edits: i64,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The version in force, with which it is compared.
    pub against: u32,
    /// What differs; none when the document cannot be read.
    pub changes: Vec<Change>,
    /// Its newest replay.
    pub replay: Option<ReplayView>,
    /// The reader may draft, publish and roll back.
    pub may_set: bool,
    /// The reader may confirm it: they are not the proposer, or this is solo mode.
    pub may_confirm: bool,
    /// One person may publish here.
    pub solo: bool,
}

/// A replay and how far it is.
#[derive(Clone, Debug)]
pub struct ReplayView {
    /// running, done, cancelled.
    pub state: &'static str,
    /// Over which world.
    pub mode: Mode,
    /// Held against which version.
    pub against: u32,
    /// The draft was changed since.
    pub outdated: bool,
    /// Cases there were at the beginning.
    pub total: u64,
    /// What was found so far.
    pub report: ReplayReport,
    /// When it was wanted.
    pub created_at: Timestamp,
}

impl App {
    /// Every version, newest first, and how each came into force.
    pub async fn policy_versions(
        &self,
        st: &StaffSession,
    ) -> Result<(Vec<PolicySummary>, Vec<ChangeView>), Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let changes = policies::list_changes(&mut tx).await?;
        let in_force = changes.first().map(|change| change.version);
        let name = |id: Option<StaffId>| id.map(|id| names.of(id));
        let rows = policies::list(&mut tx).await?;
        let versions = rows.into_iter().map(|row| summary(&row, in_force, name(row.created_by))).collect();
        let changes = changes
            .into_iter()
            .map(|change| ChangeView {
                version: change.version,
                kind: ChangeKind::as_str(change.kind),
                proposed_by: name(change.proposed_by),
                confirmed_by: name(change.confirmed_by),
                solo: change.solo,
                note: change.note,
                at: change.at,
            })
            .collect();
        Ok((versions, changes))
    }

    /// Every version, newest first, for whoever runs the server.
    pub async fn policy_rows(&self) -> Result<Vec<PolicySummary>, Error> {
        let mut tx = self.store().read().await?;
        let in_force = policies::find_last_change(&mut tx).await?.map(|change| change.version);
        let rows = policies::list(&mut tx).await?;
        Ok(rows.iter().map(|row| summary(row, in_force, None)).collect())
    }

    /// One version, what is wrong with it, and what differs from the one in force.
    pub async fn policy_version(&self, st: &StaffSession, version: u32) -> Result<PolicyDetail, Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let row = policies::get(&mut tx, version).await?;
        let in_force = policies::find_last_change(&mut tx).await?.map(|change| change.version);
        let base = match in_force.filter(|base| *base != version) {
            Some(base) => policies::find(&mut tx, base).await?,
            None => None,
        };
        let changes = match (base.as_ref().map(parse), parse(&row)) {
            (Some(Ok(base)), Ok(draft)) => policy::diff(&base, &draft),
            _ => Vec::new(),
        };
        let solo = self.is_solo(&mut tx).await?;
        let may_set = st.may(Action::SetPolicy);
        let replay = match replays::find_newest(&mut tx, version).await? {
            Some(replay) => Some(ReplayView {
                state: ReplayState::as_str(replay.state),
                mode: replay.mode,
                against: replay.against,
                outdated: replay.edits != row.edits && row.state == PolicyState::Draft,
                total: u64::try_from(replay.total).unwrap_or(0),
                report: serde_json::from_str(&replay.report)?,
                created_at: replay.created_at,
            }),
            None => None,
        };
        Ok(PolicyDetail {
            problems: problems(&row.document),
            may_confirm: may_set
                && row.state == PolicyState::Proposed
                && (solo || row.proposed_by != Some(st.id)),
            against: in_force.unwrap_or(version),
            edits: row.edits,
            changes,
            replay,
            may_set,
            solo,
            summary: summary(&row, in_force, row.created_by.map(|id| names.of(id))),
            document: row.document,
        })
    }
}

fn summary(row: &PolicyRow, in_force: Option<u32>, author: Option<String>) -> PolicySummary {
    PolicySummary {
        version: row.version,
        state: row.state.as_str(),
        in_force: in_force == Some(row.version),
        note: row.note.clone(),
        author,
        changed_at: row.changed_at,
    }
}
