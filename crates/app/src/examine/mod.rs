//! Examining what was sent: the job [`EXAMINE`] and what it leaves behind.
//!
//! Each picture that was not read yet by this version of the reader is opened, read and saved in a
//! transaction of its own, so that a restart goes on where it stopped and what passed is never read
//! again. Then one transaction judges, decides and writes everything that follows. A fault of ours is
//! tried again with growing pauses; the case says that it is delayed; in the end a person takes over,
//! and no attempt is used.

mod conclude;
mod mails;
mod pictures;
mod sweep;
mod worker;

pub use worker::WorkerConfig;

/// The job that examines a case; its subject is the case.
pub(crate) const EXAMINE: &str = "examine";
