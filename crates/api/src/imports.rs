//! Customers verified elsewhere.

use crate::{
    ApiState,
    auth::Caller,
    problem::Problem,
    verifications::{json, parse},
};
use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use proofdesk_app::after::import::{ImportError, ImportRecord, ImportedDocument};
use proofdesk_domain::access::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One customer who was verified elsewhere, with the evidence of that.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateImport {
    /// Your own name for this record, at most 200 characters: the same record again changes nothing.
    #[schema(example = "migration-4711")]
    key: String,
    /// What you call the person; they are made where nobody is called so.
    #[schema(example = "user-4711")]
    external_ref: String,
    /// A level that the policy's `imports.levels` names.
    #[schema(example = "standard")]
    level: String,
    /// Who verified them.
    verified_by: String,
    /// When, ISO 8601. The level's time counts from then.
    #[schema(example = "2026-03-01T10:00:00Z")]
    verified_at: String,
    /// How.
    #[schema(example = "document and video call")]
    method: String,
    /// Where the evidence of it is kept.
    evidence: String,
    /// The document that was shown; needed where the level asks for one.
    #[serde(default)]
    document: Option<ImportDocument>,
    /// `en` or `zh-CN`.
    #[serde(default)]
    locale: Option<String>,
    /// Where they live, ISO 3166-1 alpha-3.
    #[serde(default)]
    region: Option<String>,
}

/// A document that was shown elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportDocument {
    /// A kind that the policy takes.
    #[schema(example = "passport")]
    kind: String,
    /// Who issued it, ISO 3166-1 alpha-3.
    #[schema(example = "DEU")]
    country: String,
    /// Its last day, YYYY-MM-DD; absent: without end, or not known.
    #[serde(default)]
    expires: Option<String>,
}

/// What was made of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Import {
    /// The verification that says so: approved, with `imported`, and no decision of ours.
    verification: String,
    /// The applicant's id.
    applicant: String,
}

/// Takes over a customer who was verified elsewhere.
///
/// Scope: `imports:write`. Limits rise at once. What it makes is recorded as an import: receipt, case file and
/// console say who verified, when and how. `proofdesk import FILE` does the same for a file of JSON lines.
#[utoipa::path(post, path = "/api/v1/imports", tag = "Imports", security(("key" = [])), request_body = CreateImport,
    responses((status = 201, body = Import, description = "Taken over"), (status = 200, body = Import, description = "Taken over before"),
        (status = 401, body = Problem, description = "No key"),
        (status = 409, body = Problem, description = "The key was used for another record"),
        (status = 422, body = Problem, description = "A field cannot be used; it is named")))]
pub(crate) async fn create_import(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked: CreateImport = parse(&body)?;
    let Actor::Key { mode, .. } = actor else { return Err(Problem::not_found()) };
    let record = ImportRecord {
        key: asked.key,
        external_ref: asked.external_ref,
        level: asked.level,
        verified_by: asked.verified_by,
        verified_at: asked.verified_at,
        method: asked.method,
        evidence: asked.evidence,
        document: asked.document.map(|shown| ImportedDocument {
            kind: shown.kind,
            country: shown.country,
            expires: shown.expires,
        }),
        locale: asked.locale,
        region: asked.region,
    };
    let taken = state.app.import(&actor, mode, &record).await?;
    let answer =
        Import { verification: taken.verification.to_string(), applicant: taken.applicant.to_string() };
    Ok(json(if taken.new { StatusCode::CREATED } else { StatusCode::OK }, &answer))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Error(error) => error.into(),
            ImportError::OtherRecord => Self::new(
                StatusCode::CONFLICT,
                "import-conflict",
                "The key was used for another record",
                format!("{error}."),
            ),
            ImportError::Field(..) => Self::invalid(format!("{error}.")),
        }
    }
}
