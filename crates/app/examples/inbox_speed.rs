//! How long the first page of the inbox takes with 100,000 open cases, on SQLite and on PostgreSQL:
//! `bench/inbox.sh` runs it. Prints a table; JSON lines go to the file that is named.

use proofdesk_app::{
    review::{InboxFilter, Whose},
    testing::{app_in, registered, reviewer},
};
use proofdesk_domain::{
    ApplicantId, Timestamp, VerificationId,
    document::DocumentKind,
    verification::{DocumentChoice, Mode, ReviewCause, State, Verification},
};
use proofdesk_store::{
    Store,
    tags::{self, Tag},
    verifications,
};
use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// Open cases.
const CASES: u128 = 100_000;
/// People whose they are: a page names fifty of them.
const PEOPLE: usize = 400;
/// A tag of one case in a hundred, and one of a single case, far down.
const TAG: &str = "batch";
const RARE: &str = "one";
/// Times that each page is asked for.
const ASKED: usize = 200;
/// Milliseconds that the first page may take.
const BOUND: f64 = 50.0;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let out = std::env::args().nth(1).ok_or("usage: inbox_speed FILE.jsonl")?;
    let mut lines = std::fs::File::create(out)?;
    let mut databases = vec![("SQLite", None)];
    if let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") {
        databases.push(("PostgreSQL", Some(proofdesk_store::testing::own_schema(&base).await?)));
    }
    let mut bad = false;
    for (name, url) in databases {
        let folder = tempfile::tempdir_in(".")?;
        let sqlite = format!("sqlite:{}", folder.path().join("proofdesk.db").display());
        for (what, mut took) in measure(folder.path(), url.as_deref().unwrap_or(&sqlite)).await? {
            took.sort_unstable();
            let ms = |at: usize| took[at].as_secs_f64() * 1_000.0;
            let (half, most) = (ms(ASKED / 2), ms(ASKED * 99 / 100));
            let good = most < BOUND;
            bad |= !good;
            let say = if good { "good" } else { "BAD" };
            println!("{name:<11} {what:<34} {half:>7.1} ms half {most:>7.1} ms p99  < {BOUND} ms  {say}");
            writeln!(
                lines,
                "{{\"name\":\"inbox: {what}, {name}\",\"p50_ms\":{half:.2},\"p99_ms\":{most:.2},\"bound\":\"< {BOUND}\",\"good\":{good}}}"
            )?;
        }
    }
    if bad { Err("a figure is out of its bounds".into()) } else { Ok(()) }
}

async fn measure(folder: &Path, url: &str) -> Result<Vec<(&'static str, Vec<Duration>)>, Failure> {
    let (app, with) = app_in(folder, Some(url), Mode::Test).await;
    let st = reviewer(&app).await?;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(registered(&app, &with, n).await?);
    }
    let store = Store::connect(url).await?;
    fill(&store, &people, app.now()).await?;
    if url.starts_with("postgres") {
        // What PostgreSQL does by itself within a minute.
        proofdesk_store::testing::execute(&store, "analyze").await;
    }
    let mut figures = Vec::new();
    for (what, whose, tag) in [
        ("first page, everything", Whose::All, None),
        ("first page, unclaimed", Whose::Free, None),
        ("first page, one's own", Whose::Mine, None),
        ("first page, by a tag", Whose::All, Some(TAG)),
        ("first page, by a rare tag", Whose::All, Some(RARE)),
    ] {
        let mut took = Vec::with_capacity(ASKED);
        for _ in 0..ASKED {
            let began = Instant::now();
            // What the page asks for, the tags and colleagues to choose from included.
            let wanted = tag.map(str::to_owned);
            let rows = app.inbox(&st, InboxFilter { whose, tag: wanted, ..InboxFilter::default() }).await?;
            let (tags, colleagues) = (app.tags_in_use(&st).await?, app.case_holders(&st).await?);
            took.push(began.elapsed());
            if tags != [TAG, RARE] || colleagues.len() != 1 {
                return Err(format!("{what}: {tags:?}, {colleagues:?}").into());
            }
            let expected = match (whose, tag) {
                (Whose::Mine, _) => 0,
                (_, Some(RARE)) => 1,
                _ => 50,
            };
            if rows.len() != expected {
                return Err(format!("{what}: {} rows", rows.len()).into());
            }
        }
        figures.push((what, took));
    }
    Ok(figures)
}

/// Cases that wait, a second apart, one in ten an appeal.
async fn fill(store: &Store, people: &[ApplicantId], now: Timestamp) -> Result<(), Failure> {
    let mut tx = store.begin().await?;
    for n in 0..CASES {
        let queued = now.plus(time::Duration::seconds(i64::try_from(n)?));
        let case = Verification {
            id: VerificationId::from_uuid(uuid::Uuid::from_u128(n + 1)),
            mode: Mode::Test,
            applicant: people[usize::try_from(n)? % people.len()],
            reference: format!("PD-{n}"),
            level: "plus".into(),
            state: if n % 10 == 0 { State::Appealed } else { State::InReview },
            review_cause: Some(ReviewCause::ManualStep),
            document: Some(DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() }),
            policy_version: 1,
            attempts: 0,
            trying_since: Some(queued),
            sent_at: Some(queued),
            queued_at: Some(queued),
            due_at: Some(queued.plus(time::Duration::hours(24))),
            claimed_by: None,
            decided_at: None,
            created_at: queued,
            version: 0,
        };
        verifications::insert(&mut tx, &case).await?;
        let tag = match n {
            77_777 => Some(RARE),
            n if n % 100 == 0 => Some(TAG),
            _ => None,
        };
        if let Some(tag) = tag {
            let tag = Tag {
                verification_id: case.id,
                tag: tag.to_owned(),
                applicant_id: case.applicant,
                tagged_by: None,
                tagged_at: queued,
            };
            tags::put(&mut tx, &tag).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
