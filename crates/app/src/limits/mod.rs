//! Limits: what somebody may move now, and the use of it, counted exactly.
//!
//! The platform asks ([`App::evaluate_limits`]), holds ([`App::reserve_limits`]), and commits or
//! releases; [`App::consume_limits`] holds and commits in one step. Whoever waits at the same time is
//! served in one transaction (`desk`): one flush to the disk for all of them. The rules are
//! `domain::limits`.

mod book;
mod count;
mod desk;
mod rates;
mod sheet;
mod views;

pub(crate) use desk::Desk;
pub use rates::{NewRate, RateError};
pub use views::{Counted, LimitAnswer, LimitError, LimitRequest, LimitTable, UseView};

#[cfg(test)]
mod tests;

use crate::{
    App, Error,
    platform::{CreatedVerification, LinkedError, verifications::world},
    staff::permit,
    views::ApplicantSession,
};
use desk::{Order, OrderKind, Outcome, Take};
use proofdesk_domain::{
    ApplicantId, LimitUseId,
    access::{Action, Actor},
    finding::{Finding, FindingState, Severity},
    limits::{Amount, Ask, Denial, Evaluation, NextStep, OnTheWay, Verdict, evaluate, table},
    limits::{Currency, MAX_MINUTES},
};
use proofdesk_store::{findings, limits};
use sheet::{Sheet, Wanted};
use time::Duration;

/// What the platform's keys of uses are hashed for.
const KEY_HASH: &str = "limits.key";
/// Longest key of a use, in bytes.
const MAX_KEY_BYTES: usize = 255;

impl App {
    /// Whether somebody may move an amount now, and what is left. Counts nothing.
    pub async fn evaluate_limits(
        &self,
        actor: &Actor,
        request: &LimitRequest<'_>,
    ) -> Result<LimitAnswer, LimitError> {
        permit(actor, Action::AskLimits)?;
        let mode = world(actor)?;
        let ask = self.read_ask(request)?;
        let evaluation = {
            let mut tx = self.store().read().await.map_err(Error::from)?;
            let book = book::look(self, &mut tx, mode, request.applicant).await?;
            let rates = rates::of(self, &mut tx, mode, &ask.currency).await?;
            match &book.usage {
                Ok(usage) => evaluate(self.policy(), &book.standing, usage, &rates, &ask, self.now()),
                Err(problem) => book::rate_denial(problem.clone()),
            }
        };
        self.answer(actor, request, evaluation, None).await
    }

    /// Holds an amount until it is committed, released, or `minutes` have passed (the policy's where
    /// none are given). `key` is the platform's own: the same request again gives the same reservation.
    pub async fn reserve_limits(
        &self,
        actor: &Actor,
        key: &str,
        request: &LimitRequest<'_>,
        minutes: Option<i64>,
    ) -> Result<LimitAnswer, LimitError> {
        let life = match minutes {
            None => self.policy().money.reservation_life(),
            Some(minutes) if (1..=MAX_MINUTES).contains(&minutes) => Duration::minutes(minutes),
            Some(_) => return Err(LimitError::Minutes),
        };
        self.take(actor, key, request, Some(life)).await
    }

    /// Counts an amount at once, as if reserved and committed. A failed withdrawal is given back by
    /// [`Self::release_limits`].
    pub async fn consume_limits(
        &self,
        actor: &Actor,
        key: &str,
        request: &LimitRequest<'_>,
    ) -> Result<LimitAnswer, LimitError> {
        self.take(actor, key, request, None).await
    }

    async fn take(
        &self,
        actor: &Actor,
        key: &str,
        request: &LimitRequest<'_>,
        life: Option<Duration>,
    ) -> Result<LimitAnswer, LimitError> {
        permit(actor, Action::CountLimits)?;
        let mode = world(actor)?;
        let ask = self.read_ask(request)?;
        if key.is_empty() || key.len() > MAX_KEY_BYTES {
            return Err(LimitError::Key);
        }
        let key_hash = self.vault().keyed_hash(KEY_HASH, key.as_bytes());
        let id = LimitUseId::from_uuid(self.fresh_uuid());
        let kind = OrderKind::Take(Take { applicant: request.applicant, id, key_hash, ask, life });
        let order = Order { actor: actor.clone(), mode, kind };
        match self.desk().serve(self, order).await? {
            Outcome::Counted(used, evaluation) => {
                self.answer(actor, request, evaluation, Some(UseView::from(*used))).await
            }
            Outcome::Denied(evaluation) => self.answer(actor, request, evaluation, None).await,
        }
    }

    /// Commits a reservation: it counts for good. Again, it changes nothing.
    pub async fn commit_limits(&self, actor: &Actor, id: LimitUseId) -> Result<UseView, LimitError> {
        self.settle(actor, OrderKind::Commit(id)).await
    }

    /// Gives a use back, reserved or committed, to the windows that it counted in. Again, it changes
    /// nothing.
    pub async fn release_limits(&self, actor: &Actor, id: LimitUseId) -> Result<UseView, LimitError> {
        self.settle(actor, OrderKind::Release(id)).await
    }

    async fn settle(&self, actor: &Actor, kind: OrderKind) -> Result<UseView, LimitError> {
        permit(actor, Action::CountLimits)?;
        let order = Order { actor: actor.clone(), mode: world(actor)?, kind };
        match self.desk().serve(self, order).await? {
            Outcome::Counted(used, _) => Ok(UseView::from(*used)),
            Outcome::Denied(_) => Err(Error::internal("settling a use denies nothing").into()),
        }
    }

    /// The person's own level with what is left of every limit.
    pub async fn limit_table(&self, s: &ApplicantSession) -> Result<LimitTable, Error> {
        let mut tx = self.store().read().await?;
        let book = match book::look(self, &mut tx, s.mode, s.applicant).await {
            Ok(book) => book,
            Err(LimitError::Error(error)) => return Err(error),
            Err(other) => return Err(Error::internal(other)),
        };
        let (level, rows) = match &book.usage {
            Ok(usage) => table(self.policy(), &book.standing, usage),
            // Without a rate nobody can say what is left: the plain limits stand on the page.
            Err(_) => (None, Vec::new()),
        };
        Ok(LimitTable { level, rows, zone: self.policy().money.time_zone.clone() })
    }

    /// Gives back what ran out, for people who do not come by themselves. Part of clearing up.
    pub(crate) async fn expire_reservations(&self) -> Result<(), Error> {
        const AT_ONCE: i64 = 200;
        let people = {
            let mut tx = self.store().read().await?;
            limits::list_people_run_out(&mut tx, self.now(), AT_ONCE).await?
        };
        for (mode, applicant) in people {
            let mut work = self.work(Actor::System, mode, applicant).await?;
            let wanted = Wanted { people: [(mode, applicant)].into(), ..Wanted::default() };
            Sheet::open(self, &mut work, wanted).await?.close(&mut work).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Reads what was asked for: a currency that the policy deals in, an amount that it can have.
    fn read_ask(&self, request: &LimitRequest<'_>) -> Result<Ask, LimitError> {
        let currency = Currency::parse(request.currency).map_err(|_| LimitError::Currency)?;
        let decimals = self.policy().decimals_of(currency.as_str()).ok_or(LimitError::Currency)?;
        let amount = Amount::parse(request.amount, u32::from(decimals))?;
        if amount.is_zero() {
            return Err(LimitError::Nothing);
        }
        Ok(Ask { operation: request.operation, amount, currency })
    }

    /// The answer, with the way to the next step where it was no.
    async fn answer(
        &self,
        actor: &Actor,
        request: &LimitRequest<'_>,
        mut evaluation: Evaluation,
        used: Option<UseView>,
    ) -> Result<LimitAnswer, LimitError> {
        let mut link = None;
        if let Verdict::Deny(denial) = &mut evaluation.verdict {
            self.name_reason(request.applicant, denial).await?;
            if request.link {
                link = self.way(actor, request.applicant, denial).await;
            }
        }
        for row in &mut evaluation.remaining {
            let decimals = self.policy().decimals_of(row.currency.as_str()).unwrap_or(0);
            row.left = row.left.floor_to(u32::from(decimals));
        }
        Ok(LimitAnswer { evaluation, used, link })
    }

    /// Names what the applicant is to mend first.
    async fn name_reason(&self, applicant: ApplicantId, denial: &mut Denial) -> Result<(), LimitError> {
        let NextStep::Continue(case) = &mut denial.next else { return Ok(()) };
        let mut tx = self.store().read().await.map_err(Error::from)?;
        let standing =
            findings::list_standing(&mut tx, applicant, case.verification).await.map_err(Error::from)?;
        let mut found: Vec<Finding> = standing
            .into_iter()
            .filter(|row| row.severity == Severity::Blocking && row.state == FindingState::Open)
            .filter(|row| !row.code.reason().is_confidential())
            .map(|row| Finding { page: row.page, ..Finding::blocking(row.code) })
            .collect();
        proofdesk_domain::decide::in_order(&mut found);
        case.reason = found.first().map(|finding| finding.code);
        Ok(())
    }

    /// A hosted link to the next step. The answer stands without one: a link that cannot be made is
    /// left out.
    async fn way(
        &self,
        actor: &Actor,
        applicant: ApplicantId,
        denial: &Denial,
    ) -> Option<CreatedVerification> {
        let made = match &denial.next {
            NextStep::Verify(level) | NextStep::Renew(level) => {
                match self.begin_for(actor, applicant, level).await {
                    Err(LinkedError::AlreadyRunning(id)) => self.link_to(actor, id).await,
                    other => other,
                }
            }
            NextStep::Continue(OnTheWay { verification, .. })
            | NextStep::Await(OnTheWay { verification, .. })
            | NextStep::Appeal(verification, _) => self.link_to(actor, *verification).await,
            NextStep::WaitUntil(_) | NextStep::Less(..) | NextStep::Talk | NextStep::Retry => return None,
        };
        match made {
            Ok(link) => Some(link),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no link to the next step was made");
                None
            }
        }
    }
}
