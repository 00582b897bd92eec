//! Memory for uploads on their way in: what one will need is reserved before it is read, and nobody
//! holds more than a few places at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// Uploads of one person at once: two sides, and one that a lost connection left behind.
const EACH: usize = 3;

/// The room there is. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// In KiB.
    memory: Arc<Semaphore>,
    whole: u32,
    people: Arc<Mutex<HashMap<Uuid, Arc<Semaphore>>>>,
}

/// A reservation; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Reserved {
    // The order counts: the place goes first, so that `Turn` can see that nobody else is left.
    _memory: OwnedSemaphorePermit,
    _turn: Turn,
}

#[derive(Debug)]
struct Turn {
    place: Option<OwnedSemaphorePermit>,
    person: Uuid,
    people: Arc<Mutex<HashMap<Uuid, Arc<Semaphore>>>>,
}

impl Room {
    /// Room for so many bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        let whole = u32::try_from(bytes / 1024).unwrap_or(u32::MAX).max(1);
        let permits = (whole as usize).min(Semaphore::MAX_PERMITS);
        Self { memory: Arc::new(Semaphore::new(permits)), whole, people: Arc::default() }
    }

    /// Waits for one of the person's places, then for the memory, in the order of asking.
    pub(crate) async fn reserve(&self, person: Uuid, bytes: u64) -> Reserved {
        let mut turn = Turn { place: None, person, people: Arc::clone(&self.people) };
        let places =
            Arc::clone(lock(&self.people).entry(person).or_insert_with(|| Arc::new(Semaphore::new(EACH))));
        turn.place = Some(places.acquire_owned().await.expect("nobody closes it"));
        // What is larger than all there is waits for all there is.
        let needed = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX).min(self.whole);
        let memory = Arc::clone(&self.memory).acquire_many_owned(needed).await.expect("nobody closes it");
        Reserved { _memory: memory, _turn: turn }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(self.place.take());
        let mut people = lock(&self.people);
        // One reference is the table's own: with no other, nobody holds a place or waits for one.
        if people.get(&self.person).is_some_and(|places| Arc::strong_count(places) == 1) {
            people.remove(&self.person);
        }
    }
}

/// The table stays right whatever panicked meanwhile: every change to it is one call.
fn lock(people: &Mutex<HashMap<Uuid, Arc<Semaphore>>>) -> MutexGuard<'_, HashMap<Uuid, Arc<Semaphore>>> {
    people.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    const ONE: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    #[tokio::test]
    async fn nobody_takes_all_the_places() {
        let room = Room::new(100 * 1024);
        let mut held = Vec::new();
        for _ in 0..EACH {
            held.push(room.reserve(ONE, 1024).await);
        }
        let mut waits = Box::pin(room.reserve(ONE, 1024));
        assert!((&mut waits).now_or_never().is_none());
        drop(room.reserve(OTHER, 1024).await);
        held.pop();
        let last = waits.await;
        drop((held, last));
        assert!(lock(&room.people).is_empty(), "who has nothing under way is forgotten");
    }

    #[tokio::test]
    async fn memory_is_waited_for_and_given_back() {
        let room = Room::new(10 * 1024);
        let all = room.reserve(ONE, 50_000_000).await;
        assert!(room.reserve(OTHER, 1).now_or_never().is_none());
        assert_eq!(lock(&room.people).len(), 1, "who gave up waiting is forgotten too");
        drop(all);
        drop(room.reserve(OTHER, 10 * 1024).await);
        assert_eq!(room.memory.available_permits(), 10);
    }
}
