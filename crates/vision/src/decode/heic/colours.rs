//! What the coded picture itself says about its colours.
//!
//! Phones put an ICC profile beside their photos, which says how colours look, not how they are coded; that stands in
//! the sequence parameter set of the HEVC stream (ITU-T H.265, 7.3.2.2 and E.2.1), which `heic-rs` passes over.

use heic_rs::{MatrixCoefficients, Nclx, Range};

/// What holds where nothing is said (ISO/IEC 23000-22, 7.3.6.4): BT.601, all of the range.
pub(super) const USUAL: Nclx = Nclx {
    primaries: 1,
    transfer: 13,
    matrix: MatrixCoefficients::Bt601,
    matrix_code: 6,
    range: Range::Full,
};

/// From the parameter sets of a picture, if they say.
pub(super) fn coded(parameter_sets: &[&[u8]]) -> Option<Nclx> {
    // NAL unit type 33 is a sequence parameter set.
    let set = parameter_sets.iter().find(|nal| nal.first().is_some_and(|&head| (head >> 1) & 63 == 33))?;
    signal(&mut Bits { bytes: unescaped(set.get(2..)?), at: 0 })
}

/// Without the bytes that keep start codes out of the data.
fn unescaped(nal: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(nal.len());
    let mut zeros = 0;
    for &byte in nal {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        bytes.push(byte);
    }
    bytes
}

struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    fn flag(&mut self) -> Option<bool> {
        let bit = self.bytes.get(self.at / 8)? >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    fn number(&mut self, bits: usize) -> Option<u32> {
        (0..bits).try_fold(0, |sum, _| Some(sum << 1 | u32::from(self.flag()?)))
    }

    /// Exp-Golomb (9.2).
    fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.number(zeros)?)
    }

    fn golombs(&mut self, count: u32) -> Option<()> {
        (0..count).try_for_each(|_| self.golomb().map(|_| ()))
    }

    fn skip(&mut self, bits: usize) {
        self.at += bits;
    }
}

/// Walks a sequence parameter set to `video_signal_type`. `None` where it says nothing, or holds what still
/// pictures do not need (other pictures to refer to, scaling lists of its own).
fn signal(bits: &mut Bits) -> Option<Nclx> {
    bits.skip(4);
    let layers = bits.number(3)?;
    // One layer in still pictures; then profile, tier and level have a fixed length.
    if layers != 0 {
        return None;
    }
    bits.skip(1 + 96);
    bits.golomb()?;
    if bits.golomb()? == 3 {
        bits.skip(1);
    }
    bits.golombs(2)?;
    if bits.flag()? {
        bits.golombs(4)?;
    }
    bits.golombs(2)?;
    let order = bits.golomb()?;
    bits.skip(1);
    // Buffering of the one layer, sizes of blocks.
    bits.golombs(3 + 6)?;
    if bits.flag()? && bits.flag()? {
        return None;
    }
    bits.skip(2);
    if bits.flag()? {
        bits.skip(8);
        bits.golombs(2)?;
        bits.skip(1);
    }
    if bits.golomb()? != 0 {
        return None;
    }
    if bits.flag()? {
        let count = bits.golomb()?;
        bits.skip((count.min(32) * (order.min(12) + 4 + 1)) as usize);
    }
    bits.skip(2);
    // Usability information, if there is any: aspect ratio and overscan come first.
    if !bits.flag()? {
        return None;
    }
    if bits.flag()? && bits.number(8)? == 255 {
        bits.skip(32);
    }
    if bits.flag()? {
        bits.skip(1);
    }
    if !bits.flag()? {
        return None;
    }
    bits.skip(3);
    let range = if bits.flag()? { Range::Full } else { Range::Limited };
    if !bits.flag()? {
        return Some(Nclx { range, ..USUAL });
    }
    let [primaries, transfer, matrix] = [bits.number(8)?, bits.number(8)?, bits.number(8)?].map(|v| v as u16);
    // 2 is "unspecified".
    let matrix = if matrix == 2 { USUAL.matrix_code } else { matrix };
    Some(Nclx {
        primaries,
        transfer,
        matrix: MatrixCoefficients::from_code(matrix),
        matrix_code: matrix,
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_taken_out() {
        assert_eq!(unescaped(&[1, 0, 0, 3, 1, 0, 3, 0, 0, 3]), [1, 0, 0, 1, 0, 3, 0, 0]);
    }

    #[test]
    fn what_is_no_parameter_set_says_nothing() {
        assert!(coded(&[]).is_none());
        assert!(coded(&[&[0x42, 1]]).is_none());
        assert!(coded(&[&[0x42, 1, 0xff, 0xff, 0xff]]).is_none());
        for length in 0..60 {
            let _ = coded(&[&vec![0x42; length]]);
            let _ = coded(&[&[&[0x42, 1][..], &vec![0; length]].concat()]);
        }
    }
}
