//! Customers verified elsewhere: taken over with the evidence of that, recorded as what it is.
//!
//! An import makes a case that stands approved without a decision of ours: what stands in its place is a
//! row in `imports`, and receipt, case file, console and API say so. The policy says which levels may be
//! reached so, and how old a verification elsewhere may be; its time counts from the day that it was made.

use crate::{
    App,
    accounts::Page,
    error::Error,
    platform::{LinkedError, NewApplicant, verifications::world},
    seal::{Seal, columns},
    staff::permit,
    wiring::MailKind,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    ApplicantId, Timestamp, VerificationId,
    access::{Action, Actor},
    clock::parse_iso_date,
    document::DocumentKind,
    icao::is_issuing_code,
    policy::Requirement,
    tenure::Tenure,
    verification::{DocumentChoice, Mode, State, Verification},
};
use proofdesk_store::{StoreError, Tx, imports, verifications};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// What keys are hashed for.
const KEY_HASH: &str = "imports.key";
/// What contents are hashed for.
const CONTENT_HASH: &str = "imports.content";
/// Longest name of a key, a provider, a method, in characters.
const MAX_NAME: usize = 200;
/// Longest reference to evidence, in characters.
const MAX_EVIDENCE: usize = 1_000;

/// One customer who was verified elsewhere, as the platform says it: a line of `proofdesk import`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRecord {
    /// The platform's own name for this record: the same again changes nothing.
    pub key: String,
    /// What the platform calls the person; they are made where nobody is called so.
    pub external_ref: String,
    /// A level that the policy lets people reach so.
    pub level: String,
    /// Who verified them.
    pub verified_by: String,
    /// When, ISO 8601.
    pub verified_at: String,
    /// How: `document and video call`, say.
    pub method: String,
    /// Where the evidence of it is kept.
    pub evidence: String,
    /// The document that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<ImportedDocument>,
    /// The language that they read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Where they live, ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// A document that was shown elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedDocument {
    /// A kind that the policy takes.
    pub kind: String,
    /// Who issued it, ISO 3166-1 alpha-3.
    pub country: String,
    /// Its last day, YYYY-MM-DD; none: without end, or not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// Who verified elsewhere, when and how, as it is kept and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Who.
    pub verified_by: String,
    /// When.
    pub verified_at: Timestamp,
    /// How.
    pub method: String,
    /// Where the evidence is kept.
    pub evidence: String,
    /// The document's last day, YYYY-MM-DD.
    #[serde(default)]
    pub expires: Option<String>,
    /// When it was taken over.
    #[serde(default = "never", skip_serializing)]
    pub imported_at: Timestamp,
}

const fn never() -> Timestamp {
    Timestamp::from_micros(0)
}

/// What came of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The case that says so.
    pub verification: VerificationId,
    /// The person.
    pub applicant: ApplicantId,
    /// It was taken over by this call, not by an earlier one.
    pub new: bool,
}

/// Why a record was not taken over. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A field is missing, too long or not of its shape; which, and what to do.
    #[error("`{0}` {1}")]
    Field(&'static str, String),
    /// The key was used for something else.
    #[error("`key` was used before for another record: give this one a key of its own")]
    OtherRecord,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// A record that was checked.
struct Checked {
    imported: Imported,
    document: Option<DocumentChoice>,
    expires: Option<Date>,
}

impl App {
    /// Takes one customer over. The same record again gives the same case.
    pub async fn import(
        &self,
        actor: &Actor,
        mode: Mode,
        record: &ImportRecord,
    ) -> Result<Taken, ImportError> {
        permit(actor, Action::Import)?;
        if matches!(actor, Actor::Key { .. }) && world(actor)? != mode {
            return Err(Error::NotAllowed.into());
        }
        let checked = self.check_import(record)?;
        let named = format!("{}\n{}", mode.as_str(), record.key.trim());
        let key_hash = self.vault().keyed_hash(KEY_HASH, named.as_bytes());
        let content = serde_json::to_vec(record).map_err(Error::from)?;
        let content_hash = self.vault().keyed_hash(CONTENT_HASH, &content);
        let earlier = {
            let mut tx = self.store().read().await?;
            imports::find_by_key(&mut tx, mode, &key_hash).await?
        };
        if let Some(earlier) = earlier {
            return repeated(&earlier, &content_hash);
        }
        let new = NewApplicant {
            external_ref: Some(record.external_ref.trim()),
            locale: record.locale.as_deref(),
            region: record.region.as_deref(),
        };
        let person = self.applicant_for(actor, mode, new).await.map_err(|error| match error {
            LinkedError::ExternalRef => {
                ImportError::Field("external_ref", "is empty or longer than 200 characters".into())
            }
            LinkedError::Locale => ImportError::Field("locale", "is not one of en, zh-CN".into()),
            LinkedError::Region => ImportError::Field("region", "is not an ISO 3166-1 alpha-3 code".into()),
            LinkedError::Error(error) => error.into(),
            other => Error::internal(other).into(),
        })?;
        let seal = self.seal_of(mode, person.id).await?;
        let mut work = self.work(actor.clone(), mode, person.id).await?;
        let id = VerificationId::from_uuid(self.fresh_uuid());
        let case = Verification {
            id,
            mode,
            applicant: person.id,
            reference: self.fresh_reference("PD"),
            level: record.level.clone(),
            state: State::Approved,
            review_cause: None,
            document: checked.document,
            policy_version: self.policy().version,
            attempts: 0,
            trying_since: None,
            sent_at: None,
            queued_at: None,
            due_at: None,
            claimed_by: None,
            decided_at: Some(work.now),
            created_at: work.now,
            version: 1,
        };
        verifications::insert(&mut work.tx, &case).await?;
        let row = imports::Import {
            verification_id: id,
            applicant_id: person.id,
            mode,
            key_hash,
            content_hash,
            sealed: seal.json(columns::IMPORT, id.as_uuid(), &checked.imported)?,
            api_key_id: match actor {
                Actor::Key { id, .. } => Some(*id),
                _ => None,
            },
            imported_at: work.now,
        };
        match imports::insert(&mut work.tx, &row).await {
            Ok(()) => {}
            Err(StoreError::Duplicate(_)) => {
                // The same record was handed over at the same time: theirs stands.
                drop(work);
                let mut tx = self.store().read().await?;
                let earlier = imports::find_by_key(&mut tx, mode, &key_hash).await?;
                let earlier = earlier.ok_or_else(|| Error::unavailable("the record was erased meanwhile"))?;
                return repeated(&earlier, &content_hash);
            }
            Err(error) => return Err(error.into()),
        }
        self.write_tenure(&mut work, &case, checked.imported.verified_at, checked.expires).await?;
        let detail =
            (data_encoding::HEXLOWER.encode(&key_hash), data_encoding::HEXLOWER.encode(&content_hash));
        work.audit_with("verification.imported", Subject::Case(id), &detail)?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        if self.policy().imports.tell {
            let link = self.address_of(Page::Case);
            self.mail_applicant(&mut work, &seal, person.id, MailKind::News { link }).await?;
        }
        work.commit().await?;
        Ok(Taken { verification: id, applicant: person.id, new: true })
    }

    fn check_import(&self, record: &ImportRecord) -> Result<Checked, ImportError> {
        let wrong = |field, what: &str| Err(ImportError::Field(field, what.to_owned()));
        let (policy, now) = (self.policy(), self.now());
        let texts = [
            ("key", &record.key, MAX_NAME),
            ("external_ref", &record.external_ref, MAX_NAME),
            ("verified_by", &record.verified_by, MAX_NAME),
            ("method", &record.method, MAX_NAME),
            ("evidence", &record.evidence, MAX_EVIDENCE),
        ];
        for (field, text, most) in texts {
            if text.trim().is_empty() {
                return wrong(field, "is empty");
            }
            if text.chars().count() > most || text.chars().any(char::is_control) {
                return Err(ImportError::Field(
                    field,
                    format!("is longer than {most} characters, or not one line"),
                ));
            }
        }
        let level = policy.level(&record.level).filter(|level| policy.imports.levels.contains(&level.name));
        let Some(level) = level else {
            let levels = policy.imports.levels.join(", ");
            let which = if levels.is_empty() { "none is".to_owned() } else { format!("these are: {levels}") };
            return Err(ImportError::Field(
                "level",
                format!("is not among the policy's imports.levels: {which}"),
            ));
        };
        let verified_at = OffsetDateTime::parse(record.verified_at.trim(), &Rfc3339).ok();
        let Some(verified_at) = verified_at.map(Timestamp::from_datetime) else {
            return wrong("verified_at", "is no moment: write 2026-03-01T10:00:00Z");
        };
        if verified_at > now {
            return wrong("verified_at", "lies in the future");
        }
        let max_age = policy.imports.max_age_days;
        if now.since(verified_at) > Duration::days(i64::from(max_age)) {
            return Err(ImportError::Field(
                "verified_at",
                format!("is more than {max_age} days ago, which is the policy's imports.max_age_days"),
            ));
        }
        let mut expires = None;
        let mut document = None;
        match &record.document {
            None if level.requires(Requirement::Document) => {
                return wrong("document", "is missing: the level asks for one");
            }
            None => {}
            Some(shown) => {
                let kind =
                    policy.documents.kinds.iter().copied().find(|k: &DocumentKind| k.as_str() == shown.kind);
                let Some(kind) = kind else {
                    return wrong("document.kind", "is not among the policy's documents.kinds");
                };
                if shown.country.len() != 3 || !is_issuing_code(&shown.country) {
                    return wrong("document.country", "is not an ISO 3166-1 alpha-3 code");
                }
                if policy.documents.countries_not_accepted.contains(&shown.country) {
                    return wrong("document.country", "is not accepted by the policy");
                }
                if let Some(text) = &shown.expires {
                    let Some(day) = parse_iso_date(text) else {
                        return wrong("document.expires", "is no date: write YYYY-MM-DD");
                    };
                    expires = Some(day);
                }
                let choice = DocumentChoice { kind, issuing_country: shown.country.clone() };
                if level.judge_choice(&choice).is_some() {
                    return wrong("document.kind", "is not one that the level takes");
                }
                document = Some(choice);
            }
        }
        let tenure = Tenure::of(policy, &level.name, verified_at, expires);
        if tenure.at(now).is_none_or(|stair| stair.level != level.name) {
            return wrong(
                "verified_at",
                "or the document's last day is so far back that the level would be over",
            );
        }
        Ok(Checked {
            imported: Imported {
                verified_by: record.verified_by.trim().to_owned(),
                verified_at,
                method: record.method.trim().to_owned(),
                evidence: record.evidence.trim().to_owned(),
                expires: record.document.as_ref().and_then(|shown| shown.expires.clone()),
                imported_at: now,
            },
            document,
            expires,
        })
    }

    /// Who verified elsewhere, where a case was taken over.
    pub(crate) async fn imported(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        case: &Verification,
    ) -> Result<Option<Imported>, Error> {
        let Some(row) = imports::find(tx, case.applicant, case.id).await? else { return Ok(None) };
        let imported: Imported = seal.open_json(columns::IMPORT, case.id.as_uuid(), &row.sealed)?;
        Ok(Some(Imported { imported_at: row.imported_at, ..imported }))
    }
}

fn repeated(earlier: &imports::Import, content_hash: &[u8; 32]) -> Result<Taken, ImportError> {
    if earlier.content_hash != *content_hash {
        return Err(ImportError::OtherRecord);
    }
    Ok(Taken { verification: earlier.verification_id, applicant: earlier.applicant_id, new: false })
}
