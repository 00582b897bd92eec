//! Identifiers: every kind of thing has its own type, so that one is never passed for another.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that came from storage or from the caller's randomness.
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            /// The UUID itself, for storage.
            pub const fn as_uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::from_str(text).map(Self) }
        }
    )+};
}

ids! {
    /// A person being verified.
    ApplicantId,
    /// How an applicant signs in.
    AccountId,
    /// A person who works in the console.
    StaffId,
    /// A signed-in browser, of an applicant or of a staff member.
    SessionId,
    /// One applicant's way to one level.
    VerificationId,
    /// Something submitted: a document page, typed details.
    EvidenceId,
    /// One automated examination.
    CheckId,
    /// What a check or a person found.
    FindingId,
    /// An outcome with its reasons and its decider.
    DecisionId,
    /// "You misread this."
    DisputeId,
    /// A chat or a ticket.
    ConversationId,
    /// One message in a conversation.
    MessageId,
    /// A durable piece of work.
    JobId,
    /// A key of the platform's own developers.
    ApiKeyId,
    /// A single-use hosted link.
    LinkId,
    /// One use of limits: a reservation, or what was consumed.
    LimitUseId,
    /// An appeal against a decision.
    AppealId,
    /// An article of the help centre, in all its languages.
    ArticleId,
}
