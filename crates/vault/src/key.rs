//! A subject's data key: sealing and opening of small fields, and fingerprints.

use crate::{Context, VaultError};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use rand::TryRng;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// The version byte that begins a sealed field.
const FIELD_V1: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// 32 secret bytes that are wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Fills `bytes` from the operating system.
pub(crate) fn fill_random(bytes: &mut [u8]) {
    rand::rngs::SysRng
        .try_fill_bytes(bytes)
        .expect("the operating system gives randomness; going on without it would be unsafe");
}

/// HMAC-SHA256 of the parts, each with its length.
pub(crate) fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes any key length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Encrypts with XChaCha20-Poly1305: `version, nonce, ciphertext, tag`.
pub(crate) fn seal_with(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    associated_data: &[u8],
    plaintext: &[u8],
) -> Vec<u8> {
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(*nonce), Payload { msg: plaintext, aad: associated_data })
        .expect("a field is far below the cipher's limit of 256 GiB");
    let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
    out.push(FIELD_V1);
    out.extend_from_slice(nonce);
    out.extend_from_slice(&sealed);
    out
}

/// Opens what [`seal_with`] made.
pub(crate) fn open_with(
    key: &[u8; 32],
    associated_data: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (&version, rest) = sealed.split_first().ok_or(VaultError::Refused)?;
    if version != FIELD_V1 {
        return Err(VaultError::UnknownVersion(version));
    }
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Refused)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: associated_data })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Refused)
}

/// A subject's data key, unwrapped. Wiped from memory when the last holder drops it.
///
/// Three keys are derived from it, so that no key serves two purposes.
pub struct SubjectKey {
    fields: Secret,
    files: Secret,
    prints: Secret,
}

impl SubjectKey {
    /// How many bytes longer a sealed field is than its plaintext.
    pub const OVERHEAD: usize = 1 + NONCE + TAG;

    pub(crate) fn derive(data_key: &[u8; 32]) -> Self {
        let part = |label: &[u8]| Zeroizing::new(keyed(data_key, &[b"proofdesk.subject.v1", label]));
        Self { fields: part(b"fields"), files: part(b"files"), prints: part(b"prints") }
    }

    pub(crate) fn files(&self) -> &[u8; 32] {
        &self.files
    }

    /// Seals a small value for one place: version byte, random nonce, ciphertext and tag.
    pub fn seal(&self, context: &Context<'_>, plaintext: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        fill_random(&mut nonce);
        seal_with(&self.fields, &nonce, &context.associated_data(FIELD_LABEL), plaintext)
    }

    /// Opens a value that was sealed for this place.
    pub fn open(&self, context: &Context<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        open_with(&self.fields, &context.associated_data(FIELD_LABEL), sealed)
    }

    /// A keyed fingerprint of some bytes, comparable only within this subject and gone with their key:
    /// "the same picture again", say.
    pub fn fingerprint(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        keyed(&self.prints, &[purpose.as_bytes(), bytes])
    }
}

const FIELD_LABEL: &str = "proofdesk.field.v1";

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn place() -> Context<'static> {
        Context::new("live", Uuid::from_u128(7), "verifications", Uuid::from_u128(9), "details")
    }

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn cipher_agrees_with_the_published_vector() {
        let key: [u8; 32] = std::array::from_fn(|i| 0x80 + i as u8);
        let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + i as u8);
        let aad = HEXLOWER.decode(b"50515253c0c1c2c3c4c5c6c7").unwrap();
        let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip \
                     for the future, sunscreen would be it.";
        let sealed = seal_with(&key, &nonce, &aad, text);
        assert_eq!(sealed[0], 1);
        assert_eq!(sealed[1..25], nonce);
        assert!(HEXLOWER.encode(&sealed[25..]).starts_with("bd6d179d3e83d43b9576579493c0e939"));
        assert_eq!(HEXLOWER.encode(&sealed[sealed.len() - 16..]), "c0875924c1c7987947deafd8780acf49");
    }

    /// Our own format must never change silently: what was sealed last year opens next year.
    #[test]
    fn stored_fields_keep_opening() {
        let key = SubjectKey::derive(&[3; 32]);
        let sealed =
            seal_with(&key.fields, &[5; 24], &place().associated_data(FIELD_LABEL), "Ada 王".as_bytes());
        assert_eq!(
            HEXLOWER.encode(&sealed),
            "010505050505050505050505050505050505050505050505057f099976b560b2ced95628d68f26ea921505b185d61451"
        );
        assert_eq!(&key.open(&place(), &sealed).unwrap()[..], "Ada 王".as_bytes());
    }

    #[test]
    fn a_field_opens_only_in_its_own_place() {
        let key = SubjectKey::derive(&[3; 32]);
        let sealed = key.seal(&place(), b"1985-04-03");
        let others = [
            Context { mode: "test", ..place() },
            Context { subject: Uuid::from_u128(8), ..place() },
            Context { table: "details_history", ..place() },
            Context { row: Uuid::from_u128(10), ..place() },
            Context { column: "note", ..place() },
        ];
        for other in others {
            assert!(matches!(key.open(&other, &sealed), Err(VaultError::Refused)), "{other:?}");
        }
        let stranger = SubjectKey::derive(&[4; 32]);
        assert!(matches!(stranger.open(&place(), &sealed), Err(VaultError::Refused)));
    }

    #[test]
    fn sealing_twice_never_gives_the_same_bytes() {
        let key = SubjectKey::derive(&[3; 32]);
        let nonces: std::collections::HashSet<Vec<u8>> =
            (0..2000).map(|_| key.seal(&place(), b"")[1..25].to_vec()).collect();
        assert_eq!(nonces.len(), 2000);
    }

    proptest! {
        #[test]
        fn round_trip(text in proptest::collection::vec(any::<u8>(), 0..300)) {
            let key = SubjectKey::derive(&[3; 32]);
            let sealed = key.seal(&place(), &text);
            prop_assert_eq!(sealed.len(), text.len() + SubjectKey::OVERHEAD);
            prop_assert_eq!(&key.open(&place(), &sealed).unwrap()[..], &text[..]);
        }

        #[test]
        fn any_flipped_bit_is_refused(
            text in proptest::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(),
        ) {
            let key = SubjectKey::derive(&[3; 32]);
            let mut sealed = key.seal(&place(), &text);
            let bit = at.index(sealed.len() * 8);
            sealed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(key.open(&place(), &sealed).is_err());
        }

        #[test]
        fn any_truncation_is_refused(
            text in proptest::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(),
        ) {
            let key = SubjectKey::derive(&[3; 32]);
            let sealed = key.seal(&place(), &text);
            prop_assert!(key.open(&place(), &sealed[..at.index(sealed.len())]).is_err());
        }
    }

    #[test]
    fn fingerprints_tell_subjects_and_purposes_apart() {
        let a = SubjectKey::derive(&[3; 32]);
        let b = SubjectKey::derive(&[4; 32]);
        assert_eq!(a.fingerprint("picture", b"x"), a.fingerprint("picture", b"x"));
        assert_ne!(a.fingerprint("picture", b"x"), b.fingerprint("picture", b"x"));
        assert_ne!(a.fingerprint("picture", b"x"), a.fingerprint("file", b"x"));
        assert_ne!(a.fingerprint("p", b"icturex"), a.fingerprint("picture", b"x"));
    }
}
