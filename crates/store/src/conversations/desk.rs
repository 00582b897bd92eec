//! What the desk keeps for itself: who is there, ready-made words, views of the inbox.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{StaffId, Timestamp, conversation::assign::Presence};
use uuid::Uuid;

words!(Presence);

table! {
    /// Whether somebody is at the desk, and how much they carry.
    "availability" => pub struct Availability {
        /// Who.
        staff_id: StaffId,
        /// Whether they are there.
        presence: Presence,
        /// How many conversations at once; none is what the policy says.
        capacity: Option<i64>,
        /// Their teams, a JSON list of words.
        teams: String,
        /// When they last got one.
        last_assigned_at: Option<Timestamp>,
        /// When it was set.
        changed_at: Timestamp,
    }
}

table! {
    /// Ready-made words, with what they do beside.
    "canned_replies" => pub struct CannedReply {
        /// Its id.
        id: Uuid,
        /// What staff call it.
        title: String,
        /// The words by language, as JSON.
        words: String,
        /// What it does beside, as JSON.
        actions: String,
        /// Who last changed it.
        changed_by: StaffId,
        /// When.
        changed_at: Timestamp,
    }
}

table! {
    /// A view of the inbox that somebody keeps.
    "saved_views" => pub struct SavedView {
        /// Its id.
        id: Uuid,
        /// Whose; none is everybody's.
        staff_id: Option<StaffId>,
        /// What it is called.
        title: String,
        /// What it shows, as JSON.
        filter: String,
        /// When it was made.
        created_at: Timestamp,
    }
}

/// Whether everybody is there.
pub async fn list_availability(tx: &mut Tx) -> Result<Vec<Availability>, StoreError> {
    tx.list("order by staff_id", Vec::new()).await
}

/// Whether one is there.
pub async fn find_availability(tx: &mut Tx, id: StaffId) -> Result<Option<Availability>, StoreError> {
    tx.find("where staff_id = $1", args![id]).await
}

/// Sets whether somebody is there.
pub async fn put_availability(tx: &mut Tx, availability: &Availability) -> Result<(), StoreError> {
    tx.execute("delete from availability where staff_id = $1", args![availability.staff_id]).await?;
    tx.insert(availability).await
}

/// Somebody got a conversation: in turns they are last now.
pub async fn assigned(tx: &mut Tx, id: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update availability set last_assigned_at = $2 where staff_id = $1";
    tx.execute(sql, args![id, now]).await.map(|_| ())
}

/// How many open conversations each has that wait for them or for the applicant's answer.
pub async fn count_load(tx: &mut Tx) -> Result<Vec<(StaffId, i64)>, StoreError> {
    let sql = "select assignee_id, count(*) as n from conversations
               where assignee_id is not null and turn = 'staff' group by assignee_id order by assignee_id";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get("conversations", "assignee_id")?, r.get("conversations", "n")?))).collect()
}

/// Writes ready-made words, in place of what they said before.
pub async fn put_canned(tx: &mut Tx, reply: &CannedReply) -> Result<(), StoreError> {
    delete_canned(tx, reply.id).await?;
    tx.insert(reply).await
}

/// All ready-made words, by title.
pub async fn list_canned(tx: &mut Tx) -> Result<Vec<CannedReply>, StoreError> {
    tx.list("order by title, id", Vec::new()).await
}

/// Forgets ready-made words.
pub async fn delete_canned(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    tx.execute("delete from canned_replies where id = $1", args![id]).await.map(|_| ())
}

/// Keeps a view.
pub async fn insert_view(tx: &mut Tx, view: &SavedView) -> Result<(), StoreError> {
    tx.insert(view).await
}

/// The views of one and of everybody, by title.
pub async fn list_views(tx: &mut Tx, of: StaffId) -> Result<Vec<SavedView>, StoreError> {
    tx.list("where staff_id = $1 or staff_id is null order by title, id", args![of]).await
}

/// Forgets a view of one's own, or one of everybody's.
pub async fn delete_view(tx: &mut Tx, of: StaffId, id: Uuid) -> Result<bool, StoreError> {
    let sql = "delete from saved_views where id = $1 and (staff_id = $2 or staff_id is null)";
    Ok(tx.execute(sql, args![id, of]).await? > 0)
}
