//! Deciding: findings and history in, the next state out. Pure.
//!
//! What [`decide`] never does, whatever it is given: decline; use up an attempt for a fault of
//! ours; leave a case with nobody's turn before its end.

use crate::{
    clock::Timestamp,
    evidence::Slot,
    finding::{Finding, Severity},
    policy::{CheckName, Facts, Level, Met, Policy},
    reason::{Class, ReasonCode, codes},
    verification::{Attempt, DocumentChoice, ReviewCause, State},
};
use serde::{Deserialize, Serialize};
use time::Duration;

/// A case as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The level that it leads to.
    pub level: &'a Level,
    /// The chosen document.
    pub document: Option<&'a DocumentChoice>,
    /// Manual steps with a recorded good outcome.
    pub steps: &'a [String],
    /// What the checks found in what was sent just now.
    pub findings: &'a [Finding],
    /// Codes and places of every earlier failed attempt, an entry for each time.
    pub earlier: &'a [(ReasonCode, Option<Slot>)],
    /// Failed attempts so far.
    pub attempts: u32,
    /// First sending.
    pub trying_since: Option<Timestamp>,
    /// How the reading went.
    pub reading: ReadingOutcome,
}

/// How far the machine got with reading the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingOutcome {
    /// A verified zone and every field that the verdict needs.
    Complete,
    /// Not enough to decide without a person (a document without a zone, say).
    Partial,
    /// Our checks could not run to the end: our fault.
    Unable,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The next step.
    pub outcome: Outcome,
    /// Codes behind it, in the order in which the applicant should mend them.
    pub reasons: Vec<ReasonCode>,
    /// Under which policy.
    pub policy_version: u32,
}

/// The next step of a case that our checks have looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The level is reached.
    Approve,
    /// The applicant's turn; a failed attempt.
    AskApplicant,
    /// A person's turn.
    BringPerson(ReviewCause),
    /// Our turn still: try again.
    TryAgain,
}

impl Outcome {
    /// The state that it leads to.
    pub const fn state(self) -> State {
        match self {
            Self::Approve => State::Approved,
            Self::AskApplicant => State::NeedsInput,
            Self::BringPerson(_) => State::InReview,
            Self::TryAgain => State::Checking,
        }
    }

    /// Whether it uses an attempt.
    pub const fn attempt(self) -> Attempt {
        match self {
            Self::AskApplicant => Attempt::Counts,
            _ => Attempt::IsFree,
        }
    }
}

/// What follows from the findings.
pub fn decide(policy: &Policy, case: &Case<'_>, now: Timestamp) -> Verdict {
    let met = case.level.requires.met(&Facts {
        document: case.document.map(|choice| choice.kind),
        read: case.reading == ReadingOutcome::Complete,
        found: &found_by(case.findings),
        steps: case.steps,
    });
    let mut blocking: Vec<&Finding> =
        case.findings.iter().filter(|f| f.severity == Severity::Blocking).collect();
    let other_document = Finding::blocking(codes::DOC_TYPE_UNSUPPORTED);
    if met == Met::No && !blocking.iter().any(|f| f.code == other_document.code) {
        blocking.push(&other_document);
    }
    blocking.sort_by_key(|f| urgency(f));
    let outcome = if case.reading == ReadingOutcome::Unable
        || blocking.iter().any(|f| f.code.reason().class == Class::System)
    {
        Outcome::TryAgain
    } else if !blocking.is_empty() {
        takeover(policy, case, &blocking, now).map_or(Outcome::AskApplicant, Outcome::BringPerson)
    } else if met == Met::Yes {
        Outcome::Approve
    } else {
        Outcome::BringPerson(ReviewCause::ManualStep)
    };
    let mut reasons: Vec<ReasonCode> = Vec::new();
    for finding in blocking {
        if !reasons.contains(&finding.code) {
            reasons.push(finding.code);
        }
    }
    Verdict { outcome, reasons, policy_version: policy.version }
}

/// The checks that found something, advice included.
fn found_by(findings: &[Finding]) -> Vec<CheckName> {
    CheckName::ALL
        .into_iter()
        .filter(|check| findings.iter().any(|f| CheckName::of_code(f.code) == Some(*check)))
        .collect()
}

/// Sorts findings for the applicant: what unblocks most first, advice last.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by_key(|f| (f.severity, urgency(f)));
}

/// Files before pictures before documents before readings before typed data, front before back.
fn urgency(finding: &Finding) -> (u8, Option<Slot>, ReasonCode) {
    let group = match finding.code.as_str().split('.').next() {
        Some("file") => 0,
        Some("image" | "capture") => 1,
        Some("doc") => 2,
        Some("read") => 3,
        Some("data") => 4,
        _ => 5,
    };
    (group, finding.page, finding.code)
}

/// Whether a person takes over, and why (promise 4 of product.md, and the classes).
fn takeover(policy: &Policy, case: &Case<'_>, blocking: &[&Finding], now: Timestamp) -> Option<ReviewCause> {
    let fixable_picture = |page: Option<Slot>| {
        blocking.iter().any(|f| f.page == page && policy.is_bad_picture(f, case.document))
    };
    // A suspected conflict on a bad picture is first a bad picture.
    let for_a_person =
        blocking.iter().any(|f| policy.is_for_a_person(f.code, case.document) && !fixable_picture(f.page));
    if for_a_person {
        return Some(ReviewCause::Finding);
    }
    let repeats = |f: &&&Finding| {
        let before = case.earlier.iter().filter(|(code, page)| (*code, *page) == (f.code, f.page)).count();
        before as u32 + 1 >= policy.attempts.same_finding
    };
    if blocking.iter().find(repeats).is_some() {
        return Some(ReviewCause::SameFindingTwice);
    }
    if case.attempts + 1 >= policy.attempts.budget {
        return Some(ReviewCause::AttemptsUsed);
    }
    let limit = Duration::minutes(policy.attempts.trying_minutes);
    case.trying_since.is_some_and(|since| now.since(since) >= limit).then_some(ReviewCause::TryingTooLong)
}

#[cfg(test)]
mod tests;
