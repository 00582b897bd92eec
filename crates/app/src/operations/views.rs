//! What the operator sees: work set aside, mails, figures, readiness. No personal data.

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
    /// Findings that a person overruled, and decisions that an appeal turned, since then.
    pub overturned: u64,
}

/// Half, nine tenths and ninety-nine hundredths took at most so long, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    /// Median.
    pub p50: f64,
    /// Nine tenths.
    pub p90: f64,
    /// Ninety-nine hundredths.
    pub p99: f64,
    /// Of how many.
    pub count: u64,
}

impl Percentiles {
    /// Nearest-rank percentiles of the given seconds; none where there are none.
    pub fn of(mut seconds: Vec<f64>) -> Option<Self> {
        if seconds.is_empty() {
            return None;
        }
        seconds.sort_by(f64::total_cmp);
        let rank = |share: f64| {
            seconds[((share * seconds.len() as f64).ceil() as usize).clamp(1, seconds.len()) - 1]
        };
        Some(Self { p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), count: seconds.len() as u64 })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(Percentiles::of(Vec::new()), None);
        let hundred = Percentiles::of((1..=100).rev().map(f64::from).collect()).expect("not empty");
        assert_eq!((hundred.p50, hundred.p90, hundred.p99), (50.0, 90.0, 99.0));
        let one = Percentiles::of(vec![7.0]).expect("not empty");
        assert_eq!((one.p50, one.p99, one.count), (7.0, 7.0, 1));
    }
}
