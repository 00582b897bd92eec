//! A case's past laid out for whoever takes it over: what each sending ended in, and every change of what
//! was typed.

use super::views::{AttemptView, DetailChange};
use crate::{error::Error, journey::open_typed, seal::Seal, staff::Names};
use proofdesk_domain::{details::TypedDetails, finding::FindingState, verification::Verification};
use proofdesk_store::{Tx, details, findings::FindingRow};
use std::collections::BTreeMap;

/// What each sending ended in, oldest first: codes and places of what the checks found.
pub(super) fn attempts(rows: &[FindingRow]) -> Vec<AttemptView> {
    let mut by_attempt: BTreeMap<i64, Vec<&FindingRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.raised_by.is_none()) {
        by_attempt.entry(i64::from(row.attempt)).or_default().push(row);
    }
    let mut seen: Vec<(proofdesk_domain::ReasonCode, Option<proofdesk_domain::evidence::Slot>)> = Vec::new();
    let mut views = Vec::new();
    for (number, rows) in by_attempt {
        let at = rows.iter().map(|row| row.created_at).min().expect("a group has a row");
        let mut found = Vec::new();
        for row in rows {
            let again = seen.contains(&(row.code, row.page));
            found.push((row.code, row.page, again, row.state == FindingState::Overruled));
        }
        seen.extend(found.iter().map(|(code, page, ..)| (*code, *page)));
        views.push(AttemptView { number, at, found });
    }
    views
}

/// Every change of what was typed, oldest first, field by field.
pub(super) async fn changes(
    tx: &mut Tx,
    seal: &Seal,
    names: &Names,
    case: &Verification,
) -> Result<Vec<DetailChange>, Error> {
    let mut views = Vec::new();
    let mut before: Option<TypedDetails> = None;
    for entered in details::list(tx, case.applicant, case.id).await? {
        let now = open_typed(seal, Some(&entered))?;
        if let Some(before) = &before {
            for (field, (was, is)) in
                fields(before).into_iter().zip(fields(&now)).map(|(a, b)| (a.0, (a.1, b.1)))
            {
                if was != is {
                    views.push(DetailChange {
                        at: entered.entered_at,
                        by: entered.entered_by.map(|id| names.of(id)),
                        field,
                        before: was.to_owned(),
                        after: is.to_owned(),
                    });
                }
            }
        }
        before = Some(now);
    }
    Ok(views)
}

fn fields(typed: &TypedDetails) -> [(&'static str, &str); 6] {
    [
        ("surname", &typed.surname),
        ("given_names", &typed.given_names),
        ("native_name", &typed.native_name),
        ("birth_date", &typed.birth_date),
        ("nationality", &typed.nationality),
        ("document_number", &typed.document_number),
    ]
}
