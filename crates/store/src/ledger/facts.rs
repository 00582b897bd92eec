//! What figures are made of: each case that was sent or decided in a time, with what came of it.

use crate::{
    StoreError, Tx,
    row::{Row, args},
};
use proofdesk_domain::{
    ReasonCode, Timestamp, VerificationId,
    ledger::{CaseFacts, Decided, Device},
    verification::{Mode, State},
};
use std::collections::{HashMap, HashSet};

/// The cases of a world (`$1`) that were sent for the first time, or approved or declined, since a moment
/// (`$2`); the newest first, at most `$3`.
const WANTED: &str = "with wanted as (
    select id from verifications where mode = $1 and trying_since is not null and id in (
        select id from verifications where mode = $1 and trying_since >= $2
        union
        select verification_id from decisions where decided_at >= $2 and outcome in ('approved', 'declined')
        and undone_at is null and undo_until is null)
    order by trying_since desc, id limit $3)";

/// What came of a case.
#[derive(Default)]
struct Outcome {
    /// Its first approval or no.
    decided: Option<Decided>,
    /// A person asked for something before that.
    asked: bool,
}

/// The facts of the cases that were sent for the first time, or decided, since a moment: the newest so
/// many. Codes are not among them: [`list_reasons`] has those.
pub async fn list_cases(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(VerificationId, CaseFacts)>, StoreError> {
    let outcomes = outcomes(tx, mode, since, limit).await?;
    let sql = format!(
        "{WANTED} select verification_id from overturns where verification_id in (select id from wanted)"
    );
    let rows = tx.rows(&sql, args![mode, since, limit]).await?;
    let overturned: HashSet<VerificationId> =
        rows.iter().map(|row| row.get("overturns", "verification_id")).collect::<Result<_, _>>()?;
    let sql = format!(
        "{WANTED} select v.id, v.trying_since, v.attempts, v.state, v.level, v.document_kind,
         v.issuing_country, v.policy_version, s.device, s.browser
         from verifications v left join senders s on s.verification_id = v.id
         where v.id in (select id from wanted)"
    );
    let none = Outcome::default();
    let mut cases = Vec::new();
    for row in tx.rows(&sql, args![mode, since, limit]).await? {
        let id: VerificationId = row.get("verifications", "id")?;
        cases.push((id, facts(&row, outcomes.get(&id).unwrap_or(&none), overturned.contains(&id))?));
    }
    Ok(cases)
}

fn facts(row: &Row, outcome: &Outcome, overturned: bool) -> Result<CaseFacts, StoreError> {
    let attempts: u32 = row.get("verifications", "attempts")?;
    let state: State = row.get("verifications", "state")?;
    let class = row.get("senders", "device")?;
    let browser = row.get("senders", "browser")?;
    let at_once = attempts == 0 && !outcome.asked;
    Ok(CaseFacts {
        sent_at: row.get("verifications", "trying_since")?,
        answered: !at_once || outcome.decided.is_some() || state == State::NeedsInput,
        first_try: at_once && outcome.decided.is_some_and(|decided| decided.approved),
        decided: outcome.decided,
        overturned,
        document: row.get("verifications", "document_kind")?,
        country: row.get("verifications", "issuing_country")?,
        level: row.get("verifications", "level")?,
        policy_version: row.get("verifications", "policy_version")?,
        device: Option::map(class, |class| Device { class, browser }),
        reasons: Vec::new(),
    })
}

async fn outcomes(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<HashMap<VerificationId, Outcome>, StoreError> {
    let sql = format!(
        "{WANTED} select verification_id, outcome, decider, decided_at from decisions
         where verification_id in (select id from wanted) and undone_at is null and undo_until is null
         and outcome in ('approved', 'declined', 'needs_input') order by decided_at, id"
    );
    let mut outcomes: HashMap<VerificationId, Outcome> = HashMap::new();
    for row in tx.rows(&sql, args![mode, since, limit]).await? {
        let outcome = outcomes.entry(row.get("decisions", "verification_id")?).or_default();
        let what: String = row.get("decisions", "outcome")?;
        match (what.as_str(), outcome.decided) {
            ("needs_input", None) => outcome.asked = true,
            ("approved" | "declined", None) => {
                outcome.decided = Some(Decided {
                    at: row.get("decisions", "decided_at")?,
                    by: row.get("decisions", "decider")?,
                    approved: what == "approved",
                });
            }
            // What came after the first end: an appeal, a renewal.
            _ => {}
        }
    }
    Ok(outcomes)
}

/// The codes that stood in the way of those cases at any time.
pub async fn list_reasons(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(VerificationId, ReasonCode)>, StoreError> {
    let sql = format!(
        "{WANTED} select distinct verification_id, code from findings
         where severity = 'blocking' and verification_id in (select id from wanted)"
    );
    let rows = tx.rows(&sql, args![mode, since, limit]).await?;
    rows.iter()
        .map(|row| Ok((row.get("findings", "verification_id")?, row.get("findings", "code")?)))
        .collect()
}

/// How often each code was found by the checks since a moment, and stood in the way.
pub async fn count_raised(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
) -> Result<Vec<(ReasonCode, i64)>, StoreError> {
    let sql = "select f.code as code, count(*) as n from findings f join verifications v on v.id = f.verification_id
               where v.mode = $1 and f.created_at >= $2 and f.severity = 'blocking' group by f.code order by f.code";
    let rows = tx.rows(sql, args![mode, since]).await?;
    rows.iter().map(|row| Ok((row.get("findings", "code")?, row.get("findings", "n")?))).collect()
}
