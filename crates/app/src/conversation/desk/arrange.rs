//! Putting conversations in order: subject, tags, priority; closing, putting aside; joining two, parting one.

use crate::{
    App,
    conversation::{Saying, Turned, post::show_clocks},
    error::Error,
    seal::columns,
    staff::StaffSession,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    ConversationId, MessageId, Timestamp,
    conversation::{Conversation, ConversationTurn, Extra, Origin, Priority, talk::SnoozeError},
};
use proofdesk_store::{
    StoreError,
    conversations::{self, timing},
};

/// What is done with a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Says what it is about.
    Subject(String),
    /// Adds a tag.
    Tag(String),
    /// Takes one away.
    Untag(String),
    /// Says how urgent it is.
    Priority(Priority),
    /// The matter is settled.
    Close,
    /// It is not settled after all.
    Reopen,
    /// Out of the inbox until then.
    Snooze(Timestamp),
    /// Back in the inbox now.
    Wake,
}

/// Why it was not done. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ArrangeError {
    /// The moment does not do.
    #[error("the moment does not do")]
    Snooze(SnoozeError),
    /// Not a tag, or too many.
    #[error("this is no tag, or there are too many")]
    Tag,
    /// The subject is too long.
    #[error("the subject is too long")]
    Subject,
    /// The two are not of one person, or are one and the same, or one was joined before.
    #[error("these two cannot be joined")]
    Merge,
    /// There is nothing after that message, or nothing before it.
    #[error("there is nothing to part there")]
    Split,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for ArrangeError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// Longest subject, in characters.
const MAX_SUBJECT_CHARS: usize = 120;

impl App {
    /// Does something with a conversation.
    pub async fn arrange(
        &self,
        st: &StaffSession,
        id: ConversationId,
        deed: &Deed,
    ) -> Result<(), ArrangeError> {
        let (mut work, seal, mut talk) = self.at_conversation(st, id).await?;
        let now = work.now;
        let subject = Subject::Conversation(id);
        let before = timing::read(&mut work.tx, &talk).await?;
        let mut after = before.clone();
        let terms = self.policy().desk_terms();
        let mut event = None;
        match deed {
            Deed::Subject(words) => {
                let words = checked_subject(words)?;
                talk.sealed_subject = words.map(|w| seal.text(columns::SUBJECT, id.as_uuid(), &w));
                work.audit("conversation.named", subject);
            }
            Deed::Tag(word) => {
                if !talk.tags.add(word) {
                    return Err(ArrangeError::Tag);
                }
                work.audit_with("conversation.tagged", subject, &talk.tags)?;
            }
            Deed::Untag(word) => {
                talk.tags.remove(word);
                work.audit_with("conversation.tagged", subject, &talk.tags)?;
            }
            Deed::Priority(priority) => {
                talk.priority = *priority;
                after.hasten(terms.of(*priority), &terms.hours, now);
                work.audit_with("conversation.priority_set", subject, priority)?;
                event =
                    Some(("system-priority", vec![("priority".to_owned(), priority.as_str().to_owned())]));
            }
            Deed::Close => {
                talk.close(now);
                after.closed(&terms.hours, now);
                work.audit("conversation.closed", subject);
            }
            Deed::Reopen => {
                if talk.turn != ConversationTurn::Nobody {
                    return Ok(());
                }
                talk.applicant_wrote(now);
                after.ours(talk.replied_at.is_some(), terms.of(talk.priority), &terms.hours, now);
                work.audit("conversation.reopened", subject);
            }
            Deed::Snooze(until) => {
                talk.snooze(*until, now).map_err(ArrangeError::Snooze)?;
                work.audit("conversation.snoozed", subject);
            }
            Deed::Wake => talk.snoozed_until = None,
        }
        show_clocks(&mut talk, &after);
        timing::write(&mut work.tx, &talk, &before, &after).await?;
        match (deed, event) {
            // Both read that it was closed, and that it is open again.
            (Deed::Close, _) => {
                let said = Saying::event("system-closed");
                self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            }
            (Deed::Reopen, _) => {
                let said = Saying::event("system-reopened");
                self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            }
            (_, Some((key, values))) => {
                let said = Saying::event_for_staff(key).with(Extra::Named { values });
                self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            }
            _ => {
                conversations::update(&mut work.tx, &mut talk).await?;
                work.tell(told::CONVERSATION, Audience::Console, Some(id.as_uuid()));
            }
        }
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(())
    }

    /// Joins a conversation to another one of the same person: its messages go on there, in the order of
    /// time they have, and it is closed with a word that says where. What was promised first holds.
    pub async fn merge_conversation(
        &self,
        st: &StaffSession,
        from: ConversationId,
        into: &str,
    ) -> Result<ConversationId, ArrangeError> {
        let target = {
            let mut tx = self.store().read().await?;
            conversations::find_by_reference(&mut tx, &into.trim().to_uppercase()).await?
        };
        let target = target.ok_or(ArrangeError::Merge)?;
        let (mut work, seal, mut talk) = self.at_conversation(st, from).await?;
        if target.id == from || target.applicant != talk.applicant || talk.merged_into.is_some() {
            return Err(ArrangeError::Merge);
        }
        let found = conversations::lock(&mut work.tx, talk.applicant, target.id).await?;
        let mut whole = found.ok_or(ArrangeError::Merge)?;
        if whole.merged_into.is_some() || whole.mode != talk.mode {
            return Err(ArrangeError::Merge);
        }
        let now = work.now;
        let terms = self.policy().desk_terms();
        let moved = conversations::move_messages(&mut work.tx, &talk, &mut whole, 0).await?;
        let (before, own) =
            (timing::read(&mut work.tx, &whole).await?, timing::read(&mut work.tx, &talk).await?);
        // Where one of the two waited, the whole does, and by the earlier promise.
        let mut after = before.clone();
        if talk.turn == ConversationTurn::Staff {
            if whole.turn != ConversationTurn::Staff {
                whole.applicant_wrote(now);
            }
            whole.waiting_since = whole.waiting_since.min(talk.waiting_since).or(talk.waiting_since);
            after.join(&own, &terms.hours, now);
        }
        whole.priority = whole.priority.max(talk.priority);
        after.hasten(terms.of(whole.priority), &terms.hours, now);
        show_clocks(&mut whole, &after);
        timing::write(&mut work.tx, &whole, &before, &after).await?;
        for tag in talk.tags.list() {
            whole.tags.add(tag);
        }
        let named =
            |reference: &str| Extra::Named { values: vec![("reference".to_owned(), reference.to_owned())] };
        let said = Saying::event("system-merged-here").with(named(&talk.reference));
        self.post(&mut work, &seal, &mut whole, said, Turned::Nothing).await?;
        let mut rest = own.clone();
        rest.closed(&terms.hours, now);
        timing::write(&mut work.tx, &talk, &own, &rest).await?;
        talk.close(now);
        talk.merged_into = Some(whole.id);
        let said = Saying::event("system-merged-there").with(named(&whole.reference));
        self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
        work.audit_with("conversation.merged", Subject::Conversation(from), &(whole.id, moved))?;
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(whole.id)
    }

    /// Parts a conversation: from that message on its messages are a conversation of their own, which waits
    /// as this one does.
    pub async fn split_conversation(
        &self,
        st: &StaffSession,
        id: ConversationId,
        from: MessageId,
    ) -> Result<ConversationId, ArrangeError> {
        let (mut work, seal, mut talk) = self.at_conversation(st, id).await?;
        let found = conversations::find_message(&mut work.tx, talk.applicant, id, from).await?;
        let first = found.ok_or(ArrangeError::Split)?.seq;
        if first <= 1 || talk.merged_into.is_some() {
            return Err(ArrangeError::Split);
        }
        let now = work.now;
        let fresh =
            self.open_conversation_of(&mut work, talk.mode, talk.applicant, talk.verification).await?;
        let mut part = Conversation {
            origin: Origin::Ticket,
            answering: talk.answering,
            priority: talk.priority,
            tags: talk.tags.clone(),
            team: talk.team.clone(),
            assignee: talk.assignee,
            ..fresh
        };
        conversations::move_messages(&mut work.tx, &talk, &mut part, first - 1).await?;
        if talk.turn == ConversationTurn::Staff {
            let terms = self.policy().desk_terms();
            let own = timing::read(&mut work.tx, &talk).await?;
            let mut after = timing_of_part(&own);
            part.applicant_wrote(now);
            part.waiting_since = talk.waiting_since;
            part.replied_at = talk.replied_at;
            after.ours(part.replied_at.is_some(), terms.of(part.priority), &terms.hours, now);
            show_clocks(&mut part, &after);
            let nothing = proofdesk_domain::conversation::clock::Timing::default();
            timing::write(&mut work.tx, &part, &nothing, &after).await?;
        }
        let named =
            |reference: &str| Extra::Named { values: vec![("reference".to_owned(), reference.to_owned())] };
        let said = Saying::event("system-split-from").with(named(&talk.reference));
        self.post(&mut work, &seal, &mut part, said, Turned::Nothing).await?;
        let said = Saying::event("system-split-to").with(named(&part.reference));
        self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
        work.audit_with("conversation.split", Subject::Conversation(id), &part.id)?;
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(part.id)
    }
}

/// The clocks of a part: what has been waited counts for both.
fn timing_of_part(
    own: &proofdesk_domain::conversation::clock::Timing,
) -> proofdesk_domain::conversation::clock::Timing {
    proofdesk_domain::conversation::clock::Timing {
        runs: own.runs.iter().copied().filter(|run| run.to.is_none()).collect(),
        clocks: own.clocks.iter().copied().filter(|clock| clock.ended_at.is_none()).collect(),
    }
}

/// A subject as it is kept; none where nothing is left of it.
pub(in crate::conversation) fn checked_subject(raw: &str) -> Result<Option<String>, ArrangeError> {
    use proofdesk_domain::conversation::{MessageProblem, message_body};
    let one_line = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    match message_body(&one_line) {
        Ok(words) if words.chars().count() <= MAX_SUBJECT_CHARS => Ok(Some(words)),
        Ok(_) | Err(MessageProblem::TooLong) => Err(ArrangeError::Subject),
        Err(MessageProblem::Empty) => Ok(None),
    }
}
