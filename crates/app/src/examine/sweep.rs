//! Clearing up: what has ended, and objects that no row names (an upload that died between its file
//! and its row). Every step may be done by several nodes at once.

use super::worker::stopped;
use crate::{App, accounts::unused_since, error::Error};
use proofdesk_domain::Timestamp;
use proofdesk_store::{api_keys, events, evidence, jobs, outbox, sessions};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

/// How often.
const EVERY: Duration = Duration::from_hours(1);
/// What is done is remembered for so long, for the console and for pages that were away.
const REMEMBERED: time::Duration = time::Duration::days(7);
/// An object younger than this may still get its row.
const SETTLED: time::Duration = time::Duration::days(1);

impl App {
    pub(super) async fn keep_sweeping(&self, mut shutdown: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stopped(&mut shutdown) => return,
            }
            if let Err(error) = self.sweep().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "clearing up did not finish");
            }
        }
    }

    /// Clears up once.
    pub async fn sweep(&self) -> Result<(), Error> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        sessions::delete_expired(&mut tx, now, unused_since(now)).await?;
        jobs::delete_done(&mut tx, now.plus(-REMEMBERED)).await?;
        outbox::delete_done(&mut tx, now.plus(-REMEMBERED)).await?;
        events::delete_before(&mut tx, now.plus(-REMEMBERED)).await?;
        api_keys::delete_answers_before(&mut tx, now.plus(-REMEMBERED)).await?;
        tx.commit().await?;
        self.expire_reservations().await?;
        self.sweep_uploads().await?;
        self.sweep_retention().await?;
        self.sweep_help().await?;
        self.sweep_bot().await?;
        self.begin_missing_tenures().await?;
        self.renew_due().await?;
        self.sweep_door().await?;
        for object in self.vault().objects().list_before(moment(now.plus(-SETTLED))).await? {
            let named = {
                let mut tx = self.store().read().await?;
                evidence::is_object_named(&mut tx, &object.to_string()).await?
            };
            if !named {
                self.vault().delete_file(&object).await?;
            }
        }
        Ok(())
    }
}

fn moment(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.as_micros()).unwrap_or(0))
}
