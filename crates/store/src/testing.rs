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
    use crate::store::Pools;
    // Not in a transaction: some statements refuse that.
    let sql = AssertSqlSafe(sql.to_owned());
    let done = match &store.pools {
        Pools::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        Pools::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    };
    done.expect("the statement runs");
}
