//! Tags of cases: words of staff's own, by which cases are found together. Never shown to applicants.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, StaffId, Timestamp, VerificationId};

table! {
    /// A tag of a case.
    "tags" => pub struct Tag {
        /// The case.
        verification_id: VerificationId,
        /// The word.
        tag: String,
        /// Whose case.
        applicant_id: ApplicantId,
        /// Who put it there.
        tagged_by: Option<StaffId>,
        /// When.
        tagged_at: Timestamp,
    }
}

/// Puts a tag on a case. False when it is there already.
pub async fn put(tx: &mut Tx, tag: &Tag) -> Result<bool, StoreError> {
    let sql = "insert into tags (verification_id, tag, applicant_id, tagged_by, tagged_at)
               values ($1, $2, $3, $4, $5) on conflict do nothing";
    let t = tag;
    Ok(tx.execute(sql, args![t.verification_id, t.tag, t.applicant_id, t.tagged_by, t.tagged_at]).await? > 0)
}

/// Takes a tag off a case. False when it is not there.
pub async fn delete(
    tx: &mut Tx,
    applicant: ApplicantId,
    case: VerificationId,
    tag: &str,
) -> Result<bool, StoreError> {
    let sql = "delete from tags where applicant_id = $1 and verification_id = $2 and tag = $3";
    Ok(tx.execute(sql, args![applicant, case, tag.to_owned()]).await? > 0)
}

/// A case's tags, in their order: for staff.
pub async fn list(tx: &mut Tx, applicant: ApplicantId, case: VerificationId) -> Result<Vec<Tag>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by tag";
    tx.list(rest, args![applicant, case]).await
}

/// The tags of these cases, in their order: for staff, after their access check.
pub async fn list_of_ids(tx: &mut Tx, ids: &[VerificationId]) -> Result<Vec<Tag>, StoreError> {
    let Some((rest, args)) = crate::row::among("verification_id", ids) else { return Ok(Vec::new()) };
    tx.list(&format!("{rest} order by verification_id, tag"), args).await
}

/// Every tag that a case which waits for a person has, in their order: for the inbox's filter.
pub async fn list_in_use(tx: &mut Tx, limit: i64) -> Result<Vec<String>, StoreError> {
    // From tag to tag by the index, each until its first case that waits: there are few tags and many cases.
    let sql = "with recursive known(tag) as (
                   select min(tag) from tags
                   union all select (select min(t.tag) from tags t where t.tag > known.tag) from known where known.tag is not null
               )
               select tag as v from known where tag is not null and (
                   select 1 from tags t join verifications c on c.id = t.verification_id
                   where t.tag = known.tag and c.state in ('in_review', 'appealed') limit 1
               ) = 1 order by v limit $1";
    tx.rows(sql, args![limit]).await?.iter().map(|row| row.get("tags", "v")).collect()
}
