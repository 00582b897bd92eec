//! The case file for an auditor: everything that was sent, found, said and decided in one signed file.
//!
//! Pictures are listed with their size and fingerprint and stay in the vault. Numbers that are no integers
//! are written as strings, so that the canonical form of the file is the same everywhere.

use crate::{
    App, error::Error, journey::open_findings, review::decide::DecisionNote, seal::columns,
    staff::StaffSession, work::Subject,
};
use data_encoding::HEXLOWER;
use proofdesk_domain::{
    VerificationId,
    access::Action,
    conversation::{Author, Visibility},
    details::TypedDetails,
    receipt::{Signature, canonical},
};
use proofdesk_store::{
    appeals, audit,
    audit::AuditRow,
    conversations::{self, Readers},
    details, evidence, findings, freezes, reviews, steps, tenures, verifications,
};
use serde_json::{Value, json};

/// The `type` of every case file of this form.
pub const TYPE: &str = "proofdesk.case-file.v1";
/// Most rows of a kind in one file; no case comes near it.
const MOST: i64 = 100_000;

impl App {
    /// The signed case file as JSON, with its file name. Exporting is recorded.
    pub async fn case_file(&self, st: &StaffSession, id: VerificationId) -> Result<(String, String), Error> {
        st.permit(Action::Dispose)?;
        let head = self.case_for_staff(id).await?;
        if self.is_about(st, &head).await? {
            return Err(Error::NotAllowed);
        }
        // First the record, then the file: nobody exports unseen, and the file holds its own export.
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        work.audit_with("case_file.exported", Subject::Applicant(head.applicant), &id)?;
        work.commit().await?;
        let mut content = self.case_content(id).await?;
        exact(&mut content);
        let bytes = canonical(&content).ok_or_else(|| Error::internal("a number beyond 2^53"))?;
        let signer = self.vault().signer().await?;
        let signature = Signature {
            algorithm: "Ed25519".to_owned(),
            key: signer.public().id(),
            value: signer.sign(&bytes),
        };
        let file = json!({ "case_file": content, "signature": signature });
        let text = serde_json::to_string_pretty(&file)? + "\n";
        Ok((format!("case-{}.json", head.reference), text))
    }

    async fn case_content(&self, id: VerificationId) -> Result<Value, Error> {
        let head = self.case_for_staff(id).await?;
        let of = head.applicant;
        let seal = self.seal_of(head.mode, of).await?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let case = verifications::get(&mut tx, of, id).await?;

        let mut typed = Vec::new();
        for entered in details::list(&mut tx, of, id).await? {
            let words: TypedDetails = seal.open_json(columns::DETAILS, entered.id, &entered.sealed)?;
            typed.push(json!({ "at": entered.entered_at.to_string(), "details": words }));
        }
        let pictures: Vec<Value> = evidence::list(&mut tx, of, id)
            .await?
            .into_iter()
            .map(|row| {
                json!({
                    "id": row.id, "slot": row.slot, "state": row.state, "bytes": row.bytes, "width": row.width,
                    "height": row.height, "fingerprint": HEXLOWER.encode(&row.content_hash),
                    "uploaded_by": row.uploaded_by.map(|id| names.of(id)), "at": row.created_at.to_string(),
                })
            })
            .collect();
        let checks: Vec<Value> = evidence::list_checks(&mut tx, of, id)
            .await?
            .into_iter()
            .map(|row| {
                json!({
                    "id": row.id, "name": row.name, "outcome": row.outcome.as_str(), "evidence": row.evidence_id,
                    "policy_version": row.policy_version, "attempt": row.attempt, "at": row.finished_at.to_string(),
                })
            })
            .collect();
        let found: Vec<Value> = open_findings(&seal, findings::list(&mut tx, of, id).await?)?
            .into_iter()
            .map(|opened| {
                json!({
                    "id": opened.row.id, "finding": opened.finding, "note": opened.note, "state": opened.row.state,
                    "attempt": opened.row.attempt, "evidence": opened.row.evidence_id,
                    "raised_by": opened.row.raised_by.map(|id| names.of(id)), "at": opened.row.created_at.to_string(),
                    "resolved_at": opened.row.resolved_at.map(|at| at.to_string()),
                    "resolved_by": opened.row.resolved_by.map(|id| names.of(id)),
                })
            })
            .collect();
        let mut disputes = Vec::new();
        for row in reviews::list_disputes(&mut tx, of, id).await? {
            let sealed = row.sealed_sentence.as_ref();
            let said = sealed.map(|s| seal.open_text(columns::SENTENCE, row.id.as_uuid(), s)).transpose()?;
            disputes.push(json!({
                "id": row.id, "finding": row.finding_id, "field": row.field, "state": row.state.as_str(),
                "sentence": said, "at": row.opened_at.to_string(),
                "resolved_at": row.resolved_at.map(|at| at.to_string()),
                "resolved_by": row.resolved_by.map(|id| names.of(id)),
            }));
        }
        let mut decisions = Vec::new();
        for row in reviews::list_decisions(&mut tx, of, id).await? {
            let note: DecisionNote = match &row.sealed_note {
                Some(sealed) => seal.open_json(columns::NOTE, row.id.as_uuid(), sealed)?,
                None => DecisionNote::default(),
            };
            decisions.push(json!({
                "id": row.id, "outcome": row.outcome, "reasons": row.reason_codes,
                "decider": row.decider.map(|id| names.of(id)), "policy_version": row.policy_version,
                "message": note.message, "note": note.note, "at": row.decided_at.to_string(),
                "in_effect": row.undone_at.is_none() && row.undo_until.is_none(),
            }));
        }
        let heard: Vec<Value> = appeals::list(&mut tx, of, id)
            .await?
            .into_iter()
            .map(|row| {
                json!({
                    "id": row.id, "against": row.decision_id, "at": row.opened_at.to_string(),
                    "outcome": row.outcome.map(appeals::AppealOutcome::as_str), "answer": row.answer_id,
                    "heard_by": row.heard_by.map(|id| names.of(id)), "heard_at": row.heard_at.map(|at| at.to_string()),
                })
            })
            .collect();
        let by_hand: Vec<Value> = steps::list(&mut tx, of, id)
            .await?
            .into_iter()
            .map(|row| {
                json!({
                    "step": row.step, "outcome": row.outcome.as_str(), "by": names.of(row.done_by),
                    "at": row.done_at.to_string(),
                })
            })
            .collect();
        let mut talks = Vec::new();
        if let Some(talk) = conversations::find_by_verification(&mut tx, of, id).await? {
            let mut messages = Vec::new();
            for row in conversations::list_messages(&mut tx, of, talk.id, Readers::Staff, 0, MOST).await? {
                let author = match row.author {
                    Author::Applicant => "applicant".to_owned(),
                    Author::Staff(id) => names.of(id),
                    Author::Bot => "bot".to_owned(),
                    Author::System => "system".to_owned(),
                };
                messages.push(json!({
                    "seq": row.seq, "author": author, "internal": row.visibility == Visibility::Internal,
                    "body": seal.open_text(columns::BODY, row.id.as_uuid(), &row.sealed_body)?,
                    "at": row.sent_at.to_string(),
                }));
            }
            talks.push(json!({ "reference": talk.reference, "messages": messages }));
        }
        let frozen: Vec<Value> = freezes::list(&mut tx, of)
            .await?
            .into_iter()
            .map(|row| {
                json!({
                    "reason": row.reason_code, "by": names.of(row.frozen_by), "at": row.frozen_at.to_string(),
                    "lifted_by": row.lifted_by.map(|id| names.of(id)),
                    "lifted_at": row.lifted_at.map(|at| at.to_string()),
                })
            })
            .collect();
        let imported = self.imported(&mut tx, &seal, &case).await?.map(|elsewhere| {
            json!({
                "verified_by": elsewhere.verified_by, "verified_at": elsewhere.verified_at.to_string(),
                "method": elsewhere.method, "evidence": elsewhere.evidence, "document_expires": elsewhere.expires,
                "imported_at": elsewhere.imported_at.to_string(),
            })
        });
        let stands = tenures::find(&mut tx, of, id).await?.map(|row| {
            let stairs = row.stairs.stairs().iter().map(|stair| {
                json!({
                    "level": stair.level, "until": stair.end.map(|end| end.at.to_string()),
                    "why": stair.end.map(|end| end.why.as_str()),
                })
            });
            json!({
                "stairs": stairs.collect::<Vec<_>>(), "told": row.told, "asked_reason": row.asked_code,
                "asked_by": row.asked_by.map(|id| names.of(id)), "asked_at": row.asked_at.map(|at| at.to_string()),
            })
        });
        let mut entries = audit::list_of_subject(&mut tx, id.as_uuid(), MOST).await?;
        entries.extend(audit::list_of_subject(&mut tx, of.as_uuid(), MOST).await?);
        entries.sort_by_key(|row| row.seq);
        let chain_head = audit::find_head(&mut tx).await?;
        Ok(json!({
            "type": TYPE,
            "issuer": self.settings().public_url,
            "exported_at": self.now().to_string(),
            "verification": {
                "id": case.id, "reference": case.reference, "mode": case.mode, "applicant": case.applicant,
                "level": case.level, "state": case.state, "document": case.document,
                "policy_version": case.policy_version, "attempts": case.attempts,
                "begun_at": case.created_at.to_string(), "sent_at": case.sent_at.map(|at| at.to_string()),
                "decided_at": case.decided_at.map(|at| at.to_string()),
            },
            "typed": typed, "evidence": pictures, "checks": checks, "findings": found, "disputes": disputes,
            "decisions": decisions, "imported": imported, "stands": stands, "appeals": heard, "steps": by_hand, "conversations": talks, "freezes": frozen,
            "audit": entries.iter().map(entry).collect::<Vec<_>>(),
            "audit_head": { "seq": chain_head.seq, "hash": HEXLOWER.encode(&chain_head.hash) },
        }))
    }
}

/// An audit entry with everything that its hash is over.
fn entry(row: &AuditRow) -> Value {
    json!({
        "seq": row.seq, "at_micros": row.at.as_micros(), "mode": row.mode, "actor_kind": row.actor_kind,
        "actor_id": row.actor_id, "action": row.action, "subject_kind": row.subject_kind,
        "subject_id": row.subject_id, "applicant_id": row.applicant_id,
        "detail_hash": row.detail_hash.map(|hash| HEXLOWER.encode(&hash)),
        "prev_hash": HEXLOWER.encode(&row.prev_hash), "hash": HEXLOWER.encode(&row.hash),
    })
}

/// Writes every number that is no integer as a string.
fn exact(value: &mut Value) {
    match value {
        Value::Number(number) if number.as_i64().is_none_or(|n| n.unsigned_abs() > 1 << 53) => {
            *value = Value::String(number.to_string());
        }
        Value::Array(items) => items.iter_mut().for_each(exact),
        Value::Object(fields) => fields.values_mut().for_each(exact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{review::tests::rig::Rig, testing::Shows};
    use proofdesk_domain::access::Role;
    use proofdesk_vault::PublicKey;

    #[tokio::test]
    async fn the_file_holds_the_case_is_signed_and_its_export_is_recorded() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        let id = rig.case(&s, "standard", Shows::Glare).await;
        rig.app.say(&s, "Is my photo fine?", Some(id)).await.unwrap();
        let reviewer = rig.staff(Role::Reviewer, "Noor").await;
        assert!(matches!(rig.app.case_file(&reviewer, id).await, Err(Error::NotAllowed)));
        let st = rig.staff(Role::Compliance, "Lin").await;
        let (name, text) = rig.app.case_file(&st, id).await.unwrap();
        assert!(name.starts_with("case-PD-"));
        let file: Value = serde_json::from_str(&text).unwrap();
        let content = &file["case_file"];
        assert_eq!(content["findings"][0]["finding"]["code"], "image.glare");
        assert_eq!(content["conversations"][0]["messages"][0]["body"], "Is my photo fine?");
        assert_eq!(content["evidence"].as_array().unwrap().len(), 1);
        let actions: Vec<_> =
            content["audit"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert!(
            actions.contains(&"verification.sent") && actions.ends_with(&["case_file.exported"]),
            "{actions:?}"
        );
        let key = PublicKey::from_base64(&rig.app.receipt_key().await.unwrap().public).unwrap();
        let signature = file["signature"]["value"].as_str().unwrap();
        assert!(key.verifies(&canonical(content).unwrap(), signature));
        let mut changed = content.clone();
        changed["verification"]["level"] = "plus".into();
        assert!(!key.verifies(&canonical(&changed).unwrap(), signature));
    }
}
