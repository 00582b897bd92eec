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
    /// Only cases with this tag; empty: any.
    pub tag: String,
    /// Tags that can be looked for.
    pub tags: Vec<String>,
    /// Whom cases can be handed to: id and name, the reader first.
    pub colleagues: Vec<(String, String)>,
    /// The reader may do something to several cases at once.
    pub may_bulk: bool,
    /// That may be a tag, or having them checked again.
    pub may_tag: bool,
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
    /// `appeal`, `review`, `conversation` or `rereview`.
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
    /// The case, where something can be done to it together with others.
    pub case: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
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
