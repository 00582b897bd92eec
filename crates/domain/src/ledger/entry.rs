//! The ledger: what a person took back of what the checks or a person had said.

use super::Device;
use crate::{
    clock::Timestamp,
    document::DocumentKind,
    ids::{StaffId, VerificationId},
    policy::CheckName,
    reason::ReasonCode,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How it came to be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An appeal was heard, and the no did not stand.
    Appeal,
    /// "You misread this": the applicant was right.
    Dispute,
    /// A person decided against what a check or a colleague had found.
    Undone,
    /// An approval of the checks alone did not stand when a person looked at it again.
    Rereview,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 4] = [Self::Appeal, Self::Dispute, Self::Undone, Self::Rereview];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Appeal => "appeal",
            Self::Dispute => "dispute",
            Self::Undone => "undone",
            Self::Rereview => "rereview",
        }
    }
}

/// One thing that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of which case.
    pub case: VerificationId,
    /// How.
    pub source: Source,
    /// What had been said; of a re-review, what the checks had missed.
    pub codes: Vec<ReasonCode>,
    /// On which document.
    pub document: Option<DocumentKind>,
    /// By whom it was issued, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// What it was sent with.
    pub device: Option<Device>,
    /// Under which policy it had been said.
    pub policy_version: u32,
    /// Who had said it; none: the checks.
    pub said_by: Option<StaffId>,
    /// Who took it back; none where the checks themselves came to another end.
    pub taken_back_by: Option<StaffId>,
    /// When.
    pub at: Timestamp,
}

/// What the ledger is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LedgerBy {
    /// The code that had been said.
    Reason,
    /// The check that the code belongs to.
    Check,
    /// The kind of document.
    Document,
    /// The issuing country.
    Country,
    /// What it was sent with.
    Device,
    /// The policy's version.
    Policy,
    /// Who had said it.
    Reviewer,
    /// How it was taken back.
    Source,
}

impl LedgerBy {
    /// Every way to count.
    pub const ALL: [Self; 8] = [
        Self::Reason,
        Self::Check,
        Self::Document,
        Self::Country,
        Self::Device,
        Self::Policy,
        Self::Reviewer,
        Self::Source,
    ];

    /// The stable word for addresses and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Check => "check",
            Self::Document => "document",
            Self::Country => "country",
            Self::Device => "device",
            Self::Policy => "policy",
            Self::Reviewer => "reviewer",
            Self::Source => "source",
        }
    }

    /// The way of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

impl Entry {
    /// Under which names it counts: several where several codes were said, one empty name where what is
    /// asked for is not known.
    fn names(&self, by: LedgerBy) -> Vec<String> {
        let one = |name: Option<String>| vec![name.unwrap_or_default()];
        let mut names: Vec<String> = match by {
            LedgerBy::Reason if self.codes.is_empty() => one(None),
            LedgerBy::Reason => self.codes.iter().map(|code| code.as_str().to_owned()).collect(),
            LedgerBy::Check => {
                let checks = self.codes.iter().filter_map(|code| CheckName::of_code(*code));
                let names: Vec<_> = checks.map(|check| check.as_str().to_owned()).collect();
                if names.is_empty() { one(None) } else { names }
            }
            LedgerBy::Document => one(self.document.map(|kind| kind.as_str().to_owned())),
            LedgerBy::Country => one(self.country.clone()),
            LedgerBy::Device => one(self.device.map(Device::word)),
            LedgerBy::Policy => one(Some(self.policy_version.to_string())),
            LedgerBy::Reviewer => one(self.said_by.map(|id| id.to_string())),
            LedgerBy::Source => one(Some(self.source.as_str().to_owned())),
        };
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// How often something was taken back, in all and in each way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In all.
    pub times: u64,
    /// By [`Source`], in the order of [`Source::ALL`].
    pub by_source: [u64; 4],
}

/// Counts entries by name, the most frequent first. The empty name stands for "not known", or, by
/// reviewer, for the checks.
pub fn tally(entries: &[Entry], by: LedgerBy) -> Vec<(String, Tally)> {
    let mut counted: BTreeMap<String, Tally> = BTreeMap::new();
    for entry in entries {
        for name in entry.names(by) {
            let tally = counted.entry(name).or_default();
            tally.times += 1;
            tally.by_source[entry.source as usize] += 1;
        }
    }
    let mut all: Vec<_> = counted.into_iter().collect();
    all.sort_by(|a, b| b.1.times.cmp(&a.1.times).then_with(|| a.0.cmp(&b.0)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry(source: Source, codes: &[&str]) -> Entry {
        Entry {
            case: VerificationId::from_uuid(Uuid::from_u128(1)),
            source,
            codes: codes.iter().map(|code| ReasonCode::find(code).unwrap()).collect(),
            document: Some(DocumentKind::Passport),
            country: None,
            device: Some(Device::of_user_agent("curl/8")),
            policy_version: 3,
            said_by: None,
            taken_back_by: None,
            at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn one_entry_counts_under_each_of_its_codes_and_once_under_its_check() {
        let entries = [
            entry(Source::Dispute, &["image.glare", "image.blurred"]),
            entry(Source::Undone, &["image.glare"]),
            entry(Source::Appeal, &[]),
        ];
        let names = |by| {
            let counted = tally(&entries, by);
            counted.into_iter().map(|(name, tally)| (name, tally.times)).collect::<Vec<_>>()
        };
        let named = |name: &str, n| (name.to_owned(), n);
        assert_eq!(
            names(LedgerBy::Reason),
            [named("image.glare", 2), named("", 1), named("image.blurred", 1)]
        );
        assert_eq!(names(LedgerBy::Check), [named("picture", 2), named("", 1)]);
        assert_eq!(names(LedgerBy::Document), [named("passport", 3)]);
        assert_eq!(names(LedgerBy::Country), [named("", 3)]);
        assert_eq!(names(LedgerBy::Device), [named("api", 3)]);
        assert_eq!(names(LedgerBy::Policy), [named("3", 3)]);
        assert_eq!(names(LedgerBy::Reviewer), [named("", 3)]);
        let glare = &tally(&entries, LedgerBy::Reason)[0].1;
        assert_eq!(glare.by_source, [0, 1, 1, 0]);
    }

    #[test]
    fn words_are_found_again() {
        for by in LedgerBy::ALL {
            assert_eq!(LedgerBy::find(by.as_str()), Some(by));
        }
        for (at, source) in Source::ALL.into_iter().enumerate() {
            assert_eq!(source as usize, at);
        }
    }
}
