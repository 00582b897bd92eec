//! What goes wrong, as pages that say what happened, why, and what to do; never what broke inside.

use crate::{
    pages::{Chrome, Page},
    state::WebState,
    visit::Visit,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Serialize;
use std::{borrow::Cow, time::Duration};

/// Why a request did not get its page.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// No such page, or not this visitor's.
    #[error("not found")]
    NotFound,
    /// Not allowed.
    #[error("not allowed")]
    Forbidden,
    /// The form's token is not this visitor's.
    #[error("a form's token was not the visitor's")]
    StaleForm,
    /// More bytes than taken.
    #[error("too large")]
    TooLarge,
    /// Too many tries; how long to wait.
    #[error("too many tries")]
    TooOften(Duration),
    /// What was being sent broke off. Nothing was kept, and nothing is held against anybody.
    #[error("what was being sent broke off")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A request that no form of ours makes.
    #[error("not what was asked for")]
    Invalid,
    /// Somebody else changed it first.
    #[error("changed meanwhile")]
    Changed,
    /// A part of ours does not answer just now; nothing is lost.
    #[error("a part of the service does not answer")]
    Busy(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// Our fault.
    #[error("failed inside")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// To be signed in first: where to go.
    #[error("to be signed in first")]
    SignIn(Cow<'static, str>),
}

impl From<proofdesk_app::Error> for WebError {
    fn from(error: proofdesk_app::Error) -> Self {
        use proofdesk_app::Error;
        match error {
            Error::NotFound => Self::NotFound,
            Error::NotAllowed => Self::Forbidden,
            Error::Stale { .. } | Error::WrongState(_) => Self::Changed,
            // The forms offer nothing that is taken so: somebody wrote the request by hand.
            Error::Invalid(_) => Self::Invalid,
            error if error.is_temporary() => Self::Busy(Some(Box::new(error))),
            error => Self::Internal(Box::new(error)),
        }
    }
}

impl From<minijinja::Error> for WebError {
    fn from(error: minijinja::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// What the error pages show. Left on the response for [`dress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    kind: &'static str,
    retry_after: Option<u64>,
}

impl WebError {
    const fn status_and_kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::StaleForm => (StatusCode::FORBIDDEN, "stale-form"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::TooOften(_) => (StatusCode::TOO_MANY_REQUESTS, "too-often"),
            Self::Interrupted(_) => (StatusCode::REQUEST_TIMEOUT, "interrupted"),
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "not-understood"),
            Self::Changed => (StatusCode::CONFLICT, "changed"),
            Self::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
            Self::SignIn(_) => (StatusCode::SEE_OTHER, "sign-in"),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match &self {
            Self::SignIn(path) => return Redirect::to(path).into_response(),
            Self::Internal(source) => {
                tracing::error!(error = %chain(&**source), "a request failed inside");
            }
            Self::Busy(Some(source)) => {
                tracing::warn!(error = %chain(&**source), "a part of the service did not answer");
            }
            Self::Interrupted(source) => {
                tracing::info!(error = %chain(&**source), "an upload broke off");
            }
            _ => {}
        }
        let (status, kind) = self.status_and_kind();
        let retry_after = match self {
            Self::TooOften(wait) => Some(wait.as_secs().max(1)),
            Self::Busy(_) => Some(5),
            _ => None,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Fault { kind, retry_after });
        response
    }
}

/// An error with everything beneath it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(source) = below {
        text.push_str(": ");
        text.push_str(&source.to_string());
        below = source.source();
    }
    text
}

/// The page of an error.
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    /// Which error, as in the text ids `error-<kind>-title`.
    pub kind: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// How long to wait, in minutes, when waiting helps.
    pub wait_minutes: Option<u64>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";

    fn samples() -> Vec<Self> {
        [
            "not-found",
            "forbidden",
            "stale-form",
            "too-large",
            "too-often",
            "changed",
            "not-understood",
            "interrupted",
            "busy",
            "internal",
        ]
        .map(|kind| Self { kind, status: 500, wait_minutes: (kind == "too-often").then_some(2) })
        .into()
    }
}

/// Layer: gives every bare error a page in the visitor's language. Runs inside `visit::begin`.
pub(crate) async fn dress(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let fault = response.extensions().get::<Fault>().copied();
    // A handler's own page with an error status (a form with mistakes in it) stays.
    if fault.is_none() && response.headers().contains_key(header::CONTENT_TYPE) && !is_plain(&response) {
        return response;
    }
    let fault = fault.unwrap_or_else(|| Fault { kind: kind_of(status), retry_after: None });
    let chrome = visit.as_ref().map_or_else(|| Chrome::bare(crate::i18n::Locale::En), Visit::chrome);
    let locale = visit.map_or(crate::i18n::Locale::En, |visit| visit.locale);
    let page = ErrorPage {
        kind: fault.kind,
        status: status.as_u16(),
        wait_minutes: fault.retry_after.map(|seconds| seconds.div_ceil(60)),
    };
    let mut dressed = match state.pages.render(locale, &chrome, &page) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(error = %chain(&error), "the error page itself failed");
            status.into_response()
        }
    };
    for (name, value) in response.headers() {
        if *name == header::SET_COOKIE || *name == header::ALLOW {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    if let Some(seconds) = fault.retry_after {
        dressed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

fn is_plain(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// The error that a status of the framework's own (no handler of ours) stands for.
fn kind_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::TOO_MANY_REQUESTS => "too-often",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => "busy",
        s if s.is_server_error() => "internal",
        _ => "not-found",
    }
}

/// What a panic becomes; the panic's own message goes to the log by the panic hook, never out.
pub(crate) fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Fault { kind: "internal", retry_after: None });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_page() {
        for (_, html) in crate::pages::check_samples::<ErrorPage>() {
            assert!(html.contains("<h1"));
        }
    }
}
