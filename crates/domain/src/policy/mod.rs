//! The policy: levels, limits, thresholds, rules, budgets, clocks, retention. Versioned data, never code.
//!
//! [`Policy::from_toml`] is the one way in: it parses a document, checks it (`check`) and names every
//! mistake with its line and path. Whatever the document says, no machine declines.

mod after;
mod check;
pub mod currency;
pub mod desk;
mod diff;
mod limit;
mod parse;
mod requires;
mod route;
pub mod schema;
mod thresholds;

pub use after::{Corrections, Imports, Renewal, Rereview};
pub use currency::Asset;
pub use desk::{Desk, Promises};
pub use diff::{Change, diff};
pub use limit::{Limit, Operation, Period};
pub use parse::{PolicyError, Problem};
pub use requires::{CheckName, Facts, LevelRef, Met, REVIEW_STEP, Requirement, Requires};
pub use route::{DecisionKind, Effect, FourEyes, Rule};
pub use thresholds::{ThresholdChanges, Thresholds, ThresholdsFor};

use crate::{document::DocumentKind, finding::Finding, reason::codes, verification::DocumentChoice};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

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
    /// Where that differs.
    #[serde(default)]
    pub thresholds_for: Vec<ThresholdsFor>,
    /// Findings that do something else than the catalogue says.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Decisions that take two people.
    #[serde(default)]
    pub four_eyes: Vec<FourEyes>,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
    /// When an approval ends.
    #[serde(default)]
    pub renewal: Renewal,
    /// What is taken over from elsewhere.
    #[serde(default)]
    pub imports: Imports,
    /// What may be changed after sending.
    #[serde(default)]
    pub corrections: Corrections,
    /// Which approvals of the checks alone a person looks at again.
    #[serde(default)]
    pub rereview: Rereview,
    /// How people answer.
    #[serde(default)]
    pub desk: Desk,
    /// Things counted beside the currencies of ISO 4217, by name.
    #[serde(default)]
    pub assets: BTreeMap<String, Asset>,
    /// How money is counted against limits.
    #[serde(default)]
    pub money: crate::limits::MoneyRules,
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
    /// Until an appeal was heard.
    #[serde(default = "Clocks::default_appeal_hours")]
    pub appeal_hours: i64,
    /// How many days after a no somebody may appeal.
    #[serde(default = "Clocks::default_appeal_days")]
    pub appeal_days: i64,
    /// After this many days without the applicant doing anything, an unfinished case runs out.
    #[serde(default = "Clocks::default_unfinished_days")]
    pub unfinished_days: i64,
    /// So long after two people confirmed it an account's new address counts; until then it can be stopped.
    #[serde(default = "Clocks::default_new_address_hours")]
    pub new_address_hours: i64,
}

impl Clocks {
    const fn default_new_address_hours() -> i64 {
        72
    }

    const fn default_appeal_hours() -> i64 {
        72
    }

    const fn default_appeal_days() -> i64 {
        30
    }

    const fn default_unfinished_days() -> i64 {
        30
    }
}

/// How many days after a case's end what was sent for it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Approved, also when revoked later.
    pub approved_days: u32,
    /// Declined.
    pub declined_days: u32,
    /// Cancelled or run out before anything was decided.
    pub unfinished_days: u32,
    /// Of people who are not served.
    pub not_served_days: u32,
}

impl Default for Retention {
    /// Five years after an approval (Directive (EU) 2015/849, article 40), a year after a refusal.
    fn default() -> Self {
        Self { approved_days: 1_825, declined_days: 365, unfinished_days: 30, not_served_days: 30 }
    }
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
    /// What somebody without a kind of document may use instead, by that kind.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
}

/// What somebody without a kind of document may use instead. The assisted route (a person uploads and
/// corrects on their behalf) is open to everybody, whatever stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Without this.
    pub without: DocumentKind,
    /// One of these.
    pub documents: Vec<DocumentKind>,
}

/// A named set of requirements with what it unlocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its stable name.
    pub name: String,
    /// What it asks for.
    pub requires: Requires,
    /// How long it takes most people, in minutes; absent when nothing is to be done.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// After how many days it is verified anew; absent: never, by time alone.
    #[serde(default)]
    pub reverify_days: Option<u32>,
    /// What it allows.
    pub limits: Vec<Limit>,
    /// What it switches on.
    pub features: Vec<String>,
}

impl Level {
    /// Whether the level asks for `requirement`, on whichever way.
    pub fn requires(&self, requirement: Requirement) -> bool {
        self.requires.iter().any(|asked| asked == requirement)
    }

    /// A verification leads to it (it asks for more than an address).
    pub fn needs_verification(&self) -> bool {
        let mut more = false;
        self.requires.visit(&mut |part| {
            more |=
                !matches!(part, Requires::All(_) | Requires::Any(_) | Requires::Email | Requires::Level(_));
        });
        more
    }

    /// What is wrong with the chosen document on the way to this level: a kind that it does not take.
    pub fn judge_choice(&self, choice: &DocumentChoice) -> Option<Finding> {
        let facts = Facts { document: Some(choice.kind), read: true, found: &[], steps: &[] };
        (self.requires.met(&facts) == Met::No)
            .then(|| Finding::blocking(codes::DOC_TYPE_UNSUPPORTED).showing(choice.kind.as_str()))
    }
}

impl Policy {
    /// The policy that the binary carries.
    pub fn default_policy() -> Self {
        Self::from_toml(DEFAULT).expect("the built-in policy parses: a test reads it")
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

    /// Whether something in it depends on which of two issuers it is.
    pub fn tells_apart(&self, one: &str, other: &str) -> bool {
        let lists = self.rules.iter().map(|rule| &rule.countries);
        let lists = lists.chain(self.thresholds_for.iter().map(|differing| &differing.countries));
        let has = |list: &[String], code| list.iter().any(|known| known == code);
        lists.chain([&self.documents.countries_not_accepted]).any(|list| has(list, one) != has(list, other))
    }

    /// The policy with the thresholds for that document in place.
    pub fn for_document(&self, choice: &DocumentChoice) -> Cow<'_, Self> {
        let mut policy = Cow::Borrowed(self);
        for differing in self.thresholds_for.iter().filter(|differing| differing.fits(choice)) {
            policy.to_mut().thresholds.apply(&differing.set);
        }
        policy
    }

    /// The kinds of document that somebody without `kind` may use instead. The assisted route is open
    /// besides.
    pub fn alternatives_to(&self, kind: DocumentKind) -> Vec<DocumentKind> {
        let named = self.documents.alternatives.iter().find(|one| one.without == kind);
        let all = named.map_or(&self.documents.kinds, |one| &one.documents);
        all.iter().copied().filter(|other| *other != kind).collect()
    }

    /// Digits after the point of a currency's or declared asset's smallest unit; `None` when there is
    /// no such thing.
    pub fn decimals_of(&self, currency: &str) -> Option<u8> {
        self.assets
            .get(currency)
            .map(|asset| asset.decimals)
            .or_else(|| currency::find(currency).map(|currency| currency.decimals))
    }
}

/// The document that the binary carries (`policy/default.toml`).
pub const DEFAULT: &str = include_str!("../../../../policy/default.toml");

/// The most levels that a document may name.
const MAX_DOCUMENT_LEVELS: usize = 50;

/// An empty list is about everything.
fn listed<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}

#[cfg(test)]
mod tests;
