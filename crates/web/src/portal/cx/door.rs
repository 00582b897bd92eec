//! Help for somebody who cannot get in; and for a step that somebody cannot do.

use super::Problem;
use crate::pages::Page;
use proofdesk_domain::Timestamp;
use serde::Serialize;

/// `/door`
#[derive(Debug, Default, Serialize)]
pub struct DoorPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub email: String,
    /// As typed.
    pub account: String,
    /// As typed.
    pub words: String,
    /// An answer is promised within.
    pub answer_hours: i64,
}

/// `/door`, sent.
#[derive(Debug, Serialize)]
pub struct DoorSentPage {
    /// What people quote.
    pub reference: String,
    /// An answer is promised within.
    pub answer_hours: i64,
}

/// `/door/{token}`
#[derive(Debug, Serialize)]
pub struct DoorTalkPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// What people quote.
    pub reference: String,
    /// It is over.
    pub closed: bool,
    /// When an answer is promised.
    pub due_at: Option<Timestamp>,
    /// When a new address counts.
    pub change_at: Option<Timestamp>,
    /// What was written.
    pub lines: Vec<DoorLineCx>,
    /// As typed.
    pub words: String,
}

/// A line.
#[derive(Debug, Serialize)]
pub struct DoorLineCx {
    /// The staff member; none: the reader.
    pub by: Option<String>,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// `/door/stop/{token}`
#[derive(Debug, Serialize)]
pub struct StopPage {
    /// `ready`, `stopped` or `nothing`.
    pub standing: &'static str,
}

/// `/verify/without/{what}`
#[derive(Debug, Serialize)]
pub struct WithoutPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As in `without-title-<what>`: `camera`, `document`, `pages`.
    pub what: &'static str,
    /// Documents that the policy takes, each with what stands in for it: names.
    pub alternatives: Vec<(String, Vec<String>)>,
    /// An answer is promised within.
    pub answer_hours: i64,
    /// Where the back link leads.
    pub back: &'static str,
    /// As typed.
    pub words: String,
}

impl Page for DoorPage {
    const TEMPLATE: &'static str = "portal/door.html";
    fn samples() -> Vec<Self> {
        let problems = ["email", "words"].map(|field| Problem::new(field, "Mend".into())).into();
        vec![
            Self { answer_hours: 24, ..Self::default() },
            Self { problems, words: "<b>".into(), ..Self::default() },
        ]
    }
}

impl Page for DoorSentPage {
    const TEMPLATE: &'static str = "portal/door_sent.html";
    fn samples() -> Vec<Self> {
        vec![Self { reference: "HD-7K4M-2Q9X".into(), answer_hours: 24 }]
    }
}

impl Page for DoorTalkPage {
    const TEMPLATE: &'static str = "portal/door_talk.html";
    fn samples() -> Vec<Self> {
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let lines = || {
            [None, Some("Lin Wei")]
                .map(|by| DoorLineCx { by: by.map(Into::into), text: "Hello\n<b>".into(), at })
                .into()
        };
        let page = |closed, due_at, problems| Self {
            problems,
            reference: "HD-7K4M-2Q9X".into(),
            closed,
            due_at,
            change_at: due_at,
            lines: lines(),
            words: String::new(),
        };
        vec![
            page(false, Some(at), vec![]),
            page(true, None, vec![]),
            page(false, None, vec![Problem::new("words", "Mend".into())]),
        ]
    }
}

impl Page for StopPage {
    const TEMPLATE: &'static str = "portal/door_stop.html";
    fn samples() -> Vec<Self> {
        ["ready", "stopped", "nothing"].map(|standing| Self { standing }).into()
    }
}

impl Page for WithoutPage {
    const TEMPLATE: &'static str = "portal/without.html";
    fn samples() -> Vec<Self> {
        let page = |what, problems| Self {
            problems,
            what,
            alternatives: vec![("Passport".into(), vec!["Identity card".into()]), ("Visa".into(), vec![])],
            answer_hours: 24,
            back: "/verify/document",
            words: String::new(),
        };
        vec![
            page("document", vec![]),
            page("camera", vec![Problem::new("words", "Mend".into())]),
            page("pages", vec![]),
        ]
    }
}
