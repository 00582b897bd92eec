//! The check digit of an 18-digit resident number, GB 11643-1999.

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const DIGITS: &[u8; 11] = b"10X98765432";

/// The check digit (`0`-`9` or `X`) of the first 17 digits; `None` unless `body` is 17 digits.
pub fn check_digit(body: &str) -> Option<char> {
    if body.len() != 17 || !body.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    Some(char::from(DIGITS[(sum % 11) as usize]))
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn the_examples_of_the_standard() {
        // GB 11643-1999, annex A: 11010519491231002X and 440524188001010014.
        assert_eq!(check_digit("11010519491231002"), Some('X'));
        assert_eq!(check_digit("44052418800101001"), Some('4'));
    }

    #[test]
    fn anything_else_has_none() {
        assert_eq!(check_digit("1101051949123100"), None);
        assert_eq!(check_digit("1101051949123100X"), None);
    }
}
