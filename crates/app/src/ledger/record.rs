//! Entering into the ledger, in the transaction of whoever takes something back.

use crate::{error::Error, work::Work};
use proofdesk_domain::{
    ReasonCode, StaffId,
    ledger::{Device, Source},
    verification::Verification,
};
use proofdesk_store::{
    findings::FindingRow,
    ledger::{self, Overturn, Sender},
};
use uuid::Uuid;

/// What was taken back.
pub(crate) struct Taken {
    /// The entry's id: that of the appeal, the finding or the re-review, so that it stands only once.
    pub id: Uuid,
    /// How.
    pub source: Source,
    /// What had been said.
    pub codes: Vec<ReasonCode>,
    /// Under which policy.
    pub policy_version: u32,
    /// Who had said it; none: the checks.
    pub said_by: Option<StaffId>,
    /// Who took it back.
    pub by: Option<StaffId>,
}

/// Enters it.
pub(crate) async fn enter(work: &mut Work, case: &Verification, taken: Taken) -> Result<(), Error> {
    let sender = ledger::find_sender(&mut work.tx, case.applicant, case.id).await?;
    let row = Overturn {
        id: taken.id,
        mode: case.mode,
        source: taken.source,
        verification_id: case.id,
        applicant_id: case.applicant,
        reason_codes: taken.codes,
        document_kind: case.document.as_ref().map(|document| document.kind),
        issuing_country: case.document.as_ref().map(|document| document.issuing_country.clone()),
        device: sender.as_ref().map(|sender| sender.device),
        browser: sender.as_ref().and_then(|sender| sender.browser),
        policy_version: taken.policy_version,
        said_by: taken.said_by,
        taken_back_by: taken.by,
        taken_back_at: work.now,
    };
    Ok(ledger::insert(&mut work.tx, &row).await?)
}

/// Enters a finding that a person overruled. What the same decision took back on an appeal counts once.
pub(crate) async fn enter_finding(
    work: &mut Work,
    case: &Verification,
    finding: &FindingRow,
    source: Source,
    by: StaffId,
) -> Result<(), Error> {
    let before = ledger::list_of_case(&mut work.tx, case.applicant, case.id).await?;
    let on_appeal = before.iter().any(|entry| {
        entry.source == Source::Appeal
            && entry.taken_back_at == work.now
            && entry.reason_codes.contains(&finding.code)
    });
    if on_appeal {
        return Ok(());
    }
    let taken = Taken {
        id: finding.id.as_uuid(),
        source,
        codes: vec![finding.code],
        policy_version: case.policy_version,
        said_by: finding.raised_by,
        by: Some(by),
    };
    enter(work, case, taken).await
}

/// Keeps what a case is sent with.
pub(crate) async fn note_device(work: &mut Work, case: &Verification, device: Device) -> Result<(), Error> {
    let sender = Sender {
        verification_id: case.id,
        applicant_id: case.applicant,
        device: device.class,
        browser: device.browser,
        sent_at: work.now,
    };
    Ok(ledger::put_sender(&mut work.tx, &sender).await?)
}
