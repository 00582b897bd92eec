//! Applicants and their consents.

use crate::{
    StoreError, Tx,
    row::{Row, args, table},
};
use proofdesk_domain::{ApplicantId, Timestamp, verification::Mode};
use uuid::Uuid;

table! {
    /// A person being verified.
    "applicants" => pub struct Applicant {
        /// Their id; also the subject of their key.
        id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// The language they read, `en` or `zh-Hans`.
        locale: String,
        /// Where they live, as far as they were asked: ISO 3166-1 alpha-3.
        region: Option<String>,
        /// They said that they are old enough.
        age_confirmed: bool,
        /// The invitation code that they gave, sealed.
        sealed_invitation: Option<Vec<u8>>,
        /// What the platform calls them; unique in its mode.
        external_ref: Option<String>,
        /// When they came.
        created_at: Timestamp,
        /// When their data was erased.
        erased_at: Option<Timestamp>,
    }
}

table! {
    /// A consent to a notice, of one version, in one language.
    "consents" => pub struct Consent {
        /// Its id.
        id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// The notice's version.
        notice_version: String,
        /// To what: `processing`, `biometric`.
        kind: String,
        /// The language that it was read in.
        locale: String,
        /// When it was given.
        given_at: Timestamp,
        /// When it was withdrawn.
        withdrawn_at: Option<Timestamp>,
    }
}

/// Writes a new applicant. Make their key first.
pub async fn insert(tx: &mut Tx, applicant: &Applicant) -> Result<(), StoreError> {
    tx.insert(applicant).await
}

/// The applicant of that id, erased or not.
pub async fn find(tx: &mut Tx, id: ApplicantId) -> Result<Option<Applicant>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The applicant of that id, or [`StoreError::NotFound`].
pub async fn get(tx: &mut Tx, id: ApplicantId) -> Result<Applicant, StoreError> {
    find(tx, id).await?.ok_or(StoreError::NotFound("applicant"))
}

/// Of those of these people who were not erased: their world, and whether they are frozen.
pub async fn list_known(
    tx: &mut Tx,
    ids: &[ApplicantId],
) -> Result<Vec<(ApplicantId, Mode, bool)>, StoreError> {
    let Some((rest, args)) = crate::row::among("id", ids) else { return Ok(Vec::new()) };
    let sql = format!(
        "select id, mode, exists (select 1 from freezes f where f.applicant_id = applicants.id
                                  and f.lifted_at is null) as frozen
         from applicants {rest} and erased_at is null"
    );
    let rows = tx.rows(&sql, args).await?;
    let one = |row: &Row| {
        let table = "applicants";
        Ok((row.get(table, "id")?, row.get(table, "mode")?, row.get(table, "frozen")?))
    };
    rows.iter().map(one).collect()
}

/// These applicants: for the desk, after its access check.
pub async fn list_of(tx: &mut Tx, ids: &[ApplicantId]) -> Result<Vec<Applicant>, StoreError> {
    let Some((rest, args)) = crate::row::among("id", ids) else { return Ok(Vec::new()) };
    tx.list(&rest, args).await
}

/// The applicant whom the platform calls so.
pub async fn find_by_external_ref(
    tx: &mut Tx,
    mode: Mode,
    external_ref: &str,
) -> Result<Option<Applicant>, StoreError> {
    tx.find("where mode = $1 and external_ref = $2", args![mode, external_ref.to_owned()]).await
}

/// Records the language, the region and the age answer.
pub async fn update_profile(
    tx: &mut Tx,
    id: ApplicantId,
    locale: &str,
    region: Option<&str>,
    age_confirmed: bool,
) -> Result<(), StoreError> {
    let region = region.map(str::to_owned);
    let sql = "update applicants set locale = $2, region = $3, age_confirmed = $4 where id = $1";
    match tx.execute(sql, args![id, locale.to_owned(), region, age_confirmed]).await? {
        0 => Err(StoreError::NotFound("applicant")),
        _ => Ok(()),
    }
}

/// How many there are who were not erased.
pub async fn count(tx: &mut Tx, mode: Mode) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from applicants where mode = $1 and erased_at is null";
    Ok(tx.value(sql, args![mode]).await?.unwrap_or(0))
}

/// Records a consent.
pub async fn insert_consent(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    tx.insert(consent).await
}

/// An applicant's consents, oldest first, withdrawn ones included.
pub async fn list_consents(tx: &mut Tx, id: ApplicantId) -> Result<Vec<Consent>, StoreError> {
    tx.list("where applicant_id = $1 order by given_at, id", args![id]).await
}

/// Withdraws a consent that stands.
pub async fn withdraw_consent(
    tx: &mut Tx,
    applicant: ApplicantId,
    consent: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update consents set withdrawn_at = $3
               where applicant_id = $1 and id = $2 and withdrawn_at is null";
    match tx.execute(sql, args![applicant, consent, now]).await? {
        0 => Err(StoreError::NotFound("consent")),
        _ => Ok(()),
    }
}

/// People of both worlds who are not erased, whom no freeze holds, and of whose cases none is under way
/// or stands approved, by id: for the retention sweep.
pub async fn list_at_rest(
    tx: &mut Tx,
    after: Option<ApplicantId>,
    limit: i64,
) -> Result<Vec<Applicant>, StoreError> {
    let rest = "where erased_at is null and id > $1
                and not exists (select 1 from freezes f where f.applicant_id = applicants.id and f.lifted_at is null)
                and not exists (select 1 from verifications v where v.applicant_id = applicants.id
                    and v.state in ('draft', 'needs_input', 'checking', 'in_review', 'appealed', 'approved'))
                order by id limit $2";
    let after = after.unwrap_or(ApplicantId::from_uuid(Uuid::nil()));
    tx.list(rest, args![after, limit]).await
}
