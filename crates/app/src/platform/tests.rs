//! Keys, applicants, hosted links, waiting for the decision: all within one world.

use super::{AnswerError, Idempotency, LINK_LIFE, LinkedError, NewApplicant, StoredAnswer};
use crate::{
    Error, LinkError, Uploaded,
    review::tests::rig::Rig,
    testing::{Shows, typed_details},
};
use proofdesk_domain::{
    ReasonCode,
    access::{Actor, Role, Scope},
    document::DocumentKind,
    evidence::Slot,
    reason::codes,
    verification::{DocumentChoice, Mode, State},
};
use std::time::Duration as StdDuration;

async fn key(rig: &Rig, mode: Mode, scopes: &[Scope]) -> Actor {
    let made = rig.app.create_key(&Actor::System, "shop", mode, scopes).await.unwrap();
    rig.app.find_key(&made.secret).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_key_works_until_it_is_revoked_and_its_secret_is_shown_once() {
    let rig = Rig::new().await;
    let admin = rig.staff(Role::Admin, "Sam Okafor").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let refused = rig.app.create_key(&lin.actor(), "shop", Mode::Test, &Scope::ALL).await;
    assert!(matches!(refused, Err(super::KeyError::Error(Error::NotAllowed))));
    let made =
        rig.app.create_key(&admin.actor(), "shop", Mode::Live, &[Scope::VerificationsRead]).await.unwrap();
    assert!(made.secret.starts_with("pd_live_") && made.secret.len() > 40);
    assert!(!format!("{made:?}").contains(&made.secret));
    let found = rig.app.find_key(&made.secret).await.unwrap();
    assert_eq!(
        found,
        Some(Actor::Key { id: made.id, mode: Mode::Live, scopes: vec![Scope::VerificationsRead] })
    );
    assert_eq!(rig.app.find_key("pd_live_guess").await.unwrap(), None);
    let listed = rig.app.list_keys(&admin.actor()).await.unwrap();
    assert!(listed[0].last_used_at.is_some() && !format!("{listed:?}").contains(&made.secret[8..]));
    rig.app.revoke_key(&admin.actor(), made.id).await.unwrap();
    assert_eq!(rig.app.find_key(&made.secret).await.unwrap(), None);
    assert!(matches!(rig.app.revoke_key(&admin.actor(), made.id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn from_a_link_to_the_decision() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let new = NewApplicant { external_ref: Some("customer 7"), locale: Some("zh-CN"), region: Some("DEU") };
    let person = rig.app.create_applicant(&shop, new).await.unwrap();
    let again = rig.app.create_applicant(&shop, new).await.unwrap();
    assert!(person.new && !again.new && person.id == again.id);
    assert!(matches!(rig.app.create_verification(&shop, person.id, "basic").await, Err(LinkedError::Level)));
    let made = rig.app.create_verification(&shop, person.id, "plus").await.unwrap();
    let twice = rig.app.create_verification(&shop, person.id, "plus").await;
    assert!(matches!(twice, Err(LinkedError::AlreadyRunning(id)) if id == made.id));
    let token = made.url.strip_prefix("http://desk.test/l/").unwrap();

    let session = rig.app.open_link(token).await.unwrap().session;
    assert!(matches!(rig.app.open_link(token).await, Err(LinkError::Used)), "it opens once");
    let s = rig.app.applicant_session(session.as_str()).await.unwrap().unwrap();
    assert_eq!((s.only_case, s.applicant), (Some(made.id), person.id));
    let early = rig.app.upload(&s, made.id, Slot::Front, Shows::Glare.bytes("1")).await;
    assert!(matches!(early, Err(Error::Invalid(_))), "nothing is taken in without consent");
    rig.app.answer_age_and_region(&s, true, "DEU").await.unwrap();
    rig.app.give_consent(&s, &rig.app.policy().notice_version.clone(), s.locale).await.unwrap();
    let s = rig.app.applicant_session(session.as_str()).await.unwrap().unwrap();
    let other = rig.app.create_link(&shop, made.id).await.unwrap();
    rig.advance(LINK_LIFE);
    let other = other.url.rsplit('/').next().unwrap();
    assert!(matches!(rig.app.open_link(other).await, Err(LinkError::Expired)));

    let view = rig.app.platform_verification(&shop, made.id).await.unwrap();
    assert_eq!((view.state, &view.external_ref), (State::Draft, &Some("customer 7".to_owned())));
    rig.app.save_details(&s, made.id, typed_details()).await.unwrap().unwrap();
    let choice = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
    rig.app.choose_document(&s, made.id, choice).await.unwrap();
    let kept = rig.app.upload(&s, made.id, Slot::Front, Shows::Glare.bytes("1")).await.unwrap();
    assert!(matches!(kept, Uploaded::Kept(_)));
    rig.app.send(&s, made.id).await.unwrap();
    rig.work().await;
    let view = rig.app.platform_verification(&shop, made.id).await.unwrap();
    assert_eq!(view.state, State::NeedsInput);
    assert_eq!(view.reasons[0].code, codes::IMAGE_GLARE);
    assert_eq!(view.limits, rig.app.policy().starting_level().unwrap().limits, "limits as they are now");

    rig.app.upload(&s, made.id, Slot::Front, Shows::Passport.bytes("2")).await.unwrap();
    rig.app.send(&s, made.id).await.unwrap();
    rig.work().await;
    let before = rig.app.platform_verification(&shop, made.id).await.unwrap();
    assert_eq!((before.state, before.due_at.is_some()), (State::InReview, true));
    let seen = rig.app.open_case(&lin, made.id).await.unwrap();
    rig.app
        .decline(&lin, made.id, seen.version, ReasonCode::find("doc.damaged").unwrap(), "Torn.")
        .await
        .unwrap();
    let now = rig.app.platform_verification(&shop, made.id).await.unwrap();
    assert_eq!((now.state, &now.decision), (State::InReview, &None), "nothing before it takes effect");

    // Waiting wakes with the decision, long before its patience ends.
    let waiting = rig.app.await_change(&shop, made.id, now.version, StdDuration::from_mins(10));
    let (view, ()) = tokio::join!(waiting, rig.ten_seconds_later());
    let view = view.unwrap();
    assert_eq!(view.state, State::Declined);
    let decision = view.decision.unwrap();
    assert!(decision.by_person && decision.outcome == State::Declined);
    assert_eq!(decision.reasons, [ReasonCode::find("doc.damaged").unwrap()]);
    let same = rig.app.await_change(&shop, made.id, view.version, StdDuration::ZERO).await.unwrap();
    assert_eq!(same.version, view.version, "patience ends with the case as it stands");
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn a_key_sees_its_own_world_and_does_what_it_may() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let live = key(&rig, Mode::Live, &Scope::ALL).await;
    let reader = key(&rig, Mode::Test, &[Scope::VerificationsRead]).await;
    let person = rig.app.create_applicant(&shop, NewApplicant::default()).await.unwrap();
    let made = rig.app.create_verification(&shop, person.id, "standard").await.unwrap();
    assert!(matches!(rig.app.platform_verification(&live, made.id).await, Err(Error::NotFound)));
    let refused = rig.app.create_verification(&live, person.id, "standard").await;
    assert!(matches!(refused, Err(LinkedError::Error(Error::NotFound))));
    assert!(matches!(rig.app.create_link(&live, made.id).await, Err(LinkedError::Error(Error::NotFound))));
    assert!(rig.app.platform_verification(&reader, made.id).await.is_ok());
    let refused = rig.app.create_applicant(&reader, NewApplicant::default()).await;
    assert!(matches!(refused, Err(LinkedError::Error(Error::NotAllowed))));
    let s = rig.applicant("anna").await;
    assert!(matches!(rig.app.platform_verification(&s.actor(), made.id).await, Err(Error::NotAllowed)));
    // The same name in the other world is another person.
    let named = NewApplicant { external_ref: Some("x"), ..NewApplicant::default() };
    let (a, b) = (
        rig.app.create_applicant(&shop, named).await.unwrap(),
        rig.app.create_applicant(&live, named).await.unwrap(),
    );
    assert_ne!(a.id, b.id);
    for wrong in ["", " ", "a\nb", &"x".repeat(201)] {
        let refused = rig
            .app
            .create_applicant(&shop, NewApplicant { external_ref: Some(wrong), ..NewApplicant::default() })
            .await;
        assert!(matches!(refused, Err(LinkedError::ExternalRef)), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let rig = Rig::new().await;
    let (shop, other) = (key(&rig, Mode::Test, &Scope::ALL).await, key(&rig, Mode::Test, &Scope::ALL).await);
    let request = Idempotency { key: "a1", request: b"POST /x {}" };
    assert_eq!(rig.app.earlier_answer(&shop, request).await.unwrap(), None);
    let first = StoredAnswer { status: 201, body: b"{\"url\":\"secret\"}".to_vec() };
    rig.app.remember_answer(&shop, request, &first).await.unwrap();
    let second = StoredAnswer { status: 500, body: Vec::new() };
    rig.app.remember_answer(&shop, request, &second).await.unwrap();
    assert_eq!(rig.app.earlier_answer(&shop, request).await.unwrap(), Some(first), "the first stays");
    assert_eq!(rig.app.earlier_answer(&other, request).await.unwrap(), None, "keys do not share");
    let changed = Idempotency { request: b"POST /x {1}", ..request };
    assert!(matches!(rig.app.earlier_answer(&shop, changed).await, Err(AnswerError::OtherRequest)));
    let long = "x".repeat(256);
    let bad = Idempotency { key: &long, ..request };
    assert!(matches!(rig.app.earlier_answer(&shop, bad).await, Err(AnswerError::Key)));
}
