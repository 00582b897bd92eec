//! Pictures: taking them in, and giving them back to look at.
//!
//! A picture is opened (in the confined decoder) before it is kept. What cannot be opened is refused
//! at once with its reason: nothing is stored but the audit entry, the earlier picture stays, and no
//! attempt is used. What can be is sealed as it came, with a copy without metadata beside it, and only
//! then gets its row.

use super::{CROSSINGS, case::open_findings, details::editable};
use crate::{
    App,
    error::Error,
    seal::{Seal, columns},
    views::{ApplicantSession, FindingView},
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ApplicantId, EvidenceId, FindingId, StaffId, VerificationId,
    access::Actor,
    document::DocumentKind,
    evidence::{EvidenceState, Slot},
    finding::{Finding, FindingState, Severity},
    inspection::{FileFacts, Inspection},
    judge::judge_picture,
    policy::Policy,
    reason::{Class, ReasonCode, codes},
    verification::{Mode, Verification},
};
use proofdesk_store::{
    StoreError, Tx,
    evidence::{self, Evidence},
    findings, verifications,
};
use proofdesk_vision::{
    file_facts, reencode_jpeg,
    sameness::{ROWS, picture_print},
};
use std::collections::BTreeMap;

/// The longer side of the copy that people look at, in pixels.
const VIEW_SIDE: u32 = 2_000;
/// Its JPEG quality: text stays sharp, a page loads fast.
const VIEW_QUALITY: u8 = 85;
/// What a picture's bytes are fingerprinted for.
const PRINT: &str = "picture";

/// What became of an upload.
#[derive(Clone, Debug, PartialEq)]
pub enum Uploaded {
    /// It is stored and counts in its place.
    Kept(EvidenceId),
    /// It cannot be used; what was there before still counts.
    Refused(Vec<FindingView>),
}

/// A picture that was opened.
struct Opened {
    facts: FileFacts,
    /// The copy without metadata; none where the file cannot be used.
    view: Option<Vec<u8>>,
    /// By which the same picture is known again.
    print: Option<[u16; ROWS]>,
}

/// In whose place a picture is taken in.
#[derive(Clone, Debug)]
pub(crate) struct Uploader {
    /// Who does it.
    pub actor: Actor,
    /// The staff member, where one does it on the applicant's behalf.
    pub staff: Option<StaffId>,
    /// Where it goes in the audit.
    pub kept: &'static str,
}

impl App {
    /// Takes a picture in. See the module for what is refused and what is kept.
    pub async fn upload(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        slot: Slot,
        bytes: Vec<u8>,
    ) -> Result<Uploaded, Error> {
        let case = self.case_to_fill(s, id).await?;
        let uploader = Uploader { actor: s.actor(), staff: None, kept: "verification.picture_uploaded" };
        self.take_picture(&case, slot, bytes, uploader).await
    }

    /// Takes a picture into a case in whoever's name; whether they may is the caller's to check.
    pub(crate) async fn take_picture(
        &self,
        case: &Verification,
        slot: Slot,
        bytes: Vec<u8>,
        by: Uploader,
    ) -> Result<Uploaded, Error> {
        let sides = case.document.as_ref().map_or(DocumentKind::IdCard, |d| d.kind).sides();
        if !slot.side().is_some_and(|side| sides.contains(&side)) {
            return Err(Error::Invalid("the document has no such side"));
        }
        let size = bytes.len() as u64;
        if size > self.policy_of(case.policy_version).thresholds.bytes_max {
            let facts =
                FileFacts { bytes: size, ..file_facts(&bytes, Err(&proofdesk_vision::DecodeError::Empty)) };
            let facts =
                FileFacts { problem: Some(proofdesk_domain::inspection::FileProblem::TooLarge), ..facts };
            let policy = self.policy_of(case.policy_version);
            return self.refuse(case, slot, file_findings(policy, case.mode, facts), &by).await;
        }
        let seal = self.seal_of(case.mode, case.applicant).await?;
        let content_hash = seal.key().fingerprint(PRINT, &bytes);
        match self.seen_before(&seal, case, slot, &content_hash).await? {
            Before::Current(id) => return Ok(Uploaded::Kept(id)),
            Before::Failed(earlier) => return self.refuse_again(case, slot, earlier, &by).await,
            Before::Never => {}
        }
        let decoder = std::sync::Arc::clone(&self.wiring().decoder);
        let (bytes, opened) = self
            .opening()
            .run(move || {
                let opened = open(&*decoder, &bytes);
                (bytes, opened)
            })
            .await?;
        let Opened { facts, view, print } = opened?;
        let terms = self.picture_terms(print);
        let size = (facts.width, facts.height);
        let problems = file_findings(self.policy_of(case.policy_version), case.mode, facts);
        let Some(view) = view.filter(|_| problems.is_empty()) else {
            return self.refuse(case, slot, problems, &by).await;
        };
        let id = EvidenceId::from_uuid(self.fresh_uuid());
        let original = seal.place(columns::ORIGINAL, id.as_uuid());
        let object = self.vault().put_file(seal.key(), &original, &bytes).await?;
        let shown = seal.place(columns::VIEW, id.as_uuid());
        let view_object = match self.vault().put_file(seal.key(), &shown, &view).await {
            Ok(key) => key,
            Err(error) => {
                // Half a picture helps nobody; the sweep would find it too.
                let _ = self.vault().delete_file(&object).await;
                return Err(error.into());
            }
        };
        let row = Evidence {
            id,
            verification_id: case.id,
            applicant_id: case.applicant,
            slot,
            object_key: object.to_string(),
            view_object_key: Some(view_object.to_string()),
            content_hash,
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: Some(i64::from(size.0)),
            height: Some(i64::from(size.1)),
            state: EvidenceState::Current,
            uploaded_by: by.staff,
            sealed_inspection: None,
            created_at: self.now(),
        };
        let written = self.write_picture(case, &row, &terms, &by).await;
        if matches!(written, Err(Error::WrongState(_) | Error::NotFound | Error::Stale { .. })) {
            // Only when it is certain that no row names them; else the sweep finds out.
            let _ = self.vault().delete_file(&object).await;
            let _ = self.vault().delete_file(&view_object).await;
        }
        written.map(|()| Uploaded::Kept(id))
    }

    async fn write_picture(
        &self,
        case: &Verification,
        row: &Evidence,
        terms: &[[u8; 32]],
        by: &Uploader,
    ) -> Result<(), Error> {
        for crossing in 1.. {
            let mut work = self.work(by.actor.clone(), case.mode, case.applicant).await?;
            let now = work.now;
            let mut case = verifications::get(&mut work.tx, case.applicant, case.id).await?;
            if by.staff.is_none() {
                editable(&case, "changed")?;
            }
            match verifications::update(&mut work.tx, &mut case).await {
                Ok(()) => {}
                Err(StoreError::Stale(_)) if crossing < CROSSINGS => continue,
                Err(error) => return Err(error.into()),
            }
            evidence::insert(&mut work.tx, row).await?;
            self.index_picture(&mut work, &case, row.id, terms).await?;
            findings::resolve_raised_on_page(&mut work.tx, case.applicant, case.id, row.slot, now).await?;
            work.audit(by.kept, Subject::Case(case.id));
            work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
            work.commit().await?;
            break;
        }
        Ok(())
    }

    /// The copy of a picture that people look at: JPEG, at most 2000 pixels, no metadata.
    pub async fn picture(&self, s: &ApplicantSession, id: EvidenceId) -> Result<Vec<u8>, Error> {
        let found = {
            let mut tx = self.store().read().await?;
            evidence::find(&mut tx, s.applicant, id).await?.ok_or(Error::NotFound)?
        };
        s.permit(found.verification_id)?;
        self.open_view(s.mode, s.applicant, &found).await
    }

    /// Opens the copy of a picture for somebody who may see it.
    pub(crate) async fn open_view(
        &self,
        mode: Mode,
        applicant: ApplicantId,
        found: &Evidence,
    ) -> Result<Vec<u8>, Error> {
        let object = found.view_object_key.as_ref().ok_or(Error::NotFound)?.parse()?;
        let seal = self.seal_of(mode, applicant).await?;
        let place = seal.place(columns::VIEW, found.id.as_uuid());
        Ok(self.vault().get_file(seal.key(), &place, &object).await?.to_vec())
    }

    /// Whether the applicant sent these very bytes before, and what came of it.
    async fn seen_before(
        &self,
        seal: &Seal,
        case: &Verification,
        slot: Slot,
        content_hash: &[u8; 32],
    ) -> Result<Before, Error> {
        let mut tx = self.store().read().await?;
        let Some(same) = evidence::find_same_picture(&mut tx, case.applicant, content_hash).await? else {
            return Ok(Before::Never);
        };
        let failed = failed_with(&mut tx, seal, &same).await?;
        if !failed.is_empty() {
            return Ok(Before::Failed(failed));
        }
        let here =
            same.verification_id == case.id && same.slot == slot && same.state == EvidenceState::Current;
        Ok(if here { Before::Current(same.id) } else { Before::Never })
    }

    async fn refuse_again(
        &self,
        case: &Verification,
        slot: Slot,
        earlier: Vec<FindingView>,
        by: &Uploader,
    ) -> Result<Uploaded, Error> {
        let reason = earlier.first().map(|view| view.finding.code.as_str()).unwrap_or_default();
        let again = Finding::advisory(codes::FILE_ALREADY_DECLINED).on_page(slot).showing(reason);
        let Uploaded::Refused(mut views) = self.refuse(case, slot, vec![again], by).await? else {
            return Err(Error::internal("a refusal is a refusal"));
        };
        views.extend(earlier);
        Ok(Uploaded::Refused(views))
    }

    async fn refuse(
        &self,
        case: &Verification,
        slot: Slot,
        findings: Vec<Finding>,
        by: &Uploader,
    ) -> Result<Uploaded, Error> {
        let mut work: Work = self.work(by.actor.clone(), case.mode, case.applicant).await?;
        let reasons: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        work.audit_with("verification.picture_refused", Subject::Case(case.id), &reasons)?;
        work.commit().await?;
        let view = |finding: Finding| FindingView {
            id: FindingId::from_uuid(self.fresh_uuid()),
            finding: finding.on_page(slot),
            state: FindingState::Open,
            evidence: None,
            picture: None,
            disputable: false,
            by_person: None,
        };
        Ok(Uploaded::Refused(findings.into_iter().map(view).collect()))
    }
}

/// What is known of a picture's bytes.
enum Before {
    Never,
    /// They are in this very place now.
    Current(EvidenceId),
    /// They were found wanting, for these reasons.
    Failed(Vec<FindingView>),
}

/// What the picture itself was found wanting in, as far as no person said otherwise.
async fn failed_with(tx: &mut Tx, seal: &Seal, same: &Evidence) -> Result<Vec<FindingView>, Error> {
    let rows = findings::list(tx, same.applicant_id, same.verification_id).await?;
    let of_picture = rows.into_iter().filter(|row| {
        row.evidence_id == Some(same.id)
            && row.severity == Severity::Blocking
            && row.state != FindingState::Overruled
            && (is_about_the_picture(row.code.as_str())
                || row.raised_by.is_some() && asks_for_another(row.code))
    });
    let mut newest: BTreeMap<&'static str, _> = BTreeMap::new();
    for row in of_picture {
        newest.insert(row.code.as_str(), row);
    }
    let opened = open_findings(seal, newest.into_values().collect())?;
    let size = Option::zip(same.width, same.height)
        .and_then(|(w, h)| Option::zip(u32::try_from(w).ok(), u32::try_from(h).ok()));
    Ok(opened
        .into_iter()
        .map(|o| FindingView {
            id: o.row.id,
            finding: o.finding,
            state: o.row.state,
            evidence: Some(same.id),
            picture: size,
            disputable: false,
            by_person: o.note,
        })
        .collect())
}

/// The picture cannot be better the next time: not a matter of typed details or the chosen document.
pub(super) fn is_about_the_picture(code: &str) -> bool {
    ["file.", "image.", "read."].iter().any(|group| code.starts_with(group))
}

/// Another picture is what was asked for.
fn asks_for_another(code: ReasonCode) -> bool {
    matches!(code.reason().class, Class::Retake | Class::OtherDocument)
}

/// Opens a file in the confined decoder and makes the copy to look at. CPU-bound.
fn open(decoder: &dyn crate::Decoder, bytes: &[u8]) -> Result<Opened, Error> {
    match decoder.decode(bytes) {
        Ok(picture) => Ok(Opened {
            facts: file_facts(bytes, Ok(&picture)),
            view: Some(reencode_jpeg(&picture, VIEW_SIDE, VIEW_QUALITY)),
            print: picture_print(&picture),
        }),
        Err(error) if error.problem().is_some() => {
            Ok(Opened { facts: file_facts(bytes, Err(&error)), view: None, print: None })
        }
        Err(ours) => Err(Error::unavailable(ours)),
    }
}

/// What is the matter with a file as such.
fn file_findings(policy: &Policy, mode: Mode, file: FileFacts) -> Vec<Finding> {
    let bare = Inspection {
        file,
        quality: None,
        document: None,
        documents_seen: 0,
        zone: None,
        barcodes: Vec::new(),
        readings: BTreeMap::new(),
        unread: BTreeMap::new(),
        print: None,
        specimen: false,
        reader_version: String::new(),
    };
    let all = judge_picture(policy, mode, &bare);
    all.into_iter().filter(|finding| finding.code.as_str().starts_with("file.")).collect()
}
