//! What mails say, by language (`locales/*/mail.ftl`): that there is news, and never which. And what the bot
//! says, as plain text.

use crate::{
    bot::BotCx,
    i18n::{Arg, Locale, TextError, Texts},
};
use proofdesk_app::{BotWords, MailKind, MailText, MailTexts, views};
use proofdesk_domain::bot::Say;
use std::path::Path;

/// The words of every mail in every locale.
pub struct Wording {
    texts: Vec<Texts>,
}

impl Wording {
    /// Loads the built-in texts, and over them the operator's.
    pub fn load(overrides: Option<&Path>) -> Result<Self, TextError> {
        let texts =
            Locale::ALL.into_iter().map(|locale| Texts::load(locale, overrides)).collect::<Result<_, _>>()?;
        Ok(Self { texts })
    }
}

impl Wording {
    /// The texts of a locale.
    fn of(&self, locale: views::Locale) -> &Texts {
        self.texts
            .iter()
            .find(|texts| texts.locale().tag() == locale.as_str())
            .unwrap_or_else(|| self.texts.first().expect("every locale was loaded"))
    }
}

impl BotWords for Wording {
    fn words(&self, say: &Say, locale: views::Locale) -> String {
        BotCx::new(self.of(locale), say).plain()
    }
}

impl MailTexts for Wording {
    fn render(&self, mail: &MailKind, locale: views::Locale) -> MailText {
        let texts = self.of(locale);
        let (name, code, link) = match mail {
            MailKind::ConfirmAddress { code } => ("confirm-address", code.as_str(), ""),
            MailKind::ResetPassword { link } => ("reset-password", "", link.as_str()),
            MailKind::UnknownAddress => ("reset-of-unknown-address", "", ""),
            MailKind::AlreadyRegistered { link } => ("already-registered", "", link.as_str()),
            MailKind::News { link } => ("news", "", link.as_str()),
            MailKind::Ticket { reference, link } => ("ticket", reference.as_str(), link.as_str()),
            MailKind::Message { link } => ("message", "", link.as_str()),
            MailKind::Door { link } => ("door", "", link.as_str()),
            MailKind::AddressChange { link } => ("address-change", "", link.as_str()),
        };
        let args = [
            ("code", Arg::Text(code.to_owned())),
            ("link", Arg::Text(link.to_owned())),
            ("has_code", Arg::Text(if code.is_empty() { "no" } else { "yes" }.to_owned())),
        ];
        MailText {
            subject: texts.get(&format!("mail-{name}-subject"), &args),
            text: texts.get(&format!("mail-{name}-body"), &args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_has_words_in_every_locale_and_carries_what_it_must() {
        let wording = Wording::load(None).expect("the built-in texts load");
        let link = "https://id.example.org/status".to_owned();
        let mails = [
            (MailKind::ConfirmAddress { code: "493817".into() }, "493817"),
            (MailKind::ResetPassword { link: link.clone() }, &*link),
            (MailKind::UnknownAddress, ""),
            (MailKind::AlreadyRegistered { link: link.clone() }, &*link),
            (MailKind::News { link: link.clone() }, &*link),
            (MailKind::Ticket { reference: "TK-1".into(), link: link.clone() }, "TK-1"),
            (MailKind::Message { link: link.clone() }, &*link),
            (MailKind::Door { link: link.clone() }, &*link),
            (MailKind::AddressChange { link: link.clone() }, &*link),
        ];
        for locale in views::Locale::ALL {
            for (mail, needed) in &mails {
                let text = wording.render(mail, locale);
                assert!(text.text.contains(needed), "{mail:?} in {locale:?}");
                assert!(
                    !text.subject.starts_with("mail-") && !text.subject.contains('\n'),
                    "{}",
                    text.subject
                );
                assert!(!text.text.contains("mail-"), "{}", text.text);
            }
        }
    }
}
