//! What a replay finds: who flips, which way, by reason, country and document. Of bounded size, however
//! many cases there are.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most flips that are named; the rest is counted.
const NAMED: usize = 200;

/// What the machine makes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Result3 {
    /// Approved by the checks alone.
    Approve,
    /// The applicant's turn.
    Ask,
    /// A person looks.
    Person,
}

impl Result3 {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Ask, Self::Person];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Ask => "ask",
            Self::Person => "person",
        }
    }
}

/// From what to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flip {
    /// Under the policy in force.
    pub from: Result3,
    /// Under the draft.
    pub to: Result3,
}

/// How many flip which way, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Cases.
    pub cases: u64,
    /// Nearer to approval than before.
    pub eased: u64,
    /// Further from it.
    pub tightened: u64,
}

/// How often a code stands in the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Under the policy in force.
    pub before: u64,
    /// Under the draft.
    pub after: u64,
    /// Only under the draft.
    pub new: u64,
    /// Only under the policy in force.
    pub gone: u64,
}

/// A case that flips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedFlip {
    /// Its id.
    pub id: uuid::Uuid,
    /// What people quote.
    pub reference: String,
    /// Which way.
    #[serde(flatten)]
    pub flip: Flip,
    /// Codes that stood in the way.
    pub reasons_before: Vec<String>,
    /// Codes that would.
    pub reasons_after: Vec<String>,
}

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayReport {
    /// Cases that were judged under both.
    pub cases: u64,
    /// Cases that could not be: erased, never read, or their level is gone from one of the two.
    pub left_out: u64,
    /// How many came out how: from, to, how many. Also those that stay.
    pub outcomes: Vec<(Flip, u64)>,
    /// Would be approved by the checks alone, though a person declined or revoked it.
    pub approved_though_declined: u64,
    /// Would not be approved by the checks alone, though it is approved now.
    pub stopped_though_approved: u64,
    /// By code.
    pub reasons: BTreeMap<String, Raised>,
    /// By issuing country.
    pub countries: BTreeMap<String, Delta>,
    /// By kind of document.
    pub documents: BTreeMap<String, Delta>,
    /// The first flips by name.
    pub named: Vec<NamedFlip>,
}

/// A case under both policies.
pub(super) struct Compared {
    pub id: uuid::Uuid,
    pub reference: String,
    pub country: String,
    pub document: &'static str,
    pub flip: Flip,
    pub reasons_before: Vec<&'static str>,
    pub reasons_after: Vec<&'static str>,
    pub declined: bool,
    pub approved: bool,
}

impl ReplayReport {
    /// How many flip.
    pub fn flipped(&self) -> u64 {
        self.outcomes.iter().filter(|(flip, _)| flip.from != flip.to).map(|(_, n)| n).sum()
    }

    /// How many came out so.
    pub fn count(&self, flip: Flip) -> u64 {
        self.outcomes.iter().find(|(known, _)| *known == flip).map_or(0, |(_, n)| *n)
    }

    pub(super) fn add(&mut self, case: Compared) {
        self.cases += 1;
        match self.outcomes.iter_mut().find(|(flip, _)| *flip == case.flip) {
            Some((_, n)) => *n += 1,
            None => self.outcomes.push((case.flip, 1)),
        }
        let Flip { from, to } = case.flip;
        self.approved_though_declined += u64::from(to == Result3::Approve && case.declined);
        self.stopped_though_approved +=
            u64::from(to != Result3::Approve && from == Result3::Approve && case.approved);
        for delta in [
            self.countries.entry(case.country).or_default(),
            self.documents.entry(case.document.to_owned()).or_default(),
        ] {
            delta.cases += 1;
            delta.eased += u64::from(to < from);
            delta.tightened += u64::from(to > from);
        }
        for code in &case.reasons_before {
            let raised = self.reasons.entry((*code).to_owned()).or_default();
            raised.before += 1;
            raised.gone += u64::from(!case.reasons_after.contains(code));
        }
        for code in &case.reasons_after {
            let raised = self.reasons.entry((*code).to_owned()).or_default();
            raised.after += 1;
            raised.new += u64::from(!case.reasons_before.contains(code));
        }
        if from != to && self.named.len() < NAMED {
            let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
            self.named.push(NamedFlip {
                id: case.id,
                reference: case.reference,
                flip: case.flip,
                reasons_before: owned(case.reasons_before),
                reasons_after: owned(case.reasons_after),
            });
        }
    }
}
