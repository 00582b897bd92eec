//! The decision: may this person move this amount now, what is left, and what is the next step.

use super::{Amount, Currency, Rate, RateProblem, Usage, Use, Window, Windows, value_of};
use crate::{
    clock::Timestamp,
    ids::VerificationId,
    policy::{Level, Limit, Operation, Period, Policy},
    reason::ReasonCode,
    tenure::End,
    verification::{State, Turn},
};

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Deposit, withdraw or trade.
    pub operation: Operation,
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

/// Where a person stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Levels whose verification stands approved. The one that everybody has needs no naming.
    pub reached: Vec<String>,
    /// When the highest of them ends; none: by time alone, never.
    pub end: Option<End>,
    /// The highest level that was reached and whose time is over.
    pub lapsed: Option<Lapsed>,
    /// What stops everything.
    pub block: Option<Block>,
    /// Cases that lead somewhere and have not: the newest one for each level.
    pub on_the_way: Vec<OnTheWay>,
}

/// What stops everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A person froze the account.
    Frozen,
    /// The verification was declined and no level is reached.
    Declined(VerificationId),
}

/// A level that was reached and whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// The level.
    pub level: String,
    /// When it ended, and why.
    pub end: End,
}

/// A case that has not reached its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnTheWay {
    /// The case.
    pub verification: VerificationId,
    /// The level that it leads to.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// When a person is promised to have looked.
    pub due_at: Option<Timestamp>,
    /// What the applicant is to mend first. Never a confidential one.
    pub reason: Option<ReasonCode>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether they may.
    pub verdict: Verdict,
    /// The level that they are on.
    pub level: Option<String>,
    /// When that level ends; none: by time alone, never.
    pub end: Option<End>,
    /// What is left of each window for this operation, before it is done.
    pub remaining: Vec<Remaining>,
}

/// Whether they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They may; this is what to count.
    Allow(Use),
    /// They may not.
    Deny(Denial),
}

/// A limit and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// What it limits.
    pub operation: Operation,
    /// Per what.
    pub period: Period,
    /// In what: the reference currency stands for all currencies together.
    pub currency: Currency,
    /// So much in all.
    pub limit: Amount,
    /// So much is used or reserved.
    pub used: Amount,
    /// So much is left.
    pub left: Amount,
    /// When it begins anew; none for a single transaction.
    pub renews_at: Option<Timestamp>,
}

/// Why not, and what now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Why not.
    pub cause: Cause,
    /// The smallest next step.
    pub next: NextStep,
    /// When the same will go without any step, by time alone, if nothing else is used until then.
    pub fits_at: Option<Timestamp>,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Something stops everything.
    Blocked(Block),
    /// The level does not open this operation, or opens nothing of it.
    NotOpen,
    /// A level that allowed it was reached, and its time is over.
    Lapsed(Lapsed),
    /// It is more than is left of this limit.
    Over(Remaining),
    /// It cannot be converted. The fault is ours.
    Rate(RateProblem),
}

impl Cause {
    /// The stable word for answers and text keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Blocked(Block::Frozen) => "account.frozen",
            Self::Blocked(Block::Declined(_)) => "account.declined",
            Self::NotOpen => "level.required",
            Self::Lapsed(_) => "level.lapsed",
            Self::Over(_) => "limit.exceeded",
            Self::Rate(RateProblem::Missing(_)) => "rate.missing",
            Self::Rate(RateProblem::TooOld(..)) => "rate.stale",
        }
    }

    /// The fault is ours or the platform's, not the applicant's.
    pub const fn is_ours(&self) -> bool {
        matches!(self, Self::Rate(_))
    }
}

/// The smallest step that would let it through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Begin a verification for this level.
    Verify(String),
    /// Verify anew for this level, with what is still good.
    Renew(String),
    /// Go on with the one that is under way; it is the applicant's turn.
    Continue(OnTheWay),
    /// Nothing to do: checks run, or a person looks, by the promised time.
    Await(OnTheWay),
    /// Appeal, or talk to a person.
    Appeal(VerificationId, String),
    /// Wait until the window begins anew.
    WaitUntil(Timestamp),
    /// Less than this goes at once.
    Less(Amount, Currency),
    /// Talk to a person: no level allows it.
    Talk,
    /// Ours: repeat in a while.
    Retry,
}

impl NextStep {
    /// The stable word for answers and text keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Verify(_) => "verify",
            Self::Renew(_) => "renew",
            Self::Continue(_) => "continue",
            Self::Await(_) => "await",
            Self::Appeal(..) => "appeal",
            Self::WaitUntil(_) => "wait",
            Self::Less(..) => "less",
            Self::Talk => "talk",
            Self::Retry => "retry",
        }
    }
}

/// Decides. `usage` must be counted under the policy's zone and reference currency and be moved on to
/// `now`; that the currency exists and the amount fits it is checked where both are read.
pub fn evaluate(
    policy: &Policy,
    standing: &Standing,
    usage: &Usage,
    rates: &[Rate],
    ask: &Ask,
    now: Timestamp,
) -> Evaluation {
    let (place, level) = effective(policy, standing);
    let remaining = level.map(|level| rows(level, usage, Some(ask.operation))).unwrap_or_default();
    let worth = value_of(&ask.amount, &ask.currency, &policy.money, rates, now);
    let seen = View { policy, ask, worth: &worth };
    let verdict = match standing.block {
        Some(block) => Verdict::Deny(blocked(block, standing)),
        None => match level.map_or(Err(Cause::NotOpen), |level| seen.fits(level, usage)) {
            Ok(()) => Verdict::Allow(Use {
                operation: ask.operation,
                currency: ask.currency.clone(),
                amount: ask.amount.clone(),
                worth: worth.clone().ok(),
                at: usage.moment(now),
            }),
            Err(cause) => Verdict::Deny(seen.denial(cause, place, level, standing, usage)),
        },
    };
    Evaluation { verdict, level: level.map(|level| level.name.clone()), end: standing.end, remaining }
}

/// The level that somebody is on and every limit of it with what is left: the portal's table.
pub fn table(policy: &Policy, standing: &Standing, usage: &Usage) -> (Option<String>, Vec<Remaining>) {
    let (_, level) = effective(policy, standing);
    (level.map(|l| l.name.clone()), level.map(|level| rows(level, usage, None)).unwrap_or_default())
}

/// The highest level that was reached, or the one that everybody has, and its place among the levels.
fn effective<'a>(policy: &'a Policy, standing: &Standing) -> (Option<usize>, Option<&'a Level>) {
    let reached = policy.levels.iter().rposition(|level| standing.reached.contains(&level.name));
    let place = reached.or_else(|| policy.levels.iter().position(|level| !level.needs_verification()));
    (place, place.map(|place| &policy.levels[place]))
}

fn rows(level: &Level, usage: &Usage, only: Option<Operation>) -> Vec<Remaining> {
    let wanted = |limit: &&Limit| only.is_none_or(|operation| operation == limit.operation);
    level.limits.iter().filter(wanted).filter_map(|limit| row(limit, usage)).collect()
}

/// None where the limit's currency has no name that a currency could have: the policy's checks refuse it.
fn row(limit: &Limit, usage: &Usage) -> Option<Remaining> {
    let currency = Currency::parse(&limit.currency).ok()?;
    let of = (currency != *usage.reference()).then_some(&currency);
    let used = usage.used(limit.operation, of, limit.period);
    let whole = Amount::whole(limit.amount);
    let left = whole.minus(&used);
    let renews_at = usage.windows().of(limit.period).map(|window| window.end);
    Some(Remaining {
        operation: limit.operation,
        period: limit.period,
        currency,
        limit: whole,
        used,
        left,
        renews_at,
    })
}

fn blocked(block: Block, standing: &Standing) -> Denial {
    let next = match block {
        Block::Frozen => NextStep::Talk,
        Block::Declined(id) => {
            let level = standing.on_the_way.iter().find(|case| case.verification == id);
            level.map_or(NextStep::Talk, |case| NextStep::Appeal(id, case.level.clone()))
        }
    };
    Denial { cause: Cause::Blocked(block), next, fits_at: None }
}

/// One question, for asking it of several levels and moments.
struct View<'a> {
    policy: &'a Policy,
    ask: &'a Ask,
    worth: &'a Result<Amount, RateProblem>,
}

impl View<'_> {
    /// Whether a level lets it through; otherwise what is in the way. A limit that is reached is named
    /// before a rate that is missing, and the tightest limit before others.
    fn fits(&self, level: &Level, usage: &Usage) -> Result<(), Cause> {
        let (ask, reference) = (self.ask, &self.policy.money.reference_currency);
        let feature = ask.operation.as_str();
        // An operation that some level switches on as a feature is shut on levels that do not.
        let is_feature = self.policy.levels.iter().any(|l| l.features.iter().any(|f| f == feature));
        if is_feature && !level.features.iter().any(|f| f == feature) {
            return Err(Cause::NotOpen);
        }
        let mut over: Option<Remaining> = None;
        let mut unknown = None;
        for limit in level.limits.iter().filter(|limit| limit.operation == ask.operation) {
            let Some(row) = row(limit, usage) else { continue };
            let asked = if row.currency == ask.currency {
                &ask.amount
            } else if row.currency == *reference {
                match self.worth {
                    Ok(worth) => worth,
                    Err(_) if row.left.is_zero() => &ask.amount,
                    Err(problem) => {
                        unknown = Some(problem);
                        continue;
                    }
                }
            } else {
                continue;
            };
            if row.limit.is_zero() {
                return Err(Cause::NotOpen);
            }
            let tighter = over.as_ref().is_none_or(|other| other.renews_at < row.renews_at);
            if *asked > row.left && tighter {
                over = Some(row);
            }
        }
        match (over, unknown) {
            (Some(row), _) => Err(Cause::Over(row)),
            (None, Some(problem)) => Err(Cause::Rate(problem.clone())),
            (None, None) => Ok(()),
        }
    }

    fn denial(
        &self,
        cause: Cause,
        place: Option<usize>,
        level: Option<&Level>,
        standing: &Standing,
        usage: &Usage,
    ) -> Denial {
        if cause.is_ours() {
            return Denial { cause, next: NextStep::Retry, fits_at: None };
        }
        let Windows { day, month } = usage.windows();
        let later = |window: Window| level.is_some_and(|l| self.fits(l, &usage.after(window)).is_ok());
        let fits_at = [day, month].into_iter().find(|window| later(*window)).map(|window| window.end);
        let above = &self.policy.levels[place.map_or(0, |place| place + 1)..];
        // A level is a way also where only the rate is not known: the fault is ours.
        let way =
            above.iter().filter(|l| l.needs_verification()).find(|level| match self.fits(level, usage) {
                Ok(()) => true,
                Err(other) => other.is_ours(),
            });
        let place_of = |name: &str| self.policy.levels.iter().position(|level| level.name == name);
        let had = |level: &Level| {
            let lapsed = standing.lapsed.as_ref()?;
            (place_of(&lapsed.level)? >= place_of(&level.name)?).then_some(lapsed)
        };
        let lapsed = way.and_then(had);
        let next = match (way, fits_at, &cause) {
            (Some(level), ..) => match step_to(level, standing) {
                NextStep::Verify(level) if lapsed.is_some() => NextStep::Renew(level),
                other => other,
            },
            (None, Some(at), _) => NextStep::WaitUntil(at),
            (None, None, Cause::Over(row)) if !row.left.is_zero() => {
                NextStep::Less(row.left.clone(), row.currency.clone())
            }
            _ => NextStep::Talk,
        };
        let cause = lapsed.map_or(cause, |lapsed| Cause::Lapsed(lapsed.clone()));
        Denial { cause, next, fits_at }
    }
}

/// The step towards a level: what is under way for it comes before anything new.
fn step_to(level: &Level, standing: &Standing) -> NextStep {
    let Some(case) = standing.on_the_way.iter().find(|case| case.level == level.name) else {
        return NextStep::Verify(level.name.clone());
    };
    match case.state.turn() {
        Turn::Applicant => NextStep::Continue(case.clone()),
        Turn::Checks | Turn::Person => NextStep::Await(case.clone()),
        Turn::Nobody if case.state == State::Declined => {
            NextStep::Appeal(case.verification, case.level.clone())
        }
        Turn::Nobody => NextStep::Verify(level.name.clone()),
    }
}
