//! What every handler shares.

use crate::{
    assets::Assets,
    error::WebError,
    live::Streams,
    pages::{MissingTexts, Page, Pages, PagesError},
    portal::Turns,
    room::Room,
    throttle::Throttle,
    visit::Visit,
};
use axum::{
    extract::FromRef,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use proofdesk_app::App;
use std::{path::PathBuf, sync::Arc};

/// What the pages need to know of the installation.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Where browsers reach us, without a slash at the end: `https://id.example.org`.
    pub public_url: String,
    /// A proxy in front of us sets `X-Forwarded-For`, and nobody else reaches us.
    pub trusted_proxy: bool,
    /// Accounts that are opened here belong to the test world.
    pub test_mode: bool,
    /// Where mails lie when no mail server is set; the console shows them.
    pub mail_folder: Option<PathBuf>,
    /// The operator's own templates and texts.
    pub overrides: Option<PathBuf>,
    /// Memory for uploads on their way in, in bytes; more of them wait.
    pub upload_memory: u64,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            trusted_proxy: false,
            test_mode: false,
            mail_folder: None,
            overrides: None,
            upload_memory: 256 * 1024 * 1024,
        }
    }
}

impl WebConfig {
    /// Browsers reach us over TLS.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Templates and texts.
    pub pages: Pages,
    /// Static files.
    pub assets: Assets,
    /// Rate limits.
    pub throttle: Arc<Throttle>,
    /// The installation.
    pub config: Arc<WebConfig>,
    /// Open event streams.
    pub streams: Streams,
    /// Memory for uploads on their way in.
    pub(crate) upload_room: Room,
    /// Whose turn it is at an upload that resumes.
    pub(crate) upload_turns: Turns,
}

impl WebState {
    /// Loads templates and texts.
    pub fn new(config: WebConfig, app: App) -> Result<Self, PagesError> {
        let assets = Assets::embedded();
        let upload_room = Room::new(config.upload_memory);
        Ok(Self {
            app,
            pages: Pages::load(config.overrides.as_deref(), &assets, MissingTexts::Shown)?,
            assets,
            throttle: Arc::default(),
            config: Arc::new(config),
            streams: Streams::default(),
            upload_room,
            upload_turns: Turns::default(),
        })
    }

    /// A page in the visitor's language.
    pub fn page<P: Page>(&self, visit: &Visit, page: &P) -> Result<Response, WebError> {
        self.page_with(StatusCode::OK, visit, page)
    }

    /// A page with another status: a form with mistakes in it answers 422.
    pub fn page_with<P: Page>(
        &self,
        status: StatusCode,
        visit: &Visit,
        page: &P,
    ) -> Result<Response, WebError> {
        let html = self.pages.render(visit.locale, &visit.chrome(), page)?;
        Ok((status, Html(html)).into_response())
    }

    /// A part of a page (a template that the page includes), for live updates.
    pub fn part<P: Page>(&self, visit: &Visit, page: &P, template: &str) -> Result<Response, WebError> {
        let html = self.pages.render_part(visit.locale, &visit.chrome(), page, template)?;
        Ok(Html(html).into_response())
    }
}

impl FromRef<WebState> for Assets {
    fn from_ref(state: &WebState) -> Self {
        state.assets.clone()
    }
}
