//! `GET /console`: everything that waits for a person, the first to breach first.

use super::{
    AtDesk,
    cx::{
        Clock,
        inbox::{InboxPage, Row},
        since,
    },
    desk, known_deed,
};
use crate::{error::WebError, i18n::Texts, state::WebState};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::review::{InboxFilter, InboxKind, InboxRow, Whose, checked_tag};
use proofdesk_domain::{
    Timestamp,
    access::Action,
    verification::{Mode, ReviewCause},
};

/// Rows of a page, and the most that are shown at once.
const PAGE: usize = 50;
const MOST: usize = 500;

#[derive(serde::Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    whose: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    done: String,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    rows: usize,
}

pub(super) async fn inbox(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(filter): Query<Filter>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "inbox").await?;
    let mode = Mode::find(&filter.mode);
    let (whose, whose_word) = match filter.whose.as_str() {
        "mine" => (Whose::Mine, "mine"),
        "free" => (Whose::Free, "free"),
        _ => (Whose::All, "all"),
    };
    let tag = checked_tag(&filter.tag);
    let asked = InboxFilter { mode, whose, rows: filter.rows, tag: tag.clone() };
    let found = state.app.inbox(&st, asked).await?;
    let mut tags = state.app.tags_in_use(&st).await?;
    // One that no case has any more is still what is looked at.
    tags.extend(tag.clone().filter(|tag| !tags.contains(tag)));
    let colleagues = state.app.case_holders(&st).await?;
    let page_rows = if filter.rows == 0 { PAGE } else { filter.rows };
    let more = (found.len() >= page_rows && page_rows < MOST).then_some((page_rows * 2).min(MOST));
    let texts = state.pages.texts(visit.locale);
    let now = state.app.now();
    let wanted = filter.q.trim().to_lowercase();
    let rows: Vec<Row> = found
        .iter()
        .filter(|row| {
            let told = [Some(&row.reference), row.applicant_masked.as_ref(), row.level.as_ref()];
            wanted.is_empty() || told.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
        })
        .map(|row| shown(texts, row, now))
        .collect();
    // A whole reference opens its case, also one that waits for nobody.
    if rows.is_empty()
        && wanted.starts_with("pd-")
        && let Some(id) = state.app.find_case(&st, &wanted).await?
    {
        return Ok(Redirect::to(&format!("/console/cases/{id}")).into_response());
    }
    let late = rows.iter().filter(|row| row.clock.as_ref().is_some_and(|clock| clock.tone == "late")).count();
    let page = InboxPage {
        desk,
        mode: mode.map_or("all", Mode::as_str),
        whose: whose_word,
        query: filter.q,
        tag: tag.unwrap_or_default(),
        tags,
        colleagues: colleagues.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        may_bulk: st.may(Action::Assist) || st.may(Action::Assign),
        may_tag: st.may(Action::Assist),
        late: u32::try_from(late).unwrap_or(u32::MAX),
        rows,
        more,
        done: known_deed(&filter.done),
    };
    state.page(&visit, &page)
}

fn shown(texts: &Texts, row: &InboxRow, now: Timestamp) -> Row {
    let (href, id) = match (row.rereview, row.conversation, row.verification) {
        (Some(id), ..) => (format!("/console/rereviews/{id}"), format!("rereview-{id}")),
        (_, _, Some(id)) => (format!("/console/cases/{id}"), format!("{}-{id}", row.kind.as_str())),
        (_, Some(id), None) => (format!("/console/conversations/{id}"), id.to_string()),
        (None, None, None) => ("/console".to_owned(), String::new()),
    };
    Row {
        href,
        id,
        kind: row.kind.as_str(),
        mode: row.mode.as_str(),
        reference: row.reference.clone(),
        applicant: row.applicant_masked.clone(),
        level: row.level.as_deref().map(|name| super::show::level_name(texts, name)),
        clock: row.due_at.map(|due| Clock::until(texts, due, now)),
        cause: row.cause.map(ReviewCause::as_str),
        claimed_by: row.claimed_by.clone(),
        mine: row.mine,
        waited: since(texts, row.waiting_since, now),
        escalated: row.escalated,
        second: row.second.then_some(if row.spoken { "yours" } else { "wanted" }),
        case: row
            .verification
            .filter(|_| matches!(row.kind, InboxKind::Review | InboxKind::Appeal))
            .map(|id| id.to_string()),
        tags: row.tags.clone(),
    }
}
