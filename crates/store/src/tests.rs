//! One suite, run on both engines. Each test gets a database of its own.

mod bot;
mod erasure;
mod help;
mod isolation;
mod journal;
mod ledger;
mod lifecycle;
mod limits;
mod locking;
mod made;
mod queues;
mod review;
mod rows;
mod schema;
mod talk;

use crate::Store;
use uuid::Uuid;

/// Makes two tests of each function: on SQLite and on PostgreSQL.
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($($store:ident: &Store)?) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn test($($store: &$crate::Store)?) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let base = $crate::tests::Base::sqlite().await;
                test(&base.store).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let base = $crate::tests::Base::postgres().await;
                test(&base.store).await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;

/// A database that is one test's own.
pub(crate) struct Base {
    pub(crate) store: Store,
    /// Removed with the test.
    _folder: Option<tempfile::TempDir>,
}

impl Base {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("proofdesk.db").display());
        Self { store: Store::open(&url).await.unwrap(), _folder: Some(folder) }
    }

    pub(crate) async fn postgres() -> Self {
        let url = std::env::var("PROOFDESK_TEST_POSTGRES_URL").expect(
            "PROOFDESK_TEST_POSTGRES_URL is not set: run `make test`, or set it to what \
             `scripts/postgres.sh start FOLDER` prints",
        );
        let schema = format!("t{}", Uuid::new_v4().simple());
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create schema {schema}"))).execute(&pool).await.unwrap();
        pool.close().await;
        let joint = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{joint}options[search_path]={schema}");
        Self { store: Store::open(&url).await.unwrap(), _folder: None }
    }
}
