//! The inbox: one list, sorted by the clock. Personal data stands masked here, whoever looks.

use super::{Clock, Desk};
use crate::pages::Page;
use serde::Serialize;

/// `/console`.
#[derive(Clone, Debug, Serialize)]
pub struct InboxPage {
    /// The frame.
    pub desk: Desk,
    /// `all`, `live` or `test`.
    pub mode: &'static str,
    /// `all`, `mine` or `free`.
    pub whose: &'static str,
    /// What is searched for.
    pub query: String,
    /// The rows, the first to breach first.
    pub rows: Vec<Row>,
    /// How many rows to ask for to see more; none when this is all.
    pub more: Option<usize>,
    /// How many of them are late.
    pub late: u32,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// One thing that waits for a person.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Where it opens.
    pub href: String,
    /// The case or conversation, for live updates.
    pub id: String,
    /// `appeal`, `review` or `conversation`.
    pub kind: &'static str,
    /// `live` or `test`.
    pub mode: &'static str,
    /// What people quote.
    pub reference: String,
    /// Masked.
    pub applicant: Option<String>,
    /// The level's name, in words.
    pub level: Option<String>,
    /// The promise.
    pub clock: Option<Clock>,
    /// Why a person took over, as in `console-cause-<cause>`.
    pub cause: Option<&'static str>,
    /// Who is looking at it.
    pub claimed_by: Option<String>,
    /// That is the reader.
    pub mine: bool,
    /// How long the applicant has waited, in words.
    pub waited: String,
    /// Compliance decides it.
    pub escalated: bool,
    /// One person has decided: `yours` or `wanted` (a second person is).
    pub second: Option<&'static str>,
}

impl Page for InboxPage {
    const TEMPLATE: &'static str = "console/inbox.html";

    fn samples() -> Vec<Self> {
        #[cfg(test)]
        return super::samples::inbox();
        #[cfg(not(test))]
        Vec::new()
    }
}
