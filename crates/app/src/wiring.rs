//! What the binary hands to [`App`](crate::App): the parts it works with, and their traits.

use crate::{
    clock::{Clock, Random},
    conversation::Scanner,
    error::Cause,
    views::Locale,
};
use proofdesk_domain::{
    bot::Say,
    inspection::{FileFacts, Inspection},
    policy::Policy,
    verification::Mode,
};
use proofdesk_store::Store;
use proofdesk_vault::Vault;
use proofdesk_vision::{DecodeError, Picture};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use time::Date;

/// Everything that the use cases work with.
pub struct Wiring {
    /// The database.
    pub store: Store,
    /// Keys and sealed files.
    pub vault: Vault,
    /// Carries mails away.
    pub mailer: Arc<dyn Mailer>,
    /// Words the mails.
    pub mail_texts: Arc<dyn MailTexts>,
    /// Puts what the bot says into words.
    pub bot_words: Arc<dyn BotWords>,
    /// Words the bot's answers, where the operator has named a language model.
    pub phraser: Option<Arc<dyn Phraser>>,
    /// Reads pictures.
    pub examiner: Arc<dyn Examiner>,
    /// Opens pictures.
    pub decoder: Arc<dyn Decoder>,
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Gives what nobody can guess.
    pub random: Arc<dyn Random>,
    /// Levels, thresholds, budgets, clocks.
    pub policy: Arc<Policy>,
    /// Looks for dangerous files; without one, files are handed out by what they are.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// What an operator sets for this process.
    pub settings: Settings,
}

/// What an operator sets for this process.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the portal, without a slash at the end: links in mails begin with it.
    pub public_url: String,
    /// The world that people who register at the portal enter.
    pub portal_mode: Mode,
    /// What hashing a password costs.
    pub argon2: Argon2Cost,
    /// How many passwords are hashed at once.
    pub hashing_at_once: usize,
    /// How many pictures are opened or read at once, over uploads and checks together.
    pub pictures_at_once: usize,
    /// How many uploads may wait for their turn; more are told to come back.
    pub uploads_waiting: usize,
    /// How long an upload waits for its turn.
    pub upload_wait: Duration,
}

impl Settings {
    /// Sensible settings for one small machine.
    pub fn new(public_url: impl Into<String>, portal_mode: Mode) -> Self {
        Self {
            public_url: public_url.into().trim_end_matches('/').to_owned(),
            portal_mode,
            argon2: Argon2Cost::default(),
            hashing_at_once: 2,
            pictures_at_once: 2,
            uploads_waiting: 600,
            upload_wait: Duration::from_mins(2),
        }
    }
}

/// What one argon2id hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    /// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl Argon2Cost {
    /// Next to nothing: for tests only.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

/// Bytes to an upright picture, in a confined process. CPU-bound: called on the bounded pool.
pub trait Decoder: Send + Sync {
    /// Opens one file. [`DecodeError::problem`] tells the file's fault from ours.
    fn decode(&self, bytes: &[u8]) -> Result<Picture, DecodeError>;
}

/// An upright picture to everything that is measured on and read from it. CPU-bound: called on the
/// bounded pool.
pub trait Examiner: Send + Sync {
    /// Reads one picture; `today` decides centuries. An error is our fault and never the picture's.
    fn examine(&self, picture: &Picture, file: FileFacts, today: Date) -> Result<Inspection, ExamineError>;

    /// Which engine and models read: what was read by another version is read again when a case is
    /// checked anew.
    fn version(&self) -> String;
}

/// The reader could not do its work: our fault.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be examined")]
pub struct ExamineError(#[source] pub Cause);

/// Words the mails. Implemented beside the pages, by language.
pub trait MailTexts: Send + Sync {
    /// Subject and body of a mail.
    fn render(&self, mail: &MailKind, locale: Locale) -> MailText;
}

/// A mail in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// The body.
    pub text: String,
}

/// What a mail is for. None says more than that there is news: mails are read over shoulders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mail")]
pub enum MailKind {
    /// The code that confirms an address.
    ConfirmAddress {
        /// Six digits, good for 24 hours.
        code: String,
    },
    /// The way to a new password.
    ResetPassword {
        /// A page of the portal, good once for an hour.
        link: String,
    },
    /// Somebody asked for a new password of an account that does not exist.
    UnknownAddress,
    /// Somebody registered with an address that has an account.
    AlreadyRegistered {
        /// The page to sign in.
        link: String,
    },
    /// There is news in a case.
    News {
        /// The case's page.
        link: String,
    },
    /// A ticket was opened.
    Ticket {
        /// What people quote.
        reference: String,
        /// The conversation's page.
        link: String,
    },
    /// There is an answer in a conversation.
    Message {
        /// The conversation's page.
        link: String,
    },
    /// Their request for help at the door has a page, and maybe an answer on it.
    Door {
        /// That page.
        link: String,
    },
    /// The account is to get another address.
    AddressChange {
        /// Where that is stopped.
        link: String,
    },
}

impl MailKind {
    /// The stable word for storage and figures.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ConfirmAddress { .. } => "confirm_address",
            Self::ResetPassword { .. } => "reset_password",
            Self::UnknownAddress => "unknown_address",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::News { .. } => "news",
            Self::Ticket { .. } => "ticket",
            Self::Message { .. } => "message",
            Self::Door { .. } => "door",
            Self::AddressChange { .. } => "address_change",
        }
    }
}

/// Carries a mail away: to a mail server, or into a folder.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over. `id` is the same for every try of the same mail, so that a carrier may
    /// leave out what it carried already.
    async fn send(&self, id: uuid::Uuid, to: &str, mail: &MailText) -> Result<(), MailError>;

    /// The mails in the folder, newest first, where they go to one; none where a server carries them.
    async fn folder(&self, limit: usize) -> Result<Option<Vec<FolderMail>>, MailError> {
        let _ = limit;
        Ok(None)
    }
}

/// A mail that lies in the folder because no mail server is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderMail {
    /// The file's name.
    pub name: String,
    /// To whom.
    pub to: String,
    /// The subject line, which says only that there is news.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: proofdesk_domain::Timestamp,
}

/// Why a mail was not carried.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Try again later.
    #[error("the mail could not be handed over just now")]
    Later(#[source] Cause),
    /// It will never be taken: the address does not exist, say.
    #[error("the mail was refused")]
    Refused(#[source] Cause),
}

/// Puts what the bot says into words, by language. Implemented beside the pages.
pub trait BotWords: Send + Sync {
    /// Plain text, one line a paragraph.
    fn words(&self, say: &Say, locale: Locale) -> String;
}

/// Words an answer from passages: a language model behind an address of the operator's choice. What it is
/// sent is masked, what it says is held against the passages, and nothing of it acts.
#[async_trait::async_trait]
pub trait Phraser: Send + Sync {
    /// What it says to a question with its passages. It keeps its own time limit.
    async fn phrase(&self, instructions: &str, question: &str) -> Result<String, PhraseError>;

    /// What people are told of it.
    fn about(&self) -> PhraserView;
}

/// What people are told of the language model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraserView {
    /// Where questions go: host and port.
    pub host: String,
    /// Its name.
    pub model: String,
    /// How long it has for an answer.
    pub patience: Duration,
}

/// The language model gave no answer: the articles' own words are shown.
#[derive(Debug, thiserror::Error)]
#[error("the language model gave no answer")]
pub struct PhraseError(#[source] pub Cause);
