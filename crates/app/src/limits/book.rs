//! A person's book: where they stand and what they have used, brought up to the moment.

use super::{LimitError, rates};
use crate::{
    App, Error,
    after::renewal::Held,
    work::{Subject, Work},
};
use proofdesk_domain::{
    ApplicantId, Timestamp,
    limits::{
        Block, Cause, Currency, Denial, Evaluation, NextStep, OnTheWay, RateProblem, Standing, Usage,
        Verdict, Windows, value_of,
    },
    policy::Policy,
    verification::{Mode, State, Turn, Verification},
};
use proofdesk_store::{
    Tx, applicants, limits,
    limits::{LimitHead, LimitUse},
    tenures,
    tenures::TenureRow,
    verifications,
};
use std::collections::{BTreeSet, HashMap};

/// Somebody of a world.
pub(super) type Person = (Mode, ApplicantId);

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

impl Book {
    /// Counts a use no longer.
    pub(super) fn give_back(&mut self, used: &LimitUse) {
        // Sums that could not be brought up are counted anew from the uses, without this one.
        if self.problem.is_none() {
            self.head.usage.give_back(&used.to_use());
            self.changed = true;
        }
    }
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
    let mut found = standings(app, tx, &[(mode, applicant)]).await?;
    let standing = found.remove(&(mode, applicant)).ok_or(Error::NotFound)?;
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

/// Records what was done to a use. The hash covers the key's hash as well, which is erased with the
/// person: nobody can guess the amount from it afterwards.
pub(super) fn record(work: &mut Work, action: &'static str, used: &LimitUse) -> Result<(), Error> {
    let detail = (&used.key_hash, used.operation, &used.amount, &used.currency);
    work.audit_with(action, Subject::Other("limit_use", Some(used.id.as_uuid())), &detail)
}

pub(super) fn windows(app: &App, now: Timestamp) -> Result<Windows, Error> {
    let zone = &app.policy().money.time_zone;
    Windows::around(now, zone).ok_or_else(|| Error::internal("the policy's time zone is not known"))
}

pub(super) fn fresh(app: &App, windows: Windows) -> Usage {
    let money = &app.policy().money;
    Usage::none(windows, &money.time_zone, &money.reference_currency)
}

/// Sums for this moment's windows, and the uses whose worth had to be found anew. Where the policy's zone
/// or reference currency has changed, they are counted again from the uses.
pub(super) async fn brought_up(
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

/// Where people stand; those who are not of their world, or were erased, are left out.
pub(super) async fn standings(
    app: &App,
    tx: &mut Tx,
    people: &[Person],
) -> Result<HashMap<Person, Standing>, Error> {
    let ids: BTreeSet<ApplicantId> = people.iter().map(|(_, id)| *id).collect();
    let ids: Vec<ApplicantId> = ids.into_iter().collect();
    let known: HashMap<ApplicantId, (Mode, bool)> = applicants::list_known(tx, &ids)
        .await?
        .into_iter()
        .map(|(id, mode, frozen)| (id, (mode, frozen)))
        .collect();
    let mut cases: HashMap<ApplicantId, Vec<Verification>> = HashMap::new();
    for case in verifications::list_of_people(tx, &ids).await? {
        cases.entry(case.applicant).or_default().push(case);
    }
    let mut rows: HashMap<ApplicantId, Vec<TenureRow>> = HashMap::new();
    for row in tenures::list_of_people(tx, &ids).await? {
        rows.entry(row.applicant_id).or_default().push(row);
    }
    let now = app.now();
    let stand = |&(mode, id): &Person| {
        let frozen = known.get(&id).filter(|(world, _)| *world == mode)?.1;
        let cases = cases.get(&id).map_or(&[][..], Vec::as_slice);
        let rows = rows.get(&id).map_or(&[][..], Vec::as_slice);
        Some(((mode, id), standing(app.policy(), cases, rows, frozen, now)))
    };
    Ok(people.iter().filter_map(stand).collect())
}

/// Where somebody stands, by their cases (the newest first), how long approvals stand, and freezes.
fn standing(
    policy: &Policy,
    cases: &[Verification],
    rows: &[TenureRow],
    frozen: bool,
    now: Timestamp,
) -> Standing {
    let mut standing = Standing::default();
    let held = Held::of(policy, cases, rows, now);
    standing.reached.extend(held.place.map(|place| policy.levels[place].name.clone()));
    standing.end = held.end;
    standing.lapsed = held.lapsed;
    // The first one seen of a level is the one that tells.
    for case in cases {
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
    if frozen {
        standing.block = Some(Block::Frozen);
    }
    standing
}
