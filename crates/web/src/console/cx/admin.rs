//! Operations, staff and keys: for admins.

use super::Desk;
use crate::pages::Page;
use serde::Serialize;

/// `/console/operations`.
#[derive(Clone, Debug, Serialize)]
pub struct OperationsPage {
    /// The frame.
    pub desk: Desk,
    /// Jobs that went aside.
    pub jobs: Vec<Job>,
    /// Mails that wait for SMTP, or none when SMTP is configured.
    pub mails: Option<Vec<Mail>>,
    /// Figures, by world.
    pub figures: Vec<Figures>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// How one world does.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// `live` or `test`.
    pub mode: &'static str,
    /// From when on outcomes count, in microseconds.
    pub since: i64,
    /// Text key as in `console-figure-<key>`, and the value in words.
    pub values: Vec<(&'static str, String)>,
}

/// A job that went aside.
#[derive(Clone, Debug, Serialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// How often it was tried.
    pub tries: u32,
    /// Why it failed, without personal data.
    pub error: String,
    /// When, in microseconds.
    pub at: i64,
}

/// A mail in the folder.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    /// The file's name.
    pub name: String,
    /// Its subject.
    pub subject: String,
    /// When, in microseconds.
    pub at: i64,
    /// To whom, once it was opened.
    pub to: Option<String>,
    /// What it says, once it was opened.
    pub body: Option<String>,
}

/// `/console/staff`.
#[derive(Clone, Debug, Serialize)]
pub struct StaffPage {
    /// The frame.
    pub desk: Desk,
    /// Everybody.
    pub people: Vec<Person>,
    /// Roles that can be given.
    pub roles: Vec<&'static str>,
    /// What was typed into the form.
    pub draft: NewPerson,
    /// What was the matter, as in `console-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// A staff member.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role.
    pub role: &'static str,
    /// Can sign in.
    pub active: bool,
    /// The reader.
    pub me: bool,
    /// Cases in hand.
    pub claimed: u32,
    /// Decisions within a day.
    pub decided: u32,
    /// Languages that they know, by tag; none means all.
    pub languages: Vec<String>,
    /// Kinds of document that they know, as in `kind-<kind>`; none means all.
    pub documents: Vec<&'static str>,
}

/// A staff member to be.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Role.
    pub role: String,
}

/// `/console/keys`.
#[derive(Clone, Debug, Serialize)]
pub struct KeysPage {
    /// The frame.
    pub desk: Desk,
    /// Every key.
    pub keys: Vec<Key>,
    /// Scopes that can be given.
    pub scopes: Vec<&'static str>,
    /// The secret of a key just made: shown this once.
    pub secret: Option<String>,
    /// What was typed as the name.
    pub name: String,
    /// What was the matter, as in `console-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// A key.
#[derive(Clone, Debug, Serialize)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// What it may do.
    pub scopes: Vec<&'static str>,
    /// When it was made, in microseconds.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

macro_rules! page {
    ($page:ty, $template:literal, $samples:ident) => {
        impl Page for $page {
            const TEMPLATE: &'static str = $template;

            fn samples() -> Vec<Self> {
                #[cfg(test)]
                return super::samples::$samples();
                #[cfg(not(test))]
                Vec::new()
            }
        }
    };
}

page!(OperationsPage, "console/operations.html", operations);
page!(StaffPage, "console/staff.html", staff);
page!(KeysPage, "console/keys.html", keys);
