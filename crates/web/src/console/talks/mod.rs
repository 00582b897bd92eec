//! `/console/conversations`: lists, one conversation and what is done with it, ready-made words.

pub(crate) mod canned;
pub(crate) mod cx;
pub(crate) mod list;
pub(crate) mod numbers;
pub(crate) mod one;

use super::AtDesk;
use crate::state::WebState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages of conversations.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/console/conversations", get(list::list))
        .route("/console/conversations/{id}", get(one::open))
        .route("/console/conversations/{id}/say", post(one::say))
        .route("/console/conversations/{id}/here", post(one::here))
        .route("/console/conversations/{id}/draft", post(one::draft))
        .route("/console/conversations/{id}/messages/{message}", post(one::change))
        .route("/console/conversations/{id}/{deed}", post(one::act))
        .route("/console/desk/mentions", get(list::mentions))
        .route("/console/files/{file}", get(one::file))
        .route("/console/numbers/conversations", get(numbers::open))
        .route("/console/numbers/conversations.csv", get(numbers::file))
        .route("/console/desk/presence", post(list::presence))
        .route("/console/desk/bulk", post(list::bulk))
        .route("/console/desk/views", post(list::keep_view))
        .route("/console/desk/views/drop", post(list::drop_view))
        .route("/console/desk/canned", get(canned::list).post(canned::act))
}

/// Where a form leads back to: one of the console's own pages.
fn back_of(posted: &crate::form::Posted, otherwise: &str) -> String {
    let back = posted.text("back");
    let ours = back.starts_with("/console") && !back.contains("//") && !back.contains(['\\', '\n', '\r']);
    (if ours { back } else { otherwise }).to_owned()
}

/// That page, saying what was done.
fn back_with(path: &str, word: &str, value: &str) -> axum::response::Response {
    use axum::response::{IntoResponse as _, Redirect};
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| !matches!(&**name, "done" | "problem"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept);
    query.append_pair(word, value);
    Redirect::to(&format!("{path}?{}", query.finish())).into_response()
}
