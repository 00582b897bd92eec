//! What leaves the house: mails, by SMTP or into a folder that the console shows; and, where an operator
//! has named one, questions to a language model ([`LanguageModel`]).
//!
//! A [`Mail`] comes here as finished text. Start at [`Mailer`]. Addresses and texts are never logged and
//! stand in no error and no file name.

mod clamd;
mod compose;
mod error;
mod folder;
mod language_model;
mod mailer;

pub use clamd::{Clamd, ScanError, ScanVerdict};
pub use error::MailError;
pub use folder::{FolderMail, MailFolder};
pub use language_model::{LanguageModel, ModelError};
pub use mailer::{Mail, Mailer};
