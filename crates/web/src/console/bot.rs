//! `/console/bot`: what came of the bot, by language, and whether a language model words its answers.

use super::{AtDesk, cx::Desk, desk};
use crate::{error::WebError, pages::Page, state::WebState};
use axum::{
    extract::{Query, State},
    response::Response,
};
use proofdesk_app::bot::{BotFigures, LanguageFigures};
use proofdesk_domain::verification::Mode;
use serde::Serialize;

/// What came of the bot.
#[derive(Clone, Debug, Serialize)]
pub struct BotPage {
    /// The frame.
    pub desk: Desk,
    /// `live` or `test`.
    pub mode: &'static str,
    /// Over so many days.
    pub days: i64,
    /// In each language.
    pub languages: Vec<LanguageCx>,
    /// The language model, where there is one.
    pub model: Option<ModelCx>,
}

/// Figures of one language.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageCx {
    /// Its tag.
    pub lang: &'static str,
    /// Stretches in which the bot answered.
    pub talks: u64,
    /// The verification went through afterwards.
    pub through: u64,
    /// The person said that it helped.
    pub said: u64,
    /// Both.
    pub confirmed: u64,
    /// To people.
    pub over: u64,
    /// Came back after it had helped.
    pub reopened: u64,
    /// Nobody knows.
    pub none: u64,
    /// Why people took over: cause and how often.
    pub causes: Vec<(&'static str, u64)>,
}

/// The language model.
#[derive(Clone, Debug, Serialize)]
pub struct ModelCx {
    /// Host and port.
    pub host: String,
    /// Its name.
    pub model: String,
    /// Seconds that it has.
    pub seconds: u64,
}

/// `?mode=`
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    mode: String,
}

impl LanguageCx {
    fn new(figures: &LanguageFigures) -> Self {
        let n = |count: i64| u64::try_from(count).unwrap_or(0);
        Self {
            lang: figures.language.as_str(),
            talks: n(figures.talks),
            through: n(figures.went_through),
            said: n(figures.said),
            confirmed: n(figures.confirmed()),
            over: n(figures.to_people),
            reopened: n(figures.reopened),
            none: n(figures.no_result),
            causes: figures.handed_over.iter().map(|(cause, count)| (cause.as_str(), n(*count))).collect(),
        }
    }
}

pub(super) async fn figures(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "bot").await?;
    let mode = Mode::find(&wanted.mode).unwrap_or(state.app.settings().portal_mode);
    let BotFigures { mode, days, languages, model } = state.app.bot_figures(&st, mode).await?;
    let page = BotPage {
        desk,
        mode: mode.as_str(),
        days,
        languages: languages.iter().map(LanguageCx::new).collect(),
        model: model.map(|view| ModelCx {
            host: view.host,
            model: view.model,
            seconds: view.patience.as_secs(),
        }),
    };
    state.page(&visit, &page)
}

impl Page for BotPage {
    const TEMPLATE: &'static str = "console/bot.html";

    fn samples() -> Vec<Self> {
        use proofdesk_domain::bot::Cause;
        let language = |lang, causes| LanguageCx {
            lang,
            talks: 31,
            through: 4,
            said: 4,
            confirmed: 8,
            over: 11,
            reopened: 2,
            none: 12,
            causes,
        };
        let all = Cause::ALL.into_iter().map(|cause| (cause.as_str(), 2)).collect();
        let model = ModelCx { host: "models.example.org".into(), model: "<b>small".into(), seconds: 5 };
        let page = |mode, model| Self {
            desk: Desk {
                name: "Lin Wei".into(),
                role: "agent",
                admin: false,
                place: "bot",
                after: 1,
                now: 1_795_000_000_000_000,
                mentions: 2,
            },
            mode,
            days: 90,
            languages: vec![language("en", Vec::clone(&all)), language("zh-CN", Vec::new())],
            model,
        };
        vec![page("live", None), page("test", Some(model))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::check_samples;

    #[test]
    fn the_page_renders_in_every_locale() {
        for (_, html) in check_samples::<BotPage>() {
            assert_eq!(html.matches("<h1").count(), 1);
            assert!(!html.contains("<b>small"), "escaped");
        }
    }
}
