//! The platform's REST interface: applicants, verifications with a single-use hosted link, outcomes,
//! the reason catalogue; described in OpenAPI 3.1 from the code itself.
//!
//! A handler checks the key, parses, calls one use case, answers. Errors are RFC 9457 problem
//! details with a stable `type`. Nothing here holds personal data: the platform names people by its
//! own references.

mod auth;
mod description;
mod imports;
mod limits;
mod page;
mod problem;
mod reasons;
mod verifications;

pub use description::description;
pub use problem::Problem;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    response::Html,
    routing::{any, get, post, put},
};
use proofdesk_app::App;

/// Largest request body in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct ApiState {
    app: App,
}

/// Every route under `/api`.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/api/v1/applicants", post(verifications::create_applicant))
        .route("/api/v1/verifications", post(verifications::create_verification))
        .route("/api/v1/verifications/{id}", get(verifications::get_verification))
        .route("/api/v1/imports", post(imports::create_import))
        .route("/api/v1/limits/evaluate", post(limits::evaluate))
        .route("/api/v1/limits/reserve", post(limits::reserve))
        .route("/api/v1/limits/consume", post(limits::consume))
        .route("/api/v1/limits/{id}/commit", post(limits::commit))
        .route("/api/v1/limits/{id}/release", post(limits::release))
        .route("/api/v1/rates", put(limits::put_rates))
        .route("/api/v1/reasons", get(reasons::list_reasons))
        .route("/api/openapi.json", get(openapi))
        .route("/api/docs", get(docs))
        .route(page::STYLE_PATH, get(style))
        .route("/api/{*elsewhere}", any(|| async { Problem::not_found() }))
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(ApiState { app })
}

async fn openapi() -> ([(header::HeaderName, &'static str); 1], String) {
    let text = serde_json::to_string_pretty(&description()).expect("the description is plain data");
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// A page for people, made from the same description.
async fn docs() -> ([(header::HeaderName, &'static str); 2], Html<String>) {
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(page::page(&description())))
}

async fn style() -> ([(header::HeaderName, &'static str); 2], &'static str) {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, page::STYLE)
}
