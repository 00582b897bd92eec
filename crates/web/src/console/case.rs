//! One case: opening it (which claims it), looking again, taking it over, giving it back, the next one,
//! and its pictures.

use super::{Asked, AtDesk, cx::case::CasePage, desk, done, known_deed, show};
use crate::{error::WebError, form::Posted, portal::picture_response, state::WebState, visit::Visit};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{StaffSession, review::ReviewView};
use proofdesk_domain::{EvidenceId, VerificationId, access::Action};

/// An id from an address; anything else is no page.
pub(super) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let desk = desk(&state, &st, "case").await?;
    // Just given back: the page that says so does not claim it again.
    let review = if asked.done == "released" {
        state.app.review(&st, id).await?
    } else {
        state.app.open_case(&st, id).await?
    };
    let mut page = laid(&state, &visit, &st, desk, &review).await?;
    page.done = known_deed(&asked.done);
    page.open = ["approve", "retake", "decline", "revoke", "escalate", "correct", "upload"]
        .into_iter()
        .find(|d| *d == asked.dialog);
    state.page(&visit, &page)
}

/// The case as it stands, without claiming it: for live updates.
pub(super) async fn now(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "case").await?;
    let review = state.app.review(&st, id_of(&id)?).await?;
    state.page(&visit, &laid(&state, &visit, &st, desk, &review).await?)
}

/// The page of a case, with what is done with the conversation beside it.
async fn laid(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    frame: super::cx::Desk,
    review: &ReviewView,
) -> Result<CasePage, WebError> {
    let mut page = show::case_page(state, visit, st, frame, review);
    if let Some(view) = &review.talk_desk {
        let texts = state.pages.texts(visit.locale);
        super::talks::one::with_tools(state, st, texts, &mut page.talk, view).await?;
    }
    Ok(page)
}

/// The case again with what was wrong with a form.
pub(super) async fn again(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: VerificationId,
    change: impl FnOnce(&mut CasePage, &ReviewView),
) -> Result<Response, WebError> {
    let desk = desk(state, st, "case").await?;
    let review = state.app.review(st, id).await?;
    let mut page = laid(state, visit, st, desk, &review).await?;
    change(&mut page, &review);
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

pub(super) async fn take(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    state.app.take_over(&st, id).await?;
    Ok(done(&format!("/console/cases/{id}"), "claimed"))
}

pub(super) async fn release(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.app.release(&st, id_of(&id)?).await?;
    Ok(done("/console", "released"))
}

#[derive(serde::Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: String,
}

/// The case to look at next: not the one before.
pub(super) async fn next(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Query(After { after }): Query<After>,
) -> Result<Response, WebError> {
    let after: Option<VerificationId> = after.parse().ok();
    if !st.may(Action::OpenCase) {
        return Err(WebError::Forbidden);
    }
    let Some(id) = state.app.next_case(&st, after).await? else { return Ok(done("/console", "empty")) };
    let mine = state.app.review(&st, id).await?.mine;
    // Opening claims it. A script that only fetches ahead learns so, and gives back what the reader then
    // does not go to.
    let claims = if mine { "" } else { "?claimed" };
    Ok(Redirect::to(&format!("/console/cases/{id}{claims}")).into_response())
}

/// A picture for the claimant of its case: re-encoded, without metadata, kept by no cache.
pub(super) async fn picture(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id: EvidenceId = id_of(&id)?;
    Ok(picture_response(state.app.staff_picture(&st, id).await?))
}
