//! What the portal's templates are filled with. Plain values that need nothing but the domain, with
//! samples of every face of every page.

pub mod account;
pub mod call;
pub mod door;
pub mod finding;
pub mod start;
pub mod status;
pub mod talk;
pub mod usage;
pub mod verify;

use crate::{
    format,
    i18n::{Country, Texts},
};
use proofdesk_domain::policy::Limit;
use serde::Serialize;

/// Something to mend in a form: the summary links to `field`, and the same words stand there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The id of the field.
    pub field: &'static str,
    /// What to do about it.
    pub text: String,
}

impl Problem {
    /// A problem of a field.
    pub fn new(field: &'static str, text: String) -> Self {
        Self { field, text }
    }
}

/// A limit in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitCx {
    /// `deposit`, `withdraw`, `trade`.
    pub operation: &'static str,
    /// `transaction`, `day`, `month`.
    pub period: &'static str,
    /// With its currency.
    pub amount: String,
}

/// Limits in words.
pub fn limits(limits: &[Limit]) -> Vec<LimitCx> {
    let limit = |limit: &Limit| LimitCx {
        operation: limit.operation.as_str(),
        period: limit.period.as_str(),
        amount: format::amount(&limit.currency, limit.amount),
    };
    limits.iter().map(limit).collect()
}

/// A level's name: a text where there is one, else the name that the policy gives.
pub fn level_name(texts: &Texts, name: &str) -> String {
    let id = format!("level-{name}");
    if texts.has(&id) { texts.get(&id, &[]) } else { name.to_owned() }
}

/// Countries to choose from; the specimens' own only where specimens pass.
pub fn countries(texts: &Texts, with_specimens: SpecimenCountry) -> Vec<Country> {
    let mut list = texts.countries().to_vec();
    if with_specimens == SpecimenCountry::Offered {
        list.insert(0, Country { code: "UTO".to_owned(), name: texts.country("UTO") });
    }
    list
}

/// Whether the specimens' own country can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecimenCountry {
    /// In the test world.
    Offered,
    /// In the live one.
    Left,
}

#[cfg(test)]
mod tests {
    use crate::pages::check_samples;

    /// Every page of the portal, every face, every locale; and no page lost its frame, its one
    /// heading, or carries what the Content-Security-Policy would block.
    #[test]
    fn every_page_renders_in_every_locale() {
        let mut all = Vec::new();
        all.extend(check_samples::<super::account::RegisterPage>());
        all.extend(check_samples::<super::account::ConfirmPage>());
        all.extend(check_samples::<super::account::SignInPage>());
        all.extend(check_samples::<super::account::ResetPage>());
        all.extend(check_samples::<super::account::ResetNewPage>());
        all.extend(check_samples::<super::start::HomePage>());
        all.extend(check_samples::<super::start::LinkPage>());
        all.extend(check_samples::<super::start::AboutYouPage>());
        all.extend(check_samples::<super::start::NotServedPage>());
        all.extend(check_samples::<super::start::NoticePage>());
        all.extend(check_samples::<super::start::NoticeDeclinedPage>());
        all.extend(check_samples::<super::start::LevelsPage>());
        all.extend(check_samples::<super::verify::DetailsPage>());
        all.extend(check_samples::<super::verify::DocumentPage>());
        all.extend(check_samples::<super::verify::PhotoPage>());
        all.extend(check_samples::<super::verify::CheckPage>());
        all.extend(check_samples::<super::status::StatusPage>());
        all.extend(check_samples::<super::call::CallPage>());
        all.extend(check_samples::<super::talk::DisputePage>());
        all.extend(check_samples::<super::talk::AppealPage>());
        all.extend(check_samples::<super::talk::TalkPage>());
        all.extend(check_samples::<super::door::DoorPage>());
        all.extend(check_samples::<super::door::DoorSentPage>());
        all.extend(check_samples::<super::door::DoorTalkPage>());
        all.extend(check_samples::<super::door::StopPage>());
        all.extend(check_samples::<super::door::WithoutPage>());
        for (locale, html) in all {
            let title = html.split("<title>").nth(1).and_then(|t| t.split("</title>").next());
            let title = title.unwrap_or_default().trim();
            assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{title}");
            assert_eq!(html.matches("<h1").count(), 1, "{title} has one heading\n{html}");
            assert!(title.chars().count() > 12, "{title:?} says what the page is");
            assert!(html.contains("href=\"/talk\""), "{title}: a person is one link away");
            for blocked in [" style=", " onclick=", "<style", "javascript:", "hx-on"] {
                assert!(!html.contains(blocked), "{title} has {blocked}");
            }
            for form in html.split("<form").skip(1) {
                let form = form.split("</form>").next().unwrap_or_default();
                assert!(form.contains("name=\"csrf\""), "{title}: a form without its token");
            }
        }
    }
}
