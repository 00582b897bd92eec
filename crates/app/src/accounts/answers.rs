//! What the account use cases take and answer.

use crate::{
    error::Error,
    views::{Locale, PendingToken, SessionToken},
};
use proofdesk_domain::{Timestamp, account::PasswordProblem, evidence::Slot};

/// Somebody wants an account.
#[derive(Clone, Copy)]
pub struct Registration<'a> {
    /// As typed.
    pub email: &'a str,
    /// As typed.
    pub password: &'a str,
    /// As typed; recorded, never needed.
    pub invitation: Option<&'a str>,
    /// The language of the page.
    pub locale: Locale,
}

/// Why somebody was not registered. That the address has an account is never among it.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Not a mail address.
    #[error("not a mail address")]
    Email,
    /// Not a good enough password.
    #[error("not a good enough password")]
    Password(PasswordProblem),
    /// The invitation code is longer than any is.
    #[error("the invitation code is longer than any is")]
    Invitation,
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

/// Why a mailed code did not confirm the address.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Not the code that was mailed last.
    #[error("not the code that was mailed last")]
    Wrong {
        /// Guesses left before a new code is needed.
        tries_left: u32,
    },
    /// The code's time is over, or this browser never asked for one: ask for a new one.
    #[error("the code's time is over")]
    Expired,
    /// Too many wrong guesses: ask for a new code.
    #[error("too many wrong guesses")]
    TooManyTries,
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

/// What a right password opens.
#[derive(Debug)]
pub enum SignedIn {
    /// The account.
    Session(SessionToken),
    /// The address is not confirmed yet: a new code was mailed.
    Unconfirmed(PendingToken),
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Address and password do not belong together.
    #[error("address and password do not belong together")]
    Wrong,
    /// Too many wrong passwords: not before this moment, whatever the password.
    #[error("too many wrong passwords; wait until {0}")]
    LockedUntil(Timestamp),
    /// A hundred wrong passwords in a row: only a new password, through the mailed link, opens it.
    #[error("far too many wrong passwords; a new one is needed")]
    ResetNeeded,
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

/// Why no new password was set.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The link was used, has ended, or never was: ask for a new one.
    #[error("the link does not open anything")]
    Link,
    /// Not a good enough password; the link stays good.
    #[error("not a good enough password")]
    Password(PasswordProblem),
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

/// A link that was opened.
#[derive(Debug)]
pub struct OpenedLink {
    /// The session that it gives.
    pub session: SessionToken,
    /// The side that is to be photographed, where somebody made the link for their own phone.
    pub side: Option<Slot>,
}

/// Why a hosted link did not open.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is no such link.
    #[error("there is no such link")]
    Unknown,
    /// It was opened before.
    #[error("the link was opened before")]
    Used,
    /// Its time is over.
    #[error("the link's time is over")]
    Expired,
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}
