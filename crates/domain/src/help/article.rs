//! What an article is: one thing to know, in several languages, each with its own state.

use serde::{Deserialize, Serialize};

/// A language that articles are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

impl Language {
    /// Every language; the first is the fallback.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The tag, for storage and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The language of exactly that tag.
    pub fn find(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == tag)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::ZhCn,
            Self::ZhCn => Self::En,
        }
    }
}

/// Longest title, in characters.
pub const MAX_TITLE: usize = 120;
/// Longest summary, in characters.
pub const MAX_SUMMARY: usize = 300;
/// Longest list of other words for it, in characters.
pub const MAX_KEYWORDS: usize = 1_000;
/// Longest body, in characters.
pub const MAX_BODY: usize = 20_000;
/// Longest part of an address.
pub const MAX_SLUG: usize = 80;

/// An article's text in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleText {
    /// Its heading.
    pub title: String,
    /// What it says in a sentence or two: lists and search engines show it.
    pub summary: String,
    /// Other words that people may look for it by.
    pub keywords: String,
    /// Markdown.
    pub body: String,
}

/// What is the matter with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextProblem {
    /// It has no title, or too long a one.
    Title,
    /// It has no summary, or too long a one.
    Summary,
    /// Its keywords are too long.
    Keywords,
    /// It has no body, or too long a one.
    Body,
    /// A table with more cells than anybody reads.
    Table,
}

impl TextProblem {
    /// The word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Keywords => "keywords",
            Self::Body => "body",
            Self::Table => "table",
        }
    }
}

impl ArticleText {
    /// With line ends of one character and no control characters.
    #[must_use]
    pub fn cleaned(self) -> Self {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        let body = self.body.replace("\r\n", "\n");
        Self {
            title: plain(&line(&self.title)),
            summary: plain(&line(&self.summary)),
            keywords: plain(&line(&self.keywords)),
            body: body.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect(),
        }
    }

    /// What stands in the way of publishing it. A draft may be saved with any of these but the lengths.
    pub fn problems(&self) -> Vec<TextProblem> {
        let mut problems = self.too_long();
        let mut missing = |text: &str, problem| {
            if text.trim().is_empty() && !problems.contains(&problem) {
                problems.push(problem);
            }
        };
        missing(&self.title, TextProblem::Title);
        missing(&self.summary, TextProblem::Summary);
        missing(&self.body, TextProblem::Body);
        problems
    }

    /// What is longer than taken.
    pub fn too_long(&self) -> Vec<TextProblem> {
        let mut problems = Vec::new();
        for (text, most, problem) in [
            (&self.title, MAX_TITLE, TextProblem::Title),
            (&self.summary, MAX_SUMMARY, TextProblem::Summary),
            (&self.keywords, MAX_KEYWORDS, TextProblem::Keywords),
            (&self.body, MAX_BODY, TextProblem::Body),
        ] {
            if text.chars().count() > most {
                problems.push(problem);
            }
        }
        if problems.is_empty() && super::markdown::too_many_cells(&self.body) {
            problems.push(TextProblem::Table);
        }
        problems
    }
}

/// Whether a text can be the last part of an article's address: small letters, digits, single hyphens.
pub fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG).contains(&text.len())
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain() {
        for good in ["glare", "photo-of-a-screen", "top-10"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a--b", "A", "../x", "名字", &"a".repeat(81)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_missing_or_too_long_is_named() {
        assert_eq!(
            ArticleText::default().problems(),
            [TextProblem::Title, TextProblem::Summary, TextProblem::Body]
        );
        let long = ArticleText { body: "x".repeat(MAX_BODY + 1), ..ArticleText::default() };
        assert_eq!(long.too_long(), [TextProblem::Body]);
        let wide = ArticleText {
            body: format!(
                "|{}\n|{}\n{}",
                "a|".repeat(30),
                "-|".repeat(30),
                format!("|{}\n", "x|".repeat(30)).repeat(50)
            ),
            ..ArticleText::default()
        };
        assert_eq!(wide.too_long(), [TextProblem::Table]);
    }
}
