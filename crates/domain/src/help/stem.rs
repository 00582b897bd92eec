//! English words without their endings, so that "photos" finds "photo".

use rust_stemmers::{Algorithm, Stemmer};
use std::sync::OnceLock;

/// The stem of a lower-case word; other scripts and words with digits stay as they are.
pub(crate) fn stem(word: &str) -> String {
    static ENGLISH: OnceLock<Stemmer> = OnceLock::new();
    if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    ENGLISH.get_or_init(|| Stemmer::create(Algorithm::English)).stem(word).into_owned()
}
