//! What the platform's own developers do: API keys, applicants, verifications with a hosted link, and
//! reading where a case stands. A key sees its own world only, and codes only: never a signal, never a
//! picture, never a word that somebody wrote.

mod keys;
mod requests;
pub(crate) mod verifications;
mod views;

pub use keys::KeyError;
pub use requests::{AnswerError, Idempotency};
pub use verifications::{LINK_LIFE, LinkedError};
pub use views::*;

#[cfg(test)]
mod tests;
