//! The inbox: reviews, appeals and conversations, sorted by who breaches first.

use super::views::{InboxFilter, InboxKind, InboxRow, Whose};
use crate::{
    App,
    error::Error,
    seal::columns,
    staff::{Names, StaffSession},
};
use proofdesk_domain::{
    ApplicantId, StaffId, Timestamp, VerificationId,
    access::{Action, Role},
    account::EmailAddress,
    verification::{Mode, State, Verification},
};
use proofdesk_store::{
    Tx, accounts, accounts::Account, applicants, conversations, floor, ledger::rereviews, opinions, tags,
    verifications, verifications::Holder,
};
use std::collections::{HashMap, HashSet};
use time::Duration;

/// A promise that breaks within this time goes before everything else.
const NEAR: Duration = Duration::hours(2);

/// Rows of a page; who breaches first is on the first.
pub(super) const PAGE: usize = 50;
/// Most rows that are shown at once.
pub(super) const MOST: usize = 500;

/// Somebody as a list may name them, still sealed.
struct Known {
    mode: Mode,
    account: Option<Account>,
    external_ref: Option<String>,
}

impl App {
    /// What waits for a person, by who breaches first. Personal data stands masked.
    pub async fn inbox(&self, st: &StaffSession, filter: InboxFilter) -> Result<Vec<InboxRow>, Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let mut rows = self.waiting_rows(&mut tx, st, &names, &filter).await?;
        sort(&mut rows);
        rows.truncate(filter.rows());
        let cases: Vec<VerificationId> = rows.iter().filter_map(|(_, row)| row.verification).collect();
        for tag in tags::list_of_ids(&mut tx, &cases).await? {
            let tagged = |row: &InboxRow| {
                row.verification == Some(tag.verification_id) && row.kind != InboxKind::Conversation
            };
            for (_, row) in rows.iter_mut().filter(|(_, row)| tagged(row)) {
                row.tags.push(tag.tag.clone());
            }
        }
        let mut people: Vec<ApplicantId> = rows.iter().map(|(applicant, _)| *applicant).collect();
        people.sort_unstable();
        people.dedup();
        let mut known: HashMap<ApplicantId, Known> = HashMap::new();
        for person in applicants::list_of(&mut tx, &people).await? {
            let (mode, external_ref) = (person.mode, person.external_ref);
            known.insert(person.id, Known { mode, account: None, external_ref });
        }
        for account in accounts::list_of(&mut tx, &people).await? {
            if let Some(person) = known.get_mut(&account.applicant_id) {
                person.account.get_or_insert(account);
            }
        }
        drop(tx);
        let mut shown: HashMap<ApplicantId, Option<String>> = HashMap::new();
        for (applicant, person) in known {
            shown.insert(applicant, self.masked(applicant, person).await?);
        }
        Ok(rows
            .into_iter()
            .map(|(applicant, row)| InboxRow {
                applicant_masked: shown.get(&applicant).cloned().flatten(),
                ..row
            })
            .collect())
    }

    /// The rows of the inbox without whom they are about, in no order.
    async fn waiting_rows(
        &self,
        tx: &mut Tx,
        st: &StaffSession,
        names: &Names,
        filter: &InboxFilter,
    ) -> Result<Vec<(ApplicantId, InboxRow)>, Error> {
        let now = self.now();
        let limit = i64::try_from(filter.rows()).unwrap_or(i64::MAX);
        let escalated: HashSet<VerificationId> = floor::list_escalated(tx).await?.into_iter().collect();
        let spoken = opinions::list_waiting(tx).await?;
        let holder = match filter.whose {
            Whose::All => Holder::Anybody,
            Whose::Mine => Holder::One(st.id),
            Whose::Free => Holder::Nobody,
        };
        let claimed = |holder: Option<StaffId>| (holder.map(|id| names.of(id)), holder == Some(st.id));
        let mut rows: Vec<(ApplicantId, InboxRow)> = Vec::new();
        for mode in [Mode::Live, Mode::Test].into_iter().filter(|m| filter.mode.is_none_or(|f| f == *m)) {
            let mut cases =
                verifications::list_tagged(tx, mode, holder, filter.tag.as_deref(), limit).await?;
            // An approval that one person wants to take back waits for the second, in no queue.
            let outside: Vec<VerificationId> =
                spoken.iter().map(|(id, _)| *id).filter(|id| cases.iter().all(|c| c.id != *id)).collect();
            let revoking = |case: &Verification| {
                let fits = match holder {
                    Holder::Anybody => true,
                    Holder::Nobody => case.claimed_by.is_none(),
                    Holder::One(staff) => case.claimed_by == Some(staff),
                };
                case.mode == mode && case.state == State::Approved && fits && filter.tag.is_none()
            };
            cases.extend(verifications::list_of_ids(tx, &outside).await?.into_iter().filter(revoking));
            for case in cases {
                let (claimed_by, mine) = claimed(case.claimed_by);
                let appeal = case.state == State::Appealed;
                let by_me = |(id, by): &(VerificationId, StaffId)| *id == case.id && *by == st.id;
                rows.push((
                    case.applicant,
                    InboxRow {
                        kind: if appeal { InboxKind::Appeal } else { InboxKind::Review },
                        verification: Some(case.id),
                        conversation: None,
                        mode,
                        reference: case.reference,
                        applicant_masked: None,
                        level: Some(case.level),
                        due_at: case.due_at,
                        breached: breached(case.due_at, now),
                        cause: case.review_cause,
                        claimed_by,
                        mine,
                        waiting_since: case.queued_at.unwrap_or(case.created_at),
                        escalated: escalated.contains(&case.id),
                        second: spoken.iter().any(|(id, _)| *id == case.id),
                        spoken: spoken.iter().any(by_me),
                        document: case.document.map(|document| document.kind),
                        rereview: None,
                        tags: Vec::new(),
                    },
                ));
            }
            if filter.tag.is_some() {
                continue;
            }
            if st.may(Action::Decide) {
                rows.extend(self.rereview_rows(tx, st, names, mode, filter).await?);
            }
            let talks = conversations::list_inbox(tx, mode, now, limit).await?;
            let beside: Vec<VerificationId> = talks.iter().filter_map(|talk| talk.verification).collect();
            let holders: HashMap<VerificationId, Option<StaffId>> = verifications::list_of_ids(tx, &beside)
                .await?
                .into_iter()
                .map(|case| (case.id, case.claimed_by))
                .collect();
            for talk in talks {
                let holder = talk.verification.and_then(|id| holders.get(&id).copied().flatten());
                let (claimed_by, mine) = claimed(holder);
                let fits = match filter.whose {
                    Whose::All => true,
                    Whose::Mine => mine,
                    Whose::Free => holder.is_none(),
                };
                if !fits {
                    continue;
                }
                rows.push((
                    talk.applicant,
                    InboxRow {
                        kind: InboxKind::Conversation,
                        verification: talk.verification,
                        conversation: Some(talk.id),
                        mode,
                        reference: talk.reference,
                        applicant_masked: None,
                        level: None,
                        due_at: talk.due_at,
                        breached: breached(talk.due_at, now),
                        cause: None,
                        claimed_by,
                        mine,
                        waiting_since: talk.waiting_since.unwrap_or(talk.opened_at),
                        escalated: false,
                        second: false,
                        spoken: false,
                        document: None,
                        rereview: None,
                        tags: Vec::new(),
                    },
                ));
            }
        }
        Ok(rows)
    }

    /// Approvals that wait to be looked at again.
    async fn rereview_rows(
        &self,
        tx: &mut Tx,
        st: &StaffSession,
        names: &Names,
        mode: Mode,
        filter: &InboxFilter,
    ) -> Result<Vec<(ApplicantId, InboxRow)>, Error> {
        let now = self.now();
        let limit = i64::try_from(filter.rows()).unwrap_or(i64::MAX);
        let waiting = rereviews::list_waiting(tx, mode, limit).await?;
        let ids: Vec<VerificationId> = waiting.iter().map(|row| row.verification_id).collect();
        let cases: HashMap<VerificationId, Verification> =
            verifications::list_of_ids(tx, &ids).await?.into_iter().map(|case| (case.id, case)).collect();
        let mut rows = Vec::new();
        for row in waiting {
            let Some(case) = cases.get(&row.verification_id) else { continue };
            let mine = case.claimed_by == Some(st.id);
            let fits = match filter.whose {
                Whose::All => true,
                Whose::Mine => mine,
                Whose::Free => case.claimed_by.is_none(),
            };
            if !fits {
                continue;
            }
            rows.push((
                case.applicant,
                InboxRow {
                    kind: InboxKind::Rereview,
                    verification: Some(case.id),
                    conversation: None,
                    mode,
                    reference: case.reference.clone(),
                    applicant_masked: None,
                    level: Some(case.level.clone()),
                    due_at: Some(row.due_at),
                    breached: breached(Some(row.due_at), now),
                    cause: None,
                    claimed_by: case.claimed_by.map(|id| names.of(id)),
                    mine,
                    waiting_since: row.opened_at,
                    escalated: false,
                    second: false,
                    spoken: false,
                    document: case.document.as_ref().map(|document| document.kind),
                    rereview: Some(row.id),
                    tags: Vec::new(),
                },
            ));
        }
        Ok(rows)
    }

    /// The case that the caller should look at next, after this one: none that somebody else has, that
    /// the caller may not decide, or whose decision only waits for its ten seconds. What is about to
    /// breach or has breached goes first, then appeals, then what the caller knows best
    /// ([`App::skills`]), then what waits longest. None when the inbox holds no other.
    pub async fn next_case(
        &self,
        st: &StaffSession,
        after: Option<VerificationId>,
    ) -> Result<Option<VerificationId>, Error> {
        st.permit(Action::OpenCase)?;
        let names = self.staff_names().await?;
        let skills = self.skills_of(st.id).await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let filter = InboxFilter { mode: st.mode_filter, rows: MOST, ..InboxFilter::default() };
        let rows = self.waiting_rows(&mut tx, st, &names, &filter).await?;
        let people: Vec<ApplicantId> = rows.iter().map(|(applicant, _)| *applicant).collect();
        let languages: HashMap<ApplicantId, String> =
            applicants::list_of(&mut tx, &people).await?.into_iter().map(|p| (p.id, p.locale)).collect();
        drop(tx);
        let urgent = |row: &InboxRow| row.due_at.is_some_and(|due| due.since(now) < NEAR);
        let mut free: Vec<_> = rows
            .into_iter()
            .filter(|(_, row)| {
                row.verification.is_some_and(|id| Some(id) != after)
                    // Nobody waits for these: whoever has time takes them from the list.
                    && row.kind != InboxKind::Rereview
                    && (row.claimed_by.is_none() || row.mine)
                    && !row.spoken
                    && (!row.escalated || st.role == Role::Compliance)
            })
            .collect();
        free.sort_by_key(|(applicant, row)| {
            let language = languages.get(applicant).map(String::as_str);
            let known = skills.fits(language, row.document);
            let unknown = !known;
            let due = row.due_at.unwrap_or(row.waiting_since);
            (!urgent(row), !row.escalated, row.kind, unknown, due, row.waiting_since, row.reference.clone())
        });
        for (_, row) in free {
            let Some(id) = row.verification else { continue };
            if row.kind == InboxKind::Conversation && row.claimed_by.is_none() {
                return Ok(Some(id));
            }
            let view = self.review(st, id).await?;
            if view.barred.is_none() && view.pending.is_none() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    async fn masked(&self, applicant: ApplicantId, person: Known) -> Result<Option<String>, Error> {
        self.mask(person.mode, applicant, person.account, person.external_ref).await
    }

    /// Somebody as lists name them.
    pub(crate) async fn mask(
        &self,
        mode: Mode,
        applicant: ApplicantId,
        account: Option<Account>,
        external_ref: Option<String>,
    ) -> Result<Option<String>, Error> {
        let Some(account) = account else {
            return Ok(external_ref.map(|text| {
                let first: String = text.chars().take(2).collect();
                format!("{first}•••")
            }));
        };
        match self.seal_of(mode, applicant).await {
            Ok(seal) => {
                let email: EmailAddress =
                    seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
                Ok(Some(email.masked()))
            }
            // Erased while we looked.
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Sorts rows by the promise that breaks first. A row without a promise counts from the moment since
/// when the applicant waits, as if that had been the promise; at the same moment appeals go first.
pub(crate) fn sort<T>(rows: &mut [(T, InboxRow)]) {
    rows.sort_by_key(|(_, row)| {
        (row.due_at.unwrap_or(row.waiting_since), row.kind, row.waiting_since, row.reference.clone())
    });
}

/// Whether a promise is broken.
pub(crate) fn breached(due_at: Option<Timestamp>, now: Timestamp) -> bool {
    due_at.is_some_and(|due| due <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: InboxKind, reference: &str, due: Option<i64>, since: i64) -> (u8, InboxRow) {
        let row = InboxRow {
            kind,
            verification: None,
            conversation: None,
            mode: Mode::Test,
            reference: reference.to_owned(),
            applicant_masked: None,
            level: None,
            due_at: due.map(Timestamp::from_micros),
            breached: false,
            cause: None,
            claimed_by: None,
            mine: false,
            waiting_since: Timestamp::from_micros(since),
            escalated: false,
            second: false,
            spoken: false,
            document: None,
            rereview: None,
            tags: Vec::new(),
        };
        (0, row)
    }

    #[test]
    fn who_breaches_first_stands_first_whatever_it_is() {
        let mut rows = vec![
            row(InboxKind::Review, "late", Some(90), 10),
            row(InboxKind::Conversation, "soon", Some(20), 15),
            row(InboxKind::Review, "same", Some(50), 12),
            row(InboxKind::Appeal, "same, appeal", Some(50), 30),
            row(InboxKind::Conversation, "no promise", None, 40),
        ];
        sort(&mut rows);
        let order: Vec<_> = rows.iter().map(|(_, row)| &*row.reference).collect();
        assert_eq!(order, ["soon", "no promise", "same, appeal", "same", "late"]);
    }

    #[test]
    fn a_promise_breaks_when_its_moment_comes() {
        let at = |micros| Timestamp::from_micros(micros);
        assert!(!breached(Some(at(5)), at(4)));
        assert!(breached(Some(at(5)), at(5)));
        assert!(!breached(None, at(5)));
    }
}
