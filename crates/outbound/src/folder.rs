//! Mails in a folder: one `.eml` file each, named by the mail's id.

use crate::MailError;
use mail_parser::MessageParser;
use proofdesk_domain::Timestamp;
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};
use uuid::Uuid;

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct MailFolder {
    path: PathBuf,
}

/// A mail as the console shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct FolderMail {
    /// The mail's id.
    pub id: Uuid,
    /// When it was written.
    pub written_at: Timestamp,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl MailFolder {
    /// Opens the folder, making it, for this user only, where there is none.
    pub fn open(path: &Path) -> Result<Self, MailError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(path).map_err(MailError::Folder)?;
        Ok(Self { path: path.to_owned() })
    }

    pub(crate) async fn write(&self, id: Uuid, bytes: Vec<u8>) -> Result<(), MailError> {
        let folder = self.path.clone();
        blocking(move || write_whole(&folder, id, &bytes)).await
    }

    /// The newest mails, newest first.
    pub async fn list(&self, limit: usize) -> Result<Vec<FolderMail>, MailError> {
        let folder = self.path.clone();
        blocking(move || {
            let mut found = entries(&folder)?;
            found.sort_by_key(|(id, written)| (std::cmp::Reverse(*written), *id));
            found.truncate(limit);
            found.into_iter().filter_map(|(id, written)| read(&folder, id, written).transpose()).collect()
        })
        .await
    }

    /// One mail.
    pub async fn find(&self, id: Uuid) -> Result<Option<FolderMail>, MailError> {
        let folder = self.path.clone();
        blocking(move || match fs::metadata(file(&folder, id)).and_then(|about| about.modified()) {
            Ok(written) => read(&folder, id, written),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        })
        .await
    }

    /// Deletes mails written before a moment: they hold personal data in the clear.
    pub async fn delete_before(&self, moment: Timestamp) -> Result<u64, MailError> {
        let folder = self.path.clone();
        blocking(move || {
            let mut deleted = 0;
            for (id, written) in entries(&folder)? {
                if timestamp(written) < moment {
                    fs::remove_file(file(&folder, id))?;
                    deleted += 1;
                }
            }
            Ok(deleted)
        })
        .await
    }
}

fn file(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(format!("{id}.eml"))
}

/// Writes beside and renames, so that a mail is there whole or not at all, also after a crash.
fn write_whole(folder: &Path, id: Uuid, bytes: &[u8]) -> std::io::Result<()> {
    let part = folder.join(format!("{id}.{}.part", Uuid::new_v4().simple()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(&part).and_then(|mut out| {
        out.write_all(bytes)?;
        out.sync_all()?;
        fs::rename(&part, file(folder, id))?;
        File::open(folder)?.sync_all()
    });
    if written.is_err() {
        // What is left of it is of no use; the error tells what happened.
        let _ = fs::remove_file(&part);
    }
    written
}

fn entries(folder: &Path) -> std::io::Result<Vec<(Uuid, SystemTime)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".eml"))
            && let Ok(id) = Uuid::try_parse(id)
        {
            found.push((id, entry.metadata()?.modified()?));
        }
    }
    Ok(found)
}

fn read(folder: &Path, id: Uuid, written: SystemTime) -> std::io::Result<Option<FolderMail>> {
    let bytes = match fs::read(file(folder, id)) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cause),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else { return Ok(None) };
    Ok(Some(FolderMail {
        id,
        written_at: timestamp(written),
        to: message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
    }))
}

fn timestamp(moment: SystemTime) -> Timestamp {
    let micros = moment.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, MailError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(MailError::Folder),
        Err(stopped) => Err(MailError::Folder(std::io::Error::other(stopped))),
    }
}

impl std::fmt::Debug for FolderMail {
    /// Shows the id only: debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FolderMail({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mail, Mailer};

    fn mail(id: u128) -> Mail {
        Mail {
            id: Uuid::from_u128(id),
            to: "lin@example.org".into(),
            subject: "新消息".into(),
            text: "Your code is 123 456.\n第二行".into(),
            html: Some("<p>Your code is 123 456.</p>".into()),
        }
    }

    #[tokio::test]
    async fn mails_come_back_and_their_names_tell_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::folder(&folder.path().join("mails"), "Proofdesk <desk@example.org>").unwrap();
        let now = Timestamp::from_micros(1_795_000_000_000_000);
        mailer.send(&mail(1), now).await.unwrap();
        mailer.send(&mail(2), now).await.unwrap();
        // Sent again after a crash, it is still one mail.
        mailer.send(&mail(1), now).await.unwrap();
        let mails = mailer.mail_folder().unwrap();
        let listed = mails.list(9).await.unwrap();
        assert_eq!(listed.len(), 2);
        let one = mails.find(Uuid::from_u128(1)).await.unwrap().unwrap();
        assert!(listed.contains(&one));
        assert_eq!((one.to.as_str(), one.subject.as_str()), ("lin@example.org", "新消息"));
        assert_eq!(one.text.trim_end(), mail(1).text);
        assert!(mails.find(Uuid::from_u128(9)).await.unwrap().is_none());
        for entry in fs::read_dir(folder.path().join("mails")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let id = name.strip_suffix(".eml").unwrap();
            assert!(Uuid::try_parse(id).is_ok(), "{name}");
        }
        assert_eq!(mails.delete_before(Timestamp::from_micros(0)).await.unwrap(), 0);
        assert_eq!(mails.delete_before(Timestamp::from_micros(i64::MAX)).await.unwrap(), 2);
        assert!(mails.list(9).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_folder_that_went_away_is_a_temporary_failure() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::folder(&folder.path().join("mails"), "desk@example.org").unwrap();
        fs::remove_dir(folder.path().join("mails")).unwrap();
        let failed = mailer.send(&mail(1), Timestamp::from_micros(0)).await.unwrap_err();
        assert!(failed.is_temporary(), "{failed:?}");
    }
}
