//! The one way in: whatever is written in a conversation, with what follows from it.

use crate::{
    App,
    error::Error,
    seal::{Seal, columns},
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    MessageId,
    bot::wishes,
    conversation::{
        Answering, Author, Conversation, ConversationTurn, Extra, MessageKind, Priority, Visibility,
        clock::{Answered, Timing},
    },
};
use proofdesk_store::conversations::{self, StoredMessage, search, timing};
use uuid::Uuid;

/// What is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Saying<'a> {
    author: Author,
    kind: MessageKind,
    visibility: Visibility,
    /// Words; a text key of the pages for every kind but [`MessageKind::Said`] and [`MessageKind::Note`].
    body: &'a str,
    extra: Option<Extra>,
    client_id: Option<Uuid>,
}

impl<'a> Saying<'a> {
    /// Something for both to read; a note is for staff only, whatever comes after.
    pub(crate) const fn new(author: Author, kind: MessageKind, body: &'a str) -> Self {
        let visibility = match kind {
            MessageKind::Note => Visibility::Internal,
            _ => Visibility::Both,
        };
        Self { author, kind, visibility, body, extra: None, client_id: None }
    }

    /// A word of Proofdesk's own for both: a text key of the pages.
    pub(crate) const fn event(key: &'a str) -> Self {
        Self::new(Author::System, MessageKind::Event, key)
    }

    /// The same for staff only.
    pub(crate) fn event_for_staff(key: &'a str) -> Self {
        Self { visibility: Visibility::Internal, ..Self::new(Author::System, MessageKind::Event, key) }
    }

    /// Under the sender's own number.
    pub(crate) const fn numbered(mut self, client_id: Option<Uuid>) -> Self {
        self.client_id = client_id;
        self
    }

    /// With something beside its words.
    pub(crate) fn with(mut self, extra: Extra) -> Self {
        self.extra = Some(extra);
        self
    }
}

/// What becomes of the turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    /// The applicant asked: ours to answer.
    Asked,
    /// It was given to people, by the bot or by what happened: theirs to answer.
    HandedOver,
    /// A person answered.
    Answered,
    /// The bot answered.
    BotAnswered,
    /// Nothing.
    Nothing,
}

impl App {
    /// Writes something in a conversation, in the caller's transaction: the row, the turn, the clocks, the
    /// blind index, the audit entry and the event. [`Error::Stale`] where somebody else wrote meanwhile.
    pub(crate) async fn post(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        said: Saying<'_>,
        turned: Turned,
    ) -> Result<StoredMessage, Error> {
        let id = MessageId::from_uuid(self.fresh_uuid());
        let sealed_extra = match &said.extra {
            Some(extra) => Some(seal.json(columns::EXTRA, id.as_uuid(), extra)?),
            None => None,
        };
        let mut message = StoredMessage {
            id,
            conversation_id: conversation.id,
            applicant_id: conversation.applicant,
            seq: 0,
            kind: said.kind,
            author: said.author,
            visibility: said.visibility,
            sealed_body: seal.text(columns::BODY, id.as_uuid(), said.body),
            sealed_extra,
            client_id: said.client_id,
            sent_at: work.now,
            edited_at: None,
            withdrawn_at: None,
        };
        if turned == Turned::Asked {
            self.make_urgent_for(conversation, said.body);
        }
        let bots = conversation.answering == Answering::Bot;
        let before = timing::read(&mut work.tx, conversation).await?;
        let after = self.turned(&before, conversation, turned, work.now);
        conversations::insert_message(&mut work.tx, conversation, &mut message).await?;
        timing::write(&mut work.tx, conversation, &before, &after).await?;
        if bots && conversation.answering == Answering::People && said.kind != MessageKind::HandOver {
            self.end_stretch(work, conversation).await?;
        }
        if matches!(said.kind, MessageKind::Said | MessageKind::Note) {
            let terms = self.message_terms(conversation.mode, said.body);
            search::put(&mut work.tx, conversation.applicant, id, &terms).await?;
        }
        let subject = Subject::Conversation(conversation.id);
        let audience = match said.visibility {
            Visibility::Both => Audience::Both,
            Visibility::Internal => Audience::Console,
        };
        work.audit(if said.kind == MessageKind::Note { "note.written" } else { "message.sent" }, subject);
        work.tell(told::CONVERSATION, audience, Some(conversation.id.as_uuid()));
        if turned != Turned::Nothing || conversation.turn == ConversationTurn::Staff {
            work.tell(told::INBOX, Audience::Console, None);
        }
        let waits = matches!(turned, Turned::Asked | Turned::HandedOver);
        if waits && conversation.answering == Answering::People {
            // Boxed: giving it out writes a line of its own, which comes here again.
            Box::pin(self.place(work, seal, conversation)).await?;
        }
        Ok(message)
    }

    /// Words that the policy counts as urgent raise the priority, whoever answers. Nothing lowers it but a
    /// person.
    fn make_urgent_for(&self, conversation: &mut Conversation, words: &str) {
        let urgent = &self.policy().desk.urgent_for;
        if wishes::hand_over(words).is_some_and(|cause| urgent.contains(&cause)) {
            conversation.priority = Priority::Urgent;
        }
    }

    /// The clocks after a turn; sets what the conversation says of them.
    pub(super) fn turned(
        &self,
        before: &Timing,
        conversation: &mut Conversation,
        turned: Turned,
        now: proofdesk_domain::Timestamp,
    ) -> Timing {
        let terms = self.policy().desk_terms();
        let promised = terms.of(conversation.priority);
        let mut after = before.clone();
        after.look(&terms.hours, now);
        match turned {
            Turned::Asked | Turned::HandedOver => {
                if turned == Turned::Asked {
                    conversation.applicant_wrote(now);
                } else {
                    conversation.handed_over(now);
                }
                after.ours(conversation.replied_at.is_some(), promised, &terms.hours, now);
                after.hasten(promised, &terms.hours, now);
            }
            Turned::Answered => {
                conversation.staff_answered(now);
                after.theirs(Answered::Person, &terms.hours, now);
            }
            Turned::BotAnswered => {
                debug_assert_eq!(conversation.answering, Answering::Bot);
                conversation.bot_answered();
                after.theirs(Answered::Bot, &terms.hours, now);
            }
            Turned::Nothing => {}
        }
        show_clocks(conversation, &after);
        after
    }
}

/// Sets what a conversation's row says of its clocks.
pub(super) fn show_clocks(conversation: &mut Conversation, timing: &Timing) {
    conversation.due_at = timing.reply_due();
    let broken = timing.clocks.iter().filter_map(|clock| clock.broken_at).min();
    conversation.breached_at = conversation.breached_at.or(broken);
}
