//! `/console/numbers/conversations`: how well the desk does, with plots, as a table, and as a file.

use crate::{
    console::{
        AtDesk,
        cx::Desk,
        desk,
        numbers::{AskedCx, Share, WEEKS, Wanted, named, seconds, share, share_lines, times, week_name},
    },
    csv,
    error::WebError,
    format,
    i18n::Texts,
    pages::Page,
    plot::{Bars, Lines, Scale},
    state::WebState,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use proofdesk_app::{
    StaffSession,
    conversation::desk::{TalkNumbers, TalkNumbersAsked},
};
use proofdesk_domain::{
    access::Action,
    conversation::figures::{TalkBy, TalkFigures},
    ledger::{Figures, Percentiles},
};
use serde::Serialize;
use time::Date;

/// What groups can be drawn by.
const MEASURES: [&str; 3] = ["content", "broken", "wait"];

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct TalkNumbersPage {
    /// The frame.
    pub desk: Desk,
    /// What is looked at.
    pub asked: AskedCx,
    /// As in `talknum-card-<key>`, with its value.
    pub cards: Vec<(&'static str, String)>,
    /// Waiting times, first answers and ends by week: as in `talknum-plot-<key>`.
    pub plots: Vec<(&'static str, Lines)>,
    /// Shares by week.
    pub shares: Lines,
    /// The same as a table.
    pub weeks: Vec<Row>,
    /// By what was asked for, drawn by `show`.
    pub bars: Bars,
    /// The same as a table.
    pub groups: Vec<Row>,
    /// Words of applicants by the hour.
    pub load: Lines,
    /// The same as a table: from that hour on, how many.
    pub hours: Vec<(String, String)>,
    /// In which time zone.
    pub zone: String,
    /// There are more conversations than were counted.
    pub cut: bool,
}

/// A row of a table, in words.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// Conversations begun.
    pub opened: String,
    /// Half, nine tenths and ninety-nine hundredths waited at most so long.
    pub wait: [String; 3],
    /// Half of the first answers came within.
    pub first: String,
    /// Half were over within.
    pub resolution: String,
    /// Share of promises broken.
    pub broken: String,
    /// Share opened again.
    pub reopened: String,
    /// How many said how it was.
    pub rated: String,
    /// Share of those that were content.
    pub content: String,
    /// Their score on average.
    pub score: String,
}

fn asked(wanted: &Wanted, state: &WebState, st: &StaffSession) -> TalkNumbersAsked {
    TalkNumbersAsked { mode: wanted.mode(state, st), weeks: wanted.weeks(), by: TalkBy::find(&wanted.by) }
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "numbers").await?;
    let texts = state.pages.texts(visit.locale);
    let asked = asked(&wanted, &state, &st);
    let view = state.app.talk_numbers(&st, asked).await?;
    let show = MEASURES.into_iter().find(|word| *word == wanted.show).unwrap_or(MEASURES[0]);
    let ways = TalkBy::ALL.into_iter();
    let ways = ways.filter(|by| *by != TalkBy::Agent || st.may(Action::SeeStaffFigures));
    let by = asked.by;
    let name = |key: &str| by.map_or_else(String::new, |by| group_name(texts, by, key));
    let plot = |pick: fn(&TalkFigures) -> Option<Percentiles>| {
        let weeks: Vec<(Date, Figures)> = view
            .weeks
            .iter()
            .map(|(week, f)| (*week, Figures { time: pick(f), ..Figures::default() }))
            .collect();
        times(texts, &weeks)
    };
    let page = TalkNumbersPage {
        desk,
        asked: AskedCx {
            mode: asked.mode.as_str(),
            weeks: asked.weeks,
            by: by.map_or("", TalkBy::as_str),
            show,
            ways: ways.map(TalkBy::as_str).collect(),
            shows: MEASURES.to_vec(),
            times: WEEKS.to_vec(),
            from: view.from.as_micros(),
        },
        cards: cards(texts, &view.whole),
        plots: vec![
            ("wait", plot(|f| f.wait)),
            ("first", plot(|f| f.first_reply)),
            ("resolution", plot(|f| f.resolution)),
        ],
        shares: shares(texts, &view.weeks),
        weeks: view.weeks.iter().rev().map(|(week, f)| row(texts, week_name(texts, *week), f)).collect(),
        bars: bars(texts, show, view.groups.iter().map(|(key, f)| (name(key), *f))),
        groups: view.groups.iter().map(|(key, f)| row(texts, name(key), f)).collect(),
        load: load(texts, &view.hours),
        hours: (0..24).map(|hour| (hour_name(hour), format::whole(view.hours[hour]))).collect(),
        zone: view.zone,
        cut: view.cut,
    };
    state.page(&visit, &page)
}

/// The same as a file: stable words and plain numbers, shares from 0 to 1, times in seconds.
pub(super) async fn file(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let asked = asked(&wanted, &state, &st);
    let view: TalkNumbers = state.app.talk_numbers(&st, asked).await?;
    let name = |by: &str| format!("conversations-{}-{by}.csv", asked.mode.as_str());
    if wanted.by == "hour" {
        let rows: Vec<_> = (0..24).map(|h| vec![h.to_string(), view.hours[h].to_string()]).collect();
        return Ok(csv::file(&name("hour"), &["hour", "messages"], &rows));
    }
    let by = asked.by.map_or("week", TalkBy::as_str);
    let rows: Vec<Vec<String>> = match asked.by {
        None => view.weeks.iter().map(|(week, f)| plain(week.to_string(), f)).collect(),
        Some(_) => view.groups.iter().map(|(name, f)| plain(name.clone(), f)).collect(),
    };
    let mut heading = vec![by, "opened", "reopened", "promised", "broken", "rated", "content", "score"];
    heading.extend(["wait_p50", "wait_p90", "wait_p99", "first_p50", "first_p90", "first_p99"]);
    heading.extend(["resolution_p50", "resolution_p90", "resolution_p99"]);
    Ok(csv::file(&name(by), &heading, &rows))
}

fn plain(name: String, f: &TalkFigures) -> Vec<String> {
    let mut cells = vec![name];
    cells.extend([f.opened, f.reopened, f.promised, f.broken, f.rated, f.content].map(|n| n.to_string()));
    cells.push(f.score().map(|score| format!("{score:.2}")).unwrap_or_default());
    for time in [f.wait, f.first_reply, f.resolution] {
        let picked = time.map(|time| [time.p50, time.p90, time.p99].map(|s| format!("{s:.1}")));
        cells.extend(picked.unwrap_or_default());
    }
    cells
}

fn score(texts: &Texts, f: &TalkFigures) -> String {
    f.score().map_or_else(|| texts.get("console-figure-none", &[]), |score| format!("{score:.1}"))
}

fn cards(texts: &Texts, f: &TalkFigures) -> Vec<(&'static str, String)> {
    vec![
        ("opened", format::whole(f.opened)),
        ("wait", seconds(texts, f.wait.map(|time| time.p50))),
        ("wait_long", seconds(texts, f.wait.map(|time| time.p90))),
        ("first", seconds(texts, f.first_reply.map(|time| time.p50))),
        ("resolution", seconds(texts, f.resolution.map(|time| time.p50))),
        ("broken", share(texts, f.broken_share())),
        ("reopened", share(texts, f.reopened_share())),
        ("rated", format::whole(f.rated)),
        ("content", share(texts, f.content_share())),
        ("score", score(texts, f)),
    ]
}

fn row(texts: &Texts, name: String, f: &TalkFigures) -> Row {
    let half = |time: Option<Percentiles>| seconds(texts, time.map(|time| time.p50));
    Row {
        name,
        opened: format::whole(f.opened),
        wait: [
            half(f.wait),
            seconds(texts, f.wait.map(|time| time.p90)),
            seconds(texts, f.wait.map(|time| time.p99)),
        ],
        first: half(f.first_reply),
        resolution: half(f.resolution),
        broken: share(texts, f.broken_share()),
        reopened: share(texts, f.reopened_share()),
        rated: format::whole(f.rated),
        content: share(texts, f.content_share()),
        score: score(texts, f),
    }
}

fn shares(texts: &Texts, weeks: &[(Date, TalkFigures)]) -> Lines {
    let lines: [Share<TalkFigures>; 3] = [
        ("broken", TalkFigures::broken_share),
        ("reopened", TalkFigures::reopened_share),
        ("content", TalkFigures::content_share),
    ];
    share_lines(texts, weeks, &lines)
}

fn bars(texts: &Texts, show: &str, groups: impl Iterator<Item = (String, TalkFigures)>) -> Bars {
    let rows = groups.filter_map(|(name, f)| {
        let value = match show {
            "broken" => f.broken_share(),
            "wait" => f.wait.map(|time| time.p50),
            _ => f.content_share(),
        }?;
        let words = if show == "wait" { seconds(texts, Some(value)) } else { format::percent(value) };
        Some((name, value, words))
    });
    Bars::one_sided(rows, (show != "wait").then_some(1.0))
}

fn hour_name(hour: usize) -> String {
    format!("{hour:02}:00")
}

/// Words of applicants by the hour of the desk's day.
fn load(texts: &Texts, hours: &[u64; 24]) -> Lines {
    let most = hours.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Lines::default();
    }
    let points = hours
        .iter()
        .enumerate()
        .map(|(hour, n)| Some((*n as f64, format!("{} {}", hour_name(hour), format::whole(*n)))));
    let line = (texts.get("talknum-messages", &[]), points.collect());
    let heights: Vec<(f64, String)> =
        [0, most.div_ceil(2), most].map(|n| (n as f64, format::whole(n))).into();
    let names: Vec<String> = (0..24).map(hour_name).collect();
    Lines::new(&names, Scale::Linear(most as f64), &heights, vec![line])
}

/// What a group is called.
fn group_name(texts: &Texts, by: TalkBy, key: &str) -> String {
    match (by, key) {
        (_, "") => texts.get("numbers-unknown", &[]),
        (TalkBy::Outcome, state) => {
            let id = format!("console-state-{state}");
            if texts.has(&id) { texts.get(&id, &[]) } else { state.to_owned() }
        }
        (TalkBy::Language, "en") => "English".to_owned(),
        (TalkBy::Language, "zh-CN") => "简体中文".to_owned(),
        (by, key) => named(texts, by.as_str(), key),
    }
}

impl Page for TalkNumbersPage {
    const TEMPLATE: &'static str = "console/talk_numbers.html";

    fn samples() -> Vec<Self> {
        #[cfg(not(test))]
        return Vec::new();
        #[cfg(test)]
        tests::samples()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use proofdesk_domain::verification::Mode;

    fn figures() -> TalkFigures {
        let time = Some(Percentiles { p50: 60.0, p90: 7_200.0, p99: 200_000.0, count: 9 });
        TalkFigures {
            opened: 12,
            reopened: 3,
            wait: time,
            first_reply: time,
            resolution: time,
            promised: 10,
            broken: 1,
            rated: 4,
            content: 3,
            scores: 15,
        }
    }

    pub(super) fn samples() -> Vec<TalkNumbersPage> {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let week = time::macros::date!(2026 - 11 - 23);
        let weeks = vec![(week, figures()), (week + time::Duration::weeks(1), TalkFigures::default())];
        let mut hours = [0; 24];
        hours[9] = 40;
        let plot = |f: &TalkFigures| {
            let one = Figures { time: f.wait, ..Figures::default() };
            times(&texts, &[(week, one)])
        };
        let of = |by: &'static str, show| TalkNumbersPage {
            desk: crate::console::talks::cx::sample_desk("numbers"),
            asked: AskedCx {
                mode: Mode::Test.as_str(),
                weeks: 12,
                by,
                show,
                ways: TalkBy::ALL.map(TalkBy::as_str).to_vec(),
                shows: MEASURES.to_vec(),
                times: WEEKS.to_vec(),
                from: 1_795_000_000_000_000,
            },
            cards: cards(&texts, &figures()),
            plots: ["wait", "first", "resolution"].map(|key| (key, plot(&figures()))).to_vec(),
            shares: shares(&texts, &weeks),
            weeks: weeks.iter().map(|(week, f)| row(&texts, week_name(&texts, *week), f)).collect(),
            bars: bars(&texts, show, [("Lin <b>".to_owned(), figures())].into_iter()),
            groups: vec![row(&texts, "Lin <b>".into(), &figures())],
            load: load(&texts, &hours),
            hours: vec![("09:00".into(), "40".into())],
            zone: "Europe/Berlin".into(),
            cut: true,
        };
        let empty = TalkNumbersPage {
            plots: vec![("wait", Lines::default())],
            shares: Lines::default(),
            bars: Bars::default(),
            load: Lines::default(),
            groups: vec![],
            cut: false,
            ..of("agent", "content")
        };
        let ways = TalkBy::ALL.map(|by| of(by.as_str(), "content"));
        let shows = MEASURES.map(|show| of("language", show));
        [of("", "content"), empty].into_iter().chain(ways).chain(shows).collect()
    }

    #[test]
    fn every_face_renders_with_its_numbers_as_tables() {
        for (_, html) in crate::pages::check_samples::<TalkNumbersPage>() {
            assert!(
                html.contains("<table") && !html.contains("style="),
                "the policy of contents lets no style in"
            );
            assert!(!html.contains("Lin <b>"), "names are escaped");
        }
    }

    #[test]
    fn a_file_has_a_cell_for_each_heading_and_groups_have_names() {
        assert_eq!(plain("x".into(), &figures()).len(), 17);
        assert_eq!(plain("x".into(), &TalkFigures::default()).len(), 17);
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            assert_ne!(group_name(&texts, TalkBy::Reason, "image.glare"), "image.glare");
            assert_ne!(group_name(&texts, TalkBy::Outcome, "approved"), "");
            assert_eq!(group_name(&texts, TalkBy::Agent, "Lin"), "Lin");
            assert!(load(&texts, &[0; 24]).lines.is_empty());
        }
    }
}
