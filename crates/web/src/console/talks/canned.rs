//! Ready-made words: writing and throwing away.

use super::{
    AtDesk, back_with,
    cx::{Canned, CannedPage},
};
use crate::{
    console::{desk, known_deed},
    error::WebError,
    form::Posted,
    state::WebState,
    visit::Visit,
};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use proofdesk_app::{
    Error, StaffSession,
    conversation::desk::{CannedError, CannedView, MacroAction, NewCanned},
};
use proofdesk_domain::{conversation::Priority, help::Language};
use uuid::Uuid;

/// Words of `console-problem-…`: a test holds the locales against them.
#[cfg(test)]
pub(crate) const PROBLEMS: &[&str] =
    &["canned-title", "canned-words", "canned-long", "canned-variable", "canned-action"];

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = page(&state, &st, Canned::default()).await?;
    show(&state, &visit, StatusCode::OK, CannedPage { done: known_deed(&asked.done), ..page })
}

async fn page(state: &WebState, st: &StaffSession, typed: Canned) -> Result<CannedPage, WebError> {
    let frame = desk(state, st, "talks").await?;
    let mut replies: Vec<Canned> = state
        .app
        .canned(st, None)
        .await?
        .iter()
        .map(shown)
        // What was typed stands in place of what is kept.
        .map(|kept| if !typed.id.is_empty() && kept.id == typed.id { typed.clone() } else { kept })
        .collect();
    replies.push(if typed.id.is_empty() { typed } else { Canned::default() });
    Ok(CannedPage {
        desk: frame,
        replies,
        teams: state.app.policy().desk.teams.clone(),
        done: None,
        problem: None,
    })
}

fn show(state: &WebState, visit: &Visit, status: StatusCode, page: CannedPage) -> Result<Response, WebError> {
    state.page_with(status, visit, &page)
}

fn shown(view: &CannedView) -> Canned {
    let words = |language| view.words.get(&language).cloned().unwrap_or_default();
    let mut canned = Canned {
        id: view.id.to_string(),
        title: view.title.clone(),
        en: words(Language::En),
        zh: words(Language::ZhCn),
        actions: !view.actions.is_empty(),
        ..Canned::default()
    };
    for action in &view.actions {
        match action {
            MacroAction::Tag { tag } => canned.tag.clone_from(tag),
            MacroAction::Priority { priority } => canned.priority = priority.as_str(),
            MacroAction::Team { team } => canned.team.clone_from(team),
            MacroAction::Close => canned.close = true,
        }
    }
    canned
}

pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: Option<Uuid> = posted.text("id").parse().ok();
    if posted.text("deed") == "drop" {
        state.app.drop_canned(&st, id.ok_or(Error::NotFound)?).await?;
        return Ok(back_with("/console/desk/canned", "done", "canned-dropped"));
    }
    let text = |name: &str| posted.text(name).trim().to_owned();
    let priority = Priority::find(posted.text("priority"));
    let mut actions = Vec::new();
    if !text("tag").is_empty() {
        actions.push(MacroAction::Tag { tag: text("tag") });
    }
    if let Some(priority) = priority {
        actions.push(MacroAction::Priority { priority });
    }
    if !text("team").is_empty() {
        actions.push(MacroAction::Team { team: text("team") });
    }
    if posted.find("close").is_some() {
        actions.push(MacroAction::Close);
    }
    let new = NewCanned { id, title: text("title"), en: text("en"), zh: text("zh"), actions };
    let problem = match state.app.keep_canned(&st, &new).await {
        Ok(_) => return Ok(back_with("/console/desk/canned", "done", "canned-kept")),
        Err(CannedError::Title) => "canned-title",
        Err(CannedError::Words) => "canned-words",
        Err(CannedError::TooLong) => "canned-long",
        Err(CannedError::Variable(_)) => "canned-variable",
        Err(CannedError::Action) => "canned-action",
        Err(CannedError::Error(error)) => return Err(error.into()),
    };
    let typed = Canned {
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        title: new.title,
        en: new.en,
        zh: new.zh,
        actions: !new.actions.is_empty(),
        tag: text("tag"),
        priority: priority.map_or("", Priority::as_str),
        team: text("team"),
        close: posted.find("close").is_some(),
        open: true,
    };
    let page = page(&state, &st, typed).await?;
    let page = CannedPage { problem: Some(problem), ..page };
    show(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, page)
}
