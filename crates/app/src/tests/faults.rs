//! Our own faults: nothing acknowledged is lost, no attempt is counted, it ends by itself.

use super::{Desk, codes};
use crate::{Error, Uploaded, WorkerConfig, testing::Shows, views::PageStanding};
use proofdesk_domain::{
    evidence::Slot,
    verification::{ReviewCause, State},
};
use proofdesk_store::jobs;
use time::Duration;

#[tokio::test]
async fn a_reader_that_fails_delays_the_case_and_is_tried_again() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.with.examiner.fail_next(2);
    desk.app.send(&s, id).await.unwrap();
    desk.settle().await;
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.delayed, case.attempts), (State::Checking, true, 0));
    for _ in 0..2 {
        desk.with.clock.advance(Duration::minutes(6));
        desk.settle().await;
    }
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.delayed, case.attempts), (State::Approved, false, 0));
}

#[tokio::test]
async fn a_reader_that_never_works_brings_a_person_and_uses_no_attempt() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.with.examiner.fail_next(u32::MAX);
    desk.app.send(&s, id).await.unwrap();
    for _ in 0..WorkerConfig::default().job_retry.tries {
        desk.settle().await;
        desk.with.clock.advance(Duration::minutes(6));
    }
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, 0));
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::OurFault));
}

#[tokio::test]
async fn a_killed_worker_loses_its_lease_and_another_goes_on_where_it_stopped() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.app.send(&s, id).await.unwrap();
    // Claimed by a worker that is never heard of again.
    let now = desk.app.now();
    let mut tx = desk.app.store().begin().await.unwrap();
    let token = uuid::Uuid::from_u128(1);
    let claimed = jobs::claim(&mut tx, &[], token, now, now.plus(Duration::seconds(60))).await.unwrap();
    tx.commit().await.unwrap();
    let dead = claimed.unwrap().lease().unwrap();
    desk.settle().await;
    assert_eq!(desk.app.case(&s, id).await.unwrap().state, State::Checking);
    desk.with.clock.advance(Duration::seconds(61));
    assert!(desk.app.case(&s, id).await.unwrap().delayed);
    desk.settle().await;
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::Approved, 0));
    // Were it to come back, its results would not count.
    let mut tx = desk.app.store().begin().await.unwrap();
    assert!(jobs::complete(&mut tx, dead, now).await.is_err());
}

#[tokio::test]
async fn a_worker_that_dies_every_time_leaves_the_case_to_a_person() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.app.send(&s, id).await.unwrap();
    for n in 0..WorkerConfig::default().job_retry.tries {
        let now = desk.app.now();
        let mut tx = desk.app.store().begin().await.unwrap();
        let token = uuid::Uuid::from_u128(n as u128 + 1);
        assert!(
            jobs::claim(&mut tx, &[], token, now, now.plus(Duration::seconds(60))).await.unwrap().is_some()
        );
        tx.commit().await.unwrap();
        desk.with.clock.advance(Duration::seconds(61));
    }
    desk.settle().await;
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::InReview, 0));
    assert_eq!(case.queue.map(|q| q.cause), Some(ReviewCause::OurFault));
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_refused_at_once_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let kept = desk.upload(&s, id, Shows::Passport, "1").await;
    let large = usize::try_from(desk.app.policy().thresholds.bytes_max).unwrap() + 1;
    for (bytes, code) in [
        (Vec::new(), "file.corrupt"),
        (b"hello".to_vec(), "file.format"),
        (b"PICTURE torn".to_vec(), "file.corrupt"),
        (vec![0; large], "file.too_large"),
    ] {
        let Uploaded::Refused(findings) = desk.app.upload(&s, id, Slot::Front, bytes).await.unwrap() else {
            panic!("kept something for {code}")
        };
        assert_eq!(findings[0].finding.code.as_str(), code);
    }
    let case = desk.app.case(&s, id).await.unwrap();
    assert_eq!(case.pages[0].evidence, Some(kept));
    assert_eq!(case.pages[0].standing, PageStanding::Kept);
    assert_eq!(case.attempts, 0);
    // Twice the picture and its copy, and nothing of the others.
    assert_eq!(files_in(&desk.folder.path().join("objects")), 2);
}

#[tokio::test]
async fn a_decoder_that_is_away_is_our_fault() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.with.decoder.unavailable_next(1);
    let refused = desk.app.upload(&s, id, Slot::Front, Shows::Passport.bytes("1")).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))));
    let case = desk.try_with(&s, id, Shows::Passport, "1").await;
    assert_eq!((case.state, case.attempts), (State::Approved, 0), "{:?}", codes(&case));
}

#[tokio::test]
async fn a_full_disk_is_our_fault_and_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let (app, with) =
        crate::testing::app_in(folder.path(), None, proofdesk_domain::verification::Mode::Test).await;
    let desk = Desk { app, with, folder };
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    // The same installation, on a disk that is as good as full.
    let full = desk.with_free_space_floor(u64::MAX / 2).await;
    let refused = full.upload(&s, id, Slot::Front, Shows::Passport.bytes("1")).await;
    assert!(matches!(refused, Err(Error::DiskFull(_))), "{refused:?}");
    assert_eq!(files_in(&desk.folder.path().join("objects")), 0);
    let case = desk.try_with(&s, id, Shows::Passport, "1").await;
    assert_eq!((case.state, case.attempts), (State::Approved, 0));
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_and_waited_for() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.app.send(&s, id).await.unwrap();
    desk.app.store().close().await;
    assert!(matches!(desk.app.case(&s, id).await, Err(Error::Unavailable(_))));
    assert!(matches!(desk.app.work_once(&WorkerConfig::default()).await, Err(Error::Unavailable(_))));
    // It comes back; what was acknowledged is there and goes on.
    let again = desk.with_free_space_floor(0).await;
    while again.work_once(&WorkerConfig::default()).await.unwrap() {}
    let case = again.case(&s, id).await.unwrap();
    assert_eq!((case.state, case.attempts), (State::Approved, 0));
}

#[tokio::test]
async fn mails_wait_for_a_server_that_is_away() {
    let desk = Desk::open().await;
    desk.with.mails.fail_next(3);
    desk.app.request_reset("nobody@example.org", crate::Locale::En).await.unwrap();
    for _ in 0..4 {
        desk.settle().await;
        desk.with.clock.advance(Duration::hours(1));
    }
    assert_eq!(desk.with.mails.all().len(), 1);
}

fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files_in(&path) } else { 1 }
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_of_uploads_queues_and_every_one_is_answered() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let burst: Vec<_> = (0..60)
        .map(|n| {
            let (app, s) = (desk.app.clone(), s.clone());
            tokio::spawn(async move {
                app.upload(&s, id, Slot::Front, Shows::Passport.bytes(&n.to_string())).await
            })
        })
        .collect();
    for upload in burst {
        assert!(matches!(upload.await.unwrap(), Ok(Uploaded::Kept(_))));
    }
    let case = desk.app.case(&s, id).await.unwrap();
    assert!(case.pages[0].evidence.is_some());
}

#[tokio::test]
async fn what_is_stopped_in_the_middle_is_given_back_untouched() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    desk.upload(&s, id, Shows::Passport, "1").await;
    desk.app.send(&s, id).await.unwrap();
    // Stopped before it began: the worker ends at once and takes nothing with it.
    let (stop, stopped) = tokio::sync::watch::channel(true);
    desk.app.run_worker(WorkerConfig::default(), stopped).await;
    drop(stop);
    assert_eq!(desk.app.case(&s, id).await.unwrap().state, State::Checking);
    // A running worker takes it up by itself, and ends when it is told to.
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn({
        let app = desk.app.clone();
        async move { app.run_worker(WorkerConfig::default(), stopped).await }
    });
    let mut events = desk.app.store().watch_events();
    while desk.app.case(&s, id).await.unwrap().state == State::Checking {
        events.changed().await.unwrap();
    }
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!(desk.app.case(&s, id).await.unwrap().state, State::Approved);
}

#[tokio::test]
async fn objects_without_a_row_are_swept_and_the_others_stay() {
    let desk = Desk::open().await;
    let (_, s) = desk.person("anna@example.org").await;
    let id = desk.begun(&s).await;
    let kept = desk.upload(&s, id, Shows::Passport, "1").await;
    // A picture whose worker died between the file and the row.
    desk.app.vault().objects().put(b"half an upload").await.unwrap();
    assert_eq!(files_in(&desk.folder.path().join("objects")), 3);
    // The sweep leaves what is younger than a day; files are dated by the machine's own clock.
    desk.with.clock.advance(Duration::days(3_650));
    desk.app.sweep().await.unwrap();
    assert_eq!(files_in(&desk.folder.path().join("objects")), 2);
    assert!(desk.app.picture(&s, kept).await.is_ok());
}
