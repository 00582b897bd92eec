//! The pages: the applicant's portal, the staff console, and what both stand on.
//!
//! Here live routes, templates, texts, assets, cookies and forms. Rules live in `domain`, what is
//! done lives in `app`: a handler reads a form, calls one use case, and renders a page.
//! Start at [`router`]; [`visit`] is what is known of every request, [`pages`] how a template is
//! filled, [`form`] how a posted form is taken, [`error`] what goes wrong.

pub mod assets;
pub mod bot;
pub mod console;
mod csv;
mod embedded;
pub mod error;
pub mod figures;
pub mod form;
pub mod format;
pub mod headers;
pub mod help;
pub mod i18n;
pub mod language;
pub mod live;
pub mod mail;
pub mod pace;
pub mod pages;
pub mod plot;
pub mod portal;
mod room;
pub mod server;
pub mod state;
pub mod throttle;
pub mod visit;

pub use error::WebError;
pub use form::Posted;
pub use i18n::Locale;
pub use pages::{Chrome, Page, Pages};
pub use state::{WebConfig, WebState};
pub use visit::Visit;

use axum::{Router, middleware, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// Every page, with its layers: headers outermost, then the visit, then error pages, then panics.
pub fn router(state: WebState) -> Router {
    Router::new()
        .merge(portal::routes())
        .merge(console::routes())
        .merge(live::routes())
        .merge(help::routes())
        .route("/lang/{tag}", get(language::choose))
        .fallback(|| async { WebError::NotFound })
        .layer(CatchPanicLayer::custom(error::after_panic))
        .layer(middleware::from_fn_with_state(state.clone(), error::dress))
        .layer(middleware::from_fn_with_state(state.clone(), visit::begin))
        // The same for everybody: no visit, no cookie.
        .merge(figures::routes())
        // Only what holds nobody's data is compressed: lengths of compressed pages tell about their text.
        .route("/static/{hash}/{*path}", get(assets::serve).layer(CompressionLayer::new()))
        .layer(middleware::from_fn(headers::guard))
        .with_state(state)
}
