//! Use of limits: a head row with running sums for each person, their uses, the platform's rates.
//!
//! Whoever counts or gives back locks the heads first ([`lock_heads`]), then touches uses: so two never count the same
//! room twice. SQLite has one writer. Everything is written for many at once: whoever waits is served together.

use crate::{
    StoreError, Tx, dialect,
    row::{Column, Kind, Record as _, Value, among, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    limits::{Amount, Currency, Rate, Usage, Use},
    policy::Operation,
    verification::Mode,
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Where a use stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UseState {
    /// Counts, until it is committed, released or runs out.
    Reserved,
    /// Counts for good.
    Committed,
    /// Given back by the platform.
    Released,
    /// Given back because its time ran out.
    Expired,
}

impl UseState {
    /// The stable word for storage and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Committed => "committed",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }
}

words!(UseState, Operation);

columns! {
    Amount, Text, v => v.to_string(), Amount::from_stored(&v);
    Currency, Text, v => v.to_string(), Currency::parse(&v).ok();
    Usage, Text,
        v => serde_json::to_string(v).expect("sums are plain data"),
        serde_json::from_str(&v).ok();
}

table! {
    /// A person's running sums.
    "limit_heads" => pub struct LimitHead {
        /// Whose.
        applicant_id: ApplicantId,
        /// What they have used of the day and the month around the last change.
        usage: Usage,
        /// No reservation runs out before this moment.
        next_expiry: Option<Timestamp>,
        /// Counts writes.
        version: i64,
    }
}

table! {
    /// One use of limits.
    "limit_uses" => pub struct LimitUse {
        /// Its id.
        id: LimitUseId,
        /// In which world.
        mode: Mode,
        /// Whose.
        applicant_id: ApplicantId,
        /// Keyed hash of the platform's key; one use a key and world.
        key_hash: [u8; 32],
        /// It was consumed in one step, not reserved first.
        one_step: bool,
        /// Deposit, withdrawal or trade.
        operation: Operation,
        /// In which currency.
        currency: Currency,
        /// How much.
        amount: Amount,
        /// The reference currency of its day.
        reference_currency: Option<Currency>,
        /// What it was worth in that.
        worth: Option<Amount>,
        /// The level that allowed it.
        level: String,
        /// Under which policy.
        policy_version: u32,
        /// Where it stands.
        state: UseState,
        /// The moment that says in which windows it counts.
        counted_at: Timestamp,
        /// When it was asked for.
        created_at: Timestamp,
        /// When it is given back unless committed.
        expires_at: Timestamp,
        /// When it was committed.
        committed_at: Option<Timestamp>,
        /// When it was given back.
        given_back_at: Option<Timestamp>,
    }
}

impl LimitUse {
    /// As the rules count it, under that reference currency.
    pub fn to_use(&self) -> Use {
        Use {
            operation: self.operation,
            currency: self.currency.clone(),
            amount: self.amount.clone(),
            worth: self.worth.clone(),
            at: self.counted_at,
        }
    }
}

table! {
    /// A rate that the platform gave.
    "limit_rates" => pub struct GivenRate {
        /// In which world.
        mode: Mode,
        /// One unit of this
        currency: Currency,
        /// in this
        reference_currency: Currency,
        /// is worth so much.
        value: Amount,
        /// When it was so.
        as_of: Timestamp,
        /// When we were told.
        received_at: Timestamp,
    }
}

impl From<GivenRate> for Rate {
    fn from(given: GivenRate) -> Self {
        Self {
            currency: given.currency,
            value: given.value,
            reference: given.reference_currency,
            as_of: given.as_of,
        }
    }
}

/// A person's running sums as they stand.
pub async fn find_head(tx: &mut Tx, applicant: ApplicantId) -> Result<Option<LimitHead>, StoreError> {
    tx.find("where applicant_id = $1", args![applicant]).await
}

/// These people's running sums, locked until the transaction ends; `fresh` is what somebody without any begins with.
pub async fn lock_heads(
    tx: &mut Tx,
    applicants: &[ApplicantId],
    fresh: impl Fn() -> Usage,
) -> Result<Vec<LimitHead>, StoreError> {
    let mut heads = lock_present(tx, applicants).await?;
    let missing: BTreeSet<ApplicantId> =
        applicants.iter().copied().filter(|id| !heads.iter().any(|head| head.applicant_id == *id)).collect();
    if !missing.is_empty() {
        // In one order for every node, as they are locked.
        let begun = missing.iter().map(|&applicant_id| LimitHead {
            applicant_id,
            usage: fresh(),
            next_expiry: None,
            version: 0,
        });
        tx.insert_all(&begun.collect::<Vec<_>>(), "on conflict do nothing").await?;
        heads.extend(lock_present(tx, &missing.into_iter().collect::<Vec<_>>()).await?);
    }
    Ok(heads)
}

async fn lock_present(tx: &mut Tx, applicants: &[ApplicantId]) -> Result<Vec<LimitHead>, StoreError> {
    let Some((rest, args)) = among("applicant_id", applicants) else { return Ok(Vec::new()) };
    let locked = format!("{rest} order by applicant_id {}", dialect::for_update(tx.engine()));
    tx.list(&locked, args).await
}

/// Writes the sums of heads that are locked.
pub async fn update_heads(tx: &mut Tx, heads: &[LimitHead]) -> Result<(), StoreError> {
    // Each stands: many rows are changed in one statement so, by the key, on either engine.
    let change = "on conflict (applicant_id) do update
                  set usage = excluded.usage, next_expiry = excluded.next_expiry, version = limit_heads.version + 1
                  where limit_heads.version = excluded.version";
    let written = tx.insert_all(heads, change).await?;
    if written < heads.len() as u64 { Err(StoreError::Stale("head of limits")) } else { Ok(()) }
}

/// Writes new uses. [`StoreError::Stale`] where a key was used meanwhile: roll back then.
pub async fn insert_uses(tx: &mut Tx, uses: &[LimitUse]) -> Result<(), StoreError> {
    let written = tx.insert_all(uses, "on conflict do nothing").await?;
    if written < uses.len() as u64 { Err(StoreError::Stale("key of limits")) } else { Ok(()) }
}

/// Writes where uses stand now, while their heads are locked; each with where it stood when it was read.
/// [`StoreError::Stale`] where one stands no longer so: roll back then.
pub async fn update_states(tx: &mut Tx, uses: &[(UseState, &LimitUse)]) -> Result<(), StoreError> {
    // Those that were settled together came from one state to one other.
    let mut alike: Vec<(UseState, &LimitUse, Vec<LimitUseId>)> = Vec::new();
    for (before, used) in uses {
        let same = |(from, to, _): &&mut (UseState, &LimitUse, Vec<LimitUseId>)| {
            (*from, to.state, to.committed_at, to.given_back_at)
                == (*before, used.state, used.committed_at, used.given_back_at)
        };
        match alike.iter_mut().find(same) {
            Some((.., ids)) => ids.push(used.id),
            None => alike.push((*before, used, vec![used.id])),
        }
    }
    for (before, used, ids) in alike {
        let Some((rest, mut values)) = among("id", &ids) else { continue };
        let n = values.len();
        // Said so that no engine goes through all that stand so: ids lead to few.
        let sql = format!(
            "update limit_uses set state = ${}, committed_at = ${}, given_back_at = ${}
             {rest} and not (state <> ${})",
            n + 1,
            n + 2,
            n + 3,
            n + 4
        );
        values.extend(args![used.state, used.committed_at, used.given_back_at, before]);
        if tx.execute(&sql, values).await? < ids.len() as u64 {
            return Err(StoreError::Stale("use of limits"));
        }
    }
    Ok(())
}

/// The uses that the platform calls so, in no order.
pub async fn list_uses_by_key(
    tx: &mut Tx,
    mode: Mode,
    key_hashes: &[[u8; 32]],
) -> Result<Vec<LimitUse>, StoreError> {
    let Some((rest, mut args)) = among("key_hash", key_hashes) else { return Ok(Vec::new()) };
    args.push(mode.to_value());
    tx.list(&format!("{rest} and mode = ${}", args.len()), args).await
}

/// The uses of these ids in this world, in no order.
pub async fn list_uses_of(tx: &mut Tx, mode: Mode, ids: &[LimitUseId]) -> Result<Vec<LimitUse>, StoreError> {
    // By the ids alone: SQLite would rather go through all of the world's.
    let Some((rest, args)) = among("id", ids) else { return Ok(Vec::new()) };
    let mut found: Vec<LimitUse> = tx.list(&rest, args).await?;
    found.retain(|used| used.mode == mode);
    Ok(found)
}

/// A person's uses, newest first.
pub async fn list_uses(tx: &mut Tx, applicant: ApplicantId, limit: i64) -> Result<Vec<LimitUse>, StoreError> {
    let rest = "where applicant_id = $1 order by created_at desc, id desc limit $2";
    tx.list(rest, args![applicant, limit]).await
}

/// A person's uses that count in a window that began at `since`.
pub async fn list_counting(
    tx: &mut Tx,
    applicant: ApplicantId,
    since: Timestamp,
) -> Result<Vec<LimitUse>, StoreError> {
    let rest = "where applicant_id = $1 and counted_at >= $2 and state in ('reserved', 'committed')
                order by counted_at, id";
    tx.list(rest, args![applicant, since]).await
}

/// A person's reservations whose time has run out.
pub async fn list_run_out(
    tx: &mut Tx,
    applicant: ApplicantId,
    now: Timestamp,
) -> Result<Vec<LimitUse>, StoreError> {
    let rest = "where applicant_id = $1 and state = 'reserved' and expires_at <= $2 order by id";
    tx.list(rest, args![applicant, now]).await
}

/// When a person's next reservation runs out, after this moment.
pub async fn find_next_expiry(
    tx: &mut Tx,
    applicant: ApplicantId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "select min(expires_at) as v from limit_uses
               where applicant_id = $1 and state = 'reserved' and expires_at > $2";
    Ok(tx.value::<Option<Timestamp>>(sql, args![applicant, after]).await?.flatten())
}

/// People who have reservations whose time has run out, at most `limit`: for clearing up.
pub async fn list_people_run_out(
    tx: &mut Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(Mode, ApplicantId)>, StoreError> {
    let sql = "select distinct mode, applicant_id from limit_uses
               where state = 'reserved' and expires_at <= $1 limit $2";
    let rows = tx.rows(sql, args![now, limit]).await?;
    rows.iter()
        .map(|row| Ok((row.get("limit_uses", "mode")?, row.get("limit_uses", "applicant_id")?)))
        .collect()
}

/// Values a use anew: the policy's reference currency has changed.
pub async fn update_worth(
    tx: &mut Tx,
    id: LimitUseId,
    reference: &Currency,
    worth: &Amount,
) -> Result<(), StoreError> {
    let sql = "update limit_uses set reference_currency = $2, worth = $3 where id = $1";
    tx.execute(sql, args![id, *reference, *worth]).await.map(|_| ())
}

/// Writes a rate unless a newer one stands. False where it does.
pub async fn put_rate(tx: &mut Tx, rate: &GivenRate) -> Result<bool, StoreError> {
    let sql = "insert into limit_rates (mode, currency, reference_currency, value, as_of, received_at)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (mode, currency, reference_currency) do update
               set value = excluded.value, as_of = excluded.as_of, received_at = excluded.received_at
               where limit_rates.as_of <= excluded.as_of";
    Ok(tx.execute(sql, rate.values()).await? > 0)
}

/// The rate of a currency.
pub async fn find_rate(
    tx: &mut Tx,
    mode: Mode,
    currency: &Currency,
    reference: &Currency,
) -> Result<Option<GivenRate>, StoreError> {
    let rest = "where mode = $1 and currency = $2 and reference_currency = $3";
    tx.find(rest, args![mode, *currency, *reference]).await
}

/// Every rate of a world, by currency.
pub async fn list_rates(tx: &mut Tx, mode: Mode) -> Result<Vec<GivenRate>, StoreError> {
    tx.list("where mode = $1 order by currency, reference_currency", args![mode]).await
}
