//! One question when it is over, and a sentence if they like. A low score offers to go on: whoever writes
//! opens the conversation again.

use crate::{App, error::Error, seal::columns, views::ApplicantSession, work::Subject};
use proofdesk_domain::{
    ConversationId, StaffId,
    conversation::{Author, ConversationTurn, MessageKind, MessageProblem, message_body},
};
use proofdesk_store::{
    conversations::{
        self, Readers,
        feedback::{self, Feedback},
    },
    reviews, verifications,
};

/// Scores run from 1, bad, to this.
pub const BEST: i64 = 5;
/// From this score down it is offered to go on.
pub const LOW: i64 = 2;
/// Longest sentence, in characters.
const MAX_CHARS: usize = 1_000;
/// Messages looked at for who answered last.
const LOOKED_AT: i64 = 200;

impl App {
    /// Says how the help was, once the conversation is closed. Said again, it takes the place of what was
    /// said before.
    pub async fn rate(
        &self,
        s: &ApplicantSession,
        id: ConversationId,
        score: i64,
        words: &str,
    ) -> Result<(), Error> {
        if !(1..=BEST).contains(&score) {
            return Err(Error::Invalid("a score is 1 to 5"));
        }
        let words = match message_body(words) {
            Ok(words) if words.chars().count() <= MAX_CHARS => Some(words),
            Err(MessageProblem::Empty) => None,
            _ => return Err(Error::Invalid("the sentence is too long")),
        };
        let talk = self.own_conversation(s, id).await?;
        if talk.turn != ConversationTurn::Nobody {
            return Err(Error::Invalid("the conversation is not over"));
        }
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let after = (talk.last_seq - LOOKED_AT).max(0);
        let said =
            conversations::list_messages(&mut work.tx, s.applicant, id, Readers::Applicant, after, LOOKED_AT)
                .await?;
        let answered: Option<StaffId> = said.iter().rev().find_map(|message| match message.author {
            Author::Staff(by) if message.kind == MessageKind::Said => Some(by),
            _ => None,
        });
        let (outcome, reason_code) = match talk.verification {
            Some(case) => {
                let case = verifications::get(&mut work.tx, s.applicant, case).await?;
                let decisions = reviews::list_decisions(&mut work.tx, s.applicant, case.id).await?;
                let reason = decisions.last().and_then(|d| d.reason_codes.first().copied());
                (Some(case.state.as_str().to_owned()), reason.map(|code| code.as_str().to_owned()))
            }
            None => (None, None),
        };
        let row = Feedback {
            conversation_id: id,
            applicant_id: s.applicant,
            mode: s.mode,
            score,
            sealed_words: words.map(|words| seal.text(columns::FEEDBACK, id.as_uuid(), &words)),
            language: s.locale.into(),
            staff_id: answered.or(talk.assignee),
            outcome,
            reason_code,
            given_at: work.now,
        };
        feedback::put(&mut work.tx, &row).await?;
        work.audit("conversation.rated", Subject::Conversation(id));
        work.commit().await
    }
}
