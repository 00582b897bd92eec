//! Asking for a call, and what the applicant answers.

use super::rig::Rig;
use crate::{
    ApplicantSession, Error, SendError, StaffSession,
    journey::{CallReply, Missing},
    ledger::LedgerAsked,
    review::{DecideError, RetakeItem},
    testing::{Shows, typed_details},
    views::{AuthorView, PageStanding},
};
use proofdesk_domain::{
    ReasonCode, VerificationId,
    access::Role,
    evidence::Slot,
    ledger::LedgerBy,
    reason::codes,
    verification::{ReviewCause, State},
};
use time::Duration;

fn item(code: ReasonCode, slot: Option<Slot>, note: Option<&str>) -> RetakeItem {
    RetakeItem { code, slot, field: None, region: None, note: note.map(str::to_owned) }
}

/// A case at which Lin asks for these things.
async fn asked(rig: &Rig, items: Vec<RetakeItem>) -> (StaffSession, ApplicantSession, VerificationId) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.draft(&s, "plus", Shows::Passport, typed_details()).await;
    // Nobody sends in the microsecond of the last picture.
    rig.advance(Duration::seconds(1));
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    let version = rig.app.open_case(&lin, id).await.unwrap().version;
    rig.app.ask_retake(&lin, id, version, items).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::NeedsInput);
    (lin, s, id)
}

#[tokio::test]
async fn a_call_is_asked_for_answered_with_times_and_is_a_persons_again() {
    answered_with_times(Rig::new().await).await;
}

#[tokio::test]
async fn a_call_is_asked_for_answered_with_times_and_is_a_persons_again_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        answered_with_times(rig).await;
    }
}

async fn answered_with_times(rig: Rig) {
    let about = Some("It is about your birth date.");
    // A page makes no sense with it, and is left out.
    let (lin, s, id) = asked(&rig, vec![item(codes::SESSION_CALL, Some(Slot::Front), about)]).await;
    let case = rig.app.case(&s, id).await.unwrap();
    let [asked] = &case.findings[..] else { panic!("{:?}", case.findings) };
    assert_eq!((asked.finding.code, asked.finding.page), (codes::SESSION_CALL, None));
    assert_eq!(asked.by_person.as_deref(), about);
    assert_eq!((case.attempts, asked.disputable), (0, false), "no attempt, no judgement");
    assert!(case.pages.iter().all(|page| page.standing != PageStanding::ToRetake), "no picture is asked for");
    let mail = rig.with.mails.last_to("anna@people.example").unwrap();
    assert_eq!(mail.subject, "news");

    // Sending the same again is no answer.
    let sent = rig.app.send(&s, id).await;
    assert!(
        matches!(&sent, Err(SendError::Missing(missing)) if missing.contains(&Missing::Call)),
        "{sent:?}"
    );
    // Somebody else's case is none.
    let other = rig.applicant("berta").await;
    let strange = rig.app.answer_call(&other, id, CallReply::Times, "+49 30 901820").await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let empty = rig.app.answer_call(&s, id, CallReply::Times, " \n").await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");

    let offer = rig.app.call_offer();
    let picked = offer.windows[0];
    assert_eq!(rig.app.find_call_window(picked.from), Some(picked));
    rig.app.answer_call(&s, id, CallReply::Times, "On +49 30 901820, in the morning.").await.unwrap();
    assert_eq!(rig.state(id).await, State::InReview);
    let twice = rig.app.answer_call(&s, id, CallReply::Times, "Once more.").await;
    assert!(matches!(twice, Err(Error::WrongState(_))), "{twice:?}");
    let case = rig.app.case(&s, id).await.unwrap();
    let queue = case.queue.unwrap();
    assert_eq!((queue.cause, case.attempts), (ReviewCause::Call, 0));
    assert!(queue.due_at > rig.app.now(), "with a promise");

    let view = rig.app.open_case(&lin, id).await.unwrap();
    let said: Vec<_> = view.conversation.as_ref().unwrap().messages.iter().collect();
    let told = |words: &str| said.iter().any(|message| message.body == words);
    assert!(told("system-call-asked") && told("system-person-call"));
    assert!(said.iter().any(|m| m.author == AuthorView::You && m.body.contains("+49 30 901820")));
    assert!(view.history.iter().any(|row| row.action == "call.times_named"));
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::Approved, 0));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn whoever_cannot_take_a_call_goes_on_in_writing() {
    let rig = Rig::new().await;
    let (lin, s, id) = asked(&rig, vec![item(codes::SESSION_CALL, None, None)]).await;
    rig.app.answer_call(&s, id, CallReply::InWriting, "I cannot hear well.").await.unwrap();
    let view = rig.app.open_case(&lin, id).await.unwrap();
    assert!(view.history.iter().any(|row| row.action == "call.in_writing"));
    assert_eq!(view.case.state, State::InReview);
    // It may be asked for again, and that too costs nothing.
    let again = vec![item(codes::SESSION_CALL, None, Some("A relay service is fine with us."))];
    rig.app.ask_retake(&lin, id, view.version, again).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts, case.findings.len()), (State::NeedsInput, 0, 1));
}

#[tokio::test]
async fn a_call_beside_a_picture_waits_for_both() {
    let rig = Rig::new().await;
    let both = vec![item(codes::IMAGE_GLARE, Some(Slot::Front), None), item(codes::SESSION_CALL, None, None)];
    let (lin, s, id) = asked(&rig, both).await;
    let order: Vec<_> = rig.app.case(&s, id).await.unwrap().findings.iter().map(|f| f.finding.code).collect();
    assert_eq!(order, [codes::IMAGE_GLARE, codes::SESSION_CALL]);
    rig.advance(Duration::seconds(1));
    rig.app.upload(&s, id, Slot::Front, Shows::Passport.bytes("again")).await.unwrap();
    let sent = rig.app.send(&s, id).await;
    assert!(matches!(&sent, Err(SendError::Missing(missing)) if *missing == [Missing::Call]), "{sent:?}");
    rig.app.answer_call(&s, id, CallReply::Times, "Any morning.").await.unwrap();
    assert_eq!(rig.state(id).await, State::NeedsInput, "the picture is not sent yet");
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    // What a person asked goes back to a person, whatever the checks say of the picture.
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, 0));
    assert!(rig.app.open_case(&lin, id).await.is_ok());
}

#[tokio::test]
async fn an_approval_without_the_answer_is_no_mistake_of_anybodys() {
    let rig = Rig::new().await;
    let (lin, s, id) = asked(&rig, vec![item(codes::SESSION_CALL, None, None)]).await;
    // They say that something was misread instead, which brings the case back.
    let field = rig.app.case(&s, id).await.unwrap().fields[0].field;
    rig.app.dispute_reading(&s, id, field, "").await.unwrap();
    let view = rig.app.open_case(&lin, id).await.unwrap();
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::Approved);
    let ines = rig.staff(Role::Compliance, "Ines Costa").await;
    let asked = LedgerAsked { mode: s.mode, weeks: 4, by: LedgerBy::Reason };
    let taken_back = rig.app.ledger(&ines, asked).await.unwrap().rows;
    assert!(taken_back.iter().all(|row| row.name != "session.call"), "{taken_back:?}");
}

#[tokio::test]
async fn a_call_is_no_reason_for_a_no() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = rig.app.open_case(&lin, id).await.unwrap().version;
    let no = rig.app.decline(&lin, id, version, codes::SESSION_CALL, "You did not answer.").await;
    assert!(matches!(no, Err(DecideError::CodeNotUsable(code)) if code == codes::SESSION_CALL), "{no:?}");
}
