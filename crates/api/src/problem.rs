//! Errors as RFC 9457 problem details: a stable `type`, a title, what to do.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use proofdesk_app::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong. `type` is stable and may be relied on; `detail` is for people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:proofdesk:problem:<name>`.
    #[serde(rename = "type")]
    #[schema(example = "urn:proofdesk:problem:not-found")]
    kind: String,
    /// In a few words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do.
    detail: String,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        name: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("urn:proofdesk:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing here",
            "No such thing exists for this key. Check the address, the id, and whether the key is of the same mode (test or live).",
        )
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This address does not take that method",
            "See /api/docs for the methods of each address.",
        )
    }

    pub(crate) fn unauthorised() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorised",
            "The key is missing or not known",
            "Send `Authorization: Bearer pd_test_…` with a key that has not been revoked.",
        )
    }

    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request cannot be used as it is", detail)
    }

    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", "The request cannot be read", detail)
    }

    /// The same key was used for another request.
    pub(crate) fn idempotency_conflict() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "idempotency-conflict",
            "This Idempotency-Key was used for another request",
            "Use a new key for a new request, and the same key only to repeat the very same one.",
        )
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::NotAllowed => Self::new(
                StatusCode::FORBIDDEN,
                "scope",
                "The key may not do this",
                "Use a key with the scope that /api/docs names for this address.",
            ),
            Error::Stale { what } => Self::new(
                StatusCode::CONFLICT,
                "stale",
                "It was changed meanwhile",
                format!("The {what} was changed by somebody else meanwhile. Read it again and repeat."),
            ),
            Error::WrongState(reason) => Self::new(
                StatusCode::CONFLICT,
                "wrong-state",
                "The state does not allow this",
                reason.to_string(),
            ),
            Error::Invalid(what) => Self::invalid(what),
            Error::Unavailable(_) | Error::DiskFull(_) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "an API call failed for a while");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "Not available just now",
                    "The fault is ours. Nothing was changed; repeat the same request in a few seconds.",
                )
            }
            Error::Internal(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "an API call failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "Something is wrong on our side",
                    "Nothing was changed. The operator's log says more.",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("made from a status");
        let body = serde_json::to_string(&self).expect("plain data");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
