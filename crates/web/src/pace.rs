//! How slowly a request may come in: neither silence nor one byte a second holds a place for ever.
//!
//! Only the time in which we wait for the client counts: a client that waits for us is never at fault.

use axum::{
    BoxError,
    body::{Body, BodyDataStream},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::{StreamExt as _, stream};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Bytes a second that a body has to bring on average, once the patience for its beginning is used
/// up: a quarter of what EDGE gives, so that a photo still arrives where nothing else is to be had.
const LEAST_RATE: u64 = 4 * 1024;

/// How much a client may keep us waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The longest silence, and what a whole body may take beyond its bytes at the least rate.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { patience: Duration::from_secs(30) }
    }
}

impl Pace {
    /// How much longer to wait for the next piece of a body of which `received` bytes came and cost
    /// `waited`. Zero: no longer.
    fn left(self, received: u64, waited: Duration) -> Duration {
        let earned = Duration::from_millis(received.saturating_mul(1000) / LEAST_RATE);
        (self.patience + earned).saturating_sub(waited).min(self.patience)
    }
}

/// A body was let go because it came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the client was too slow: {received} bytes in {} s of waiting", waited.as_secs())]
pub struct TooSlow {
    /// Bytes that came.
    pub received: u64,
    /// How long we waited for them.
    pub waited: Duration,
}

/// Layer: every request's body has to come at the pace.
pub(crate) async fn keep(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    next.run(request.map(|body| paced(body, pace))).await
}

struct Coming {
    body: BodyDataStream,
    pace: Pace,
    received: u64,
    waited: Duration,
}

fn paced(body: Body, pace: Pace) -> Body {
    let coming = Coming { body: body.into_data_stream(), pace, received: 0, waited: Duration::ZERO };
    Body::from_stream(stream::unfold(Some(coming), |coming| async {
        let mut coming = coming?;
        let began = Instant::now();
        let piece = timeout(coming.pace.left(coming.received, coming.waited), coming.body.next()).await;
        coming.waited += began.elapsed();
        let Ok(piece) = piece else {
            let slow = TooSlow { received: coming.received, waited: coming.waited };
            return Some((Err(BoxError::from(slow)), None));
        };
        match piece? {
            Ok(bytes) => {
                coming.received += bytes.len() as u64;
                Some((Ok(bytes), Some(coming)))
            }
            Err(broken) => Some((Err(broken.into()), None)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use std::convert::Infallible;

    const PACE: Pace = Pace { patience: Duration::from_secs(30) };

    #[test]
    fn waiting_is_earned_by_bytes_and_never_beyond_the_patience() {
        let seconds = Duration::from_secs;
        assert_eq!(PACE.left(0, Duration::ZERO), seconds(30));
        assert_eq!(PACE.left(0, seconds(29)), seconds(1));
        // One byte a second buys nothing.
        assert!(PACE.left(30, seconds(30)) < Duration::from_millis(10));
        // At the least rate it goes on, and no single silence is longer for it.
        assert_eq!(PACE.left(100 * LEAST_RATE, seconds(100)), seconds(30));
        assert_eq!(PACE.left(10_000 * LEAST_RATE, seconds(10)), seconds(30));
        assert_eq!(PACE.left(u64::MAX, Duration::MAX), Duration::ZERO);
    }

    #[tokio::test]
    async fn a_body_that_comes_is_whole_and_one_that_stalls_is_let_go() {
        let pieces = ["ab", "", "cde"].map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
        let whole = paced(Body::from_stream(stream::iter(pieces)), PACE);
        assert_eq!(axum::body::to_bytes(whole, 100).await.unwrap(), "abcde");

        let begun = stream::once(async { Ok::<_, Infallible>(Bytes::from("ab")) }).chain(stream::pending());
        let brief = Pace { patience: Duration::from_millis(20) };
        let mut body = paced(Body::from_stream(begun), brief).into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "ab");
        let error = body.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("too slow: 2 bytes"), "{error}");
        assert!(body.next().await.is_none());
    }
}
