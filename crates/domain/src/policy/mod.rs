//! The policy: levels, limits, thresholds, budgets, clocks. Versioned data, never code.

mod limit;

pub use limit::{Limit, Operation, Period};

use crate::document::DocumentKind;
use serde::{Deserialize, Serialize};

/// Everything that an operator decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Every decision records it.
    pub version: u32,
    /// In whole years.
    pub minimum_age: i32,
    /// The version of the notice that consent is given to.
    pub notice_version: String,
    /// ISO 3166-1 alpha-3.
    pub regions_not_served: Vec<String>,
    /// When a person takes over.
    pub attempts: Attempts,
    /// What is promised.
    pub clocks: Clocks,
    /// What is accepted.
    pub documents: Documents,
    /// What is good enough.
    pub thresholds: Thresholds,
    /// From the lowest to the highest.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
}

/// When a person takes over (product.md, promise 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempts {
    /// This many failed attempts.
    pub budget: u32,
    /// The same code on the same page this many times.
    pub same_finding: u32,
    /// A failed attempt this long after the first sending.
    pub trying_minutes: i64,
}

/// Promised times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// Until a person has looked at a case.
    pub review_hours: i64,
    /// Until a message is answered.
    pub answer_hours: i64,
}

/// Accepted documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// Kinds.
    pub kinds: Vec<DocumentKind>,
    /// Issuers that are not accepted, ISO 3166-1 alpha-3.
    pub countries_not_accepted: Vec<String>,
    /// Remaining life below which the person is told.
    pub remaining_days: i64,
}

/// What is good enough. Units as at [`crate::inspection::Quality`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Largest file in bytes.
    pub bytes_max: u64,
    /// Fewest pixels on the picture's short side.
    pub short_side_px: u32,
    /// Least sharpness.
    pub sharpness: f32,
    /// Least mean saturation: below it the picture is black and white.
    pub colour: f32,
    /// Largest share under reflections.
    pub glare: f32,
    /// Share under reflections worth telling.
    pub glare_advisory: f32,
    /// Least mean brightness.
    pub exposure_min: f32,
    /// Greatest mean brightness.
    pub exposure_max: f32,
    /// Largest dark share.
    pub dark: f32,
    /// Largest washed-out share.
    pub overexposed: f32,
    /// Least resolution on the document.
    pub dpi: f32,
    /// Steepest angle.
    pub tilt_degrees: f32,
    /// A reading below this is not held against anybody.
    pub reading_confidence: f32,
}

/// What a level asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A confirmed address.
    Email,
    /// Typed details.
    Details,
    /// An identity document.
    Document,
    /// A person's look, recorded; the checks alone never approve.
    Person,
}

impl Requirement {
    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Details => "details",
            Self::Document => "document",
            Self::Person => "person",
        }
    }
}

/// A named set of requirements with what it unlocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its stable name.
    pub name: String,
    /// All of them.
    pub requires: Vec<Requirement>,
    /// How long it takes most people, in minutes; absent when nothing is to be done.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// What it allows.
    pub limits: Vec<Limit>,
    /// What it switches on.
    pub features: Vec<String>,
}

impl Level {
    /// Whether the level asks for `requirement`.
    pub fn requires(&self, requirement: Requirement) -> bool {
        self.requires.contains(&requirement)
    }

    /// A verification leads to it (it asks for more than an address).
    pub fn needs_verification(&self) -> bool {
        self.requires.iter().any(|r| *r != Requirement::Email)
    }
}

/// Why a policy document is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not the shape of a policy; says the line.
    #[error("the policy does not parse: {0}")]
    Parse(#[from] toml::de::Error),
    /// A value that makes no sense.
    #[error("the policy's {path} {what}")]
    Value {
        /// Where.
        path: &'static str,
        /// What is the matter.
        what: &'static str,
    },
}

impl Policy {
    /// Parses a policy document and checks that its values make sense.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text)?;
        let t = &policy.thresholds;
        let shares = [
            t.sharpness,
            t.colour,
            t.glare,
            t.glare_advisory,
            t.exposure_min,
            t.exposure_max,
            t.dark,
            t.overexposed,
            t.reading_confidence,
        ];
        let complaint = if policy.levels.is_empty() {
            Some(("level", "is empty: name at least one level"))
        } else if policy.attempts.budget == 0 {
            Some(("attempts.budget", "is 0: nobody could try at all"))
        } else if policy.clocks.review_hours <= 0 || policy.clocks.answer_hours <= 0 {
            Some(("clocks", "promise a time that has passed: use hours above 0"))
        } else if !shares.iter().all(|share| (0.0..=1.0).contains(share)) {
            Some(("thresholds", "hold a share outside 0 to 1"))
        } else if t.exposure_min >= t.exposure_max {
            Some(("thresholds.exposure_min", "is not below exposure_max"))
        } else {
            None
        };
        match complaint {
            Some((path, what)) => Err(PolicyError::Value { path, what }),
            None => Ok(policy),
        }
    }

    /// The policy that the binary carries (`policy/default.toml`).
    pub fn default_policy() -> Self {
        Self::from_toml(include_str!("../../../../policy/default.toml"))
            .expect("the built-in policy parses: a test reads it")
    }

    /// The level of that name.
    pub fn level(&self, name: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.name == name)
    }

    /// The level that everybody has from the start: it asks for nothing but an address.
    pub fn starting_level(&self) -> Option<&Level> {
        self.levels.iter().find(|level| !level.needs_verification())
    }

    /// Whether people of that region are served.
    pub fn serves(&self, region: &str) -> bool {
        !self.regions_not_served.iter().any(|code| code == region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_is_sound() {
        let policy = Policy::default_policy();
        assert_eq!(policy.levels.len(), 3);
        assert_eq!(policy.starting_level().map(|l| &*l.name), Some("basic"));
        assert!(policy.level("plus").is_some_and(|l| l.requires(Requirement::Person)));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let text = include_str!("../../../../policy/default.toml");
        let wrong_key = text.replace("minimum_age", "minimal_age");
        assert!(Policy::from_toml(&wrong_key).expect_err("refused").to_string().contains("minimal_age"));
        let wrong_value = text.replace("budget = 3 ", "budget = 0 ");
        assert!(
            Policy::from_toml(&wrong_value).expect_err("refused").to_string().contains("attempts.budget")
        );
    }
}
