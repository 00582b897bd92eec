//! Posted forms: bounded, and taken only with the visitor's own token.

use crate::{error::WebError, visit::Visit};
use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use futures::StreamExt as _;

/// The largest form that is not an upload, in bytes.
pub const MAX_FORM_BYTES: usize = 64 * 1024;

/// The header in which scripts send the token of the page's `<meta name="csrf">`.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// The fields of a posted form (`application/x-www-form-urlencoded`) whose token was right.
#[derive(Clone, Debug, Default)]
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// A field as typed; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// A field as typed, if it was sent.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a field that may be sent more than once (checkboxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field as it came, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// For tests and for multipart forms whose fields were read elsewhere.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &S) -> Result<Self, WebError> {
        let visit = visit_of(&request);
        let in_header = check_source(request.headers(), &visit)?;
        let body = read_whole(request.into_body()).await?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(&body)
            .map(|(name, value)| (name.into_owned(), value.replace('\0', "")))
            .collect();
        let posted = Self(fields);
        if in_header || visit.owns(posted.text("csrf")) { Ok(posted) } else { Err(WebError::StaleForm) }
    }
}

/// Reads a form's body, telling one that is too large from one that broke off or came too slowly.
async fn read_whole(body: Body) -> Result<Vec<u8>, WebError> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|broken| WebError::Interrupted(Box::new(broken)))?;
        if whole.len() + piece.len() > MAX_FORM_BYTES {
            return Err(WebError::TooLarge);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

/// The visit that the `begin` layer left on a request.
pub(crate) fn visit_of(request: &Request) -> Visit {
    request.extensions().get::<Visit>().cloned().expect("the `begin` layer is around every route")
}

/// Refuses what a browser says comes from another site; otherwise says whether the token in the
/// header is right (a wrong one there is refused at once).
pub(crate) fn check_source(headers: &HeaderMap, visit: &Visit) -> Result<bool, WebError> {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) {
        return Err(WebError::StaleForm);
    }
    match headers.get(CSRF_HEADER).map(|value| value.to_str().unwrap_or_default()) {
        None => Ok(false),
        Some(token) if visit.owns(token) => Ok(true),
        Some(_) => Err(WebError::StaleForm),
    }
}

/// The length that a request announces, in bytes.
pub(crate) fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
