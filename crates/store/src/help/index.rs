//! What articles are found by, kept beside them: which terms each has. Whoever looks keeps all of it in memory, as new
//! as a revision (`App::index`): the same on either engine.

use crate::{
    StoreError, Tx,
    row::{args, table},
    settings,
};
use proofdesk_domain::{
    ArticleId, Timestamp,
    help::{Language, Profile},
};

/// Counts changes of the profiles: whoever keeps them asks whether they are still true.
const REVISION: &str = "help.revision";

table! {
    /// What a published article is found by in a language.
    "help_profiles" => pub struct ProfileRow {
        /// Which article.
        article_id: ArticleId,
        /// In which language.
        locale: Language,
        /// As [`Profile::to_text`] gives it.
        profile: String,
    }
}

/// Writes profiles of articles that have none in that language.
pub async fn put(tx: &mut Tx, locale: Language, profiles: &[(ArticleId, Profile)]) -> Result<(), StoreError> {
    let rows: Vec<ProfileRow> = profiles
        .iter()
        .map(|(article_id, profile)| ProfileRow {
            article_id: *article_id,
            locale,
            profile: profile.to_text(),
        })
        .collect();
    tx.insert_all(&rows, "").await.map(|_| ())
}

/// Takes an article's away.
pub async fn delete(tx: &mut Tx, id: ArticleId, locale: Language) -> Result<(), StoreError> {
    let sql = "delete from help_profiles where article_id = $1 and locale = $2";
    tx.execute(sql, args![id, locale]).await.map(|_| ())
}

/// Takes away all of a language, to write them anew.
pub async fn clear(tx: &mut Tx, locale: Language) -> Result<(), StoreError> {
    tx.execute("delete from help_profiles where locale = $1", args![locale]).await.map(|_| ())
}

/// All of a language, in the order of ids.
pub async fn list(tx: &mut Tx, locale: Language) -> Result<Vec<(ArticleId, String)>, StoreError> {
    let rows: Vec<ProfileRow> = tx.list("where locale = $1 order by article_id", args![locale]).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row.profile)).collect())
}

/// How often profiles were changed.
pub async fn revision(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(settings::find(tx, REVISION).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Says that profiles were changed.
pub async fn bump(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let next = revision(tx).await? + 1;
    settings::put(tx, REVISION, &next.to_string(), now).await
}
