//! `/talk`, a person on every page.

use super::{
    SignedIn,
    cx::{
        Problem,
        talk::{ConversationCx, MessageCx, TalkPage},
    },
    find_session,
};
use crate::{error::WebError, form::Posted, i18n::Texts, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    ApplicantSession, SayError,
    views::{AuthorView, ConversationView},
};
use proofdesk_domain::conversation::{MAX_MESSAGE_CHARS, MessageKind, MessageProblem};

/// The conversation, or for somebody who is not signed in the ways in.
pub(super) async fn talk(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    match find_session(&state, visit).await? {
        (visit, Some(session)) => {
            let page = talk_page(&state, &visit, &session).await?;
            state.page(&visit, &page)
        }
        (visit, None) => state.page(&visit, &TalkPage::default()),
    }
}

/// The part that changes.
pub(super) async fn part(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    let page = talk_page(&state, &visit, &session).await?;
    state.part(&visit, &page, "portal/talk_part.html")
}

async fn talk_page(
    state: &WebState,
    visit: &Visit,
    session: &ApplicantSession,
) -> Result<TalkPage, WebError> {
    let texts = state.pages.texts(visit.locale);
    let conversation = state.app.my_conversation(session).await?;
    Ok(TalkPage {
        signed_in: true,
        answer_hours: state.app.policy().clocks.answer_hours,
        conversation: conversation.map(|view| conversation_cx(texts, view)),
        ..TalkPage::default()
    })
}

fn conversation_cx(texts: &Texts, view: ConversationView) -> ConversationCx {
    let messages = view.messages.into_iter().filter(|message| !message.internal).map(|message| {
        let body = match message.kind {
            _ if message.withdrawn => texts.get("talk-withdrawn", &[]),
            MessageKind::Said | MessageKind::Note => message.body,
            // A text's id, so that every reader has it in their own language.
            _ => texts.get(&message.body, &[]),
        };
        let (author, name) = match message.author {
            AuthorView::You => ("you", String::new()),
            AuthorView::Person(name) => ("person", name),
            AuthorView::Bot => ("bot", String::new()),
            AuthorView::System => ("system", String::new()),
        };
        MessageCx { author, name, body, at: message.sent_at }
    });
    ConversationCx { reference: view.reference, due_at: view.due_at, messages: messages.collect() }
}

pub(super) async fn say(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, None)?;
    let message = posted.text("message");
    let texts = state.pages.texts(visit.locale);
    let problem = match state.app.say(&session, message, session.progress.current).await {
        Ok(_) => return Ok(Redirect::to("/talk").into_response()),
        Err(SayError::Body(MessageProblem::Empty)) => texts.get("talk-problem-empty", &[]),
        Err(SayError::Body(MessageProblem::TooLong)) => {
            texts.get("talk-problem-too-long", &[("most", MAX_MESSAGE_CHARS.to_string().into())])
        }
        Err(SayError::Error(error)) => return Err(error.into()),
    };
    let page = TalkPage {
        problems: vec![Problem::new("message", problem)],
        message: message.to_owned(),
        ..talk_page(&state, &visit, &session).await?
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
}
