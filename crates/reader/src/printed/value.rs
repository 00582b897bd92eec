//! What a text says as the value of a field, if it can be one.

use crate::{
    dates::{self, Order},
    edits::edits,
    labels, nationalities,
};
use proofdesk_domain::{
    document::FieldName,
    icao::{
        ZoneFields, countries,
        names::{self, Agreement, Truncation},
    },
};
use time::Date;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The value of a field that is no date from a text, if the text can be one.
pub(super) fn value(field: FieldName, text: &str, zone: Option<&ZoneFields>) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let count = text.chars().count();
    let shares_most = |known: &str| names::fold(text).is_some_and(|folded| close(&folded, known));
    match field {
        FieldName::Sex => sex(text),
        // What stands near a name that could not be read is not the name.
        FieldName::Surname | FieldName::GivenNames | FieldName::FullName if says_a_sex(text) => None,
        FieldName::Surname | FieldName::GivenNames | FieldName::FullName => {
            let fits = letters >= 1 && digits == 0 && letters + 3 >= count * 3 / 4;
            let known =
                zone.map(|zone| if field == FieldName::Surname { &zone.surname } else { &zone.given_names });
            let cut = |known: &str| zone.is_some_and(|zone| may_be_cut(text, known, zone.truncation));
            // Beside a zone only what can be the same name is taken for it.
            (fits && known.is_none_or(|known| shares_most(known) || cut(known))).then(|| text.to_owned())
        }
        FieldName::DocumentNumber | FieldName::PersonalNumber => number(text),
        FieldName::Nationality | FieldName::IssuingCountry => {
            // Marks are none that a code could have.
            let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
            let of_zone = zone.map(|zone| match field {
                FieldName::Nationality => zone.nationality.as_str(),
                _ => zone.issuing_country.as_str(),
            });
            let is_code = |word: &&str| {
                word.len() == 3
                    && (countries::is_issuing_code(word) || of_zone == Some(countries::iso_code(word)))
            };
            // It stands first or last: EST, SUR and PER are words of addresses too.
            let mut words = plain.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
            let code = words.next().filter(is_code).or_else(|| words.next_back().filter(is_code));
            let code = code.map(countries::iso_code);
            if field == FieldName::IssuingCountry {
                return code.map(str::to_owned);
            }
            // In words: those that are known, or the zone's country by the letters that its code begins with.
            let by_zone = of_zone.filter(|code| {
                let first = plain.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
                let begins =
                    first.and_then(|word| word.get(..3)).is_some_and(|s| s.eq_ignore_ascii_case(code));
                begins && letters >= 5
            });
            // Words first: VIỆT NAM ends with Namibia's code.
            nationalities::country(text).or(code).or(by_zone).map(str::to_owned)
        }
        FieldName::Authority => (letters >= 2 && letters > digits).then(|| text.to_owned()),
        FieldName::Address | FieldName::BirthDate | FieldName::IssueDate | FieldName::ExpiryDate => None,
    }
}

/// A number, without the words that may stand in it (`CJ NR 418273`, `ID 418 273 906`).
fn number(text: &str) -> Option<String> {
    const WORDS: [&str; 7] = ["NR", "NO", "ID", "NR.", "NO.", "N°", "Nº"];
    // `No6284917`, `Nº 6284917`
    let behind =
        |word: &str| text.strip_prefix(word).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let text = ["No", "Nº", "N°", "No.", "Nº.", "N°."].into_iter().find_map(behind).unwrap_or(text);
    let kept: Vec<&str> =
        text.split(' ').filter(|word| !WORDS.contains(&word.to_uppercase().as_str())).collect();
    let text = kept.join(" ");
    let plain =
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/' | '(' | ')'));
    // `A 123 456` is a number, `de serie 123456` is not.
    let says_something = |word: &str| {
        let least = if word.bytes().any(|c| c.is_ascii_lowercase()) { 2 } else { 4 };
        word.len() >= least && !has_digit(word)
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).any(says_something);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let squeezed: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    // Some states' are letters for the most part: `X4RTBPFW4`.
    let mixed = digits >= 1 && squeezed.len() >= 8 && squeezed.len() == text.len();
    let capitals = squeezed.bytes().all(|c| !c.is_ascii_lowercase());
    let no_date =
        !dates::begins_with(&text) && (squeezed.len() > 10 || dates::dates(&text, Order::Unknown).is_empty());
    let fits = plain
        && !words
        && (digits >= 3 || mixed && capitals)
        && (5..=20).contains(&squeezed.len())
        && no_date;
    fits.then_some(text)
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|c| c.is_ascii_digit())
}

/// What documents print for a man or a woman, without marks, in lower case.
const SEXES: &[&str] = &[
    "male",
    "masculino",
    "masculin",
    "maschile",
    "hombre",
    "homme",
    "mannlich",
    "mies",
    "laki laki",
    "lelaki",
    "nam",
    "lalaki",
    "erkek",
    "mezczyzna",
    "muz",
    "muski",
    "vyras",
    "virietis",
    "ferfi",
    "mashkull",
    "erkak",
    "kisi",
    "female",
    "femenino",
    "feminino",
    "feminin",
    "femminile",
    "mujer",
    "femme",
    "weiblich",
    "vrouw",
    "nainen",
    "perempuan",
    "babae",
    "kadin",
    "kobieta",
    "zena",
    "zenski",
    "moteris",
    "sieviete",
    "femer",
    "qadin",
    "ayol",
];

/// A sex as it is printed. Where a letter of the language stands before that of ICAO 9303 (`N/F`), the latter counts.
fn sex(text: &str) -> Option<String> {
    let letter = |part: &str| matches!(part, "M" | "F" | "X");
    let parts: Vec<&str> = text.split(['/', '|', '／']).map(str::trim).collect();
    // The stroke of `K/F` may have been read as a letter.
    let last = parts.last().copied().unwrap_or_default();
    let behind =
        last.char_indices().nth(2).filter(|_| matches!(last.chars().nth(1), Some('I' | 'l' | '1' | '|')));
    let behind = behind.map(|(at, _)| &last[at..]);
    let by_standard = behind.into_iter().chain((parts.len() > 1).then_some(last)).find(|part| letter(part));
    // Their marks are all that tells them from `no` and `nu`.
    let marked = |part: &str| matches!(part.to_lowercase().as_str(), "nő" | "nữ");
    let word =
        |part: &str| SEXES.contains(&labels::words(part).join(" ").to_lowercase().as_str()) || marked(part);
    let first = || text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    // What a form asks for.
    if matches!(parts.as_slice(), ["M", "F"] | ["H", "M"] | ["F", "M", "X"]) {
        return None;
    }
    let letter_first = || first().filter(|first| says_a_sex(first));
    if let Some(letter) = by_standard {
        return Some(letter.to_owned());
    }
    if text.chars().any(|c| c.is_ascii_digit()) {
        return letter_first().map(str::to_owned);
    }
    let said = parts.iter().copied().find(|part| word(part));
    said.or_else(letter_first).or_else(|| first().filter(|first| word(first))).map(str::to_owned)
}

fn says_a_sex(word: &str) -> bool {
    matches!(word, "M" | "F" | "X" | "W" | "H" | "男" | "女")
}

/// The one date in a text, the first of its meanings that fits, and whether day and month may as well be the other way round.
pub(super) fn single_date(text: &str, order: Order, fits: impl Fn(Date) -> bool) -> Option<(Date, bool)> {
    let points = order == Order::Unknown && dates::parted_by_points(text);
    let order = if points { Order::DayFirst } else { order };
    let found = dates::dates(text, order);
    let [possible] = found.as_slice() else { return None };
    let fitting: Vec<Date> = possible.iter().copied().filter(|date| fits(*date)).collect();
    Some((*fitting.first()?, dates::either_way(&fitting)))
}

/// Whether the zone, which had no room for more, writes the beginning of this name.
fn may_be_cut(text: &str, zone: &str, truncation: Truncation) -> bool {
    truncation == Truncation::MaybeCut
        && zone.len() >= 4
        && matches!(names::names_agree(text, "", zone, "", truncation), Agreement::Same | Agreement::Cut)
}

/// Whether two names share most of their letters, in order.
fn close(a: &str, b: &str) -> bool {
    let (a, b): (Vec<u8>, Vec<u8>) =
        (a.bytes().filter(|c| *c != b' ').collect(), b.bytes().filter(|c| *c != b' ').collect());
    edits(&a, &b)[b.len()] * 3 <= a.len().max(b.len())
}
