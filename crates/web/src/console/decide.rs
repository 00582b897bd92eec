//! Deciding: approve, ask for a retake, decline; undo within ten seconds; what the applicant will read.
//!
//! A script that asks for JSON gets what it needs to go on with the next case; everybody else is sent
//! back to the case, or to the conversation beside which they decided, where the decision can be undone.

use super::{
    AtDesk,
    case::{At, again, id_of},
    cx::case::{CasePage, May, PreviewPage, ReasonGroup, StalePage, YourDecision},
    desk, reasons, show,
};
use crate::{error::WebError, form::Posted, i18n::Locale, state::WebState, visit::Visit};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proofdesk_app::{
    Error, StaffSession,
    review::{DecideError, DecisionKind, RetakeItem, ReviewView, UNDO},
};
use proofdesk_domain::{
    DecisionId, ReasonCode, VerificationId, document::FieldName, evidence::Slot, picture::Quad,
};

/// Fields of the forms that are sent again when a decision is made anew on a newer version.
const NOT_SENT_AGAIN: [&str; 2] = ["csrf", "version"];

/// A decision as it was posted.
struct Wanted<'a> {
    id: VerificationId,
    at: At,
    kind: DecisionKind,
    posted: &'a Posted,
}

impl Wanted<'_> {
    /// The version that the reader saw.
    fn version(&self) -> i64 {
        self.posted.text("version").parse().unwrap_or(-1)
    }

    /// The reader may decide so, as things stand.
    const fn allowed(&self, may: May) -> bool {
        match self.kind {
            DecisionKind::Approved => may.decide,
            DecisionKind::Retake => may.ask,
            DecisionKind::Declined => may.decline,
            DecisionKind::Revoked => may.revoke,
        }
    }

    const fn dialog(&self) -> &'static str {
        match self.kind {
            DecisionKind::Approved => "approve",
            DecisionKind::Retake => "retake",
            DecisionKind::Declined => "decline",
            DecisionKind::Revoked => "revoke",
        }
    }
}

pub(super) async fn approve(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let wanted = Wanted { id: id_of(&id)?, at, kind: DecisionKind::Approved, posted: &posted };
    let result = state.app.approve(&st, wanted.id, wanted.version(), posted.find("note")).await;
    answer(&state, &visit, &st, &headers, &wanted, result).await
}

pub(super) async fn retake(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let wanted = Wanted { id: id_of(&id)?, at, kind: DecisionKind::Retake, posted: &posted };
    let result = state.app.ask_retake(&st, wanted.id, wanted.version(), items(&posted)).await;
    answer(&state, &visit, &st, &headers, &wanted, result).await
}

pub(super) async fn decline(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let wanted = Wanted { id: id_of(&id)?, at, kind: DecisionKind::Declined, posted: &posted };
    say_no(&state, &visit, &st, &headers, &wanted).await
}

pub(super) async fn revoke(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let wanted = Wanted { id: id_of(&id)?, at, kind: DecisionKind::Revoked, posted: &posted };
    say_no(&state, &visit, &st, &headers, &wanted).await
}

async fn say_no(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    headers: &HeaderMap,
    wanted: &Wanted<'_>,
) -> Result<Response, WebError> {
    let Some(code) = ReasonCode::find(wanted.posted.text("code")) else {
        return refuse(state, visit, st, wanted, "no_reason").await;
    };
    let (id, version, message) = (wanted.id, wanted.version(), wanted.posted.text("message"));
    let result = match wanted.kind {
        DecisionKind::Revoked => state.app.revoke(st, id, version, code, message).await,
        _ => state.app.decline(st, id, version, code, message).await,
    };
    answer(state, visit, st, headers, wanted, result).await
}

/// What is picked in the form, each with its page, field and note.
fn items(posted: &Posted) -> Vec<RetakeItem> {
    posted
        .all("pick")
        .filter_map(ReasonCode::find)
        .map(|code| RetakeItem {
            code,
            slot: Slot::find(posted.text(&format!("slot:{code}"))),
            region: region(posted, code),
            field: {
                let word = posted.text(&format!("field:{code}"));
                FieldName::ALL.into_iter().find(|field| field.as_str() == word)
            },
            note: posted
                .find(&format!("note:{code}"))
                .map(str::to_owned)
                .filter(|note| !note.trim().is_empty()),
        })
        .collect()
}

/// The place that was marked on the picture of a reason's page: `left,top,width,height` in its pixels.
fn region(posted: &Posted, code: ReasonCode) -> Option<Quad> {
    let slot = Slot::find(posted.text(&format!("slot:{code}"))).unwrap_or(Slot::Front);
    let text = posted.find(&format!("region:{}", slot.as_str()))?;
    let numbers: Vec<f32> = text.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [left, top, width, height] = numbers[..] else { return None };
    Some(Quad::rect(left, top, width, height))
}

async fn answer(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    headers: &HeaderMap,
    wanted: &Wanted<'_>,
    result: Result<DecisionId, DecideError>,
) -> Result<Response, WebError> {
    let id = wanted.id;
    let decision = match result {
        Ok(decision) => decision,
        Err(DecideError::Stale { now }) => return stale(state, visit, st, wanted, &now).await,
        Err(error) => {
            let problem = problem_of(error)?;
            return refuse(state, visit, st, wanted, problem).await;
        }
    };
    if !wants_json(headers) {
        return Ok(wanted.at.done(id, "decided"));
    }
    let texts = state.pages.texts(visit.locale);
    let told = serde_json::json!({
        "decision": { "id": decision.to_string(), "href": format!("/console/cases/{id}/undo{}", wanted.at.query()) },
        "text": texts.get(&format!("console-outcome-{}", wanted.kind.as_str()), &[]),
        "undo": texts.get("console-undo", &[]),
        "until": UNDO.whole_seconds(),
    });
    Ok(Json(told).into_response())
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// What the form says, or the error that no form can mend.
fn problem_of(error: DecideError) -> Result<&'static str, WebError> {
    Ok(match error {
        DecideError::Pending(_) => "already_pending",
        DecideError::NotClaimed => "claimed",
        DecideError::HasSpoken => "has_spoken",
        DecideError::ForCompliance => "for_compliance",
        DecideError::OwnAccount => "own_account",
        DecideError::StepsOpen(_) => "steps_open",
        DecideError::OwnDecision => "own_decision",
        DecideError::NothingAsked => "no_reason",
        DecideError::CodeNotUsable(_) => "not_for_retake",
        DecideError::PageNeeded(_) => "page",
        DecideError::WordsMissing => "no_message",
        DecideError::WordsTooLong => "too_long",
        DecideError::Error(Error::WrongState(_)) => "wrong_state",
        DecideError::Error(error) if error.is_temporary() => "busy",
        DecideError::Error(error) => return Err(error.into()),
        DecideError::Stale { .. } => return Err(WebError::Changed),
    })
}

/// The case again, its dialog open, everything typed kept.
async fn refuse(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    wanted: &Wanted<'_>,
    problem: &'static str,
) -> Result<Response, WebError> {
    again(state, visit, st, wanted.id, wanted.at, |page, _| {
        // A dialog that the page no longer has cannot stand open; its problem shows on the page.
        let has_dialog = page.pending.is_none() && wanted.allowed(page.may);
        page.open = has_dialog.then(|| wanted.dialog());
        page.problem = Some(match (problem, wanted.kind) {
            ("not_for_retake", DecisionKind::Declined | DecisionKind::Revoked) => "not_for_decline",
            (other, _) => other,
        });
        keep(page, wanted.posted);
    })
    .await
}

/// Puts what was picked and written back into the page's forms.
fn keep(page: &mut CasePage, posted: &Posted) {
    posted.find("message").or_else(|| posted.find("note")).unwrap_or_default().clone_into(&mut page.draft);
    let picked: Vec<&str> = posted.all("pick").collect();
    let each = |group: &mut ReasonGroup| {
        for reason in &mut group.reasons {
            reason.picked = picked.contains(&reason.code.as_str());
            posted.text(&format!("note:{}", reason.code)).clone_into(&mut reason.note);
            let slot = Slot::find(posted.text(&format!("slot:{}", reason.code)));
            reason.slot = slot.map(Slot::as_str).or(reason.slot);
        }
        group.picked = group.reasons.iter().any(|reason| reason.picked);
    };
    if posted.find("pick").is_some() {
        page.retake.iter_mut().for_each(each);
    }
    if let Some(code) = posted.find("code") {
        for reason in &mut page.decline {
            reason.picked = reason.code == code;
        }
    }
}

/// Two versions: what the reader decided, and how the case stands now.
async fn stale(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    wanted: &Wanted<'_>,
    now: &ReviewView,
) -> Result<Response, WebError> {
    let texts = state.pages.texts(visit.locale);
    let posted = wanted.posted;
    let mut lines = show::headlines(texts, &items(posted).iter().map(|item| item.code).collect::<Vec<_>>());
    lines.extend(ReasonCode::find(posted.text("code")).map(|code| reasons::headline(texts, code)));
    lines.extend(["message", "note"].iter().filter_map(|name| posted.find(name)).map(str::to_owned));
    lines.retain(|line| !line.trim().is_empty());
    let page = show::case_page(state, visit, st, desk(state, st, "case").await?, now);
    let may_repeat = wanted.allowed(page.may);
    let page = StalePage {
        here: wanted.at.page(wanted.id),
        reference: page.reference,
        version: page.version,
        yours: YourDecision {
            outcome: wanted.kind.as_str(),
            action: format!("/console/cases/{}/{}{}", wanted.id, wanted.dialog(), wanted.at.query()),
            lines,
            fields: posted
                .pairs()
                .filter(|(name, _)| !NOT_SENT_AGAIN.contains(name))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        },
        state: page.state,
        claimed_by: page.claimed_by,
        outcome: page.pending.map(|p| p.outcome).or_else(|| page.decisions.first().map(|d| d.outcome)),
        standing: page.standing.into_iter().map(|finding| finding.title).collect(),
        history: page.history.into_iter().take(8).collect(),
        may_repeat,
        desk: page.desk,
    };
    state.page_with(StatusCode::CONFLICT, visit, &page)
}

pub(super) async fn undo(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    at: At,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: VerificationId = id_of(&id)?;
    match state.app.undo(&st, id_of(posted.text("decision"))?).await {
        Ok(()) => Ok(at.done(id, "undone")),
        Err(Error::Stale { .. } | Error::NotFound) => {
            again(&state, &visit, &st, id, at, |page, _| page.problem = Some("too_late")).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(serde::Deserialize)]
pub(super) struct Outcome {
    outcome: String,
}

/// What the applicant would read, in their language. Only for the claimant.
pub(super) async fn preview(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(Outcome { outcome }): Query<Outcome>,
    posted: Posted,
) -> Result<Response, WebError> {
    let review = state.app.review(&st, id_of(&id)?).await?;
    if review.masked {
        return Err(WebError::Forbidden);
    }
    let locale = Locale::find(&review.applicant.locale).unwrap_or(Locale::En);
    let texts = state.pages.texts(locale);
    let (outcome, findings) = match outcome.as_str() {
        "retake" => ("retake", reasons::preview(texts, &review, &items(&posted))),
        "decline" | "revoke" => {
            let code = ReasonCode::find(posted.text("code"));
            (
                if outcome == "revoke" { "revoke" } else { "decline" },
                // What is confidential is not among what the applicant reads.
                code.filter(|code| !code.reason().is_confidential())
                    .map(|code| reasons::plain(texts, code))
                    .into_iter()
                    .collect(),
            )
        }
        "approve" => ("approve", Vec::new()),
        _ => return Err(WebError::NotFound),
    };
    let page = PreviewPage {
        lang: locale.tag(),
        outcome,
        findings,
        decider: st.name.clone(),
        at: state.app.now().plus(UNDO).as_micros(),
        level: show::level_name(texts, &review.case.level.name),
        message: posted.find("message").map(str::to_owned).filter(|text| !text.trim().is_empty()),
    };
    // In the applicant's language, whatever the reader's is.
    let mut theirs = visit;
    theirs.locale = locale;
    state.page(&theirs, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picked_reasons_carry_their_page_field_and_note() {
        let posted = Posted::from_pairs(
            [
                ("pick", "image.glare"),
                ("pick", "data.name_mismatch"),
                ("pick", "no.such_code"),
                ("slot:image.glare", "back"),
                ("field:image.glare", "expiry_date"),
                ("note:image.glare", "near the window"),
                ("note:data.name_mismatch", "  "),
                ("slot:image.blurred", "front"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        );
        let items = items(&posted);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].slot, Some(Slot::Back));
        assert_eq!(items[0].field, Some(FieldName::ExpiryDate));
        assert_eq!(items[0].note.as_deref(), Some("near the window"));
        assert_eq!((items[1].slot, items[1].note.as_deref()), (None, None));
    }
}
