//! The audit chain names what was tampered with; events resume without loss.

use super::{made, on_both_engines};
use crate::{audit, events, row::args};
use audit::{Fault, Head};
use made::at;
use proofdesk_domain::verification::Mode;

/// Writes `count` entries, two to a transaction.
async fn chain(store: &crate::Store, count: usize) {
    for _ in 0..count / 2 {
        let mut tx = store.begin().await.unwrap();
        audit::append(&mut tx, made::entry("verification.sent", None));
        audit::append(&mut tx, made::entry("verification.approved", None));
        tx.commit().await.unwrap();
    }
}

async fn fault(store: &crate::Store, signed: Option<&Head>) -> Option<Fault> {
    let mut tx = store.read().await.unwrap();
    audit::verify(&mut tx, signed).await.unwrap().fault
}

/// Does something behind the program's back, looks what is said about it, and undoes it.
async fn after(store: &crate::Store, sql: &str, signed: Option<&Head>) -> Option<Fault> {
    let mut tx = store.begin().await.unwrap();
    assert!(tx.execute(sql, Vec::new()).await.unwrap() > 0, "{sql}");
    let report = audit::verify(&mut tx, signed).await.unwrap();
    tx.rollback().await.unwrap();
    report.fault
}

on_both_engines! {
    async fn every_kind_of_tampering_is_named(store: &Store) {
        assert_eq!(fault(store, None).await, None, "an empty chain is in order");
        chain(store, 6).await;
        let mut tx = store.read().await.unwrap();
        let head = audit::find_head(&mut tx).await.unwrap();
        let report = audit::verify(&mut tx, Some(&head)).await.unwrap();
        assert_eq!((report.entries, report.hash, report.fault), (6, head.hash, None));
        drop(tx);

        for column in [
            "at = at + 1", "mode = 'test'", "actor_kind = 'system'", "actor_id = null",
            "action = 'verification.declined'", "subject_kind = 'account'", "subject_id = null",
            "applicant_id = subject_id", "detail_hash = null", "hash = prev_hash",
        ] {
            let sql = format!("update audit set {column} where seq = 3");
            assert_eq!(after(store, &sql, None).await, Some(Fault::Changed(3)), "{column}");
        }
        let prev = after(store, "update audit set prev_hash = hash where seq = 3", None).await;
        assert_eq!(prev, Some(Fault::Unlinked(3)));
        for seq in 1..=5 {
            let sql = format!("delete from audit where seq = {seq}");
            assert_eq!(after(store, &sql, None).await, Some(Fault::Missing(seq)));
        }
        assert_eq!(after(store, "delete from audit where seq = 6", None).await, Some(Fault::HeadDiffers(5)));
        let moved = after(store, "update audit set seq = 7 where seq = 2", None).await;
        assert_eq!(moved, Some(Fault::Missing(2)));
    }

    async fn a_chain_cut_off_with_its_head_shows_against_a_head_kept_elsewhere(store: &Store) {
        chain(store, 4).await;
        let head = audit::find_head(&mut store.read().await.unwrap()).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let third = audit::list(&mut tx, 2, 1).await.unwrap().remove(0);
        tx.execute("delete from audit where seq = 4", Vec::new()).await.unwrap();
        tx.execute("update audit_head set seq = 3, hash = $1", args![third.hash]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(fault(store, None).await, None, "cannot be seen from within");
        assert_eq!(fault(store, Some(&head)).await, Some(Fault::SignedHeadDiffers(4)));
        // Written on as if nothing had been: other entries now stand where the signed one stood.
        chain(store, 2).await;
        assert_eq!(fault(store, None).await, None);
        assert_eq!(fault(store, Some(&head)).await, Some(Fault::SignedHeadDiffers(4)));
    }

    async fn writers_at_once_make_one_chain_and_events_without_gaps(store: &Store) {
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let store = store.clone();
            writers.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                // In either order: the commit takes both locks in one.
                events::append(&mut tx, made::event(Mode::Live, None));
                audit::append(&mut tx, made::entry("verification.sent", None));
                events::append(&mut tx, made::event(Mode::Live, None));
                tx.commit().await.unwrap()
            });
        }
        let mut last = Vec::new();
        while let Some(done) = writers.join_next().await {
            last.push(done.unwrap().last_event.unwrap());
        }
        last.sort_unstable();
        assert_eq!(last, (1..=12).map(|n| n * 2).collect::<Vec<_>>());
        let mut tx = store.read().await.unwrap();
        let report = audit::verify(&mut tx, None).await.unwrap();
        assert_eq!((report.entries, report.fault), (12, None));
        let seqs: Vec<i64> = events::list_after(&mut tx, 0, 99).await.unwrap().iter().map(|e| e.seq).collect();
        assert_eq!(seqs, (1..=24).collect::<Vec<_>>());
        assert_eq!(*store.watch_events().borrow(), 24);
    }

    /// The trap of sequences: a reader that resumes after the highest number it saw must miss nothing.
    async fn a_resuming_reader_misses_nothing_while_writers_commit(store: &Store) {
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = store.clone();
            writers.spawn(async move {
                for _ in 0..10 {
                    let mut tx = store.begin().await.unwrap();
                    events::append(&mut tx, made::event(Mode::Live, None));
                    tx.commit().await.unwrap();
                }
            });
        }
        let mut seen = Vec::new();
        while seen.len() < 40 {
            let mut tx = store.read().await.unwrap();
            let after = seen.last().copied().unwrap_or(0);
            seen.extend(events::list_after(&mut tx, after, 7).await.unwrap().iter().map(|e| e.seq));
            assert!(seen.iter().copied().eq(1..=i64::try_from(seen.len()).unwrap()), "{seen:?}");
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
    }

    async fn old_events_are_forgotten_and_the_gap_is_visible(store: &Store) {
        for seconds in [1, 2, 3] {
            let mut tx = store.begin().await.unwrap();
            events::append(&mut tx, events::NewEvent { at: at(seconds), ..made::event(Mode::Live, None) });
            tx.commit().await.unwrap();
        }
        let mut tx = store.begin().await.unwrap();
        assert_eq!(events::delete_before(&mut tx, at(3)).await.unwrap(), 2);
        assert_eq!(events::oldest_seq(&mut tx).await.unwrap(), Some(3));
        assert_eq!(events::last_seq(&mut tx).await.unwrap(), 3);
    }
}
