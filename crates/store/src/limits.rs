//! Use of limits: a head row with running sums for each person, their uses, the platform's rates.
//!
//! Whoever counts or gives back locks the head first ([`lock_head`]), then touches uses: so two never
//! count the same room twice, and never wait for each other in a circle. SQLite has one writer.

use crate::{
    StoreError, Tx, dialect,
    row::{Column, Kind, Record as _, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    limits::{Amount, Currency, Rate, Usage, Use},
    policy::Operation,
    verification::Mode,
};
use serde::Deserialize;

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

/// A person's running sums, locked until the transaction ends; `fresh` is what somebody without any
/// begins with.
pub async fn lock_head(
    tx: &mut Tx,
    applicant: ApplicantId,
    fresh: impl FnOnce() -> Usage,
) -> Result<LimitHead, StoreError> {
    let locked = format!("where applicant_id = $1 {}", dialect::for_update(tx.engine()));
    if let Some(head) = tx.find(&locked, args![applicant]).await? {
        return Ok(head);
    }
    let sql = "insert into limit_heads (applicant_id, usage, next_expiry, version)
               values ($1, $2, $3, $4) on conflict do nothing";
    tx.execute(sql, args![applicant, fresh(), None::<Timestamp>, 0_i64]).await?;
    tx.find(&locked, args![applicant]).await?.ok_or(StoreError::NotFound("head of limits"))
}

/// Writes the sums of a head that is locked.
pub async fn update_head(tx: &mut Tx, head: &LimitHead) -> Result<(), StoreError> {
    let sql = "update limit_heads set usage = $2, next_expiry = $3, version = version + 1
               where applicant_id = $1 and version = $4";
    let args = args![head.applicant_id, head.usage, head.next_expiry, head.version];
    match tx.execute(sql, args).await? {
        0 => Err(StoreError::Stale("head of limits")),
        _ => Ok(()),
    }
}

/// Writes a new use. False, and nothing written, where the key was used before.
pub async fn insert_use(tx: &mut Tx, used: &LimitUse) -> Result<bool, StoreError> {
    let marks: Vec<String> = (1..=LimitUse::COLUMNS.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "insert into limit_uses ({}) values ({}) on conflict do nothing",
        LimitUse::COLUMNS.join(", "),
        marks.join(", ")
    );
    Ok(tx.execute(&sql, used.values()).await? > 0)
}

/// The use that the platform calls so.
pub async fn find_use_by_key(
    tx: &mut Tx,
    mode: Mode,
    key_hash: &[u8; 32],
) -> Result<Option<LimitUse>, StoreError> {
    tx.find("where mode = $1 and key_hash = $2", args![mode, *key_hash]).await
}

/// The use of that id in this world.
pub async fn find_use(tx: &mut Tx, mode: Mode, id: LimitUseId) -> Result<Option<LimitUse>, StoreError> {
    tx.find("where mode = $1 and id = $2", args![mode, id]).await
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

/// When a person's next reservation runs out.
pub async fn find_next_expiry(tx: &mut Tx, applicant: ApplicantId) -> Result<Option<Timestamp>, StoreError> {
    let sql = "select min(expires_at) as v from limit_uses where applicant_id = $1 and state = 'reserved'";
    Ok(tx.value::<Option<Timestamp>>(sql, args![applicant]).await?.flatten())
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

/// Commits a reservation whose time has not run out. False, and nothing written, where there is none.
pub async fn commit_use(tx: &mut Tx, id: LimitUseId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update limit_uses set state = 'committed', committed_at = $2
               where id = $1 and state = 'reserved' and expires_at > $2";
    Ok(tx.execute(sql, args![id, now]).await? > 0)
}

/// Records that a use was given back, `to` released or expired, while the head is locked. False, and
/// nothing written, where it stands no longer as it was read.
pub async fn give_back_use(
    tx: &mut Tx,
    used: &LimitUse,
    to: UseState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "update limit_uses set state = $3, given_back_at = $4 where id = $1 and state = $2";
    Ok(tx.execute(sql, args![used.id, used.state, to, now]).await? > 0)
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
