//! `/talk/new`: a ticket. It asks what helps; the case comes with it by itself.

use super::{super::cx::talk::TicketPage, unsaid};
use crate::{
    error::WebError,
    form::Posted,
    portal::{SignedIn, cx::Problem},
    state::WebState,
    throttle::Deed,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{SayError, Ticket};
use proofdesk_domain::conversation::MessageProblem;

pub(super) async fn form(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    let page = TicketPage {
        client: state.app.fresh_client_id().to_string(),
        has_case: session.progress.current.is_some() || session.only_case.is_some(),
        ..TicketPage::default()
    };
    state.page(&visit, &page)
}

pub(super) async fn open(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, None)?;
    let texts = state.pages.texts(visit.locale);
    let (subject, happened, tried) =
        (posted.text("subject").trim(), posted.text("happened").trim(), posted.text("tried").trim());
    let mut problems = Vec::new();
    if subject.is_empty() {
        problems.push(Problem::new("subject", texts.get("talk-problem-subject", &[])));
    }
    if happened.is_empty() {
        problems.push(Problem::new("happened", texts.get("talk-problem-happened", &[])));
    }
    if problems.is_empty() {
        let mut text = format!("{}\n{happened}", texts.get("ticket-happened", &[]));
        if !tried.is_empty() {
            text.push_str(&format!("\n\n{}\n{tried}", texts.get("ticket-tried", &[])));
        }
        let ticket = Ticket { subject, text: &text, client: posted.text("client").parse().ok() };
        match state.app.open_ticket(&session, ticket).await {
            Ok(view) => return Ok(Redirect::to(&format!("/talk/{}", view.id)).into_response()),
            Err(error) => {
                let field = match &error {
                    SayError::Subject => "subject",
                    SayError::Body(MessageProblem::Empty | MessageProblem::TooLong)
                    | SayError::TooMany
                    | SayError::Error(_) => "happened",
                };
                problems.push(Problem::new(field, unsaid(texts, error)?));
            }
        }
    }
    let page = TicketPage {
        problems,
        client: posted.text("client").to_owned(),
        has_case: session.progress.current.is_some() || session.only_case.is_some(),
        subject: subject.to_owned(),
        happened: happened.to_owned(),
        tried: tried.to_owned(),
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
}
