//! One order on open books: take, commit, release.

use super::{
    LimitError,
    book::{Book, rate_denial, record},
    desk::{Order, OrderKind, Outcome, Take},
    rates,
    sheet::Sheet,
};
use crate::{App, Error, work::Work};
use proofdesk_domain::{
    LimitUseId,
    limits::{Evaluation, Remaining, Verdict, evaluate, table},
};
use proofdesk_store::limits::{LimitUse, UseState};

/// Does what an order says. An error leaves the sheet as it was before the order, except where the
/// database itself failed ([`LimitError::Error`]).
pub(super) async fn fulfil(
    app: &App,
    work: &mut Work,
    sheet: &mut Sheet,
    order: &Order,
) -> Result<Outcome, LimitError> {
    match &order.kind {
        OrderKind::Take(take) => count(app, work, sheet, order, take).await,
        OrderKind::Commit(id) => {
            let used = turned_to(work, sheet, order, *id)?;
            match used.state {
                UseState::Committed => Ok(settled(used.clone())),
                UseState::Reserved if used.expires_at > work.now => {
                    let committed = sheet.commit(work, *id)?;
                    record(work, "limit.committed", &committed)?;
                    Ok(settled(committed))
                }
                // Opening the book has given back whatever ran out.
                UseState::Reserved | UseState::Expired => Err(LimitError::Over(UseState::Expired.into())),
                UseState::Released => Err(LimitError::Over(UseState::Released.into())),
            }
        }
        OrderKind::Release(id) => {
            let used = turned_to(work, sheet, order, *id)?;
            if matches!(used.state, UseState::Released | UseState::Expired) {
                return Ok(settled(used.clone()));
            }
            Ok(settled(sheet.release(work, *id)?))
        }
    }
}

/// The use that is to be settled, of somebody of this world.
fn turned_to<'a>(
    work: &mut Work,
    sheet: &'a mut Sheet,
    order: &Order,
    id: LimitUseId,
) -> Result<&'a LimitUse, Error> {
    let applicant = sheet.by_id(order.mode, id).ok_or(Error::NotFound)?.applicant_id;
    sheet.book((order.mode, applicant)).ok_or(Error::NotFound)?;
    work.turn_to(order.actor.clone(), order.mode, applicant);
    sheet.by_id(order.mode, id).ok_or(Error::NotFound)
}

fn settled(used: LimitUse) -> Outcome {
    let verdict = Verdict::Allow(used.to_use());
    Outcome::Counted(Box::new(used), Evaluation { verdict, level: None, end: None, remaining: Vec::new() })
}

async fn count(
    app: &App,
    work: &mut Work,
    sheet: &mut Sheet,
    order: &Order,
    take: &Take,
) -> Result<Outcome, LimitError> {
    // What was counted under this key before stands, whatever would be said now.
    let earlier = sheet.by_key(order.mode, take.key_hash).cloned();
    // Nobody of that id in this world: nothing is written.
    let book = sheet.book((order.mode, take.applicant)).ok_or(Error::NotFound)?;
    if let Some(earlier) = earlier {
        return repeated(earlier, take, app, book);
    }
    work.turn_to(order.actor.clone(), order.mode, take.applicant);
    let evaluation = if let Some(problem) = &book.problem {
        rate_denial(problem.clone())
    } else {
        let known = rates::of(app, &mut work.tx, order.mode, &take.ask.currency).await?;
        evaluate(app.policy(), &book.standing, &book.head.usage, &known, &take.ask, work.now)
    };
    let Verdict::Allow(counted) = &evaluation.verdict else { return Ok(Outcome::Denied(evaluation)) };
    let (state, committed_at) = match take.life {
        Some(_) => (UseState::Reserved, None),
        None => (UseState::Committed, Some(work.now)),
    };
    let expires_at = take.life.map_or(work.now, |life| work.now.plus(life));
    let used = LimitUse {
        id: take.id,
        mode: order.mode,
        applicant_id: take.applicant,
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
    book.head.usage.add(counted);
    if used.state == UseState::Reserved {
        let next = book.head.next_expiry.map_or(expires_at, |at| at.min(expires_at));
        book.head.next_expiry = Some(next);
    }
    book.changed = true;
    let after = Evaluation { remaining: left(app, book, take), ..evaluation };
    record(work, if used.one_step { "limit.consumed" } else { "limit.reserved" }, &used)?;
    sheet.add(used.clone());
    Ok(Outcome::Counted(Box::new(used), after))
}

/// The same request again: what it gave the first time. Another request under the same key is refused,
/// and so is one whose hold is over, which would otherwise pass for held.
fn repeated(earlier: LimitUse, take: &Take, app: &App, book: &Book) -> Result<Outcome, LimitError> {
    let same = earlier.applicant_id == take.applicant
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

fn left(app: &App, book: &Book, take: &Take) -> Vec<Remaining> {
    let (_, mut rows) = table(app.policy(), &book.standing, &book.head.usage);
    rows.retain(|row| row.operation == take.ask.operation);
    rows
}
