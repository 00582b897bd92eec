//! The end of an approval and what comes before and after it, on the fixed clock; approvals taken over.

use super::{
    import::{ImportError, ImportRecord, ImportedDocument},
    receipt::ReceiptCheck,
    renewal::RenewalError,
};
use crate::{
    ApplicantSession, BeginError, Error,
    limits::{LimitAnswer, LimitRequest},
    review::tests::rig::Rig,
    testing::{Shows, typed_details},
    views::{PageStanding, Standing},
};
use proofdesk_domain::{
    ApiKeyId, ApplicantId, Timestamp, VerificationId,
    access::{Actor, Role, Scope},
    limits::{Cause, NextStep, Verdict},
    policy::Operation,
    reason::codes,
    tenure::Ending,
    verification::{Mode, State},
};
use serde_json::Value;
use time::Duration;

fn key() -> Actor {
    let id = ApiKeyId::from_uuid(uuid::Uuid::nil());
    Actor::Key { id, mode: Mode::Test, scopes: Scope::ALL.to_vec() }
}

async fn withdraw(rig: &Rig, applicant: ApplicantId, amount: &str) -> LimitAnswer {
    let operation = Operation::Withdraw;
    let asked = LimitRequest { applicant, operation, amount, currency: "EUR", link: false };
    rig.app.evaluate_limits(&key(), &asked).await.unwrap()
}

async fn allowed(rig: &Rig, applicant: ApplicantId) -> bool {
    matches!(withdraw(rig, applicant, "10").await.evaluation.verdict, Verdict::Allow(_))
}

/// Moves the clock to so many days before a moment, and does what is due.
async fn days_before(rig: &Rig, end: Timestamp, days: i64) -> u64 {
    rig.advance(end.plus(-Duration::days(days)).since(rig.app.now()));
    let looked = rig.app.renew_due().await.unwrap();
    rig.work().await;
    looked
}

fn news(rig: &Rig) -> usize {
    rig.with.mails.all().iter().filter(|(_, mail)| mail.subject == "news").count()
}

/// Somebody approved for a level that asks for a person's look.
async fn plus(rig: &Rig, s: &ApplicantSession) -> VerificationId {
    let id = rig.case(s, "plus", Shows::Passport).await;
    let st = rig.staff(Role::Reviewer, "Lin").await;
    let version = rig.app.open_case(&st, id).await.unwrap().version;
    rig.app.approve(&st, id, version, None).await.unwrap();
    rig.ten_seconds_later().await;
    assert_eq!(rig.state(id).await, State::Approved);
    id
}

#[tokio::test]
async fn a_document_that_runs_out_is_told_in_time_and_the_level_stays_until_its_day() {
    runs_out(Rig::new().await).await;
}

#[tokio::test]
async fn a_document_that_runs_out_is_told_in_time_and_the_level_stays_until_its_day_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        runs_out(rig).await;
    }
}

async fn runs_out(rig: Rig) {
    let s = rig.applicant("ada").await;
    let id = rig.case(&s, "standard", Shows::Passport).await;
    let answer = withdraw(&rig, s.applicant, "10").await;
    let end = answer.evaluation.end.expect("the document ends");
    assert_eq!((end.why, end.at.to_string().as_str()), (Ending::Document, "2031-04-16T00:00:00Z"));
    assert_eq!(rig.app.my_renewal(&s).await.unwrap(), None, "there is time");
    let before = news(&rig);
    assert_eq!(days_before(&rig, end.at, 61).await, 0);
    for (days, mails) in [(60, 1), (59, 1), (14, 2), (3, 3)] {
        days_before(&rig, end.at, days).await;
        assert_eq!(news(&rig) - before, mails, "{days} days before");
        assert!(allowed(&rig, s.applicant).await);
    }
    let told = rig.app.my_renewal(&s).await.unwrap().unwrap();
    assert_eq!((told.level.as_str(), told.over, told.stays.as_deref()), ("standard", false, Some("basic")));
    assert_eq!(rig.app.sweep().await.map_err(|e| e.to_string()), Ok(()));
    rig.advance(end.at.since(rig.app.now()) - Duration::SECOND);
    assert!(allowed(&rig, s.applicant).await);
    rig.advance(Duration::SECOND);
    // To the second, whenever the timer comes.
    let Verdict::Deny(denial) = withdraw(&rig, s.applicant, "10").await.evaluation.verdict else {
        panic!("the document has run out");
    };
    let Cause::Lapsed(lapsed) = &denial.cause else { panic!("{denial:?}") };
    assert_eq!((lapsed.level.as_str(), lapsed.end), ("standard", end));
    assert_eq!(denial.next, NextStep::Renew("standard".into()));
    assert_eq!(rig.state(id).await, State::Approved);
    days_before(&rig, end.at, 0).await;
    assert_eq!(rig.state(id).await, State::Expired);
    assert_eq!(news(&rig) - before, 4);
    assert_eq!(rig.app.renew_due().await.unwrap(), 0, "told once");
    let over = rig.app.my_renewal(&s).await.unwrap().unwrap();
    assert!(over.over);
    assert!(rig.actions(id).await.ends_with(&["verification.lapsed".to_owned()]));
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn verifying_anew_keeps_what_is_good_and_the_old_level_until_then() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let first = rig.case(&s, "standard", Shows::Passport).await;
    assert!(matches!(rig.app.begin(&s, "standard").await, Err(BeginError::Reached)));
    let end = withdraw(&rig, s.applicant, "10").await.evaluation.end.unwrap().at;
    days_before(&rig, end, 30).await;
    let levels = rig.app.levels(&s).await.unwrap();
    assert!(levels[1].renewable && levels[1].standing == Standing::Reached);
    let anew = rig.app.begin(&s, "standard").await.unwrap();
    let case = rig.app.case(&s, anew).await.unwrap();
    // The successor of a document has another number and needs its own photo; the rest stands.
    assert_eq!((case.typed.surname.as_str(), case.typed.document_number.as_str()), ("Eriksson", ""));
    assert_eq!(case.document.as_ref().map(|d| d.kind.as_str()), Some("passport"));
    assert_eq!(case.pages[0].standing, PageStanding::Missing);
    assert!(rig.actions(anew).await.contains(&"verification.renewal_begun".to_owned()));
    assert_eq!(rig.state(first).await, State::Approved);
    assert!(allowed(&rig, s.applicant).await);
    // It is not done in time: the level ends on its day, whatever was begun.
    days_before(&rig, end, 0).await;
    let Verdict::Deny(denial) = withdraw(&rig, s.applicant, "10").await.evaluation.verdict else { panic!() };
    assert!(matches!(denial.next, NextStep::Continue(case) if case.verification == anew));
}

#[tokio::test]
async fn what_was_sent_in_time_holds_the_level_while_we_look() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let st = rig.staff(Role::Compliance, "Ines").await;
    rig.case(&s, "standard", Shows::Passport).await;
    let by = rig
        .app
        .ask_to_renew(
            &st,
            s.applicant,
            codes::DATA_NAME_MISMATCH,
            "We were told that your name changed.",
            Some(10),
        )
        .await
        .unwrap();
    let asked = rig.app.my_renewal(&s).await.unwrap().unwrap();
    assert_eq!((asked.end.why, asked.reason), (Ending::Asked, Some(codes::DATA_NAME_MISMATCH)));
    assert_eq!(asked.words.as_deref(), Some("We were told that your name changed."));
    assert!(allowed(&rig, s.applicant).await);
    let anew = rig.app.begin(&s, "standard").await.unwrap();
    let case = rig.app.case(&s, anew).await.unwrap();
    // The reason is about what was typed: the photo is still good.
    assert_eq!(case.typed, typed_details());
    assert_eq!(case.pages[0].standing, PageStanding::Kept);
    assert!(rig.actions(anew).await.contains(&"evidence.kept".to_owned()));
    // Sent a day before the end, and our checks fail until a person looks, who comes too late.
    rig.advance(by.plus(-Duration::DAY).since(rig.app.now()));
    let mut other = typed_details();
    other.surname = "Holm".into();
    rig.app.save_details(&s, anew, other).await.unwrap().unwrap();
    rig.app.send(&s, anew).await.unwrap();
    rig.work().await;
    let finding = rig.app.case(&s, anew).await.unwrap().findings[0].id;
    rig.app.dispute(&s, anew, finding, "I married.").await.unwrap();
    rig.advance(Duration::days(2));
    rig.app.renew_due().await.unwrap();
    assert!(allowed(&rig, s.applicant).await, "the delay is ours");
    assert!(rig.app.my_renewal(&s).await.unwrap().unwrap().waits);
    let reviewer = rig.staff(Role::Reviewer, "Lin").await;
    let version = rig.app.open_case(&reviewer, anew).await.unwrap().version;
    rig.app.approve(&reviewer, anew, version, None).await.unwrap();
    rig.ten_seconds_later().await;
    rig.advance(Duration::hours(2));
    rig.app.renew_due().await.unwrap();
    assert!(allowed(&rig, s.applicant).await, "the new approval stands by itself");
    assert_eq!(rig.app.my_renewal(&s).await.unwrap(), None);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn asking_takes_a_reason_words_a_time_and_somebody_who_may() {
    asked(Rig::new().await).await;
}

#[tokio::test]
async fn asking_takes_a_reason_words_a_time_and_somebody_who_may_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        asked(rig).await;
    }
}

async fn asked(rig: Rig) {
    let s = rig.applicant("ada").await;
    let st = rig.staff(Role::Reviewer, "Lin").await;
    let agent = rig.staff(Role::Agent, "Bo").await;
    let code = codes::DOC_EXPIRED;
    let none = rig.app.ask_to_renew(&st, s.applicant, code, "Words", None).await;
    assert!(matches!(none, Err(RenewalError::NothingStands)));
    let id = rig.case(&s, "standard", Shows::Passport).await;
    let refused = rig.app.ask_to_renew(&agent, s.applicant, code, "Words", None).await;
    assert!(matches!(refused, Err(RenewalError::Error(Error::NotAllowed))));
    for (words, days, why) in [(" ", None, "words"), ("Words", Some(0), "days"), ("Words", Some(366), "days")]
    {
        let refused = rig.app.ask_to_renew(&st, s.applicant, code, words, days).await;
        match why {
            "words" => assert!(matches!(refused, Err(RenewalError::WordsMissing))),
            _ => assert!(matches!(refused, Err(RenewalError::Days))),
        }
    }
    let mails = news(&rig);
    let by =
        rig.app.ask_to_renew(&st, s.applicant, code, "Your passport was reported lost.", None).await.unwrap();
    assert_eq!(by.since(rig.app.now()), Duration::days(i64::from(rig.app.policy().renewal.asked_days)));
    rig.work().await;
    assert_eq!(news(&rig), mails + 1);
    // About the document: another photo is asked for.
    let anew = rig.app.begin(&s, "standard").await.unwrap();
    assert_eq!(rig.app.case(&s, anew).await.unwrap().pages[0].standing, PageStanding::Missing);
    days_before(&rig, by, 0).await;
    assert!(!allowed(&rig, s.applicant).await);
    assert_eq!(rig.state(id).await, State::Expired);
    let person = rig.app.person(&st, s.applicant).await.unwrap();
    assert_eq!(
        person.stands[0].asked.as_ref().map(|(code, by, _)| (*code, by.as_str())),
        Some((code, "Lin"))
    );
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn a_higher_level_falls_to_what_the_lower_one_still_allows() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let id = plus(&rig, &s).await;
    let end = withdraw(&rig, s.applicant, "10").await.evaluation.end.unwrap();
    assert_eq!(end.why, Ending::Interval);
    days_before(&rig, end.at, 0).await;
    assert_eq!(rig.state(id).await, State::Expired);
    assert!(allowed(&rig, s.applicant).await, "standard still stands");
    let answer = withdraw(&rig, s.applicant, "6000").await;
    assert_eq!(answer.evaluation.level.as_deref(), Some("standard"));
    let Verdict::Deny(denial) = answer.evaluation.verdict else { panic!() };
    assert_eq!((denial.cause.code(), denial.next), ("level.lapsed", NextStep::Renew("plus".into())));
    // Nothing of somebody is erased while a level stands by it, nor before the approval's days are over.
    let days = i64::from(rig.app.policy().retention.approved_days);
    rig.advance(Duration::days(365));
    assert_eq!(rig.app.sweep_retention().await.unwrap(), 0);
    rig.advance(Duration::days(2 * 1_825 + days));
    rig.app.renew_due().await.unwrap();
    assert_eq!(rig.app.sweep_retention().await.unwrap(), 1);
}

#[tokio::test]
async fn going_further_takes_along_what_passed() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let first = rig.case(&s, "standard", Shows::Passport).await;
    let id = rig.app.begin(&s, "plus").await.unwrap();
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.typed, case.pages[0].standing), (typed_details(), PageStanding::Kept));
    rig.app.send(&s, id).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(id).await, State::InReview, "plus asks for a person's look");
    // Approvals from before there were ends get theirs.
    let mut tx = rig.app.store().begin().await.unwrap();
    proofdesk_store::tenures::delete(&mut tx, s.applicant, first).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(withdraw(&rig, s.applicant, "10").await.evaluation.end, None);
    rig.app.sweep().await.unwrap();
    assert!(withdraw(&rig, s.applicant, "10").await.evaluation.end.is_some());
}

fn record() -> ImportRecord {
    ImportRecord {
        key: "m-1".into(),
        external_ref: "user-1".into(),
        level: "standard".into(),
        verified_by: "The desk before".into(),
        verified_at: "2026-03-01T10:00:00Z".into(),
        method: "document and video call".into(),
        evidence: "archive 12, folder 3".into(),
        document: Some(ImportedDocument {
            kind: "passport".into(),
            country: "DEU".into(),
            expires: Some("2030-01-31".into()),
        }),
        locale: None,
        region: Some("DEU".into()),
    }
}

#[tokio::test]
async fn an_import_raises_limits_once_and_never_looks_like_ours() {
    imported_once(Rig::new().await).await;
}

#[tokio::test]
async fn an_import_raises_limits_once_and_never_looks_like_ours_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        imported_once(rig).await;
    }
}

async fn imported_once(rig: Rig) {
    let st = rig.staff(Role::Compliance, "Lin").await;
    let taken = rig.app.import(&Actor::System, Mode::Test, &record()).await.unwrap();
    let again = rig.app.import(&key(), Mode::Test, &record()).await.unwrap();
    assert!(taken.new && !again.new && again.verification == taken.verification);
    let other = ImportRecord { method: "hearsay".into(), ..record() };
    assert!(matches!(rig.app.import(&key(), Mode::Test, &other).await, Err(ImportError::OtherRecord)));
    assert!(allowed(&rig, taken.applicant).await);
    let end = withdraw(&rig, taken.applicant, "10").await.evaluation.end.unwrap();
    assert_eq!(end.at.to_string(), "2030-02-01T00:00:00Z");
    let view = rig.app.platform_verification(&key(), taken.verification).await.unwrap();
    assert_eq!((view.state, view.decision), (State::Approved, None));
    assert_eq!(view.imported.unwrap().verified_by, "The desk before");
    let (_, file) = rig.app.case_file(&st, taken.verification).await.unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(file["case_file"]["imported"]["evidence"], "archive 12, folder 3");
    assert_eq!(file["case_file"]["decisions"].as_array().unwrap().len(), 0);
    let case = rig.app.case_for_staff(taken.verification).await.unwrap();
    let signed = {
        let mut tx = rig.app.store().read().await.unwrap();
        rig.app.receipt_of(&mut tx, &case).await.unwrap().unwrap()
    };
    assert_eq!(signed.receipt.decided_by, "imported");
    assert_eq!(signed.receipt.imported.as_ref().unwrap().verified_by, "The desk before");
    let text = serde_json::to_string(&signed).unwrap();
    assert!(matches!(rig.app.check_receipt(&text).await.unwrap(), ReceiptCheck::Genuine(_)));
    let review = rig.app.review(&st, taken.verification).await.unwrap();
    assert!(review.decisions.is_empty());
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn an_import_says_which_field_cannot_be_used() {
    let rig = Rig::new().await;
    let document = |kind: &str, country: &str, expires: Option<&str>| {
        Some(ImportedDocument {
            kind: kind.into(),
            country: country.into(),
            expires: expires.map(Into::into),
        })
    };
    let cases: Vec<(&str, ImportRecord)> = vec![
        ("key", ImportRecord { key: " ".into(), ..record() }),
        ("external_ref", ImportRecord { external_ref: "x".repeat(201), ..record() }),
        ("evidence", ImportRecord { evidence: "a\nb".into(), ..record() }),
        ("level", ImportRecord { level: "plus".into(), ..record() }),
        ("verified_at", ImportRecord { verified_at: "yesterday".into(), ..record() }),
        ("verified_at", ImportRecord { verified_at: "2031-01-01T00:00:00Z".into(), ..record() }),
        ("verified_at", ImportRecord { verified_at: "2016-01-01T00:00:00Z".into(), ..record() }),
        ("document", ImportRecord { document: None, ..record() }),
        ("document.kind", ImportRecord { document: document("visa", "DEU", None), ..record() }),
        ("document.country", ImportRecord { document: document("passport", "XX", None), ..record() }),
        (
            "document.expires",
            ImportRecord { document: document("passport", "DEU", Some("soon")), ..record() },
        ),
        (
            "verified_at",
            ImportRecord { document: document("passport", "DEU", Some("2025-01-01")), ..record() },
        ),
        ("locale", ImportRecord { locale: Some("xx".into()), ..record() }),
        ("region", ImportRecord { region: Some("Atlantis".into()), ..record() }),
    ];
    for (field, record) in cases {
        match rig.app.import(&Actor::System, Mode::Test, &record).await {
            Err(ImportError::Field(named, _)) => assert_eq!(named, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    let id = ApiKeyId::from_uuid(uuid::Uuid::nil());
    let reader = Actor::Key { id, mode: Mode::Test, scopes: vec![Scope::VerificationsWrite] };
    let refused = rig.app.import(&reader, Mode::Test, &record()).await;
    assert!(matches!(refused, Err(ImportError::Error(Error::NotAllowed))));
    let refused = rig.app.import(&key(), Mode::Live, &record()).await;
    assert!(matches!(refused, Err(ImportError::Error(Error::NotAllowed))));
}

#[tokio::test]
async fn typed_details_are_corrected_while_a_person_looks_and_checked_again_in_place() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let mut wrong = typed_details();
    wrong.birth_date = "1974-08-21".into();
    let id = rig.case_with(&s, "standard", Shows::Passport, wrong.clone()).await;
    let finding = rig.app.case(&s, id).await.unwrap().findings[0].id;
    rig.app.dispute(&s, id, finding, "").await.unwrap();
    let st = rig.staff(Role::Reviewer, "Lin").await;
    rig.app.open_case(&st, id).await.unwrap();
    let queue = rig.app.case(&s, id).await.unwrap().queue.unwrap();
    // What cannot be looked at takes nothing's place.
    let mut broken = wrong.clone();
    broken.birth_date = "soon".into();
    assert!(rig.app.save_details(&s, id, broken).await.unwrap().is_err());
    assert_eq!(rig.app.case(&s, id).await.unwrap().typed, wrong);
    // Still wrong: it keeps its place, and no attempt is used.
    let mut still = wrong.clone();
    still.given_names = "Anne".into();
    let attempts = rig.app.case(&s, id).await.unwrap().attempts;
    rig.app.save_details(&s, id, still).await.unwrap().unwrap();
    rig.work().await;
    let case = rig.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, attempts));
    assert_eq!(case.queue.unwrap().due_at, queue.due_at);
    let review = rig.app.review(&st, id).await.unwrap();
    let changes: Vec<_> =
        review.changes.iter().map(|c| (c.field, c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(changes, [("given_names", "Anna Maria", "Anne")]);
    assert!(review.attempts.len() >= 2);
    // Right: the checks approve.
    rig.app.save_details(&s, id, typed_details()).await.unwrap().unwrap();
    rig.work().await;
    assert_eq!(rig.state(id).await, State::Approved);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn a_person_does_it_for_somebody_without_a_camera() {
    let rig = Rig::new().await;
    let s = rig.applicant("ada").await;
    let id = rig.app.begin(&s, "standard").await.unwrap();
    rig.app.save_details(&s, id, typed_details()).await.unwrap().unwrap();
    rig.app.ask_for_help(&s, id, crate::Lacks::Camera, "My phone is broken.").await.unwrap();
    let agent = rig.staff(Role::Agent, "Bo").await;
    let inbox = rig.app.inbox(&agent, crate::review::InboxFilter::default()).await.unwrap();
    assert_eq!(inbox.iter().filter_map(|row| row.verification).collect::<Vec<_>>(), [id]);
    rig.app.open_case(&agent, id).await.unwrap();
    let early = rig.app.recheck(&agent, id).await;
    assert!(matches!(early, Err(crate::review::AssistError::Incomplete)));
    let choice = proofdesk_domain::verification::DocumentChoice {
        kind: proofdesk_domain::document::DocumentKind::Passport,
        issuing_country: "UTO".into(),
    };
    rig.app.choose_document_for(&agent, id, choice, "She came with her passport.").await.unwrap();
    let front = proofdesk_domain::evidence::Slot::Front;
    let bytes = Shows::Passport.bytes("scan");
    rig.app.upload_for(&agent, id, front, bytes, "Scanned at the desk.").await.unwrap();
    rig.app.recheck(&agent, id).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(id).await, State::Approved);
    let actions = rig.actions(id).await;
    for action in ["verification.help_asked", "document.chosen_for", "evidence.uploaded_for"] {
        assert!(actions.iter().any(|done| done == action), "{actions:?}");
    }
    rig.chain_is_whole().await;
}
