//! What parent and child say to each other, numbers in little-endian order.
//!
//! Request: `PDEC`, version, the limits, the length of the file, the file.
//! Answer: a status byte; for 0 width, height and the rows of RGB; else two numbers and a text.

use crate::{DecodeError, DecodeLimits, Picture};
use proofdesk_domain::inspection::FileFormat;
use std::io::{self, Read, Write};

const MAGIC: [u8; 4] = *b"PDEC";
const VERSION: u8 = 1;
/// Longest text of an error; the rest is cut off.
const LONGEST_TEXT: usize = 500;

const FORMATS: [FileFormat; 11] = [
    FileFormat::Jpeg,
    FileFormat::Png,
    FileFormat::Webp,
    FileFormat::Heic,
    FileFormat::Pdf,
    FileFormat::Gif,
    FileFormat::Tiff,
    FileFormat::Bmp,
    FileFormat::Svg,
    FileFormat::Html,
    FileFormat::Unknown,
];

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn number<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u32_from(from: &mut impl Read) -> io::Result<u32> {
    Ok(u32::from_le_bytes(number(from)?))
}

fn u64_from(from: &mut impl Read) -> io::Result<u64> {
    Ok(u64::from_le_bytes(number(from)?))
}

/// Reads exactly `length` bytes; memory is taken as they arrive, not as they are announced.
fn bytes_from(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(invalid("the stream ends early")) }
}

pub(super) fn write_request(to: &mut impl Write, limits: &DecodeLimits, file: &[u8]) -> io::Result<()> {
    let mut head = Vec::with_capacity(64);
    head.extend(MAGIC);
    head.push(VERSION);
    head.extend(limits.bytes.to_le_bytes());
    head.extend(limits.pixels.to_le_bytes());
    head.extend(limits.side.to_le_bytes());
    head.extend(limits.shorter_side.to_le_bytes());
    head.extend(limits.memory.to_le_bytes());
    head.extend((file.len() as u64).to_le_bytes());
    to.write_all(&head)?;
    to.write_all(file)?;
    to.flush()
}

/// The limits and the length of the file, which follows.
pub(super) fn read_head(from: &mut impl Read) -> io::Result<(DecodeLimits, u64)> {
    if number::<4>(from)? != MAGIC || number::<1>(from)? != [VERSION] {
        return Err(invalid("not a request of this version"));
    }
    let limits = DecodeLimits {
        bytes: u64_from(from)?,
        pixels: u64_from(from)?,
        side: u32_from(from)?,
        shorter_side: u32_from(from)?,
        memory: u64_from(from)?,
    };
    let length = u64_from(from)?;
    if length > limits.bytes {
        return Err(invalid("more bytes than its own limit"));
    }
    Ok((limits, length))
}

pub(super) fn read_file(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    bytes_from(from, length)
}

pub(super) fn write_answer(to: &mut impl Write, answer: &Result<Picture, DecodeError>) -> io::Result<()> {
    match answer {
        Ok(picture) => {
            let mut head = vec![0];
            head.extend(picture.width().to_le_bytes());
            head.extend(picture.height().to_le_bytes());
            to.write_all(&head)?;
            to.write_all(picture.pixels())?;
        }
        Err(error) => {
            let (status, a, b, text): (u8, u64, u64, &str) = match error {
                DecodeError::Empty => (1, 0, 0, ""),
                DecodeError::Format(format) => {
                    let at = FORMATS.iter().position(|f| f == format).unwrap_or(FORMATS.len() - 1);
                    (2, at as u64, 0, "")
                }
                DecodeError::TooManyBytes { bytes, limit } => (3, *bytes, *limit, ""),
                DecodeError::TooManyPixels { width, height } => {
                    (4, u64::from(*width), u64::from(*height), "")
                }
                DecodeError::TooSmall { width, height } => (5, u64::from(*width), u64::from(*height), ""),
                DecodeError::Corrupt(text) => (6, 0, 0, text),
                DecodeError::Truncated => (7, 0, 0, ""),
                DecodeError::Crashed(text) => (8, 0, 0, text),
                DecodeError::Unavailable(text) => (9, 0, 0, text),
                DecodeError::Animated => (10, 0, 0, ""),
                DecodeError::Active => (11, 0, 0, ""),
                DecodeError::Encrypted => (12, 0, 0, ""),
            };
            let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
            let mut bytes = vec![status];
            bytes.extend(a.to_le_bytes());
            bytes.extend(b.to_le_bytes());
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text.as_bytes());
            to.write_all(&bytes)?;
        }
    }
    to.flush()
}

/// Reads an answer, believing nothing beyond the limits that were given.
pub(super) fn read_answer(
    from: &mut impl Read,
    limits: &DecodeLimits,
) -> io::Result<Result<Picture, DecodeError>> {
    let [status] = number(from)?;
    if status == 0 {
        let (width, height) = (u32_from(from)?, u32_from(from)?);
        let pixels = u64::from(width) * u64::from(height);
        if pixels > limits.pixels {
            return Err(invalid("more pixels than allowed"));
        }
        let bytes = bytes_from(from, pixels * 3)?;
        return Picture::from_rgb(width, height, bytes).map(Ok).ok_or(invalid("no picture"));
    }
    let (a, b) = (u64_from(from)?, u64_from(from)?);
    let length = u32_from(from)? as usize;
    let text = bytes_from(from, length.min(LONGEST_TEXT) as u64)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let side = |v: u64| u32::try_from(v).unwrap_or(u32::MAX);
    Ok(Err(match status {
        1 => DecodeError::Empty,
        2 => DecodeError::Format(FORMATS.get(a as usize).copied().unwrap_or(FileFormat::Unknown)),
        3 => DecodeError::TooManyBytes { bytes: a, limit: b },
        4 => DecodeError::TooManyPixels { width: side(a), height: side(b) },
        5 => DecodeError::TooSmall { width: side(a), height: side(b) },
        6 => DecodeError::Corrupt(text),
        7 => DecodeError::Truncated,
        8 => DecodeError::Crashed(text),
        9 => DecodeError::Unavailable(text),
        10 => DecodeError::Animated,
        11 => DecodeError::Active,
        12 => DecodeError::Encrypted,
        _ => return Err(invalid("an unknown status")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_arrives_as_it_was_sent() {
        let picture = Picture::from_rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
        let answers = [
            Ok(picture),
            Err(DecodeError::Empty),
            Err(DecodeError::Format(FileFormat::Pdf)),
            Err(DecodeError::TooManyBytes { bytes: 9, limit: 8 }),
            Err(DecodeError::TooManyPixels { width: 30_000, height: 30_000 }),
            Err(DecodeError::TooSmall { width: 1, height: 1 }),
            Err(DecodeError::Corrupt("bad Huffman table".into())),
            Err(DecodeError::Truncated),
            Err(DecodeError::Animated),
            Err(DecodeError::Active),
            Err(DecodeError::Encrypted),
        ];
        for answer in answers {
            let mut bytes = Vec::new();
            write_answer(&mut bytes, &answer).unwrap();
            let read = read_answer(&mut bytes.as_slice(), &DecodeLimits::default()).unwrap();
            assert_eq!(read, answer);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let mut bytes = Vec::new();
        write_answer(&mut bytes, &Err(DecodeError::Corrupt("坏".repeat(400)))).unwrap();
        let read = read_answer(&mut bytes.as_slice(), &DecodeLimits::default()).unwrap();
        assert_eq!(read, Err(DecodeError::Corrupt("坏".repeat(LONGEST_TEXT / 3))));
    }

    #[test]
    fn an_answer_cannot_claim_more_than_was_allowed() {
        let mut bytes = vec![0];
        bytes.extend(60_000_u32.to_le_bytes());
        bytes.extend(60_000_u32.to_le_bytes());
        assert!(read_answer(&mut bytes.as_slice(), &DecodeLimits::default()).is_err());
        assert!(read_answer(&mut [0, 1, 0].as_slice(), &DecodeLimits::default()).is_err());
    }
}
