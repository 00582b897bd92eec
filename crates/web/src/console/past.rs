//! A case's past laid out: what each sending ended in, what was typed before, who verified elsewhere, and
//! how long the approval stands.

use super::reasons;
use crate::i18n::Texts;
use proofdesk_app::review::ReviewView;
use serde::Serialize;

/// What `console/past.html` shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Past {
    /// What each sending ended in, oldest first.
    pub attempts: Vec<Attempt>,
    /// Every change of what was typed, oldest first.
    pub changes: Vec<Change>,
    /// Who verified elsewhere.
    pub imported: Option<Elsewhere>,
    /// It came to a person because trying on would not have helped.
    pub loops: bool,
}

/// A sending.
#[derive(Clone, Debug, Serialize)]
pub struct Attempt {
    /// From 1.
    pub number: i64,
    /// When, in microseconds.
    pub at: i64,
    /// What was found.
    pub found: Vec<Found>,
}

/// Something that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// In words.
    pub title: String,
    /// Its code.
    pub code: &'static str,
    /// `front`, `back`, `details`.
    pub page: Option<&'static str>,
    /// An earlier sending had it too.
    pub again: bool,
    /// A person took it back.
    pub overruled: bool,
}

/// A change of what was typed.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// When, in microseconds.
    pub at: i64,
    /// Who; none: the applicant.
    pub by: Option<String>,
    /// As in `console-typed-<field>`.
    pub field: &'static str,
    /// What stood before.
    pub before: String,
    /// What stands since.
    pub after: String,
}

/// A verification that was made elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Elsewhere {
    /// By whom.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
    /// How.
    pub method: String,
    /// Where the evidence is.
    pub evidence: String,
    /// The document's last day.
    pub expires: Option<String>,
    /// When it was taken over, in microseconds.
    pub taken_at: i64,
}

/// The past of a case.
pub(super) fn past(texts: &Texts, review: &ReviewView) -> Past {
    let attempts = review.attempts.iter().map(|attempt| Attempt {
        number: attempt.number,
        at: attempt.at.as_micros(),
        found: attempt
            .found
            .iter()
            .map(|(code, page, again, overruled)| Found {
                title: reasons::headline(texts, *code),
                code: code.as_str(),
                page: page.map(proofdesk_domain::evidence::Slot::as_str),
                again: *again,
                overruled: *overruled,
            })
            .collect(),
    });
    let changes = review.changes.iter().map(|change| Change {
        at: change.at.as_micros(),
        by: change.by.clone(),
        field: change.field,
        before: change.before.clone(),
        after: change.after.clone(),
    });
    Past {
        attempts: attempts.collect(),
        changes: changes.collect(),
        imported: review.case.imported.as_ref().map(|elsewhere| Elsewhere {
            by: elsewhere.verified_by.clone(),
            at: elsewhere.verified_at.as_micros(),
            method: elsewhere.method.clone(),
            evidence: elsewhere.evidence.clone(),
            expires: elsewhere.expires.clone(),
            taken_at: elsewhere.imported_at.as_micros(),
        }),
        loops: review.cause.is_some_and(|cause| {
            use proofdesk_domain::verification::ReviewCause::{
                AttemptsUsed, SameFindingTwice, TryingTooLong,
            };
            matches!(cause, AttemptsUsed | SameFindingTwice | TryingTooLong)
        }),
    }
}

impl Past {
    /// One with everything in it, for samples.
    #[cfg(test)]
    pub(crate) fn sample() -> Self {
        let at = 1_795_442_400_000_000;
        let found = |again, overruled| Found {
            title: "Light covers a part".into(),
            code: "image.glare",
            page: Some("front"),
            again,
            overruled,
        };
        Self {
            attempts: vec![
                Attempt { number: 1, at, found: vec![found(false, true)] },
                Attempt {
                    number: 2,
                    at,
                    found: vec![found(true, false), Found { page: None, ..found(false, false) }],
                },
            ],
            changes: [Some("Lin Wei".to_owned()), None]
                .map(|by| Change {
                    at,
                    by,
                    field: "surname",
                    before: "Erikson".into(),
                    after: "<Eriksson>".into(),
                })
                .into(),
            imported: Some(Elsewhere {
                by: "Old desk".into(),
                at,
                method: "document and call".into(),
                evidence: "archive 12".into(),
                expires: Some("2031-05-02".into()),
                taken_at: at,
            }),
            loops: true,
        }
    }
}
