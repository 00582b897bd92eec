//! Which articles answer a question: BM25 over four fields, the same numbers on either database.

use super::{
    stem::stem,
    terms::{self, Question},
};
use crate::ArticleId;
use std::collections::{BTreeMap, HashMap};

/// How much an occurrence weighs by field: title, keywords, summary, body.
const FIELDS: [f32; 4] = [3.0, 2.2, 1.6, 1.0];
/// The body's place among them.
const BODY: usize = 3;
/// A pair of characters that no article has is mostly the seam of two words: it says little about how much
/// of a question is covered.
const SEAM: f32 = 0.25;
/// A word that was typed otherwise counts for less: it may have been meant as it was typed.
const MENDED: f32 = 0.6;
/// A concept said weighs more than a word of it.
const CONCEPT: f32 = 1.6;
/// BM25's saturation.
const K1: f32 = 1.2;
/// How far apart a typed word may be from a known one: by its length in letters.
const TYPOS: [(usize, usize); 2] = [(9, 2), (5, 1)];
/// A stem that a word with a mistake in its ending may begin with has at least so many letters.
const LONG_STEM: usize = 5;
/// The longest ending in which the mistake may be.
const LONGEST_ENDING: usize = 7;

/// What an article is found by: its terms with how often they stand in each field. Kept with the index
/// as text: one line a term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile(BTreeMap<String, [u16; 4]>);

impl Profile {
    /// Of an article's fields: title, keywords, summary, body (all plain text).
    pub fn new(fields: [&str; 4]) -> Self {
        let mut counts: BTreeMap<String, [u16; 4]> = BTreeMap::new();
        for (at, text) in fields.into_iter().enumerate() {
            for term in terms::of_text(text) {
                // What an article is about stands above its body; a body mentions much else.
                if at == BODY && term.starts_with('~') {
                    continue;
                }
                let count = &mut counts.entry(term).or_default()[at];
                *count = count.saturating_add(1);
            }
        }
        Self(counts)
    }

    /// Its terms.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (term, [a, b, c, d]) in &self.0 {
            text.push_str(&format!("{term}\t{a},{b},{c},{d}\n"));
        }
        text
    }
}

/// A line of a profile's text; nothing for one of another shape.
fn read_line(line: &str) -> Option<(&str, [u8; 4])> {
    let (term, counts) = line.split_once('\t')?;
    // Above this, how often makes no difference.
    let mut numbers = counts.split(',').map(|n| n.parse::<u16>().map(|n| u8::try_from(n).unwrap_or(u8::MAX)));
    let mut next = || numbers.next()?.ok();
    Some((term, [next()?, next()?, next()?, next()?]))
}

/// One article of a term's: its place in [`Index::articles`], and how often the term stands in each field.
#[derive(Clone, Copy, Debug)]
struct Posting {
    at: u32,
    counts: [u8; 4],
}

/// What a language's articles are found by: each term with the articles that have it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    articles: Vec<ArticleId>,
    postings: HashMap<String, Vec<Posting>>,
    /// Latin words by first letter, for typos.
    latin: HashMap<char, Vec<String>>,
}

impl Index {
    /// Of articles with their profiles as [`Profile::to_text`] gave them.
    pub fn read<T: AsRef<str>>(rows: impl IntoIterator<Item = (ArticleId, T)>) -> Self {
        let mut index = Self::default();
        for (id, text) in rows {
            let at = u32::try_from(index.articles.len()).unwrap_or(u32::MAX);
            index.articles.push(id);
            for (term, counts) in text.as_ref().lines().filter_map(read_line) {
                let posting = Posting { at, counts };
                match index.postings.get_mut(term) {
                    Some(postings) => postings.push(posting),
                    None => {
                        index.postings.insert(term.to_owned(), vec![posting]);
                    }
                }
            }
        }
        let known = index.postings.keys().cloned();
        let words = known.chain(terms::concept_words().map(str::to_owned));
        for word in words.filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase())) {
            index.latin.entry(word.chars().next().unwrap_or(' ')).or_default().push(word);
        }
        for words in index.latin.values_mut() {
            words.sort_unstable();
            words.dedup();
        }
        index
    }

    /// In how many articles a term stands.
    fn having(&self, term: &str) -> usize {
        self.postings.get(term).map_or(0, Vec::len)
    }

    /// A question, its typos mended by the words there are.
    pub fn question(&self, text: &str) -> Question {
        Question::new(text, |word| self.nearest(word))
    }

    /// How telling a term is; a term of no article is as telling as one of a single article.
    pub fn weight(&self, term: &str) -> f32 {
        let n = self.articles.len() as f32;
        let with = self.having(term).max(1) as f32;
        let idf = (1.0 + (n - with + 0.5) / (with + 0.5)).ln();
        if term.starts_with('~') { idf * CONCEPT } else { idf }
    }

    /// How much a term counts for how far a question is covered.
    fn asked_weight(&self, term: &str) -> f32 {
        let seam = !self.knows(term) && term.chars().any(terms::is_unspaced);
        self.weight(term) * if seam { SEAM } else { 1.0 }
    }

    /// Whether any article has it.
    pub fn knows(&self, term: &str) -> bool {
        self.postings.contains_key(term)
    }

    /// The articles that have anything of a question, best first, at most `most`.
    pub fn rank(&self, question: &Question, most: usize) -> Vec<Ranked> {
        let whole: f32 = question.terms.iter().map(|term| self.asked_weight(term)).sum();
        let mut scores = vec![Score::default(); self.articles.len()];
        for term in &question.terms {
            let mended = if question.mended.contains(term) { MENDED } else { 1.0 };
            let weight = self.weight(term) * mended;
            for posting in self.postings.get(term).into_iter().flatten() {
                // A word said twice in a field counts little more than once.
                let often: f32 = posting
                    .counts
                    .iter()
                    .zip(FIELDS)
                    .map(|(count, field)| field * f32::from(*count).sqrt())
                    .sum();
                let score = &mut scores[posting.at as usize];
                score.points += weight * often * (K1 + 1.0) / (often + K1);
                score.covered += weight;
            }
        }
        let found = scores.into_iter().zip(&self.articles).filter(|(score, _)| score.points > 0.0);
        let mut ranked: Vec<Ranked> = found
            .map(|(score, id)| {
                let covered = if whole > 0.0 { score.covered / whole } else { 0.0 };
                Ranked { id: *id, score: Score { covered, ..score } }
            })
            .collect();
        ranked.sort_by(|a, b| b.score.points.total_cmp(&a.score.points));
        ranked.truncate(most);
        ranked
    }

    /// The known stem nearest to a word that is unknown, if one is near enough.
    fn nearest(&self, word: &str) -> Option<String> {
        let stem = stem(word);
        if self.knows(&stem) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let most = TYPOS.into_iter().find(|(letters, _)| stem.len() >= *letters)?.1;
        let known = self.latin.get(&word.chars().next()?)?;
        let near = known
            .iter()
            .filter(|known| known.len().abs_diff(stem.len()) <= most)
            .filter_map(|known| distance(&stem, known, most).map(|d| (d, known)))
            .min_by_key(|(d, known)| (*d, std::cmp::Reverse(self.having(known))))
            .map(|(_, known)| known);
        // The mistake is in the ending, which so was not taken off: two letters that changed places, or else the
        // longest stem that it begins with.
        let swapped = || {
            (1..word.len()).find_map(|i| {
                let mut letters = word.as_bytes().to_vec();
                letters.swap(i - 1, i);
                let mended = super::stem::stem(std::str::from_utf8(&letters).ok()?);
                known.iter().find(|known| **known == mended)
            })
        };
        let begins = || {
            let long =
                |known: &&String| known.len() >= LONG_STEM && word.len() - known.len() <= LONGEST_ENDING;
            known
                .iter()
                .filter(|known| word.starts_with(known.as_str()))
                .filter(long)
                .max_by_key(|known| known.len())
        };
        near.or_else(swapped).or_else(begins).cloned()
    }
}

/// How many letters to add, drop, change or swap, if at most `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min()? > &most {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    (last[b.len()] <= most).then_some(last[b.len()])
}

/// How well an article answers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// For the order.
    pub points: f32,
    /// How much of what the question says stands in the article, 0 to 1: for the floor.
    pub covered: f32,
}

/// An article and how well it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Which.
    pub id: ArticleId,
    /// How well.
    pub score: Score,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: usize) -> ArticleId {
        ArticleId::from_uuid(Uuid::from_u128(n as u128))
    }

    fn index(profiles: &[Profile]) -> Index {
        Index::read(profiles.iter().enumerate().map(|(n, profile)| (id(n), profile.to_text())))
    }

    #[test]
    fn the_title_counts_most_and_strangers_are_left_out() {
        let index = index(&[
            Profile::new(["Money", "", "", "about glare"]),
            Profile::new(["Glare", "", "", "about money"]),
            Profile::new(["Other", "", "", "nothing"]),
        ]);
        let ids = |text: &str, most| -> Vec<ArticleId> {
            index.rank(&index.question(text), most).iter().map(|r| r.id).collect()
        };
        assert_eq!(ids("glare", 9), [id(1), id(0)]);
        assert_eq!(ids("glare", 1), [id(1)]);
        assert_eq!(ids("", 9), []);
    }

    #[test]
    fn a_profile_is_kept_as_text_and_lines_of_another_shape_are_passed_over() {
        let profile = Profile::new(["Glare", "shine", "Light on the card", "Tilt. 倾斜证件"]);
        let spoilt = format!("{}no number\n\nterm\t1,2\nmany\t1,0,0,999\n", profile.to_text());
        let index = Index::read([(id(1), spoilt)]);
        assert!(profile.terms().all(|term| index.knows(term)));
        assert!(index.knows("many") && !index.knows("term") && !index.knows("no number"));
    }

    #[test]
    fn typos_in_latin_words_are_tolerated() {
        let index = index(&[Profile::new(["Verification", "", "", "passport"])]);
        for typed in ["verifcation", "verificaiton", "pasport", "passprot"] {
            assert_eq!(index.rank(&index.question(typed), 9).len(), 1, "{typed}");
        }
        assert_eq!(index.rank(&index.question("pineapple"), 9).len(), 0);
    }
}
