//! Files in conversations: taken in by their content, held until they were looked at, handed out cleaned.
//!
//! Pictures are opened in the confined decoder and kept as a copy without metadata; documents (PDF) are kept as
//! they came and are never shown on our pages. Everything else is refused: executables, archives, scripts,
//! markup. Where a virus scanner is configured, nothing is handed out before it answered; while it is down,
//! files are held. A picture that shows an identity document becomes evidence of the case beside the
//! conversation, sealed and kept as long as that.

use crate::{
    App,
    error::{Cause, Error},
    seal::{Seal, columns},
    staff::StaffSession,
    views::ApplicantSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ConversationId, EvidenceId, MessageId, StaffId,
    access::{Action, Actor},
    conversation::Conversation,
    document::Side,
    evidence::{EvidenceState, Slot},
    verification::Mode,
};
use proofdesk_store::{
    conversations::{
        self,
        attachments::{self, Attachment, AttachmentState},
    },
    evidence::{self, Evidence},
    jobs::{self, Lease},
    verifications,
};
use proofdesk_vision::{file_facts, reencode_jpeg};
use time::Duration;
use uuid::Uuid;

/// The job that looks at a file.
pub(crate) const LOOK: &str = "look_at_file";
/// Largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Most files of one message.
pub const MAX_FILES: usize = 10;
/// Most files that somebody sends into a conversation in a day.
const MAX_A_DAY: i64 = 50;
/// Longest name kept, in characters.
const MAX_NAME_CHARS: usize = 120;
/// The longer side of the copy of a picture, and how well it is kept.
const SIDE: u32 = 2_000;
const QUALITY: u8 = 85;

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Over [`MAX_FILE_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Neither a picture nor a PDF.
    #[error("files of this kind are not taken")]
    Kind,
    /// A picture that could not be opened.
    #[error("the picture could not be opened")]
    Unreadable,
    /// Too many today.
    #[error("too many files today")]
    TooMany,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<proofdesk_store::StoreError> for FileError {
    fn from(error: proofdesk_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing was found.
    Clean,
    /// Something dangerous: what it is called.
    Dangerous(String),
}

/// Looks for dangerous files: clamd, say.
#[async_trait::async_trait]
pub trait Scanner: Send + Sync {
    /// Looks at a whole file. An error is no answer: the file stays held.
    async fn scan(&self, bytes: &[u8]) -> Result<Scanned, Cause>;
}

/// What a file is, by its first bytes. What is not listed is not taken.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}

/// A name as it is kept: no path, nothing that turns or hides characters, not too long.
fn name_of(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = proofdesk_domain::conversation::message_body(last).unwrap_or_default();
    let name: String = seen.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

impl App {
    /// Takes a file of the applicant's in; it is sent with their next words ([`App::write`]).
    pub async fn take_file(
        &self,
        s: &ApplicantSession,
        conversation: ConversationId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Uuid, FileError> {
        let talk = self.own_conversation(s, conversation).await?;
        let work = self.work(s.actor(), s.mode, s.applicant);
        self.take_file_in(&talk, None, name, bytes, work).await
    }

    /// Takes a file of a staff member's in.
    pub async fn take_our_file(
        &self,
        st: &StaffSession,
        conversation: ConversationId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Uuid, FileError> {
        st.permit(Action::Assist)?;
        let talk = {
            let mut tx = self.store().read().await?;
            conversations::find_for_staff(&mut tx, conversation).await?.ok_or(Error::NotFound)?
        };
        let work = self.work(st.actor(), talk.mode, talk.applicant);
        self.take_file_in(&talk, Some(st.id), name, bytes, work).await
    }

    async fn take_file_in(
        &self,
        talk: &Conversation,
        by: Option<StaffId>,
        name: &str,
        bytes: Vec<u8>,
        work: impl Future<Output = Result<Work, Error>>,
    ) -> Result<Uuid, FileError> {
        if bytes.is_empty() {
            return Err(FileError::Empty);
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(FileError::TooLarge);
        }
        let kind = kind_of(&bytes).ok_or(FileError::Kind)?;
        {
            let mut tx = self.store().read().await?;
            let since = self.now().plus(-Duration::days(1));
            if attachments::count_since(&mut tx, talk.applicant, talk.id, since).await? >= MAX_A_DAY {
                return Err(FileError::TooMany);
            }
        }
        let (kind, kept) = if kind == "application/pdf" {
            (kind, bytes)
        } else {
            let decoder = std::sync::Arc::clone(&self.wiring().decoder);
            let opened = self
                .opening()
                .run(move || match decoder.decode(&bytes) {
                    Ok(picture) => Ok(Some(reencode_jpeg(&picture, SIDE, QUALITY))),
                    Err(error) if error.problem().is_some() => Ok(None),
                    Err(ours) => Err(Error::unavailable(ours)),
                })
                .await??;
            ("image/jpeg", opened.ok_or(FileError::Unreadable)?)
        };
        let seal = self.seal_of(talk.mode, talk.applicant).await?;
        let id = self.fresh_uuid();
        let object = self
            .vault()
            .put_file(seal.key(), &seal.place(columns::FILE, id), &kept)
            .await
            .map_err(Error::from)?;
        let row = Attachment {
            id,
            conversation_id: talk.id,
            message_id: None,
            applicant_id: talk.applicant,
            uploaded_by: by,
            object_key: object.to_string(),
            sealed_name: seal.text(columns::FILE_NAME, id, &name_of(name)),
            media_type: kind.to_owned(),
            bytes: i64::try_from(kept.len()).unwrap_or(i64::MAX),
            state: AttachmentState::Held,
            evidence_id: None,
            created_at: self.now(),
            checked_at: None,
        };
        let mut work = work.await?;
        attachments::insert(&mut work.tx, &row).await?;
        let now = work.now;
        work.want(self, LOOK, Some(id), now).await?;
        work.commit().await?;
        Ok(id)
    }

    /// Sends files that were taken in with a message. Files of others, or of another conversation, are no
    /// files.
    pub(crate) async fn attach_files(
        &self,
        work: &mut Work,
        talk: &Conversation,
        files: &[Uuid],
        message: MessageId,
        by: Option<StaffId>,
    ) -> Result<(), Error> {
        if files.len() > MAX_FILES {
            return Err(Error::Invalid("that is too many files at once"));
        }
        for id in files {
            let found = attachments::find(&mut work.tx, talk.applicant, *id).await?;
            let fits = found.filter(|file| {
                file.conversation_id == talk.id && file.message_id.is_none() && file.uploaded_by == by
            });
            attachments::attach(&mut work.tx, fits.ok_or(Error::NotFound)?.id, message).await?;
        }
        Ok(())
    }

    /// A file of the applicant's conversations: its kind, its name and its bytes. Nobody gets one that was
    /// not looked at.
    pub async fn my_file(&self, s: &ApplicantSession, id: Uuid) -> Result<(String, String, Vec<u8>), Error> {
        let found = {
            let mut tx = self.store().read().await?;
            attachments::find(&mut tx, s.applicant, id).await?.ok_or(Error::NotFound)?
        };
        self.own_conversation(s, found.conversation_id).await?;
        self.open_file(s.mode, &found).await
    }

    /// The same for staff.
    pub async fn our_file(&self, st: &StaffSession, id: Uuid) -> Result<(String, String, Vec<u8>), Error> {
        st.permit(Action::OpenCase)?;
        let (found, mode) = {
            let mut tx = self.store().read().await?;
            let found = attachments::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)?;
            let talk = conversations::find(&mut tx, found.applicant_id, found.conversation_id).await?;
            (found, talk.ok_or(Error::NotFound)?.mode)
        };
        self.open_file(mode, &found).await
    }

    async fn open_file(&self, mode: Mode, found: &Attachment) -> Result<(String, String, Vec<u8>), Error> {
        if found.state != AttachmentState::Clean {
            return Err(Error::NotFound);
        }
        let seal = self.seal_of(mode, found.applicant_id).await?;
        let object = found.object_key.parse()?;
        let bytes = self.vault().get_file(seal.key(), &seal.place(columns::FILE, found.id), &object).await?;
        let name = seal.open_text(columns::FILE_NAME, found.id, &found.sealed_name)?;
        Ok((found.media_type.clone(), name, bytes.to_vec()))
    }

    /// The job: asks the scanner, then sees whether it is an identity document.
    pub(crate) async fn look_at_file(&self, id: Option<Uuid>, lease: Lease) -> Result<(), Error> {
        let found = match id {
            Some(id) => {
                let mut tx = self.store().read().await?;
                attachments::find_for_staff(&mut tx, id).await?
            }
            None => None,
        };
        let Some(file) = found.filter(|file| file.state == AttachmentState::Held) else {
            let mut work = self.house_work(Actor::System).await?;
            jobs::complete(&mut work.tx, lease, work.now).await?;
            return work.commit().await;
        };
        let talk = {
            let mut tx = self.store().read().await?;
            conversations::find(&mut tx, file.applicant_id, file.conversation_id).await?
        };
        let talk = talk.ok_or(Error::NotFound)?;
        let seal = self.seal_of(talk.mode, talk.applicant).await?;
        let object = file.object_key.parse()?;
        let place = seal.place(columns::FILE, file.id);
        let bytes = self.vault().get_file(seal.key(), &place, &object).await?.to_vec();
        let verdict = match &self.wiring().scanner {
            Some(scanner) => scanner.scan(&bytes).await.map_err(Error::unavailable)?,
            None => Scanned::Clean,
        };
        let evidence = match verdict {
            Scanned::Clean => self.evidence_in(&seal, &talk, &file, bytes).await?,
            Scanned::Dangerous(_) => None,
        };
        let state = match verdict {
            Scanned::Clean => AttachmentState::Clean,
            Scanned::Dangerous(_) => AttachmentState::Refused,
        };
        let mut work = self.work(Actor::System, talk.mode, talk.applicant).await?;
        attachments::checked(&mut work.tx, file.id, state, work.now).await?;
        if let Some(row) = &evidence {
            evidence::insert(&mut work.tx, row).await?;
            attachments::became(&mut work.tx, file.id, row.id).await?;
            work.audit("evidence.from_conversation", Subject::Case(row.verification_id));
            work.tell(told::CASE, Audience::Console, Some(row.verification_id.as_uuid()));
        }
        if state == AttachmentState::Refused {
            work.audit("file.refused", Subject::Conversation(talk.id));
        }
        work.tell(told::CONVERSATION, Audience::Both, Some(talk.id.as_uuid()));
        jobs::complete(&mut work.tx, lease, work.now).await?;
        work.commit().await?;
        if state == AttachmentState::Refused {
            // The row stays and says so; its bytes are gone.
            let _ = self.vault().delete_file(&object).await;
        }
        Ok(())
    }

    /// The evidence that a picture is, where it shows an identity document and there is a case: kept beside
    /// what the case has, never in its place.
    async fn evidence_in(
        &self,
        seal: &Seal,
        talk: &Conversation,
        file: &Attachment,
        bytes: Vec<u8>,
    ) -> Result<Option<Evidence>, Error> {
        let Some(case) = talk.verification.filter(|_| file.media_type == "image/jpeg") else {
            return Ok(None);
        };
        let (decoder, examiner) =
            (std::sync::Arc::clone(&self.wiring().decoder), std::sync::Arc::clone(&self.wiring().examiner));
        let today = self.now().date();
        let (bytes, seen) = self
            .reading()
            .run(move || {
                let seen = decoder.decode(&bytes).ok().and_then(|picture| {
                    let facts = file_facts(&bytes, Ok(&picture));
                    let size = (facts.width, facts.height);
                    examiner.examine(&picture, facts, today).ok().map(|inspection| (inspection, size))
                });
                (bytes, seen)
            })
            .await?;
        let Some((inspection, size)) = seen else { return Ok(None) };
        if inspection.document.is_none() && inspection.zone.is_none() {
            return Ok(None);
        }
        {
            let mut tx = self.store().read().await?;
            verifications::get(&mut tx, talk.applicant, case).await?;
        }
        let id = EvidenceId::from_uuid(self.fresh_uuid());
        let original =
            self.vault().put_file(seal.key(), &seal.place(columns::ORIGINAL, id.as_uuid()), &bytes).await?;
        let shown =
            self.vault().put_file(seal.key(), &seal.place(columns::VIEW, id.as_uuid()), &bytes).await?;
        let slot = match inspection.document.as_ref().and_then(|document| document.side) {
            Some(Side::Back) => Slot::Back,
            _ => Slot::Front,
        };
        Ok(Some(Evidence {
            id,
            verification_id: case,
            applicant_id: talk.applicant,
            slot,
            object_key: original.to_string(),
            view_object_key: Some(shown.to_string()),
            content_hash: seal.key().fingerprint("picture", &bytes),
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: Some(i64::from(size.0)),
            height: Some(i64::from(size.1)),
            // Beside what counts: a person or the applicant may make it count.
            state: EvidenceState::Superseded,
            uploaded_by: file.uploaded_by,
            sealed_inspection: Some(seal.json(columns::INSPECTION, id.as_uuid(), &inspection)?),
            created_at: self.now(),
        }))
    }
}
