//! Limits: may this person move this amount now; reserve, commit, release, consume; rates.

use crate::{
    ApiState,
    auth::Caller,
    problem::Problem,
    verifications::{json, parse},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use proofdesk_app::limits as app;
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    limits::{Cause, Denial, NextStep, OnTheWay, Remaining, Verdict},
    policy::Operation,
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;

/// What somebody wants to do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluateLimits {
    /// The applicant's id.
    applicant: String,
    /// deposit, withdraw or trade.
    #[schema(example = "withdraw")]
    operation: String,
    /// How much: digits with a point for the decimals, as a string. Never a JSON number, which many readers round.
    #[schema(example = "12.50")]
    amount: String,
    /// ISO 4217 or an asset of the policy.
    #[schema(example = "EUR")]
    currency: String,
    /// Whether a denial comes with a hosted link to the next step (it does unless you say false). Making one begins a verification where none is under way.
    #[serde(default)]
    link: Option<bool>,
}

/// What to count at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsumeLimits {
    /// Your own name for this use, at most 255 bytes, one for each: the same request again gives the same answer and counts once.
    #[schema(example = "withdrawal-4711")]
    key: String,
    /// The applicant's id.
    applicant: String,
    /// deposit, withdraw or trade.
    operation: String,
    /// How much, as a string of plain digits.
    #[schema(example = "12.50")]
    amount: String,
    /// ISO 4217 or an asset of the policy.
    currency: String,
    /// Whether a denial comes with a hosted link; it does unless you say false.
    #[serde(default)]
    link: Option<bool>,
}

/// What to hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReserveLimits {
    /// Your own name for this use, at most 255 bytes, one for each: the same request again gives the same answer and counts once.
    #[schema(example = "withdrawal-4711")]
    key: String,
    /// The applicant's id.
    applicant: String,
    /// deposit, withdraw or trade.
    operation: String,
    /// How much, as a string of plain digits.
    #[schema(example = "12.50")]
    amount: String,
    /// ISO 4217 or an asset of the policy.
    currency: String,
    /// How long it is held unless committed, 1 to 10080; the policy's time where none is given.
    #[serde(default)]
    minutes: Option<i64>,
    /// Whether a denial comes with a hosted link; it does unless you say false.
    #[serde(default)]
    link: Option<bool>,
}

/// The answer. A denial is an answer too, with status 200.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitAnswer {
    /// allow or deny.
    verdict: &'static str,
    /// The level that they are on.
    level: Option<String>,
    /// When less than that level stands, ISO 8601; absent: by time alone, never.
    #[serde(skip_serializing_if = "Option::is_none")]
    level_until: Option<String>,
    /// What is left of each limit of this operation, after what was counted just now.
    remaining: Vec<LimitLeft>,
    /// What was counted: hand its id to commit or release.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    used: Option<LimitUse>,
    /// Why not, and what now.
    #[serde(skip_serializing_if = "Option::is_none")]
    denial: Option<LimitDenial>,
}

/// A limit and what is left of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitLeft {
    /// deposit, withdraw or trade.
    operation: &'static str,
    /// transaction, day or month.
    period: &'static str,
    /// In what. A limit in the policy's reference currency holds over all currencies together.
    currency: String,
    /// So much in all.
    limit: String,
    /// So much is used or reserved.
    used: String,
    /// So much is left, rounded down to what the currency can have.
    remaining: String,
    /// When it begins anew, ISO 8601; none for a single transaction.
    renews_at: Option<String>,
    /// The zone whose days and months it goes by.
    time_zone: String,
}

/// A use of limits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitUse {
    /// The id.
    id: String,
    /// The applicant's id.
    applicant: String,
    /// deposit, withdraw or trade.
    operation: &'static str,
    /// How much.
    amount: String,
    /// Of what.
    currency: String,
    /// reserved and committed count; released and expired were given back.
    state: &'static str,
    /// It counts in the day and month of this moment, ISO 8601.
    counted_at: String,
    /// When it is given back unless committed, ISO 8601, while it is reserved.
    expires_at: Option<String>,
}

/// Why not, and what now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitDenial {
    /// limit.exceeded, level.required, level.lapsed (it was reached, and its time is over), account.frozen, account.declined, rate.missing or rate.stale.
    #[schema(example = "limit.exceeded")]
    code: &'static str,
    /// applicant, or operator where the fault is ours or yours (a rate): then nothing is asked of the applicant.
    at: &'static str,
    /// The limit that is reached.
    limit: Option<LimitLeft>,
    /// The level whose time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    lapsed: Option<LevelLapsed>,
    /// When the same will go by time alone, if nothing else is used until then, ISO 8601.
    fits_at: Option<String>,
    /// The smallest step that would let it through.
    next_step: LimitStep,
}

/// A level whose time is over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LevelLapsed {
    /// The level.
    level: String,
    /// When it ended, ISO 8601.
    at: String,
    /// document (it ran out), interval (the policy asks for it to be verified anew) or asked (a person did).
    why: &'static str,
}

/// The smallest step that would let it through.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct LimitStep {
    /// verify (begin a verification), renew (verify anew, with what is still good), continue (the applicant's turn), await (checks or a person), appeal, wait, less, talk (to a person) or retry (ours).
    step: &'static str,
    /// The level that it leads to.
    level: Option<String>,
    /// The verification that is under way or was declined.
    verification: Option<String>,
    /// What the applicant is to mend first: a code of the catalogue.
    reason: Option<&'static str>,
    /// When a person is promised to have looked, or when the window begins anew, ISO 8601.
    at: Option<String>,
    /// The most that goes at once.
    amount: Option<String>,
    /// In what.
    currency: Option<String>,
    /// Send the applicant here; it opens once.
    link: Option<String>,
    /// Until when it opens, ISO 8601.
    link_expires_at: Option<String>,
}

/// Rates.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutRates {
    /// The policy's reference currency.
    #[schema(example = "EUR")]
    reference: String,
    /// At most 500. None is taken where one is wrong.
    rates: Vec<RateGiven>,
}

/// What one unit is worth.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateGiven {
    /// One unit of this
    #[schema(example = "USD")]
    currency: String,
    /// is worth so much of the reference currency, as a string of plain digits.
    #[schema(example = "0.9123")]
    value: String,
    /// When it was so, ISO 8601 with a zone. One that is older than what stands is left out.
    #[schema(example = "2026-11-24T09:00:00Z")]
    as_of: String,
}

/// The rates that stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rates {
    /// The reference currency.
    reference: String,
    /// Every rate in it.
    rates: Vec<RateStanding>,
}

/// A rate that stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateStanding {
    /// One unit of this
    currency: String,
    /// is worth so much of the reference currency.
    value: String,
    /// When it was so, ISO 8601.
    as_of: String,
}

/// Says whether somebody may move an amount now, and what is left. Counts nothing.
///
/// Scope: `limits:read`. A denial names the limit or the level in the way and the smallest next step,
/// with a hosted link to it.
#[utoipa::path(post, path = "/api/v1/limits/evaluate", tag = "Limits", security(("key" = [])), request_body = EvaluateLimits,
    responses((status = 200, body = LimitAnswer, description = "Allow or deny"), (status = 401, body = Problem, description = "No key"),
        (status = 403, body = Problem, description = "The key lacks the scope"), (status = 404, body = Problem, description = "No such applicant in the key's mode"),
        (status = 422, body = Problem, description = "An unknown currency, or an amount that is none")))]
pub(crate) async fn evaluate(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: EvaluateLimits = parse(&body)?;
    let request = request(&asked.applicant, &asked.operation, &asked.amount, &asked.currency, asked.link)?;
    let answer = state.app.evaluate_limits(&actor, &request).await?;
    Ok(json(StatusCode::OK, &shown(&state, answer)))
}

/// Holds an amount until you commit or release it, or its time runs out.
///
/// Scope: `limits:write`. Commit before the money moves and release if that fails: a committed use can
/// be released too, so a failed withdrawal is given back, and a crash in between never counts too little.
#[utoipa::path(post, path = "/api/v1/limits/reserve", tag = "Limits", security(("key" = [])), request_body = ReserveLimits,
    responses((status = 200, body = LimitAnswer, description = "Allow with what is held, or deny"), (status = 401, body = Problem, description = "No key"),
        (status = 403, body = Problem, description = "The key lacks the scope"), (status = 404, body = Problem, description = "No such applicant in the key's mode"),
        (status = 409, body = Problem, description = "`key` was used for another request, or what it held was given back"),
        (status = 422, body = Problem, description = "Something in it cannot be used")))]
pub(crate) async fn reserve(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: ReserveLimits = parse(&body)?;
    let request = request(&asked.applicant, &asked.operation, &asked.amount, &asked.currency, asked.link)?;
    let answer = state.app.reserve_limits(&actor, &asked.key, &request, asked.minutes).await?;
    Ok(json(StatusCode::OK, &shown(&state, answer)))
}

/// Counts an amount in one step, as if reserved and committed.
///
/// Scope: `limits:write`. Release gives it back.
#[utoipa::path(post, path = "/api/v1/limits/consume", tag = "Limits", security(("key" = [])), request_body = ConsumeLimits,
    responses((status = 200, body = LimitAnswer, description = "Allow with what was counted, or deny"), (status = 401, body = Problem, description = "No key"),
        (status = 403, body = Problem, description = "The key lacks the scope"), (status = 404, body = Problem, description = "No such applicant in the key's mode"),
        (status = 409, body = Problem, description = "`key` was used for another request, or what it counted was given back"),
        (status = 422, body = Problem, description = "Something in it cannot be used")))]
pub(crate) async fn consume(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: ConsumeLimits = parse(&body)?;
    let request = request(&asked.applicant, &asked.operation, &asked.amount, &asked.currency, asked.link)?;
    let answer = state.app.consume_limits(&actor, &asked.key, &request).await?;
    Ok(json(StatusCode::OK, &shown(&state, answer)))
}

/// Commits what is held: it counts for good. Again, it changes nothing.
///
/// Scope: `limits:write`.
#[utoipa::path(post, path = "/api/v1/limits/{id}/commit", tag = "Limits", security(("key" = [])),
    params(("id" = String, Path, description = "The use's id")),
    responses((status = 200, body = LimitUse, description = "Committed"), (status = 401, body = Problem, description = "No key"),
        (status = 404, body = Problem, description = "No such use in the key's mode"),
        (status = 409, body = Problem, description = "It was given back before: its time ran out, or it was released")))]
pub(crate) async fn commit(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: LimitUseId = id.parse().map_err(|_| Problem::not_found())?;
    let used = state.app.commit_limits(&actor, id).await?;
    Ok(json(StatusCode::OK, &LimitUse::from(used)))
}

/// Gives a use back, held or committed, to the windows that it counted in. Again, it changes nothing.
///
/// Scope: `limits:write`.
#[utoipa::path(post, path = "/api/v1/limits/{id}/release", tag = "Limits", security(("key" = [])),
    params(("id" = String, Path, description = "The use's id")),
    responses((status = 200, body = LimitUse, description = "Given back: released, or expired where its time had run out before"),
        (status = 401, body = Problem, description = "No key"), (status = 404, body = Problem, description = "No such use in the key's mode")))]
pub(crate) async fn release(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: LimitUseId = id.parse().map_err(|_| Problem::not_found())?;
    let used = state.app.release_limits(&actor, id).await?;
    Ok(json(StatusCode::OK, &LimitUse::from(used)))
}

/// Gives rates: what one unit of a currency is worth in the policy's reference currency.
///
/// Scope: `limits:write`. A use keeps the worth that it had when it was counted. A rate older than the
/// policy allows is not used, and what needs it is denied with `rate.stale`.
#[utoipa::path(put, path = "/api/v1/rates", tag = "Limits", security(("key" = [])), request_body = PutRates,
    responses((status = 200, body = Rates, description = "Every rate that stands now"), (status = 401, body = Problem, description = "No key"),
        (status = 403, body = Problem, description = "The key lacks the scope"),
        (status = 422, body = Problem, description = "Something in it cannot be used; none was taken")))]
pub(crate) async fn put_rates(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: PutRates = parse(&body)?;
    let mut rates = Vec::with_capacity(asked.rates.len());
    for (n, rate) in asked.rates.iter().enumerate() {
        let as_of = OffsetDateTime::parse(&rate.as_of, &Rfc3339).map_err(|_| {
            Problem::invalid(format!("`rates[{n}].as_of` is no moment: write 2026-11-24T09:00:00Z."))
        })?;
        let as_of = Timestamp::from_datetime(as_of);
        rates.push(app::NewRate { currency: &rate.currency, value: &rate.value, as_of });
    }
    let standing = state.app.put_rates(&actor, &asked.reference, &rates).await?;
    let rates = standing
        .into_iter()
        .map(|rate| RateStanding {
            currency: rate.currency.to_string(),
            value: rate.value.to_string(),
            as_of: rate.as_of.to_string(),
        })
        .collect();
    Ok(json(StatusCode::OK, &Rates { reference: asked.reference, rates }))
}

fn request<'a>(
    applicant: &str,
    operation: &str,
    amount: &'a str,
    currency: &'a str,
    link: Option<bool>,
) -> Result<app::LimitRequest<'a>, Problem> {
    let applicant: ApplicantId = applicant.parse().map_err(|_| {
        Problem::invalid("`applicant` is not an id: give the id that creating the applicant answered.")
    })?;
    let operation = [Operation::Deposit, Operation::Withdraw, Operation::Trade]
        .into_iter()
        .find(|known| known.as_str() == operation)
        .ok_or_else(|| Problem::invalid("`operation` is not one of deposit, withdraw, trade."))?;
    Ok(app::LimitRequest { applicant, operation, amount, currency, link: link.unwrap_or(true) })
}

fn shown(state: &ApiState, answer: app::LimitAnswer) -> LimitAnswer {
    let zone = &state.app.policy().money.time_zone;
    let (verdict, denial) = match answer.evaluation.verdict {
        Verdict::Allow(_) => ("allow", None),
        Verdict::Deny(denial) => {
            let mut shown = denied(denial, zone);
            if let Some(link) = answer.link {
                shown.next_step.verification = Some(link.id.to_string());
                shown.next_step.link_expires_at = Some(link.expires_at.to_string());
                shown.next_step.link = Some(link.url);
            }
            ("deny", Some(shown))
        }
    };
    LimitAnswer {
        verdict,
        level: answer.evaluation.level,
        level_until: answer.evaluation.end.map(|end| end.at.to_string()),
        remaining: answer.evaluation.remaining.into_iter().map(|row| left(row, zone)).collect(),
        used: answer.used.map(LimitUse::from),
        denial,
    }
}

fn left(row: Remaining, zone: &str) -> LimitLeft {
    LimitLeft {
        operation: row.operation.as_str(),
        period: row.period.as_str(),
        currency: row.currency.to_string(),
        limit: row.limit.to_string(),
        used: row.used.to_string(),
        remaining: row.left.to_string(),
        renews_at: row.renews_at.map(|at| at.to_string()),
        time_zone: zone.to_owned(),
    }
}

fn denied(denial: Denial, zone: &str) -> LimitDenial {
    let code = denial.cause.code();
    let at = if denial.cause.is_ours() { "operator" } else { "applicant" };
    let (limit, lapsed) = match denial.cause {
        Cause::Over(row) => (Some(left(row, zone)), None),
        Cause::Lapsed(lapsed) => {
            let why = lapsed.end.why.as_str();
            (None, Some(LevelLapsed { level: lapsed.level, at: lapsed.end.at.to_string(), why }))
        }
        Cause::Blocked(_) | Cause::NotOpen | Cause::Rate(_) => (None, None),
    };
    let step = denial.next.as_str();
    let mut next_step = LimitStep { step, ..LimitStep::default() };
    match denial.next {
        NextStep::Verify(level) | NextStep::Renew(level) => next_step.level = Some(level),
        NextStep::Continue(case) | NextStep::Await(case) => {
            let OnTheWay { verification, level, due_at, reason, .. } = case;
            next_step.level = Some(level);
            next_step.verification = Some(verification.to_string());
            next_step.reason = reason.map(proofdesk_domain::ReasonCode::as_str);
            next_step.at = due_at.map(|at| at.to_string());
        }
        NextStep::Appeal(verification, level) => {
            next_step.level = Some(level);
            next_step.verification = Some(verification.to_string());
        }
        NextStep::WaitUntil(at) => next_step.at = Some(at.to_string()),
        NextStep::Less(amount, currency) => {
            next_step.amount = Some(amount.to_string());
            next_step.currency = Some(currency.to_string());
        }
        NextStep::Talk | NextStep::Retry => {}
    }
    let fits_at = denial.fits_at.map(|at| at.to_string());
    LimitDenial { code, at, limit, lapsed, fits_at, next_step }
}

impl From<app::UseView> for LimitUse {
    fn from(used: app::UseView) -> Self {
        Self {
            id: used.id.to_string(),
            applicant: used.applicant.to_string(),
            operation: used.operation.as_str(),
            amount: used.amount.to_string(),
            currency: used.currency.to_string(),
            state: used.state.as_str(),
            counted_at: used.counted_at.to_string(),
            expires_at: used.expires_at.map(|at| at.to_string()),
        }
    }
}

impl From<app::LimitError> for Problem {
    fn from(error: app::LimitError) -> Self {
        use app::LimitError as E;
        match error {
            E::Error(error) => error.into(),
            E::OtherRequest => Self::new(
                StatusCode::CONFLICT,
                "idempotency-conflict",
                "This key was used for another request",
                "Use a new `key` for a new use, and the same one only to repeat the very same request.",
            ),
            E::Over(state) => Self::new(
                StatusCode::CONFLICT,
                "use-ended",
                "Nothing is held under this any more",
                format!("It is {}: it was given back. Reserve anew, under a new key.", state.as_str()),
            ),
            other => Self::invalid(format!("{other}.")),
        }
    }
}

impl From<app::RateError> for Problem {
    fn from(error: app::RateError) -> Self {
        match error {
            app::RateError::Error(error) => error.into(),
            other => Self::invalid(format!("{other}.")),
        }
    }
}
