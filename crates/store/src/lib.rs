//! Tables and domain values, on SQLite and PostgreSQL.
//!
//! [`Store`] opens a database; [`Store::begin`] gives a [`Tx`] for writing and [`Store::read`] one for
//! reading. Every function takes a `&mut Tx`, so that whatever belongs together is written together:
//! rows, jobs, mails, events and the audit entry. One SQL text serves both engines; the few statements
//! that differ stand in [`mod@dialect`]. No other crate knows the database library.
//!
//! Verbs: `find_x` gives an `Option`, `get_x` a `Result`, then `insert`, `update`, `delete`, `list`,
//! `count`. A finder of an applicant's things takes the applicant's id, so that isolation is the
//! default; the finders for staff say so in their name or take the mode.
//!
//! Personal content comes here sealed and leaves sealed: this crate never sees a key. [`erasure`] says
//! for every table what an erasure does with it.

mod dialect;
mod error;
mod row;
mod store;
mod tx;

pub mod accounts;
pub mod api_keys;
pub mod appeals;
pub mod applicants;
pub mod bot;
pub mod conversations;
pub mod desk;
pub mod details;
pub mod door;
pub mod erasure;
pub mod evidence;
pub mod findings;
pub mod floor;
pub mod freezes;
pub mod help;
pub mod imports;
pub mod journal;
pub mod ledger;
pub mod limits;
pub mod opinions;
pub mod policies;
pub mod replays;
pub mod reviews;
pub mod sessions;
pub mod settings;
pub mod staff;
pub mod steps;
pub mod tags;
pub mod tenures;
pub mod terms;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod uploads;
pub mod verifications;
pub mod waiting;

#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use journal::{audit, events, jobs, outbox};
pub use store::{Engine, Store};
pub use tx::{Committed, Tx};
