//! The inbox.

use super::{clock, desk};
use crate::console::cx::inbox::{InboxPage, Row};
use proofdesk_domain::verification::ReviewCause;

fn row(kind: &'static str, n: usize) -> Row {
    Row {
        href: format!("/console/cases/0199-{n}"),
        id: format!("0199-{n}"),
        kind,
        mode: if n.is_multiple_of(2) { "live" } else { "test" },
        reference: format!("PD-7K4M-2Q9{n}"),
        applicant: Some("a•••@example.org".into()),
        level: Some("Standard".into()),
        clock: Some(clock(200, "3 h 20 min left", "calm")),
        cause: Some("same_finding_twice"),
        claimed_by: None,
        mine: false,
        waited: "40 min".into(),
        escalated: n == 4,
        second: [None, Some("yours"), Some("wanted")].get(n).copied().flatten(),
        case: (kind == "review").then(|| format!("0199-{n}")),
        tags: if n == 3 { vec!["camera fault".into()] } else { Vec::new() },
    }
}

pub(in super::super) fn inbox() -> Vec<InboxPage> {
    let causes = ReviewCause::ALL.map(ReviewCause::as_str);
    let mut rows: Vec<Row> =
        causes.iter().enumerate().map(|(n, cause)| Row { cause: Some(cause), ..row("review", n) }).collect();
    rows[0].clock = Some(clock(-25, "25 min over", "late"));
    rows[1].clock = Some(clock(50, "50 min left", "soon"));
    rows[2].mine = true;
    rows[2].claimed_by = Some("Lin Wei".into());
    rows[3].claimed_by = Some("Aïcha Haddad".into());
    rows.insert(1, Row { kind: "appeal", cause: None, ..row("appeal", 9) });
    rows.push(Row { cause: None, ..row("rereview", 6) });
    rows.push(Row { cause: None, level: None, ..row("conversation", 8) });
    rows.push(Row { cause: None, level: None, applicant: None, clock: None, ..row("conversation", 7) });
    let full = InboxPage {
        desk: desk("inbox", false),
        mode: "all",
        whose: "all",
        query: String::new(),
        tag: String::new(),
        tags: vec!["camera fault".into()],
        colleagues: vec![("0198".into(), "Lin Wei".into()), ("0199".into(), "Noor Haddad".into())],
        may_bulk: true,
        may_tag: true,
        rows,
        more: Some(100),
        late: 1,
        done: Some("released"),
    };
    let empty = InboxPage { rows: Vec::new(), more: None, late: 0, done: None, ..full.clone() };
    let filtered = InboxPage {
        tag: "camera fault".into(),
        may_tag: false,
        mode: "live",
        whose: "mine",
        query: "PD".into(),
        desk: desk("inbox", true),
        ..empty.clone()
    };
    vec![full, empty, filtered]
}
