//! How fast limits are asked and counted, beside a bare commit loop on the same database in the same
//! run: `bench/limits.sh` runs it. Prints a table; JSON lines go to the file that is named.

use proofdesk_app::{App, limits::LimitRequest, platform::NewApplicant, testing::app_in};
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    access::{Actor, Scope},
    limits::{Amount, Currency},
    policy::Operation,
    verification::{Mode, State},
};
use proofdesk_store::{
    Store, limits,
    limits::{LimitUse, UseState},
    settings, verifications,
};
use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Consumers at once.
const CONSUMERS: usize = 64;
/// Commits of each kind a consumer, in each round.
const EACH: usize = 24;
/// Rounds: bare and counted take turns, so that a busy moment of the machine hits both.
const ROUNDS: usize = 5;
/// Uses of each that stand in the books before.
const USED: usize = 1_000;
/// Questions.
const ASKED: usize = 4_000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let out = std::env::args().nth(1).ok_or("usage: limits_speed FILE.jsonl")?;
    let mut lines = std::fs::File::create(out)?;
    let folder = tempfile::tempdir_in(".")?;
    let sqlite = format!("sqlite:{}", folder.path().join("proofdesk.db").display());
    let mut databases = vec![("SQLite", sqlite)];
    if let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") {
        databases.push(("PostgreSQL", proofdesk_store::testing::own_schema(&base).await?));
    }
    let mut bad = false;
    for (name, url) in databases {
        // Each has keys of its own: the seeded ids are the same in both.
        let keys = folder.path().join(name);
        std::fs::create_dir(&keys)?;
        for (what, measured, bound, good) in measure(&keys, &url).await? {
            let say = if good { "good" } else { "BAD" };
            println!("{name:<11} {what:<52} {measured:>10.2}  {bound:<12} {say}");
            writeln!(
                lines,
                "{{\"name\":\"limits: {what}, {name}\",\"measured\":{measured:.3},\"bound\":\"{bound}\",\"good\":{good}}}"
            )?;
            bad |= !good;
        }
    }
    if bad { Err("a figure is out of its bounds".into()) } else { Ok(()) }
}

type Figure = (&'static str, f64, &'static str, bool);

async fn measure(folder: &Path, url: &str) -> Result<Vec<Figure>, Failure> {
    let (app, _) = app_in(folder, Some(url), Mode::Test).await;
    let store = Store::connect(url).await?;
    let made = app.create_key(&Actor::System, "bench", Mode::Test, &Scope::ALL).await?;
    let shop = app.find_key(&made.secret).await?.ok_or("the key was made")?;
    let mut people = Vec::new();
    for _ in 0..CONSUMERS {
        people.push(person(&app, &store, &shop).await?);
    }
    fill(&store, &people).await?;
    if url.starts_with("postgres") {
        // What PostgreSQL does by itself within a minute.
        proofdesk_store::testing::execute(&store, "analyze").await;
    }
    let mut figures = Vec::new();

    // Sixty-four at once, everybody for themselves: reserve, then commit, beside bare commits.
    let (mut bare, mut counted) = (Vec::new(), Vec::new());
    let mut round = 0;
    while round < ROUNDS {
        bare.push(rate(bare_commits(&store).await?));
        counted.push(rate(reserve_and_commit(&app, &shop, &people, round).await?));
        round += 1;
    }
    let (bare, counted) = (median(&mut bare), median(&mut counted));
    figures.push(("bare commits a second, 64 at once", bare, "", true));
    figures.push(("reserves and commits a second, 64 at once", counted, "", true));
    figures.push(("share of bare commits", counted / bare, ">= 0.8", counted / bare >= 0.8));

    // Sixty-four at once on one person: 10 each from 5000, so five hundred go and not one more.
    let one = person(&app, &store, &shop).await?;
    let allowed = all_on_one(&app, &shop, one).await?;
    figures.push(("uses that 64 at once got of 500", f64::from(allowed), "= 500", allowed == 500));

    // Questions about somebody who has used much, one after another and sixteen at once.
    for (what, at_once) in [("evaluate, p99 in ms", 1), ("evaluate, 16 at once, p99 in ms", 16)] {
        let mut times = ask(&app, &shop, people[0], at_once).await?;
        times.sort();
        let p99 = times[times.len() * 99 / 100].as_secs_f64() * 1_000.0;
        figures.push((what, p99, "< 10", p99 < 10.0));
    }
    Ok(figures)
}

/// Somebody on the middle level.
async fn person(app: &App, store: &Store, shop: &Actor) -> Result<ApplicantId, Failure> {
    let id = app.create_applicant(shop, NewApplicant::default()).await?.id;
    let case = app.create_verification(shop, id, "standard").await?.id;
    let mut tx = store.begin().await?;
    let mut case = verifications::get(&mut tx, id, case).await?;
    case.state = State::Approved;
    verifications::update(&mut tx, &mut case).await?;
    tx.commit().await?;
    Ok(id)
}

/// What they used in months that are over.
async fn fill(store: &Store, people: &[ApplicantId]) -> Result<(), Failure> {
    let (amount, currency) = (Amount::parse("0.25", 2)?, Currency::parse("EUR")?);
    let moment = Timestamp::from_micros(0);
    let mut number = 0_u128;
    for person in people {
        let mut uses = Vec::with_capacity(USED);
        for _ in 0..USED {
            number += 1;
            let mut key_hash = [0; 32];
            key_hash[..16].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c).to_le_bytes());
            uses.push(LimitUse {
                id: LimitUseId::from_uuid(uuid::Uuid::from_u128(number << 64)),
                mode: Mode::Test,
                applicant_id: *person,
                key_hash,
                one_step: true,
                operation: Operation::Withdraw,
                currency: currency.clone(),
                amount: amount.clone(),
                reference_currency: Some(currency.clone()),
                worth: Some(amount.clone()),
                level: "standard".into(),
                policy_version: 1,
                state: UseState::Committed,
                counted_at: moment,
                created_at: moment,
                expires_at: moment,
                committed_at: Some(moment),
                given_back_at: None,
            });
        }
        let mut tx = store.begin().await?;
        limits::insert_uses(&mut tx, &uses).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn request(applicant: ApplicantId, amount: &str) -> LimitRequest<'_> {
    LimitRequest { applicant, operation: Operation::Withdraw, amount, currency: "EUR", link: false }
}

/// One row written, one commit, by as many at once.
async fn bare_commits(store: &Store) -> Result<Duration, Failure> {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for n in 0..CONSUMERS {
        let store = store.clone();
        all.spawn(async move {
            for round in 0..2 * EACH {
                let mut tx = store.begin().await?;
                let now = Timestamp::from_micros(0);
                settings::put(&mut tx, &format!("bench.{n}"), &round.to_string(), now).await?;
                tx.commit().await?;
            }
            Ok::<(), Failure>(())
        });
    }
    finish(all).await?;
    Ok(began.elapsed())
}

async fn reserve_and_commit(
    app: &App,
    shop: &Actor,
    people: &[ApplicantId],
    round: usize,
) -> Result<Duration, Failure> {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for person in people.iter().copied() {
        let (app, shop) = (app.clone(), shop.clone());
        all.spawn(async move {
            for n in 0..EACH {
                let key = format!("{person}.{round}.{n}");
                let held = app.reserve_limits(&shop, &key, &request(person, "0.25"), None).await?;
                app.commit_limits(&shop, held.used.ok_or("there is room")?.id).await?;
            }
            Ok::<(), Failure>(())
        });
    }
    finish(all).await?;
    Ok(began.elapsed())
}

async fn all_on_one(app: &App, shop: &Actor, one: ApplicantId) -> Result<u32, Failure> {
    let mut all = JoinSet::new();
    for n in 0..CONSUMERS {
        let (app, shop) = (app.clone(), shop.clone());
        all.spawn(async move {
            let mut got = 0;
            for i in 0..16 {
                let answer = app.consume_limits(&shop, &format!("one.{n}.{i}"), &request(one, "10")).await?;
                got += u32::from(answer.used.is_some());
            }
            Ok::<u32, Failure>(got)
        });
    }
    let mut allowed = 0;
    while let Some(got) = all.join_next().await {
        allowed += got??;
    }
    Ok(allowed)
}

async fn ask(app: &App, shop: &Actor, person: ApplicantId, at_once: usize) -> Result<Vec<Duration>, Failure> {
    let mut all = JoinSet::new();
    for _ in 0..at_once {
        let (app, shop) = (app.clone(), shop.clone());
        all.spawn(async move {
            let mut times = Vec::new();
            for n in 0..ASKED / at_once {
                let began = Instant::now();
                let amount = if n % 2 == 0 { "1" } else { "100000" };
                app.evaluate_limits(&shop, &request(person, amount)).await?;
                times.push(began.elapsed());
            }
            Ok::<_, Failure>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(some) = all.join_next().await {
        times.extend(some??);
    }
    Ok(times)
}

async fn finish(mut all: JoinSet<Result<(), Failure>>) -> Result<(), Failure> {
    while let Some(done) = all.join_next().await {
        done??;
    }
    Ok(())
}

/// Commits a second: as many of them in either loop.
fn rate(took: Duration) -> f64 {
    (2 * EACH * CONSUMERS) as f64 / took.as_secs_f64()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
