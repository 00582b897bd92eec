//! From a [`Mail`] to the bytes of RFC 5322.

use crate::{Mail, MailError};
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, SinglePart},
};
use proofdesk_domain::Timestamp;
use std::time::{Duration, SystemTime};

/// Reads a sender such as `Proofdesk <desk@example.org>`.
pub(crate) fn sender(text: &str) -> Result<Mailbox, MailError> {
    text.parse().map_err(|_| MailError::Malformed("sender"))
}

/// Composes the message. Everything that could end a header line early is refused here, before the
/// library encodes the rest.
pub(crate) fn message(from: &Mailbox, mail: &Mail, now: Timestamp) -> Result<Message, MailError> {
    if mail.subject.chars().any(char::is_control) {
        return Err(MailError::Malformed("subject"));
    }
    if mail.to.chars().any(char::is_control) {
        return Err(MailError::Malformed("address"));
    }
    // An address alone, never a name with it: names are what people make up.
    let to: Address = mail.to.parse().map_err(|_| MailError::Malformed("address"))?;
    let builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.as_str())
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(system_time(now));
    match &mail.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
        None => builder.singlepart(SinglePart::plain(mail.text.clone())),
    }
    .map_err(|_| MailError::Malformed("message"))
}

fn system_time(now: Timestamp) -> SystemTime {
    let micros = u64::try_from(now.as_micros()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_micros(micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn mail(to: &str, subject: &str) -> Mail {
        Mail {
            id: Uuid::from_u128(7),
            to: to.into(),
            subject: subject.into(),
            text: "Hello".into(),
            html: None,
        }
    }

    fn compose(to: &str, subject: &str) -> Result<String, MailError> {
        let from = sender("Proofdesk <desk@example.org>").unwrap();
        let message = message(&from, &mail(to, subject), Timestamp::from_micros(1_795_000_000_000_000))?;
        Ok(String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn headers_are_whole_and_take_the_given_time_and_id() {
        let text = compose("lin@example.org", "News about your case").unwrap();
        for line in [
            "From: Proofdesk <desk@example.org>\r\n",
            "To: lin@example.org\r\n",
            "Subject: News about your case\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n",
            "Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n",
        ] {
            assert!(text.contains(line), "{line:?} is not in {text}");
        }
    }

    #[test]
    fn nothing_can_be_smuggled_into_the_headers() {
        for end in ["\r\n", "\n", "\r", "\0", "\u{b}", "\u{85}"] {
            let subject = format!("News{end}Bcc: eve@example.org");
            assert!(matches!(compose("lin@example.org", &subject), Err(MailError::Malformed("subject"))));
            let to = format!("lin@example.org{end}Bcc: eve@example.org");
            assert!(matches!(compose(&to, "News"), Err(MailError::Malformed("address"))));
        }
        for to in ["", "lin", "lin@", "a@b, eve@example.org", "Lin <lin@example.org>", "<lin@example.org>"] {
            assert!(matches!(compose(to, "News"), Err(MailError::Malformed("address"))), "{to}");
        }
        assert!(sender("desk@example.org\r\nBcc: eve@example.org").is_err());
        // Line separators that are no control characters are encoded away.
        let text = compose("lin@example.org", "News\u{2028}Bcc: eve@example.org").unwrap();
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
    }

    #[test]
    fn a_chinese_subject_comes_back_as_it_was() {
        let subject = "您的认证有新进展：请查看（不需要重新上传，我们会在二十四小时之内答复您）";
        let bytes = compose("lin@example.org", subject).unwrap();
        let read = mail_parser::MessageParser::default().parse(bytes.as_bytes()).unwrap();
        assert_eq!(read.subject(), Some(subject));
    }
}
