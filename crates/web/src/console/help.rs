//! `/console/help`: the author's pages. Articles with where they stand in each language and what became
//! of their readers; one article written beside its preview; searches without a result; pictures.

use super::{AtDesk, cx::Desk, desk, done, known_deed};
use crate::{
    error::WebError,
    form::{MAX_FORM_BYTES, Posted, check_source, visit_of},
    help::language_of,
    pages::Page,
    state::WebState,
    visit::Visit,
};
use axum::{
    extract::{FromRequest, Multipart, Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error, StaffSession,
    help::{ArticleDetail, ArticleRow, Face, HelpError, NewArticle, Outcome, Placement, VersionView},
};
use proofdesk_domain::{
    ArticleId, ReasonCode, StaffId, Timestamp,
    access::Action,
    clock::parse_iso_date,
    help::{ArticleText, Language, article, markdown},
};
use serde::Serialize;
use std::str::FromStr;

/// Where these pages begin.
const HERE: &str = "/console/help";

/// The list of articles.
#[derive(Clone, Debug, Serialize)]
pub struct HelpListPage {
    /// The frame.
    pub desk: Desk,
    /// Slug, title, articles; in order.
    pub categories: Vec<ShelfCx>,
    /// May publish and name categories.
    pub may_publish: bool,
    /// What was done just now, as in `console-done-<done>`.
    pub done: Option<&'static str>,
    /// What was the matter, as in `author-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// As typed: the new article's address.
    pub slug: String,
    /// Looked for and not found: how many.
    pub searches: usize,
    /// Reason codes that no published article explains.
    pub unexplained: Vec<String>,
}

/// A category.
#[derive(Clone, Debug, Serialize)]
pub struct ShelfCx {
    /// What names it.
    pub slug: String,
    /// In English.
    pub title_en: String,
    /// In Chinese.
    pub title_zh: String,
    /// In the reader's language.
    pub title: String,
    /// In order.
    pub rows: Vec<RowCx>,
}

/// An article in the list.
#[derive(Clone, Debug, Serialize)]
pub struct RowCx {
    /// Its id.
    pub id: String,
    /// The last part of its address.
    pub slug: String,
    /// Its title in the reader's language, else in another.
    pub title: String,
    /// It came with Proofdesk.
    pub built_in: bool,
    /// Who looks after it.
    pub owner: Option<String>,
    /// When it is to be looked at again, in microseconds.
    pub review_on: Option<i64>,
    /// That moment has passed.
    pub overdue: bool,
    /// In each language.
    pub faces: Vec<FaceCx>,
}

/// An article in one language.
#[derive(Clone, Debug, Serialize)]
pub struct FaceCx {
    /// The language's tag.
    pub lang: &'static str,
    /// `missing`, `draft`, `published`, `changed`.
    pub state: &'static str,
    /// When it was changed, in microseconds.
    pub changed_at: Option<i64>,
    /// When it was published, in microseconds.
    pub published_at: Option<i64>,
    /// Figures.
    pub outcome: OutcomeCx,
}

/// What readers did and came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OutcomeCx {
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
    /// Of those: with a person.
    pub with_person: i64,
    /// Of those: not finished.
    pub still: i64,
}

/// One article, written in one language.
#[derive(Clone, Debug, Serialize)]
pub struct HelpArticlePage {
    /// The frame.
    pub desk: Desk,
    /// As in the list.
    pub row: RowCx,
    /// The language that is written.
    pub lang: &'static str,
    /// As typed, or as saved.
    pub title: String,
    /// Likewise.
    pub summary: String,
    /// Likewise.
    pub keywords: String,
    /// Likewise.
    pub body: String,
    /// The words as readers will see them.
    pub html: String,
    /// What the form carries back.
    pub edits: i64,
    /// What the other form carries back.
    pub version: i64,
    /// The number of the newest version; 0 when there is none.
    pub newest: i64,
    /// Something is published in this language.
    pub published: bool,
    /// The newest version is not what readers see.
    pub unpublished: bool,
    /// May publish and move.
    pub may_publish: bool,
    /// A newer built-in text is there.
    pub offered: bool,
    /// Newest first.
    pub versions: Vec<VersionCx>,
    /// Earlier addresses.
    pub redirects: Vec<String>,
    /// Slug and title.
    pub categories: Vec<(String, String)>,
    /// Its category.
    pub category: String,
    /// Codes, separated by spaces.
    pub reasons: String,
    /// The letter of its class.
    pub class: String,
    /// Id, name, chosen.
    pub staff: Vec<(String, String, bool)>,
    /// ISO date.
    pub review_on: String,
    /// Names.
    pub pictures: Vec<String>,
    /// What was done just now.
    pub done: Option<&'static str>,
    /// What was the matter, as in `author-problem-<problem>`.
    pub problems: Vec<&'static str>,
    /// Longest title, summary, keywords, body.
    pub most: [usize; 4],
}

/// A version in the history.
#[derive(Clone, Debug, Serialize)]
pub struct VersionCx {
    /// From 1.
    pub number: i64,
    /// Who; none for what came with Proofdesk.
    pub author: Option<String>,
    /// When it was written, in microseconds.
    pub saved_at: i64,
    /// When it was published.
    pub published_at: Option<i64>,
    /// Readers see it.
    pub current: bool,
    /// Its title.
    pub title: String,
    /// Its words as readers saw them.
    pub html: String,
}

/// Searches without a result.
#[derive(Clone, Debug, Serialize)]
pub struct HelpSearchesPage {
    /// The frame.
    pub desk: Desk,
    /// Language, words, how often, when last in microseconds.
    pub searches: Vec<(&'static str, String, i64, i64)>,
    /// What was done just now.
    pub done: Option<&'static str>,
}

/// `?lang=`, `?done=`.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    done: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let page = list_page(&state, &visit, &st).await?;
    state.page(&visit, &HelpListPage { done: known_deed(&wanted.done), ..page })
}

async fn list_page(state: &WebState, visit: &Visit, st: &StaffSession) -> Result<HelpListPage, WebError> {
    let desk = desk(state, st, "help").await?;
    let language = language_of(visit.locale);
    let articles = state.app.help_articles(st).await?;
    let mut shelves: Vec<ShelfCx> = state
        .app
        .help_categories()
        .await?
        .into_iter()
        .map(|(slug, title_en, title_zh)| ShelfCx {
            title: if language == Language::En { title_en.clone() } else { title_zh.clone() },
            slug,
            title_en,
            title_zh,
            rows: Vec::new(),
        })
        .collect();
    for article in articles {
        if let Some(shelf) = shelves.iter_mut().find(|shelf| shelf.slug == article.category) {
            shelf.rows.push(row(article, language));
        }
    }
    Ok(HelpListPage {
        desk,
        categories: shelves,
        may_publish: st.may(Action::PublishHelp),
        done: None,
        problem: None,
        slug: String::new(),
        searches: state.app.help_searches(st).await?.len(),
        unexplained: unexplained(state).await?,
    })
}

/// The codes that no published article explains.
async fn unexplained(state: &WebState) -> Result<Vec<String>, WebError> {
    Ok(state.app.help_gaps().await?.into_iter().map(|code| code.to_string()).collect())
}

fn row(article: ArticleRow, language: Language) -> RowCx {
    let title = article
        .faces
        .iter()
        .find(|face| face.language == language && !face.title.is_empty())
        .or_else(|| article.faces.iter().find(|face| !face.title.is_empty()))
        .map_or_else(|| article.slug.clone(), |face| face.title.clone());
    RowCx {
        id: article.id.to_string(),
        slug: article.slug,
        title,
        built_in: article.built_in,
        owner: article.owner,
        review_on: article.review_on.map(Timestamp::as_micros),
        overdue: article.overdue,
        faces: article.faces.into_iter().map(face).collect(),
    }
}

fn face(face: Face) -> FaceCx {
    let Outcome { reads, helped, not_helped, with_case, approved, with_person, still } = face.outcome;
    FaceCx {
        lang: face.language.as_str(),
        state: face.state.as_str(),
        changed_at: face.changed_at.map(Timestamp::as_micros),
        published_at: face.published_at.map(Timestamp::as_micros),
        outcome: OutcomeCx { reads, helped, not_helped, with_case, approved, with_person, still },
    }
}

pub(super) async fn begin(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let slug = posted.text("slug").trim();
    let new = NewArticle { slug, category: posted.text("category") };
    match state.app.begin_help(&st, new).await {
        Ok(id) => Ok(Redirect::to(&format!("{HERE}/{id}")).into_response()),
        Err(error) => {
            let (status, problem) = refused(error)?;
            let page = list_page(&state, &visit, &st).await?;
            let problem = problem.first().copied();
            state.page_with(status, &visit, &HelpListPage { problem, slug: slug.to_owned(), ..page })
        }
    }
}

pub(super) async fn category(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let (slug, en, zh) = (posted.text("slug").trim(), posted.text("title_en"), posted.text("title_zh"));
    match state.app.put_help_category(&st, slug, en, zh).await {
        Ok(()) => Ok(done(HERE, "help-category")),
        Err(error) => {
            let (status, problems) = refused(error)?;
            let page = list_page(&state, &visit, &st).await?;
            state.page_with(status, &visit, &HelpListPage { problem: problems.first().copied(), ..page })
        }
    }
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<ArticleId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let language = Language::find(&wanted.lang).unwrap_or_else(|| language_of(visit.locale));
    let page = article_page(&state, &visit, &st, id, language).await?;
    state.page(&visit, &HelpArticlePage { done: known_deed(&wanted.done), ..page })
}

async fn article_page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: ArticleId,
    language: Language,
) -> Result<HelpArticlePage, WebError> {
    let desk = desk(state, st, "help").await?;
    let detail = state.app.help_detail(st, id, language).await?;
    let own = language_of(visit.locale);
    let categories = state
        .app
        .help_categories()
        .await?
        .into_iter()
        .map(|(slug, en, zh)| (slug, if own == Language::En { en } else { zh }))
        .collect();
    let ArticleDetail {
        row: head, owner_id, reasons, class, version, text, newest, published, edits, ..
    } = detail;
    let codes: Vec<&str> = reasons.iter().map(|code| code.as_str()).collect();
    Ok(HelpArticlePage {
        desk,
        lang: language.as_str(),
        html: markdown::to_html(&text.body),
        title: text.title,
        summary: text.summary,
        keywords: text.keywords,
        body: text.body,
        edits,
        version,
        newest,
        published: published.is_some(),
        unpublished: newest > 0 && published != Some(newest),
        may_publish: st.may(Action::PublishHelp),
        offered: detail.offered.is_some(),
        versions: detail.versions.into_iter().map(version_cx).collect(),
        redirects: detail.redirects.into_iter().map(|(slug, _)| slug).collect(),
        categories,
        category: head.category.clone(),
        reasons: codes.join(" "),
        class: class.unwrap_or_default(),
        staff: detail
            .staff
            .into_iter()
            .map(|(id, name)| (id.to_string(), name, owner_id == Some(id)))
            .collect(),
        review_on: head.review_on.map(date_of).unwrap_or_default(),
        pictures: detail.pictures,
        row: row(head, own),
        done: None,
        problems: Vec::new(),
        most: [article::MAX_TITLE, article::MAX_SUMMARY, article::MAX_KEYWORDS, article::MAX_BODY],
    })
}

fn version_cx(version: VersionView) -> VersionCx {
    VersionCx {
        number: version.number,
        author: version.author,
        saved_at: version.saved_at.as_micros(),
        published_at: version.published_at.map(Timestamp::as_micros),
        current: version.current,
        html: markdown::to_html(&version.text.body),
        title: version.text.title,
    }
}

/// `2026-11-27`
fn date_of(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn typed(posted: &Posted) -> ArticleText {
    let field = |name: &str| posted.text(name).to_owned();
    ArticleText {
        title: field("title"),
        summary: field("summary"),
        keywords: field("keywords"),
        body: field("body"),
    }
}

/// The words as readers would see them; nothing is saved.
pub(super) async fn preview(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<ArticleId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let language = Language::find(posted.text("language")).ok_or(WebError::Invalid)?;
    let page = article_page(&state, &visit, &st, id, language).await?;
    let page = with_words(page, typed(&posted).cleaned());
    state.part(&visit, &page, "console/help_preview.html")
}

fn with_words(page: HelpArticlePage, words: ArticleText) -> HelpArticlePage {
    HelpArticlePage {
        html: markdown::to_html(&words.body.chars().take(article::MAX_BODY).collect::<String>()),
        title: words.title,
        summary: words.summary,
        keywords: words.keywords,
        body: words.body,
        ..page
    }
}

/// What a button of an article's page does.
pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path((id, deed)): Path<(ArticleId, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let app = &state.app;
    let language = Language::find(posted.text("language")).ok_or(WebError::Invalid)?;
    let edits = posted.text("edits").parse().unwrap_or(-1);
    let words = typed(&posted);
    let (result, word) = match deed.as_str() {
        "save" => (app.save_help(&st, id, language, edits, words.clone()).await, "help-saved"),
        // Saves what stands in the form first, so that nothing typed is left behind.
        "publish" => (publish(&state, &st, id, language, edits, words.clone()).await, "help-published"),
        "withdraw" => (app.withdraw_help(&st, id, language, edits).await, "help-withdrawn"),
        "restore" => {
            let number = posted.text("number").parse().unwrap_or(-1);
            (app.restore_help(&st, id, language, edits, number).await, "help-restored")
        }
        "place" => (place(&state, &st, id, &posted).await, "help-placed"),
        _ => return Err(WebError::NotFound),
    };
    let error = match result {
        Ok(()) => {
            let path = format!("{HERE}/{id}?lang={}&done={word}", language.as_str());
            return Ok(Redirect::to(&path).into_response());
        }
        Err(error) => error,
    };
    let (status, problems) = refused(error)?;
    let page = article_page(&state, &visit, &st, id, language).await?;
    // What was typed stays typed.
    let page = if matches!(&*deed, "save" | "publish") { with_words(page, words) } else { page };
    state.page_with(status, &visit, &HelpArticlePage { problems, ..page })
}

async fn publish(
    state: &WebState,
    st: &StaffSession,
    id: ArticleId,
    language: Language,
    edits: i64,
    words: ArticleText,
) -> Result<(), HelpError> {
    let problems = words.clone().cleaned().problems();
    if !problems.is_empty() {
        return Err(HelpError::Text(problems));
    }
    state.app.save_help(st, id, language, edits, words).await?;
    let edits = state.app.help_detail(st, id, language).await?.edits;
    state.app.publish_help(st, id, language, edits).await
}

async fn place(state: &WebState, st: &StaffSession, id: ArticleId, posted: &Posted) -> Result<(), HelpError> {
    let mut reasons = Vec::new();
    for code in posted.text("reasons").split_whitespace() {
        reasons.push(ReasonCode::find(code).ok_or(Error::Invalid("there is no such reason"))?);
    }
    let review_on = match posted.text("review_on").trim() {
        "" => None,
        date => {
            let date = parse_iso_date(date).ok_or(Error::Invalid("this is no date"))?;
            Some(Timestamp::from_datetime(date.midnight().assume_utc()))
        }
    };
    let placement = Placement {
        slug: posted.text("slug").trim(),
        category: posted.text("category"),
        reasons,
        class: Some(posted.text("class")).filter(|class| !class.is_empty()),
        owner: StaffId::from_str(posted.text("owner")).ok(),
        review_on,
    };
    let version = posted.text("version").parse().unwrap_or(-1);
    state.app.place_help(st, id, version, placement).await
}

/// Status and words of what was the matter; an error of another kind goes on.
fn refused(error: HelpError) -> Result<(StatusCode, Vec<&'static str>), WebError> {
    let bad = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(match error {
        HelpError::Text(problems) => (bad, problems.iter().map(|problem| problem.as_str()).collect()),
        HelpError::Slug => (bad, vec!["slug"]),
        HelpError::SlugTaken => (StatusCode::CONFLICT, vec!["taken"]),
        HelpError::Picture => (bad, vec!["picture"]),
        HelpError::PictureTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, vec!["picture_large"]),
        HelpError::Error(Error::Stale { .. }) => (StatusCode::CONFLICT, vec!["stale"]),
        HelpError::Error(Error::Invalid(_)) => (bad, vec!["placement"]),
        HelpError::Error(other) => return Err(other.into()),
    })
}

pub(super) async fn searches(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "help").await?;
    let searches = state
        .app
        .help_searches(&st)
        .await?
        .into_iter()
        .map(|search| (search.language.as_str(), search.words, search.times, search.last_at.as_micros()))
        .collect();
    state.page(&visit, &HelpSearchesPage { desk, searches, done: known_deed(&wanted.done) })
}

pub(super) async fn forget(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let language = Language::find(posted.text("language")).ok_or(WebError::Invalid)?;
    state.app.forget_help_search(&st, language, posted.text("words")).await?;
    Ok(done(&format!("{HERE}/searches"), "help-search"))
}

/// Adds a picture: a form with a file.
pub(super) async fn picture(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<ArticleId>,
    request: Request,
) -> Result<Response, WebError> {
    let sender = visit_of(&request);
    let mut owned = check_source(request.headers(), &sender)?;
    let mut form = Multipart::from_request(request, &state).await.map_err(|_| WebError::Invalid)?;
    let (mut language, mut name, mut bytes) = (Language::En, String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| WebError::TooLarge)? {
        match field.name().unwrap_or_default() {
            "csrf" => owned |= sender.owns(&field.text().await.map_err(|_| WebError::Invalid)?),
            "language" => {
                let tag = field.text().await.map_err(|_| WebError::Invalid)?;
                language = Language::find(&tag).unwrap_or(Language::En);
            }
            "name" => name = field.text().await.map_err(|_| WebError::Invalid)?,
            "picture" => bytes = field.bytes().await.map_err(|_| WebError::TooLarge)?.to_vec(),
            _ => {}
        }
    }
    if !owned {
        return Err(WebError::StaleForm);
    }
    let Err(error) = state.app.add_help_picture(&st, name.trim(), bytes).await else {
        let path = format!("{HERE}/{id}?lang={}&done=help-picture#pictures", language.as_str());
        return Ok(Redirect::to(&path).into_response());
    };
    let (status, problems) = refused(error)?;
    let page = article_page(&state, &visit, &st, id, language).await?;
    state.page_with(status, &visit, &HelpArticlePage { problems, ..page })
}

/// Largest form with a picture, in bytes.
pub(super) const MAX_PICTURE_FORM: usize = 9 * 1024 * 1024 + MAX_FORM_BYTES;

impl Page for HelpListPage {
    const TEMPLATE: &'static str = "console/help.html";

    fn samples() -> Vec<Self> {
        let page = |rows: Vec<RowCx>, problem| Self {
            desk: sample_desk(),
            categories: vec![ShelfCx {
                slug: "photo".into(),
                title_en: "Photos".into(),
                title_zh: "照片".into(),
                title: "Photos".into(),
                rows,
            }],
            may_publish: true,
            done: None,
            problem,
            slug: "<glare>".into(),
            searches: 3,
            unexplained: vec!["image.glare".into()],
        };
        let mut all: Vec<Self> =
            ["slug", "taken", "title", "placement"].map(|problem| page(vec![], Some(problem))).into();
        all.push(Self {
            may_publish: false,
            unexplained: vec![],
            searches: 0,
            ..page(vec![sample_row()], None)
        });
        all.push(Self { done: Some("help-category"), ..page(vec![sample_row()], None) });
        all
    }
}

impl Page for HelpArticlePage {
    const TEMPLATE: &'static str = "console/help_article.html";

    fn samples() -> Vec<Self> {
        let version = |current: bool| VersionCx {
            number: 2,
            author: current.then(|| "Ada".to_owned()),
            saved_at: SAMPLE_NOW,
            published_at: current.then_some(SAMPLE_NOW),
            current,
            title: "Glare".into(),
            html: "<p>Tilt.</p>".into(),
        };
        let page = |problems| Self {
            desk: sample_desk(),
            row: sample_row(),
            lang: "en",
            title: "Glare \"x\"".into(),
            summary: "Tilt.".into(),
            keywords: "shine".into(),
            body: "Tilt <it>.".into(),
            html: "<p>Tilt.</p>".into(),
            edits: 3,
            version: 1,
            newest: 2,
            published: true,
            unpublished: true,
            may_publish: true,
            offered: true,
            versions: vec![version(true), version(false)],
            redirects: vec!["shine".into()],
            categories: vec![("photo".into(), "Photos".into())],
            category: "photo".into(),
            reasons: "image.glare".into(),
            class: "R".into(),
            staff: vec![("1".into(), "Ada".into(), true), ("2".into(), "Bo".into(), false)],
            review_on: "2026-11-27".into(),
            pictures: vec!["a.jpg".into()],
            done: None,
            problems,
            most: [1, 2, 3, 4],
        };
        let all = [
            "title",
            "summary",
            "keywords",
            "body",
            "table",
            "slug",
            "taken",
            "picture",
            "picture_large",
            "stale",
            "placement",
        ];
        let bare = Self {
            newest: 0,
            published: false,
            unpublished: false,
            may_publish: false,
            offered: false,
            versions: vec![],
            redirects: vec![],
            pictures: vec![],
            done: Some("help-saved"),
            ..page(vec![])
        };
        vec![page(all.to_vec()), bare, Self { unpublished: false, lang: "zh-CN", ..page(vec![]) }]
    }
}

impl Page for HelpSearchesPage {
    const TEMPLATE: &'static str = "console/help_searches.html";

    fn samples() -> Vec<Self> {
        let page = |searches| Self { desk: sample_desk(), searches, done: None };
        vec![page(vec![]), page(vec![("zh-CN", "<人工>".into(), 3, SAMPLE_NOW)])]
    }
}

const SAMPLE_NOW: i64 = 1_795_000_000_000_000;

fn sample_desk() -> Desk {
    Desk {
        name: "Ada".to_owned(),
        role: "compliance",
        admin: false,
        place: "help",
        after: 7,
        now: SAMPLE_NOW,
        mentions: 2,
    }
}

fn sample_row() -> RowCx {
    let face = |lang, state, published_at: Option<i64>| FaceCx {
        lang,
        state,
        changed_at: published_at,
        published_at,
        outcome: OutcomeCx {
            reads: 12,
            helped: 3,
            not_helped: 1,
            with_case: 4,
            approved: 2,
            with_person: 1,
            still: 1,
        },
    };
    RowCx {
        id: uuid::Uuid::from_u128(7).to_string(),
        slug: "glare".into(),
        title: "<Glare>".into(),
        built_in: true,
        owner: Some("Ada".into()),
        review_on: Some(SAMPLE_NOW),
        overdue: true,
        faces: vec![face("en", "published", Some(SAMPLE_NOW)), face("zh-CN", "missing", None)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::check_samples;

    #[test]
    fn every_face_of_the_pages_renders() {
        let mut all = check_samples::<HelpListPage>();
        all.extend(check_samples::<HelpArticlePage>());
        all.extend(check_samples::<HelpSearchesPage>());
        for (_, html) in all {
            assert_eq!(html.matches("<h1").count(), 1);
            assert!(!html.contains("<Glare>") && !html.contains("Tilt <it>"));
        }
    }
}
