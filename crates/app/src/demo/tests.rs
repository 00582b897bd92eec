//! The whole demo on stand-ins, once.

use super::*;
use crate::{
    WorkerConfig,
    error::Cause,
    review::tests::rig::Rig,
    testing::{Shows, typed_details},
};
use proofdesk_domain::details::TypedDetails;
use proofdesk_store::verifications;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

struct Drawn;

impl DemoPictures for Drawn {
    fn details(&self, _: DemoKind, _: u64) -> TypedDetails {
        typed_details()
    }

    fn draw(&self, sheet: Sheet) -> Result<Vec<u8>, Cause> {
        let shows = match (sheet.kind, sheet.flaw) {
            (_, Flaw::Glare) => Shows::Glare,
            (DemoKind::Passport, Flaw::None) => Shows::Passport,
            _ => Shows::CardWithoutZone,
        };
        Ok(shows.bytes(&format!("{}{}", sheet.seed, sheet.side.as_str())))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_a_case_in_every_state_and_a_second_start_changes_nothing() {
    let rig = Rig::new().await;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn({
        let app = rig.app.clone();
        async move { app.run_worker(WorkerConfig::default(), stopped).await }
    });
    let accounts = rig.app.seed_demo(Arc::new(Drawn), rig.folder.path()).await.unwrap();
    stop.send(true).unwrap();
    worker.await.unwrap();

    let mut counted: BTreeMap<&str, i64> = State::ALL.iter().map(|state| (state.as_str(), 0)).collect();
    let mut tx = rig.app.store().read().await.unwrap();
    for (state, count) in verifications::count_by_state(&mut tx, Mode::Test).await.unwrap() {
        counted.insert(state.as_str(), count);
    }
    for entry in proofdesk_store::audit::list(&mut tx, 0, 10_000).await.unwrap() {
        let known = crate::review::history::ACTIONS.contains(&&*entry.action);
        assert!(entry.subject_kind != "verification" || known, "{} has no text", entry.action);
    }
    drop(tx);
    assert!(counted.values().all(|count| *count > 0), "{counted:?}");
    assert_eq!(counted.values().sum::<i64>(), 11);
    assert_eq!(accounts.len(), 15);

    let reviewer = accounts.iter().find(|account| account.staff && account.shows == "reviewer").unwrap();
    let token = rig.app.staff_sign_in(&reviewer.email, &reviewer.password).await.unwrap();
    let st = rig.app.staff_session(token.as_str()).await.unwrap().unwrap();
    let rows = rig.app.inbox(&st, crate::review::InboxFilter::default()).await.unwrap();
    assert!(rows.len() >= 5, "{rows:?}");
    let again: Vec<_> = rows.iter().filter(|row| row.kind == crate::review::InboxKind::Rereview).collect();
    let [second_look] = again[..] else { panic!("{rows:?}") };
    let view = rig.app.rereview(&st, second_look.rereview.unwrap()).await.unwrap();
    assert!(view.may_answer && view.review.case.state == State::Approved);
    let applicant = accounts.iter().find(|account| account.shows == "needs_input").unwrap();
    assert!(rig.app.sign_in(&applicant.email, &applicant.password).await.is_ok());

    let file = rig.folder.path().join(ACCOUNTS_FILE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = rig.app.seed_demo(Arc::new(Drawn), rig.folder.path()).await.unwrap();
    assert_eq!(again, accounts);
    std::fs::remove_file(&file).unwrap();
    assert!(rig.app.seed_demo(Arc::new(Drawn), rig.folder.path()).await.unwrap().is_empty());
    rig.chain_is_whole().await;
}
