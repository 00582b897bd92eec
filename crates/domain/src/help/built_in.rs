//! The articles that come with Proofdesk, written for it: Markdown files with a head, under `data/help`.

use super::article::{ArticleText, Language};
use crate::reason::{Class, ReasonCode};
use std::{collections::BTreeMap, sync::OnceLock};

/// The categories, in the order in which they are shown.
pub const CATEGORIES: [&str; 6] = ["start", "photo", "details", "document", "after", "account"];

/// An article that comes with Proofdesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// The last part of its address.
    pub slug: &'static str,
    /// Where it is listed.
    pub category: String,
    /// The reasons that it explains.
    pub reasons: Vec<ReasonCode>,
    /// The class of reasons that it explains.
    pub class: Option<Class>,
    /// In every language.
    pub texts: BTreeMap<Language, ArticleText>,
}

macro_rules! files {
    ($($slug:literal),+ $(,)?) => {
        const FILES: &[(&str, &str, &str)] = &[$((
            $slug,
            include_str!(concat!("../../data/help/en/", $slug, ".md")),
            include_str!(concat!("../../data/help/zh-CN/", $slug, ".md")),
        )),+];
    };
}

// In the order in which a category shows them.
files![
    "how-verification-works",
    "how-long-it-takes",
    "levels-and-limits",
    "why-verification-fails",
    "talk-to-a-person",
    "prepare-a-photo",
    "take-the-photo-again",
    "blurred-photo",
    "glare",
    "too-dark",
    "too-bright",
    "corners-cut-off",
    "too-small",
    "no-document-in-photo",
    "two-documents-in-one-photo",
    "something-covers-it",
    "photo-of-a-screen",
    "copies-and-printouts",
    "edited-photo",
    "same-photo-again",
    "file-format",
    "file-size",
    "no-camera",
    "selfie",
    "details-that-must-match",
    "correct-your-details",
    "name-differs",
    "birth-date-differs",
    "number-differs",
    "field-not-read",
    "code-lines",
    "barcode-and-chip",
    "you-misread-this",
    "use-another-document",
    "no-document",
    "expired-document",
    "missing-side",
    "document-not-accepted",
    "damaged-document",
    "document-disagrees-with-itself",
    "proof-of-address",
    "a-person-is-looking",
    "a-call",
    "extra-checks",
    "attempts-used",
    "our-fault",
    "a-final-no",
    "appeal-a-decision",
    "locked-out",
    "time-ran-out",
    "minimum-age",
    "region-not-served",
    "what-happens-to-my-data",
    "erase-my-data",
];

/// Every built-in article, in order.
pub fn articles() -> &'static [BuiltIn] {
    static ARTICLES: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    ARTICLES.get_or_init(|| {
        FILES
            .iter()
            .map(|(slug, en, zh)| {
                let (head, text_en) = split(en);
                let (_, text_zh) = split(zh);
                let field = |name: &str| head.get(name).map(String::as_str).unwrap_or_default();
                BuiltIn {
                    slug,
                    category: field("category").to_owned(),
                    reasons: field("reasons").split_whitespace().filter_map(ReasonCode::find).collect(),
                    class: class_of(field("class")),
                    texts: [(Language::En, text_en), (Language::ZhCn, text_zh)].into(),
                }
            })
            .collect()
    })
}

/// The class of that letter.
pub fn class_of(letter: &str) -> Option<Class> {
    [Class::Retake, Class::Edit, Class::OtherDocument, Class::Human, Class::System, Class::Final]
        .into_iter()
        .find(|class| letter == class.letter().to_string())
}

/// The head between two lines of dashes, and the text after it.
fn split(file: &str) -> (BTreeMap<String, String>, ArticleText) {
    let rest = file.strip_prefix("---\n").unwrap_or(file);
    let (head, body) = rest.split_once("\n---\n").unwrap_or(("", rest));
    let head: BTreeMap<String, String> = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let field = |name: &str| head.get(name).cloned().unwrap_or_default();
    let text = ArticleText {
        title: field("title"),
        summary: field("summary"),
        keywords: field("keywords"),
        body: body.trim().to_owned(),
    };
    (head, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::markdown;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_and_every_class_has_its_place() {
        let explained: BTreeSet<ReasonCode> =
            articles().iter().flat_map(|a| a.reasons.iter().copied()).collect();
        let missing: Vec<ReasonCode> = ReasonCode::all().filter(|code| !explained.contains(code)).collect();
        assert!(missing.is_empty(), "no article explains {missing:?}");
        let classes = articles().iter().filter_map(|a| a.class).count();
        assert_eq!(classes, 6);
    }

    #[test]
    fn every_article_is_whole_in_every_language() {
        for article in articles() {
            assert!(
                CATEGORIES.contains(&article.category.as_str()),
                "{}: {:?}",
                article.slug,
                article.category
            );
            for (language, text) in &article.texts {
                assert_eq!(text.problems(), [], "{} {}", article.slug, language.as_str());
                assert_eq!(text.clone().cleaned(), *text, "{} {}", article.slug, language.as_str());
                let html = markdown::to_html(&text.body);
                for link in html.split("href=\"/help/").skip(1) {
                    let slug = link.split('"').next().unwrap_or_default();
                    assert!(articles().iter().any(|a| a.slug == slug), "{}: no article {slug}", article.slug);
                }
            }
            let pictures = |language| {
                let text = &article.texts[&language].body;
                text.matches(markdown::PICTURES).count()
            };
            assert_eq!(pictures(Language::En), pictures(Language::ZhCn), "{}", article.slug);
        }
    }

    #[test]
    fn every_file_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/help");
        for language in Language::ALL {
            let files: BTreeSet<String> = std::fs::read_dir(folder.join(language.as_str()))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".md").to_owned())
                .collect();
            let listed: BTreeSet<String> = articles().iter().map(|a| a.slug.to_owned()).collect();
            assert_eq!(files, listed);
        }
    }
}
