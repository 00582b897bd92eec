//! An erasure reaches everything of one person and nothing of another.

use super::{made, on_both_engines};
use crate::{audit, erasure, verifications};
use made::{SEALED, at};
use proofdesk_domain::verification::Mode;
use std::collections::BTreeSet;

/// Tables in which the person still has rows, and those whose rows still hold something sealed.
async fn left_of(
    store: &crate::Store,
    id: proofdesk_domain::ApplicantId,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut tx = store.read().await.unwrap();
    let (mut owned, mut sealed) = (BTreeSet::new(), BTreeSet::new());
    for row in tx.rows(crate::dialect::list_columns(store.engine()), Vec::new()).await.unwrap() {
        let table: String = row.get("schema", "t").unwrap();
        let column: String = row.get("schema", "c").unwrap();
        let key = match (table.as_str(), column.as_str()) {
            ("applicants", "id") | (_, "applicant_id") => column.clone(),
            _ if column.starts_with("sealed") && table != "staff" => {
                let key = if table == "applicants" { "id" } else { "applicant_id" };
                let sql = format!("select count(*) as v from {table} where {key} = $1 and {column} = $2");
                let n: Option<i64> = tx.value(&sql, crate::row::args![id, SEALED.to_vec()]).await.unwrap();
                if n.unwrap() > 0 {
                    sealed.insert(format!("{table}.{column}"));
                }
                continue;
            }
            _ => continue,
        };
        let sql = format!("select count(*) as v from {table} where {key} = $1");
        if tx.value::<i64>(&sql, crate::row::args![id]).await.unwrap().unwrap() > 0 {
            owned.insert(table);
        }
    }
    (owned, sealed)
}

on_both_engines! {
    async fn one_person_goes_wholly_and_the_other_stays(store: &Store) {
        let gone = made::person(store, Mode::Live).await;
        let stays = made::person(store, Mode::Live).await;
        let before = left_of(store, gone.applicant.id).await;
        let theirs = erasure::TABLES.iter().filter(|(_, fate)| *fate != erasure::Fate::NotTheirs);
        assert_eq!(before.0.len(), theirs.count(), "the test's person has a row in every table: {before:?}");
        assert!(before.1.len() >= 11, "{before:?}");

        let mut tx = store.begin().await.unwrap();
        let objects = erasure::erase_applicant(&mut tx, gone.applicant.id, at(50)).await.unwrap();
        tx.commit().await.unwrap();
        let expected = BTreeSet::from([
            gone.evidence.object_key.clone(),
            gone.evidence.view_object_key.clone().unwrap(),
            gone.part.object_key.clone(),
            format!("attachment-{}", gone.conversation.id),
        ]);
        assert_eq!(objects.into_iter().collect::<BTreeSet<_>>(), expected);

        let kept = ["appeals", "applicants", "audit", "decisions", "freezes", "overturns", "rereviews", "verifications"]
            .map(str::to_owned);
        assert_eq!(left_of(store, gone.applicant.id).await, (BTreeSet::from(kept), BTreeSet::new()));
        assert_eq!(left_of(store, stays.applicant.id).await, before);

        let mut tx = store.begin().await.unwrap();
        let shell = crate::applicants::get(&mut tx, gone.applicant.id).await.unwrap();
        assert_eq!((shell.erased_at, shell.region, shell.external_ref), (Some(at(50)), None, None));
        let case = verifications::get(&mut tx, gone.applicant.id, gone.verification.id).await.unwrap();
        assert_eq!(case.document, None);
        // Asked again, it changes nothing and the first moment stands.
        assert!(erasure::erase_applicant(&mut tx, gone.applicant.id, at(60)).await.unwrap().is_empty());
        assert_eq!(crate::applicants::get(&mut tx, gone.applicant.id).await.unwrap().erased_at, Some(at(50)));
        assert_eq!(audit::verify(&mut tx, None).await.unwrap().fault, None);
    }
}
