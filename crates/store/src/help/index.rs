//! What articles are found by: full text on either engine, over terms that the domain makes.

use crate::{
    StoreError, Tx, dialect,
    row::{Value, args},
    settings,
};
use proofdesk_domain::{
    ArticleId, Timestamp,
    help::{Language, Lexicon, Profile},
};
use std::collections::BTreeMap;

/// Rows written by one statement.
const AT_ONCE: usize = 100;
/// Counts changes of the index: whoever keeps a lexicon asks whether it is still true.
const REVISION: &str = "help.revision";

/// Counts of articles by term.
pub type Words = BTreeMap<String, i64>;

/// Puts profiles into the index, and their terms into the counts.
pub async fn put(tx: &mut Tx, locale: Language, profiles: &[(ArticleId, Profile)]) -> Result<(), StoreError> {
    let mut words = Words::new();
    for chunk in profiles.chunks(AT_ONCE) {
        let mut values: Vec<Value> = Vec::with_capacity(chunk.len() * 4);
        for (id, profile) in chunk {
            let terms: Vec<&str> = profile.terms().collect();
            for term in &terms {
                *words.entry((*term).to_owned()).or_default() += 1;
            }
            values.extend(args![*id, locale, profile.to_text(), terms.join(" ")]);
        }
        let sql = dialect::insert_help_index(tx.engine(), chunk.len());
        tx.execute(&sql, values).await?;
    }
    count(tx, locale, words).await
}

/// Takes an article out of the index.
pub async fn delete(tx: &mut Tx, id: ArticleId, locale: Language) -> Result<(), StoreError> {
    let sql = "select profile as v from help_index where article_id = $1 and locale = $2";
    let Some(profile) = tx.value::<String>(sql, args![id, locale]).await? else { return Ok(()) };
    tx.execute("delete from help_index where article_id = $1 and locale = $2", args![id, locale]).await?;
    let words = Profile::from_text(&profile).terms().map(|term| (term.to_owned(), -1)).collect();
    count(tx, locale, words).await
}

/// Empties the index of a language, to build it anew.
pub async fn clear(tx: &mut Tx, locale: Language) -> Result<(), StoreError> {
    tx.execute("delete from help_index where locale = $1", args![locale]).await?;
    tx.execute("delete from help_words where locale = $1", args![locale]).await.map(|_| ())
}

async fn count(tx: &mut Tx, locale: Language, words: Words) -> Result<(), StoreError> {
    let words: Vec<(String, i64)> = words.into_iter().collect();
    for chunk in words.chunks(AT_ONCE) {
        let mut values = args![locale];
        let mut rows = Vec::with_capacity(chunk.len());
        for (term, articles) in chunk {
            values.extend(args![*term, *articles]);
            rows.push(format!("($1, ${}, ${})", values.len() - 1, values.len()));
        }
        let sql = format!(
            "insert into help_words (locale, term, articles) values {}
             on conflict (locale, term) do update set articles = help_words.articles + excluded.articles",
            rows.join(", ")
        );
        tx.execute(&sql, values).await?;
    }
    tx.execute("delete from help_words where locale = $1 and articles <= 0", args![locale]).await.map(|_| ())
}

/// How often the index was changed.
pub async fn revision(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(settings::find(tx, REVISION).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Says that the index was changed.
pub async fn bump(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let next = revision(tx).await? + 1;
    settings::put(tx, REVISION, &next.to_string(), now).await
}

/// The words of a language and in how many articles each stands.
pub async fn lexicon(tx: &mut Tx, locale: Language) -> Result<Lexicon, StoreError> {
    let sql = "select count(*) as v from help_index where locale = $1";
    let articles: u32 = tx.value(sql, args![locale]).await?.unwrap_or(0);
    let rows = tx.rows("select term, articles from help_words where locale = $1", args![locale]).await?;
    let words = rows
        .iter()
        .map(|row| Ok((row.get("help_words", "term")?, row.get("help_words", "articles")?)))
        .collect::<Result<Vec<(String, u32)>, StoreError>>()?;
    Ok(Lexicon::new(articles, words))
}

/// Articles that have any of the terms, with their profiles: candidates, to be ranked by the domain.
/// Each term comes with its weight.
pub async fn candidates(
    tx: &mut Tx,
    locale: Language,
    terms: &[(String, i64)],
    limit: i64,
) -> Result<Vec<(ArticleId, Profile)>, StoreError> {
    // Ours have neither; whatever does is no term.
    let terms: Vec<(String, i64)> =
        terms.iter().filter(|(term, _)| !term.contains(['"', '\'', '\\', ' '])).cloned().collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, further) = dialect::find_help(tx.engine(), &terms, limit);
    let mut values = args![locale];
    values.extend(further.into_iter().map(|text| Value::Text(Some(text))));
    let rows = tx.rows(&sql, values).await?;
    rows.iter()
        .map(|row| {
            let profile: String = row.get("help_index", "profile")?;
            Ok((row.get("help_index", "article_id")?, Profile::from_text(&profile)))
        })
        .collect()
}
