//! Before a case: age and region, the notice, the levels.

use super::{
    SignedIn,
    cx::{
        self, Problem, SpecimenCountry,
        start::{AboutYouPage, LevelCx, LevelsPage, NotServedPage, NoticeDeclinedPage, NoticePage},
    },
    home_of, step_before_case, step_of,
};
use crate::{error::WebError, form::Posted, state::WebState};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{BeginError, Eligibility, views::Standing};
use proofdesk_domain::policy::Requirement;

fn about_you_page(
    state: &WebState,
    in_case: &SignedIn,
    problems: Vec<Problem>,
    of_age: &str,
    region: &str,
) -> AboutYouPage {
    let texts = state.pages.texts(in_case.visit.locale);
    AboutYouPage {
        problems,
        minimum_age: state.app.policy().minimum_age,
        of_age: of_age.to_owned(),
        region: region.to_owned(),
        countries: cx::countries(texts, SpecimenCountry::Left),
    }
}

pub(super) async fn about_you_form(
    State(state): State<WebState>,
    signed_in: SignedIn,
) -> Result<Response, WebError> {
    let progress = &signed_in.session.progress;
    let of_age = match progress.of_age {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let region = progress.region.as_deref().unwrap_or_default();
    let page = about_you_page(&state, &signed_in, Vec::new(), of_age, region);
    state.page(&signed_in.visit, &page)
}

pub(super) async fn about_you(
    State(state): State<WebState>,
    signed_in: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let texts = state.pages.texts(signed_in.visit.locale);
    let (of_age, region) = (posted.text("of_age"), posted.text("region"));
    let mut problems = Vec::new();
    if !matches!(of_age, "yes" | "no") {
        problems.push(Problem::new("of_age", texts.get("about-problem-age", &[])));
    }
    if !texts.countries().iter().any(|country| country.code == region) {
        problems.push(Problem::new("region", texts.get("about-problem-region", &[])));
    }
    if !problems.is_empty() {
        let page = about_you_page(&state, &signed_in, problems, of_age, region);
        return state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &signed_in.visit, &page);
    }
    let eligibility = state.app.answer_age_and_region(&signed_in.session, of_age == "yes", region).await?;
    let next = match eligibility {
        Eligibility::Served => "/start/notice",
        Eligibility::Underage { .. } | Eligibility::NotServed => "/start/not-served",
    };
    Ok(Redirect::to(next).into_response())
}

pub(super) async fn not_served(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    let progress = session.progress;
    if progress.served != Some(false) {
        return Ok(Redirect::to("/").into_response());
    }
    let page = NotServedPage {
        why: if progress.of_age == Some(false) { "age" } else { "region" },
        minimum_age: state.app.policy().minimum_age,
        region: progress.region.unwrap_or_default(),
    };
    state.page(&visit, &page)
}

pub(super) async fn notice_form(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    match step_before_case(&state, &session) {
        Some(first) if first != "/start/notice" => Ok(Redirect::to(first).into_response()),
        _ => state.page(&visit, &NoticePage { version: state.app.policy().notice_version.clone() }),
    }
}

pub(super) async fn notice(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    match posted.text("answer") {
        "yes" if posted.text("version") == state.app.policy().notice_version => {
            state.app.give_consent(&session, posted.text("version"), visit.locale.into()).await?;
            Ok(Redirect::to("/").into_response())
        }
        // The notice was replaced while it was read: it is shown anew.
        "yes" => Ok(Redirect::to("/start/notice").into_response()),
        "no" => {
            state.app.decline_consent(&session).await?;
            Ok(Redirect::to("/start/declined").into_response())
        }
        _ => Err(WebError::Invalid),
    }
}

pub(super) async fn declined(
    State(state): State<WebState>,
    SignedIn { visit, .. }: SignedIn,
) -> Result<Response, WebError> {
    state.page(&visit, &NoticeDeclinedPage {})
}

pub(super) async fn levels(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    if let Some(first) = step_before_case(&state, &session) {
        return Ok(Redirect::to(first).into_response());
    }
    let texts = state.pages.texts(visit.locale);
    let views = state.app.levels(&session).await?;
    let one_runs = views.iter().any(|view| matches!(view.standing, Standing::Running(_)));
    let levels = views
        .into_iter()
        .map(|view| LevelCx {
            name: cx::level_name(texts, &view.level.name),
            limits: cx::limits(&view.level.limits),
            requires: view.level.requires.iter().map(Requirement::as_str).collect(),
            minutes: view.level.minutes,
            person: view.level.requires(Requirement::Person),
            review_hours: state.app.policy().clocks.review_hours,
            ended: view.end.is_some_and(|end| end.at <= state.app.now()),
            end: view.end.map(|end| end.at),
            standing: match view.standing {
                Standing::Reached if view.renewable && !one_runs && session.only_case.is_none() => "renew",
                Standing::Reached => "reached",
                Standing::Running(_) => "running",
                Standing::Open if one_runs || session.only_case.is_some() => "later",
                Standing::Open => "open",
            },
            key: view.level.name,
        })
        .collect();
    let usage = cx::usage::UsageCx::new(state.app.limit_table(&session).await?);
    state.page(&visit, &LevelsPage { levels, usage })
}

pub(super) async fn choose_level(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let next = match state.app.begin(&session, posted.text("level")).await {
        // What an earlier approval left is there already: on to the first thing that is not.
        Ok(id) => step_of(&state, &state.app.case(&session, id).await?),
        Err(BeginError::AlreadyRunning(_)) => "/status",
        Err(BeginError::Reached) => "/levels",
        Err(BeginError::NotEligible | BeginError::ConsentMissing) => home_of(&state, &session),
        Err(BeginError::UnknownLevel) => return Err(WebError::Invalid),
        Err(BeginError::Error(error)) => return Err(error.into()),
    };
    Ok(Redirect::to(next).into_response())
}
