//! The console's door.

use crate::pages::Page;
use serde::Serialize;

/// `/console/sign-in`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInPage {
    /// What was typed.
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// What was the matter, as in `console-sign-in-<problem>`: `wrong`, `locked`, `empty`.
    pub problem: Option<&'static str>,
    /// When the next try is possible, in microseconds since 1970.
    pub locked_until: Option<i64>,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "console/sign_in.html";

    fn samples() -> Vec<Self> {
        vec![
            Self::default(),
            Self { email: "lin@example.org".into(), problem: Some("wrong"), ..Self::default() },
            Self { problem: Some("empty"), ..Self::default() },
            Self {
                email: "lin@example.org".into(),
                problem: Some("locked"),
                locked_until: Some(1_795_000_000_000_000),
                ..Self::default()
            },
        ]
    }
}
