//! Before a case: the start page, hosted links, age and region, the notice, the levels.

use super::{LimitCx, Problem};
use crate::{i18n::Country, pages::Page};
use serde::Serialize;

/// `/` for somebody who is not signed in.
#[derive(Debug, Serialize)]
pub struct HomePage {}

/// `/l/{token}`
#[derive(Debug, Serialize)]
pub struct LinkPage {
    /// `ready`, `used`, `expired`, `unknown`.
    pub standing: &'static str,
}

/// `/start/about-you`
#[derive(Debug, Serialize)]
pub struct AboutYouPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// In whole years.
    pub minimum_age: i32,
    /// `yes`, `no` or nothing yet.
    pub of_age: String,
    /// ISO 3166-1 alpha-3, or nothing yet.
    pub region: String,
    /// To choose from.
    pub countries: Vec<Country>,
}

/// Said before anything is uploaded: not served.
#[derive(Debug, Serialize)]
pub struct NotServedPage {
    /// `age` or `region`.
    pub why: &'static str,
    /// In whole years.
    pub minimum_age: i32,
    /// ISO 3166-1 alpha-3.
    pub region: String,
}

/// `/start/notice`
#[derive(Debug, Serialize)]
pub struct NoticePage {
    /// Of the notice.
    pub version: String,
}

/// After declining the notice.
#[derive(Debug, Serialize)]
pub struct NoticeDeclinedPage {}

/// `/levels`
#[derive(Debug, Serialize)]
pub struct LevelsPage {
    /// From the lowest to the highest.
    pub levels: Vec<LevelCx>,
    /// What is left of the limits that the person has now.
    pub usage: Option<super::usage::UsageCx>,
}

/// A level.
#[derive(Debug, Serialize)]
pub struct LevelCx {
    /// Its stable name.
    pub key: String,
    /// Its name in words.
    pub name: String,
    /// What it allows.
    pub limits: Vec<LimitCx>,
    /// What it asks for: `email`, `details`, `document`, `person`.
    pub requires: Vec<&'static str>,
    /// How long it takes.
    pub minutes: Option<u32>,
    /// A person looks as well.
    pub person: bool,
    /// By when.
    pub review_hours: i64,
    /// When it ends, or has ended.
    pub end: Option<proofdesk_domain::Timestamp>,
    /// It has ended.
    pub ended: bool,
    /// `reached`, `renew` (reached, and it can be verified anew), `open`, `running`, or `later` while
    /// another one runs.
    pub standing: &'static str,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "portal/home.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "portal/link.html";
    fn samples() -> Vec<Self> {
        ["ready", "used", "expired", "unknown"].map(|standing| Self { standing }).into()
    }
}

impl Page for AboutYouPage {
    const TEMPLATE: &'static str = "portal/about_you.html";
    fn samples() -> Vec<Self> {
        let countries = vec![Country { code: "DEU".into(), name: "Germany".into() }];
        let page = |problems, of_age: &str, region: &str| Self {
            problems,
            minimum_age: 18,
            of_age: of_age.into(),
            region: region.into(),
            countries: countries.clone(),
        };
        let both = vec![Problem::new("of_age", "Choose".into()), Problem::new("region", "Choose".into())];
        vec![page(vec![], "", ""), page(both, "no", "DEU")]
    }
}

impl Page for NotServedPage {
    const TEMPLATE: &'static str = "portal/not_served.html";
    fn samples() -> Vec<Self> {
        ["age", "region"].map(|why| Self { why, minimum_age: 18, region: "PRK".into() }).into()
    }
}

impl Page for NoticePage {
    const TEMPLATE: &'static str = "portal/notice.html";
    fn samples() -> Vec<Self> {
        vec![Self { version: "2026-11".into() }]
    }
}

impl Page for NoticeDeclinedPage {
    const TEMPLATE: &'static str = "portal/notice_declined.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

impl Page for LevelsPage {
    const TEMPLATE: &'static str = "portal/levels.html";
    fn samples() -> Vec<Self> {
        let policy = proofdesk_domain::policy::Policy::default_policy();
        let levels = policy
            .levels
            .iter()
            .zip(["reached", "running", "open"])
            .chain(policy.levels.last().map(|level| (level, "later")))
            .map(|(level, standing)| LevelCx {
                key: level.name.clone(),
                name: level.name.clone(),
                limits: super::limits(&level.limits),
                requires: level.requires.iter().map(proofdesk_domain::policy::Requirement::as_str).collect(),
                minutes: level.minutes,
                person: standing == "open",
                review_hours: 24,
                end: Some(proofdesk_domain::Timestamp::from_micros(1_795_000_000_000_000)),
                ended: standing == "open",
                standing,
            })
            .collect();
        vec![
            Self { levels, usage: Some(super::usage::UsageCx::sample()) },
            Self { levels: vec![], usage: None },
        ]
    }
}
