//! Values of columns and rows of tables, the same for both engines.

use crate::StoreError;
use proofdesk_domain::{
    AccountId, ApiKeyId, AppealId, ApplicantId, ArticleId, CheckId, ConversationId, DecisionId, DisputeId,
    EvidenceId, FindingId, JobId, LimitUseId, LinkId, MessageId, ReasonCode, SessionId, StaffId, Timestamp,
    VerificationId,
};
use serde::{Deserialize, de::value::StrDeserializer};
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

/// A value on its way into or out of a column. `None` is null, which keeps its type: PostgreSQL asks.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Uuid(Option<Uuid>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// How a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Uuid,
    Int,
    Bool,
    Text,
    Bytes,
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! read {
    ($row:expr, $name:expr, $kind:expr) => {
        match $kind {
            Kind::Uuid => Value::Uuid($row.try_get($name)?),
            Kind::Int => Value::Int($row.try_get($name)?),
            Kind::Bool => Value::Bool($row.try_get($name)?),
            Kind::Text => Value::Text($row.try_get($name)?),
            Kind::Bytes => Value::Bytes($row.try_get($name)?),
        }
    };
}

impl Row {
    /// The column's value as `T`.
    pub(crate) fn get<T: Column>(&self, table: &'static str, column: &'static str) -> Result<T, StoreError> {
        let value = match self {
            Self::Sqlite(row) => read!(row, column, T::KIND),
            Self::Postgres(row) => read!(row, column, T::KIND),
        };
        T::from_value(value).ok_or(StoreError::Misfit { table, column })
    }
}

/// A type that a column can hold.
pub(crate) trait Column: Sized {
    const KIND: Kind;
    fn to_value(&self) -> Value;
    /// None where the stored value is no such thing.
    fn from_value(value: Value) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;
    fn to_value(&self) -> Value {
        match self {
            Some(value) => value.to_value(),
            None => match T::KIND {
                Kind::Uuid => Value::Uuid(None),
                Kind::Int => Value::Int(None),
                Kind::Bool => Value::Bool(None),
                Kind::Text => Value::Text(None),
                Kind::Bytes => Value::Bytes(None),
            },
        }
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Uuid(None)
            | Value::Int(None)
            | Value::Bool(None)
            | Value::Text(None)
            | Value::Bytes(None) => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! columns {
    ($($type:ty, $kind:ident, $value:ident => $to:expr, $from:expr;)+) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::$kind;
            fn to_value(&self) -> Value {
                let $value = self;
                Value::$kind(Some($to))
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::$kind(Some($value)) => $from,
                    _ => None,
                }
            }
        }
    )+};
}

columns! {
    Uuid, Uuid, v => *v, Some(v);
    i64, Int, v => *v, Some(v);
    u32, Int, v => i64::from(*v), v.try_into().ok();
    bool, Bool, v => *v, Some(v);
    String, Text, v => v.clone(), Some(v);
    Vec<u8>, Bytes, v => v.clone(), Some(v);
    [u8; 32], Bytes, v => v.to_vec(), v.try_into().ok();
    Timestamp, Int, v => v.as_micros(), Some(Timestamp::from_micros(v));
    ReasonCode, Text, v => v.as_str().to_owned(), ReasonCode::find(&v);
    Vec<ReasonCode>, Text,
        v => serde_json::to_string(v).expect("a list of codes is always JSON"),
        serde_json::from_str(&v).ok();
}

macro_rules! ids {
    ($($id:ident)+) => {
        columns! { $($id, Uuid, v => v.as_uuid(), Some($id::from_uuid(v));)+ }
    };
}

ids! {
    AccountId ApiKeyId AppealId ApplicantId ArticleId CheckId ConversationId DecisionId DisputeId EvidenceId FindingId
    JobId LimitUseId LinkId MessageId SessionId StaffId VerificationId
}

/// Enumerations of the domain, kept as the word that they serialise to.
macro_rules! words {
    ($($word:ty),+ $(,)?) => {
        columns! { $($word, Text, v => v.as_str().to_owned(), parse_word(&v);)+ }
    };
}
pub(crate) use words;

pub(crate) fn parse_word<'a, T: Deserialize<'a>>(word: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(word)).ok()
}

words! {
    proofdesk_domain::verification::Mode,
    proofdesk_domain::verification::State,
    proofdesk_domain::verification::ReviewCause,
    proofdesk_domain::document::DocumentKind,
    proofdesk_domain::evidence::Slot,
    proofdesk_domain::evidence::EvidenceState,
    proofdesk_domain::finding::Severity,
    proofdesk_domain::finding::FindingState,
    proofdesk_domain::access::Role,
    proofdesk_domain::help::Language,
}

/// A struct that is one row of one table.
pub(crate) trait Record: Sized {
    const TABLE: &'static str;
    /// Its columns, in the order of [`values`](Self::values); all of the table's.
    const COLUMNS: &'static [&'static str];
    fn values(&self) -> Vec<Value>;
    fn read(row: &Row) -> Result<Self, StoreError>;
}

/// Says which table and columns a struct's fields are.
macro_rules! record {
    ($table:literal => $type:ident { $($column:ident: $field:ident),+ $(,)? }) => {
        impl $crate::row::Record for $type {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
            fn values(&self) -> Vec<$crate::row::Value> {
                vec![$($crate::row::Column::to_value(&self.$field)),+]
            }
            fn read(row: &$crate::row::Row) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: row.get($table, stringify!($column))?),+ })
            }
        }
    };
}

/// Defines a struct that is one row of a table, each field a column of the same name.
macro_rules! table {
    ($(#[$doc:meta])* $table:literal => pub struct $type:ident {
        $($(#[$field_doc:meta])* $field:ident: $kind:ty),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $type { $($(#[$field_doc])* pub $field: $kind),+ }
        $crate::row::record!($table => $type { $($field: $field),+ });
    };
}

/// The values of a statement, in the order of its `$1`, `$2`, …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::row::Column::to_value(&$value)),*] };
}

/// `where column in ($1, $2, …)` with its values; none for an empty list. The last value is said again up to a power of
/// two, so that the statements have few texts, which the database knows already.
pub(crate) fn among<T: Column>(column: &str, values: &[T]) -> Option<(String, Vec<Value>)> {
    let last = values.last()?;
    let count = values.len().next_power_of_two();
    let marks: Vec<String> = (1..=count).map(|n| format!("${n}")).collect();
    let rest = format!("where {column} in ({})", marks.join(", "));
    let padded = values.iter().chain(std::iter::repeat(last)).take(count);
    Some((rest, padded.map(Column::to_value).collect()))
}

pub(crate) use {args, columns, record, table};
