//! Nobody reaches what is somebody else's, and what is stored shows nothing of anybody.

use super::{Desk, PASSWORD};
use crate::{
    BeginError, Error, Registration, SayError, SendError,
    testing::{Shows, typed_details},
    views::Locale,
};
use proofdesk_domain::{
    details::TypedDetails,
    document::{DocumentKind, FieldName},
    evidence::Slot,
    verification::DocumentChoice,
};

#[tokio::test]
async fn a_stranger_reaches_nothing_by_any_method() {
    let desk = Desk::open().await;
    let (_, anna) = desk.person("anna@example.org").await;
    let id = desk.begun(&anna).await;
    let typed = TypedDetails { document_number: "L898902C8".into(), ..typed_details() };
    desk.app.save_details(&anna, id, typed.clone()).await.unwrap().unwrap();
    let case = desk.try_with(&anna, id, Shows::Passport, "1").await;
    let (picture, finding) = (case.pages[0].evidence.unwrap(), case.findings[0].id);
    desk.app.say(&anna, "a word to the desk", Some(id)).await.unwrap();

    let (_, eve) = desk.person("eve@example.org").await;
    let app = &desk.app;
    let none = |result: Result<(), Error>| matches!(result, Err(Error::NotFound));
    assert!(none(app.case(&eve, id).await.map(|_| ())));
    assert!(none(app.save_details(&eve, id, typed).await.map(|_| ())));
    let choice = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
    assert!(none(app.choose_document(&eve, id, choice).await));
    assert!(none(app.upload(&eve, id, Slot::Front, Shows::Passport.bytes("2")).await.map(|_| ())));
    assert!(none(app.picture(&eve, picture).await.map(|_| ())));
    assert!(matches!(app.send(&eve, id).await, Err(SendError::Error(Error::NotFound))));
    assert!(none(app.dispute(&eve, id, finding, "").await));
    assert!(none(app.dispute_reading(&eve, id, FieldName::Surname, "").await));
    assert!(none(app.appeal(&eve, id, "please look again").await));
    assert!(none(app.cancel(&eve, id).await));
    assert!(none(app.ask_for_help(&eve, id, crate::Lacks::Camera, "").await));
    assert!(matches!(app.say(&eve, "hello", Some(id)).await, Err(SayError::Error(Error::NotFound))));
    assert!(app.my_conversation(&eve).await.unwrap().is_none());
    // Her own case, with a finding and a picture of somebody else's.
    let own = desk.begun(&eve).await;
    desk.app.upload(&eve, own, Slot::Front, Shows::Blurred.bytes("3")).await.unwrap();
    assert!(!matches!(app.begin(&eve, "plus").await, Err(BeginError::AlreadyRunning(other)) if other == id));
    assert_eq!(desk.app.case(&anna, id).await.unwrap().version, case.version);
}

#[tokio::test]
async fn what_is_stored_shows_nothing_of_anybody() {
    let desk = Desk::open().await;
    let canary = "Zyqwuvanary";
    let email = "zyqwuvanary@example.org";
    let registration =
        Registration { email, password: PASSWORD, invitation: Some(canary), locale: Locale::En };
    let pending = desk.app.register(registration).await.unwrap();
    desk.settle().await;
    let code = desk.with.mails.last_to(email).unwrap().text;
    let token = desk.app.confirm(&pending, &code).await.unwrap();
    let s = desk.session(&token).await;
    desk.app.answer_age_and_region(&s, true, "SWE").await.unwrap();
    desk.app.give_consent(&s, "2026-11", Locale::En).await.unwrap();
    let s = desk.session(&token).await;
    let id = desk.begun(&s).await;
    let typed = TypedDetails { surname: canary.into(), ..typed_details() };
    desk.app.save_details(&s, id, typed).await.unwrap().unwrap();
    let case = desk.try_with(&s, id, Shows::Passport, canary).await;
    desk.app.say(&s, canary, Some(id)).await.unwrap();
    desk.app.dispute(&s, id, case.findings[0].id, canary).await.unwrap();
    desk.app.dispute_reading(&s, id, FieldName::DocumentNumber, canary).await.unwrap();
    desk.app.ask_for_help(&s, id, crate::Lacks::Camera, canary).await.unwrap();
    let asked = crate::door::DoorAsk { email, account: email, words: canary, locale: Locale::En };
    desk.app.ask_at_door(asked).await.unwrap();
    desk.settle().await;
    // Everything is in the files, the write-ahead log included.
    let everything = bytes_in(desk.folder.path());
    let shows = |needle: &str| {
        let needle = needle.to_lowercase();
        everything.windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle.as_bytes()))
    };
    assert!(shows("verification.disputed"), "the look is at the right files");
    for needle in [canary, "zyqwuvanary@example", "ERIKSSON", "L898902C3", "1974-08-12", PASSWORD, &code] {
        assert!(!shows(needle), "{needle} stands in the open");
    }
}

fn bytes_in(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { bytes_in(&path) } else { std::fs::read(&path).unwrap() });
    }
    all
}
