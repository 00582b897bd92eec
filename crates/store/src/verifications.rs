//! Verifications: the cases.

use crate::{
    StoreError, Tx,
    row::{Column, Record, Row, Value, args},
};
use proofdesk_domain::{
    ApplicantId, StaffId, Timestamp, VerificationId,
    verification::{DocumentChoice, Mode, State, Verification},
};

/// By hand, since the chosen document takes two columns.
impl Record for Verification {
    const TABLE: &'static str = "verifications";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "mode",
        "applicant_id",
        "reference",
        "level",
        "state",
        "review_cause",
        "document_kind",
        "issuing_country",
        "policy_version",
        "attempts",
        "trying_since",
        "sent_at",
        "queued_at",
        "due_at",
        "claimed_by",
        "decided_at",
        "created_at",
        "version",
    ];

    fn values(&self) -> Vec<Value> {
        let kind = self.document.as_ref().map(|d| d.kind);
        let country = self.document.as_ref().map(|d| d.issuing_country.clone());
        args![
            self.id,
            self.mode,
            self.applicant,
            self.reference,
            self.level,
            self.state,
            self.review_cause,
            kind,
            country,
            self.policy_version,
            self.attempts,
            self.trying_since,
            self.sent_at,
            self.queued_at,
            self.due_at,
            self.claimed_by,
            self.decided_at,
            self.created_at,
            self.version,
        ]
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        fn get<T: Column>(row: &Row, column: &'static str) -> Result<T, StoreError> {
            row.get("verifications", column)
        }
        let kind = get(row, "document_kind")?;
        let country = get(row, "issuing_country")?;
        Ok(Self {
            id: get(row, "id")?,
            mode: get(row, "mode")?,
            applicant: get(row, "applicant_id")?,
            reference: get(row, "reference")?,
            level: get(row, "level")?,
            state: get(row, "state")?,
            review_cause: get(row, "review_cause")?,
            document: Option::zip(kind, country)
                .map(|(kind, issuing_country)| DocumentChoice { kind, issuing_country }),
            policy_version: get(row, "policy_version")?,
            attempts: get(row, "attempts")?,
            trying_since: get(row, "trying_since")?,
            sent_at: get(row, "sent_at")?,
            queued_at: get(row, "queued_at")?,
            due_at: get(row, "due_at")?,
            claimed_by: get(row, "claimed_by")?,
            decided_at: get(row, "decided_at")?,
            created_at: get(row, "created_at")?,
            version: get(row, "version")?,
        })
    }
}

/// Writes a new verification.
pub async fn insert(tx: &mut Tx, verification: &Verification) -> Result<(), StoreError> {
    tx.insert(verification).await
}

/// Writes a verification unless somebody else wrote it since it was read ([`StoreError::Stale`]); its
/// version counts on.
pub async fn update(tx: &mut Tx, verification: &mut Verification) -> Result<(), StoreError> {
    let version = verification.version;
    verification.version = tx.update_versioned("verification", &*verification, version).await?;
    Ok(())
}

/// An applicant's verification.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
) -> Result<Option<Verification>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// An applicant's verification, or [`StoreError::NotFound`].
pub async fn get(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
) -> Result<Verification, StoreError> {
    find(tx, applicant, id).await?.ok_or(StoreError::NotFound("verification"))
}

/// An applicant's verifications, newest first.
pub async fn list(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<Verification>, StoreError> {
    tx.list("where applicant_id = $1 order by created_at desc, id desc", args![applicant]).await
}

/// These people's verifications, newest first: for the counting of limits, which has asked whose they are.
pub async fn list_of_people(
    tx: &mut Tx,
    applicants: &[ApplicantId],
) -> Result<Vec<Verification>, StoreError> {
    let Some((rest, args)) = crate::row::among("applicant_id", applicants) else { return Ok(Vec::new()) };
    tx.list(&format!("{rest} order by created_at desc, id desc"), args).await
}

/// Anybody's verification in this world: for staff, API keys and jobs, after their own access check.
pub async fn find_in_mode(
    tx: &mut Tx,
    mode: Mode,
    id: VerificationId,
) -> Result<Option<Verification>, StoreError> {
    tx.find("where mode = $1 and id = $2", args![mode, id]).await
}

/// Anybody's verification of whatever world: for jobs and for staff, who learn the world from it.
pub async fn find_for_staff(tx: &mut Tx, id: VerificationId) -> Result<Option<Verification>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The verification that people quote so: for staff.
pub async fn find_by_reference(
    tx: &mut Tx,
    mode: Mode,
    reference: &str,
) -> Result<Option<Verification>, StoreError> {
    tx.find("where mode = $1 and reference = $2", args![mode, reference.to_owned()]).await
}

/// The verifications in one state, most urgent first, then oldest.
pub async fn list_in_state(
    tx: &mut Tx,
    mode: Mode,
    state: State,
    limit: i64,
) -> Result<Vec<Verification>, StoreError> {
    let rest = "where mode = $1 and state = $2
                order by coalesce(due_at, created_at), created_at, id limit $3";
    tx.list(rest, args![mode, state, limit]).await
}

/// What waits for a person, by the promised time: the reviewers' inbox.
pub async fn list_inbox(tx: &mut Tx, mode: Mode, limit: i64) -> Result<Vec<Verification>, StoreError> {
    list_waiting(tx, mode, Holder::Anybody, limit).await
}

/// Who has claimed what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Whoever, or nobody.
    Anybody,
    /// Nobody.
    Nobody,
    /// One staff member.
    One(StaffId),
}

/// What waits for a person and is claimed so, by the promised time.
pub async fn list_waiting(
    tx: &mut Tx,
    mode: Mode,
    holder: Holder,
    limit: i64,
) -> Result<Vec<Verification>, StoreError> {
    list_tagged(tx, mode, holder, None, limit).await
}

/// The same of the cases that have a tag, where one is named.
pub async fn list_tagged(
    tx: &mut Tx,
    mode: Mode,
    holder: Holder,
    tag: Option<&str>,
    limit: i64,
) -> Result<Vec<Verification>, StoreError> {
    let mut values = args![mode, limit];
    let held = match holder {
        Holder::Anybody => "",
        Holder::Nobody => " and claimed_by is null",
        Holder::One(staff) => {
            values.push(staff.to_value());
            " and claimed_by = $3"
        }
    };
    if let Some(tag) = tag {
        values.push(tag.to_owned().to_value());
        let mark = values.len();
        // Those with the tag first, then their order: what goes through the queue to find them goes through all of it
        // where the last ones have it. `+ 0` keeps the database from the queue's index.
        let rest = format!(
            "where mode = $1 and state in ('in_review', 'appealed'){held}
             and id in (select verification_id from tags where tag = ${mark})
             order by due_at + 0, queued_at, id limit $2"
        );
        return tx.list(&rest, values).await;
    }
    let mut found: Vec<Verification> = Vec::new();
    // A state at a time, so that the index gives the order and the first page costs the same however
    // long the queue is.
    for state in ["in_review", "appealed"] {
        let rest =
            format!("where mode = $1 and state = '{state}'{held} order by due_at, queued_at, id limit $2");
        found.extend(tx.list::<Verification>(&rest, values.clone()).await?);
    }
    found.sort_by_key(|case| (case.due_at, case.queued_at, case.id));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The verifications of these ids: for staff, after their access check.
pub async fn list_of_ids(tx: &mut Tx, ids: &[VerificationId]) -> Result<Vec<Verification>, StoreError> {
    let Some((rest, args)) = crate::row::among("id", ids) else { return Ok(Vec::new()) };
    tx.list(&rest, args).await
}

/// The newest decided verifications: for the figures and the console's history.
pub async fn list_decided_since(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Verification>, StoreError> {
    let rest = "where mode = $1 and decided_at >= $2 order by decided_at desc, id limit $3";
    tx.list(rest, args![mode, since, limit]).await
}

/// The place in the queue of people, from 1; `None` when it is not in it.
pub async fn find_queue_position(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: VerificationId,
) -> Result<Option<i64>, StoreError> {
    let Some(own) = find(tx, applicant, id).await? else { return Ok(None) };
    if !matches!(own.state, State::InReview | State::Appealed) {
        return Ok(None);
    }
    let Some(due) = own.due_at else { return Ok(None) };
    let sql = "select count(*) as v from verifications
               where mode = $1 and state in ('in_review', 'appealed')
               and (due_at < $2 or (due_at = $2 and (queued_at < $3 or (queued_at = $3 and id < $4))))";
    let queued = own.queued_at.unwrap_or(own.created_at);
    let before: i64 = tx.value(sql, args![own.mode, due, queued, id]).await?.unwrap_or(0);
    Ok(Some(before + 1))
}

/// How many stand in each state, for metrics and the console.
pub async fn count_by_state(tx: &mut Tx, mode: Mode) -> Result<Vec<(State, i64)>, StoreError> {
    let sql = "select state, count(*) as n from verifications where mode = $1 group by state
               order by state";
    let rows = tx.rows(sql, args![mode]).await?;
    rows.iter().map(|r| Ok((r.get("verifications", "state")?, r.get("verifications", "n")?))).collect()
}

/// Takes a case that waits for a person, if nobody else has. False when somebody has.
pub async fn claim(tx: &mut Tx, verification: &mut Verification, staff: StaffId) -> Result<bool, StoreError> {
    if verification.claimed_by.is_some_and(|holder| holder != staff) {
        return Ok(false);
    }
    verification.claimed_by = Some(staff);
    update(tx, verification).await.map(|()| true)
}
