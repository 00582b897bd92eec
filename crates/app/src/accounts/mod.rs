//! Accounts: registering, signing in, codes by mail, new passwords, sessions.
//!
//! Nothing here tells whether an address has an account: the same answers, the same work and a mail
//! to the address either way. Tokens are opaque; only keyed hashes of them are stored.

mod answers;
mod decoy;
pub mod door;
mod links;
mod password;
mod register;
mod reset;
mod session;
mod sign_in;

pub use answers::{
    CodeError, LinkError, OpenedLink, RegisterError, Registration, ResetError, SignInError, SignedIn,
};
pub(crate) use decoy::Decoys;
pub(crate) use links::Page;
pub(crate) use session::{SESSION_HASH, unused_since};
pub(crate) use sign_in::lock_after;
