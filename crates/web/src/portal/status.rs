//! `/status`, the home of a running case, and `/appeal`.

use super::{
    InCase,
    cx::{
        self, Problem,
        finding::{FindingCx, of_passport, words_of_code},
        status::{
            AppealCx, DecisionCx, EarlierCx, FrozenCx, ImportedCx, QueueCx, RenewalCx, StatusPage, StepCx,
        },
        talk::AppealPage,
    },
    misread, step_of,
};
use crate::{error::WebError, form::Posted, i18n::Texts, state::WebState, throttle::Deed};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    ApplicantSession,
    journey::is_mended,
    views::{CaseView, Decider, DecisionView, FindingView, PageStanding, Standing},
};
use proofdesk_domain::{
    VerificationId,
    conversation::MAX_MESSAGE_CHARS,
    details::Details,
    document::DocumentKind,
    finding::{FindingState, Severity},
    verification::{State as CaseState, Turn},
};

pub(super) async fn status(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
) -> Result<Response, WebError> {
    let page = status_page(&state, state.pages.texts(visit.locale), &session, case).await?;
    state.page(&visit, &page)
}

/// The part that changes.
pub(super) async fn part(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
) -> Result<Response, WebError> {
    let page = status_page(&state, state.pages.texts(visit.locale), &session, case).await?;
    state.part(&visit, &page, "portal/status_part.html")
}

async fn status_page(
    state: &WebState,
    texts: &Texts,
    session: &ApplicantSession,
    case: CaseView,
) -> Result<StatusPage, WebError> {
    let levels = state.app.levels(session).await?;
    let reached = levels.iter().rev().find(|view| view.standing == Standing::Reached).map(|view| &view.level);
    let step = step_of(state, &case);
    let details = case.typed.parse(state.app.now().date()).ok();
    let (todo, advice): (Vec<_>, Vec<_>) =
        case.findings.iter().partition(|view| view.finding.severity == Severity::Blocking);
    let todo: Vec<FindingCx> =
        todo.into_iter().map(|view| finding_cx(texts, view, details.as_ref(), &case)).collect();
    let advice = advice.into_iter().map(|view| FindingCx::new(texts, &view.finding)).collect();
    let (next, next_how) = match case.state {
        CaseState::NeedsInput => next_step(&todo, &case),
        _ => (step, "check"),
    };
    let read = case.fields.iter().map(|field| misread::read_cx(texts, field, &case)).collect();
    let checking = case.state == CaseState::Checking;
    let steps = match case.state {
        CaseState::Draft => steps_cx(&draft_steps(&case, details.is_some())),
        _ => steps_cx(&case.steps.iter().map(|(step, done)| (step.as_str(), *done)).collect::<Vec<_>>()),
    };
    let renewal = renewal_cx(state, texts, session).await?;
    let earlier = match session.progress.decided {
        Some(id) => earlier_cx(texts, state.app.case(session, id).await?),
        None => None,
    };
    Ok(StatusPage {
        face: if checking && case.delayed { "delayed" } else { case.state.as_str() },
        reference: case.reference,
        level: cx::level_name(texts, &case.level.name),
        limits: cx::limits(&case.level.limits),
        now_level: reached.map(|level| cx::level_name(texts, &level.name)).unwrap_or_default(),
        now_limits: reached.map(|level| cx::limits(&level.limits)).unwrap_or_default(),
        usage: cx::usage::UsageCx::new(state.app.limit_table(session).await?),
        steps,
        open: todo.iter().filter(|f| !f.done && !f.disputed).count(),
        todo,
        advice,
        passed: case.passed.iter().map(|check| check.as_str()).collect(),
        read,
        // What is counted down to is the attempt that brings a person.
        attempts_left: case.attempts_left.saturating_sub(1),
        queue: case.queue.map(|queue| QueueCx {
            position: queue.position,
            due_at: queue.due_at,
            late: queue.due_at <= state.app.now(),
            cause: if case.state == CaseState::Appealed { "appeal" } else { queue.cause.as_str() },
            claimed: queue.claimed,
        }),
        appeal: case.appeal.and_then(|appeal| {
            let outcome = appeal.outcome.filter(|outcome| *outcome != "withdrawn")?;
            let (heard_by, solo) = (appeal.heard_by, appeal.solo);
            Some(AppealCx { outcome, heard_by, heard_at: appeal.heard_at?, solo })
        }),
        decision: case.decision.map(|decision| decision_cx(texts, decision)),
        earlier,
        next,
        next_how,
        renewal,
        imported: case.imported.map(|elsewhere| ImportedCx {
            by: elsewhere.verified_by,
            at: elsewhere.verified_at,
            taken_at: elsewhere.imported_at,
        }),
        correctable: case.correctable,
        frozen: state.app.my_freeze(session).await?.map(|freeze| FrozenCx {
            at: freeze.at,
            reason: freeze.reason.map(|code| words_of_code(texts, code)),
            words: freeze.words,
        }),
        sent_at: case.sent_at,
        figures: case.state.turn() == Turn::Person && state.app.figures_are_public().await?,
        refresh_seconds: match case.state {
            CaseState::Checking => Some(5),
            CaseState::InReview | CaseState::Appealed => Some(60),
            _ => None,
        },
    })
}

fn decision_cx(texts: &Texts, decision: DecisionView) -> DecisionCx {
    DecisionCx {
        decider: match decision.decider {
            Decider::Checks => None,
            Decider::Person(name) => Some(name),
        },
        message: decision.message.filter(|message| !message.trim().is_empty()),
        at: decision.at,
        reasons: decision.reasons.iter().map(|code| words_of_code(texts, *code)).collect(),
        appealable: decision.appealable,
    }
}

/// A case that went against them, beside a newer one, while there is something to say or to do about it.
fn earlier_cx(texts: &Texts, case: CaseView) -> Option<EarlierCx> {
    let decision = case.decision.map(|decision| decision_cx(texts, decision))?;
    (case.state == CaseState::Appealed || decision.appealable).then(|| EarlierCx {
        face: case.state.as_str(),
        reference: case.reference,
        level: cx::level_name(texts, &case.level.name),
        decision,
    })
}

/// The four steps of a draft, and which are done.
fn draft_steps(case: &CaseView, details: bool) -> [(&'static str, bool); 4] {
    let missing = case.pages.iter().any(|page| page.standing == PageStanding::Missing);
    [
        ("details", details),
        ("document", case.document.is_some()),
        ("photos", !case.pages.is_empty() && !missing),
        ("send", false),
    ]
}

fn steps_cx(steps: &[(&'static str, bool)]) -> Vec<StepCx> {
    let first_open = steps.iter().position(|(_, done)| !done);
    let step = |(i, (key, done)): (usize, &(&'static str, bool))| StepCx {
        key,
        done: *done,
        now: first_open == Some(i),
    };
    steps.iter().enumerate().map(step).collect()
}

/// What ends of what the person has, and what they can do about it.
async fn renewal_cx(
    state: &WebState,
    texts: &Texts,
    session: &ApplicantSession,
) -> Result<Option<RenewalCx>, WebError> {
    let Some(renewal) = state.app.my_renewal(session).await? else { return Ok(None) };
    let running = match renewal.running {
        Some(id) => Some(state.app.case(session, id).await.map_or(CaseState::Checking, |case| case.state)),
        None => None,
    };
    Ok(Some(RenewalCx {
        level: cx::level_name(texts, &renewal.level),
        key: renewal.level,
        at: renewal.end.at,
        why: renewal.end.why.as_str(),
        face: if renewal.waits {
            "waits"
        } else if renewal.over {
            "over"
        } else {
            "soon"
        },
        stays: renewal.stays.map(|level| cx::level_name(texts, &level)),
        reason: renewal.reason.map(|code| words_of_code(texts, code)),
        words: renewal.words,
        action: match running.map(CaseState::turn) {
            None if session.only_case.is_none() => Some("begin"),
            Some(Turn::Applicant) => Some("go_on"),
            None | Some(_) => None,
        },
    }))
}

/// A finding with its photo, its buttons, and whether it is mended already.
pub(super) fn finding_cx(
    texts: &Texts,
    view: &FindingView,
    details: Option<&Details>,
    case: &CaseView,
) -> FindingCx {
    let finding = &view.finding;
    let mut words = FindingCx::new(texts, finding);
    if let (Some(evidence), Some(size), Some(slot)) = (view.evidence, view.picture, finding.page) {
        words = words.on_picture(texts, evidence.to_string(), size, slot, finding.region.as_ref());
        if case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport) {
            words = of_passport(words, texts);
        }
    }
    FindingCx {
        by_person: view.by_person.clone().filter(|note| !note.trim().is_empty()),
        dispute: view.disputable.then(|| format!("/dispute/{}", view.id)),
        disputed: view.state == FindingState::Disputed,
        done: is_mended(finding, details, case),
        ..words
    }
}

/// The one next step: the first thing that is still to be mended, else sending again.
fn next_step(todo: &[FindingCx], case: &CaseView) -> (&'static str, &'static str) {
    let passport = case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport);
    let open = todo.iter().find(|f| !f.done && !f.disputed && f.mend.is_some());
    match open.map(|f| (f.mend.unwrap_or_default(), f.mend_how)) {
        Some((href, "photo")) => match (href.contains("/back"), passport) {
            (true, _) => (href, "photo_back"),
            (false, true) => (href, "photo_passport"),
            (false, false) => (href, "photo_front"),
        },
        Some(step) => step,
        None if !todo.is_empty() && todo.iter().all(|f| f.mend.is_none()) => ("/talk", "talk"),
        None => ("/verify/check", "check"),
    }
}

/// The case that can be appealed: the current one, else the one that was decided before it.
async fn appealable(
    state: &WebState,
    session: &ApplicantSession,
    case: &CaseView,
) -> Result<Option<VerificationId>, WebError> {
    let may = |case: &CaseView| case.decision.as_ref().is_some_and(|decision| decision.appealable);
    if may(case) {
        return Ok(Some(case.id));
    }
    let Some(decided) = session.progress.decided else { return Ok(None) };
    Ok(Some(state.app.case(session, decided).await?).filter(may).map(|case| case.id))
}

pub(super) async fn appeal_form(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
) -> Result<Response, WebError> {
    if appealable(&state, &session, &case).await?.is_none() {
        return Ok(Redirect::to("/status").into_response());
    }
    state.page(&visit, &AppealPage::default())
}

pub(super) async fn appeal(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    posted: Posted,
) -> Result<Response, WebError> {
    let Some(appealed) = appealable(&state, &session, &case).await? else {
        return Ok(Redirect::to("/status").into_response());
    };
    let sentence = posted.text("sentence").trim().to_owned();
    let texts = state.pages.texts(visit.locale);
    let problem = if sentence.is_empty() {
        texts.get("appeal-problem-missing", &[])
    } else if sentence.chars().count() > MAX_MESSAGE_CHARS {
        texts.get("appeal-problem-too-long", &[("most", MAX_MESSAGE_CHARS.to_string().into())])
    } else {
        state.throttle.count(Deed::Message, &visit.client, None)?;
        state.app.appeal(&session, appealed, &sentence).await?;
        return Ok(Redirect::to("/status").into_response());
    };
    let page = AppealPage { problems: vec![Problem::new("sentence", problem)], sentence };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
}
