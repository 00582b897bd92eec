//! Photos that are asked for: the list in the conversation and the case go along with each other; and pictures
//! of papers that are sent as files.

use super::{ask, found};
use crate::{
    ApplicantSession, StaffSession, Uploaded, Words,
    review::{RetakeItem, tests::rig::Rig},
    testing::Shows,
    views::RequestView,
};
use proofdesk_domain::{
    ConversationId, ReasonCode, VerificationId,
    access::Role,
    conversation::request::{ItemState, RequestState},
    evidence::{EvidenceState, Slot},
    verification::State,
};
use proofdesk_store::{conversations::attachments, evidence};

fn code(word: &str) -> ReasonCode {
    ReasonCode::find(word).unwrap()
}

/// Somebody whose case a person has, who writes about it, and the reviewer.
async fn desk(rig: &Rig) -> (StaffSession, ApplicantSession, VerificationId, ConversationId) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let case = rig.case(&anna, "plus", Shows::Passport).await;
    let anna = ApplicantSession {
        progress: crate::Progress { current: Some(case), ..anna.progress.clone() },
        ..anna
    };
    let talk = ask(rig, &anna, "What is missing?").await.id;
    assert_eq!(found(rig, &anna).await.verification, Some(case));
    (lin, anna, case, talk)
}

async fn ask_photo(rig: &Rig, lin: &StaffSession, case: VerificationId, why: &str) {
    let version = rig.app.open_case(lin, case).await.unwrap().version;
    let item = RetakeItem {
        code: code(why),
        slot: Some(Slot::Front),
        field: None,
        region: None,
        note: Some("At the window, please".into()),
    };
    rig.app.ask_retake(lin, case, version, vec![item]).await.unwrap();
    rig.ten_seconds_later().await;
}

async fn send(rig: &Rig, anna: &ApplicantSession, case: VerificationId, shows: Shows, salt: &str) {
    let kept = rig.app.upload(anna, case, Slot::Front, shows.bytes(salt)).await.unwrap();
    assert!(matches!(kept, Uploaded::Kept(_)));
}

async fn list(rig: &Rig, anna: &ApplicantSession, talk: ConversationId) -> RequestView {
    rig.app.own_view(anna, talk).await.unwrap().requests.pop().expect("a list")
}

#[tokio::test]
async fn a_photo_is_asked_for_badly_taken_mended_and_approved_and_the_list_goes_along() {
    let rig = Rig::new().await;
    let (lin, anna, case, talk) = desk(&rig).await;
    ask_photo(&rig, &lin, case, "image.glare").await;
    assert_eq!(rig.state(case).await, State::NeedsInput);
    let now = list(&rig, &anna, talk).await;
    let item = &now.items[0];
    assert_eq!((now.state, now.items.len(), item.state), (RequestState::Open, 1, ItemState::Wanted));
    assert_eq!(item.words.as_deref(), Some("At the window, please"));
    assert_eq!(item.reasons, [code("image.glare")], "why it is asked for stands beside");
    assert!(!now.unsent);

    // Taken, not sent yet: it says so, and only they can send it.
    send(&rig, &anna, case, Shows::Blurred, "2").await;
    let now = list(&rig, &anna, talk).await;
    assert_eq!((now.items[0].state, now.unsent), (ItemState::Received, true));
    rig.app.send(&anna, case).await.unwrap();
    assert!(!list(&rig, &anna, talk).await.unsent);
    rig.work().await;

    // The same checks, the same reasons, in the conversation too.
    assert_eq!(rig.state(case).await, State::NeedsInput);
    let now = list(&rig, &anna, talk).await;
    assert_eq!((now.state, now.items[0].state), (RequestState::Open, ItemState::Problem));
    assert_eq!(now.items[0].reasons, [code("image.blurred")]);
    let said = rig.app.own_view(&anna, talk).await.unwrap().messages.pop().unwrap().body;
    assert_eq!(said, "system-item-problem");

    // Mended: the case goes on where it was, and the list ends by itself.
    send(&rig, &anna, case, Shows::Passport, "3").await;
    rig.app.send(&anna, case).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(case).await, State::InReview);
    let now = list(&rig, &anna, talk).await;
    assert_eq!((now.state, now.items[0].state), (RequestState::Fulfilled, ItemState::Accepted));
    let beside = rig.app.review_beside(&lin, case).await.unwrap();
    assert!(beside.masked && !beside.mine, "looking beside the conversation claims nothing");
    let version = rig.app.take_over(&lin, case).await.unwrap().version;
    rig.app.approve(&lin, case, version, None).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(case).await, State::Approved);
}

#[tokio::test]
async fn a_bad_photo_that_goes_to_a_person_is_not_called_done() {
    let rig = Rig::new().await;
    let (lin, anna, case, talk) = desk(&rig).await;
    // The same finding on the same page twice: a person takes over.
    ask_photo(&rig, &lin, case, "image.glare").await;
    for salt in ["2", "3"] {
        send(&rig, &anna, case, Shows::Blurred, salt).await;
        rig.app.send(&anna, case).await.unwrap();
        rig.work().await;
    }
    assert_eq!(rig.state(case).await, State::InReview);
    let now = list(&rig, &anna, talk).await;
    assert_eq!((now.state, now.items[0].state), (RequestState::Looking, ItemState::Received));
    // Asked for again, the older list does not hold any more.
    ask_photo(&rig, &lin, case, "image.blurred").await;
    let all = rig.app.own_view(&anna, talk).await.unwrap().requests;
    let states: Vec<RequestState> = all.iter().map(|r| r.state).collect();
    assert!(states.contains(&RequestState::Withdrawn) && states.contains(&RequestState::Open), "{states:?}");
}

#[tokio::test]
async fn a_list_ends_with_its_case_and_having_none_goes_to_a_person() {
    let rig = Rig::new().await;
    let (lin, anna, case, talk) = desk(&rig).await;
    ask_photo(&rig, &lin, case, "image.glare").await;
    let item = list(&rig, &anna, talk).await.items[0].id;
    let file = rig.app.take_file(&anna, talk, "x.pdf", b"%PDF-1.7 x".to_vec()).await.unwrap();
    assert!(rig.app.send_item(&anna, talk, item, file).await.is_err(), "pages go with the case");
    rig.app.lack_item(&anna, talk, item).await.unwrap();
    let talk_now = found(&rig, &anna).await;
    assert!(talk_now.is_waiting(rig.app.now()), "it is a person's");
    assert_eq!(list(&rig, &anna, talk).await.state, RequestState::Lacking);
    rig.app.cancel(&anna, case).await.unwrap();
    assert_eq!(list(&rig, &anna, talk).await.state, RequestState::Withdrawn);
}

#[tokio::test]
async fn a_picture_of_a_paper_sent_as_a_file_becomes_evidence_that_counts_for_nothing_yet() {
    let rig = Rig::new().await;
    let (lin, anna, case, talk) = desk(&rig).await;
    let file = rig.app.take_file(&anna, talk, "me.jpg", Shows::Passport.jpeg()).await.unwrap();
    rig.app
        .write(&anna, Words { text: "Here", conversation: Some(talk), files: &[file], ..Words::default() })
        .await
        .unwrap();
    rig.work().await;
    let mut tx = rig.app.store().read().await.unwrap();
    let kept = attachments::find(&mut tx, anna.applicant, file).await.unwrap().unwrap();
    let all = evidence::list(&mut tx, anna.applicant, case).await.unwrap();
    drop(tx);
    let row = all.iter().find(|row| Some(row.id) == kept.evidence_id).expect("evidence of the case");
    assert_eq!((row.slot, row.state), (Slot::Front, EvidenceState::Superseded));
    assert_ne!(row.object_key, kept.object_key, "sealed for a place of its own");
    assert!(row.sealed_inspection.is_some(), "read as every picture");
    let current: Vec<_> = all.iter().filter(|row| row.state == EvidenceState::Current).collect();
    assert_eq!(current.len(), 1, "what counts stays what it was");
    assert!(rig.actions(case).await.contains(&"evidence.from_conversation".to_owned()));

    // Its claimant sees it as every picture of the case, and nobody else does.
    let noor = rig.staff(Role::Reviewer, "Noor").await;
    rig.app.open_case(&lin, case).await.unwrap();
    assert!(!rig.app.staff_picture(&lin, row.id).await.unwrap().is_empty());
    assert!(rig.app.staff_picture(&noor, row.id).await.is_err());

    // It is kept as long as the case's evidence: an erasure takes it, its file and its bytes.
    let mut tx = rig.app.store().read().await.unwrap();
    let objects = proofdesk_store::erasure::list_objects(&mut tx, anna.applicant).await.unwrap();
    assert!(objects.contains(&row.object_key) && objects.contains(&kept.object_key));
}

#[tokio::test]
async fn a_picture_that_shows_no_paper_or_belongs_to_no_case_is_a_file_only() {
    let rig = Rig::new().await;
    let bo = rig.applicant("bo").await;
    let talk = ask(&rig, &bo, "Hello").await.id;
    let file = rig.app.take_file(&bo, talk, "me.jpg", Shows::Passport.jpeg()).await.unwrap();
    rig.work().await;
    let mut tx = rig.app.store().read().await.unwrap();
    let kept = attachments::find(&mut tx, bo.applicant, file).await.unwrap().unwrap();
    assert_eq!((kept.evidence_id, kept.state), (None, attachments::AttachmentState::Clean));
}
