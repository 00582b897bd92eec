//! The worker: claims jobs with a lease, keeps the lease while it works, ends them or gives them back.

use super::{EXAMINE, conclude::Failure};
use crate::{
    App, clock::random_bytes, conversation::LOOK, error::Error, policy::REPLAY, review::decide::APPLY,
};
use proofdesk_domain::{
    VerificationId,
    verification::{State, Verification},
};
use proofdesk_store::{
    StoreError,
    jobs::{self, Job, Lease, Retry},
    verifications,
};
use std::{future::Future, time::Duration};
use tokio::{sync::watch, task::JoinSet};
use uuid::Uuid;

/// How long a job is somebody's without a sign of life.
pub(super) const LEASE: time::Duration = time::Duration::seconds(30);
/// How often the timer looks.
const TICK: Duration = Duration::from_secs(20);
/// The pause when the database cannot be reached.
const AWAY: Duration = Duration::from_secs(1);

/// How the worker works.
#[derive(Clone, Copy, Debug)]
pub struct WorkerConfig {
    /// Jobs at once.
    pub at_once: usize,
    /// How often the rows are looked at without being woken: other nodes' jobs, and pauses that end.
    pub look: Duration,
    /// How often a job is tried.
    pub job_retry: Retry,
    /// How often a mail is tried.
    pub mail_retry: Retry,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            at_once: 1,
            look: Duration::from_secs(1),
            job_retry: Retry {
                first: time::Duration::seconds(2),
                longest: time::Duration::minutes(5),
                tries: 8,
            },
            mail_retry: Retry {
                first: time::Duration::seconds(10),
                longest: time::Duration::hours(1),
                tries: 20,
            },
        }
    }
}

impl App {
    /// Works until `shutdown` holds true; then what is being worked on is given back.
    pub async fn run_worker(&self, config: WorkerConfig, shutdown: watch::Receiver<bool>) {
        let mut loops = JoinSet::new();
        for _ in 0..config.at_once.max(1) {
            let (app, shutdown) = (self.clone(), shutdown.clone());
            loops.spawn(async move {
                let wake = app.store().watch_jobs();
                app.keep_doing(config.look, wake, shutdown.clone(), || {
                    app.work_until(&config, shutdown.clone())
                })
                .await;
            });
        }
        let (app, mails) = (self.clone(), shutdown.clone());
        loops.spawn(async move {
            let wake = app.store().watch_outbox();
            app.keep_doing(config.look, wake, mails, || app.send_once(&config)).await;
        });
        let (app, policies) = (self.clone(), shutdown.clone());
        loops.spawn(async move { app.keep_policies(config.look, policies).await });
        let (app, timers) = (self.clone(), shutdown.clone());
        loops.spawn(async move { app.keep_time(timers).await });
        let (app, sweeps) = (self.clone(), shutdown);
        loops.spawn(async move { app.keep_sweeping(sweeps).await });
        while loops.join_next().await.is_some() {}
    }

    /// Follows what other nodes publish.
    async fn keep_policies(&self, look: Duration, mut shutdown: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(look) => {}
                () = stopped(&mut shutdown) => return,
            }
            if let Err(error) = self.refresh_policies().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the policy in force could not be read"
                );
            }
        }
    }

    /// Does what a moment brings: warnings and ends of approvals, new addresses that take effect.
    async fn keep_time(&self, mut shutdown: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = stopped(&mut shutdown) => return,
            }
            for done in [
                self.renew_due().await,
                self.change_addresses_due().await,
                self.look_at_conversations().await,
                self.answer_left_behind().await,
            ] {
                if let Err(error) = done {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the timer did not finish");
                }
            }
        }
    }

    /// Does one thing after another while there are any; sleeps until woken, or for `look`.
    async fn keep_doing<F: Future<Output = Result<bool, Error>>>(
        &self,
        look: Duration,
        mut wake: watch::Receiver<u64>,
        mut shutdown: watch::Receiver<bool>,
        mut once: impl FnMut() -> F,
    ) {
        let mut away = false;
        while !*shutdown.borrow() {
            let pause = match once().await {
                Ok(true) => continue,
                Ok(false) => {
                    away = false;
                    look
                }
                Err(error) => {
                    if !std::mem::replace(&mut away, true) {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "the worker waits for the database"
                        );
                    }
                    AWAY
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = wake.changed() => {}
                _ = shutdown.changed() => {}
            }
        }
    }

    /// Does one job, if one is ready. False when there was none.
    pub async fn work_once(&self, config: &WorkerConfig) -> Result<bool, Error> {
        // Kept until the end, or the channel would look closed.
        let (_keep, never) = watch::channel(false);
        self.work_until(config, never).await
    }

    async fn work_until(
        &self,
        config: &WorkerConfig,
        mut shutdown: watch::Receiver<bool>,
    ) -> Result<bool, Error> {
        let now = self.now();
        let token = Uuid::from_bytes(random_bytes(&*self.wiring().random));
        let mut tx = self.store().begin().await?;
        let Some(job) =
            jobs::claim(&mut tx, &[EXAMINE, APPLY, REPLAY, LOOK], token, now, now.plus(LEASE)).await?
        else {
            return Ok(false);
        };
        tx.commit().await?;
        let lease = job.lease().ok_or_else(|| Error::internal(StoreError::LeaseLost))?;
        tokio::select! {
            done = self.do_job(&job, lease, config) => done?,
            () = self.keep_lease(lease) => {}
            () = stopped(&mut shutdown) => {
                let mut tx = self.store().begin().await?;
                jobs::give_back(&mut tx, lease, self.now()).await?;
                tx.commit().await?;
            }
        }
        Ok(true)
    }

    /// Puts the lease's end off again and again; returns when it was lost.
    async fn keep_lease(&self, lease: Lease) {
        loop {
            tokio::time::sleep(Duration::from_secs(LEASE.whole_seconds().unsigned_abs() / 4)).await;
            let renewed = async {
                let mut tx = self.store().begin().await?;
                jobs::heartbeat(&mut tx, lease, self.now().plus(LEASE)).await?;
                tx.commit().await.map(|_| ())
            };
            if let Err(StoreError::LeaseLost) = renewed.await {
                tracing::warn!(job.id = %lease.id, "another worker has taken this job over");
                return;
            }
        }
    }

    async fn do_job(&self, job: &Job, lease: Lease, config: &WorkerConfig) -> Result<(), Error> {
        match job.kind.as_str() {
            EXAMINE => self.examine(job, lease, &config.job_retry).await,
            _ if job.is_poisoned(&config.job_retry) => {
                let mut tx = self.store().begin().await?;
                jobs::put_aside(&mut tx, lease, "its worker died every time", self.now()).await?;
                Ok(tx.commit().await.map(|_| ())?)
            }
            LOOK => match self.look_at_file(job.subject_id, lease).await {
                Ok(()) => Ok(()),
                Err(error) => self.job_failed(job, lease, &error, &config.job_retry).await,
            },
            REPLAY => match self.replay_slice(job, lease).await {
                Ok(()) => Ok(()),
                Err(error) => self.job_failed(job, lease, &error, &config.job_retry).await,
            },
            _ => match self.apply_decision(&job.payload, lease).await {
                Ok(()) => Ok(()),
                Err(error) => self.job_failed(job, lease, &error, &config.job_retry).await,
            },
        }
    }

    async fn job_failed(&self, job: &Job, lease: Lease, error: &Error, retry: &Retry) -> Result<(), Error> {
        tracing::warn!(job.id = %job.id, job.kind, error = error as &dyn std::error::Error, "a job failed");
        let mut tx = self.store().begin().await?;
        jobs::fail(&mut tx, lease, &said(error), self.now(), retry, self.jitter()).await?;
        Ok(tx.commit().await.map(|_| ())?)
    }

    async fn examine(&self, job: &Job, lease: Lease, retry: &Retry) -> Result<(), Error> {
        let Some(case) = self.case_to_examine(job).await? else {
            let mut tx = self.store().begin().await?;
            jobs::complete(&mut tx, lease, self.now()).await?;
            return Ok(tx.commit().await.map(|_| ())?);
        };
        if job.is_poisoned(retry) {
            return self.checks_failed(&case, lease, Failure::Poisoned).await;
        }
        let done = async {
            // The case may have begun under a version that another node brought into force just now.
            self.refresh_policies().await?;
            let seal = self.seal_of(case.mode, case.applicant).await?;
            self.read_pictures(&case, &seal, lease).await?;
            self.conclude(&case, &seal, lease).await
        };
        match done.await {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::warn!(
                    job.id = %job.id,
                    verification.id = %case.id,
                    error = &error as &dyn std::error::Error,
                    "the checks could not run; they are tried again"
                );
                self.checks_failed(&case, lease, Failure::Error { error: &said(&error), retry }).await
            }
        }
    }

    /// The case of a job, while it is to be checked.
    async fn case_to_examine(&self, job: &Job) -> Result<Option<Verification>, Error> {
        let Some(subject) = job.subject_id else { return Ok(None) };
        let mut tx = self.store().read().await?;
        let found = verifications::find_for_staff(&mut tx, VerificationId::from_uuid(subject)).await?;
        Ok(found.filter(|case| case.state == State::Checking))
    }

    /// 0 to 1, at random.
    pub(super) fn jitter(&self) -> f64 {
        f64::from(u32::from_le_bytes(random_bytes(&*self.wiring().random))) / f64::from(u32::MAX)
    }
}

/// An error and its causes in one line, for the console. Our errors never hold personal data.
pub(super) fn said(error: &Error) -> String {
    let mut line = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        line.push_str(": ");
        line.push_str(&next.to_string());
        cause = next.source();
    }
    line.chars().take(500).collect()
}

/// Returns once the process is to stop.
pub(super) async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    while !*shutdown.borrow_and_update() {
        if shutdown.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
