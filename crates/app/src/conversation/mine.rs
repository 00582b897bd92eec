//! The applicant's own conversations: a chat that goes on, tickets with a reference, words that can be taken
//! back for a minute.

use super::{SayError, Saying, Turned, desk::open::standing, newest, view};
use crate::{
    App,
    accounts::Page,
    error::Error,
    seal::columns,
    staff::StaffSession,
    views::{ApplicantSession, ConversationView, OwnTalk},
    wiring::MailKind,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ConversationId, MessageId, Timestamp, VerificationId,
    conversation::{Author, Conversation, EDITABLE, MessageKind, MessageProblem, Origin, message_body},
};
use proofdesk_store::{
    StoreError,
    conversations::{self, MessageVersion, Readers, StoredMessage, floor, mentions, search},
    verifications,
};
use uuid::Uuid;

/// Most tickets that one person has open at once; more go into one of those.
const MOST_OPEN: usize = 20;

/// What somebody writes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// The words.
    pub text: &'a str,
    /// In which conversation; none is the newest, or a new one.
    pub conversation: Option<ConversationId>,
    /// About which case.
    pub about: Option<VerificationId>,
    /// The page's own number for it: the same sent twice is one message.
    pub client: Option<Uuid>,
    /// Files that were taken in before.
    pub files: &'a [Uuid],
}

/// A ticket as its form has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticket<'a> {
    /// What it is about.
    pub subject: &'a str,
    /// The whole of what was written, as people will read it.
    pub text: &'a str,
    /// The page's own number for it.
    pub client: Option<Uuid>,
}

/// Why a message was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Its minute is over, or it is none that is changed.
    #[error("the message cannot be changed any more")]
    TooLate,
    /// Empty or too long.
    #[error("the message is empty or too long")]
    Body(MessageProblem),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// A number for a page's next message.
    pub fn fresh_client_id(&self) -> Uuid {
        self.fresh_uuid()
    }

    /// The applicant's conversations, the newest first. A hosted link sees its case's only.
    pub async fn my_conversations(&self, s: &ApplicantSession) -> Result<Vec<OwnTalk>, Error> {
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut tx = self.store().read().await?;
        let mut own = Vec::new();
        for talk in conversations::list(&mut tx, s.applicant).await? {
            if s.only_case.is_some_and(|case| talk.verification != Some(case)) || talk.last_seq == 0 {
                continue;
            }
            let marks = floor::list_marks(&mut tx, s.applicant, talk.id).await?;
            let read = marks.iter().find(|m| m.reader_id == s.applicant.as_uuid()).map_or(0, |m| m.read_seq);
            own.push(OwnTalk {
                subject: super::desk::open::subject(&seal, &talk)?,
                unread: talk.last_seq > read,
                id: talk.id,
                reference: talk.reference,
                turn: talk.turn,
                due_at: talk.due_at,
                last_at: talk.last_at.unwrap_or(talk.opened_at),
            });
        }
        Ok(own)
    }

    /// One of the applicant's conversations.
    pub async fn own_view(
        &self,
        s: &ApplicantSession,
        id: ConversationId,
    ) -> Result<ConversationView, Error> {
        let talk = self.own_conversation(s, id).await?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let mut shown = view(&mut tx, &seal, &names, &talk, Readers::Applicant).await?;
        shown.here = standing(&mut tx, &names, &talk, None, self.now()).await?;
        if talk.is_waiting(self.now()) {
            shown.before =
                Some(u64::try_from(conversations::count_before(&mut tx, &talk).await?).unwrap_or(0));
        }
        let rows = floor::list_drafts(&mut tx, s.applicant, talk.id, s.applicant.as_uuid()).await?;
        if let Some(draft) = rows.first() {
            shown.draft = seal.open_text(columns::TALK_DRAFT, draft.id, &draft.sealed)?;
        }
        Ok(shown)
    }

    /// Whether somebody who answers is at the desk, and when it opens where it is closed.
    pub async fn desk_is(&self) -> Result<(bool, Option<Timestamp>), Error> {
        let now = self.now();
        let hours = self.policy().desk_terms().hours;
        let mut tx = self.store().read().await?;
        let there =
            self.candidates(&mut tx).await?.iter().any(|c| {
                c.may_answer && c.presence == proofdesk_domain::conversation::assign::Presence::Here
            });
        Ok((there && hours.is_open(now), hours.next_open(now)))
    }

    /// Writes. The same number sent again changes nothing and gives the conversation as it is.
    pub async fn write(&self, s: &ApplicantSession, words: Words<'_>) -> Result<ConversationId, SayError> {
        let body = match message_body(words.text) {
            // A file says something by itself.
            Err(MessageProblem::Empty) if !words.files.is_empty() => String::new(),
            other => other.map_err(SayError::Body)?,
        };
        let about = words.about.or(s.only_case);
        if let Some(case) = about {
            s.permit(case)?;
        }
        if let Some(id) = words.conversation {
            self.own_conversation(s, id).await?;
        }
        let seal = self.seal_of(s.mode, s.applicant).await?;
        for crossing in 1.. {
            let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
            match self.write_once(&mut work, &seal, s, words, about, &body).await {
                Ok(id) => {
                    work.commit().await?;
                    return Ok(id);
                }
                Err(Error::Stale { .. }) if crossing < crate::journey::CROSSINGS => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Stale { what: "conversation" }.into())
    }

    async fn write_once(
        &self,
        work: &mut Work,
        seal: &crate::seal::Seal,
        s: &ApplicantSession,
        words: Words<'_>,
        about: Option<VerificationId>,
        body: &str,
    ) -> Result<ConversationId, Error> {
        if let Some(case) = about {
            verifications::get(&mut work.tx, s.applicant, case).await?;
        }
        let found = match words.conversation {
            Some(id) => conversations::lock(&mut work.tx, s.applicant, id).await?,
            None => newest(&mut work.tx, s, about).await?,
        };
        let mut talk = if let Some(found) = found {
            followed(work, found).await?
        } else {
            let case = about.or(s.progress.current);
            self.open_conversation_of(work, s.mode, s.applicant, case).await?
        };
        self.say_once(work, seal, &mut talk, words.client, words.files, body).await?;
        self.bot_yields(work, seal, s, &mut talk).await?;
        Ok(talk.id)
    }

    /// Adds the applicant's words once, with their files.
    async fn say_once(
        &self,
        work: &mut Work,
        seal: &crate::seal::Seal,
        talk: &mut Conversation,
        client: Option<Uuid>,
        files: &[Uuid],
        body: &str,
    ) -> Result<(), Error> {
        if let Some(client) = client
            && conversations::find_by_client_id(&mut work.tx, talk.id, client).await?.is_some()
        {
            return Ok(());
        }
        let said = Saying::new(Author::Applicant, MessageKind::Said, body).numbered(client);
        let message = self.post(work, seal, talk, said, Turned::Asked).await?;
        self.attach_files(work, talk, files, message.id, None).await?;
        floor::delete_draft(&mut work.tx, talk.id, talk.applicant.as_uuid(), MessageKind::Said).await?;
        Ok(())
    }

    /// Opens a ticket about the case that is under way, with its reference by mail.
    pub async fn open_ticket(
        &self,
        s: &ApplicantSession,
        ticket: Ticket<'_>,
    ) -> Result<ConversationView, SayError> {
        let body = message_body(ticket.text).map_err(SayError::Body)?;
        let subject = super::desk::checked_subject(ticket.subject)
            .map_err(|_| SayError::Subject)?
            .ok_or(SayError::Subject)?;
        let about = s.only_case.or(s.progress.current);
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let names = self.staff_names().await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let own = conversations::list(&mut work.tx, s.applicant).await?;
        // The same form sent twice is one ticket.
        for talk in &own {
            if let Some(client) = ticket.client
                && conversations::find_by_client_id(&mut work.tx, talk.id, client).await?.is_some()
            {
                return Ok(view(&mut work.tx, &seal, &names, talk, Readers::Applicant).await?);
            }
        }
        if own.iter().filter(|talk| talk.closed_at.is_none()).count() >= MOST_OPEN {
            return Err(SayError::TooMany);
        }
        let mut talk = self.open_conversation_of(&mut work, s.mode, s.applicant, about).await?;
        talk.origin = Origin::Ticket;
        talk.sealed_subject = Some(seal.text(columns::SUBJECT, talk.id.as_uuid(), &subject));
        self.say_once(&mut work, &seal, &mut talk, ticket.client, &[], &body).await?;
        let link = self.address_of(Page::Conversation);
        let mail = MailKind::Ticket { reference: talk.reference.clone(), link };
        self.mail_applicant(&mut work, &seal, s.applicant, mail).await?;
        let shown = view(&mut work.tx, &seal, &names, &talk, Readers::Applicant).await?;
        work.commit().await?;
        Ok(shown)
    }

    /// Changes the applicant's own words within their minute; no words take the message back.
    pub async fn change_my_message(
        &self,
        s: &ApplicantSession,
        conversation: ConversationId,
        message: MessageId,
        words: Option<&str>,
    ) -> Result<(), ChangeError> {
        let talk = self.own_conversation(s, conversation).await?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let work = self.work(s.actor(), s.mode, s.applicant).await?;
        self.change_message(work, &seal, &talk, message, Author::Applicant, words).await
    }

    /// The same of a staff member's.
    pub async fn change_our_message(
        &self,
        st: &StaffSession,
        conversation: ConversationId,
        message: MessageId,
        words: Option<&str>,
    ) -> Result<(), ChangeError> {
        let (work, seal, talk) = self.at_conversation(st, conversation).await?;
        self.change_message(work, &seal, &talk, message, Author::Staff(st.id), words).await
    }

    async fn change_message(
        &self,
        mut work: Work,
        seal: &crate::seal::Seal,
        talk: &Conversation,
        id: MessageId,
        author: Author,
        words: Option<&str>,
    ) -> Result<(), ChangeError> {
        let body = words.map(message_body).transpose().map_err(ChangeError::Body)?;
        let found = conversations::find_message(&mut work.tx, talk.applicant, talk.id, id).await?;
        let mut message: StoredMessage = found.ok_or(Error::NotFound)?;
        if message.author != author {
            return Err(Error::NotFound.into());
        }
        let now = work.now;
        let open = message.kind.is_editable() && message.withdrawn_at.is_none();
        if !open || now.since(message.sent_at) > EDITABLE {
            return Err(ChangeError::TooLate);
        }
        // What it said before is sealed for a row of its own.
        let row = self.fresh_uuid();
        let earlier = seal.open_text(columns::BODY, id.as_uuid(), &message.sealed_body)?;
        let before = MessageVersion {
            id: row,
            message_id: id,
            conversation_id: talk.id,
            applicant_id: talk.applicant,
            sealed_body: seal.text(columns::VERSION, row, &earlier),
            replaced_at: now,
        };
        let terms = if let Some(body) = &body {
            message.sealed_body = seal.text(columns::BODY, id.as_uuid(), body);
            message.edited_at = Some(now);
            self.message_terms(talk.mode, body)
        } else {
            message.sealed_body = seal.text(columns::BODY, id.as_uuid(), "");
            message.withdrawn_at = Some(now);
            Vec::new()
        };
        conversations::replace_body(&mut work.tx, &message, &before).await?;
        search::put(&mut work.tx, talk.applicant, id, &terms).await?;
        if body.is_none() {
            mentions::delete(&mut work.tx, id).await?;
            work.tell(told::MENTION, Audience::Console, None);
        }
        let deed = if body.is_some() { "message.changed" } else { "message.withdrawn" };
        work.audit(deed, Subject::Conversation(talk.id));
        let audience = match message.visibility {
            proofdesk_domain::conversation::Visibility::Both => Audience::Both,
            proofdesk_domain::conversation::Visibility::Internal => Audience::Console,
        };
        work.tell(told::CONVERSATION, audience, Some(talk.id.as_uuid()));
        work.commit().await?;
        Ok(())
    }
}

/// The conversation in which a joined one goes on.
async fn followed(work: &mut Work, talk: Conversation) -> Result<Conversation, Error> {
    match talk.merged_into {
        Some(id) => {
            let found = conversations::lock(&mut work.tx, talk.applicant, id).await?;
            Ok(found.unwrap_or(talk))
        }
        None => Ok(talk),
    }
}
