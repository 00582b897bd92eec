//! A stretch of a conversation in which the bot answers, with what it told so far.

use super::facts::KnownCase;
use crate::{
    App,
    error::Error,
    seal::{Seal, columns},
    views::ApplicantSession,
    work::Work,
};
use proofdesk_domain::{
    ArticleId, Timestamp,
    bot::{
        Cause, Say, Told, Turn,
        opening::Opening,
        say::{Given, Summary},
    },
    conversation::{Answering, Author, Conversation, ConversationTurn, Extra, MessageKind},
    help::Language,
    verification::State,
};
use proofdesk_store::{
    Tx,
    bot::{self, BotTurn, Talk, TalkOutcome},
    conversations::{self, Readers, StoredMessage},
};
use time::Duration;
use uuid::Uuid;

/// Somebody who comes back after so long begins anew.
const QUIET: Duration = Duration::hours(12);
/// Messages that are looked back at.
const BACK: i64 = 60;

/// How a conversation stands towards the bot when its page is opened.
pub(super) enum Standing {
    /// People answer.
    People,
    /// The bot answers, and has told how the case stands.
    Told,
    /// The bot answers, and has not.
    Due,
}

impl Standing {
    /// Whether the bot is to speak.
    pub(super) const fn is_due(&self) -> bool {
        matches!(self, Self::Due)
    }
}

/// How a conversation, or none, stands. The bot takes up one in which nobody has written yet and nobody waits:
/// Proofdesk itself may have begun it.
pub(super) async fn standing(
    tx: &mut Tx,
    seal: &Seal,
    conversation: Option<Conversation>,
    opening: &Opening,
) -> Result<Standing, Error> {
    let Some(conversation) = conversation else { return Ok(Standing::Due) };
    let messages = newest_messages(tx, &conversation).await?;
    if conversation.answering == Answering::People {
        let untouched = conversation.turn == ConversationTurn::Applicant
            && conversation.replied_at.is_none()
            && conversation.assignee.is_none()
            && messages.iter().all(|message| message.author == Author::System);
        return Ok(if untouched { Standing::Due } else { Standing::People });
    }
    // Whoever waits for an answer is not interrupted.
    if conversation.turn == ConversationTurn::Staff {
        return Ok(Standing::Told);
    }
    for message in messages.iter().rev() {
        if let Some(Say::Opening { opening: told }) = say_of(seal, message)? {
            return Ok(if told.is_old_news(opening) { Standing::Told } else { Standing::Due });
        }
    }
    Ok(Standing::Due)
}

async fn newest_messages(tx: &mut Tx, conversation: &Conversation) -> Result<Vec<StoredMessage>, Error> {
    let after = (conversation.last_seq - BACK).max(0);
    let (applicant, id) = (conversation.applicant, conversation.id);
    Ok(conversations::list_messages(tx, applicant, id, Readers::Applicant, after, BACK).await?)
}

/// What the bot said in a message, as values.
fn say_of(seal: &Seal, message: &StoredMessage) -> Result<Option<Say>, Error> {
    if message.author != Author::Bot || message.withdrawn_at.is_some() {
        return Ok(None);
    }
    let Some(sealed) = &message.sealed_extra else { return Ok(None) };
    Ok(match seal.open_json(columns::EXTRA, message.id.as_uuid(), sealed)? {
        Extra::Offers { say: Some(say), .. } => Say::from_body(&say),
        _ => None,
    })
}

/// A stretch under way.
pub(super) struct Stretch {
    /// Its row.
    pub(super) talk: Talk,
    /// It is not written yet.
    fresh: bool,
    /// Where the case stands now.
    pub(super) state_now: Option<State>,
    kept: Vec<BotTurn>,
    new: Vec<BotTurn>,
}

impl App {
    /// The stretch of a conversation that goes on, else a new one.
    pub(super) async fn stretch(
        &self,
        work: &mut Work,
        s: &ApplicantSession,
        conversation: &Conversation,
        known: Option<&KnownCase>,
    ) -> Result<Stretch, Error> {
        let now = work.now;
        let state_now = known.map(|known| known.facts.state);
        let newest = bot::find_newest_talk(&mut work.tx, s.applicant, conversation.id).await?;
        if let Some(mut talk) =
            newest.filter(|talk| talk.outcome.is_none() && now.since(talk.last_at) < QUIET)
        {
            // It began before there was a case: what becomes of that one counts.
            if talk.verification_id.is_none() {
                (talk.verification_id, talk.state) = (known.and(conversation.verification), state_now);
            }
            let kept = bot::list_turns(&mut work.tx, s.applicant, talk.id).await?;
            return Ok(Stretch { talk, fresh: false, state_now, kept, new: Vec::new() });
        }
        let talk = Talk {
            id: self.fresh_uuid(),
            conversation_id: conversation.id,
            applicant_id: s.applicant,
            mode: s.mode,
            locale: s.locale.into(),
            verification_id: known.and(conversation.verification),
            state: state_now,
            began_at: now,
            last_at: now,
            waiting_since: None,
            outcome: None,
            cause: None,
            ended_at: None,
            reopened_at: None,
            version: 1,
        };
        Ok(Stretch { talk, fresh: true, state_now, kept: Vec::new(), new: Vec::new() })
    }

    /// Somebody writes again: where they had said that it helped, it did not.
    pub(super) async fn came_back(&self, work: &mut Work, conversation: &Conversation) -> Result<(), Error> {
        let found = bot::find_helped_talk(&mut work.tx, conversation.applicant, conversation.id).await?;
        if let Some(mut talk) = found.filter(|talk| talk.reopened_at.is_none()) {
            talk.reopened_at = Some(work.now);
            bot::update_talk(&mut work.tx, &mut talk).await?;
        }
        Ok(())
    }

    /// A conversation went to people by another way than the bot's: its stretch has ended.
    pub(crate) async fn end_stretch(
        &self,
        work: &mut Work,
        conversation: &Conversation,
    ) -> Result<(), Error> {
        let found = bot::find_newest_talk(&mut work.tx, conversation.applicant, conversation.id).await?;
        if let Some(mut talk) = found.filter(|talk| talk.outcome.is_none()) {
            talk.outcome = Some(TalkOutcome::HandedOver);
            (talk.ended_at, talk.waiting_since) = (Some(work.now), None);
            bot::update_talk(&mut work.tx, &mut talk).await?;
        }
        Ok(())
    }
}

impl Stretch {
    fn all(&self) -> impl DoubleEndedIterator<Item = &BotTurn> {
        self.kept.iter().chain(&self.new)
    }

    /// What was told, for the rules.
    pub(super) fn turns(&self) -> Vec<Turn> {
        self.all()
            .map(|turn| Turn {
                told: turn.told,
                article: turn.article_id.map(|id| id.to_string()),
                helped: turn.helped,
            })
            .collect()
    }

    /// The articles that were quoted: never twice.
    pub(super) fn given(&self) -> Vec<ArticleId> {
        self.all().filter_map(|turn| turn.article_id).collect()
    }

    /// How many answers did not help.
    pub(super) fn unhelpful(&self) -> usize {
        self.all().filter(|turn| turn.helped == Some(false) || turn.told == Told::Nothing).count()
    }

    /// Remembers an answer.
    pub(super) fn told(
        &mut self,
        id: Uuid,
        seq: i64,
        say: &Say,
        article: Option<(ArticleId, Language)>,
        now: Timestamp,
    ) {
        (self.talk.last_at, self.talk.waiting_since) = (now, None);
        let Some(told) = say.told() else { return };
        self.new.push(BotTurn {
            id,
            talk_id: self.talk.id,
            applicant_id: self.talk.applicant_id,
            seq,
            told,
            article_id: article.map(|(id, _)| id),
            phrased: matches!(say, Say::Article(quote) if quote.phrased),
            helped: None,
            told_at: now,
        });
    }

    /// What they said of the last answer; none where there is none, or they said something already.
    pub(super) fn judge(&mut self, helped: bool) -> Option<BotTurn> {
        let last = self.kept.last_mut().filter(|turn| turn.helped.is_none())?;
        last.helped = Some(helped);
        Some(last.clone())
    }

    /// A question waits for the language model.
    pub(super) fn waits(&mut self, now: Timestamp) {
        self.talk.waiting_since = Some(now);
    }

    /// It is over.
    pub(super) fn end(&mut self, outcome: TalkOutcome, cause: Option<Cause>, now: Timestamp) {
        self.talk.outcome = Some(outcome);
        (self.talk.cause, self.talk.ended_at, self.talk.waiting_since) = (cause, Some(now), None);
        self.talk.last_at = now;
    }

    /// Writes what changed.
    pub(super) async fn keep(&mut self, work: &mut Work) -> Result<(), Error> {
        if std::mem::take(&mut self.fresh) {
            bot::insert_talk(&mut work.tx, &self.talk).await?;
        } else {
            bot::update_talk(&mut work.tx, &mut self.talk).await?;
        }
        for turn in self.new.drain(..) {
            bot::insert_turn(&mut work.tx, &turn).await?;
            self.kept.push(turn);
        }
        Ok(())
    }

    /// What a person who takes over needs to know, out of the conversation itself.
    pub(super) async fn summary(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &Conversation,
        known: Option<&KnownCase>,
    ) -> Result<Summary, Error> {
        let mut asked = Vec::new();
        let mut told = Vec::new();
        for message in newest_messages(&mut work.tx, conversation).await? {
            if message.sent_at < self.talk.began_at || message.withdrawn_at.is_some() {
                continue;
            }
            if message.author == Author::Applicant && message.kind == MessageKind::Said {
                asked.push(seal.open_text(columns::BODY, message.id.as_uuid(), &message.sealed_body)?);
            }
            let Some(say) = say_of(seal, &message)? else { continue };
            let Some(kind) = say.told().filter(|kind| *kind != Told::Asked) else { continue };
            let article = match say {
                Say::Article(quote) => Some(quote.article),
                _ => None,
            };
            let helped = self.all().find(|turn| turn.seq == message.seq).and_then(|turn| turn.helped);
            told.push(Given { told: kind, article, helped });
        }
        let against = known.map(|known| known.facts.against.as_slice()).unwrap_or_default();
        Ok(Summary::new(known.map(|known| known.line.clone()), against, &asked, told))
    }
}
