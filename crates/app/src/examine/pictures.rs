//! Opening and reading the pictures of one case.

use crate::{
    App,
    error::Error,
    journey::open_pictures,
    seal::{Seal, columns},
    work::{Audience, told},
};
use proofdesk_domain::{access::Actor, inspection::Inspection, verification::Verification};
use proofdesk_store::{
    evidence::{self, Evidence},
    jobs::{self, Lease},
};
use proofdesk_vision::file_facts;
use std::sync::Arc;

impl App {
    /// Reads every current picture that this version of the reader has not read, and saves each at
    /// once. `lease` must still be held whenever something is saved.
    pub(super) async fn read_pictures(
        &self,
        case: &Verification,
        seal: &Seal,
        lease: Lease,
    ) -> Result<(), Error> {
        let rows = {
            let mut tx = self.store().read().await?;
            evidence::list_current(&mut tx, case.applicant, case.id).await?
        };
        let version = self.wiring().examiner.version();
        for picture in open_pictures(seal, rows)? {
            if picture.inspection.is_some_and(|inspection| inspection.reader_version == version) {
                continue;
            }
            let inspection = self.read_picture(seal, &picture.row).await?;
            self.save_inspection(case, seal, &picture.row, &inspection, lease).await?;
        }
        Ok(())
    }

    async fn read_picture(&self, seal: &Seal, row: &Evidence) -> Result<Inspection, Error> {
        let place = seal.place(columns::ORIGINAL, row.id.as_uuid());
        let bytes = self.vault().get_file(seal.key(), &place, &row.object_key.parse()?).await?;
        let decoder = Arc::clone(&self.wiring().decoder);
        let examiner = Arc::clone(&self.wiring().examiner);
        let today = self.now().date();
        self.reading()
            .run(move || {
                // It was opened when it came: that it does not open now is our fault.
                let picture = decoder.decode(&bytes).map_err(Error::unavailable)?;
                let facts = file_facts(&bytes, Ok(&picture));
                drop(bytes);
                examiner.examine(&picture, facts, today).map_err(Error::unavailable)
            })
            .await?
    }

    async fn save_inspection(
        &self,
        case: &Verification,
        seal: &Seal,
        row: &Evidence,
        inspection: &Inspection,
        lease: Lease,
    ) -> Result<(), Error> {
        let sealed = seal.json(columns::INSPECTION, row.id.as_uuid(), inspection)?;
        let mut work = self.work(Actor::System, case.mode, case.applicant).await?;
        let until = work.now.plus(super::worker::LEASE);
        jobs::heartbeat(&mut work.tx, lease, until).await?;
        let size = Some((i64::from(inspection.file.width), i64::from(inspection.file.height)));
        let view = row.view_object_key.as_deref();
        evidence::update_inspection(&mut work.tx, case.applicant, row.id, view, size, Some(&sealed)).await?;
        work.tell(told::STEP, Audience::Portal, Some(case.id.as_uuid()));
        work.commit().await
    }
}
