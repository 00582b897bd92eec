//! `/door`: help for somebody who cannot get in, without an account.

use super::cx::{
    Problem,
    door::{DoorLineCx, DoorPage, DoorSentPage, DoorTalkPage, StopPage},
};
use crate::{error::WebError, form::Posted, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::door::{DoorAsk, DoorError};
use proofdesk_domain::conversation::{MAX_MESSAGE_CHARS, MessageProblem};

pub(super) async fn form(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    state.page(
        &visit,
        &DoorPage { answer_hours: state.app.policy().clocks.answer_hours, ..DoorPage::default() },
    )
}

/// The problem of what was written, in words.
fn problem(state: &WebState, visit: &Visit, error: DoorError) -> Result<Problem, WebError> {
    let texts = state.pages.texts(visit.locale);
    Ok(match error {
        DoorError::Email => Problem::new("email", texts.get("locked-problem-email", &[])),
        DoorError::Words(MessageProblem::Empty) => {
            Problem::new("words", texts.get("locked-problem-words", &[]))
        }
        DoorError::Words(MessageProblem::TooLong) => {
            let most = [("most", MAX_MESSAGE_CHARS.to_string().into())];
            Problem::new("words", texts.get("talk-problem-too-long", &most))
        }
        DoorError::Closed => Problem::new("words", texts.get("locked-problem-closed", &[])),
        DoorError::Error(error) => return Err(error.into()),
    })
}

pub(super) async fn ask(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let (email, account, words) = (posted.text("email"), posted.text("account"), posted.text("words"));
    state.throttle.count(Deed::Mail, &visit.client, Some(email))?;
    let asked = DoorAsk { email, account, words, locale: visit.locale.into() };
    let answer_hours = state.app.policy().clocks.answer_hours;
    match state.app.ask_at_door(asked).await {
        Ok(reference) => state.page(&visit, &DoorSentPage { reference, answer_hours }),
        Err(error) => {
            let page = DoorPage {
                problems: vec![problem(&state, &visit, error)?],
                email: email.to_owned(),
                account: account.to_owned(),
                words: words.to_owned(),
                answer_hours,
            };
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
        }
    }
}

async fn talk_page(state: &WebState, token: &str) -> Result<DoorTalkPage, WebError> {
    let view = state.app.at_door(token).await?;
    Ok(DoorTalkPage {
        problems: Vec::new(),
        reference: view.reference,
        closed: view.closed,
        due_at: view.due_at,
        change_at: view.change_at,
        lines: view
            .lines
            .into_iter()
            .map(|line| DoorLineCx { by: line.by, text: line.text, at: line.at })
            .collect(),
        words: String::new(),
    })
}

pub(super) async fn talk(
    State(state): State<WebState>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Code, &visit.client, None)?;
    let page = talk_page(&state, &token).await?;
    state.page(&visit, &page)
}

pub(super) async fn say(
    State(state): State<WebState>,
    visit: Visit,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, Some(&token))?;
    match state.app.say_at_door(&token, posted.text("words")).await {
        Ok(()) => Ok(Redirect::to(&format!("/door/{token}")).into_response()),
        Err(error) => {
            let problems = vec![problem(&state, &visit, error)?];
            let words = posted.text("words").to_owned();
            let page = DoorTalkPage { problems, words, ..talk_page(&state, &token).await? };
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
        }
    }
}

/// Stopped by a button, not by being looked at: mail programs look at links before people do.
pub(super) async fn stop_form(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    state.page(&visit, &StopPage { standing: "ready" })
}

pub(super) async fn stop(
    State(state): State<WebState>,
    visit: Visit,
    Path(token): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Code, &visit.client, None)?;
    let standing = if state.app.stop_address(&token).await? { "stopped" } else { "nothing" };
    state.page(&visit, &StopPage { standing })
}
