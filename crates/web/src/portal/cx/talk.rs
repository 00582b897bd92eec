//! Disputes, appeals, the conversation.

use super::{
    Problem,
    finding::{FindingCx, PictureCx},
};
use crate::pages::Page;
use proofdesk_domain::Timestamp;
use serde::Serialize;

/// `/dispute/{finding}`, `/dispute/field/{field}`
#[derive(Debug, Serialize)]
pub struct DisputePage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// What is disputed: a finding's headline, or a field's word.
    pub title: String,
    /// A field's word, where no finding is disputed.
    pub field: Option<&'static str>,
    /// What was typed.
    pub typed: Option<String>,
    /// What we read.
    pub read: Option<String>,
    /// How sure we are of it.
    pub sure: Option<String>,
    /// The photo with the place.
    pub picture: Option<PictureCx>,
    /// The case is approved, and stays so: the words go into the conversation.
    pub approved: bool,
    /// As typed.
    pub sentence: String,
}

/// `/appeal`
#[derive(Debug, Default, Serialize)]
pub struct AppealPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub sentence: String,
}

/// `/talk`
#[derive(Debug, Default, Serialize)]
pub struct TalkPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// Otherwise they are shown the ways in.
    pub signed_in: bool,
    /// An answer is promised within.
    pub answer_hours: i64,
    /// What was said so far.
    pub conversation: Option<ConversationCx>,
    /// As typed.
    pub message: String,
}

/// A conversation.
#[derive(Clone, Debug, Serialize)]
pub struct ConversationCx {
    /// What people quote.
    pub reference: String,
    /// An answer is promised by.
    pub due_at: Option<Timestamp>,
    /// Oldest first.
    pub messages: Vec<MessageCx>,
}

/// A message.
#[derive(Clone, Debug, Serialize)]
pub struct MessageCx {
    /// `you`, `person`, `bot`, `system`.
    pub author: &'static str,
    /// The person's.
    pub name: String,
    /// What it says.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

impl DisputePage {
    /// The page of a finding.
    pub fn of(finding: FindingCx) -> Self {
        let FindingCx { title, typed, read, sure, picture, .. } = finding;
        Self {
            problems: Vec::new(),
            title,
            field: None,
            typed,
            read,
            sure,
            picture,
            approved: false,
            sentence: String::new(),
        }
    }
}

impl Page for DisputePage {
    const TEMPLATE: &'static str = "portal/dispute.html";
    fn samples() -> Vec<Self> {
        let page = |problems, finding| Self { problems, sentence: "<b>".into(), ..Self::of(finding) };
        let field = |approved| Self {
            field: Some("birth_date"),
            approved,
            title: String::new(),
            ..Self::of(FindingCx::sample_mismatch())
        };
        vec![
            page(vec![], FindingCx::sample()),
            page(vec![Problem::new("sentence", "Shorter".into())], FindingCx::sample_mismatch()),
            field(false),
            field(true),
        ]
    }
}

impl Page for AppealPage {
    const TEMPLATE: &'static str = "portal/appeal.html";
    fn samples() -> Vec<Self> {
        let wrong = Self { problems: vec![Problem::new("sentence", "Write".into())], ..Self::default() };
        vec![Self::default(), wrong]
    }
}

impl Page for TalkPage {
    const TEMPLATE: &'static str = "portal/talk.html";
    fn samples() -> Vec<Self> {
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let message =
            |author, body: &str| MessageCx { author, name: "Lin Wei".into(), body: body.into(), at };
        let conversation = |due_at| ConversationCx {
            reference: "TK-7K4M-2Q9X".into(),
            due_at,
            messages: vec![
                message("you", "<i>Hello</i>\nthere"),
                message("person", "Hi"),
                message("system", "Taken over"),
            ],
        };
        let page = |conversation, problems| Self {
            problems,
            signed_in: true,
            answer_hours: 24,
            conversation,
            message: String::new(),
        };
        vec![
            Self::default(),
            page(None, vec![]),
            page(Some(conversation(Some(at))), vec![Problem::new("message", "Write".into())]),
            page(Some(conversation(None)), vec![]),
        ]
    }
}
