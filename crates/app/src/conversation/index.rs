//! The words of messages as terms of the blind index.

use crate::App;
use proofdesk_domain::{help::terms, verification::Mode};
use std::collections::BTreeSet;

/// Most terms of one message; a message that long is found by its beginning.
const MOST: usize = 400;

impl App {
    /// Keyed hashes of a text's terms: pairs of Chinese characters and stems of words, the same for what is
    /// kept and for what is looked for. Both worlds have their own.
    pub(crate) fn message_terms(&self, mode: Mode, text: &str) -> Vec<i64> {
        let purpose = format!("message.{}", mode.as_str());
        let words: BTreeSet<String> =
            // Concepts are left out: who looks for words wants those words.
            terms::of_text(text).into_iter().filter(|term| !term.starts_with('~')).take(MOST).collect();
        words
            .iter()
            .map(|word| {
                let hash = self.vault().keyed_hash(&purpose, word.as_bytes());
                let [a, b, c, d, e, f, g, h, ..] = hash;
                i64::from_be_bytes([a, b, c, d, e, f, g, h])
            })
            .collect()
    }
}
