//! What was taken back, what cases were sent with, approvals that are looked at again, and what figures
//! are made of. Nothing here is for applicants: callers check first what a staff member may see.

mod facts;
mod overturns;
pub mod rereviews;

pub use facts::{count_raised, list_cases, list_reasons};
pub use overturns::{Overturn, Sender, count, find_sender, insert, list, list_of_case, put_sender};
