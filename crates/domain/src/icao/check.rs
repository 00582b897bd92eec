//! The 7-3-1 check digit (ICAO 9303-3 §4.9).

/// The digit for these characters; a character outside `A`-`Z`, `0`-`9` counts as the filler (zero).
pub fn digit(characters: impl IntoIterator<Item = u8>) -> u8 {
    const WEIGHTS: [u32; 3] = [7, 3, 1];
    let sum: u32 =
        characters.into_iter().enumerate().fold(0, |sum, (i, c)| (sum + value(c) * WEIGHTS[i % 3]) % 10);
    b'0' + sum as u8
}

fn value(character: u8) -> u32 {
    match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        b'A'..=b'Z' => u32::from(character - b'A') + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::digit;

    #[test]
    fn agrees_with_the_standards_examples() {
        // ICAO 9303-3 §4.9 and appendix A.
        assert_eq!(digit(*b"520727"), b'3');
        assert_eq!(digit(*b"AB2134<<<"), b'5');
        assert_eq!(digit(*b"HA672242<658022549601086<<<<<<<<<<<<<<0"), b'8');
        assert_eq!(digit(*b"L898902C3"), b'6');
        assert_eq!(digit(*b"<<<<"), b'0');
    }
}
