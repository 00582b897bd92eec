//! The staff console: the inbox, one case with everything that bears on it, and the admins' pages.
//!
//! [`cx`] is what the templates are filled with; `show` fills it from what the use cases hand over.
//! What is never here: rules (`domain`), what is done (`app`), and personal data of somebody whose case
//! the reader has not claimed.

mod admin;
mod assist;
mod at_door;
pub mod bot;
pub mod bulk;
mod case;
pub mod cx;
mod decide;
mod door;
pub mod help;
mod inbox;
pub mod ledger;
pub mod numbers;
pub mod past;
mod person;
pub mod policy;
mod reasons;
pub mod rereview;
mod show;
pub(crate) mod talks;
mod together;
pub mod unsent;

use crate::{error::WebError, form::MAX_FORM_BYTES, state::WebState, visit::Visit};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
pub(crate) use reasons::headline;
pub(crate) use show::keyed;
pub(crate) use talks::one::sign_of;

use cx::Desk;
use proofdesk_app::StaffSession;
use proofdesk_domain::access::Action;

/// Every route of the console.
pub(crate) fn routes() -> Router<WebState> {
    let forms = Router::new()
        .route("/console", get(inbox::inbox))
        .route("/console/sign-in", get(door::form).post(door::sign_in))
        .route("/console/sign-out", post(door::sign_out))
        .route("/console/next", get(case::next))
        .route("/console/bulk", post(bulk::act))
        .route("/console/cases/{id}/tags", post(bulk::tag))
        .route("/console/cases/{id}", get(case::open))
        .route("/console/cases/{id}/now", get(case::now))
        .route("/console/cases/{id}/take", post(case::take))
        .route("/console/cases/{id}/release", post(case::release))
        .route("/console/cases/{id}/approve", post(decide::approve))
        .route("/console/cases/{id}/retake", post(decide::retake))
        .route("/console/cases/{id}/decline", post(decide::decline))
        .route("/console/cases/{id}/revoke", post(decide::revoke))
        .route("/console/cases/{id}/undo", post(decide::undo))
        .route("/console/cases/{id}/preview", post(decide::preview))
        .route("/console/cases/{id}/disputes/{dispute}", post(assist::settle))
        .route("/console/cases/{id}/say", post(assist::say))
        .route("/console/cases/{id}/details", post(assist::details))
        .route("/console/cases/{id}/escalate", post(together::escalate))
        .route("/console/cases/{id}/hand-back", post(together::hand_back))
        .route("/console/cases/{id}/steps", post(together::step))
        .route("/console/cases/{id}/here", post(together::here))
        .route("/console/cases/{id}/draft", post(together::draft))
        .route("/console/cases/{id}/policy", post(assist::migrate))
        .route("/console/cases/{id}/recheck", post(assist::recheck))
        .merge(talks::routes())
        .route("/console/pictures/{evidence}", get(case::picture))
        .route("/console/cases/{id}/person", get(person::of_case))
        .route("/console/cases/{id}/file", post(person::case_file))
        .route("/console/cases/{id}/document", post(assist::document))
        .route("/console/door", get(at_door::list))
        .route("/console/door/{id}", get(at_door::open))
        .route("/console/door/{id}/{deed}", post(at_door::act))
        .route("/console/people/{id}", get(person::open))
        .route("/console/people/{id}/{deed}", post(person::act))
        .route("/console/operations", get(admin::operations))
        .route("/console/operations/jobs/{id}/retry", post(admin::retry_job))
        .route("/console/operations/mails", get(unsent::list))
        .route("/console/operations/mails/{id}/retry", post(unsent::retry))
        .route("/console/rereviews/{id}", get(rereview::open).post(rereview::answer))
        .route("/console/rereviews/{id}/take", post(rereview::take))
        .route("/console/numbers", get(numbers::open))
        .route("/console/numbers.csv", get(numbers::file))
        .route("/console/numbers/public", post(numbers::publish))
        .route("/console/ledger", get(ledger::open))
        .route("/console/ledger.csv", get(ledger::file))
        .route("/console/policy", get(policy::list).post(policy::draft))
        .route("/console/policy/{version}", get(policy::open).post(policy::save))
        .route("/console/policy/{version}/{deed}", post(policy::act))
        .route("/console/bot", get(bot::figures))
        .route("/console/help", get(help::list).post(help::begin))
        .route("/console/help/category", post(help::category))
        .route("/console/help/searches", get(help::searches).post(help::forget))
        .route("/console/help/{id}", get(help::open))
        .route("/console/help/{id}/preview", post(help::preview))
        .route("/console/help/{id}/{deed}", post(help::act))
        .route("/console/staff", get(admin::staff).post(admin::add_staff))
        .route("/console/staff/{id}/skills", post(admin::set_skills))
        .route("/console/staff/{id}/password", post(admin::set_password))
        .route("/console/staff/{id}/deactivate", post(admin::deactivate))
        .route("/console/keys", get(admin::keys).post(admin::make_key))
        .route("/console/keys/{id}/revoke", post(admin::revoke_key))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES));
    let uploads = Router::new()
        .route("/console/cases/{id}/upload", post(assist::upload))
        .route("/console/conversations/{id}/files", post(talks::one::files))
        .layer(DefaultBodyLimit::disable());
    let pictures = Router::new()
        .route("/console/help/{id}/pictures", post(help::picture))
        .layer(DefaultBodyLimit::max(help::MAX_PICTURE_FORM));
    forms.merge(uploads).merge(pictures)
}

/// A signed-in staff member; anybody else is sent to the door and back again.
pub(crate) struct AtDesk {
    pub visit: Visit,
    pub st: StaffSession,
}

impl FromRequestParts<WebState> for AtDesk {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let mut visit = Visit::from_request_parts(parts, state).await.unwrap_or_else(|never| match never {});
        // What the portal's pages say of the test world does not hold here: each case says its own.
        visit.test_mode = false;
        let session = match &visit.staff {
            Some(token) => state.app.staff_session(token).await?,
            None => None,
        };
        if let Some(st) = session {
            return Ok(Self { visit, st });
        }
        let back: String = form_urlencoded::byte_serialize(visit.here.as_bytes()).collect();
        Err(WebError::SignIn(format!("/console/sign-in?next={back}").into()))
    }
}

/// The frame of a page. Call it before reading what the page shows: events between the two are then
/// told again, never missed.
async fn desk(state: &WebState, st: &StaffSession, place: &'static str) -> Result<Desk, WebError> {
    Ok(Desk {
        name: st.name.clone(),
        role: st.role.as_str(),
        admin: st.may(Action::Administer),
        place,
        after: state.app.last_event().await?,
        now: state.app.now().as_micros(),
        mentions: state.app.count_named(st).await?,
    })
}

/// Back to a page, saying what was done.
fn done(path: &str, what: &'static str) -> Response {
    Redirect::to(&format!("{path}?done={what}")).into_response()
}

/// `?done=…` as one of the words that pages have a text for.
fn known_deed(word: &str) -> Option<&'static str> {
    DEEDS.iter().find(|known| **known == word).copied()
}

/// Every word of `console-done-…`.
pub(crate) const DEEDS: &[&str] = &[
    "undone",
    "frozen",
    "unfrozen",
    "erased",
    "asked",
    "document",
    "answered",
    "closed",
    "way-in",
    "proposed",
    "confirmed",
    "refused",
    "released",
    "claimed",
    "corrected",
    "uploaded",
    "recheck",
    "settled",
    "escalated",
    "handed-back",
    "step",
    "empty",
    "decided",
    "retried",
    "mail-retried",
    "staff-added",
    "skills",
    "password",
    "deactivated",
    "key-revoked",
    "migrated",
    "bulk-assign",
    "bulk-tag",
    "bulk-untag",
    "bulk-recheck",
    "tagged",
    "untagged",
    "tag-word",
    "tag-many",
    "looked-again",
    "figures-on",
    "figures-off",
    "help-saved",
    "help-published",
    "help-withdrawn",
    "help-restored",
    "help-placed",
    "help-picture",
    "help-category",
    "help-search",
    "talk-assigned",
    "talk-arranged",
    "talk-merged",
    "talk-split",
    "talk-asked",
    "talk-changed",
    "desk-here",
    "desk-away",
    "bulk",
    "view-kept",
    "view-dropped",
    "canned-kept",
    "canned-dropped",
];

/// `?done=…`, `?do=…`.
#[derive(Debug, Default, serde::Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default, rename = "do")]
    dialog: String,
}
