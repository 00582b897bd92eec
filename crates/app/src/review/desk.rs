//! The staff side of conversations: opening one, answering, notes for colleagues.

use super::views::ConversationReview;
use crate::{
    App,
    accounts::Page,
    conversation::{Saying, Turned, view},
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
    conversation::{Author, Conversation, MessageKind, MessageProblem, Visibility, message_body},
    verification::{Mode, Verification},
};
use proofdesk_store::{
    accounts, applicants,
    conversations::{self, Readers},
};

/// Why a message or a note was not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Empty or too long.
    #[error("the message is empty or too long")]
    Body(MessageProblem),
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
        let conversation =
            conversations::find(&mut work.tx, head.applicant, id).await?.ok_or(Error::NotFound)?;
        let view = view(&mut work.tx, &seal, &names, &conversation, Readers::Staff).await?;
        let applicant = self.applicant_view(&mut work.tx, &seal, head.applicant, None, true).await?;
        work.commit().await?;
        Ok(ConversationReview {
            conversation: view,
            mode: head.mode,
            turn: conversation.turn,
            applicant,
            verification: conversation.verification,
        })
    }

    /// Answers the applicant: their turn, the clock rests, a mail says that there is an answer.
    pub async fn reply(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write(st, Place::Conversation(id), text, Visibility::Both).await
    }

    /// Leaves a note that only staff read.
    pub async fn note(
        &self,
        st: &StaffSession,
        id: ConversationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write(st, Place::Conversation(id), text, Visibility::Internal).await
    }

    /// Writes to the applicant of a case, beginning a conversation where there is none.
    pub async fn reply_about(
        &self,
        st: &StaffSession,
        id: VerificationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write(st, Place::Case(id), text, Visibility::Both).await
    }

    /// Leaves a note beside a case, beginning a conversation where there is none.
    pub async fn note_about(
        &self,
        st: &StaffSession,
        id: VerificationId,
        text: &str,
    ) -> Result<ConversationView, WriteError> {
        self.write(st, Place::Case(id), text, Visibility::Internal).await
    }

    async fn write(
        &self,
        st: &StaffSession,
        place: Place,
        text: &str,
        visibility: Visibility,
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
        let conversation = self.add_message(&mut work, &seal, found, st.id, &body, visibility).await?;
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
        mut conversation: Conversation,
        author: StaffId,
        body: &str,
        visibility: Visibility,
    ) -> Result<Conversation, Error> {
        let (kind, turned) = match visibility {
            Visibility::Both => (MessageKind::Said, Turned::Answered),
            Visibility::Internal => (MessageKind::Note, Turned::Nothing),
        };
        let said = Saying::new(Author::Staff(author), kind, body);
        self.post(work, seal, &mut conversation, said, turned).await?;
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

/// Where words go.
#[derive(Clone, Copy)]
enum Place {
    Conversation(ConversationId),
    Case(VerificationId),
}
