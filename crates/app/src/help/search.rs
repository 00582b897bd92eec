//! Looking for articles: the domain ranks them by an index in memory, the database has their words.

use crate::{App, error::Error, work::Work};
use proofdesk_domain::{
    ArticleId,
    access::Actor,
    bot::model::mask,
    help::{
        ArticleText, Index, Language, Profile, Ranked, Score, markdown,
        terms::{self, Question},
    },
};
use proofdesk_store::{
    Tx,
    help::{articles, index, readers},
};
use std::{collections::HashMap, sync::Arc};

/// Most articles that a question is answered from.
const CANDIDATES: usize = 60;
/// Results of a search that are shown.
const SHOWN: usize = 20;
/// Longest search without result that is remembered, in characters.
const REMEMBERED: usize = 80;

/// An article that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which.
    pub id: ArticleId,
    /// The last part of its address.
    pub slug: String,
    /// In which language.
    pub language: Language,
    /// Its words.
    pub text: ArticleText,
    /// How well it answers.
    pub score: Score,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// They are in the other language: in the reader's own nothing was found.
    pub elsewhere: bool,
}

/// Articles in their order, and the question as it was understood.
pub(crate) struct Retrieved {
    pub question: Question,
    pub ranked: Vec<Ranked>,
}

impl App {
    /// Looks for articles, in the other language where the reader's own has none. Whoever writes Chinese on
    /// an English page reads Chinese: that language is looked in first. What nothing was found for is
    /// remembered for the authors, without numbers and addresses.
    pub async fn search_help(&self, language: Language, text: &str) -> Result<Found, Error> {
        let first = if text.chars().any(terms::is_unspaced) { Language::ZhCn } else { language };
        let mut found = Found { hits: self.hits(first, text).await?, elsewhere: first != language };
        if found.hits.is_empty() {
            let second = first.other();
            found = Found { hits: self.hits(second, text).await?, elsewhere: second != language };
            let words = remembered(text);
            if found.hits.is_empty() && !words.is_empty() {
                let mut work = self.house_work(Actor::System).await?;
                readers::count_search(&mut work.tx, language, &words, work.now).await?;
                work.commit().await?;
            }
        }
        Ok(found)
    }

    async fn hits(&self, language: Language, text: &str) -> Result<Vec<Hit>, Error> {
        let mut tx = self.store().read().await?;
        let retrieved = self.retrieve(&mut tx, language, text).await?;
        if retrieved.question.is_empty() {
            return Ok(Vec::new());
        }
        let worth = retrieved.ranked.into_iter().filter(|ranked| ranked.score.covered >= WORTH_SHOWING);
        let picked: Vec<Ranked> = worth.take(SHOWN).collect();
        load(&mut tx, language, &picked).await
    }

    /// Articles of one language, ranked.
    pub(crate) async fn retrieve(
        &self,
        tx: &mut Tx,
        language: Language,
        text: &str,
    ) -> Result<Retrieved, Error> {
        let index = self.index(tx, language).await?;
        let question = index.question(text);
        let ranked = index.rank(&question, CANDIDATES);
        Ok(Retrieved { question, ranked })
    }

    /// What a language's articles are found by, read anew when an article was published since. While somebody reads it
    /// anew, others look in what was true before.
    async fn index(&self, tx: &mut Tx, language: Language) -> Result<Arc<Index>, Error> {
        let indexes = self.indexes();
        let revision = index::revision(tx).await?;
        let older = match indexes.get(language, revision) {
            Some((kept, true)) => return Ok(kept),
            Some((kept, false)) => Some(kept),
            None => None,
        };
        let _reading = match (older, indexes.reading.try_lock()) {
            (_, Ok(reading)) => reading,
            (Some(older), Err(_)) => return Ok(older),
            (None, Err(_)) => indexes.reading.lock().await,
        };
        if let Some((kept, true)) = indexes.get(language, revision) {
            return Ok(kept);
        }
        let rows = index::list(tx, language).await?;
        let fresh = tokio::task::spawn_blocking(|| Arc::new(Index::read(rows)));
        let fresh = fresh.await.map_err(Error::internal)?;
        indexes.put(language, revision, Arc::clone(&fresh));
        Ok(fresh)
    }

    /// Builds the whole index anew from what is published.
    pub async fn rebuild_help_index(&self) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        for language in Language::ALL {
            index::clear(&mut work.tx, language).await?;
            let profiles = profiles_of(&mut work.tx, language, None).await?;
            index::put(&mut work.tx, language, &profiles).await?;
        }
        index::bump(&mut work.tx, work.now).await?;
        work.commit().await
    }

    /// Puts what is published of these articles into the index, in place of what was there.
    pub(super) async fn index_anew(
        &self,
        work: &mut Work,
        language: Language,
        ids: &[ArticleId],
    ) -> Result<(), Error> {
        for id in ids {
            index::delete(&mut work.tx, *id, language).await?;
        }
        let profiles = profiles_of(&mut work.tx, language, Some(ids)).await?;
        Ok(index::put(&mut work.tx, language, &profiles).await?)
    }
}

/// Below this share of the question an article is no result.
const WORTH_SHOWING: f32 = 0.2;

/// The texts of articles that were found, in the order given.
pub(crate) async fn load(tx: &mut Tx, language: Language, picked: &[Ranked]) -> Result<Vec<Hit>, Error> {
    let ids: Vec<ArticleId> = picked.iter().map(|ranked| ranked.id).collect();
    let slugs: HashMap<ArticleId, String> =
        articles::list_of(tx, &ids).await?.into_iter().map(|article| (article.id, article.slug)).collect();
    let mut texts: HashMap<ArticleId, ArticleText> = articles::list_published(tx, language, Some(&ids))
        .await?
        .into_iter()
        .map(|version| (version.article_id, text_of(version)))
        .collect();
    Ok(picked
        .iter()
        .filter_map(|Ranked { id, score }| {
            let (slug, text) = (slugs.get(id)?.clone(), texts.remove(id)?);
            Some(Hit { id: *id, slug, language, text, score: *score })
        })
        .collect())
}

/// What articles are found by.
async fn profiles_of(
    tx: &mut Tx,
    language: Language,
    ids: Option<&[ArticleId]>,
) -> Result<Vec<(ArticleId, Profile)>, Error> {
    let reasons: HashMap<ArticleId, String> = match ids {
        Some(ids) => articles::list_of(tx, ids).await?,
        None => articles::list(tx).await?,
    }
    .into_iter()
    .map(|article| {
        let codes: Vec<&str> = article.reasons.iter().map(|code| code.as_str()).collect();
        (article.id, codes.join(" "))
    })
    .collect();
    let published = articles::list_published(tx, language, ids).await?;
    Ok(published
        .into_iter()
        .map(|version| {
            let codes = reasons.get(&version.article_id).map(String::as_str).unwrap_or_default();
            let keywords = format!("{} {codes}", version.keywords);
            let body = markdown::plain(&version.body);
            (version.article_id, Profile::new([&version.title, &keywords, &version.summary, &body]))
        })
        .collect())
}

pub(super) fn text_of(version: articles::Version) -> ArticleText {
    ArticleText {
        title: version.title,
        summary: version.summary,
        keywords: version.keywords,
        body: version.body,
    }
}

/// A search as it may be remembered: short, small letters, without what could name a person.
fn remembered(text: &str) -> String {
    let words = mask(text).to_lowercase().replace("[…]", " ");
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).take(REMEMBERED).collect();
    if line.chars().any(char::is_alphanumeric) { line } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::remembered;

    #[test]
    fn a_search_is_remembered_without_what_names_a_person() {
        assert_eq!(remembered("Where is  MY money, x@example.org 11010119900307"), "where is my money,");
        assert_eq!(remembered("????"), "");
        assert_eq!(remembered(&"a".repeat(100_000)).len(), 80);
    }
}
