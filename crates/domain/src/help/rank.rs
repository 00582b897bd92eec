//! Which articles answer a question: BM25 over four fields, the same numbers on either database.

use super::{
    stem::stem,
    terms::{self, Question},
};
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

    /// From what [`to_text`](Self::to_text) gave; lines of another shape are passed over.
    pub fn from_text(text: &str) -> Self {
        let line = |line: &str| {
            let (term, counts) = line.split_once('\t')?;
            let mut numbers = counts.split(',').map(str::parse::<u16>);
            let mut next = || numbers.next()?.ok();
            Some((term.to_owned(), [next()?, next()?, next()?, next()?]))
        };
        Self(text.lines().filter_map(line).collect())
    }
}

/// Which words there are in the articles of a language, and in how many.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    articles: u32,
    in_articles: HashMap<String, u32>,
    /// Latin words by first letter, for typos.
    latin: HashMap<char, Vec<String>>,
}

impl Lexicon {
    /// From the number of articles and, for each term, the number of those that have it.
    pub fn new(articles: u32, in_articles: impl IntoIterator<Item = (String, u32)>) -> Self {
        let in_articles: HashMap<String, u32> = in_articles.into_iter().collect();
        let mut latin: HashMap<char, Vec<String>> = HashMap::new();
        let words = in_articles.keys().cloned().chain(terms::concept_words().map(str::to_owned));
        for word in words.filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase())) {
            latin.entry(word.chars().next().unwrap_or(' ')).or_default().push(word);
        }
        for words in latin.values_mut() {
            words.sort_unstable();
            words.dedup();
        }
        Self { articles, in_articles, latin }
    }

    /// Of these profiles.
    pub fn of<'a>(profiles: impl IntoIterator<Item = &'a Profile>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut articles = 0;
        for profile in profiles {
            articles += 1;
            for term in profile.terms() {
                *counts.entry(term.to_owned()).or_default() += 1;
            }
        }
        Self::new(articles, counts)
    }

    /// A question, its typos mended by the words there are.
    pub fn question(&self, text: &str) -> Question {
        Question::new(text, |word| self.nearest(word))
    }

    /// How telling a term is; a term of no article is as telling as one of a single article.
    pub fn weight(&self, term: &str) -> f32 {
        let n = self.articles as f32;
        let with = self.in_articles.get(term).copied().unwrap_or(1).max(1) as f32;
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
        self.in_articles.contains_key(term)
    }

    /// The question's terms that articles have, the most telling first: what the database is asked for.
    pub fn asked(&self, question: &Question, most: usize) -> Vec<String> {
        let mut known: Vec<&String> = question.terms.iter().filter(|term| self.knows(term)).collect();
        known.sort_by(|a, b| self.weight(b).total_cmp(&self.weight(a)).then_with(|| a.cmp(b)));
        known.into_iter().take(most).cloned().collect()
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
            .min_by_key(|(d, known)| {
                (*d, std::cmp::Reverse(self.in_articles.get(*known).copied().unwrap_or(0)))
            })
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

/// A candidate in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Its place among the candidates given.
    pub at: usize,
    /// How well.
    pub score: Score,
}

/// Orders candidates, best first; those that have nothing of the question are left out.
pub fn rank<'a>(
    question: &Question,
    lexicon: &Lexicon,
    candidates: impl IntoIterator<Item = &'a Profile>,
) -> Vec<Ranked> {
    let whole: f32 = question.terms.iter().map(|term| lexicon.asked_weight(term)).sum();
    let mut ranked: Vec<Ranked> = candidates
        .into_iter()
        .enumerate()
        .map(|(at, profile)| Ranked { at, score: score(question, lexicon, profile, whole) })
        .filter(|ranked| ranked.score.points > 0.0)
        .collect();
    ranked.sort_by(|a, b| b.score.points.total_cmp(&a.score.points).then(a.at.cmp(&b.at)));
    ranked
}

fn score(question: &Question, lexicon: &Lexicon, profile: &Profile, whole: f32) -> Score {
    let mut points = 0.0;
    let mut covered = 0.0;
    for term in &question.terms {
        if let Some(counts) = profile.0.get(term) {
            let mended = if question.mended.contains(term) { MENDED } else { 1.0 };
            let weight = lexicon.weight(term) * mended;
            // A word said twice in a field counts little more than once.
            let often: f32 =
                counts.iter().zip(FIELDS).map(|(count, field)| field * f32::from(*count).sqrt()).sum();
            points += weight * often * (K1 + 1.0) / (often + K1);
            covered += weight;
        }
    }
    Score { points, covered: if whole > 0.0 { covered / whole } else { 0.0 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_survive_being_kept() {
        let profile = Profile::new(["Glare", "shine", "Light on the card", "Tilt. 倾斜证件"]);
        assert_eq!(Profile::from_text(&profile.to_text()), profile);
    }

    #[test]
    fn the_title_counts_most_and_strangers_are_left_out() {
        let profiles = [
            Profile::new(["Money", "", "", "about glare"]),
            Profile::new(["Glare", "", "", "about money"]),
            Profile::new(["Other", "", "", "nothing"]),
        ];
        let lexicon = Lexicon::of(&profiles);
        let ranked = rank(&lexicon.question("glare"), &lexicon, &profiles);
        assert_eq!(ranked.iter().map(|r| r.at).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn typos_in_latin_words_are_tolerated() {
        let profiles = [Profile::new(["Verification", "", "", "passport"])];
        let lexicon = Lexicon::of(&profiles);
        for typed in ["verifcation", "verificaiton", "pasport", "passprot"] {
            assert_eq!(rank(&lexicon.question(typed), &lexicon, &profiles).len(), 1, "{typed}");
        }
        assert_eq!(rank(&lexicon.question("pineapple"), &lexicon, &profiles).len(), 0);
    }
}
