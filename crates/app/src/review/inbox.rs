//! The inbox: reviews, appeals and conversations, sorted by who breaches first.

use super::views::{InboxKind, InboxRow};
use proofdesk_domain::Timestamp;

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
    use proofdesk_domain::verification::Mode;

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
