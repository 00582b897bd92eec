//! A conversation: whose turn it is, who answers, and how urgent it is.

use crate::{
    clock::Timestamp,
    help::Language,
    ids::{ApplicantId, ConversationId, StaffId, VerificationId},
    verification::Mode,
};
use serde::{Deserialize, Serialize};

/// Most tags of one conversation.
pub const MAX_TAGS: usize = 20;
/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 40;

macro_rules! words {
    ($($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$variant_doc])* $variant),+ }

        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word for storage and text keys.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one of that word.
            pub fn find(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    )+};
}
pub(super) use words;

words! {
    /// Whose turn it is in a conversation.
    ConversationTurn {
        /// The applicant waits for an answer: the clock runs.
        Staff = "staff",
        /// They were answered: the clock rests.
        Applicant = "applicant",
        /// Closed.
        Nobody = "nobody",
    }
    /// How a conversation began. It says nothing of what it is now.
    Origin {
        /// Somebody wrote.
        Chat = "chat",
        /// Somebody filled in the form.
        Ticket = "ticket",
        /// Staff wrote first.
        Desk = "desk",
    }
    /// Who answers.
    Answering {
        /// The bot, until it hands over.
        Bot = "bot",
        /// People: the bot is silent.
        People = "people",
    }
    /// How urgent it is. Later ones are more urgent.
    Priority {
        /// Can wait.
        Low = "low",
        /// As most.
        Normal = "normal",
        /// Before others.
        High = "high",
        /// Money is blocked, somebody travels: first of all.
        Urgent = "urgent",
    }
}

/// The tags of a conversation: short words, sorted, none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(Vec<String>);

impl Tags {
    /// The tags among these words, folded to small letters; what is empty or too long is left out.
    pub fn of(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut tags = Self::default();
        for word in words {
            tags.add(word.as_ref());
        }
        tags
    }

    /// Adds a tag; false where it is no tag or there are too many.
    pub fn add(&mut self, word: &str) -> bool {
        let Some(tag) = tag(word) else { return false };
        match self.0.binary_search(&tag) {
            Ok(_) => true,
            Err(_) if self.0.len() >= MAX_TAGS => false,
            Err(at) => {
                self.0.insert(at, tag);
                true
            }
        }
    }

    /// Takes a tag away.
    pub fn remove(&mut self, word: &str) {
        if let Some(tag) = tag(word) {
            self.0.retain(|held| *held != tag);
        }
    }

    /// The tags.
    pub fn list(&self) -> &[String] {
        &self.0
    }
}

/// A tag as it is kept: letters, digits, `-` and `_` of any script, spaces become `-`.
pub fn tag(raw: &str) -> Option<String> {
    let folded: String = raw
        .trim()
        .trim_start_matches('#')
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!folded.is_empty() && folded.chars().count() <= MAX_TAG_CHARS).then_some(folded)
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
    /// What it is about, sealed.
    pub sealed_subject: Option<Vec<u8>>,
    /// How it began.
    pub origin: Origin,
    /// The language that the applicant reads.
    pub language: Language,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// Who answers.
    pub answering: Answering,
    /// How urgent.
    pub priority: Priority,
    /// Its tags.
    pub tags: Tags,
    /// Which team's.
    pub team: Option<String>,
    /// Who answers it, where somebody does.
    pub assignee: Option<StaffId>,
    /// Sequence number of its last message; 0 when it has none.
    pub last_seq: i64,
    /// When the last message was sent.
    pub last_at: Option<Timestamp>,
    /// Since when the applicant waits.
    pub waiting_since: Option<Timestamp>,
    /// When an answer is promised, while the applicant waits.
    pub due_at: Option<Timestamp>,
    /// When a promise was broken, the first time.
    pub breached_at: Option<Timestamp>,
    /// When a person first answered.
    pub replied_at: Option<Timestamp>,
    /// Out of the inbox until then.
    pub snoozed_until: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its messages went on in this one.
    pub merged_into: Option<ConversationId>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Counts writes.
    pub version: i64,
}

/// Why a conversation is not put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnoozeError {
    /// Not in the future, or more than a year away.
    #[error("the moment is not in the coming year")]
    When,
    /// The applicant waits, and the promise ends before.
    #[error("an answer is promised before that moment")]
    Promised,
}

impl Conversation {
    /// One in which nobody has written yet, beside no case.
    pub fn new(
        id: ConversationId,
        mode: Mode,
        applicant: ApplicantId,
        reference: String,
        language: Language,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            mode,
            applicant,
            verification: None,
            reference,
            sealed_subject: None,
            origin: Origin::Chat,
            language,
            turn: ConversationTurn::Applicant,
            answering: Answering::People,
            priority: Priority::Normal,
            tags: Tags::default(),
            team: None,
            assignee: None,
            last_seq: 0,
            last_at: None,
            waiting_since: None,
            due_at: None,
            breached_at: None,
            replied_at: None,
            snoozed_until: None,
            reopened: 0,
            merged_into: None,
            opened_at: now,
            closed_at: None,
            version: 1,
        }
    }

    /// The applicant wrote: it is ours to answer. A closed conversation is open again; one that was put
    /// aside comes back. Who waits already goes on waiting from when they began.
    pub fn applicant_wrote(&mut self, now: Timestamp) {
        if self.turn == ConversationTurn::Nobody {
            self.reopen();
        }
        if self.turn != ConversationTurn::Staff || self.waiting_since.is_none() {
            self.waiting_since = Some(now);
        }
        self.turn = ConversationTurn::Staff;
        self.snoozed_until = None;
    }

    /// A person answered: the applicant's turn, and the bot is silent from now on.
    pub fn staff_answered(&mut self, now: Timestamp) {
        self.answering = Answering::People;
        self.replied_at.get_or_insert(now);
        self.answered();
    }

    /// The bot answered: the applicant's turn. It is no person's reply.
    pub fn bot_answered(&mut self) {
        self.answered();
    }

    fn answered(&mut self) {
        if self.turn == ConversationTurn::Nobody {
            self.reopen();
        }
        self.turn = ConversationTurn::Applicant;
        self.waiting_since = None;
        self.due_at = None;
    }

    /// The bot gives it to people: it is theirs to answer, and stays theirs.
    pub fn handed_over(&mut self, now: Timestamp) {
        self.answering = Answering::People;
        self.applicant_wrote(now);
    }

    /// Nobody's turn any more.
    pub fn close(&mut self, now: Timestamp) {
        self.turn = ConversationTurn::Nobody;
        self.closed_at = Some(now);
        self.waiting_since = None;
        self.due_at = None;
        self.snoozed_until = None;
    }

    /// Open again: people look at it, as the bot was not enough.
    fn reopen(&mut self) {
        self.answering = Answering::People;
        self.reopened += 1;
        self.closed_at = None;
    }

    /// Puts it aside until a moment. What is promised is kept: nothing is put aside beyond its promise.
    pub fn snooze(&mut self, until: Timestamp, now: Timestamp) -> Result<(), SnoozeError> {
        if until <= now || until.since(now) > time::Duration::days(366) {
            return Err(SnoozeError::When);
        }
        if self.due_at.is_some_and(|due| due < until) {
            return Err(SnoozeError::Promised);
        }
        self.snoozed_until = Some(until);
        Ok(())
    }

    /// Whether it stands in the inbox now.
    pub fn is_waiting(&self, now: Timestamp) -> bool {
        self.turn == ConversationTurn::Staff
            && self.answering == Answering::People
            && self.snoozed_until.is_none_or(|until| until <= now)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use uuid::Uuid;

    pub(in crate::conversation) fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    pub(in crate::conversation) fn talk() -> Conversation {
        let (id, applicant) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (id, applicant) = (ConversationId::from_uuid(id), ApplicantId::from_uuid(applicant));
        let fresh = Conversation::new(id, Mode::Test, applicant, "TK-7K4M-2Q9X".into(), Language::En, at(0));
        Conversation { answering: Answering::Bot, ..fresh }
    }

    #[test]
    fn asking_again_does_not_begin_the_wait_anew() {
        let mut talk = talk();
        talk.applicant_wrote(at(10));
        talk.applicant_wrote(at(20));
        assert_eq!((talk.turn, talk.waiting_since), (ConversationTurn::Staff, Some(at(10))));
        talk.staff_answered(at(30));
        assert_eq!((talk.waiting_since, talk.replied_at), (None, Some(at(30))));
        talk.applicant_wrote(at(40));
        talk.staff_answered(at(50));
        assert_eq!(talk.replied_at, Some(at(30)), "the first reply is the first");
    }

    #[test]
    fn the_bot_stands_in_no_queue_and_is_silent_after_the_hand_over() {
        let mut talk = talk();
        talk.applicant_wrote(at(10));
        assert!(!talk.is_waiting(at(11)));
        talk.bot_answered();
        assert_eq!((talk.turn, talk.replied_at), (ConversationTurn::Applicant, None));
        talk.handed_over(at(20));
        assert!(talk.is_waiting(at(20)));
        assert_eq!(talk.answering, Answering::People);
        talk.staff_answered(at(30));
        talk.applicant_wrote(at(40));
        assert_eq!(talk.answering, Answering::People);
    }

    #[test]
    fn writing_into_a_closed_conversation_opens_it_for_people() {
        let mut talk = talk();
        talk.close(at(5));
        assert_eq!((talk.turn, talk.closed_at), (ConversationTurn::Nobody, Some(at(5))));
        talk.applicant_wrote(at(6));
        assert_eq!((talk.turn, talk.reopened, talk.closed_at), (ConversationTurn::Staff, 1, None));
        assert!(talk.is_waiting(at(6)));
    }

    #[test]
    fn nothing_is_put_aside_beyond_its_promise() {
        let mut talk = talk();
        talk.handed_over(at(10));
        talk.due_at = Some(at(100));
        assert_eq!(talk.snooze(at(101), at(20)), Err(SnoozeError::Promised));
        assert_eq!(talk.snooze(at(20), at(20)), Err(SnoozeError::When));
        assert_eq!(talk.snooze(at(20 + 367 * 86_400), at(20)), Err(SnoozeError::When));
        talk.snooze(at(90), at(20)).expect("before the promise");
        assert!(!talk.is_waiting(at(89)) && talk.is_waiting(at(90)));
        talk.applicant_wrote(at(30));
        assert!(talk.is_waiting(at(30)), "a new word brings it back");
    }

    #[test]
    fn tags_are_words_sorted_and_none_twice() {
        let mut tags = Tags::of(["VIP", "#urgent case", "vip", "", "  ", "提款"]);
        assert_eq!(tags.list(), ["urgent-case", "vip", "提款"]);
        tags.remove("Vip");
        assert_eq!(tags.list().len(), 2);
        assert_eq!(tag("<b>\"x\""), Some("bx".to_owned()));
        assert_eq!(tag(&"x".repeat(41)), None);
        let mut many = Tags::of((0..MAX_TAGS).map(|n| format!("t{n}")));
        assert!(!many.add("one more") && many.add("t3"));
    }
}
