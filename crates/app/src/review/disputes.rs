//! "You misread this": a person rules, and where the applicant was right the case is decided again
//! from what still stands.

use super::views::{ReviewView, Ruling};
use crate::{
    App,
    error::Error,
    ledger::record,
    staff::StaffSession,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    DecisionId, DisputeId, ReasonCode,
    access::Action,
    conversation::MessageProblem,
    decide::Outcome,
    finding::{FindingState, Severity},
    ledger::Source,
    verification::{NotAllowed, State},
};
use proofdesk_store::{
    StoreError, desk, findings,
    reviews::{self, Decision, DisputeState},
    verifications,
};

/// Why a dispute was not settled. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The case changed since it was looked at, or somebody else settled it; here it is as it stands.
    #[error("the case was changed by somebody else meanwhile")]
    Stale {
        /// The case now.
        now: Box<ReviewView>,
    },
    /// The caller has not claimed the case, so has not seen all of it.
    #[error("the case is not claimed by the caller")]
    NotClaimed,
    /// Words to the applicant are missing or too long.
    #[error("words to the applicant are needed")]
    Words(MessageProblem),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for SettleError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// What followed from a ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRuling {
    /// Nothing stands in the way any more: the case is approved.
    Approved,
    /// It stays with the reviewer.
    StaysWithPerson,
}

impl App {
    /// Rules on a dispute. Overruled: the finding goes, and the case is approved if the rules approve
    /// of what is left; else it stays with the reviewer. Upheld: it stays, and the words go to the
    /// applicant in the case's conversation.
    pub async fn settle_dispute(
        &self,
        st: &StaffSession,
        id: DisputeId,
        ruling: Ruling,
        version: i64,
    ) -> Result<AfterRuling, SettleError> {
        st.permit(Action::Decide)?;
        let dispute = {
            let mut tx = self.store().read().await.map_err(Error::from)?;
            desk::find_dispute(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        match self.rule(st, &dispute, ruling, version).await {
            Err(SettleError::Error(Error::Stale { .. })) => {
                let now = self.review(st, dispute.verification_id).await?;
                Err(SettleError::Stale { now: Box::new(now) })
            }
            other => other,
        }
    }

    async fn rule(
        &self,
        st: &StaffSession,
        dispute: &reviews::Dispute,
        ruling: Ruling,
        version: i64,
    ) -> Result<AfterRuling, SettleError> {
        let head = self.case_for_staff(dispute.verification_id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, head.id).await?;
        if case.version != version {
            return Err(Error::Stale { what: "verification" }.into());
        }
        if case.state != State::InReview {
            return Err(Error::from(NotAllowed { from: case.state, attempted: "ruled on" }).into());
        }
        if case.claimed_by != Some(st.id) {
            return Err(SettleError::NotClaimed);
        }
        let standing = self.standing(&mut work.tx, &seal, st, &case).await?;
        if standing.bar(st).is_some() || !standing.spoken.is_empty() {
            // Two people are at it, or it is not this one's: the case is decided as a whole.
            return Err(Error::NotAllowed.into());
        }
        let (finding_to, dispute_to, action) = match &ruling {
            Ruling::Overruled => (FindingState::Overruled, DisputeState::Accepted, "dispute.overruled"),
            Ruling::Upheld { .. } => (FindingState::Upheld, DisputeState::Rejected, "dispute.upheld"),
        };
        let (applicant, now) = (case.applicant, work.now);
        reviews::resolve_dispute(&mut work.tx, applicant, dispute.id, dispute_to, st.id, now).await?;
        if let Some(finding) = dispute.finding_id
            && let Some(row) = findings::find(&mut work.tx, applicant, finding).await?
            && row.state.stands()
        {
            findings::update_state(&mut work.tx, applicant, row.id, row.state, finding_to, Some(st.id), now)
                .await?;
            if finding_to == FindingState::Overruled {
                record::enter_finding(&mut work, &case, &row, Source::Dispute, st.id).await?;
            }
        }
        work.audit_with(action, Subject::Case(case.id), &dispute.id)?;
        let mut after = AfterRuling::StaysWithPerson;
        match ruling {
            Ruling::Upheld { words } => {
                let body =
                    proofdesk_domain::conversation::message_body(&words).map_err(SettleError::Words)?;
                self.add_staff_message(&mut work, &seal, &case, st.id, &body).await?;
            }
            Ruling::Overruled => {
                let reading = self.reading_of(&mut work.tx, &seal, &case).await?;
                let verdict = self.verdict_of(&mut work.tx, &seal, &case, reading, now).await?;
                let left = findings::list_standing(&mut work.tx, applicant, case.id).await?;
                let nothing_left = !left.iter().any(|row| row.severity == Severity::Blocking);
                if verdict.outcome == Outcome::Approve && nothing_left {
                    let decision = Decision {
                        id: DecisionId::from_uuid(self.fresh_uuid()),
                        verification_id: case.id,
                        applicant_id: applicant,
                        outcome: State::Approved.as_str().to_owned(),
                        reason_codes: Vec::<ReasonCode>::new(),
                        decider: Some(st.id),
                        policy_version: verdict.policy_version,
                        sealed_note: None,
                        decided_at: now,
                        undo_until: None,
                        undone_at: None,
                    };
                    reviews::insert_decision(&mut work.tx, &decision).await?;
                    case.approve(now).map_err(Error::from)?;
                    self.begin_tenure(&mut work, &seal, &case).await?;
                    super::fair::close_opinions(&mut work, &case, &decision.outcome, None).await?;
                    super::fair::answer_appeal(&mut work, &case, Some(decision.id), Some(st.id)).await?;
                    let detail = (decision.id, &decision.reason_codes);
                    work.audit_with("verification.approved", Subject::Case(case.id), &detail)?;
                    after = AfterRuling::Approved;
                }
            }
        }
        verifications::update(&mut work.tx, &mut case).await?;
        if after == AfterRuling::Approved {
            self.tell_of_outcome(&mut work, &seal, &case).await?;
        } else {
            work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
        }
        work.commit().await?;
        Ok(after)
    }
}
