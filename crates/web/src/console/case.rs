//! One case: opening it (which claims it), looking again, taking it over, giving it back, the next one,
//! and its pictures.

use super::{Asked, AtDesk, cx::case::CasePage, desk, done, known_deed, show, talks};
use crate::{error::WebError, form::Posted, portal::picture_response, state::WebState, visit::Visit};
use axum::{
    extract::{FromRequestParts, Path, Query, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{StaffSession, review::ReviewView};
use proofdesk_domain::{ConversationId, EvidenceId, VerificationId, access::Action};
use std::convert::Infallible;

/// An id from an address; anything else is no page.
pub(super) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// Where a case's form stands: on the case's own page, or beside the conversation that the form's address
/// names. Whoever acts stays there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At(Option<ConversationId>);

impl<S: Sync> FromRequestParts<S> for At {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "talk");
        Ok(Self(named.and_then(|(_, id)| id.parse().ok())))
    }
}

impl At {
    /// Beside that conversation.
    pub(super) const fn beside(id: ConversationId) -> Self {
        Self(Some(id))
    }

    /// The page's address.
    pub(super) fn page(self, case: VerificationId) -> String {
        match self.0 {
            Some(talk) => format!("/console/conversations/{talk}"),
            None => format!("/console/cases/{case}"),
        }
    }

    /// What the addresses of the case's forms end with.
    pub(super) fn query(self) -> String {
        self.0.map(|talk| format!("?talk={talk}")).unwrap_or_default()
    }

    /// Back to that page, saying what was done.
    pub(super) fn done(self, case: VerificationId, what: &'static str) -> Response {
        done(&self.page(case), what)
    }

    /// The same where the case's own page would lead to the inbox.
    pub(super) fn done_with(self, case: VerificationId, what: &'static str) -> Response {
        if self.0.is_some() { self.done(case, what) } else { done("/console", what) }
    }
}

/// Dialogs and parts that an address opens.
pub(super) fn known_dialog(word: &str) -> Option<&'static str> {
    ["approve", "retake", "decline", "revoke", "escalate", "correct", "upload"]
        .into_iter()
        .find(|d| *d == word)
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
    page.open = known_dialog(&asked.dialog);
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
        talks::one::with_tools(state, st, texts, &mut page.talk, view).await?;
    }
    Ok(page)
}

/// The page again with what was wrong with a form of the case.
pub(super) async fn again(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: VerificationId,
    at: At,
    change: impl FnOnce(&mut CasePage, &ReviewView),
) -> Result<Response, WebError> {
    if let Some(talk) = at.0 {
        return talks::one::again(state, visit, st, talk, id, change).await;
    }
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
    at: At,
    _: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    state.app.take_over(&st, id).await?;
    Ok(at.done(id, "claimed"))
}

pub(super) async fn release(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    at: At,
    _: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    state.app.release(&st, id).await?;
    Ok(at.done_with(id, "released"))
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
