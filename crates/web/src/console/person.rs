//! `/console/people/{id}`: one person after decisions: freeze and give back, the auditor's file, erasure.
//! Nothing here names the person; the cases do, to whoever opens them.

use super::{Asked, AtDesk, case::id_of, cx::Desk, desk, known_deed, reasons};
use crate::{
    error::WebError, form::Posted, pages::Page, portal::cx::level_name, state::WebState, visit::Visit,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    StaffSession,
    after::{
        freeze::{FreezeError, FreezeView},
        people::{EraseError, PersonView},
        renewal::RenewalError,
    },
};
use proofdesk_domain::{ApplicantId, ReasonCode, VerificationId, verification::Turn};
use serde::Serialize;

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct PersonPage {
    /// The frame.
    pub desk: Desk,
    /// The person's id.
    pub id: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// Since when they are known, in microseconds.
    pub created_at: i64,
    /// When they were erased.
    pub erased_at: Option<i64>,
    /// Their cases, newest first.
    pub cases: Vec<CaseLine>,
    /// How long their approvals stand.
    pub stands: Vec<StandsLine>,
    /// They can be asked to verify anew.
    pub may_ask: bool,
    /// How many days they get where none are named.
    pub asked_days: u32,
    /// Freezes, oldest first.
    pub freezes: Vec<FreezeLine>,
    /// One of them stands.
    pub frozen: bool,
    /// A case is under way, so nothing can be erased.
    pub running: bool,
    /// The reader may erase and export.
    pub may_dispose: bool,
    /// Codes and titles to choose from.
    pub reasons: Vec<(String, String)>,
    /// What was chosen and written, where it was not taken.
    pub draft: Draft,
    /// What was the matter, as in `people-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// What was typed and not taken.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Draft {
    /// A code.
    pub code: String,
    /// Words to the person.
    pub words: String,
}

/// A case of theirs.
#[derive(Clone, Debug, Serialize)]
pub struct CaseLine {
    /// Its id.
    pub id: String,
    /// What people quote.
    pub reference: String,
    /// The level, in words.
    pub level: String,
    /// As in `console-state-<state>`.
    pub state: &'static str,
    /// When it was begun, in microseconds.
    pub at: i64,
}

/// How long an approval stands.
#[derive(Clone, Debug, Serialize)]
pub struct StandsLine {
    /// The case.
    pub reference: String,
    /// Each level, when it ends in microseconds, why, and whether it has.
    pub stairs: Vec<(String, Option<i64>, Option<&'static str>, bool)>,
    /// Why somebody was asked to verify anew, by whom, and when in microseconds.
    pub asked: Option<(String, String, i64)>,
    /// How often the person was told.
    pub told: i64,
}

/// A freeze, standing or given back.
#[derive(Clone, Debug, Serialize)]
pub struct FreezeLine {
    /// Why.
    pub reason: String,
    /// Its code.
    pub code: &'static str,
    /// By whom.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
    /// Who gave it back.
    pub lifted_by: Option<String>,
    /// When.
    pub lifted_at: Option<i64>,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "console/person.html";

    fn samples() -> Vec<Self> {
        let at = 1_795_000_000_000_000;
        let desk = Desk {
            name: "Ada".to_owned(),
            role: "compliance",
            admin: false,
            place: "people",
            after: 7,
            now: at,
            mentions: 2,
        };
        let case = CaseLine {
            id: "0192".into(),
            reference: "PD-7K4M-2Q9X".into(),
            level: "Standard".into(),
            state: "approved",
            at,
        };
        let freeze = |lifted_by: Option<&str>| FreezeLine {
            reason: "The document has expired".into(),
            code: "doc.expired",
            by: "Lin".into(),
            at,
            lifted_by: lifted_by.map(str::to_owned),
            lifted_at: lifted_by.map(|_| at),
        };
        let free = Self {
            desk,
            id: "0192".into(),
            mode: "test",
            created_at: at,
            erased_at: None,
            cases: vec![case],
            stands: vec![
                StandsLine {
                    reference: "PD-7K4M-2Q9X".into(),
                    stairs: vec![
                        ("Plus".into(), Some(at), Some("document"), true),
                        ("Standard".into(), Some(at), Some("interval"), false),
                    ],
                    asked: None,
                    told: 0,
                },
                StandsLine {
                    reference: "PD-7K4M-2Q9Y".into(),
                    stairs: vec![
                        ("Plus".into(), Some(at), Some("asked"), false),
                        ("Standard".into(), None, None, false),
                    ],
                    asked: Some(("Expired".into(), "Noor".into(), at)),
                    told: 2,
                },
            ],
            may_ask: true,
            asked_days: 30,
            freezes: vec![freeze(Some("Noor"))],
            frozen: false,
            running: false,
            may_dispose: true,
            reasons: vec![("doc.expired".into(), "The document has expired".into())],
            draft: Draft::default(),
            problem: None,
            done: None,
        };
        let mut samples = vec![
            Self { frozen: true, freezes: vec![freeze(None)], mode: "live", ..free.clone() },
            Self { may_dispose: false, running: true, ..free.clone() },
            Self {
                erased_at: Some(at),
                cases: vec![],
                freezes: vec![],
                stands: vec![],
                may_ask: false,
                ..free.clone()
            },
            Self { running: true, ..free.clone() },
        ];
        for problem in PROBLEMS {
            let draft = Draft { code: "doc.expired".into(), words: "<b>".into() };
            samples.push(Self { problem: Some(problem), draft, ..free.clone() });
        }
        for done in ["frozen", "unfrozen", "erased", "asked"] {
            samples.push(Self { done: Some(done), ..free.clone() });
        }
        samples.push(free);
        samples
    }
}

/// Every word of `people-problem-…`.
const PROBLEMS: [&str; 10] = [
    "reason",
    "words",
    "words_long",
    "frozen",
    "not_frozen",
    "not_confirmed",
    "held",
    "running",
    "days",
    "nothing_stands",
];

/// From a case to the person whose it is.
pub(super) async fn of_case(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let review = state.app.review(&st, id_of::<VerificationId>(&id)?).await?;
    Ok(Redirect::to(&format!("/console/people/{}", review.applicant.id)).into_response())
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = page(&state, &visit, &st, id_of(&id)?).await?;
    page.done = known_deed(&asked.done);
    state.page(&visit, &page)
}

async fn page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ApplicantId,
) -> Result<PersonPage, WebError> {
    let desk = desk(state, st, "people").await?;
    let texts = state.pages.texts(visit.locale);
    let person: PersonView = state.app.person(st, id).await?;
    let frozen = person.frozen().is_some();
    let line = |freeze: FreezeView| FreezeLine {
        reason: reasons::headline(texts, freeze.reason),
        code: freeze.reason.as_str(),
        by: freeze.by,
        at: freeze.at.as_micros(),
        lifted_at: freeze.lifted.as_ref().map(|(_, at)| at.as_micros()),
        lifted_by: freeze.lifted.map(|(by, _)| by),
    };
    Ok(PersonPage {
        desk,
        id: id.to_string(),
        mode: person.mode.as_str(),
        created_at: person.created_at.as_micros(),
        erased_at: person.erased_at.map(proofdesk_domain::Timestamp::as_micros),
        running: person.cases.iter().any(|case| case.state.turn() != Turn::Nobody),
        cases: person
            .cases
            .into_iter()
            .map(|case| CaseLine {
                id: case.id.to_string(),
                reference: case.reference,
                level: level_name(texts, &case.level),
                state: case.state.as_str(),
                at: case.created_at.as_micros(),
            })
            .collect(),
        may_ask: person.erased_at.is_none()
            && person.stands.iter().any(|stands| {
                stands.stairs.iter().any(|stair| stair.end.is_none_or(|end| end.at > state.app.now()))
            }),
        asked_days: state.app.policy().renewal.asked_days,
        stands: person
            .stands
            .into_iter()
            .map(|stands| StandsLine {
                reference: stands.reference,
                stairs: stands
                    .stairs
                    .into_iter()
                    .map(|stair| {
                        let over = stair.end.is_some_and(|end| end.at <= state.app.now());
                        let at = stair.end.map(|end| end.at.as_micros());
                        (level_name(texts, &stair.level), at, stair.end.map(|end| end.why.as_str()), over)
                    })
                    .collect(),
                asked: stands
                    .asked
                    .map(|(code, by, at)| (reasons::headline(texts, code), by, at.as_micros())),
                told: stands.told,
            })
            .collect(),
        freezes: person.freezes.into_iter().map(line).collect(),
        frozen,
        may_dispose: person.may_dispose,
        reasons: reasons::for_freeze(texts),
        draft: Draft::default(),
        problem: None,
        done: None,
    })
}

async fn again(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ApplicantId,
    problem: &'static str,
    draft: Draft,
) -> Result<Response, WebError> {
    let page = PersonPage { problem: Some(problem), draft, ..page(state, visit, st, id).await? };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

/// The auditor's file of one case. Posted, since exporting is recorded.
pub(super) async fn case_file(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    let (name, text) = state.app.case_file(&st, id_of(&id)?).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let name = name.map_err(|e| WebError::Internal(e.into()))?;
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// `freeze`, `unfreeze`, `renew` or `erase`.
pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path((id, deed)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: ApplicantId = id_of(&id)?;
    let draft = Draft { code: posted.text("code").to_owned(), words: posted.text("words").to_owned() };
    let (problem, done) = match deed.as_str() {
        "freeze" => {
            let Some(code) = ReasonCode::find(&draft.code) else {
                return again(&state, &visit, &st, id, "reason", draft).await;
            };
            (frozen(state.app.freeze(&st, id, code, &draft.words).await)?, "frozen")
        }
        "renew" => {
            let Some(code) = ReasonCode::find(&draft.code) else {
                return again(&state, &visit, &st, id, "reason", draft).await;
            };
            let days = posted.text("days").trim();
            let days = if days.is_empty() { None } else { Some(days.parse().unwrap_or(0)) };
            let problem = match state.app.ask_to_renew(&st, id, code, &draft.words, days).await {
                Ok(_) => None,
                Err(RenewalError::NothingStands) => Some("nothing_stands"),
                Err(RenewalError::CodeNotUsable(_)) => Some("reason"),
                Err(RenewalError::WordsMissing) => Some("words"),
                Err(RenewalError::WordsTooLong) => Some("words_long"),
                Err(RenewalError::Days) => Some("days"),
                Err(RenewalError::Error(error)) => return Err(error.into()),
            };
            (problem, "asked")
        }
        "unfreeze" => (frozen(state.app.unfreeze(&st, id).await)?, "unfrozen"),
        "erase" => {
            let problem = match state.app.erase_person(&st, id, posted.text("reference")).await {
                Ok(()) => None,
                Err(EraseError::NotConfirmed) => Some("not_confirmed"),
                Err(EraseError::Frozen) => Some("held"),
                Err(EraseError::Running) => Some("running"),
                Err(EraseError::Error(error)) => return Err(error.into()),
            };
            (problem, "erased")
        }
        _ => return Err(WebError::NotFound),
    };
    match problem {
        Some(problem) => again(&state, &visit, &st, id, problem, draft).await,
        None => Ok(super::done(&format!("/console/people/{id}"), done)),
    }
}

fn frozen(result: Result<(), FreezeError>) -> Result<Option<&'static str>, WebError> {
    match result {
        Ok(()) => Ok(None),
        Err(FreezeError::Frozen) => Ok(Some("frozen")),
        Err(FreezeError::NotFrozen) => Ok(Some("not_frozen")),
        Err(FreezeError::CodeNotUsable(_)) => Ok(Some("reason")),
        Err(FreezeError::WordsMissing) => Ok(Some("words")),
        Err(FreezeError::WordsTooLong) => Ok(Some("words_long")),
        Err(FreezeError::Error(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_renders_and_only_compliance_sees_erasure() {
        let pages = crate::pages::check_samples::<PersonPage>();
        let with = |needle: &str| pages.iter().filter(|(_, html)| html.contains(needle)).count();
        assert!(with("/erase\"") > 0 && with("/erase\"") < pages.len());
        assert!(with("/unfreeze\"") > 0 && with("/freeze\"") > 0);
        for (_, html) in &pages {
            assert!(!(html.contains("/unfreeze\"") && html.contains("/freeze\"")), "one or the other");
        }
    }
}
