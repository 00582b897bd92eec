//! Conversations: a chat or a ticket, one kind of object. Whose turn it is follows who wrote last.

use crate::{
    clock::Timestamp,
    ids::{ApplicantId, ConversationId, MessageId, StaffId, VerificationId},
    verification::Mode,
};
use serde::{Deserialize, Serialize};

/// Longest message taken, in characters.
pub const MAX_MESSAGE_CHARS: usize = 4_000;

/// Whose turn it is in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationTurn {
    /// The applicant waits for a staff member: the clock runs.
    Staff,
    /// A staff member answered: the clock rests.
    Applicant,
    /// Closed.
    Nobody,
}

impl ConversationTurn {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Applicant => "applicant",
            Self::Nobody => "nobody",
        }
    }

    /// The turn of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Self::Staff, Self::Applicant, Self::Nobody].into_iter().find(|t| t.as_str() == word)
    }
}

/// A conversation with one applicant, with the case beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Which world.
    pub mode: Mode,
    /// With whom.
    pub applicant: ApplicantId,
    /// The case beside it.
    pub verification: Option<VerificationId>,
    /// What people quote: `TK-…`.
    pub reference: String,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// Sequence number of its last message; 0 when it has none.
    pub last_seq: i64,
    /// When an answer is promised, while the applicant waits.
    pub due_at: Option<Timestamp>,
    /// When it began.
    pub opened_at: Timestamp,
    /// Counts writes.
    pub version: i64,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The applicant.
    Applicant,
    /// A staff member.
    Staff(StaffId),
    /// Proofdesk itself: "a person has taken over".
    System,
}

/// One message. A note is for staff only and is a different kind from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// Who wrote it.
    pub author: Author,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it says.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
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

impl Conversation {
    /// The applicant wrote: staff's turn. A clock that already runs keeps its promise.
    pub fn applicant_wrote(&mut self, due_at: Timestamp) {
        if self.turn != ConversationTurn::Staff || self.due_at.is_none() {
            self.due_at = Some(due_at);
        }
        self.turn = ConversationTurn::Staff;
    }

    /// A staff member answered: the applicant's turn, the clock rests.
    pub fn staff_answered(&mut self) {
        self.turn = ConversationTurn::Applicant;
        self.due_at = None;
    }
}

/// A message body as it may be stored, or why not.
pub fn message_body(raw: &str) -> Result<String, MessageProblem> {
    let body = raw.replace("\r\n", "\n").trim().to_owned();
    if body.is_empty() {
        return Err(MessageProblem::Empty);
    }
    if body.chars().count() > MAX_MESSAGE_CHARS {
        return Err(MessageProblem::TooLong);
    }
    Ok(body.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageProblem {
    /// Nothing in it.
    Empty,
    /// Over [`MAX_MESSAGE_CHARS`].
    TooLong,
}
