//! The reason catalogue, for integrators who map ours onto theirs.

use axum::Json;
use proofdesk_domain::reason::{RaisedBy, catalogue};
use serde::Serialize;
use utoipa::ToSchema;

/// The whole catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reasons {
    /// By code. A code that you do not know is to be shown as the text of its class.
    reasons: Vec<ReasonEntry>,
}

/// One reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonEntry {
    /// Stable: none is renamed once released.
    #[schema(example = "image.glare")]
    code: &'static str,
    /// R retake, E correct or dispute, D another document, H a person looks, S our fault, F final.
    #[schema(example = "R")]
    class: char,
    /// What the class becomes when the reason repeats, in order.
    becomes: Vec<char>,
    /// What it means.
    meaning: &'static str,
    /// What the applicant does about it.
    action: &'static str,
    /// `check`, `person`, or `none` where nothing raises it yet.
    raised_by: &'static str,
}

/// Lists the reason catalogue. Needs no key.
#[utoipa::path(get, path = "/api/v1/reasons", tag = "Reasons", responses((status = 200, body = Reasons)))]
pub(crate) async fn list_reasons() -> Json<Reasons> {
    let reasons = catalogue()
        .values()
        .map(|reason| ReasonEntry {
            code: reason.code(),
            class: reason.class.letter(),
            becomes: reason.becomes.iter().map(|class| class.letter()).collect(),
            meaning: &reason.meaning,
            action: &reason.action,
            raised_by: match reason.raised_by {
                RaisedBy::Check => "check",
                RaisedBy::Person => "person",
                RaisedBy::None => "none",
            },
        })
        .collect();
    Json(Reasons { reasons })
}
