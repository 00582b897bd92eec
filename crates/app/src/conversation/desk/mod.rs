//! The desk's side of conversations: who has one, what it is, what was ready-made, who looks at it.
//!
//! Writing to the applicant and notes stand in [`crate::review`], because they also come from a case's page.
//! Here: [`assign`] gives conversations to people, [`arrange`] puts them in order (tags, priority, closing,
//! putting aside, joining and parting), [`canned`] has ready-made words, [`find`] searches and lists,
//! [`floor`] says who is where and keeps drafts, [`mentions`] tells colleagues of notes that name them.

mod arrange;
mod assign;
mod canned;
mod find;
mod floor;
mod mentions;
mod numbers;
pub(crate) mod open;

pub(in crate::conversation) use arrange::checked_subject;
pub use arrange::{ArrangeError, Deed};
pub use assign::{AssignError, Colleague, HandTo};
pub use canned::{CannedError, CannedView, MacroAction, NewCanned};
pub use find::{BulkDeed, Found, Listed, TalkFilter, ViewOf, WhoseTalk};
pub use floor::Sign;
pub use mentions::Named;
pub(crate) use mentions::names_in;
pub use numbers::{TalkNumbers, TalkNumbersAsked};
pub use open::{Around, ClockView, DeskView, OtherTalk};

use crate::{App, error::Error, seal::Seal, staff::StaffSession, work::Work};
use proofdesk_domain::{ConversationId, access::Action, conversation::Conversation};
use proofdesk_store::conversations;

impl App {
    /// Begins a use case of a staff member's about one conversation, which is locked until its end.
    pub(crate) async fn at_conversation(
        &self,
        st: &StaffSession,
        id: ConversationId,
    ) -> Result<(Work, Seal, Conversation), Error> {
        st.permit(Action::Assist)?;
        let head = {
            let mut tx = self.store().read().await?;
            conversations::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let talk = conversations::lock(&mut work.tx, head.applicant, id).await?.ok_or(Error::NotFound)?;
        Ok((work, seal, talk))
    }
}
