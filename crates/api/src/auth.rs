//! Who calls: the key in the `Authorization` header.

use crate::{ApiState, problem::Problem};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use proofdesk_domain::access::Actor;

/// The key that a request came with; the use cases check what it may do.
pub(crate) struct Caller(pub Actor);

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let secret = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::trim)
            .filter(|secret| secret.len() <= 200)
            .ok_or_else(Problem::unauthorised)?;
        state.app.find_key(secret).await?.map(Caller).ok_or_else(Problem::unauthorised)
    }
}
