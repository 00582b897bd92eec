//! Conversations: everything that is written in one goes through [`App::post`], in the caller's transaction,
//! with its clocks, its terms in the blind index, its audit entry and its event.
//!
//! Here stands the applicant's side; [`post`] is the one way in, [`view`] what readers see, [`bot`] what the
//! bot does. The desk's side is [`crate::review`].
//!
//! **How the bot plugs in.**
//! 1. A conversation that begins is people's; the bot takes one up where the page of
//!    the conversation is opened and nobody has written in it yet ([`App::enter_talk`](crate::bot)).
//! 2. What is asked of the bot goes through [`App::ask_bot`](crate::bot), and is answered in the same transaction.
//!    Whatever comes through [`App::post_from_applicant`] is for people: the bot hands over.
//! 3. The bot answers with [`App::post_from_bot`], or gives it to people with [`App::hand_over`]. Both do nothing
//!    where a person took over meanwhile, and say so: what the bot had to say is thrown away. Where it fails
//!    it hands over with `Cause::Failed`.
//! 4. From the applicant's word until the bot's answer the clock runs. The bot's answer rests it, and is no
//!    person's first reply. A conversation that the bot leaves unanswered for half of the promised time is
//!    given to people by the timer.

mod attachments;
mod bot;
pub mod desk;
mod feedback;
mod index;
mod mine;
mod post;
pub mod requests;
mod timer;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use attachments::LOOK;
pub use attachments::{FileError, MAX_FILE_BYTES, MAX_FILES, Scanned, Scanner};
pub use bot::{BotAnswer, HandedOver};
pub use feedback::{BEST, LOW};
pub use mine::{ChangeError, Ticket, Words};
pub(crate) use post::{Saying, Turned};
pub(crate) use view::view;

use crate::{
    App,
    error::Error,
    seal::Seal,
    views::{ApplicantSession, ConversationView},
    work::{Subject, Work},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, VerificationId,
    conversation::{Answering, Author, Conversation, MessageKind, MessageProblem, message_body},
    help::Language,
    verification::{Mode, Verification},
};
use proofdesk_store::{
    StoreError, Tx, applicants,
    conversations::{self, Readers},
    verifications,
};

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// Empty or too long.
    #[error("the message is empty or too long")]
    Body(MessageProblem),
    /// A ticket's subject is missing or too long.
    #[error("the subject is missing or too long")]
    Subject,
    /// Too many open conversations.
    #[error("there are too many open conversations")]
    TooMany,
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
            Some(found) => Ok(Some(view(&mut tx, &seal, &names, &found, Readers::Applicant).await?)),
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
                    let view = view(&mut work.tx, &seal, &names, &conversation, Readers::Applicant).await?;
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
        let said = Saying::new(Author::Applicant, MessageKind::Said, body);
        self.post(work, seal, &mut conversation, said, Turned::Asked).await?;
        self.bot_yields(work, seal, s, &mut conversation).await?;
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
        self.needs_person(work, seal, &mut conversation, key).await
    }

    /// A word of Proofdesk's own after which the conversation waits for people, whoever answered it before.
    async fn needs_person(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        key: &str,
    ) -> Result<(), Error> {
        let said = Saying::new(Author::System, MessageKind::Event, key);
        self.post(work, seal, conversation, said, Turned::HandedOver).await.map(|_| ())
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
        self.needs_person(work, seal, &mut conversation, "system-help-waits").await
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
        let said = Saying::new(Author::System, MessageKind::Event, key);
        self.post(work, seal, &mut conversation, said, Turned::Nothing).await.map(|_| ())
    }

    /// Begins a conversation.
    pub(crate) async fn open_conversation_of(
        &self,
        work: &mut Work,
        mode: Mode,
        applicant: ApplicantId,
        case: Option<VerificationId>,
    ) -> Result<Conversation, Error> {
        let person = applicants::get(&mut work.tx, applicant).await?;
        let fresh = Conversation::new(
            ConversationId::from_uuid(self.fresh_uuid()),
            mode,
            applicant,
            self.fresh_reference("TK"),
            Language::find(&person.locale).unwrap_or(Language::En),
            work.now,
        );
        let conversation = Conversation { verification: case, answering: Answering::People, ..fresh };
        conversations::insert(&mut work.tx, &conversation).await?;
        work.audit("conversation.begun", Subject::Conversation(conversation.id));
        Ok(conversation)
    }
}

/// The conversation beside a case (a hosted link's own, if none is named), else the newest of all.
pub(crate) async fn newest(
    tx: &mut Tx,
    s: &ApplicantSession,
    about: Option<VerificationId>,
) -> Result<Option<Conversation>, Error> {
    Ok(match about.or(s.only_case) {
        Some(case) => conversations::find_by_verification(tx, s.applicant, case).await?,
        None => conversations::list(tx, s.applicant).await?.into_iter().next(),
    })
}
