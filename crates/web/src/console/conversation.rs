//! `/console/conversations/{id}`: a conversation that stands beside no case.

use super::{
    AtDesk,
    assist::unwritten,
    case::id_of,
    cx::case::{ConversationPage, May},
    desk, show,
};
use crate::{error::WebError, form::Posted, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::StaffSession;
use proofdesk_domain::{ConversationId, access::Action};

async fn page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ConversationId,
) -> Result<ConversationPage, WebError> {
    let desk = desk(state, st, "inbox").await?;
    let review = state.app.open_conversation(st, id).await?;
    let texts = state.pages.texts(visit.locale);
    Ok(ConversationPage {
        desk,
        mode: review.mode.as_str(),
        applicant: show::applicant(texts, &review.applicant),
        case: review.verification.map(|id| id.to_string()),
        talk: show::talk(texts, &review.conversation, state.app.now()),
        may: May { assist: st.may(Action::Assist), ..May::default() },
        problem: None,
        draft: String::new(),
    })
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let page = page(&state, &visit, &st, id_of(&id)?).await?;
    state.page(&visit, &page)
}

pub(super) async fn say(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: ConversationId = id_of(&id)?;
    let text = posted.text("text");
    let written = if posted.text("kind") == "note" {
        state.app.note(&st, id, text).await
    } else {
        state.throttle.count(Deed::Message, &visit.client, None)?;
        state.app.reply(&st, id, text).await
    };
    match written {
        Ok(_) => Ok(Redirect::to(&format!("/console/conversations/{id}")).into_response()),
        Err(error) => {
            let problem = unwritten(error)?;
            let again = page(&state, &visit, &st, id).await?;
            let again = ConversationPage { problem: Some(problem), draft: text.to_owned(), ..again };
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &again)
        }
    }
}
