//! How many streams there are: a few a session, so that no browser holds the server's connections, and
//! a bound on all of them. One too many ends the session's oldest, which is as a rule one whose reader
//! has gone and whose connection has not noticed yet.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// Streams of one session. One a browser is the rule; tabs of a browser without locks have their own.
const PER_SESSION: usize = 6;
/// Streams of everybody on this node.
const ALTOGETHER: usize = 20_000;

/// The open streams. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    open: Arc<Mutex<HashMap<String, VecDeque<Held>>>>,
    all: watch::Sender<bool>,
}

struct Held {
    number: u64,
    end: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), all: watch::Sender::new(false) }
    }
}

impl Streams {
    /// Takes a place for one more stream; none when this node has as many as it can hold, or stops.
    pub(super) fn take(&self, session: &str) -> Option<Slot> {
        if *self.all.borrow() {
            return None;
        }
        let mut open = self.lock();
        if open.values().map(VecDeque::len).sum::<usize>() >= ALTOGETHER {
            return None;
        }
        let own = open.entry(session.to_owned()).or_default();
        while own.len() >= PER_SESSION {
            if let Some(oldest) = own.pop_front() {
                oldest.end.send_replace(true);
            }
        }
        let number = own.back().map_or(0, |newest| newest.number + 1);
        let end = watch::Sender::new(false);
        let ended = end.subscribe();
        own.push_back(Held { number, end });
        drop(open);
        Some(Slot {
            streams: self.clone(),
            session: session.to_owned(),
            number,
            ended,
            all: self.all.subscribe(),
        })
    }

    /// Ends every stream and takes no more: the server stops.
    pub fn end(&self) {
        self.all.send_replace(true);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, VecDeque<Held>>> {
        // The map is whole after every statement above, so a panic elsewhere leaves nothing half done.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stream's place; given back when dropped.
pub(super) struct Slot {
    streams: Streams,
    session: String,
    number: u64,
    ended: watch::Receiver<bool>,
    all: watch::Receiver<bool>,
}

impl Slot {
    /// Waits until this stream is to end.
    pub(super) async fn ended(&mut self) {
        tokio::select! {
            _ = self.ended.wait_for(|end| *end) => {}
            _ = self.all.wait_for(|end| *end) => {}
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(own) = open.get_mut(&self.session) {
            own.retain(|held| held.number != self.number);
            if own.is_empty() {
                open.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    #[test]
    fn one_too_many_ends_the_oldest_of_that_session_only() {
        let streams = Streams::default();
        let mut other = streams.take("other").expect("room");
        let mut own: Vec<Slot> = (0..PER_SESSION).map(|_| streams.take("own").expect("room")).collect();
        assert!(own[0].ended().now_or_never().is_none());
        let mut newest = streams.take("own").expect("room");
        assert!(own[0].ended().now_or_never().is_some());
        assert!(own[1].ended().now_or_never().is_none());
        assert!(other.ended().now_or_never().is_none());
        own.remove(0);
        assert!(newest.ended().now_or_never().is_none());
        drop((own, newest, other));
        assert!(streams.lock().is_empty());
    }

    #[test]
    fn all_of_them_end_when_the_server_stops() {
        let streams = Streams::default();
        let mut slot = streams.take("own").expect("room");
        streams.end();
        assert!(slot.ended().now_or_never().is_some());
        assert!(streams.take("own").is_none());
    }
}
