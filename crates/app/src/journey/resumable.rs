//! Uploads that go on where they stopped: every part that was acknowledged is sealed and has its row, so
//! that a cut line, a closed tab or a server that died costs no more than the last part.
//!
//! An upload becomes a picture by [`App::finish_upload`], which hands the whole file to
//! [`App::upload`](App::upload): there is one way in. Parts that nobody came back for are swept.

use super::{Uploaded, details::editable};
use crate::{
    App,
    error::Error,
    seal::columns,
    views::{ApplicantSession, FindingView},
};
use proofdesk_domain::{
    EvidenceId, Timestamp, VerificationId, document::DocumentKind, evidence::Slot, verification::Verification,
};
use proofdesk_store::{
    StoreError,
    uploads::{self, Upload, UploadPart},
    verifications,
};
use proofdesk_vault::ObjectKey;
use sha2::{Digest, Sha256};
use time::Duration;
use uuid::Uuid;

/// A part on its way to the disk, in bytes: what a cut costs at most.
pub const PART: usize = 256 * 1024;
/// An upload of which nothing more came for so long is given up.
const KEPT: Duration = Duration::hours(24);
/// Uploads under way of one person; with one more, the oldest makes room.
const OPEN_AT_ONCE: usize = 6;
/// Uploads swept in one go.
const SWEPT_AT_ONCE: i64 = 200;

/// An upload under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadView {
    /// Its name.
    pub id: Uuid,
    /// For which case.
    pub case: VerificationId,
    /// For which place.
    pub slot: Slot,
    /// How many bytes it has when it is whole.
    pub length: u64,
    /// How many are safe.
    pub offset: u64,
    /// When it is given up, if nothing more comes.
    pub expires_at: Timestamp,
    /// What it became, once it was finished.
    pub evidence: Option<EvidenceId>,
}

/// Why no upload was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginUploadError {
    /// More bytes than the policy takes.
    #[error("{length} bytes are more than the {most} that are taken")]
    TooLarge {
        /// Announced.
        length: u64,
        /// Taken.
        most: u64,
    },
    /// Nothing is to come.
    #[error("an upload has at least one byte")]
    Empty,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for BeginUploadError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// What became of a whole upload.
#[derive(Clone, Debug, PartialEq)]
pub enum FinishedUpload {
    /// It is stored and counts in its place.
    Kept(EvidenceId),
    /// It cannot be used; its parts stay until they are deleted or expire, so that the question can be asked again.
    Refused(Vec<FindingView>),
    /// Bytes are missing: they come first.
    NotWhole,
    /// What came is not what was announced. It was thrown away and has to be sent anew.
    SumDiffers,
}

impl App {
    /// Begins an upload of `length` bytes for a side of a case's document. `sha256` is what the sender says
    /// of the whole file; what comes is held against it.
    pub async fn begin_upload(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        slot: Slot,
        length: u64,
        sha256: Option<[u8; 32]>,
    ) -> Result<UploadView, BeginUploadError> {
        let case = self.case_to_fill(s, id).await?;
        let sides = case.document.as_ref().map_or(DocumentKind::IdCard, |d| d.kind).sides();
        if !slot.side().is_some_and(|side| sides.contains(&side)) {
            return Err(Error::Invalid("the document has no such side").into());
        }
        let most = self.policy_of(case.policy_version).thresholds.bytes_max;
        if length > most {
            return Err(BeginUploadError::TooLarge { length, most });
        }
        let declared_bytes = i64::try_from(length).map_err(|_| Error::Invalid("a length of that size"))?;
        if declared_bytes == 0 {
            return Err(BeginUploadError::Empty);
        }
        // Room for it now, not when it is half here.
        self.vault().objects().check_space(length).map_err(Error::from)?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let open = uploads::list_open(&mut work.tx, s.applicant).await?;
        let mut left = Vec::new();
        for old in open.iter().take((open.len() + 1).saturating_sub(OPEN_AT_ONCE)) {
            left.extend(uploads::delete(&mut work.tx, s.applicant, old.id).await?);
        }
        let upload = Upload {
            id: self.fresh_uuid(),
            applicant_id: s.applicant,
            verification_id: id,
            slot,
            declared_bytes,
            received_bytes: 0,
            uploaded_by: None,
            evidence_id: None,
            created_at: work.now,
            expires_at: work.now.plus(KEPT),
            sha256,
        };
        uploads::insert(&mut work.tx, &upload).await?;
        work.commit().await?;
        self.delete_objects(left).await;
        Ok(view(&upload))
    }

    /// How far an upload is.
    pub async fn upload_standing(&self, s: &ApplicantSession, id: Uuid) -> Result<UploadView, Error> {
        Ok(view(&self.own_upload(s, id).await?))
    }

    /// Seals and keeps a part that begins at `start`; gives where the next one begins. [`Error::Stale`] when the
    /// upload is at another place by now.
    pub async fn append_to_upload(
        &self,
        s: &ApplicantSession,
        id: Uuid,
        start: u64,
        bytes: &[u8],
    ) -> Result<u64, Error> {
        let upload = self.own_upload(s, id).await?;
        let part = |object_key: String, row: Uuid| {
            Some(UploadPart {
                id: row,
                upload_id: id,
                applicant_id: s.applicant,
                start_byte: i64::try_from(start).ok()?,
                bytes: i64::try_from(bytes.len()).ok()?,
                object_key,
            })
        };
        let end = start.checked_add(bytes.len() as u64).ok_or(Error::Invalid("beyond every length"))?;
        if view(&upload).offset != start || end > view(&upload).length || upload.evidence_id.is_some() {
            return Err(Error::Stale { what: "upload" });
        }
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let row = self.fresh_uuid();
        let object = self.vault().put_file(seal.key(), &seal.place(columns::PART, row), bytes).await?;
        let part = part(object.to_string(), row).ok_or(Error::Invalid("beyond every length"))?;
        let written = self.write_part(s, &part).await;
        if matches!(written, Err(Error::Stale { .. })) {
            // Only when it is certain that no row names it; else the sweep finds out.
            let _ = self.vault().delete_file(&object).await;
        }
        written.map(|()| end)
    }

    async fn write_part(&self, s: &ApplicantSession, part: &UploadPart) -> Result<(), Error> {
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        uploads::insert_part(&mut work.tx, part).await?;
        let until = work.now.plus(KEPT);
        uploads::keep_until(&mut work.tx, s.applicant, part.upload_id, until).await?;
        work.commit().await
    }

    /// Makes a picture of a whole upload. Asked twice, it answers the same twice: an answer may be lost on its way.
    pub async fn finish_upload(&self, s: &ApplicantSession, id: Uuid) -> Result<FinishedUpload, Error> {
        let upload = self.own_upload(s, id).await?;
        if let Some(evidence) = upload.evidence_id {
            return Ok(FinishedUpload::Kept(evidence));
        }
        if upload.received_bytes != upload.declared_bytes {
            return Ok(FinishedUpload::NotWhole);
        }
        let bytes = self.whole(s, &upload).await?;
        if upload.sha256.is_some_and(|announced| announced[..] != Sha256::digest(&bytes)[..]) {
            self.drop_upload(s, id).await?;
            return Ok(FinishedUpload::SumDiffers);
        }
        let kept = match self.upload(s, upload.verification_id, upload.slot, bytes).await? {
            Uploaded::Kept(evidence) => evidence,
            Uploaded::Refused(findings) => return Ok(FinishedUpload::Refused(findings)),
        };
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        match uploads::finish(&mut work.tx, s.applicant, id, kept).await {
            // Finished by another request of the same browser meanwhile.
            Ok(()) | Err(StoreError::Stale(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let parts = uploads::delete_parts(&mut work.tx, s.applicant, id).await?;
        work.commit().await?;
        self.delete_objects(parts).await;
        Ok(FinishedUpload::Kept(kept))
    }

    /// Gives an upload up. What became a picture already stays one.
    pub async fn drop_upload(&self, s: &ApplicantSession, id: Uuid) -> Result<(), Error> {
        self.own_upload(s, id).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let parts = uploads::delete(&mut work.tx, s.applicant, id).await?;
        work.commit().await?;
        self.delete_objects(parts).await;
        Ok(())
    }

    /// Deletes uploads that nobody came back for.
    pub(crate) async fn sweep_uploads(&self) -> Result<(), Error> {
        loop {
            let mut tx = self.store().begin().await?;
            let expired = uploads::list_expired(&mut tx, self.now(), SWEPT_AT_ONCE).await?;
            let mut parts = Vec::new();
            for upload in &expired {
                parts.extend(uploads::delete(&mut tx, upload.applicant_id, upload.id).await?);
            }
            tx.commit().await?;
            self.delete_objects(parts).await;
            if expired.is_empty() {
                return Ok(());
            }
        }
    }

    async fn own_upload(&self, s: &ApplicantSession, id: Uuid) -> Result<Upload, Error> {
        let mut tx = self.store().read().await?;
        let upload = uploads::find(&mut tx, s.applicant, id).await?.ok_or(Error::NotFound)?;
        s.permit(upload.verification_id)?;
        if upload.expires_at <= self.now() { Err(Error::NotFound) } else { Ok(upload) }
    }

    /// The parts in one.
    async fn whole(&self, s: &ApplicantSession, upload: &Upload) -> Result<Vec<u8>, Error> {
        let parts = {
            let mut tx = self.store().read().await?;
            uploads::list_parts(&mut tx, s.applicant, upload.id).await?
        };
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut bytes = Vec::with_capacity(usize::try_from(upload.declared_bytes).unwrap_or_default());
        for part in parts {
            let object: ObjectKey = part.object_key.parse()?;
            let place = seal.place(columns::PART, part.id);
            bytes.extend_from_slice(&self.vault().get_file(seal.key(), &place, &object).await?);
        }
        if i64::try_from(bytes.len()) == Ok(upload.declared_bytes) {
            Ok(bytes)
        } else {
            Err(Error::internal("the parts of an upload are not the whole of it"))
        }
    }

    /// Deletes objects that no row names any more; what cannot be deleted now is the sweep's.
    async fn delete_objects(&self, keys: Vec<String>) {
        for key in keys {
            let Ok(object) = key.parse() else { continue };
            if let Err(error) = self.vault().delete_file(&object).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a part was not deleted");
            }
        }
    }

    /// A case that its applicant may send a picture for.
    pub(super) async fn case_to_fill(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
    ) -> Result<Verification, Error> {
        s.permit(id)?;
        // Whoever began a case here was asked before; whoever came by a hosted link may not have been.
        let consented = s.progress.consent.as_ref() == Some(&self.policy().notice_version);
        if s.only_case.is_some() && !(consented && s.progress.served == Some(true)) {
            return Err(Error::Invalid("age, region and consent come before the first picture"));
        }
        let case = {
            let mut tx = self.store().read().await?;
            verifications::get(&mut tx, s.applicant, id).await?
        };
        editable(&case, "changed")?;
        Ok(case)
    }
}

fn view(upload: &Upload) -> UploadView {
    let count = |bytes: i64| u64::try_from(bytes).unwrap_or_default();
    UploadView {
        id: upload.id,
        case: upload.verification_id,
        slot: upload.slot,
        length: count(upload.declared_bytes),
        offset: count(upload.received_bytes),
        expires_at: upload.expires_at,
        evidence: upload.evidence_id,
    }
}
