//! Which approvals of the checks alone a person looks at again.

/// Whether a case is chosen, by a keyed hash of its id: the same answer whenever it is asked, in the
/// policy's share of all cases, and nobody outside the installation can tell it or steer it.
pub fn chosen(hash: [u8; 32], share: f64) -> bool {
    let mut first = [0_u8; 8];
    first.copy_from_slice(&hash[..8]);
    // 53 bits fit a float exactly: a place between 0 (within) and 1 (without).
    let place = (u64::from_be_bytes(first) >> 11) as f64 / (1_u64 << 53) as f64;
    place < share
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_share_chooses_nobody_and_a_whole_one_everybody() {
        for hash in [[0; 32], [255; 32], [127; 32]] {
            assert!(!chosen(hash, 0.0));
            assert!(chosen(hash, 1.0));
        }
        let mut half = [0; 32];
        half[0] = 0x80;
        assert!(!chosen(half, 0.5));
        half[0] = 0x7f;
        assert!(chosen(half, 0.5));
    }

    proptest! {
        /// Raising the share keeps everybody who was chosen already.
        #[test]
        fn a_larger_share_chooses_no_fewer(hash in any::<[u8; 32]>(), less in 0.0_f64..1.0, more in 0.0_f64..1.0) {
            let (less, more) = if less <= more { (less, more) } else { (more, less) };
            prop_assert!(!chosen(hash, less) || chosen(hash, more));
        }
    }
}
