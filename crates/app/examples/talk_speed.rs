//! How long lists of 100,000 open conversations and searches over a million messages take, on SQLite and on
//! PostgreSQL: `bench/talk/run.sh` runs it. Prints a table; JSON lines go to the file that is named. `TALKS` and
//! `MESSAGES` make it smaller, `WITHOUT_SQLITE` leaves one out.

use proofdesk_app::{
    conversation::desk::{TalkFilter, WhoseTalk},
    testing::{app_in, registered, reviewer},
};
use proofdesk_domain::{
    conversation::{ConversationTurn, Priority},
    verification::Mode,
};
use proofdesk_store::Store;
use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// People whose they are: a page names fifty of them.
const PEOPLE: usize = 400;
/// Words that messages are made of; the first are in most of them.
const WORDS: u64 = 20_000;
/// Words of a message.
const EACH: u64 = 8;
/// Times that each page is asked for, and searches.
const ASKED: usize = 200;
/// Milliseconds that either may take.
const BOUND: f64 = 50.0;

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Figure = (&'static str, Vec<Duration>);

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let out = std::env::args().nth(1).ok_or("usage: talk_speed FILE.jsonl")?;
    let size =
        |name: &str, usual: usize| std::env::var(name).ok().map_or(Ok(usual), |text| text.parse::<usize>());
    let (talks, messages) = (size("TALKS", 100_000)?, size("MESSAGES", 1_000_000)?);
    let mut lines = std::fs::File::create(out)?;
    let mut databases = vec![("SQLite", None)];
    if std::env::var_os("WITHOUT_SQLITE").is_some() {
        databases.clear();
    }
    if let Ok(base) = std::env::var("PROOFDESK_TEST_POSTGRES_URL") {
        databases.push(("PostgreSQL", Some(proofdesk_store::testing::own_schema(&base).await?)));
    }
    let mut bad = false;
    for (name, url) in databases {
        let folder = tempfile::tempdir_in(".")?;
        let sqlite = format!("sqlite:{}", folder.path().join("proofdesk.db").display());
        let url = url.as_deref().unwrap_or(&sqlite);
        for (what, mut took) in measure(folder.path(), url, talks, messages).await? {
            took.sort_unstable();
            let ms = |at: usize| took[at].as_secs_f64() * 1_000.0;
            let (half, most) = (ms(took.len() / 2), ms(took.len() * 99 / 100));
            let good = most < BOUND;
            bad |= !good;
            let say = if good { "good" } else { "BAD" };
            println!("{name:<11} {what:<34} {half:>7.1} ms half {most:>7.1} ms p99  < {BOUND} ms  {say}");
            writeln!(
                lines,
                "{{\"name\":\"conversations: {what}, {name}\",\"talks\":{talks},\"messages\":{messages},\"p50_ms\":{half:.2},\"p99_ms\":{most:.2},\"bound\":\"< {BOUND}\",\"good\":{good}}}"
            )?;
        }
    }
    if bad { Err("a figure is out of its bounds".into()) } else { Ok(()) }
}

async fn measure(folder: &Path, url: &str, talks: usize, messages: usize) -> Result<Vec<Figure>, Failure> {
    let (app, with) = app_in(folder, Some(url), Mode::Test).await;
    let st = reviewer(&app).await?;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(registered(&app, &with, n).await?);
    }
    let began = Instant::now();
    let written = app.fill_talks(&people, talks, messages, text).await?;
    println!(
        "{talks} conversations with {written} messages written in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    if url.starts_with("postgres") {
        // What PostgreSQL does by itself within minutes.
        proofdesk_store::testing::execute(&Store::connect(url).await?, "vacuum analyze").await;
    }
    let waiting = || TalkFilter { turn: Some(ConversationTurn::Staff), ..TalkFilter::default() };
    let mut figures = Vec::new();
    for (what, filter, expected) in [
        ("first page, waiting", waiting(), 50),
        ("first page, all open", TalkFilter::default(), 50),
        ("first page, nobody has it", TalkFilter { whose: WhoseTalk::Free, ..waiting() }, 50),
        ("first page, one's own", TalkFilter { whose: WhoseTalk::Mine, ..waiting() }, 0),
        ("first page, urgent", TalkFilter { priority: Some(Priority::High), ..waiting() }, 0),
    ] {
        let mut took = Vec::with_capacity(ASKED);
        for _ in 0..ASKED {
            let began = Instant::now();
            // What the page asks for: colleagues and views to choose from, and who is named, included.
            let page = app.conversations(&st, &filter, None).await?;
            app.colleagues(&st).await?;
            app.views(&st).await?;
            app.named_in(&st).await?;
            took.push(began.elapsed());
            if page.rows.len() != expected {
                return Err(format!("{what}: {} rows", page.rows.len()).into());
            }
        }
        figures.push((what, took));
    }
    for (what, asked) in [("search, one word", 1), ("search, two words", 2), ("search, three words", 3)] {
        let mut took = Vec::with_capacity(ASKED);
        let mut found = 0;
        for n in 0..ASKED {
            // Words that stand together somewhere: every one is found.
            let words: Vec<String> =
                text(n * 4_999 % written).split(' ').take(asked).map(str::to_owned).collect();
            let words = words.join(" ");
            let began = Instant::now();
            let hits = app.find_words(&st, &words).await?;
            took.push(began.elapsed());
            found += usize::from(!hits.is_empty());
        }
        if found < ASKED {
            return Err(format!("{what}: {found} of {ASKED} found anything").into());
        }
        figures.push((what, took));
    }
    Ok(figures)
}

/// The same words for the same number; a few of them in most messages, most of them in few (Zipf's law).
fn text(n: usize) -> String {
    let mut words = Vec::new();
    for k in 0..EACH {
        let mut z = (n as u64).wrapping_mul(EACH).wrapping_add(k).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let even = (z >> 11) as f64 / (1_u64 << 53) as f64;
        words.push(word((WORDS as f64).powf(even) as u64));
    }
    words.join(" ")
}

/// A word of its own for each number.
fn word(mut n: u64) -> String {
    let mut text = String::from("q");
    loop {
        text.push(char::from(b'a' + (n % 20) as u8));
        text.push(char::from(b"aeiou"[(n % 5) as usize]));
        n /= 20;
        if n == 0 {
            return text;
        }
    }
}
