//! "You misread this": `/dispute/{finding}` and `/dispute/field/{field}`.

use super::{
    InCase,
    cx::{
        Problem,
        finding::{FindingCx, field_name, of_passport, shown},
        status::ReadCx,
        talk::DisputePage,
    },
    status::finding_cx,
};
use crate::{
    error::WebError, form::Posted, format, i18n::Texts, state::WebState, throttle::Deed, visit::Visit,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    SayError,
    views::{CaseView, FindingView, ReadField, ReadStanding},
};
use proofdesk_domain::{
    document::DocumentKind, finding::Finding, reason::codes, verification::State as CaseState,
};

/// Longest sentence with a dispute, in characters.
const MAX_SENTENCE_CHARS: usize = 1_000;

/// A field that we read, as the status page shows it.
pub(super) fn read_cx(texts: &Texts, read: &ReadField, case: &CaseView) -> ReadCx {
    let value = |text: &str| shown(texts, Some(read.field), Some(text));
    ReadCx {
        field: read.field.as_str(),
        typed: read.typed.as_deref().and_then(value),
        read: value(&read.value).unwrap_or_default(),
        also: read.also.as_deref().and_then(value),
        differs: read.differs,
        unsure: read.unsure,
        dispute: may_say(read, case).then(|| format!("/dispute/field/{}", read.field.as_str())),
        standing: match read.standing {
            ReadStanding::Disputed => Some("disputed"),
            ReadStanding::Settled => Some("settled"),
            ReadStanding::Disputable | ReadStanding::Closed => None,
        },
    }
}

/// Of an approved case it can be said as well: the approval stands, and the words go to a person.
fn may_say(read: &ReadField, case: &CaseView) -> bool {
    read.standing == ReadStanding::Disputable || case.state == CaseState::Approved
}

fn find_finding<'a>(case: &'a CaseView, id: &str) -> Result<&'a FindingView, WebError> {
    case.findings.iter().find(|view| view.disputable && view.id.to_string() == id).ok_or(WebError::NotFound)
}

fn find_field<'a>(case: &'a CaseView, word: &str) -> Result<&'a ReadField, WebError> {
    let found = case.fields.iter().find(|read| read.field.as_str() == word);
    found.filter(|read| may_say(read, case)).ok_or(WebError::NotFound)
}

/// The page of a field: what we read and typed, and the place on the photo.
fn field_page(texts: &Texts, read: &ReadField, case: &CaseView) -> DisputePage {
    let words = read_cx(texts, read, case);
    let page = case.pages.iter().find(|page| page.evidence == Some(read.evidence));
    let size = page.and_then(|page| Option::zip(page.width, page.height));
    // A finding lends its picture.
    let bare = FindingCx::new(texts, &Finding::advisory(codes::DATA_NAME_MISMATCH));
    let picture = size.and_then(|size| {
        let id = read.evidence.to_string();
        let with = bare.on_picture(texts, id, size, read.slot, read.quad.as_ref());
        let passport = case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport);
        if passport { of_passport(with, texts).picture } else { with.picture }
    });
    DisputePage {
        problems: Vec::new(),
        title: String::new(),
        field: Some(words.field),
        typed: words.typed,
        read: Some(words.read),
        // Nothing that was read is beyond doubt.
        sure: Some(format::percent(f64::from(read.confidence).min(0.99))),
        picture,
        approved: case.state == CaseState::Approved,
        sentence: String::new(),
    }
}

/// The page again where the sentence is too long.
fn too_long(
    state: &WebState,
    visit: &Visit,
    sentence: &str,
    page: impl FnOnce(&Texts) -> DisputePage,
) -> Option<Result<Response, WebError>> {
    if sentence.chars().count() <= MAX_SENTENCE_CHARS {
        return None;
    }
    let texts = state.pages.texts(visit.locale);
    let text = texts.get("dispute-problem-too-long", &[("most", MAX_SENTENCE_CHARS.to_string().into())]);
    let problems = vec![Problem::new("sentence", text)];
    let page = DisputePage { problems, sentence: sentence.to_owned(), ..page(texts) };
    Some(state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page))
}

pub(super) async fn finding_form(
    State(state): State<WebState>,
    InCase { visit, case, .. }: InCase,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let texts = state.pages.texts(visit.locale);
    let finding = finding_cx(texts, find_finding(&case, &id)?, None, &case);
    state.page(&visit, &DisputePage::of(finding))
}

pub(super) async fn finding(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let view = find_finding(&case, &id)?;
    let sentence = posted.text("sentence").trim();
    let page = |texts: &Texts| DisputePage::of(finding_cx(texts, view, None, &case));
    if let Some(again) = too_long(&state, &visit, sentence, page) {
        return again;
    }
    state.app.dispute(&session, case.id, view.id, sentence).await?;
    Ok(Redirect::to("/status").into_response())
}

pub(super) async fn field_form(
    State(state): State<WebState>,
    InCase { visit, case, .. }: InCase,
    Path(word): Path<String>,
) -> Result<Response, WebError> {
    let page = field_page(state.pages.texts(visit.locale), find_field(&case, &word)?, &case);
    state.page(&visit, &page)
}

pub(super) async fn field(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    Path(word): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    // Pressed twice: it was said already.
    let said = |read: &&ReadField| read.field.as_str() == word && read.standing == ReadStanding::Disputed;
    if case.fields.iter().any(|read| said(&read)) {
        return Ok(Redirect::to("/status").into_response());
    }
    let read = find_field(&case, &word)?;
    let sentence = posted.text("sentence").trim();
    if let Some(again) = too_long(&state, &visit, sentence, |texts| field_page(texts, read, &case)) {
        return again;
    }
    state.throttle.count(Deed::Message, &visit.client, None)?;
    if case.state != CaseState::Approved {
        state.app.dispute_reading(&session, case.id, read.field, sentence).await?;
        return Ok(Redirect::to("/status").into_response());
    }
    let texts = state.pages.texts(visit.locale);
    let words = read_cx(texts, read, &case);
    let args = [("field", field_name(texts, read.field).into()), ("read", words.read.into())];
    let message = format!("{} {sentence}", texts.get("read-message", &args));
    match state.app.say(&session, message.trim(), Some(case.id)).await {
        Ok(_) => Ok(Redirect::to("/talk").into_response()),
        Err(SayError::Error(error)) => Err(error.into()),
        Err(_) => Err(WebError::Invalid),
    }
}
