//! Deciding: a person's approval, request or no. It takes effect ten seconds later through a durable
//! job, unless it is undone; a crash in between loses nothing.

use super::{
    fair::{self, Bar},
    second::Weighed,
    views::{DecisionKind, PendingDecision, RetakeItem, ReviewView},
};
use crate::{
    App,
    error::Error,
    ledger::record,
    seal::{Seal, columns},
    staff::StaffSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    DecisionId, EvidenceId, FindingId, ReasonCode, StaffId, VerificationId,
    access::{Action, Actor},
    evidence::Slot,
    finding::{Finding, FindingState, Severity},
    ledger::Source,
    picture::Quad,
    reason::{Class, codes},
    verification::{Attempt, NotAllowed, State, Turn, Verification},
};
use proofdesk_store::{
    StoreError, desk, evidence, findings,
    findings::FindingRow,
    floor,
    jobs::{self, Lease},
    reviews::{self, Decision, DisputeState},
    staff, verifications,
};
use serde::{Deserialize, Serialize};
use time::Duration;

/// How long a decision can be undone.
pub const UNDO: Duration = Duration::seconds(10);
/// The job that gives a decision its effect.
pub(crate) const APPLY: &str = "apply_decision";
/// Longest note beside one thing asked for, in characters.
pub const MAX_NOTE_CHARS: usize = 1_000;
/// Longest message with a no, and longest note for staff, in characters.
pub const MAX_WORDS_CHARS: usize = 4_000;

/// Why a decision was not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The case changed since it was looked at; here it is as it stands.
    #[error("the case was changed by somebody else meanwhile")]
    Stale {
        /// The case now.
        now: Box<ReviewView>,
    },
    /// A decision on this case is about to take effect.
    #[error("a decision on this case is about to take effect")]
    Pending(Box<PendingDecision>),
    /// The caller has not claimed the case, so has not seen all of it.
    #[error("the case is not claimed by the caller")]
    NotClaimed,
    /// The caller has said what they think; another person says it too.
    #[error("nobody is their own second pair of eyes")]
    HasSpoken,
    /// The case was escalated, or two people differ: compliance decides.
    #[error("compliance decides this case")]
    ForCompliance,
    /// The case is the caller's own.
    #[error("nobody decides on their own account")]
    OwnAccount,
    /// The level asks for steps by hand that have no good outcome yet; these.
    #[error("steps by hand are to be done first")]
    StepsOpen(Vec<String>),
    /// An appeal is heard by somebody other than the one who said no.
    #[error("an appeal is heard by somebody other than the one who said no")]
    OwnDecision,
    /// A retake asks for nothing.
    #[error("nothing is asked for")]
    NothingAsked,
    /// The applicant can do nothing about this reason, or it is never said to an applicant.
    #[error("{0} cannot be used here")]
    CodeNotUsable(ReasonCode),
    /// It must be said which page is meant.
    #[error("{0} needs a page")]
    PageNeeded(ReasonCode),
    /// A no needs words to the applicant.
    #[error("words to the applicant are needed")]
    WordsMissing,
    /// Over [`MAX_NOTE_CHARS`] or [`MAX_WORDS_CHARS`].
    #[error("the words are too long")]
    WordsTooLong,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for DecideError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl From<NotAllowed> for DecideError {
    fn from(error: NotAllowed) -> Self {
        Self::Error(error.into())
    }
}

/// What a decision says beside its codes, sealed with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionNote {
    /// What the applicant reads.
    pub message: Option<String>,
    /// What staff read.
    pub note: Option<String>,
    /// What is asked for.
    pub items: Vec<RetakeItem>,
}

/// A finding as it is sealed when a person raised it: the finding, and their words beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct RaisedFinding {
    #[serde(flatten)]
    pub finding: Finding,
    /// What the applicant reads beside the catalogue's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the job carries.
#[derive(Debug, Serialize, Deserialize)]
struct Apply {
    decision: DecisionId,
}

struct Made {
    kind: DecisionKind,
    reasons: Vec<ReasonCode>,
    note: DecisionNote,
}

impl App {
    /// The level is reached. The note is for staff.
    pub async fn approve(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        note: Option<&str>,
    ) -> Result<DecisionId, DecideError> {
        st.permit(Action::Decide)?;
        let note = DecisionNote { note: words(note, MAX_WORDS_CHARS)?, ..DecisionNote::default() };
        self.decide(st, id, version, Made { kind: DecisionKind::Approved, reasons: Vec::new(), note }).await
    }

    /// The applicant is asked for these things and nothing else; no attempt is used.
    pub async fn ask_retake(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        items: Vec<RetakeItem>,
    ) -> Result<DecisionId, DecideError> {
        st.permit(Action::Ask)?;
        if items.is_empty() {
            return Err(DecideError::NothingAsked);
        }
        let case = self.case_for_staff(id).await?;
        let items = items.into_iter().map(|item| checked(&case, item)).collect::<Result<Vec<_>, _>>()?;
        let mut reasons: Vec<ReasonCode> = Vec::new();
        for item in &items {
            if !reasons.contains(&item.code) {
                reasons.push(item.code);
            }
        }
        let note = DecisionNote { items, ..DecisionNote::default() };
        self.decide(st, id, version, Made { kind: DecisionKind::Retake, reasons, note }).await
    }

    /// The final no, with a reason of the catalogue and words to the applicant, who reads the
    /// decider's name.
    pub async fn decline(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        code: ReasonCode,
        message: &str,
    ) -> Result<DecisionId, DecideError> {
        st.permit(Action::Decline)?;
        let made = grave(DecisionKind::Declined, code, message)?;
        self.decide(st, id, version, made).await
    }

    /// Takes an approval back, with a reason of the catalogue and words to the applicant.
    pub async fn revoke(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        code: ReasonCode,
        message: &str,
    ) -> Result<DecisionId, DecideError> {
        st.permit(Action::Decline)?;
        let made = grave(DecisionKind::Revoked, code, message)?;
        self.decide(st, id, version, made).await
    }

    async fn decide(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        made: Made,
    ) -> Result<DecisionId, DecideError> {
        match self.write_decision(st, id, version, made).await {
            Err(DecideError::Error(Error::Stale { .. })) => {
                Err(DecideError::Stale { now: Box::new(self.review(st, id).await?) })
            }
            other => other,
        }
    }

    async fn write_decision(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        made: Made,
    ) -> Result<DecisionId, DecideError> {
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let names = self.staff_names().await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        if let Some(pending) = desk::find_pending_decision(&mut work.tx, id).await? {
            return Err(DecideError::Pending(Box::new(super::open::pending(&pending, &names, st.id))));
        }
        if case.version != version {
            return Err(Error::Stale { what: "verification" }.into());
        }
        let in_time = match made.kind {
            DecisionKind::Revoked => case.state == State::Approved,
            _ => case.state.turn() == Turn::Person,
        };
        if !in_time {
            return Err(NotAllowed { from: case.state, attempted: "decided" }.into());
        }
        if case.claimed_by != Some(st.id) {
            return Err(DecideError::NotClaimed);
        }
        let standing = self.standing(&mut work.tx, &seal, st, &case).await?;
        match standing.bar(st) {
            Some(Bar::OwnAccount) => return Err(DecideError::OwnAccount),
            Some(Bar::OwnDecision) => return Err(DecideError::OwnDecision),
            Some(Bar::HasSpoken) => return Err(DecideError::HasSpoken),
            Some(Bar::ForCompliance) => return Err(DecideError::ForCompliance),
            None => {}
        }
        if made.kind == DecisionKind::Approved && !standing.open_steps.is_empty() {
            return Err(DecideError::StepsOpen(standing.open_steps));
        }
        let decision_id = DecisionId::from_uuid(self.fresh_uuid());
        let undo_until = work.now.plus(UNDO);
        let decision = Decision {
            id: decision_id,
            verification_id: id,
            applicant_id: case.applicant,
            outcome: made.kind.as_str().to_owned(),
            reason_codes: made.reasons.clone(),
            decider: Some(st.id),
            policy_version: case.policy_version,
            sealed_note: Some(seal.json(columns::NOTE, decision_id.as_uuid(), &made.note)?),
            decided_at: work.now,
            undo_until: Some(undo_until),
            undone_at: None,
        };
        reviews::insert_decision(&mut work.tx, &decision).await?;
        floor::delete_draft(&mut work.tx, case.applicant, id, st.id).await?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit_with("decision.made", Subject::Case(id), &(made.kind, &made.reasons))?;
        let payload = serde_json::to_string(&Apply { decision: decision_id }).map_err(Error::from)?;
        work.want_with(self, APPLY, Some(id.as_uuid()), undo_until, payload).await?;
        work.tell(told::CASE, Audience::Console, Some(id.as_uuid()));
        work.commit().await?;
        Ok(decision_id)
    }

    /// Takes one's own decision back, within its ten seconds. [`Error::Stale`] when it is too late.
    pub async fn undo(&self, st: &StaffSession, id: DecisionId) -> Result<(), Error> {
        st.permit(Action::Ask)?;
        let found = {
            let mut tx = self.store().read().await?;
            desk::find_decision(&mut tx, id)
                .await?
                .filter(|d| d.decider == Some(st.id))
                .ok_or(Error::NotFound)?
        };
        let head = self.case_for_staff(found.verification_id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        reviews::undo_decision(&mut work.tx, head.applicant, id, work.now).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, head.id).await?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("decision.undone", Subject::Case(head.id));
        work.tell(told::CASE, Audience::Console, Some(head.id.as_uuid()));
        work.commit().await
    }

    /// The job [`APPLY`]: gives a decision its effect, once. The job ends in the same transaction.
    pub(crate) async fn apply_decision(&self, payload: &str, lease: Lease) -> Result<(), Error> {
        let Apply { decision } = serde_json::from_str(payload)?;
        let found = {
            let mut tx = self.store().read().await?;
            desk::find_decision(&mut tx, decision).await?
        };
        let waits = found.filter(|d| d.undone_at.is_none() && d.undo_until.is_some());
        let Some((decision, decider)) = waits.and_then(|d| d.decider.map(|decider| (d, decider))) else {
            // Undone, applied before a crash, or erased: nothing is left to do.
            let mut work = self.house_work(Actor::System).await?;
            jobs::complete(&mut work.tx, lease, work.now).await?;
            return work.commit().await;
        };
        self.take_effect(&decision, decider, Some(lease)).await
    }

    /// Gives a decision its effect, and ends the job that did so.
    pub(crate) async fn take_effect(
        &self,
        decision: &Decision,
        decider: StaffId,
        lease: Option<Lease>,
    ) -> Result<(), Error> {
        let head = self.case_for_staff(decision.verification_id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let role = {
            let mut tx = self.store().read().await?;
            staff::find(&mut tx, decider).await?.ok_or(Error::NotFound)?.role
        };
        let actor = Actor::Staff { id: decider, role };
        let mut work = self.work(actor, head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, head.id).await?;
        let weighed = self.weigh_decision(&mut work, &mut case, decision, decider).await?;
        let Weighed::Effect { decision, decider, agreed_by, actor } = weighed else {
            if let Some(lease) = lease {
                jobs::complete(&mut work.tx, lease, work.now).await?;
            }
            return work.commit().await;
        };
        work.turn_to(actor, head.mode, head.applicant);
        let note: DecisionNote = match &decision.sealed_note {
            Some(sealed) => seal.open_json(columns::NOTE, decision.id.as_uuid(), sealed)?,
            None => DecisionNote::default(),
        };
        let kind = DecisionKind::find(&decision.outcome)
            .ok_or_else(|| Error::internal("a decision has an outcome that is none"))?;
        let subject = Subject::Case(case.id);
        let moved = match kind {
            DecisionKind::Approved => case.approve(work.now),
            DecisionKind::Retake => case.ask_applicant(Attempt::IsFree),
            DecisionKind::Declined => case.decline(decider, work.now),
            DecisionKind::Revoked => case.revoke(decider, work.now),
        };
        if moved.is_err() {
            // The case went on without the decision: the applicant cancelled, say.
            desk::drop_decision(&mut work.tx, decision.id, work.now).await?;
            work.audit("decision.dropped", subject);
        } else {
            desk::take_effect(&mut work.tx, decision.id, work.now).await?;
            fair::close_opinions(&mut work, &case, kind.as_str(), agreed_by).await?;
            floor::end_escalation(&mut work.tx, case.applicant, case.id).await?;
            verifications::update(&mut work.tx, &mut case).await?;
            if kind == DecisionKind::Approved {
                self.begin_tenure(&mut work, &seal, &case).await?;
            }
            fair::answer_appeal(&mut work, &case, Some(decision.id), Some(decider)).await?;
            self.settle_findings(&mut work, &seal, &case, kind, &note.items, decider).await?;
            let action = match kind {
                DecisionKind::Approved => "verification.approved",
                DecisionKind::Retake => "verification.retake_asked",
                DecisionKind::Declined => "verification.declined",
                DecisionKind::Revoked => "verification.revoked",
            };
            work.audit_with(action, subject, &(decision.id, &decision.reason_codes))?;
            self.tell_of_outcome(&mut work, &seal, &case).await?;
            if kind == DecisionKind::Retake {
                self.request_pages(&mut work, &seal, &case, decider, &note.items).await?;
                if note.items.iter().any(|item| item.code == codes::SESSION_CALL) {
                    self.post_from_system(&mut work, &seal, &case, "system-call-asked").await?;
                }
            }
        }
        work.tell(told::CASE, Audience::Console, Some(case.id.as_uuid()));
        if let Some(lease) = lease {
            jobs::complete(&mut work.tx, lease, work.now).await?;
        }
        work.commit().await
    }

    /// What becomes of the findings and disputes of a case that a person decided, and what they ask for.
    async fn settle_findings(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        kind: DecisionKind,
        items: &[RetakeItem],
        decider: StaffId,
    ) -> Result<(), Error> {
        let (applicant, now) = (case.applicant, work.now);
        let standing = findings::list_standing(&mut work.tx, applicant, case.id).await?;
        let asked_again = |row: &FindingRow| {
            // What is typed is held against a page: a request to mend it means the finding on any page.
            let means =
                |slot: Option<Slot>| slot.is_none_or(|slot| slot == Slot::Details || row.page == Some(slot));
            items.iter().find(|item| item.code == row.code && means(item.slot))
        };
        // What is asked for: with what the checks measured, and where, if they found the same.
        let mut asked: Vec<(&RetakeItem, Finding, Option<EvidenceId>)> = Vec::new();
        for row in standing.iter().filter(|row| row.severity == Severity::Blocking) {
            let to = match (kind, row.state) {
                // A question that was settled without its answer is no judgement that was wrong.
                (DecisionKind::Approved, _) if row.code == codes::SESSION_CALL => FindingState::Resolved,
                (DecisionKind::Approved, _) => FindingState::Overruled,
                (DecisionKind::Declined, FindingState::Disputed) => FindingState::Upheld,
                (DecisionKind::Declined | DecisionKind::Revoked, _) => continue,
                (DecisionKind::Retake, FindingState::Disputed) if asked_again(row).is_none() => {
                    FindingState::Overruled
                }
                (DecisionKind::Retake, _) => FindingState::Resolved,
            };
            if let Some(item) = asked_again(row) {
                let mut content: Finding = seal.open_json(columns::FINDING, row.id.as_uuid(), &row.sealed)?;
                // What a person marked says more than what a check measured.
                content.region = item.region.or(content.region);
                asked.push((item, content, row.evidence_id));
            }
            findings::update_state(&mut work.tx, applicant, row.id, row.state, to, Some(decider), now)
                .await?;
            if to == FindingState::Overruled {
                let disputed = row.state == FindingState::Disputed;
                let source = if disputed { Source::Dispute } else { Source::Undone };
                record::enter_finding(work, case, row, source, decider).await?;
            }
        }
        for dispute in reviews::list_disputes(&mut work.tx, applicant, case.id).await? {
            if dispute.state != DisputeState::Open {
                continue;
            }
            let row = standing.iter().find(|row| Some(row.id) == dispute.finding_id);
            let stays = match kind {
                DecisionKind::Approved => false,
                DecisionKind::Declined | DecisionKind::Revoked => true,
                DecisionKind::Retake => row.is_some_and(|row| asked_again(row).is_some()),
            };
            let to = if stays { DisputeState::Rejected } else { DisputeState::Accepted };
            reviews::resolve_dispute(&mut work.tx, applicant, dispute.id, to, decider, now).await?;
        }
        let sending = standing.iter().map(|row| row.attempt).max().unwrap_or(case.attempts + 1);
        for item in items {
            if asked.iter().any(|(found, ..)| *found == item) {
                continue;
            }
            let evidence = match item.slot {
                Some(slot) => evidence::find_current(&mut work.tx, applicant, case.id, slot).await?,
                None => None,
            };
            let (page, field, region) = (item.slot, item.field, item.region);
            let finding = Finding { page, field, region, ..Finding::blocking(item.code) };
            asked.push((item, finding, evidence.map(|evidence| evidence.id)));
        }
        for (item, finding, evidence_id) in asked {
            let id = FindingId::from_uuid(self.fresh_uuid());
            let page = finding.page;
            let raised = RaisedFinding { finding, note: item.note.clone() };
            let sealed = seal.json(columns::FINDING, id.as_uuid(), &raised)?;
            let row = FindingRow {
                id,
                verification_id: case.id,
                applicant_id: applicant,
                evidence_id,
                check_id: None,
                attempt: sending,
                code: item.code,
                severity: Severity::Blocking,
                page,
                state: FindingState::Open,
                raised_by: Some(decider),
                sealed,
                created_at: now,
                resolved_at: None,
                resolved_by: None,
            };
            findings::insert(&mut work.tx, &row).await?;
        }
        Ok(())
    }
}

/// A decision against the applicant: a reason that may be given by one person, and words.
fn grave(kind: DecisionKind, code: ReasonCode, message: &str) -> Result<Made, DecideError> {
    if !code.reason().is_judgement() {
        return Err(DecideError::CodeNotUsable(code));
    }
    let message = words(Some(message), MAX_WORDS_CHARS)?.ok_or(DecideError::WordsMissing)?;
    let note = DecisionNote { message: Some(message), ..DecisionNote::default() };
    Ok(Made { kind, reasons: vec![code], note })
}

/// Words as they are kept: trimmed, none when empty.
fn words(raw: Option<&str>, most: usize) -> Result<Option<String>, DecideError> {
    let text = raw.unwrap_or_default().replace("\r\n", "\n");
    let text: String = text.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    match text.chars().count() {
        0 => Ok(None),
        count if count > most => Err(DecideError::WordsTooLong),
        _ => Ok(Some(text)),
    }
}

/// An item that the applicant can do something about, with its page.
fn checked(case: &Verification, item: RetakeItem) -> Result<RetakeItem, DecideError> {
    let reason = item.code.reason();
    if item.code == codes::SESSION_CALL {
        let note = words(item.note.as_deref(), MAX_NOTE_CHARS)?;
        return Ok(RetakeItem { slot: None, region: None, field: None, note, ..item });
    }
    let can_act = matches!(reason.class, Class::Retake | Class::Edit | Class::OtherDocument);
    if !can_act || reason.is_confidential() {
        return Err(DecideError::CodeNotUsable(item.code));
    }
    let sides = case.document.as_ref().map_or(&[][..], |document| document.kind.sides());
    let slot = match (item.slot, reason.class) {
        (Some(Slot::Details), _) | (None, Class::Edit) => Some(Slot::Details),
        (Some(slot), _) if sides.iter().any(|side| Slot::from(*side) == slot) => Some(slot),
        (Some(_), _) => return Err(DecideError::PageNeeded(item.code)),
        (None, Class::OtherDocument) => sides.first().map(|side| Slot::from(*side)),
        (None, _) => match (item.code.as_str(), sides) {
            ("doc.front_missing", _) | (_, [_]) => Some(Slot::Front),
            ("doc.back_missing", _) => Some(Slot::Back),
            _ => return Err(DecideError::PageNeeded(item.code)),
        },
    };
    let on_picture = slot.is_some_and(|slot| slot.side().is_some());
    let region = item.region.filter(|quad| on_picture && is_place(quad));
    Ok(RetakeItem { slot, region, note: words(item.note.as_deref(), MAX_NOTE_CHARS)?, ..item })
}

/// A place that can stand on a picture: finite, not negative, with a size.
fn is_place(quad: &Quad) -> bool {
    let most = 100_000.0;
    quad.0.iter().all(|p| (0.0..=most).contains(&p.x) && (0.0..=most).contains(&p.y)) && quad.area() >= 4.0
}
