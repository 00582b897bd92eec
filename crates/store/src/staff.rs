//! Staff members.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{StaffId, Timestamp, access::Role};

table! {
    /// A person who works in the console. What names them is sealed under the house's key.
    "staff" => pub struct StaffMember {
        /// Their id.
        id: StaffId,
        /// Their name, sealed.
        sealed_name: Vec<u8>,
        /// Keyed hash of their address's lookup form.
        email_hash: [u8; 32],
        /// Their address, sealed.
        sealed_email: Vec<u8>,
        /// What they are there for.
        role: Role,
        /// Argon2 in PHC form.
        password_hash: String,
        /// May sign in.
        active: bool,
        /// Wrong passwords since the last right one.
        failed_logins: i64,
        /// No sign-in before this moment.
        locked_until: Option<Timestamp>,
        /// When they were added.
        created_at: Timestamp,
    }
}

/// Writes a new staff member. [`StoreError::Duplicate`] when the address has one; roll back then.
pub async fn insert(tx: &mut Tx, member: &StaffMember) -> Result<(), StoreError> {
    tx.insert(member).await
}

/// The staff member of that id, active or not.
pub async fn find(tx: &mut Tx, id: StaffId) -> Result<Option<StaffMember>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The staff member with that address.
pub async fn find_by_email(tx: &mut Tx, email_hash: &[u8; 32]) -> Result<Option<StaffMember>, StoreError> {
    tx.find("where email_hash = $1", args![*email_hash]).await
}

/// Everybody, oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<StaffMember>, StoreError> {
    tx.list("order by created_at, id", Vec::new()).await
}

/// Sets role and whether they may sign in.
pub async fn update_role(tx: &mut Tx, id: StaffId, role: Role, active: bool) -> Result<(), StoreError> {
    let sql = "update staff set role = $2, active = $3 where id = $1";
    match tx.execute(sql, args![id, role, active]).await? {
        0 => Err(StoreError::NotFound("staff member")),
        _ => Ok(()),
    }
}

/// Sets a new password and forgets failed sign-ins.
pub async fn update_password(tx: &mut Tx, id: StaffId, password_hash: &str) -> Result<(), StoreError> {
    let sql = "update staff set password_hash = $2, failed_logins = 0, locked_until = null
               where id = $1";
    match tx.execute(sql, args![id, password_hash.to_owned()]).await? {
        0 => Err(StoreError::NotFound("staff member")),
        _ => Ok(()),
    }
}

/// Counts a wrong password; gives the count.
pub async fn count_failed_login(tx: &mut Tx, id: StaffId) -> Result<i64, StoreError> {
    let sql = "update staff set failed_logins = failed_logins + 1 where id = $1
               returning failed_logins as v";
    tx.value(sql, args![id]).await?.ok_or(StoreError::NotFound("staff member"))
}

/// Locks sign-in until a moment.
pub async fn lock(tx: &mut Tx, id: StaffId, until: Timestamp) -> Result<(), StoreError> {
    let sql = "update staff set locked_until = $2 where id = $1";
    tx.execute(sql, args![id, until]).await.map(|_| ())
}

/// Forgets failed sign-ins after a right password.
pub async fn clear_failed_logins(tx: &mut Tx, id: StaffId) -> Result<(), StoreError> {
    let sql = "update staff set failed_logins = 0, locked_until = null where id = $1
               and (failed_logins > 0 or locked_until is not null)";
    tx.execute(sql, args![id]).await.map(|_| ())
}
