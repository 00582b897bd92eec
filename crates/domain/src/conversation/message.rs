//! Messages: who wrote them, who may read them, and what their text may hold.

use super::talk::words;
use crate::{
    bot::{Cause, say::Summary},
    clock::Timestamp,
    ids::StaffId,
};
use serde::{Deserialize, Serialize};
use time::Duration;
use uuid::Uuid;

/// Longest message taken, in characters.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
/// So long after sending a message may still be changed or taken back by whoever wrote it.
pub const EDITABLE: Duration = Duration::minutes(1);

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The applicant.
    Applicant,
    /// A staff member.
    Staff(StaffId),
    /// The bot.
    Bot,
    /// Proofdesk itself: "a person has taken over".
    System,
}

/// Who may read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The applicant and staff.
    Both,
    /// Staff only: an internal note.
    Internal,
}

words! {
    /// What kind of message it is.
    MessageKind {
        /// Words.
        Said = "said",
        /// An internal note: another kind from the start, so that no slip sends it.
        Note = "note",
        /// The bot gives the conversation to people.
        HandOver = "hand_over",
        /// A checklist of documents ([`super::request`]).
        DocumentRequest = "document_request",
        /// News of the case: it was decided, it is the applicant's turn.
        Decision = "decision",
        /// What happened: taken over, closed, merged. Its words are a text key of the pages.
        Event = "event",
    }
}

impl MessageKind {
    /// Whether its author may change or withdraw it: words and notes, nothing that acted.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Said | Self::Note)
    }
}

/// A link below a message: only ours, as a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads, on our own pages: `/help/glare`.
    pub path: String,
}

impl Link {
    /// A link to one of our own pages; none where the path leads elsewhere.
    pub fn new(title: impl Into<String>, path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let ours = path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(|c| c.is_control() || c.is_whitespace());
        ours.then(|| Self { title: title.into(), path })
    }
}

/// What a message holds beside its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "extra")]
pub enum Extra {
    /// Answers to tap, and links to our own pages.
    Offers {
        /// Each is said as it stands when it is tapped.
        quick_replies: Vec<String>,
        /// Articles, pages.
        links: Vec<Link>,
        /// What the bot says, as values ([`Say`](crate::bot::Say) as JSON), so that pages put it into their
        /// reader's language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        say: Option<String>,
    },
    /// Colleagues whom a note names.
    Mentions {
        /// Whom.
        staff: Vec<StaffId>,
    },
    /// Why the bot gave it to people.
    HandOver {
        /// Why.
        cause: Cause,
        /// What was asked and told so far, and how the case stands: both sides read it.
        summary: Box<Summary>,
        /// When an answer is promised.
        due_at: Option<Timestamp>,
        /// How many wait before, at that moment.
        before: u64,
    },
    /// The checklist.
    Request {
        /// Which.
        request: Uuid,
    },
    /// What the words of an event or a decision need.
    Named {
        /// Names and their values, for the text.
        values: Vec<(String, String)>,
    },
}

/// A message body as it may be stored, or why not.
///
/// Characters that nobody sees and that turn or hide others are left out: overrides and isolates of
/// direction, zero-width spaces, soft hyphens, controls. Joiners stay: emoji and Persian need them.
pub fn message_body(raw: &str) -> Result<String, MessageProblem> {
    // Refused before anything is done with it: 100 MB are not cleaned first.
    if raw.len() > MAX_MESSAGE_CHARS * 16 {
        return Err(MessageProblem::TooLong);
    }
    let body: String = raw.replace("\r\n", "\n").chars().filter(|c| is_seen(*c)).collect();
    let body = stacked_marks_cut(body.trim());
    if !body.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}')) {
        return Err(MessageProblem::Empty);
    }
    if body.chars().count() > MAX_MESSAGE_CHARS {
        return Err(MessageProblem::TooLong);
    }
    Ok(body)
}

fn is_seen(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        // Direction: marks, embeddings, overrides, isolates.
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => false,
        // Of no width, or invisible: spaces, word joiners, soft hyphens, tags.
        '\u{00AD}'
        | '\u{034F}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2065}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => false,
        c => !c.is_control(),
    }
}

/// Marks that stack upon one letter grow over other people's lines: four are enough for any script.
fn stacked_marks_cut(text: &str) -> String {
    let mut stacked = 0;
    text.chars()
        .filter(|c| {
            stacked = if unicode_normalization::char::is_combining_mark(*c) { stacked + 1 } else { 0 };
            stacked <= 4
        })
        .collect()
}

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageProblem {
    /// Nothing in it.
    Empty,
    /// Over [`MAX_MESSAGE_CHARS`].
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_turns_or_hides_other_characters_is_left_out() {
        assert_eq!(message_body("pay\u{202E}txt.exe\u{202C} now").unwrap(), "paytxt.exe now");
        assert_eq!(message_body("wo\u{200B}rd\u{FEFF}\u{2060}s\u{AD}").unwrap(), "words");
        assert_eq!(message_body("a\r\nb\tc\u{7}\u{1b}[31m").unwrap(), "a\nb\tc[31m");
        assert_eq!(
            message_body("👩\u{200D}👩\u{200D}👧 می\u{200C}خواهم").unwrap(),
            "👩\u{200D}👩\u{200D}👧 می\u{200C}خواهم"
        );
        assert_eq!(message_body("<script>alert(1)</script>").unwrap(), "<script>alert(1)</script>");
        let zalgo = format!("e{}", "\u{301}".repeat(200));
        assert_eq!(message_body(&zalgo).unwrap().chars().count(), 5);
    }

    #[test]
    fn nothing_and_too_much_are_told_apart() {
        for empty in ["", "  \n", "\u{200B}\u{202E}", "\u{200D}\u{200C} "] {
            assert_eq!(message_body(empty), Err(MessageProblem::Empty), "{empty:?}");
        }
        assert_eq!(message_body(&"x".repeat(100_000)), Err(MessageProblem::TooLong));
        assert_eq!(message_body(&"字".repeat(MAX_MESSAGE_CHARS + 1)), Err(MessageProblem::TooLong));
        assert!(message_body(&"字".repeat(MAX_MESSAGE_CHARS)).is_ok());
    }

    #[test]
    fn links_lead_to_our_own_pages_only() {
        assert!(Link::new("Glare", "/help/glare").is_some());
        for path in
            ["https://evil.example", "//evil.example", "javascript:alert(1)", "/\\evil", "help", "/a b"]
        {
            assert_eq!(Link::new("x", path), None, "{path}");
        }
    }

    proptest! {
        /// Cleaning twice changes nothing more, and nothing unseen is left.
        #[test]
        fn cleaning_is_done_once(text in "\\PC{0,40}[\u{200B}-\u{206F}]{0,6}\\PC{0,20}") {
            if let Ok(body) = message_body(&text) {
                prop_assert_eq!(message_body(&body), Ok(body.clone()));
                prop_assert!(body.chars().all(is_seen));
            }
        }
    }
}
