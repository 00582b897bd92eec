//! What staff do beside deciding: settle disputes, write, correct and upload on the applicant's behalf,
//! have the checks run again.

use super::{
    AtDesk,
    case::{At, again, id_of},
    show,
};
use crate::{
    error::WebError,
    form::{Posted, announced_length, check_source},
    state::WebState,
    throttle::Deed,
};
use axum::{
    extract::{FromRequest, Multipart, Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error, Uploaded,
    review::{AssistError, Ruling, SettleError, WriteError},
};
use proofdesk_domain::{
    DisputeId, VerificationId,
    conversation::MessageProblem,
    details::{DetailField, Problem, TypedDetails},
    evidence::Slot,
    verification::DocumentChoice,
};
use std::time::Duration;
use tokio::time::timeout;

/// What an upload form has around its picture, in bytes.
const AROUND: u64 = 64 * 1024;
/// How long an upload waits for memory.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) async fn settle(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path((id, dispute)): Path<(String, String)>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let dispute: DisputeId = id_of(&dispute)?;
    let version = posted.text("version").parse().unwrap_or(-1);
    let ruling = match posted.text("ruling") {
        "upheld" => Ruling::Upheld { words: posted.text("words").to_owned() },
        "overruled" => Ruling::Overruled,
        _ => return Err(WebError::NotFound),
    };
    let problem = match state.app.settle_dispute(&st, dispute, ruling, version).await {
        Ok(_) => return Ok(at.done(id, "settled")),
        Err(SettleError::Words(MessageProblem::TooLong)) => "too_long",
        Err(SettleError::Words(MessageProblem::Empty)) => "words",
        Err(SettleError::NotClaimed) => "claimed",
        Err(SettleError::Stale { .. } | SettleError::Error(Error::WrongState(_))) => "wrong_state",
        Err(SettleError::Error(error)) if error.is_temporary() => "busy",
        Err(SettleError::Error(error)) => return Err(error.into()),
    };
    again(&state, &visit, &st, id, at, |page, _| page.problem = Some(problem)).await
}

/// What the form says of a message that was not taken.
pub(super) fn unwritten(error: WriteError) -> Result<&'static str, WebError> {
    Ok(match error {
        WriteError::Body(MessageProblem::Empty) => "empty",
        WriteError::Body(MessageProblem::TooLong) => "too_long",
        WriteError::Crossed => "stale_reply",
        WriteError::Error(error) if error.is_temporary() => "busy",
        WriteError::Error(error) => return Err(error.into()),
    })
}

pub(super) async fn say(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let text = posted.text("text");
    let written = if posted.text("kind") == "note" {
        state.app.note_about(&st, id, text).await
    } else {
        state.throttle.count(Deed::Message, &visit.client, None)?;
        let seen = super::talks::one::seen_of(&posted);
        state.app.reply_about_seen(&st, id, text, seen).await
    };
    match written {
        Ok(view) => {
            super::talks::one::run_canned(&state, &st, view.id, &posted).await?;
            Ok(Redirect::to(&format!("/console/cases/{id}/now")).into_response())
        }
        Err(error) => {
            let problem = unwritten(error)?;
            again(&state, &visit, &st, id, At::default(), |page, _| {
                page.problem = Some(problem);
                text.clone_into(&mut page.draft);
            })
            .await
        }
    }
}

/// What the form says of help that was not taken.
pub(super) fn unhelped(error: AssistError) -> Result<&'static str, WebError> {
    Ok(match error {
        AssistError::NotClaimed => "claimed",
        AssistError::WhyMissing => "why",
        AssistError::Details(_) => "details",
        AssistError::Incomplete => "incomplete",
        AssistError::Pending => "already_pending",
        AssistError::Error(Error::Stale { .. } | Error::WrongState(_)) => "wrong_state",
        AssistError::Error(error) if error.is_temporary() => "busy",
        AssistError::Error(error) => return Err(error.into()),
    })
}

/// Chooses the document on the applicant's behalf.
pub(super) async fn document(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let wanted = posted.text("kind");
    let kind = state.app.policy().documents.kinds.iter().copied().find(|kind| kind.as_str() == wanted);
    let kind = kind.ok_or(WebError::Invalid)?;
    let issuing_country = posted.text("issuing_country").trim().to_uppercase();
    let choice = DocumentChoice { kind, issuing_country };
    let problem = match state.app.choose_document_for(&st, id, choice, posted.text("why")).await {
        Ok(()) => return Ok(at.done(id, "document")),
        Err(AssistError::Error(Error::Invalid(_))) => "country",
        Err(error) => unhelped(error)?,
    };
    again(&state, &visit, &st, id, at, |page, _| {
        page.open = page.may.assist.then_some("document");
        page.problem = Some(problem);
    })
    .await
}

pub(super) async fn details(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let text = |field: DetailField| posted.text(field.as_str()).to_owned();
    let corrected = TypedDetails {
        surname: text(DetailField::Surname),
        given_names: text(DetailField::GivenNames),
        native_name: text(DetailField::NativeName),
        birth_date: text(DetailField::BirthDate),
        nationality: text(DetailField::Nationality),
        document_number: text(DetailField::DocumentNumber),
    };
    let version = posted.text("version").parse().unwrap_or(-1);
    let why = posted.text("why");
    let error = match state.app.correct_details(&st, id, version, corrected.clone(), why).await {
        Ok(()) => return Ok(at.done(id, "corrected")),
        Err(error) => error,
    };
    let problems = match &error {
        AssistError::Details(problems) => problems.clone(),
        _ => Vec::new(),
    };
    let problem = unhelped(error)?;
    again(&state, &visit, &st, id, at, |page, _| {
        page.typed = show::typed(&corrected);
        why.clone_into(&mut page.typed.why);
        for (field, what) in problems {
            if let Some(shown) = page.typed.fields.iter_mut().find(|shown| shown.name == field.as_str()) {
                shown.problem = Some(problem_word(what));
            }
        }
        page.open = page.may.assist.then_some("correct");
        page.problem = Some(problem);
    })
    .await
}

const fn problem_word(problem: Problem) -> &'static str {
    match problem {
        Problem::Missing => "missing",
        Problem::TooLong => "too_long",
        Problem::NotADate => "not_a_date",
        Problem::ImpossibleDate => "impossible_date",
        Problem::UnknownCountry => "unknown_country",
        Problem::OddCharacters => "odd_characters",
    }
}

/// Lets a running case go on under the policy in force.
pub(super) async fn migrate(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let version = posted.text("version").parse().unwrap_or(-1);
    match state.app.migrate_case(&st, id, version, posted.text("why")).await {
        Ok(()) => Ok(at.done(id, "migrated")),
        Err(error) => {
            let problem = unhelped(error)?;
            again(&state, &visit, &st, id, at, |page, _| page.problem = Some(problem)).await
        }
    }
}

pub(super) async fn recheck(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    _: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    match state.app.recheck(&st, id).await {
        Ok(()) => Ok(at.done(id, "recheck")),
        Err(error) => {
            let problem = unhelped(error)?;
            again(&state, &visit, &st, id, at, |page, _| page.problem = Some(problem)).await
        }
    }
}

/// What the upload form holds.
#[derive(Default)]
struct Sent {
    slot: String,
    why: String,
    file: Vec<u8>,
    too_large: bool,
}

pub(super) async fn upload(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    request: Request,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let trusted = check_source(request.headers(), &visit)?;
    state.throttle.count(Deed::Upload, &visit.client, None)?;
    let most = state.app.policy().thresholds.bytes_max;
    let announced = announced_length(request.headers()).unwrap_or(most + AROUND).min(most + AROUND);
    // Memory for the picture is reserved first, so that a burst waits in line instead of failing.
    let _room = timeout(PATIENCE, state.upload_room.reserve(st.id.as_uuid(), announced))
        .await
        .map_err(|late| WebError::Busy(Some(Box::new(late))))?;
    let sent = read(request, most, |token| trusted || visit.owns(token)).await?;
    let refuse = |problem: &'static str, refused: Vec<String>| {
        again(&state, &visit, &st, id, at, move |page, _| {
            page.open = page.may.assist.then_some("upload");
            page.problem = Some(problem);
            page.refused = refused;
        })
    };
    if sent.too_large {
        return refuse("too_large", Vec::new()).await;
    }
    if sent.file.is_empty() {
        return refuse("file", Vec::new()).await;
    }
    let slot = Slot::find(&sent.slot).ok_or(WebError::NotFound)?;
    match state.app.upload_for(&st, id, slot, sent.file, &sent.why).await {
        Ok(Uploaded::Kept(_)) => Ok(at.done(id, "uploaded")),
        Ok(Uploaded::Refused(findings)) => {
            let texts = state.pages.texts(visit.locale);
            let said = findings.iter().map(|view| crate::portal::cx::finding::words(texts, &view.finding));
            refuse("refused", said.map(|words| format!("{}. {}", words.title, words.saw)).collect()).await
        }
        Err(error) => refuse(unhelped(error)?, Vec::new()).await,
    }
}

/// Reads the form. The token stands before the picture, so that a stranger's picture is not read.
async fn read(request: Request, most: u64, owns: impl Fn(&str) -> bool) -> Result<Sent, WebError> {
    let broken = |error: axum::extract::multipart::MultipartError| WebError::Interrupted(Box::new(error));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| WebError::Invalid)?;
    let mut sent = Sent::default();
    let mut trusted = owns("");
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "file";
        if is_file && !trusted {
            return Err(WebError::StaleForm);
        }
        let limit = if is_file { most } else { AROUND };
        let mut bytes = Vec::new();
        let mut over = false;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            over = over || (bytes.len() + chunk.len()) as u64 > limit;
            if !over {
                bytes.extend_from_slice(&chunk);
            }
        }
        if is_file {
            (sent.file, sent.too_large) = (bytes, over);
            continue;
        }
        if over {
            return Err(WebError::TooLarge);
        }
        let text = String::from_utf8(bytes).map_err(|_| WebError::Invalid)?;
        match name.as_str() {
            "csrf" => trusted = trusted || owns(&text),
            "slot" => sent.slot = text,
            "why" => sent.why = text,
            _ => {}
        }
    }
    if trusted { Ok(sent) } else { Err(WebError::StaleForm) }
}
