//! A person's book: where they stand and what they have used, brought up to the moment.

use super::{LimitError, rates};
use crate::{
    App, Error,
    after::renewal::Held,
    work::{Subject, Work},
};
use proofdesk_domain::{
    ApplicantId, Timestamp,
    access::Actor,
    limits::{
        Block, Cause, Currency, Denial, Evaluation, NextStep, OnTheWay, RateProblem, Standing, Usage,
        Verdict, Windows, value_of,
    },
    verification::{Mode, State, Turn},
};
use proofdesk_store::{
    Tx, applicants, freezes, limits,
    limits::{LimitHead, LimitUse, UseState},
    verifications,
};

/// What a look finds: nothing is written.
pub(super) struct Look {
    pub standing: Standing,
    /// Cannot be said where the reference currency has changed and a rate is missing.
    pub usage: Result<Usage, RateProblem>,
}

/// A book that is open for writing: its head is locked.
pub(super) struct Book {
    pub head: LimitHead,
    pub standing: Standing,
    /// Set where the sums could not be brought up to the moment.
    pub problem: Option<RateProblem>,
    pub changed: bool,
}

/// The denial where the sums themselves cannot be said.
pub(super) fn rate_denial(problem: RateProblem) -> Evaluation {
    let denial = Denial { cause: Cause::Rate(problem), next: NextStep::Retry, fits_at: None };
    Evaluation { verdict: Verdict::Deny(denial), level: None, end: None, remaining: Vec::new() }
}

/// Where somebody stands and what they have used, for answering only.
pub(super) async fn look(
    app: &App,
    tx: &mut Tx,
    mode: Mode,
    applicant: ApplicantId,
) -> Result<Look, LimitError> {
    let standing = standing(app, tx, mode, applicant).await?;
    let now = app.now();
    let windows = windows(app, now)?;
    let usage = match limits::find_head(tx, applicant).await? {
        None => Ok(fresh(app, windows)),
        Some(head) => match brought_up(app, tx, mode, head.usage, applicant, windows, now).await? {
            Err(problem) => Err(problem),
            Ok((mut usage, _)) => {
                if head.next_expiry.is_some_and(|at| at <= now) {
                    for used in limits::list_run_out(tx, applicant, now).await? {
                        usage.give_back(&used.to_use());
                    }
                }
                Ok(usage)
            }
        },
    };
    Ok(Look { standing, usage })
}

impl Book {
    /// Locks somebody's book and brings it up to the moment: windows that are over are begun anew,
    /// reservations that ran out are given back.
    pub(super) async fn open(
        app: &App,
        work: &mut Work,
        mode: Mode,
        applicant: ApplicantId,
    ) -> Result<Self, LimitError> {
        let standing = standing(app, &mut work.tx, mode, applicant).await?;
        let now = work.now;
        let windows = windows(app, now)?;
        let mut head = limits::lock_head(&mut work.tx, applicant, || fresh(app, windows)).await?;
        let before = head.usage.clone();
        let found = brought_up(app, &mut work.tx, mode, before.clone(), applicant, windows, now).await?;
        let mut problem = None;
        match found {
            Ok((usage, valued)) => {
                let reference = &app.policy().money.reference_currency;
                for used in valued {
                    let worth = used.worth.as_ref().expect("valuing a use gives its worth");
                    limits::update_worth(&mut work.tx, used.id, reference, worth).await?;
                }
                head.usage = usage;
            }
            Err(found) => problem = Some(found),
        }
        let changed = head.usage != before;
        let mut book = Self { head, standing, problem, changed };
        if book.head.next_expiry.is_some_and(|at| at <= now) {
            for used in limits::list_run_out(&mut work.tx, applicant, now).await? {
                let named = work.name();
                work.turn_to(Actor::System, mode, applicant);
                book.give_back(work, &used, UseState::Expired).await?;
                work.turn_to(named, mode, applicant);
            }
            book.head.next_expiry = limits::find_next_expiry(&mut work.tx, applicant).await?;
            book.changed = true;
        }
        Ok(book)
    }

    /// Gives a use back and records it. False where it stood no longer as it was read.
    pub(super) async fn give_back(
        &mut self,
        work: &mut Work,
        used: &LimitUse,
        to: UseState,
    ) -> Result<bool, Error> {
        if !limits::give_back_use(&mut work.tx, used, to, work.now).await? {
            return Ok(false);
        }
        // Sums that could not be brought up are counted anew from the uses, without this one.
        if self.problem.is_none() {
            self.head.usage.give_back(&used.to_use());
            self.changed = true;
        }
        let action = if to == UseState::Expired { "limit.expired" } else { "limit.released" };
        record(work, action, used)?;
        Ok(true)
    }

    /// Writes the sums, where they changed.
    pub(super) async fn close(self, work: &mut Work) -> Result<(), Error> {
        if self.changed {
            limits::update_head(&mut work.tx, &self.head).await?;
        }
        Ok(())
    }
}

/// Records what was done to a use. The hash covers the key's hash as well, which is erased with the
/// person: nobody can guess the amount from it afterwards.
pub(super) fn record(work: &mut Work, action: &'static str, used: &LimitUse) -> Result<(), Error> {
    let detail = (&used.key_hash, used.operation, &used.amount, &used.currency);
    work.audit_with(action, Subject::Other("limit_use", Some(used.id.as_uuid())), &detail)
}

fn windows(app: &App, now: Timestamp) -> Result<Windows, Error> {
    let zone = &app.policy().money.time_zone;
    Windows::around(now, zone).ok_or_else(|| Error::internal("the policy's time zone is not known"))
}

fn fresh(app: &App, windows: Windows) -> Usage {
    let money = &app.policy().money;
    Usage::none(windows, &money.time_zone, &money.reference_currency)
}

/// Sums for this moment's windows, and the uses whose worth had to be found anew. Where the policy's zone
/// or reference currency has changed, they are counted again from the uses.
async fn brought_up(
    app: &App,
    tx: &mut Tx,
    mode: Mode,
    mut usage: Usage,
    applicant: ApplicantId,
    windows: Windows,
    now: Timestamp,
) -> Result<Result<(Usage, Vec<LimitUse>), RateProblem>, Error> {
    let money = &app.policy().money;
    if usage.counted_under(&money.time_zone, &money.reference_currency) {
        usage.move_on(windows);
        return Ok(Ok((usage, Vec::new())));
    }
    let mut usage = fresh(app, windows);
    let mut valued = Vec::new();
    for mut used in limits::list_counting(tx, applicant, windows.month.start).await? {
        if used.reference_currency.as_ref() != Some(&money.reference_currency) {
            let known = rates::of(app, tx, mode, &used.currency).await?;
            match value_of(&used.amount, &used.currency, money, &known, now) {
                Ok(worth) => used.worth = Some(worth),
                Err(problem) => return Ok(Err(problem)),
            }
            used.reference_currency = Some::<Currency>(money.reference_currency.clone());
            valued.push(used.clone());
        }
        usage.add(&used.to_use());
    }
    Ok(Ok((usage, valued)))
}

/// Where somebody stands. [`Error::NotFound`] where they are not of this world or were erased.
async fn standing(app: &App, tx: &mut Tx, mode: Mode, applicant: ApplicantId) -> Result<Standing, Error> {
    let person = applicants::find(tx, applicant).await?;
    if !person.is_some_and(|person| person.mode == mode && person.erased_at.is_none()) {
        return Err(Error::NotFound);
    }
    let mut standing = Standing::default();
    // Newest first: the first one seen of a level is the one that tells.
    let cases = verifications::list(tx, applicant).await?;
    let held = Held::read(tx, app.policy(), applicant, &cases, app.now()).await?;
    standing.reached.extend(held.place.map(|place| app.policy().levels[place].name.clone()));
    standing.end = held.end;
    standing.lapsed = held.lapsed;
    for case in &cases {
        if case.state != State::Approved && !standing.on_the_way.iter().any(|other| other.level == case.level)
        {
            standing.on_the_way.push(OnTheWay {
                verification: case.id,
                level: case.level.clone(),
                state: case.state,
                due_at: case.due_at,
                reason: None,
            });
        }
    }
    let running = cases.iter().any(|case| case.state.turn() != Turn::Nobody);
    let last_word = cases.iter().find(|case| !matches!(case.state, State::Cancelled | State::Expired));
    if standing.reached.is_empty()
        && !running
        && let Some(case) = last_word.filter(|case| case.state == State::Declined)
    {
        standing.block = Some(Block::Declined(case.id));
    }
    if freezes::find_standing(tx, applicant).await?.is_some() {
        standing.block = Some(Block::Frozen);
    }
    Ok(standing)
}
