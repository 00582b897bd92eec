//! A bounded pool for work that keeps a core busy, with admission control: a burst queues, and what
//! would wait too long is told so at once.

use crate::error::Error;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many pieces of work at once, so many waiting, each so long.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
    patience: Duration,
}

/// Too much is going on at once.
#[derive(Debug, thiserror::Error)]
#[error("too much is going on at once; it may be tried again in a moment")]
pub struct Busy;

impl Pool {
    pub(crate) fn new(at_once: usize, most_waiting: usize, patience: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: Arc::default(),
            most_waiting,
            patience,
        }
    }

    /// Runs `work` on a thread for blocking work once there is a place. [`Error::Unavailable`] with
    /// [`Busy`] when there is none in time.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.place().await?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        })
        .await
        .map_err(Error::internal)
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let _counted = Counted::one_more(&self.waiting, self.most_waiting)?;
        let waiting = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned());
        waiting.await.map_err(|_| Error::unavailable(Busy))?.map_err(Error::internal)
    }
}

/// One who waits; stops being counted however the waiting ends.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn one_more(waiting: &'a AtomicUsize, most: usize) -> Result<Self, Error> {
        if waiting.fetch_add(1, Ordering::Relaxed) >= most {
            waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::unavailable(Busy));
        }
        Ok(Self(waiting))
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn a_burst_queues_and_too_much_is_refused() {
        let pool = Pool::new(1, 1, Duration::from_mins(1));
        let (go, wait) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(move || wait.recv().is_ok()).await }
        });
        while pool.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(|| true).await }
        });
        while pool.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(pool.run(|| true).await, Err(Error::Unavailable(_))));
        go.send(()).unwrap();
        assert!(first.await.unwrap().unwrap());
        assert!(second.await.unwrap().unwrap());
        assert!(pool.run(|| true).await.unwrap());
    }
}
