//! `GET /lang/{tag}?back=/…`: the language switch. A link, so that it works on every page without
//! scripts; all that it changes is a preference.

use crate::{
    error::WebError,
    i18n::Locale,
    state::WebState,
    visit::{Cookie, Visit},
};
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};

/// A year, in seconds.
const YEAR: u64 = 365 * 24 * 3600;

#[derive(serde::Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

pub(crate) async fn choose(
    State(state): State<WebState>,
    Path(tag): Path<String>,
    Query(Back { back }): Query<Back>,
    visit: Visit,
) -> Result<Response, WebError> {
    let locale = Locale::find(&tag).ok_or(WebError::NotFound)?;
    // Mails follow the choice; a switch never fails for it.
    if let Some(token) = &visit.session
        && let Ok(Some(session)) = state.app.applicant_session(token).await
        && let Err(error) = state.app.set_locale(&session, locale.into()).await
    {
        tracing::warn!(error = %error, "a chosen language was not recorded");
    }
    let cookie = Cookie::Language.set(&state.config, locale.tag(), Some(YEAR));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(local_path(&back))).into_response())
}

/// A path on this site, or the home page: never another host.
pub(crate) fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t'])
        && path.is_ascii();
    if local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local_path("/status?a=1"), "/status?a=1");
        for evil in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "/\t/evil.example"]
        {
            assert_eq!(local_path(evil), "/", "{evil:?}");
        }
    }
}
