//! What the operator sees: work set aside, mails, figures, readiness. No personal data.

pub use proofdesk_domain::ledger::Percentiles;
use proofdesk_domain::{
    JobId, Timestamp, VerificationId,
    verification::{Mode, State},
};
use uuid::Uuid;

/// A piece of work that failed for good and waits for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedJob {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// The case it was for.
    pub verification: Option<VerificationId>,
    /// How often it was tried.
    pub tries: u32,
    /// What went wrong the last time.
    pub error: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was set aside.
    pub failed_at: Option<Timestamp>,
}

/// A mail that was refused for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsentMail {
    /// Its id.
    pub id: Uuid,
    /// How often it was tried.
    pub tries: u32,
    /// What went wrong the last time.
    pub error: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was given up.
    pub failed_at: Option<Timestamp>,
}

/// How the desk does, over a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Which world.
    pub mode: Mode,
    /// From when on outcomes count.
    pub since: Timestamp,
    /// Cases by state, now.
    pub by_state: Vec<(State, u64)>,
    /// Cases that wait for a person, now.
    pub queue: u64,
    /// Conversations that wait for an answer, now.
    pub unanswered: u64,
    /// Promises broken among those, now.
    pub breached: u64,
    /// From first sending to the decision.
    pub time_to_outcome: Option<Percentiles>,
    /// Cases decided since then.
    pub decided: u64,
    /// Of those, approved.
    pub approved: u64,
    /// Of the approved, those without a single failed attempt; none where nothing was approved.
    pub first_try_pass_rate: Option<f32>,
    /// Entries of the ledger since then.
    pub overturned: u64,
}

/// Whether this node can work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The database answers.
    pub database: bool,
    /// Keys and objects can be reached, and there is room to write.
    pub vault: bool,
}

impl Health {
    /// Everything answers.
    pub const fn ready(&self) -> bool {
        self.database && self.vault
    }
}

/// One value of `/metrics`.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Its name, `proofdesk_…`.
    pub name: &'static str,
    /// What it says.
    pub help: &'static str,
    /// What kind of value.
    pub kind: MetricKind,
    /// Its labels.
    pub labels: Vec<(&'static str, &'static str)>,
    /// The value.
    pub value: f64,
}

/// What kind of value a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Goes up and down.
    Gauge,
    /// Only goes up.
    Counter,
}

impl MetricKind {
    /// The word of the exposition format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Counter => "counter",
        }
    }
}
