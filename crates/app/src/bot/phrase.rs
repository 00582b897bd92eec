//! The optional language model: it words an answer from passages that were found. Its words are shown only
//! if they are held by the passages, in time, and nobody else has spoken meanwhile.

use super::look::Looked;
use crate::{App, error::Error, views::ApplicantSession};
use proofdesk_domain::{
    ArticleId, ConversationId,
    bot::{
        Say,
        model::{self, Source},
        say::{Cited, Quote},
    },
    conversation::{Answering, Conversation},
    help::Language,
};
use proofdesk_store::{bot, conversations};
use std::time::Duration;

/// It keeps its own time limit; this is for one that does not.
const BEYOND: Duration = Duration::from_secs(2);
/// A question that has waited so long was left behind by whoever was to answer it.
const LEFT: time::Duration = time::Duration::seconds(90);
/// Questions left behind that are seen to at a time.
const AT_ONCE: i64 = 50;

/// A question whose answer may be worded.
pub(super) struct Pending {
    conversation: ConversationId,
    /// The question's place: whoever writes after it makes the answer late.
    seq: i64,
    question: String,
    say: Say,
    article: Option<(ArticleId, Language)>,
    sources: Vec<Source>,
    names: Vec<String>,
}

impl Pending {
    pub(super) fn new(of: &Conversation, question: &str, looked: Looked, names: Vec<String>) -> Self {
        let Looked { say, article, sources } = looked;
        let question = question.to_owned();
        Self { conversation: of.id, seq: of.last_seq, question, say, article, sources, names }
    }
}

impl App {
    /// Asks the language model, and answers with its words or, where it has none that may be shown, with the
    /// articles' own. Nothing is said where anybody spoke meanwhile.
    pub(super) async fn phrase(&self, s: &ApplicantSession, pending: Pending) -> Result<(), Error> {
        let worded = self.worded(&pending).await;
        let say = worded.unwrap_or_else(|| pending.say.clone());
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let known = self.known_case(s).await?;
        for crossing in 1.. {
            let done = async {
                let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
                let found = conversations::find(&mut work.tx, s.applicant, pending.conversation).await?;
                let mut conversation = found.ok_or(Error::NotFound)?;
                if conversation.answering != Answering::Bot || conversation.last_seq != pending.seq {
                    tracing::info!(
                        "the language model's answer came after somebody else spoke: it is dropped"
                    );
                    return Ok(());
                }
                let mut stretch = self.stretch(&mut work, s, &conversation, known.as_ref()).await?;
                self.bot_says(&mut work, &seal, s, &mut conversation, &mut stretch, &say, pending.article)
                    .await?;
                stretch.keep(&mut work).await?;
                work.commit().await
            };
            match done.await {
                Err(Error::Stale { .. }) if crossing < crate::journey::CROSSINGS => {}
                done => return done,
            }
        }
        Err(Error::Stale { what: "conversation" })
    }

    /// The language model's words, where they may be shown.
    async fn worded(&self, pending: &Pending) -> Option<Say> {
        let phraser = self.wiring().phraser.as_ref()?;
        let Say::Article(found) = &pending.say else { return None };
        let prompt = model::prompt(&pending.question, &pending.sources, &pending.names);
        let asking = phraser.phrase(model::INSTRUCTIONS, &prompt);
        let answer = match tokio::time::timeout(phraser.about().patience + BEYOND, asking).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the language model gave no answer");
                return None;
            }
            Err(_) => {
                tracing::warn!("the language model did not answer in time");
                return None;
            }
        };
        let Some((text, cited)) = model::accept(&answer, &pending.sources) else {
            tracing::warn!("the language model said something that the passages do not hold: it is dropped");
            return None;
        };
        let mut named: Vec<Cited> = std::iter::once(&found.article)
            .chain(&found.others)
            .filter(|article| cited.contains(&article.slug))
            .cloned()
            .collect();
        if named.is_empty() {
            return None;
        }
        let article = named.remove(0);
        Some(Say::Article(Quote {
            article,
            language: found.language,
            heading: String::new(),
            text,
            phrased: true,
            others: named,
        }))
    }

    /// Questions that nobody answered, as the process that was to do so went away: they go to people.
    pub(crate) async fn answer_left_behind(&self) -> Result<u64, Error> {
        let left = {
            let mut tx = self.store().read().await?;
            bot::list_waiting(&mut tx, self.now().plus(-LEFT), AT_ONCE).await?
        };
        let mut seen_to = 0;
        for talk in left {
            let seal = self.seal_of(talk.mode, talk.applicant_id).await?;
            let mut work =
                self.work(proofdesk_domain::access::Actor::System, talk.mode, talk.applicant_id).await?;
            let found = conversations::find(&mut work.tx, talk.applicant_id, talk.conversation_id).await?;
            let Some(mut conversation) = found else { continue };
            let mut talk = talk;
            talk.waiting_since = None;
            if conversation.answering == Answering::Bot {
                let summary = proofdesk_domain::bot::say::Summary::default();
                let cause = proofdesk_domain::bot::Cause::Failed;
                self.hand_over(&mut work, &seal, &mut conversation, cause, &summary).await?;
                talk.outcome = Some(bot::TalkOutcome::HandedOver);
                (talk.cause, talk.ended_at) = (Some(cause), Some(work.now));
            }
            bot::update_talk(&mut work.tx, &mut talk).await?;
            work.commit().await?;
            seen_to += 1;
        }
        Ok(seen_to)
    }
}
