//! Pages: minijinja templates with typed contexts, one environment per locale.
//!
//! A template sees two names: `page`, the page's own context struct, and `site`, the [`Chrome`] that
//! every page has. Undefined names are errors. Helpers:
//! `t("id", name=value)`, `asset("portal.css")`, `country("DEU")`, and the filters `date` (ISO date
//! to words), `moment` (timestamp to words), `iso` (timestamp to ISO 8601), `bytes`, `percent`,
//! `number`, `lines` (text to paragraphs).

use crate::{
    assets::Assets,
    embedded, format,
    i18n::{Arg, Locale, MissingText, TextError, Texts},
};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, UndefinedBehavior, Value, context,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde, ValueKind},
};
use proofdesk_domain::Timestamp;
use serde::Serialize;
use std::{path::Path, sync::Arc};

/// A page's context: which template it fills, and samples that show each of its faces.
pub trait Page: Serialize + Sized {
    /// The template's path under `templates/`.
    const TEMPLATE: &'static str;

    /// Contexts that together reach every branch of the template; the render test uses them.
    fn samples() -> Vec<Self>;
}

/// What every page has around it.
#[derive(Clone, Debug, Serialize)]
pub struct Chrome {
    /// The locale's tag.
    pub lang: &'static str,
    /// The other locales: tag and own name.
    pub other_langs: Vec<(&'static str, &'static str)>,
    /// Path and query of this page, for the language switch to come back to.
    pub here: String,
    /// Goes into every form.
    pub csrf: String,
    /// Somebody is signed in.
    pub signed_in: bool,
    /// The test world: said on every page.
    pub test_mode: bool,
}

impl Chrome {
    /// For tests and for pages that nobody asked for (errors).
    pub fn bare(locale: Locale) -> Self {
        Self {
            lang: locale.tag(),
            other_langs: Locale::ALL
                .into_iter()
                .filter(|other| *other != locale)
                .map(|other| (other.tag(), other.own_name()))
                .collect(),
            here: "/".to_owned(),
            csrf: "sample-token".to_owned(),
            signed_in: false,
            test_mode: false,
        }
    }
}

/// Why pages could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// Texts.
    #[error(transparent)]
    Texts(#[from] TextError),
    /// A template that does not parse; says the line.
    #[error("a template does not parse")]
    Template(#[from] Error),
    /// An operator's template that could not be read.
    #[error("{file} could not be read")]
    Read {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Every template and text, ready to render. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<[Tongue; 2]>);

struct Tongue {
    texts: Arc<Texts>,
    templates: Environment<'static>,
}

/// What happens when a text is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingTexts {
    /// Its id is shown and the gap is logged.
    Shown,
    /// Rendering fails; for tests.
    Refused,
}

impl Pages {
    /// The built-in templates and texts, and over them those of `overrides`: `templates/…` and
    /// `locales/<tag>/*.ftl` inside that folder.
    pub fn load(
        overrides: Option<&Path>,
        assets: &Assets,
        missing: MissingTexts,
    ) -> Result<Self, PagesError> {
        let tongue = |locale| -> Result<Tongue, PagesError> {
            let texts = Arc::new(Texts::load(locale, overrides)?);
            let templates = environment(overrides, &texts, assets, missing)?;
            Ok(Tongue { texts, templates })
        };
        let [en, zh] = Locale::ALL;
        Ok(Self(Arc::new([tongue(en)?, tongue(zh)?])))
    }

    /// The texts of a locale.
    pub fn texts(&self, locale: Locale) -> &Texts {
        &self.tongue(locale).texts
    }

    /// Renders a page.
    pub fn render<P: Page>(&self, locale: Locale, chrome: &Chrome, page: &P) -> Result<String, Error> {
        self.tongue(locale)
            .templates
            .get_template(P::TEMPLATE)?
            .render(context! { page => Serde(page), site => Serde(chrome) })
    }

    /// Renders another template with the same context: a part of the page, for live updates.
    pub fn render_part<P: Page>(
        &self,
        locale: Locale,
        chrome: &Chrome,
        page: &P,
        template: &str,
    ) -> Result<String, Error> {
        self.tongue(locale)
            .templates
            .get_template(template)?
            .render(context! { page => Serde(page), site => Serde(chrome) })
    }

    fn tongue(&self, locale: Locale) -> &Tongue {
        match locale {
            Locale::En => &self.0[0],
            Locale::ZhCn => &self.0[1],
        }
    }
}

fn environment(
    overrides: Option<&Path>,
    texts: &Arc<Texts>,
    assets: &Assets,
    missing: MissingTexts,
) -> Result<Environment<'static>, PagesError> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| {
        if Path::new(name).extension().is_some_and(|extension| extension == "html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);

    env.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            escape(out, text).map_err(|e| Error::new(ErrorKind::WriteFailure, "write").with_source(e))
        }
        _ => minijinja::escape_formatter(out, state, value),
    });

    let base = assets.base().to_owned();
    env.add_function("asset", move |path: &str| format!("{base}/{path}"));
    let t = Arc::clone(texts);
    env.add_function("t", move |id: &str, kwargs: Kwargs| text(&t, id, &kwargs, missing));
    let t = Arc::clone(texts);
    env.add_function("country", move |code: &str| t.country(code));
    let t = Arc::clone(texts);
    env.add_filter("date", move |value: &str| format::date_or_text(&t, value));
    let locale = texts.locale();
    env.add_filter("moment", move |micros: i64| format::moment(locale, Timestamp::from_micros(micros)));
    env.add_filter("iso", |micros: i64| Timestamp::from_micros(micros).to_string());
    let t = Arc::clone(texts);
    env.add_filter("bytes", move |count: u64| format::bytes(&t, count));
    env.add_filter("percent", format::percent);
    env.add_filter("number", format::whole);
    env.add_filter("lines", |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>());

    for (name, source) in embedded::TEMPLATES {
        let own = overrides.map(|folder| folder.join("templates").join(name));
        match own.filter(|file| file.is_file()) {
            None => env.add_template(name, source)?,
            Some(file) => {
                let source = std::fs::read_to_string(&file)
                    .map_err(|source| PagesError::Read { file: file.display().to_string(), source })?;
                env.add_template_owned(*name, source)?;
            }
        }
    }
    Ok(env)
}

/// Escapes for text and quoted attributes. The engine's own escapes slashes too, which makes every link
/// longer and guards against nothing in quoted attributes.
fn escape(out: &mut Output<'_>, text: &str) -> std::fmt::Result {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_str(&text[plain..at])?;
        out.write_str(escaped)?;
        plain = at + 1;
    }
    out.write_str(&text[plain..])
}

/// `t("id", name=value)`: numbers choose plurals, everything else is shown as it is.
fn text(texts: &Texts, id: &str, kwargs: &Kwargs, missing: MissingTexts) -> Result<String, Error> {
    let mut args = Vec::new();
    for name in kwargs.args() {
        let value: Value = kwargs.get(name)?;
        let arg = match value.kind() {
            ValueKind::Number => Arg::Number(f64::try_from(value)?),
            _ => Arg::Text(value.to_string()),
        };
        args.push((name, arg));
    }
    match (texts.try_get(id, &args), missing) {
        (Ok(text), _) => Ok(text),
        (Err(gap), MissingTexts::Refused) => Err(Error::new(ErrorKind::InvalidOperation, gap.to_string())),
        (Err(gap @ (MissingText::Message(..) | MissingText::Argument(..))), MissingTexts::Shown) => {
            tracing::error!(text.id = id, "a text is missing: {gap}");
            Ok(id.to_owned())
        }
    }
}

/// Renders every sample of a page in every locale; a name or a text that is missing is an error.
#[cfg(test)]
pub(crate) fn check_samples<P: Page>() -> Vec<(Locale, String)> {
    let pages = Pages::load(None, &Assets::embedded(), MissingTexts::Refused).expect("pages load");
    let samples = P::samples();
    assert!(!samples.is_empty(), "{} has no sample", P::TEMPLATE);
    let mut rendered = Vec::new();
    for locale in Locale::ALL {
        for (i, sample) in samples.iter().enumerate() {
            for signed_in in [false, true] {
                let chrome = Chrome { signed_in, test_mode: signed_in, ..Chrome::bare(locale) };
                match pages.render(locale, &chrome, sample) {
                    Ok(html) => rendered.push((locale, html)),
                    Err(error) => {
                        panic!(
                            "{} sample {i} in {}: {error:#} {:?}",
                            P::TEMPLATE,
                            locale.tag(),
                            std::error::Error::source(&error)
                        )
                    }
                }
            }
        }
    }
    rendered
}
