//! Writing articles: drafts, publishing, history, addresses, pictures. Staff's.

use super::{
    search::text_of,
    seed::{built_in_text, hash_of},
    views::{ArticleDetail, ArticleRow, Face, LastSearch, Outcome, TextState, VersionView},
};
use crate::{
    App,
    error::Error,
    staff::{Names, StaffSession},
    work::{Subject, Work},
};
use proofdesk_domain::{
    ArticleId, ReasonCode, StaffId, Timestamp,
    access::Action,
    help::{
        ArticleText, Language, TextProblem, article::is_slug, built_in::class_of, markdown::is_picture_name,
    },
};
use proofdesk_store::{
    StoreError,
    help::{
        articles::{self, Article, Category, Picture, Redirect, Text, Version},
        index,
        readers::{self, Tally},
    },
};
use proofdesk_vision::reencode_jpeg;
use std::sync::Arc;
use time::Duration;

/// Largest picture file taken, in bytes.
pub const MAX_PICTURE: usize = 8 * 1024 * 1024;
/// Longest side of a picture as it is kept, in pixels.
const PICTURE_SIDE: u32 = 1_600;
/// Its JPEG quality.
const PICTURE_QUALITY: u8 = 85;
/// Searches without result that are shown.
const SEARCHES: i64 = 200;
/// Figures are over the last so many days.
const FIGURES: Duration = Duration::days(90);

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum HelpError {
    /// The words have mistakes.
    #[error("the text is not complete or too long")]
    Text(Vec<TextProblem>),
    /// The address is not small letters, digits and hyphens.
    #[error("the address is not small letters, digits and hyphens")]
    Slug,
    /// Another article has the address.
    #[error("another article has this address")]
    SlugTaken,
    /// What was sent is no picture that can be opened.
    #[error("this is no picture that can be opened")]
    Picture,
    /// The picture's file is too large.
    #[error("the picture is too large")]
    PictureTooLarge,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for HelpError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// An article to be begun.
#[derive(Clone, Copy, Debug)]
pub struct NewArticle<'a> {
    /// The last part of its address.
    pub slug: &'a str,
    /// Where it is listed.
    pub category: &'a str,
}

/// Where an article stands and who looks after it.
#[derive(Clone, Debug)]
pub struct Placement<'a> {
    /// The last part of its address; the earlier one leads on to it.
    pub slug: &'a str,
    /// Where it is listed.
    pub category: &'a str,
    /// The codes of the reasons that it explains.
    pub reasons: Vec<ReasonCode>,
    /// The letter of the class that it explains.
    pub class: Option<&'a str>,
    /// Who looks after it.
    pub owner: Option<StaffId>,
    /// When it is to be looked at again.
    pub review_on: Option<Timestamp>,
}

impl App {
    /// Every article with where it stands in each language and what became of its readers.
    pub async fn help_articles(&self, st: &StaffSession) -> Result<Vec<ArticleRow>, Error> {
        st.permit(Action::WriteHelp)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let now = self.now();
        let tallies = readers::tally(&mut tx, now.plus(-FIGURES)).await?;
        let texts = articles::list_texts(&mut tx, None).await?;
        let mut rows = Vec::new();
        for article in articles::list(&mut tx).await? {
            let mut faces = Vec::new();
            for language in Language::ALL {
                let text = texts.iter().find(|t| t.article_id == article.id && t.locale == language);
                let title = match text {
                    Some(text) => articles::find_version(&mut tx, article.id, language, text.newest)
                        .await?
                        .map(|version| version.title)
                        .unwrap_or_default(),
                    None => String::new(),
                };
                faces.push(face(language, text, title, &tallies, article.id));
            }
            rows.push(row(article, faces, &names, now));
        }
        Ok(rows)
    }

    /// Every category: slug and titles in English and Chinese.
    pub async fn help_categories(&self) -> Result<Vec<(String, String, String)>, Error> {
        let mut tx = self.store().read().await?;
        let all = articles::list_categories(&mut tx).await?;
        Ok(all.into_iter().map(|c| (c.slug, c.title_en, c.title_zh)).collect())
    }

    /// Adds a category, or names one anew.
    pub async fn put_help_category(
        &self,
        st: &StaffSession,
        slug: &str,
        title_en: &str,
        title_zh: &str,
    ) -> Result<(), HelpError> {
        st.permit(Action::PublishHelp)?;
        if !is_slug(slug) {
            return Err(HelpError::Slug);
        }
        let (en, zh) = (title_en.trim(), title_zh.trim());
        if [en, zh].iter().any(|title| title.is_empty() || title.chars().count() > 80) {
            return Err(HelpError::Text(vec![TextProblem::Title]));
        }
        let mut work = self.house_work(st.actor()).await?;
        let known = articles::list_categories(&mut work.tx).await?;
        let place = match known.iter().find(|category| category.slug == slug) {
            Some(category) => category.place,
            None => known.iter().map(|category| category.place + 1).max().unwrap_or(0),
        };
        let category = Category { slug: slug.into(), place, title_en: en.into(), title_zh: zh.into() };
        articles::put_category(&mut work.tx, &category).await?;
        work.audit("help.category", Subject::Other("help", None));
        Ok(work.commit().await?)
    }

    /// One article, to be written in one language.
    pub async fn help_detail(
        &self,
        st: &StaffSession,
        id: ArticleId,
        language: Language,
    ) -> Result<ArticleDetail, Error> {
        st.permit(Action::WriteHelp)?;
        let names = self.staff_names().await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let article = articles::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let tallies = readers::tally(&mut tx, now.plus(-FIGURES)).await?;
        let texts = articles::list_texts(&mut tx, Some(id)).await?;
        let mut faces = Vec::new();
        for of in Language::ALL {
            let text = texts.iter().find(|text| text.locale == of);
            let title = match text {
                Some(text) => articles::find_version(&mut tx, id, of, text.newest)
                    .await?
                    .map(|version| version.title)
                    .unwrap_or_default(),
                None => String::new(),
            };
            faces.push(face(of, text, title, &tallies, id));
        }
        let text = texts.into_iter().find(|text| text.locale == language);
        let versions = articles::list_versions(&mut tx, id, language).await?;
        let newest = versions.first().cloned().map(text_of).unwrap_or_default();
        let offered = built_in_text(&article.slug, language)
            .filter(|built_in| {
                article.built_in
                    && text.as_ref().is_some_and(|text| text.built_in_hash != Some(hash_of(built_in)))
            })
            .cloned();
        let published = text.as_ref().and_then(|text| text.published);
        let redirects = articles::list_redirects(&mut tx, id).await?;
        Ok(ArticleDetail {
            owner_id: article.owner,
            reasons: article.reasons.clone(),
            class: article.class.clone(),
            version: article.version,
            language,
            text: newest,
            newest: text.as_ref().map_or(0, |text| text.newest),
            published,
            edits: text.as_ref().map_or(0, |text| text.edits),
            offered,
            versions: versions
                .into_iter()
                .map(|version| VersionView {
                    number: version.number,
                    author: version.author.map(|author| names.of(author)),
                    saved_at: version.saved_at,
                    published_at: version.published_at,
                    current: published == Some(version.number),
                    text: text_of(version),
                })
                .collect(),
            redirects: redirects.into_iter().map(|redirect| (redirect.slug, redirect.made_at)).collect(),
            staff: names.list(),
            pictures: articles::list_picture_names(&mut tx).await?,
            row: row(article, faces, &names, now),
        })
    }

    /// Begins an article. Nobody sees it until a text of it is published.
    pub async fn begin_help(&self, st: &StaffSession, new: NewArticle<'_>) -> Result<ArticleId, HelpError> {
        st.permit(Action::WriteHelp)?;
        if !is_slug(new.slug) {
            return Err(HelpError::Slug);
        }
        let mut work = self.house_work(st.actor()).await?;
        self.free_slug(&mut work, new.slug, None).await?;
        let categories = articles::list_categories(&mut work.tx).await?;
        if !categories.iter().any(|category| category.slug == new.category) {
            return Err(Error::Invalid("there is no such category").into());
        }
        let article = Article {
            id: ArticleId::from_uuid(self.fresh_uuid()),
            slug: new.slug.to_owned(),
            category: new.category.to_owned(),
            place: 1_000,
            reasons: Vec::new(),
            class: None,
            owner: Some(st.id),
            review_on: Some(work.now.plus(Duration::days(180))),
            built_in: false,
            created_at: work.now,
            version: 1,
        };
        articles::insert(&mut work.tx, &article).await?;
        work.audit("help.begun", subject(article.id));
        work.commit().await?;
        Ok(article.id)
    }

    /// Saves the words of a draft, with gaps too. `edits` is the count that the writer saw: whoever saved
    /// meanwhile is not written over ([`Error::Stale`]).
    pub async fn save_help(
        &self,
        st: &StaffSession,
        id: ArticleId,
        language: Language,
        edits: i64,
        words: ArticleText,
    ) -> Result<(), HelpError> {
        st.permit(Action::WriteHelp)?;
        let words = words.cleaned();
        let problems = words.too_long();
        if !problems.is_empty() {
            return Err(HelpError::Text(problems));
        }
        let mut work = self.house_work(st.actor()).await?;
        self.write_version(&mut work, Some(st.id), id, language, edits, words).await?;
        work.audit("help.saved", subject(id));
        Ok(work.commit().await?)
    }

    /// Writes the newest version: over a draft, or as the next one after what was published.
    async fn write_version(
        &self,
        work: &mut Work,
        author: Option<StaffId>,
        id: ArticleId,
        language: Language,
        edits: i64,
        words: ArticleText,
    ) -> Result<(), Error> {
        articles::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
        let found = articles::find_text(&mut work.tx, id, language).await?;
        if found.as_ref().map_or(0, |text| text.edits) != edits {
            return Err(Error::Stale { what: "article" });
        }
        let last = match &found {
            Some(text) => articles::find_version(&mut work.tx, id, language, text.newest).await?,
            None => None,
        };
        if last.as_ref().is_some_and(|last| text_of(last.clone()) == words) {
            return Ok(());
        }
        let draft = last.as_ref().filter(|last| last.published_at.is_none());
        let version = Version {
            article_id: id,
            locale: language,
            number: match (draft, &found) {
                (Some(draft), _) => draft.number,
                (None, Some(text)) => text.newest + 1,
                (None, None) => 1,
            },
            title: words.title,
            summary: words.summary,
            keywords: words.keywords,
            body: words.body,
            author,
            built_in: false,
            saved_at: work.now,
            published_at: None,
        };
        if draft.is_some() {
            articles::update_version(&mut work.tx, &version).await?;
        } else {
            articles::insert_version(&mut work.tx, &version).await?;
        }
        match found {
            None => {
                let text = Text {
                    article_id: id,
                    locale: language,
                    published: None,
                    published_at: None,
                    newest: version.number,
                    changed_at: work.now,
                    built_in_hash: None,
                    edits: 1,
                };
                articles::insert_text(&mut work.tx, &text).await?;
            }
            Some(mut text) => {
                text.newest = version.number;
                text.changed_at = work.now;
                articles::update_text(&mut work.tx, &mut text).await?;
            }
        }
        Ok(())
    }

    /// Shows the newest version to readers.
    pub async fn publish_help(
        &self,
        st: &StaffSession,
        id: ArticleId,
        language: Language,
        edits: i64,
    ) -> Result<(), HelpError> {
        st.permit(Action::PublishHelp)?;
        let mut work = self.house_work(st.actor()).await?;
        let mut text = self.text_to_move(&mut work, id, language, edits).await?;
        let newest = text.newest;
        let version =
            articles::find_version(&mut work.tx, id, language, newest).await?.ok_or(Error::NotFound)?;
        let problems = text_of(version.clone()).problems();
        if !problems.is_empty() {
            return Err(HelpError::Text(problems));
        }
        articles::publish_version(&mut work.tx, &version, work.now).await?;
        text.published = Some(newest);
        text.published_at = Some(work.now);
        text.changed_at = work.now;
        articles::update_text(&mut work.tx, &mut text).await?;
        self.index_anew(&mut work, language, &[id]).await?;
        index::bump(&mut work.tx, work.now).await?;
        work.audit("help.published", subject(id));
        Ok(work.commit().await?)
    }

    /// Takes a text from readers. It stays, as a draft.
    pub async fn withdraw_help(
        &self,
        st: &StaffSession,
        id: ArticleId,
        language: Language,
        edits: i64,
    ) -> Result<(), HelpError> {
        st.permit(Action::PublishHelp)?;
        let mut work = self.house_work(st.actor()).await?;
        let mut text = self.text_to_move(&mut work, id, language, edits).await?;
        text.published = None;
        text.published_at = None;
        text.changed_at = work.now;
        articles::update_text(&mut work.tx, &mut text).await?;
        index::delete(&mut work.tx, id, language).await?;
        index::bump(&mut work.tx, work.now).await?;
        work.audit("help.withdrawn", subject(id));
        Ok(work.commit().await?)
    }

    /// Begins a draft with the words of an earlier version, or of the built-in text that is offered
    /// (number 0).
    pub async fn restore_help(
        &self,
        st: &StaffSession,
        id: ArticleId,
        language: Language,
        edits: i64,
        number: i64,
    ) -> Result<(), HelpError> {
        st.permit(Action::WriteHelp)?;
        let mut work = self.house_work(st.actor()).await?;
        let article = articles::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
        let words = match number {
            0 => built_in_text(&article.slug, language).cloned(),
            number => articles::find_version(&mut work.tx, id, language, number).await?.map(text_of),
        };
        let words = words.ok_or(Error::NotFound)?;
        let hash = (number == 0).then(|| hash_of(&words));
        self.write_version(&mut work, Some(st.id), id, language, edits, words).await?;
        if let Some(hash) = hash
            && let Some(mut text) = articles::find_text(&mut work.tx, id, language).await?
        {
            text.built_in_hash = Some(hash);
            articles::update_text(&mut work.tx, &mut text).await?;
        }
        work.audit("help.restored", subject(id));
        Ok(work.commit().await?)
    }

    /// Moves an article: its address, category, reasons, owner, date of review. The earlier address leads
    /// on to the new one.
    pub async fn place_help(
        &self,
        st: &StaffSession,
        id: ArticleId,
        version: i64,
        placement: Placement<'_>,
    ) -> Result<(), HelpError> {
        st.permit(Action::PublishHelp)?;
        if !is_slug(placement.slug) {
            return Err(HelpError::Slug);
        }
        let mut work = self.house_work(st.actor()).await?;
        let mut article = articles::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
        if article.version != version {
            return Err(Error::Stale { what: "article" }.into());
        }
        if !articles::list_categories(&mut work.tx).await?.iter().any(|c| c.slug == placement.category) {
            return Err(Error::Invalid("there is no such category").into());
        }
        if article.slug != placement.slug {
            self.free_slug(&mut work, placement.slug, Some(id)).await?;
            let redirect = Redirect { slug: article.slug.clone(), article_id: id, made_at: work.now };
            articles::put_redirect(&mut work.tx, &redirect).await?;
            articles::delete_redirect(&mut work.tx, placement.slug).await?;
        }
        let reindex = article.reasons != placement.reasons;
        placement.slug.clone_into(&mut article.slug);
        placement.category.clone_into(&mut article.category);
        article.reasons = placement.reasons;
        article.class = placement.class.and_then(class_of).map(|class| class.letter().to_string());
        article.owner = placement.owner;
        article.review_on = placement.review_on;
        articles::update(&mut work.tx, &mut article).await?;
        if reindex {
            for language in Language::ALL {
                self.index_anew(&mut work, language, &[id]).await?;
            }
            index::bump(&mut work.tx, work.now).await?;
        }
        work.audit("help.placed", subject(id));
        Ok(work.commit().await?)
    }

    /// The address is free, also of those that lead on to other articles.
    async fn free_slug(&self, work: &mut Work, slug: &str, but: Option<ArticleId>) -> Result<(), HelpError> {
        let taken = articles::find_by_slug(&mut work.tx, slug).await?.map(|article| article.id);
        let leads = articles::find_redirect(&mut work.tx, slug).await?;
        if taken.is_some_and(|id| Some(id) != but) || leads.is_some_and(|id| Some(id) != but) {
            return Err(HelpError::SlugTaken);
        }
        Ok(())
    }

    async fn text_to_move(
        &self,
        work: &mut Work,
        id: ArticleId,
        language: Language,
        edits: i64,
    ) -> Result<Text, Error> {
        let text = articles::find_text(&mut work.tx, id, language).await?.ok_or(Error::NotFound)?;
        if text.edits == edits { Ok(text) } else { Err(Error::Stale { what: "article" }) }
    }

    /// Adds a picture. It is opened in the confined decoder and kept as a JPEG without hidden data; gives
    /// its name.
    pub async fn add_help_picture(
        &self,
        st: &StaffSession,
        stem: &str,
        bytes: Vec<u8>,
    ) -> Result<String, HelpError> {
        st.permit(Action::WriteHelp)?;
        let name = format!("{stem}.jpg");
        if !is_picture_name(&name) {
            return Err(HelpError::Slug);
        }
        if bytes.len() > MAX_PICTURE {
            return Err(HelpError::PictureTooLarge);
        }
        let decoder = Arc::clone(&self.wiring().decoder);
        let opened = self
            .opening()
            .run(move || match decoder.decode(&bytes) {
                Ok(picture) => {
                    let (width, height) = (picture.width(), picture.height());
                    Ok(Some((reencode_jpeg(&picture, PICTURE_SIDE, PICTURE_QUALITY), width, height)))
                }
                Err(error) if error.problem().is_some() => Ok(None),
                Err(error) => Err(Error::unavailable(error)),
            })
            .await??;
        let (jpeg, width, height) = opened.ok_or(HelpError::Picture)?;
        let mut work = self.house_work(st.actor()).await?;
        if articles::find_picture(&mut work.tx, &name).await?.is_some() {
            return Err(HelpError::SlugTaken);
        }
        let picture = Picture {
            name: name.clone(),
            media: "image/jpeg".to_owned(),
            bytes: jpeg,
            width: i64::from(width),
            height: i64::from(height),
            added_by: Some(st.id),
            added_at: work.now,
        };
        articles::insert_picture(&mut work.tx, &picture).await?;
        work.audit("help.picture", Subject::Other("help", None));
        work.commit().await?;
        Ok(name)
    }

    /// What was looked for and not found, the most frequent first.
    pub async fn help_searches(&self, st: &StaffSession) -> Result<Vec<LastSearch>, Error> {
        st.permit(Action::WriteHelp)?;
        let mut tx = self.store().read().await?;
        let all = readers::list_searches(&mut tx, SEARCHES).await?;
        Ok(all
            .into_iter()
            .map(|search| LastSearch {
                language: search.locale,
                words: search.words,
                times: search.times,
                last_at: search.last_at,
            })
            .collect())
    }

    /// A search was seen to, and leaves the list.
    pub async fn forget_help_search(
        &self,
        st: &StaffSession,
        language: Language,
        words: &str,
    ) -> Result<(), Error> {
        st.permit(Action::WriteHelp)?;
        let mut work = self.house_work(st.actor()).await?;
        readers::delete_search(&mut work.tx, language, words).await?;
        work.commit().await
    }
}

fn subject(id: ArticleId) -> Subject {
    Subject::Other("article", Some(id.as_uuid()))
}

fn face(language: Language, text: Option<&Text>, title: String, tallies: &[Tally], id: ArticleId) -> Face {
    let state = match text {
        None => TextState::Missing,
        Some(text) => match text.published {
            None => TextState::Draft,
            Some(published) if published == text.newest => TextState::Published,
            Some(_) => TextState::Changed,
        },
    };
    let tally = tallies.iter().find(|tally| tally.article_id == id && tally.locale == language);
    Face {
        language,
        state,
        changed_at: text.map(|text| text.changed_at),
        published_at: text.and_then(|text| text.published_at),
        title,
        outcome: tally.map_or_else(Outcome::default, |tally| Outcome {
            reads: tally.reads,
            helped: tally.helped,
            not_helped: tally.not_helped,
            with_case: tally.with_case,
            approved: tally.approved,
            with_person: tally.with_person,
            still: tally.still,
        }),
    }
}

fn row(article: Article, faces: Vec<Face>, names: &Names, now: Timestamp) -> ArticleRow {
    ArticleRow {
        id: article.id,
        slug: article.slug,
        category: article.category,
        built_in: article.built_in,
        owner: article.owner.map(|owner| names.of(owner)),
        overdue: article.review_on.is_some_and(|due| due <= now),
        review_on: article.review_on,
        faces,
    }
}
