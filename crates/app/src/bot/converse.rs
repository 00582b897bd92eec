//! The applicant's page of the conversation: what the bot says when it is opened, and what follows when they
//! write or tap. Whatever is written for people goes to people, from wherever.

use super::{
    facts::KnownCase,
    look::Looked,
    phrase::Pending,
    stretch::{Stretch, standing},
};
use crate::{
    App,
    conversation::{BotAnswer, SayError, Saying, Turned, newest, view},
    error::Error,
    journey::CROSSINGS,
    seal::Seal,
    views::{ApplicantSession, ConversationView},
    work::Work,
};
use proofdesk_domain::{
    ArticleId,
    bot::{Cause, Move, Say, Tapped, next, opening::Opening, say::Why, talk::UNHELPFUL},
    conversation::{Answering, Author, Conversation, ConversationTurn, Link, MessageKind, message_body},
    help::Language,
};
use proofdesk_store::{
    Tx,
    bot::TalkOutcome,
    conversations::{self, Readers},
    help::readers::{self, Deed, Reading},
};
use time::Duration;

/// The same article read again within this is one reading.
const AGAIN: Duration = Duration::hours(6);

/// The page of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkView {
    /// What was said so far.
    pub conversation: Option<ConversationView>,
    /// The bot answers what is asked now; a person is one tap away.
    pub bot: bool,
}

/// What somebody wrote or tapped.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The words; those of the button where one was tapped.
    pub words: &'a str,
    /// Which button.
    pub tapped: Option<Tapped>,
}

/// What came of asking.
enum Came {
    /// It is answered, or with people.
    Done,
    /// It is answered once the language model has had its time.
    Pending(Box<Pending>),
}

impl App {
    /// Somebody opens the page of the conversation. Where the bot answers and has not yet told how the case
    /// stands now, it does.
    pub async fn enter_talk(&self, s: &ApplicantSession) -> Result<TalkView, Error> {
        let known = self.known_case(s).await?;
        let opening = Opening::of(known.as_ref().map(|known| &known.facts));
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let found = {
            let mut tx = self.store().read().await?;
            let found = here(&mut tx, s).await?;
            standing(&mut tx, &seal, found, &opening).await?
        };
        if found.is_due() {
            match self.tell_opening(s, &seal, known.as_ref(), &opening).await {
                // Somebody wrote at the same moment: what they wrote is news enough.
                Ok(()) | Err(Error::Stale { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.talk_view(s).await
    }

    /// The page of the conversation as it is, without a word more.
    pub async fn talk_view(&self, s: &ApplicantSession) -> Result<TalkView, Error> {
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let conversation = match here(&mut tx, s).await? {
            Some(found) => Some(view(&mut tx, &seal, &names, &found, Readers::Applicant).await?),
            None => None,
        };
        let bot = conversation.as_ref().is_some_and(|talk| talk.answering == Answering::Bot);
        Ok(TalkView { conversation, bot })
    }

    async fn tell_opening(
        &self,
        s: &ApplicantSession,
        seal: &Seal,
        known: Option<&KnownCase>,
        opening: &Opening,
    ) -> Result<(), Error> {
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let found = here(&mut work.tx, s).await?;
        if !standing(&mut work.tx, seal, found.clone(), opening).await?.is_due() {
            return Ok(());
        }
        let mut conversation = self.conversation_with_bot(&mut work, s).await?;
        conversation.answering = Answering::Bot;
        let mut stretch = self.stretch(&mut work, s, &conversation, known).await?;
        let say = Say::Opening { opening: opening.clone() };
        self.bot_says(&mut work, seal, s, &mut conversation, &mut stretch, &say, None).await?;
        stretch.keep(&mut work).await?;
        work.commit().await
    }

    /// Somebody asks the bot, or taps an answer. Where people answer by now, it goes to them.
    pub async fn ask_bot(&self, s: &ApplicantSession, asked: Asked<'_>) -> Result<TalkView, SayError> {
        let body = message_body(asked.words).map_err(SayError::Body)?;
        let known = self.known_case(s).await?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        for crossing in 1.. {
            match self.answer_question(s, &seal, known.as_ref(), &body, asked.tapped).await {
                Ok(Came::Done) => return Ok(self.talk_view(s).await?),
                Ok(Came::Pending(pending)) => {
                    let (app, session) = (self.clone(), s.clone());
                    // It goes on although whoever asked closes the page.
                    let done = tokio::spawn(async move { app.phrase(&session, *pending).await }).await;
                    done.map_err(Error::internal)??;
                    return Ok(self.talk_view(s).await?);
                }
                Err(Error::Stale { .. }) if crossing < CROSSINGS => {}
                Err(error) => {
                    // Whatever it was: a person comes. If even that cannot be written, they are told.
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the bot could not answer; the conversation goes to a person"
                    );
                    self.give_to_people(s, &seal, known.as_ref(), Some(&body), Cause::Failed).await?;
                    return Ok(self.talk_view(s).await?);
                }
            }
        }
        Err(Error::Stale { what: "conversation" }.into())
    }

    /// Somebody wants a person, without a word or with one: at once.
    pub async fn ask_people(&self, s: &ApplicantSession, words: Option<&str>) -> Result<TalkView, SayError> {
        let body = words.map(message_body).transpose().map_err(SayError::Body)?;
        let known = self.known_case(s).await?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        self.give_to_people(s, &seal, known.as_ref(), body.as_deref(), Cause::Asked).await?;
        Ok(self.talk_view(s).await?)
    }

    async fn give_to_people(
        &self,
        s: &ApplicantSession,
        seal: &Seal,
        known: Option<&KnownCase>,
        body: Option<&str>,
        cause: Cause,
    ) -> Result<(), Error> {
        for crossing in 1.. {
            let given = async {
                let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
                let mut conversation = self.conversation_with_bot(&mut work, s).await?;
                if let Some(body) = body {
                    let said = Saying::new(Author::Applicant, MessageKind::Said, body);
                    self.post(&mut work, seal, &mut conversation, said, Turned::Asked).await?;
                }
                self.came_back(&mut work, &conversation).await?;
                if conversation.answering == Answering::Bot {
                    let mut stretch = self.stretch(&mut work, s, &conversation, known).await?;
                    self.over(&mut work, seal, &mut conversation, &mut stretch, known, cause).await?;
                    stretch.keep(&mut work).await?;
                }
                work.commit().await
            };
            match given.await {
                Err(Error::Stale { .. }) if crossing < CROSSINGS => {}
                done => return done,
            }
        }
        Err(Error::Stale { what: "conversation" })
    }

    /// The conversation; where there is none, one that the bot answers.
    async fn conversation_with_bot(
        &self,
        work: &mut Work,
        s: &ApplicantSession,
    ) -> Result<Conversation, Error> {
        let case = s.only_case.or(s.progress.current);
        if let Some(found) = here(&mut work.tx, s).await? {
            // What was begun before there was a case goes on beside it.
            return Ok(Conversation { verification: found.verification.or(case), ..found });
        }
        let fresh = self.open_conversation_of(work, s.mode, s.applicant, case).await?;
        Ok(Conversation { answering: Answering::Bot, ..fresh })
    }

    /// One question: kept, and answered in the same transaction, unless a language model is asked first.
    async fn answer_question(
        &self,
        s: &ApplicantSession,
        seal: &Seal,
        known: Option<&KnownCase>,
        body: &str,
        tapped: Option<Tapped>,
    ) -> Result<Came, Error> {
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let mut conversation = self.conversation_with_bot(&mut work, s).await?;
        let said = Saying::new(Author::Applicant, MessageKind::Said, body);
        self.post(&mut work, seal, &mut conversation, said, Turned::Asked).await?;
        self.came_back(&mut work, &conversation).await?;
        if conversation.answering != Answering::Bot {
            work.commit().await?;
            return Ok(Came::Done);
        }
        let mut stretch = self.stretch(&mut work, s, &conversation, known).await?;
        if let Some(helped) = verdict(tapped) {
            self.judged(&mut work, s, &mut stretch, helped).await?;
        }
        match next(&stretch.turns(), tapped, body) {
            Move::HandOver(cause) => {
                self.over(&mut work, seal, &mut conversation, &mut stretch, known, cause).await?;
            }
            Move::Resolved => {
                self.bot_says(&mut work, seal, s, &mut conversation, &mut stretch, &Say::Resolved, None)
                    .await?;
                stretch.end(TalkOutcome::Helped, None, work.now);
            }
            Move::AskAgain => {
                self.bot_says(&mut work, seal, s, &mut conversation, &mut stretch, &Say::AskAgain, None)
                    .await?;
            }
            Move::LookUp { .. } => {
                let names = known.map(|known| known.names.as_slice()).unwrap_or_default();
                let looked = self.look_up(&mut work.tx, body, names, &stretch.given()).await?;
                if matches!(looked.say, Say::Nothing { why: Why::Unknown | Why::TooLittle })
                    && stretch.unhelpful() + 1 >= UNHELPFUL
                {
                    self.over(&mut work, seal, &mut conversation, &mut stretch, known, Cause::Unhelpful)
                        .await?;
                } else if self.wiring().phraser.is_some() && !looked.sources.is_empty() {
                    stretch.waits(work.now);
                    let pending = Pending::new(&conversation, body, looked, names.to_vec());
                    stretch.keep(&mut work).await?;
                    work.commit().await?;
                    return Ok(Came::Pending(Box::new(pending)));
                } else {
                    let Looked { say, article, .. } = looked;
                    self.bot_says(&mut work, seal, s, &mut conversation, &mut stretch, &say, article).await?;
                }
            }
        }
        stretch.keep(&mut work).await?;
        work.commit().await?;
        Ok(Came::Done)
    }

    /// The bot says something, and it is remembered what kind of thing.
    #[expect(clippy::too_many_arguments, reason = "everything that belongs to one message")]
    pub(super) async fn bot_says(
        &self,
        work: &mut Work,
        seal: &Seal,
        s: &ApplicantSession,
        conversation: &mut Conversation,
        stretch: &mut Stretch,
        say: &Say,
        article: Option<(ArticleId, Language)>,
    ) -> Result<(), Error> {
        let answer = BotAnswer {
            body: self.wiring().bot_words.words(say, s.locale),
            quick_replies: Vec::new(),
            links: links(say),
            say: Some(say.to_body()),
        };
        if !self.post_from_bot(work, seal, conversation, &answer).await? {
            return Ok(());
        }
        stretch.told(self.fresh_uuid(), conversation.last_seq, say, article, work.now);
        if let Some((id, language)) = article {
            readers::count(&mut work.tx, id, language, Deed::Read, work.now).await?;
            if let (Some(case), Some(state)) = (stretch.talk.verification_id, stretch.state_now) {
                let reading = Reading {
                    id: self.fresh_uuid(),
                    article_id: id,
                    locale: language,
                    applicant_id: s.applicant,
                    verification_id: case,
                    state,
                    read_at: work.now,
                };
                readers::insert_reading(&mut work.tx, &reading, work.now.plus(-AGAIN)).await?;
            }
        }
        Ok(())
    }

    /// Something was written for people in a conversation that the bot answered: it yields.
    pub(crate) async fn bot_yields(
        &self,
        work: &mut Work,
        seal: &Seal,
        s: &ApplicantSession,
        conversation: &mut Conversation,
    ) -> Result<(), Error> {
        if conversation.answering == Answering::Bot {
            let mut stretch = self.stretch(work, s, conversation, None).await?;
            self.over(work, seal, conversation, &mut stretch, None, Cause::Asked).await?;
            stretch.keep(work).await?;
        }
        Ok(())
    }

    /// The bot gives the conversation to people.
    async fn over(
        &self,
        work: &mut Work,
        seal: &Seal,
        conversation: &mut Conversation,
        stretch: &mut Stretch,
        known: Option<&KnownCase>,
        cause: Cause,
    ) -> Result<(), Error> {
        let summary = stretch.summary(work, seal, conversation, known).await?;
        if self.hand_over(work, seal, conversation, cause, &summary).await?.is_some() {
            stretch.end(TalkOutcome::HandedOver, Some(cause), work.now);
        }
        Ok(())
    }

    /// What somebody said of the last answer, for it and for the article that it quoted.
    async fn judged(
        &self,
        work: &mut Work,
        s: &ApplicantSession,
        stretch: &mut Stretch,
        helped: bool,
    ) -> Result<(), Error> {
        let Some(turn) = stretch.judge(helped) else { return Ok(()) };
        let (id, article) = (turn.id, turn.article_id);
        if proofdesk_store::bot::update_helped(&mut work.tx, s.applicant, id, helped).await?
            && let Some(article) = article
        {
            let deed = if helped { Deed::Helped } else { Deed::NotHelped };
            readers::count(&mut work.tx, article, s.locale.into(), deed, work.now).await?;
        }
        Ok(())
    }
}

/// The conversation that the page shows: one that waits for people before any other, then the one beside the
/// current case, then one that was begun before there was a case. One whose messages went on elsewhere leads
/// there.
async fn here(tx: &mut Tx, s: &ApplicantSession) -> Result<Option<Conversation>, Error> {
    let latest = newest(tx, s, None).await?;
    let found = followed(tx, s, latest).await?;
    let waits = |c: &Conversation| c.answering == Answering::People && c.turn == ConversationTurn::Staff;
    let (None, Some(case)) = (s.only_case, s.progress.current) else { return Ok(found) };
    if found.as_ref().is_some_and(waits) {
        return Ok(found);
    }
    let beside = conversations::find_by_verification(tx, s.applicant, case).await?;
    if let Some(beside) = followed(tx, s, beside).await? {
        return Ok(Some(beside));
    }
    Ok(found.filter(|c| c.verification.is_none() && c.turn != ConversationTurn::Nobody))
}

async fn followed(
    tx: &mut Tx,
    s: &ApplicantSession,
    found: Option<Conversation>,
) -> Result<Option<Conversation>, Error> {
    Ok(match found.as_ref().and_then(|c| c.merged_into) {
        Some(into) => conversations::find(tx, s.applicant, into).await?,
        None => found,
    })
}

/// What a button says of the last answer.
const fn verdict(tapped: Option<Tapped>) -> Option<bool> {
    match tapped {
        Some(Tapped::Helped) => Some(true),
        Some(Tapped::NotHelped) => Some(false),
        Some(Tapped::Person | Tapped::SomethingElse) | None => None,
    }
}

/// The pages that an answer names.
fn links(say: &Say) -> Vec<Link> {
    let Say::Article(quote) = say else { return Vec::new() };
    std::iter::once(&quote.article)
        .chain(&quote.others)
        .filter_map(|cited| {
            let path = format!("/help/{}?lang={}", cited.slug, quote.language.as_str());
            Link::new(cited.title.clone(), path)
        })
        .collect()
}
