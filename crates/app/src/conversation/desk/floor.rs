//! Who is where: presence without locks, who writes, how far each has read, and drafts.

use crate::{
    App,
    error::Error,
    seal::columns,
    staff::StaffSession,
    views::ApplicantSession,
    work::{Audience, Work, told},
};
use proofdesk_domain::{
    ApplicantId, ConversationId,
    access::Action,
    conversation::{Conversation, MAX_MESSAGE_CHARS, MessageKind},
};
use proofdesk_store::conversations::{
    self,
    floor::{self, Draft, Mark, Present},
};
use time::Duration;
use uuid::Uuid;

/// So long after the last sign of life somebody is taken to have gone.
pub(super) const PRESENT: Duration = Duration::seconds(45);
/// So long after the last key somebody is taken to have stopped writing.
pub(super) const TYPING: Duration = Duration::seconds(6);

/// A sign of life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// They are writing.
    pub typing: bool,
    /// They have gone.
    pub gone: bool,
    /// The last message that reached their screen.
    pub delivered: i64,
    /// The last one that was before their eyes.
    pub read: i64,
}

impl App {
    /// A staff member has a conversation before them.
    pub async fn at_desk(&self, st: &StaffSession, id: ConversationId, sign: Sign) -> Result<(), Error> {
        st.permit(Action::OpenCase)?;
        let head = {
            let mut tx = self.store().read().await?;
            conversations::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        if sign.read > 0 {
            self.saw_named(&mut work, &head, st.id).await?;
        }
        signed(work, &head, st.id.as_uuid(), sign).await
    }

    /// The applicant has their conversation before them.
    pub async fn in_conversation(
        &self,
        s: &ApplicantSession,
        id: ConversationId,
        sign: Sign,
    ) -> Result<(), Error> {
        let head = self.own_conversation(s, id).await?;
        let work = self.work(s.actor(), s.mode, s.applicant).await?;
        signed(work, &head, s.applicant.as_uuid(), sign).await
    }

    /// One of the applicant's own conversations; a hosted link sees only its case's.
    pub(in crate::conversation) async fn own_conversation(
        &self,
        s: &ApplicantSession,
        id: ConversationId,
    ) -> Result<Conversation, Error> {
        let mut tx = self.store().read().await?;
        let found = conversations::find(&mut tx, s.applicant, id).await?.ok_or(Error::NotFound)?;
        match s.only_case {
            Some(case) if found.verification != Some(case) => Err(Error::NotFound),
            _ => Ok(found),
        }
    }

    /// Keeps what a staff member is writing: a reply and a note apart. Nothing forgets it.
    pub async fn keep_words(
        &self,
        st: &StaffSession,
        id: ConversationId,
        kind: MessageKind,
        words: &str,
    ) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        self.keep_draft_of(id, None, st.id.as_uuid(), kind, words).await
    }

    /// Keeps what the applicant is writing.
    pub async fn keep_my_words(
        &self,
        s: &ApplicantSession,
        id: ConversationId,
        words: &str,
    ) -> Result<(), Error> {
        self.own_conversation(s, id).await?;
        self.keep_draft_of(id, Some(s.applicant), s.applicant.as_uuid(), MessageKind::Said, words).await
    }

    async fn keep_draft_of(
        &self,
        id: ConversationId,
        whose: Option<ApplicantId>,
        writer: Uuid,
        kind: MessageKind,
        words: &str,
    ) -> Result<(), Error> {
        if words.len() > MAX_MESSAGE_CHARS * 4 {
            return Err(Error::Invalid("the draft is too long"));
        }
        let head = {
            let mut tx = self.store().read().await?;
            conversations::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        if whose.is_some_and(|applicant| applicant != head.applicant) {
            return Err(Error::NotFound);
        }
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut tx = self.store().begin().await?;
        if words.trim().is_empty() {
            floor::delete_draft(&mut tx, id, writer, kind).await?;
        } else {
            let row = self.fresh_uuid();
            let draft = Draft {
                id: row,
                conversation_id: id,
                writer_id: writer,
                kind,
                applicant_id: head.applicant,
                sealed: seal.text(columns::TALK_DRAFT, row, words),
                saved_at: self.now(),
            };
            floor::put_draft(&mut tx, &draft).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Writes a sign of life, and tells pages of it where it is news.
async fn signed(mut work: Work, head: &Conversation, who: Uuid, sign: Sign) -> Result<(), Error> {
    let now = work.now;
    let mut news = if sign.gone {
        floor::leave(&mut work.tx, head.id, who).await?
    } else {
        let present = Present {
            conversation_id: head.id,
            who_id: who,
            applicant_id: head.applicant,
            seen_at: now,
            typing_at: sign.typing.then_some(now),
        };
        floor::see(&mut work.tx, &present, now.plus(-TYPING)).await?
    };
    if sign.delivered > 0 || sign.read > 0 {
        let mark = Mark {
            conversation_id: head.id,
            reader_id: who,
            applicant_id: head.applicant,
            // Nobody has read what is not there.
            delivered_seq: sign.delivered.max(sign.read).min(head.last_seq),
            read_seq: sign.read.min(head.last_seq),
            seen_at: now,
        };
        news |= floor::put_mark(&mut work.tx, &mark).await?;
    }
    if news {
        work.tell(told::PRESENCE, Audience::Both, Some(head.id.as_uuid()));
    }
    work.commit().await
}
