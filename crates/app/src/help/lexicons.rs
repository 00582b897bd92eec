//! The words of each language's articles, kept while they are true: the rows count their changes.

use proofdesk_domain::help::{Language, Lexicon};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// One lexicon a language, as new as a revision.
#[derive(Default)]
pub(crate) struct Lexicons(Mutex<BTreeMap<Language, (i64, Arc<Lexicon>)>>);

impl Lexicons {
    /// The lexicon, if it is as new as `revision`.
    pub(crate) fn get(&self, language: Language, revision: i64) -> Option<Arc<Lexicon>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&language).filter(|(of, _)| *of == revision).map(|(_, lexicon)| Arc::clone(lexicon))
    }

    /// Keeps a lexicon.
    pub(crate) fn put(&self, language: Language, revision: i64, lexicon: Arc<Lexicon>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(language, (revision, lexicon));
    }
}
