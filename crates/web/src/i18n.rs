//! Texts: Fluent messages by locale, with an operator's own on top.

use crate::embedded;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{collections::BTreeMap, path::Path};

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    /// English.
    En,
    /// Chinese, simplified characters.
    ZhCn,
}

impl Locale {
    /// Every locale; the first is the fallback.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The tag for `lang` attributes, cookies and folders.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhCn => "简体中文",
        }
    }

    /// The locale of exactly that tag.
    pub fn find(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(tag))
    }

    /// The best of ours for an `Accept-Language` value (RFC 9110 §12.5.4). Any Chinese is ours:
    /// a reader of traditional characters is better served by simplified ones than by English.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::En, 0_u16);
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .and_then(|q| q.trim().parse::<f32>().ok())
                .map_or(1000, |q| (q.clamp(0.0, 1.0) * 1000.0) as u16);
            let language = tag.split('-').next().unwrap_or_default();
            let locale = match language {
                "en" => Self::En,
                "zh" => Self::ZhCn,
                _ => continue,
            };
            if weight > best.1 {
                best = (locale, weight);
            }
        }
        best.0
    }
}

impl From<Locale> for proofdesk_app::Locale {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::En => Self::En,
            Locale::ZhCn => Self::ZhCn,
        }
    }
}

/// A value put into a message.
#[derive(Clone, Debug)]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// Chooses the plural form; shown without grouping.
    Number(f64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}
impl From<f64> for Arg {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Why texts could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// A file that is not Fluent.
    #[error("{file} does not parse: {what}")]
    Parse {
        /// Which file.
        file: String,
        /// What is the matter.
        what: String,
    },
    /// A file of the operator's that could not be read.
    #[error("{file} could not be read")]
    Read {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Why one text could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MissingText {
    /// No message of that id.
    #[error("{locale} has no text {id}", locale = .0.tag(), id = .1)]
    Message(Locale, String),
    /// The message asks for something that was not given.
    #[error("{locale}: text {id}: {what}", locale = .0.tag(), id = .1, what = .2)]
    Argument(Locale, String, String),
}

/// The messages of one locale.
pub struct Texts {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    countries: Vec<Country>,
    names: BTreeMap<String, usize>,
}

/// A country with its name in one locale.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub code: String,
    /// In the reader's language.
    pub name: String,
}

impl Texts {
    /// The built-in texts, and over them those in `overrides/locales/<tag>/*.ftl`.
    ///
    /// # Panics
    /// Never: our own tags are well formed.
    pub fn load(locale: Locale, overrides: Option<&Path>) -> Result<Self, TextError> {
        let language = locale.tag().parse().expect("our own tags are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Isolation marks around every value would show up in titles, mails and tests; no locale
        // of ours is written from right to left.
        bundle.set_use_isolating(false);
        let mut countries = Vec::new();
        for (path, text) in embedded::LOCALES {
            let Some(file) = path.strip_prefix(locale.tag()).and_then(|p| p.strip_prefix('/')) else {
                continue;
            };
            if is_fluent(file) {
                bundle.add_resource(parse(path, text)?).map_err(|errors| TextError::Parse {
                    file: (*path).to_owned(),
                    what: format!("{errors:?}"),
                })?;
            } else if file == "countries.tsv" {
                countries = text
                    .lines()
                    .filter(|line| !line.starts_with('#'))
                    .filter_map(|line| line.split_once('\t'))
                    .map(|(code, name)| Country { code: code.to_owned(), name: name.to_owned() })
                    .collect();
            }
        }
        if let Some(folder) = overrides.map(|o| o.join("locales").join(locale.tag())) {
            let mut files: Vec<_> = std::fs::read_dir(&folder)
                .map(|entries| entries.flatten().map(|e| e.path()).collect())
                .unwrap_or_default();
            files.retain(|file: &std::path::PathBuf| file.extension().is_some_and(|e| e == "ftl"));
            files.sort();
            for file in files {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(&file)
                    .map_err(|source| TextError::Read { file: name.clone(), source })?;
                bundle.add_resource_overriding(parse(&name, &text)?);
            }
        }
        let names = countries.iter().enumerate().map(|(i, c)| (c.code.clone(), i)).collect();
        Ok(Self { locale, bundle, countries, names })
    }

    /// Which locale these are.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// Every country, in the reader's order.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// A country's name; the code itself where it has none (`UTO`, which only test mode knows, has
    /// a text of its own).
    pub fn country(&self, code: &str) -> String {
        match self.names.get(code) {
            Some(at) => self.countries[*at].name.clone(),
            None if code == "UTO" => self.get("country-UTO", &[]),
            None => code.to_owned(),
        }
    }

    /// Whether a message of that id exists.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The text of that id with its values, or what is missing.
    pub fn try_get(&self, id: &str, args: &[(&str, Arg)]) -> Result<String, MissingText> {
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| MissingText::Message(self.locale, id.to_owned()))?;
        let mut fluent_args = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => fluent_args.set(*name, FluentValue::from(text.as_str())),
                Arg::Number(number) => fluent_args.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&fluent_args), &mut errors);
        match errors.first() {
            None => Ok(text.into_owned()),
            Some(error) => Err(MissingText::Argument(self.locale, id.to_owned(), error.to_string())),
        }
    }

    /// The text of that id with its values. What is missing is logged and shows as its id: a page
    /// with one odd word still helps the person; tests use [`Self::try_get`].
    pub fn get(&self, id: &str, args: &[(&str, Arg)]) -> String {
        self.try_get(id, args).unwrap_or_else(|missing| {
            tracing::error!(text.id = id, "a text is missing: {missing}");
            id.to_owned()
        })
    }
}

fn is_fluent(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "ftl")
}

fn parse(file: &str, text: &str) -> Result<FluentResource, TextError> {
    FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| TextError::Parse {
        file: file.to_owned(),
        what: errors.first().map(ToString::to_string).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_best_language_wins_by_weight() {
        for (header, locale) in [
            ("", Locale::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Locale::ZhCn),
            ("en;q=0.4, zh-TW;q=0.7", Locale::ZhCn),
            ("de, en;q=0.5", Locale::En),
            ("zh;q=0", Locale::En),
            ("*;q=0.1, ;;;,=", Locale::En),
        ] {
            assert_eq!(Locale::negotiate(header), locale, "{header:?}");
        }
    }

    /// Ids of every message in a file, by file.
    fn ids(locale: Locale) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (path, text) in embedded::LOCALES {
            let in_locale = path.starts_with(&format!("{}/", locale.tag()));
            if in_locale && is_fluent(path) {
                let file = path.split('/').next_back().unwrap_or_default();
                for line in text.lines() {
                    let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
                    if let Some((id, _)) = line.split_once('=').filter(|_| starts) {
                        assert!(found.insert(format!("{file}: {}", id.trim())), "{path}: {id} twice");
                    }
                }
            }
        }
        found
    }

    #[test]
    fn both_locales_have_the_same_texts() {
        let (en, zh) = (ids(Locale::En), ids(Locale::ZhCn));
        let only_en: Vec<_> = en.difference(&zh).collect();
        let only_zh: Vec<_> = zh.difference(&en).collect();
        assert!(only_en.is_empty() && only_zh.is_empty(), "only en: {only_en:#?}\nonly zh-CN: {only_zh:#?}");
    }

    #[test]
    fn both_locales_name_the_same_countries() {
        let codes = |locale| -> BTreeSet<String> {
            let texts = Texts::load(locale, None).expect("the built-in texts parse");
            texts.countries().iter().map(|c| c.code.clone()).collect()
        };
        assert_eq!(codes(Locale::En), codes(Locale::ZhCn));
        assert!(codes(Locale::En).len() > 240);
    }

    #[test]
    fn an_operators_text_replaces_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let locale = folder.path().join("locales/en");
        std::fs::create_dir_all(&locale).expect("a folder");
        std::fs::write(locale.join("own.ftl"), "service-name = Harbour Exchange\n").expect("written");
        let texts = Texts::load(Locale::En, Some(folder.path())).expect("loads");
        assert_eq!(texts.get("service-name", &[]), "Harbour Exchange");
    }

    #[test]
    fn what_is_missing_is_an_error() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        assert!(texts.try_get("no-such-text", &[]).is_err());
    }
}
