//! A transaction on either engine, and the statements that every table needs.

use crate::{
    Engine, StoreError,
    journal::{audit, events},
    row::{Column, Record, Row, Value},
    store::Wakes,
};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use std::{fmt::Write as _, sync::Arc};

pub(crate) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction.
///
/// Audit entries and events are kept until [`commit`](Self::commit) and written there, audit first:
/// both chains are serialised by a lock on their head row, which is so held for the shortest time and
/// always taken in the same order, so that two transactions never wait for each other.
pub struct Tx {
    conn: Conn,
    wakes: Arc<Wakes>,
    pub(crate) audit: Vec<audit::Entry>,
    pub(crate) events: Vec<events::NewEvent>,
    pub(crate) wake_jobs: bool,
    pub(crate) wake_outbox: bool,
}

/// What a commit gave out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The sequence number of the last event written, if there was one.
    pub last_event: Option<i64>,
    /// The sequence number of the last audit entry written, if there was one.
    pub last_audit: Option<i64>,
}

/// Most rows in one statement.
const MOST_ROWS: usize = 64;

/// Rows in powers of two: however many there are, the statements have few texts, which the database knows already.
fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let count = 1 << rest.len().min(MOST_ROWS).checked_ilog2()?;
        let (some, after) = rest.split_at(count);
        rest = after;
        Some(some)
    })
}

/// `($1, $2), ($3, $4)`: so many rows of so many values.
fn marks(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for n in 0..rows * columns {
        let before = match (n, n % columns) {
            (0, _) => "(",
            (_, 0) => "), (",
            _ => ", ",
        };
        write!(text, "{before}${}", n + 1).expect("writing to a string never fails");
    }
    text.push(')');
    text
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                Value::Uuid(v) => query.bind(v),
                Value::Int(v) => query.bind(v),
                Value::Bool(v) => query.bind(v),
                Value::Text(v) => query.bind(v),
                Value::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}

impl Tx {
    pub(crate) fn new(conn: Conn, wakes: Arc<Wakes>) -> Self {
        Self { conn, wakes, audit: Vec::new(), events: Vec::new(), wake_jobs: false, wake_outbox: false }
    }

    /// Makes everything durable and wakes those in this process who wait for it.
    pub async fn commit(mut self) -> Result<Committed, StoreError> {
        let people = events::people(&self.events);
        let last_audit = audit::flush(&mut self).await?;
        let last_event = events::flush(&mut self).await?;
        match self.conn {
            Conn::Sqlite(tx) => tx.commit().await?,
            Conn::Postgres(tx) => tx.commit().await?,
        }
        if let Some(seq) = last_event {
            self.wakes.told(seq, &people);
        }
        if self.wake_jobs {
            self.wakes.jobs.send_modify(|count| *count = count.wrapping_add(1));
        }
        if self.wake_outbox {
            self.wakes.outbox.send_modify(|count| *count = count.wrapping_add(1));
        }
        Ok(Committed { last_event, last_audit })
    }

    /// Undoes everything. Dropping the transaction does the same, a little later.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.conn {
            Conn::Sqlite(tx) => tx.rollback().await?,
            Conn::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Which database it is on.
    pub(crate) const fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; gives how many rows it touched. The text is always one of ours, never made of
    /// somebody's input: that goes into `args`.
    pub(crate) async fn execute(&mut self, sql: &str, args: Vec<Value>) -> Result<u64, StoreError> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match &mut self.conn {
            Conn::Sqlite(tx) => bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected(),
            Conn::Postgres(tx) => bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Runs a statement that gives rows.
    pub(crate) async fn rows(&mut self, sql: &str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match &mut self.conn {
            Conn::Sqlite(tx) => {
                let rows = bound!(sqlx::query(sql), args).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Conn::Postgres(tx) => {
                let rows = bound!(sqlx::query(sql), args).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Writes a new row.
    pub(crate) async fn insert<T: Record>(&mut self, record: &T) -> Result<(), StoreError> {
        self.insert_all(std::slice::from_ref(record), "").await.map(|_| ())
    }

    /// Writes new rows in few statements, each of which ends in `rest` (`on conflict …`); gives how many were written.
    pub(crate) async fn insert_all<T: Record>(
        &mut self,
        records: &[T],
        rest: &str,
    ) -> Result<u64, StoreError> {
        let mut written = 0;
        for some in pieces(records) {
            let sql = format!(
                "insert into {} ({}) values {} {rest}",
                T::TABLE,
                T::COLUMNS.join(", "),
                marks(some.len(), T::COLUMNS.len())
            );
            written += self.execute(&sql, some.iter().flat_map(T::values).collect()).await?;
        }
        Ok(written)
    }

    /// Rows of a table; `rest` begins after the table's name (`where …`).
    pub(crate) async fn list<T: Record>(
        &mut self,
        rest: &str,
        args: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = format!("select {} from {} {rest}", T::COLUMNS.join(", "), T::TABLE);
        self.rows(&sql, args).await?.iter().map(T::read).collect()
    }

    /// The one row that `rest` picks, or the first of several.
    pub(crate) async fn find<T: Record>(
        &mut self,
        rest: &str,
        args: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.list(rest, args).await?.into_iter().next())
    }

    /// The value of the first row's first column, named `v`.
    pub(crate) async fn value<T: Column>(
        &mut self,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        self.rows(sql, args).await?.first().map(|row| row.get("query", "v")).transpose()
    }

    /// Writes every column of a row that has a version, unless somebody else wrote it meanwhile. The
    /// table's first column is `id` and its last is `version`; the caller's copy gets the new version
    /// from the return value.
    pub(crate) async fn update_versioned<T: Record>(
        &mut self,
        what: &'static str,
        record: &T,
        version: i64,
    ) -> Result<i64, StoreError> {
        debug_assert!(T::COLUMNS.first() == Some(&"id") && T::COLUMNS.last() == Some(&"version"));
        let mut set = String::new();
        for (n, column) in T::COLUMNS.iter().enumerate().skip(1) {
            let comma = if n == 1 { "" } else { ", " };
            write!(set, "{comma}{column} = ${}", n + 1).expect("writing to a string never fails");
        }
        let count = T::COLUMNS.len();
        let sql = format!("update {} set {set} where id = $1 and version = ${}", T::TABLE, count + 1);
        let mut values = record.values();
        values[count - 1] = (version + 1).to_value();
        values.push(version.to_value());
        if self.execute(&sql, values).await? == 0 {
            return Err(StoreError::Stale(what));
        }
        Ok(version + 1)
    }
}
