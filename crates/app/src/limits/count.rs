//! One order on an open book: take, commit, release.

use super::{
    LimitError,
    book::{Book, rate_denial, record},
    desk::{Order, OrderKind, Outcome, Take},
    rates,
};
use crate::{App, work::Work};
use proofdesk_domain::{
    LimitUseId,
    limits::{Evaluation, Verdict, evaluate, table},
    verification::Mode,
};
use proofdesk_store::{
    limits,
    limits::{LimitUse, UseState},
};

/// Does what an order says. An error leaves the transaction as it was before the order, except where
/// the database itself failed ([`LimitError::Error`]).
pub(super) async fn fulfil(
    app: &App,
    work: &mut Work,
    book: &mut Book,
    order: &Order,
) -> Result<Outcome, LimitError> {
    work.turn_to(order.actor.clone(), order.mode, order.applicant);
    match &order.kind {
        OrderKind::Take(take) => count(app, work, book, order, take).await,
        OrderKind::Commit(id) => {
            let used = find(work, order.mode, *id).await?;
            match used.state {
                UseState::Committed => Ok(settled(used)),
                UseState::Reserved if limits::commit_use(&mut work.tx, *id, work.now).await? => {
                    let committed =
                        LimitUse { state: UseState::Committed, committed_at: Some(work.now), ..used };
                    record(work, "limit.committed", &committed)?;
                    Ok(settled(committed))
                }
                // Opening the book has given back whatever ran out.
                UseState::Reserved | UseState::Expired => Err(LimitError::Over(UseState::Expired.into())),
                UseState::Released => Err(LimitError::Over(UseState::Released.into())),
            }
        }
        OrderKind::Release(id) => {
            let used = find(work, order.mode, *id).await?;
            if matches!(used.state, UseState::Released | UseState::Expired) {
                return Ok(settled(used));
            }
            book.give_back(work, &used, UseState::Released).await?;
            let given = LimitUse { state: UseState::Released, given_back_at: Some(work.now), ..used };
            Ok(settled(given))
        }
    }
}

async fn find(work: &mut Work, mode: Mode, id: LimitUseId) -> Result<LimitUse, LimitError> {
    let found = limits::find_use(&mut work.tx, mode, id).await?;
    Ok(found.ok_or(crate::Error::NotFound)?)
}

fn settled(used: LimitUse) -> Outcome {
    let verdict = Verdict::Allow(used.to_use());
    Outcome::Counted(Box::new(used), Evaluation { verdict, level: None, end: None, remaining: Vec::new() })
}

async fn count(
    app: &App,
    work: &mut Work,
    book: &mut Book,
    order: &Order,
    take: &Take,
) -> Result<Outcome, LimitError> {
    let evaluation = if let Some(problem) = &book.problem {
        rate_denial(problem.clone())
    } else {
        let known = rates::of(app, &mut work.tx, order.mode, &take.ask.currency).await?;
        evaluate(app.policy(), &book.standing, &book.head.usage, &known, &take.ask, work.now)
    };
    let Verdict::Allow(counted) = &evaluation.verdict else {
        // What was counted under this key before stands, whatever would be said now.
        return match limits::find_use_by_key(&mut work.tx, order.mode, &take.key_hash).await? {
            Some(earlier) => repeated(earlier, order, take, app, book),
            None => Ok(Outcome::Denied(evaluation)),
        };
    };
    let (state, committed_at) = match take.life {
        Some(_) => (UseState::Reserved, None),
        None => (UseState::Committed, Some(work.now)),
    };
    let expires_at = take.life.map_or(work.now, |life| work.now.plus(life));
    let used = LimitUse {
        id: take.id,
        mode: order.mode,
        applicant_id: order.applicant,
        key_hash: take.key_hash,
        one_step: take.life.is_none(),
        operation: take.ask.operation,
        currency: take.ask.currency.clone(),
        amount: take.ask.amount.clone(),
        reference_currency: counted.worth.as_ref().map(|_| app.policy().money.reference_currency.clone()),
        worth: counted.worth.clone(),
        level: evaluation.level.clone().unwrap_or_default(),
        policy_version: app.policy().version,
        state,
        counted_at: counted.at,
        created_at: work.now,
        expires_at,
        committed_at,
        given_back_at: None,
    };
    if !limits::insert_use(&mut work.tx, &used).await? {
        let earlier = limits::find_use_by_key(&mut work.tx, order.mode, &take.key_hash).await?;
        let earlier = earlier.ok_or_else(|| crate::Error::unavailable("the use was erased meanwhile"))?;
        return repeated(earlier, order, take, app, book);
    }
    book.head.usage.add(counted);
    if used.state == UseState::Reserved {
        let next = book.head.next_expiry.map_or(expires_at, |at| at.min(expires_at));
        book.head.next_expiry = Some(next);
    }
    book.changed = true;
    record(work, if used.one_step { "limit.consumed" } else { "limit.reserved" }, &used)?;
    let after = Evaluation { remaining: left(app, book, take), ..evaluation };
    Ok(Outcome::Counted(Box::new(used), after))
}

/// The same request again: what it gave the first time. Another request under the same key is refused,
/// and so is one whose hold is over, which would otherwise pass for held.
fn repeated(
    earlier: LimitUse,
    order: &Order,
    take: &Take,
    app: &App,
    book: &Book,
) -> Result<Outcome, LimitError> {
    let same = earlier.applicant_id == order.applicant
        && earlier.operation == take.ask.operation
        && earlier.currency == take.ask.currency
        && earlier.amount == take.ask.amount
        && earlier.one_step == take.life.is_none();
    if !same {
        return Err(LimitError::OtherRequest);
    }
    if matches!(earlier.state, UseState::Released | UseState::Expired) {
        return Err(LimitError::Over(earlier.state.into()));
    }
    let evaluation = Evaluation {
        verdict: Verdict::Allow(earlier.to_use()),
        level: Some(earlier.level.clone()),
        end: book.standing.end,
        remaining: left(app, book, take),
    };
    Ok(Outcome::Counted(Box::new(earlier), evaluation))
}

fn left(app: &App, book: &Book, take: &Take) -> Vec<proofdesk_domain::limits::Remaining> {
    let (_, mut rows) = table(app.policy(), &book.standing, &book.head.usage);
    rows.retain(|row| row.operation == take.ask.operation);
    rows
}
