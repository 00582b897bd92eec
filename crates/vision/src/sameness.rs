//! A fingerprint by which the same picture is known again after it was scaled or compressed anew: which
//! of two neighbouring places is brighter, on a grid of 17 by 16. Two photographs of one document are two
//! pictures; nothing here knows faces.

use crate::Picture;

/// Rows of the grid; each is 16 bits.
pub const ROWS: usize = 16;
const COLUMNS: usize = ROWS + 1;
/// Less of a difference than this, in levels of 255, is none: compression makes that much.
const MARGIN: u32 = 3;
/// Fewer rows with a difference say nothing: a blank sheet is like every other.
const LEAST_ROWS: usize = 6;

/// The fingerprint of a picture, a number for each row; none where the picture says too little.
pub fn picture_print(picture: &Picture) -> Option<[u16; ROWS]> {
    let luma = picture.luma();
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    if width < COLUMNS || height < ROWS {
        return None;
    }
    let mean = |row: usize, column: usize| -> u32 {
        let (top, bottom) = (row * height / ROWS, (row + 1) * height / ROWS);
        let (left, right) = (column * width / COLUMNS, (column + 1) * width / COLUMNS);
        let sum: u64 = (top..bottom)
            .map(|y| {
                luma.pixels()[y * width + left..y * width + right].iter().map(|p| u64::from(*p)).sum::<u64>()
            })
            .sum();
        u32::try_from(sum / ((bottom - top) * (right - left)) as u64).unwrap_or(u32::MAX)
    };
    let mut rows = [0_u16; ROWS];
    for (row, bits) in rows.iter_mut().enumerate() {
        let means: Vec<u32> = (0..COLUMNS).map(|column| mean(row, column)).collect();
        for (column, pair) in means.windows(2).enumerate() {
            if pair[0] > pair[1] + MARGIN {
                *bits |= 1 << column;
            }
        }
    }
    (rows.iter().filter(|bits| **bits != 0).count() >= LEAST_ROWS).then_some(rows)
}

/// Whether so many equal rows of `rows` with something in them are the same picture.
pub const fn is_same(equal: usize, rows: usize) -> bool {
    rows >= LEAST_ROWS && equal * 4 >= rows * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reencode_jpeg;

    /// Patches of grey in an order that the seed sets.
    fn patches(seed: u32) -> Picture {
        let (width, height) = (850_u32, 640_u32);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let patch = (x / 50).wrapping_mul(2_654_435_761) ^ (y / 40).wrapping_mul(40_503) ^ seed;
                let grey = (patch.wrapping_mul(2_246_822_519) >> 24) as u8;
                pixels.extend([grey, grey, grey]);
            }
        }
        Picture::from_rgb(width, height, pixels).unwrap()
    }

    fn equal(a: &[u16; ROWS], b: &[u16; ROWS]) -> (usize, usize) {
        let rows = a.iter().filter(|bits| **bits != 0).count();
        (a.iter().zip(b).filter(|(a, b)| a == b && **a != 0).count(), rows)
    }

    #[test]
    fn scaled_and_compressed_anew_it_is_the_same_and_another_is_not() {
        let one = patches(7);
        let print = picture_print(&one).unwrap();
        let jpeg = reencode_jpeg(&one, 500, 60);
        let again = crate::decode(&jpeg, &crate::DecodeLimits::default()).unwrap();
        let (same, rows) = equal(&print, &picture_print(&again).unwrap());
        assert!(is_same(same, rows), "{same} of {rows}");
        let (other, rows) = equal(&print, &picture_print(&patches(8)).unwrap());
        assert!(!is_same(other, rows), "{other} of {rows}");
    }

    #[test]
    fn a_blank_picture_has_no_print() {
        let blank = Picture::from_rgb(300, 200, vec![200; 300 * 200 * 3]).unwrap();
        assert_eq!(picture_print(&blank), None);
        let tiny = Picture::from_rgb(8, 8, vec![0; 8 * 8 * 3]).unwrap();
        assert_eq!(picture_print(&tiny), None);
        assert!(!is_same(3, 3) && is_same(6, 8) && !is_same(5, 8));
    }
}
