//! What can go wrong in a use case, as the pages and the API tell it apart.

use proofdesk_domain::verification;
use proofdesk_store::StoreError;
use proofdesk_vault::VaultError;

/// A cause that is not told to the caller, only logged.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a use case did not happen. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for this caller: the two are never told apart.
    #[error("there is no such thing, or not for this caller")]
    NotFound,
    /// The caller may not do this.
    #[error("the caller may not do this")]
    NotAllowed,
    /// Somebody else changed it meanwhile: read again and decide anew.
    #[error("the {what} was changed by somebody else meanwhile")]
    Stale {
        /// What was changed.
        what: &'static str,
    },
    /// The rules do not allow this move from the state that the case is in.
    #[error(transparent)]
    WrongState(#[from] verification::NotAllowed),
    /// Something that the caller sent is not of the shape that was asked for.
    #[error("{0}")]
    Invalid(&'static str),
    /// Our fault and over soon: the database, a folder or the decoder cannot be reached, or too much
    /// is going on at once. Try again.
    #[error("not available just now")]
    Unavailable(#[source] Cause),
    /// Our fault: there is no room left.
    #[error("there is no room left")]
    DiskFull(#[source] Cause),
    /// Our fault, and trying again will not help.
    #[error("something is wrong on our side")]
    Internal(#[source] Cause),
}

impl Error {
    /// The fault is ours: the person is told so, and no attempt is counted.
    pub const fn is_ours(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_) | Self::Internal(_))
    }

    /// The same call may succeed later with nothing changed by the caller.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_))
    }

    /// Something that cannot be.
    pub(crate) fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// Something that is over soon.
    pub(crate) fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Self::NotFound,
            StoreError::Stale(what) => Self::Stale { what },
            StoreError::DiskFull(_) => Self::DiskFull(error.into()),
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            other => Self::Internal(other.into()),
        }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::DiskFull { .. } => Self::DiskFull(error.into()),
            VaultError::Io { .. } => Self::Unavailable(error.into()),
            // Erased meanwhile: to every caller it is gone.
            VaultError::Destroyed(_) => Self::NotFound,
            other => Self::Internal(other.into()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}
