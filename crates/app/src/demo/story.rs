//! How far each case of the demo goes, played with the use cases and the worker.

use super::Script;
use crate::{
    App, ApplicantSession, StaffSession,
    error::Error,
    examine::EXAMINE,
    review::RetakeItem,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    DecisionId, ReasonCode, VerificationId,
    access::{Actor, Role},
    evidence::Slot,
    reason::codes,
    verification::State,
};
use proofdesk_store::{desk, ledger::rereviews, reviews, verifications};
use std::time::Duration as StdDuration;
use time::Duration;

/// How long one case may be with the checks before the demo gives up on them.
const PATIENCE: StdDuration = StdDuration::from_mins(5);
/// How often the rows are looked at meanwhile.
const LOOK: StdDuration = StdDuration::from_millis(250);
/// How far the check of the case that shows `checking` is put off.
const PUT_OFF: Duration = Duration::days(3650);

impl App {
    /// Takes a case as far as its script says.
    pub(super) async fn play(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        script: Script,
    ) -> Result<(), Error> {
        match script {
            Script::Draft | Script::Cancelled => return Ok(()),
            Script::Expired => return self.expire(id).await,
            Script::Checking => return self.send_for_later(id).await,
            _ => self.send(s, id).await.map_err(Error::internal)?,
        }
        let reached = self.await_checks(id).await?;
        let reviewer = self.demo_staff(Role::Reviewer).await?;
        let compliance = self.demo_staff(Role::Compliance).await?;
        match script {
            Script::NeedsInput => {
                if reached == State::InReview {
                    let item = RetakeItem {
                        code: codes::IMAGE_GLARE,
                        slot: Some(Slot::Front),
                        field: None,
                        note: None,
                        region: None,
                    };
                    self.demo_retake(&reviewer, id, item).await?;
                }
            }
            Script::Dispute => {
                let view = self.case(s, id).await?;
                if let Some(finding) = view.findings.iter().find(|finding| finding.disputable) {
                    self.dispute(s, id, finding.id, "My birth date is as I typed it.").await?;
                }
                let words = "Good morning, the page says my birth date differs, but I checked it twice.";
                self.say(s, words, Some(id)).await.map_err(Error::internal)?;
            }
            Script::PersonLooks => {
                self.say(s, "你好，请问还需要等多久？", Some(id)).await.map_err(Error::internal)?;
            }
            Script::Approved | Script::Revoked => {
                if reached == State::InReview {
                    self.demo_approve(&reviewer, id).await?;
                } else if script == Script::Approved {
                    self.demo_second_look(id).await?;
                }
                if script == Script::Revoked {
                    let version = self.open_case(&compliance, id).await?.version;
                    let words = "The issuing office told us that this passport was reported lost.";
                    let code = ReasonCode::find("doc.invalidated")
                        .ok_or_else(|| Error::internal("the catalogue has no doc.invalidated"))?;
                    let made = self.revoke(&compliance, id, version, code, words).await;
                    self.now_at_once(made.map_err(Error::internal)?).await?;
                }
            }
            Script::Appeal | Script::Declined => {
                let version = self.open_case(&compliance, id).await?.version;
                let words =
                    "The photo page has been cut along its edge, so it no longer counts as a document.";
                let code = ReasonCode::find("doc.invalidated")
                    .ok_or_else(|| Error::internal("the catalogue has no doc.invalidated"))?;
                let made = self.decline(&compliance, id, version, code, words).await;
                self.now_at_once(made.map_err(Error::internal)?).await?;
                if script == Script::Appeal {
                    let words = "The edge is only worn. I can bring the passport to your office.";
                    self.appeal(s, id, words).await?;
                    let words =
                        "Thank you for writing. A colleague who has not seen the case will look at it.";
                    let agent = self.demo_staff(Role::Agent).await?;
                    self.reply_about(&agent, id, words).await.map_err(Error::internal)?;
                }
            }
            Script::Draft | Script::Checking | Script::Cancelled | Script::Expired => {}
        }
        Ok(())
    }

    async fn demo_approve(&self, st: &StaffSession, id: VerificationId) -> Result<(), Error> {
        let version = self.open_case(st, id).await?.version;
        let made = self.approve(st, id, version, None).await.map_err(Error::internal)?;
        self.now_at_once(made).await
    }

    /// An approval of the checks alone waits to be looked at again, whether or not the policy's share
    /// fell on it.
    async fn demo_second_look(&self, id: VerificationId) -> Result<(), Error> {
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
        let case = verifications::get(&mut work.tx, head.applicant, id).await?;
        let decisions = reviews::list_decisions(&mut work.tx, case.applicant, id).await?;
        let chosen = rereviews::list_of_case(&mut work.tx, case.applicant, id).await?;
        if let Some(approval) = decisions.last().filter(|_| chosen.is_empty()) {
            self.open_rereview(&mut work, &case, approval.id).await?;
        }
        work.commit().await
    }

    async fn demo_retake(
        &self,
        st: &StaffSession,
        id: VerificationId,
        item: RetakeItem,
    ) -> Result<(), Error> {
        let version = self.open_case(st, id).await?.version;
        let made = self.ask_retake(st, id, version, vec![item]).await.map_err(Error::internal)?;
        self.now_at_once(made).await
    }

    /// Gives a decision its effect without its ten seconds; the job finds nothing left to do.
    async fn now_at_once(&self, id: DecisionId) -> Result<(), Error> {
        let decision = {
            let mut tx = self.store().read().await?;
            desk::find_decision(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        let decider = decision.decider.ok_or_else(|| Error::internal("a person decided"))?;
        self.take_effect(&decision, decider, None).await
    }

    /// Sends a case whose check is put off, so that the demo has one that waits for it.
    async fn send_for_later(&self, id: VerificationId) -> Result<(), Error> {
        let head = self.case_for_staff(id).await?;
        let actor = Actor::Applicant { id: head.applicant, mode: head.mode };
        let mut work = self.work(actor, head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        case.send(work.now)?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.want(self, EXAMINE, Some(id.as_uuid()), work.now.plus(PUT_OFF)).await?;
        work.audit("verification.sent", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await
    }

    /// Ends a case whose time ran out.
    async fn expire(&self, id: VerificationId) -> Result<(), Error> {
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        case.expire(work.now)?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("verification.expired", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await
    }

    /// Waits until the checks are done with a case; says where it stands then.
    async fn await_checks(&self, id: VerificationId) -> Result<State, Error> {
        let mut wake = self.store().watch_events();
        let watching = async {
            loop {
                wake.mark_unchanged();
                let state = self.case_for_staff(id).await?.state;
                if state != State::Checking {
                    return Ok(state);
                }
                // Woken or not, the rows say.
                let _ = tokio::time::timeout(LOOK, wake.changed()).await;
            }
        };
        tokio::time::timeout(PATIENCE, watching)
            .await
            .unwrap_or_else(|_| Err(Error::internal("the checks of the demo did not end in time")))
    }
}
