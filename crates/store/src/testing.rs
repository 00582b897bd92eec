//! For tests of the crates above: a PostgreSQL schema of one test's own, and statements that break things.

use crate::StoreError;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

/// Makes an empty schema on the server at `base` and gives the address that opens it.
pub async fn own_schema(base: &str) -> Result<String, StoreError> {
    let schema = format!("t{}", Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(base).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("create schema {schema}"))).execute(&mut connection).await?;
    connection.close().await?;
    let joint = if base.contains('?') { '&' } else { '?' };
    Ok(format!("{base}{joint}options[search_path]={schema}"))
}

/// Runs a statement that breaks something.
///
/// # Panics
/// When it does not run.
pub async fn execute(store: &crate::Store, sql: &str) {
    let mut tx = store.begin().await.expect("the store is there");
    tx.execute(sql, Vec::new()).await.expect("the statement runs");
    tx.commit().await.expect("it is written");
}
