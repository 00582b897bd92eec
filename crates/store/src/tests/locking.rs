//! Writers at the same time: nothing is lost, nothing hangs, readers see one moment.

use super::{made, on_both_engines};
use crate::{StoreError, applicants, conversations, verifications};
use made::at;
use proofdesk_domain::{
    conversation::{Author, Visibility},
    verification::{Mode, State},
};

on_both_engines! {
    async fn a_write_on_an_old_copy_is_refused_and_loses_nothing(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (mut first, mut second) = (p.verification.clone(), p.verification.clone());
        first.state = State::Approved;
        second.state = State::Declined;
        let mut tx = store.begin().await.unwrap();
        verifications::update(&mut tx, &mut first).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(first.version, 2);
        let mut tx = store.begin().await.unwrap();
        let refused = verifications::update(&mut tx, &mut second).await;
        assert!(matches!(refused, Err(StoreError::Stale("verification"))));
        assert_eq!(second.version, 1);
        let read = verifications::get(&mut tx, p.applicant.id, first.id).await.unwrap();
        assert_eq!(read, first);
    }

    async fn messages_written_at_once_all_arrive_in_gapless_order(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (store, applicant, id) = (store.clone(), p.applicant.id, p.conversation.id);
            writers.spawn(async move {
                loop {
                    let mut tx = store.begin().await.unwrap();
                    let mut talk = conversations::find(&mut tx, applicant, id).await.unwrap().unwrap();
                    let mut message = made::message(&talk, Author::Applicant, Visibility::Both);
                    match conversations::insert_message(&mut tx, &mut talk, &mut message).await {
                        Ok(()) => return tx.commit().await.unwrap(),
                        Err(StoreError::Stale(_)) => tx.rollback().await.unwrap(),
                        Err(other) => panic!("{other:?}"),
                    }
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let mut tx = store.read().await.unwrap();
        let readers = conversations::Readers::Staff;
        let all = conversations::list_messages(&mut tx, p.applicant.id, p.conversation.id, readers, 0, 99);
        let places: Vec<i64> = all.await.unwrap().iter().map(|m| m.seq).collect();
        assert_eq!(places, (1..=9).collect::<Vec<_>>());
    }

    async fn a_reader_sees_one_moment_and_cannot_write(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut reader = store.read().await.unwrap();
        assert_eq!(applicants::count(&mut reader, Mode::Live).await.unwrap(), 1);
        made::person(store, Mode::Live).await;
        assert_eq!(applicants::count(&mut reader, Mode::Live).await.unwrap(), 1);
        let refused = applicants::insert(&mut reader, &made::applicant(Mode::Live)).await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
        drop(reader);
        let mut reader = store.read().await.unwrap();
        assert_eq!(applicants::count(&mut reader, Mode::Live).await.unwrap(), 2);
        assert_eq!(applicants::get(&mut reader, p.applicant.id).await.unwrap(), p.applicant);
    }

    async fn what_was_not_committed_never_was(store: &Store) {
        let applicant = made::applicant(Mode::Live);
        let mut tx = store.begin().await.unwrap();
        applicants::insert(&mut tx, &applicant).await.unwrap();
        crate::jobs::insert(&mut tx, made::job("examine", at(0))).await.unwrap();
        crate::events::append(&mut tx, made::event(Mode::Live, Some(applicant.id)));
        crate::audit::append(&mut tx, made::entry("applicant.created", Some(applicant.id)));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        assert!(applicants::find(&mut tx, applicant.id).await.unwrap().is_none());
        assert_eq!(crate::events::last_seq(&mut tx).await.unwrap(), 0);
        assert_eq!(crate::audit::find_head(&mut tx).await.unwrap().seq, 0);
        assert!(crate::jobs::find_next_run(&mut tx).await.unwrap().is_none());
    }

    async fn two_reviewers_cannot_hold_one_case(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let other = made::staff_member();
        let mut tx = store.begin().await.unwrap();
        crate::staff::insert(&mut tx, &other).await.unwrap();
        let mut case = verifications::get(&mut tx, p.applicant.id, p.verification.id).await.unwrap();
        assert!(!verifications::claim(&mut tx, &mut case, other.id).await.unwrap());
        assert!(verifications::claim(&mut tx, &mut case, p.staff.id).await.unwrap());
        assert_eq!(case.version, 2);
    }
}

#[tokio::test]
async fn a_server_that_answers_before_the_disk_is_told_not_to() {
    let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") else { return };
    let url = crate::testing::own_schema(&base).await.unwrap();
    let lazy = format!("{url}&options[synchronous_commit]=off");
    let store = crate::Store::open(&lazy).await.unwrap();
    let crate::store::Pools::Postgres(pool) = &store.pools else { panic!("it is PostgreSQL") };
    let set: String = sqlx::query_scalar("show synchronous_commit").fetch_one(pool).await.unwrap();
    assert_eq!(set, "on");
}
