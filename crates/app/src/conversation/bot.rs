//! What the bot does in a conversation. The module above says how it plugs in.

use super::{Saying, Turned};
use crate::{App, error::Error, seal::Seal, work::Work};
use proofdesk_domain::{
    Timestamp,
    bot::{Cause, say::Summary},
    conversation::{Answering, Author, Conversation, Extra, Link, MessageKind, Priority},
};
use proofdesk_store::conversations::{self, timing};

/// What the bot says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BotAnswer {
    /// Its words, in the applicant's language.
    pub body: String,
    /// Answers to tap; each is said as it stands.
    pub quick_replies: Vec<String>,
    /// Articles that it quotes, and pages of ours.
    pub links: Vec<Link>,
    /// The same as values, for pages.
    pub say: Option<String>,
}

/// How it goes on after a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// When a person's answer is promised.
    pub due_at: Option<Timestamp>,
    /// How many wait before, at that moment.
    pub before: u64,
}

impl App {
    /// The bot answers. False, and nothing is written, where people answer by now.
    pub(crate) async fn post_from_bot(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        answer: &BotAnswer,
    ) -> Result<bool, Error> {
        if conversation.answering != Answering::Bot {
            return Ok(false);
        }
        let mut said = Saying::new(Author::Bot, MessageKind::Said, &answer.body);
        if !answer.quick_replies.is_empty() || !answer.links.is_empty() || answer.say.is_some() {
            said = said.with(Extra::Offers {
                quick_replies: answer.quick_replies.clone(),
                links: answer.links.clone(),
                say: answer.say.clone(),
            });
        }
        self.post(work, seal, conversation, said, Turned::BotAnswered).await?;
        Ok(true)
    }

    /// The bot gives the conversation to people: both sides read why, what was said so far, and when an answer
    /// is promised. None, and nothing is written, where people have it already.
    pub(crate) async fn hand_over(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        cause: Cause,
        summary: &Summary,
    ) -> Result<Option<HandedOver>, Error> {
        if conversation.answering != Answering::Bot {
            return Ok(None);
        }
        if self.policy().desk.urgent_for.contains(&cause) {
            conversation.priority = Priority::Urgent;
        }
        // What the message says of the time must be what the clocks say when it is written.
        let before = timing::read(&mut work.tx, conversation).await?;
        let mut ahead = conversation.clone();
        self.turned(&before, &mut ahead, Turned::HandedOver, work.now);
        let place = conversations::count_before(&mut work.tx, &ahead).await?;
        let over = HandedOver { due_at: ahead.due_at, before: u64::try_from(place).unwrap_or(0) };
        let extra = Extra::HandOver {
            cause,
            summary: Box::new(summary.clone()),
            due_at: over.due_at,
            before: over.before,
        };
        let said = Saying::new(Author::Bot, MessageKind::HandOver, "system-handed-over").with(extra);
        self.post(work, seal, conversation, said, Turned::HandedOver).await?;
        Ok(Some(over))
    }
}
