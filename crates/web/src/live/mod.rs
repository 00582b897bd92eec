//! Live updates: one event stream a browser (Server-Sent Events), resumed by the last number seen.
//!
//! `GET /live` is the applicant's, `GET /console/live` the staff's. A stream starts after
//! `Last-Event-ID`, or `?after=`, or now, and reads rows: nothing is kept only in memory, so a stream
//! that breaks misses nothing, and a reader who is slow costs one page of rows, since the next is read
//! only when the last was taken. Events carry ids only; the page loads what it shows anew.
//! The browser's half is `assets/stream.js`.

mod streams;

pub use streams::Streams;

use crate::{error::WebError, state::WebState, visit::Visit};
use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::get,
};
use futures::stream;
use proofdesk_app::{
    App, ApplicantSession, Error,
    live::{LiveEvent, RELOAD, Viewer},
    staff::StaffSession,
};
use std::{
    convert::Infallible,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};
use streams::Slot;
use tokio::{sync::watch, time::Instant};

/// Between two signs of life. Proxies let a silent connection go after a minute, most of them.
const BEAT: Duration = Duration::from_secs(15);
/// Who is signed out stops hearing within this time.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// A stream ends after so long and the browser opens the next one: nodes can be drained, and load
/// spreads again.
const LIFE: Duration = Duration::from_mins(15);
/// A page whose stream broke asks again after this at the soonest, and within so many milliseconds more.
const RETRY_FROM: Duration = Duration::from_secs(1);
const RETRY_SPREAD_MS: u64 = 4_000;
/// Events read in one go.
const PAGE: usize = 100;

/// `/live` and `/console/live`.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/live", get(applicant)).route("/console/live", get(staff))
}

#[derive(serde::Deserialize)]
struct Start {
    after: Option<i64>,
}

async fn applicant(
    State(state): State<WebState>,
    visit: Visit,
    Query(start): Query<Start>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let token = visit.session.ok_or(WebError::Forbidden)?;
    let session = state.app.applicant_session(&token).await?.ok_or(WebError::Forbidden)?;
    open(&state, token, Who::Applicant(Box::new(session)), &start, &headers).await
}

async fn staff(
    State(state): State<WebState>,
    visit: Visit,
    Query(start): Query<Start>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let token = visit.staff.ok_or(WebError::Forbidden)?;
    let session = state.app.staff_session(&token).await?.ok_or(WebError::Forbidden)?;
    open(&state, token, Who::Staff(Box::new(session)), &start, &headers).await
}

/// Whose stream it is.
enum Who {
    Applicant(Box<ApplicantSession>),
    Staff(Box<StaffSession>),
}

impl Who {
    fn viewer(&self) -> Viewer<'_> {
        match self {
            Self::Applicant(session) => Viewer::Applicant(session),
            Self::Staff(session) => Viewer::Staff(session),
        }
    }

    /// Reads the session again; false when it ended.
    async fn refresh(&mut self, app: &App, token: &str) -> Result<bool, Error> {
        let still = match self {
            Self::Applicant(session) => match app.applicant_session(token).await? {
                Some(now) => {
                    **session = now;
                    true
                }
                None => false,
            },
            Self::Staff(session) => match app.staff_session(token).await? {
                Some(now) => {
                    **session = now;
                    true
                }
                None => false,
            },
        };
        Ok(still)
    }
}

async fn open(
    state: &WebState,
    token: String,
    who: Who,
    start: &Start,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let resumed = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<i64>().ok());
    let wake = state.app.wake(&who.viewer());
    let seen = match resumed.or(start.after) {
        Some(seen) => seen.max(0),
        None => state.app.last_event().await?,
    };
    let slot = state.streams.take(&token).ok_or(WebError::Busy(None))?;
    let now = Instant::now();
    let reader = Reader {
        app: state.app.clone(),
        token,
        who,
        seen,
        wake,
        slot,
        ready: Vec::new(),
        greeted: false,
        ends: now + LIFE,
        looks_again: now + LOOK_AGAIN,
    };
    let events = stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    let mut response = Sse::new(events).into_response();
    // Buffering proxies (nginx) hand every event on at once.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// One open stream.
struct Reader {
    app: App,
    token: String,
    who: Who,
    /// The newest number that was handed on or passed over.
    seen: i64,
    wake: watch::Receiver<i64>,
    slot: Slot,
    /// Read and not handed on yet, newest first.
    ready: Vec<LiveEvent>,
    greeted: bool,
    ends: Instant,
    looks_again: Instant,
}

impl Reader {
    /// The next event; none when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        if !self.greeted {
            self.greeted = true;
            return Some(beat(self.seen).retry(comes_back(&self.token)));
        }
        loop {
            if let Some(event) = self.ready.pop() {
                self.seen = self.seen.max(event.seq);
                return Some(written(&event));
            }
            let now = Instant::now();
            if now >= self.ends {
                return None;
            }
            if now >= self.looks_again {
                self.looks_again = now + LOOK_AGAIN;
                match self.who.refresh(&self.app, &self.token).await {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => log(&error),
                }
            }
            // Marked before reading: what is written meanwhile wakes the next round.
            self.wake.borrow_and_update();
            match self.app.events_after(&self.who.viewer(), self.seen, PAGE).await {
                Ok(mut events) if !events.is_empty() => {
                    events.reverse();
                    self.ready = events;
                    continue;
                }
                Ok(_) => {}
                // A database that is away for a moment: the stream stays, and the next beat tries again.
                Err(error) => log(&error),
            }
            tokio::select! {
                changed = self.wake.changed() => if changed.is_err() { return None },
                () = self.slot.ended() => return None,
                () = tokio::time::sleep(BEAT) => return Some(beat(self.seen)),
            }
        }
    }
}

fn log(error: &Error) {
    tracing::warn!(error = %error, "a live stream could not read its events");
}

/// After how long a page whose stream broke asks again: each after another time, so that a server that comes
/// back is not asked by everybody at once.
fn comes_back(token: &str) -> Duration {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    RETRY_FROM + Duration::from_millis(hasher.finish() % RETRY_SPREAD_MS)
}

/// A sign of life, with the number to resume from.
fn beat(seen: i64) -> Event {
    Event::default().event("beat").id(seen.to_string()).data("")
}

/// What an event says.
#[derive(serde::Serialize)]
struct Change<'a> {
    kind: &'a str,
    topics: Vec<String>,
}

/// An event as `stream.js` takes it: its number as the id, and the topics that pages listen for.
fn written(event: &LiveEvent) -> Event {
    let id = event.seq.to_string();
    if event.kind == RELOAD {
        return Event::default().event("gap").id(id).data("");
    }
    let change = Change { kind: &event.kind, topics: topics(event) };
    let data = serde_json::to_string(&change).expect("strings serialise");
    Event::default().event("change").id(id).data(data)
}

/// `case:<id>`, `conversation:<id>`, and the word before the dot: `verification`, `conversation`,
/// `inbox`, `queue`.
fn topics(event: &LiveEvent) -> Vec<String> {
    let word = event.kind.split('.').next().unwrap_or_default().to_owned();
    let case = event.verification.map(|id| format!("case:{id}"));
    let conversation = event.conversation.map(|id| format!("conversation:{id}"));
    [Some(word), case, conversation].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::VerificationId;

    #[test]
    fn streams_that_broke_at_once_come_back_one_after_another() {
        let mut quarters = [0; 16];
        for n in 0..2_000 {
            let after = comes_back(&format!("session {n}"));
            assert!(after >= RETRY_FROM && after < RETRY_FROM + Duration::from_millis(RETRY_SPREAD_MS));
            quarters[usize::try_from(after.checked_sub(RETRY_FROM).unwrap().as_millis()).expect("small")
                / 250] += 1;
        }
        assert!(quarters.iter().all(|n| (60..250).contains(n)), "{quarters:?}");
    }

    #[test]
    fn events_name_their_topics_and_never_anything_else() {
        let id: VerificationId = "01990000-0000-7000-8000-000000000001".parse().expect("an id");
        let event = LiveEvent {
            seq: 41,
            kind: "verification.changed".into(),
            verification: Some(id),
            conversation: None,
        };
        assert_eq!(topics(&event), ["verification".to_owned(), format!("case:{id}")]);
        let inbox =
            LiveEvent { seq: 42, kind: "inbox.changed".into(), verification: None, conversation: None };
        assert_eq!(topics(&inbox), ["inbox"]);
    }
}
