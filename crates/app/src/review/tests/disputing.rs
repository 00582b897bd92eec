//! "You misread this."

use super::rig::Rig;
use crate::{
    ApplicantSession, Error, StaffSession,
    review::{AfterRuling, Ruling, SettleError},
    testing::{Shows, typed_details},
    views::{AuthorView, ReadStanding},
};
use proofdesk_domain::{
    VerificationId, access::Role, details::TypedDetails, document::FieldName, finding::FindingState,
    verification::State,
};

async fn disputed(rig: &Rig, typed: TypedDetails) -> (StaffSession, ApplicantSession, VerificationId) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.case_with(&s, "standard", Shows::Passport, typed).await;
    let case = rig.app.case(&s, id).await.unwrap();
    let finding = case.findings.iter().find(|f| f.disputable).unwrap();
    rig.app.dispute(&s, id, finding.id, "It is as I typed it.").await.unwrap();
    (lin, s, id)
}

#[tokio::test]
async fn overruled_with_nothing_left_is_approved_with_no_attempt_used() {
    let rig = Rig::new().await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let (lin, s, id) = disputed(&rig, typed).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let dispute = &view.disputes[0];
    assert_eq!(dispute.sentence.as_deref(), Some("It is as I typed it."));
    let after = rig.app.settle_dispute(&lin, dispute.id, Ruling::Overruled, view.version).await.unwrap();
    assert_eq!(after, AfterRuling::Approved);
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!(case.state, State::Approved);
    assert_eq!(case.decision.unwrap().decider, crate::views::Decider::Person("Lin Wei".into()));
    let again = rig.app.settle_dispute(&lin, dispute.id, Ruling::Overruled, view.version).await;
    assert!(matches!(again, Err(SettleError::Stale { .. })));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn overruled_with_another_finding_left_stays_with_the_reviewer() {
    let rig = Rig::new().await;
    let typed = TypedDetails {
        birth_date: "1974-08-13".into(),
        document_number: "L898902C4".into(),
        ..typed_details()
    };
    let (lin, _, id) = disputed(&rig, typed).await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let after =
        rig.app.settle_dispute(&lin, view.disputes[0].id, Ruling::Overruled, view.version).await.unwrap();
    assert_eq!(after, AfterRuling::StaysWithPerson);
    let view = rig.app.review(&lin, id).await.unwrap();
    assert_eq!(view.case.state, State::InReview);
    assert!(view.mine, "it stays with the same person");
    let states: Vec<_> = view.findings.iter().map(|f| f.view.state).collect();
    assert_eq!(states, [FindingState::Open, FindingState::Overruled]);
}

#[tokio::test]
async fn overruled_on_a_level_with_a_manual_step_stays_with_the_reviewer() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "plus", Shows::Passport, typed).await;
    let finding = rig.app.case(&s, id).await.unwrap().findings[0].id;
    rig.app.dispute(&s, id, finding, "").await.unwrap();
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let after =
        rig.app.settle_dispute(&lin, view.disputes[0].id, Ruling::Overruled, view.version).await.unwrap();
    assert_eq!(after, AfterRuling::StaysWithPerson);
    assert_eq!(rig.state(id).await, State::InReview);
}

#[tokio::test]
async fn upheld_stays_and_the_applicant_reads_why() {
    let rig = Rig::new().await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let (lin, s, id) = disputed(&rig, typed).await;
    let noor = rig.staff(Role::Compliance, "Noor Haddad").await;
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let (dispute, version) = (view.disputes[0].id, view.version);
    let upheld = |words: &str| Ruling::Upheld { words: words.into() };
    assert!(matches!(
        rig.app.settle_dispute(&noor, dispute, upheld("x"), version).await,
        Err(SettleError::NotClaimed)
    ));
    assert!(matches!(
        rig.app.settle_dispute(&lin, dispute, upheld("  "), version).await,
        Err(SettleError::Words(_))
    ));
    assert!(
        rig.app.review(&lin, id).await.unwrap().disputes[0].settled.is_none(),
        "a refused ruling leaves nothing"
    );
    rig.app
        .settle_dispute(&lin, dispute, upheld("The last digit is a 2 in print as well."), version)
        .await
        .unwrap();
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.findings[0].state), (State::InReview, FindingState::Upheld));
    let talk = rig.app.my_conversation(&s).await.unwrap().unwrap();
    let last = talk.messages.last().unwrap();
    assert_eq!(
        (&last.author, &*last.body),
        (&AuthorView::Person("Lin Wei".into()), "The last digit is a 2 in print as well.")
    );
}

#[tokio::test]
async fn any_field_that_was_read_can_be_disputed_and_uses_no_attempt() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "standard", Shows::Passport, typed).await;
    let before = rig.app.case(&s, id).await.unwrap();
    let surname = before.fields.iter().find(|f| f.field == FieldName::Surname).unwrap();
    assert_eq!(surname.typed.as_deref(), Some("Eriksson"));
    assert!(surname.value.eq_ignore_ascii_case("eriksson") && !surname.differs);
    assert!(before.fields.iter().all(|f| f.standing == ReadStanding::Disputable));
    assert!(before.fields.iter().any(|f| f.field == FieldName::BirthDate && f.differs));
    rig.app.dispute_reading(&s, id, FieldName::Surname, "It has an accent.").await.unwrap();
    rig.app.dispute_reading(&s, id, FieldName::Surname, "pressed twice").await.unwrap();
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, before.attempts));
    let standing = |case: &crate::views::CaseView, field| {
        case.fields.iter().find(|f| f.field == field).unwrap().standing
    };
    assert_eq!(standing(&case, FieldName::Surname), ReadStanding::Disputed);
    assert_eq!(standing(&case, FieldName::BirthDate), ReadStanding::Disputable);
    let view = rig.app.open_case(&lin, id).await.unwrap();
    let [dispute] = &view.disputes[..] else { panic!("{:?}", view.disputes) };
    assert_eq!((dispute.field.as_deref(), dispute.finding), (Some("surname"), None));
    assert_eq!(dispute.sentence.as_deref(), Some("It has an accent."));
    assert!(rig.actions(id).await.contains(&"verification.disputed".to_owned()));
    let after = rig.app.settle_dispute(&lin, dispute.id, Ruling::Overruled, view.version).await.unwrap();
    assert_eq!(after, AfterRuling::StaysWithPerson, "the date of birth still differs");
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!(standing(&case, FieldName::Surname), ReadStanding::Settled);
    assert!(matches!(rig.app.dispute_reading(&s, id, FieldName::Surname, "").await, Err(Error::Invalid(_))));
    // Where something was found wrong with the field, that is what the person rules on.
    rig.app.dispute_reading(&s, id, FieldName::BirthDate, "").await.unwrap();
    let view = rig.app.review(&lin, id).await.unwrap();
    let open = view.disputes.iter().find(|d| d.settled.is_none()).unwrap();
    let finding = before.findings.iter().find(|f| f.finding.field == Some(FieldName::BirthDate)).unwrap();
    assert_eq!(open.finding, Some(finding.id));
    let after = rig.app.settle_dispute(&lin, open.id, Ruling::Overruled, view.version).await.unwrap();
    assert_eq!(after, AfterRuling::Approved);
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!(standing(&case, FieldName::Nationality), ReadStanding::Closed);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn what_was_not_read_or_is_over_or_claimed_by_another_cannot_be_disputed_or_seen() {
    let rig = Rig::new().await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "standard", Shows::Passport, typed).await;
    let unread = rig.app.dispute_reading(&s, id, FieldName::Address, "").await;
    assert!(matches!(unread, Err(Error::NotFound)), "{unread:?}");
    let long = "x".repeat(proofdesk_domain::conversation::MAX_MESSAGE_CHARS + 1);
    assert!(matches!(
        rig.app.dispute_reading(&s, id, FieldName::Surname, &long).await,
        Err(Error::Invalid(_))
    ));
    rig.app.dispute_reading(&s, id, FieldName::Surname, "mine alone").await.unwrap();
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    rig.app.open_case(&lin, id).await.unwrap();
    let masked = rig.app.review(&noor, id).await.unwrap();
    assert!(masked.case.fields.is_empty() && masked.disputes[0].sentence.is_none());
    rig.app.cancel(&s, id).await.unwrap();
    let over = rig.app.dispute_reading(&s, id, FieldName::GivenNames, "").await;
    assert!(matches!(over, Err(Error::WrongState(_))), "{over:?}");
}
