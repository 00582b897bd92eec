//! `/console/ledger`: what was taken back of what the checks or people had said, by reason, check,
//! document, country, device, policy, reviewer and how; with a plot, as a table, and as a file.

use super::{
    AtDesk,
    cx::Desk,
    desk,
    numbers::{WEEKS, Wanted, named},
    show::headlines,
};
use crate::{csv, error::WebError, format, pages::Page, plot::Bars, state::WebState};
use axum::{
    extract::{Query, State},
    response::Response,
};
use proofdesk_app::ledger::{LedgerAsked, LedgerRow, SaidBy};
use proofdesk_domain::{
    access::Action,
    ledger::{LedgerBy, Source},
};
use serde::Serialize;

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerPage {
    /// The frame.
    pub desk: Desk,
    /// `live` or `test`.
    pub mode: &'static str,
    /// How many weeks.
    pub weeks: u32,
    /// As in `ledger-by-<by>`.
    pub by: &'static str,
    /// What can be chosen.
    pub ways: Vec<&'static str>,
    /// Times that can be chosen.
    pub times: Vec<u32>,
    /// Since when, in microseconds.
    pub from: i64,
    /// How many entries there are.
    pub total: u64,
    /// There are more than were counted.
    pub cut: bool,
    /// How often.
    pub bars: Bars,
    /// The same as a table.
    pub rows: Vec<RowCx>,
    /// The newest by name.
    pub newest: Vec<LineCx>,
}

/// A row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct RowCx {
    /// In words.
    pub name: String,
    /// How often.
    pub times: u64,
    /// In each way, in the order of `ledger-source-…`.
    pub by_source: [u64; 4],
    /// Of how many.
    pub of: Option<u64>,
    /// The share of those.
    pub share: Option<String>,
}

/// An entry.
#[derive(Clone, Debug, Serialize)]
pub struct LineCx {
    /// The case's page.
    pub href: String,
    /// What people quote.
    pub reference: String,
    /// As in `ledger-source-<source>`.
    pub source: &'static str,
    /// What had been said, in words.
    pub said: Vec<String>,
    /// Who had said it, in words.
    pub said_by: String,
    /// Who took it back, where the reader may know.
    pub by: Option<String>,
    /// When, in microseconds.
    pub at: i64,
}

fn asked(state: &WebState, st: &proofdesk_app::StaffSession, wanted: &Wanted) -> LedgerAsked {
    LedgerAsked {
        mode: wanted.mode(state, st),
        weeks: wanted.weeks(),
        by: LedgerBy::find(&wanted.by).unwrap_or(LedgerBy::Reason),
    }
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "numbers").await?;
    let texts = state.pages.texts(visit.locale);
    let asked = asked(&state, &st, &wanted);
    let view = state.app.ledger(&st, asked).await?;
    let name = |key: &str| named(texts, asked.by.as_str(), key);
    let ways = LedgerBy::ALL.into_iter();
    let ways = ways.filter(|by| *by != LedgerBy::Reviewer || st.may(Action::SeeStaffFigures));
    let bars =
        view.rows.iter().map(|row| (name(&row.name), row.tally.times as f64, format::whole(row.tally.times)));
    let page = LedgerPage {
        desk,
        mode: asked.mode.as_str(),
        weeks: asked.weeks,
        by: asked.by.as_str(),
        ways: ways.map(LedgerBy::as_str).collect(),
        times: WEEKS.to_vec(),
        from: view.from.as_micros(),
        total: view.times,
        cut: view.cut,
        bars: Bars::one_sided(bars, None),
        rows: view
            .rows
            .iter()
            .map(|row| RowCx {
                name: name(&row.name),
                times: row.tally.times,
                by_source: row.tally.by_source,
                of: row.of,
                share: share(row).map(format::percent),
            })
            .collect(),
        newest: view
            .newest
            .into_iter()
            .map(|line| LineCx {
                href: format!("/console/cases/{}", line.case),
                reference: line.reference,
                source: line.source.as_str(),
                said: headlines(texts, &line.codes),
                said_by: match line.said_by {
                    SaidBy::Checks => texts.get("numbers-checks", &[]),
                    SaidBy::Person(Some(name)) => name,
                    SaidBy::Person(None) => texts.get("ledger-a-person", &[]),
                },
                by: line.by,
                at: line.at.as_micros(),
            })
            .collect(),
    };
    state.page(&visit, &page)
}

/// Of those that there were; none where fewer were counted than were taken back (they were said before).
fn share(row: &LedgerRow) -> Option<f64> {
    let of = row.of.filter(|of| *of >= row.tally.times && *of > 0)?;
    Some(row.tally.times as f64 / of as f64)
}

/// The same as a file: stable words and plain numbers.
pub(super) async fn file(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let asked = asked(&state, &st, &wanted);
    let view = state.app.ledger(&st, asked).await?;
    let rows: Vec<Vec<String>> = view
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = vec![row.name, row.tally.times.to_string()];
            cells.extend(row.tally.by_source.map(|n| n.to_string()));
            cells.push(row.of.map(|of| of.to_string()).unwrap_or_default());
            cells
        })
        .collect();
    let by = asked.by.as_str();
    let mut heading = vec![by, "times"];
    heading.extend(Source::ALL.map(Source::as_str));
    heading.push("of");
    Ok(csv::file(&format!("ledger-{}-{by}.csv", asked.mode.as_str()), &heading, &rows))
}

impl Page for LedgerPage {
    const TEMPLATE: &'static str = "console/ledger.html";

    fn samples() -> Vec<Self> {
        let at = 1_795_000_000_000_000;
        let desk = Desk {
            name: "Ada".to_owned(),
            role: "compliance",
            admin: false,
            place: "numbers",
            after: 7,
            now: at,
            mentions: 2,
        };
        let row = |of: Option<u64>| RowCx {
            name: "Light covers part of it".to_owned(),
            times: 3,
            by_source: [0, 2, 1, 0],
            of,
            share: of.map(|_| "30%".to_owned()),
        };
        let line = |source: Source| LineCx {
            href: "/console/cases/0192".to_owned(),
            reference: "PD-7K4M-2Q9X".to_owned(),
            source: source.as_str(),
            said: vec!["Light covers part of it".to_owned()],
            said_by: "The checks".to_owned(),
            by: (source == Source::Appeal).then(|| "Lin Wei".to_owned()),
            at,
        };
        let page = |by: LedgerBy| Self {
            desk: desk.clone(),
            mode: "live",
            weeks: 12,
            by: by.as_str(),
            ways: LedgerBy::ALL.map(LedgerBy::as_str).to_vec(),
            times: WEEKS.to_vec(),
            from: at,
            total: 3,
            cut: by == LedgerBy::Check,
            bars: Bars::one_sided([("Light covers part of it".to_owned(), 3.0, "3".to_owned())], None),
            rows: vec![row(Some(10)), row(None)],
            newest: Source::ALL.map(line).to_vec(),
        };
        let mut all: Vec<_> = LedgerBy::ALL.map(page).to_vec();
        let nothing =
            Self { rows: Vec::new(), newest: Vec::new(), total: 0, bars: Bars::default(), ..all[0].clone() };
        all.push(nothing);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::ledger::Tally;

    #[test]
    fn every_face_renders_and_every_plot_has_its_table() {
        for (_, html) in crate::pages::check_samples::<LedgerPage>() {
            assert!(!html.contains("plot-right") || html.contains("<table"));
            assert!(!html.contains("style="));
        }
    }

    #[test]
    fn a_share_is_told_only_where_it_is_one() {
        let row = |times, of| {
            let tally = Tally { times, by_source: [times, 0, 0, 0] };
            share(&LedgerRow { name: String::new(), tally, of })
        };
        assert_eq!(row(3, Some(12)), Some(0.25));
        assert_eq!(row(3, Some(2)), None, "said before the time that is looked at");
        assert_eq!(row(0, Some(0)), None);
        assert_eq!(row(3, None), None);
    }
}
