//! What a case shows when the bot speaks: its applicant's own view, and how often each finding came back.

use crate::{
    App,
    error::Error,
    journey::{is_mended, next_step},
    views::{ApplicantSession, CaseView, FindingView},
};
use proofdesk_domain::{
    bot::{
        opening::{Against, Facts, Since, Waits},
        say::CaseLine,
    },
    document::DocumentKind,
    finding::FindingState,
};
use proofdesk_store::findings::{self, FindingRow};

/// A case as the bot knows it.
pub(crate) struct KnownCase {
    /// For what it says first.
    pub facts: Facts,
    /// For the summary.
    pub line: CaseLine,
    /// What names the person in it: never sent out.
    pub names: Vec<String>,
}

impl App {
    /// What the bot knows of the applicant's current case; none before there is one.
    pub(crate) async fn known_case(&self, s: &ApplicantSession) -> Result<Option<KnownCase>, Error> {
        let Some(id) = s.only_case.or(s.progress.current) else { return Ok(None) };
        let case = self.case(s, id).await?;
        let frozen = self.my_freeze(s).await?.is_some();
        let rows = findings::list(&mut self.store().read().await?, s.applicant, id).await?;
        let now = self.now();
        let details = case.typed.parse(now.date()).ok();
        let against = case
            .findings
            .iter()
            .map(|view| Against {
                finding: view.finding.clone(),
                times: times(&rows, view),
                since: match view.state {
                    FindingState::Disputed => Since::Disputed,
                    _ if is_mended(&view.finding, details.as_ref(), &case) => Since::Mended,
                    _ => Since::Nothing,
                },
                words: view.by_person.clone().filter(|words| !words.trim().is_empty()),
            })
            .collect();
        let decision = case.decision.as_ref();
        let facts = Facts {
            state: case.state,
            delayed: case.delayed,
            frozen,
            against,
            passport: case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport),
            next: next_step(&case, now.date()),
            waits: case.queue.map(|queue| Waits {
                position: queue.position,
                due_at: queue.due_at,
                late: queue.due_at <= now,
            }),
            reasons: decision.map(|d| d.reasons.clone()).unwrap_or_default(),
            appealable: decision.is_some_and(|d| d.appealable),
        };
        let names = names(&case);
        let line = CaseLine {
            reference: case.reference,
            level: case.level.name,
            state: case.state,
            attempts: case.attempts,
        };
        Ok(Some(KnownCase { facts, line, names }))
    }
}

/// In how many sendings in a row, up to its own, a finding was there on the same page.
fn times(rows: &[FindingRow], view: &FindingView) -> u32 {
    let same: Vec<u32> = rows
        .iter()
        .filter(|row| row.code == view.finding.code && row.page == view.finding.page)
        .map(|row| row.attempt)
        .collect();
    let Some(own) = rows.iter().find(|row| row.id == view.id).map(|row| row.attempt) else { return 1 };
    (1..=own).rev().take_while(|attempt| same.contains(attempt)).count().max(1) as u32
}

/// Whatever the case knows that names the person.
fn names(case: &CaseView) -> Vec<String> {
    let typed = &case.typed;
    let whole = format!("{} {}", typed.surname, typed.given_names);
    let turned = format!("{} {}", typed.given_names, typed.surname);
    let joined = format!("{}{}", typed.surname, typed.given_names);
    let mut names: Vec<String> = [
        &typed.surname,
        &typed.given_names,
        &typed.native_name,
        &typed.document_number,
        &typed.birth_date,
        &whole,
        &turned,
        &joined,
        &case.reference,
    ]
    .map(|name| name.trim().to_owned())
    .into();
    names.extend(typed.given_names.split_whitespace().map(str::to_owned));
    names.extend(typed.surname.split_whitespace().map(str::to_owned));
    names.extend(case.readings.iter().map(|reading| reading.value.trim().to_owned()));
    names.retain(|name| name.chars().count() >= 2);
    names.sort();
    names.dedup();
    names
}
