//! What can go wrong in the vault.

use std::path::{Path, PathBuf};

/// Why the vault refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The sealed bytes are damaged, cut short, moved from another place, or sealed with another key.
    /// Which of these it is cannot be told, on purpose.
    #[error("the sealed bytes do not open: damaged, cut short, or sealed for another place")]
    Refused,
    /// The bytes carry a version that this program does not know.
    #[error("sealed with format version {0}, which this program does not know")]
    UnknownVersion(u8),
    /// There is no key for this subject.
    #[error("the keyring has no key for subject {0}")]
    NoKey(uuid::Uuid),
    /// The subject's key was destroyed: their data is gone for good.
    #[error("the key of subject {0} was destroyed")]
    Destroyed(uuid::Uuid),
    /// A key exists already and is never replaced.
    #[error("subject {0} has a key already")]
    KeyExists(uuid::Uuid),
    /// The key of the house itself cannot be destroyed.
    #[error("the key of the house cannot be destroyed")]
    HouseKey,
    /// The key was wrapped under a master key that was not given.
    #[error("the keyring was written under another master key; check PROOFDESK_MASTER_KEY_FILE")]
    WrongMasterKey,
    /// The master key file does not hold 32 bytes in base64.
    #[error("{path} does not hold a master key (32 bytes in base64)", path = .0.display())]
    MalformedMasterKey(PathBuf),
    /// The master key file can be read by everybody on the machine.
    #[error("{path} can be read by every user of this machine; run: chmod 600 {path}", path = .0.display())]
    ExposedMasterKey(PathBuf),
    /// Not an object key.
    #[error("not an object key")]
    MalformedObjectKey,
    /// No such object.
    #[error("there is no such object")]
    NoObject,
    /// The disk is full, or so nearly full that the rest is kept for the database.
    #[error("not enough space: {available} bytes are free, {needed} are needed")]
    DiskFull {
        /// Bytes free for us on the file system; 0 when the write itself failed for lack of space.
        available: u64,
        /// Bytes that must be free before we write: the object and the floor that is kept free.
        needed: u64,
    },
    /// Reading or writing failed otherwise.
    #[error("{what} {path}", path = path.display())]
    Io {
        /// What was tried, as in "could not write".
        what: &'static str,
        /// Where; names in the vault's folders carry no personal data.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
}

impl VaultError {
    /// Whether trying again later, with nothing changed by us, may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::DiskFull { .. } | Self::Io { .. })
    }

    /// Turns an I/O error into ours, recognising a full disk.
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { available: 0, needed: 0 }
            }
            _ => Self::Io { what, path, source },
        }
    }
}
