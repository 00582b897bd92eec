//! `/talk`, a person on every page: the conversation that goes on, answered by the bot until a person is wanted
//! ([`ask`]), tickets, documents that were asked for, files. Everything works without scripts; with them it is live.

mod ask;
pub(crate) mod files;
mod ticket;

use super::{
    SignedIn,
    cx::{
        Problem,
        talk::{CheckCx, ConversationCx, FileCx, ItemCx, MessageCx, ModelCx, OverCx, OwnCx, TalkPage},
    },
    find_session,
};
use crate::{
    bot::{BotCx, Reader, SummaryCx},
    console::sign_of,
    error::WebError,
    form::Posted,
    i18n::Texts,
    state::WebState,
    throttle::Deed,
    visit::Visit,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use proofdesk_app::{
    ApplicantSession, ChangeError, Error, LOW, SayError, Words,
    views::{AuthorView, ConversationView, RequestView},
};
use proofdesk_domain::{
    ConversationId, MessageId, Timestamp,
    bot::Say,
    conversation::{
        Answering, ConversationTurn, EDITABLE, Extra, MAX_MESSAGE_CHARS, MessageKind, MessageProblem,
        request::{Asked, ItemState},
    },
    verification::Turn,
};

/// The pages of conversations.
pub(super) fn routes() -> Router<WebState> {
    let forms = Router::new()
        .route("/talk", get(talk).post(say_newest))
        .route("/talk/part", get(part_newest))
        .route("/talk/bot", post(ask::ask))
        .route("/talk/new", get(ticket::form).post(ticket::open))
        .route("/talk/{id}", get(one).post(say))
        .route("/talk/{id}/part", get(part))
        .route("/talk/{id}/here", post(here))
        .route("/talk/{id}/draft", post(draft))
        .route("/talk/{id}/rate", post(rate))
        .route("/talk/{id}/messages/{message}", post(change))
        .route("/talk/{id}/items/{item}/lacking", post(files::lacking))
        .route("/talk/files/{file}", get(files::hand_out))
        .layer(DefaultBodyLimit::max(crate::form::MAX_FORM_BYTES));
    let uploads = Router::new()
        .route("/talk/{id}/files", post(files::send))
        .route("/talk/{id}/items/{item}", post(files::item))
        .layer(DefaultBodyLimit::disable());
    forms.merge(uploads)
}

/// An id of a path; a stranger's writing of one is no page.
fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// The conversation, or for somebody who is not signed in the ways in.
async fn talk(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    match find_session(&state, visit).await? {
        (visit, Some(session)) => {
            let here = state.app.enter_talk(&session).await?.conversation.map(|talk| talk.id);
            let page = page(&state, &visit, &session, here).await?;
            state.page(&visit, &page)
        }
        (visit, None) => state.page(&visit, &TalkPage::default()),
    }
}

async fn one(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let page = page(&state, &visit, &session, Some(id_of(&id)?)).await?;
    state.page(&visit, &page)
}

/// The part that changes.
async fn part(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let page = page(&state, &visit, &session, Some(id_of(&id)?)).await?;
    state.part(&visit, &page, "portal/talk_part.html")
}

async fn part_newest(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
) -> Result<Response, WebError> {
    let here = state.app.talk_view(&session).await?.conversation.map(|talk| talk.id);
    let page = page(&state, &visit, &session, here).await?;
    state.part(&visit, &page, "portal/talk_part.html")
}

async fn page(
    state: &WebState,
    visit: &Visit,
    session: &ApplicantSession,
    id: Option<ConversationId>,
) -> Result<TalkPage, WebError> {
    let texts = state.pages.texts(visit.locale);
    let own = state.app.my_conversations(session).await?;
    let view = match id {
        Some(id) => Some(state.app.own_view(session, id).await?),
        None => None,
    };
    let (there, opens) = state.app.desk_is().await?;
    let now = state.app.now();
    let person_first = match session.only_case.or(session.progress.current) {
        Some(case) => state.app.case(session, case).await?.state.turn() == Turn::Person,
        None => false,
    };
    Ok(TalkPage {
        bot: view.as_ref().is_some_and(|view| view.answering == Answering::Bot),
        person_first,
        model: state.app.phraser().map(|model| ModelCx { model: model.model, host: model.host }),
        signed_in: true,
        answer_hours: state.app.policy().clocks.answer_hours,
        there,
        opens_at: opens.filter(|at| *at > now),
        message: view.as_ref().map(|view| view.draft.clone()).unwrap_or_default(),
        others: own
            .into_iter()
            .filter(|other| Some(other.id) != id)
            .map(|other| OwnCx {
                href: format!("/talk/{}", other.id),
                reference: other.reference,
                subject: other.subject,
                turn: other.turn.as_str(),
                due_at: other.due_at,
                last_at: other.last_at,
                unread: other.unread,
            })
            .collect(),
        client: state.app.fresh_client_id().to_string(),
        conversation: view.map(|view| conversation_cx(texts, view, now)),
        ..TalkPage::default()
    })
}

fn conversation_cx(texts: &Texts, view: ConversationView, now: Timestamp) -> ConversationCx {
    let base = format!("/talk/{}", view.id);
    let ours = |author: &AuthorView| matches!(author, AuthorView::Person(_) | AuthorView::Bot);
    let last_own = view.messages.iter().rev().find(|m| m.author == AuthorView::You).map(|m| m.seq);
    let last = view.messages.last().map_or(0, |m| m.seq);
    let offers_at = view.messages.iter().rev().find(|m| ours(&m.author)).map(|m| m.seq);
    let (files, requests) = (&view.files, &view.requests);
    let messages = view.messages.into_iter().filter(|message| !message.internal).map(|message| {
        let body = match message.kind {
            _ if message.withdrawn => texts.get("talk-withdrawn", &[]),
            MessageKind::Said | MessageKind::Note => message.body,
            // A text's id, so that every reader has it in their own language.
            _ => crate::console::keyed(texts, &message.body, message.extra.as_ref()),
        };
        let (author, name) = match message.author {
            AuthorView::You => ("you", String::new()),
            AuthorView::Person(name) => ("person", name),
            AuthorView::Bot => ("bot", String::new()),
            AuthorView::System => ("system", String::new()),
        };
        let (replies, links) = match &message.extra {
            // What was offered is offered until something was said.
            // What the bot says as values has its links and answers in it.
            Some(Extra::Offers { quick_replies, links, say: None }) => (
                if offers_at == Some(message.seq) && last_own.is_none_or(|seq| seq < message.seq) {
                    quick_replies.clone()
                } else {
                    Vec::new()
                },
                links.iter().map(|link| (link.title.clone(), link.path.clone())).collect(),
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let (bot, over) = match &message.extra {
            Some(Extra::Offers { say: Some(say), .. }) => {
                (Say::from_body(say).map(|say| BotCx::new(texts, &say)), None)
            }
            Some(Extra::HandOver { cause, summary, due_at, before }) => {
                let summary = SummaryCx::new(texts, *cause, summary, Reader::Applicant);
                (None, Some(OverCx { due_at: *due_at, before: *before, summary }))
            }
            _ => (None, None),
        };
        let request = match &message.extra {
            Some(Extra::Request { request }) => {
                requests.iter().find(|r| r.id == *request).map(|r| check_cx(texts, &base, r))
            }
            _ => None,
        };
        let editable = author == "you"
            && message.kind.is_editable()
            && !message.withdrawn
            && now.since(message.sent_at) <= EDITABLE;
        MessageCx {
            seq: message.seq,
            author,
            name,
            body,
            at: message.sent_at,
            edited: message.edited_at.is_some() && !message.withdrawn,
            change: editable.then(|| format!("{base}/messages/{}", message.id)),
            replies,
            links,
            files: files
                .iter()
                .filter(|file| file.message == Some(message.id))
                .map(|file| FileCx {
                    name: file.name.clone(),
                    bytes: file.bytes,
                    state: file.state,
                    href: (file.state == "clean").then(|| format!("/talk/files/{}", file.id)),
                })
                .collect(),
            request,
            bot,
            over,
        }
    });
    let messages: Vec<MessageCx> = messages.collect();
    let read = last_own.as_ref().is_some_and(|seq| *seq <= view.here.staff_read);
    ConversationCx {
        here: base.clone(),
        reference: view.reference,
        subject: view.subject,
        closed: view.turn == ConversationTurn::Nobody,
        rated: view.rated,
        unhappy: view.rated.is_some_and(|score| score <= LOW),
        due_at: view.due_at,
        late: view.due_at.is_some_and(|due| due <= now),
        before: view.before,
        present: view.here.present.first().cloned(),
        typing: !view.here.typing.is_empty(),
        read,
        last,
        messages,
    }
}

fn check_cx(texts: &Texts, base: &str, request: &RequestView) -> CheckCx {
    let open = !matches!(request.state.as_str(), "fulfilled" | "withdrawn");
    let items = request.items.iter().map(|item| {
        let title = asked(texts, &item.asked);
        let todo = open && matches!(item.state, ItemState::Wanted | ItemState::Problem);
        let page = match item.asked {
            Asked::Page { slot, .. } => Some(format!("/verify/photo/{}?from=talk", slot.as_str())),
            _ => None,
        };
        ItemCx {
            id: item.id.to_string(),
            title,
            words: item.words.clone(),
            state: item.state.as_str(),
            reasons: item.reasons.iter().map(|code| crate::console::headline(texts, *code)).collect(),
            upload: (todo && page.is_none()).then(|| format!("{base}/items/{}", item.id)),
            page: page.filter(|_| todo),
            lacking: todo.then(|| format!("{base}/items/{}/lacking", item.id)),
        }
    });
    CheckCx {
        state: request.state.as_str(),
        items: items.collect(),
        send: request.unsent.then_some("/verify/check"),
    }
}

/// What is asked for, in words.
pub(crate) fn asked(texts: &Texts, asked: &Asked) -> String {
    match asked {
        Asked::Page { slot, .. } => texts.get(&format!("talk-ask-page-{}", slot.as_str()), &[]),
        Asked::ProofOfAddress { months } => {
            texts.get("talk-ask-proof_of_address", &[("n", months.to_string().into())])
        }
        Asked::Other => texts.get("talk-ask-other", &[]),
    }
}

async fn say_newest(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    say_in(&state, &visit, &session, None, &posted).await
}

async fn say(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    say_in(&state, &visit, &session, Some(id_of(&id)?), &posted).await
}

async fn say_in(
    state: &WebState,
    visit: &Visit,
    session: &ApplicantSession,
    id: Option<ConversationId>,
    posted: &Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, None)?;
    // A tapped answer is said as it stands.
    let text = posted.find("reply").unwrap_or_else(|| posted.text("message"));
    let words = Words {
        text,
        conversation: id,
        about: session.progress.current.filter(|_| id.is_none()),
        client: posted.text("client").parse().ok(),
        files: &[],
    };
    match state.app.write(session, words).await {
        // Who wrote on the page of the newest stays there.
        Ok(_) if id.is_none() => Ok(Redirect::to("/talk").into_response()),
        Ok(id) => Ok(Redirect::to(&format!("/talk/{id}")).into_response()),
        Err(error) => {
            let problem = unsaid(state.pages.texts(visit.locale), error)?;
            refused(state, visit, session, id, text, problem).await
        }
    }
}

/// The page again, with what is to be mended and what was typed.
async fn refused(
    state: &WebState,
    visit: &Visit,
    session: &ApplicantSession,
    id: Option<ConversationId>,
    text: &str,
    problem: String,
) -> Result<Response, WebError> {
    let page = TalkPage {
        problems: vec![Problem::new("message", problem)],
        message: text.to_owned(),
        ..page(state, visit, session, id).await?
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

/// Why words were not taken, for their reader.
fn unsaid(texts: &Texts, error: SayError) -> Result<String, WebError> {
    Ok(match error {
        SayError::Body(MessageProblem::Empty) => texts.get("talk-problem-empty", &[]),
        SayError::Body(MessageProblem::TooLong) => {
            texts.get("talk-problem-too-long", &[("most", MAX_MESSAGE_CHARS.to_string().into())])
        }
        SayError::Subject => texts.get("talk-problem-subject", &[]),
        SayError::TooMany => texts.get("talk-problem-many", &[]),
        SayError::Error(error) => return Err(error.into()),
    })
}

/// Changes one's own words, or takes them back, within their minute.
async fn change(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path((id, message)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let (id, message): (ConversationId, MessageId) = (id_of(&id)?, id_of(&message)?);
    let words = posted.find("withdraw").is_none().then(|| posted.text("message"));
    let texts = state.pages.texts(visit.locale);
    let problem = match state.app.change_my_message(&session, id, message, words).await {
        Ok(()) => return Ok(Redirect::to(&format!("/talk/{id}")).into_response()),
        Err(ChangeError::TooLate) => texts.get("talk-problem-late", &[]),
        Err(ChangeError::Body(problem)) => unsaid(texts, SayError::Body(problem))?,
        Err(ChangeError::Error(error)) => return Err(error.into()),
    };
    refused(&state, &visit, &session, Some(id), "", problem).await
}

/// How the help was.
async fn rate(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: ConversationId = id_of(&id)?;
    let score = posted.text("score").parse().unwrap_or(0);
    match state.app.rate(&session, id, score, posted.text("words")).await {
        Ok(()) => Ok(Redirect::to(&format!("/talk/{id}")).into_response()),
        Err(Error::Invalid(_)) => {
            let problem = state.pages.texts(visit.locale).get("talk-problem-rate", &[]);
            refused(&state, &visit, &session, Some(id), "", problem).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A sign of life.
async fn here(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    state.app.in_conversation(&session, id_of(&id)?, sign_of(&posted)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What is being written, kept until it is sent.
async fn draft(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    match state.app.keep_my_words(&session, id_of(&id)?, posted.text("message")).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(Error::Invalid(_)) => Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
        Err(error) => Err(error.into()),
    }
}
