//! `/console/numbers`: how well we do, by week and by what cases have in common, with plots, as a table,
//! and as a file; and the switch of the public page.

use super::{AtDesk, cx::Desk, desk, done, known_deed, reasons, show::level_name};
use crate::{
    csv,
    error::WebError,
    form::Posted,
    format,
    i18n::Texts,
    pages::Page,
    plot::{Bars, Line, Lines, Scale},
    state::WebState,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use proofdesk_app::{
    StaffSession,
    ledger::{NumbersAsked, NumbersView, Publish},
};
use proofdesk_domain::{
    ReasonCode,
    access::Action,
    ledger::{Figures, FiguresBy, Percentiles},
    verification::Mode,
};
use serde::Serialize;
use time::Date;

/// Where this page is.
const HERE: &str = "/console/numbers";
/// Times that may be looked at, in weeks.
pub(super) const WEEKS: [u32; 4] = [4, 12, 26, 52];
/// Weeks that are shown where none are named.
pub(super) const USUAL: u32 = 12;
/// What groups can be drawn by.
const MEASURES: [&str; 4] = ["first_try", "machine", "overturned", "time"];

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct NumbersPage {
    /// The frame.
    pub desk: Desk,
    /// What is looked at.
    pub asked: AskedCx,
    /// As in `numbers-card-<key>`, with its value.
    pub cards: Vec<(&'static str, String)>,
    /// Shares by week.
    pub shares: Lines,
    /// Times by week.
    pub times: Lines,
    /// The same as a table.
    pub weeks: Vec<Row>,
    /// By what was asked for, drawn by `asked.show`.
    pub bars: Bars,
    /// The same as a table.
    pub groups: Vec<Row>,
    /// There are more cases than were counted.
    pub cut: bool,
    /// Everybody may see the public page.
    pub public: bool,
    /// The reader may switch it.
    pub may_publish: bool,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// What is looked at, for the form and for addresses.
#[derive(Clone, Debug, Serialize)]
pub struct AskedCx {
    /// `live` or `test`.
    pub mode: &'static str,
    /// How many weeks.
    pub weeks: u32,
    /// As in `ledger-by-<by>`; empty: by week only.
    pub by: &'static str,
    /// As in `numbers-show-<show>`.
    pub show: &'static str,
    /// What can be chosen.
    pub ways: Vec<&'static str>,
    /// What can be drawn.
    pub shows: Vec<&'static str>,
    /// Times that can be chosen.
    pub times: Vec<u32>,
    /// Since when, in microseconds.
    pub from: i64,
}

/// A row of a table, in words.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// First sendings that had an answer.
    pub answered: String,
    /// Share of those approved at once.
    pub first_try: String,
    /// Approvals and noes.
    pub decided: String,
    /// Share by the checks alone.
    pub machine: String,
    /// Share in which something was taken back.
    pub overturned: String,
    /// Half, nine tenths and ninety-nine hundredths took at most so long.
    pub time: [String; 3],
}

/// `?mode=&weeks=&by=&show=&done=`.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    weeks: u32,
    #[serde(default)]
    pub(super) by: String,
    #[serde(default)]
    pub(super) show: String,
    #[serde(default)]
    done: String,
}

impl Wanted {
    /// Of which world: as asked for, else the one that this installation's portal is.
    pub(super) fn mode(&self, state: &WebState, st: &StaffSession) -> Mode {
        let usual = if state.config.test_mode { Mode::Test } else { Mode::Live };
        Mode::find(&self.mode).or(st.mode_filter).unwrap_or(usual)
    }

    /// Over how many weeks.
    pub(super) fn weeks(&self) -> u32 {
        if WEEKS.contains(&self.weeks) { self.weeks } else { USUAL }
    }

    fn asked(&self, state: &WebState, st: &StaffSession) -> NumbersAsked {
        NumbersAsked { mode: self.mode(state, st), weeks: self.weeks(), by: FiguresBy::find(&self.by) }
    }
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "numbers").await?;
    let texts = state.pages.texts(visit.locale);
    let asked = wanted.asked(&state, &st);
    let view = state.app.numbers(&st, asked).await?;
    let show = MEASURES.into_iter().find(|word| *word == wanted.show).unwrap_or(MEASURES[0]);
    let ways = FiguresBy::ALL.into_iter();
    let ways = ways.filter(|by| *by != FiguresBy::Reviewer || st.may(Action::SeeStaffFigures));
    let by = asked.by;
    let name = |key: &str| by.map_or_else(String::new, |by| named(texts, by.as_str(), key));
    let page = NumbersPage {
        desk,
        asked: AskedCx {
            mode: asked.mode.as_str(),
            weeks: asked.weeks,
            by: by.map_or("", FiguresBy::as_str),
            show,
            ways: ways.map(FiguresBy::as_str).collect(),
            shows: MEASURES.to_vec(),
            times: WEEKS.to_vec(),
            from: view.from.as_micros(),
        },
        cards: cards(texts, &view),
        shares: shares(texts, &view.weeks),
        times: times(texts, &view.weeks),
        weeks: view.weeks.iter().rev().map(|(week, f)| row(texts, week_name(texts, *week), f)).collect(),
        bars: bars(texts, show, view.groups.iter().map(|(key, f)| (name(key), *f))),
        groups: view.groups.iter().map(|(key, f)| row(texts, name(key), f)).collect(),
        cut: view.cut,
        public: view.public,
        may_publish: st.may(Action::PublishFigures),
        done: known_deed(&wanted.done),
    };
    state.page(&visit, &page)
}

/// The same as a file: stable words and plain numbers, shares from 0 to 1, times in seconds.
pub(super) async fn file(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let asked = wanted.asked(&state, &st);
    let view = state.app.numbers(&st, asked).await?;
    let by = asked.by.map_or("week", FiguresBy::as_str);
    let rows: Vec<Vec<String>> = match asked.by {
        None => view.weeks.iter().map(|(week, f)| plain(week.to_string(), f)).collect(),
        Some(_) => view.groups.iter().map(|(name, f)| plain(name.clone(), f)).collect(),
    };
    let heading = [
        by,
        "answered",
        "first_try",
        "first_try_share",
        "decided",
        "approved",
        "by_machine",
        "machine_share",
        "overturned",
        "overturned_share",
        "seconds_p50",
        "seconds_p90",
        "seconds_p99",
    ];
    Ok(csv::file(&format!("numbers-{}-{by}.csv", asked.mode.as_str()), &heading, &rows))
}

fn plain(name: String, f: &Figures) -> Vec<String> {
    let share = |share: Option<f64>| share.map(|share| format!("{share:.4}")).unwrap_or_default();
    let seconds = |pick: fn(&Percentiles) -> f64| {
        f.time.as_ref().map(pick).map(|s| format!("{s:.1}")).unwrap_or_default()
    };
    vec![
        name,
        f.answered.to_string(),
        f.first_try.to_string(),
        share(f.first_try_rate()),
        f.decided.to_string(),
        f.approved.to_string(),
        f.by_machine.to_string(),
        share(f.machine_share()),
        f.overturned.to_string(),
        share(f.overturned_share()),
        seconds(|time| time.p50),
        seconds(|time| time.p90),
        seconds(|time| time.p99),
    ]
}

/// Switches the public page.
pub(super) async fn publish(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let (publish, what) = match posted.text("public") {
        "on" => (Publish::On, "figures-on"),
        "off" => (Publish::Off, "figures-off"),
        _ => return Err(WebError::Invalid),
    };
    state.app.publish_figures(&st, publish).await?;
    Ok(done(HERE, what))
}

fn cards(texts: &Texts, view: &NumbersView) -> Vec<(&'static str, String)> {
    let (confirmed, overturned) = view.rereviews;
    vec![
        ("first_try", share(texts, view.whole.first_try_rate())),
        ("machine", share(texts, view.whole.machine_share())),
        ("overturned", share(texts, view.whole.overturned_share())),
        ("p50", seconds(texts, view.whole.time.map(|time| time.p50))),
        ("p90", seconds(texts, view.whole.time.map(|time| time.p90))),
        ("p99", seconds(texts, view.whole.time.map(|time| time.p99))),
        ("answered", format::whole(view.whole.answered)),
        ("decided", format::whole(view.whole.decided)),
        ("waiting", format::whole(view.waiting.people)),
        (
            "rereviews",
            texts.get(
                "numbers-rereviews",
                &[
                    ("done", format::whole(confirmed + overturned).into()),
                    ("overturned", format::whole(overturned).into()),
                ],
            ),
        ),
    ]
}

pub(crate) fn share(texts: &Texts, share: Option<f64>) -> String {
    share.map_or_else(|| texts.get("console-figure-none", &[]), format::percent)
}

pub(crate) fn seconds(texts: &Texts, seconds: Option<f64>) -> String {
    let Some(seconds) = seconds else { return texts.get("console-figure-none", &[]) };
    if seconds < 90.0 {
        return texts.get("console-span-seconds", &[("s", format!("{:.0}", seconds.ceil()).into())]);
    }
    super::cx::span(texts, (seconds / 60.0).ceil() as i64)
}

fn row(texts: &Texts, name: String, f: &Figures) -> Row {
    Row {
        name,
        answered: format::whole(f.answered),
        first_try: share(texts, f.first_try_rate()),
        decided: format::whole(f.decided),
        machine: share(texts, f.machine_share()),
        overturned: share(texts, f.overturned_share()),
        time: [
            seconds(texts, f.time.map(|time| time.p50)),
            seconds(texts, f.time.map(|time| time.p90)),
            seconds(texts, f.time.map(|time| time.p99)),
        ],
    }
}

/// A week by its Monday: `23 Nov`, `11月23日`.
pub(crate) fn week_name(texts: &Texts, week: Date) -> String {
    let month = texts.get(&format!("month-{}", u8::from(week.month())), &[]);
    texts.get("numbers-week", &[("day", week.day().to_string().into()), ("month", month.into())])
}

/// Shares by week.
pub(crate) fn shares(texts: &Texts, weeks: &[(Date, Figures)]) -> Lines {
    let lines: [Share<Figures>; 3] = [
        ("first_try", Figures::first_try_rate),
        ("machine", Figures::machine_share),
        ("overturned", Figures::overturned_share),
    ];
    share_lines(texts, weeks, &lines)
}

/// A share to be drawn: its name as in `numbers-line-<name>`, and what it is of a week's figures.
pub(super) type Share<F> = (&'static str, fn(&F) -> Option<f64>);

/// Shares by week of any figures.
pub(super) fn share_lines<F>(texts: &Texts, weeks: &[(Date, F)], lines: &[Share<F>]) -> Lines {
    let line = |(key, pick): &Share<F>| -> Line {
        let points = weeks.iter().map(|(week, f)| {
            let words = |share: f64| format!("{} {}", week_name(texts, *week), format::percent(share));
            pick(f).map(|share| (share, words(share)))
        });
        (texts.get(&format!("numbers-line-{key}"), &[]), points.collect())
    };
    let heights: Vec<(f64, String)> =
        [0.0, 0.25, 0.5, 0.75, 1.0].into_iter().map(|share| (share, format::percent(share))).collect();
    Lines::new(&dates(texts, weeks), Scale::Linear(1.0), &heights, lines.iter().map(line).collect())
}

/// Times that heights are named by, in seconds.
const STEPS: [f64; 10] =
    [1.0, 10.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 259_200.0, 604_800.0, 2_592_000.0];

/// Times by week, each height so many times the one below: seconds and days stand on one picture.
pub(crate) fn times(texts: &Texts, weeks: &[(Date, Figures)]) -> Lines {
    let line = |key: &str, pick: fn(&Percentiles) -> f64| -> Line {
        let points = weeks.iter().map(|(week, f)| {
            let value = f.time.as_ref().map(pick)?;
            Some((value, format!("{} {}", week_name(texts, *week), seconds(texts, Some(value)))))
        });
        (texts.get(&format!("numbers-line-{key}"), &[]), points.collect())
    };
    let longest = weeks.iter().filter_map(|(_, f)| f.time.map(|time| time.p99)).fold(60.0, f64::max);
    let top = STEPS.into_iter().find(|step| *step >= longest).unwrap_or(longest);
    let heights: Vec<(f64, String)> = STEPS
        .into_iter()
        .filter(|step| *step <= top)
        .map(|step| (step, seconds(texts, Some(step))))
        .collect();
    let lines =
        vec![line("p50", |time| time.p50), line("p90", |time| time.p90), line("p99", |time| time.p99)];
    Lines::new(&dates(texts, weeks), Scale::Log(STEPS[0], top), &heights, lines)
}

fn dates<F>(texts: &Texts, weeks: &[(Date, F)]) -> Vec<String> {
    weeks.iter().map(|(week, _)| week_name(texts, *week)).collect()
}

fn bars(texts: &Texts, show: &str, groups: impl Iterator<Item = (String, Figures)>) -> Bars {
    let value = |f: &Figures| match show {
        "machine" => f.machine_share(),
        "overturned" => f.overturned_share(),
        "time" => f.time.map(|time| time.p50),
        _ => f.first_try_rate(),
    };
    let rows = groups.filter_map(|(name, f)| {
        let value = value(&f)?;
        let words = if show == "time" { seconds(texts, Some(value)) } else { format::percent(value) };
        Some((name, value, words))
    });
    Bars::one_sided(rows, (show != "time").then_some(1.0))
}

/// What a group is called: words for codes, kinds and countries; an empty one is unknown, or the checks.
pub(super) fn named(texts: &Texts, by: &str, key: &str) -> String {
    let known = |id: String, or: &str| if texts.has(&id) { texts.get(&id, &[]) } else { or.to_owned() };
    match (by, key) {
        ("reviewer", "") => texts.get("numbers-checks", &[]),
        (_, "") => texts.get("numbers-unknown", &[]),
        ("reason", code) => {
            ReasonCode::find(code).map_or_else(|| code.to_owned(), |code| reasons::headline(texts, code))
        }
        ("document", kind) => known(format!("document-kind-{kind}"), kind),
        ("country", code) => texts.country(code),
        ("level", level) => level_name(texts, level),
        ("policy", version) => texts.get("policy-number", &[("n", version.into())]),
        ("check" | "source", word) => known(format!("ledger-{by}-{word}"), word),
        ("device", word) => {
            let parts: Vec<String> =
                word.split('/').map(|part| known(format!("ledger-device-{part}"), part)).collect();
            parts.join(" · ")
        }
        (_, name) => name.to_owned(),
    }
}

impl Page for NumbersPage {
    const TEMPLATE: &'static str = "console/numbers.html";

    fn samples() -> Vec<Self> {
        let desk = Desk {
            name: "Ada".to_owned(),
            role: "compliance",
            admin: false,
            place: "numbers",
            after: 7,
            now: 1_795_000_000_000_000,
            mentions: 2,
        };
        let row = |name: &str| Row {
            name: name.to_owned(),
            answered: "12".to_owned(),
            first_try: "83%".to_owned(),
            decided: "11".to_owned(),
            machine: "64%".to_owned(),
            overturned: "9.1%".to_owned(),
            time: ["8 s".to_owned(), "2 h 0 min".to_owned(), "3 d".to_owned()],
        };
        let asked = |by| AskedCx {
            mode: "live",
            weeks: 12,
            by,
            show: "first_try",
            ways: FiguresBy::ALL.map(FiguresBy::as_str).to_vec(),
            shows: MEASURES.to_vec(),
            times: WEEKS.to_vec(),
            from: 1_795_000_000_000_000,
        };
        let points = |value: f64| vec![Some((value, "words".to_owned())), None, Some((value, String::new()))];
        let dates: Vec<String> = ["9 Nov", "16 Nov", "23 Nov"].map(str::to_owned).to_vec();
        let plot = Lines::new(
            &dates,
            Scale::Linear(1.0),
            &[(0.5, "50%".to_owned())],
            vec![("First try".to_owned(), points(0.4)), ("Checks".to_owned(), points(0.8))],
        );
        let keys = [
            "first_try",
            "machine",
            "overturned",
            "p50",
            "p90",
            "p99",
            "answered",
            "decided",
            "waiting",
            "rereviews",
        ];
        let full = Self {
            desk,
            asked: asked("country"),
            cards: keys.into_iter().map(|key| (key, "83%".to_owned())).collect(),
            shares: plot.clone(),
            times: plot,
            weeks: vec![row("23 Nov"), row("16 Nov")],
            bars: Bars::one_sided([("Germany".to_owned(), 0.8, "80%".to_owned())], Some(1.0)),
            groups: vec![row("Germany")],
            cut: true,
            public: true,
            may_publish: true,
            done: Some("figures-on"),
        };
        let empty = Self {
            asked: asked(""),
            shares: Lines::default(),
            times: Lines::default(),
            bars: Bars::default(),
            groups: Vec::new(),
            cut: false,
            public: false,
            done: None,
            ..full.clone()
        };
        let reader = Self { may_publish: false, asked: asked("reason"), groups: Vec::new(), ..empty.clone() };
        let ways = FiguresBy::ALL.map(|by| Self { asked: asked(by.as_str()), ..full.clone() });
        let shows = MEASURES.map(|show| Self { asked: AskedCx { show, ..asked("level") }, ..full.clone() });
        [full, empty, reader].into_iter().chain(ways).chain(shows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use proofdesk_domain::ledger::{Browser, DeviceClass};

    #[test]
    fn every_face_renders_with_its_numbers_as_a_table_beside_each_plot() {
        for (_, html) in crate::pages::check_samples::<NumbersPage>() {
            let plots =
                html.matches("<svg viewBox=\"0 0 8").count() + html.matches("<svg viewBox=\"0 0 6").count();
            assert!(html.matches("<table").count() * 2 >= plots, "a table for each pair of plots");
            assert!(!html.contains("style="), "the policy of contents lets no style in");
        }
    }

    #[test]
    fn every_group_has_a_name_in_both_languages() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            for class in DeviceClass::ALL {
                assert!(texts.has(&format!("ledger-device-{}", class.as_str())));
            }
            for browser in Browser::ALL {
                assert!(texts.has(&format!("ledger-device-{}", browser.as_str())), "{browser:?}");
            }
            assert_ne!(named(&texts, "device", "phone/safari"), "phone/safari");
            assert_ne!(named(&texts, "reason", "image.glare"), "image.glare");
            assert_ne!(named(&texts, "country", "DEU"), "DEU");
            assert!(!named(&texts, "reviewer", "").is_empty() && !named(&texts, "country", "").is_empty());
        }
        let en = Texts::load(Locale::En, None).expect("loads");
        let zh = Texts::load(Locale::ZhCn, None).expect("loads");
        let monday = time::macros::date!(2026 - 11 - 23);
        assert_eq!((&*week_name(&en, monday), &*week_name(&zh, monday)), ("23 Nov", "11月23日"));
    }

    #[test]
    fn seconds_and_days_stand_on_one_picture() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let time = Percentiles { p50: 8.0, p90: 7_200.0, p99: 200_000.0, count: 9 };
        let weeks =
            [(time::macros::date!(2026 - 11 - 23), Figures { time: Some(time), ..Figures::default() })];
        let plot = times(&texts, &weeks);
        assert_eq!(plot.lines.len(), 3);
        assert!(plot.lines[0].last.1 > plot.lines[1].last.1 && plot.lines[1].last.1 > plot.lines[2].last.1);
        assert_eq!(plot.heights.last().unwrap().1, "3 d");
        assert!(times(&texts, &[]).lines.is_empty());
    }
}
