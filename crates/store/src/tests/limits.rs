//! Use of limits: kept exactly, counted once a key, given back once, never by two at the same time.

use super::{made, on_both_engines};
use crate::{
    StoreError,
    limits::{self, GivenRate, LimitUse, UseState},
};
use made::at;
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    limits::{Amount, Currency, Usage, Windows},
    policy::{Operation, Period},
    verification::Mode,
};
use std::slice;
use uuid::Uuid;

fn amount(text: &str) -> Amount {
    Amount::parse(text, 18).unwrap()
}

fn currency(name: &str) -> Currency {
    Currency::parse(name).unwrap()
}

pub(super) fn usage() -> Usage {
    Usage::none(Windows::around(at(0), "UTC").unwrap(), "UTC", &currency("EUR"))
}

pub(super) fn used(of: &crate::applicants::Applicant) -> LimitUse {
    LimitUse {
        id: LimitUseId::from_uuid(Uuid::new_v4()),
        mode: of.mode,
        applicant_id: of.id,
        key_hash: made::hash(),
        one_step: false,
        operation: Operation::Withdraw,
        currency: currency("ETH"),
        amount: amount("99999999999999999999.000000000000000001"),
        reference_currency: Some(currency("EUR")),
        worth: Some(amount("1.5")),
        level: "standard".into(),
        policy_version: 3,
        state: UseState::Reserved,
        counted_at: at(1),
        created_at: at(1),
        expires_at: at(100),
        committed_at: None,
        given_back_at: None,
    }
}

fn rate(mode: Mode, value: &str, as_of: Timestamp) -> GivenRate {
    GivenRate {
        mode,
        currency: currency("ETH"),
        reference_currency: currency("EUR"),
        value: amount(value),
        as_of,
        received_at: at(9),
    }
}

on_both_engines! {
    async fn a_use_comes_back_exactly_and_its_key_counts_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let first = used(&p.applicant);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        limits::insert_uses(tx, slice::from_ref(&first)).await.unwrap();
        let [again, other] = [(); 2].map(|()| used(&p.applicant));
        let again = LimitUse { key_hash: first.key_hash, ..again };
        let twice = limits::insert_uses(tx, &[again, other]).await;
        assert!(matches!(twice, Err(StoreError::Stale(_))), "one of them was there");
        let of = |mode| (mode, [first.id], [first.key_hash]);
        let (mode, ids, keys) = of(Mode::Live);
        assert_eq!(limits::list_uses_of(tx, mode, &ids).await.unwrap(), slice::from_ref(&first));
        assert_eq!(limits::list_uses_by_key(tx, mode, &keys).await.unwrap(), slice::from_ref(&first));
        // The worlds are apart: the same key is another there.
        let (mode, ids, keys) = of(Mode::Test);
        assert!(limits::list_uses_of(tx, mode, &ids).await.unwrap().is_empty());
        assert!(limits::list_uses_by_key(tx, mode, &keys).await.unwrap().is_empty());
        let nobody = ApplicantId::from_uuid(Uuid::new_v4());
        assert!(limits::list_uses(tx, nobody, 9).await.unwrap().is_empty());
    }

    async fn many_are_written_and_found_at_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        // More than one statement takes, and no power of two.
        let mut many: Vec<LimitUse> = (0..141).map(|_| used(&p.applicant)).collect();
        many.sort_by_key(|used| used.id);
        limits::insert_uses(tx, &many).await.unwrap();
        let ids: Vec<LimitUseId> = many.iter().map(|used| used.id).collect();
        let mut found = limits::list_uses_of(tx, Mode::Live, &ids).await.unwrap();
        found.sort_by_key(|used| used.id);
        assert_eq!(found, many);
        for used in &mut many {
            (used.state, used.committed_at) = (UseState::Committed, Some(at(7)));
        }
        let changed: Vec<_> = many.iter().map(|used| (UseState::Reserved, used)).collect();
        limits::update_states(tx, &changed).await.unwrap();
        let mut found = limits::list_uses_of(tx, Mode::Live, &ids).await.unwrap();
        found.sort_by_key(|used| used.id);
        assert_eq!(found, many);
    }

    async fn it_is_settled_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let [a, b, c] = [used(&p.applicant), used(&p.applicant), used(&p.applicant)];
        limits::insert_uses(tx, &[a.clone(), b.clone(), c.clone()]).await.unwrap();
        let a = LimitUse { state: UseState::Committed, committed_at: Some(at(99)), ..a };
        limits::update_states(tx, &[(UseState::Reserved, &a)]).await.unwrap();
        let twice = limits::update_states(tx, &[(UseState::Reserved, &a)]).await;
        assert!(matches!(twice, Err(StoreError::Stale(_))), "read before");
        let given = LimitUse { state: UseState::Released, given_back_at: Some(at(101)), ..a.clone() };
        limits::update_states(tx, &[(UseState::Committed, &given)]).await.unwrap();
        assert_eq!(limits::list_uses_of(tx, Mode::Live, &[a.id]).await.unwrap(), [given]);

        let counting = |uses: Vec<LimitUse>| uses.iter().filter(|u| [a.id, b.id, c.id].contains(&u.id)).count();
        assert_eq!(counting(limits::list_counting(tx, p.applicant.id, at(1)).await.unwrap()), 2);
        assert_eq!(counting(limits::list_counting(tx, p.applicant.id, at(2)).await.unwrap()), 0);
        assert!(limits::list_run_out(tx, p.applicant.id, at(99)).await.unwrap().is_empty());
        assert_eq!(counting(limits::list_run_out(tx, p.applicant.id, at(100)).await.unwrap()), 2);
        assert_eq!(limits::find_next_expiry(tx, p.applicant.id, at(99)).await.unwrap(), Some(at(100)));
        assert_eq!(limits::find_next_expiry(tx, p.applicant.id, at(100)).await.unwrap(), None);
        assert_eq!(
            limits::list_people_run_out(tx, at(100), 9).await.unwrap(),
            [(Mode::Live, p.applicant.id)]
        );
        for one in limits::list_run_out(tx, p.applicant.id, at(100)).await.unwrap() {
            let over = LimitUse { state: UseState::Expired, given_back_at: Some(at(100)), ..one };
            limits::update_states(tx, &[(UseState::Reserved, &over)]).await.unwrap();
        }
        assert!(limits::list_run_out(tx, p.applicant.id, at(100)).await.unwrap().is_empty());
        limits::update_worth(tx, b.id, &currency("USD"), &amount("7")).await.unwrap();
        let b = limits::list_uses_of(tx, Mode::Live, &[b.id]).await.unwrap().remove(0);
        assert_eq!((b.reference_currency, b.worth), (Some(currency("USD")), Some(amount("7"))));
    }

    async fn sixty_four_who_count_at_once_count_every_time(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let q = made::person(store, Mode::Live).await;
        let mut counters = tokio::task::JoinSet::new();
        for n in 0..64 {
            let (store, applicant) = (store.clone(), p.applicant.clone());
            // Some lock another as well, named in either order.
            let both = [[p.applicant.id, q.applicant.id], [q.applicant.id, p.applicant.id]];
            let of = if n % 3 == 2 { vec![p.applicant.id] } else { both[n % 3].to_vec() };
            counters.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let mut heads = limits::lock_heads(&mut tx, &of, usage).await.unwrap();
                for head in &mut heads {
                    head.usage.add(&used(&applicant).to_use());
                }
                limits::update_heads(&mut tx, &heads).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = counters.join_next().await {
            done.unwrap();
        }
        let mut tx = store.begin().await.unwrap();
        for (of, sum) in [(&q, "64.5"), (&p, "96")] {
            let head = limits::find_head(&mut tx, of.applicant.id).await.unwrap().unwrap();
            assert_eq!(head.usage.used(Operation::Withdraw, None, Period::Month), amount(sum));
            let stale = limits::LimitHead { version: head.version - 1, ..head };
            assert!(matches!(limits::update_heads(&mut tx, &[stale]).await, Err(StoreError::Stale(_))));
        }
    }

    async fn an_older_rate_never_replaces_a_newer_one(store: &Store) {
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        for (value, moment, taken) in [("2000.5", 5, true), ("1", 4, false), ("3000", 5, true), ("4", 6, true)] {
            let put = limits::put_rate(tx, &rate(Mode::Live, value, at(moment))).await.unwrap();
            assert_eq!(put, taken, "{value}");
        }
        let (eth, eur) = (currency("ETH"), currency("EUR"));
        let found = limits::find_rate(tx, Mode::Live, &eth, &eur).await.unwrap();
        assert_eq!(found, Some(rate(Mode::Live, "4", at(6))));
        assert_eq!(limits::find_rate(tx, Mode::Test, &eth, &eur).await.unwrap(), None);
        assert_eq!(limits::list_rates(tx, Mode::Live).await.unwrap().len(), 1);
        assert!(limits::list_rates(tx, Mode::Test).await.unwrap().is_empty());
    }
}
