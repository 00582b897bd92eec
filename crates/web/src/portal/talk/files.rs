//! Files: taken in with words or for something that was asked for, handed out as downloads.

use super::{id_of, refused};
use crate::{
    error::WebError,
    form::{Posted, announced_length, check_source},
    headers::PICTURE_POLICY,
    i18n::Texts,
    portal::SignedIn,
    room::Reserved,
    state::WebState,
    throttle::Deed,
};
use axum::{
    extract::{FromRequest, Multipart, Path, Request, State, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{FileError, MAX_FILE_BYTES, MAX_FILES, SayError, Words};
use proofdesk_domain::ConversationId;
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// Room for a form's other fields, in bytes.
const AROUND: usize = 64 * 1024;
/// How long files wait for memory.
const PATIENCE: Duration = Duration::from_mins(1);

/// A form with files.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) message: String,
    pub(crate) client: Option<Uuid>,
    /// Name and bytes; none where it was too large.
    pub(crate) files: Vec<(String, Option<Vec<u8>>)>,
}

/// Reserves the memory that a form's files will need, before they are read: a burst waits in line.
pub(crate) async fn room(state: &WebState, headers: &HeaderMap, person: Uuid) -> Result<Reserved, WebError> {
    let most = ((MAX_FILES + 1) * MAX_FILE_BYTES) as u64;
    let announced = announced_length(headers).unwrap_or(most).min(most);
    timeout(PATIENCE, state.upload_room.reserve(person, announced))
        .await
        .map_err(|late| WebError::Busy(Some(Box::new(late))))
}

/// Reads such a form. The token stands before the files, so that a stranger's are not read.
pub(crate) async fn read(
    request: Request,
    trusted: bool,
    owns: impl Fn(&str) -> bool,
) -> Result<Sent, WebError> {
    let broken = |error: MultipartError| WebError::Interrupted(Box::new(error));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| WebError::Invalid)?;
    let mut sent = Sent::default();
    let mut trusted = trusted;
    let mut whole = 0_usize;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "file";
        if is_file && !trusted {
            return Err(WebError::StaleForm);
        }
        let called = field.file_name().unwrap_or_default().to_owned();
        let limit = if is_file { MAX_FILE_BYTES } else { AROUND };
        let mut bytes = Vec::new();
        let mut over = false;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            whole += chunk.len();
            // Ten files of the largest size, read to their end and thrown away where they are more.
            if whole > (MAX_FILES + 1) * MAX_FILE_BYTES {
                return Err(WebError::TooLarge);
            }
            over = over || bytes.len() + chunk.len() > limit;
            if !over {
                bytes.extend_from_slice(&chunk);
            }
        }
        if is_file {
            // An empty choice of a browser is no file.
            if !called.is_empty() && sent.files.len() <= MAX_FILES {
                sent.files.push((called, (!over).then_some(bytes)));
            }
            continue;
        }
        if over {
            return Err(WebError::TooLarge);
        }
        let text = String::from_utf8(bytes).map_err(|_| WebError::Invalid)?;
        match name.as_str() {
            "csrf" => trusted = trusted || owns(&text),
            "message" | "text" => sent.message = text.replace('\0', ""),
            "client" => sent.client = text.parse().ok(),
            _ => {}
        }
    }
    if trusted { Ok(sent) } else { Err(WebError::StaleForm) }
}

/// Why a file was not taken, for its reader.
pub(crate) fn untaken(texts: &Texts, error: FileError) -> Result<String, WebError> {
    let most = (MAX_FILE_BYTES / 1024 / 1024).to_string();
    Ok(match error {
        FileError::TooLarge => texts.get("talk-problem-file-large", &[("most", most.into())]),
        FileError::Empty => texts.get("talk-problem-file-empty", &[]),
        FileError::Kind => texts.get("talk-problem-file-kind", &[]),
        FileError::Unreadable => texts.get("talk-problem-file-unreadable", &[]),
        FileError::TooMany => texts.get("talk-problem-file-many", &[]),
        FileError::Error(error) => return Err(error.into()),
    })
}

/// Words with files.
pub(super) async fn send(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let id: ConversationId = id_of(&id)?;
    state.throttle.count(Deed::Upload, &visit.client, None)?;
    let trusted = check_source(request.headers(), &visit)?;
    let _room = room(&state, request.headers(), session.applicant.as_uuid()).await?;
    let sent = read(request, trusted, |token| visit.owns(token)).await?;
    let texts = state.pages.texts(visit.locale);
    if sent.files.len() > MAX_FILES {
        let problem = texts.get("talk-problem-files", &[("most", MAX_FILES.to_string().into())]);
        return refused(&state, &visit, &session, Some(id), &sent.message, problem).await;
    }
    let mut taken = Vec::new();
    for (name, bytes) in sent.files {
        let outcome = match bytes {
            Some(bytes) => state.app.take_file(&session, id, &name, bytes).await,
            None => Err(FileError::TooLarge),
        };
        match outcome {
            Ok(file) => taken.push(file),
            Err(error) => {
                let problem = untaken(texts, error)?;
                return refused(&state, &visit, &session, Some(id), &sent.message, problem).await;
            }
        }
    }
    let words = Words {
        text: &sent.message,
        conversation: Some(id),
        about: None,
        client: sent.client,
        files: &taken,
    };
    match state.app.write(&session, words).await {
        Ok(id) => Ok(Redirect::to(&format!("/talk/{id}")).into_response()),
        Err(SayError::Error(error)) => Err(error.into()),
        Err(error) => {
            let problem = super::unsaid(texts, error)?;
            refused(&state, &visit, &session, Some(id), &sent.message, problem).await
        }
    }
}

/// A file for something that was asked for.
pub(super) async fn item(
    State(state): State<WebState>,
    SignedIn { visit, session }: SignedIn,
    Path((id, item)): Path<(String, String)>,
    request: Request,
) -> Result<Response, WebError> {
    let (id, item): (ConversationId, Uuid) = (id_of(&id)?, id_of(&item)?);
    state.throttle.count(Deed::Upload, &visit.client, None)?;
    let trusted = check_source(request.headers(), &visit)?;
    let _room = room(&state, request.headers(), session.applicant.as_uuid()).await?;
    let sent = read(request, trusted, |token| visit.owns(token)).await?;
    let texts = state.pages.texts(visit.locale);
    let outcome = match sent.files.into_iter().next() {
        Some((name, Some(bytes))) => state.app.take_file(&session, id, &name, bytes).await,
        Some((_, None)) => Err(FileError::TooLarge),
        None => Err(FileError::Empty),
    };
    match outcome {
        Ok(file) => {
            state.app.send_item(&session, id, item, file).await?;
            Ok(Redirect::to(&format!("/talk/{id}")).into_response())
        }
        Err(error) => {
            let problem = untaken(texts, error)?;
            refused(&state, &visit, &session, Some(id), "", problem).await
        }
    }
}

/// "I have no such document."
pub(super) async fn lacking(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    Path((id, item)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    drop(posted);
    let id: ConversationId = id_of(&id)?;
    state.app.lack_item(&session, id, id_of(&item)?).await?;
    Ok(Redirect::to(&format!("/talk/{id}")).into_response())
}

pub(super) async fn hand_out(
    State(state): State<WebState>,
    SignedIn { session, .. }: SignedIn,
    Path(file): Path<String>,
) -> Result<Response, WebError> {
    let found = state.app.my_file(&session, id_of(&file)?).await?;
    Ok(download(found))
}

/// A file as a download: never shown on our own pages but as a picture, and with nothing that could run.
pub(crate) fn download((kind, name, bytes): (String, String, Vec<u8>)) -> Response {
    let how = if kind == "image/jpeg" { "inline" } else { "attachment" };
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let disposition = format!("{how}; filename*=UTF-8''{}", name.replace('+', "%20"));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = if kind == "image/jpeg" { "image/jpeg" } else { "application/pdf" };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
