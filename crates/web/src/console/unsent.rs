//! `/console/operations/mails`: mails that were refused for good, to be sent again once the cause is mended.

use super::{Asked, AtDesk, case::id_of, cx::Desk, desk, done, known_deed};
use crate::{error::WebError, form::Posted, pages::Page, state::WebState};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Serialize;
use uuid::Uuid;

/// Where this page is.
const HERE: &str = "/console/operations/mails";

/// The page. Neither whom to nor what about is shown: an operator needs neither.
#[derive(Clone, Debug, Serialize)]
pub struct UnsentPage {
    /// The frame.
    pub desk: Desk,
    /// The mails, newest first.
    pub mails: Vec<Unsent>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// A mail that was refused for good.
#[derive(Clone, Debug, Serialize)]
pub struct Unsent {
    /// Its id.
    pub id: String,
    /// Why, without personal data.
    pub error: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was given up, in microseconds.
    pub at: i64,
}

impl Page for UnsentPage {
    const TEMPLATE: &'static str = "console/unsent.html";

    fn samples() -> Vec<Self> {
        let desk = Desk {
            name: "Ada".to_owned(),
            role: "admin",
            admin: true,
            place: "operations",
            after: 7,
            now: 1_795_000_000_000_000,
            mentions: 2,
        };
        let mail = Unsent {
            id: Uuid::from_u128(7).to_string(),
            error: "the mail was refused".to_owned(),
            tries: 1,
            at: 1_795_000_000_000_000,
        };
        vec![
            Self { desk: desk.clone(), mails: vec![mail], done: Some("mail-retried") },
            Self { desk, mails: Vec::new(), done: None },
        ]
    }
}

/// Shows them; the use case asks for the right to.
pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "operations").await?;
    let shown = |mail: proofdesk_app::operations::UnsentMail| Unsent {
        id: mail.id.to_string(),
        error: mail.error,
        tries: mail.tries,
        at: mail.failed_at.unwrap_or(mail.created_at).as_micros(),
    };
    let mails = state.app.unsent_mails(&st).await?.into_iter().map(shown).collect();
    state.page(&visit, &UnsentPage { desk, mails, done: known_deed(&asked.done) })
}

/// Puts one back in line.
pub(super) async fn retry(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.app.retry_mail(&st, id_of::<Uuid>(&id)?).await?;
    Ok(done(HERE, "mail-retried"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mail_has_its_button_and_no_mail_says_so() {
        let pages = crate::pages::check_samples::<UnsentPage>();
        let buttons = |html: &str| html.matches("/console/operations/mails/").count();
        assert!(pages.iter().any(|(_, html)| buttons(html) == 1));
        assert!(pages.iter().any(|(_, html)| buttons(html) == 0));
    }
}
