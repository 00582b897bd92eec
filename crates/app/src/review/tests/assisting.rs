//! What staff do on an applicant's behalf, and what the operator sees.

use super::rig::Rig;
use crate::{
    Error, Uploaded,
    review::{AssistError, HistoryActor, RetakeItem},
    testing::{Shows, typed_details},
};
use proofdesk_domain::{
    ReasonCode, access::Role, details::TypedDetails, evidence::Slot, verification::State,
};
use time::Duration;

#[tokio::test]
async fn a_correction_is_recorded_with_its_reason_and_checked_again() {
    let rig = Rig::new().await;
    let agent = rig.staff(Role::Agent, "Robin Vale").await;
    let s = rig.applicant("anna").await;
    let wrong = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "standard", Shows::Passport, wrong).await;
    assert_eq!(rig.state(id).await, State::NeedsInput);
    let stranger = rig.app.recheck(&agent, id).await;
    assert!(matches!(stranger, Err(AssistError::NotClaimed)));
    let view = rig.app.open_case(&agent, id).await.unwrap();
    let correct = |typed, why: &'static str| rig.app.correct_details(&agent, id, view.version, typed, why);
    assert!(matches!(correct(typed_details(), " ").await, Err(AssistError::WhyMissing)));
    let empty = correct(TypedDetails::default(), "why").await;
    assert!(matches!(empty, Err(AssistError::Details(problems)) if problems.len() == 4));
    correct(typed_details(), "Read to me on the phone.").await.unwrap();
    let stale = correct(TypedDetails { surname: "Other".into(), ..typed_details() }, "why").await;
    assert!(matches!(stale, Err(AssistError::Error(Error::Stale { .. }))));
    rig.advance(Duration::seconds(1));
    rig.app.recheck(&agent, id).await.unwrap();
    rig.work().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::Approved, 1));
    let view = rig.app.open_case(&agent, id).await.unwrap();
    let line = view.history.iter().find(|row| row.action == "details.corrected").unwrap();
    assert_eq!(line.actor, HistoryActor::Person("Robin Vale".into()));
    assert_eq!(line.args, [("why", "Read to me on the phone.".to_owned())]);
    let theirs = rig.app.my_conversation(&s).await.unwrap();
    assert!(
        theirs.is_none_or(|talk| talk.messages.iter().all(|m| !m.body.contains("phone"))),
        "why is for staff"
    );
}

#[tokio::test]
async fn a_picture_is_uploaded_on_somebodys_behalf() {
    let rig = Rig::new().await;
    let agent = rig.staff(Role::Agent, "Robin Vale").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "standard", Shows::Glare).await;
    assert_eq!(rig.state(id).await, State::NeedsInput);
    rig.app.open_case(&agent, id).await.unwrap();
    let bad = rig.app.upload_for(&agent, id, Slot::Front, b"text".to_vec(), "came by post").await.unwrap();
    assert!(matches!(bad, Uploaded::Refused(_)));
    rig.advance(Duration::seconds(1));
    let sent = Shows::Passport.bytes("by post");
    let kept = rig.app.upload_for(&agent, id, Slot::Front, sent, "came by post").await.unwrap();
    assert!(matches!(kept, Uploaded::Kept(_)));
    let view = rig.app.review(&agent, id).await.unwrap();
    assert_eq!(view.evidence.len(), 2, "what was there before is kept");
    assert_eq!(view.evidence[0].uploaded_by.as_deref(), Some("Robin Vale"));
    rig.app.recheck(&agent, id).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(id).await, State::Approved);
    assert!(rig.actions(id).await.contains(&"evidence.uploaded_for".to_owned()));
}

#[tokio::test]
async fn an_agent_asks_for_a_picture_and_takes_it_back_but_decides_nothing() {
    let rig = Rig::new().await;
    let agent = rig.staff(Role::Agent, "Robin Vale").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let view = rig.app.open_case(&agent, id).await.unwrap();
    assert!(view.allowed.ask && !view.allowed.decide && !view.allowed.decline);
    assert!(rig.app.approve(&agent, id, view.version, None).await.is_err());
    let code = ReasonCode::find("image.glare").unwrap();
    let item = RetakeItem {
        code,
        slot: Some(Slot::Front),
        field: None,
        note: Some("At the window.".into()),
        region: None,
    };
    let asked = rig.app.ask_retake(&agent, id, view.version, vec![item.clone()]).await.unwrap();
    rig.app.undo(&agent, asked).await.unwrap();
    let version = rig.app.review(&agent, id).await.unwrap().version;
    rig.app.ask_retake(&agent, id, version, vec![item]).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::NeedsInput, 0), "no attempt is used");
}

#[tokio::test]
async fn work_set_aside_shows_and_is_done_after_all() {
    let rig = Rig::new().await;
    let admin = rig.staff(Role::Admin, "Sam Okafor").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.draft(&s, "standard", Shows::Passport, typed_details()).await;
    rig.with.examiner.fail_next(1_000);
    rig.app.send(&s, id).await.unwrap();
    for _ in 0..20 {
        rig.advance(Duration::minutes(10));
        rig.work().await;
    }
    assert_eq!(rig.state(id).await, State::InReview, "a person takes over where we fail");
    assert_eq!(rig.app.case(&s, id).await.unwrap().attempts, 0);
    assert!(matches!(rig.app.failed_jobs(&lin).await, Err(Error::NotAllowed)));
    let failed = rig.app.failed_jobs(&admin).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].error.contains("the models are gone"), "{}", failed[0].error);
    assert_eq!(failed[0].verification, Some(id));
    rig.with.examiner.fail_next(0);
    rig.app.retry_job(&admin, failed[0].id).await.unwrap();
    rig.work().await;
    assert!(rig.app.failed_jobs(&admin).await.unwrap().is_empty());
    assert!(rig.app.health().await.ready());
    let metrics = rig.app.metrics_snapshot().await.unwrap();
    let in_review = metrics.iter().find(|m| m.labels == [("mode", "test"), ("state", "in_review")]).unwrap();
    assert!((in_review.value - 1.0).abs() < f64::EPSILON);
}
