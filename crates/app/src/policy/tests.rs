//! Versions: who publishes what, which version a case finishes under, and what a replay finds.

use super::{Flip, PolicySource, PublishError, Result3};
use crate::{
    Error, StaffSession,
    review::{AssistError, tests::rig::Rig},
    testing::{Shows, typed_details},
};
use proofdesk_domain::{
    access::Role,
    policy::DEFAULT,
    verification::{Mode, State},
};
use proofdesk_store::{Store, settings};

async fn desk() -> (Rig, StaffSession, StaffSession) {
    let rig = Rig::new().await;
    rig.app.install_policy(DEFAULT, PolicySource::BuiltIn).await.unwrap();
    let one = rig.staff(Role::Compliance, "One").await;
    let other = rig.staff(Role::Admin, "Other").await;
    (rig, one, other)
}

/// A draft with one text put in place of another.
async fn draft(rig: &Rig, st: &StaffSession, old: &str, new: &str) -> u32 {
    let version = rig.app.draft_policy(st).await.unwrap();
    let detail = rig.app.policy_version(st, version).await.unwrap();
    assert!(detail.document.contains(old));
    let text = detail.document.replacen(old, new, 1);
    let problems = rig.app.save_policy(st, version, detail.edits, &text, "stricter").await.unwrap();
    assert_eq!(problems, []);
    version
}

#[tokio::test]
async fn two_people_publish_and_running_cases_finish_under_their_version() {
    let (rig, one, other) = desk().await;
    let s = rig.applicant("anna").await;
    let running = rig.draft(&s, "standard", Shows::Passport, typed_details()).await;
    let version = draft(&rig, &one, "reading_confidence = 0.80", "reading_confidence = 0.99").await;
    assert!(matches!(rig.app.publish_policy(&other, version).await, Err(PublishError::WrongState("draft"))));
    rig.app.propose_policy(&one, version).await.unwrap();
    assert!(matches!(rig.app.publish_policy(&one, version).await, Err(PublishError::SecondPersonNeeded)));
    assert_eq!(rig.app.policy().version, 1);
    rig.app.publish_policy(&other, version).await.unwrap();
    assert_eq!(rig.app.policy().version, version);

    // The readings are 0.97 sure: enough for the version that the case began with.
    rig.app.send(&s, running).await.unwrap();
    rig.work().await;
    assert_eq!(rig.state(running).await, State::Approved);
    // A case that begins now needs a person.
    let s = rig.applicant("bea").await;
    let begun = rig.case(&s, "standard", Shows::Passport).await;
    assert_ne!(rig.state(begun).await, State::Approved);

    assert!(matches!(rig.app.roll_back_policy(&one, 1, " ").await, Err(PublishError::NoteMissing)));
    rig.app.roll_back_policy(&one, 1, "too strict").await.unwrap();
    assert_eq!(rig.app.policy().version, 1);
    let (versions, changes) = rig.app.policy_versions(&one).await.unwrap();
    assert_eq!(versions.iter().map(|v| (v.version, v.in_force)).collect::<Vec<_>>(), [(2, false), (1, true)]);
    let kinds: Vec<_> = changes.iter().map(|change| (change.kind, change.version, change.solo)).collect();
    assert_eq!(kinds, [("rolled_back", 1, false), ("published", 2, false), ("installed", 1, false)]);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn another_node_follows_and_a_restart_keeps_what_is_in_force() {
    let (mut rig, one, other) = desk().await;
    let version = draft(&rig, &one, "minimum_age = 18", "minimum_age = 21").await;
    rig.app.propose_policy(&one, version).await.unwrap();
    rig.app.publish_policy(&other, version).await.unwrap();
    rig.restart().await;
    assert_eq!(rig.app.policy().minimum_age, 18, "nothing was read yet");
    rig.app.install_policy(DEFAULT, PolicySource::BuiltIn).await.unwrap();
    assert_eq!((rig.app.policy().version, rig.app.policy().minimum_age), (2, 21));
    // A file that says something new comes into force; the same file again does not.
    let file = DEFAULT.replace("minimum_age = 18", "minimum_age = 16");
    rig.app.install_policy(&file, PolicySource::File).await.unwrap();
    assert_eq!((rig.app.policy().version, rig.app.policy().minimum_age), (3, 16));
    rig.app.roll_back_policy(&one, 2, "the file was wrong").await.unwrap();
    rig.app.install_policy(&file, PolicySource::File).await.unwrap();
    assert_eq!(rig.app.policy().version, 2);
}

#[tokio::test]
async fn a_running_case_goes_on_under_the_policy_in_force_only_on_purpose() {
    let (rig, one, other) = desk().await;
    let s = rig.applicant("anna").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let version = draft(&rig, &one, "minimum_age = 18", "minimum_age = 21").await;
    rig.app.propose_policy(&one, version).await.unwrap();
    rig.app.publish_policy(&other, version).await.unwrap();
    let reviewer = rig.staff(Role::Reviewer, "Lin Wei").await;
    let view = rig.app.take_over(&reviewer, id).await.unwrap();
    assert_eq!(view.allowed.migrate, None, "who sets no policy moves no case");
    let refused = rig.app.migrate_case(&reviewer, id, view.version, "x").await;
    assert!(matches!(refused, Err(AssistError::Error(Error::NotAllowed))));
    let view = rig.app.take_over(&one, id).await.unwrap();
    assert_eq!(view.allowed.migrate, Some((1, 2)));
    let wordless = rig.app.migrate_case(&one, id, view.version, " ").await;
    assert!(matches!(wordless, Err(AssistError::WhyMissing)));
    let stale = rig.app.migrate_case(&one, id, view.version - 1, "why").await;
    assert!(matches!(stale, Err(AssistError::Error(Error::Stale { .. }))));
    rig.app.migrate_case(&one, id, view.version, "The new age holds for everybody.").await.unwrap();
    let after = rig.app.review(&one, id).await.unwrap();
    assert_eq!(after.allowed.migrate, None);
    let line = after.history.iter().find(|line| line.action == "case.migrated").unwrap();
    assert_eq!(line.args, [("why", "The new age holds for everybody.".to_owned())]);
    rig.app.approve(&one, id, after.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    let decided = rig.app.review(&one, id).await.unwrap();
    assert_eq!(decided.decisions[0].policy_version, 2, "the decision records it");
}

#[tokio::test]
async fn solo_mode_is_recorded_and_mistakes_never_come_into_force() {
    let (rig, one, _) = desk().await;
    let version = rig.app.draft_policy(&one).await.unwrap();
    let detail = rig.app.policy_version(&one, version).await.unwrap();
    let wrong = detail.document.replace("budget = 3", "budget = 0");
    let problems = rig.app.save_policy(&one, version, detail.edits, &wrong, "").await.unwrap();
    assert_eq!(problems[0].path, "attempts.budget");
    assert!(matches!(rig.app.propose_policy(&one, version).await, Err(PublishError::Unsound(_))));
    let late = rig.app.save_policy(&one, version, detail.edits, &detail.document, "").await;
    assert!(matches!(late, Err(Error::Stale { .. })), "somebody saved meanwhile");
    let detail = rig.app.policy_version(&one, version).await.unwrap();
    let right = detail.document.replace("budget = 0", "budget = 4");
    rig.app.save_policy(&one, version, detail.edits, &right, "").await.unwrap();
    rig.app.propose_policy(&one, version).await.unwrap();
    put(rig.app.store(), "solo", "on").await;
    rig.app.publish_policy(&one, version).await.unwrap();
    let (_, changes) = rig.app.policy_versions(&one).await.unwrap();
    assert!(changes[0].solo);
    assert_eq!(rig.app.policy().attempts.budget, 4);
    let now = rig.app.policy_version(&one, version).await.unwrap();
    assert!(matches!(
        rig.app.save_policy(&one, version, now.edits, DEFAULT, "").await,
        Err(Error::Invalid(_))
    ));
}

async fn put(store: &Store, key: &str, value: &str) {
    let mut tx = store.begin().await.unwrap();
    settings::put(&mut tx, key, value, proofdesk_domain::Timestamp::from_micros(1)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn reviewers_read_the_policy_and_do_not_set_it() {
    let (rig, _, _) = desk().await;
    let reviewer = rig.staff(Role::Reviewer, "Rita").await;
    assert!(rig.app.policy_version(&reviewer, 1).await.is_ok());
    assert!(matches!(rig.app.draft_policy(&reviewer).await, Err(Error::NotAllowed)));
    assert!(matches!(
        rig.app.roll_back_policy(&reviewer, 1, "why").await,
        Err(PublishError::Error(Error::NotAllowed))
    ));
    assert!(matches!(rig.app.want_replay(&reviewer, 1, Mode::Test).await, Err(Error::NotAllowed)));
}

#[tokio::test]
async fn a_replay_names_who_flips_which_way_and_why() {
    let (rig, one, _) = desk().await;
    for (name, shows) in [("a", Shows::Passport), ("b", Shows::Glare), ("c", Shows::Expired)] {
        let s = rig.applicant(name).await;
        rig.case(&s, "standard", shows).await;
    }
    let eased = draft(&rig, &one, "glare = 0.012", "glare = 0.5").await;
    rig.app.want_replay(&one, eased, Mode::Test).await.unwrap();
    let waiting = rig.app.policy_version(&one, eased).await.unwrap().replay.unwrap();
    assert_eq!((waiting.state, waiting.total, waiting.report.cases), ("running", 3, 0));
    rig.work().await;
    let replay = rig.app.policy_version(&one, eased).await.unwrap().replay.unwrap();
    assert_eq!((replay.state, replay.report.cases, replay.report.left_out), ("done", 3, 0));
    let glare = replay.report.reasons["image.glare"];
    assert_eq!((glare.before, glare.gone, glare.new), (1, 1, 0));
    let expired = replay.report.reasons["doc.expired"];
    assert_eq!((expired.before, expired.after, expired.gone), (1, 1, 0));
    assert_eq!(replay.report.count(Flip { from: Result3::Approve, to: Result3::Approve }), 1);
    assert_eq!(replay.report.documents["passport"].cases, 3);

    let strict = draft(&rig, &one, "reading_confidence = 0.80", "reading_confidence = 0.99").await;
    rig.app.want_replay(&one, strict, Mode::Test).await.unwrap();
    rig.work().await;
    let report = rig.app.policy_version(&one, strict).await.unwrap().replay.unwrap().report;
    assert!(report.stopped_though_approved >= 1, "{report:?}");
    assert_eq!(report.countries["UTO"].tightened, report.flipped());
    let named = report.named.iter().find(|flip| flip.flip.from == Result3::Approve).unwrap();
    assert!(named.reference.starts_with("PD-"));
}

#[tokio::test]
async fn a_replay_can_be_stopped_and_ends_by_itself_when_the_draft_changes() {
    let (rig, one, _) = desk().await;
    let s = rig.applicant("a").await;
    rig.case(&s, "standard", Shows::Passport).await;
    let version = draft(&rig, &one, "glare = 0.012", "glare = 0.5").await;
    rig.app.want_replay(&one, version, Mode::Test).await.unwrap();
    rig.app.cancel_replay(&one, version).await.unwrap();
    rig.work().await;
    let replay = rig.app.policy_version(&one, version).await.unwrap().replay.unwrap();
    assert_eq!((replay.state, replay.report.cases), ("cancelled", 0));
    rig.app.want_replay(&one, version, Mode::Test).await.unwrap();
    let detail = rig.app.policy_version(&one, version).await.unwrap();
    rig.app.save_policy(&one, version, detail.edits, &detail.document, "other").await.unwrap();
    rig.work().await;
    let replay = rig.app.policy_version(&one, version).await.unwrap().replay.unwrap();
    assert_eq!((replay.state, replay.outdated), ("cancelled", true));
}
