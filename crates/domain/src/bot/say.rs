//! What the bot says, as values: pages put them into words in their reader's language, so that a person
//! at the desk reads in theirs what the applicant read in the applicant's.

use super::{
    QuickReplies, Told,
    opening::{Against, Opening, Since},
};
use crate::{document::FieldName, evidence::Slot, help::Language, reason::ReasonCode, verification::State};
use serde::{Deserialize, Serialize};

/// Most of somebody's words that a summary repeats, in characters.
const SHOWN: usize = 200;
/// Most messages of theirs that it repeats, the newest.
const LAST: usize = 3;

/// One message of the bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum Say {
    /// What the case itself shows.
    Opening {
        /// That.
        opening: Opening,
    },
    /// An article's own words, or those of a language model that cites it.
    Article(Quote),
    /// That it has no answer, and why; a person is offered.
    Nothing {
        /// Why.
        why: Why,
    },
    /// That it did not help: asks for other words.
    AskAgain,
    /// That it is glad.
    Resolved,
}

/// What is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The article.
    pub article: Cited,
    /// In which language it is.
    pub language: Language,
    /// The heading over the passage; empty at the article's beginning.
    pub heading: String,
    /// The passage's words, or the model's; one line a paragraph.
    pub text: String,
    /// They are a language model's.
    #[serde(default)]
    pub phrased: bool,
    /// Others that may be meant, or that the model cites as well.
    #[serde(default)]
    pub others: Vec<Cited>,
}

/// An article that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No article is near enough.
    Unknown,
    /// Too little was written to look for.
    TooLittle,
    /// It is in a language that there are no articles in.
    Language,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::TooLittle, Self::Language];

    /// The word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::TooLittle => "too-little",
            Self::Language => "language",
        }
    }
}

/// What somebody who takes over needs to know, without anything that the applicant may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The case, if there is one.
    pub case: Option<CaseLine>,
    /// What stands against it.
    pub against: Vec<Stands>,
    /// What they wrote to the bot, shortened, the last few.
    pub asked: Vec<String>,
    /// What the bot told them.
    pub told: Vec<Given>,
}

/// A finding that stands, without any value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    /// The catalogue's code.
    pub code: ReasonCode,
    /// The field that it is about.
    pub field: Option<FieldName>,
    /// The page that it is about.
    pub page: Option<Slot>,
    /// In how many sendings in a row.
    pub times: u32,
}

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// What people quote.
    pub reference: String,
    /// The level that it leads to.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// Failed attempts so far.
    pub attempts: u32,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What kind.
    pub told: Told,
    /// The article, if it quoted one.
    pub article: Option<Cited>,
    /// What they said of it.
    pub helped: Option<bool>,
}

impl Summary {
    /// Of a case, what stands against it, what was written to the bot (oldest first) and what it told.
    pub fn new(case: Option<CaseLine>, against: &[Against], asked: &[String], told: Vec<Given>) -> Self {
        let against = against
            .iter()
            .filter(|one| one.since == Since::Nothing && !one.finding.code.reason().is_confidential())
            .map(|Against { finding, times, .. }| Stands {
                code: finding.code,
                field: finding.field,
                page: finding.page,
                times: *times,
            })
            .collect();
        let from = asked.len().saturating_sub(LAST);
        let asked = asked[from..].iter().map(|words| shortened(words)).collect();
        Self { case, against, asked, told }
    }
}

fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN - 1).chain(['…']).collect()
}

impl Say {
    /// What kind of answer it is, for what is remembered of it; none for what answers nothing.
    pub const fn told(&self) -> Option<Told> {
        match self {
            Self::Opening { .. } => Some(Told::Case),
            Self::Article(_) => Some(Told::Article),
            Self::Nothing { .. } => Some(Told::Nothing),
            Self::AskAgain => Some(Told::Asked),
            Self::Resolved => None,
        }
    }

    /// Which answers are offered below it.
    pub const fn replies(&self) -> QuickReplies {
        match self {
            Self::Opening { .. } | Self::AskAgain | Self::Resolved => QuickReplies::Opening,
            Self::Article(_) => QuickReplies::FollowUp,
            Self::Nothing { .. } => QuickReplies::HandOver,
        }
    }

    /// As it is kept.
    ///
    /// # Panics
    /// Never: it is plain values.
    pub fn to_body(&self) -> String {
        serde_json::to_string(self).expect("plain values are always JSON")
    }

    /// As it was kept; none for what another version wrote and this one does not know.
    pub fn from_body(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{finding::Finding, reason::codes};

    #[test]
    fn what_is_said_survives_being_kept() {
        let quote = Quote {
            article: Cited { slug: "glare".into(), title: "Light covers it".into() },
            language: Language::En,
            heading: String::new(),
            text: "Tilt \"it\".\nNow.".into(),
            phrased: false,
            others: Vec::new(),
        };
        for say in [
            Say::Opening { opening: Opening::NoCase },
            Say::Article(quote),
            Say::Nothing { why: Why::Language },
            Say::AskAgain,
            Say::Resolved,
        ] {
            assert_eq!(Say::from_body(&say.to_body()), Some(say));
        }
        assert_eq!(Say::from_body("words"), None);
    }

    #[test]
    fn a_summary_holds_no_values_and_no_secrets_and_is_short() {
        let secret = ReasonCode::find("integrity.suspected").expect("it stands in the catalogue");
        let name = Finding::blocking(codes::DATA_NAME_MISMATCH).compared("Anna", "Hanna", 0.9);
        let against = |finding| Against { finding, times: 2, since: Since::Nothing, words: None };
        let asked: Vec<String> = (0..5).map(|n| format!("{n} {}", "long ".repeat(100))).collect();
        let against = [against(name), against(Finding::blocking(secret))];
        let summary = Summary::new(None, &against, &asked, Vec::new());
        let kept = serde_json::to_string(&summary).expect("it is JSON");
        assert!(!kept.contains("Anna") && !kept.contains("integrity"), "{kept}");
        assert_eq!((summary.against.len(), summary.against[0].times), (1, 2));
        assert_eq!(summary.asked.len(), 3);
        assert!(summary.asked.iter().all(|words| words.chars().count() == 200 && words.ends_with('…')));
        assert!(summary.asked[2].starts_with('4'));
        assert_eq!(serde_json::from_str::<Summary>(&kept).expect("it is read back"), summary);
    }

    #[test]
    fn what_is_offered_fits_what_was_said() {
        assert_eq!(Say::Nothing { why: Why::Unknown }.replies(), QuickReplies::HandOver);
        assert_eq!(Say::Opening { opening: Opening::NoCase }.replies(), QuickReplies::Opening);
        assert_eq!(Say::AskAgain.replies(), QuickReplies::Opening);
    }
}
