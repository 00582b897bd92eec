//! The desk: who gets what, what is refused, what is put in order, what is found.

use super::{ask, found};
use crate::{
    conversation::desk::{
        ArrangeError, AssignError, BulkDeed, Deed, HandTo, MacroAction, NewCanned, Sign, TalkFilter,
        WhoseTalk,
    },
    review::{Seen, WriteError, tests::rig::Rig},
};
use proofdesk_domain::{
    access::Role,
    conversation::{ConversationTurn, Extra, MessageKind, Priority, assign::Presence, talk::SnoozeError},
};
use time::Duration;

#[tokio::test]
async fn conversations_come_to_who_is_there_and_has_room_by_load() {
    let rig = Rig::new().await;
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Reviewer, "Noor").await);
    let admin = rig.staff(Role::Admin, "Ada").await;
    let anna = rig.applicant("anna").await;
    let first = ask(&rig, &anna, "Hello").await;
    assert_eq!(found(&rig, &anna).await.assignee, None, "nobody is there");
    rig.app.set_presence(&lin, Presence::Here).await.unwrap();
    assert_eq!(found(&rig, &anna).await.assignee, Some(lin.id), "what waited comes to who came");
    rig.app.set_presence(&noor, Presence::Here).await.unwrap();
    assert!(rig.app.set_presence(&admin, Presence::Here).await.is_err(), "admins answer nobody");
    let bo = rig.applicant("bo").await;
    ask(&rig, &bo, "你好").await;
    assert_eq!(found(&rig, &bo).await.assignee, Some(noor.id), "she has less");
    // Full, away: neither gets any.
    rig.app.set_carrying(&admin, lin.id, Some(1), &[]).await.unwrap();
    rig.app.set_presence(&noor, Presence::Away).await.unwrap();
    let cy = rig.applicant("cy").await;
    ask(&rig, &cy, "Hello").await;
    assert_eq!(found(&rig, &cy).await.assignee, None);
    // An answer makes room: the load is what waits.
    rig.app.reply(&lin, first.id, "Hello Anna").await.unwrap();
    rig.app.set_presence(&lin, Presence::Here).await.unwrap();
    assert_eq!(found(&rig, &cy).await.assignee, Some(lin.id));
    // Who had it went: the next word finds somebody who is there.
    rig.app.set_presence(&noor, Presence::Here).await.unwrap();
    rig.app.set_presence(&lin, Presence::Away).await.unwrap();
    ask(&rig, &anna, "And now?").await;
    assert_eq!(found(&rig, &anna).await.assignee, Some(noor.id));
}

#[tokio::test]
async fn handing_on_says_why_and_two_who_take_it_do_not_cross() {
    let rig = Rig::new().await;
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Agent, "Noor").await);
    let anna = rig.applicant("anna").await;
    let id = ask(&rig, &anna, "Hello").await.id;
    rig.app.take_conversation(&lin, id, None).await.unwrap();
    let late = rig.app.take_conversation(&noor, id, None).await;
    assert!(matches!(late, Err(AssignError::Moved(Some(name))) if name == "Lin Wei"));
    let to = HandTo::Person(noor.id);
    rig.app.hand_on(&lin, id, Some(lin.id), &to, "She knows permits, @Noor").await.unwrap();
    assert_eq!(found(&rig, &anna).await.assignee, Some(noor.id));
    let seen = rig.app.open_conversation(&noor, id).await.unwrap();
    let notes: Vec<_> = seen.conversation.messages.iter().filter(|m| m.kind == MessageKind::Note).collect();
    assert_eq!(notes.len(), 1);
    assert!(seen.conversation.messages.iter().any(|m| matches!(&m.extra,
        Some(Extra::Named { values }) if values == &[("name".to_owned(), "Noor".to_owned())])));
    assert_eq!(rig.app.my_conversation(&anna).await.unwrap().unwrap().messages.len(), 1, "notes are ours");
    let nowhere = rig.app.hand_on(&noor, id, Some(noor.id), &HandTo::Team("kitchen".into()), "").await;
    assert!(matches!(nowhere, Err(AssignError::NoTeam)));
    rig.app.hand_on(&noor, id, Some(noor.id), &HandTo::Team("reviews".into()), "").await.unwrap();
    let talk = found(&rig, &anna).await;
    assert_eq!((talk.assignee, talk.team.as_deref()), (None, Some("reviews")));
}

#[tokio::test]
async fn an_answer_that_crosses_a_colleagues_is_refused_once() {
    let rig = Rig::new().await;
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Agent, "Noor").await);
    let anna = rig.applicant("anna").await;
    let id = ask(&rig, &anna, "Hello").await.id;
    let seen = Seen { last: Some(1), client: Some(rig.app.fresh_client_id()) };
    // The applicant going on writing is no crossing.
    ask(&rig, &anna, "Hello?").await;
    rig.app.reply_seen(&lin, id, "I am here", seen).await.unwrap();
    // The same sent twice is one answer.
    rig.app.reply_seen(&lin, id, "I am here", seen).await.unwrap();
    let crossing = Seen { last: Some(1), client: None };
    let refused = rig.app.reply_seen(&noor, id, "Hello from me", crossing).await;
    assert!(matches!(refused, Err(WriteError::Crossed)));
    let now = rig.app.open_conversation(&noor, id).await.unwrap();
    assert_eq!(now.conversation.messages.iter().filter(|m| m.body == "I am here").count(), 1);
    let again = Seen { last: Some(now.desk.seen), client: None };
    rig.app.reply_seen(&noor, id, "And from me", again).await.unwrap();
    // A note says what was noticed, whatever was said meanwhile.
    rig.app.note(&lin, id, "Both answered").await.unwrap();
}

#[tokio::test]
async fn what_is_put_aside_closed_joined_and_parted() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let talk = ask(&rig, &anna, "First matter").await;
    let id = talk.id;
    let beyond = Deed::Snooze(talk.due_at.unwrap().plus(Duration::seconds(1)));
    let refused = rig.app.arrange(&lin, id, &beyond).await;
    assert!(matches!(refused, Err(ArrangeError::Snooze(SnoozeError::Promised))));
    rig.app.arrange(&lin, id, &Deed::Snooze(rig.app.now().plus(Duration::hours(2)))).await.unwrap();
    let waiting = TalkFilter { turn: Some(ConversationTurn::Staff), ..TalkFilter::default() };
    assert!(rig.app.conversations(&lin, &waiting, None).await.unwrap().rows.is_empty());
    rig.advance(Duration::hours(2));
    assert!(rig.app.look_at_conversations().await.unwrap() > 0);
    assert_eq!(rig.app.conversations(&lin, &waiting, None).await.unwrap().rows.len(), 1);

    let ticket = crate::Ticket { subject: "Second", text: "Second matter", client: None };
    let second = rig.app.open_ticket(&anna, ticket).await.unwrap();
    let other = ask(&rig, &bo, "Mine").await;
    let stranger = rig.app.merge_conversation(&lin, second.id, &other.reference).await;
    assert!(matches!(stranger, Err(ArrangeError::Merge)), "never onto somebody else's");
    let whole = rig.app.merge_conversation(&lin, second.id, &talk.reference.to_lowercase()).await.unwrap();
    assert_eq!(whole, id);
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    let said: Vec<_> =
        seen.messages.iter().filter(|m| m.kind == MessageKind::Said).map(|m| &*m.body).collect();
    assert_eq!(said, ["First matter", "Second matter"]);
    assert_eq!(seen.due_at, talk.due_at, "the earlier promise holds");
    let again = rig.app.merge_conversation(&lin, second.id, &talk.reference).await;
    assert!(matches!(again, Err(ArrangeError::Merge)));
    // Who still has the old page open writes into the whole.
    let words = crate::Words { text: "Still me", conversation: Some(second.id), ..crate::Words::default() };
    assert_eq!(rig.app.write(&anna, words).await.unwrap(), id);

    let place = seen.messages.iter().find(|m| m.body == "Second matter").unwrap().id;
    let part = rig.app.split_conversation(&lin, id, place).await.unwrap();
    let parted = rig.app.own_view(&anna, part).await.unwrap();
    assert!(parted.messages.iter().any(|m| m.body == "Second matter") && parted.due_at.is_some());
    let left = rig.app.own_view(&anna, id).await.unwrap();
    assert!(left.messages.iter().all(|m| m.body != "Second matter"));

    rig.app.arrange(&lin, id, &Deed::Close).await.unwrap();
    let closed = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!((closed.turn, closed.due_at), (ConversationTurn::Nobody, None));
    let words = crate::Words { text: "One more thing", conversation: Some(id), ..crate::Words::default() };
    rig.app.write(&anna, words).await.unwrap();
    assert_eq!(rig.app.own_view(&anna, id).await.unwrap().turn, ConversationTurn::Staff);
}

#[tokio::test]
async fn many_at_once_and_lists_by_what_they_are() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let who = rig.applicant(&format!("person{n}")).await;
        ids.push(ask(&rig, &who, "Hello").await.id);
    }
    let tag = BulkDeed::Do(Deed::Tag("Refund".into()));
    assert_eq!(rig.app.in_bulk(&lin, &ids[..2], &tag).await.unwrap(), 2);
    let hand = BulkDeed::Hand(HandTo::Person(lin.id));
    assert_eq!(rig.app.in_bulk(&lin, &ids[1..], &hand).await.unwrap(), 2);
    let list = async |filter: TalkFilter| -> usize {
        rig.app.conversations(&lin, &filter, None).await.unwrap().rows.len()
    };
    let tagged = TalkFilter { tag: Some("refund".into()), ..TalkFilter::default() };
    assert_eq!(list(tagged.clone()).await, 2);
    assert_eq!(list(TalkFilter { whose: WhoseTalk::Mine, ..tagged.clone() }).await, 1);
    assert_eq!(list(TalkFilter { whose: WhoseTalk::Free, ..TalkFilter::default() }).await, 1);
    rig.app.arrange(&lin, ids[0], &Deed::Priority(Priority::Urgent)).await.unwrap();
    assert_eq!(list(TalkFilter { priority: Some(Priority::High), ..TalkFilter::default() }).await, 1);
    rig.app.keep_view(&lin, " Refunds ", &tagged, Some(lin.id)).await.unwrap();
    let views = rig.app.views(&lin).await.unwrap();
    assert_eq!((views[0].1.as_str(), &views[0].2), ("Refunds", &tagged));
    rig.app.drop_view(&lin, views[0].0).await.unwrap();
    assert!(rig.app.views(&lin).await.unwrap().is_empty());
    assert!(rig.app.keep_view(&lin, "", &tagged, None).await.is_err());
}

#[tokio::test]
async fn pages_of_a_list_miss_nothing_and_show_nothing_twice() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let mut work = rig.app.work(anna.actor(), anna.mode, anna.applicant).await.unwrap();
    for n in 0..120 {
        let mut talk =
            rig.app.open_conversation_of(&mut work, anna.mode, anna.applicant, None).await.unwrap();
        talk.turn = ConversationTurn::Staff;
        // Many are due at one moment.
        talk.due_at = Some(rig.app.now().plus(Duration::hours(n / 40)));
        talk.last_at = talk.due_at;
        proofdesk_store::conversations::update(&mut work.tx, &mut talk).await.unwrap();
    }
    work.commit().await.unwrap();
    for turn in [Some(ConversationTurn::Staff), None] {
        let filter = TalkFilter { turn, ..TalkFilter::default() };
        let (mut all, mut after) = (std::collections::BTreeSet::new(), None);
        let mut count = 0;
        loop {
            let page = rig.app.conversations(&lin, &filter, after.as_deref()).await.unwrap();
            count += page.rows.len();
            all.extend(page.rows.iter().map(|row| row.id));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!((count, all.len()), (120, 120));
    }
}

#[tokio::test]
async fn ready_made_words_know_the_person_and_do_something_beside() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let talk = ask(&rig, &anna, "Hello").await;
    let new = NewCanned {
        id: None,
        title: " Photo  again ".into(),
        en: "Hello, this is {agent} about {reference}. {name}!".into(),
        zh: "您好".into(),
        actions: vec![MacroAction::Tag { tag: "photo".into() }, MacroAction::Close],
    };
    let id = rig.app.keep_canned(&lin, &new).await.unwrap();
    let wrong = NewCanned { en: "Hello {nmae}".into(), ..new.clone() };
    assert!(matches!(
        rig.app.keep_canned(&lin, &wrong).await,
        Err(crate::conversation::desk::CannedError::Variable(name)) if name == "nmae"
    ));
    let canned = rig.app.canned(&lin, Some(talk.id)).await.unwrap();
    assert_eq!(canned[0].title, "Photo again");
    let filled = canned[0].filled.as_deref().unwrap();
    assert_eq!(filled, format!("Hello, this is Lin Wei about {}. {{name}}!", talk.reference));
    rig.app.run_actions(&lin, talk.id, id).await.unwrap();
    let now = found(&rig, &anna).await;
    assert_eq!((now.tags.list(), now.turn), (&["photo".to_owned()][..], ConversationTurn::Nobody));
    rig.app.drop_canned(&lin, id).await.unwrap();
    assert!(rig.app.canned(&lin, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn both_see_who_is_there_who_writes_and_what_was_read() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let noor = rig.staff(Role::Agent, "Noor").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    let typing = Sign { typing: true, read: 1, ..Sign::default() };
    rig.app.at_desk(&lin, id, typing).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!(
        (&*seen.here.present, &*seen.here.typing),
        (&["Lin Wei".to_owned()][..], &["Lin Wei".to_owned()][..])
    );
    assert_eq!(seen.here.staff_read, 1);
    assert_eq!(
        rig.app.open_conversation(&lin, id).await.unwrap().desk.standing.present,
        [""; 0],
        "not oneself"
    );
    rig.app.in_conversation(&anna, id, Sign { read: 99, ..typing }).await.unwrap();
    let desk = rig.app.open_conversation(&noor, id).await.unwrap().desk;
    assert!(desk.standing.applicant_here && desk.standing.applicant_typing);
    assert_eq!(desk.standing.read, 1, "nobody has read what is not there");
    assert!(rig.app.in_conversation(&bo, id, typing).await.is_err(), "a stranger's conversation");
    rig.advance(Duration::seconds(10));
    assert!(!rig.app.open_conversation(&noor, id).await.unwrap().desk.standing.applicant_typing);
    rig.app.at_desk(&lin, id, Sign { gone: true, ..Sign::default() }).await.unwrap();
    assert!(rig.app.own_view(&anna, id).await.unwrap().here.present.is_empty());
}

#[tokio::test]
async fn drafts_are_kept_apart_and_go_when_sent() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    rig.app.keep_words(&lin, id, MessageKind::Said, "Dear").await.unwrap();
    rig.app.keep_words(&lin, id, MessageKind::Note, "odd").await.unwrap();
    rig.app.keep_my_words(&anna, id, "I also").await.unwrap();
    assert!(rig.app.keep_my_words(&bo, id, "x").await.is_err());
    let desk = rig.app.open_conversation(&lin, id).await.unwrap().desk;
    assert_eq!((&*desk.draft, &*desk.note_draft), ("Dear", "odd"));
    assert_eq!(rig.app.own_view(&anna, id).await.unwrap().draft, "I also");
    rig.app.reply(&lin, id, "Dear Anna").await.unwrap();
    let desk = rig.app.open_conversation(&lin, id).await.unwrap().desk;
    assert_eq!((&*desk.draft, &*desk.note_draft), ("", "odd"));
    let words = crate::Words { text: "I also have", conversation: Some(id), ..crate::Words::default() };
    rig.app.write(&anna, words).await.unwrap();
    assert_eq!(rig.app.own_view(&anna, id).await.unwrap().draft, "");
}

#[tokio::test]
async fn words_are_found_by_staff_and_looking_is_logged() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let admin = rig.staff(Role::Admin, "Ada").await;
    let anna = rig.applicant("anna").await;
    ask(&rig, &anna, "我的提款被冻结了").await;
    rig.advance(Duration::seconds(1));
    let id = ask(&rig, &anna, "The reflections on my permit").await.id;
    rig.advance(Duration::seconds(1));
    rig.app.note(&lin, id, "Looks like a permit of Utopia").await.unwrap();
    let hits = rig.app.find_words(&lin, "permit").await.unwrap();
    assert_eq!(hits.iter().map(|hit| hit.internal).collect::<Vec<_>>(), [true, false]);
    assert_eq!(rig.app.find_words(&lin, "提款").await.unwrap()[0].body, "我的提款被冻结了");
    assert!(rig.app.find_words(&lin, "passport").await.unwrap().is_empty());
    assert!(rig.app.find_words(&admin, "permit").await.is_err());
    // What was taken back is not found any more.
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    rig.app.change_my_message(&anna, id, seen.messages[1].id, None).await.unwrap();
    assert_eq!(rig.app.find_words(&lin, "permit").await.unwrap().len(), 1);
}
