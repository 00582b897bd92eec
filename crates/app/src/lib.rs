//! The use cases of Proofdesk: each one method of [`App`], one transaction, with its rows, its audit
//! entry, its live event, its job and its mail.
//!
//! What lives here: who may do what to whose things, in which order, and what is sealed. What never
//! does: rules (they are `domain`'s), SQL (`store`'s), pages (`web`'s). Slow work (hashing passwords,
//! opening and reading pictures, sealing files) is done before or between transactions, never in one.
//!
//! Start at [`Wiring`] for what it is made of, then [`journey`] for a case's way, [`examine`] for what
//! the worker does with it.

mod accounts;
pub mod after;
pub mod bot;
mod clock;
pub mod conversation;
pub mod demo;
mod error;
pub mod examine;
pub mod help;
pub mod journey;
pub mod ledger;
pub mod limits;
pub mod live;
pub mod operations;
pub mod platform;
pub mod policy;
mod pool;
pub mod review;
mod seal;
pub mod staff;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod views;
mod wiring;
mod work;

#[cfg(test)]
mod tests;

pub use accounts::{
    CodeError, LinkError, OpenedLink, RegisterError, Registration, ResetError, SignInError, SignedIn, door,
};
pub use clock::{Clock, OsRandom, Random, SystemClock};
pub use conversation::{
    BEST, BotAnswer, ChangeError, FileError, HandedOver, LOW, MAX_FILE_BYTES, MAX_FILES, SayError, Scanned,
    Scanner, Ticket, Words, desk::Sign,
};
pub use error::{Cause, Error};
pub use examine::WorkerConfig;
pub use journey::{
    BeginError, BeginUploadError, Eligibility, FinishedUpload, Handoff, HandoffStanding, Lacks, Missing,
    PART, SendError, UploadView, Uploaded,
};
pub use live::{LiveEvent, Viewer};
pub use pool::Busy;
pub use staff::StaffSession;
pub use views::{ApplicantSession, Locale, PendingToken, Progress, SessionToken};
pub use wiring::{
    Argon2Cost, BotWords, Decoder, ExamineError, Examiner, FolderMail, MailError, MailKind, MailText,
    MailTexts, Mailer, PhraseError, Phraser, PhraserView, Settings, Wiring,
};

use accounts::Decoys;
use pool::Pool;
use proofdesk_domain::{Timestamp, policy::Policy};
use proofdesk_store::Store;
use proofdesk_vault::Vault;
use std::sync::Arc;

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    wiring: Wiring,
    /// Hashes passwords.
    hashing: Pool,
    /// Opens uploaded pictures.
    opening: Pool,
    /// Reads pictures, for the worker.
    reading: Pool,
    decoys: Decoys,
    /// The policy's versions.
    policies: policy::PolicyBook,
    /// Counts use of limits.
    desk: limits::Desk,
    /// What the help centre's articles are found by.
    indexes: help::Indexes,
    /// The figures that everybody may see, as they were told last.
    told: ledger::Told,
}

impl App {
    /// Wires the use cases to their parts.
    pub fn new(wiring: Wiring) -> Self {
        let settings = &wiring.settings;
        let hashing = Pool::new(settings.hashing_at_once, 1_000, std::time::Duration::from_secs(30));
        let opening = Pool::new(settings.pictures_at_once, settings.uploads_waiting, settings.upload_wait);
        // The worker never has more at once than its own number, and waits as long as it takes.
        let reading = Pool::new(settings.pictures_at_once, usize::MAX, std::time::Duration::from_hours(1));
        let decoys = Decoys::default();
        let policies = policy::PolicyBook::new(Policy::clone(&wiring.policy));
        let desk = limits::Desk::default();
        Self {
            inner: Arc::new(Inner {
                wiring,
                hashing,
                opening,
                reading,
                decoys,
                desk,
                policies,
                indexes: help::Indexes::default(),
                told: ledger::Told::default(),
            }),
        }
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        self.inner.policies.in_force()
    }

    pub(crate) fn policies(&self) -> &policy::PolicyBook {
        &self.inner.policies
    }

    /// What the operator set.
    pub fn settings(&self) -> &Settings {
        &self.inner.wiring.settings
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.inner.wiring.clock.now()
    }

    pub(crate) fn wiring(&self) -> &Wiring {
        &self.inner.wiring
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.wiring.store
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.inner.wiring.vault
    }

    pub(crate) fn hashing(&self) -> &Pool {
        &self.inner.hashing
    }

    pub(crate) fn reading(&self) -> &Pool {
        &self.inner.reading
    }

    pub(crate) fn decoys(&self) -> &Decoys {
        &self.inner.decoys
    }

    pub(crate) fn desk(&self) -> &limits::Desk {
        &self.inner.desk
    }

    pub(crate) fn indexes(&self) -> &help::Indexes {
        &self.inner.indexes
    }

    pub(crate) fn told(&self) -> &ledger::Told {
        &self.inner.told
    }

    pub(crate) fn opening(&self) -> &Pool {
        &self.inner.opening
    }
}
