//! Sealed files and fields: the keyring, envelope encryption and the object store.
//!
//! Every subject (an applicant, or the house itself) has a 256-bit data key of its own. The keys lie,
//! wrapped by the master key, in the [`Keyring`]: a folder apart from the database, so that destroying
//! one small file makes everything that was sealed for that subject unreadable, in old backups of the
//! database and of the objects too. Small fields are sealed with [`SubjectKey::seal`], pictures with
//! [`FileSealer`]; both bind a [`Context`] (mode, subject, table, row, column), so that a sealed value
//! that was moved elsewhere does not open.
//!
//! Randomness is not an argument here, unlike in the rest of the workspace: a repeated nonce or key
//! breaks the cipher, so both always come from the operating system.
//!
//! Start at [`Vault`], which joins the parts for async callers. Imports nothing of ours.

mod context;
mod error;
mod file;
mod folder;
mod key;
mod keyring;
mod master;
mod objects;
mod signing;
mod vault;

pub use context::Context;
pub use error::VaultError;
pub use file::{CHUNK, FileOpener, FileSealer, open_file, seal_file};
pub use key::SubjectKey;
pub use keyring::{Keyring, Rewrapped};
pub use master::{MasterKey, MasterKeyOrigin};
pub use objects::{ObjectKey, ObjectReader, ObjectStore, ObjectWriter};
pub use signing::{PublicKey, Signer};
pub use vault::{Vault, VaultConfig};
