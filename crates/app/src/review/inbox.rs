//! The inbox: reviews, appeals and conversations, sorted by who breaches first.

use super::views::{InboxFilter, InboxKind, InboxRow, Whose};
use crate::{App, error::Error, seal::columns, staff::StaffSession};
use proofdesk_domain::{
    ApplicantId, StaffId, Timestamp, VerificationId,
    access::Action,
    account::EmailAddress,
    verification::{Mode, State},
};
use proofdesk_store::{accounts, accounts::Account, applicants, conversations, verifications};
use std::collections::HashMap;
use time::Duration;

/// Rows of each kind and world that are looked at; who breaches first is always among them.
const ROWS: i64 = 200;

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
        let now = self.now();
        let answer_time = Duration::hours(self.policy().clocks.answer_hours);
        let mut rows: Vec<(ApplicantId, InboxRow)> = Vec::new();
        let mut known: HashMap<ApplicantId, Known> = HashMap::new();
        let mut tx = self.store().read().await?;
        let claimed = |holder: Option<StaffId>| (holder.map(|id| names.of(id)), holder == Some(st.id));
        for mode in [Mode::Live, Mode::Test].into_iter().filter(|m| filter.mode.is_none_or(|f| f == *m)) {
            for case in verifications::list_inbox(&mut tx, mode, ROWS).await? {
                let (claimed_by, mine) = claimed(case.claimed_by);
                let appeal = case.state == State::Appealed;
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
                    },
                ));
            }
            for talk in conversations::list_inbox(&mut tx, mode, ROWS).await? {
                let holder = match talk.verification {
                    Some(id) => holder(&mut tx, talk.applicant, id).await?,
                    None => None,
                };
                let (claimed_by, mine) = claimed(holder);
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
                        waiting_since: talk.due_at.map_or(talk.opened_at, |due| due.plus(-answer_time)),
                    },
                ));
            }
        }
        rows.retain(|(_, row)| match filter.whose {
            Whose::All => true,
            Whose::Mine => row.mine,
            Whose::Free => row.claimed_by.is_none(),
        });
        for (applicant, row) in &rows {
            if !known.contains_key(applicant) {
                let account = accounts::find_by_applicant(&mut tx, *applicant).await?;
                let external_ref = applicants::get(&mut tx, *applicant).await?.external_ref;
                known.insert(*applicant, Known { mode: row.mode, account, external_ref });
            }
        }
        drop(tx);
        let mut shown: HashMap<ApplicantId, Option<String>> = HashMap::new();
        for (applicant, person) in known {
            shown.insert(applicant, self.masked(applicant, person).await?);
        }
        let mut rows: Vec<InboxRow> = rows
            .into_iter()
            .map(|(applicant, row)| InboxRow {
                applicant_masked: shown.get(&applicant).cloned().flatten(),
                ..row
            })
            .collect();
        sort(&mut rows);
        Ok(rows)
    }

    async fn masked(&self, applicant: ApplicantId, person: Known) -> Result<Option<String>, Error> {
        let Some(account) = person.account else {
            return Ok(person.external_ref.map(|text| {
                let first: String = text.chars().take(2).collect();
                format!("{first}•••")
            }));
        };
        match self.seal_of(person.mode, applicant).await {
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

/// Who has the case beside a conversation.
async fn holder(
    tx: &mut proofdesk_store::Tx,
    applicant: ApplicantId,
    case: VerificationId,
) -> Result<Option<StaffId>, Error> {
    Ok(verifications::find(tx, applicant, case).await?.and_then(|case| case.claimed_by))
}

/// Sorts rows by the promise that breaks first. A row without a promise counts from the moment since
/// when the applicant waits, as if that had been the promise; at the same moment appeals go first.
pub(crate) fn sort(rows: &mut [InboxRow]) {
    rows.sort_by_key(|row| {
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

    fn row(kind: InboxKind, reference: &str, due: Option<i64>, since: i64) -> InboxRow {
        InboxRow {
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
        }
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
        let order: Vec<_> = rows.iter().map(|row| &*row.reference).collect();
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
