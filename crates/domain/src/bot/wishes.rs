//! Words that hand a conversation to a person at once (`data/bot_phrases.toml`).

use crate::help::terms::{MAX_QUESTION_CHARS, fold};
use regex::{Regex, RegexSet};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Why a conversation goes from the bot to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// They asked for a person.
    Asked,
    /// Urgency or distress.
    Urgent,
    /// Money is blocked or missing.
    Money,
    /// Fraud is suspected, or an account taken over.
    Fraud,
    /// A complaint.
    Complaint,
    /// Two answers did not help.
    Unhelpful,
    /// The bot has said as much as it may.
    TurnsUsed,
    /// Something failed.
    Failed,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 8] = [
        Self::Asked,
        Self::Urgent,
        Self::Money,
        Self::Fraud,
        Self::Complaint,
        Self::Unhelpful,
        Self::TurnsUsed,
        Self::Failed,
    ];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Urgent => "urgent",
            Self::Money => "money",
            Self::Fraud => "fraud",
            Self::Complaint => "complaint",
            Self::Unhelpful => "unhelpful",
            Self::TurnsUsed => "turns_used",
            Self::Failed => "failed",
        }
    }

    /// The cause of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

#[derive(Deserialize)]
struct File {
    ignore: Vec<String>,
    words: Words,
    asked: Patterns,
    urgent: Patterns,
    money: Patterns,
    fraud: Patterns,
    complaint: Patterns,
    greeting: Patterns,
}

#[derive(Deserialize)]
struct Words {
    near: Vec<String>,
}

#[derive(Deserialize)]
struct Patterns {
    patterns: Vec<String>,
}

struct Book {
    ignore: Regex,
    near: Vec<String>,
    causes: [(Cause, RegexSet); 5],
    greeting: RegexSet,
}

fn book() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| {
        let file: File = toml::from_str(include_str!("../../data/bot_phrases.toml"))
            .expect("the built-in phrases parse: a test reads them");
        let set = |patterns: &Patterns| {
            RegexSet::new(&patterns.patterns).expect("the built-in patterns are sound: a test reads them")
        };
        Book {
            ignore: Regex::new(&file.ignore.join("|")).expect("the built-in patterns are sound"),
            near: file.words.near.clone(),
            greeting: set(&file.greeting),
            // The graver first: a complaint about stolen money is fraud.
            causes: [
                (Cause::Fraud, set(&file.fraud)),
                (Cause::Money, set(&file.money)),
                (Cause::Urgent, set(&file.urgent)),
                (Cause::Complaint, set(&file.complaint)),
                (Cause::Asked, set(&file.asked)),
            ],
        }
    })
}

/// Why these words go to a person at once, if they do. Only the first
/// [`MAX_QUESTION_CHARS`] characters are looked at.
pub fn hand_over(text: &str) -> Option<Cause> {
    let book = book();
    let text = plain(text);
    let text = book.ignore.replace_all(&text, " ");
    book.causes.iter().find(|(_, set)| set.is_match(&text)).map(|(cause, _)| *cause)
}

/// Whether these words are nothing but a greeting or thanks.
pub fn is_greeting(text: &str) -> bool {
    book().greeting.is_match(&plain(text))
}

/// Folded, without apostrophes and marks, words a single space apart, near misses of the words for a
/// person put right.
fn plain(text: &str) -> String {
    let cut: String = text.chars().take(MAX_QUESTION_CHARS).collect();
    let mut out = String::new();
    for word in fold(&cut)
        .replace(['\'', '’'], "")
        .split(|c: char| c.is_whitespace() || ",.!?;:，。！？；：、~…\"“”()（）".contains(c))
    {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        match book().near.iter().find(|known| swapped(word, known)) {
            Some(known) => out.push_str(known),
            None => out.push_str(word),
        }
    }
    out
}

/// Two neighbouring letters swapped, or one left out.
fn swapped(word: &str, known: &str) -> bool {
    let (a, b) = (word.as_bytes(), known.as_bytes());
    if !word.is_ascii() || a == b {
        return false;
    }
    if a.len() == b.len() {
        let differ: Vec<usize> = (0..a.len()).filter(|i| a[*i] != b[*i]).collect();
        return matches!(differ[..], [i, j] if j == i + 1 && a[i] == b[j] && a[j] == b[i]);
    }
    a.len() + 1 == b.len() && a.len() > 4 && (0..b.len()).any(|i| a[..i] == b[..i] && a[i..] == b[i + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_for_a_person_work_in_both_languages() {
        for text in ["agent", "AGENT!!", "talk to a person", "人工", "轉人工", "我要人工客服", "hmuan please"]
        {
            assert_eq!(hand_over(text), Some(Cause::Asked), "{text}");
        }
        for text in ["人工审核要多久", "人工智能", "my photo is blurred", "照片模糊", "", "😀", "x"]
        {
            assert_eq!(hand_over(text), None, "{text}");
        }
    }

    #[test]
    fn grave_matters_go_to_a_person_at_once() {
        for (text, cause) in [
            ("My money is stuck and nobody answers", Cause::Money),
            ("钱取不出来", Cause::Money),
            ("my account was hacked", Cause::Fraud),
            ("有人冒用我的身份", Cause::Fraud),
            ("This is urgent!", Cause::Urgent),
            ("我很着急", Cause::Urgent),
            ("I want to make a complaint", Cause::Complaint),
            ("我要投诉", Cause::Complaint),
        ] {
            assert_eq!(hand_over(text), Some(cause), "{text}");
        }
    }

    #[test]
    fn endless_words_are_cut() {
        assert_eq!(hand_over(&"a ".repeat(100_000)), None);
    }
}
