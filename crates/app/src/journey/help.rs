//! "I cannot do this step": no camera, no such document, or the pages cannot be used. A person uploads and
//! corrects on their behalf, on the same case; the applicant can go on alone at any time.

use crate::{App, error::Error, views::ApplicantSession, work::Subject};
use proofdesk_domain::{
    VerificationId,
    conversation::{MessageProblem, message_body},
    verification::{NotAllowed, Turn},
};
use proofdesk_store::verifications;

/// What somebody has not got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// A camera that works.
    Camera,
    /// A document that is taken here.
    Document,
    /// A way to use these pages.
    Pages,
}

impl Lacks {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Camera, Self::Document, Self::Pages];

    /// The stable word for addresses and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Document => "document",
            Self::Pages => "pages",
        }
    }

    /// The one of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lacks| lacks.as_str() == word)
    }
}

impl App {
    /// Asks a person to do a step on one's behalf. The conversation waits for staff, with its clock; the
    /// case stays the applicant's turn.
    pub async fn ask_for_help(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        lacks: Lacks,
        words: &str,
    ) -> Result<(), Error> {
        s.permit(id)?;
        let words = match message_body(words) {
            Ok(words) => Some(words),
            Err(MessageProblem::Empty) => None,
            Err(MessageProblem::TooLong) => return Err(Error::Invalid("the words are too long")),
        };
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let case = verifications::get(&mut work.tx, s.applicant, id).await?;
        if case.state.turn() == Turn::Nobody {
            return Err(NotAllowed { from: case.state, attempted: "helped with" }.into());
        }
        let key = format!("system-help-{}", lacks.as_str());
        // The conversation beside this case, which the system's word begins where there is none.
        self.post_from_system(&mut work, &seal, &case, &key).await?;
        self.ask_person_about(&mut work, &seal, s, id, words.as_deref()).await?;
        work.audit("verification.help_asked", Subject::Case(id));
        work.commit().await
    }
}
