//! Where findings lead: which block, advise or go to a person, and when two people decide.

use super::{Policy, listed};
use crate::{
    document::DocumentKind,
    finding::{Finding, Severity},
    reason::{Class, ReasonCode, codes},
    verification::DocumentChoice,
};
use serde::{Deserialize, Serialize};

/// What a finding does to a case. There is no effect that declines: no machine says the final no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It stands in the way: the applicant's turn.
    Blocks,
    /// It is told and stands in nobody's way.
    Advises,
    /// It stands in the way and a person looks at once.
    Person,
}

/// A finding that does something else than the catalogue and the checks say. Of several that fit,
/// the last wins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The finding's code.
    pub code: ReasonCode,
    /// What it does.
    pub effect: Effect,
    /// Kinds of document; none means every kind.
    #[serde(default)]
    pub documents: Vec<DocumentKind>,
    /// Issuers, ISO 3166-1 alpha-3; none means every issuer.
    #[serde(default)]
    pub countries: Vec<String>,
}

impl Rule {
    /// Why the code may not have this effect, if it may not.
    pub(super) fn complaint(&self) -> Option<&'static str> {
        let class = self.code.reason().class;
        match (class, self.effect) {
            (Class::System, _) => Some("is a fault of ours: no rule can hold it against an applicant"),
            (Class::Human | Class::Final, Effect::Blocks | Effect::Advises) => {
                Some("is for a person to judge: no rule can take it from them")
            }
            (_, Effect::Advises) if NEVER_ADVICE.contains(&self.code) => {
                Some("always stands in the way: without what it names there is nothing to decide on")
            }
            _ => None,
        }
    }

    fn fits(&self, code: ReasonCode, choice: Option<&DocumentChoice>) -> bool {
        self.code == code
            && self.complaint().is_none()
            && match choice {
                Some(choice) => {
                    listed(&self.documents, &choice.kind) && listed(&self.countries, &choice.issuing_country)
                }
                None => self.documents.is_empty() && self.countries.is_empty(),
            }
    }
}

/// Codes that are never only advice: evidence is missing or unusable, or a specimen is in the live world.
const NEVER_ADVICE: &[ReasonCode] = &[
    codes::FILE_FORMAT,
    codes::FILE_TOO_LARGE,
    codes::FILE_CORRUPT,
    codes::FILE_ENCRYPTED,
    codes::IMAGE_NO_DOCUMENT,
    codes::DOC_FRONT_MISSING,
    codes::DOC_BACK_MISSING,
    codes::DOC_SAME_SIDE_TWICE,
    codes::DOC_TYPE_UNSUPPORTED,
    codes::DOC_COUNTRY_UNSUPPORTED,
    codes::DOC_SPECIMEN,
];

/// A decision that a person makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the decision of that name")]
pub enum DecisionKind {
    Approved,
    Declined,
    Revoked,
}

/// A decision that takes two people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourEyes {
    /// Which decision.
    pub decision: DecisionKind,
    /// Only when one of these is among its reasons; none means whatever the reasons.
    #[serde(default)]
    pub reasons: Vec<ReasonCode>,
    /// Only on the way to one of these levels; none means every level.
    #[serde(default)]
    pub levels: Vec<String>,
}

impl Policy {
    /// What the policy makes of a code on such a document, where it says something else than the
    /// catalogue and the checks.
    pub fn effect_on(&self, code: ReasonCode, choice: Option<&DocumentChoice>) -> Option<Effect> {
        self.rules.iter().rev().find(|rule| rule.fits(code, choice)).map(|rule| rule.effect)
    }

    /// Sets what findings do to the case, by the policy's rules.
    pub fn route(&self, findings: &mut [Finding], choice: &DocumentChoice) {
        if self.rules.is_empty() {
            return;
        }
        for finding in findings {
            match self.effect_on(finding.code, Some(choice)) {
                Some(Effect::Advises) => finding.severity = Severity::Advisory,
                Some(Effect::Blocks | Effect::Person) => finding.severity = Severity::Blocking,
                None => {}
            }
        }
    }

    /// Takes away what a rule sends to a person and another picture would mend, where the applicant is to send that picture
    /// again in any case: nobody is told what no person has looked at, and the next picture is looked at anew. What they can
    /// mend otherwise stays on their list.
    pub fn hold_back(&self, findings: &mut Vec<Finding>, choice: &DocumentChoice) {
        let bad: Vec<_> =
            findings.iter().filter(|f| self.is_bad_picture(f, Some(choice))).map(|f| f.page).collect();
        findings.retain(|finding| {
            let by_rule = self.effect_on(finding.code, Some(choice)) == Some(Effect::Person)
                && finding.code.reason().class == Class::Retake;
            !(by_rule && bad.contains(&finding.page))
        });
    }

    /// Whether the finding stands in the way because of a picture that the applicant can take better.
    pub fn is_bad_picture(&self, finding: &Finding, choice: Option<&DocumentChoice>) -> bool {
        finding.severity == Severity::Blocking
            && finding.code.as_str().starts_with("image.")
            && finding.code.reason().class == Class::Retake
            && !self.is_for_a_person(finding.code, choice)
    }

    /// Whether a person looks at it at once: by its class or by a rule.
    pub fn is_for_a_person(&self, code: ReasonCode, choice: Option<&DocumentChoice>) -> bool {
        matches!(code.reason().class, Class::Human | Class::Final)
            || self.effect_on(code, choice) == Some(Effect::Person)
    }

    /// Whether a decision takes a second person, who sees the evidence before the first one's verdict.
    pub fn needs_second_person(&self, decision: DecisionKind, level: &str, reasons: &[ReasonCode]) -> bool {
        self.four_eyes.iter().any(|rule| {
            rule.decision == decision
                && (rule.levels.is_empty() || rule.levels.iter().any(|name| name == level))
                && (rule.reasons.is_empty() || rule.reasons.iter().any(|code| reasons.contains(code)))
        })
    }
}
