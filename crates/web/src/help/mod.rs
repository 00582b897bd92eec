//! `/help`: articles that everybody may read, without a session; search; pictures; the map for search
//! engines. `?lang=` names the language of a page's address, so that each language can be indexed; the
//! reader's own choice holds without it.

pub mod cx;

use crate::{
    error::WebError,
    form::{MAX_FORM_BYTES, Posted},
    headers::PICTURE_POLICY,
    i18n::Locale,
    portal::find_session,
    state::WebState,
    throttle::Deed,
    visit::Visit,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use cx::{ArticleCx, ArticlePage, CategoryCx, HelpHomePage, HitCx, LinkCx, SearchPage};
use proofdesk_app::{
    Error,
    help::{ArticleView, Found, Listed, Verdict},
    views,
};
use proofdesk_domain::{
    ReasonCode,
    help::{Language, markdown},
};

/// Longest question that is shown again in the search field, in characters.
const SHOWN: usize = 200;

/// Every route of the help centre.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/help", get(home))
        .route("/help/{slug}", get(article))
        .route("/help/for/{code}", get(for_reason))
        .route("/help/{slug}/verdict", post(verdict))
        .route("/help/pictures/{name}", get(picture))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
}

/// `?q=`, `?lang=`, `?said=`.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    said: String,
}

/// The language of a page: the address's own, else the reader's.
fn speak(visit: &mut Visit, asked: &Asked) -> Language {
    if let Some(locale) = Locale::find(&asked.lang) {
        visit.locale = locale;
    }
    language_of(visit.locale)
}

/// The language of articles for a locale of pages.
pub(crate) fn language_of(locale: Locale) -> Language {
    views::Locale::from(locale).into()
}

async fn home(
    State(state): State<WebState>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, WebError> {
    let (mut visit, _) = find_session(&state, visit).await?;
    let language = speak(&mut visit, &asked);
    let categories = state.app.help_centre(language).await?;
    if let Some(q) = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let found = state.app.search_help(language, q).await?;
        return state.page(&visit, &search_page(&state, &visit, q, found));
    }
    let page = HelpHomePage {
        address: address(&state, "/help", None),
        addresses: addresses(&state, "/help", &Language::ALL),
        answer_hours: state.app.policy().clocks.answer_hours,
        categories: categories
            .into_iter()
            .map(|category| CategoryCx {
                slug: category.slug,
                title: category.title,
                articles: category.articles.into_iter().map(link).collect(),
            })
            .collect(),
    };
    state.page(&visit, &page)
}

fn search_page(state: &WebState, visit: &Visit, q: &str, found: Found) -> SearchPage {
    SearchPage {
        q: q.chars().filter(|c| !c.is_control()).take(SHOWN).collect(),
        answer_hours: state.app.policy().clocks.answer_hours,
        elsewhere: found.elsewhere,
        lang: if found.elsewhere { language_of(visit.locale).other() } else { language_of(visit.locale) }
            .as_str(),
        hits: found
            .hits
            .into_iter()
            .map(|hit| HitCx { slug: hit.slug, title: hit.text.title, summary: hit.text.summary })
            .collect(),
    }
}

async fn article(
    State(state): State<WebState>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, WebError> {
    let (mut visit, session) = find_session(&state, visit).await?;
    let language = speak(&mut visit, &asked);
    let view = match state.app.help_article(language, &slug).await {
        Ok(view) => view,
        Err(Error::NotFound) => {
            let now = state.app.help_redirect(&slug).await?.ok_or(WebError::NotFound)?;
            let query = visit.here.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
            return Ok(moved(&format!("/help/{now}{query}")));
        }
        Err(error) => return Err(error.into()),
    };
    let page = ArticlePage {
        article: article_cx(&state, &view),
        said: ["yes", "no"].into_iter().find(|word| *word == asked.said),
        beside: view.beside.iter().cloned().map(link).collect(),
        other_language: view.language != language,
        resume: session.as_ref().is_some_and(|session| session.progress.current.is_some()),
    };
    // Counting takes a write: nobody waits for it.
    let app = state.app.clone();
    tokio::spawn(async move {
        if let Err(error) = app.count_help_read(session.as_ref(), &view).await {
            tracing::warn!(error = %error, "a reading was not counted");
        }
    });
    state.page(&visit, &page)
}

fn article_cx(state: &WebState, view: &ArticleView) -> ArticleCx {
    let path = format!("/help/{}", view.slug);
    ArticleCx {
        address: address(state, &path, Some(view.language)),
        addresses: addresses(state, &path, &view.languages),
        slug: view.slug.clone(),
        lang: view.language.as_str(),
        category: view.category.0.clone(),
        category_title: view.category.1.clone(),
        title: view.text.title.clone(),
        summary: view.text.summary.clone(),
        html: markdown::to_html(&view.text.body),
        published_at: view.published_at.as_micros(),
    }
}

fn link(listed: Listed) -> LinkCx {
    LinkCx { slug: listed.slug, title: listed.title, summary: listed.summary }
}

/// An address that search engines may keep.
fn address(state: &WebState, path: &str, language: Option<Language>) -> String {
    let lang = language.map(|language| format!("?lang={}", language.as_str())).unwrap_or_default();
    format!("{}{path}{lang}", state.config.public_url)
}

fn addresses(state: &WebState, path: &str, languages: &[Language]) -> Vec<(&'static str, String)> {
    languages.iter().map(|language| (language.as_str(), address(state, path, Some(*language)))).collect()
}

/// Leads to the article that explains a reason, else to that of its class.
async fn for_reason(
    State(state): State<WebState>,
    Path(code): Path<String>,
    visit: Visit,
) -> Result<Response, WebError> {
    let code = ReasonCode::find(&code).ok_or(WebError::NotFound)?;
    let found = state.app.help_for(language_of(visit.locale), code).await?;
    Ok(Redirect::to(&found.map_or_else(|| "/help".to_owned(), |slug| format!("/help/{slug}")))
        .into_response())
}

async fn verdict(
    State(state): State<WebState>,
    Path(slug): Path<String>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    state.throttle.count(Deed::Message, &visit.client, None)?;
    let language = Language::find(posted.text("language")).ok_or(WebError::Invalid)?;
    let (verdict, said) = match posted.text("helped") {
        "yes" => (Verdict::Helped, "yes"),
        "no" => (Verdict::NotHelped, "no"),
        _ => return Err(WebError::Invalid),
    };
    state.app.judge_help(language, &slug, verdict).await?;
    Ok(Redirect::to(&format!("/help/{slug}?lang={}&said={said}#helped", language.as_str())).into_response())
}

/// A drawing of ours, or a picture that authors added.
async fn picture(State(state): State<WebState>, Path(name): Path<String>) -> Result<Response, WebError> {
    if !markdown::is_picture_name(&name) {
        return Err(WebError::NotFound);
    }
    if let Some(drawing) = state.assets.bytes(&format!("help/{name}")) {
        return Ok(shown("image/svg+xml", drawing.to_vec()));
    }
    let (media, bytes) = state.app.help_picture(&name).await?.ok_or(WebError::NotFound)?;
    Ok(shown(&media, bytes))
}

fn shown(media: &str, bytes: Vec<u8>) -> Response {
    let kind = HeaderValue::from_str(media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY)),
        ],
        bytes,
    )
        .into_response()
}

/// What may be indexed: articles in each of their languages.
async fn sitemap(State(state): State<WebState>) -> Result<Response, WebError> {
    let mut pages = vec![("/help".to_owned(), Language::ALL.to_vec())];
    for language in Language::ALL {
        for listed in state.app.help_centre(language).await?.into_iter().flat_map(|c| c.articles) {
            let path = format!("/help/{}", listed.slug);
            match pages.iter_mut().find(|(known, _)| *known == path) {
                Some((_, languages)) => languages.push(language),
                None => pages.push((path, vec![language])),
            }
        }
    }
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (path, languages) in pages {
        for (_, address) in addresses(&state, &path, &languages) {
            xml.push_str(&format!("<url><loc>{}</loc>", in_xml(&address)));
            for (tag, other) in addresses(&state, &path, &languages) {
                xml.push_str(&format!(
                    "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{}\"/>",
                    in_xml(&other)
                ));
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response())
}

fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

async fn robots(State(state): State<WebState>) -> Response {
    let text = format!(
        "User-agent: *\nAllow: /help\nAllow: /static/\nDisallow: /\n\nSitemap: {}/sitemap.xml\n",
        state.config.public_url
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn moved(path: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(path) else { return StatusCode::NOT_FOUND.into_response() };
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, location)]).into_response()
}
