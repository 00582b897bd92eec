//! What can go wrong with a mail.

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
        matches!(self, Self::Temporary { .. } | Self::Folder(_))
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(source: lettre::transport::smtp::Error) -> Self {
        let status = source.status().map(u16::from);
        // Only a 5xx answer is final. Whatever never got as far as an answer may do so later.
        if source.is_permanent() {
            Self::Permanent { status, source }
        } else {
            Self::Temporary { status, source }
        }
    }
}

fn code(status: Option<u16>) -> String {
    status.map(|status| format!(" ({status})")).unwrap_or_default()
}
