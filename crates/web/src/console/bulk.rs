//! `POST /console/bulk`: what is done to several cases of the inbox at once, each looked at by itself; and
//! the tags of one case.

use super::{
    AtDesk,
    case::{At, id_of},
    cx::Desk,
    desk,
};
use crate::{error::WebError, form::Posted, language::local_path, pages::Page, state::WebState};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error,
    review::{Deed, TagError},
};
use proofdesk_domain::{StaffId, VerificationId};
use serde::Serialize;

/// What came of it, where something was refused.
#[derive(Clone, Debug, Serialize)]
pub struct BulkPage {
    /// The frame.
    pub desk: Desk,
    /// `assign`, `tag`, `untag`, `recheck`.
    pub deed: &'static str,
    /// How many it was done for.
    pub done: usize,
    /// The others: the case's page, what people quote, why not as in `bulk-refused-<why>`.
    pub refused: Vec<(String, String, &'static str)>,
    /// The way back.
    pub back: String,
    /// What was the matter with the form, as in `bulk-problem-<problem>`.
    pub problem: Option<&'static str>,
}

pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let back = back(&posted);
    let ids: Vec<VerificationId> = posted.all("case").filter_map(|id| id.parse().ok()).collect();
    let (deed, word) = match posted.text("deed") {
        "assign" => (posted.text("to").parse().ok().map(|to: StaffId| Deed::Assign(to)), "assign"),
        "tag" => (Some(Deed::Tag(posted.text("tag").to_owned())), "tag"),
        "untag" => (Some(Deed::Untag(posted.text("tag").trim().to_lowercase())), "untag"),
        "recheck" => (Some(Deed::Recheck), "recheck"),
        _ => return Err(WebError::Invalid),
    };
    let problem = match (&deed, ids.is_empty()) {
        (_, true) => Some("none"),
        (None, _) => Some("to"),
        _ => None,
    };
    let page = async |done, refused, problem: Option<&'static str>| {
        let desk = desk(&state, &st, "inbox").await?;
        let page = BulkPage { desk, deed: word, done, refused, back: back.clone(), problem };
        let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        state.page_with(status, &visit, &page)
    };
    let Some(deed) = deed.filter(|_| problem.is_none()) else { return page(0, Vec::new(), problem).await };
    match state.app.do_to_many(&st, &ids, &deed).await {
        Ok(all) => {
            let refused: Vec<_> = all
                .iter()
                .filter_map(|one| {
                    let why = one.refused?;
                    Some((format!("/console/cases/{}", one.case), one.reference.clone(), why))
                })
                .collect();
            if refused.is_empty() {
                let joint = if back.contains('?') { '&' } else { '?' };
                return Ok(Redirect::to(&format!("{back}{joint}done=bulk-{word}")).into_response());
            }
            page(all.len() - refused.len(), refused, None).await
        }
        Err(Error::Invalid(_)) => page(0, Vec::new(), Some("tag")).await,
        Err(other) => Err(other.into()),
    }
}

/// The inbox as it was looked at, without what it last said was done.
fn back(posted: &Posted) -> String {
    let path = local_path(posted.text("back"));
    let (place, query) = path.split_once('?').unwrap_or((path, ""));
    if place != "/console" {
        return "/console".to_owned();
    }
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    if kept.is_empty() { "/console".to_owned() } else { format!("/console?{}", kept.join("&")) }
}

/// Puts a tag on a case, or takes one off.
pub(super) async fn tag(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    if let Some(tag) = posted.find("remove") {
        state.app.untag_case(&st, id, tag).await?;
        return Ok(at.done(id, "untagged"));
    }
    match state.app.tag_case(&st, id, posted.text("tag")).await {
        Ok(()) => Ok(at.done(id, "tagged")),
        Err(TagError::Word) => Ok(at.done(id, "tag-word")),
        Err(TagError::TooMany) => Ok(at.done(id, "tag-many")),
        Err(TagError::Error(error)) => Err(error.into()),
    }
}

impl Page for BulkPage {
    const TEMPLATE: &'static str = "console/bulk.html";

    fn samples() -> Vec<Self> {
        let desk = Desk {
            name: "Ada".to_owned(),
            role: "compliance",
            admin: false,
            place: "inbox",
            after: 7,
            now: 1_795_000_000_000_000,
            mentions: 2,
        };
        let page = |deed| Self {
            desk: desk.clone(),
            deed,
            done: 3,
            refused: REFUSALS
                .map(|why| ("/console/cases/0192".to_owned(), "PD-7K4M-2Q9X".to_owned(), why))
                .to_vec(),
            back: "/console?whose=mine".to_owned(),
            problem: None,
        };
        let mut all: Vec<_> = ["assign", "tag", "untag", "recheck"].map(page).to_vec();
        all.extend(["none", "to", "tag"].map(|problem| Self {
            done: 0,
            refused: Vec::new(),
            problem: Some(problem),
            ..page("tag")
        }));
        all
    }
}

/// Every word of `bulk-refused-…`.
const REFUSALS: [&str; 9] =
    ["changed", "tags", "state", "taken", "pending", "own_account", "barred", "not_ours", "incomplete"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_renders() {
        assert!(!crate::pages::check_samples::<BulkPage>().is_empty());
    }

    #[test]
    fn the_way_back_leads_to_the_inbox_and_nowhere_else() {
        let way = |to: &str| back(&Posted::from_pairs(vec![("back".to_owned(), to.to_owned())]));
        assert_eq!(way("/console?whose=mine&done=step&mode=test"), "/console?whose=mine&mode=test");
        assert_eq!(way("/console"), "/console");
        for elsewhere in ["", "/status", "https://evil.example/console", "/console/staff?x=1"] {
            assert_eq!(way(elsewhere), "/console", "{elsewhere}");
        }
    }
}
