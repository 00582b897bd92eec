//! Signing in to the console and out of it.

use super::cx::sign_in::SignInPage;
use crate::{
    error::WebError,
    form::Posted,
    language::local_path,
    state::WebState,
    throttle::Deed,
    visit::{Cookie, Visit},
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use proofdesk_app::staff::StaffSignInError;

#[derive(serde::Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// Where somebody goes after signing in: inside the console only.
fn inside(next: &str) -> String {
    let next = local_path(next);
    let within = next == "/console" || next.starts_with("/console/") || next.starts_with("/console?");
    let page = within && !next.starts_with("/console/sign-") && !next.ends_with("/now");
    if page { next.to_owned() } else { "/console".to_owned() }
}

pub(super) async fn form(
    State(state): State<WebState>,
    visit: Visit,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    if let Some(token) = &visit.staff
        && state.app.staff_session(token).await?.is_some()
    {
        return Ok(Redirect::to(&inside(&next)).into_response());
    }
    state.page(&visit, &SignInPage { next: inside(&next), ..SignInPage::default() })
}

pub(super) async fn sign_in(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let (email, password) = (posted.text("email"), posted.text("password"));
    let next = inside(posted.text("next"));
    let again = |problem, locked_until| {
        let page =
            SignInPage { email: email.to_owned(), next: next.clone(), problem: Some(problem), locked_until };
        state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
    };
    if email.trim().is_empty() || password.is_empty() {
        return again("empty", None);
    }
    state.throttle.count(Deed::SignIn, &visit.client, Some(email))?;
    match state.app.staff_sign_in(email, password).await {
        Ok(token) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, Cookie::Staff.set(&state.config, token.as_str(), None)),
                (header::SET_COOKIE, Cookie::Form.clear(&state.config)),
            ]);
            Ok((cookies, Redirect::to(&next)).into_response())
        }
        Err(StaffSignInError::Wrong) => again("wrong", None),
        Err(StaffSignInError::LockedUntil(until)) => again("locked", Some(until.as_micros())),
        Err(StaffSignInError::Error(error)) => Err(error.into()),
    }
}

pub(super) async fn sign_out(
    State(state): State<WebState>,
    visit: Visit,
    _: Posted,
) -> Result<Response, WebError> {
    if let Some(token) = &visit.staff {
        state.app.staff_sign_out(token).await?;
    }
    let cookies = AppendHeaders([(header::SET_COOKIE, Cookie::Staff.clear(&state.config))]);
    Ok((cookies, Redirect::to("/console/sign-in")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_leads_into_the_console_only() {
        assert_eq!(inside("/console/cases/1"), "/console/cases/1");
        assert_eq!(inside("/console?mode=test"), "/console?mode=test");
        for other in [
            "",
            "/",
            "/status",
            "//evil.example/console/",
            "/console/sign-out",
            "/consoleevil",
            "/console/cases/1/now",
        ] {
            assert_eq!(inside(other), "/console", "{other}");
        }
    }
}
