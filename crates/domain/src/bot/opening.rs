//! What the bot says first: what the case itself shows, and the one next step.
//!
//! A pure function of what the applicant may see anyway. What is confidential is left out here once
//! more, whatever came in: the bot tips nobody off.

use crate::{
    clock::Timestamp,
    finding::{Finding, Severity},
    mend::Step,
    reason::ReasonCode,
    verification::State,
};
use serde::{Deserialize, Serialize};

/// What is known of a case when the bot speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Where it stands.
    pub state: State,
    /// Our own fault holds the checks up.
    pub delayed: bool,
    /// A person has stopped everything.
    pub frozen: bool,
    /// What stands against it, in the order in which to mend it.
    pub against: Vec<Against>,
    /// The document is a passport: its page is no front.
    pub passport: bool,
    /// The first step that is not done.
    pub next: Step,
    /// When a person is promised to have looked, and the place in the queue.
    pub waits: Option<Waits>,
    /// Why it was decided so, as far as it may be told.
    pub reasons: Vec<ReasonCode>,
    /// That decision can be appealed now.
    pub appealable: bool,
}

/// A finding that stands, and how often it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// What was found.
    pub finding: Finding,
    /// In how many sendings in a row, this one included.
    pub times: u32,
    /// What became of it since.
    pub since: Since,
    /// What the person who asked for it wrote.
    pub words: Option<String>,
}

/// What the applicant did about a finding since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Nothing yet.
    Nothing,
    /// It is mended and not sent yet.
    Mended,
    /// They said that we misread it; a person looks.
    Disputed,
}

/// A person is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// From 1.
    pub position: u32,
    /// Promised.
    pub due_at: Timestamp,
    /// The promise is broken.
    pub late: bool,
}

/// The first thing that the bot says, as values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "face", rename_all = "snake_case")]
pub enum Opening {
    /// There is no case yet.
    NoCase,
    /// It is being filled in.
    Draft {
        /// Where it goes on.
        step: Step,
    },
    /// Something is to be mended: the whole list, in order.
    Mend {
        /// What is to be mended.
        todo: Vec<Todo>,
        /// The document is a passport.
        #[serde(default)]
        passport: bool,
    },
    /// Everything is mended: it is to be sent again.
    SendAgain,
    /// Our checks run.
    Checking,
    /// Our own fault holds them up.
    Delayed,
    /// A person looks.
    Waits {
        /// When, and after whom.
        waits: Option<Waits>,
    },
    /// Another person hears the appeal.
    Appealed {
        /// When, and after whom.
        waits: Option<Waits>,
    },
    /// The level is reached.
    Approved,
    /// A person said no, or took the approval back.
    Refused {
        /// It was an approval that was taken back.
        revoked: bool,
        /// Why, as far as it may be told.
        reasons: Vec<ReasonCode>,
        /// It can be appealed now.
        appealable: bool,
    },
    /// The applicant stopped it.
    Cancelled,
    /// The time to finish ran out, or an approval's time is over.
    Expired,
    /// A person has stopped everything.
    Frozen,
}

/// Something to mend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Todo {
    /// What was found.
    pub finding: Finding,
    /// In how many sendings in a row.
    pub times: u32,
    /// What the person who asked for it wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Opening {
    /// What a case shows; none where there is no case.
    pub fn of(facts: Option<&Facts>) -> Self {
        let Some(facts) = facts else { return Self::NoCase };
        if facts.frozen {
            return Self::Frozen;
        }
        let reasons = || facts.reasons.iter().copied().filter(|c| !c.reason().is_confidential()).collect();
        match facts.state {
            State::Draft => Self::Draft { step: facts.next },
            State::NeedsInput => {
                let todo = to_mend(&facts.against);
                if todo.is_empty() { Self::SendAgain } else { Self::Mend { todo, passport: facts.passport } }
            }
            State::Checking if facts.delayed => Self::Delayed,
            State::Checking => Self::Checking,
            State::InReview => Self::Waits { waits: facts.waits },
            State::Appealed => Self::Appealed { waits: facts.waits },
            State::Approved => Self::Approved,
            State::Declined | State::Revoked => Self::Refused {
                revoked: facts.state == State::Revoked,
                reasons: reasons(),
                appealable: facts.appealable,
            },
            State::Cancelled => Self::Cancelled,
            State::Expired => Self::Expired,
        }
    }

    /// The word for text keys.
    pub const fn face(&self) -> &'static str {
        match self {
            Self::NoCase => "no-case",
            Self::Draft { .. } => "draft",
            Self::Mend { .. } => "mend",
            Self::SendAgain => "send-again",
            Self::Checking => "checking",
            Self::Delayed => "delayed",
            Self::Waits { .. } => "waits",
            Self::Appealed { .. } => "appealed",
            Self::Approved => "approved",
            Self::Refused { revoked: false, .. } => "declined",
            Self::Refused { revoked: true, .. } => "revoked",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Frozen => "frozen",
        }
    }

    /// The step at which it goes on, where that is the applicant's turn.
    pub fn step(&self) -> Option<Step> {
        match self {
            Self::Draft { step } => Some(*step),
            Self::Mend { todo, .. } => todo.iter().find_map(|todo| Step::mending(&todo.finding)),
            Self::SendAgain => Some(Step::Check),
            _ => None,
        }
    }

    /// Whether somebody who was told this learns nothing new from `now`: a place in the queue that moved on is
    /// no news, another thing to mend is.
    pub fn is_old_news(&self, now: &Self) -> bool {
        let what = |todo: &Todo| (todo.finding.code, todo.finding.page, todo.finding.field, todo.times);
        match (self, now) {
            (Self::Mend { todo: told, .. }, Self::Mend { todo, .. }) => {
                told.iter().map(what).eq(todo.iter().map(what))
            }
            (Self::Waits { waits: told }, Self::Waits { waits })
            | (Self::Appealed { waits: told }, Self::Appealed { waits }) => {
                told.is_some_and(|waits| waits.late) == waits.is_some_and(|waits| waits.late)
            }
            (told, now) => told == now,
        }
    }
}

fn to_mend(against: &[Against]) -> Vec<Todo> {
    against
        .iter()
        .filter(|one| one.since == Since::Nothing && one.finding.severity == Severity::Blocking)
        .filter(|one| !one.finding.code.reason().is_confidential())
        .map(|one| Todo { finding: one.finding.clone(), times: one.times.max(1), words: one.words.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::FieldName,
        evidence::Slot,
        reason::{Class, codes},
    };

    fn facts(state: State) -> Facts {
        Facts {
            state,
            delayed: false,
            frozen: false,
            against: Vec::new(),
            passport: false,
            next: Step::Details,
            waits: None,
            reasons: Vec::new(),
            appealable: false,
        }
    }

    fn against(finding: Finding, since: Since) -> Against {
        Against { finding, times: 2, since, words: None }
    }

    #[test]
    fn the_first_thing_to_mend_names_its_step() {
        let glare = Finding::blocking(codes::IMAGE_GLARE).on_page(Slot::Back).on_field(FieldName::ExpiryDate);
        let name = Finding::blocking(codes::DATA_NAME_MISMATCH);
        let advice = Finding::advisory(codes::IMAGE_TOO_DARK);
        let facts = Facts {
            against: vec![
                against(glare.clone(), Since::Nothing),
                against(advice, Since::Nothing),
                against(name.clone(), Since::Nothing),
            ],
            ..facts(State::NeedsInput)
        };
        let opening = Opening::of(Some(&facts));
        assert_eq!(opening.step(), Some(Step::PhotoBack));
        let Opening::Mend { todo, .. } = opening else { panic!("there is something to mend") };
        assert_eq!(todo.iter().map(|t| t.finding.code).collect::<Vec<_>>(), [glare.code, name.code]);
        assert_eq!(todo[0].times, 2);
    }

    #[test]
    fn what_is_mended_or_disputed_is_not_asked_for() {
        let finding = Finding::blocking(codes::DATA_DOB_MISMATCH);
        for since in [Since::Mended, Since::Disputed] {
            let facts = Facts { against: vec![against(finding.clone(), since)], ..facts(State::NeedsInput) };
            let opening = Opening::of(Some(&facts));
            assert_eq!((&opening, opening.step()), (&Opening::SendAgain, Some(Step::Check)));
        }
    }

    #[test]
    fn the_same_is_not_told_twice() {
        let mend = |times| {
            let glare = Finding::blocking(codes::IMAGE_GLARE);
            Opening::Mend { todo: vec![Todo { finding: glare, times, words: None }], passport: false }
        };
        assert!(mend(1).is_old_news(&mend(1)));
        assert!(!mend(1).is_old_news(&mend(2)) && !mend(1).is_old_news(&Opening::Approved));
        let waits = |position, late| Opening::Waits {
            waits: Some(Waits { position, due_at: Timestamp::from_micros(1), late }),
        };
        assert!(waits(3, false).is_old_news(&waits(2, false)));
        assert!(!waits(3, false).is_old_news(&waits(3, true)));
    }

    /// Whatever a case holds, of integrity and screening nothing comes out.
    #[test]
    fn nobody_is_tipped_off() {
        let secret: Vec<ReasonCode> =
            ReasonCode::all().filter(|code| code.reason().is_confidential()).collect();
        assert_eq!(secret.len(), 2);
        for state in State::ALL {
            let facts = Facts {
                against: secret.iter().map(|c| against(Finding::blocking(*c), Since::Nothing)).collect(),
                reasons: secret.clone(),
                ..facts(state)
            };
            let said = serde_json::to_string(&Opening::of(Some(&facts))).expect("it is JSON");
            assert!(!said.contains("integrity") && !said.contains("screening"), "{said}");
        }
    }

    /// For every reason: whose turn it is and where it is mended agree with its class.
    #[test]
    fn every_class_leads_where_it_is_mended() {
        for code in ReasonCode::all().filter(|code| !code.reason().is_confidential()) {
            let facts = Facts {
                against: vec![against(Finding::blocking(code), Since::Nothing)],
                ..facts(State::NeedsInput)
            };
            let opening = Opening::of(Some(&facts));
            // A person raises it, and it has a page of its own where it is answered.
            let applicants = code == codes::SESSION_CALL
                || matches!(code.reason().class, Class::Retake | Class::Edit | Class::OtherDocument);
            assert_eq!(opening.step().is_some(), applicants, "{code}");
        }
    }

    #[test]
    fn every_state_has_its_face_and_survives_being_kept() {
        let waits = Some(Waits { position: 3, due_at: Timestamp::from_micros(7), late: false });
        let mut faces = Vec::new();
        for state in State::ALL {
            for (delayed, frozen) in [(false, false), (true, false), (false, true)] {
                let facts = Facts { delayed, frozen, waits, appealable: true, ..facts(state) };
                let opening = Opening::of(Some(&facts));
                let kept = serde_json::to_string(&opening).expect("it is JSON");
                assert_eq!(serde_json::from_str::<Opening>(&kept).expect("it is read back"), opening);
                faces.push(opening.face());
            }
        }
        faces.sort_unstable();
        faces.dedup();
        assert_eq!(faces.len(), 12);
        assert_eq!(Opening::of(None).face(), "no-case");
    }
}
