//! Accounts and their secrets: addresses, passwords, codes, references. Rules only, no hashing.

use serde::{Deserialize, Serialize};

/// Shortest password (NIST SP 800-63B-4: 15 where it is the only factor).
pub const MIN_PASSWORD_CHARS: usize = 15;
/// Longest password taken, in characters.
pub const MAX_PASSWORD_CHARS: usize = 256;
/// Longest e-mail address taken, in bytes (RFC 5321).
pub const MAX_EMAIL_BYTES: usize = 254;
/// Longest invitation code taken, in characters.
pub const MAX_INVITATION_CHARS: usize = 64;

/// A mail address that can be written to: trimmed, the domain in lower case.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses an address: something, an at sign, a domain with a dot. Whether it exists is for the
    /// confirmation code to find out.
    pub fn parse(raw: &str) -> Option<Self> {
        let trimmed = raw.trim();
        let (local, domain) = trimmed.rsplit_once('@')?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]\\,;:\"".contains(c);
        let good = trimmed.len() <= MAX_EMAIL_BYTES
            && !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains('@')
            && !local.contains("..")
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            })
            && local.chars().all(plain);
        good.then(|| Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The address to write to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one mailbox have in common, for the blind index.
    pub fn lookup_form(&self) -> String {
        self.0.to_lowercase()
    }

    /// `l•••@example.org`, for lists.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').expect("parsed addresses hold an at sign");
        let first = local.chars().next().expect("parsed addresses have a local part");
        format!("{first}•••@{domain}")
    }
}

impl std::fmt::Debug for EmailAddress {
    /// Never shows the address: debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailAddress(•••)")
    }
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Under [`MIN_PASSWORD_CHARS`].
    TooShort,
    /// Over [`MAX_PASSWORD_CHARS`].
    TooLong,
    /// Too easily guessed: one character or a short piece over and over, a run, or the address itself.
    Guessable,
}

/// Whether a new password is good enough: length and a blocklist, no composition rules.
pub fn check_password(password: &str, email: &EmailAddress) -> Result<(), PasswordProblem> {
    let chars: Vec<char> = password.chars().collect();
    if chars.len() < MIN_PASSWORD_CHARS {
        return Err(PasswordProblem::TooShort);
    }
    if chars.len() > MAX_PASSWORD_CHARS {
        return Err(PasswordProblem::TooLong);
    }
    let repeats = (1..=6).any(|period| chars.iter().skip(period).eq(chars[..chars.len() - period].iter()));
    let run = chars.windows(2).all(|w| (w[1] as i64 - w[0] as i64).abs() <= 1);
    let lower = password.to_lowercase();
    let local = email.as_str().split('@').next().unwrap_or_default().to_lowercase();
    let is_address =
        lower.contains(&email.lookup_form()) || (local.len() >= 8 && lower.replace(&local, "").len() < 6);
    let common = COMMON_PIECES.iter().fold(lower, |left, piece| left.replace(piece, ""));
    let only_common =
        common.chars().filter(|c| c.is_alphabetic()).count() < 3 && common.chars().count() * 3 < chars.len();
    if repeats || run || is_address || only_common {
        return Err(PasswordProblem::Guessable);
    }
    Ok(())
}

/// Pieces that guessers try first; a password made of hardly anything else is refused.
const COMMON_PIECES: &[&str] = &[
    "password",
    "passwort",
    "qwerty",
    "qwertz",
    "asdf",
    "zxcv",
    "letmein",
    "welcome",
    "admin",
    "login",
    "iloveyou",
    "proofdesk",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "1234",
    "abc",
    "secret",
    "changeme",
    "woaini",
    "5201314",
];

/// Letters and digits that are not mistaken for one another when read aloud or copied by hand.
pub const REFERENCE_ALPHABET: &[u8; 28] = b"23456789ACDEFGHJKMNPQRTVWXYZ";

/// A reference that people quote, from eight random bytes: `PD-7K4M-2Q9X`.
pub fn reference(prefix: &str, random: [u8; 8]) -> String {
    let mut text = String::from(prefix);
    for (i, byte) in random.iter().enumerate() {
        if i % 4 == 0 {
            text.push('-');
        }
        text.push(REFERENCE_ALPHABET[usize::from(*byte) % REFERENCE_ALPHABET.len()] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_parse_and_hide() {
        let address = EmailAddress::parse(" Lin.Wei@Example.ORG ").expect("is an address");
        assert_eq!(address.as_str(), "Lin.Wei@example.org");
        assert_eq!(address.lookup_form(), "lin.wei@example.org");
        assert_eq!(address.masked(), "L•••@example.org");
        assert!(!format!("{address:?}").contains("Lin"));
        for wrong in
            ["", "a", "a@b", "@b.c", "a b@c.de", "a@b..c", "a@-b.c", "a@b.c\r\nBcc: x@y.z", "<a@b.c>"]
        {
            assert!(EmailAddress::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn passwords_are_judged_by_length_and_guessability() {
        let email = EmailAddress::parse("katharina@example.org").expect("is an address");
        for (password, verdict) in [
            ("short", Err(PasswordProblem::TooShort)),
            ("aaaaaaaaaaaaaaaaaa", Err(PasswordProblem::Guessable)),
            ("abcdefghijklmnopqr", Err(PasswordProblem::Guessable)),
            ("password12345678", Err(PasswordProblem::Guessable)),
            ("katharina@example.org", Err(PasswordProblem::Guessable)),
            ("four unlikely words here", Ok(())),
            ("正确的马电池订书钉没有人会猜到它", Ok(())),
        ] {
            assert_eq!(check_password(password, &email), verdict, "{password}");
        }
        assert_eq!(check_password(&"x1".repeat(200), &email), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn references_are_easy_to_copy() {
        assert_eq!(reference("PD", [0, 1, 2, 3, 4, 5, 6, 27]), "PD-2345-678Z");
    }
}
