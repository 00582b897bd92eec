//! The floor on which people work: what was escalated, who looks at what, what somebody was writing,
//! what somebody knows, and how much each has in hand.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, StaffId, Timestamp, VerificationId};
use uuid::Uuid;

table! {
    /// A case that was escalated: compliance decides it.
    "escalations" => pub struct Escalation {
        /// The case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Who; none where two people differed.
        escalated_by: Option<StaffId>,
        /// When.
        escalated_at: Timestamp,
    }
}

table! {
    /// What a staff member was writing on a case.
    "drafts" => pub struct Draft {
        /// Its id.
        id: Uuid,
        /// On which case.
        verification_id: VerificationId,
        /// Whose writing.
        staff_id: StaffId,
        /// About whom.
        applicant_id: ApplicantId,
        /// The form's fields, sealed.
        sealed: Vec<u8>,
        /// When.
        saved_at: Timestamp,
    }
}

table! {
    /// What a staff member knows; an empty list is everything.
    "skills" => pub struct Skills {
        /// Who.
        staff_id: StaffId,
        /// Languages, a JSON list of tags.
        languages: String,
        /// Kinds of document, a JSON list of words.
        documents: String,
        /// When it was set.
        changed_at: Timestamp,
    }
}

/// Marks a case as escalated; a second time changes nothing.
pub async fn escalate(tx: &mut Tx, escalation: &Escalation) -> Result<(), StoreError> {
    let sql = "insert into escalations (verification_id, applicant_id, escalated_by, escalated_at)
               values ($1, $2, $3, $4) on conflict do nothing";
    let e = escalation;
    tx.execute(sql, args![e.verification_id, e.applicant_id, e.escalated_by, e.escalated_at])
        .await
        .map(|_| ())
}

/// The escalation of a case, if there is one.
pub async fn find_escalation(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
) -> Result<Option<Escalation>, StoreError> {
    tx.find("where applicant_id = $1 and verification_id = $2", args![applicant, id]).await
}

/// Every escalated case: they are few, since each is decided or given back.
pub async fn list_escalated(tx: &mut Tx) -> Result<Vec<VerificationId>, StoreError> {
    let rows = tx.rows("select verification_id from escalations", Vec::new()).await?;
    rows.iter().map(|r| r.get("escalations", "verification_id")).collect()
}

/// The case is no longer escalated.
pub async fn end_escalation(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
) -> Result<(), StoreError> {
    let sql = "delete from escalations where applicant_id = $1 and verification_id = $2";
    tx.execute(sql, args![applicant, id]).await.map(|_| ())
}

/// Somebody has a case before them now. True when they had not just before (`gone` ago).
pub async fn see(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
    staff: StaffId,
    now: Timestamp,
    gone: Timestamp,
) -> Result<bool, StoreError> {
    let before = "select seen_at as v from presence where verification_id = $1 and staff_id = $2";
    let before: Option<Timestamp> = tx.value(before, args![id, staff]).await?;
    let sql =
        "insert into presence (verification_id, staff_id, applicant_id, seen_at) values ($1, $2, $3, $4)
               on conflict (verification_id, staff_id) do update set seen_at = excluded.seen_at";
    tx.execute(sql, args![id, staff, applicant, now]).await?;
    Ok(before.is_none_or(|at| at < gone))
}

/// Somebody went on to something else. True when they were there.
pub async fn leave(tx: &mut Tx, id: VerificationId, staff: StaffId) -> Result<bool, StoreError> {
    let sql = "delete from presence where verification_id = $1 and staff_id = $2";
    Ok(tx.execute(sql, args![id, staff]).await? > 0)
}

/// Who has had a case before them since a moment, the first to come first.
pub async fn list_present(
    tx: &mut Tx,
    id: VerificationId,
    since: Timestamp,
) -> Result<Vec<StaffId>, StoreError> {
    let sql = "select staff_id from presence where verification_id = $1 and seen_at >= $2 order by staff_id";
    let rows = tx.rows(sql, args![id, since]).await?;
    rows.iter().map(|r| r.get("presence", "staff_id")).collect()
}

/// Keeps what somebody is writing, in place of what they wrote before.
pub async fn put_draft(tx: &mut Tx, draft: &Draft) -> Result<(), StoreError> {
    delete_draft(tx, draft.applicant_id, draft.verification_id, draft.staff_id).await?;
    tx.insert(draft).await
}

/// What somebody was writing on a case.
pub async fn find_draft(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
    staff: StaffId,
) -> Result<Option<Draft>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and staff_id = $3";
    tx.find(rest, args![applicant, id, staff]).await
}

/// Forgets it: it was sent, or thrown away.
pub async fn delete_draft(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
    staff: StaffId,
) -> Result<(), StoreError> {
    let sql = "delete from drafts where applicant_id = $1 and verification_id = $2 and staff_id = $3";
    tx.execute(sql, args![applicant, id, staff]).await.map(|_| ())
}

/// Sets what somebody knows.
pub async fn put_skills(tx: &mut Tx, skills: &Skills) -> Result<(), StoreError> {
    let sql = "insert into skills (staff_id, languages, documents, changed_at) values ($1, $2, $3, $4)
               on conflict (staff_id) do update set languages = excluded.languages,
               documents = excluded.documents, changed_at = excluded.changed_at";
    let s = skills;
    tx.execute(sql, args![s.staff_id, s.languages, s.documents, s.changed_at]).await.map(|_| ())
}

/// What everybody knows.
pub async fn list_skills(tx: &mut Tx) -> Result<Vec<Skills>, StoreError> {
    tx.list("order by staff_id", Vec::new()).await
}

/// How many cases that wait for a person each has claimed.
pub async fn count_claimed(tx: &mut Tx) -> Result<Vec<(StaffId, i64)>, StoreError> {
    let sql = "select claimed_by, count(*) as n from verifications
               where state in ('in_review', 'appealed') and claimed_by is not null
               group by claimed_by order by claimed_by";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get("verifications", "claimed_by")?, r.get("verifications", "n")?))).collect()
}

/// How many decisions of each took effect since a moment.
pub async fn count_decided(tx: &mut Tx, since: Timestamp) -> Result<Vec<(StaffId, i64)>, StoreError> {
    let sql = "select decider, count(*) as n from decisions
               where decider is not null and undone_at is null and undo_until is null and decided_at >= $1
               group by decider order by decider";
    let rows = tx.rows(sql, args![since]).await?;
    rows.iter().map(|r| Ok((r.get("decisions", "decider")?, r.get("decisions", "n")?))).collect()
}
