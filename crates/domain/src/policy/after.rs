//! What the policy says of the time after an approval: when it ends, what was decided elsewhere, which
//! are looked at again, and corrections while a person looks.

use super::Policy;
use serde::{Deserialize, Serialize};

/// The most warnings that a policy may name.
const MAX_WARNINGS: usize = 10;
/// The longest time that a warning may come before its day, in days.
const MAX_WARN_DAYS: u32 = 730;

/// The longest time until an approval is looked at again, in days.
const MAX_REREVIEW_DAYS: u32 = 365;

/// When an approval ends, and how the person is told before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Renewal {
    /// An approval ends with the document that it was given on.
    pub document_expiry: bool,
    /// So many days after the document's last day the level still stands.
    pub document_grace_days: u32,
    /// So many days before the end the person is told, the earliest first. From the first of them on they
    /// can renew.
    pub warn_days: Vec<u32>,
    /// How many days somebody has when staff ask them to verify anew and name no other time.
    pub asked_days: u32,
    /// A picture that is older than this is taken anew when somebody renews.
    pub keep_photo_days: u32,
}

impl Default for Renewal {
    fn default() -> Self {
        Self {
            document_expiry: true,
            document_grace_days: 0,
            warn_days: vec![60, 14, 3],
            asked_days: 30,
            keep_photo_days: 365,
        }
    }
}

/// What is taken over from elsewhere. Nothing is where no level is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Imports {
    /// Levels that may be reached so.
    pub levels: Vec<String>,
    /// A verification elsewhere that is older than this many days is not taken over.
    pub max_age_days: u32,
    /// The person is told.
    pub tell: bool,
}

impl Default for Imports {
    fn default() -> Self {
        Self { levels: Vec::new(), max_age_days: 1_825, tell: true }
    }
}

/// Which approvals of the checks alone a person looks at again, to learn how often they were wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rereview {
    /// This share of them, 0 to 1, chosen by a keyed hash of the case: nobody can steer it.
    pub share: f64,
    /// So many days after the approval somebody is to have looked.
    pub days: u32,
}

impl Default for Rereview {
    fn default() -> Self {
        Self { share: 0.0, days: 7 }
    }
}

/// What an applicant may change after sending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Corrections {
    /// Typed details, while the case waits for a person or one looks at it. It is checked again at once
    /// and keeps its place.
    pub in_review: bool,
}

/// What is the matter with these sections: path and what.
pub(super) fn complaints(policy: &Policy) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut say = |path: String, what: &str| found.push((path, what.to_owned()));
    let renewal = &policy.renewal;
    let ends = renewal.document_expiry || policy.levels.iter().any(|level| level.reverify_days.is_some());
    if renewal.warn_days.is_empty() && ends {
        say("renewal.warn_days".into(), "is empty: approvals end and nobody would be told before");
    }
    if renewal.warn_days.len() > MAX_WARNINGS {
        say("renewal.warn_days".into(), "names more than 10 warnings");
    }
    for (at, days) in renewal.warn_days.iter().enumerate() {
        let path = format!("renewal.warn_days[{at}]");
        if !(1..=MAX_WARN_DAYS).contains(days) {
            say(path, "is in days before the end: use 1 to 730");
        } else if at > 0 && *days >= renewal.warn_days[at - 1] {
            say(path, "is not below the one before: write the earliest warning first");
        }
    }
    if renewal.asked_days == 0 {
        say("renewal.asked_days".into(), "leaves no time: use days above 0");
    }
    let first = renewal.warn_days.first().copied().unwrap_or(0);
    for (at, level) in policy.levels.iter().enumerate() {
        let path = format!("level[{at}].reverify_days");
        match level.reverify_days {
            Some(0) => say(path, "is 0: the level would end as it is reached"),
            Some(_) if !level.needs_verification() => {
                say(path, "is for levels that somebody verifies for: this one asks for nothing to renew");
            }
            Some(days) if days <= first => {
                say(path, "is not above the earliest of renewal.warn_days: people would be told at once");
            }
            _ => {}
        }
    }
    for (at, name) in policy.imports.levels.iter().enumerate() {
        let path = format!("imports.levels[{at}]");
        match policy.level(name) {
            None => say(path, "is no level of this policy"),
            Some(level) if !level.needs_verification() => say(path, "is a level that everybody has"),
            Some(_) => {}
        }
    }
    if policy.imports.max_age_days == 0 {
        say("imports.max_age_days".into(), "is 0: nothing could ever be taken over");
    }
    if !(0.0..=1.0).contains(&policy.rereview.share) {
        say("rereview.share".into(), "is a share of approvals: use 0 to 1");
    }
    if !(1..=MAX_REREVIEW_DAYS).contains(&policy.rereview.days) {
        say("rereview.days".into(), "is when somebody is to have looked again: use 1 to 365 days");
    }
    found
}
