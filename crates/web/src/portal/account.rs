//! Registering, confirming the address, signing in and out, a new password.

use super::{
    cx::{
        Problem,
        account::{ConfirmPage, RegisterPage, ResetNewPage, ResetPage, SignInPage},
    },
    enter, find_session, home_of, with_cookies,
};
use crate::{
    error::WebError,
    form::Posted,
    i18n::Arg,
    language::local_path,
    state::WebState,
    throttle::Deed,
    visit::{Cookie, Visit},
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    CodeError, PendingToken, RegisterError, Registration, ResetError, SignInError, SignedIn,
};
use proofdesk_domain::account::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordProblem};

/// How long the browser remembers that an address is to be confirmed, in seconds: as long as the code.
const PENDING_AGE: u64 = 24 * 3600;

/// What is wrong with a form: the page again, with everything typed kept.
const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

pub(super) async fn register_form(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    match find_session(&state, visit).await? {
        (_, Some(session)) => Ok(Redirect::to(home_of(&state, &session)).into_response()),
        (visit, None) => state.page(&visit, &RegisterPage::default()),
    }
}

pub(super) async fn register(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let email = posted.text("email");
    let invitation = posted.find("invitation").filter(|code| !code.trim().is_empty());
    state.throttle.count(Deed::Register, &visit.client, Some(email))?;
    let registration =
        Registration { email, password: posted.text("password"), invitation, locale: visit.locale.into() };
    let texts = state.pages.texts(visit.locale);
    let problems = match state.app.register(registration).await {
        Ok(pending) => return Ok(to_confirm(&state, &pending)),
        Err(RegisterError::Error(error)) => return Err(error.into()),
        Err(RegisterError::Email) => {
            let mut problems = vec![Problem::new("email", texts.get("register-problem-email", &[]))];
            // The password is judged with the address; what is plainly too short is said at once.
            if posted.text("password").chars().count() < MIN_PASSWORD_CHARS {
                problems.push(password_problem(&state, &visit, PasswordProblem::TooShort));
            }
            problems
        }
        Err(RegisterError::Password(problem)) => vec![password_problem(&state, &visit, problem)],
        Err(RegisterError::Invitation) => {
            vec![Problem::new("invitation", texts.get("register-problem-invitation", &[]))]
        }
    };
    let page = RegisterPage {
        problems,
        email: email.to_owned(),
        invitation: invitation.unwrap_or_default().to_owned(),
        ..RegisterPage::default()
    };
    state.page_with(WRONG, &visit, &page)
}

fn password_problem(state: &WebState, visit: &Visit, problem: PasswordProblem) -> Problem {
    let texts = state.pages.texts(visit.locale);
    let count = |number: usize| Arg::from(number.to_string());
    let text = match problem {
        PasswordProblem::TooShort => {
            texts.get("register-problem-password-short", &[("least", count(MIN_PASSWORD_CHARS))])
        }
        PasswordProblem::TooLong => {
            texts.get("register-problem-password-long", &[("most", count(MAX_PASSWORD_CHARS))])
        }
        PasswordProblem::Guessable => texts.get("register-problem-password-guessable", &[]),
    };
    Problem::new("password", text)
}

fn to_confirm(state: &WebState, pending: &PendingToken) -> Response {
    let cookie = Cookie::Pending.set(&state.config, pending.as_str(), Some(PENDING_AGE));
    with_cookies(Redirect::to("/confirm").into_response(), [cookie])
}

#[derive(serde::Deserialize)]
pub(super) struct Resent {
    #[serde(default)]
    resent: bool,
}

pub(super) async fn confirm_form(
    State(state): State<WebState>,
    visit: Visit,
    Query(Resent { resent }): Query<Resent>,
) -> Result<Response, WebError> {
    let Some(token) = &visit.pending else { return Ok(Redirect::to("/register").into_response()) };
    let email = state.app.pending_email(&PendingToken::from_cookie(token)).await?;
    state.page(&visit, &ConfirmPage { problems: Vec::new(), resent, email })
}

pub(super) async fn confirm(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let Some(token) = &visit.pending else { return Ok(Redirect::to("/register").into_response()) };
    // People copy the code with spaces around and in the middle.
    let code: String = posted.text("code").chars().filter(|c| !c.is_whitespace()).collect();
    let texts = state.pages.texts(visit.locale);
    let problem = if code.is_empty() {
        texts.get("confirm-problem-missing", &[])
    } else {
        state.throttle.count(Deed::Code, &visit.client, Some(token))?;
        match state.app.confirm(&PendingToken::from_cookie(token), &code).await {
            Ok(session) => return Ok(enter(&state, &session, "/")),
            Err(CodeError::Wrong { tries_left }) => {
                texts.get("confirm-problem-wrong", &[("left", tries_left.into())])
            }
            Err(CodeError::Expired) => texts.get("confirm-problem-expired", &[]),
            Err(CodeError::TooManyTries) => texts.get("confirm-problem-too-many", &[]),
            Err(CodeError::Error(error)) => return Err(error.into()),
        }
    };
    let email = state.app.pending_email(&PendingToken::from_cookie(token)).await?;
    let page = ConfirmPage { problems: vec![Problem::new("code", problem)], resent: false, email };
    state.page_with(WRONG, &visit, &page)
}

pub(super) async fn resend(
    State(state): State<WebState>,
    visit: Visit,
    _: Posted,
) -> Result<Response, WebError> {
    let Some(token) = &visit.pending else { return Ok(Redirect::to("/register").into_response()) };
    state.throttle.count(Deed::Mail, &visit.client, Some(token))?;
    state.app.resend_code(&PendingToken::from_cookie(token)).await?;
    Ok(Redirect::to("/confirm?resent=true").into_response())
}

#[derive(serde::Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn sign_in_form(
    State(state): State<WebState>,
    visit: Visit,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    match find_session(&state, visit).await? {
        (_, Some(_)) => Ok(Redirect::to(local_path(&next)).into_response()),
        (visit, None) => {
            let next = local_path(&next).to_owned();
            state.page(&visit, &SignInPage { next, ..SignInPage::default() })
        }
    }
}

pub(super) async fn sign_in(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let email = posted.text("email");
    state.throttle.count(Deed::SignIn, &visit.client, Some(email))?;
    let texts = state.pages.texts(visit.locale);
    let problem = match state.app.sign_in(email, posted.text("password")).await {
        Ok(SignedIn::Session(token)) => {
            return Ok(enter(&state, &token, local_path(posted.text("next"))));
        }
        Ok(SignedIn::Unconfirmed(pending)) => return Ok(to_confirm(&state, &pending)),
        Err(SignInError::Wrong) => texts.get("sign-in-problem-wrong", &[]),
        Err(SignInError::LockedUntil(until)) => {
            let minutes = until.since(state.app.now()).whole_minutes().max(0) + 1;
            let time = texts.get(
                "unit-minutes",
                &[("n", Arg::Number(minutes as f64)), ("shown", minutes.to_string().into())],
            );
            texts.get("sign-in-problem-locked", &[("time", time.into())])
        }
        Err(SignInError::ResetNeeded) => texts.get("sign-in-problem-closed", &[]),
        Err(SignInError::Error(error)) => return Err(error.into()),
    };
    let page = SignInPage {
        problems: vec![Problem::new("email", problem)],
        email: email.to_owned(),
        next: local_path(posted.text("next")).to_owned(),
    };
    state.page_with(WRONG, &visit, &page)
}

pub(super) async fn sign_out(
    State(state): State<WebState>,
    visit: Visit,
    _: Posted,
) -> Result<Response, WebError> {
    if let Some(token) = &visit.session {
        state.app.sign_out(token).await?;
    }
    let cookies = [Cookie::Session.clear(&state.config), Cookie::Form.clear(&state.config)];
    let mut response = with_cookies(Redirect::to("/").into_response(), cookies);
    // A photo that was still on its way stays in the browser's memory only as long as its owner is signed in.
    let storage = HeaderValue::from_static("\"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), storage);
    Ok(response)
}

pub(super) async fn reset_form(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    state.page(&visit, &ResetPage::default())
}

pub(super) async fn reset(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let email = posted.text("email");
    if proofdesk_domain::account::EmailAddress::parse(email).is_none() {
        let text = state.pages.texts(visit.locale).get("register-problem-email", &[]);
        let page =
            ResetPage { problems: vec![Problem::new("email", text)], email: email.to_owned(), sent: false };
        return state.page_with(WRONG, &visit, &page);
    }
    state.throttle.count(Deed::Mail, &visit.client, Some(email))?;
    state.app.request_reset(email, visit.locale.into()).await?;
    state.page(&visit, &ResetPage { sent: true, ..ResetPage::default() })
}

fn reset_new_page(token: String, spent: bool, problems: Vec<Problem>) -> ResetNewPage {
    ResetNewPage { problems, token, spent, password_least: MIN_PASSWORD_CHARS }
}

pub(super) async fn reset_new_form(
    State(state): State<WebState>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    state.page(&visit, &reset_new_page(token, false, Vec::new()))
}

pub(super) async fn finish_reset(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let token = posted.text("token").to_owned();
    state.throttle.count(Deed::Code, &visit.client, Some(&token))?;
    match state.app.finish_reset(&token, posted.text("password")).await {
        Ok(session) => Ok(enter(&state, &session, "/")),
        Err(ResetError::Link) => {
            state.page_with(StatusCode::GONE, &visit, &reset_new_page(String::new(), true, Vec::new()))
        }
        Err(ResetError::Password(problem)) => {
            let problems = vec![password_problem(&state, &visit, problem)];
            state.page_with(WRONG, &visit, &reset_new_page(token, false, problems))
        }
        Err(ResetError::Error(error)) => Err(error.into()),
    }
}
