//! Settings of the installation: small values by name.

use crate::{StoreError, Tx, row::args};
use proofdesk_domain::Timestamp;

/// The value of that name.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<String>, StoreError> {
    tx.value("select value as v from settings where key = $1", args![key.to_owned()]).await
}

/// Sets a value.
pub async fn put(tx: &mut Tx, key: &str, value: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into settings (key, value, changed_at) values ($1, $2, $3)
               on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at";
    tx.execute(sql, args![key.to_owned(), value.to_owned(), now]).await.map(|_| ())
}
