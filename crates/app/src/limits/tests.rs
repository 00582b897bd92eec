//! Counted exactly, once a key, never twice at the same time; given back; said with the next step.

use super::{Counted, LimitAnswer, LimitError, LimitRequest, NewRate, RateError};
use crate::{Error, platform::NewApplicant, review::tests::rig::Rig, testing::Shows};
use proofdesk_domain::{
    ApplicantId, LimitUseId, ReasonCode,
    access::{Actor, Role, Scope},
    limits::{Amount, Denial, NextStep, Verdict},
    policy::Operation,
    verification::{Mode, State},
};
use proofdesk_store::verifications;
use time::Duration;
use uuid::Uuid;

async fn key(rig: &Rig, mode: Mode, scopes: &[Scope]) -> Actor {
    let made = rig.app.create_key(&Actor::System, "shop", mode, scopes).await.unwrap();
    rig.app.find_key(&made.secret).await.unwrap().unwrap()
}

/// Somebody on the middle level: 5000 a day out, 10000 in.
async fn standard(rig: &Rig, shop: &Actor) -> ApplicantId {
    let id = rig.app.create_applicant(shop, NewApplicant::default()).await.unwrap().id;
    let case = rig.app.begin_for(shop, id, "standard").await.unwrap().id;
    let mut tx = rig.app.store().begin().await.unwrap();
    let mut case = verifications::get(&mut tx, id, case).await.unwrap();
    case.state = State::Approved;
    verifications::update(&mut tx, &mut case).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn out(applicant: ApplicantId, amount: &str) -> LimitRequest<'_> {
    LimitRequest { applicant, operation: Operation::Withdraw, amount, currency: "EUR", link: false }
}

fn denial(answer: LimitAnswer) -> Denial {
    match answer.evaluation.verdict {
        Verdict::Deny(denial) => denial,
        Verdict::Allow(used) => panic!("allowed {used:?}"),
    }
}

async fn left(rig: &Rig, shop: &Actor, applicant: ApplicantId) -> String {
    let answer = rig.app.evaluate_limits(shop, &out(applicant, "0.01")).await.unwrap();
    answer.evaluation.remaining[0].left.to_string()
}

/// Sixty-four at once ask for a hundred each, from a limit of five thousand: fifty get it.
async fn sixty_four_at_once(rig: Rig) {
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..64 {
        let (app, shop) = (rig.app.clone(), shop.clone());
        asking.spawn(async move {
            let key = format!("w{n}");
            // Each asks three times at once, as an impatient client does: it still counts once.
            let request = out(person, "100");
            let (a, b, c) = tokio::join!(
                app.consume_limits(&shop, &key, &request),
                app.consume_limits(&shop, &key, &request),
                app.consume_limits(&shop, &key, &request),
            );
            let ids: Vec<_> =
                [a, b, c].into_iter().map(|answer| answer.unwrap().used.map(|used| used.id)).collect();
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
            ids[0].is_some()
        });
    }
    let mut allowed = 0;
    while let Some(got) = asking.join_next().await {
        allowed += u32::from(got.unwrap());
    }
    assert_eq!(allowed, 50);
    assert_eq!(left(&rig, &shop, person).await, "0");
    let refused = rig.app.consume_limits(&shop, "one more", &out(person, "0.01")).await.unwrap();
    assert_eq!(denial(refused).cause.code(), "limit.exceeded");
    rig.chain_is_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_at_once_are_counted_exactly_on_sqlite() {
    sixty_four_at_once(Rig::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_at_once_are_counted_exactly_on_postgres() {
    if let Some(rig) = Rig::postgres().await {
        sixty_four_at_once(rig).await;
    }
}

/// Two nodes on one PostgreSQL, each with its own desk: the head's lock holds between them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_never_count_the_same_room() {
    let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") else { return };
    let url = proofdesk_store::testing::own_schema(&base).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (app, with) = crate::testing::app_in(folder.path(), Some(&url), Mode::Test).await;
    let other_folder = tempfile::tempdir().unwrap();
    let (other, _) = crate::testing::app_in(other_folder.path(), Some(&url), Mode::Test).await;
    // Both draw from the same seed, which nodes never do: the second begins far along.
    for _ in 0..10_000 {
        other.fresh_uuid();
    }
    let rig = Rig { app, with, folder };
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let people = [standard(&rig, &shop).await, standard(&rig, &shop).await];
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..64 {
        let node = if n % 2 == 0 { rig.app.clone() } else { other.clone() };
        let (shop, person) = (shop.clone(), people[n / 32]);
        asking.spawn(async move {
            let answer = node.reserve_limits(&shop, &format!("w{n}"), &out(person, "200"), None).await;
            answer.map(|answer| answer.used.is_some())
        });
    }
    let mut allowed = 0;
    while let Some(got) = asking.join_next().await {
        allowed += u32::from(got.unwrap().unwrap());
    }
    assert_eq!(allowed, 50, "twenty-five each");
    assert_eq!(left(&rig, &shop, people[0]).await, "0");
    assert_eq!(left(&rig, &shop, people[1]).await, "0");
}

#[tokio::test]
async fn reserved_committed_released_and_given_back() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    let held = rig.app.reserve_limits(&shop, "a", &out(person, "3000"), None).await.unwrap();
    assert_eq!(held.evaluation.remaining[0].left.to_string(), "2000", "after what is held");
    let a = held.used.unwrap();
    assert_eq!((a.state, a.expires_at), (Counted::Reserved, Some(rig.app.now().plus(Duration::minutes(30)))));
    assert_eq!(left(&rig, &shop, person).await, "2000");
    assert_eq!(rig.app.commit_limits(&shop, a.id).await.unwrap().state, Counted::Committed);
    assert_eq!(rig.app.commit_limits(&shop, a.id).await.unwrap().state, Counted::Committed, "again");
    rig.advance(Duration::hours(1));
    assert_eq!(left(&rig, &shop, person).await, "2000", "what is committed never runs out");
    // The withdrawal failed after all.
    assert_eq!(rig.app.release_limits(&shop, a.id).await.unwrap().state, Counted::Released);
    assert_eq!(rig.app.release_limits(&shop, a.id).await.unwrap().state, Counted::Released, "again");
    assert_eq!(left(&rig, &shop, person).await, "5000");
    let late = rig.app.commit_limits(&shop, a.id).await;
    assert!(matches!(late, Err(LimitError::Over(Counted::Released))));
    let again = rig.app.reserve_limits(&shop, "a", &out(person, "3000"), None).await;
    assert!(matches!(again, Err(LimitError::Over(Counted::Released))), "it would pass for held");
    assert_eq!(
        rig.actions_of(a.id).await,
        ["limit.reserved", "limit.committed", "limit.released"],
        "each once"
    );
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn a_reservation_runs_out_to_the_microsecond_and_gives_back() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    let hold = async |key: &str, minutes| {
        let answer = rig.app.reserve_limits(&shop, key, &out(person, "1000"), Some(minutes)).await.unwrap();
        answer.used.unwrap().id
    };
    let (a, b, c) = (hold("a", 10).await, hold("b", 10).await, hold("c", 20).await);
    rig.advance(Duration::minutes(10) - Duration::microseconds(1));
    assert_eq!(left(&rig, &shop, person).await, "2000");
    rig.app.commit_limits(&shop, a).await.unwrap();
    rig.advance(Duration::microseconds(1));
    assert_eq!(left(&rig, &shop, person).await, "3000", "a is committed, b is back, c is held");
    let late = rig.app.commit_limits(&shop, b).await;
    assert!(matches!(late, Err(LimitError::Over(Counted::Expired))), "{late:?}");
    assert_eq!(rig.app.release_limits(&shop, b).await.unwrap().state, Counted::Expired, "given back once");
    assert_eq!(left(&rig, &shop, person).await, "3000");
    rig.advance(Duration::minutes(10));
    rig.app.expire_reservations().await.unwrap();
    rig.app.expire_reservations().await.unwrap();
    assert_eq!(rig.actions_of(c).await, ["limit.reserved", "limit.expired"]);
    assert_eq!(left(&rig, &shop, person).await, "4000");
    for minutes in [0, -1, 10_081, i64::MAX, i64::MIN] {
        let wrong = rig.app.reserve_limits(&shop, "d", &out(person, "1"), Some(minutes)).await;
        assert!(matches!(wrong, Err(LimitError::Minutes)), "{minutes}");
    }
}

#[tokio::test]
async fn a_key_counts_once_and_only_for_its_own_request() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let (person, other) = (standard(&rig, &shop).await, standard(&rig, &shop).await);
    let first = rig.app.consume_limits(&shop, "k", &out(person, "5000")).await.unwrap().used.unwrap();
    let same = rig.app.consume_limits(&shop, "k", &out(person, "5000.00")).await.unwrap().used.unwrap();
    assert_eq!(first, same, "also when nothing is left");
    let deposit = LimitRequest { operation: Operation::Deposit, ..out(person, "5000") };
    for (request, reserve) in [
        (out(person, "4999"), false),
        (out(other, "5000"), false),
        (deposit, false),
        (out(person, "5000"), true),
    ] {
        let got = if reserve {
            rig.app.reserve_limits(&shop, "k", &request, None).await
        } else {
            rig.app.consume_limits(&shop, "k", &request).await
        };
        assert!(matches!(got, Err(LimitError::OtherRequest)), "{request:?}");
    }
    assert_eq!(left(&rig, &shop, other).await, "5000");
    // What was denied under a key was not counted: it may be asked again when there is room.
    let refused = rig.app.consume_limits(&shop, "later", &out(person, "1")).await.unwrap();
    assert!(refused.used.is_none());
    rig.app.release_limits(&shop, first.id).await.unwrap();
    assert!(rig.app.consume_limits(&shop, "later", &out(person, "1")).await.unwrap().used.is_some());
    for wrong in ["", &"k".repeat(256)] {
        assert!(matches!(
            rig.app.consume_limits(&shop, wrong, &out(person, "1")).await,
            Err(LimitError::Key)
        ));
    }
}

#[tokio::test]
async fn what_is_no_amount_or_no_currency_is_refused() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    for amount in ["-1", "NaN", "1e9", "inf", "", "0.001", "1,0", "٣", &"9".repeat(100_000)] {
        let got = rig.app.consume_limits(&shop, "k", &out(person, amount)).await;
        assert!(matches!(got, Err(LimitError::Amount(_))), "{amount:.20}");
    }
    for amount in ["0", "0.00"] {
        let got = rig.app.consume_limits(&shop, "k", &out(person, amount)).await;
        assert!(matches!(got, Err(LimitError::Nothing)), "{amount}");
    }
    for currency in ["", "eur", "EURO", "XXX", "BTC", "€", "EUR\0"] {
        let got = rig.app.consume_limits(&shop, "k", &LimitRequest { currency, ..out(person, "1") }).await;
        assert!(matches!(got, Err(LimitError::Currency)), "{currency}");
    }
    let yen = LimitRequest { currency: "JPY", ..out(person, "1.5") };
    assert!(matches!(rig.app.consume_limits(&shop, "k", &yen).await, Err(LimitError::Amount(_))));
    let huge = rig.app.consume_limits(&shop, "k", &out(person, "99999999999999999999.99")).await.unwrap();
    assert_eq!(denial(huge).cause.code(), "limit.exceeded");
    assert_eq!(left(&rig, &shop, person).await, "5000");
}

#[tokio::test]
async fn rates_are_the_platforms_and_their_lack_is_nobodys_fault_but_ours() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    let now = rig.app.now();
    let dollars = |amount| LimitRequest { currency: "USD", ..out(person, amount) };
    let missing = denial(rig.app.evaluate_limits(&shop, &dollars("1")).await.unwrap());
    assert_eq!(
        (missing.cause.code(), missing.cause.is_ours(), missing.next),
        ("rate.missing", true, NextStep::Retry)
    );
    let rate = |currency, value, as_of| NewRate { currency, value, as_of };
    let put = |rates: Vec<NewRate<'static>>| {
        let (app, shop) = (rig.app.clone(), shop.clone());
        async move { app.put_rates(&shop, "EUR", &rates).await }
    };
    let standing = put(vec![rate("USD", "0.5", now), rate("JPY", "0.006", now)]).await.unwrap();
    assert_eq!(standing.len(), 2);
    let held = rig.app.consume_limits(&shop, "a", &dollars("10000")).await.unwrap();
    assert_eq!(held.evaluation.remaining[0].left, Amount::zero());
    // Later rates change nothing of what was counted.
    put(vec![rate("USD", "0.1", now.plus(Duration::seconds(1)))]).await.unwrap();
    assert_eq!(left(&rig, &shop, person).await, "0");
    let older = put(vec![rate("USD", "7", now)]).await.unwrap();
    assert_eq!(older.iter().find(|r| r.currency.as_str() == "USD").unwrap().value.to_string(), "0.1");
    rig.advance(Duration::minutes(61));
    let other = standard(&rig, &shop).await;
    let stale = rig.app.consume_limits(&shop, "b", &LimitRequest { applicant: other, ..dollars("1") }).await;
    assert_eq!(denial(stale.unwrap()).cause.code(), "rate.stale");

    let now = rig.app.now();
    let wrong = rig.app.put_rates(&shop, "USD", &[rate("EUR", "1", now)]).await;
    assert!(matches!(wrong, Err(RateError::Reference(_))));
    assert!(matches!(put(vec![]).await, Err(RateError::Count)));
    assert!(matches!(
        put(vec![rate("USD", "1", now), rate("EUR", "1", now)]).await,
        Err(RateError::Currency(1))
    ));
    assert!(matches!(put(vec![rate("NOPE", "1", now)]).await, Err(RateError::Currency(0))));
    assert!(matches!(put(vec![rate("USD", "NaN", now)]).await, Err(RateError::Value(0, _))));
    assert!(matches!(put(vec![rate("USD", "-1", now)]).await, Err(RateError::Value(0, _))));
    assert!(matches!(put(vec![rate("USD", "0.0", now)]).await, Err(RateError::Zero(0))));
    let soon = now.plus(Duration::minutes(6));
    assert!(matches!(put(vec![rate("USD", "1", soon)]).await, Err(RateError::Future(0))));
}

#[tokio::test]
async fn worlds_people_and_scopes_stay_apart() {
    let rig = Rig::new().await;
    let test = key(&rig, Mode::Test, &Scope::ALL).await;
    let live = key(&rig, Mode::Live, &Scope::ALL).await;
    let person = standard(&rig, &test).await;
    let held = rig.app.reserve_limits(&test, "k", &out(person, "5"), None).await.unwrap().used.unwrap();
    let not_found = |got: Result<_, LimitError>| matches!(got, Err(LimitError::Error(Error::NotFound)));
    assert!(not_found(rig.app.evaluate_limits(&live, &out(person, "1")).await.map(|_| ())));
    assert!(not_found(rig.app.consume_limits(&live, "k", &out(person, "1")).await.map(|_| ())));
    assert!(not_found(rig.app.commit_limits(&live, held.id).await.map(|_| ())));
    assert!(not_found(rig.app.release_limits(&live, held.id).await.map(|_| ())));
    let nobody = LimitUseId::from_uuid(Uuid::from_u128(1));
    assert!(not_found(rig.app.commit_limits(&test, nobody).await.map(|_| ())));
    let now = rig.app.now();
    rig.app.put_rates(&live, "EUR", &[NewRate { currency: "USD", value: "1", as_of: now }]).await.unwrap();
    let dollars = LimitRequest { currency: "USD", ..out(person, "1") };
    assert_eq!(denial(rig.app.evaluate_limits(&test, &dollars).await.unwrap()).cause.code(), "rate.missing");

    let refused = |got: Result<_, LimitError>| matches!(got, Err(LimitError::Error(Error::NotAllowed)));
    let reads = key(&rig, Mode::Test, &[Scope::LimitsRead]).await;
    let writes = key(&rig, Mode::Test, &[Scope::LimitsWrite]).await;
    let cases = key(&rig, Mode::Test, &[Scope::VerificationsRead, Scope::VerificationsWrite]).await;
    assert!(rig.app.evaluate_limits(&reads, &out(person, "1")).await.is_ok());
    assert!(refused(rig.app.consume_limits(&reads, "x", &out(person, "1")).await.map(|_| ())));
    assert!(refused(rig.app.release_limits(&reads, held.id).await.map(|_| ())));
    assert!(refused(rig.app.evaluate_limits(&writes, &out(person, "1")).await.map(|_| ())));
    assert!(refused(rig.app.evaluate_limits(&cases, &out(person, "1")).await.map(|_| ())));
    assert!(refused(rig.app.consume_limits(&cases, "x", &out(person, "1")).await.map(|_| ())));
}

#[tokio::test]
async fn the_next_step_follows_the_case_to_its_approval_and_the_withdrawal_goes() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let ada = rig.applicant("ada").await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let asked = LimitRequest { link: true, ..out(ada.applicant, "100") };
    let ask = async || rig.app.consume_limits(&shop, "w1", &asked).await.unwrap();

    // A table with the starting level before anything.
    let table = rig.app.limit_table(&ada).await.unwrap();
    assert_eq!((table.level.as_deref(), table.rows.len()), (Some("basic"), 2));
    let answer = ask().await;
    let link = answer.link.clone().unwrap();
    let Denial { cause, next, .. } = denial(answer);
    assert_eq!((cause.code(), next), ("level.required", NextStep::Verify("standard".into())));
    assert!(link.url.starts_with("http://desk.test/l/"));
    let second = ask().await;
    assert_eq!(second.link.as_ref().unwrap().id, link.id, "one case, however often it is asked");
    assert!(matches!(denial(second).next, NextStep::Continue(case) if case.state == State::Draft));

    // One case runs at a time, so the way through a case is another person's.
    let bea = rig.applicant("bea").await;
    let case = rig.case(&bea, "plus", Shows::Glare).await;
    let plus = LimitRequest { link: true, ..out(bea.applicant, "6000") };
    let Denial { next: NextStep::Continue(step), .. } =
        denial(rig.app.evaluate_limits(&shop, &plus).await.unwrap())
    else {
        panic!("it is their turn")
    };
    assert_eq!((step.verification, step.reason.map(ReasonCode::as_str)), (case, Some("image.glare")));

    rig.app
        .upload(&bea, case, proofdesk_domain::evidence::Slot::Front, Shows::Passport.bytes("2"))
        .await
        .unwrap();
    rig.app.send(&bea, case).await.unwrap();
    rig.work().await;
    let waiting = denial(rig.app.evaluate_limits(&shop, &plus).await.unwrap());
    assert!(matches!(&waiting.next, NextStep::Await(step) if step.due_at.is_some()), "{waiting:?}");
    let seen = rig.app.open_case(&lin, case).await.unwrap();
    rig.app.approve(&lin, case, seen.version, None).await.unwrap();
    rig.ten_seconds_later().await;
    let allowed = rig.app.consume_limits(&shop, "w2", &plus).await.unwrap();
    assert_eq!(allowed.evaluation.level.as_deref(), Some("plus"));
    let table = rig.app.limit_table(&bea).await.unwrap();
    let row = table.rows.iter().find(|row| row.operation == Operation::Withdraw).unwrap();
    assert_eq!((row.used.to_string(), row.left.to_string()), ("6000".into(), "44000".into()));
}

#[tokio::test]
async fn somebody_who_was_declined_is_told_and_may_appeal() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let ada = rig.applicant("ada").await;
    let id = rig.draft(&ada, "standard", Shows::Passport, crate::testing::typed_details()).await;
    let mut tx = rig.app.store().begin().await.unwrap();
    let mut case = verifications::get(&mut tx, ada.applicant, id).await.unwrap();
    case.state = State::Declined;
    verifications::update(&mut tx, &mut case).await.unwrap();
    tx.commit().await.unwrap();
    let answer =
        rig.app.consume_limits(&shop, "w", &LimitRequest { link: true, ..out(ada.applicant, "1") }).await;
    let answer = answer.unwrap();
    assert_eq!(answer.link.as_ref().map(|link| link.id), Some(id));
    let denial = denial(answer);
    assert_eq!(denial.cause.code(), "account.declined");
    assert_eq!(denial.next, NextStep::Appeal(id, "standard".into()));
}

#[tokio::test]
async fn whoever_serves_may_go_away_and_nobody_waits_for_ever() {
    let rig = Rig::new().await;
    let shop = key(&rig, Mode::Test, &Scope::ALL).await;
    let person = standard(&rig, &shop).await;
    for n in 0..40_u32 {
        // Dropped after n steps: before, within or after its transaction.
        let (key, request) = (format!("gone{n}"), out(person, "1"));
        let gone = rig.app.consume_limits(&shop, &key, &request);
        let stays = tokio::spawn({
            let (app, shop) = (rig.app.clone(), shop.clone());
            async move { app.consume_limits(&shop, &format!("stays{n}"), &out(person, "1")).await }
        });
        {
            tokio::pin!(gone);
            for _ in 0..n {
                tokio::select! {
                    biased;
                    _ = &mut gone => break,
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        assert!(stays.await.unwrap().unwrap().used.is_some());
    }
    let used: Amount = Amount::parse(&left(&rig, &shop, person).await, 2).unwrap();
    let counted = {
        let mut tx = rig.app.store().read().await.unwrap();
        proofdesk_store::limits::list_uses(&mut tx, person, 1_000).await.unwrap().len() as u64
    };
    assert_eq!(used, Amount::whole(5_000 - counted), "what is counted is what was written");
    assert!((40..=80).contains(&counted));
}

impl Rig {
    async fn actions_of(&self, id: LimitUseId) -> Vec<String> {
        let mut tx = self.app.store().read().await.unwrap();
        let rows = proofdesk_store::audit::list_of_subject(&mut tx, id.as_uuid(), 1_000).await.unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }
}
