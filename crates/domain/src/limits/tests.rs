//! Never over a limit, sums exact at every boundary, what was reserved and released was never there.

use super::*;
use crate::{
    clock::Timestamp,
    ids::VerificationId,
    policy::{Limit, Operation, Period, Policy},
    verification::State,
};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

fn at(text: &str) -> Timestamp {
    Timestamp::from_datetime(OffsetDateTime::parse(text, &Rfc3339).unwrap())
}

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn limit(operation: Operation, period: Period, currency: &str, amount: u64) -> Limit {
    Limit { operation, period, currency: currency.into(), amount }
}

/// The default policy with limits of one's own on its middle level.
fn policy(limits: Vec<Limit>) -> Policy {
    let mut policy = Policy::default_policy();
    policy.levels[1].limits = limits;
    policy
}

fn standard() -> Standing {
    Standing { reached: vec!["standard".into()], ..Standing::default() }
}

fn ask(operation: Operation, amount: &str, currency: &str) -> Ask {
    Ask {
        operation,
        amount: Amount::parse(amount, 18).unwrap(),
        currency: Currency::parse(currency).unwrap(),
    }
}

fn rate(currency: &str, value: &str, as_of: Timestamp) -> Rate {
    Rate {
        currency: Currency::parse(currency).unwrap(),
        value: Amount::parse(value, 18).unwrap(),
        reference: eur(),
        as_of,
    }
}

fn nothing_used(policy: &Policy, now: Timestamp) -> Usage {
    let windows = Windows::around(now, &policy.money.time_zone).unwrap();
    Usage::none(windows, &policy.money.time_zone, &policy.money.reference_currency)
}

fn denied(evaluation: Evaluation) -> Denial {
    match evaluation.verdict {
        Verdict::Deny(denial) => denial,
        Verdict::Allow(used) => panic!("allowed {used:?}"),
    }
}

const NOON: &str = "2026-11-23T12:00:00Z";

#[test]
fn the_last_cent_goes_and_the_next_does_not() {
    let policy = Policy::default_policy();
    let now = at(NOON);
    let mut usage = nothing_used(&policy, now);
    let asked = |amount: &str, usage: &Usage| {
        evaluate(&policy, &standard(), usage, &[], &ask(Operation::Withdraw, amount, "EUR"), now)
    };
    let Verdict::Allow(used) = asked("4999.99", &usage).verdict else { panic!("fits") };
    usage.add(&used);
    assert!(matches!(asked("0.01", &usage).verdict, Verdict::Allow(_)));
    let evaluation = asked("0.02", &usage);
    assert_eq!(evaluation.remaining[0].left.to_string(), "0.01");
    let denial = denied(evaluation);
    assert_eq!(denial.cause.code(), "limit.exceeded");
    assert_eq!(denial.next, NextStep::Verify("plus".into()));
    assert_eq!(denial.fits_at, Some(at("2026-11-24T00:00:00Z")));
    // Deposits have a limit of their own.
    let other = evaluate(&policy, &standard(), &usage, &[], &ask(Operation::Deposit, "10000", "EUR"), now);
    assert!(matches!(other.verdict, Verdict::Allow(_)));
}

#[test]
fn the_step_is_what_is_under_way_for_the_smallest_level_that_helps() {
    let policy = Policy::default_policy();
    let now = at(NOON);
    let usage = nothing_used(&policy, now);
    let case = |level: &str, state| OnTheWay {
        verification: VerificationId::from_uuid(uuid::Uuid::from_u128(7)),
        level: level.into(),
        state,
        due_at: None,
        reason: None,
    };
    let next = |standing: &Standing, amount: &str| {
        denied(evaluate(&policy, standing, &usage, &[], &ask(Operation::Withdraw, amount, "EUR"), now))
    };
    let nobody = Standing::default();
    let denial = next(&nobody, "10");
    assert_eq!((denial.cause, denial.next), (Cause::NotOpen, NextStep::Verify("standard".into())));
    assert_eq!(next(&nobody, "5000.01").next, NextStep::Verify("plus".into()));
    assert_eq!(next(&nobody, "50000.01").next, NextStep::Talk, "no level allows it");
    for (state, step) in [
        (State::Draft, "continue"),
        (State::NeedsInput, "continue"),
        (State::Checking, "await"),
        (State::InReview, "await"),
        (State::Declined, "appeal"),
        (State::Appealed, "await"),
        (State::Cancelled, "verify"),
        (State::Expired, "verify"),
        (State::Revoked, "verify"),
    ] {
        let standing = Standing { on_the_way: vec![case("standard", state)], ..Standing::default() };
        assert_eq!(next(&standing, "10").next.as_str(), step, "{state:?}");
        assert_eq!(
            next(&standing, "5001").next.as_str(),
            "verify",
            "the other level's case is not in the way"
        );
    }
    let id = VerificationId::from_uuid(uuid::Uuid::from_u128(7));
    let declined = Standing {
        block: Some(Block::Declined(id)),
        on_the_way: vec![case("standard", State::Declined)],
        ..Standing::default()
    };
    let denial = next(&declined, "10");
    assert_eq!((denial.cause.code(), denial.next.as_str()), ("account.declined", "appeal"));
    let frozen = Standing { block: Some(Block::Frozen), ..standard() };
    let denial = next(&frozen, "0.01");
    assert_eq!((denial.cause.code(), denial.next), ("account.frozen", NextStep::Talk));
}

#[test]
fn at_the_top_the_step_is_less_or_later() {
    let mut policy = policy(vec![
        limit(Operation::Trade, Period::Transaction, "EUR", 100),
        limit(Operation::Trade, Period::Day, "EUR", 150),
    ]);
    policy.levels.truncate(2);
    let now = at(NOON);
    let mut usage = nothing_used(&policy, now);
    let asked = |amount: &str, usage: &Usage| {
        evaluate(&policy, &standard(), usage, &[], &ask(Operation::Trade, amount, "EUR"), now)
    };
    let denial = denied(asked("101", &usage));
    assert_eq!(denial.next, NextStep::Less(Amount::whole(100), eur()));
    assert_eq!(denial.fits_at, None, "time does not widen a limit on one transaction");
    let Verdict::Allow(used) = asked("100", &usage).verdict else { panic!("fits") };
    usage.add(&used);
    let denial = denied(asked("60", &usage));
    assert_eq!(denial.next, NextStep::WaitUntil(at("2026-11-24T00:00:00Z")));
}

#[test]
fn all_currencies_together_count_at_their_worth_and_one_counts_alone_exactly() {
    let policy = policy(vec![
        limit(Operation::Withdraw, Period::Day, "EUR", 100),
        limit(Operation::Withdraw, Period::Month, "JPY", 5_000),
    ]);
    let now = at(NOON);
    let mut usage = nothing_used(&policy, now);
    let rates = [rate("USD", "0.9", now), rate("JPY", "0.006", now.plus(-Duration::minutes(60)))];
    let go = |amount: &str, currency: &str, usage: &Usage, now: Timestamp| {
        evaluate(&policy, &standard(), usage, &rates, &ask(Operation::Withdraw, amount, currency), now)
    };
    for (amount, currency) in [("100", "USD"), ("1000", "JPY"), ("4", "EUR")] {
        let Verdict::Allow(used) = go(amount, currency, &usage, now).verdict else { panic!("fits") };
        usage.add(&used);
    }
    assert_eq!(go("1", "EUR", &usage, now).remaining[0].left, Amount::zero(), "90 + 6 + 4 = 100");
    assert_eq!(denied(go("0.01", "USD", &usage, now)).cause.code(), "limit.exceeded");
    // The day after the total is fresh; the yen have their month.
    let tomorrow = now.plus(Duration::days(1));
    usage.move_on(Windows::around(tomorrow, "UTC").unwrap());
    let later = go("4001", "JPY", &usage, tomorrow);
    assert_eq!(denied(later).cause.code(), "limit.exceeded", "1000 + 4001 is over 5000");
    // Too old or missing is our fault, and no step of the applicant's.
    for (currency, code) in [("JPY", "rate.stale"), ("CHF", "rate.missing")] {
        let denial = denied(go("1", currency, &usage, tomorrow));
        assert_eq!((denial.cause.code(), denial.cause.is_ours(), denial.next), (code, true, NextStep::Retry));
    }
    let ahead = [rate("USD", "0.9", now.plus(Duration::minutes(6)))];
    let asked = ask(Operation::Withdraw, "1", "USD");
    let denial = denied(evaluate(&policy, &standard(), &nothing_used(&policy, now), &ahead, &asked, now));
    assert_eq!(denial.cause.code(), "rate.stale", "a rate of the future is none");
}

#[test]
fn what_is_not_limited_goes_and_what_is_not_switched_on_does_not() {
    let policy = Policy::default_policy();
    let now = at(NOON);
    let usage = nothing_used(&policy, now);
    let trade = ask(Operation::Trade, "99999999999999999999", "EUR");
    let allowed = evaluate(&policy, &standard(), &usage, &[], &trade, now);
    assert!(matches!(allowed.verdict, Verdict::Allow(_)) && allowed.remaining.is_empty());
    let denial = denied(evaluate(&policy, &Standing::default(), &usage, &[], &trade, now));
    assert_eq!((denial.cause, denial.next), (Cause::NotOpen, NextStep::Verify("standard".into())));
}

#[test]
fn days_begin_anew_where_the_policy_says_also_when_clocks_change() {
    let mut policy = policy(vec![
        limit(Operation::Deposit, Period::Day, "EUR", 10),
        limit(Operation::Deposit, Period::Month, "EUR", 25),
    ]);
    policy.money.time_zone = "Europe/Berlin".into();
    let mut usage = nothing_used(&policy, at("2026-10-24T12:00:00+02:00"));
    // The 25th of October has 25 hours; November begins at 23:00 UTC.
    for (now, amount, fits) in [
        ("2026-10-24T23:59:59.999999+02:00", "10", true),
        ("2026-10-25T00:00:00+02:00", "10", true),
        ("2026-10-25T02:30:00+02:00", "0.01", false),
        ("2026-10-25T02:30:00+01:00", "0.01", false),
        ("2026-10-25T23:59:59.999999+01:00", "0.01", false),
        ("2026-10-26T00:00:00+01:00", "5.01", false),
        ("2026-10-26T00:00:00+01:00", "5", true),
        ("2026-10-31T23:59:59.999999+01:00", "0.01", false),
        ("2026-10-31T23:00:00Z", "10", true),
    ] {
        let moment = at(now);
        usage.move_on(Windows::around(moment, "Europe/Berlin").unwrap());
        let asked = ask(Operation::Deposit, amount, "EUR");
        let verdict = evaluate(&policy, &standard(), &usage, &[], &asked, moment).verdict;
        assert_eq!(matches!(verdict, Verdict::Allow(_)), fits, "{amount} at {now}");
        if let Verdict::Allow(used) = verdict {
            usage.add(&used);
        }
    }
}

#[test]
fn a_clock_that_lags_over_midnight_counts_in_the_new_day() {
    let policy = Policy::default_policy();
    let (late, early) = (at("2026-11-23T23:59:59Z"), at("2026-11-24T00:00:01Z"));
    let mut usage = nothing_used(&policy, early);
    usage.move_on(Windows::around(late, "UTC").unwrap());
    let asked = ask(Operation::Withdraw, "5000", "EUR");
    let Verdict::Allow(used) = evaluate(&policy, &standard(), &usage, &[], &asked, late).verdict else {
        panic!("fits")
    };
    assert_eq!(used.at, at("2026-11-24T00:00:00Z"));
    usage.add(&used);
    assert!(matches!(evaluate(&policy, &standard(), &usage, &[], &asked, early).verdict, Verdict::Deny(_)));
}

/// A step of somebody's history.
#[derive(Clone, Debug)]
enum Step {
    Ask(Operation, u64, usize),
    GiveBack(usize),
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let operation = prop::sample::select(vec![Operation::Deposit, Operation::Withdraw, Operation::Trade]);
    let step = prop_oneof![
        5 => (operation, 1u64..60_000, 0usize..3).prop_map(|(o, a, c)| Step::Ask(o, a, c)),
        1 => (0usize..40).prop_map(Step::GiveBack),
        2 => (0i64..40 * 3600).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    /// Whatever is asked, given back and waited for, in whatever zone: what stands counted, added up
    /// from the uses themselves, is never over a limit, and the running sums say the same as the uses.
    #[test]
    fn never_over_a_limit_and_sums_are_those_of_the_uses(
        steps in steps(),
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Havana", "Asia/Kathmandu"]),
        start in prop::sample::select(vec![
            "2026-03-28T20:00:00Z", "2026-10-24T22:00:00Z", "2028-02-28T12:00:00Z", "2026-12-31T20:00:00Z",
        ]),
    ) {
        let mut policy = policy(vec![
            limit(Operation::Deposit, Period::Transaction, "EUR", 400),
            limit(Operation::Deposit, Period::Day, "EUR", 900),
            limit(Operation::Deposit, Period::Month, "USD", 1_000),
            limit(Operation::Withdraw, Period::Day, "JPY", 300),
            limit(Operation::Withdraw, Period::Month, "EUR", 700),
            limit(Operation::Trade, Period::Day, "EUR", 500),
        ]);
        policy.money.time_zone = zone.to_owned();
        let mut now = at(start);
        let mut usage = nothing_used(&policy, now);
        let mut uses: Vec<Use> = Vec::new();
        for step in steps {
            let windows = Windows::around(now, zone).unwrap();
            usage.move_on(windows);
            match step {
                Step::Pass(seconds) => now = now.plus(Duration::seconds(seconds)),
                Step::GiveBack(n) if n < uses.len() => {
                    let given = uses.remove(n);
                    usage.give_back(&given);
                }
                Step::GiveBack(_) => {}
                Step::Ask(operation, hundredths, currency) => {
                    let name = ["EUR", "USD", "JPY"][currency];
                    let amount = format!("{}.{:02}", hundredths / 100, hundredths % 100);
                    let rates = [rate("USD", "0.913", now), rate("JPY", "0.0061", now)];
                    let asked = ask(operation, &amount, name);
                    let evaluation = evaluate(&policy, &standard(), &usage, &rates, &asked, now);
                    let before = usage.clone();
                    if let Verdict::Allow(used) = evaluation.verdict {
                        usage.add(&used);
                        let mut undone = usage.clone();
                        undone.give_back(&used);
                        prop_assert_eq!(&undone, &before, "reserved and released was never there");
                        uses.push(used);
                    }
                    for limit in &policy.levels[1].limits {
                        let Some(window) = windows.of(limit.period) else { continue };
                        let of = (limit.currency != "EUR").then(|| Currency::parse(&limit.currency).unwrap());
                        let mut sum = Amount::zero();
                        for used in uses.iter().filter(|u| u.operation == limit.operation && window.holds(u.at)) {
                            match &of {
                                None => sum = sum.plus(used.worth.as_ref().unwrap()),
                                Some(of) if *of == used.currency => sum = sum.plus(&used.amount),
                                Some(_) => {}
                            }
                        }
                        prop_assert!(sum <= Amount::whole(limit.amount), "{:?}: {}", limit, sum);
                        prop_assert_eq!(usage.used(limit.operation, of.as_ref(), limit.period), sum);
                    }
                }
            }
        }
        let kept: Usage = serde_json::from_str(&serde_json::to_string(&usage).unwrap()).unwrap();
        prop_assert_eq!(kept, usage);
    }
}

#[test]
fn a_level_whose_time_is_over_is_named_with_its_day_and_renewing_is_the_step() {
    let policy = Policy::default_policy();
    let now = at(NOON);
    let usage = nothing_used(&policy, now);
    let end = crate::tenure::End { at: at("2026-11-20T00:00:00Z"), why: crate::tenure::Ending::Document };
    let lapsed = Lapsed { level: "plus".into(), end };
    let standing = Standing { lapsed: Some(lapsed.clone()), ..Standing::default() };
    let asked = ask(Operation::Withdraw, "10", "EUR");
    let denial = denied(evaluate(&policy, &standing, &usage, &[], &asked, now));
    assert_eq!(denial.cause, Cause::Lapsed(lapsed.clone()));
    assert_eq!((denial.cause.code(), denial.next.as_str()), ("level.lapsed", "renew"));
    assert_eq!(denial.next, NextStep::Renew("standard".into()), "the smallest level that lets it through");
    // Where a lower level still stands, only what went beyond it is held up by the lapse.
    let standing = Standing { reached: vec!["standard".into()], ..standing };
    assert!(matches!(evaluate(&policy, &standing, &usage, &[], &asked, now).verdict, Verdict::Allow(_)));
    let more = ask(Operation::Withdraw, "6000", "EUR");
    let denial = denied(evaluate(&policy, &standing, &usage, &[], &more, now));
    assert_eq!((denial.cause, denial.next), (Cause::Lapsed(lapsed), NextStep::Renew("plus".into())));
    // The renewal that is under way comes first.
    let on_the_way = OnTheWay {
        verification: VerificationId::from_uuid(uuid::Uuid::nil()),
        level: "plus".into(),
        state: State::Draft,
        due_at: None,
        reason: None,
    };
    let standing = Standing { on_the_way: vec![on_the_way.clone()], ..standing };
    let denial = denied(evaluate(&policy, &standing, &usage, &[], &more, now));
    assert_eq!(denial.next, NextStep::Continue(on_the_way));
}
