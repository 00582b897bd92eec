//! What goes into the ledger and from where, figures, second looks, the public page.

use super::{
    Followed, LedgerAsked, LedgerView, NumbersAsked, Publish, RereviewError, RereviewOutcome, SaidBy,
    SecondVerdict,
};
use crate::{
    Error, StaffSession,
    policy::PolicySource,
    review::{FindingReview, InboxFilter, InboxKind, Ruling, tests::rig::Rig},
    testing::{Shows, typed_details},
};
use proofdesk_domain::{
    ApplicantId, ReasonCode, VerificationId,
    access::Role,
    details::TypedDetails,
    evidence::Slot,
    finding::Severity,
    ledger::{Device, FiguresBy, LedgerBy, Source},
    policy::DEFAULT,
    verification::{Mode, State},
};
use time::Duration;
use uuid::Uuid;

fn by(by: LedgerBy) -> LedgerAsked {
    LedgerAsked { mode: Mode::Test, weeks: 4, by }
}

fn numbers(by: Option<FiguresBy>) -> NumbersAsked {
    NumbersAsked { mode: Mode::Test, weeks: 4, by }
}

/// Every approval of the checks alone is looked at again.
async fn looked_at_again() -> Rig {
    rig_with("share = 1.0").await
}

async fn rig_with(share: &str) -> Rig {
    let rig = Rig::new().await;
    let policy = DEFAULT.replace("share = 0.02", share);
    assert_ne!(policy, DEFAULT);
    rig.app.install_policy(&policy, PolicySource::BuiltIn).await.unwrap();
    rig
}

async fn approve(rig: &Rig, st: &StaffSession, id: VerificationId) {
    let version = rig.app.take_over(st, id).await.unwrap().version;
    rig.app.approve(st, id, version, None).await.unwrap();
    rig.ten_seconds_later().await;
}

#[tokio::test]
async fn a_misread_an_undone_finding_and_an_appeal_each_stand_once_in_the_ledger() {
    let rig = rig_with("share = 0.0").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let ines = rig.staff(Role::Compliance, "Ines Costa").await;

    // "You misread this", sent from a phone.
    let anna = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let misread = rig.draft(&anna, "standard", Shows::Passport, typed).await;
    let phone = Device::of_user_agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)");
    rig.app.send_from(&anna, misread, Some(phone)).await.unwrap();
    rig.work().await;
    let finding = rig.app.case(&anna, misread).await.unwrap().findings[0].id;
    rig.app.dispute(&anna, misread, finding, "").await.unwrap();
    let view = rig.app.open_case(&lin, misread).await.unwrap();
    rig.app.settle_dispute(&lin, view.disputes[0].id, Ruling::Overruled, view.version).await.unwrap();

    // A person approves what a check had held against it twice.
    let bo = rig.applicant("bo").await;
    let glare = rig.case(&bo, "standard", Shows::Glare).await;
    rig.app.upload(&bo, glare, Slot::Front, Shows::Glare.bytes("again")).await.unwrap();
    rig.app.send(&bo, glare).await.unwrap();
    rig.work().await;
    let view = rig.app.take_over(&lin, glare).await.unwrap();
    let blocking =
        |f: &&FindingReview| f.view.state.stands() && f.view.finding.severity == Severity::Blocking;
    let undone = view.findings.iter().filter(blocking).count() as u64;
    assert!(undone > 0);
    approve(&rig, &lin, glare).await;

    // A no that an appeal turns: the finding of the same code does not count a second time.
    let cleo = rig.applicant("cleo").await;
    let declined = rig.case(&cleo, "standard", Shows::CardWithoutZone).await;
    let version = rig.app.take_over(&lin, declined).await.unwrap().version;
    let code = ReasonCode::find("doc.damaged").unwrap();
    rig.app.decline(&lin, declined, version, code, "It is torn.").await.unwrap();
    rig.ten_seconds_later().await;
    rig.app.appeal(&cleo, declined, "It is whole.").await.unwrap();
    approve(&rig, &noor, declined).await;
    assert_eq!(rig.state(declined).await, State::Approved);

    let sources = rig.app.ledger(&lin, by(LedgerBy::Source)).await.unwrap();
    let row = |view: &LedgerView, name: &str| {
        let found = view.rows.iter().find(|row| row.name == name);
        found.map(|row| (row.tally.times, row.of)).unwrap_or_default()
    };
    assert_eq!(row(&sources, "appeal"), (1, None));
    assert_eq!(row(&sources, "dispute"), (1, None));
    assert_eq!(row(&sources, "undone"), (undone, None));
    let reasons = rig.app.ledger(&lin, by(LedgerBy::Reason)).await.unwrap();
    assert_eq!(row(&reasons, "data.dob_mismatch"), (1, Some(1)));
    assert_eq!(row(&reasons, "doc.damaged"), (1, Some(0)), "a person had said it");
    assert_eq!(row(&reasons, "image.glare"), (1, Some(2)), "found twice, and the second time undone");
    let devices = rig.app.ledger(&lin, by(LedgerBy::Device)).await.unwrap();
    assert_eq!(row(&devices, "phone/safari"), (1, Some(1)));
    assert_eq!(row(&devices, ""), (1 + undone, Some(2)));
    assert!(matches!(rig.app.ledger(&lin, by(LedgerBy::Reviewer)).await, Err(Error::NotAllowed)));
    let people = rig.app.ledger(&ines, by(LedgerBy::Reviewer)).await.unwrap();
    assert_eq!(row(&people, "Lin Wei"), (1, Some(3)));
    assert_eq!(row(&people, ""), (1 + undone, Some(0)));

    // Names are for those who may see figures of staff.
    let said = |view: &LedgerView| {
        view.newest
            .iter()
            .find(|line| line.source == Source::Appeal)
            .map(|line| line.said_by.clone())
            .unwrap()
    };
    assert_eq!(said(&sources), SaidBy::Person(None));
    assert_eq!(said(&people), SaidBy::Person(Some("Lin Wei".into())));
    let elsewhere = LedgerAsked { mode: Mode::Live, ..by(LedgerBy::Source) };
    assert_eq!(rig.app.ledger(&lin, elsewhere).await.unwrap().times, 0);
    let agent = rig.staff(Role::Agent, "Sam Okoro").await;
    assert!(rig.app.ledger(&agent, by(LedgerBy::Country)).await.is_ok());

    // The figures know which cases something was taken back in.
    let figures = rig.app.numbers(&lin, numbers(Some(FiguresBy::Reason))).await.unwrap();
    assert_eq!((figures.whole.decided, figures.whole.overturned, figures.whole.by_machine), (3, 3, 0));
    let glare = figures.groups.iter().find(|(name, _)| name == "image.glare").unwrap();
    assert_eq!((glare.1.decided, glare.1.first_try), (1, 0));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn figures_tell_what_machines_and_people_did_and_by_whom_only_to_some() {
    let rig = rig_with("share = 0.0").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let ines = rig.staff(Role::Compliance, "Ines Costa").await;
    let at_once = rig.applicant("anna").await;
    rig.case(&at_once, "standard", Shows::Passport).await;
    let by_person = rig.applicant("bo").await;
    let id = rig.case(&by_person, "plus", Shows::Passport).await;
    rig.advance(Duration::hours(2));
    approve(&rig, &lin, id).await;
    let waits = rig.applicant("cleo").await;
    rig.case(&waits, "plus", Shows::Passport).await;
    let failed = rig.applicant("dan").await;
    rig.case(&failed, "standard", Shows::Blurred).await;

    let seen = rig.app.numbers(&lin, numbers(Some(FiguresBy::Level))).await.unwrap();
    let whole = seen.whole;
    assert_eq!((whole.answered, whole.first_try), (3, 2), "what still waits is not counted");
    assert_eq!((whole.decided, whole.by_machine, whole.overturned), (2, 1, 0));
    assert!(whole.time.unwrap().p99 >= 7_200.0);
    assert_eq!((seen.waiting.people, seen.waiting.checks), (1, 0));
    assert_eq!(seen.weeks.len(), 4);
    assert_eq!(seen.weeks[3].1, whole);
    let levels: Vec<_> = seen.groups.iter().map(|(name, f)| (&**name, f.answered, f.decided)).collect();
    assert_eq!(levels, [("standard", 2, 1), ("plus", 1, 1)]);

    let asked = numbers(Some(FiguresBy::Reviewer));
    assert!(matches!(rig.app.numbers(&lin, asked).await, Err(Error::NotAllowed)));
    let people = rig.app.numbers(&ines, asked).await.unwrap().groups;
    let names: Vec<_> = people.iter().map(|(name, f)| (&**name, f.decided)).collect();
    assert_eq!(names, [("", 1), ("Lin Wei", 1)]);
    let none = rig.app.numbers(&lin, NumbersAsked { mode: Mode::Live, weeks: 900, by: None }).await.unwrap();
    assert_eq!((none.whole.answered, none.weeks.len()), (0, 104));
}

#[tokio::test]
async fn everybody_sees_the_figures_only_where_the_operator_wishes_and_nothing_small() {
    let rig = rig_with("share = 0.0").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let admin = rig.staff(Role::Admin, "Sam Okoro").await;
    assert!(rig.app.published_figures(Mode::Test).await.unwrap().is_none());
    let refused = rig.app.publish_figures(&lin, Publish::On).await;
    assert!(matches!(refused, Err(Error::NotAllowed)));
    rig.app.publish_figures(&admin, Publish::On).await.unwrap();
    let s = rig.applicant("anna").await;
    rig.case(&s, "standard", Shows::Passport).await;
    let told = rig.app.published_figures(Mode::Test).await.unwrap().unwrap();
    assert_eq!((told.whole.answered, told.whole.decided, told.waiting), (0, 0, None), "one case is nobody's");
    for name in ["b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        let s = rig.applicant(name).await;
        rig.case(&s, "standard", Shows::Passport).await;
    }
    let same = rig.app.published_figures(Mode::Test).await.unwrap().unwrap();
    assert_eq!(same.whole.decided, 0, "the same for some minutes");
    rig.advance(Duration::minutes(5));
    let told = rig.app.published_figures(Mode::Test).await.unwrap().unwrap();
    assert_eq!((told.whole.answered, told.whole.first_try, told.whole.decided), (10, 10, 10));
    assert!(told.whole.time.is_some());
    rig.app.publish_figures(&admin, Publish::Off).await.unwrap();
    assert!(rig.app.published_figures(Mode::Test).await.unwrap().is_none());
}

/// An approval of the checks alone, and the row of the inbox that asks for a second look.
async fn chosen(rig: &Rig, st: &StaffSession, name: &str) -> (VerificationId, Uuid) {
    let (id, look, _) = chosen_of(rig, st, name).await;
    (id, look)
}

async fn chosen_of(rig: &Rig, st: &StaffSession, name: &str) -> (VerificationId, Uuid, ApplicantId) {
    let s = rig.applicant(name).await;
    let id = rig.case(&s, "standard", Shows::Passport).await;
    assert_eq!(rig.state(id).await, State::Approved);
    let rows = rig.app.inbox(st, InboxFilter::default()).await.unwrap();
    let row = rows.into_iter().find(|row| row.verification == Some(id)).unwrap();
    assert_eq!((row.kind, row.breached), (InboxKind::Rereview, false));
    (id, row.rereview.unwrap(), s.applicant)
}

#[tokio::test]
async fn the_second_look_sees_the_evidence_before_the_verdict_and_confirms() {
    let rig = looked_at_again().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let agent = rig.staff(Role::Agent, "Sam Okoro").await;
    let (id, look) = chosen(&rig, &lin, "anna").await;
    assert!(rig.app.inbox(&agent, InboxFilter::default()).await.unwrap().is_empty());
    assert!(matches!(rig.app.rereview(&agent, look).await, Err(Error::NotAllowed)));
    assert_eq!(rig.app.next_case(&lin, None).await.unwrap(), None, "nobody waits for it");

    let view = rig.app.rereview(&lin, look).await.unwrap();
    assert!(view.may_answer && view.review.mine && !view.review.masked);
    assert_eq!(view.review.evidence.len(), 1);
    assert_eq!(view.review.case.typed.surname, "Eriksson");
    assert!(view.review.comparison.is_empty() && view.review.findings.is_empty());
    assert!(view.review.case.fields.is_empty() && view.review.history.is_empty());
    rig.app.staff_picture(&lin, view.review.evidence[0].id).await.unwrap();
    let theirs = rig.app.rereview(&noor, look).await.unwrap();
    assert!(!theirs.may_answer && theirs.review.masked, "a colleague has it");
    let refused = rig.app.answer_rereview(&noor, look, SecondVerdict::Confirm, "").await;
    assert!(matches!(refused, Err(RereviewError::NotClaimed)));
    rig.app.take_rereview(&noor, look).await.unwrap();
    rig.app.answer_rereview(&noor, look, SecondVerdict::Confirm, "As it should be.").await.unwrap();

    let after = rig.app.rereview(&noor, look).await.unwrap();
    let done = after.done.unwrap();
    assert_eq!((done.outcome, &*done.by), (RereviewOutcome::Confirmed, "Noor Haddad"));
    assert!(!after.review.history.is_empty(), "now it is shown");
    assert!(!after.review.comparison.is_empty() && after.review.masked, "what was read, without a claim");
    assert!(rig.app.rereview(&lin, look).await.unwrap().review.comparison.is_empty(), "to nobody else");
    assert!(!after.may_answer);
    rig.advance(Duration::hours(1));
    assert!(rig.app.rereview(&noor, look).await.unwrap().review.comparison.is_empty(), "not for good");
    let twice = rig.app.answer_rereview(&noor, look, SecondVerdict::Confirm, "").await;
    assert!(twice.is_err());
    assert_eq!(rig.state(id).await, State::Approved);
    assert_eq!(rig.app.ledger(&lin, by(LedgerBy::Source)).await.unwrap().times, 0);
    let figures = rig.app.numbers(&lin, numbers(None)).await.unwrap();
    assert_eq!(figures.rereviews, (1, 0));
    assert!(rig.app.inbox(&lin, InboxFilter::default()).await.unwrap().is_empty());
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn an_approval_that_does_not_stand_stops_or_asks_again_and_goes_into_the_ledger() {
    let rig = looked_at_again().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let expired = ReasonCode::find("doc.expired").unwrap();
    let stop =
        |words: &'static str| SecondVerdict::Overturn { code: expired, followed: Followed::Freeze, words };
    let (_, look, anna) = chosen_of(&rig, &lin, "anna").await;
    rig.app.rereview(&lin, look).await.unwrap();
    let wordless = rig.app.answer_rereview(&lin, look, stop("  "), "").await;
    assert!(matches!(wordless, Err(RereviewError::WordsMissing)));
    let ours = SecondVerdict::Overturn {
        code: ReasonCode::find("system.delayed").unwrap(),
        followed: Followed::Freeze,
        words: "x",
    };
    let ours = rig.app.answer_rereview(&lin, look, ours, "").await;
    assert!(matches!(ours, Err(RereviewError::CodeNotUsable(_))));
    assert!(rig.app.rereview(&lin, look).await.unwrap().done.is_none(), "nothing was written");
    rig.app
        .answer_rereview(&lin, look, stop("Your passport has run out."), "The year is 2019.")
        .await
        .unwrap();
    let done = rig.app.rereview(&lin, look).await.unwrap().done.unwrap();
    assert_eq!((done.outcome, done.code), (RereviewOutcome::Overturned, Some(expired)));
    let person = rig.app.person(&lin, anna).await.unwrap();
    assert_eq!(person.freezes.len(), 1);

    let (second, look, bo) = chosen_of(&rig, &lin, "bo").await;
    rig.app.rereview(&lin, look).await.unwrap();
    let again =
        SecondVerdict::Overturn { code: expired, followed: Followed::Renewal, words: "Show us a newer one." };
    rig.app.answer_rereview(&lin, look, again, "").await.unwrap();
    let person = rig.app.person(&lin, bo).await.unwrap();
    assert!(person.freezes.is_empty());
    assert!(person.stands[0].asked.is_some());
    assert_eq!(rig.state(second).await, State::Approved, "they keep what they have until the day");

    let ledger = rig.app.ledger(&lin, by(LedgerBy::Reason)).await.unwrap();
    assert_eq!((&*ledger.rows[0].name, ledger.rows[0].tally.by_source), ("doc.expired", [0, 0, 0, 2]));
    assert_eq!(ledger.newest[0].said_by, SaidBy::Checks);
    let figures = rig.app.numbers(&lin, numbers(None)).await.unwrap();
    assert_eq!((figures.rereviews, figures.whole.overturned), ((0, 2), 2));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn whoever_has_seen_the_verdict_leaves_the_second_look_to_a_colleague() {
    let rig = looked_at_again().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let noor = rig.staff(Role::Reviewer, "Noor Haddad").await;
    let (id, look) = chosen(&rig, &lin, "anna").await;
    // Opened for the second look, then as a whole.
    rig.app.rereview(&lin, look).await.unwrap();
    rig.app.open_case(&lin, id).await.unwrap();
    let view = rig.app.rereview(&lin, look).await.unwrap();
    assert_eq!((view.barred, view.may_answer), (Some("seen"), false));
    let refused = rig.app.answer_rereview(&lin, look, SecondVerdict::Confirm, "").await;
    assert!(matches!(refused, Err(RereviewError::Barred("seen"))));
    rig.app.take_rereview(&noor, look).await.unwrap();
    rig.app.answer_rereview(&noor, look, SecondVerdict::Confirm, "").await.unwrap();

    // One person alone may all the same.
    let (id, look) = chosen(&rig, &lin, "bo").await;
    let mut tx = rig.app.store().begin().await.unwrap();
    proofdesk_store::settings::put(&mut tx, "solo", "on", rig.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    rig.app.open_case(&lin, id).await.unwrap();
    assert!(rig.app.rereview(&lin, look).await.unwrap().may_answer);
}

#[tokio::test]
async fn who_is_chosen_follows_from_the_case_and_the_share() {
    let rig = rig_with("share = 0.5").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let mut chosen = 0;
    for n in 0..12 {
        let s = rig.applicant(&format!("p{n}")).await;
        let id = rig.case(&s, "standard", Shows::Passport).await;
        let asked = rig.actions(id).await.contains(&"rereview.chosen".to_owned());
        let hash = rig.app.vault().keyed_hash("rereview", id.as_uuid().as_bytes());
        assert_eq!(asked, proofdesk_domain::ledger::chosen(hash, 0.5));
        chosen += usize::from(asked);
    }
    assert!(chosen > 0 && chosen < 12, "{chosen} of 12");
    assert_eq!(rig.app.inbox(&lin, InboxFilter::default()).await.unwrap().len(), chosen);
}
