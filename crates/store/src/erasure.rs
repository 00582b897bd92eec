//! Erasure: what becomes of every table when a person is erased.
//!
//! The list below is whole: a test compares it with the schema, so a table that is added without a word
//! here fails the build. Destroying the person's key comes on top, and reaches backups too.

use crate::{StoreError, Tx, row::args};
use proofdesk_domain::{ApplicantId, Timestamp};

/// What an erasure does with a table's rows of that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They are deleted.
    Deleted,
    /// They stay without the columns that this assignment empties; the rest tells nothing of a person.
    Emptied(&'static str),
    /// They stay: ids and hashes only, and why.
    Kept(&'static str),
    /// The table holds nothing of applicants.
    NotTheirs,
}

/// Every table, in an order in which rows can go: those that refer before those that are referred to.
pub const TABLES: &[(&str, Fate)] = &[
    ("bot_turns", Fate::Deleted),
    ("bot_talks", Fate::Deleted),
    ("tags", Fate::Deleted),
    ("senders", Fate::Deleted),
    ("address_changes", Fate::Deleted),
    ("door_requests", Fate::Deleted),
    ("imports", Fate::Deleted),
    ("tenures", Fate::Deleted),
    ("mailed_codes", Fate::Deleted),
    ("sessions", Fate::Deleted),
    ("accounts", Fate::Deleted),
    ("consents", Fate::Deleted),
    ("terms", Fate::Deleted),
    ("help_readings", Fate::Deleted),
    ("links", Fate::Deleted),
    ("idempotency", Fate::Deleted),
    ("drafts", Fate::Deleted),
    ("presence", Fate::Deleted),
    ("escalations", Fate::Deleted),
    ("manual_steps", Fate::Deleted),
    ("opinions", Fate::Deleted),
    ("limit_uses", Fate::Deleted),
    ("limit_heads", Fate::Deleted),
    ("disputes", Fate::Deleted),
    ("findings", Fate::Deleted),
    ("checks", Fate::Deleted),
    ("upload_parts", Fate::Deleted),
    ("uploads", Fate::Deleted),
    ("conversation_feedback", Fate::Deleted),
    ("document_request_items", Fate::Deleted),
    ("document_requests", Fate::Deleted),
    ("attachments", Fate::Deleted),
    ("conversation_presence", Fate::Deleted),
    ("conversation_drafts", Fate::Deleted),
    ("conversation_marks", Fate::Deleted),
    ("conversation_clocks", Fate::Deleted),
    ("conversation_runs", Fate::Deleted),
    ("mentions", Fate::Deleted),
    ("message_terms", Fate::Deleted),
    ("message_versions", Fate::Deleted),
    ("messages", Fate::Deleted),
    ("conversations", Fate::Deleted),
    ("evidence", Fate::Deleted),
    ("details", Fate::Deleted),
    ("outbox", Fate::Deleted),
    ("jobs", Fate::Deleted),
    ("events", Fate::Deleted),
    ("freezes", Fate::Emptied("sealed_words = null")),
    ("rereviews", Fate::Emptied("sealed_note = null")),
    (
        "overturns",
        Fate::Emptied("document_kind = null, issuing_country = null, device = null, browser = null"),
    ),
    ("appeals", Fate::Emptied("sealed_sentence = null")),
    ("decisions", Fate::Emptied("sealed_note = null")),
    ("verifications", Fate::Emptied("document_kind = null, issuing_country = null, version = version + 1")),
    (
        "applicants",
        Fate::Emptied("locale = 'en', region = null, sealed_invitation = null, external_ref = null"),
    ),
    ("audit", Fate::Kept("ids and hashes only; the chain must stay whole")),
    ("audit_head", Fate::NotTheirs),
    ("event_head", Fate::NotTheirs),
    ("staff", Fate::NotTheirs),
    ("skills", Fate::NotTheirs),
    ("availability", Fate::NotTheirs),
    ("canned_replies", Fate::NotTheirs),
    ("saved_views", Fate::NotTheirs),
    ("api_keys", Fate::NotTheirs),
    ("settings", Fate::NotTheirs),
    ("policies", Fate::NotTheirs),
    ("policy_changes", Fate::NotTheirs),
    ("policy_replays", Fate::NotTheirs),
    ("limit_rates", Fate::NotTheirs),
    ("help_profiles", Fate::NotTheirs),
    ("help_searches", Fate::NotTheirs),
    ("help_counts", Fate::NotTheirs),
    ("help_pictures", Fate::NotTheirs),
    ("help_redirects", Fate::NotTheirs),
    ("help_versions", Fate::NotTheirs),
    ("help_texts", Fate::NotTheirs),
    ("help_articles", Fate::NotTheirs),
    ("help_categories", Fate::NotTheirs),
];

/// Erases a person's rows; gives the keys of their objects, to be deleted after the commit. Repeatable.
/// Destroy their key in the vault first: then a crash in between leaves nothing readable.
pub async fn erase_applicant(
    tx: &mut Tx,
    id: ApplicantId,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let objects = list_objects(tx, id).await?;
    for (table, fate) in TABLES {
        let key = if *table == "applicants" { "id" } else { "applicant_id" };
        let sql = match fate {
            Fate::Deleted => format!("delete from {table} where {key} = $1"),
            Fate::Emptied(what) => format!("update {table} set {what} where {key} = $1"),
            Fate::Kept(_) | Fate::NotTheirs => continue,
        };
        tx.execute(&sql, args![id]).await?;
    }
    let sql = "update applicants set erased_at = coalesce(erased_at, $2) where id = $1";
    tx.execute(sql, args![id, now]).await?;
    Ok(objects)
}

/// The keys of all of a person's objects.
pub async fn list_objects(tx: &mut Tx, id: ApplicantId) -> Result<Vec<String>, StoreError> {
    let sql = "select object_key as v from evidence where applicant_id = $1
               union select view_object_key from evidence
                     where applicant_id = $1 and view_object_key is not null
               union select object_key from upload_parts where applicant_id = $1
               union select object_key from attachments where applicant_id = $1";
    tx.rows(sql, args![id]).await?.iter().map(|row| row.get("evidence", "v")).collect()
}
