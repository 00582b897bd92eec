//! The portal's pages that mails point at.

use crate::App;
use proofdesk_domain::VerificationId;

/// A page of the portal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Page<'a> {
    /// `/sign-in`.
    SignIn,
    /// `/reset/TOKEN`.
    Reset(&'a str),
    /// `/cases/ID`.
    Case(VerificationId),
    /// `/conversation`.
    Conversation,
}

impl App {
    /// The page's whole address.
    pub(crate) fn address_of(&self, page: Page<'_>) -> String {
        let base = &self.settings().public_url;
        match page {
            Page::SignIn => format!("{base}/sign-in"),
            Page::Reset(token) => format!("{base}/reset/{token}"),
            Page::Case(id) => format!("{base}/cases/{id}"),
            Page::Conversation => format!("{base}/conversation"),
        }
    }
}
