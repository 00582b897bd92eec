//! The staff side of conversations: opening one, answering, notes for colleagues.

use super::views::ConversationReview;
use crate::{
    App,
    accounts::Page,
    conversation::{Saying, Turned, desk::names_in, view},
    error::Error,
    seal::{Seal, columns},
    staff::StaffSession,
    views::{ConversationView, Locale},
    wiring::MailKind,
    work::{Subject, Work},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, StaffId, VerificationId,
    access::Action,
    account::EmailAddress,
    conversation::{Author, Conversation, Extra, MessageKind, MessageProblem, Visibility, message_body},
    verification::{Mode, Verification},
};
use proofdesk_store::{
    accounts, applicants,
    conversations::{self, Readers, StoredMessage, floor},
};

use uuid::Uuid;

/// Why a message or a note was not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Empty or too long.
    #[error("the message is empty or too long")]
    Body(MessageProblem),
    /// A colleague answered since the caller looked.
    #[error("a colleague answered meanwhile")]
    Crossed,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// A conversation with its internal notes and what stands beside it. Opening is logged.
    pub async fn open_conversation(
        &self,
        st: &StaffSession,
        id: ConversationId,
    ) -> Result<ConversationReview, Error> {
        st.permit(Action::OpenCase)?;
        let head = self.conversation_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let names = self.staff_names().await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        work.audit("conversation.opened", Subject::Conversation(id));
        self.saw_named(&mut work, &head, st.id).await?;
        let conversation =
            conversations::find(&mut work.tx, head.applicant, id).await?.ok_or(Error::NotFound)?;
        let view = view(&mut work.tx, &seal, &names, &conversation, Readers::Staff).await?;
        let applicant = self.applicant_view(&mut work.tx, &seal, head.applicant, None, true).await?;
        let desk = self.desk_view(&mut work.tx, &seal, &names, st, &conversation).await?;
        work.commit().await?;
        Ok(ConversationReview {
            conversation: view,
            mode: head.mode,
            turn: conversation.turn,
            applicant,
            verification: conversation.verification,
            desk,
        })
    }

    /// Answers the applicant: their turn, the clock rests, a mail says that there is an answer.
    pub async fn reply(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.reply_seen(st, id, text, Seen::default()).await
    }

    /// The same from a page that says what it showed: refused where a colleague answered since.
    pub async fn reply_seen(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
        seen: Seen,
    ) -> Result<ConversationView, WriteError> {
        self.write_from_staff(st, Place::Conversation(id), text, Visibility::Both, seen).await
    }

    /// The same about a case.
    pub async fn reply_about_seen(
        &self,
        st: &StaffSession,
        id: VerificationId,
        text: &str,
        seen: Seen,
    ) -> Result<ConversationView, WriteError> {
        self.write_from_staff(st, Place::Case(id), text, Visibility::Both, seen).await
    }

    /// Answers with files that were taken in before.
    pub async fn reply_with(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
        files: &[Uuid],
    ) -> Result<(), WriteError> {
        let body = message_body(text).map_err(WriteError::Body)?;
        let (mut work, seal, talk) = self.at_conversation(st, id).await?;
        let words = StaffWords {
            author: st.id,
            body: &body,
            visibility: Visibility::Both,
            client: None,
            mentioned: Vec::new(),
        };
        let talk = self.say_from_staff(&mut work, &seal, talk, words).await?;
        let last = conversations::list_messages(
            &mut work.tx,
            talk.applicant,
            id,
            Readers::Staff,
            talk.last_seq - 1,
            1,
        );
        let message = last.await.map_err(Error::from)?.pop().ok_or(Error::NotFound)?;
        self.attach_files(&mut work, &talk, files, message.id, Some(st.id)).await?;
        work.commit().await?;
        Ok(())
    }

    /// Leaves a note that only staff read.
    pub async fn note(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write_from_staff(st, Place::Conversation(id), text, Visibility::Internal, Seen::default()).await
    }

    /// Writes to the applicant of a case, beginning a conversation where there is none.
    pub async fn reply_about(
        &self,
        st: &StaffSession,
        id: VerificationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.reply_about_seen(st, id, text, Seen::default()).await
    }

    /// Leaves a note beside a case, beginning a conversation where there is none.
    pub async fn note_about(
        &self,
        st: &StaffSession,
        id: VerificationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write_from_staff(st, Place::Case(id), text, Visibility::Internal, Seen::default()).await
    }

    async fn write_from_staff(
        &self,
        st: &StaffSession,
        place: Place,
        text: &str,
        visibility: Visibility,
        seen: Seen,
    ) -> Result<ConversationView, WriteError> {
        st.permit(Action::Assist)?;
        let body = message_body(text).map_err(WriteError::Body)?;
        let (mode, applicant) = match place {
            Place::Conversation(id) => {
                let head = self.conversation_for_staff(id).await?;
                (head.mode, head.applicant)
            }
            Place::Case(id) => {
                let head = self.case_for_staff(id).await?;
                (head.mode, head.applicant)
            }
        };
        let seal = self.seal_of(mode, applicant).await?;
        let names = self.staff_names().await?;
        let mut work = self.work(st.actor(), mode, applicant).await?;
        let found = match place {
            Place::Conversation(id) => conversations::find(&mut work.tx, applicant, id)
                .await
                .map_err(Error::from)?
                .ok_or(Error::NotFound)?,
            Place::Case(id) => self.conversation_beside(&mut work, mode, applicant, id).await?,
        };
        if let Some(client) = seen.client
            && conversations::find_by_client_id(&mut work.tx, found.id, client)
                .await
                .map_err(Error::from)?
                .is_some()
        {
            // Sent before: the page did not hear of it.
            return Ok(view(&mut work.tx, &seal, &names, &found, Readers::Staff).await?);
        }
        if let (Some(last), Visibility::Both) = (seen.last, visibility) {
            let since = conversations::list_messages(
                &mut work.tx,
                applicant,
                found.id,
                Readers::Applicant,
                last,
                i64::from(u16::MAX),
            );
            let by_colleague = |message: &StoredMessage| {
                message.kind == MessageKind::Said
                    && matches!(message.author, Author::Staff(id) if id != st.id)
            };
            if since.await.map_err(Error::from)?.iter().any(by_colleague) {
                return Err(WriteError::Crossed);
            }
        }
        let mentioned = match visibility {
            Visibility::Internal => names_in(&names, &body),
            Visibility::Both => Vec::new(),
        };
        let words = StaffWords { author: st.id, body: &body, visibility, client: seen.client, mentioned };
        let conversation = self.say_from_staff(&mut work, &seal, found, words).await?;
        let view = view(&mut work.tx, &seal, &names, &conversation, Readers::Staff).await?;
        work.commit().await?;
        Ok(view)
    }

    /// Adds a staff member's words to the applicant to the case's conversation.
    pub(crate) async fn add_staff_message(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        author: StaffId,
        body: &str,
    ) -> Result<(), Error> {
        let found = self.conversation_beside(work, case.mode, case.applicant, case.id).await?;
        self.add_message(work, seal, found, author, body, Visibility::Both).await.map(|_| ())
    }

    /// Adds a note for staff to the case's conversation.
    pub(crate) async fn add_staff_note(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        author: StaffId,
        body: &str,
    ) -> Result<(), Error> {
        let found = self.conversation_beside(work, case.mode, case.applicant, case.id).await?;
        self.add_message(work, seal, found, author, body, Visibility::Internal).await.map(|_| ())
    }

    async fn add_message(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: Conversation,
        author: StaffId,
        body: &str,
        visibility: Visibility,
    ) -> Result<Conversation, Error> {
        let words = StaffWords { author, body, visibility, client: None, mentioned: Vec::new() };
        self.say_from_staff(work, seal, conversation, words).await
    }

    async fn say_from_staff(
        &self,
        work: &mut Work,
        seal: &Seal,
        mut conversation: Conversation,
        words: StaffWords<'_>,
    ) -> Result<Conversation, Error> {
        let StaffWords { author, body, visibility, client, mentioned } = words;
        let (kind, turned) = match visibility {
            Visibility::Both => (MessageKind::Said, Turned::Answered),
            Visibility::Internal => (MessageKind::Note, Turned::Nothing),
        };
        let mut said = Saying::new(Author::Staff(author), kind, body).numbered(client);
        if !mentioned.is_empty() {
            said = said.with(Extra::Mentions { staff: mentioned.clone() });
        }
        // Who answers has it, where nobody had.
        if visibility == Visibility::Both && conversation.assignee.is_none() {
            conversation.assignee = Some(author);
        }
        let message = self.post(work, seal, &mut conversation, said, turned).await?;
        self.tell_named(work, &message, &mentioned).await?;
        floor::delete_draft(&mut work.tx, conversation.id, author.as_uuid(), kind).await?;
        if visibility == Visibility::Both {
            let link = self.address_of(Page::Conversation);
            self.mail_applicant(work, seal, conversation.applicant, MailKind::Message { link }).await?;
        }
        Ok(conversation)
    }

    /// Mails the applicant, if they have an address: people who came by a hosted link have none here.
    pub(crate) async fn mail_applicant(
        &self,
        work: &mut Work,
        seal: &Seal,
        applicant: ApplicantId,
        mail: MailKind,
    ) -> Result<(), Error> {
        let Some(account) = accounts::find_by_applicant(&mut work.tx, applicant).await? else {
            return Ok(());
        };
        if account.confirmed_at.is_none() {
            return Ok(());
        }
        let to: EmailAddress = seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
        let person = applicants::get(&mut work.tx, applicant).await?;
        let locale = Locale::find(&person.locale).unwrap_or_default();
        work.mail(self, seal, &to, locale, mail).await
    }

    /// The conversation beside a case, begun where there is none.
    async fn conversation_beside(
        &self,
        work: &mut Work,
        mode: Mode,
        applicant: ApplicantId,
        case: VerificationId,
    ) -> Result<Conversation, Error> {
        if let Some(found) = conversations::find_by_verification(&mut work.tx, applicant, case).await? {
            return Ok(found);
        }
        self.open_conversation_of(work, mode, applicant, Some(case)).await
    }

    async fn conversation_for_staff(&self, id: ConversationId) -> Result<Conversation, Error> {
        let mut tx = self.store().read().await?;
        conversations::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)
    }
}

/// What a page showed when its words were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last message.
    pub last: Option<i64>,
    /// The page's own number for the words: the same sent twice is one message.
    pub client: Option<Uuid>,
}

/// Words of a staff member.
struct StaffWords<'a> {
    author: StaffId,
    body: &'a str,
    visibility: Visibility,
    client: Option<Uuid>,
    mentioned: Vec<StaffId>,
}

/// Where words go.
#[derive(Clone, Copy)]
enum Place {
    Conversation(ConversationId),
    Case(VerificationId),
}
