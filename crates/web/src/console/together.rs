//! Around deciding: handing a case to compliance and back, steps by hand, who looks, what is written.

use super::{
    AtDesk,
    assist::unhelped,
    case::{At, again, id_of},
    cx::people::{Appeal, Duplicate, Opinion, People, Second, Step},
    show,
};
use crate::{error::WebError, form::Posted, i18n::Texts, state::WebState};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use proofdesk_app::{
    Error,
    review::{AppealState, DuplicateView, ReviewView, SecondLook, StepOutcome, StepState},
};
use proofdesk_domain::VerificationId;

pub(super) async fn escalate(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let version = posted.text("version").parse().unwrap_or(-1);
    match state.app.escalate(&st, id, version, posted.text("why")).await {
        Ok(()) => Ok(at.done_with(id, "escalated")),
        Err(error) => {
            let problem = unhelped(error)?;
            again(&state, &visit, &st, id, at, |page, _| {
                page.open = page.may.escalate.then_some("escalate");
                page.problem = Some(problem);
                posted.text("why").clone_into(&mut page.draft);
            })
            .await
        }
    }
}

pub(super) async fn hand_back(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    match state.app.end_escalation(&st, id, posted.text("why")).await {
        Ok(()) => Ok(at.done_with(id, "handed-back")),
        Err(error) => {
            let problem = unhelped(error)?;
            again(&state, &visit, &st, id, at, |page, _| page.problem = Some(problem)).await
        }
    }
}

pub(super) async fn step(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    let problem = match StepOutcome::find(posted.text("outcome")) {
        None => "step_outcome",
        Some(outcome) => {
            let (step, note) = (posted.text("step"), posted.text("note"));
            match state.app.record_step(&st, id, step, outcome, note).await {
                Ok(()) => return Ok(at.done(id, "step")),
                Err(error) => unhelped(error)?,
            }
        }
    };
    again(&state, &visit, &st, id, at, |page, _| {
        page.open = page.may.step.then_some("steps");
        page.problem = Some(problem);
        posted.text("note").clone_into(&mut page.draft);
    })
    .await
}

/// A sign of life: the reader has the case before them, or (`gone=1`) has gone on.
pub(super) async fn here(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    if posted.find("gone").is_some() {
        state.app.leave_case(&st, id).await?;
    } else {
        state.app.see_case(&st, id).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What is being written, kept until it is sent.
pub(super) async fn draft(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let fields: Vec<(String, String)> = posted
        .pairs()
        .filter(|(name, _)| name.contains('|'))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    match state.app.keep_draft(&st, id_of(&id)?, &fields).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        // Somebody else took the case over: there is nothing to keep it for.
        Err(Error::NotAllowed) => Ok(StatusCode::CONFLICT.into_response()),
        Err(error) => Err(error.into()),
    }
}

/// What the use cases hand over, as the page shows it.
pub(super) fn people(texts: &Texts, review: &ReviewView) -> People {
    People {
        second: review.second.as_ref().map(|second| shown_second(texts, second)),
        escalated: review.escalated.as_ref().map(|(by, at)| (by.clone(), at.as_micros())),
        barred: review.barred.filter(|_| review.mine || review.barred == Some("own_account")),
        appeals: review.appeals.iter().rev().map(appeal).collect(),
        steps: review.steps.iter().map(|step| shown_step(texts, step)).collect(),
        present: review.present.clone(),
        kept: (!review.draft.is_empty())
            .then(|| serde_json::to_string(&review.draft).expect("pairs of text are always JSON")),
        duplicates: review.duplicates.iter().map(|other| duplicate(texts, other)).collect(),
    }
}

fn duplicate(texts: &Texts, other: &DuplicateView) -> Duplicate {
    Duplicate {
        href: format!("/console/cases/{}", other.id),
        reference: other.reference.clone(),
        applicant: other.applicant_masked.clone(),
        level: show::level_name(texts, &other.level),
        state: other.state.as_str(),
        same: other.same.clone(),
    }
}

fn shown_second(texts: &Texts, second: &SecondLook) -> Second {
    match second {
        SecondLook::Yours => Second { face: "yours", by: None, said: Vec::new() },
        SecondLook::Blind { by } => Second { face: "blind", by: Some(by.clone()), said: Vec::new() },
        SecondLook::Differ { said } => Second {
            face: "differ",
            by: None,
            said: said
                .iter()
                .map(|opinion| Opinion {
                    by: opinion.by.clone(),
                    outcome: opinion.outcome.as_str(),
                    reasons: show::headlines(texts, &opinion.reasons),
                    message: opinion.message.clone(),
                    at: opinion.at.as_micros(),
                })
                .collect(),
        },
    }
}

fn appeal(appeal: &AppealState) -> Appeal {
    Appeal {
        sentence: appeal.sentence.clone(),
        at: appeal.opened_at.as_micros(),
        outcome: appeal.outcome,
        heard_by: appeal.heard_by.clone(),
        heard_at: appeal.heard_at.map(proofdesk_domain::Timestamp::as_micros),
        solo: appeal.solo,
    }
}

fn shown_step(texts: &Texts, step: &StepState) -> Step {
    let id = format!("console-stepname-{}", step.step);
    let (outcome, by, at) = match &step.done {
        Some((outcome, by, at)) => (Some(*outcome), Some(by.clone()), Some(at.as_micros())),
        None => (None, None, None),
    };
    Step {
        key: step.step.clone(),
        name: if texts.has(&id) { texts.get(&id, &[]) } else { step.step.clone() },
        open: step.open,
        outcome,
        by,
        at,
        note: step.note.clone(),
    }
}
