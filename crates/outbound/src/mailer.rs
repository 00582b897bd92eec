//! Sending mails.

use crate::{MailError, MailFolder, compose};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        PoolConfig,
        client::{Certificate, Tls, TlsParameters},
    },
};
use proofdesk_domain::Timestamp;
use std::{fmt, path::Path, time::Duration};
use uuid::Uuid;

/// A finished mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Becomes the message id: sent twice, it is recognisably the same.
    pub id: Uuid,
    /// The address, without a name.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, for readers that prefer it.
    pub html: Option<String>,
}

impl fmt::Debug for Mail {
    /// Shows the id only: debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.id)
    }
}

/// The way out for mails. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// Through a mail server.
    Smtp {
        /// Connections, kept open for a while.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// The sender.
        from: Mailbox,
    },
    /// Into a folder, where no mail server is configured.
    Folder {
        /// The folder.
        folder: MailFolder,
        /// The sender.
        from: Mailbox,
    },
}

/// How long one step of the conversation with the server may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Connections to the server at once.
const CONNECTIONS: u32 = 4;

impl Mailer {
    /// Sends through `smtps://user:password@host`, `smtp://user:password@host:587?tls=required`, or
    /// `smtp://host:25` for a server that asks for no password. Besides the usual issuers of
    /// certificates those in `issuers` (PEM) are trusted. Connects at the first mail.
    pub fn smtp(url: &str, from: &str, issuers: Option<&[u8]>) -> Result<Self, MailError> {
        let encryption = Encryption::of(url);
        if encryption == Encryption::Maybe && url.contains('@') {
            return Err(MailError::Settings(
                "a password would travel in the clear; use smtps:// or add ?tls=required",
            ));
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| MailError::Settings("PROOFDESK_SMTP_URL is no smtp:// or smtps:// address"))?;
        let builder = match issuers {
            None => builder,
            Some(pem) => builder.tls(encryption.trusting(host(url), pem)?),
        };
        let transport =
            builder.timeout(Some(PATIENCE)).pool_config(PoolConfig::new().max_size(CONNECTIONS)).build();
        Ok(Self::Smtp { transport, from: compose::sender(from)? })
    }

    /// Writes into a folder, which is made where there is none.
    pub fn folder(path: &Path, from: &str) -> Result<Self, MailError> {
        Ok(Self::Folder { folder: MailFolder::open(path)?, from: compose::sender(from)? })
    }

    /// Sends one mail. It has been taken by the server, or is on disk, when this returns.
    pub async fn send(&self, mail: &Mail, now: Timestamp) -> Result<(), MailError> {
        match self {
            Self::Smtp { transport, from } => {
                transport.send(compose::message(from, mail, now)?).await?;
                Ok(())
            }
            Self::Folder { folder, from } => {
                let bytes = compose::message(from, mail, now)?.formatted();
                folder.write(mail.id, bytes).await
            }
        }
    }

    /// The folder, where mails go to one: for the console.
    pub const fn mail_folder(&self) -> Option<&MailFolder> {
        match self {
            Self::Folder { folder, .. } => Some(folder),
            Self::Smtp { .. } => None,
        }
    }
}

/// How a certificate begins in PEM (RFC 7468).
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Whether the address asks for encryption.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    /// From the first byte.
    AtOnce,
    /// By STARTTLS, and nothing is said without it.
    Required,
    /// Not asked for.
    Maybe,
}

impl Encryption {
    fn of(url: &str) -> Self {
        if url.starts_with("smtps://") {
            Self::AtOnce
        } else if url.contains("tls=required") {
            Self::Required
        } else {
            Self::Maybe
        }
    }

    fn trusting(self, host: &str, pem: &[u8]) -> Result<Tls, MailError> {
        let unusable = MailError::Settings("PROOFDESK_SMTP_CA_FILE holds no certificate in PEM");
        // The library takes a file without any certificate and trusts nobody more for it.
        if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
            return Err(unusable);
        }
        let Ok(parameters) = Certificate::from_pem(pem).and_then(|issuer| {
            TlsParameters::builder(host.to_owned()).add_root_certificate(issuer).build_rustls()
        }) else {
            return Err(unusable);
        };
        match self {
            Self::AtOnce => Ok(Tls::Wrapper(parameters)),
            Self::Required => Ok(Tls::Required(parameters)),
            Self::Maybe => Err(MailError::Settings(
                "PROOFDESK_SMTP_CA_FILE needs smtps:// or ?tls=required in PROOFDESK_SMTP_URL",
            )),
        }
    }
}

/// The host in an address, without name, password and port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_stands_between_name_and_port() {
        for (url, expected) in [
            ("smtps://me:se%40cret@mail.example.org", "mail.example.org"),
            ("smtp://me:secret@mail.example.org:587?tls=required", "mail.example.org"),
            ("smtp://mail.example.org/", "mail.example.org"),
            ("smtps://[::1]:465", "::1"),
        ] {
            assert_eq!(host(url), expected);
        }
    }

    #[tokio::test]
    async fn issuers_need_a_certificate_and_encryption() {
        for (url, pem) in [("smtps://mail.example.org", "no certificate"), ("smtp://mail.example.org", "")] {
            let refused = Mailer::smtp(url, "desk@example.org", Some(pem.as_bytes()));
            assert!(
                matches!(refused, Err(MailError::Settings(why)) if why.contains("PROOFDESK_SMTP_CA_FILE")),
                "{url}"
            );
        }
    }

    #[test]
    fn passwords_never_travel_in_the_clear() {
        for url in
            ["smtp://me:secret@mail.example.org", "smtp://me:secret@mail.example.org?tls=opportunistic"]
        {
            assert!(
                matches!(Mailer::smtp(url, "desk@example.org", None), Err(MailError::Settings(_))),
                "{url}"
            );
        }
        for url in ["http://mail.example.org", "mail.example.org", ""] {
            assert!(
                matches!(Mailer::smtp(url, "desk@example.org", None), Err(MailError::Settings(_))),
                "{url}"
            );
        }
    }

    #[tokio::test]
    async fn encrypted_and_passwordless_servers_are_taken() {
        for url in [
            "smtps://me:secret@mail.example.org",
            "smtp://me:secret@mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
        ] {
            assert!(Mailer::smtp(url, "Proofdesk <desk@example.org>", None).is_ok(), "{url}");
        }
    }

    #[test]
    fn debug_output_shows_no_person() {
        let mail = Mail {
            id: Uuid::nil(),
            to: "lin@example.org".into(),
            subject: "s".into(),
            text: "t".into(),
            html: None,
        };
        assert_eq!(format!("{mail:?}"), "Mail(00000000-0000-0000-0000-000000000000)");
    }
}
