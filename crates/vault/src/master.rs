//! The master key: 32 bytes in a file, which wrap every key of the keyring.

use crate::{
    VaultError,
    folder::write_new_private,
    key::{Secret, fill_random, keyed},
};
use data_encoding::BASE64;
use std::{fmt, fs, path::Path};
use zeroize::Zeroizing;

/// The key that wraps all others. Wiped from memory when dropped.
pub struct MasterKey(Secret);

/// Where a master key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MasterKeyOrigin {
    /// It was read from an existing file.
    Read,
    /// There was none: it has just been made. Say so loudly, and that losing it loses everything.
    Created,
}

impl MasterKey {
    /// Makes a new one from the operating system's randomness.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        fill_random(&mut bytes[..]);
        Self(bytes)
    }

    /// Takes 32 bytes as they are.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a file that holds 32 bytes in base64 and that not everybody on the machine can read.
    pub fn read(path: &Path) -> Result<Self, VaultError> {
        refuse_if_exposed(path)?;
        let text = Zeroizing::new(
            fs::read_to_string(path).map_err(VaultError::io("could not read the master key", path))?,
        );
        let malformed = || VaultError::MalformedMasterKey(path.to_owned());
        let bytes = Zeroizing::new(BASE64.decode(text.trim().as_bytes()).map_err(|_| malformed())?);
        let bytes = <[u8; 32]>::try_from(&bytes[..]).map_err(|_| malformed())?;
        Ok(Self::from_bytes(bytes))
    }

    /// Reads the file, or makes one with mode 0600 where there is none. Two processes that start at
    /// once end with the same key.
    pub fn read_or_create(path: &Path) -> Result<(Self, MasterKeyOrigin), VaultError> {
        if !path.exists() {
            let fresh = Self::generate();
            if write_new_private(path, fresh.to_base64().as_bytes())? {
                return Ok((fresh, MasterKeyOrigin::Created));
            }
        }
        Ok((Self::read(path)?, MasterKeyOrigin::Read))
    }

    /// The text that a key file holds, with its line end.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(&self.0[..]) + "\n")
    }

    pub(crate) fn wrapping_key(&self) -> Secret {
        Zeroizing::new(keyed(&self.0, &[b"proofdesk.master.v1", b"wrap"]))
    }

    /// Names the key in what it wrapped, without telling anything about it.
    pub(crate) fn id(&self) -> [u8; 8] {
        let full = keyed(&self.0, &[b"proofdesk.master.v1", b"id"]);
        let mut id = [0; 8];
        id.copy_from_slice(&full[..8]);
        id
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

#[cfg(unix)]
fn refuse_if_exposed(path: &Path) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt;
    let about = fs::metadata(path).map_err(VaultError::io("could not read the master key", path))?;
    if about.permissions().mode() & 0o007 != 0 {
        return Err(VaultError::ExposedMasterKey(path.to_owned()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_if_exposed(_path: &Path) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn is_made_once_private_and_read_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let (first, origin) = MasterKey::read_or_create(&path).unwrap();
        assert_eq!(origin, MasterKeyOrigin::Created);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let (second, origin) = MasterKey::read_or_create(&path).unwrap();
        assert_eq!(origin, MasterKeyOrigin::Read);
        assert_eq!(first.id(), second.id());
        assert_eq!(*first.0, *second.0);
    }

    #[test]
    fn wrong_length_and_exposed_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        for text in ["", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(MasterKey::read(&path), Err(VaultError::MalformedMasterKey(_))), "{text}");
        }
        fs::write(&path, MasterKey::generate().to_base64().as_bytes()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(MasterKey::read(&path), Err(VaultError::ExposedMasterKey(_))));
    }

    #[test]
    fn debug_output_does_not_show_it() {
        assert_eq!(format!("{:?}", MasterKey::from_bytes([1; 32])), "MasterKey(secret)");
    }
}
