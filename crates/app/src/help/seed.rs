//! The articles that come with Proofdesk, put into the database when the server starts.
//!
//! A text that is still as it came follows new releases. One that somebody here has changed stays; the
//! newer built-in text is then offered to its authors beside it.

use crate::{App, error::Error, work::Subject};
use proofdesk_domain::{
    ArticleId,
    access::Actor,
    help::{ArticleText, Language, built_in},
};
use proofdesk_store::help::{
    articles::{self, Article, Category, Text, Version},
    index,
};
use sha2::{Digest as _, Sha256};

/// Titles of the categories: slug, English, Chinese.
const CATEGORIES: [(&str, &str, &str); 6] = [
    ("start", "Getting started", "入门"),
    ("photo", "Photos and files", "照片与文件"),
    ("details", "Your details", "您的资料"),
    ("document", "Your document", "您的证件"),
    ("after", "After sending", "提交之后"),
    ("account", "Account and data", "账号与数据"),
];

impl App {
    /// Makes sure that the built-in articles are there. Cheap when nothing is new; several nodes may do
    /// so at once.
    pub async fn install_help(&self) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        let mut changed = 0_usize;
        if articles::list_categories(&mut work.tx).await?.is_empty() {
            for (place, (slug, en, zh)) in (0..).zip(CATEGORIES) {
                let category =
                    Category { slug: slug.into(), place, title_en: en.into(), title_zh: zh.into() };
                articles::put_category(&mut work.tx, &category).await?;
            }
        }
        let mut fresh: Vec<(Language, ArticleId)> = Vec::new();
        for (place, built_in) in (0..).zip(built_in::articles()) {
            let found = match articles::find_by_slug(&mut work.tx, built_in.slug).await? {
                Some(found) => Some(found),
                // Somebody gave it another address: it still is the same article.
                None => match articles::find_redirect(&mut work.tx, built_in.slug).await? {
                    Some(id) => articles::find(&mut work.tx, id).await?,
                    None => None,
                },
            };
            let article = match found {
                // An article of somebody's own at that address is left alone.
                Some(article) if !article.built_in => continue,
                Some(mut article) => {
                    if article.reasons != built_in.reasons && article.version == 1 {
                        article.reasons.clone_from(&built_in.reasons);
                        articles::update(&mut work.tx, &mut article).await?;
                    }
                    article
                }
                None => {
                    let article = Article {
                        id: ArticleId::from_uuid(self.fresh_uuid()),
                        slug: built_in.slug.to_owned(),
                        category: built_in.category.clone(),
                        place,
                        reasons: built_in.reasons.clone(),
                        class: built_in.class.map(|class| class.letter().to_string()),
                        owner: None,
                        review_on: None,
                        built_in: true,
                        created_at: work.now,
                        version: 1,
                    };
                    articles::insert(&mut work.tx, &article).await?;
                    article
                }
            };
            for (language, text) in &built_in.texts {
                if self.follow_built_in(&mut work, &article, *language, text).await? {
                    changed += 1;
                    fresh.push((*language, article.id));
                }
            }
        }
        if changed == 0 {
            return Ok(());
        }
        for language in Language::ALL {
            let ids: Vec<ArticleId> =
                fresh.iter().filter(|(of, _)| *of == language).map(|(_, id)| *id).collect();
            self.index_anew(&mut work, language, &ids).await?;
        }
        index::bump(&mut work.tx, work.now).await?;
        work.audit("help.installed", Subject::Other("help", None));
        work.commit().await
    }

    /// Writes and publishes a built-in text where it is new and nobody has changed the earlier one. Says
    /// whether readers now see something else.
    async fn follow_built_in(
        &self,
        work: &mut crate::work::Work,
        article: &Article,
        language: Language,
        words: &ArticleText,
    ) -> Result<bool, Error> {
        let hash = hash_of(words);
        let found = articles::find_text(&mut work.tx, article.id, language).await?;
        let number = match &found {
            Some(text) if text.built_in_hash == Some(hash) => return Ok(false),
            Some(text) => {
                let newest = articles::find_version(&mut work.tx, article.id, language, text.newest).await?;
                // Somebody here wrote the newest version, or took the text from readers: theirs stays.
                if newest.is_none_or(|version| !version.built_in) || text.published != Some(text.newest) {
                    return Ok(false);
                }
                text.newest + 1
            }
            None => 1,
        };
        let version = Version {
            article_id: article.id,
            locale: language,
            number,
            title: words.title.clone(),
            summary: words.summary.clone(),
            keywords: words.keywords.clone(),
            body: words.body.clone(),
            author: None,
            built_in: true,
            saved_at: work.now,
            published_at: Some(work.now),
        };
        articles::insert_version(&mut work.tx, &version).await?;
        let whole = Text {
            article_id: article.id,
            locale: language,
            published: Some(number),
            published_at: Some(work.now),
            newest: number,
            changed_at: work.now,
            built_in_hash: Some(hash),
            edits: found.as_ref().map_or(1, |text| text.edits),
        };
        match found {
            None => articles::insert_text(&mut work.tx, &whole).await?,
            Some(_) => articles::update_text(&mut work.tx, &mut { whole }).await?,
        }
        Ok(true)
    }
}

/// What tells one text from another.
pub(super) fn hash_of(text: &ArticleText) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [&text.title, &text.summary, &text.keywords, &text.body] {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The built-in text of an article in a language.
pub(super) fn built_in_text(slug: &str, language: Language) -> Option<&'static ArticleText> {
    built_in::articles().iter().find(|a| a.slug == slug).and_then(|a| a.texts.get(&language))
}
