//! Reading articles. Everybody may.

use super::{
    search::text_of,
    views::{ArticleView, CategoryView, Listed},
};
use crate::{App, error::Error, views::ApplicantSession};
use proofdesk_domain::{ArticleId, ReasonCode, Timestamp, access::Actor, help::Language};
use proofdesk_store::{
    Tx,
    help::{
        articles::{self, Article, Category},
        readers::{self, Deed, Reading},
    },
    verifications,
};
use std::collections::HashMap;
use time::Duration;

/// Readings and searches are kept so long.
const KEPT: Duration = Duration::days(90);
/// The same article read again within this is one reading.
const AGAIN: Duration = Duration::hours(6);

/// Whether an article helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did.
    Helped,
    /// It did not.
    NotHelped,
}

impl App {
    /// Every category with what is published of it in a language; empty ones are left out.
    pub async fn help_centre(&self, language: Language) -> Result<Vec<CategoryView>, Error> {
        let mut tx = self.store().read().await?;
        let mut listed = listed(&mut tx, language).await?;
        let mut views = Vec::new();
        for category in articles::list_categories(&mut tx).await? {
            let articles = listed.remove(&category.slug).unwrap_or_default();
            if !articles.is_empty() {
                let title = title_of(&category, language);
                views.push(CategoryView { slug: category.slug, title, articles });
            }
        }
        Ok(views)
    }

    /// The article at an address, in the language or, where it is not published in it, in another.
    /// [`Error::NotFound`] where none is published.
    pub async fn help_article(&self, language: Language, slug: &str) -> Result<ArticleView, Error> {
        let mut tx = self.store().read().await?;
        let article = articles::find_by_slug(&mut tx, slug).await?.ok_or(Error::NotFound)?;
        self.article_view(&mut tx, article, language).await
    }

    async fn article_view(
        &self,
        tx: &mut Tx,
        article: Article,
        language: Language,
    ) -> Result<ArticleView, Error> {
        let texts = articles::list_texts(tx, Some(article.id)).await?;
        let published: Vec<_> = texts.iter().filter(|text| text.published.is_some()).collect();
        let shown = published
            .iter()
            .find(|text| text.locale == language)
            .or_else(|| published.first())
            .ok_or(Error::NotFound)?;
        let (locale, number) = (shown.locale, shown.published.ok_or(Error::NotFound)?);
        let version = articles::find_version(tx, article.id, locale, number).await?.ok_or(Error::NotFound)?;
        let category = articles::list_categories(tx).await?.into_iter().find(|c| c.slug == article.category);
        let beside = listed(tx, locale)
            .await?
            .remove(&article.category)
            .unwrap_or_default()
            .into_iter()
            .filter(|other| other.slug != article.slug)
            .collect();
        Ok(ArticleView {
            id: article.id,
            category: (
                article.category.clone(),
                category.map(|category| title_of(&category, locale)).unwrap_or_default(),
            ),
            language: locale,
            languages: published.iter().map(|text| text.locale).collect(),
            published_at: shown.published_at.unwrap_or(version.saved_at),
            text: text_of(version),
            reasons: article.reasons,
            slug: article.slug,
            beside,
        })
    }

    /// Where a former address leads to.
    pub async fn help_redirect(&self, slug: &str) -> Result<Option<String>, Error> {
        let mut tx = self.store().read().await?;
        let Some(id) = articles::find_redirect(&mut tx, slug).await? else { return Ok(None) };
        Ok(articles::find(&mut tx, id).await?.map(|article| article.slug))
    }

    /// The address of the article that explains a reason in a language; where there is none, of that of
    /// its class.
    pub async fn help_for(&self, language: Language, code: ReasonCode) -> Result<Option<String>, Error> {
        let mut tx = self.store().read().await?;
        let class = code.reason().class.letter().to_string();
        let texts = articles::list_texts(&mut tx, None).await?;
        let all = articles::list(&mut tx).await?;
        let shown = |article: &&Article| {
            let there = |text: &&articles::Text| text.article_id == article.id && text.locale == language;
            texts.iter().find(there).is_some_and(|text| text.published.is_some())
        };
        let own = all.iter().filter(shown).find(|article| article.reasons.contains(&code));
        let of_class = || all.iter().filter(shown).find(|article| article.class.as_deref() == Some(&*class));
        Ok(own.or_else(of_class).map(|article| article.slug.clone()))
    }

    /// The reasons that no article explains which is published in every language.
    pub async fn help_gaps(&self) -> Result<Vec<ReasonCode>, Error> {
        let mut tx = self.store().read().await?;
        let texts = articles::list_texts(&mut tx, None).await?;
        let whole = |id: ArticleId| {
            Language::ALL.into_iter().all(|language| {
                texts.iter().any(|t| t.article_id == id && t.locale == language && t.published.is_some())
            })
        };
        let explained: Vec<ReasonCode> = articles::list(&mut tx)
            .await?
            .into_iter()
            .filter(|article| whole(article.id))
            .flat_map(|article| article.reasons)
            .collect();
        Ok(ReasonCode::all().filter(|code| !explained.contains(code)).collect())
    }

    /// A picture that authors added: its media type and its bytes.
    pub async fn help_picture(&self, name: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let mut tx = self.store().read().await?;
        let found = articles::find_picture(&mut tx, name).await?;
        Ok(found.map(|picture| (picture.media, picture.bytes)))
    }

    /// Counts that an article was read, and for somebody with a case by whom: what becomes of the case
    /// tells whether it helped.
    pub async fn count_help_read(
        &self,
        s: Option<&ApplicantSession>,
        article: &ArticleView,
    ) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        readers::count(&mut work.tx, article.id, article.language, Deed::Read, work.now).await?;
        if let Some(s) = s
            && let Some(case) = s.only_case.or(s.progress.current)
            && let Some(case) = verifications::find(&mut work.tx, s.applicant, case).await?
        {
            let reading = Reading {
                id: self.fresh_uuid(),
                article_id: article.id,
                locale: article.language,
                applicant_id: s.applicant,
                verification_id: case.id,
                state: case.state,
                read_at: work.now,
            };
            readers::insert_reading(&mut work.tx, &reading, work.now.plus(-AGAIN)).await?;
        }
        work.commit().await
    }

    /// "Did this help?"
    pub async fn judge_help(&self, language: Language, slug: &str, verdict: Verdict) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        let article = articles::find_by_slug(&mut work.tx, slug).await?.ok_or(Error::NotFound)?;
        let text = articles::find_text(&mut work.tx, article.id, language).await?;
        if text.is_none_or(|text| text.published.is_none()) {
            return Err(Error::NotFound);
        }
        let deed = match verdict {
            Verdict::Helped => Deed::Helped,
            Verdict::NotHelped => Deed::NotHelped,
        };
        readers::count(&mut work.tx, article.id, language, deed, work.now).await?;
        work.commit().await
    }

    pub(crate) async fn sweep_help(&self) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        readers::sweep(&mut work.tx, work.now.plus(-KEPT)).await?;
        work.commit().await
    }
}

/// Published articles by category, in order.
async fn listed(tx: &mut Tx, language: Language) -> Result<HashMap<String, Vec<Listed>>, Error> {
    let mut texts: HashMap<ArticleId, (String, String, Timestamp)> =
        articles::list_published(tx, language, None)
            .await?
            .into_iter()
            .map(|v| (v.article_id, (v.title, v.summary, v.published_at.unwrap_or(v.saved_at))))
            .collect();
    let mut by_category: HashMap<String, Vec<Listed>> = HashMap::new();
    for article in articles::list(tx).await? {
        if let Some((title, summary, published_at)) = texts.remove(&article.id) {
            let listed = Listed { slug: article.slug, title, summary, published_at };
            by_category.entry(article.category).or_default().push(listed);
        }
    }
    Ok(by_category)
}

fn title_of(category: &Category, language: Language) -> String {
    match language {
        Language::En => category.title_en.clone(),
        Language::ZhCn => category.title_zh.clone(),
    }
}
