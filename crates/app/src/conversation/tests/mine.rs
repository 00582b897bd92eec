//! The applicant's side: tickets, words sent twice, changed and taken back, files, documents asked for; and
//! the timer.

use super::{ask, found};
use crate::{
    ChangeError, FileError, SayError, Ticket, Words,
    conversation::requests::{AskError, Asking},
    review::tests::rig::Rig,
};
use proofdesk_domain::{
    access::Role,
    conversation::{
        ConversationTurn, MessageKind, Origin, Priority,
        assign::Presence,
        request::{ItemState, RequestState},
    },
};
use std::sync::atomic::Ordering;
use time::Duration;
use uuid::Uuid;

#[tokio::test]
async fn a_ticket_has_a_reference_a_promise_and_a_mail_and_is_one() {
    let rig = Rig::new().await;
    let anna = rig.applicant("anna").await;
    let client = Some(Uuid::from_u128(7));
    let ticket = Ticket { subject: " My  withdrawal ", text: "What happened?\nIt stopped", client };
    let view = rig.app.open_ticket(&anna, ticket).await.unwrap();
    assert_eq!((view.subject.as_deref(), view.turn), (Some("My withdrawal"), ConversationTurn::Staff));
    assert!(view.due_at.is_some() && view.reference.starts_with("TK-"));
    let again = rig.app.open_ticket(&anna, ticket).await.unwrap();
    assert_eq!((again.id, again.messages.len()), (view.id, 1), "the same form sent twice");
    assert_eq!(found(&rig, &anna).await.origin, Origin::Ticket);
    rig.work().await;
    let mails = rig.with.mails.all();
    assert!(mails.iter().all(|(_, mail)| !mail.text.contains("withdrawal")), "a mail says nothing of it");
    assert!(mails.iter().any(|(_, mail)| mail.subject == "ticket"), "the reference by mail: {mails:?}");
    for wrong in ["", "  ", &"x".repeat(121)] {
        let refused = rig.app.open_ticket(&anna, Ticket { subject: wrong, text: "x", client: None }).await;
        assert!(matches!(refused, Err(SayError::Subject)));
    }
    // It goes on as a chat, in the same place.
    let words = Words { text: "Are you there?", conversation: Some(view.id), ..Words::default() };
    assert_eq!(rig.app.write(&anna, words).await.unwrap(), view.id);
}

#[tokio::test]
async fn the_same_number_is_one_message_also_from_two_tabs_at_once() {
    let rig = Rig::new().await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    let client = Some(rig.app.fresh_client_id());
    let words = Words { text: "Once", conversation: Some(id), client, ..Words::default() };
    let (a, b) = tokio::join!(rig.app.write(&anna, words), rig.app.write(&anna, words));
    assert_eq!((a.unwrap(), b.unwrap()), (id, id));
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!(seen.messages.iter().filter(|m| m.body == "Once").count(), 1);
    let theirs = rig.app.write(&bo, Words { text: "x", conversation: Some(id), ..Words::default() }).await;
    assert!(matches!(theirs, Err(SayError::Error(crate::Error::NotFound))), "somebody else's conversation");
    assert!(rig.app.own_view(&bo, id).await.is_err());
    let long = "x".repeat(100_000);
    let refused =
        rig.app.write(&anna, Words { text: &long, conversation: Some(id), ..Words::default() }).await;
    assert!(matches!(refused, Err(SayError::Body(_))));
}

#[tokio::test]
async fn words_can_be_changed_for_a_minute_and_what_they_were_is_kept() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Helo").await.id;
    let message = rig.app.own_view(&anna, id).await.unwrap().messages[0].id;
    rig.app.change_my_message(&anna, id, message, Some("Hello")).await.unwrap();
    let stranger = rig.app.change_my_message(&bo, id, message, Some("x")).await;
    assert!(matches!(stranger, Err(ChangeError::Error(crate::Error::NotFound))));
    let staff = rig.app.change_our_message(&lin, id, message, Some("x")).await;
    assert!(matches!(staff, Err(ChangeError::Error(crate::Error::NotFound))), "only who wrote it");
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!((&*seen.messages[0].body, seen.messages[0].edited_at.is_some()), ("Hello", true));
    rig.advance(Duration::seconds(60));
    rig.app.change_my_message(&anna, id, message, None).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert!(seen.messages[0].withdrawn && seen.messages[0].body.is_empty());
    let mut tx = rig.app.store().read().await.unwrap();
    let versions =
        proofdesk_store::conversations::list_versions(&mut tx, anna.applicant, message).await.unwrap();
    assert_eq!(versions.len(), 2, "what it said, twice");
    drop(tx);
    rig.app.reply(&lin, id, "Yes?").await.unwrap();
    let answer = rig.app.own_view(&anna, id).await.unwrap().messages[1].id;
    rig.advance(Duration::seconds(61));
    let late = rig.app.change_our_message(&lin, id, answer, Some("No")).await;
    assert!(matches!(late, Err(ChangeError::TooLate)));
}

const PDF: &[u8] = b"%PDF-1.7 a bill";

#[tokio::test]
async fn files_are_held_until_looked_at_and_the_dangerous_never_come_out() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    for (bytes, why) in [
        (&b""[..], "empty"),
        (b"MZ\x90\x00 an executable", "kind"),
        (b"PK\x03\x04 an archive of archives", "kind"),
        (b"<html><script>", "kind"),
        (b"#!/bin/sh", "kind"),
    ] {
        let refused = rig.app.take_file(&anna, id, "photo.jpg", bytes.to_vec()).await;
        let fits =
            matches!((&refused, why), (Err(FileError::Empty), "empty") | (Err(FileError::Kind), "kind"));
        assert!(fits, "{refused:?}");
    }
    let large = [PDF, &vec![0; crate::MAX_FILE_BYTES][..]].concat();
    assert!(matches!(rig.app.take_file(&anna, id, "x", large).await, Err(FileError::TooLarge)));
    assert!(rig.app.take_file(&bo, id, "x", PDF.to_vec()).await.is_err(), "a stranger's conversation");

    // The scanner is away: held, and tried again.
    rig.with.scanner.away.store(true, Ordering::SeqCst);
    let file = rig.app.take_file(&anna, id, "../../\u{202E}fdp.bill", PDF.to_vec()).await.unwrap();
    let virus = [PDF, &b" EICAR-STANDARD-ANTIVIRUS-TEST-FILE"[..]].concat();
    let bad = rig.app.take_file(&anna, id, "bill.pdf", virus).await.unwrap();
    rig.work().await;
    assert!(rig.app.my_file(&anna, file).await.is_err() && rig.app.our_file(&lin, file).await.is_err());
    rig.with.scanner.away.store(false, Ordering::SeqCst);
    rig.advance(Duration::minutes(10));
    rig.work().await;
    let (kind, name, bytes) = rig.app.my_file(&anna, file).await.unwrap();
    assert_eq!((&*kind, &*name, &*bytes), ("application/pdf", "fdp.bill", PDF));
    assert!(rig.app.my_file(&anna, bad).await.is_err(), "never handed out");
    assert!(rig.app.my_file(&bo, file).await.is_err());

    let words = Words { text: "", conversation: Some(id), files: &[file, bad], ..Words::default() };
    rig.app.write(&anna, words).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    let last = seen.messages.last().unwrap().id;
    let states: Vec<_> = seen.files.iter().filter(|f| f.message == Some(last)).map(|f| f.state).collect();
    assert_eq!(states, ["clean", "refused"]);
    let theirs = Words { text: "x", files: &[file], ..Words::default() };
    assert!(rig.app.write(&bo, theirs).await.is_err(), "somebody else's file");
}

#[tokio::test]
async fn documents_are_asked_for_sent_judged_and_the_list_ends_by_itself() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let id = ask(&rig, &anna, "What do you need?").await.id;
    assert!(matches!(rig.app.ask_documents(&lin, id, &Asking::default()).await, Err(AskError::Nothing)));
    let asking = Asking {
        proof_of_address: Some(3),
        other: Some("A letter of your bank".into()),
        words: "A bill with your name".into(),
    };
    rig.app.ask_documents(&lin, id, &asking).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!(seen.turn, ConversationTurn::Applicant);
    let list = &seen.requests[0];
    assert_eq!((list.state, list.items.len()), (RequestState::Open, 2));
    assert_eq!(list.items[0].words.as_deref(), Some("A bill with your name"));
    let (address, letter) = (list.items[0].id, list.items[1].id);
    let file = rig.app.take_file(&anna, id, "bill.pdf", PDF.to_vec()).await.unwrap();
    rig.app.send_item(&anna, id, address, file).await.unwrap();
    assert_eq!(found(&rig, &anna).await.turn, ConversationTurn::Applicant, "one is still to come");
    rig.app.lack_item(&anna, id, letter).await.unwrap();
    let talk = found(&rig, &anna).await;
    assert_eq!(talk.turn, ConversationTurn::Staff, "it goes back to a person");
    rig.app.judge_item(&lin, id, address, ItemState::Problem).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!((seen.requests[0].state, seen.turn), (RequestState::Open, ConversationTurn::Applicant));
    let better = rig.app.take_file(&anna, id, "bill2.pdf", PDF.to_vec()).await.unwrap();
    rig.app.send_item(&anna, id, address, better).await.unwrap();
    rig.app.judge_item(&lin, id, address, ItemState::Accepted).await.unwrap();
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!(seen.requests[0].state, RequestState::Lacking, "a person says how it goes on");
    rig.app.judge_item(&lin, id, letter, ItemState::Accepted).await.unwrap();
    assert_eq!(rig.app.own_view(&anna, id).await.unwrap().requests[0].state, RequestState::Fulfilled);
    assert!(rig.app.judge_item(&lin, id, letter, ItemState::Problem).await.is_err(), "it has ended");
}

#[tokio::test]
async fn a_broken_promise_raises_gives_to_another_and_says_so() {
    let rig = Rig::new().await;
    let (lin, noor) = (rig.staff(Role::Agent, "Lin Wei").await, rig.staff(Role::Agent, "Noor").await);
    let anna = rig.applicant("anna").await;
    rig.app.set_presence(&lin, Presence::Here).await.unwrap();
    let id = ask(&rig, &anna, "Hello").await.id;
    rig.app.set_presence(&noor, Presence::Here).await.unwrap();
    let hours = rig.app.policy().clocks.answer_hours;
    let lines = async || -> Vec<String> {
        let seen = rig.app.open_conversation(&lin, id).await.unwrap();
        let events = seen.conversation.messages.into_iter().filter(|m| m.kind == MessageKind::Event);
        events.map(|m| m.body).filter(|body| body.starts_with("system-clock")).collect()
    };
    rig.advance(Duration::hours(hours / 2) - Duration::seconds(1));
    assert_eq!(rig.app.look_at_conversations().await.unwrap(), 0);
    rig.advance(Duration::seconds(1));
    rig.app.look_at_conversations().await.unwrap();
    assert_eq!(lines().await, ["system-clock-warns"]);
    rig.advance(Duration::hours(hours / 4));
    rig.app.look_at_conversations().await.unwrap();
    rig.app.look_at_conversations().await.unwrap();
    assert_eq!(lines().await.len(), 2, "told once each");
    let before = found(&rig, &anna).await;
    assert_eq!((before.assignee, before.breached_at), (Some(lin.id), None));
    rig.advance(Duration::hours(hours / 4));
    rig.app.look_at_conversations().await.unwrap();
    let now = found(&rig, &anna).await;
    assert_eq!((now.priority, now.assignee), (Priority::High, Some(noor.id)));
    assert_eq!(now.breached_at, Some(rig.app.now()));
    let seen = rig.app.own_view(&anna, id).await.unwrap();
    assert_eq!(seen.messages.last().unwrap().body, "system-clock-broken", "both read it");
    assert_eq!(seen.due_at, before.due_at, "the promise stands as it was given");
    // The resolution's clock goes on; nothing is told of the reply again.
    rig.app.reply(&noor, id, "We are late").await.unwrap();
    rig.advance(Duration::hours(hours * 2));
    rig.app.look_at_conversations().await.unwrap();
    assert_eq!(lines().await.len(), 3);
}

#[tokio::test]
async fn our_last_word_closes_after_a_while_and_the_bot_does_not_keep_people_waiting() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    rig.app.reply(&lin, id, "All is well").await.unwrap();
    let days = i64::from(rig.app.policy().desk.close_after_days);
    rig.advance(Duration::days(days));
    rig.app.look_at_conversations().await.unwrap();
    assert_eq!(found(&rig, &anna).await.turn, ConversationTurn::Applicant);
    rig.advance(Duration::seconds(1));
    rig.app.look_at_conversations().await.unwrap();
    assert_eq!(found(&rig, &anna).await.turn, ConversationTurn::Nobody);

    super::with_bot(&rig, &bo).await;
    ask(&rig, &bo, "Is anybody there?").await;
    rig.advance(Duration::hours(rig.app.policy().clocks.answer_hours / 2));
    rig.app.look_at_conversations().await.unwrap();
    let talk = found(&rig, &bo).await;
    assert_eq!(talk.answering, proofdesk_domain::conversation::Answering::People);
    assert!(talk.is_waiting(rig.app.now()));
}

#[tokio::test]
async fn they_say_how_it_was_when_it_is_over() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Agent, "Lin Wei").await;
    let (anna, bo) = (rig.applicant("anna").await, rig.applicant("bo").await);
    let id = ask(&rig, &anna, "Hello").await.id;
    rig.app.reply(&lin, id, "All is well").await.unwrap();
    assert!(rig.app.rate(&anna, id, 2, "").await.is_err(), "it is not over");
    rig.app.arrange(&lin, id, &crate::conversation::desk::Deed::Close).await.unwrap();
    for wrong in [0, 6, -1] {
        assert!(rig.app.rate(&anna, id, wrong, "").await.is_err());
    }
    assert!(rig.app.rate(&bo, id, 5, "").await.is_err());
    rig.app.rate(&anna, id, 2, "Nobody <b>read</b> it").await.unwrap();
    assert_eq!(rig.app.own_view(&anna, id).await.unwrap().rated, Some(2));
    let mut tx = rig.app.store().read().await.unwrap();
    let said =
        proofdesk_store::conversations::feedback::find(&mut tx, anna.applicant, id).await.unwrap().unwrap();
    assert_eq!(said.staff_id, Some(lin.id));
}
