//! Two people: four eyes, differing, appeals, escalation, one's own account, steps by hand, at once.

use super::rig::Rig;
use crate::{
    Error, StaffSession,
    policy::PolicySource,
    review::{AssistError, DecideError, DecisionKind, SecondLook},
    staff::NewStaff,
    testing::Shows,
    views::Decider,
};
use proofdesk_domain::{
    ReasonCode, VerificationId,
    access::{Actor, Role},
    policy::DEFAULT,
    verification::State,
};
use proofdesk_store::steps::StepOutcome;
use time::Duration;

fn integrity() -> ReasonCode {
    ReasonCode::find("integrity.suspected").unwrap()
}

async fn open(rig: &Rig, st: &StaffSession, id: VerificationId) -> i64 {
    rig.app.take_over(st, id).await.unwrap().version
}

async fn decline(rig: &Rig, st: &StaffSession, id: VerificationId, words: &str) {
    let version = open(rig, st, id).await;
    rig.app.decline(st, id, version, integrity(), words).await.unwrap();
    rig.ten_seconds_later().await;
}

async fn approve(rig: &Rig, st: &StaffSession, id: VerificationId) {
    let version = open(rig, st, id).await;
    rig.app.approve(st, id, version, None).await.unwrap();
    rig.ten_seconds_later().await;
}

#[tokio::test]
async fn two_who_say_no_say_it_together_and_the_second_looked_blind() {
    two_say_no(Rig::new().await).await;
}

#[tokio::test]
async fn two_who_say_no_say_it_together_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        two_say_no(rig).await;
    }
}

async fn two_say_no(rig: Rig) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = open(&rig, &lin, id).await;
    rig.app.decline(&lin, id, version, integrity(), "We could not confirm the document.").await.unwrap();
    let seen = rig.app.review(&noor, id).await.unwrap().pending.unwrap();
    assert!(seen.hidden && seen.reasons.is_empty(), "the second person is not told during the ten seconds");
    assert!(!rig.app.review(&lin, id).await.unwrap().pending.unwrap().hidden);
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::InReview, "one person decides nothing");
    let theirs = rig.app.case(&s, id).await.unwrap();
    assert_eq!((theirs.state, theirs.decision), (State::InReview, None));

    // Nobody is their own second pair.
    let mine = rig.app.take_over(&lin, id).await.unwrap();
    assert_eq!(mine.second, Some(SecondLook::Yours));
    assert!(!mine.allowed.decide && !mine.allowed.decline);
    let own = rig.app.decline(&lin, id, mine.version, integrity(), "Again.").await;
    assert!(matches!(own, Err(DecideError::HasSpoken)));

    let blind = rig.app.take_over(&noor, id).await.unwrap();
    assert_eq!(blind.second, Some(SecondLook::Blind { by: "Lin Wei".into() }));
    assert!(blind.decisions.is_empty() && blind.allowed.decide && blind.pending.is_none());
    assert!(!format!("{:?}", blind.history).contains("could not confirm"));
    decline(&rig, &noor, id, "I see it so too.").await;
    let done = rig.app.case(&s, id).await.unwrap();
    assert_eq!(done.state, State::Declined);
    let decision = done.decision.unwrap();
    assert_eq!(decision.decider, Decider::Person("Lin Wei, Noor Haddad".into()));
    assert_eq!(decision.message.as_deref(), Some("We could not confirm the document."));
    assert!(decision.reasons.is_empty(), "nobody is tipped off");
    let actions = rig.actions(id).await;
    assert!(actions.contains(&"decision.waits".into()) && actions.contains(&"decision.confirmed".into()));
    assert_eq!(rig.app.review(&noor, id).await.unwrap().second, None);

    // Neither of the two hears the appeal.
    rig.app.appeal(&s, id, "It is mine.").await.unwrap();
    for st in [&lin, &noor] {
        let view = rig.app.take_over(st, id).await.unwrap();
        let own = rig.app.approve(st, id, view.version, None).await;
        assert!(matches!(own, Err(DecideError::OwnDecision)), "{own:?}");
        assert!(!view.allowed.decide);
    }
    let third = rig.staff(Role::Reviewer, "Tove Berg").await;
    approve(&rig, &third, id).await;
    let done = rig.app.case(&s, id).await.unwrap();
    assert_eq!(done.state, State::Approved);
    let appeal = done.appeal.unwrap();
    assert_eq!((appeal.outcome, appeal.heard_by.as_deref()), (Some("overturned"), Some("Tove Berg")));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn where_two_differ_compliance_sees_both_and_decides() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let tove = rig.staff(Role::Reviewer, "Tove Berg").await;
    let boss = rig.staff(Role::Compliance, "Ines Costa").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    decline(&rig, &lin, id, "The print is off.").await;
    approve(&rig, &noor, id).await;
    assert_eq!(rig.state(id).await, State::InReview, "they differ");
    let view = rig.app.take_over(&tove, id).await.unwrap();
    assert_eq!(view.second, Some(SecondLook::Differ { said: vec![] }));
    let refused = rig.app.approve(&tove, id, view.version, None).await;
    assert!(matches!(refused, Err(DecideError::ForCompliance)));
    let view = rig.app.take_over(&boss, id).await.unwrap();
    let Some(SecondLook::Differ { said }) = view.second else { panic!("compliance sees both") };
    let said: Vec<_> = said.iter().map(|o| (o.by.as_str(), o.outcome)).collect();
    assert_eq!(said, [("Lin Wei", DecisionKind::Declined), ("Noor Haddad", DecisionKind::Approved)]);
    assert!(view.escalated.is_some());
    approve(&rig, &boss, id).await;
    let done = rig.app.case(&s, id).await.unwrap();
    assert_eq!(done.state, State::Approved);
    assert_eq!(done.decision.unwrap().decider, Decider::Person("Noor Haddad, Ines Costa".into()));
    assert_eq!(rig.app.review(&boss, id).await.unwrap().escalated, None);
}

#[tokio::test]
async fn an_opinion_on_evidence_that_changed_since_counts_for_nothing() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    decline(&rig, &lin, id, "The print is off.").await;
    rig.advance(Duration::minutes(1));
    open(&rig, &noor, id).await;
    let bytes = Shows::Passport.bytes("another scan");
    rig.app
        .upload_for(&noor, id, proofdesk_domain::evidence::Slot::Front, bytes, "came by post")
        .await
        .unwrap();
    let view = rig.app.review(&noor, id).await.unwrap();
    assert_eq!(view.second, None);
    decline(&rig, &noor, id, "The print is off.").await;
    assert_eq!(rig.state(id).await, State::InReview, "the first look was at another picture");
    let view = rig.app.take_over(&lin, id).await.unwrap();
    assert_eq!(view.second, Some(SecondLook::Blind { by: "Noor Haddad".into() }), "and may look anew");
}

#[tokio::test]
async fn alone_in_solo_mode_one_person_decides_and_it_is_recorded() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let mut tx = rig.app.store().begin().await.unwrap();
    proofdesk_store::settings::put(&mut tx, "solo", "on", rig.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    decline(&rig, &lin, id, "The print is off.").await;
    assert_eq!(rig.state(id).await, State::Declined);
    assert!(rig.actions(id).await.contains(&"decision.solo".into()));
    rig.app.appeal(&s, id, "No.").await.unwrap();
    approve(&rig, &lin, id).await;
    let appeal = rig.app.case(&s, id).await.unwrap().appeal.unwrap();
    assert!(appeal.solo && appeal.outcome == Some("overturned"));
}

#[tokio::test]
async fn an_appeal_has_its_days_and_its_clock_and_is_heard_once() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let code = ReasonCode::find("doc.invalidated").unwrap();
    let no = async |st: &StaffSession, id| {
        let version = open(&rig, st, id).await;
        rig.app.decline(st, id, version, code, "The corner is cut.").await.unwrap();
        rig.ten_seconds_later().await;
    };
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    no(&lin, id).await;
    rig.app.appeal(&s, id, "It was never cut.").await.unwrap();
    let view = rig.app.review(&noor, id).await.unwrap();
    let due = view.due_at.unwrap();
    assert_eq!(due.since(rig.app.now()), Duration::hours(72));
    assert_eq!(
        rig.app.take_over(&noor, id).await.unwrap().appeals[0].sentence.as_deref(),
        Some("It was never cut.")
    );
    no(&noor, id).await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!(case.appeal.unwrap().outcome, Some("upheld"));
    assert!(!case.decision.unwrap().appealable, "what came of an appeal is not appealed again");
    assert!(matches!(rig.app.appeal(&s, id, "Again.").await, Err(Error::WrongState(_))));

    let s = rig.applicant("bea").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    no(&lin, id).await;
    rig.advance(Duration::days(30));
    assert!(rig.app.case(&s, id).await.unwrap().decision.unwrap().appealable);
    rig.advance(Duration::seconds(1));
    assert!(!rig.app.case(&s, id).await.unwrap().decision.unwrap().appealable);
    assert!(matches!(rig.app.appeal(&s, id, "Late.").await, Err(Error::WrongState(_))));
}

#[tokio::test]
async fn an_approval_taken_back_can_be_appealed_and_a_retake_reopens() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "standard", Shows::Passport).await;
    assert_eq!(rig.state(id).await, State::Approved);
    let version = open(&rig, &lin, id).await;
    let code = ReasonCode::find("doc.invalidated").unwrap();
    rig.app.revoke(&lin, id, version, code, "It was reported lost.").await.unwrap();
    rig.ten_seconds_later().await;
    assert!(rig.app.case(&s, id).await.unwrap().decision.unwrap().appealable);
    rig.app.appeal(&s, id, "I found it again.").await.unwrap();
    let version = open(&rig, &noor, id).await;
    let item = crate::review::RetakeItem {
        code: ReasonCode::find("image.blurred").unwrap(),
        slot: None,
        field: None,
        note: None,
        region: None,
    };
    rig.app.ask_retake(&noor, id, version, vec![item]).await.unwrap();
    rig.ten_seconds_later().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.appeal.unwrap().outcome), (State::NeedsInput, Some("reopened")));
}

#[tokio::test]
async fn an_escalated_case_is_for_compliance_until_it_is_handed_back() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let boss = rig.staff(Role::Compliance, "Ines Costa").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = open(&rig, &lin, id).await;
    assert!(matches!(rig.app.escalate(&lin, id, version, " ").await, Err(AssistError::WhyMissing)));
    assert!(matches!(
        rig.app.escalate(&lin, id, version - 1, "odd").await,
        Err(AssistError::Error(Error::Stale { .. }))
    ));
    rig.app.escalate(&lin, id, version, "The portrait looks odd.").await.unwrap();
    let view = rig.app.take_over(&lin, id).await.unwrap();
    assert!(!view.allowed.decide && view.barred == Some("for_compliance"));
    assert!(matches!(rig.app.approve(&lin, id, view.version, None).await, Err(DecideError::ForCompliance)));
    assert!(matches!(
        rig.app.end_escalation(&lin, id, "mine").await,
        Err(AssistError::Error(Error::NotAllowed))
    ));
    let view = rig.app.take_over(&boss, id).await.unwrap();
    assert_eq!(view.escalated.unwrap().0.as_deref(), Some("Lin Wei"));
    assert!(view.allowed.decide);
    rig.app.end_escalation(&boss, id, "The portrait is fine.").await.unwrap();
    approve(&rig, &lin, id).await;
    assert_eq!(rig.state(id).await, State::Approved);
    let actions = rig.actions(id).await;
    assert!(actions.contains(&"case.escalated".into()) && actions.contains(&"case.handed_back".into()));
}

#[tokio::test]
async fn nobody_decides_on_their_own_account() {
    let rig = Rig::new().await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let new = NewStaff {
        name: "Anna",
        email: "Anna@People.example",
        role: Role::Compliance,
        password: super::rig::PASSWORD,
    };
    rig.app.create_staff(&Actor::System, new).await.unwrap();
    let token = rig.app.staff_sign_in("anna@people.example", super::rig::PASSWORD).await.unwrap();
    let anna = rig.app.staff_session(token.as_str()).await.unwrap().unwrap();
    let view = rig.app.open_case(&anna, id).await.unwrap();
    assert!(view.claimed_by.is_none() && view.masked && view.barred == Some("own_account"));
    assert!(matches!(rig.app.take_over(&anna, id).await, Err(Error::NotAllowed)));
    assert_eq!(rig.app.next_case(&anna, None).await.unwrap(), None);
}

#[tokio::test]
async fn a_level_with_screening_is_not_approved_without_its_good_outcome() {
    let rig = Rig::new().await;
    let policy = DEFAULT.replace(
        r#"requires = ["email", "details", "document", "person"]"#,
        r#"requires = ["email", "details", "document", "person", { manual = "screening" }]"#,
    );
    assert_ne!(policy, DEFAULT);
    rig.app.install_policy(&policy, PolicySource::BuiltIn).await.unwrap();
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let sam = rig.staff(Role::Agent, "Sam Okoro").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = open(&rig, &lin, id).await;
    let early = rig.app.approve(&lin, id, version, None).await;
    assert!(matches!(early, Err(DecideError::StepsOpen(steps)) if steps == ["screening"]));
    let record = async |st: &StaffSession, outcome, note: &'static str| {
        rig.app.record_step(st, id, "screening", outcome, note).await
    };
    assert!(matches!(record(&lin, StepOutcome::Clear, "").await, Err(AssistError::WhyMissing)));
    assert!(matches!(
        rig.app.record_step(&lin, id, "palmistry", StepOutcome::Clear, "x").await,
        Err(AssistError::Error(Error::Invalid(_)))
    ));
    assert!(matches!(
        record(&sam, StepOutcome::Clear, "x").await,
        Err(AssistError::Error(Error::NotAllowed))
    ));
    record(&lin, StepOutcome::Hit, "Same name on the EU list.").await.unwrap();
    let view = rig.app.review(&lin, id).await.unwrap();
    assert!(view.steps[0].open && view.steps[1].done.as_ref().unwrap().0 == "hit");
    assert!(matches!(rig.app.approve(&lin, id, view.version, None).await, Err(DecideError::StepsOpen(_))));
    rig.advance(Duration::minutes(5));
    record(&lin, StepOutcome::Clear, "Another birth date: not the same person.").await.unwrap();
    approve(&rig, &lin, id).await;
    assert_eq!(rig.state(id).await, State::Approved);
    assert_eq!(rig.actions(id).await.iter().filter(|action| *action == "step.recorded").count(), 2);
}

#[tokio::test]
async fn of_two_at_once_one_wins_and_the_other_is_shown_what_changed() {
    at_once(Rig::new().await).await;
}

#[tokio::test]
async fn of_two_at_once_one_wins_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        at_once(rig).await;
    }
}

async fn at_once(rig: Rig) {
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    // The same person from two windows, and a colleague who took over in between.
    let version = open(&rig, &lin, id).await;
    let (one, two) = tokio::join!(
        rig.app.approve(&lin, id, version, Some("left window")),
        rig.app.approve(&lin, id, version, Some("right window")),
    );
    let won = [&one, &two].iter().filter(|made| made.is_ok()).count();
    assert_eq!(won, 1, "{one:?} {two:?}");
    let lost = [one, two].into_iter().find_map(Result::err).unwrap();
    assert!(matches!(lost, DecideError::Pending(_) | DecideError::Stale { .. }), "{lost:?}");
    let view = rig.app.review(&lin, id).await.unwrap();
    rig.app.undo(&lin, view.pending.unwrap().id).await.unwrap();

    let seen = rig.app.review(&lin, id).await.unwrap().version;
    open(&rig, &noor, id).await;
    let late = rig.app.approve(&lin, id, seen, None).await;
    let Err(DecideError::Stale { now }) = late else { panic!("{late:?}") };
    assert_eq!(now.claimed_by.as_deref(), Some("Noor Haddad"));
    assert_eq!(now.history.last().unwrap().action, "case.taken_over");
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn a_decision_on_evidence_that_changed_is_refused() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = open(&rig, &lin, id).await;
    let front = proofdesk_domain::evidence::Slot::Front;
    rig.app.upload_for(&lin, id, front, Shows::Blurred.bytes("new"), "by post").await.unwrap();
    let made = rig.app.approve(&lin, id, version, None).await;
    assert!(matches!(made, Err(DecideError::Stale { .. })), "{made:?}");
}

#[tokio::test]
async fn what_was_being_written_is_there_again_for_its_writer_alone() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let fields = [("decline.message".to_owned(), "The corner".to_owned())];
    assert!(matches!(rig.app.keep_draft(&lin, id, &fields).await, Err(Error::NotAllowed)), "not claimed");
    open(&rig, &lin, id).await;
    rig.app.keep_draft(&lin, id, &fields).await.unwrap();
    assert_eq!(rig.app.review(&lin, id).await.unwrap().draft, fields);
    let theirs = rig.app.take_over(&noor, id).await.unwrap();
    assert!(theirs.draft.is_empty());
    let view = rig.app.take_over(&lin, id).await.unwrap();
    assert_eq!(view.draft, fields);
    rig.app.approve(&lin, id, view.version, None).await.unwrap();
    assert!(rig.app.review(&lin, id).await.unwrap().draft.is_empty(), "it was sent");
}

#[tokio::test]
async fn colleagues_see_who_has_the_case_before_them() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    rig.app.see_case(&lin, id).await.unwrap();
    rig.app.see_case(&noor, id).await.unwrap();
    assert_eq!(rig.app.review(&noor, id).await.unwrap().present, ["Lin Wei"]);
    assert_eq!(rig.app.review(&lin, id).await.unwrap().present, ["Noor Haddad"]);
    rig.advance(Duration::seconds(46));
    assert!(rig.app.review(&noor, id).await.unwrap().present.is_empty(), "no sign of life");
    rig.app.see_case(&lin, id).await.unwrap();
    rig.app.leave_case(&lin, id).await.unwrap();
    assert!(rig.app.review(&noor, id).await.unwrap().present.is_empty());
}

#[tokio::test]
async fn cases_that_share_something_stand_beside_each_other_masked() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let anna = rig.applicant("anna").await;
    let first = rig.case(&anna, "plus", Shows::Passport).await;
    let bea = rig.applicant("bea").await;
    let second = rig.case(&bea, "plus", Shows::Passport).await;
    let cleo = rig.applicant("cleo").await;
    let typed =
        proofdesk_domain::details::TypedDetails { surname: "Berg".into(), ..crate::testing::typed_details() };
    let third = rig.case_with(&cleo, "plus", Shows::CardWithoutZone, typed).await;
    assert!(rig.app.review(&lin, second).await.unwrap().duplicates.is_empty(), "not claimed: nothing shows");
    let view = rig.app.take_over(&lin, second).await.unwrap();
    let mut seen: Vec<_> = view.duplicates.iter().map(|d| (d.id, d.same.clone())).collect();
    seen.sort_unstable();
    let mut expected = vec![(first, vec!["number", "details"]), (third, vec!["number"])];
    expected.sort_unstable();
    assert_eq!(seen, expected);
    let of_anna = view.duplicates.iter().find(|d| d.id == first).unwrap();
    assert_eq!(of_anna.applicant_masked.as_deref(), Some("a•••@people.example"));
    assert!(view.findings.iter().all(|f| !f.view.finding.code.as_str().starts_with("integrity")));
}

#[tokio::test]
async fn next_goes_by_urgency_then_appeals_then_what_somebody_knows() {
    let rig = Rig::new().await;
    let admin = rig.staff(Role::Admin, "Bo Lind").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let anna = rig.applicant("anna").await;
    let passport = rig.case(&anna, "plus", Shows::Passport).await;
    rig.advance(Duration::hours(1));
    let bea = rig.applicant("bea").await;
    let card = rig.case(&bea, "plus", Shows::CardWithoutZone).await;
    assert_eq!(rig.app.next_case(&lin, None).await.unwrap(), Some(passport), "the longer waiting");
    let cards = crate::review::SkillSet {
        languages: vec!["en".into()],
        documents: vec![proofdesk_domain::document::DocumentKind::IdCard],
    };
    assert!(matches!(rig.app.set_skills(&lin, noor.id, &cards).await, Err(Error::NotAllowed)));
    rig.app.set_skills(&admin, noor.id, &cards).await.unwrap();
    assert_eq!(rig.app.next_case(&noor, None).await.unwrap(), Some(card), "what they know");
    assert_eq!(rig.app.next_case(&noor, Some(card)).await.unwrap(), Some(passport), "nobody is left waiting");
    let code = ReasonCode::find("doc.invalidated").unwrap();
    let version = open(&rig, &lin, card).await;
    rig.app.decline(&lin, card, version, code, "The corner is cut.").await.unwrap();
    rig.ten_seconds_later().await;
    rig.app.appeal(&bea, card, "It was never cut.").await.unwrap();
    let tove = rig.staff(Role::Reviewer, "Tove Berg").await;
    assert_eq!(rig.app.next_case(&tove, None).await.unwrap(), Some(card), "appeals first");
    assert_eq!(rig.app.next_case(&lin, None).await.unwrap(), Some(passport), "not one's own decision");
    rig.advance(Duration::hours(21) + Duration::minutes(30));
    assert_eq!(rig.app.next_case(&tove, None).await.unwrap(), Some(passport), "about to breach");
    open(&rig, &tove, passport).await;
    let floor = rig.app.floor(&admin).await.unwrap();
    assert_eq!((floor.load[&tove.id].claimed, floor.load[&lin.id].decided), (1, 1));
    assert_eq!(floor.skills[&noor.id], cards);
}
