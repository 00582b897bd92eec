//! What can go wrong in the store.

/// Why the store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote the row since it was read. Nothing was written: read again and decide anew.
    #[error("the {0} was changed by somebody else meanwhile")]
    Stale(&'static str),
    /// There is no such row, or not for this applicant.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A row with the same unique value exists.
    #[error("it exists already")]
    Duplicate(#[source] sqlx::Error),
    /// The lease was lost: somebody else holds the job now, or it ended.
    #[error("the lease on this job was lost")]
    LeaseLost,
    /// A row does not hold what the program expects.
    #[error("table {table} holds an unexpected value in column {column}")]
    Misfit {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The database cannot be reached, is shutting down, or is too busy: try again.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The database has no room left.
    #[error("the database has no room left")]
    DiskFull(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The database's address is not one of `sqlite:` or `postgres:`.
    #[error("the database address must begin with sqlite: or postgres:")]
    UnknownEngine,
    /// Anything else that the database said.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the same call may succeed later with nothing changed by the caller.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::PoolTimedOut | E::PoolClosed | E::Io(_) | E::WorkerCrashed | E::Tls(_) => {
                Self::Unavailable(error)
            }
            E::Database(said) if said.is_unique_violation() => Self::Duplicate(error),
            E::Database(said) => match said.code().as_deref() {
                // SQLite: 13 full. PostgreSQL: 53100 disk full.
                Some("13" | "53100") => Self::DiskFull(error),
                // SQLite: 5 busy, 6 locked, 10 I/O, 14 cannot open, and their extended codes.
                // PostgreSQL: 40001 serialisation, 40P01 deadlock, 53300 too many connections,
                // 57P01 to 57P03 shutting down or starting, 08 connection.
                Some(
                    "5" | "261" | "517" | "773" | "6" | "14" | "40001" | "40P01" | "53300" | "57P01"
                    | "57P02" | "57P03",
                ) => Self::Unavailable(error),
                Some(code) if code.starts_with("08") => Self::Unavailable(error),
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}
