//! When we may call.

use super::Problem;
use crate::pages::Page;
use serde::Serialize;

/// `/call`
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// What the person who asks wrote.
    pub by_person: Option<String>,
    /// On whose clock the times are.
    pub zone: String,
    /// How many times may be picked.
    pub most: usize,
    /// What can be picked, by day. None where the desk is closed for long: then words say when.
    pub days: Vec<DayCx>,
    /// As typed.
    pub number: String,
    /// As typed.
    pub words: String,
    /// As typed, where no call is possible.
    pub instead: String,
}

/// The times of a day.
#[derive(Clone, Debug, Serialize)]
pub struct DayCx {
    /// With its weekday.
    pub day: String,
    /// The earliest first.
    pub times: Vec<TimeCx>,
}

/// A time that can be picked.
#[derive(Clone, Debug, Serialize)]
pub struct TimeCx {
    /// Its beginning, in microseconds.
    pub value: i64,
    /// `09:00–11:00`.
    pub text: String,
    /// It was picked before.
    pub picked: bool,
}

impl Page for CallPage {
    const TEMPLATE: &'static str = "portal/call.html";

    fn samples() -> Vec<Self> {
        let time = |hour: i64| TimeCx {
            value: 1_795_000_000_000_000 + hour,
            text: format!("{hour:02}:00–{:02}:00", hour + 2),
            picked: hour == 11,
        };
        let day = |day: &str| DayCx { day: day.into(), times: [9, 11, 13].map(time).to_vec() };
        let open = Self {
            zone: "Europe/Berlin".into(),
            most: 3,
            days: vec![day("Monday, 23 November 2026"), day("Tuesday, 24 November 2026")],
            ..Self::default()
        };
        let fields = ["times", "number", "words", "instead"];
        vec![
            Self { by_person: Some("<b>About</b> your birth date.".into()), ..open.clone() },
            Self { days: Vec::new(), ..open.clone() },
            Self {
                problems: fields.map(|field| Problem::new(field, "Mend it".into())).to_vec(),
                number: "x".into(),
                words: "<i>".into(),
                instead: "</textarea>".into(),
                ..open
            },
        ]
    }
}
