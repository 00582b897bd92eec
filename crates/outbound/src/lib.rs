//! What leaves the house: mails, by SMTP or into a folder that the console shows.
//!
//! A [`Mail`] comes here as finished text. Start at [`Mailer`]. Addresses and texts are never logged and
//! stand in no error and no file name.

mod compose;
mod error;
mod folder;
mod mailer;

pub use error::MailError;
pub use folder::{FolderMail, MailFolder};
pub use mailer::{Mail, Mailer};
