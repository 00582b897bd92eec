//! Who may decide a case as it stands: four eyes, appeals, escalation, one's own account, manual steps.
//!
//! The rules are [`domain::second`](proofdesk_domain::second) and what product.md promises: nobody is
//! their own second pair, hears an appeal against themselves, or decides on their own account.

use super::{
    decide::DecisionNote,
    views::{AppealState, DecisionKind, OpinionView, SecondLook, StepState},
};
use crate::{
    App,
    error::Error,
    ledger::record::{self, Taken},
    seal::{Seal, columns},
    staff::{Names, StaffSession},
    work::{Subject, Work},
};
use proofdesk_domain::{
    DecisionId, StaffId, Timestamp,
    access::Role,
    account::EmailAddress,
    ledger::Source,
    policy::{self, Facts},
    second::{Said, may_speak},
    verification::{State, Turn, Verification},
};
use proofdesk_store::{
    Tx, accounts,
    appeals::{self, Answer, Appeal, AppealOutcome},
    details, evidence, floor,
    opinions::{self, OpinionEnd},
    reviews::{self, Decision},
    steps::{self, StepOutcome},
};

/// What stands between a person and a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bar {
    /// It is their own account.
    OwnAccount,
    /// They decided what is appealed.
    OwnDecision,
    /// They have said what they think; another person says it too.
    HasSpoken,
    /// Compliance decides.
    ForCompliance,
}

impl Bar {
    /// The stable word for text keys.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OwnAccount => "own_account",
            Self::OwnDecision => "own_decision",
            Self::HasSpoken => "has_spoken",
            Self::ForCompliance => "for_compliance",
        }
    }
}

/// Everything about a case that bears on who may decide it.
pub(crate) struct Standing {
    /// Opinions that wait, oldest first.
    pub spoken: Vec<Decision>,
    /// Who escalated it and when.
    pub escalated: Option<floor::Escalation>,
    /// The appeal that waits to be heard, and against whom.
    pub appeal: Option<(Appeal, Vec<StaffId>)>,
    /// Steps that a person has to do before the level can be reached.
    pub open_steps: Vec<String>,
    /// Steps that were done, oldest first.
    pub done_steps: Vec<steps::ManualStep>,
    /// One person may do what takes two.
    pub solo: bool,
    /// The case is about the reader.
    pub own: bool,
}

impl App {
    /// Reads it for one reader.
    pub(crate) async fn standing(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        st: &StaffSession,
        case: &Verification,
    ) -> Result<Standing, Error> {
        let (applicant, id) = (case.applicant, case.id);
        let decisions = reviews::list_decisions(tx, applicant, id).await?;
        let spoken = spoken(tx, case, &decisions).await?;
        let all = appeals::list(tx, applicant, id).await?;
        let open = all.into_iter().find(|appeal| appeal.outcome.is_none());
        let appeal = match open {
            Some(appeal) => {
                let mut against: Vec<StaffId> = decisions
                    .iter()
                    .filter(|d| d.id == appeal.decision_id)
                    .filter_map(|d| d.decider)
                    .collect();
                let seconds = opinions::list(tx, applicant, id).await?;
                against.extend(
                    seconds
                        .iter()
                        .filter(|o| o.decision_id == appeal.decision_id)
                        .filter_map(|o| o.agreed_by),
                );
                Some((appeal, against))
            }
            None => None,
        };
        let done_steps = steps::list(tx, applicant, id).await?;
        let entered = details::find_current(tx, applicant, id).await?.map(|d| d.entered_at);
        let open_steps = self.open_steps(case, &done_steps, entered);
        Ok(Standing {
            spoken,
            escalated: floor::find_escalation(tx, applicant, id).await?,
            appeal,
            open_steps,
            done_steps,
            solo: self.is_solo(tx).await?,
            own: is_own(tx, seal, st, case).await?,
        })
    }

    /// The manual steps that the level asks for and that have no good outcome since the details stand.
    fn open_steps(
        &self,
        case: &Verification,
        done: &[steps::ManualStep],
        entered: Option<Timestamp>,
    ) -> Vec<String> {
        let Some(level) = self.policy_of(case.policy_version).level(&case.level) else { return Vec::new() };
        let since = entered.unwrap_or(Timestamp::from_micros(0));
        let mut clear: Vec<String> = Vec::new();
        for step in done.iter().filter(|step| step.done_at >= since) {
            clear.retain(|name| *name != step.step);
            if step.outcome == StepOutcome::Clear {
                clear.push(step.step.clone());
            }
        }
        let facts =
            Facts { document: case.document.as_ref().map(|d| d.kind), read: true, found: &[], steps: &clear };
        level.requires.open_steps(&facts).into_iter().map(str::to_owned).collect()
    }

    /// Whether the policy asks for a second person.
    pub(crate) fn needs_two(&self, case: &Verification, decision: &Decision) -> bool {
        let kind = match DecisionKind::find(&decision.outcome) {
            Some(DecisionKind::Approved) => policy::DecisionKind::Approved,
            Some(DecisionKind::Declined) => policy::DecisionKind::Declined,
            Some(DecisionKind::Revoked) => policy::DecisionKind::Revoked,
            Some(DecisionKind::Retake) | None => return false,
        };
        let policy = self.policy_of(case.policy_version);
        // Promise 6: integrity cases take two people, whatever the policy forgot to say.
        let integrity = decision.reason_codes.iter().any(|code| code.as_str().starts_with("integrity."));
        integrity || policy.needs_second_person(kind, &case.level, &decision.reason_codes)
    }
}

impl Standing {
    /// What stands between this person and a decision, if anything does.
    pub(crate) fn bar(&self, st: &StaffSession) -> Option<Bar> {
        let against_self = self.appeal.as_ref().is_some_and(|(_, against)| against.contains(&st.id));
        let said = said(&self.spoken);
        if self.own {
            Some(Bar::OwnAccount)
        } else if against_self && !self.solo {
            Some(Bar::OwnDecision)
        } else if said.iter().any(|said| said.by == st.id) {
            Some(Bar::HasSpoken)
        } else if !may_speak(st.id, st.role, &said) || self.escalated.is_some() && st.role != Role::Compliance
        {
            Some(Bar::ForCompliance)
        } else {
            None
        }
    }

    /// What the page shows of other people's opinions: nothing of what they say, before the reader
    /// has spoken or is the one to settle a difference.
    pub(crate) fn second_look(
        &self,
        seal: &Seal,
        st: &StaffSession,
        names: &Names,
        masked: bool,
    ) -> Result<Option<SecondLook>, Error> {
        let by = |d: &Decision| d.decider.map_or_else(String::new, |id| names.of(id));
        let Some(first) = self.spoken.first() else { return Ok(None) };
        if self.spoken.len() < 2 {
            let mine = first.decider == Some(st.id);
            return Ok(Some(if mine { SecondLook::Yours } else { SecondLook::Blind { by: by(first) } }));
        }
        let both = self.spoken.iter().map(|decision| {
            let note: DecisionNote = match &decision.sealed_note {
                Some(sealed) if !masked => seal.open_json(columns::NOTE, decision.id.as_uuid(), sealed)?,
                _ => DecisionNote::default(),
            };
            Ok(OpinionView {
                by: by(decision),
                outcome: DecisionKind::find(&decision.outcome).unwrap_or(DecisionKind::Retake),
                reasons: decision.reason_codes.clone(),
                message: note.message.or(note.note),
                at: decision.decided_at,
            })
        });
        let said = both.collect::<Result<Vec<_>, Error>>()?;
        let may_see = st.role == Role::Compliance || said_by(&self.spoken, st.id);
        Ok(Some(SecondLook::Differ { said: if may_see { said } else { Vec::new() } }))
    }

    /// Every step that was done or is to be done, the open ones first.
    pub(crate) fn step_states(
        &self,
        seal: &Seal,
        names: &Names,
        masked: bool,
    ) -> Result<Vec<StepState>, Error> {
        let mut states: Vec<StepState> = self
            .open_steps
            .iter()
            .map(|step| StepState { step: step.clone(), open: true, done: None, note: None })
            .collect();
        for done in self.done_steps.iter().rev() {
            let note = match &done.sealed_note {
                Some(sealed) if !masked => Some(seal.open_text(columns::STEP, done.id, sealed)?),
                _ => None,
            };
            states.push(StepState {
                step: done.step.clone(),
                open: false,
                done: Some((done.outcome.as_str(), names.of(done.done_by), done.done_at)),
                note,
            });
        }
        Ok(states)
    }
}

/// What was said, for the rules.
pub(crate) fn said(spoken: &[Decision]) -> Vec<Said> {
    spoken.iter().filter_map(|d| Some(Said { by: d.decider?, outcome: State::find(&d.outcome)? })).collect()
}

fn said_by(spoken: &[Decision], who: StaffId) -> bool {
    spoken.iter().any(|decision| decision.decider == Some(who))
}

/// Opinions that wait on a case as it stands: given on this evidence, about where it is now.
pub(crate) async fn spoken(
    tx: &mut Tx,
    case: &Verification,
    decisions: &[Decision],
) -> Result<Vec<Decision>, Error> {
    let waiting = opinions::list(tx, case.applicant, case.id).await?;
    if waiting.iter().all(|opinion| opinion.ended.is_some()) {
        return Ok(Vec::new());
    }
    let mut changed = case.sent_at.unwrap_or(case.created_at);
    for picture in evidence::list_current(tx, case.applicant, case.id).await? {
        changed = changed.max(picture.created_at);
    }
    if let Some(entered) = details::find_current(tx, case.applicant, case.id).await? {
        changed = changed.max(entered.entered_at);
    }
    let fits = |d: &Decision| {
        let revoking = d.outcome == DecisionKind::Revoked.as_str();
        match case.state {
            State::Approved => revoking,
            state => state.turn() == Turn::Person && !revoking,
        }
    };
    let open = waiting.iter().filter(|opinion| opinion.ended.is_none());
    Ok(open
        .filter_map(|opinion| decisions.iter().find(|d| d.id == opinion.decision_id))
        .filter(|d| fits(d) && d.decided_at >= changed)
        .cloned()
        .collect())
}

/// The case is about the reader: they have the applicant's address.
pub(super) async fn is_own(
    tx: &mut Tx,
    seal: &Seal,
    st: &StaffSession,
    case: &Verification,
) -> Result<bool, Error> {
    let Some(account) = accounts::find_by_applicant(tx, case.applicant).await? else { return Ok(false) };
    let email: EmailAddress = seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
    Ok(email.lookup_form() == st.address)
}

/// Ends every opinion that waits: `same` agreed with what took effect.
pub(crate) async fn close_opinions(
    work: &mut Work,
    case: &Verification,
    outcome: &str,
    agreed_by: Option<StaffId>,
) -> Result<(), Error> {
    let decisions = reviews::list_decisions(&mut work.tx, case.applicant, case.id).await?;
    for opinion in opinions::list(&mut work.tx, case.applicant, case.id).await? {
        if opinion.ended.is_some() {
            continue;
        }
        let decision = decisions.iter().find(|d| d.id == opinion.decision_id);
        let same = decision.is_some_and(|d| d.outcome == outcome);
        let how = match (same, agreed_by) {
            (true, Some(_)) => OpinionEnd::Agreed,
            (false, Some(_)) => OpinionEnd::Differed,
            (_, None) => OpinionEnd::Void,
        };
        let by = agreed_by.filter(|_| how == OpinionEnd::Agreed);
        opinions::end(&mut work.tx, opinion.decision_id, how, by, work.now).await?;
        if decision.is_some_and(|d| d.undone_at.is_none() && d.undo_until.is_some()) {
            proofdesk_store::desk::drop_decision(&mut work.tx, opinion.decision_id, work.now).await?;
        }
    }
    Ok(())
}

/// Answers the appeal that waits, if one does. The caller has moved the case.
pub(crate) async fn answer_appeal(
    work: &mut Work,
    case: &Verification,
    decision: Option<DecisionId>,
    heard_by: Option<StaffId>,
) -> Result<(), Error> {
    let outcome = match case.state {
        State::Approved => AppealOutcome::Overturned,
        State::Declined | State::Revoked => AppealOutcome::Upheld,
        State::NeedsInput => AppealOutcome::Reopened,
        State::Cancelled | State::Expired => AppealOutcome::Withdrawn,
        _ => return Ok(()),
    };
    let open = appeals::list(&mut work.tx, case.applicant, case.id).await?;
    let Some(appeal) = open.into_iter().find(|appeal| appeal.outcome.is_none()) else { return Ok(()) };
    let decisions = reviews::list_decisions(&mut work.tx, case.applicant, case.id).await?;
    let appealed = decisions.iter().find(|d| d.id == appeal.decision_id);
    let against = appealed.and_then(|d| d.decider);
    let solo = heard_by.is_some() && heard_by == against;
    let answer = Answer { outcome, decision, heard_by, solo };
    appeals::answer(&mut work.tx, case.applicant, appeal.id, answer, work.now).await?;
    if let Some(appealed) = appealed
        && matches!(outcome, AppealOutcome::Overturned | AppealOutcome::Reopened)
    {
        let taken = Taken {
            id: appeal.id.as_uuid(),
            source: Source::Appeal,
            codes: appealed.reason_codes.clone(),
            policy_version: appealed.policy_version,
            said_by: appealed.decider,
            by: heard_by,
        };
        record::enter(work, case, taken).await?;
    }
    let action = match outcome {
        AppealOutcome::Upheld => "appeal.upheld",
        AppealOutcome::Overturned => "appeal.overturned",
        AppealOutcome::Reopened => "appeal.reopened",
        AppealOutcome::Withdrawn => "appeal.withdrawn",
    };
    work.audit_with(action, Subject::Case(case.id), &(appeal.id, appeal.decision_id, decision, solo))
}

/// A case's appeals as people see them, oldest first.
pub(crate) async fn appeal_states(
    tx: &mut Tx,
    seal: &Seal,
    names: &Names,
    case: &Verification,
    masked: bool,
) -> Result<Vec<AppealState>, Error> {
    let mut states = Vec::new();
    for appeal in appeals::list(tx, case.applicant, case.id).await? {
        let sentence = match &appeal.sealed_sentence {
            Some(sealed) if !masked => Some(seal.open_text(columns::APPEAL, appeal.id.as_uuid(), sealed)?),
            _ => None,
        };
        states.push(AppealState {
            sentence,
            opened_at: appeal.opened_at,
            due_at: appeal.due_at,
            outcome: appeal.outcome.map(AppealOutcome::as_str),
            heard_by: appeal.heard_by.map(|id| names.of(id)),
            heard_at: appeal.heard_at,
            solo: appeal.solo,
        });
    }
    Ok(states)
}
