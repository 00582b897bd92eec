//! What each language's articles are found by, kept in memory while it is true: the rows count their changes.

use proofdesk_domain::help::{Index, Language};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// One index a language, as new as a revision.
#[derive(Default)]
pub(crate) struct Indexes {
    kept: Mutex<BTreeMap<Language, (i64, Arc<Index>)>>,
    /// Whoever reads one anew: others do not read the same beside it.
    pub(super) reading: tokio::sync::Mutex<()>,
}

impl Indexes {
    /// The index, and whether it is as new as `revision`.
    pub(super) fn get(&self, language: Language, revision: i64) -> Option<(Arc<Index>, bool)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&language).map(|(of, index)| (Arc::clone(index), *of == revision))
    }

    /// Keeps an index.
    pub(super) fn put(&self, language: Language, revision: i64, index: Arc<Index>) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(language, (revision, index));
    }
}
