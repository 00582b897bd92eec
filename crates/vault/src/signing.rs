//! The key that signs what leaves the house: decision receipts and case files. Ed25519 (RFC 8032).
//!
//! The secret lies in the keyring's folder, sealed under the house's key; the public half lies beside
//! it in the clear, so that a receipt can be verified without any secret.

use crate::{
    Context, SubjectKey, VaultError,
    folder::{make_folder, write_new_private},
    key::fill_random,
};
use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};
use std::{fs, io::ErrorKind, path::Path};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The sealed secret, in the keyring's folder.
const SECRET: &str = "signing/ed25519.sealed";
/// The public half.
const PUBLIC: &str = "signing/ed25519.pub";

/// Signs. Made by [`Vault::signer`](crate::Vault::signer).
pub struct Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

/// Verifies what a [`Signer`] signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl Signer {
    /// Reads the key in `folder`, or makes one. Two processes that start at once end with the same key.
    pub(crate) fn read_or_create(folder: &Path, house: &SubjectKey) -> Result<Self, VaultError> {
        let (secret, public) = (folder.join(SECRET), folder.join(PUBLIC));
        make_folder(&folder.join("signing"))?;
        let place = Context::house("signing", Uuid::nil(), "ed25519");
        let read = || fs::read(&secret);
        let sealed = match read() {
            Err(absent) if absent.kind() == ErrorKind::NotFound => {
                let mut seed = Zeroizing::new([0; 32]);
                fill_random(&mut seed[..]);
                write_new_private(&secret, &house.seal(&place, &seed[..]))?;
                read()
            }
            found => found,
        }
        .map_err(VaultError::io("could not read the signing key", &secret))?;
        let seed = house.open(&place, &sealed)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| VaultError::Refused)?;
        let bytes = <[u8; 32]>::try_from(pair.public_key().as_ref()).map_err(|_| VaultError::Refused)?;
        let signer = Self { pair, public: PublicKey(bytes) };
        write_new_private(&public, (signer.public.to_base64() + "\n").as_bytes())?;
        Ok(signer)
    }

    /// The public half.
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// 64 bytes in base64; the same for the same message.
    pub fn sign(&self, message: &[u8]) -> String {
        BASE64.encode(self.pair.sign(message).as_ref())
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.public.id())
    }
}

impl PublicKey {
    /// The public key that lies in a keyring's folder; none where nothing was signed yet.
    pub fn find_in(keyring: &Path) -> Result<Option<Self>, VaultError> {
        let path = keyring.join(PUBLIC);
        match fs::read_to_string(&path) {
            Ok(text) => Self::from_base64(&text).map(Some).ok_or(VaultError::Refused),
            Err(absent) if absent.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(VaultError::io("could not read the public key", &path)(cause)),
        }
    }

    /// Names the key: the first 16 hexadecimal digits of its SHA-256.
    pub fn id(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0)[..8])
    }

    /// 32 bytes in base64.
    pub fn to_base64(&self) -> String {
        BASE64.encode(&self.0)
    }

    /// From 32 bytes in base64.
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.trim().as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Whether `signature` (base64) is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        BASE64
            .decode(signature.trim().as_bytes())
            .is_ok_and(|bytes| UnparsedPublicKey::new(&ED25519, self.0).verify(message, &bytes).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keyring, MasterKey};

    #[test]
    fn the_key_is_made_once_sealed_and_verifies_what_it_signed_only() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = || Keyring::open(folder.path(), &MasterKey::from_bytes([1; 32]), None, 4).unwrap();
        assert_eq!(PublicKey::find_in(folder.path()).unwrap(), None);
        let first = Signer::read_or_create(folder.path(), &keyring().house().unwrap()).unwrap();
        let again = Signer::read_or_create(folder.path(), &keyring().house().unwrap()).unwrap();
        assert_eq!(first.public(), again.public());
        assert_eq!(PublicKey::find_in(folder.path()).unwrap(), Some(first.public()));
        let signature = first.sign(b"said");
        assert_eq!(signature, again.sign(b"said"));
        assert!(first.public().verifies(b"said", &signature));
        assert!(!first.public().verifies(b"sand", &signature));
        assert!(!first.public().verifies(b"said", "AAAA"));
        assert_eq!(PublicKey::from_base64(&first.public().to_base64()), Some(first.public()));
        // The keyring lists no subject more for it, and its file does not show the seed.
        assert_eq!(keyring().subjects().unwrap().len(), 2);
        assert!(fs::read(folder.path().join(SECRET)).unwrap().len() > 32);
    }

    /// RFC 8032 §7.1, test 2.
    #[test]
    fn signatures_are_those_of_the_rfc() {
        let seed =
            HEXLOWER.decode(b"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        assert_eq!(
            HEXLOWER.encode(pair.public_key().as_ref()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        assert!(HEXLOWER.encode(pair.sign(&[0x72]).as_ref()).starts_with("92a009a9f0d4cab8720e820b5f642540"));
    }
}
