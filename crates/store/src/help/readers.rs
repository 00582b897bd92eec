//! What readers did: reads, "did this help", searches without a result, and what became of their cases.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{
    ApplicantId, ArticleId, Timestamp, VerificationId, help::Language, verification::State,
};
use uuid::Uuid;

/// Most searches without result that are kept in a language; the oldest go first.
const SEARCHES: i64 = 2_000;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

table! {
    /// Somebody with a case read an article.
    "help_readings" => pub struct Reading {
        /// Its id.
        id: Uuid,
        /// What they read.
        article_id: ArticleId,
        /// In which language.
        locale: Language,
        /// Who.
        applicant_id: ApplicantId,
        /// Their case.
        verification_id: VerificationId,
        /// Its state at that moment.
        state: State,
        /// When.
        read_at: Timestamp,
    }
}

table! {
    /// What was looked for and not found.
    "help_searches" => pub struct Search {
        /// In which language.
        locale: Language,
        /// The words.
        words: String,
        /// How often.
        times: i64,
        /// When first.
        first_at: Timestamp,
        /// When last.
        last_at: Timestamp,
    }
}

/// What a reader said of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Opened it.
    Read,
    /// It helped.
    Helped,
    /// It did not.
    NotHelped,
}

/// Counts a deed.
pub async fn count(
    tx: &mut Tx,
    id: ArticleId,
    locale: Language,
    deed: Deed,
    now: Timestamp,
) -> Result<(), StoreError> {
    let one = |this: Deed| i64::from(this == deed);
    let sql = "insert into help_counts (article_id, locale, day, reads, helped, not_helped)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (article_id, locale, day) do update set reads = help_counts.reads + excluded.reads,
               helped = help_counts.helped + excluded.helped,
               not_helped = help_counts.not_helped + excluded.not_helped";
    let day = now.as_micros().div_euclid(DAY);
    let values = args![id, locale, day, one(Deed::Read), one(Deed::Helped), one(Deed::NotHelped)];
    tx.execute(sql, values).await.map(|_| ())
}

/// Remembers a reading, unless the same person read the same article a short while before.
pub async fn insert_reading(tx: &mut Tx, reading: &Reading, since: Timestamp) -> Result<(), StoreError> {
    let sql = "select count(*) as v from help_readings where applicant_id = $1 and article_id = $2
               and verification_id = $3 and read_at >= $4";
    let values = args![reading.applicant_id, reading.article_id, reading.verification_id, since];
    if tx.value::<i64>(sql, values).await?.unwrap_or(0) > 0 {
        return Ok(());
    }
    tx.insert(reading).await
}

/// Remembers a search without a result.
pub async fn count_search(
    tx: &mut Tx,
    locale: Language,
    words: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "insert into help_searches (locale, words, times, first_at, last_at) values ($1, $2, 1, $3, $3)
               on conflict (locale, words) do update set times = help_searches.times + 1, last_at = excluded.last_at";
    tx.execute(sql, args![locale, words.to_owned(), now]).await?;
    let sql = "delete from help_searches where locale = $1 and last_at < (select last_at from help_searches
               where locale = $1 order by last_at desc limit 1 offset $2)";
    tx.execute(sql, args![locale, SEARCHES]).await.map(|_| ())
}

/// Searches without a result, the most frequent first.
pub async fn list_searches(tx: &mut Tx, limit: i64) -> Result<Vec<Search>, StoreError> {
    tx.list("order by times desc, last_at desc, words limit $1", args![limit]).await
}

/// Forgets a search: an author has seen to it.
pub async fn delete_search(tx: &mut Tx, locale: Language, words: &str) -> Result<(), StoreError> {
    let sql = "delete from help_searches where locale = $1 and words = $2";
    tx.execute(sql, args![locale, words.to_owned()]).await.map(|_| ())
}

/// Forgets what was read before a moment, and searches not made since.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    tx.execute("delete from help_readings where read_at < $1", args![before]).await?;
    tx.execute("delete from help_searches where last_at < $1", args![before]).await.map(|_| ())
}

/// What readers of an article in one language did and came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Of which article.
    pub article_id: ArticleId,
    /// In which language.
    pub locale: Language,
    /// How often it was read.
    pub reads: i64,
    /// Said that it helped.
    pub helped: i64,
    /// Said that it did not.
    pub not_helped: i64,
    /// Readers with an unfinished case.
    pub with_case: i64,
    /// Of those: approved since.
    pub approved: i64,
    /// Of those: with a person, or was decided by one against them.
    pub with_person: i64,
    /// Of those: still their turn.
    pub still: i64,
}

/// The tallies since a moment, of every article that anybody read.
pub async fn tally(tx: &mut Tx, since: Timestamp) -> Result<Vec<Tally>, StoreError> {
    const TABLE: &str = "help_counts";
    let sql = "select c.article_id as article_id, c.locale as locale, cast(sum(c.reads) as bigint) as reads,
               cast(sum(c.helped) as bigint) as helped, cast(sum(c.not_helped) as bigint) as not_helped
               from help_counts c where c.day >= $1 group by c.article_id, c.locale";
    let day = since.as_micros().div_euclid(DAY);
    let mut tallies = Vec::new();
    for row in tx.rows(sql, args![day]).await? {
        tallies.push(Tally {
            article_id: row.get(TABLE, "article_id")?,
            locale: row.get(TABLE, "locale")?,
            reads: row.get(TABLE, "reads")?,
            helped: row.get(TABLE, "helped")?,
            not_helped: row.get(TABLE, "not_helped")?,
            with_case: 0,
            approved: 0,
            with_person: 0,
            still: 0,
        });
    }
    // Once a case and article, however often it was read.
    let sql = "select r.article_id as article_id, r.locale as locale, v.state as state,
               cast(count(distinct r.verification_id) as bigint) as n
               from help_readings r join verifications v on v.id = r.verification_id
               where r.read_at >= $1 and r.state in ('draft', 'needs_input')
               group by r.article_id, r.locale, v.state";
    for row in tx.rows(sql, args![since]).await? {
        let (id, locale): (ArticleId, Language) = (row.get(TABLE, "article_id")?, row.get(TABLE, "locale")?);
        let (state, n): (State, i64) = (row.get(TABLE, "state")?, row.get(TABLE, "n")?);
        let Some(tally) = tallies.iter_mut().find(|t| t.article_id == id && t.locale == locale) else {
            continue;
        };
        tally.with_case += n;
        match state {
            State::Approved => tally.approved += n,
            State::InReview | State::Appealed | State::Declined | State::Revoked => tally.with_person += n,
            State::Draft | State::NeedsInput | State::Checking | State::Cancelled | State::Expired => {
                tally.still += n;
            }
        }
    }
    Ok(tallies)
}
