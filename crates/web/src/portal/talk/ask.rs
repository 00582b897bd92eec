//! `POST /talk/bot`: what is asked while the bot answers, and the button that brings a person.

use super::{super::SignedIn, refused, unsaid};
use crate::{error::WebError, form::Posted, state::WebState, throttle::Deed};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::bot::Asked;
use proofdesk_domain::bot::Tapped;

/// What is written goes to whom its button names; to a person where it names nobody.
pub(super) async fn ask(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, None)?;
    let message = posted.text("message");
    let texts = state.pages.texts(visit.locale);
    let tapped = match posted.text("tap") {
        "helped" => Some((Tapped::Helped, "bot-reply-helped")),
        "not-helped" => Some((Tapped::NotHelped, "bot-reply-not-helped")),
        "else" => Some((Tapped::SomethingElse, "bot-reply-else")),
        _ => None,
    };
    let asked = match (posted.text("to"), tapped) {
        // The button alone: no word is needed.
        ("person", _) if posted.text("without") == "words" => state.app.ask_people(&session, None).await,
        (_, Some((tapped, label))) => {
            let words = texts.get(label, &[]);
            state.app.ask_bot(&session, Asked { words: &words, tapped: Some(tapped) }).await
        }
        ("bot", None) => {
            let question = posted.text("question");
            let words = if question.is_empty() { message } else { question };
            state.app.ask_bot(&session, Asked { words, tapped: None }).await
        }
        _ => state.app.ask_people(&session, Some(message)).await,
    };
    match asked {
        Ok(_) => Ok(Redirect::to("/talk").into_response()),
        Err(error) => {
            let problem = unsaid(texts, error)?;
            let here = state.app.talk_view(&session).await?.conversation.map(|talk| talk.id);
            refused(&state, &visit, &session, here, message, problem).await
        }
    }
}
