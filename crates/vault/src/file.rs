//! Sealing of files in chunks (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
//!
//! Layout: version byte, 19 random bytes, then chunks of [`CHUNK`] bytes of plaintext, each followed by
//! its 16-byte tag; the last chunk is shorter, perhaps empty, and never absent. A chunk's nonce is the
//! random bytes, the chunk's number (32 bits, big-endian) and a byte that is 1 for the last one: so a
//! chunk that was cut off, moved, repeated or swapped does not open. Header and context are bound to
//! every chunk.

use crate::{Context, SubjectKey, VaultError, key::fill_random};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::Zeroizing;

/// Bytes of plaintext in each chunk but the last: 64 KiB.
pub const CHUNK: usize = 64 * 1024;

const FILE_V1: u8 = 2;
const PREFIX: usize = 19;
const HEADER: usize = 1 + PREFIX;
const TAG: usize = 16;
const FILE_LABEL: &str = "proofdesk.file.v1";

/// The state that sealing and opening share.
struct Stream {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    number: u32,
    associated_data: Vec<u8>,
}

impl Stream {
    fn new(key: &SubjectKey, context: &Context<'_>, prefix: [u8; PREFIX]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.files().into()),
            prefix,
            number: 0,
            associated_data: context.associated_data(FILE_LABEL),
        }
    }

    fn nonce(&self, last: Last) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&self.number.to_be_bytes());
        nonce[PREFIX + 4] = u8::from(matches!(last, Last::Yes));
        XNonce::from(nonce)
    }

    fn advance(&mut self) -> Result<(), VaultError> {
        self.number = self.number.checked_add(1).ok_or(VaultError::Refused)?;
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Last {
    Yes,
    No,
}

/// Seals a file piece by piece: feed plaintext, take sealed bytes, and [`finish`](Self::finish).
pub struct FileSealer {
    stream: Stream,
    pending: Zeroizing<Vec<u8>>,
    header: Option<Vec<u8>>,
}

impl FileSealer {
    /// Begins a file for one place.
    pub fn new(key: &SubjectKey, context: &Context<'_>) -> Self {
        let mut prefix = [0; PREFIX];
        fill_random(&mut prefix);
        Self::with_prefix(key, context, prefix)
    }

    fn with_prefix(key: &SubjectKey, context: &Context<'_>, prefix: [u8; PREFIX]) -> Self {
        let mut header = vec![FILE_V1];
        header.extend_from_slice(&prefix);
        Self {
            stream: Stream::new(key, context, prefix),
            // Room for everything that is ever held, so that no copy is left behind by growing.
            pending: Zeroizing::new(Vec::with_capacity(CHUNK)),
            header: Some(header),
        }
    }

    /// Takes plaintext; gives the sealed bytes that are ready, which may be none.
    pub fn push(&mut self, mut plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut out = self.header.take().unwrap_or_default();
        while !plaintext.is_empty() {
            if self.pending.len() == CHUNK {
                self.seal_chunk(Last::No, &mut out)?;
            }
            let room = (CHUNK - self.pending.len()).min(plaintext.len());
            self.pending.extend_from_slice(&plaintext[..room]);
            plaintext = &plaintext[room..];
        }
        Ok(out)
    }

    /// Seals what is left as the last chunk.
    pub fn finish(mut self) -> Result<Vec<u8>, VaultError> {
        let mut out = self.header.take().unwrap_or_default();
        self.seal_chunk(Last::Yes, &mut out)?;
        Ok(out)
    }

    fn seal_chunk(&mut self, last: Last, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let payload = Payload { msg: &self.pending, aad: &self.stream.associated_data };
        let sealed =
            self.stream.cipher.encrypt(&self.stream.nonce(last), payload).map_err(|_| VaultError::Refused)?;
        out.extend_from_slice(&sealed);
        self.pending.clear();
        if matches!(last, Last::No) {
            self.stream.advance()?;
        }
        Ok(())
    }
}

/// Opens a file piece by piece: feed sealed bytes, take plaintext, and [`finish`](Self::finish).
///
/// Plaintext of a chunk is given only once that chunk has proved whole; only `finish` proves that the
/// file was not cut short, so act on a file after `finish`, not before.
pub struct FileOpener {
    key_context: Option<(XChaCha20Poly1305, Vec<u8>)>,
    stream: Option<Stream>,
    pending: Vec<u8>,
}

impl FileOpener {
    /// Begins to open a file that was sealed for this place.
    pub fn new(key: &SubjectKey, context: &Context<'_>) -> Self {
        Self {
            key_context: Some((
                XChaCha20Poly1305::new(key.files().into()),
                context.associated_data(FILE_LABEL),
            )),
            stream: None,
            pending: Vec::with_capacity(CHUNK + TAG),
        }
    }

    /// Takes sealed bytes; gives the plaintext that has proved whole, which may be none.
    pub fn push(&mut self, mut sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        // Sized beforehand, so that no copy of plaintext is left behind by growing.
        let mut out = Zeroizing::new(Vec::with_capacity(sealed.len() + CHUNK));
        if self.stream.is_none() {
            let room = (HEADER - self.pending.len()).min(sealed.len());
            self.pending.extend_from_slice(&sealed[..room]);
            sealed = &sealed[room..];
            if self.pending.len() < HEADER {
                return Ok(out);
            }
            self.read_header()?;
        }
        while !sealed.is_empty() {
            if self.pending.len() == CHUNK + TAG {
                self.open_chunk(Last::No, &mut out)?;
            }
            let room = (CHUNK + TAG - self.pending.len()).min(sealed.len());
            self.pending.extend_from_slice(&sealed[..room]);
            sealed = &sealed[room..];
        }
        Ok(out)
    }

    /// Opens the last chunk and so proves that the file is whole.
    pub fn finish(mut self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let mut out = Zeroizing::new(Vec::with_capacity(CHUNK));
        self.open_chunk(Last::Yes, &mut out)?;
        Ok(out)
    }

    fn read_header(&mut self) -> Result<(), VaultError> {
        if self.pending[0] != FILE_V1 {
            return Err(VaultError::UnknownVersion(self.pending[0]));
        }
        let (cipher, associated_data) = self.key_context.take().ok_or(VaultError::Refused)?;
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&self.pending[1..HEADER]);
        self.pending.clear();
        self.stream = Some(Stream { cipher, prefix, number: 0, associated_data });
        Ok(())
    }

    fn open_chunk(&mut self, last: Last, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let stream = self.stream.as_mut().ok_or(VaultError::Refused)?;
        let payload = Payload { msg: &self.pending, aad: &stream.associated_data };
        let plain = stream
            .cipher
            .decrypt(&stream.nonce(last), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Refused)?;
        out.extend_from_slice(&plain);
        self.pending.clear();
        if matches!(last, Last::No) {
            stream.advance()?;
        }
        Ok(())
    }
}

/// Seals a whole file that is in memory.
pub fn seal_file(key: &SubjectKey, context: &Context<'_>, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
    let mut sealer = FileSealer::new(key, context);
    let mut out = sealer.push(plaintext)?;
    out.extend_from_slice(&sealer.finish()?);
    Ok(out)
}

/// Opens a whole file that is in memory.
pub fn open_file(
    key: &SubjectKey,
    context: &Context<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut opener = FileOpener::new(key, context);
    let mut out = opener.push(sealed)?;
    let rest = opener.finish()?;
    out.reserve_exact(rest.len());
    out.extend_from_slice(&rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn place() -> Context<'static> {
        Context::new("live", Uuid::from_u128(7), "evidence", Uuid::from_u128(9), "picture")
    }

    fn key() -> SubjectKey {
        SubjectKey::derive(&[3; 32])
    }

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i % 251) as u8).collect()
    }

    fn opens(sealed: &[u8]) -> bool {
        open_file(&key(), &place(), sealed).is_ok()
    }

    /// Our own format must never change silently.
    #[test]
    fn stored_files_keep_opening() {
        let mut sealer = FileSealer::with_prefix(&key(), &place(), [5; PREFIX]);
        let mut sealed = sealer.push(b"picture").unwrap();
        sealed.extend(sealer.finish().unwrap());
        assert_eq!(
            HEXLOWER.encode(&sealed),
            "02050505050505050505050505050505050505050e18ab5db2ff01161a90857a83bd0b8c3bd833b39d7631"
        );
        assert_eq!(&open_file(&key(), &place(), &sealed).unwrap()[..], b"picture");
    }

    #[test]
    fn every_length_around_the_chunk_borders_returns_whole() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5] {
            let sealed = seal_file(&key(), &place(), &text(length)).unwrap();
            let chunks = length.div_ceil(CHUNK).max(1);
            assert_eq!(sealed.len(), HEADER + length + chunks * TAG, "{length}");
            assert_eq!(*open_file(&key(), &place(), &sealed).unwrap(), text(length), "{length}");
        }
    }

    #[test]
    fn cutting_at_a_chunk_border_is_refused() {
        let sealed = seal_file(&key(), &place(), &text(3 * CHUNK)).unwrap();
        assert!(opens(&sealed));
        for chunks in 0..3 {
            assert!(!opens(&sealed[..HEADER + chunks * (CHUNK + TAG)]), "{chunks} chunks left");
        }
    }

    #[test]
    fn swapped_repeated_and_grafted_chunks_are_refused() {
        let sealed = seal_file(&key(), &place(), &text(3 * CHUNK)).unwrap();
        let other = seal_file(&key(), &place(), &text(3 * CHUNK)).unwrap();
        let piece = |from: &[u8], i: usize| {
            let at = HEADER + i * (CHUNK + TAG);
            from[at..at + CHUNK + TAG].to_vec()
        };
        let build = |chunks: [Vec<u8>; 3]| {
            let mut bytes = sealed[..HEADER].to_vec();
            bytes.extend(chunks.concat());
            bytes
        };
        assert!(opens(&build([piece(&sealed, 0), piece(&sealed, 1), piece(&sealed, 2)])));
        assert!(!opens(&build([piece(&sealed, 1), piece(&sealed, 0), piece(&sealed, 2)])));
        assert!(!opens(&build([piece(&sealed, 0), piece(&sealed, 0), piece(&sealed, 2)])));
        assert!(!opens(&build([piece(&sealed, 0), piece(&other, 1), piece(&sealed, 2)])));
        let mut longer = sealed.clone();
        longer.extend(piece(&sealed, 2));
        assert!(!opens(&longer));
    }

    #[test]
    fn a_file_opens_only_in_its_own_place_and_is_no_field() {
        let sealed = seal_file(&key(), &place(), b"picture").unwrap();
        let elsewhere = Context { row: Uuid::from_u128(10), ..place() };
        assert!(open_file(&key(), &elsewhere, &sealed).is_err());
        assert!(open_file(&SubjectKey::derive(&[4; 32]), &place(), &sealed).is_err());
        assert!(matches!(key().open(&place(), &sealed), Err(VaultError::UnknownVersion(2))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn pieces_of_any_size_make_the_same_file(
            length in 0..3 * CHUNK, cuts in proptest::collection::vec(1..2 * CHUNK, 0..6),
        ) {
            let whole = text(length);
            let mut sealer = FileSealer::new(&key(), &place());
            let mut sealed = Vec::new();
            let mut rest = &whole[..];
            for cut in &cuts {
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                sealed.extend(sealer.push(now).unwrap());
                rest = later;
            }
            sealed.extend(sealer.push(rest).unwrap());
            sealed.extend(sealer.finish().unwrap());

            let mut opener = FileOpener::new(&key(), &place());
            let mut out = Vec::new();
            let mut rest = &sealed[..];
            for cut in cuts.iter().rev() {
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                out.extend_from_slice(&opener.push(now).unwrap());
                rest = later;
            }
            out.extend_from_slice(&opener.push(rest).unwrap());
            out.extend_from_slice(&opener.finish().unwrap());
            prop_assert_eq!(out, whole);
        }

        #[test]
        fn any_flipped_bit_is_refused(length in 0..2 * CHUNK, at in any::<prop::sample::Index>()) {
            let mut sealed = seal_file(&key(), &place(), &text(length)).unwrap();
            let bit = at.index(sealed.len() * 8);
            sealed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!opens(&sealed));
        }

        #[test]
        fn any_truncation_is_refused(length in 0..2 * CHUNK, at in any::<prop::sample::Index>()) {
            let sealed = seal_file(&key(), &place(), &text(length)).unwrap();
            prop_assert!(!opens(&sealed[..at.index(sealed.len())]));
        }
    }
}
