//! `/figures`: how well we do, for everybody, where the operator wishes. No session is read, no cookie is
//! set, nothing small is told, and caches may keep it for some minutes.

use crate::{
    console::numbers::{seconds, share, shares, times, week_name},
    error::ErrorPage,
    i18n::Texts,
    pages::{Chrome, Page},
    plot::Lines,
    state::WebState,
    visit::locale_of,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use proofdesk_app::ledger::Published;
use proofdesk_domain::{
    ledger::{Figures, SMALL},
    verification::Mode,
};
use serde::Serialize;

/// So long a cache may keep the page, in seconds: as long as the figures stay the same.
const KEPT: &str = "public, max-age=300";

/// The page's route. It stands outside of the layer that knows visitors.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/figures", get(open))
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct FiguresPage {
    /// Since when it counts, in microseconds.
    pub from: i64,
    /// When it was counted.
    pub at: i64,
    /// As in `figures-card-<key>`, with its value.
    pub cards: Vec<(&'static str, String)>,
    /// How many wait for a person; none: fewer than are told.
    pub waiting: Option<u64>,
    /// Below so many nothing is told.
    pub small: u64,
    /// Shares by week.
    pub shares: Lines,
    /// Times by week.
    pub times: Lines,
    /// The same as a table, the newest first.
    pub weeks: Vec<WeekCx>,
    /// Anything is told at all.
    pub any: bool,
}

/// A week, in words.
#[derive(Clone, Debug, Serialize)]
pub struct WeekCx {
    /// Its Monday.
    pub name: String,
    /// First-try pass rate, what was taken back.
    pub shares: [String; 2],
    /// Half, nine tenths and ninety-nine hundredths took at most so long.
    pub time: [String; 3],
}

async fn open(State(state): State<WebState>, headers: HeaderMap) -> Response {
    let locale = locale_of(&headers, &state.config);
    let mode = if state.config.test_mode { Mode::Test } else { Mode::Live };
    let chrome = Chrome {
        here: "/figures".to_owned(),
        csrf: String::new(),
        test_mode: state.config.test_mode,
        ..Chrome::bare(locale)
    };
    let (status, kind) = match state.app.published_figures(mode).await {
        Ok(Some(published)) => {
            let page = FiguresPage::new(state.pages.texts(locale), &published);
            match state.pages.render(locale, &chrome, &page) {
                Ok(html) => return kept(html),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the figures were not rendered"
                    );
                    (StatusCode::INTERNAL_SERVER_ERROR, "internal")
                }
            }
        }
        Ok(None) => (StatusCode::NOT_FOUND, "not-found"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the figures were not counted");
            (StatusCode::SERVICE_UNAVAILABLE, "busy")
        }
    };
    let page = ErrorPage { kind, status: status.as_u16(), wait_minutes: None };
    let html = state.pages.render(locale, &chrome, &page).unwrap_or_default();
    (status, Html(html)).into_response()
}

fn kept(html: String) -> Response {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static(KEPT)),
        (header::VARY, HeaderValue::from_static("Cookie, Accept-Language")),
    ];
    (headers, Html(html)).into_response()
}

impl FiguresPage {
    fn new(texts: &Texts, published: &Published) -> Self {
        let whole = &published.whole;
        let none = |text: Option<f64>, shown: fn(&Texts, Option<f64>) -> String| match text {
            Some(_) => shown(texts, text),
            None => texts.get("figures-too-few", &[]),
        };
        // What the checks decide alone is for the desk: it tells nobody how long they will wait.
        let told: Vec<_> =
            published.weeks.iter().map(|(week, f)| (*week, Figures { by_machine: 0, ..*f })).collect();
        let mut shares = shares(texts, &told);
        shares.lines.retain(|line| line.kind != 2);
        Self {
            from: published.from.as_micros(),
            at: published.at.as_micros(),
            cards: vec![
                ("first_try", none(whole.first_try_rate(), share)),
                ("p50", none(whole.time.map(|time| time.p50), seconds)),
                ("p90", none(whole.time.map(|time| time.p90), seconds)),
                ("p99", none(whole.time.map(|time| time.p99), seconds)),
                ("overturned", none(whole.overturned_share(), share)),
            ],
            waiting: published.waiting,
            small: SMALL,
            shares,
            times: times(texts, &told),
            weeks: told
                .iter()
                .rev()
                .map(|(week, f)| WeekCx {
                    name: week_name(texts, *week),
                    shares: [none(f.first_try_rate(), share), none(f.overturned_share(), share)],
                    time: [
                        none(f.time.map(|time| time.p50), seconds),
                        none(f.time.map(|time| time.p90), seconds),
                        none(f.time.map(|time| time.p99), seconds),
                    ],
                })
                .collect(),
            any: whole.answered + whole.decided > 0,
        }
    }
}

impl Page for FiguresPage {
    const TEMPLATE: &'static str = "portal/figures.html";

    fn samples() -> Vec<Self> {
        let at = 1_795_000_000_000_000;
        let keys = ["first_try", "p50", "p90", "p99", "overturned"];
        let few = Self {
            from: at,
            at,
            cards: keys.into_iter().map(|key| (key, "too few".to_owned())).collect(),
            waiting: None,
            small: SMALL,
            shares: Lines::default(),
            times: Lines::default(),
            weeks: Vec::new(),
            any: false,
        };
        let week = WeekCx {
            name: "23 Nov".to_owned(),
            shares: ["83%".to_owned(), "1.2%".to_owned()],
            time: ["8 s".to_owned(), "2 h 0 min".to_owned(), "3 d".to_owned()],
        };
        let point = || vec![Some((0.5, "words".to_owned())), None];
        let plot = Lines::new(
            &["16 Nov".to_owned(), "23 Nov".to_owned()],
            crate::plot::Scale::Linear(1.0),
            &[(0.5, "50%".to_owned())],
            vec![("First try".to_owned(), point())],
        );
        let full = Self {
            waiting: Some(23),
            shares: plot.clone(),
            times: plot,
            weeks: vec![week],
            any: true,
            ..few.clone()
        };
        vec![full, few]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use proofdesk_domain::{Timestamp, ledger::Percentiles};

    #[test]
    fn every_face_renders_and_a_plot_has_its_table() {
        for (_, html) in crate::pages::check_samples::<FiguresPage>() {
            assert!(!html.contains("<svg viewBox=\"0 0 8") || html.contains("<table"));
        }
    }

    #[test]
    fn what_rests_on_few_cases_says_so_and_is_no_number() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let time = Percentiles { p50: 8.0, p90: 60.0, p99: 90.0, count: 12 };
        let told = Figures { decided: 12, approved: 12, time: Some(time), ..Figures::default() };
        let week = time::macros::date!(2026 - 11 - 23);
        let published = Published {
            at,
            from: at,
            whole: told,
            weeks: vec![(week, Figures::default()), (week, told)],
            waiting: None,
        };
        let page = FiguresPage::new(&texts, &published);
        assert_eq!(page.cards[0].1, texts.get("figures-too-few", &[]));
        assert_eq!(page.cards[1].1, "8 s");
        assert_eq!(page.weeks[1].time[0], texts.get("figures-too-few", &[]));
        assert!(page.any && page.times.lines.iter().all(|line| line.marks.len() == 1));
    }
}
