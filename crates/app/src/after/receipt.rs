//! Receipts: what an applicant can show of a final outcome, made when it is asked for.
//!
//! Nothing is kept for it: the decision and its audit entry are, and Ed25519 gives the same signature
//! for the same words. What an applicant is not told on the page is not in the receipt either.

use crate::{App, error::Error, views::ApplicantSession};
use proofdesk_domain::{
    Timestamp, VerificationId,
    receipt::{self, AuditEntry, Elsewhere, NoReceipt, Receipt, Signature, SignedReceipt},
    verification::{Mode, State, Verification},
};
use proofdesk_store::{Tx, audit, audit::AuditRow, reviews, reviews::Decision, staff, verifications};
use sha2::{Digest as _, Sha256};

/// How far back in a case's history its last decision is looked for, in entries.
const HISTORY: i64 = 100_000;

/// What a look at somebody's receipt file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptCheck {
    /// We signed it, and the audit chain holds the entry that it names.
    Genuine(Box<Receipt>),
    /// Not signed with our key, or changed since.
    NotOurs,
    /// The signature is ours, and the audit chain does not hold the entry: it was cut or rewritten, or
    /// the file comes from another copy of this installation.
    EntryMissing(Box<Receipt>),
    /// No receipt at all.
    NoReceipt(NoReceipt),
}

/// The public half of the signing key, as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptKey {
    /// What `signature.key` says.
    pub id: String,
    /// 32 bytes in base64.
    pub public: String,
}

impl App {
    /// The receipt of one's own case; [`Error::NotFound`] while there is no final outcome.
    pub async fn receipt(&self, s: &ApplicantSession, id: VerificationId) -> Result<SignedReceipt, Error> {
        s.permit(id)?;
        let mut tx = self.store().read().await?;
        let case = verifications::get(&mut tx, s.applicant, id).await?;
        self.receipt_of(&mut tx, &case).await?.ok_or(Error::NotFound)
    }

    /// The receipt of a case; none while there is no final outcome.
    pub(crate) async fn receipt_of(
        &self,
        tx: &mut Tx,
        case: &Verification,
    ) -> Result<Option<SignedReceipt>, Error> {
        if !matches!(case.state, State::Approved | State::Declined | State::Revoked) {
            return Ok(None);
        }
        let entries = audit::list_of_subject(tx, case.id.as_uuid(), HISTORY).await?;
        let decision = reviews::find_decision(tx, case.applicant, case.id).await?;
        let (entry, decided_by, imported) = match &decision {
            Some(decision) if decision.outcome == case.state.as_str() => {
                let Some(entry) = entry_of(&entries, case.state, decision)? else { return Ok(None) };
                let decided_by = match decision.decider {
                    None => "checks".to_owned(),
                    Some(id) => staff::find(tx, id).await?.ok_or(Error::NotFound)?.role.as_str().to_owned(),
                };
                (entry, decided_by, None)
            }
            // No decision of ours: it was taken over, and the receipt says so.
            None if case.state == State::Approved => {
                let seal = self.seal_of(case.mode, case.applicant).await?;
                let Some(imported) = self.imported(tx, &seal, case).await? else { return Ok(None) };
                let entry = entries.iter().rev().find(|row| row.action == "verification.imported");
                let Some(entry) = entry else { return Ok(None) };
                let elsewhere = Elsewhere {
                    verified_by: imported.verified_by,
                    verified_at: imported.verified_at.to_string(),
                    method: imported.method,
                };
                (entry, "imported".to_owned(), Some(elsewhere))
            }
            _ => return Ok(None),
        };
        let codes = decision.as_ref().map(|decision| decision.reason_codes.as_slice()).unwrap_or_default();
        let said = codes.iter().filter(|code| !code.reason().is_confidential());
        let receipt = Receipt {
            kind: receipt::TYPE.to_owned(),
            issuer: self.settings().public_url.clone(),
            mode: case.mode.as_str().to_owned(),
            reference: case.reference.clone(),
            level: case.level.clone(),
            outcome: case.state.as_str().to_owned(),
            reasons: said.map(|code| code.as_str().to_owned()).collect(),
            policy_version: decision.as_ref().map_or(case.policy_version, |decision| decision.policy_version),
            decided_by,
            imported,
            begun_at: case.created_at.to_string(),
            sent_at: case.sent_at.as_ref().map(Timestamp::to_string),
            decided_at: entry.at.to_string(),
            audit: AuditEntry { seq: entry.seq, hash: data_encoding::HEXLOWER.encode(&entry.hash) },
        };
        let bytes = receipt::canonical(&serde_json::to_value(&receipt)?)
            .ok_or_else(|| Error::internal("a receipt holds a number beyond 2^53"))?;
        let signer = self.vault().signer().await?;
        let signature = Signature {
            algorithm: "Ed25519".to_owned(),
            key: signer.public().id(),
            value: signer.sign(&bytes),
        };
        Ok(Some(SignedReceipt { receipt, signature }))
    }

    /// The key that anybody verifies receipts with.
    pub async fn receipt_key(&self) -> Result<ReceiptKey, Error> {
        let public = self.vault().signer().await?.public();
        Ok(ReceiptKey { id: public.id(), public: public.to_base64() })
    }

    /// Whether a receipt file is ours and unchanged. For anybody: it tells nothing that is not in the file.
    pub async fn check_receipt(&self, text: &str) -> Result<ReceiptCheck, Error> {
        let (signed, bytes) = match receipt::parse(text) {
            Ok(parsed) => parsed,
            Err(problem) => return Ok(ReceiptCheck::NoReceipt(problem)),
        };
        let public = self.vault().signer().await?.public();
        if signed.signature.key != public.id() || !public.verifies(&bytes, &signed.signature.value) {
            return Ok(ReceiptCheck::NotOurs);
        }
        let named = &signed.receipt.audit;
        let mut tx = self.store().read().await?;
        let found = audit::list(&mut tx, named.seq - 1, 1).await?;
        let stands = found.first().is_some_and(|row| {
            row.seq == named.seq && data_encoding::HEXLOWER.encode(&row.hash) == named.hash
        });
        let receipt = Box::new(signed.receipt);
        Ok(if stands { ReceiptCheck::Genuine(receipt) } else { ReceiptCheck::EntryMissing(receipt) })
    }
}

/// The entry that recorded a decision's effect: its details' hash is over the decision's id.
fn entry_of<'a>(
    entries: &'a [AuditRow],
    state: State,
    decision: &Decision,
) -> Result<Option<&'a AuditRow>, Error> {
    let action = format!("verification.{}", state.as_str());
    let by_person = serde_json::to_vec(&(decision.id, &decision.reason_codes))?;
    let by_checks = serde_json::to_vec(&(decision.id, decision.policy_version))?;
    let hashes: [[u8; 32]; 2] = [Sha256::digest(by_person).into(), Sha256::digest(by_checks).into()];
    let fits =
        |row: &&AuditRow| row.action == action && row.detail_hash.is_some_and(|hash| hashes.contains(&hash));
    Ok(entries.iter().rev().find(fits))
}

/// Which world a receipt is of.
pub fn is_test(receipt: &Receipt) -> bool {
    receipt.mode == Mode::Test.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{review::tests::rig::Rig, testing::Shows};
    use proofdesk_domain::{access::Role, reason::codes};

    #[tokio::test]
    async fn a_machine_approval_has_a_receipt_that_verifies_and_a_changed_one_does_not() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        let id = rig.draft(&s, "standard", Shows::Passport, crate::testing::typed_details()).await;
        assert!(matches!(rig.app.receipt(&s, id).await, Err(Error::NotFound)));
        rig.app.send(&s, id).await.unwrap();
        rig.work().await;
        let signed = rig.app.receipt(&s, id).await.unwrap();
        assert_eq!(
            (signed.receipt.outcome.as_str(), signed.receipt.decided_by.as_str()),
            ("approved", "checks")
        );
        assert_eq!(signed, rig.app.receipt(&s, id).await.unwrap());
        let text = serde_json::to_string_pretty(&signed).unwrap();
        let genuine = rig.app.check_receipt(&text).await.unwrap();
        assert_eq!(genuine, ReceiptCheck::Genuine(Box::new(signed.receipt.clone())));
        let changed = text.replace("\"standard\"", "\"plus\"");
        assert_ne!(changed, text);
        assert_eq!(rig.app.check_receipt(&changed).await.unwrap(), ReceiptCheck::NotOurs);
        // Nobody else gets it.
        let other = rig.applicant("bea").await;
        assert!(matches!(rig.app.receipt(&other, id).await, Err(Error::NotFound)));
    }

    #[tokio::test]
    async fn a_receipt_names_roles_and_never_people_or_confidential_reasons() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        let id = rig.case(&s, "plus", Shows::Passport).await;
        let st = rig.staff(Role::Reviewer, "Lin Wei").await;
        let view = rig.app.open_case(&st, id).await.unwrap();
        rig.app.decline(&st, id, view.version, codes::DATA_UNDERAGE, "You are too young.").await.unwrap();
        // Not before it has taken effect.
        assert!(matches!(rig.app.receipt(&s, id).await, Err(Error::NotFound)));
        rig.ten_seconds_later().await;
        let signed = rig.app.receipt(&s, id).await.unwrap();
        assert_eq!(signed.receipt.reasons, ["data.underage"]);
        assert_eq!(signed.receipt.decided_by, "reviewer");
        let text = serde_json::to_string(&signed).unwrap();
        assert!(!text.contains("Lin"));
        // As a decision of two people would be stored.
        let mut tx = rig.app.store().begin().await.unwrap();
        let case = verifications::get(&mut tx, s.applicant, id).await.unwrap();
        let mut decision = reviews::find_decision(&mut tx, s.applicant, id).await.unwrap().unwrap();
        decision.id = proofdesk_domain::DecisionId::from_uuid(rig.app.fresh_uuid());
        decision.reason_codes = vec![proofdesk_domain::ReasonCode::find("integrity.suspected").unwrap()];
        decision.decided_at = decision.decided_at.plus(time::Duration::SECOND);
        reviews::insert_decision(&mut tx, &decision).await.unwrap();
        tx.commit().await.unwrap();
        let actor = proofdesk_domain::access::Actor::System;
        let mut work = rig.app.work(actor, s.mode, s.applicant).await.unwrap();
        let subject = crate::work::Subject::Case(id);
        work.audit_with("verification.declined", subject, &(decision.id, &decision.reason_codes)).unwrap();
        work.commit().await.unwrap();
        let mut tx = rig.app.store().read().await.unwrap();
        let signed = rig.app.receipt_of(&mut tx, &case).await.unwrap().unwrap();
        assert!(signed.receipt.reasons.is_empty());
        assert!(!serde_json::to_string(&signed).unwrap().contains("integrity"));
    }
}
