//! The promises that `decide` keeps, as tables and as properties.

use super::*;
use crate::reason::codes;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn case<'a>(level: &'a Level, findings: &'a [Finding]) -> Case<'a> {
    Case {
        level,
        findings,
        earlier: &[],
        attempts: 0,
        trying_since: Some(NOW),
        reading: ReadingOutcome::Complete,
    }
}

fn outcome(findings: &[Finding], change: impl FnOnce(&mut Case<'_>)) -> Outcome {
    let policy = Policy::default_policy();
    let level = policy.level("standard").expect("is there");
    let mut case = case(level, findings);
    change(&mut case);
    decide(&policy, &case, NOW).outcome
}

#[test]
fn a_clean_complete_reading_is_approved() {
    assert_eq!(outcome(&[], |_| {}), Outcome::Approve);
    let advice = [Finding::advisory(codes::DOC_EXPIRES_SOON)];
    assert_eq!(outcome(&advice, |_| {}), Outcome::Approve);
}

#[test]
fn a_document_that_cannot_be_read_by_machine_goes_to_a_person() {
    let partial = |case: &mut Case<'_>| case.reading = ReadingOutcome::Partial;
    assert_eq!(outcome(&[], partial), Outcome::BringPerson(ReviewCause::ManualStep));
}

#[test]
fn a_level_with_a_manual_step_is_never_approved_by_machine() {
    let policy = Policy::default_policy();
    let plus = policy.level("plus").expect("is there");
    let verdict = decide(&policy, &case(plus, &[]), NOW);
    assert_eq!(verdict.outcome, Outcome::BringPerson(ReviewCause::ManualStep));
}

#[test]
fn findings_make_it_the_applicants_turn_in_the_order_of_mending() {
    let policy = Policy::default_policy();
    let level = policy.level("standard").expect("is there");
    let findings = [
        Finding::blocking(codes::DATA_NAME_MISMATCH).on_page(Slot::Front),
        Finding::blocking(codes::IMAGE_GLARE).on_page(Slot::Back),
        Finding::blocking(codes::IMAGE_BLURRED).on_page(Slot::Front),
    ];
    let verdict = decide(&policy, &case(level, &findings), NOW);
    assert_eq!(verdict.outcome, Outcome::AskApplicant);
    assert_eq!(verdict.reasons, [codes::IMAGE_BLURRED, codes::IMAGE_GLARE, codes::DATA_NAME_MISMATCH]);
}

#[test]
fn loops_end_with_a_person() {
    let glare = [Finding::blocking(codes::IMAGE_GLARE).on_page(Slot::Front)];
    const BEFORE: &[(ReasonCode, Option<Slot>)] = &[(codes::IMAGE_GLARE, Some(Slot::Front))];
    const ELSEWHERE: &[(ReasonCode, Option<Slot>)] = &[(codes::IMAGE_GLARE, Some(Slot::Back))];
    assert_eq!(outcome(&glare, |c| c.earlier = BEFORE), Outcome::BringPerson(ReviewCause::SameFindingTwice));
    assert_eq!(outcome(&glare, |c| c.earlier = ELSEWHERE), Outcome::AskApplicant);
    assert_eq!(outcome(&glare, |c| c.attempts = 1), Outcome::AskApplicant);
    assert_eq!(outcome(&glare, |c| c.attempts = 2), Outcome::BringPerson(ReviewCause::AttemptsUsed));
    let ago = |minutes| Some(NOW.plus(-Duration::minutes(minutes)));
    assert_eq!(outcome(&glare, |c| c.trying_since = ago(19)), Outcome::AskApplicant);
    assert_eq!(
        outcome(&glare, |c| c.trying_since = ago(20)),
        Outcome::BringPerson(ReviewCause::TryingTooLong)
    );
}

#[test]
fn a_conflict_on_a_bad_picture_is_first_a_bad_picture() {
    let conflict = Finding::blocking(codes::DATA_DOCUMENT_CONFLICT).on_page(Slot::Front);
    let blurred = Finding::blocking(codes::IMAGE_BLURRED).on_page(Slot::Front);
    assert_eq!(outcome(&[conflict.clone(), blurred], |_| {}), Outcome::AskApplicant);
    assert_eq!(outcome(&[conflict], |_| {}), Outcome::BringPerson(ReviewCause::Finding));
}

fn any_finding() -> impl Strategy<Value = Finding> {
    let all: Vec<ReasonCode> = ReasonCode::all().collect();
    let pages = prop_oneof![Just(None), Just(Some(Slot::Front)), Just(Some(Slot::Back))];
    (prop::sample::select(all), pages, any::<bool>()).prop_map(|(code, page, blocking)| {
        let finding = if blocking { Finding::blocking(code) } else { Finding::advisory(code) };
        Finding { page, ..finding }
    })
}

proptest! {
    #[test]
    fn no_machine_declines_and_no_fault_of_ours_uses_an_attempt(
        findings in prop::collection::vec(any_finding(), 0..6),
        attempts in 0u32..5,
        minutes in 0i64..60,
        reading in prop_oneof![
            Just(ReadingOutcome::Complete), Just(ReadingOutcome::Partial), Just(ReadingOutcome::Unable)
        ],
    ) {
        let result = outcome(&findings, |c| {
            c.attempts = attempts;
            c.trying_since = Some(NOW.plus(-Duration::minutes(minutes)));
            c.reading = reading;
        });
        prop_assert_ne!(result.state(), State::Declined);
        let ours = reading == ReadingOutcome::Unable || findings.iter().any(|f| {
            f.severity == Severity::Blocking && f.code.reason().class == Class::System
        });
        if ours {
            prop_assert_eq!(result, Outcome::TryAgain);
            prop_assert_eq!(result.attempt(), Attempt::IsFree);
        }
        if result == Outcome::Approve {
            prop_assert!(findings.iter().all(|f| f.severity == Severity::Advisory));
        }
    }

    #[test]
    fn fewer_findings_never_make_a_verdict_worse(
        findings in prop::collection::vec(any_finding(), 0..6),
        keep in prop::collection::vec(any::<bool>(), 6),
        attempts in 0u32..3,
    ) {
        // System findings are about us, not about the evidence.
        let findings: Vec<_> = findings.into_iter().filter(|f| f.code.reason().class != Class::System).collect();
        let fewer: Vec<_> = findings.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(f, _)| f.clone()).collect();
        // A conflict is excused by a bad picture; taking only the bad picture away un-excuses it.
        let pictures = |fs: &[Finding]| fs.iter().filter(|f| f.code.as_str().starts_with("image.")).count();
        prop_assume!(pictures(&fewer) == pictures(&findings));
        let rank = |o: Outcome| match o {
            Outcome::Approve => 0,
            Outcome::AskApplicant => 1,
            Outcome::BringPerson(_) => 2,
            Outcome::TryAgain => 3,
        };
        let with = |fs: &[Finding]| rank(outcome(fs, |c| c.attempts = attempts));
        prop_assert!(with(&fewer) <= with(&findings));
    }
}
