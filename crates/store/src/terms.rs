//! The blind index: search over sealed text by keyed hashes of its terms.

use crate::{StoreError, Tx, row::args};
use proofdesk_domain::{ApplicantId, verification::Mode};
use uuid::Uuid;

/// Something that can be found by its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// In which world.
    pub mode: Mode,
    /// Whose it is.
    pub applicant: ApplicantId,
    /// `applicant`, `verification`, `conversation`.
    pub kind: &'static str,
    /// Which.
    pub id: Uuid,
}

/// Sets the terms by which a thing is found, in place of earlier ones.
pub async fn put(tx: &mut Tx, thing: Indexed, terms: &[[u8; 32]]) -> Result<(), StoreError> {
    let Indexed { mode, applicant, kind, id } = thing;
    let kind = kind.to_owned();
    let sql = "delete from terms where subject_kind = $1 and subject_id = $2";
    tx.execute(sql, args![kind, id]).await?;
    for term in terms {
        let sql = "insert into terms (term_hash, subject_kind, subject_id, mode, applicant_id)
                   values ($1, $2, $3, $4, $5) on conflict do nothing";
        tx.execute(sql, args![*term, kind, id, mode, applicant]).await?;
    }
    Ok(())
}

/// The terms of one thing.
pub async fn list_of(tx: &mut Tx, kind: &'static str, id: Uuid) -> Result<Vec<[u8; 32]>, StoreError> {
    let sql = "select term_hash from terms where subject_kind = $1 and subject_id = $2 order by term_hash";
    let rows = tx.rows(sql, args![kind.to_owned(), id]).await?;
    rows.iter().map(|r| r.get("terms", "term_hash")).collect()
}

/// The things of one kind that have this term: applicant and id of each.
pub async fn list(
    tx: &mut Tx,
    mode: Mode,
    kind: &'static str,
    term: &[u8; 32],
    limit: i64,
) -> Result<Vec<(ApplicantId, Uuid)>, StoreError> {
    let sql = "select applicant_id, subject_id from terms
               where term_hash = $1 and subject_kind = $2 and mode = $3 order by subject_id limit $4";
    let rows = tx.rows(sql, args![*term, kind.to_owned(), mode, limit]).await?;
    rows.iter().map(|r| Ok((r.get("terms", "applicant_id")?, r.get("terms", "subject_id")?))).collect()
}
