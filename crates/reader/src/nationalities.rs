//! Nationalities printed in words, as data.

use std::{collections::BTreeMap, sync::OnceLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Every word, squeezed, with its country's code.
fn words() -> &'static BTreeMap<String, String> {
    static WORDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let table: BTreeMap<String, Vec<String>> = toml::from_str(include_str!("../data/nationalities.toml"))
            .expect("the tests parse the nationalities that are built in");
        let each = |(code, words): (String, Vec<String>)| {
            words.into_iter().map(move |word| (squeeze(&word), code.clone())).collect::<Vec<_>>()
        };
        table.into_iter().flat_map(each).collect()
    })
}

fn squeeze(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c) && c.is_alphabetic());
    plain.flat_map(char::to_lowercase).collect()
}

/// The country (ISO 3166-1 alpha-3) whose nationality these words are, whole or in all their parts between strokes. What stands
/// before a stroke may be in letters that nobody could read.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    let known = |part: &str| words().get(&squeeze(part)).map(String::as_str);
    known(text).or_else(|| {
        let parts: Vec<Option<&str>> = text.split(['/', '|', '／']).map(known).collect();
        match parts.as_slice() {
            [None, last @ Some(_)] => *last,
            [first @ Some(_), rest @ ..] => first.filter(|_| rest.iter().all(|other| other == first)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::icao::countries;

    #[test]
    fn words_tell_their_country() {
        for (text, code) in [
            ("FRANÇAISE", "FRA"),
            ("Française / French", "FRA"),
            ("UNITED STATES OF AMERICA", "USA"),
            ("中国", "CHN"),
            ("UnitedStatesofAmerica", "USA"),
        ] {
            assert_eq!(country(text), Some(code), "{text}");
        }
        for text in ["French / German", "British / Zimbabwean", "Lewis", "", "/", "Frenchman"] {
            assert_eq!(country(text), None, "{text}");
        }
    }

    #[test]
    fn every_code_is_one_and_no_word_means_two_countries() {
        let table: BTreeMap<String, Vec<String>> =
            toml::from_str(include_str!("../data/nationalities.toml")).expect("parses");
        let count = table.values().flatten().map(|word| squeeze(word)).collect::<Vec<_>>();
        for (code, list) in &table {
            assert!(countries::is_issuing_code(code), "{code}");
            for word in list {
                let held = &words()[&squeeze(word)];
                assert_eq!(held, code, "{word} is two countries'");
            }
        }
        assert!(count.iter().all(|word| word.chars().count() >= 2), "words say something");
    }
}
