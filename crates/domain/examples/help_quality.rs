//! How well articles answer questions, whether off-topic ones are declined, whether wishes for a person
//! are recognised: over the sets in `bench/help` and folders with more. Prints JSON lines.
//!
//! `help_quality QUESTIONS_FOLDER [OFFTOPIC_FOLDER] [INTENTS_CSV]`; with `MISSES=1` it names the misses
//! of the half that is tuned on.

use proofdesk_domain::{
    ArticleId,
    bot::{
        answer::{self, Answer},
        language::{self, Spoken},
        wishes,
    },
    help::{Index, Language, Profile, Ranked, built_in, markdown, terms::Question},
};
use std::{collections::BTreeMap, fs, path::Path, time::Instant};
use uuid::Uuid;

struct Corpus {
    slugs: Vec<&'static str>,
    index: Index,
}

impl Corpus {
    fn ask(&self, text: &str) -> (Question, Vec<Ranked>) {
        let question = self.index.question(text);
        let ranked = self.index.rank(&question, usize::MAX);
        (question, ranked)
    }

    fn slug(&self, ranked: &Ranked) -> &'static str {
        self.slugs[ranked.id.as_uuid().as_u128() as usize]
    }
}

fn corpus(language: Language) -> Corpus {
    let mut slugs = Vec::new();
    let mut rows = Vec::new();
    for article in built_in::articles() {
        let text = &article.texts[&language];
        let reasons: Vec<&str> = article.reasons.iter().map(|code| code.as_str()).collect();
        let keywords = format!("{} {}", text.keywords, reasons.join(" "));
        let profile = Profile::new([&text.title, &keywords, &text.summary, &markdown::plain(&text.body)]);
        let place = ArticleId::from_uuid(Uuid::from_u128(slugs.len() as u128));
        rows.push((place, profile.to_text()));
        slugs.push(article.slug);
    }
    Corpus { slugs, index: Index::read(rows) }
}

/// `(topic, question, place in its topic)`.
fn read(path: &Path) -> Vec<(String, String, usize)> {
    let mut out = Vec::new();
    let mut topic = String::new();
    let mut place = 0;
    for line in fs::read_to_string(path).unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix("## ") {
            (topic, place) = (name.trim().to_owned(), 0);
        } else {
            out.push((topic.clone(), line.trim().to_owned(), place));
            place += 1;
        }
    }
    out
}

fn share(part: usize, whole: usize) -> f64 {
    (part as f64 * 1000.0 / whole.max(1) as f64).round() / 10.0
}

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("the folder with the questions");
    let mut further = || args.next().filter(|path| !path.is_empty());
    let (offtopic, intents) = (further(), further());
    let misses = std::env::var_os("MISSES").is_some();
    let mut slowest = 0.0_f64;
    for language in Language::ALL {
        let tag = language.as_str();
        let corpus = corpus(language);
        let mut halves = BTreeMap::from([("tune", [0_usize; 4]), ("report", [0; 4])]);
        let questions = read(&Path::new(&folder).join(format!("questions.{tag}.txt")));
        for (topic, text, place) in &questions {
            let half = if place % 2 == 0 { "tune" } else { "report" };
            let began = Instant::now();
            let (question, ranked) = corpus.ask(text);
            slowest = slowest.max(began.elapsed().as_secs_f64() * 1000.0);
            let at = ranked.iter().position(|r| corpus.slug(r) == topic.as_str());
            let answered = matches!(answer::choose(&question, &ranked), Answer::Articles { .. });
            let counts = halves.get_mut(half).expect("one of the two");
            counts[0] += 1;
            counts[1] += usize::from(at == Some(0));
            counts[2] += usize::from(at.is_some_and(|at| at < 3));
            counts[3] += usize::from(answered);
            if misses && half == "tune" && (at != Some(0) || !answered) {
                let best: Vec<_> = ranked.iter().take(3).map(|r| (corpus.slug(r), r.score)).collect();
                eprintln!("{tag} {topic} #{at:?} {text} {answered} {:?} {best:?}", question.terms);
            }
        }
        for (half, [all, first, third, answered]) in halves {
            println!(
                "{{\"measure\":\"retrieval\",\"language\":\"{tag}\",\"half\":\"{half}\",\"questions\":{all},\"hit1\":{},\"hit3\":{},\"answered\":{}}}",
                share(first, all),
                share(third, all),
                share(answered, all)
            );
        }
        let strange = |(_, text, _): &&(String, String, usize)| language::of(text) == Spoken::Other;
        println!(
            "{{\"measure\":\"taken for a third language\",\"language\":\"{tag}\",\"questions\":{},\"taken\":{}}}",
            questions.len(),
            share(questions.iter().filter(strange).count(), questions.len())
        );
        wishes_of(tag, &folder, &questions, misses);
        if let Some(folder) = &offtopic {
            declined(tag, folder, &corpus, misses);
        }
    }
    if let Some(path) = intents {
        banking(&path, misses);
    }
    println!("{{\"measure\":\"slowest question\",\"ms\":{slowest:.2}}}");
}

fn wishes_of(tag: &str, folder: &str, questions: &[(String, String, usize)], misses: bool) {
    let wishes = read(&Path::new(folder).join(format!("wishes.{tag}.txt")));
    let others = read(&Path::new(folder).join(format!("not-wishes.{tag}.txt")));
    // A grave matter goes to a person too, and is no mistaken wish.
    let wanted = |text: &str| wishes::hand_over(text).is_some();
    let mistaken = |text: &str| wishes::hand_over(text) == Some(wishes::Cause::Asked);
    let mut by_half = [[0_usize; 4]; 2];
    for (_, text, place) in &wishes {
        let counts = &mut by_half[place % 2];
        counts[0] += 1;
        counts[1] += usize::from(wanted(text));
        if misses && place % 2 == 0 && !wanted(text) {
            eprintln!("{tag} wish not seen: {text}");
        }
    }
    let not = others.iter().chain(questions.iter().filter(|(topic, ..)| topic != "talk-to-a-person"));
    for (_, text, place) in not {
        let counts = &mut by_half[place % 2];
        counts[2] += 1;
        counts[3] += usize::from(mistaken(text));
        if misses && place % 2 == 0 && mistaken(text) {
            eprintln!("{tag} no wish: {text} {:?}", wishes::hand_over(text));
        }
    }
    for (half, [all, seen, others, wrong]) in ["tune", "report"].into_iter().zip(by_half) {
        println!(
            "{{\"measure\":\"hand-over wishes\",\"language\":\"{tag}\",\"half\":\"{half}\",\"wishes\":{all},\"recognised\":{},\"others\":{others},\"false\":{}}}",
            share(seen, all),
            share(wrong, others)
        );
    }
}

fn declined(tag: &str, folder: &str, corpus: &Corpus, misses: bool) {
    let language = if tag == "en" { "english" } else { "chinese" };
    let mut all = 0;
    let mut declined = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(language) {
            continue;
        }
        for line in fs::read_to_string(entry.path()).unwrap_or_default().lines() {
            let Some(text) = line.strip_prefix("- - ") else { continue };
            let (question, ranked) = corpus.ask(text);
            let answered = matches!(answer::choose(&question, &ranked), Answer::Articles { .. });
            all += 1;
            declined += usize::from(!answered);
            if misses && answered {
                let best = ranked.first().map(|r| (corpus.slug(r), r.score));
                eprintln!("{tag} answered off-topic: {text} {:?} {best:?}", question.terms);
            }
        }
    }
    println!(
        "{{\"measure\":\"off-topic\",\"language\":\"{tag}\",\"questions\":{all},\"declined\":{}}}",
        share(declined, all)
    );
}

/// Banking77: the intents that help articles cover go to those; all others are declined.
fn banking(path: &str, misses: bool) {
    const COVERED: &[(&str, &[&str])] = &[
        ("age_limit", &["minimum-age"]),
        ("country_support", &["region-not-served", "document-not-accepted"]),
        ("edit_personal_details", &["correct-your-details", "details-that-must-match"]),
        ("passcode_forgotten", &["locked-out"]),
        ("terminate_account", &["erase-my-data"]),
        (
            "unable_to_verify_identity",
            &["why-verification-fails", "talk-to-a-person", "how-verification-works", "a-person-is-looking"],
        ),
        (
            "verify_my_identity",
            &["how-verification-works", "levels-and-limits", "use-another-document", "document-not-accepted"],
        ),
        ("why_verify_identity", &["how-verification-works", "levels-and-limits"]),
    ];
    let corpus = corpus(Language::En);
    let mut covered = [0_usize; 3];
    let mut others = [0_usize; 3];
    for line in fs::read_to_string(path).unwrap_or_default().lines().skip(1) {
        let Some((text, intent)) = line.rsplit_once(',') else { continue };
        let text = text.trim_matches('"');
        let (question, ranked) = corpus.ask(text);
        let answered = matches!(answer::choose(&question, &ranked), Answer::Articles { .. });
        let wish = wishes::hand_over(text);
        if let Some((_, right)) = COVERED.iter().find(|(name, _)| *name == intent) {
            let hit = ranked.iter().take(3).any(|r| right.contains(&corpus.slug(r)));
            covered[0] += 1;
            covered[1] += usize::from(hit);
            covered[2] += usize::from(answered && hit);
        } else {
            others[0] += 1;
            others[1] += usize::from(!answered || wish.is_some());
            others[2] += usize::from(wish == Some(wishes::Cause::Asked));
            if misses && wish == Some(wishes::Cause::Asked) {
                eprintln!("banking wish: {text}");
            }
        }
    }
    println!(
        "{{\"measure\":\"banking77\",\"covered\":{},\"hit3\":{},\"answered_right\":{},\"others\":{},\"not_answered\":{},\"read_as_wish\":{}}}",
        covered[0],
        share(covered[1], covered[0]),
        share(covered[2], covered[0]),
        others[0],
        share(others[1], others[0]),
        share(others[2], others[0])
    );
}
