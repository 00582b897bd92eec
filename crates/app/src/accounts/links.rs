//! The portal's pages that mails point at.

use crate::App;

/// A page of the portal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Page<'a> {
    /// `/sign-in`.
    SignIn,
    /// `/reset/TOKEN`.
    Reset(&'a str),
    /// `/status`, the home of a running case. It names no case: mails are forwarded and kept.
    Case,
    /// `/talk`.
    Conversation,
    /// `/door/TOKEN`.
    Door(&'a str),
    /// `/door/stop/TOKEN`.
    StopAddress(&'a str),
}

impl App {
    /// The page's whole address.
    pub(crate) fn address_of(&self, page: Page<'_>) -> String {
        let base = &self.settings().public_url;
        match page {
            Page::SignIn => format!("{base}/sign-in"),
            Page::Reset(token) => format!("{base}/reset/{token}"),
            Page::Case => format!("{base}/status"),
            Page::Conversation => format!("{base}/talk"),
            Page::Door(token) => format!("{base}/door/{token}"),
            Page::StopAddress(token) => format!("{base}/door/stop/{token}"),
        }
    }
}
