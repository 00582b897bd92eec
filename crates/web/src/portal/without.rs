//! `/verify/without/{what}`: somebody has no camera, no such document, or cannot use the pages.

use super::{
    InCase,
    cx::{Problem, door::WithoutPage},
};
use crate::{error::WebError, form::Posted, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{Lacks, views::CaseView};
use proofdesk_domain::{
    conversation::MAX_MESSAGE_CHARS, document::DocumentKind, evidence::Slot, verification::Turn,
};

fn page(state: &WebState, visit: &Visit, case: &CaseView, lacks: Lacks) -> WithoutPage {
    let texts = state.pages.texts(visit.locale);
    let policy = state.app.policy();
    let name = |kind: DocumentKind| texts.get(&format!("kind-{}", kind.as_str()), &[]);
    let missing = case.pages.iter().find(|page| page.evidence.is_none());
    WithoutPage {
        problems: Vec::new(),
        what: lacks.as_str(),
        alternatives: policy
            .documents
            .kinds
            .iter()
            .map(|kind| (name(*kind), policy.alternatives_to(*kind).into_iter().map(name).collect()))
            .collect(),
        answer_hours: policy.clocks.answer_hours,
        back: match (lacks, missing.map(|page| page.slot)) {
            (Lacks::Document, _) | (_, None) => "/verify/document",
            (_, Some(Slot::Back)) => "/verify/photo/back",
            _ => "/verify/photo/front",
        },
        words: String::new(),
    }
}

pub(super) async fn form(
    State(state): State<WebState>,
    InCase { visit, case, .. }: InCase,
    Path(what): Path<String>,
) -> Result<Response, WebError> {
    let lacks = Lacks::find(&what).ok_or(WebError::NotFound)?;
    if case.state.turn() == Turn::Nobody {
        return Ok(Redirect::to("/status").into_response());
    }
    state.page(&visit, &page(&state, &visit, &case, lacks))
}

pub(super) async fn ask(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    Path(what): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let lacks = Lacks::find(&what).ok_or(WebError::NotFound)?;
    let words = posted.text("words");
    if words.chars().count() > MAX_MESSAGE_CHARS {
        let texts = state.pages.texts(visit.locale);
        let most = [("most", MAX_MESSAGE_CHARS.to_string().into())];
        let problems = vec![Problem::new("words", texts.get("talk-problem-too-long", &most))];
        let page = WithoutPage { problems, words: words.to_owned(), ..page(&state, &visit, &case, lacks) };
        return state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page);
    }
    state.throttle.count(Deed::Message, &visit.client, None)?;
    state.app.ask_for_help(&session, case.id, lacks, words).await?;
    Ok(Redirect::to("/talk").into_response())
}
