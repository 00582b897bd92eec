//! A database, opened: SQLite or PostgreSQL.

use crate::{StoreError, Tx, dialect, tx::Conn};
use proofdesk_domain::ApplicantId;
use sqlx::{
    PgPool, SqlSafeStr as _, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file; one node.
    Sqlite,
    /// A server; many nodes.
    Postgres,
}

/// A database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pools: Pools,
    wakes: Arc<Wakes>,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    /// One connection writes; the others read (write-ahead log).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// Wakes those in this process who wait for rows. A hint only: they look at the rows either way, and
/// look again by themselves after a while, since other nodes write too.
#[derive(Debug)]
pub(crate) struct Wakes {
    pub(crate) events: watch::Sender<i64>,
    people: Mutex<HashMap<ApplicantId, watch::Sender<i64>>>,
    pub(crate) jobs: watch::Sender<u64>,
    pub(crate) outbox: watch::Sender<u64>,
}

impl Wakes {
    /// Wakes everybody who watches all events, and those who watch one of these people's.
    pub(crate) fn told(&self, seq: i64, people: &[ApplicantId]) {
        let newer = |last: &mut i64| {
            let newer = seq > *last;
            *last = seq.max(*last);
            newer
        };
        self.events.send_if_modified(newer);
        let mut watched = self.people();
        for one in people {
            if let Some(sender) = watched.get(one) {
                sender.send_if_modified(newer);
                if sender.receiver_count() == 0 {
                    watched.remove(one);
                }
            }
        }
    }

    fn watch(&self, one: ApplicantId) -> watch::Receiver<i64> {
        let mut watched = self.people();
        // Those whom nobody watches any more go when there is no room left: each is looked at once in a while.
        if watched.len() == watched.capacity() {
            watched.retain(|_, sender| sender.receiver_count() > 0);
        }
        watched.entry(one).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// The map is whole after every call above, whatever panicked elsewhere.
    fn people(&self) -> MutexGuard<'_, HashMap<ApplicantId, watch::Sender<i64>>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a caller waits for a connection before the database counts as not available.
const ACQUIRE: Duration = Duration::from_secs(10);
/// Connections that read SQLite at once.
const READERS: u32 = 6;
/// Connections to PostgreSQL at once.
const CONNECTIONS: u32 = 16;

/// What was acknowledged is on disk, also where the server was set up to answer before it is.
async fn keep_commits(connection: &mut sqlx::PgConnection) -> Result<(), sqlx::Error> {
    let sql = "SELECT set_config('synchronous_commit', 'on', false)
               WHERE current_setting('synchronous_commit') = 'off'";
    sqlx::query(sql).execute(connection).await.map(|_| ())
}

impl Store {
    /// Opens the database at `sqlite:PATH` (made where there is none) or `postgres://…` and brings its
    /// schema up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the database as it is.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let pools = if url.starts_with("sqlite:") {
            Self::sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .acquire_timeout(ACQUIRE)
                .after_connect(|connection, _| Box::pin(async move { keep_commits(connection).await }));
            Pools::Postgres(options.connect(url).await?)
        } else {
            return Err(StoreError::UnknownEngine);
        };
        Ok(Self {
            pools,
            wakes: Arc::new(Wakes {
                events: watch::channel(0).0,
                people: Mutex::default(),
                jobs: watch::channel(0).0,
                outbox: watch::channel(0).0,
            }),
        })
    }

    async fn sqlite(url: &str) -> Result<Pools, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged is on disk, also after a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE)
            // Erased rows leave no readable rest in the file's free pages.
            .pragma("secure_delete", "on");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Pools::Sqlite { writer, readers })
    }

    /// Brings the schema up to date. Several nodes may do so at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => migrator(migrations::SQLITE).run(writer).await,
            Pools::Postgres(pool) => migrator(migrations::POSTGRES).run(pool).await,
        }
        .map_err(StoreError::Migration)
    }

    /// Which database it is.
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction that writes. Keep it short: on SQLite it is the only one. Dropped without
    /// [`Tx::commit`], nothing of it stays.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let how = dialect::begin_write(self.engine());
        let conn = match &self.pools {
            Pools::Sqlite { writer, .. } => Conn::Sqlite(writer.begin_with(how).await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.begin_with(how).await?),
        };
        Ok(Tx::new(conn, Arc::clone(&self.wakes)))
    }

    /// Begins a transaction that reads one moment of the database; writing in it is an error. Drop it
    /// when done.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let how = dialect::begin_read(self.engine());
        let conn = match &self.pools {
            Pools::Sqlite { readers, .. } => Conn::Sqlite(readers.begin_with(how).await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.begin_with(how).await?),
        };
        Ok(Tx::new(conn, Arc::clone(&self.wakes)))
    }

    /// Changes whenever this process commits events; holds the last sequence number. Other nodes'
    /// events do not show here: look at the rows every second as well.
    pub fn watch_events(&self) -> watch::Receiver<i64> {
        self.wakes.events.subscribe()
    }

    /// The same for the events of one person's own pages alone: thousands of them wait at once, and what
    /// happens to others is no news to them.
    pub fn watch_events_of(&self, applicant: ApplicantId) -> watch::Receiver<i64> {
        self.wakes.watch(applicant)
    }

    /// Wakes those who watch events, when the rows show some that another node wrote, up to this number and
    /// about these people.
    pub fn saw_events(&self, seq: i64, people: &[ApplicantId]) {
        self.wakes.told(seq, people);
    }

    /// Changes whenever this process commits a job that is ready.
    pub fn watch_jobs(&self) -> watch::Receiver<u64> {
        self.wakes.jobs.subscribe()
    }

    /// Changes whenever this process commits something to send.
    pub fn watch_outbox(&self) -> watch::Receiver<u64> {
        self.wakes.outbox.subscribe()
    }

    /// Whether the database answers: for readiness.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().await?.execute("select 1", Vec::new()).await.map(|_| ())
    }

    /// Closes every connection; what is running ends first.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// The migrations that `build.rs` found: version, description, text.
mod migrations {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

fn migrator(listed: &[(i64, &'static str, &'static str)]) -> Migrator {
    let one = |&(version, what, sql): &(i64, &'static str, &'static str)| {
        Migration::new(version, what.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(listed.iter().map(one).collect())
}
