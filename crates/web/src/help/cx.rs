//! What the help centre's templates are filled with.

use crate::pages::Page;
use serde::Serialize;

/// `/help`
#[derive(Clone, Debug, Serialize)]
pub struct HelpHomePage {
    /// The page's address, for search engines.
    pub address: String,
    /// In each language: tag and address.
    pub addresses: Vec<(&'static str, String)>,
    /// An answer is promised within.
    pub answer_hours: i64,
    /// In order.
    pub categories: Vec<CategoryCx>,
}

/// A category.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryCx {
    /// What names it.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// In order.
    pub articles: Vec<LinkCx>,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize)]
pub struct LinkCx {
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
}

/// `/help?q=`
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    /// What was asked.
    pub q: String,
    /// An answer is promised within.
    pub answer_hours: i64,
    /// Best first.
    pub hits: Vec<HitCx>,
    /// They are in the other language.
    pub elsewhere: bool,
    /// The language of the hits.
    pub lang: &'static str,
}

/// An article that was found.
#[derive(Clone, Debug, Serialize)]
pub struct HitCx {
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
}

/// `/help/{slug}`
#[derive(Clone, Debug, Serialize)]
pub struct ArticlePage {
    /// The article.
    pub article: ArticleCx,
    /// What the reader has just said: `yes`, `no`.
    pub said: Option<&'static str>,
    /// Others of its category.
    pub beside: Vec<LinkCx>,
    /// It is not there in the reader's language.
    pub other_language: bool,
    /// The reader has a case to go back to.
    pub resume: bool,
}

/// An article.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleCx {
    /// Its address, for search engines.
    pub address: String,
    /// In each language: tag and address.
    pub addresses: Vec<(&'static str, String)>,
    /// The last part of its address.
    pub slug: String,
    /// Its language.
    pub lang: &'static str,
    /// Its category.
    pub category: String,
    /// Its category's title.
    pub category_title: String,
    /// Its title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// Its body, made harmless.
    pub html: String,
    /// In microseconds.
    pub published_at: i64,
}

impl ArticleCx {
    pub(crate) fn sample() -> Self {
        Self {
            address: "https://id.example.org/help/glare?lang=en".into(),
            addresses: vec![
                ("en", "https://id.example.org/help/glare?lang=en".into()),
                ("zh-CN", "https://id.example.org/help/glare?lang=zh-CN".into()),
            ],
            slug: "glare".into(),
            lang: "en",
            category: "photo".into(),
            category_title: "Photos".into(),
            title: "Light covers <part> of it".into(),
            summary: "Tilt the card.".into(),
            html: "<p>Tilt the card.</p>".into(),
            published_at: 1_795_000_000_000_000,
        }
    }
}

fn link() -> LinkCx {
    LinkCx { slug: "too-dark".into(), title: "Too dark".into(), summary: "Go to a window.".into() }
}

impl Page for HelpHomePage {
    const TEMPLATE: &'static str = "help/home.html";
    fn samples() -> Vec<Self> {
        let page = |categories| Self {
            address: "https://id.example.org/help".into(),
            addresses: vec![("en", "https://id.example.org/help?lang=en".into())],
            answer_hours: 24,
            categories,
        };
        vec![
            page(vec![]),
            page(vec![CategoryCx { slug: "photo".into(), title: "Photos".into(), articles: vec![link()] }]),
        ]
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "help/search.html";
    fn samples() -> Vec<Self> {
        let hit = || HitCx { slug: "glare".into(), title: "Glare".into(), summary: "Tilt.".into() };
        let page = |hits, elsewhere| Self {
            q: "<b>\"x".into(),
            answer_hours: 24,
            hits,
            elsewhere,
            lang: if elsewhere { "zh-CN" } else { "en" },
        };
        vec![page(vec![], false), page(vec![hit()], false), page(vec![hit(), hit()], true)]
    }
}

impl Page for ArticlePage {
    const TEMPLATE: &'static str = "help/article.html";
    fn samples() -> Vec<Self> {
        let page = |said, beside, other_language, resume| Self {
            article: ArticleCx::sample(),
            said,
            beside,
            other_language,
            resume,
        };
        vec![
            page(None, vec![link()], false, true),
            page(Some("yes"), vec![], true, false),
            page(Some("no"), vec![], false, false),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::check_samples;

    #[test]
    fn every_page_renders_in_every_locale() {
        let mut all = check_samples::<HelpHomePage>();
        all.extend(check_samples::<SearchPage>());
        all.extend(check_samples::<ArticlePage>());
        for (_, html) in all {
            assert_eq!(html.matches("<h1").count(), 1, "{html}");
            assert!(html.contains("href=\"/talk\""));
            assert!(!html.contains("<b>\"x") && !html.contains("<part>"), "escaped");
        }
    }
}
