//! Names in two scripts. The recogniser knows no Cyrillic and of Greek a few letters: it reads such a line as the Latin letters that look
//! like it (`CTOJAHOBCKA`), surely and otherwise than anybody would type it. Where the next line says the same in Latin letters, that counts.

use super::{DOUBTFUL, Placed, Readings};
use crate::{edits::edits, spelling::plain};
use proofdesk_domain::document::FieldName;

/// Lines with letters of another script from which on it is one of the page's own.
const OWN: usize = 2;

/// What Cyrillic letters that look Latin are in Latin letters, and what Greek ones are.
fn by_cyrillic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'A' => "A",
        'B' => "V",
        'C' => "S",
        'E' => "E",
        'H' => "N",
        'I' => "I",
        'J' => "J",
        'K' => "K",
        'M' => "M",
        'O' => "O",
        'P' => "R",
        'S' => "DZ",
        'T' => "T",
        'X' => "H",
        'Y' => "U",
        _ => return None,
    })
}

fn by_greek(letter: char) -> Option<&'static str> {
    Some(match letter {
        'A' | 'Α' => "A",
        'B' | 'Β' => "V",
        'Γ' => "G",
        'Δ' | '∆' | '△' => "D",
        'E' | 'Ε' => "E",
        'Z' | 'Ζ' => "Z",
        'H' | 'Η' | 'I' | 'Ι' => "I",
        'Θ' => "TH",
        'K' | 'Κ' => "K",
        'Λ' | '∧' => "L",
        'M' | 'Μ' => "M",
        'N' | 'Ν' => "N",
        'Ξ' => "X",
        'O' | 'Ο' | 'Ω' => "O",
        'Π' | '∩' => "P",
        'P' | 'Ρ' => "R",
        'Σ' => "S",
        'T' | 'Τ' => "T",
        'Y' | 'Υ' => "Y",
        'Φ' => "F",
        'X' | 'Χ' => "CH",
        'Ψ' => "PS",
        _ => return None,
    })
}

/// A text in Latin letters. Letters that none of the other script's look like stay what they are.
fn transliterated(text: &str, letter: fn(char) -> Option<&'static str>) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic() || is_greek(*c));
    letters.map(|c| letter(c).map_or_else(|| c.to_string(), str::to_owned)).collect()
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '∆' | '△' | '∧' | '∩')
}

/// Whether a text has letters that are of no Latin language.
fn is_foreign(text: &str) -> bool {
    text.chars().any(|c| is_greek(c) || matches!(c, '\u{400}'..='\u{52f}'))
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).map(plain).collect()
}

/// Whether a line says in another script what the next one says in Latin letters: to the letter, or, where a letter of it is no Latin
/// one, nearly (`Λ` is read as A here and there, and names are not written by rule).
pub(super) fn says_the_same(first: &str, latin: &str) -> bool {
    if is_foreign(latin) || latin.chars().any(|c| c.is_ascii_digit()) || bare(first) == bare(latin) {
        return false;
    }
    let latin = bare(latin);
    if latin.len() < 2 {
        return false;
    }
    let by = [by_cyrillic as fn(char) -> _, by_greek].map(|letter| transliterated(first, letter));
    let nearly = |text: &String| {
        is_foreign(first)
            && edits(text.as_bytes(), latin.as_bytes())[latin.len()] * 2 <= text.len().max(latin.len())
    };
    by.iter().any(|text| *text == latin || nearly(text))
}

/// What is or may be in another script is held against nobody: its letters were taken for Latin ones.
pub(super) fn doubt(lines: &[Placed], readings: &mut Readings) {
    let own = lines.iter().filter(|placed| is_foreign(&placed.line.text())).count() >= OWN;
    let alike = |text: &str| text.chars().all(|c| !c.is_alphabetic() || by_greek(c).is_some());
    for field in [
        FieldName::Surname,
        FieldName::GivenNames,
        FieldName::FullName,
        FieldName::Authority,
        FieldName::Address,
    ] {
        for reading in readings.get_mut(&field).into_iter().flatten() {
            if is_foreign(&reading.value) || own && alike(&reading.value) {
                reading.confidence = reading.confidence.min(DOUBTFUL);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_another_script_says_what_the_next_one_does() {
        for (first, latin) in [
            ("CTOJAHOBCKA", "STOJANOVSKA"),
            ("XATZHKΩNΣTANTH", "HADJIKONSTANTI"),
            ("KAΛOEPONOYAOY", "KALOGEROPOULOU"),
            ("△HMHTPA", "DIMITRA"),
            ("EΛENH", "ELENI"),
            ("MAYPOFIANNHΣ", "MAVROGIANNIS"),
            ("ΣTAYPOΣ", "STAVROS"),
            ("MAPIA", "MARIA"),
        ] {
            assert!(says_the_same(first, latin), "{first} {latin}");
        }
        // Two surnames, the same twice, another's, none.
        for (first, latin) in [
            ("CABRERA", "CABRERA"),
            ("CABRERA", "BARRERA"),
            ("GARCIA", "LOPEZ"),
            ("ANA", "MARIA"),
            ("EΛENH", "12 MAIN STREET"),
            ("EΛENH", "DIMITRA"),
            ("", ""),
            ("A", "A"),
        ] {
            assert!(!says_the_same(first, latin), "{first} {latin}");
        }
    }
}
