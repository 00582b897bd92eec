//! Applicants and verifications.
#![expect(unused_qualifications, reason = "the description's macro writes them")]

use crate::{ApiState, auth::Caller, problem::Problem};
use axum::{
    body::Bytes,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use proofdesk_app::platform::{
    AnswerError, Idempotency, LinkedError, NewApplicant, PlatformView, StoredAnswer,
};
use proofdesk_domain::{VerificationId, policy::Limit, verification::Turn};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// Longest time that a call waits for a change.
const LONGEST_WAIT: u64 = 30;

/// Whom to verify.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateApplicant {
    /// What you call them, at most 200 characters and nothing personal; the same again gives the same applicant.
    #[schema(example = "user-4711")]
    external_ref: Option<String>,
    /// `en` or `zh-CN`; they can change it.
    locale: Option<String>,
    /// Where they live, ISO 3166-1 alpha-3, where you know.
    region: Option<String>,
}

/// An applicant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Applicant {
    /// The id.
    id: String,
    /// `test` or `live`, the key's.
    mode: &'static str,
    /// What you call them.
    external_ref: Option<String>,
    /// ISO 8601.
    created_at: String,
}

/// What to verify them for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateVerification {
    /// The applicant's id.
    applicant: String,
    /// A level of the policy.
    #[schema(example = "standard")]
    level: String,
}

/// A new verification and the way in for its applicant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HostedLink {
    /// The verification's id.
    id: String,
    /// Send the applicant here. It opens once.
    url: String,
    /// Until when it opens, ISO 8601.
    expires_at: String,
}

/// A verification.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verification {
    /// The id.
    id: String,
    /// The applicant's id.
    applicant: String,
    /// What you call them.
    external_ref: Option<String>,
    /// `test` or `live`.
    mode: &'static str,
    /// What people quote.
    reference: String,
    /// The level that it leads to.
    level: String,
    /// draft, `needs_input`, checking, `in_review`, appealed, approved, declined, cancelled, expired or revoked.
    state: &'static str,
    /// Whose turn it is: applicant, checks, person or nobody.
    turn: &'static str,
    /// What stands in the way, in the order to mend. Confidential ones do not say what was found.
    reasons: Vec<Reason>,
    /// What the person may do now.
    limits: Vec<LimitEntry>,
    /// What is switched on now.
    features: Vec<String>,
    /// Failed attempts so far.
    attempts: u32,
    /// When a person is promised to have looked, ISO 8601, while one is to.
    due_at: Option<String>,
    /// What was decided, once it was.
    decision: Option<Decision>,
    /// When the approval ends, or has ended, ISO 8601; null: by time alone, never.
    ends_at: Option<String>,
    /// Why: document (it runs out), interval (the policy asks for it to be verified anew) or asked (a person did).
    ends_why: Option<&'static str>,
    /// Who verified elsewhere, where the approval was taken over: then there is no decision of ours.
    imported: Option<ImportedFrom>,
    /// Since when a person has stopped everything for this applicant, ISO 8601, while one has. Limits and
    /// features are empty then.
    frozen_at: Option<String>,
    /// ISO 8601.
    created_at: String,
    /// Counts changes; hand it back as `after` to wait for the next one.
    version: i64,
}

/// A verification that was made elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedFrom {
    /// By whom.
    verified_by: String,
    /// When, ISO 8601.
    verified_at: String,
    /// How.
    method: String,
    /// Where the evidence is kept.
    evidence: String,
    /// When it was taken over, ISO 8601.
    imported_at: String,
}

/// One thing that stands in the way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// From the catalogue (`/api/v1/reasons`).
    code: &'static str,
    /// Its class.
    class: char,
    /// The field it is about.
    field: Option<&'static str>,
    /// front, back or details.
    page: Option<&'static str>,
}

/// A limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitEntry {
    /// deposit, withdraw or trade.
    operation: &'static str,
    /// transaction, day or month.
    period: &'static str,
    /// ISO 4217 or an asset's name.
    currency: String,
    /// In whole units of the currency.
    amount: u64,
}

/// A decision in effect.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    /// approved, declined or revoked.
    outcome: &'static str,
    /// Codes of the catalogue.
    reasons: Vec<&'static str>,
    /// A person decided, not the checks alone.
    by_person: bool,
    /// ISO 8601.
    at: String,
    /// Under which policy.
    policy_version: u32,
}

/// How long to wait for a change.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Waiting {
    /// Answer as soon as the verification's version is above this one.
    after: Option<i64>,
    /// Seconds to wait for that, at most 30.
    wait: Option<u64>,
}

/// Creates an applicant, or finds the one you already call that.
///
/// Scope: `verifications:write`.
#[utoipa::path(post, path = "/api/v1/applicants", tag = "Applicants", security(("key" = [])), request_body = CreateApplicant,
    responses((status = 201, body = Applicant, description = "Created"), (status = 200, body = Applicant, description = "There already"),
        (status = 401, body = Problem, description = "No key"), (status = 422, body = Problem, description = "Something in it cannot be used")))]
pub(crate) async fn create_applicant(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: CreateApplicant = parse(&body)?;
    let new = NewApplicant {
        external_ref: asked.external_ref.as_deref(),
        locale: asked.locale.as_deref(),
        region: asked.region.as_deref(),
    };
    let applicant = state.app.create_applicant(&actor, new).await?;
    let status = if applicant.new { StatusCode::CREATED } else { StatusCode::OK };
    let answer = Applicant {
        id: applicant.id.to_string(),
        mode: applicant.mode.as_str(),
        external_ref: applicant.external_ref,
        created_at: applicant.created_at.to_string(),
    };
    Ok(json(status, &answer))
}

/// Creates a verification with a single-use hosted link for its applicant.
///
/// Scope: `verifications:write`. With an `Idempotency-Key` header (at most 200 characters), the same
/// request again gives the same answer for 24 hours.
#[utoipa::path(post, path = "/api/v1/verifications", tag = "Verifications", security(("key" = [])), request_body = CreateVerification,
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats of one request share it")),
    responses((status = 201, body = HostedLink, description = "Created"), (status = 401, body = Problem, description = "No key"),
        (status = 404, body = Problem, description = "No such applicant in the key's mode"),
        (status = 409, body = Problem, description = "The idempotency key was used for another request"),
        (status = 422, body = Problem, description = "Something in it cannot be used")))]
pub(crate) async fn create_verification(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: CreateVerification = parse(&body)?;
    let repeat = idempotency(&headers, &body)?;
    if let Some(repeat) = repeat
        && let Some(answer) = state.app.earlier_answer(&actor, repeat).await?
    {
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        return Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response());
    }
    let applicant = asked.applicant.parse().map_err(|_| {
        Problem::invalid("`applicant` is not an id: give the id that creating the applicant answered.")
    })?;
    let created = state.app.create_verification(&actor, applicant, &asked.level).await?;
    let answer = HostedLink {
        id: created.id.to_string(),
        url: created.url,
        expires_at: created.expires_at.to_string(),
    };
    if let Some(repeat) = repeat {
        let body = serde_json::to_vec(&answer).expect("plain data");
        let answer = StoredAnswer { status: StatusCode::CREATED.as_u16(), body };
        state.app.remember_answer(&actor, repeat, &answer).await?;
    }
    Ok(json(StatusCode::CREATED, &answer))
}

/// Reads a verification; waits for a change if asked to.
///
/// Scope: `verifications:read`. With `after` and `wait` the call answers as soon as there is news, so
/// that a decision is received the moment it falls.
#[utoipa::path(get, path = "/api/v1/verifications/{id}", tag = "Verifications", security(("key" = [])),
    params(("id" = String, Path, description = "The verification's id"), Waiting),
    responses((status = 200, body = Verification, description = "As it stands"), (status = 401, body = Problem, description = "No key"),
        (status = 404, body = Problem, description = "No such verification in the key's mode")))]
pub(crate) async fn get_verification(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
    waiting: Result<Query<Waiting>, QueryRejection>,
) -> Result<Response, Problem> {
    let id: VerificationId = id.parse().map_err(|_| Problem::not_found())?;
    let Query(waiting) = waiting.map_err(|error| Problem::invalid(error.body_text()))?;
    let view = match (waiting.after, waiting.wait) {
        (Some(after), Some(wait)) if wait > 0 => {
            let longest = Duration::from_secs(wait.min(LONGEST_WAIT));
            state.app.await_change(&actor, id, after, longest).await?
        }
        _ => state.app.platform_verification(&actor, id).await?,
    };
    Ok(json(StatusCode::OK, &Verification::from(view)))
}

impl From<PlatformView> for Verification {
    fn from(view: PlatformView) -> Self {
        Self {
            id: view.id.to_string(),
            applicant: view.applicant.to_string(),
            external_ref: view.external_ref,
            mode: view.mode.as_str(),
            reference: view.reference,
            level: view.level,
            state: view.state.as_str(),
            turn: turn_word(view.turn),
            reasons: view
                .reasons
                .into_iter()
                .map(|reason| Reason {
                    code: reason.code.as_str(),
                    class: reason.class.letter(),
                    field: reason.field.map(proofdesk_domain::document::FieldName::as_str),
                    page: reason.page.map(proofdesk_domain::evidence::Slot::as_str),
                })
                .collect(),
            limits: view.limits.into_iter().map(LimitEntry::from).collect(),
            features: view.features,
            attempts: view.attempts,
            due_at: view.due_at.map(|at| at.to_string()),
            decision: view.decision.map(|decision| Decision {
                outcome: decision.outcome.as_str(),
                reasons: decision.reasons.into_iter().map(proofdesk_domain::ReasonCode::as_str).collect(),
                by_person: decision.by_person,
                at: decision.at.to_string(),
                policy_version: decision.policy_version,
            }),
            ends_at: view.ends.map(|end| end.at.to_string()),
            ends_why: view.ends.map(|end| end.why.as_str()),
            imported: view.imported.map(|elsewhere| ImportedFrom {
                verified_by: elsewhere.verified_by,
                verified_at: elsewhere.verified_at.to_string(),
                method: elsewhere.method,
                evidence: elsewhere.evidence,
                imported_at: elsewhere.imported_at.to_string(),
            }),
            frozen_at: view.frozen_at.map(|at| at.to_string()),
            created_at: view.created_at.to_string(),
            version: view.version,
        }
    }
}

const fn turn_word(turn: Turn) -> &'static str {
    match turn {
        Turn::Applicant => "applicant",
        Turn::Checks => "checks",
        Turn::Person => "person",
        Turn::Nobody => "nobody",
    }
}

impl From<Limit> for LimitEntry {
    fn from(limit: Limit) -> Self {
        Self {
            operation: limit.operation.as_str(),
            period: limit.period.as_str(),
            currency: limit.currency,
            amount: limit.amount,
        }
    }
}

/// The request's idempotency key, if it has one. The address is the same for every caller of this.
fn idempotency<'a>(headers: &'a HeaderMap, body: &'a [u8]) -> Result<Option<Idempotency<'a>>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value
        .to_str()
        .map_err(|_| Problem::unreadable("`Idempotency-Key` holds visible ASCII characters only."))?;
    Ok(Some(Idempotency { key, request: body }))
}

impl From<AnswerError> for Problem {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Key => Self::unreadable("`Idempotency-Key` is empty or longer than 255 bytes."),
            AnswerError::OtherRequest => Self::idempotency_conflict(),
            AnswerError::Error(error) => error.into(),
        }
    }
}

impl From<LinkedError> for Problem {
    fn from(error: LinkedError) -> Self {
        match error {
            LinkedError::Error(error) => error.into(),
            LinkedError::AlreadyRunning(id) => Self::new(
                StatusCode::CONFLICT,
                "already-running",
                "A verification for this level is under way",
                format!("Verification {id} leads to the same level. Read it, or wait for its end."),
            ),
            other => Self::invalid(format!("{other}.")),
        }
    }
}

pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            Problem::invalid(error.to_string())
        } else {
            Problem::unreadable(format!("The body is not JSON: {error}"))
        }
    })
}

pub(crate) fn json<T: Serialize>(status: StatusCode, answer: &T) -> Response {
    let body = serde_json::to_string(answer).expect("plain data");
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body)
        .into_response()
}
