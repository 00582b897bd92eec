//! The promises that `decide` keeps, as tables and as properties.

use super::*;
use crate::{
    document::DocumentKind,
    ids::StaffId,
    policy::{Effect, Requires, Rule},
    reason::codes,
    verification::{Turn, Verification},
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn case<'a>(level: &'a Level, findings: &'a [Finding]) -> Case<'a> {
    Case {
        level,
        document: None,
        steps: &[],
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
    const BEFORE: &[(ReasonCode, Option<Slot>)] = &[(codes::IMAGE_GLARE, Some(Slot::Front))];
    const ELSEWHERE: &[(ReasonCode, Option<Slot>)] = &[(codes::IMAGE_GLARE, Some(Slot::Back))];
    let glare = [Finding::blocking(codes::IMAGE_GLARE).on_page(Slot::Front)];
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

fn any_reading() -> impl Strategy<Value = ReadingOutcome> {
    prop_oneof![Just(ReadingOutcome::Complete), Just(ReadingOutcome::Partial), Just(ReadingOutcome::Unable)]
}

/// Requirements of any shape; other levels are written out, as a checked policy has them.
fn any_requires() -> impl Strategy<Value = Requires> {
    let kinds =
        prop::collection::vec(prop_oneof![Just(DocumentKind::Passport), Just(DocumentKind::IdCard)], 0..2);
    let leaf = prop_oneof![
        Just(Requires::Email),
        Just(Requires::Details),
        kinds.prop_map(Requires::Document),
        prop::sample::select(CheckName::ALL.to_vec()).prop_map(Requires::Check),
        prop_oneof![Just("review"), Just("screening")].prop_map(|s| Requires::Manual(s.to_owned())),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![some.clone().prop_map(Requires::All), some.prop_map(Requires::Any)]
    })
}

/// A policy with any rules, also such as a check of the document would refuse: what `decide` promises
/// holds for every value of the type.
fn any_policy() -> impl Strategy<Value = Policy> {
    let codes: Vec<ReasonCode> = ReasonCode::all().collect();
    let effects = prop_oneof![Just(Effect::Blocks), Just(Effect::Advises), Just(Effect::Person)];
    let rule = (prop::sample::select(codes), effects).prop_map(|(code, effect)| Rule {
        code,
        effect,
        documents: Vec::new(),
        countries: Vec::new(),
    });
    (prop::collection::vec(rule, 0..12), any_requires(), 1u32..4, 1u32..4, 0i64..60).prop_map(
        |(rules, requires, budget, same_finding, minutes)| {
            let mut policy = Policy::default_policy();
            policy.rules = rules;
            policy.levels[1].requires = requires;
            policy.attempts.budget = budget;
            policy.attempts.same_finding = same_finding;
            policy.attempts.trying_minutes = minutes;
            policy
        },
    )
}

#[derive(Clone, Debug)]
struct Any {
    policy: Policy,
    findings: Vec<Finding>,
    earlier: Vec<(ReasonCode, Option<Slot>)>,
    attempts: u32,
    minutes: i64,
    reading: ReadingOutcome,
    document: Option<DocumentKind>,
    steps: Vec<String>,
}

impl Any {
    fn decide(&self, findings: &[Finding]) -> Verdict {
        let choice = self.document.map(|kind| DocumentChoice { kind, issuing_country: "UTO".into() });
        let mut findings = findings.to_vec();
        if let Some(choice) = &choice {
            self.policy.route(&mut findings, choice);
        }
        let case = Case {
            level: &self.policy.levels[1],
            document: choice.as_ref(),
            steps: &self.steps,
            findings: &findings,
            earlier: &self.earlier,
            attempts: self.attempts,
            trying_since: Some(NOW.plus(-Duration::minutes(self.minutes))),
            reading: self.reading,
        };
        decide(&self.policy, &case, NOW)
    }

    fn choice(&self) -> Option<DocumentChoice> {
        self.document.map(|kind| DocumentChoice { kind, issuing_country: "UTO".into() })
    }

    /// The findings as the policy's rules have them.
    fn routed(&self, findings: &[Finding]) -> Vec<Finding> {
        let mut findings = findings.to_vec();
        if let Some(choice) = self.choice() {
            self.policy.route(&mut findings, &choice);
        }
        findings
    }
}

fn anything() -> impl Strategy<Value = Any> {
    let kinds = prop_oneof![Just(None), Just(Some(DocumentKind::Passport)), Just(Some(DocumentKind::IdCard))];
    let steps = prop_oneof![Just(Vec::new()), Just(vec![String::from("screening")])];
    (
        any_policy(),
        prop::collection::vec(any_finding(), 0..8),
        prop::collection::vec(any_finding().prop_map(|f| (f.code, f.page)), 0..4),
        (0u32..5, 0i64..60),
        any_reading(),
        kinds,
        steps,
    )
        .prop_map(|(policy, findings, earlier, (attempts, minutes), reading, document, steps)| Any {
            policy,
            findings,
            earlier,
            attempts,
            minutes,
            reading,
            document,
            steps,
        })
}

/// How far from approval an outcome is. A person's look at evidence that nothing stands against comes
/// before being asked for more.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Approve => 0,
        Outcome::BringPerson(ReviewCause::ManualStep) => 1,
        Outcome::AskApplicant => 2,
        Outcome::BringPerson(_) => 3,
        Outcome::TryAgain => 4,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Under any policy: no machine declines, no fault of ours uses an attempt, nothing that stands in
    /// the way is approved, and a level's manual step is never passed over.
    #[test]
    fn no_machine_declines_and_no_fault_of_ours_uses_an_attempt(case in anything()) {
        let verdict = case.decide(&case.findings);
        prop_assert!(matches!(
            verdict.outcome.state(),
            State::Approved | State::NeedsInput | State::InReview | State::Checking
        ));
        let standing = case.routed(&case.findings);
        let blocks = |f: &&Finding| f.severity == Severity::Blocking;
        let ours = case.reading == ReadingOutcome::Unable
            || standing.iter().filter(blocks).any(|f| f.code.reason().class == Class::System);
        if ours {
            prop_assert_eq!(verdict.outcome, Outcome::TryAgain);
        }
        prop_assert_eq!(verdict.outcome.attempt() == Attempt::Counts, verdict.outcome == Outcome::AskApplicant);
        if verdict.outcome == Outcome::Approve {
            prop_assert_eq!(standing.iter().find(blocks), None);
            prop_assert!(verdict.reasons.is_empty());
            let found = found_by(&standing);
            let facts = Facts {
                document: case.document,
                read: case.reading == ReadingOutcome::Complete,
                found: &found,
                steps: &case.steps,
            };
            prop_assert!(case.policy.levels[1].requires.open_steps(&facts).is_empty());
        }
    }

    /// The same input gives the same verdict, in whatever order the findings come.
    #[test]
    fn the_same_input_gives_the_same_verdict(case in anything(), turn in 0usize..8) {
        let mut turned = case.findings.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(case.decide(&case.findings), case.decide(&case.findings));
        prop_assert_eq!(case.decide(&turned), case.decide(&case.findings));
    }

    /// Evidence whose findings are a subset of those it replaces never makes a verdict worse.
    #[test]
    fn fewer_findings_never_make_a_verdict_worse(case in anything(), keep in any::<u8>()) {
        let fewer: Vec<Finding> =
            case.findings.iter().enumerate().filter(|(n, _)| keep & (1 << n) != 0).map(|(_, f)| f.clone()).collect();
        // A conflict on a bad picture is first a bad picture: the better picture may bring the conflict
        // before a person at last, which asks nothing of the applicant and uses no attempt.
        let fixable = |findings: &[Finding], page| findings.iter().any(|f: &Finding| {
            f.page == page
                && f.severity == Severity::Blocking
                && f.code.as_str().starts_with("image.")
                && f.code.reason().class == Class::Retake
                && !case.policy.is_for_a_person(f.code, case.choice().as_ref())
        });
        let (all, left) = (case.routed(&case.findings), case.routed(&fewer));
        let uncovered = left.iter().any(|f| {
            f.severity == Severity::Blocking
                && case.policy.is_for_a_person(f.code, case.choice().as_ref())
                && fixable(&all, f.page)
                && !fixable(&left, f.page)
        });
        let (with, without) = (case.decide(&case.findings).outcome, case.decide(&fewer).outcome);
        if uncovered {
            prop_assert!(matches!(without, Outcome::BringPerson(_)) || rank(without) <= rank(with));
            prop_assert_eq!(without.attempt(), Attempt::IsFree);
        } else {
            prop_assert!(rank(without) <= rank(with), "{with:?} became {without:?}");
        }
    }
}

/// Every state that is not an end has a way out, and it is somebody's turn to take it.
#[test]
fn every_state_that_is_no_end_is_somebodys_turn_and_has_a_way_out() {
    let staff = StaffId::from_uuid(uuid::Uuid::nil());
    for state in State::ALL {
        let ways = |turn: Turn| -> Vec<bool> {
            let mut all: Vec<fn(&mut Verification, StaffId) -> bool> = Vec::new();
            match turn {
                Turn::Applicant => all.push(|v, _| v.send(NOW).is_ok()),
                Turn::Checks => {
                    all.push(|v, _| v.approve(NOW).is_ok());
                    all.push(|v, _| v.ask_applicant(Attempt::Counts).is_ok());
                    all.push(|v, _| v.bring_person(ReviewCause::Finding, NOW, NOW).is_ok());
                }
                Turn::Person => {
                    all.push(|v, _| v.approve(NOW).is_ok());
                    all.push(|v, _| v.ask_applicant(Attempt::IsFree).is_ok());
                    all.push(|v, by| v.decline(by, NOW).is_ok());
                }
                Turn::Nobody => {}
            }
            all.iter()
                .map(|way| {
                    let mut v = in_state(state);
                    way(&mut v, staff) && v.state != state
                })
                .collect()
        };
        let found = ways(state.turn());
        assert!(found.iter().all(|works| *works), "{}: {found:?}", state.as_str());
        let end = matches!(
            state,
            State::Approved | State::Declined | State::Cancelled | State::Expired | State::Revoked
        );
        assert_eq!(found.is_empty(), end, "{}", state.as_str());
        let declined = in_state(state).decline(staff, NOW).is_ok();
        assert_eq!(
            declined,
            state.turn() == Turn::Person,
            "{}: only a person's turn ends in a no",
            state.as_str()
        );
    }
}

fn in_state(state: State) -> Verification {
    Verification {
        id: crate::VerificationId::from_uuid(uuid::Uuid::nil()),
        mode: crate::verification::Mode::Test,
        applicant: crate::ApplicantId::from_uuid(uuid::Uuid::nil()),
        reference: String::new(),
        level: "standard".into(),
        state,
        review_cause: None,
        document: None,
        policy_version: 1,
        attempts: 0,
        trying_since: None,
        sent_at: None,
        queued_at: None,
        due_at: None,
        claimed_by: None,
        decided_at: None,
        created_at: NOW,
        version: 0,
    }
}
