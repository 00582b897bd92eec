//! What can go wrong with a mail.

use std::error::Error as _;

/// Why a mail was not sent. None of these shows an address or a text.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It may go through later: the server is away, too busy, or greylists us.
    #[error("the mail server cannot take it now{}", code(*.status))]
    Temporary {
        /// The SMTP reply code, if the server got to answer.
        status: Option<u16>,
        /// The cause.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// It will never go through: the receiver does not exist, say.
    #[error("the mail server refuses it{}", code(*.status))]
    Permanent {
        /// The SMTP reply code.
        status: Option<u16>,
        /// The cause.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The server does not take our name and password, or asks for one that we do not have. It is
    /// nobody's mail that is wrong: it goes out once the setting is mended.
    #[error("the mail server does not accept the name and password in PROOFDESK_SMTP_URL{}", code(*.status))]
    Login {
        /// The SMTP reply code.
        status: Option<u16>,
        /// The cause.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The server's certificate is not one that we trust for its name, or it speaks no TLS.
    #[error(
        "no trusted encryption with the mail server; where its certificate is your own, name its issuer in PROOFDESK_SMTP_CA_FILE"
    )]
    Encryption {
        /// The cause.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The address, the sender or the subject cannot stand in a mail.
    #[error("the {0} cannot stand in a mail")]
    Malformed(&'static str),
    /// The settings are wrong; `mail` says which.
    #[error("the mail settings are wrong: {0}")]
    Settings(&'static str),
    /// The folder cannot be written or read.
    #[error("the mail folder cannot be used")]
    Folder(#[source] std::io::Error),
}

impl MailError {
    /// Whether it is worth trying again later.
    pub const fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Temporary { .. } | Self::Login { .. } | Self::Encryption { .. } | Self::Folder(_)
        )
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(source: lettre::transport::smtp::Error) -> Self {
        let status = source.status().map(u16::from);
        if matches!(status, Some(530 | 534 | 535 | 538)) {
            // RFC 4954, section 6: about us, not about the mail.
            Self::Login { status, source }
        } else if speaks_of_tls(&source) {
            Self::Encryption { source }
        } else if source.is_permanent() {
            // Only a 5xx answer is final. Whatever never got as far as an answer may do so later.
            Self::Permanent { status, source }
        } else {
            Self::Temporary { status, source }
        }
    }
}

/// A failed handshake comes as a failed connection with what the TLS library says beneath it.
fn speaks_of_tls(error: &lettre::transport::smtp::Error) -> bool {
    if error.is_tls() {
        return true;
    }
    let mut below = error.source();
    while let Some(cause) = below {
        let beneath_io = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let beneath = beneath_io.and_then(|error| error.downcast_ref::<rustls::Error>());
        if cause.is::<rustls::Error>() || beneath.is_some() {
            return true;
        }
        below = cause.source();
    }
    false
}

fn code(status: Option<u16>) -> String {
    status.map(|status| format!(" ({status})")).unwrap_or_default()
}
