//! Whoever waits to count is served together: one of them takes everybody's orders into one transaction.
//!
//! A commit waits for the disk, on SQLite there is one writer, and to PostgreSQL every statement is a way there and
//! back: orders that arrive while one commit runs share the next, and its statements (`sheet`). Each order is still its
//! own: one that is refused refuses no other. Where the server of the others goes away midway, its transaction was never
//! committed and the others take their orders up again; keys make that safe.

use super::{
    LimitError,
    count::fulfil,
    sheet::{Sheet, Wanted},
};
use crate::{App, Error};
use proofdesk_domain::{
    ApplicantId, LimitUseId,
    access::Actor,
    limits::{Ask, Evaluation},
    verification::Mode,
};
use proofdesk_store::limits::LimitUse;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use time::Duration;
use tokio::sync::oneshot;

/// Most orders in one transaction: others wait no longer than these take.
const AT_ONCE: usize = 128;
/// How often orders are taken up where another node was first.
const TRIES: usize = 4;

/// What one caller wants.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub actor: Actor,
    pub mode: Mode,
    pub kind: OrderKind,
}

#[derive(Clone, Debug)]
pub(super) enum OrderKind {
    Take(Take),
    Commit(LimitUseId),
    Release(LimitUseId),
}

/// An amount to be counted.
#[derive(Clone, Debug)]
pub(super) struct Take {
    pub applicant: ApplicantId,
    pub id: LimitUseId,
    pub key_hash: [u8; 32],
    pub ask: Ask,
    /// For how long it is held; none commits at once.
    pub life: Option<Duration>,
}

/// What became of an order.
#[derive(Debug)]
pub(super) enum Outcome {
    Counted(Box<LimitUse>, Evaluation),
    Denied(Evaluation),
}

type Answer = Result<Outcome, LimitError>;

struct Waiting {
    order: Order,
    answer: oneshot::Sender<Answer>,
}

/// Where orders wait.
#[derive(Default)]
pub(crate) struct Desk {
    waiting: Mutex<VecDeque<Waiting>>,
    serving: tokio::sync::Mutex<()>,
}

impl Desk {
    /// Has an order done, together with those of others who wait.
    pub(super) async fn serve(&self, app: &App, order: Order) -> Answer {
        loop {
            let (answer, mut answered) = oneshot::channel();
            self.line().push_back(Waiting { order: order.clone(), answer });
            let outcome = loop {
                tokio::select! {
                    biased;
                    outcome = &mut answered => break outcome,
                    _turn = self.serving.lock() => {
                        let batch: Vec<Waiting> = {
                            let mut line = self.line();
                            let count = line.len().min(AT_ONCE);
                            line.drain(..count).collect()
                        };
                        if !batch.is_empty() {
                            serve_batch(app, batch).await;
                        }
                    }
                }
            };
            // No answer: whoever served went away before the commit. Once more.
            if let Ok(outcome) = outcome {
                return outcome;
            }
        }
    }

    fn line(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve_batch(app: &App, batch: Vec<Waiting>) {
    let orders: Vec<&Order> = batch.iter().map(|waiting| &waiting.order).collect();
    let mut done = transact(app, &orders).await;
    for _ in 1..TRIES {
        // Another node was first, which it seldom is.
        let Err(Error::Stale { .. }) = done else { break };
        done = transact(app, &orders).await;
    }
    match done {
        Ok(answers) => {
            for (waiting, answer) in batch.into_iter().zip(answers) {
                // Who went away does not hear it; the key tells them when they ask again.
                let _ = waiting.answer.send(answer);
            }
        }
        Err(error) => {
            for waiting in batch {
                let _ = waiting.answer.send(Err(LimitError::Error(same(&error))));
            }
        }
    }
}

/// All orders in one transaction, in the order in which they came: durable when this returns.
async fn transact(app: &App, orders: &[&Order]) -> Result<Vec<Answer>, Error> {
    let mut wanted = Wanted::default();
    for order in orders {
        match &order.kind {
            OrderKind::Take(take) => {
                wanted.people.insert((order.mode, take.applicant));
                wanted.keys.insert((order.mode, take.key_hash));
            }
            OrderKind::Commit(id) | OrderKind::Release(id) => {
                wanted.uses.insert((order.mode, *id));
            }
        }
    }
    let mut work = app.house_work(Actor::System).await?;
    let mut sheet = Sheet::open(app, &mut work, wanted).await?;
    let mut answers = Vec::with_capacity(orders.len());
    for order in orders {
        match fulfil(app, &mut work, &mut sheet, order).await {
            Err(LimitError::Error(error)) if error.is_ours() => return Err(error),
            answer => answers.push(answer),
        }
    }
    sheet.close(&mut work).await?;
    work.commit().await?;
    Ok(answers)
}

/// The same error for another caller.
fn same(error: &Error) -> Error {
    match error {
        Error::NotFound => Error::NotFound,
        Error::NotAllowed => Error::NotAllowed,
        Error::Stale { what } => Error::Stale { what },
        Error::WrongState(state) => Error::WrongState(*state),
        Error::Invalid(what) => Error::Invalid(what),
        Error::Unavailable(cause) => Error::unavailable(cause.to_string()),
        Error::DiskFull(cause) => Error::DiskFull(cause.to_string().into()),
        Error::Internal(cause) => Error::internal(cause.to_string()),
    }
}
