//! Registering, confirming the address, signing in, a new password.

use super::Problem;
use crate::pages::Page;
use proofdesk_domain::account::MIN_PASSWORD_CHARS;
use serde::Serialize;

/// `/register`
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub email: String,
    /// As typed.
    pub invitation: String,
    /// Shortest password, in characters.
    pub password_least: usize,
}

impl Default for RegisterPage {
    fn default() -> Self {
        Self {
            problems: Vec::new(),
            email: String::new(),
            invitation: String::new(),
            password_least: MIN_PASSWORD_CHARS,
        }
    }
}

/// `/confirm`
#[derive(Debug, Default, Serialize)]
pub struct ConfirmPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// A new code was just sent.
    pub resent: bool,
    /// Where the code went, as typed in this browser.
    pub email: Option<String>,
}

/// `/sign-in`
#[derive(Debug, Default, Serialize)]
pub struct SignInPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub email: String,
    /// Where to go afterwards: a path of ours.
    pub next: String,
}

/// `/reset`
#[derive(Debug, Default, Serialize)]
pub struct ResetPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub email: String,
    /// The mail is on its way, whatever the address was.
    pub sent: bool,
}

/// `/reset/new`
#[derive(Debug, Serialize)]
pub struct ResetNewPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// From the mailed link.
    pub token: String,
    /// The link does not work any more.
    pub spent: bool,
    /// Shortest password, in characters.
    pub password_least: usize,
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "portal/register.html";

    fn samples() -> Vec<Self> {
        let wrong = Self {
            problems: vec![
                Problem::new("email", "Type an address".into()),
                Problem::new("password", "Use more".into()),
                Problem::new("invitation", "Too long".into()),
            ],
            email: "lin@\"><script>".into(),
            invitation: "X".into(),
            ..Self::default()
        };
        vec![Self::default(), wrong]
    }
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "portal/confirm.html";

    fn samples() -> Vec<Self> {
        let wrong = Self {
            problems: vec![Problem::new("code", "Not that one".into())],
            email: Some("<anna@example.org>".into()),
            ..Self::default()
        };
        vec![Self::default(), wrong, Self { resent: true, ..Self::default() }]
    }
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "portal/sign_in.html";

    fn samples() -> Vec<Self> {
        let wrong = Self {
            problems: vec![Problem::new("email", "They do not belong together".into())],
            email: "lin@example.org".into(),
            next: "/talk".into(),
        };
        vec![Self::default(), wrong]
    }
}

impl Page for ResetPage {
    const TEMPLATE: &'static str = "portal/reset.html";

    fn samples() -> Vec<Self> {
        let wrong = Self { problems: vec![Problem::new("email", "Type one".into())], ..Self::default() };
        vec![Self::default(), wrong, Self { sent: true, ..Self::default() }]
    }
}

impl Page for ResetNewPage {
    const TEMPLATE: &'static str = "portal/reset_new.html";

    fn samples() -> Vec<Self> {
        let page =
            |problems, spent| Self { problems, token: "t".into(), spent, password_least: MIN_PASSWORD_CHARS };
        vec![
            page(vec![], false),
            page(vec![Problem::new("password", "Use more".into())], false),
            page(vec![], true),
        ]
    }
}
