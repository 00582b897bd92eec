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
        assert!(limits::insert_use(tx, &first).await.unwrap());
        let again = LimitUse { id: LimitUseId::from_uuid(Uuid::new_v4()), ..first.clone() };
        assert!(!limits::insert_use(tx, &again).await.unwrap(), "and the transaction goes on");
        assert_eq!(limits::find_use(tx, Mode::Live, first.id).await.unwrap().as_ref(), Some(&first));
        assert_eq!(limits::find_use_by_key(tx, Mode::Live, &first.key_hash).await.unwrap(), Some(first.clone()));
        // The worlds are apart: the same key is another there.
        assert_eq!(limits::find_use(tx, Mode::Test, first.id).await.unwrap(), None);
        assert_eq!(limits::find_use_by_key(tx, Mode::Test, &first.key_hash).await.unwrap(), None);
        assert_eq!(limits::list_uses(tx, p.applicant.id, 9).await.unwrap().len(), 2);
        let nobody = ApplicantId::from_uuid(Uuid::new_v4());
        assert!(limits::list_uses(tx, nobody, 9).await.unwrap().is_empty());
    }

    async fn it_is_committed_or_given_back_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let [a, b, c] = [used(&p.applicant), used(&p.applicant), used(&p.applicant)];
        for one in [&a, &b, &c] {
            limits::insert_use(tx, one).await.unwrap();
        }
        assert!(limits::commit_use(tx, a.id, at(99)).await.unwrap());
        assert!(!limits::commit_use(tx, a.id, at(99)).await.unwrap(), "twice");
        assert!(!limits::commit_use(tx, b.id, at(100)).await.unwrap(), "its time ran out");
        assert!(!limits::give_back_use(tx, &a, UseState::Released, at(9)).await.unwrap(), "read before");
        let a = limits::find_use(tx, Mode::Live, a.id).await.unwrap().unwrap();
        assert_eq!((a.state, a.committed_at), (UseState::Committed, Some(at(99))));
        assert!(limits::give_back_use(tx, &a, UseState::Released, at(101)).await.unwrap());
        assert!(!limits::give_back_use(tx, &a, UseState::Released, at(101)).await.unwrap(), "twice");

        let counting = |uses: Vec<LimitUse>| uses.iter().filter(|u| [a.id, b.id, c.id].contains(&u.id)).count();
        assert_eq!(counting(limits::list_counting(tx, p.applicant.id, at(1)).await.unwrap()), 2);
        assert_eq!(counting(limits::list_counting(tx, p.applicant.id, at(2)).await.unwrap()), 0);
        assert!(limits::list_run_out(tx, p.applicant.id, at(99)).await.unwrap().is_empty());
        assert_eq!(counting(limits::list_run_out(tx, p.applicant.id, at(100)).await.unwrap()), 2);
        assert_eq!(limits::find_next_expiry(tx, p.applicant.id).await.unwrap(), Some(at(100)));
        assert_eq!(
            limits::list_people_run_out(tx, at(100), 9).await.unwrap(),
            [(Mode::Live, p.applicant.id)]
        );
        for one in limits::list_run_out(tx, p.applicant.id, at(100)).await.unwrap() {
            assert!(limits::give_back_use(tx, &one, UseState::Expired, at(100)).await.unwrap());
        }
        assert_eq!(limits::find_next_expiry(tx, p.applicant.id).await.unwrap(), None);
        limits::update_worth(tx, b.id, &currency("USD"), &amount("7")).await.unwrap();
        let b = limits::find_use(tx, Mode::Live, b.id).await.unwrap().unwrap();
        assert_eq!((b.reference_currency, b.worth), (Some(currency("USD")), Some(amount("7"))));
    }

    async fn sixty_four_who_count_at_once_count_every_time(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut counters = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (store, applicant) = (store.clone(), p.applicant.clone());
            counters.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let mut head = limits::lock_head(&mut tx, applicant.id, usage).await.unwrap();
                head.usage.add(&used(&applicant).to_use());
                limits::update_head(&mut tx, &head).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = counters.join_next().await {
            done.unwrap();
        }
        let mut tx = store.begin().await.unwrap();
        let head = limits::find_head(&mut tx, p.applicant.id).await.unwrap().unwrap();
        assert_eq!(head.usage.used(Operation::Withdraw, None, Period::Month), amount("96"));
        let stale = limits::LimitHead { version: head.version - 1, ..head };
        assert!(matches!(limits::update_head(&mut tx, &stale).await, Err(StoreError::Stale(_))));
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
