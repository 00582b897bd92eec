//! From registering to the outcome, by each way.

use super::{Desk, codes};
use crate::{
    BeginError, Missing, SendError, Uploaded,
    testing::{Shows, app_in, typed_details},
    views::{AuthorView, Decider, PageStanding, PassedCheck, Standing},
};
use proofdesk_domain::{
    details::TypedDetails,
    document::DocumentKind,
    evidence::Slot,
    finding::FindingState,
    verification::{DocumentChoice, Mode, ReviewCause, State},
};
use time::Duration;

#[tokio::test]
async fn a_clear_passport_is_approved_and_the_level_reached() {
    let desk = Desk::open().await;
    let (token, s) = desk.person("anna@example.org").await;
    approved(&desk, &s).await;
    let s = desk.session(&token).await;
    let levels = desk.app.levels(&s).await.unwrap();
    let standings: Vec<_> = levels.iter().map(|l| (l.level.name.as_str(), l.standing)).collect();
    assert_eq!(
        standings,
        [("basic", Standing::Reached), ("standard", Standing::Reached), ("plus", Standing::Open)]
    );
    assert!(matches!(desk.app.begin(&s, "standard").await, Err(BeginError::Reached)));
    let news = desk.with.mails.last_to("anna@example.org").unwrap();
    assert_eq!(news.subject, "news");
}

async fn approved(desk: &Desk, s: &crate::ApplicantSession) {
    let id = desk.begun(s).await;
    let case = desk.try_with(s, id, Shows::Passport, "1").await;
    assert_eq!(case.state, State::Approved, "{:?}", codes(&case));
    assert_eq!(case.attempts, 0);
    let decision = case.decision.unwrap();
    assert_eq!((decision.outcome, decision.decider), (State::Approved, Decider::Checks));
    assert!(case.passed.contains(&PassedCheck::Zone) && case.passed.contains(&PassedCheck::Age));
    assert_eq!(case.pages[0].standing, PageStanding::Passed);
    let jpeg = desk.app.picture(s, case.pages[0].evidence.unwrap()).await.unwrap();
    assert!(jpeg.starts_with(&[0xff, 0xd8]));
}

/// The core journey on PostgreSQL as well; `make test` sets the address.
#[tokio::test]
async fn a_clear_passport_is_approved_on_postgres() {
    let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") else {
        // `make test` always sets it; a lone `cargo test` of this crate needs no server.
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (app, with) =
        app_in(folder.path(), Some(&proofdesk_store::testing::own_schema(&base).await.unwrap()), Mode::Test)
            .await;
    let desk = Desk { app, with, folder };
    let (_, s) = desk.person("anna@example.org").await;
    approved(&desk, &s).await;
}

#[tokio::test]
async fn an_unclear_picture_is_retaken_and_what_passed_is_not_read_again() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let case = desk.try_with(&s, id, Shows::Blurred, "1").await;
    assert_eq!(case.state, State::NeedsInput);
    assert_eq!(codes(&case), ["image.blurred"]);
    let finding = &case.findings[0];
    assert!(finding.finding.measured.is_some() && finding.finding.region.is_some());
    assert_eq!(finding.picture, Some((900, 640)));
    assert_eq!((case.attempts, case.attempts_left), (1, 2));
    assert_eq!(case.pages[0].standing, PageStanding::ToRetake);

    // The same picture again: told at once, no attempt, and sending as it is makes no sense.
    let again = desk.app.upload(&s, id, Slot::Front, Shows::Blurred.bytes("1")).await.unwrap();
    let Uploaded::Refused(findings) = again else { panic!("kept") };
    let told: Vec<_> = findings.iter().map(|f| f.finding.code.as_str()).collect();
    assert_eq!(told, ["file.already_declined", "image.blurred"]);
    let Err(SendError::Missing(missing)) = desk.app.send(&s, id).await else { panic!("sent") };
    assert_eq!(missing, [Missing::Retake(Slot::Front)]);

    let case = desk.try_with(&s, id, Shows::Passport, "2").await;
    assert_eq!(case.state, State::Approved);
    assert!(case.findings.is_empty());
    assert_eq!(desk.with.examiner.pictures_read(), 2);
}

#[tokio::test]
async fn details_that_differ_show_both_writings_and_correcting_them_reads_nothing_again() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let typed = TypedDetails { birth_date: "1974-08-21".into(), ..typed_details() };
    desk.app.save_details(&s, id, typed).await.unwrap().unwrap();
    let case = desk.try_with(&s, id, Shows::Passport, "1").await;
    assert_eq!((case.state, codes(&case)), (State::NeedsInput, vec!["data.dob_mismatch"]));
    let finding = &case.findings[0].finding;
    assert_eq!(finding.typed.as_deref(), Some("1974-08-21"));
    assert_eq!(finding.read.as_deref(), Some("1974-08-12"));
    assert_eq!(case.pages[0].standing, PageStanding::Passed);
    assert!(matches!(
        desk.app.send(&s, id).await,
        Err(SendError::Missing(missing)) if missing == [Missing::NothingChanged]
    ));
    desk.app.save_details(&s, id, typed_details()).await.unwrap().unwrap();
    desk.app.send(&s, id).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.app.case(&s, id).await.unwrap().state, State::Approved);
    assert_eq!(desk.with.examiner.pictures_read(), 1);
}

#[tokio::test]
async fn the_third_failed_attempt_brings_a_person_with_a_clock() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    assert_eq!(desk.try_with(&s, id, Shows::Blurred, "1").await.state, State::NeedsInput);
    assert_eq!(desk.try_with(&s, id, Shows::Glare, "2").await.state, State::NeedsInput);
    let case = desk.try_with(&s, id, Shows::Expired, "3").await;
    assert_eq!(case.state, State::InReview);
    let queue = case.queue.unwrap();
    assert_eq!((queue.cause, queue.position, queue.claimed), (ReviewCause::AttemptsUsed, 1, false));
    assert_eq!(queue.due_at.since(case.sent_at.unwrap()), Duration::hours(24));
    let conversation = desk.app.my_conversation(&s).await.unwrap().unwrap();
    assert_eq!(conversation.messages[0].author, AuthorView::System);
    assert_eq!(conversation.messages[0].body, "system-person-attempts-used");
}

#[tokio::test]
async fn the_same_finding_twice_brings_a_person() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    assert_eq!(desk.try_with(&s, id, Shows::Blurred, "1").await.state, State::NeedsInput);
    let case = desk.try_with(&s, id, Shows::Blurred, "2").await;
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::SameFindingTwice));
}

#[tokio::test]
async fn twenty_minutes_of_trying_bring_a_person() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.try_with(&s, id, Shows::Blurred, "1").await;
    desk.with.clock.advance(Duration::minutes(20));
    let case = desk.try_with(&s, id, Shows::Glare, "2").await;
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::TryingTooLong));
}

#[tokio::test]
async fn a_dispute_brings_a_person_without_upload_or_attempt() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let typed = TypedDetails { document_number: "L898902C8".into(), ..typed_details() };
    desk.app.save_details(&s, id, typed).await.unwrap().unwrap();
    let case = desk.try_with(&s, id, Shows::Passport, "1").await;
    assert_eq!(codes(&case), ["data.number_mismatch"]);
    let attempts = case.attempts;
    assert!(case.findings[0].disputable);
    desk.app.dispute(&s, id, case.findings[0].id, "it is an 8").await.unwrap();
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, attempts));
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::Dispute));
    assert_eq!(case.findings[0].state, FindingState::Disputed);
    assert!(!case.findings[0].disputable);
    // Pressed twice: nothing new.
    desk.app.dispute(&s, id, case.findings[0].id, "it is an 8").await.unwrap();
}

#[tokio::test]
async fn a_document_without_a_zone_goes_to_a_person() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let choice = DocumentChoice { kind: DocumentKind::IdCard, issuing_country: "UTO".into() };
    desk.app.choose_document(&s, id, choice).await.unwrap();
    desk.upload(&s, id, Shows::CardWithoutZone, "front").await;
    let Err(SendError::Missing(missing)) = desk.app.send(&s, id).await else { panic!("sent") };
    assert_eq!(missing, [Missing::Page(Slot::Back)]);
    desk.app.upload(&s, id, Slot::Back, Shows::CardWithoutZone.bytes("back")).await.unwrap();
    desk.app.send(&s, id).await.unwrap();
    desk.settle().await;
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::ManualStep), "{:?}", codes(&case));
    assert_eq!(case.attempts, 0);
}

#[tokio::test]
async fn the_live_world_refuses_specimens() {
    let desk = Desk::open_in(Mode::Live).await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.app.begin(&s, "standard").await.unwrap();
    desk.app.save_details(&s, id, typed_details()).await.unwrap().unwrap();
    let utopia = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
    assert!(desk.app.choose_document(&s, id, utopia).await.is_err());
    let choice = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "SWE".into() };
    desk.app.choose_document(&s, id, choice).await.unwrap();
    let case = desk.try_with(&s, id, Shows::Passport, "1").await;
    assert_ne!(case.state, State::Approved);
    assert!(codes(&case).contains(&"doc.specimen"), "{:?}", codes(&case));
}

#[tokio::test]
async fn everything_missing_is_said_at_once_and_only_then() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.app.begin(&s, "standard").await.unwrap();
    let Err(SendError::Missing(missing)) = desk.app.send(&s, id).await else { panic!("sent") };
    assert!(matches!(&missing[..], [Missing::Details(_), Missing::Document]), "{missing:?}");
    // What was typed is kept even where it is wrong.
    let half = TypedDetails { surname: "Eriksson".into(), ..TypedDetails::default() };
    assert!(desk.app.save_details(&s, id, half.clone()).await.unwrap().is_err());
    assert_eq!(desk.app.case(&s, id).await.unwrap().typed, half);
    assert!(
        matches!(desk.app.begin(&s, "plus").await, Err(BeginError::AlreadyRunning(running)) if running == id)
    );
}

#[tokio::test]
async fn words_to_a_person_run_a_clock_and_land_beside_the_case() {
    let desk = Desk::open().await;
    let (token, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let s = desk.session(&token).await;
    let said = desk.app.say(&s, "I have only one name", None).await.unwrap();
    assert_eq!(said.verification, Some(id));
    assert_eq!(said.due_at.map(|due| due.since(desk.app.now())), Some(Duration::hours(24)));
    let promised = said.due_at;
    desk.with.clock.advance(Duration::hours(1));
    let said = desk.app.say(&s, "and no e-mail", Some(id)).await.unwrap();
    assert_eq!((said.due_at, said.messages.len()), (promised, 2));
    assert_eq!(desk.app.case(&s, id).await.unwrap().state, State::Draft);
}
