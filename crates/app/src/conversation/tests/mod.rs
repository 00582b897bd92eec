//! What is written, by whom, and what follows from it.

mod desk;
mod mine;
mod numbers;
mod photos;

use super::{BotAnswer, Saying, Turned};
use crate::{
    ApplicantSession,
    review::{InboxFilter, tests::rig::Rig},
    views::{AuthorView, ConversationView},
};
use proofdesk_domain::{
    access::Role,
    bot::{Cause, say::Summary},
    conversation::{Answering, Author, Conversation, ConversationTurn, Extra, Link, MessageKind, Priority},
};
use proofdesk_store::conversations::{self, search, timing};
use time::Duration;

/// A conversation that the bot has.
async fn with_bot(rig: &Rig, s: &ApplicantSession) -> Conversation {
    let mut work = rig.app.work(s.actor(), s.mode, s.applicant).await.unwrap();
    let mut talk = rig.app.open_conversation_of(&mut work, s.mode, s.applicant, None).await.unwrap();
    talk.answering = Answering::Bot;
    conversations::update(&mut work.tx, &mut talk).await.unwrap();
    work.commit().await.unwrap();
    talk
}

async fn ask(rig: &Rig, s: &ApplicantSession, text: &str) -> ConversationView {
    rig.app.say(s, text, None).await.unwrap()
}

/// The same while the bot answers, whom words for people would silence.
async fn ask_the_bot(rig: &Rig, s: &ApplicantSession, text: &str) -> ConversationView {
    let mut talk = found(rig, s).await;
    let seal = rig.app.seal_of(s.mode, s.applicant).await.unwrap();
    let mut work = rig.app.work(s.actor(), s.mode, s.applicant).await.unwrap();
    let said = Saying::new(Author::Applicant, MessageKind::Said, text);
    rig.app.post(&mut work, &seal, &mut talk, said, Turned::Asked).await.unwrap();
    work.commit().await.unwrap();
    rig.app.my_conversation(s).await.unwrap().unwrap()
}

async fn found(rig: &Rig, s: &ApplicantSession) -> Conversation {
    let mut tx = rig.app.store().read().await.unwrap();
    conversations::list(&mut tx, s.applicant).await.unwrap().remove(0)
}

async fn hand_over(rig: &Rig, s: &ApplicantSession, cause: Cause) -> Option<super::HandedOver> {
    let mut talk = found(rig, s).await;
    let seal = rig.app.seal_of(s.mode, s.applicant).await.unwrap();
    let mut work = rig.app.work(s.actor(), s.mode, s.applicant).await.unwrap();
    let summary = Summary { asked: vec!["What is glare?".into()], ..Summary::default() };
    let over = rig.app.hand_over(&mut work, &seal, &mut talk, cause, &summary).await.unwrap();
    work.commit().await.unwrap();
    over
}

async fn bot_says(rig: &Rig, s: &ApplicantSession, answer: &BotAnswer) -> bool {
    let mut talk = found(rig, s).await;
    let seal = rig.app.seal_of(s.mode, s.applicant).await.unwrap();
    let mut work = rig.app.work(s.actor(), s.mode, s.applicant).await.unwrap();
    let said = rig.app.post_from_bot(&mut work, &seal, &mut talk, answer).await.unwrap();
    work.commit().await.unwrap();
    said
}

#[tokio::test]
async fn the_bot_answers_hands_over_and_is_silent_then() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    with_bot(&rig, &anna).await;
    let asked = ask_the_bot(&rig, &anna, "There is light on my card").await;
    assert_eq!((asked.turn, asked.answering), (ConversationTurn::Staff, Answering::Bot));
    let filter = InboxFilter::default();
    assert!(rig.app.inbox(&lin, filter.clone()).await.unwrap().is_empty(), "the bot's stand in no queue");

    let answer = BotAnswer {
        body: "Tilt the card until the patch is gone.".into(),
        quick_replies: vec!["That helped".into()],
        links: Link::new("Glare", "/help/glare").into_iter().collect(),
        say: None,
    };
    assert!(bot_says(&rig, &anna, &answer).await);
    let seen = rig.app.my_conversation(&anna).await.unwrap().unwrap();
    let last = seen.messages.last().unwrap();
    assert_eq!((&last.author, last.body.as_str()), (&AuthorView::Bot, answer.body.as_str()));
    assert!(matches!(&last.extra, Some(Extra::Offers { links, .. }) if links[0].path == "/help/glare"));
    assert_eq!((seen.turn, seen.due_at), (ConversationTurn::Applicant, None));

    rig.advance(Duration::minutes(10));
    ask_the_bot(&rig, &anna, "It did not help").await;
    let over = hand_over(&rig, &anna, Cause::Unhelpful).await.unwrap();
    let promised = rig.app.now().plus(Duration::hours(rig.app.policy().clocks.answer_hours));
    assert_eq!((over.due_at, over.before), (Some(promised), 0));
    assert!(!bot_says(&rig, &anna, &answer).await, "people have it");
    assert_eq!(hand_over(&rig, &anna, Cause::Asked).await, None);

    let seen = rig.app.my_conversation(&anna).await.unwrap().unwrap();
    let last = seen.messages.last().unwrap();
    assert_eq!(last.kind, MessageKind::HandOver);
    let glare = |summary: &Summary| summary.asked == ["What is glare?"];
    assert!(
        matches!(&last.extra, Some(Extra::HandOver { summary, due_at: Some(_), .. }) if glare(summary)),
        "they read the same as the desk"
    );
    let rows = rig.app.inbox(&lin, filter.clone()).await.unwrap();
    assert_eq!(rows[0].conversation, Some(seen.id));
    let opened = rig.app.open_conversation(&lin, seen.id).await.unwrap();
    let last = opened.conversation.messages.last().unwrap();
    assert!(matches!(&last.extra, Some(Extra::HandOver { summary, .. }) if glare(summary)));

    rig.app.reply(&lin, seen.id, "I am here").await.unwrap();
    let talk = found(&rig, &anna).await;
    assert_eq!((talk.turn, talk.replied_at), (ConversationTurn::Applicant, Some(rig.app.now())));
}

#[tokio::test]
async fn what_is_urgent_is_promised_sooner() {
    let rig = Rig::new().await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    with_bot(&rig, &anna).await;
    ask_the_bot(&rig, &anna, "hello").await;
    let over = hand_over(&rig, &anna, Cause::Money).await.unwrap();
    let terms = rig.app.policy().desk_terms();
    let minutes = terms.of(Priority::Urgent).first_reply;
    assert_eq!(over.due_at, Some(rig.app.now().plus(Duration::minutes(minutes))));
    // The same without a bot, by the words alone, also when the first words were harmless.
    ask(&rig, &bo, "Hello?").await;
    assert_eq!(found(&rig, &bo).await.priority, Priority::Normal);
    rig.advance(Duration::minutes(5));
    let asked = ask(&rig, &bo, "My withdrawal is blocked and nobody answers").await;
    let from = rig.app.now().plus(-Duration::minutes(5));
    assert_eq!(asked.due_at, Some(from.plus(Duration::minutes(minutes))), "from when they first asked");
}

#[tokio::test]
async fn the_clock_rests_in_their_turn_and_asking_again_is_not_punished() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let first = ask(&rig, &anna, "Hello").await;
    rig.advance(Duration::hours(3));
    let again = ask(&rig, &anna, "Is anybody there?").await;
    assert_eq!(again.due_at, first.due_at);
    rig.app.reply(&lin, first.id, "Yes").await.unwrap();
    rig.advance(Duration::hours(50));
    let later = ask(&rig, &anna, "Thanks, and now?").await;
    let hours = rig.app.policy().clocks.answer_hours;
    assert_eq!(later.due_at, Some(rig.app.now().plus(Duration::hours(hours))));
    let mut tx = rig.app.store().read().await.unwrap();
    let talk = conversations::list(&mut tx, anna.applicant).await.unwrap().remove(0);
    let clocks = timing::read(&mut tx, &talk).await.unwrap();
    let spent = proofdesk_domain::conversation::clock::elapsed(
        &clocks.runs,
        talk.opened_at,
        rig.app.now(),
        &rig.app.policy().desk_terms().hours,
    );
    assert_eq!(spent, Duration::hours(3), "what was ours, worked out anew from the rows");
    assert_eq!(talk.breached_at, None);
}

#[tokio::test]
async fn a_note_is_never_seen_nor_a_turn() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let asked = ask(&rig, &anna, "Hello").await;
    rig.app.note(&lin, asked.id, "Looks fine to me").await.unwrap();
    let seen = rig.app.my_conversation(&anna).await.unwrap().unwrap();
    assert_eq!((seen.messages.len(), seen.turn, seen.due_at), (1, ConversationTurn::Staff, asked.due_at));
    // Whatever is asked for, a note is for staff.
    let seal = rig.app.seal_of(anna.mode, anna.applicant).await.unwrap();
    let mut work = rig.app.work(lin.actor(), anna.mode, anna.applicant).await.unwrap();
    let mut talk = conversations::find(&mut work.tx, anna.applicant, asked.id).await.unwrap().unwrap();
    let note = Saying::new(Author::Staff(lin.id), MessageKind::Note, "Another");
    rig.app.post(&mut work, &seal, &mut talk, note, Turned::Nothing).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(rig.app.my_conversation(&anna).await.unwrap().unwrap().messages.len(), 1);
}

#[tokio::test]
async fn words_are_found_in_both_languages_and_not_in_the_other_world() {
    use proofdesk_domain::verification::Mode;
    let rig = Rig::new().await;
    let anna = rig.applicant("anna").await;
    ask(&rig, &anna, "我的提款被冻结了，请帮忙").await;
    ask(&rig, &anna, "The reflections on my residence permit").await;
    let mut tx = rig.app.store().read().await.unwrap();
    let mut hits = async |mode, text: &str| {
        search::find(&mut tx, &rig.app.message_terms(mode, text), 9).await.unwrap().len()
    };
    assert_eq!(hits(Mode::Test, "提款").await, 1);
    assert_eq!(hits(Mode::Test, "冻结").await, 1);
    assert_eq!(hits(Mode::Test, "reflection permits").await, 1);
    assert_eq!(hits(Mode::Test, "reflection passport").await, 0);
    assert_eq!(hits(Mode::Live, "提款").await, 0);
}
