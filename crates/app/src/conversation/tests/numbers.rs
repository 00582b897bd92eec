//! Colleagues whom a note names, and how well the desk does.

use super::ask;
use crate::{
    conversation::desk::{Deed, Sign, TalkNumbersAsked},
    error::Error,
    review::tests::rig::Rig,
};
use proofdesk_domain::{access::Role, conversation::figures::TalkBy, verification::Mode};
use time::Duration;

#[tokio::test]
async fn whom_a_note_names_hears_of_it_until_they_saw_it_and_nobody_gets_a_mail() {
    let rig = Rig::new().await;
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Reviewer, "Noor").await);
    let admin = rig.staff(Role::Admin, "Ada").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    let other = ask(&rig, &bo, "Hello").await.id;
    rig.work().await;
    let mails = rig.with.mails.all().len();
    rig.app.note(&lin, id, "@Noor, do you know this? @Lin Wei too").await.unwrap();
    rig.app.note(&lin, other, "Nothing for noor@desk.example").await.unwrap();
    rig.app.reply(&lin, other, "@Noor is away").await.unwrap();
    assert_eq!(rig.app.count_named(&lin).await.unwrap(), 0, "one's own name is no news");
    assert_eq!(rig.app.count_named(&admin).await.unwrap(), 0);
    let named = rig.app.named_in(&noor).await.unwrap();
    assert_eq!((named.len(), named[0].conversation, &*named[0].by), (1, id, "Lin Wei"));
    rig.work().await;
    let since: Vec<_> = rig.with.mails.all().into_iter().skip(mails).collect();
    assert!(since.iter().all(|(to, _)| to.contains("bo@")), "mails went to the answered alone: {since:?}");

    // Somebody else looking changes nothing; looking does.
    rig.app.open_conversation(&lin, id).await.unwrap();
    assert_eq!(rig.app.count_named(&noor).await.unwrap(), 1);
    rig.app.at_desk(&noor, id, Sign { read: 2, ..Sign::default() }).await.unwrap();
    assert_eq!(rig.app.count_named(&noor).await.unwrap(), 0);

    // A note that is taken back names nobody.
    let note = rig.app.note(&lin, other, "@Noor?").await.unwrap().messages.pop().unwrap();
    assert_eq!(rig.app.count_named(&noor).await.unwrap(), 1);
    rig.app.change_our_message(&lin, other, note.id, None).await.unwrap();
    assert_eq!(rig.app.count_named(&noor).await.unwrap(), 0);
}

async fn figures_of(rig: &Rig) {
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Compliance, "Noor").await);
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let asked = |by| TalkNumbersAsked { mode: Mode::Test, weeks: 4, by };
    let none = rig.app.talk_numbers(&noor, asked(None)).await.unwrap();
    assert_eq!((none.whole.opened, none.whole.wait), (0, None));

    let id = ask(rig, &anna, "Hello").await.id;
    rig.advance(Duration::minutes(10));
    rig.app.reply(&lin, id, "Hello").await.unwrap();
    rig.advance(Duration::minutes(10));
    rig.app.arrange(&lin, id, &Deed::Close).await.unwrap();
    rig.app.rate(&anna, id, 2, "").await.unwrap();
    ask(rig, &anna, "And?").await;
    rig.advance(Duration::minutes(30));
    rig.app.reply(&lin, id, "Yes").await.unwrap();
    // Closed without an answer: over, and not answered.
    let other = ask(rig, &bo, "Hello").await.id;
    rig.advance(Duration::hours(30));
    rig.app.look_at_conversations().await.unwrap();
    rig.app.arrange(&noor, other, &Deed::Close).await.unwrap();

    let view = rig.app.talk_numbers(&noor, asked(Some(TalkBy::Agent))).await.unwrap();
    let whole = view.whole;
    assert_eq!((whole.opened, whole.reopened, whole.rated, whole.content), (2, 1, 1, 0));
    let wait = whole.wait.unwrap();
    assert_eq!((wait.count, wait.p50, wait.p99), (2, 600.0, 1_800.0));
    assert_eq!(whole.first_reply.unwrap().count, 1);
    assert_eq!((whole.promised, whole.broken), (3, 1), "the one that nobody answered broke");
    assert_eq!(whole.resolution.unwrap().count, 1, "what was opened again is not over");
    assert_eq!(view.hours.iter().sum::<u64>(), 3);
    assert_eq!(view.hours[12], 3, "all of it at noon");
    let names: Vec<&str> = view.groups.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names[0], "Lin Wei");
    assert_eq!(view.weeks.len(), 4);

    let refused = rig.app.talk_numbers(&lin, asked(Some(TalkBy::Agent))).await;
    assert!(matches!(refused, Err(Error::NotAllowed)), "not by agent for an agent");
    rig.app.talk_numbers(&lin, asked(Some(TalkBy::Language))).await.unwrap();
    let live = TalkNumbersAsked { mode: Mode::Live, weeks: 4, by: None };
    let live = rig.app.talk_numbers(&noor, live).await.unwrap();
    assert_eq!((live.whole.opened, live.hours.iter().sum::<u64>()), (0, 0), "two worlds");
}

#[tokio::test]
async fn the_desks_figures_say_what_happened() {
    figures_of(&Rig::new().await).await;
    if let Some(rig) = Rig::postgres().await {
        figures_of(&rig).await;
    }
}
