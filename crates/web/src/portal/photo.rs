//! `/verify/photo/{front,back}`: taking a picture in over a bad connection; `/pictures/{id}`: giving it back.
//!
//! A picture on its way in takes memory. What it will need is reserved first, so that a burst of
//! uploads waits in line instead of failing; nobody holds more than a few places, and a client that
//! stops sending, or dribbles, gives its place back (see [`crate::pace`]).

use super::{
    Editing, From, FromQuery, SignedIn,
    cx::{
        finding::FindingCx,
        verify::{AdviceCx, PhotoPage},
    },
};
use crate::{
    error::WebError,
    form::{announced_length, check_source},
    headers::PICTURE_POLICY,
    i18n::Locale,
    state::WebState,
    throttle::Deed,
    visit::Visit,
};
use axum::{
    Json,
    body::Body,
    extract::{
        FromRequest, Multipart, Path, Query, Request, State,
        multipart::{Field, MultipartError},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use data_encoding::HEXLOWER;
use futures::StreamExt as _;
use proofdesk_app::{
    ApplicantSession, Uploaded,
    views::{CaseView, FindingView},
};
use proofdesk_domain::{
    EvidenceId,
    document::DocumentKind,
    evidence::Slot,
    finding::{Finding, Unit},
    reason::{ReasonCode, codes},
};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tokio::time::timeout;

/// What a form has around its picture, in bytes.
const AROUND: u64 = 64 * 1024;
/// How long an upload waits for its turn and for memory.
const PATIENCE: Duration = Duration::from_mins(1);
/// An upload that is too large is read to its end up to here, thrown away as it comes: a browser that
/// is cut off in the middle shows its own error instead of our reason.
const READ_AND_DROP: u64 = 512 * 1024 * 1024;

pub(super) fn slot_of(side: &str, case: &CaseView) -> Result<Slot, WebError> {
    let slot = Slot::find(side).filter(|slot| slot.side().is_some()).ok_or(WebError::NotFound)?;
    if case.pages.iter().any(|page| page.slot == slot) { Ok(slot) } else { Err(WebError::NotFound) }
}

/// What the browser can see on a photo before it is sent (`assets/judge.js`).
const ADVICE: [ReasonCode; 10] = [
    codes::IMAGE_NO_DOCUMENT,
    codes::IMAGE_MANY_DOCUMENTS,
    codes::IMAGE_CUT_OFF,
    codes::IMAGE_TOO_DARK,
    codes::IMAGE_OVEREXPOSED,
    codes::IMAGE_GLARE,
    codes::IMAGE_LOW_RESOLUTION,
    codes::IMAGE_BLURRED,
    codes::IMAGE_GRAYSCALE,
    codes::IMAGE_PERSPECTIVE,
];

/// Tells one person's photos in a browser's memory from another's, and nothing else.
fn owner_of(session: &ApplicantSession) -> String {
    let hash = Sha256::new()
        .chain_update(b"proofdesk browser memory v1\0")
        .chain_update(session.applicant.as_uuid());
    HEXLOWER.encode(&hash.finalize()[..8])
}

fn photo_page(
    state: &WebState,
    locale: Locale,
    session: &ApplicantSession,
    case: &CaseView,
    slot: Slot,
    from: From,
) -> PhotoPage {
    let passport = case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport);
    let kept = case.pages.iter().find(|page| page.slot == slot).and_then(|page| page.evidence);
    let other =
        case.pages.iter().map(|page| page.slot).find(|other| slot == Slot::Front && *other == Slot::Back);
    let texts = state.pages.texts(locale);
    let before = match slot {
        Slot::Back => "/verify/photo/front",
        _ => "/verify/document",
    };
    PhotoPage {
        what: match slot {
            Slot::Back => "back",
            _ if passport => "passport",
            _ => "front",
        },
        kept: kept.map(|id| id.to_string()),
        refused: Vec::new(),
        same: false,
        missing: false,
        most_bytes: case.thresholds.bytes_max,
        slot: slot.as_str(),
        other: other.map_or("", Slot::as_str),
        owner: owner_of(session),
        thresholds: serde_json::to_string(&case.thresholds).unwrap_or_default(),
        advice: ADVICE
            .iter()
            .map(|code| FindingCx::new(texts, &Finding::blocking(*code).on_page(slot)))
            .zip(ADVICE)
            .map(|(words, code)| AdviceCx { code: code.as_str(), title: words.title, act: words.act })
            .collect(),
        phone: session.only_case.is_none(),
        back: from.back(before),
        next: from.next(state, case),
        from: from.word(),
    }
}

pub(super) async fn form(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Path(side): Path<String>,
    Query(query): Query<FromQuery>,
) -> Result<Response, WebError> {
    if case.document.is_none() {
        return Ok(Redirect::to("/verify/document").into_response());
    }
    let slot = slot_of(&side, &case)?;
    state.page(&visit, &photo_page(&state, visit.locale, &session, &case, slot, From::find(&query.from)))
}

pub(super) async fn upload(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Path(side): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let slot = slot_of(&side, &case)?;
    let trusted = check_source(request.headers(), &visit)?;
    state.throttle.count(Deed::Upload, &visit.client, None)?;
    let by_script = wants_json(request.headers());
    let most = state.app.policy().thresholds.bytes_max;
    let announced = announced_length(request.headers()).unwrap_or(most + AROUND);
    let too_large = |bytes: u64| {
        let finding = Finding::blocking(codes::FILE_TOO_LARGE).on_page(slot).measured(
            bytes as f32,
            most as f32,
            Unit::Bytes,
        );
        FindingCx::new(state.pages.texts(visit.locale), &finding)
    };
    let refuse = |from: From, status: StatusCode, refused: Vec<FindingCx>| {
        let missing = refused.is_empty();
        let page =
            PhotoPage { refused, missing, ..photo_page(&state, visit.locale, &session, &case, slot, from) };
        state.page_with(status, &visit, &page)
    };
    if announced > most + AROUND {
        read_and_drop(request.into_body()).await;
        return refuse(From::Steps, StatusCode::PAYLOAD_TOO_LARGE, vec![too_large(announced)]);
    }

    let _room = timeout(PATIENCE, state.upload_room.reserve(session.applicant.as_uuid(), announced))
        .await
        .map_err(|late| WebError::Busy(Some(Box::new(late))))?;
    let sent = read_form(request, most, announced, |token| trusted || visit.owns(token)).await?;
    let from = From::find(&sent.from);
    let bytes = match sent.photo {
        Photo::TooLarge => {
            return refuse(from, StatusCode::PAYLOAD_TOO_LARGE, vec![too_large(announced.max(most + 1))]);
        }
        Photo::None => return refuse(from, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()),
        Photo::Bytes(bytes) => bytes,
    };
    match state.app.upload(&session, case.id, slot, bytes).await? {
        Uploaded::Kept(_) => {
            let case = state.app.case(&session, case.id).await?;
            let next = from.next(&state, &case);
            Ok(if by_script {
                Json(serde_json::json!({ "next": next })).into_response()
            } else {
                Redirect::to(next).into_response()
            })
        }
        Uploaded::Refused(findings) => refused_page(&state, &visit, &session, &case, slot, from, &findings),
    }
}

/// The page that says what a picture was found wanting in.
pub(super) fn refused_page(
    state: &WebState,
    visit: &Visit,
    session: &ApplicantSession,
    case: &CaseView,
    slot: Slot,
    from: From,
    findings: &[FindingView],
) -> Result<Response, WebError> {
    let texts = state.pages.texts(visit.locale);
    let earlier = |view: &&FindingView| !same(findings) || view.finding.code != codes::FILE_ALREADY_DECLINED;
    let refused: Vec<FindingCx> = findings
        .iter()
        .filter(earlier)
        .map(|view| FindingCx {
            by_person: view.by_person.clone().filter(|note| !note.trim().is_empty()),
            ..FindingCx::new(texts, &view.finding)
        })
        .collect();
    let page = PhotoPage {
        refused,
        same: same(findings),
        ..photo_page(state, visit.locale, session, case, slot, from)
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

/// These very bytes were found wanting before; what was found then follows.
fn same(findings: &[FindingView]) -> bool {
    findings.len() > 1 && findings[0].finding.code == codes::FILE_ALREADY_DECLINED
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// What an upload form holds.
struct Sent {
    from: String,
    photo: Photo,
}

/// A picture as it came.
enum Photo {
    None,
    TooLarge,
    Bytes(Vec<u8>),
}

/// Reads the form. The token stands before the picture, so that a stranger's picture is not read.
async fn read_form(
    request: Request,
    most: u64,
    announced: u64,
    owns: impl Fn(&str) -> bool,
) -> Result<Sent, WebError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| WebError::Invalid)?;
    let mut sent = Sent { from: String::new(), photo: Photo::None };
    let mut trusted = owns("");
    while let Some(mut field) = form.next_field().await.map_err(broken_off)? {
        match field.name() {
            Some("csrf") => trusted = trusted || owns(&short_text(&mut field).await?),
            Some("from") => sent.from = short_text(&mut field).await?,
            Some("photo") if trusted => sent.photo = read_photo(&mut field, most, announced).await?,
            Some("photo") => return Err(WebError::StaleForm),
            _ => {}
        }
    }
    if trusted { Ok(sent) } else { Err(WebError::StaleForm) }
}

async fn read_photo(field: &mut Field<'_>, most: u64, announced: u64) -> Result<Photo, WebError> {
    let mut bytes = Vec::with_capacity(usize::try_from(announced.min(most)).unwrap_or_default());
    let mut too_large = false;
    while let Some(chunk) = field.chunk().await.map_err(broken_off)? {
        too_large = too_large || (bytes.len() + chunk.len()) as u64 > most;
        if !too_large {
            bytes.extend_from_slice(&chunk);
        }
    }
    let nothing_chosen = bytes.is_empty() && field.file_name().is_none_or(str::is_empty);
    Ok(match (too_large, nothing_chosen) {
        (true, _) => Photo::TooLarge,
        (false, true) => Photo::None,
        (false, false) => Photo::Bytes(bytes),
    })
}

async fn short_text(field: &mut Field<'_>) -> Result<String, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken_off)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > AROUND {
            return Err(WebError::TooLarge);
        }
    }
    String::from_utf8(bytes).map_err(|_| WebError::Invalid)
}

/// What breaks off in the middle, or comes too slowly, is sent again by the page.
fn broken_off(error: MultipartError) -> WebError {
    WebError::Interrupted(Box::new(error))
}

async fn read_and_drop(body: Body) {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = stream.next().await {
        read += chunk.len() as u64;
        if read > READ_AND_DROP {
            break;
        }
    }
}

/// The copy of a picture that people look at: re-encoded, without metadata, to its owner only.
pub(super) async fn picture(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id: EvidenceId = id.parse().map_err(|_| WebError::NotFound)?;
    let bytes = state.app.picture(&session, id).await?;
    Ok(picture_response(bytes))
}

/// A picture with the headers that keep it out of caches and from running anything.
pub(crate) fn picture_response(jpeg: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY)),
    ];
    (headers, jpeg).into_response()
}
