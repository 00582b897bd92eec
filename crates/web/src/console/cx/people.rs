//! What people do around a decision, as the case page shows it: a second pair of eyes, appeals,
//! escalation, steps by hand, who else looks, duplicates.

use serde::Serialize;

/// The part of a case page that is about people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct People {
    /// Another person's opinion waits for this one.
    pub second: Option<Second>,
    /// Who escalated it (none: two people differed), and when in microseconds.
    pub escalated: Option<(Option<String>, i64)>,
    /// What stands between the reader and a decision, as in `console-barred-<word>`.
    pub barred: Option<&'static str>,
    /// Appeals, newest first.
    pub appeals: Vec<Appeal>,
    /// Steps by hand, the open ones first.
    pub steps: Vec<Step>,
    /// Colleagues who have it before them.
    pub present: Vec<String>,
    /// What the reader was writing when they left, as JSON: `[[name, value], …]`.
    pub kept: Option<String>,
    /// Cases that share something with this one.
    pub duplicates: Vec<Duplicate>,
}

/// A decision that two people must say.
#[derive(Clone, Debug, Serialize)]
pub struct Second {
    /// `yours`, `blind` or `differ`.
    pub face: &'static str,
    /// Whose opinion waits.
    pub by: Option<String>,
    /// What each said, for whom it is.
    pub said: Vec<Opinion>,
}

/// What one person said.
#[derive(Clone, Debug, Serialize)]
pub struct Opinion {
    /// Who.
    pub by: String,
    /// As in `console-outcome-<outcome>`.
    pub outcome: &'static str,
    /// Headlines of the reasons.
    pub reasons: Vec<String>,
    /// In which words.
    pub message: Option<String>,
    /// When, in microseconds.
    pub at: i64,
}

/// An appeal.
#[derive(Clone, Debug, Serialize)]
pub struct Appeal {
    /// The applicant's words.
    pub sentence: Option<String>,
    /// When, in microseconds.
    pub at: i64,
    /// As in `console-appeal-<outcome>`; none while it waits.
    pub outcome: Option<&'static str>,
    /// Who heard it.
    pub heard_by: Option<String>,
    /// When, in microseconds.
    pub heard_at: Option<i64>,
    /// One person decided and heard.
    pub solo: bool,
}

/// A step by hand.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// As the policy names it, for the form.
    pub key: String,
    /// Its name, in words.
    pub name: String,
    /// It is to be done.
    pub open: bool,
    /// As in `console-step-<outcome>`.
    pub outcome: Option<&'static str>,
    /// Who did it.
    pub by: Option<String>,
    /// When, in microseconds.
    pub at: Option<i64>,
    /// What was looked at.
    pub note: Option<String>,
}

/// A case that shares something with this one.
#[derive(Clone, Debug, Serialize)]
pub struct Duplicate {
    /// Where it opens.
    pub href: String,
    /// What people quote.
    pub reference: String,
    /// Whose, masked.
    pub applicant: Option<String>,
    /// The level, in words.
    pub level: String,
    /// As in `console-state-<state>`.
    pub state: &'static str,
    /// What they share, as in `console-same-<what>`: `number`, `details`, `picture`.
    pub same: Vec<&'static str>,
}

#[cfg(test)]
impl People {
    /// Every branch of the templates.
    pub(super) fn samples() -> Vec<Self> {
        let at = 1_795_442_400_000_000;
        let said = |by: &str, outcome| Opinion {
            by: by.into(),
            outcome,
            reasons: vec!["Signs of tampering".into()],
            message: Some("The print is off.\nSee the seal.".into()),
            at,
        };
        let appeal = |outcome: Option<&'static str>| Appeal {
            sentence: outcome.is_none().then(|| "It is <b>mine</b>.".into()),
            at,
            outcome,
            heard_by: outcome.map(|_| "Aïcha Haddad".into()),
            heard_at: outcome.map(|_| at),
            solo: outcome == Some("upheld"),
        };
        let step = |outcome: Option<&'static str>| Step {
            key: "screening".into(),
            name: "Screening".into(),
            open: outcome.is_none(),
            outcome,
            by: outcome.map(|_| "Lin Wei".into()),
            at: outcome.map(|_| at),
            note: outcome.map(|_| "EU list, no hit".into()),
        };
        let second = |face, by: Option<&str>, said| Self {
            second: Some(Second { face, by: by.map(Into::into), said }),
            ..Self::default()
        };
        let outcomes = [None, Some("upheld"), Some("overturned"), Some("reopened"), Some("withdrawn")];
        let full = Self {
            escalated: Some((Some("Lin Wei".into()), at)),
            appeals: outcomes.map(appeal).into(),
            steps: [None, Some("clear"), Some("hit"), Some("unable")].map(step).into(),
            present: vec!["Aïcha Haddad".into(), "Tove Berg".into()],
            kept: Some(r#"[["decline|message","The corner"]]"#.into()),
            duplicates: vec![Duplicate {
                href: "/console/cases/0200".into(),
                reference: "PD-1111-2222".into(),
                applicant: Some("b•••@example.org".into()),
                level: "Standard".into(),
                state: "approved",
                same: vec!["number", "details", "picture"],
            }],
            ..Self::default()
        };
        let mut all = vec![
            full,
            second("yours", None, vec![]),
            second("blind", Some("Lin Wei"), vec![]),
            second("differ", None, vec![]),
            second("differ", None, vec![said("Lin Wei", "declined"), said("Noor Haddad", "approved")]),
            Self { escalated: Some((None, at)), ..Self::default() },
        ];
        let bars = ["own_account", "own_decision", "has_spoken", "for_compliance"];
        all.extend(bars.map(|barred| Self { barred: Some(barred), ..Self::default() }));
        all
    }
}
