//! At the door: somebody who cannot get in reaches a person without an account.
//!
//! Whoever writes here has proved nothing. What staff may do for them follows from that:
//! - a new way in goes to the address that the account has, never to one that is named here;
//! - a new address for an account takes a reachable mailbox (the answer's link was used), the document that is
//!   on file shown again, and the person heard or seen live; two people; notice to the old address; and the
//!   policy's hours, within which whoever reads the old address, or signs in, stops it.
//!
//! What can be copied or read over a shoulder (names, dates, numbers, a reference) identifies nobody.

use super::Page;
use crate::{
    App,
    clock::random_bytes,
    error::Error,
    seal::columns,
    staff::StaffSession,
    views::Locale,
    wiring::MailKind,
    work::{Audience, Subject, told},
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    ApplicantId, StaffId, Timestamp,
    access::{Action, Actor},
    account::EmailAddress,
    conversation::{MessageProblem, message_body},
    verification::Mode,
};
use proofdesk_store::{
    StoreError, accounts, applicants, door,
    door::{AddressChange, ChangeEnd, DoorRequest, DoorState},
    sessions, verifications,
};
use proofdesk_vault::Context;
use serde::{Deserialize, Serialize};
use time::Duration;
use uuid::Uuid;

/// Messages in one request; after that it is closed and another one begun.
const MAX_LINES: usize = 40;
/// Requests of one account that are open at once; more are answered alike and not kept.
const MAX_OPEN: i64 = 5;
/// A request that nothing is written to is forgotten after this.
const KEPT: Duration = Duration::days(90);
/// Rows shown.
const PAGE: i64 = 200;

/// What somebody at the door writes.
#[derive(Clone, Copy, Debug)]
pub struct DoorAsk<'a> {
    /// Where they can be reached.
    pub email: &'a str,
    /// The account that it is about: its address, or a case's reference. Empty: the same address.
    pub account: &'a str,
    /// What happened.
    pub words: &'a str,
    /// Their language.
    pub locale: Locale,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Not an address.
    #[error("this is no address")]
    Email,
    /// Empty or too long.
    #[error("the words cannot be taken")]
    Words(MessageProblem),
    /// It is over, or holds as much as one may.
    #[error("this request is closed")]
    Closed,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for DoorError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// Why a new address was not given. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// No account is known that it is about.
    #[error("no account is known")]
    NoAccount,
    /// They never used the link that was mailed to the new address.
    #[error("the new address was not shown to be theirs")]
    NotReached,
    /// Not identified as it takes.
    #[error("the document and the person must both have been seen")]
    NotIdentified,
    /// It must be said how they were identified.
    #[error("it must be said how")]
    NoteMissing,
    /// Another account has the address.
    #[error("another account has this address")]
    Taken,
    /// One waits already.
    #[error("a new address waits already")]
    Waiting,
    /// The person who identified them is not the second one.
    #[error("a second person confirms it")]
    SamePerson,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// How somebody was identified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The document that is on file was shown again: number and portrait agree.
    pub document: bool,
    /// They were seen or heard live, and answered what only they can.
    pub live: bool,
}

/// What is sealed with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Thread {
    email: EmailAddress,
    account: String,
    /// When the link that was mailed to the address was used.
    reached_at: Option<Timestamp>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    by: Option<StaffId>,
    text: String,
    at: Timestamp,
}

/// What is sealed with a new address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    email: EmailAddress,
    identified: Identified,
    note: String,
}

/// A line of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorLine {
    /// The staff member, by name; none: whoever asks.
    pub by: Option<String>,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A request as whoever asks sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorView {
    /// What people quote.
    pub reference: String,
    /// It is over.
    pub closed: bool,
    /// When an answer is promised, while one is.
    pub due_at: Option<Timestamp>,
    /// What was written.
    pub lines: Vec<DoorLine>,
    /// When a new address takes effect, while one waits for that.
    pub change_at: Option<Timestamp>,
}

/// A request in the console's list: masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorRow {
    /// Its id.
    pub id: Uuid,
    /// What people quote.
    pub reference: String,
    /// Which world.
    pub mode: Mode,
    /// It waits for a person.
    pub open: bool,
    /// When an answer is promised.
    pub due_at: Timestamp,
    /// Since when.
    pub opened_at: Timestamp,
    /// The address, masked.
    pub email_masked: String,
}

/// A new address, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// Its id.
    pub id: Uuid,
    /// How they were identified.
    pub identified: Identified,
    /// In words.
    pub note: String,
    /// By whom.
    pub proposed_by: String,
    /// The caller did.
    pub mine: bool,
    /// When.
    pub proposed_at: Timestamp,
    /// Who looked as well.
    pub confirmed_by: Option<String>,
    /// When it takes effect.
    pub effect_at: Option<Timestamp>,
    /// `done`, `stopped`, `refused`.
    pub ended: Option<&'static str>,
}

/// A request as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorReview {
    /// Its row.
    pub row: DoorRow,
    /// The whole address that they write from.
    pub email: String,
    /// What they named as the account.
    pub account: String,
    /// The link that was mailed to that address was used.
    pub reached_at: Option<Timestamp>,
    /// The person whose account it says to be about.
    pub applicant: Option<ApplicantId>,
    /// That account's address, masked.
    pub account_masked: Option<String>,
    /// They write from the account's own address.
    pub same_address: bool,
    /// References of that person's cases.
    pub cases: Vec<String>,
    /// What was written.
    pub lines: Vec<DoorLine>,
    /// New addresses.
    pub changes: Vec<ChangeView>,
    /// Two people are one here.
    pub solo: bool,
}

impl App {
    /// Somebody who cannot get in asks for a person. The answer says nothing of whether there is such
    /// an account. Gives the reference.
    pub async fn ask_at_door(&self, ask: DoorAsk<'_>) -> Result<String, DoorError> {
        let email = EmailAddress::parse(ask.email).ok_or(DoorError::Email)?;
        let words = message_body(ask.words).map_err(DoorError::Words)?;
        let mode = self.settings().portal_mode;
        let applicant = self.account_named(mode, &email, ask.account).await?;
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let mut work = self.house_work(Actor::System).await?;
        let now = work.now;
        let (id, reference) = (self.fresh_uuid(), self.fresh_reference("HD"));
        if let Some(applicant) = applicant
            && door::count_of(&mut work.tx, applicant).await? >= MAX_OPEN
        {
            return Ok(reference);
        }
        let thread = Thread {
            email: email.clone(),
            account: ask.account.trim().chars().take(254).collect(),
            reached_at: None,
            lines: vec![Line { by: None, text: words, at: now }],
        };
        let row = DoorRequest {
            id,
            mode,
            reference: reference.clone(),
            token_hash: self.door_hash(&self.door_token(id)),
            applicant_id: applicant,
            locale: ask.locale.as_str().to_owned(),
            sealed: house.seal(&place(id), &serde_json::to_vec(&thread).map_err(Error::from)?),
            state: DoorState::Open,
            handled_by: None,
            due_at: now.plus(Duration::hours(self.policy().clocks.answer_hours)),
            opened_at: now,
            changed_at: now,
            version: 1,
        };
        door::insert(&mut work.tx, &row).await?;
        work.audit("door.asked", Subject::Other("door_request", Some(id)));
        work.tell(told::INBOX, Audience::Console, None);
        let link = self.address_of(Page::Door(&self.door_token(id)));
        work.house_mail(self, &house, &email, ask.locale, MailKind::Door { link }).await?;
        work.commit().await?;
        Ok(reference)
    }

    /// The account that somebody says they mean, by its address or a case's reference.
    async fn account_named(
        &self,
        mode: Mode,
        email: &EmailAddress,
        named: &str,
    ) -> Result<Option<ApplicantId>, Error> {
        let named = named.trim();
        let mut tx = self.store().read().await?;
        if named.to_uppercase().starts_with("PD-") {
            let found = verifications::find_by_reference(&mut tx, mode, &named.to_uppercase()).await?;
            return Ok(found.map(|case| case.applicant));
        }
        let address = if named.is_empty() { Some(email.clone()) } else { EmailAddress::parse(named) };
        let Some(address) = address else { return Ok(None) };
        let hash = self.address_hash(mode, &address);
        Ok(accounts::find_by_email(&mut tx, mode, &hash).await?.map(|account| account.applicant_id))
    }

    /// The request that a mailed link opens; [`Error::NotFound`] for any other.
    pub async fn at_door(&self, token: &str) -> Result<DoorView, Error> {
        let row = {
            let mut tx = self.store().read().await?;
            door::find_by_token(&mut tx, &self.door_hash(token)).await?.ok_or(Error::NotFound)?
        };
        let thread = self.open_thread(&row).await?;
        let changes = {
            let mut tx = self.store().read().await?;
            door::list_changes(&mut tx, row.id).await?
        };
        let names = self.staff_names().await?;
        Ok(DoorView {
            reference: row.reference,
            closed: row.state == DoorState::Closed,
            due_at: (row.state == DoorState::Open).then_some(row.due_at),
            lines: lines(&thread, &names),
            change_at: changes
                .iter()
                .filter(|change| change.ended.is_none())
                .find_map(|change| change.effect_at),
        })
    }

    /// Writes on through the mailed link, which shows that the address is theirs.
    pub async fn say_at_door(&self, token: &str, words: &str) -> Result<(), DoorError> {
        let words = message_body(words).map_err(DoorError::Words)?;
        let row = {
            let mut tx = self.store().read().await?;
            door::find_by_token(&mut tx, &self.door_hash(token)).await?.ok_or(Error::NotFound)?
        };
        let due_at = self.now().plus(Duration::hours(self.policy().clocks.answer_hours));
        let add = |thread: &mut Thread, row: &mut DoorRequest, now| {
            thread.reached_at.get_or_insert(now);
            thread.lines.push(Line { by: None, text: words, at: now });
            if row.state != DoorState::Open {
                (row.state, row.due_at) = (DoorState::Open, due_at);
            }
        };
        self.write_at_door(Actor::System, row, "door.said", add).await
    }

    /// What waits at the door, for staff: open ones first.
    pub async fn door_requests(&self, st: &StaffSession) -> Result<Vec<DoorRow>, Error> {
        st.permit(Action::Assist)?;
        let rows = {
            let mut tx = self.store().read().await?;
            door::list_open(&mut tx, PAGE).await?
        };
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let thread = self.open_thread(&row).await?;
            shown.push(door_row(&row, &thread));
        }
        Ok(shown)
    }

    /// How many wait at the door.
    pub async fn waiting_at_door(&self, st: &StaffSession) -> Result<i64, Error> {
        st.permit(Action::SeeInbox)?;
        let mut tx = self.store().read().await?;
        Ok(door::count_open(&mut tx).await?)
    }

    /// One request, which is logged.
    pub async fn open_door_request(&self, st: &StaffSession, id: Uuid) -> Result<DoorReview, Error> {
        st.permit(Action::Assist)?;
        let row = {
            let mut work = self.house_work(st.actor()).await?;
            let row = door::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
            work.audit("door.opened", Subject::Other("door_request", Some(id)));
            work.commit().await?;
            row
        };
        let thread = self.open_thread(&row).await?;
        let names = self.staff_names().await?;
        let (mut account_masked, mut same_address, mut cases) = (None, false, Vec::new());
        if let Some(applicant) = row.applicant_id {
            let seal = self.seal_of(row.mode, applicant).await?;
            let mut tx = self.store().read().await?;
            if let Some(account) = accounts::find_by_applicant(&mut tx, applicant).await? {
                let address: EmailAddress =
                    seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
                same_address = address.lookup_form() == thread.email.lookup_form();
                account_masked = Some(address.masked());
            }
            cases = verifications::list(&mut tx, applicant).await?.into_iter().map(|c| c.reference).collect();
        }
        let (changes, solo) = {
            let mut tx = self.store().read().await?;
            (door::list_changes(&mut tx, id).await?, self.is_solo(&mut tx).await?)
        };
        let mut shown = Vec::with_capacity(changes.len());
        for change in changes {
            let seal = self.seal_of(change.mode, change.applicant_id).await?;
            let sealed: Change = seal.open_json(columns::CHANGE, change.id, &change.sealed_change)?;
            shown.push(ChangeView {
                id: change.id,
                identified: sealed.identified,
                note: sealed.note,
                proposed_by: names.of(change.proposed_by),
                mine: change.proposed_by == st.id,
                proposed_at: change.proposed_at,
                confirmed_by: change.confirmed_by.map(|id| names.of(id)),
                effect_at: change.effect_at,
                ended: change.ended.map(ChangeEnd::as_str),
            });
        }
        Ok(DoorReview {
            row: door_row(&row, &thread),
            email: thread.email.as_str().to_owned(),
            account: thread.account.clone(),
            reached_at: thread.reached_at,
            applicant: row.applicant_id,
            account_masked,
            same_address,
            cases,
            lines: lines(&thread, &names),
            changes: shown,
            solo,
        })
    }

    /// Answers; the mail says only that there is an answer.
    pub async fn answer_at_door(&self, st: &StaffSession, id: Uuid, words: &str) -> Result<(), DoorError> {
        st.permit(Action::Assist)?;
        let words = message_body(words).map_err(DoorError::Words)?;
        let row = self.door_row_of(id).await?;
        let by = st.id;
        let add = |thread: &mut Thread, row: &mut DoorRequest, now| {
            thread.lines.push(Line { by: Some(by), text: words, at: now });
            (row.state, row.handled_by) = (DoorState::Answered, Some(by));
        };
        self.write_at_door(st.actor(), row, "door.answered", add).await
    }

    /// Ends a request.
    pub async fn close_door_request(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let mut work = self.house_work(st.actor()).await?;
        let mut row = door::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
        (row.state, row.handled_by, row.changed_at) = (DoorState::Closed, Some(st.id), work.now);
        door::update(&mut work.tx, &mut row).await?;
        work.audit("door.closed", Subject::Other("door_request", Some(id)));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await
    }

    /// Mails a link for a new password to the address that the account has. It needs no identification:
    /// whoever asks gains nothing by it.
    pub async fn send_way_in(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let row = self.door_row_of(id).await?;
        let applicant = row.applicant_id.ok_or(Error::NotFound)?;
        let locale = Locale::find(&row.locale).unwrap_or_default();
        let seal = self.seal_of(row.mode, applicant).await?;
        let account = {
            let mut tx = self.store().read().await?;
            accounts::find_by_applicant(&mut tx, applicant).await?.ok_or(Error::NotFound)?
        };
        let address: EmailAddress =
            seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
        self.request_reset(address.as_str(), locale).await?;
        let mut work = self.work(st.actor(), row.mode, applicant).await?;
        work.audit("door.way_in_sent", Subject::Applicant(applicant));
        work.commit().await
    }

    /// Proposes the asker's address as the account's, after identification. Another person confirms.
    pub async fn propose_address(
        &self,
        st: &StaffSession,
        id: Uuid,
        identified: Identified,
        note: &str,
    ) -> Result<(), ChangeError> {
        st.permit(Action::Freeze)?;
        let note = note.trim().to_owned();
        if note.is_empty() || note.chars().count() > 4_000 {
            return Err(ChangeError::NoteMissing);
        }
        if !(identified.document && identified.live) {
            return Err(ChangeError::NotIdentified);
        }
        let row = self.door_row_of(id).await?;
        let thread = self.open_thread(&row).await?;
        let applicant = row.applicant_id.ok_or(ChangeError::NoAccount)?;
        if thread.reached_at.is_none() {
            return Err(ChangeError::NotReached);
        }
        let (person, seal) = self.somebody_else(st, applicant).await?;
        let mut work = self.work(st.actor(), person.mode, applicant).await?;
        let account =
            accounts::find_by_applicant(&mut work.tx, applicant).await?.ok_or(ChangeError::NoAccount)?;
        let hash = self.address_hash(person.mode, &thread.email);
        if accounts::find_by_email(&mut work.tx, person.mode, &hash).await?.is_some() {
            return Err(ChangeError::Taken);
        }
        if door::find_change(&mut work.tx, account.id).await?.is_some() {
            return Err(ChangeError::Waiting);
        }
        let change_id = self.fresh_uuid();
        let change = Change { email: thread.email, identified, note };
        let change = AddressChange {
            id: change_id,
            request_id: id,
            applicant_id: applicant,
            account_id: account.id,
            mode: person.mode,
            sealed_change: seal.json(columns::CHANGE, change_id, &change)?,
            proposed_by: st.id,
            proposed_at: work.now,
            confirmed_by: None,
            confirmed_at: None,
            effect_at: None,
            ended: None,
            ended_at: None,
        };
        door::insert_change(&mut work.tx, &change).await?;
        work.audit_with("account.address_proposed", Subject::Applicant(applicant), &(change_id, identified))?;
        Ok(work.commit().await?)
    }

    /// The second person confirms, or refuses. Confirmed, the old address is told at once, and the new one
    /// counts after the policy's hours.
    pub async fn settle_address(
        &self,
        st: &StaffSession,
        id: Uuid,
        change: Uuid,
        confirmed: Confirmed,
    ) -> Result<(), ChangeError> {
        st.permit(Action::Freeze)?;
        let row = self.door_row_of(id).await?;
        let applicant = row.applicant_id.ok_or(ChangeError::NoAccount)?;
        let (person, seal) = self.somebody_else(st, applicant).await?;
        let mut work = self.work(st.actor(), person.mode, applicant).await?;
        let changes = door::list_changes(&mut work.tx, id).await?;
        let found = changes.into_iter().find(|other| other.id == change && other.ended.is_none());
        let found = found.ok_or(Error::NotFound)?;
        if confirmed == Confirmed::No {
            door::end_change(&mut work.tx, change, ChangeEnd::Refused, work.now).await?;
            work.audit_with("account.address_refused", Subject::Applicant(applicant), &change)?;
            return Ok(work.commit().await?);
        }
        if found.proposed_by == st.id && !self.is_solo(&mut work.tx).await? {
            return Err(ChangeError::SamePerson);
        }
        let effect_at = work.now.plus(Duration::hours(self.policy().clocks.new_address_hours));
        door::confirm_change(&mut work.tx, change, st.id, work.now, effect_at).await?;
        work.audit_with("account.address_confirmed", Subject::Applicant(applicant), &change)?;
        let link = self.address_of(Page::StopAddress(&self.stop_token(change)));
        self.mail_applicant(&mut work, &seal, applicant, MailKind::AddressChange { link }).await?;
        Ok(work.commit().await?)
    }

    /// Whoever reads the old address stops it. False where the link opens nothing that waits.
    pub async fn stop_address(&self, token: &str) -> Result<bool, Error> {
        let Some(id) = self.change_of(token) else { return Ok(false) };
        let mut work = self.house_work(Actor::System).await?;
        match door::end_change(&mut work.tx, id, ChangeEnd::Stopped, work.now).await {
            Ok(()) => {}
            Err(StoreError::Stale(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        work.audit("account.address_stopped", Subject::Other("address_change", Some(id)));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(true)
    }

    /// Somebody signed in: they are not locked out, so nothing is changed for them. Part of signing in.
    pub(crate) async fn stop_address_of(
        &self,
        work: &mut crate::work::Work,
        account: proofdesk_domain::AccountId,
    ) -> Result<(), Error> {
        if let Some(change) = door::find_change(&mut work.tx, account).await? {
            door::end_change(&mut work.tx, change.id, ChangeEnd::Stopped, work.now).await?;
            work.audit("account.address_stopped", Subject::Other("address_change", Some(change.id)));
        }
        Ok(())
    }

    /// The timer: new addresses whose hours are over become the accounts'. Gives how many.
    pub async fn change_addresses_due(&self) -> Result<u64, Error> {
        let due = {
            let mut tx = self.store().read().await?;
            door::list_changes_due(&mut tx, self.now(), PAGE).await?
        };
        let mut done = 0;
        for change in due {
            let seal = self.seal_of(change.mode, change.applicant_id).await?;
            let sealed: Change = seal.open_json(columns::CHANGE, change.id, &change.sealed_change)?;
            // A password that nobody knows: the way in is the link that is mailed now.
            let nobody = BASE64URL_NOPAD.encode(&random_bytes::<32>(&*self.wiring().random));
            let password = self.hash_password(&nobody).await?;
            let mut work = self.work(Actor::System, change.mode, change.applicant_id).await?;
            let email = &sealed.email;
            let sealed_email = seal.json(columns::EMAIL, change.account_id.as_uuid(), email)?;
            let hash = self.address_hash(change.mode, email);
            let taken = accounts::find_by_email(&mut work.tx, change.mode, &hash).await?.is_some();
            let end = if taken { ChangeEnd::Refused } else { ChangeEnd::Done };
            match door::end_change(&mut work.tx, change.id, end, work.now).await {
                Ok(()) => {}
                Err(StoreError::Stale(_)) => continue,
                Err(error) => return Err(error.into()),
            }
            if !taken {
                let (id, now) = (change.account_id, work.now);
                accounts::update_address(&mut work.tx, id, &hash, &sealed_email, &password, now).await?;
                sessions::delete_of_account(&mut work.tx, id).await?;
                work.audit("account.address_changed", Subject::Applicant(change.applicant_id));
            }
            let person = applicants::get(&mut work.tx, change.applicant_id).await?;
            work.commit().await?;
            if !taken {
                let locale = Locale::find(&person.locale).unwrap_or_default();
                self.request_reset(email.as_str(), locale).await?;
            }
            done += 1;
        }
        Ok(done)
    }

    /// Forgets requests that nothing is written to any more. Part of clearing up.
    pub(crate) async fn sweep_door(&self) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        door::delete_before(&mut tx, self.now().plus(-KEPT)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn door_row_of(&self, id: Uuid) -> Result<DoorRequest, Error> {
        let mut tx = self.store().read().await?;
        door::find(&mut tx, id).await?.ok_or(Error::NotFound)
    }

    /// Adds to a thread and tells the other side.
    async fn write_at_door(
        &self,
        actor: Actor,
        mut row: DoorRequest,
        action: &'static str,
        add: impl FnOnce(&mut Thread, &mut DoorRequest, Timestamp),
    ) -> Result<(), DoorError> {
        let mut thread = self.open_thread(&row).await?;
        if row.state == DoorState::Closed || thread.lines.len() >= MAX_LINES {
            return Err(DoorError::Closed);
        }
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let mut work = self.house_work(actor).await?;
        add(&mut thread, &mut row, work.now);
        row.changed_at = work.now;
        row.sealed = house.seal(&place(row.id), &serde_json::to_vec(&thread).map_err(Error::from)?);
        door::update(&mut work.tx, &mut row).await?;
        work.audit(action, Subject::Other("door_request", Some(row.id)));
        work.tell(told::INBOX, Audience::Console, None);
        if row.state == DoorState::Answered {
            let link = self.address_of(Page::Door(&self.door_token(row.id)));
            let locale = Locale::find(&row.locale).unwrap_or_default();
            work.house_mail(self, &house, &thread.email, locale, MailKind::Door { link }).await?;
        }
        Ok(work.commit().await?)
    }

    async fn open_thread(&self, row: &DoorRequest) -> Result<Thread, Error> {
        let plain = self.vault().house_key().await?.open(&place(row.id), &row.sealed)?;
        Ok(serde_json::from_slice(&plain)?)
    }

    /// What opens a request's page. Worked out from its id with a secret of this installation, so that
    /// every mail about it holds the same link and no table holds it.
    fn door_token(&self, id: Uuid) -> String {
        BASE64URL_NOPAD.encode(&self.vault().keyed_hash("door.token", id.as_bytes()))
    }

    fn door_hash(&self, token: &str) -> [u8; 32] {
        self.vault().keyed_hash("door", token.as_bytes())
    }

    fn stop_token(&self, id: Uuid) -> String {
        let proof = self.vault().keyed_hash("door.stop", id.as_bytes());
        BASE64URL_NOPAD.encode(&[&id.as_bytes()[..], &proof].concat())
    }

    /// The change that a token stops, if the token is ours.
    fn change_of(&self, token: &str) -> Option<Uuid> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let id = Uuid::from_bytes(*bytes.first_chunk::<16>()?);
        (self.stop_token(id) == token).then_some(id)
    }
}

/// What the second person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// They have looked and agree.
    Yes,
    /// They do not.
    No,
}

fn place(id: Uuid) -> Context<'static> {
    Context::house("door_requests", id, "sealed")
}

fn door_row(row: &DoorRequest, thread: &Thread) -> DoorRow {
    DoorRow {
        id: row.id,
        reference: row.reference.clone(),
        mode: row.mode,
        open: row.state == DoorState::Open,
        due_at: row.due_at,
        opened_at: row.opened_at,
        email_masked: thread.email.masked(),
    }
}

fn lines(thread: &Thread, names: &crate::staff::Names) -> Vec<DoorLine> {
    let line =
        |line: &Line| DoorLine { by: line.by.map(|id| names.of(id)), text: line.text.clone(), at: line.at };
    thread.lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SignedIn, review::tests::rig::Rig, testing::Shows};
    use proofdesk_domain::access::Role;

    /// The newest link to such a page in a mail to that address.
    async fn link(rig: &Rig, to: &str, page: &str) -> String {
        rig.work().await;
        let mails = rig.with.mails.all();
        let found = mails.into_iter().rev().find(|(address, mail)| address == to && mail.text.contains(page));
        let (_, mail) = found.unwrap_or_else(|| panic!("no mail to {to} with {page}"));
        mail.text.rsplit('/').next().unwrap().to_owned()
    }

    fn ask<'a>(email: &'a str, account: &'a str) -> DoorAsk<'a> {
        DoorAsk { email, account, words: "I lost my mailbox.", locale: Locale::En }
    }

    #[tokio::test]
    async fn the_door_answers_alike_and_a_new_way_in_goes_only_to_the_accounts_own_address() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        rig.case(&s, "standard", Shows::Passport).await;
        let agent = rig.staff(Role::Agent, "Bo").await;
        let known = rig.app.ask_at_door(ask("thief@example.org", "ada@people.example")).await.unwrap();
        let unknown = rig.app.ask_at_door(ask("thief@example.org", "nobody@example.org")).await.unwrap();
        assert_eq!((&known[..3], &unknown[..3]), ("HD-", "HD-"));
        assert!(matches!(rig.app.ask_at_door(ask("no address", "")).await, Err(DoorError::Email)));
        let rows = rig.app.door_requests(&agent).await.unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.email_masked == "t•••@example.org"));
        let row = rows.iter().find(|row| row.reference == known).unwrap();
        let seen = rig.app.open_door_request(&agent, row.id).await.unwrap();
        assert_eq!((seen.same_address, seen.account_masked.as_deref()), (false, Some("a•••@people.example")));
        rig.app.send_way_in(&agent, row.id).await.unwrap();
        rig.work().await;
        let resets: Vec<_> =
            rig.with.mails.all().into_iter().filter(|(_, mail)| mail.text.contains("/reset/")).collect();
        assert_eq!(resets.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["ada@people.example"]);
        // They talk on through the mailed link, and nobody else can.
        rig.app.answer_at_door(&agent, row.id, "Show us your document in a call.").await.unwrap();
        assert!(matches!(rig.app.at_door("guessed").await, Err(Error::NotFound)));
        let token = link(&rig, "thief@example.org", "/door/").await;
        let page = rig.app.at_door(&token).await.unwrap();
        assert_eq!(page.lines.iter().map(|line| line.by.as_deref()).collect::<Vec<_>>(), [None, Some("Bo")]);
        assert_eq!(page.due_at, None);
        rig.app.say_at_door(&token, "When?").await.unwrap();
        assert!(rig.app.at_door(&token).await.unwrap().due_at.is_some());
        rig.app.close_door_request(&agent, row.id).await.unwrap();
        assert!(matches!(rig.app.say_at_door(&token, "And now?").await, Err(DoorError::Closed)));
        // What nobody writes to is forgotten.
        rig.advance(KEPT + Duration::MINUTE);
        rig.app.sweep_door().await.unwrap();
        assert!(matches!(rig.app.at_door(&token).await, Err(Error::NotFound)));
        rig.chain_is_whole().await;
    }

    #[tokio::test]
    async fn a_new_address_takes_a_reached_mailbox_identification_two_people_notice_and_time() {
        new_address(Rig::new().await).await;
    }

    #[tokio::test]
    async fn a_new_address_takes_a_reached_mailbox_identification_two_people_notice_and_time_on_postgres() {
        if let Some(rig) = Rig::postgres().await {
            new_address(rig).await;
        }
    }

    async fn new_address(rig: Rig) {
        let s = rig.applicant("ada").await;
        rig.case(&s, "standard", Shows::Passport).await;
        let (lin, noor) = (rig.staff(Role::Reviewer, "Lin").await, rig.staff(Role::Reviewer, "Noor").await);
        let agent = rig.staff(Role::Agent, "Bo").await;
        rig.app.ask_at_door(ask("new@example.org", "ada@people.example")).await.unwrap();
        let id = rig.app.door_requests(&lin).await.unwrap()[0].id;
        let seen = Identified { document: true, live: true };
        let unreached = rig.app.propose_address(&lin, id, seen, "Seen in a call.").await;
        assert!(matches!(unreached, Err(ChangeError::NotReached)));
        let token = link(&rig, "new@example.org", "/door/").await;
        rig.app.say_at_door(&token, "I am here.").await.unwrap();
        for (identified, note) in [
            (Identified { document: true, live: false }, "Sent a photo."),
            (Identified { document: false, live: true }, "Knew everything on the phone."),
        ] {
            let half = rig.app.propose_address(&lin, id, identified, note).await;
            assert!(matches!(half, Err(ChangeError::NotIdentified)));
        }
        let agents = rig.app.propose_address(&agent, id, seen, "Seen.").await;
        assert!(matches!(agents, Err(ChangeError::Error(Error::NotAllowed))));
        rig.app.propose_address(&lin, id, seen, "Video call, passport in hand.").await.unwrap();
        let change = rig.app.open_door_request(&noor, id).await.unwrap().changes[0].clone();
        let alone = rig.app.settle_address(&lin, id, change.id, Confirmed::Yes).await;
        assert!(matches!(alone, Err(ChangeError::SamePerson)));
        rig.app.settle_address(&noor, id, change.id, Confirmed::Yes).await.unwrap();
        // The old address is told and can stop it.
        let stop = link(&rig, "ada@people.example", "/door/stop/").await;
        assert!(!rig.app.stop_address("made-up").await.unwrap());
        let hours = Duration::hours(rig.app.policy().clocks.new_address_hours);
        rig.advance(hours - Duration::MINUTE);
        assert_eq!(rig.app.change_addresses_due().await.unwrap(), 0);
        assert!(rig.app.stop_address(&stop).await.unwrap());
        rig.advance(Duration::hours(1));
        assert_eq!(rig.app.change_addresses_due().await.unwrap(), 0);
        // Not stopped, it counts, and only the new address gets in.
        rig.app.propose_address(&lin, id, seen, "Again.").await.unwrap();
        let change = rig.app.open_door_request(&noor, id).await.unwrap().changes[1].clone();
        rig.app.settle_address(&noor, id, change.id, Confirmed::Yes).await.unwrap();
        rig.advance(hours);
        assert_eq!(rig.app.change_addresses_due().await.unwrap(), 1);
        assert!(!rig.app.stop_address(&stop).await.unwrap());
        let way_in = link(&rig, "new@example.org", "/reset/").await;
        rig.app.finish_reset(&way_in, "nine slow ferries cross").await.map_err(|_| "reset").unwrap();
        assert!(rig.app.sign_in("ada@people.example", crate::review::tests::rig::PASSWORD).await.is_err());
        let inside = rig.app.sign_in("new@example.org", "nine slow ferries cross").await.unwrap();
        assert!(matches!(inside, SignedIn::Session(_)));
        rig.chain_is_whole().await;
    }
}
