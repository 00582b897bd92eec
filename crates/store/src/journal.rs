//! The journal: what happened (audit), what to tell (events), what to do (jobs), what to send (outbox).
//!
//! All four are rows written in the transaction that they are about.

pub mod audit;
pub mod events;
pub mod jobs;
pub mod outbox;
mod queue;
