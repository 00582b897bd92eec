//! A decision whose ten seconds are over: does it take effect, or does it wait for another person's?

use super::{fair, views::DecisionKind};
use crate::{
    App,
    error::Error,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    StaffId,
    access::Actor,
    second::{Said, Weight, weigh},
    verification::{State, Turn, Verification},
};
use proofdesk_store::{
    floor::{self, Escalation},
    opinions::{self, Opinion},
    reviews::{self, Decision},
    staff, verifications,
};

/// What becomes of a decision.
#[expect(clippy::large_enum_variant, reason = "one at a time, read at once")]
pub(super) enum Weighed {
    /// This one takes effect: where two agree, the first one's, in their words.
    Effect {
        /// The decision.
        decision: Decision,
        /// Who made it.
        decider: StaffId,
        /// Who said the same.
        agreed_by: Option<StaffId>,
        /// In whose name the rest is recorded.
        actor: Actor,
    },
    /// It waits for another person. Everything is written.
    Waits,
}

impl App {
    /// Weighs a decision by what others said about the case as it stands.
    pub(super) async fn weigh_decision(
        &self,
        work: &mut Work,
        case: &mut Verification,
        decision: &Decision,
        decider: StaffId,
    ) -> Result<Weighed, Error> {
        let alone =
            Weighed::Effect { decision: decision.clone(), decider, agreed_by: None, actor: work.name() };
        let Some(outcome) = State::find(&decision.outcome) else { return Ok(alone) };
        let revoking = decision.outcome == DecisionKind::Revoked.as_str();
        let in_time =
            if revoking { case.state == State::Approved } else { case.state.turn() == Turn::Person };
        if !in_time {
            // It moved on without the decision; the caller drops it.
            return Ok(alone);
        }
        let all = reviews::list_decisions(&mut work.tx, case.applicant, case.id).await?;
        let spoken = fair::spoken(&mut work.tx, case, &all).await?;
        let mut needs_two = self.needs_two(case, decision);
        let subject = Subject::Case(case.id);
        if needs_two && spoken.is_empty() && self.is_solo(&mut work.tx).await? {
            needs_two = false;
            work.audit_with("decision.solo", subject, &decision.id)?;
        }
        match weigh(Said { by: decider, outcome }, needs_two, &fair::said(&spoken)) {
            Weight::Alone => Ok(alone),
            Weight::With(first) => {
                let earlier =
                    spoken.into_iter().find(|d| d.decider == Some(first) && d.outcome == decision.outcome);
                let earlier = earlier.ok_or_else(|| Error::internal("an opinion that agreed is gone"))?;
                work.audit_with("decision.confirmed", subject, &(earlier.id, decision.id))?;
                proofdesk_store::desk::drop_decision(&mut work.tx, decision.id, work.now).await?;
                let role = staff::find(&mut work.tx, first).await?.ok_or(Error::NotFound)?.role;
                Ok(Weighed::Effect {
                    decision: earlier,
                    decider: first,
                    agreed_by: Some(decider),
                    actor: Actor::Staff { id: first, role },
                })
            }
            weight @ (Weight::WaitsForSecond | Weight::WaitsForCompliance) => {
                let opinion = Opinion {
                    decision_id: decision.id,
                    verification_id: case.id,
                    applicant_id: case.applicant,
                    given_at: work.now,
                    ended: None,
                    ended_at: None,
                    agreed_by: None,
                };
                opinions::insert(&mut work.tx, &opinion).await?;
                if weight == Weight::WaitsForCompliance {
                    let escalation = Escalation {
                        verification_id: case.id,
                        applicant_id: case.applicant,
                        escalated_by: None,
                        escalated_at: work.now,
                    };
                    floor::escalate(&mut work.tx, &escalation).await?;
                    work.audit("decision.differs", subject);
                } else {
                    work.audit("decision.waits", subject);
                }
                case.claimed_by = None;
                verifications::update(&mut work.tx, case).await?;
                work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
                work.tell(told::INBOX, Audience::Console, None);
                Ok(Weighed::Waits)
            }
        }
    }
}
