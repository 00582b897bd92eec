//! One conversation: reading, answering, and what is done with it. The forms also stand on a case's page;
//! each leads back to where it was.

use super::{
    AtDesk, back_of, back_with,
    cx::{Promise, Ready, Tools},
    list::{colleagues, hand_to},
};
use crate::{
    console::{
        assist::unwritten,
        case::{At, id_of, known_dialog},
        cx::{
            Clock,
            case::{CasePage, ConversationPage, May, Talk},
            span,
        },
        desk, known_deed, show,
    },
    error::WebError,
    form::{Posted, check_source},
    i18n::Texts,
    portal::files,
    state::WebState,
    throttle::Deed as Counted,
    visit::Visit,
};
use axum::{
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    ChangeError, Error, FileError, Sign, StaffSession,
    conversation::{
        desk::{ArrangeError, AssignError, Deed, DeskView},
        requests::{AskError, Asking},
    },
    review::{ReviewView, Seen},
};
use proofdesk_domain::{
    ConversationId, MessageId, StaffId, VerificationId,
    access::Action,
    conversation::{MessageKind, Priority, canned, request::ItemState},
};
use time::Duration;

/// Words of `console-problem-…` that come back in an address.
pub(crate) const PROBLEMS: &[&str] = &[
    "talk-moved",
    "talk-not-able",
    "talk-team",
    "talk-note",
    "talk-snooze",
    "talk-promised",
    "talk-tag",
    "talk-subject",
    "talk-merge",
    "talk-split",
    "talk-colleague",
    "talk-nothing",
    "talk-file",
    "talk-late",
    "talk-words",
    "bulk-none",
    "bulk-some",
    "view-title",
];

pub(super) fn known_problem(word: &str) -> Option<&'static str> {
    PROBLEMS.iter().find(|known| **known == word).copied()
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
    problem: String,
    #[serde(rename = "do")]
    dialog: String,
}

async fn page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ConversationId,
) -> Result<ConversationPage, WebError> {
    Ok(page_and_case(state, visit, st, id).await?.0)
}

/// The page, and the case beside it as it was read.
async fn page_and_case(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ConversationId,
) -> Result<(ConversationPage, Option<ReviewView>), WebError> {
    let frame = desk(state, st, "talks").await?;
    let review = state.app.open_conversation(st, id).await?;
    let texts = state.pages.texts(visit.locale);
    let mut talk = show::talk(texts, &review.conversation, state.app.now());
    with_tools(state, st, texts, &mut talk, &review.desk).await?;
    let case = match review.verification {
        Some(case) => Some(state.app.review_beside(st, case).await?),
        None => None,
    };
    let beside = case.as_ref().map(|case| {
        let at = At::beside(id);
        let page = show::case_page(state, visit, st, frame.clone(), case);
        let here = at.page(case.case.id);
        Box::new(CasePage { now: here.clone(), here, query: at.query(), ..page })
    });
    let page = ConversationPage {
        desk: frame,
        mode: review.mode.as_str(),
        applicant: show::applicant(texts, &review.applicant),
        beside,
        draft: review.desk.draft.clone(),
        talk,
        may: May { assist: st.may(Action::Assist), ..May::default() },
        problem: None,
        done: None,
    };
    Ok((page, case))
}

/// The conversation again with what was wrong with a form of the case beside it.
pub(crate) async fn again(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ConversationId,
    case: VerificationId,
    change: impl FnOnce(&mut CasePage, &ReviewView),
) -> Result<Response, WebError> {
    let (mut page, review) = page_and_case(state, visit, st, id).await?;
    let (Some(beside), Some(review)) = (&mut page.beside, &review) else { return Err(WebError::NotFound) };
    if review.case.id != case {
        return Err(WebError::NotFound);
    }
    change(beside, review);
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

/// Adds what is done with a conversation, on its own page and beside a case.
pub(crate) async fn with_tools(
    state: &WebState,
    st: &StaffSession,
    texts: &Texts,
    talk: &mut Talk,
    view: &DeskView,
) -> Result<(), WebError> {
    let Some(id) = talk.id.as_deref().and_then(|id| id.parse::<ConversationId>().ok()) else { return Ok(()) };
    talk.seen = view.seen;
    talk.client = state.app.fresh_client_id().to_string();
    if !st.may(Action::Assist) {
        return Ok(());
    }
    for message in talk.messages.iter_mut().filter(|message| message.by == Some(st.id)) {
        message.change = Some(format!("/console/conversations/{id}/messages/{}", message.id));
    }
    let now = state.app.now();
    let due = talk.clock.as_ref().map(|clock| clock.text.clone()).unwrap_or_default();
    let ready = state.app.canned(st, Some(id)).await?.into_iter().filter_map(|one| {
        let words =
            canned::fill(&one.filled?, |name| (name == "due" && !due.is_empty()).then(|| due.clone()));
        Some(Ready { id: one.id.to_string(), title: one.title, words, acts: !one.actions.is_empty() })
    });
    let standing = &view.standing;
    let last_ours = talk.messages.iter().rev().find(|m| m.side == "staff" && !m.internal).map(|m| m.seq);
    talk.tools = Some(Tools {
        base: format!("/console/conversations/{id}"),
        subject: view.subject.clone(),
        priority: view.priority.as_str(),
        tags: view.tags.clone(),
        team: view.team.clone(),
        teams: state.app.policy().desk.teams.clone(),
        assignee: view.assignee.as_ref().map(|(id, name)| (id.to_string(), name.clone())),
        mine: view.assignee.as_ref().is_some_and(|(id, _)| *id == st.id),
        colleagues: colleagues(&state.app.colleagues(st).await?, texts),
        snoozed: view.snoozed_until.is_some(),
        closed: view.closed_at.is_some(),
        breached: view.breached_at.is_some(),
        reopened: view.reopened,
        merged: view.merged_into.map(|id| id.to_string()),
        clocks: view
            .clocks
            .iter()
            .map(|clock| Promise {
                promise: clock.promise.as_str(),
                clock: clock.due_at.map(|due| Clock::until(texts, due, now)),
                spent: span(texts, clock.spent),
                whole: span(texts, clock.minutes),
            })
            .collect(),
        before: view.before,
        present: standing.present.clone(),
        typing: standing.typing.clone(),
        applicant_here: standing.applicant_here,
        applicant_typing: standing.applicant_typing,
        mark: last_ours.and_then(|seq| match () {
            () if standing.read >= seq => Some("read"),
            () if standing.delivered >= seq => Some("delivered"),
            () => None,
        }),
        note_draft: view.note_draft.clone(),
        canned: ready.collect(),
        others: view
            .others
            .iter()
            .map(|other| (other.id.to_string(), other.reference.clone(), other.turn.as_str()))
            .collect(),
    });
    Ok(())
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = page(&state, &visit, &st, id_of(&id)?).await?;
    let mut page =
        ConversationPage { done: known_deed(&asked.done), problem: known_problem(&asked.problem), ..page };
    if let Some(beside) = &mut page.beside {
        beside.open = known_dialog(&asked.dialog);
    }
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
        state.throttle.count(Counted::Message, &visit.client, None)?;
        state.app.reply_seen(&st, id, text, seen_of(&posted)).await
    };
    match written {
        Ok(_) => {
            run_canned(&state, &st, id, &posted).await?;
            Ok(Redirect::to(&format!("/console/conversations/{id}")).into_response())
        }
        Err(error) => {
            let problem = unwritten(error)?;
            let again = page(&state, &visit, &st, id).await?;
            let again = ConversationPage { problem: Some(problem), draft: text.to_owned(), ..again };
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &again)
        }
    }
}

/// What the page showed when the answer was written.
pub(crate) fn seen_of(posted: &Posted) -> Seen {
    Seen { last: posted.text("seen").parse().ok(), client: posted.text("client").parse().ok() }
}

/// What ready-made words do beside, after they were sent.
pub(crate) async fn run_canned(
    state: &WebState,
    st: &StaffSession,
    id: ConversationId,
    posted: &Posted,
) -> Result<(), WebError> {
    match posted.text("canned").parse() {
        Ok(canned) => Ok(state.app.run_actions(st, id, canned).await?),
        Err(_) => Ok(()),
    }
}

/// Words with files.
pub(crate) async fn files(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let id: ConversationId = id_of(&id)?;
    state.throttle.count(Counted::Upload, &visit.client, None)?;
    let trusted = check_source(request.headers(), &visit)?;
    let _room = files::room(&state, request.headers(), st.id.as_uuid()).await?;
    let sent = files::read(request, trusted, |token| visit.owns(token)).await?;
    let back = format!("/console/conversations/{id}");
    let mut taken = Vec::new();
    for (name, bytes) in sent.files {
        let outcome = match bytes {
            Some(bytes) => state.app.take_our_file(&st, id, &name, bytes).await,
            None => Err(FileError::TooLarge),
        };
        match outcome {
            Ok(file) => taken.push(file),
            Err(FileError::Error(error)) => return Err(error.into()),
            Err(_) => return Ok(back_with(&back, "problem", "talk-file")),
        }
    }
    match state.app.reply_with(&st, id, &sent.message, &taken).await {
        Ok(()) => Ok(back_with(&back, "done", "talk-arranged")),
        Err(error) => {
            unwritten(error)?;
            Ok(back_with(&back, "problem", "talk-file"))
        }
    }
}

/// A file of any conversation.
pub(super) async fn file(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(file): Path<String>,
) -> Result<Response, WebError> {
    Ok(files::download(state.app.our_file(&st, id_of(&file)?).await?))
}

/// Changes the reader's own words, or takes them back, within their minute.
pub(super) async fn change(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path((id, message)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let (id, message): (ConversationId, MessageId) = (id_of(&id)?, id_of(&message)?);
    let back = back_of(&posted, &format!("/console/conversations/{id}"));
    let words = posted.find("withdraw").is_none().then(|| posted.text("message"));
    let problem = match state.app.change_our_message(&st, id, message, words).await {
        Ok(()) => return Ok(back_with(&back, "done", "talk-changed")),
        Err(ChangeError::TooLate) => "talk-late",
        Err(ChangeError::Body(_)) => "talk-words",
        Err(ChangeError::Error(error)) => return Err(error.into()),
    };
    Ok(back_with(&back, "problem", problem))
}

/// A sign of life.
pub(super) async fn here(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    state.app.at_desk(&st, id_of(&id)?, sign_of(&posted)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A sign of life as scripts send it.
pub(crate) fn sign_of(posted: &Posted) -> Sign {
    let number = |name: &str| posted.text(name).parse().unwrap_or(0);
    Sign {
        typing: posted.find("typing").is_some(),
        gone: posted.find("gone").is_some(),
        delivered: number("delivered"),
        read: number("read"),
    }
}

/// What is being written, kept until it is sent.
pub(super) async fn draft(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let kind = if posted.text("kind") == "note" { MessageKind::Note } else { MessageKind::Said };
    state.app.keep_words(&st, id_of(&id)?, kind, posted.text("text")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path((id, deed)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: ConversationId = id_of(&id)?;
    let back = back_of(&posted, &format!("/console/conversations/{id}"));
    let was: Option<StaffId> = posted.text("was").parse().ok();
    let told = |outcome: Result<(), ArrangeError>| -> Result<Response, WebError> {
        match outcome {
            Ok(()) => Ok(back_with(&back, "done", "talk-arranged")),
            Err(error) => Ok(back_with(&back, "problem", unarranged(error)?)),
        }
    };
    let app = &state.app;
    match deed.as_str() {
        "take" => handed(&back, app.take_conversation(&st, id, was).await),
        "hand" => match hand_to(posted.text("to")) {
            Some(to) => handed(&back, app.hand_on(&st, id, was, &to, posted.text("note")).await),
            None => Ok(back_with(&back, "problem", "talk-colleague")),
        },
        "close" => told(app.arrange(&st, id, &Deed::Close).await),
        "reopen" => told(app.arrange(&st, id, &Deed::Reopen).await),
        "wake" => told(app.arrange(&st, id, &Deed::Wake).await),
        "subject" => told(app.arrange(&st, id, &Deed::Subject(posted.text("subject").to_owned())).await),
        "tag" => told(app.arrange(&st, id, &Deed::Tag(posted.text("tag").to_owned())).await),
        "untag" => told(app.arrange(&st, id, &Deed::Untag(posted.text("tag").to_owned())).await),
        "priority" => match Priority::find(posted.text("priority")) {
            Some(priority) => told(app.arrange(&st, id, &Deed::Priority(priority)).await),
            None => Err(Error::NotFound.into()),
        },
        "snooze" => {
            let hours = posted.text("hours").parse().unwrap_or(0);
            let until = app.now().plus(Duration::hours(hours));
            told(app.arrange(&st, id, &Deed::Snooze(until)).await)
        }
        "merge" => match app.merge_conversation(&st, id, posted.text("into")).await {
            Ok(whole) => Ok(back_with(&format!("/console/conversations/{whole}"), "done", "talk-merged")),
            Err(error) => Ok(back_with(&back, "problem", unarranged(error)?)),
        },
        "split" => {
            let message = posted.text("message").parse().map_err(|_| WebError::from(Error::NotFound))?;
            match app.split_conversation(&st, id, message).await {
                Ok(part) => Ok(back_with(&format!("/console/conversations/{part}"), "done", "talk-split")),
                Err(error) => Ok(back_with(&back, "problem", unarranged(error)?)),
            }
        }
        "ask" => {
            let asking = Asking {
                proof_of_address: posted.text("address").parse().ok(),
                other: posted.find("other").map(str::to_owned),
                words: posted.text("words").to_owned(),
            };
            match app.ask_documents(&st, id, &asking).await {
                Ok(_) => Ok(back_with(&back, "done", "talk-asked")),
                Err(AskError::Nothing | AskError::Words) => Ok(back_with(&back, "problem", "talk-nothing")),
                Err(AskError::Error(error)) => Err(error.into()),
            }
        }
        "judge" => {
            let item = posted.text("item").parse().map_err(|_| WebError::from(Error::NotFound))?;
            let verdict = match posted.text("verdict") {
                "accepted" => ItemState::Accepted,
                _ => ItemState::Problem,
            };
            app.judge_item(&st, id, item, verdict).await?;
            Ok(back_with(&back, "done", "talk-arranged"))
        }
        _ => Err(Error::NotFound.into()),
    }
}

fn handed(back: &str, outcome: Result<(), AssignError>) -> Result<Response, WebError> {
    let problem = match outcome {
        Ok(()) => return Ok(back_with(back, "done", "talk-assigned")),
        Err(AssignError::Moved(_)) => "talk-moved",
        Err(AssignError::NotAble) => "talk-not-able",
        Err(AssignError::NoTeam) => "talk-team",
        Err(AssignError::Note(_)) => "talk-note",
        Err(AssignError::Error(error)) => return Err(error.into()),
    };
    Ok(back_with(back, "problem", problem))
}

fn unarranged(error: ArrangeError) -> Result<&'static str, WebError> {
    use proofdesk_domain::conversation::talk::SnoozeError;
    Ok(match error {
        ArrangeError::Snooze(SnoozeError::When) => "talk-snooze",
        ArrangeError::Snooze(SnoozeError::Promised) => "talk-promised",
        ArrangeError::Tag => "talk-tag",
        ArrangeError::Subject => "talk-subject",
        ArrangeError::Merge => "talk-merge",
        ArrangeError::Split => "talk-split",
        ArrangeError::Error(error) => return Err(error.into()),
    })
}
