//! Past cases in bulk, for measuring replays: each of a person of its own, with a key, sealed details
//! and a sealed inspection. For tests and benchmarks only.

use crate::{
    App, Decoder as _, Examiner as _,
    error::Error,
    seal::columns,
    testing::{FakeDecoder, FakeExaminer, Shows, typed_details},
};
use proofdesk_domain::{
    ApplicantId, EvidenceId, VerificationId,
    document::DocumentKind,
    evidence::{EvidenceState, Slot},
    inspection::Inspection,
    verification::{DocumentChoice, Mode, State, Verification},
};
use proofdesk_store::{
    applicants::{self, Applicant},
    details::{self, EnteredDetails},
    evidence::{self, Evidence},
    verifications,
};
use proofdesk_vision::file_facts;
use time::Duration;

/// Cases in one transaction.
const AT_ONCE: usize = 500;

impl App {
    /// Makes `count` approved passport cases in that world, glare spread evenly up to a tenth.
    pub async fn fill_past_cases(&self, mode: Mode, count: usize) -> Result<(), Error> {
        let bytes = Shows::Passport.bytes("fill");
        let picture = FakeDecoder::default().decode(&bytes).map_err(Error::internal)?;
        let facts = file_facts(&bytes, Ok(&picture));
        let page =
            FakeExaminer::default().examine(&picture, facts, self.now().date()).map_err(Error::internal)?;
        let mut made = 0;
        while made < count {
            let part = AT_ONCE.min(count - made);
            let mut people = Vec::with_capacity(part);
            for _ in 0..part {
                let applicant = ApplicantId::from_uuid(self.fresh_uuid());
                self.vault().create_key(applicant.as_uuid()).await?;
                people.push(self.seal_of(mode, applicant).await.map(|seal| (applicant, seal))?);
            }
            let mut tx = self.store().begin().await?;
            let now = self.now();
            for (applicant, seal) in people {
                let share = made as f32 / count as f32;
                made += 1;
                applicants::insert(
                    &mut tx,
                    &Applicant {
                        id: applicant,
                        mode,
                        locale: "en".into(),
                        region: Some("DEU".into()),
                        age_confirmed: true,
                        sealed_invitation: None,
                        external_ref: None,
                        created_at: now,
                        erased_at: None,
                    },
                )
                .await?;
                let case = Verification {
                    id: VerificationId::from_uuid(self.fresh_uuid()),
                    mode,
                    applicant,
                    reference: self.fresh_reference("PD"),
                    level: "standard".into(),
                    state: State::Approved,
                    review_cause: None,
                    document: Some(DocumentChoice {
                        kind: DocumentKind::Passport,
                        issuing_country: "UTO".into(),
                    }),
                    policy_version: 1,
                    attempts: 0,
                    trying_since: Some(now),
                    sent_at: Some(now),
                    queued_at: None,
                    due_at: None,
                    claimed_by: None,
                    decided_at: Some(now.plus(Duration::seconds(5))),
                    created_at: now,
                    version: 1,
                };
                verifications::insert(&mut tx, &case).await?;
                let row = self.fresh_uuid();
                let entered = EnteredDetails {
                    id: row,
                    verification_id: case.id,
                    applicant_id: applicant,
                    turn: 1,
                    entered_by: None,
                    sealed: seal.json(columns::DETAILS, row, &typed_details())?,
                    entered_at: now,
                };
                details::insert(&mut tx, &entered).await?;
                let id = EvidenceId::from_uuid(self.fresh_uuid());
                let mut inspection: Inspection = page.clone();
                if let Some(quality) = &mut inspection.quality {
                    quality.glare.value = share / 10.0;
                }
                let piece = Evidence {
                    id,
                    verification_id: case.id,
                    applicant_id: applicant,
                    slot: Slot::Front,
                    object_key: format!("fill/{}", id.as_uuid()),
                    view_object_key: None,
                    content_hash: [0; 32],
                    bytes: 1,
                    width: None,
                    height: None,
                    state: EvidenceState::Current,
                    uploaded_by: None,
                    sealed_inspection: Some(seal.json(columns::INSPECTION, id.as_uuid(), &inspection)?),
                    created_at: now,
                };
                evidence::insert(&mut tx, &piece).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}
