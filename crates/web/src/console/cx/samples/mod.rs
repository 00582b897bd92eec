//! Samples that together reach every branch of the console's templates.

mod admin;
mod case;
mod evidence;
mod inbox;
mod talk;

pub(super) use admin::{keys, operations, staff};
pub(super) use case::{case, preview, stale};
pub(super) use inbox::inbox;
pub(super) use talk::conversation;

use super::{Clock, Desk};

const NOW: i64 = 1_795_442_400_000_000;
const MINUTE: i64 = 60_000_000;

fn desk(place: &'static str, admin: bool) -> Desk {
    Desk {
        name: "Lin Wei".into(),
        role: if admin { "admin" } else { "reviewer" },
        admin,
        place,
        after: 41,
        now: NOW,
        mentions: 2,
    }
}

fn clock(minutes: i64, text: &str, tone: &'static str) -> Clock {
    Clock { at: NOW + minutes * MINUTE, text: text.into(), tone }
}

/// Every word of `console-problem-…` that pages are given.
const PROBLEMS: &[&str] = &[
    "too_late",
    "no_reason",
    "no_message",
    "too_long",
    "not_for_decline",
    "not_for_retake",
    "page",
    "already_pending",
    "too_large",
    "wrong_state",
    "claimed",
    "own_decision",
    "has_spoken",
    "for_compliance",
    "own_account",
    "steps_open",
    "step_outcome",
    "stale_reply",
    "words",
    "why",
    "details",
    "empty",
    "refused",
    "file",
    "busy",
    "name",
    "email",
    "email_taken",
    "password",
    "role",
    "scopes",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        console::cx::{
            admin::{KeysPage, OperationsPage, StaffPage},
            case::{CasePage, ConversationPage, PreviewPage, StalePage},
            inbox::InboxPage,
            sign_in::SignInPage,
        },
        i18n::{Locale, Texts},
        pages::{Page, check_samples},
    };

    /// Renders every sample; with `PROOFDESK_RENDER` set, writes each page's first ones into that folder.
    fn check<P: Page>() {
        let rendered = check_samples::<P>();
        let folder = std::env::var_os("PROOFDESK_RENDER").map(std::path::PathBuf::from);
        assert!(rendered.iter().all(|(_, html)| !html.trim().is_empty()));
        for (n, (locale, html)) in rendered.iter().enumerate() {
            if let Some(folder) = &folder {
                let name = P::TEMPLATE.replace('/', "-").replace(".html", "");
                std::fs::write(folder.join(format!("{name}-{}-{n}.html", locale.tag())), html)
                    .expect("written");
            }
        }
    }

    #[test]
    fn every_console_page_renders_in_every_locale() {
        check::<SignInPage>();
        check::<InboxPage>();
        check::<CasePage>();
        check::<PreviewPage>();
        check::<StalePage>();
        check::<ConversationPage>();
        check::<crate::console::talks::cx::TalksPage>();
        check::<crate::console::talks::cx::CannedPage>();
        check::<OperationsPage>();
        check::<StaffPage>();
        check::<KeysPage>();
    }

    #[test]
    fn every_problem_and_every_deed_has_its_text() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            for problem in PROBLEMS
                .iter()
                .chain(crate::console::talks::one::PROBLEMS)
                .chain(crate::console::talks::canned::PROBLEMS)
            {
                assert!(texts.has(&format!("console-problem-{problem}")), "{problem}");
            }
            for done in crate::console::DEEDS {
                assert!(texts.has(&format!("console-done-{done}")), "{done}");
            }
        }
    }
}
