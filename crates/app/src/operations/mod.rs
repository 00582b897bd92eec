//! What the operator looks after: work that was set aside, mails, figures, readiness, metrics.

mod views;

pub use views::*;

use crate::{App, error::Error, staff::StaffSession, wiring::FolderMail, work::Subject};
use proofdesk_domain::{
    JobId, Timestamp, VerificationId,
    access::Action,
    verification::{Mode, State, Turn},
};
use proofdesk_store::{audit, conversations, events, jobs, ledger, outbox, verifications};
use uuid::Uuid;

/// Rows of a list.
const ROWS: i64 = 200;
/// Cases that figures are made of at most; the newest count.
const SAMPLE: i64 = 10_000;

impl App {
    /// Work that failed for good, newest first.
    pub async fn failed_jobs(&self, st: &StaffSession) -> Result<Vec<FailedJob>, Error> {
        st.permit(Action::SeeOperations)?;
        let mut tx = self.store().read().await?;
        let aside = jobs::list_aside(&mut tx, ROWS).await?;
        let view = |job: jobs::Job| FailedJob {
            id: job.id,
            kind: job.kind,
            verification: job.applicant_id.and(job.subject_id).map(VerificationId::from_uuid),
            tries: u32::try_from(job.tries).unwrap_or(0),
            error: job.last_error.unwrap_or_default(),
            created_at: job.created_at,
            failed_at: job.finished_at,
        };
        Ok(aside.into_iter().map(view).collect())
    }

    /// Puts work that failed for good back in line, with all its tries.
    pub async fn retry_job(&self, st: &StaffSession, id: JobId) -> Result<(), Error> {
        st.permit(Action::SeeOperations)?;
        let mut work = self.house_work(st.actor()).await?;
        jobs::retry_aside(&mut work.tx, id, work.now).await?;
        work.audit("job.retried", Subject::Other("job", Some(id.as_uuid())));
        work.commit().await
    }

    /// Mails that were refused for good, newest first. Neither whom to nor what about is shown.
    pub async fn unsent_mails(&self, st: &StaffSession) -> Result<Vec<UnsentMail>, Error> {
        st.permit(Action::SeeOperations)?;
        let mut tx = self.store().read().await?;
        let aside = outbox::list_aside(&mut tx, ROWS).await?;
        let view = |mail: outbox::Outgoing| UnsentMail {
            id: mail.id,
            tries: u32::try_from(mail.tries).unwrap_or(0),
            error: mail.last_error.unwrap_or_default(),
            created_at: mail.created_at,
            failed_at: mail.finished_at,
        };
        Ok(aside.into_iter().map(view).collect())
    }

    /// Puts a mail that was refused back in line.
    pub async fn retry_mail(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::SeeOperations)?;
        let mut work = self.house_work(st.actor()).await?;
        outbox::retry_aside(&mut work.tx, id, work.now).await?;
        work.audit("mail.retried", Subject::Other("mail", Some(id)));
        work.commit().await
    }

    /// The mails in the folder, newest first; none where a mail server carries them.
    pub async fn mail_folder(&self, st: &StaffSession) -> Result<Option<Vec<FolderMail>>, Error> {
        st.permit(Action::SeeOperations)?;
        let limit = usize::try_from(ROWS).unwrap_or(usize::MAX);
        self.wiring().mailer.folder(limit).await.map_err(Error::unavailable)
    }

    /// How the desk does in one world. Outcomes count from `since` on; the rest is as it stands now.
    pub async fn figures(&self, st: &StaffSession, mode: Mode, since: Timestamp) -> Result<Figures, Error> {
        st.permit(Action::SeeInbox)?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let counted = verifications::count_by_state(&mut tx, mode).await?;
        let by_state: Vec<(State, u64)> =
            State::ALL.into_iter().map(|state| (state, count_of(&counted, state))).collect();
        let waiting = verifications::list_inbox(&mut tx, mode, SAMPLE).await?;
        let talks = conversations::list_inbox(&mut tx, mode, now, SAMPLE).await?;
        let broken = |due: Option<Timestamp>| due.is_some_and(|due| due <= now);
        let breached = waiting.iter().filter(|case| broken(case.due_at)).count()
            + talks.iter().filter(|talk| broken(talk.due_at)).count();
        let decided: Vec<_> = verifications::list_decided_since(&mut tx, mode, since, SAMPLE)
            .await?
            .into_iter()
            .filter(|case| matches!(case.state, State::Approved | State::Declined))
            .collect();
        let overturned = ledger::count(&mut tx, mode, since).await?;
        let seconds = decided
            .iter()
            .filter_map(|case| Some(case.decided_at?.since(case.trying_since?).as_seconds_f64()));
        let approved: Vec<_> = decided.iter().filter(|case| case.state == State::Approved).collect();
        let first_try = approved.iter().filter(|case| case.attempts == 0).count();
        Ok(Figures {
            mode,
            since,
            queue: State::ALL
                .into_iter()
                .filter(|state| state.turn() == Turn::Person)
                .map(|state| count_of(&counted, state))
                .sum(),
            by_state,
            unanswered: talks.len() as u64,
            breached: breached as u64,
            time_to_outcome: Percentiles::of(seconds.collect()),
            decided: decided.len() as u64,
            approved: approved.len() as u64,
            first_try_pass_rate: (!approved.is_empty()).then(|| first_try as f32 / approved.len() as f32),
            overturned: u64::try_from(overturned).unwrap_or(0),
        })
    }

    /// Whether this node can work: for `/readyz`.
    pub async fn health(&self) -> Health {
        let (database, vault) = tokio::join!(self.store().ping(), self.vault().check());
        Health { database: database.is_ok(), vault: vault.is_ok() }
    }

    /// What `/metrics` says of the rows: counts only, nobody's data.
    pub async fn metrics_snapshot(&self) -> Result<Vec<Metric>, Error> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let mut metrics = Vec::new();
        for mode in [Mode::Live, Mode::Test] {
            let counted = verifications::count_by_state(&mut tx, mode).await?;
            for state in State::ALL {
                metrics.push(Metric {
                    name: "proofdesk_verifications",
                    help: "Verifications by state.",
                    kind: MetricKind::Gauge,
                    labels: vec![("mode", mode.as_str()), ("state", state.as_str())],
                    value: count_of(&counted, state) as f64,
                });
            }
        }
        for (what, counted) in [
            ("jobs", jobs::count_by_state(&mut tx).await?),
            ("mails", outbox::count_by_state(&mut tx).await?),
        ] {
            for state in [
                jobs::WorkState::Ready,
                jobs::WorkState::Leased,
                jobs::WorkState::Done,
                jobs::WorkState::Aside,
            ] {
                let count = counted.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count);
                metrics.push(Metric {
                    name: "proofdesk_work",
                    help: "Jobs and mails by state; `aside` waits for the operator.",
                    kind: MetricKind::Gauge,
                    labels: vec![("queue", what), ("state", state.as_str())],
                    value: count as f64,
                });
            }
        }
        let due = jobs::find_next_run(&mut tx).await?;
        metrics.push(Metric {
            name: "proofdesk_jobs_overdue_seconds",
            help: "How long the most overdue job has waited past its time.",
            kind: MetricKind::Gauge,
            labels: Vec::new(),
            value: due.map_or(0.0, |due| now.since(due).as_seconds_f64().max(0.0)),
        });
        metrics.push(Metric {
            name: "proofdesk_events_total",
            help: "Live events written since the installation began.",
            kind: MetricKind::Counter,
            labels: Vec::new(),
            value: events::last_seq(&mut tx).await? as f64,
        });
        metrics.push(Metric {
            name: "proofdesk_audit_entries_total",
            help: "Entries of the audit chain.",
            kind: MetricKind::Counter,
            labels: Vec::new(),
            value: audit::find_head(&mut tx).await?.seq as f64,
        });
        Ok(metrics)
    }
}

fn count_of(counted: &[(State, i64)], state: State) -> u64 {
    let found = counted.iter().find(|(found, _)| *found == state);
    found.and_then(|(_, count)| u64::try_from(*count).ok()).unwrap_or(0)
}
