//! The applicant's side of conversations, and what Proofdesk itself says in them.

use crate::{
    App,
    error::Error,
    seal::{Seal, columns},
    staff::Names,
    views::{ApplicantSession, AuthorView, ConversationView, MessageView},
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, MessageId, VerificationId,
    conversation::{Author, Conversation, ConversationTurn, MessageProblem, Visibility, message_body},
    verification::{Mode, Verification},
};
use proofdesk_store::{
    StoreError, Tx,
    conversations::{self, Readers, StoredMessage},
    verifications,
};
use time::Duration;

/// Messages shown of one conversation, the newest.
const SHOWN: i64 = 1_000;

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// Empty or too long.
    #[error("the message is empty or too long")]
    Body(MessageProblem),
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for SayError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// The applicant's conversation: beside the one case that a hosted link opens, else the newest.
    pub async fn my_conversation(&self, s: &ApplicantSession) -> Result<Option<ConversationView>, Error> {
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        match newest(&mut tx, s, None).await? {
            Some(found) => Ok(Some(view(&mut tx, &seal, &names, &found).await?)),
            None => Ok(None),
        }
    }

    /// Writes to the people behind the desk, about a case or in general. It lands in the conversation
    /// beside the case; a clock that runs already keeps its promise.
    pub async fn say(
        &self,
        s: &ApplicantSession,
        text: &str,
        about: Option<VerificationId>,
    ) -> Result<ConversationView, SayError> {
        let body = message_body(text).map_err(SayError::Body)?;
        let about = about.or(s.only_case);
        if let Some(case) = about {
            s.permit(case)?;
        }
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let names = self.staff_names().await?;
        for crossing in 1.. {
            let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
            match self.post_from_applicant(&mut work, &seal, s, about, &body).await {
                Ok(conversation) => {
                    let view = view(&mut work.tx, &seal, &names, &conversation).await?;
                    work.commit().await?;
                    return Ok(view);
                }
                Err(Error::Stale { .. }) if crossing < crate::journey::CROSSINGS => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Stale { what: "conversation" }.into())
    }

    /// Adds an applicant's words to their conversation, which is begun where there is none.
    pub(crate) async fn post_from_applicant(
        &self,
        work: &mut Work,
        seal: &Seal,
        s: &ApplicantSession,
        about: Option<VerificationId>,
        body: &str,
    ) -> Result<Conversation, Error> {
        if let Some(case) = about {
            // Whose case it is: a stranger's id is no case at all.
            verifications::get(&mut work.tx, s.applicant, case).await?;
        }
        let mut conversation = match newest(&mut work.tx, s, about).await? {
            Some(found) => found,
            None => {
                self.open_conversation_of(work, s.mode, s.applicant, about.or(s.progress.current)).await?
            }
        };
        let due_at = work.now.plus(Duration::hours(self.policy().clocks.answer_hours));
        conversation.applicant_wrote(due_at);
        self.post(work, seal, &mut conversation, Author::Applicant, body).await?;
        Ok(conversation)
    }

    /// An applicant needs a person, without having written words: the conversation waits for staff.
    pub(crate) async fn ask_person(
        &self,
        work: &mut Work,
        seal: &Seal,
        s: &ApplicantSession,
        key: &str,
    ) -> Result<(), Error> {
        let mut conversation = match newest(&mut work.tx, s, None).await? {
            Some(found) => found,
            None => self.open_conversation_of(work, s.mode, s.applicant, s.progress.current).await?,
        };
        let due_at = work.now.plus(Duration::hours(self.policy().clocks.answer_hours));
        conversation.applicant_wrote(due_at);
        self.post(work, seal, &mut conversation, Author::System, key).await
    }

    /// The same about a case whose conversation there is, with words where some were written.
    pub(crate) async fn ask_person_about(
        &self,
        work: &mut Work,
        seal: &Seal,
        s: &ApplicantSession,
        case: VerificationId,
        words: Option<&str>,
    ) -> Result<(), Error> {
        if let Some(words) = words {
            self.post_from_applicant(work, seal, s, Some(case), words).await?;
            return Ok(());
        }
        let found = conversations::find_by_verification(&mut work.tx, s.applicant, case).await?;
        let mut conversation = found.ok_or(Error::NotFound)?;
        let due_at = work.now.plus(Duration::hours(self.policy().clocks.answer_hours));
        conversation.applicant_wrote(due_at);
        self.post(work, seal, &mut conversation, Author::System, "system-help-waits").await
    }

    /// Adds a word of Proofdesk's own to a case's conversation: a text key of the pages. It changes
    /// nobody's turn.
    pub(crate) async fn post_from_system(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        key: &str,
    ) -> Result<(), Error> {
        let found = conversations::find_by_verification(&mut work.tx, case.applicant, case.id).await?;
        let mut conversation = match found {
            Some(found) => found,
            None => self.open_conversation_of(work, case.mode, case.applicant, Some(case.id)).await?,
        };
        self.post(work, seal, &mut conversation, Author::System, key).await
    }

    /// Begins a conversation.
    pub(crate) async fn open_conversation_of(
        &self,
        work: &mut Work,
        mode: Mode,
        applicant: ApplicantId,
        case: Option<VerificationId>,
    ) -> Result<Conversation, Error> {
        let conversation = Conversation {
            id: ConversationId::from_uuid(self.fresh_uuid()),
            mode,
            applicant,
            verification: case,
            reference: self.fresh_reference("TK"),
            turn: ConversationTurn::Applicant,
            last_seq: 0,
            due_at: None,
            opened_at: work.now,
            version: 1,
        };
        conversations::insert(&mut work.tx, &conversation).await?;
        work.audit("conversation.begun", Subject::Conversation(conversation.id));
        Ok(conversation)
    }

    async fn post(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        author: Author,
        body: &str,
    ) -> Result<(), Error> {
        let id = MessageId::from_uuid(self.fresh_uuid());
        let mut message = StoredMessage {
            id,
            conversation_id: conversation.id,
            applicant_id: conversation.applicant,
            seq: 0,
            author,
            visibility: Visibility::Both,
            sealed_body: seal.text(columns::BODY, id.as_uuid(), body),
            sent_at: work.now,
        };
        conversations::insert_message(&mut work.tx, conversation, &mut message).await?;
        work.audit("message.sent", Subject::Conversation(conversation.id));
        work.tell(told::CONVERSATION, Audience::Both, Some(conversation.id.as_uuid()));
        if conversation.turn == ConversationTurn::Staff {
            work.tell(told::INBOX, Audience::Console, None);
        }
        Ok(())
    }
}

/// The conversation beside a case (a hosted link's own, if none is named), else the newest of all.
async fn newest(
    tx: &mut Tx,
    s: &ApplicantSession,
    about: Option<VerificationId>,
) -> Result<Option<Conversation>, Error> {
    Ok(match about.or(s.only_case) {
        Some(case) => conversations::find_by_verification(tx, s.applicant, case).await?,
        None => conversations::list(tx, s.applicant).await?.into_iter().next(),
    })
}

/// A conversation as its applicant sees it.
async fn view(
    tx: &mut Tx,
    seal: &Seal,
    names: &Names,
    conversation: &Conversation,
) -> Result<ConversationView, Error> {
    let after = (conversation.last_seq - SHOWN).max(0);
    let (applicant, id) = (conversation.applicant, conversation.id);
    let stored = conversations::list_messages(tx, applicant, id, Readers::Applicant, after, SHOWN).await?;
    let mut messages = Vec::with_capacity(stored.len());
    for message in stored {
        messages.push(MessageView {
            seq: message.seq,
            author: match message.author {
                Author::Applicant => AuthorView::You,
                Author::Staff(id) => AuthorView::Person(names.of(id)),
                Author::System => AuthorView::System,
            },
            body: seal.open_text(columns::BODY, message.id.as_uuid(), &message.sealed_body)?,
            sent_at: message.sent_at,
            internal: false,
        });
    }
    Ok(ConversationView {
        id,
        reference: conversation.reference.clone(),
        turn: conversation.turn,
        due_at: conversation.due_at,
        verification: conversation.verification,
        messages,
    })
}
