//! Approving, asking, declining, taking back; undoing; appeals.

use super::rig::Rig;
use crate::{
    ApplicantSession, Error, StaffSession,
    review::{DecideError, DecisionKind, RetakeItem},
    testing::{Shows, typed_details},
    views::{Decider, PageStanding},
};
use proofdesk_domain::{
    ReasonCode, VerificationId, access::Role, details::TypedDetails, evidence::Slot, finding::FindingState,
    reason::codes, verification::State,
};
use time::Duration;

async fn desk(rig: &Rig) -> (StaffSession, ApplicantSession, VerificationId) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    assert_eq!(rig.state(id).await, State::InReview);
    (lin, s, id)
}

#[tokio::test]
async fn an_approval_takes_effect_after_ten_seconds_and_not_before() {
    approved_after_ten_seconds(Rig::new().await).await;
}

#[tokio::test]
async fn an_approval_takes_effect_after_ten_seconds_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        approved_after_ten_seconds(rig).await;
    }
}

async fn approved_after_ten_seconds(rig: Rig) {
    let (lin, s, id) = desk(&rig).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.approve(&lin, id, view.version, Some("looks fine")).await.unwrap();
    rig.advance(Duration::seconds(9));
    rig.work().await;
    assert_eq!(rig.state(id).await, State::InReview);
    assert_eq!(rig.app.case(&s, id).await.unwrap().decision, None, "the applicant sees nothing of it yet");
    let pending = rig.app.review(&lin, id).await.unwrap().pending.unwrap();
    assert!(pending.mine && pending.by == "Lin Wei" && pending.outcome == DecisionKind::Approved);

    rig.advance(Duration::seconds(1));
    rig.work().await;
    assert_eq!(rig.state(id).await, State::Approved);
    let decision = rig.app.case(&s, id).await.unwrap().decision.unwrap();
    assert_eq!(decision.decider, Decider::Person("Lin Wei".into()));
    assert_eq!(decision.message, None, "the note is for staff");
    assert_eq!(rig.with.mails.last_to("anna@people.example").unwrap().subject, "news");
    let view = rig.app.review(&lin, id).await.unwrap();
    assert!(view.pending.is_none() && view.claimed_by.is_none());
    assert_eq!(view.decisions.len(), 1);
    let last = view.history.last().unwrap();
    assert_eq!(last.action, "verification.approved");
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn an_undone_decision_never_takes_effect() {
    let rig = Rig::new().await;
    let (lin, _, id) = desk(&rig).await;
    let noor = rig.staff(Role::Compliance, "Noor Haddad").await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let made = rig.app.approve(&lin, id, view.version, None).await.unwrap();
    let again = rig.app.approve(&lin, id, view.version, None).await;
    assert!(matches!(again, Err(DecideError::Pending(_))));
    assert!(matches!(rig.app.undo(&noor, made).await, Err(Error::NotFound)), "one's own only");
    rig.advance(Duration::seconds(5));
    rig.app.undo(&lin, made).await.unwrap();
    assert!(matches!(rig.app.undo(&lin, made).await, Err(Error::Stale { .. })));
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::InReview);

    let version = rig.app.review(&lin, id).await.unwrap().version;
    let made = rig.app.approve(&lin, id, version, None).await.unwrap();
    rig.ten_seconds_later().await;
    assert!(matches!(rig.app.undo(&lin, made).await, Err(Error::Stale { .. })), "too late");
    assert_eq!(rig.state(id).await, State::Approved);
}

#[tokio::test]
async fn a_decision_survives_the_death_of_the_process() {
    let mut rig = Rig::new().await;
    let (lin, _, id) = desk(&rig).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    rig.restart().await;
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::Approved);
}

#[tokio::test]
async fn a_stale_decision_is_refused_with_the_case_as_it_stands() {
    let rig = Rig::new().await;
    let (lin, _, id) = desk(&rig).await;
    let noor = rig.staff(Role::Compliance, "Noor Haddad").await;
    let seen = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.take_over(&noor, id).await.unwrap();
    let refused = rig.app.approve(&lin, id, seen.version, None).await;
    let Err(DecideError::Stale { now }) = refused else { panic!("{refused:?}") };
    assert_eq!(now.claimed_by.as_deref(), Some("Noor Haddad"));
    let refused = rig.app.approve(&lin, id, now.version, None).await;
    assert!(matches!(refused, Err(DecideError::NotClaimed)), "who has not seen all of it does not decide");
}

#[tokio::test]
async fn a_decision_that_the_case_moved_away_from_is_dropped() {
    let rig = Rig::new().await;
    let (lin, s, id) = desk(&rig).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    rig.app.cancel(&s, id).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::Cancelled);
    assert_eq!(rig.actions(id).await.last().unwrap(), "decision.dropped");
    let view = rig.app.review(&lin, id).await.unwrap();
    assert!(view.pending.is_none() && view.decisions.is_empty());
}

#[tokio::test]
async fn a_retake_asks_for_what_was_named_and_keeps_the_rest() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "standard", Shows::CardWithoutZone).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let item = |code: &str, slot, note: Option<&str>| RetakeItem {
        code: ReasonCode::find(code).unwrap(),
        slot,
        field: None,
        note: note.map(str::to_owned),
        region: None,
    };
    let ask = |items| rig.app.ask_retake(&lin, id, view.version, items);
    assert!(matches!(ask(vec![]).await, Err(DecideError::NothingAsked)));
    for wrong in ["integrity.suspected", "system.delayed", "data.underage", "screening.possible_match"] {
        let refused = ask(vec![item(wrong, Some(Slot::Front), None)]).await;
        assert!(matches!(refused, Err(DecideError::CodeNotUsable(_))), "{wrong}");
    }
    assert!(matches!(ask(vec![item("image.covered", None, None)]).await, Err(DecideError::PageNeeded(_))));
    let long = "x".repeat(1_001);
    let refused = ask(vec![item("image.covered", Some(Slot::Back), Some(&long))]).await;
    assert!(matches!(refused, Err(DecideError::WordsTooLong)));

    ask(vec![item("image.covered", Some(Slot::Back), Some(" Your thumb hides the number. "))]).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::NeedsInput, 0), "a person's request uses no attempt");
    assert_eq!(case.findings.len(), 1);
    assert_eq!(case.findings[0].by_person.as_deref(), Some("Your thumb hides the number."));
    let pages: Vec<_> = case.pages.iter().map(|page| (page.slot, page.standing)).collect();
    assert_eq!(pages, [(Slot::Front, PageStanding::Passed), (Slot::Back, PageStanding::ToRetake)]);
    assert_eq!(case.decision.unwrap().outcome, State::NeedsInput);

    rig.app.upload(&s, id, Slot::Back, Shows::CardWithoutZone.bytes("again")).await.unwrap();
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.findings.len()), (State::InReview, 0), "what was asked for came");
}

#[tokio::test]
async fn a_retake_keeps_what_the_checks_measured_and_drops_the_rest() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails {
        birth_date: "1974-08-13".into(),
        document_number: "L898902C4".into(),
        ..typed_details()
    };
    let id = rig.case_with(&s, "standard", Shows::Passport, typed).await;
    assert_eq!(rig.state(id).await, State::NeedsInput);
    // The same again brings a person, with both findings standing.
    rig.advance(Duration::seconds(1));
    let typed = TypedDetails {
        birth_date: "1974-08-14".into(),
        document_number: "L898902C4".into(),
        ..typed_details()
    };
    rig.app.save_details(&s, id, typed).await.unwrap().unwrap();
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(id).await, State::InReview);
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let standing = view.findings.iter().filter(|f| f.view.state.stands()).count();
    assert_eq!(standing, 2);
    assert!(view.findings.iter().any(|f| f.times == 2), "what repeats says so");
    let item =
        RetakeItem { code: codes::DATA_DOB_MISMATCH, slot: None, field: None, note: None, region: None };
    rig.app.ask_retake(&lin, id, view.version, vec![item]).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    let codes: Vec<_> = case.findings.iter().map(|f| f.finding.code).collect();
    assert_eq!(codes, [codes::DATA_DOB_MISMATCH], "the reviewer's list is the whole list");
    assert_eq!(case.findings[0].finding.typed.as_deref(), Some("1974-08-14"), "with both writings");
    assert!(case.findings[0].finding.region.is_some(), "and the place");
    assert_eq!(case.attempts, 1);

    rig.advance(Duration::seconds(1));
    rig.app.save_details(&s, id, typed_details()).await.unwrap().unwrap();
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.findings), (State::Approved, vec![]), "what was asked for was done");
}

#[tokio::test]
async fn a_no_names_its_decider_and_somebody_else_hears_the_appeal() {
    let rig = Rig::new().await;
    let (lin, s, id) = desk(&rig).await;
    let noor = rig.staff(Role::Compliance, "Noor Haddad").await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let no = |code: &str, words: &'static str| {
        let code = ReasonCode::find(code).unwrap();
        let (app, lin) = (rig.app.clone(), lin.clone());
        async move { app.decline(&lin, id, view.version, code, words).await }
    };
    assert!(matches!(no("system.delayed", "words").await, Err(DecideError::CodeNotUsable(_))));
    assert!(matches!(no("doc.invalidated", " \n").await, Err(DecideError::WordsMissing)));
    no("doc.invalidated", "The corner is cut.").await.unwrap();
    rig.ten_seconds_later().await;
    let decision = rig.app.case(&s, id).await.unwrap().decision.unwrap();
    assert_eq!(decision.outcome, State::Declined);
    assert_eq!(decision.decider, Decider::Person("Lin Wei".into()));
    assert_eq!(decision.message.as_deref(), Some("The corner is cut."));
    assert!(decision.appealable);

    rig.app.appeal(&s, id, "It was never cut.").await.unwrap();
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let own = rig.app.approve(&lin, id, view.version, None).await;
    assert!(matches!(own, Err(DecideError::OwnDecision)));
    let view = rig.app.take_over(&noor, id).await.unwrap();
    rig.app.approve(&noor, id, view.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::Approved);
    let figures = rig.app.figures(&noor, s.mode, rig.app.now().plus(-Duration::days(1))).await.unwrap();
    assert_eq!((figures.decided, figures.approved, figures.overturned), (1, 1, 1));

    let view = rig.app.open_case(&noor, id).await.unwrap();
    let code = ReasonCode::find("doc.invalidated").unwrap();
    rig.app.revoke(&noor, id, view.version, code, "It was reported lost.").await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!(case.state, State::Revoked);
    assert_eq!(case.decision.unwrap().message.as_deref(), Some("It was reported lost."));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn an_approval_takes_back_what_the_checks_found() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "standard", Shows::Passport, typed).await;
    let finding = rig.app.case(&s, id).await.unwrap().findings[0].id;
    rig.app.dispute(&s, id, finding, "").await.unwrap();
    let view = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    let view = rig.app.review(&lin, id).await.unwrap();
    assert_eq!(view.case.state, State::Approved);
    assert!(view.findings.iter().all(|f| f.view.state == FindingState::Overruled));
    assert!(view.disputes[0].settled.as_ref().unwrap().in_favour);
}
