//! Whether a JPEG is whole: the decoder fills what is missing with grey and says nothing.

use super::DecodeError;

/// Progressive files have some ten scans, by hand up to a few dozen; each costs a walk over the whole
/// picture, however few bytes it has.
const MOST_SCANS: u32 = 100;

/// Walks the markers (ITU-T T.81, Annex B) up to the end-of-image marker. Bytes after it, such as
/// the second picture that many phones append, are nobody's business here.
pub(super) fn check_complete(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut at = 2;
    let mut scans = 0;
    loop {
        // Markers may be preceded by any number of fill bytes 0xff.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(&prefix), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(DecodeError::Truncated);
        };
        if prefix != 0xff {
            return Err(DecodeError::Corrupt("a JPEG segment does not begin with a marker".into()));
        }
        at += 2;
        match marker {
            0xd9 if scans > 0 => return Ok(()),
            0xd9 => return Err(DecodeError::Corrupt("a JPEG without a picture".into())),
            // Stand-alone markers.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let (Some(&high), Some(&low)) = (bytes.get(at), bytes.get(at + 1)) else {
                    return Err(DecodeError::Truncated);
                };
                at += usize::from(u16::from_be_bytes([high, low])).max(2);
                if marker == 0xda {
                    scans += 1;
                    if scans > MOST_SCANS {
                        return Err(DecodeError::Corrupt("more scans than any camera writes".into()));
                    }
                    at = end_of_scan(bytes, at)?;
                }
            }
        }
    }
}

/// The place of the marker that ends the entropy-coded data beginning at `at`.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Result<usize, DecodeError> {
    loop {
        let rest = bytes.get(at..).ok_or(DecodeError::Truncated)?;
        let step = rest.iter().position(|&b| b == 0xff).ok_or(DecodeError::Truncated)?;
        at += step;
        match bytes.get(at + 1) {
            None => return Err(DecodeError::Truncated),
            // A stuffed byte or a restart marker belongs to the scan.
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return Ok(at),
        }
    }
}
