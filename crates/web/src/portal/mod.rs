//! The applicant's portal. One file per group of pages; [`cx`] is what the templates are filled with.
//!
//! Addresses carry no personal data and, where it can be helped, no ids: a person has one case at a
//! time, so `/status` is theirs.

mod account;
mod call;
pub mod cx;
mod door;
mod home;
mod misread;
mod phone;
mod photo;
pub mod receipt;
mod start;
mod status;
pub(crate) mod talk;
mod uploads;
mod verify;
mod without;

pub(crate) use talk::{asked, files};

pub(crate) use photo::picture_response;
pub(crate) use uploads::Turns;

use crate::{
    error::WebError,
    form::MAX_FORM_BYTES,
    state::WebState,
    visit::{Cookie, Visit},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use proofdesk_app::{ApplicantSession, SessionToken, journey::next_step, views::CaseView};
use proofdesk_domain::{
    mend::Step,
    verification::{Mode, State, Turn},
};

/// Every route of the portal.
pub(crate) fn routes() -> Router<WebState> {
    let forms = Router::new()
        .route("/", get(home::home))
        .route("/l/{token}", get(home::link).post(home::open_link))
        .route("/register", get(account::register_form).post(account::register))
        .route("/confirm", get(account::confirm_form).post(account::confirm))
        .route("/confirm/resend", post(account::resend))
        .route("/sign-in", get(account::sign_in_form).post(account::sign_in))
        .route("/sign-out", post(account::sign_out))
        .route("/reset", get(account::reset_form).post(account::reset))
        .route("/reset/new", post(account::finish_reset))
        .route("/reset/{token}", get(account::reset_new_form))
        .route("/start/about-you", get(start::about_you_form).post(start::about_you))
        .route("/start/not-served", get(start::not_served))
        .route("/start/notice", get(start::notice_form).post(start::notice))
        .route("/start/declined", get(start::declined))
        .route("/levels", get(start::levels).post(start::choose_level))
        .route("/verify/details", get(verify::details_form).post(verify::details))
        .route("/verify/document", get(verify::document_form).post(verify::document))
        .route("/verify/phone/{side}", get(phone::show).post(phone::begin))
        .route("/verify/phone/{side}/part", get(phone::part))
        .route("/verify/without/{what}", get(without::form).post(without::ask))
        .route("/verify/check", get(verify::check))
        .route("/verify/send", post(verify::send))
        .route("/verify/stop", post(verify::stop))
        .route("/status", get(status::status))
        .route("/status/part", get(status::part))
        .route("/dispute/{finding}", get(misread::finding_form).post(misread::finding))
        .route("/dispute/field/{field}", get(misread::field_form).post(misread::field))
        .route("/call", get(call::form).post(call::answer))
        .route("/appeal", get(status::appeal_form).post(status::appeal))
        .route("/receipt", get(receipt::page))
        .route("/receipt.json", get(receipt::file))
        .route("/receipt/verify", get(receipt::verify_form).post(receipt::verify))
        .route(receipt::WELL_KNOWN, get(receipt::keys))
        .route("/pictures/{evidence}", get(photo::picture))
        .route("/door", get(door::form).post(door::ask))
        .route("/door/{token}", get(door::talk).post(door::say))
        .route("/door/stop/{token}", get(door::stop_form).post(door::stop))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES));
    let photos = Router::new()
        .route("/verify/photo/{side}", get(photo::form).post(photo::upload))
        .layer(DefaultBodyLimit::disable());
    forms.merge(photos).merge(uploads::routes()).merge(talk::routes())
}

/// A signed-in applicant; anybody else is sent to sign in and back again.
pub(crate) struct SignedIn {
    pub visit: Visit,
    pub session: ApplicantSession,
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let visit = Visit::from_request_parts(parts, state).await.unwrap_or_else(|never| match never {});
        match find_session(state, visit).await? {
            (visit, Some(session)) => Ok(Self { visit, session }),
            (visit, None) => {
                let back: String = form_urlencoded::byte_serialize(visit.here.as_bytes()).collect();
                Err(WebError::SignIn(format!("/sign-in?next={back}").into()))
            }
        }
    }
}

/// The session of a visit, if its token still opens one.
pub(crate) async fn find_session(
    state: &WebState,
    mut visit: Visit,
) -> Result<(Visit, Option<ApplicantSession>), WebError> {
    let session = match &visit.session {
        Some(token) => state.app.applicant_session(token).await?,
        None => None,
    };
    match &session {
        Some(session) => visit.test_mode = session.mode == Mode::Test,
        None => visit.session = None,
    }
    Ok((visit, session))
}

/// A signed-in applicant with a case, after everything that comes before one. Anybody else is sent to
/// the step that they are at.
pub(crate) struct InCase {
    pub visit: Visit,
    pub session: ApplicantSession,
    pub case: CaseView,
}

impl FromRequestParts<WebState> for InCase {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let SignedIn { visit, session } =
            SignedIn::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        if let Some(first) = step_before_case(state, &session) {
            return Err(Redirect::to(first).into_response());
        }
        let Some(id) = session.only_case.or(session.progress.current) else {
            return Err(Redirect::to("/levels").into_response());
        };
        let case = state.app.case(&session, id).await.map_err(|e| WebError::from(e).into_response())?;
        Ok(Self { visit, session, case })
    }
}

/// A case that its applicant may change now; other cases have their status page.
pub(crate) struct Editing {
    pub visit: Visit,
    pub session: ApplicantSession,
    pub case: CaseView,
}

impl FromRequestParts<WebState> for Editing {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let InCase { visit, session, case } = InCase::from_request_parts(parts, state).await?;
        if case.state.turn() == Turn::Applicant {
            Ok(Self { visit, session, case })
        } else {
            Err(Redirect::to("/status").into_response())
        }
    }
}

/// What has to be answered before a case: age and region, then the notice in force.
pub(crate) fn step_before_case(state: &WebState, session: &ApplicantSession) -> Option<&'static str> {
    let progress = &session.progress;
    match progress.served {
        None => Some("/start/about-you"),
        Some(false) => Some("/start/not-served"),
        Some(true) if progress.consent.as_ref() != Some(&state.app.policy().notice_version) => {
            Some("/start/notice")
        }
        Some(true) => None,
    }
}

/// Where a signed-in person goes on.
pub(crate) fn home_of(state: &WebState, session: &ApplicantSession) -> &'static str {
    step_before_case(state, session).unwrap_or_else(|| match session.only_case.or(session.progress.current) {
        Some(_) => "/status",
        None => "/levels",
    })
}

/// The first step of a draft that is not done yet, else the page before sending.
pub(crate) fn step_of(state: &WebState, case: &CaseView) -> &'static str {
    step_path(next_step(case, state.app.now().date()))
}

/// The page of a step.
pub(crate) const fn step_path(step: Step) -> &'static str {
    match step {
        Step::Details => "/verify/details",
        Step::Document => "/verify/document",
        Step::PhotoFront => "/verify/photo/front",
        Step::PhotoBack => "/verify/photo/back",
        Step::Call => "/call",
        Step::Check => "/verify/check",
    }
}

/// From where a page of the four steps was opened, and so where it leads when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// In order.
    Steps,
    /// By a "Change" link of the page before sending.
    Check,
    /// From the list of what to mend.
    Status,
    /// From what was asked for in the conversation.
    Talk,
}

impl From {
    pub(crate) fn find(word: &str) -> Self {
        match word {
            "check" => Self::Check,
            "status" => Self::Status,
            "talk" => Self::Talk,
            _ => Self::Steps,
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Steps => "",
            Self::Check => "check",
            Self::Status => "status",
            Self::Talk => "talk",
        }
    }

    /// The page that its back link leads to.
    pub(crate) const fn back(self, before: &'static str) -> &'static str {
        match self {
            Self::Steps => before,
            Self::Check => "/verify/check",
            Self::Status => "/status",
            Self::Talk => "/talk",
        }
    }

    /// Where to go on when it is done. `case` is as it was before.
    pub(crate) fn next(self, state: &WebState, case: &CaseView) -> &'static str {
        match self {
            Self::Check => "/verify/check",
            Self::Talk => "/talk",
            Self::Steps if case.state == State::Draft => step_of(state, case),
            Self::Status | Self::Steps => "/status",
        }
    }
}

/// `?from=`
#[derive(serde::Deserialize)]
pub(crate) struct FromQuery {
    #[serde(default)]
    pub from: String,
}

/// Sends a browser on with a session of its own, and forgets what it had before.
pub(crate) fn enter(state: &WebState, token: &SessionToken, path: &str) -> Response {
    let cookies = [
        Cookie::Session.set(&state.config, token.as_str(), None),
        Cookie::Pending.clear(&state.config),
        Cookie::Form.clear(&state.config),
    ];
    with_cookies(Redirect::to(path).into_response(), cookies)
}

/// A response that sets cookies.
pub(crate) fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
