//! Jobs and outbox: leases, retries, poisoned jobs, workers at once.

use super::{made, on_both_engines};
use crate::{StoreError, Tx, jobs, outbox};
use jobs::{AfterFailure, Job, Retry, WorkState};
use made::{SEALED, at};
use std::collections::BTreeSet;
use time::Duration;
use uuid::Uuid;

const RETRY: Retry = Retry { first: Duration::seconds(4), longest: Duration::seconds(60), tries: 3 };

async fn put(store: &crate::Store, kind: &'static str, run_at: i64) -> Uuid {
    let job = made::job(kind, at(run_at));
    let id = job.id.as_uuid();
    let mut tx = store.begin().await.unwrap();
    jobs::insert(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Claims with a lease of ten seconds.
async fn claim(tx: &mut Tx, now: i64) -> Option<Job> {
    jobs::claim(tx, &[], Uuid::new_v4(), at(now), at(now + 10)).await.unwrap()
}

on_both_engines! {
    async fn the_most_overdue_comes_first_and_none_before_its_time(store: &Store) {
        let later = put(store, "examine", 20).await;
        let sooner = put(store, "examine", 10).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert!(claim(tx, 9).await.is_none());
        assert_eq!(jobs::find_next_run(tx).await.unwrap(), Some(at(10)));
        assert_eq!(claim(tx, 20).await.unwrap().id.as_uuid(), sooner);
        assert_eq!(claim(tx, 20).await.unwrap().id.as_uuid(), later);
        assert!(claim(tx, 20).await.is_none());
        assert_eq!(jobs::find_next_run(tx).await.unwrap(), Some(at(30)), "when a lease runs out");
    }

    async fn kinds_are_picked(store: &Store) {
        put(store, "examine", 0).await;
        let sweep = put(store, "sweep", 1).await;
        let mut tx = store.begin().await.unwrap();
        let token = Uuid::new_v4();
        let none = jobs::claim(&mut tx, &["mail"], token, at(5), at(9)).await.unwrap();
        assert!(none.is_none());
        let some = jobs::claim(&mut tx, &["mail", "sweep"], token, at(5), at(9)).await.unwrap();
        assert_eq!(some.unwrap().id.as_uuid(), sweep);
    }

    async fn a_lease_that_ran_out_is_taken_and_the_old_token_no_longer_counts(store: &Store) {
        put(store, "examine", 0).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let slow = claim(tx, 0).await.unwrap().lease().unwrap();
        jobs::heartbeat(tx, slow, at(15)).await.unwrap();
        assert!(claim(tx, 14).await.is_none(), "the heartbeat put the end off");
        let job = claim(tx, 15).await.unwrap();
        assert_eq!(job.tries, 2);
        for refused in [
            jobs::complete(tx, slow, at(16)).await,
            jobs::heartbeat(tx, slow, at(99)).await,
            jobs::give_back(tx, slow, at(16)).await,
            jobs::put_aside(tx, slow, "late", at(16)).await,
            jobs::fail(tx, slow, "late", at(16), &RETRY, 0.5).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
        }
        jobs::complete(tx, job.lease().unwrap(), at(17)).await.unwrap();
        let done = jobs::find(tx, job.id).await.unwrap().unwrap();
        assert_eq!((done.state, done.finished_at, done.lease_token), (WorkState::Done, Some(at(17)), None));
        assert!(matches!(jobs::complete(tx, job.lease().unwrap(), at(18)).await, Err(StoreError::LeaseLost)));
        assert!(claim(tx, 999).await.is_none());
    }

    async fn failures_back_off_and_end_aside(store: &Store) {
        put(store, "examine", 0).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let mut now = 0;
        for pause in [4, 8] {
            let lease = claim(tx, now).await.unwrap().lease().unwrap();
            let after = jobs::fail(tx, lease, "reader stopped", at(now), &RETRY, 1.0).await.unwrap();
            assert_eq!(after, AfterFailure::Retried(at(now + pause)));
            assert!(claim(tx, now + pause - 1).await.is_none());
            now += pause;
        }
        let job = claim(tx, now).await.unwrap();
        assert!(!job.is_poisoned(&RETRY));
        let after = jobs::fail(tx, job.lease().unwrap(), "reader stopped", at(now), &RETRY, 1.0).await.unwrap();
        assert_eq!(after, AfterFailure::Aside);
        let aside = jobs::list_aside(tx, 9).await.unwrap();
        assert_eq!(aside.len(), 1);
        assert_eq!(aside[0].last_error.as_deref(), Some("reader stopped"));
        assert_eq!(jobs::count_by_state(tx).await.unwrap(), [(WorkState::Aside, 1)]);
        assert!(claim(tx, 9_999).await.is_none());
        jobs::retry_aside(tx, job.id, at(500)).await.unwrap();
        assert_eq!(claim(tx, 500).await.unwrap().tries, 1);
    }

    async fn a_job_that_kills_its_workers_is_known_as_poisoned(store: &Store) {
        put(store, "examine", 0).await;
        let mut tx = store.begin().await.unwrap();
        for n in 0..3 {
            assert!(!claim(&mut tx, n * 10).await.unwrap().is_poisoned(&RETRY));
        }
        let job = claim(&mut tx, 30).await.unwrap();
        assert!(job.is_poisoned(&RETRY));
        jobs::put_aside(&mut tx, job.lease().unwrap(), "worker died", at(30)).await.unwrap();
        assert!(claim(&mut tx, 999).await.is_none());
    }

    async fn a_job_given_back_is_taken_at_once_and_uses_no_try(store: &Store) {
        put(store, "examine", 0).await;
        let mut tx = store.begin().await.unwrap();
        let lease = claim(&mut tx, 0).await.unwrap().lease().unwrap();
        jobs::give_back(&mut tx, lease, at(3)).await.unwrap();
        assert_eq!(claim(&mut tx, 3).await.unwrap().tries, 1);
    }

    async fn workers_at_once_never_share_a_job(store: &Store) {
        let mut all = BTreeSet::new();
        for _ in 0..12 {
            all.insert(put(store, "examine", 0).await);
        }
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let store = store.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let mut tx = store.begin().await.unwrap();
                    let Some(job) = claim(&mut tx, 1).await else { return mine };
                    tx.commit().await.unwrap();
                    let mut tx = store.begin().await.unwrap();
                    jobs::complete(&mut tx, job.lease().unwrap(), at(2)).await.unwrap();
                    tx.commit().await.unwrap();
                    mine.push(job.id.as_uuid());
                }
            });
        }
        let mut done = Vec::new();
        while let Some(mine) = workers.join_next().await {
            done.extend(mine.unwrap());
        }
        assert_eq!(done.len(), 12);
        assert_eq!(done.into_iter().collect::<BTreeSet<_>>(), all);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(jobs::delete_done(&mut tx, at(2)).await.unwrap(), 0);
        assert_eq!(jobs::delete_done(&mut tx, at(3)).await.unwrap(), 12);
    }

    async fn waiting_workers_wake_at_the_commit_only(store: &Store) {
        let (mut jobs_seen, mut mails_seen) = (store.watch_jobs(), store.watch_outbox());
        let mut tx = store.begin().await.unwrap();
        jobs::insert(&mut tx, made::job("examine", at(0))).await.unwrap();
        assert!(!jobs_seen.has_changed().unwrap());
        tx.commit().await.unwrap();
        assert!(jobs_seen.has_changed().unwrap());
        jobs_seen.mark_unchanged();
        let mut tx = store.begin().await.unwrap();
        jobs::insert(&mut tx, made::job("examine", at(0))).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(!jobs_seen.has_changed().unwrap());
        assert!(!mails_seen.has_changed().unwrap());
        mails_seen.mark_unchanged();
    }

    async fn what_was_sent_is_not_kept(store: &Store) {
        let mail = outbox::NewOutgoing {
            id: Uuid::new_v4(), kind: "mail", applicant: None, sealed: SEALED.into(),
            run_at: at(0), created_at: at(0),
        };
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        outbox::insert(tx, mail.clone()).await.unwrap();
        let token = Uuid::new_v4();
        let claimed = outbox::claim(tx, token, at(0), at(10)).await.unwrap().unwrap();
        assert_eq!((claimed.id, &claimed.sealed[..]), (mail.id, SEALED));
        let lease = claimed.lease().unwrap();
        assert_eq!(outbox::fail(tx, lease, "451", at(1), &RETRY, 1.0).await.unwrap(), AfterFailure::Retried(at(5)));
        let again = outbox::claim(tx, token, at(5), at(15)).await.unwrap().unwrap();
        outbox::complete(tx, again.lease().unwrap(), at(6)).await.unwrap();
        assert_eq!(outbox::count_by_state(tx).await.unwrap(), [(WorkState::Done, 1)]);
        let left = tx.value::<Vec<u8>>("select sealed as v from outbox", Vec::new()).await.unwrap();
        assert_eq!(left, Some(Vec::new()));
        assert!(outbox::claim(tx, token, at(999), at(1000)).await.unwrap().is_none());
    }

    async fn pending_work_about_a_subject_is_known(store: &Store) {
        let p = made::person(store, proofdesk_domain::verification::Mode::Live).await;
        let subject = p.verification.id.as_uuid();
        let mut tx = store.begin().await.unwrap();
        assert!(jobs::is_pending(&mut tx, "examine", subject).await.unwrap());
        assert!(!jobs::is_pending(&mut tx, "sweep", subject).await.unwrap());
        let lease = claim(&mut tx, 5).await.unwrap().lease().unwrap();
        assert!(jobs::is_pending(&mut tx, "examine", subject).await.unwrap());
        jobs::complete(&mut tx, lease, at(6)).await.unwrap();
        assert!(!jobs::is_pending(&mut tx, "examine", subject).await.unwrap());
    }
}
