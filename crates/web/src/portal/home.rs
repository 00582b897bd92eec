//! `/` and `/l/{token}`: the start page, and the way in by a hosted link.

use super::{
    cx::start::{HomePage, LinkPage},
    enter, find_session, home_of,
};
use crate::{
    error::WebError,
    form::Posted,
    state::WebState,
    throttle::Deed,
    visit::{Cookie, Visit},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::LinkError;
use proofdesk_domain::evidence::Slot;

/// The start page, or where a signed-in person goes on.
pub(super) async fn home(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    let had_token = visit.session.is_some();
    let (visit, session) = find_session(&state, visit).await?;
    if let Some(session) = session {
        return Ok(Redirect::to(home_of(&state, &session)).into_response());
    }
    let page = state.page(&visit, &HomePage {})?;
    let ended = had_token.then(|| Cookie::Session.clear(&state.config));
    Ok(super::with_cookies(page, ended))
}

/// A hosted link is opened by a button, not by being looked at: mail programs and messengers look at
/// links before people do, and a link works once.
pub(super) async fn link(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    state.page(&visit, &LinkPage { standing: "ready" })
}

/// Opens the verification of a hosted link.
pub(super) async fn open_link(
    State(state): State<WebState>,
    visit: Visit,
    Path(token): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Code, &visit.client, None)?;
    let standing = match state.app.open_link(&token).await {
        Ok(opened) => {
            // A link that somebody made for their own phone leads straight to the camera.
            let path = match opened.side {
                Some(Slot::Back) => "/verify/photo/back",
                Some(_) => "/verify/photo/front",
                None => "/",
            };
            return Ok(enter(&state, &opened.session, path));
        }
        Err(LinkError::Used) => "used",
        Err(LinkError::Expired) => "expired",
        Err(LinkError::Unknown) => "unknown",
        Err(LinkError::Error(error)) => return Err(error.into()),
    };
    state.page_with(StatusCode::GONE, &visit, &LinkPage { standing })
}
