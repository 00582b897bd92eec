//! What a new case takes along from the approval before it: typed details, the chosen document and its
//! pictures, as far as they are still good. What passed is never asked for twice.

use super::{Uploader, open_typed};
use crate::{App, error::Error, seal::columns, work::Work};
use proofdesk_domain::{
    access::Actor,
    evidence::Slot,
    tenure::{Ending, renewable_from},
    verification::{State, Verification},
};
use proofdesk_store::{
    details::{self, EnteredDetails},
    evidence,
    tenures::{self, TenureRow},
};
use time::Duration;

/// The case that a new one goes on from.
pub(crate) struct Before {
    case: Verification,
    tenure: Option<TenureRow>,
}

impl Before {
    /// The newest case of a person that was approved, whether or not its time is over.
    pub(crate) async fn find(work: &mut Work, cases: &[Verification]) -> Result<Option<Self>, Error> {
        for case in cases {
            let tenure = tenures::find(&mut work.tx, case.applicant, case.id).await?;
            if case.state == State::Approved || case.state == State::Expired && tenure.is_some() {
                return Ok(Some(Self { case: case.clone(), tenure }));
            }
        }
        Ok(None)
    }
}

impl App {
    /// Writes what was typed and chosen into a case that is about to be inserted; its pictures come
    /// after the commit ([`Self::carry_pictures`]). A document that runs out has a successor with
    /// another number.
    pub(crate) async fn carry_details(
        &self,
        work: &mut Work,
        before: &Before,
        case: &Verification,
    ) -> Result<(), Error> {
        let seal = self.seal_of(case.mode, case.applicant).await?;
        let entered = details::find_current(&mut work.tx, case.applicant, before.case.id).await?;
        let Some(entered) = entered else { return Ok(()) };
        let mut typed = open_typed(&seal, Some(&entered))?;
        if self.document_ends(before) {
            typed.document_number = String::new();
        }
        let row = self.fresh_uuid();
        let kept = EnteredDetails {
            id: row,
            verification_id: case.id,
            applicant_id: case.applicant,
            turn: 1,
            entered_by: None,
            sealed: seal.json(columns::DETAILS, row, &typed)?,
            entered_at: work.now,
        };
        Ok(details::insert(&mut work.tx, &kept).await?)
    }

    /// The document that a case goes on with.
    pub(crate) fn carried_document(
        before: Option<&Before>,
    ) -> Option<proofdesk_domain::verification::DocumentChoice> {
        before.and_then(|before| before.case.document.clone())
    }

    /// Takes the pictures over that are still good. One that cannot be opened now is asked for anew:
    /// nothing fails with it.
    pub(crate) async fn carry_pictures(&self, actor: Actor, before: &Before, case: &Verification) {
        if let Err(error) = self.try_carry(actor, before, case).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a picture was not taken over");
        }
    }

    async fn try_carry(&self, actor: Actor, before: &Before, case: &Verification) -> Result<(), Error> {
        if self.document_ends(before) || asks_for_picture(before) {
            return Ok(());
        }
        let oldest = self.now().plus(-Duration::days(i64::from(self.policy().renewal.keep_photo_days)));
        let rows = {
            let mut tx = self.store().read().await?;
            evidence::list_current(&mut tx, case.applicant, before.case.id).await?
        };
        let seal = self.seal_of(case.mode, case.applicant).await?;
        for row in rows {
            let wanted = row.created_at >= oldest && row.slot != Slot::Details;
            let Some(object) = row.object_key.parse().ok().filter(|_| wanted) else { continue };
            let place = seal.place(columns::ORIGINAL, row.id.as_uuid());
            let bytes = self.vault().get_file(seal.key(), &place, &object).await?.to_vec();
            let by = Uploader { actor: actor.clone(), staff: None, kept: "evidence.kept" };
            self.take_picture(case, row.slot, bytes, by).await?;
        }
        Ok(())
    }

    /// The document's own time is over, or soon is.
    fn document_ends(&self, before: &Before) -> bool {
        let Some(tenure) = &before.tenure else { return false };
        let now = self.now();
        let ends = tenure.stairs.stairs().iter().filter_map(|stair| stair.end);
        let soon = |at| renewable_from(at, &self.policy().renewal.warn_days) <= now;
        ends.into_iter().any(|end| end.why == Ending::Document && soon(end.at))
    }
}

/// A person asked for another picture.
fn asks_for_picture(before: &Before) -> bool {
    let code = before.tenure.as_ref().and_then(|tenure| tenure.asked_code);
    let about = ["file.", "image.", "capture.", "doc.", "read.", "integrity."];
    code.is_some_and(|code| about.iter().any(|group| code.as_str().starts_with(group)))
}
