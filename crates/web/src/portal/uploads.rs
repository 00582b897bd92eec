//! `/uploads`: uploads that resume, by the tus protocol 1.0 (creation, termination, checksum, expiration).
//!
//! Ours and not a library's, because an upload belongs to a case: who may, how much, and that every part is
//! sealed as it arrives, are the use cases' (`app::journey::resumable`). A whole upload becomes a picture by
//! `POST /uploads/{id}/finish`, which no part of tus is: its answer may be a page of findings.
//!
//! Headers that only scripts of this site can send keep strangers' pages out: see [`guarded`].

use super::{find_session, photo};
use crate::{error::WebError, form::check_source, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use futures::StreamExt as _;
use proofdesk_app::{ApplicantSession, BeginUploadError, Error, FinishedUpload, PART, UploadView};
use proofdesk_domain::evidence::Slot;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};
use uuid::Uuid;

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,termination,checksum,expiration";
const ALGORITHMS: &str = "sha1,sha256";
/// A request that carries a sum is held back until the sum was checked, so it is held small.
const CHECKED_MOST: u64 = 4 * 1024 * 1024;
/// What `Upload-Metadata` may be long.
const METADATA_MOST: usize = 4 * 1024;
/// How long a request waits for memory.
const PATIENCE: Duration = Duration::from_mins(1);

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// How long a request waits for one before it that is still writing what came over a line that is gone.
const TURN: Duration = Duration::from_secs(5);

/// Whose turn it is at an upload: a client that comes back over a new line is told its offset once what came over
/// the old one was kept. Of one process; between nodes the rows decide.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns(Arc<std::sync::Mutex<HashMap<Uuid, Arc<Mutex<()>>>>>);

impl Turns {
    /// Waits for the turn, but not for long: an old line may hang for ever.
    async fn take(&self, id: Uuid) -> Option<OwnedMutexGuard<()>> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever holds or waits has a reference besides the table's.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(id).or_default())
        };
        timeout(TURN, turn.lock_owned()).await.ok()
    }
}

/// `/uploads` and what is under it.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/uploads", any(collection))
        .route("/uploads/{id}", any(one))
        .route("/uploads/{id}/finish", post(finish))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(versioned))
}

/// Layer: every answer says which version is spoken.
async fn versioned(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    response
}

/// Why a request of the protocol was refused: a status that clients know, and a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refused(u16, &'static str);

const SIGNED_OUT: Refused = Refused(401, "The session has ended. Sign in again: what was sent is kept.");
const GONE: Refused =
    Refused(404, "There is no such upload, or it has expired, or it is somebody else's. Begin a new one.");
const ELSEWHERE: Refused =
    Refused(409, "The upload is at another place. Ask with HEAD for its offset and go on from there.");
const TOO_LARGE: Refused = Refused(413, "More bytes than the policy takes, or than were announced.");
const SUM_DIFFERS: Refused =
    Refused(460, "The sum differs from the bytes that came. Nothing was kept: send again.");
const NOT_UNDERSTOOD: Refused = Refused(400, "A header of the tus protocol is missing or is not a number.");

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST);
        let problem = serde_json::json!({ "title": self.1, "status": self.0 });
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let mut response = (status, [kind], problem.to_string()).into_response();
        if self.0 == 412 {
            response.headers_mut().insert(TUS_VERSION, HeaderValue::from_static(VERSION));
        }
        response
    }
}

/// From a use case's error to the protocol's.
fn refused(error: Error) -> Response {
    match error {
        Error::NotFound | Error::NotAllowed => GONE.into_response(),
        Error::Stale { .. } => ELSEWHERE.into_response(),
        Error::WrongState(_) => {
            Refused(403, "The case cannot take pictures just now. Its status page says why.").into_response()
        }
        Error::Invalid(_) => NOT_UNDERSTOOD.into_response(),
        Error::DiskFull(_) => {
            Refused(507, "There is no room just now. What was sent is kept: try again later.").into_response()
        }
        other => {
            let temporary = other.is_temporary();
            // The error's page logs it.
            let logged = WebError::from(other).into_response().status();
            let text = "A part of the service does not answer. What was sent is kept: try again.";
            let mut response = Refused(if temporary { 503 } else { logged.as_u16() }, text).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            response
        }
    }
}

/// A request of the protocol from a signed-in applicant's own pages.
struct Client {
    visit: Visit,
    session: ApplicantSession,
}

impl FromRequestParts<WebState> for Client {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, state).await.unwrap_or_else(|never| match never {});
        speaks(&parts.headers)?;
        // Said first of somebody whose session ended: their form's token ended with it.
        let asked = visit.clone();
        let (visit, session) = find_session(state, visit).await.map_err(IntoResponse::into_response)?;
        let session = session.ok_or_else(|| SIGNED_OUT.into_response())?;
        guarded(&parts.headers, &asked)?;
        Ok(Self { visit, session })
    }
}

/// The version is spoken here.
fn speaks(headers: &HeaderMap) -> Result<(), Response> {
    match headers.get(RESUMABLE).map(HeaderValue::as_bytes) {
        Some(spoken) if spoken == VERSION.as_bytes() => Ok(()),
        _ => {
            let why = "Tus-Resumable is missing or names a version that is not spoken here.";
            Err(Refused(412, why).into_response())
        }
    }
}

/// `Tus-Resumable` is no header that another site's page may send without being asked first, and we do not answer
/// such questions; a browser's own word on where a request comes from and a wrong form token count as well.
fn guarded(headers: &HeaderMap, visit: &Visit) -> Result<(), Response> {
    check_source(headers, visit)
        .map(|_| ())
        .map_err(|_| Refused(403, "The page is from another session. Load it again.").into_response())
}

/// `OPTIONS` and `POST /uploads`.
async fn collection(State(state): State<WebState>, request: Request) -> Response {
    match *request.method() {
        Method::OPTIONS => offered(&state),
        Method::POST => {
            let (mut parts, _) = request.into_parts();
            match Client::from_request_parts(&mut parts, &state).await {
                Ok(client) => begin(&state, &client, &parts.headers).await.unwrap_or_else(|refusal| refusal),
                Err(refusal) => refusal,
            }
        }
        _ => method_not_allowed("OPTIONS, POST"),
    }
}

fn method_not_allowed(allowed: &'static str) -> Response {
    let mut response = Refused(405, "No such method here.").into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

fn offered(state: &WebState) -> Response {
    let most = HeaderValue::from(state.app.policy().thresholds.bytes_max);
    let headers = [
        (TUS_VERSION, HeaderValue::from_static(VERSION)),
        (HeaderName::from_static("tus-extension"), HeaderValue::from_static(EXTENSIONS)),
        (HeaderName::from_static("tus-checksum-algorithm"), HeaderValue::from_static(ALGORITHMS)),
        (HeaderName::from_static("tus-max-size"), most),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

async fn begin(state: &WebState, client: &Client, headers: &HeaderMap) -> Result<Response, Response> {
    let length = number(headers, &LENGTH)?;
    let metadata = metadata(headers)?;
    let slot = metadata.get("slot").and_then(|word| std::str::from_utf8(word).ok()).and_then(Slot::find);
    let slot = slot.ok_or_else(|| {
        Refused(400, "Upload-Metadata names no slot: front or back, in base64.").into_response()
    })?;
    let sum = match metadata.get("sha256") {
        None => None,
        Some(hex) => {
            let sum = HEXLOWER_PERMISSIVE.decode(hex).ok().and_then(|bytes| bytes.try_into().ok());
            Some(sum.ok_or_else(|| NOT_UNDERSTOOD.into_response())?)
        }
    };
    let session = &client.session;
    let case = session.only_case.or(session.progress.current).ok_or_else(|| GONE.into_response())?;
    state.throttle.count(Deed::Upload, &client.visit.client, None).map_err(too_often)?;
    let begun = state.app.begin_upload(session, case, slot, length, sum).await;
    let upload = begun.map_err(|error| match error {
        BeginUploadError::TooLarge { .. } => TOO_LARGE.into_response(),
        BeginUploadError::Empty => Refused(400, "An upload has at least one byte.").into_response(),
        BeginUploadError::Error(error) => refused(error),
    })?;
    let mut response = StatusCode::CREATED.into_response();
    standing(&mut response, &upload);
    let place = HeaderValue::try_from(format!("/uploads/{}", upload.id)).expect("an id is plain ASCII");
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

fn too_often(error: WebError) -> Response {
    let wait = if let WebError::TooOften(wait) = error { wait.as_secs().max(1) } else { 60 };
    let mut response = Refused(429, "Too many uploads were begun. Try again in a moment.").into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// Offset, length and expiry of an upload.
fn standing(response: &mut Response, upload: &UploadView) {
    let headers = response.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(upload.offset));
    headers.insert(LENGTH, HeaderValue::from(upload.length));
    let date = http_date(upload.expires_at.as_micros());
    if let Ok(date) = HeaderValue::try_from(date) {
        headers.insert(EXPIRES, date);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// RFC 9110 §5.6.7.
fn http_date(micros: i64) -> String {
    let format = time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    time::OffsetDateTime::from_unix_timestamp(micros.div_euclid(1_000_000))
        .ok()
        .and_then(|moment| moment.format(&format).ok())
        .unwrap_or_default()
}

/// `HEAD`, `PATCH` and `DELETE /uploads/{id}`; `POST` stands for what `X-HTTP-Method-Override` says.
async fn one(State(state): State<WebState>, Path(id): Path<String>, request: Request) -> Response {
    let method = match request.headers().get(OVERRIDE).map(|method| Method::from_bytes(method.as_bytes())) {
        Some(Ok(method)) if *request.method() == Method::POST => method,
        _ => request.method().clone(),
    };
    if method == Method::OPTIONS {
        return offered(&state);
    }
    let (mut parts, body) = request.into_parts();
    let client = match Client::from_request_parts(&mut parts, &state).await {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let Ok(id) = id.parse::<Uuid>() else { return GONE.into_response() };
    match method {
        Method::HEAD => {
            drop(state.upload_turns.take(id).await);
            match state.app.upload_standing(&client.session, id).await {
                Ok(upload) => {
                    let mut response = StatusCode::OK.into_response();
                    standing(&mut response, &upload);
                    response
                }
                Err(error) => refused(error),
            }
        }
        Method::PATCH => {
            // In a task of its own: when the line is cut the request ends, and what came is still kept.
            let appending = tokio::spawn(append(state, client, id, parts.headers, body));
            match appending.await {
                Ok(Ok(response) | Err(response)) => response,
                Err(_) => {
                    Refused(500, "Something is wrong on our side. What was sent is kept.").into_response()
                }
            }
        }
        Method::DELETE => match state.app.drop_upload(&client.session, id).await {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => refused(error),
        },
        _ => method_not_allowed("HEAD, PATCH, DELETE, OPTIONS"),
    }
}

async fn append(
    state: WebState,
    client: Client,
    id: Uuid,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/offset+octet-stream") {
        let why = "The body of a part is application/offset+octet-stream.";
        return Err(Refused(415, why).into_response());
    }
    let start = number(&headers, &OFFSET)?;
    let sum = checksum(&headers)?;
    let announced = crate::form::announced_length(&headers);
    let session = &client.session;
    let _turn = state.upload_turns.take(id).await;
    let upload = state.app.upload_standing(session, id).await.map_err(refused)?;
    if start != upload.offset || upload.evidence.is_some() {
        return Err(ELSEWHERE.into_response());
    }
    let most = upload.length - upload.offset;
    if announced.is_some_and(|bytes| bytes > most) {
        return Err(TOO_LARGE.into_response());
    }
    let memory = if sum.is_some() { announced.unwrap_or(CHECKED_MOST) } else { 2 * PART as u64 };
    let _room = timeout(PATIENCE, state.upload_room.reserve(session.applicant.as_uuid(), memory))
        .await
        .map_err(|late| refused(Error::Unavailable(late.into())))?;
    let end = match sum {
        None => append_as_it_comes(&state, session, id, start, most, body).await?,
        Some(sum) => {
            let bytes = read_checked(body, most.min(CHECKED_MOST), &sum).await?;
            let mut at = start;
            for part in bytes.chunks(PART) {
                at = state.app.append_to_upload(session, id, at, part).await.map_err(refused)?;
            }
            at
        }
    };
    let upload = UploadView { offset: end, ..state.app.upload_standing(session, id).await.map_err(refused)? };
    let mut response = StatusCode::NO_CONTENT.into_response();
    standing(&mut response, &upload);
    Ok(response)
}

/// Keeps part after part; what came before the line was cut is kept too.
async fn append_as_it_comes(
    state: &WebState,
    session: &ApplicantSession,
    id: Uuid,
    start: u64,
    most: u64,
    body: Body,
) -> Result<u64, Response> {
    let mut stream = body.into_data_stream();
    let mut part: Vec<u8> = Vec::with_capacity(PART);
    let mut at = start;
    loop {
        let piece = stream.next().await;
        let (piece, ends) = match piece {
            Some(Ok(piece)) => (piece, None),
            None => (Bytes::new(), Some(Ok(()))),
            Some(Err(broken)) => (Bytes::new(), Some(Err(broken))),
        };
        if at + (part.len() + piece.len()) as u64 > start + most {
            return Err(TOO_LARGE.into_response());
        }
        part.extend_from_slice(&piece);
        if part.len() >= PART || ends.is_some() && !part.is_empty() {
            at = state.app.append_to_upload(session, id, at, &part).await.map_err(refused)?;
            part.clear();
        }
        match ends {
            None => {}
            Some(Ok(())) => return Ok(at),
            Some(Err(broken)) => return Err(WebError::Interrupted(Box::new(broken)).into_response()),
        }
    }
}

/// A sum that the sender gave of one request's bytes.
#[derive(Debug, PartialEq, Eq)]
enum Sum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

async fn read_checked(body: Body, most: u64, sum: &Sum) -> Result<Vec<u8>, Response> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|broken| WebError::Interrupted(Box::new(broken)).into_response())?;
        if (bytes.len() + piece.len()) as u64 > most {
            return Err(TOO_LARGE.into_response());
        }
        bytes.extend_from_slice(&piece);
    }
    let same = match sum {
        Sum::Sha1(sum) => Sha1::digest(&bytes)[..] == sum[..],
        Sum::Sha256(sum) => Sha256::digest(&bytes)[..] == sum[..],
    };
    if same { Ok(bytes) } else { Err(SUM_DIFFERS.into_response()) }
}

/// `Upload-Checksum`: the algorithm and the sum in base64.
fn checksum(headers: &HeaderMap) -> Result<Option<Sum>, Response> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let unknown =
        || Refused(400, "Upload-Checksum names sha1 or sha256 and the sum in base64.").into_response();
    let (algorithm, sum) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(unknown)?;
    let sum = BASE64.decode(sum.trim().as_bytes()).map_err(|_| unknown())?;
    match algorithm {
        "sha1" => Ok(Some(Sum::Sha1(sum))),
        "sha256" => Ok(Some(Sum::Sha256(sum))),
        _ => Err(unknown()),
    }
}

/// A header that is a number of bytes.
fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Response> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let digits = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).ok_or_else(|| NOT_UNDERSTOOD.into_response())
}

/// `Upload-Metadata`: pairs of a key and a value in base64, with commas between them.
fn metadata(headers: &HeaderMap) -> Result<BTreeMap<String, Vec<u8>>, Response> {
    let Some(value) = headers.get(METADATA) else { return Ok(BTreeMap::new()) };
    let text = value.to_str().ok().filter(|text| text.len() <= METADATA_MOST);
    let text = text.ok_or_else(|| NOT_UNDERSTOOD.into_response())?;
    let mut pairs = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = BASE64.decode(value.trim().as_bytes()).map_err(|_| NOT_UNDERSTOOD.into_response())?;
        pairs.insert(key.to_owned(), value);
    }
    Ok(pairs)
}

/// `POST /uploads/{id}/finish`: a whole upload becomes the picture of its place. Where to go on as JSON, or
/// the page that says what the picture was found wanting in.
async fn finish(
    State(state): State<WebState>,
    client: Client,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let Client { visit, session } = client;
    if !check_source(&headers, &visit).unwrap_or(false) {
        return Err(Refused(403, "The page is from another session. Load it again.").into_response());
    }
    let id: Uuid = id.parse().map_err(|_| GONE.into_response())?;
    let upload = state.app.upload_standing(&session, id).await.map_err(refused)?;
    let _room = timeout(PATIENCE, state.upload_room.reserve(session.applicant.as_uuid(), upload.length))
        .await
        .map_err(|late| refused(Error::Unavailable(late.into())))?;
    let finished = state.app.finish_upload(&session, id).await.map_err(refused)?;
    let case = state.app.case(&session, upload.case).await.map_err(refused)?;
    let from = super::From::find(from_of(&headers));
    match finished {
        FinishedUpload::Kept(_) => {
            let next = from.next(&state, &case);
            Ok(Json(serde_json::json!({ "next": next })).into_response())
        }
        FinishedUpload::Refused(findings) => {
            photo::refused_page(&state, &visit, &session, &case, upload.slot, from, &findings)
                .map_err(IntoResponse::into_response)
        }
        FinishedUpload::NotWhole => Err(ELSEWHERE.into_response()),
        FinishedUpload::SumDiffers => Err(SUM_DIFFERS.into_response()),
    }
}

/// From where the page was opened, as the page says it.
fn from_of(headers: &HeaderMap) -> &str {
    headers.get("x-from").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    #[tokio::test]
    async fn whoever_comes_second_waits_for_what_the_first_brought() {
        let turns = Turns::default();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let held = turns.take(one).await;
        assert!(held.is_some());
        assert!(turns.take(other).now_or_never().flatten().is_some());
        assert!(turns.take(one).now_or_never().is_none());
        drop(held);
        assert!(turns.take(one).now_or_never().flatten().is_some());
    }

    fn headers(name: &HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).expect("a value"));
        headers
    }

    #[test]
    fn numbers_are_digits_that_fit() {
        assert_eq!(number(&headers(&LENGTH, "0042"), &LENGTH).ok(), Some(42));
        for wrong in ["", "-1", "+1", "1e3", "18446744073709551616", "0x10", "1 2"] {
            assert!(number(&headers(&LENGTH, wrong), &LENGTH).is_err(), "{wrong}");
        }
        assert!(number(&HeaderMap::new(), &LENGTH).is_err());
    }

    #[test]
    fn metadata_is_pairs_and_bounded() {
        let read =
            metadata(&headers(&METADATA, "slot ZnJvbnQ=,empty, filename 5Zu+LmpwZw==")).expect("pairs");
        assert_eq!(read["slot"], b"front");
        assert_eq!(read["empty"], b"");
        assert_eq!(read["filename"], "图.jpg".as_bytes());
        assert!(metadata(&headers(&METADATA, "slot not/base64!")).is_err());
        assert!(metadata(&headers(&METADATA, &format!("x {}", "A".repeat(METADATA_MOST)))).is_err());
    }

    #[test]
    fn sums_name_an_algorithm_that_is_known() {
        assert_eq!(checksum(&headers(&CHECKSUM, "sha1 AAE=")).ok(), Some(Some(Sum::Sha1(vec![0, 1]))));
        assert_eq!(checksum(&HeaderMap::new()).ok(), Some(None));
        for wrong in ["md5 AAE=", "sha1", "sha1 ?"] {
            assert!(checksum(&headers(&CHECKSUM, wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_are_as_http_spells_them() {
        assert_eq!(http_date(1_795_435_200_000_000), "Mon, 23 Nov 2026 12:00:00 GMT");
    }
}
