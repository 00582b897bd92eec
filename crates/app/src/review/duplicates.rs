//! Cases that share something: the same document number, the same name and birth date, the same picture.
//! Shown beside a case to whoever has it in hand; no rule reads them, and no machine decides by them.
//!
//! Kept in the blind index, as keyed hashes that are deleted on erasure: nothing can be read out of it
//! without the key, and only equality shows.

use super::views::DuplicateView;
use crate::{App, error::Error, work::Work};
use proofdesk_domain::{
    ApplicantId, EvidenceId, VerificationId,
    details::Details,
    document::FieldName,
    evidence::{EvidenceState, Slot},
    icao::{countries::state_of, names::fold},
    inspection::Inspection,
    verification::Verification,
};
use proofdesk_store::{accounts, applicants, desk, evidence, terms, terms::Indexed, verifications};
use proofdesk_vision::sameness;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Things in the blind index.
const NUMBER: &str = "case.number";
const DETAILS: &str = "case.details";
const PICTURE: &str = "picture.rows";
/// A term that more cases than this share says nothing.
const COMMON: i64 = 50;
/// Most cases that are shown.
const MOST: usize = 20;
/// Shorter numbers are not compared.
const SHORTEST: usize = 5;

impl App {
    /// Makes a case known by its document's number and by its person's name and birth date.
    pub(crate) async fn index_case(
        &self,
        work: &mut Work,
        case: &Verification,
        typed: &Details,
        pages: &BTreeMap<Slot, Inspection>,
    ) -> Result<(), Error> {
        // One document is one, whichever part of its state was chosen.
        let country = case.document.as_ref().map_or("", |document| state_of(&document.issuing_country));
        let mut numbers = vec![bare(&typed.document_number)];
        for page in pages.values() {
            for field in [FieldName::DocumentNumber, FieldName::PersonalNumber] {
                let readings = page.readings.get(&field).map(Vec::as_slice).unwrap_or_default();
                numbers.extend(readings.iter().filter(|r| r.confidence >= 0.8).map(|r| bare(&r.value)));
            }
        }
        numbers.retain(|number| number.len() >= SHORTEST);
        numbers.sort_unstable();
        numbers.dedup();
        let hashed: Vec<[u8; 32]> = numbers
            .iter()
            .map(|number| self.vault().keyed_hash(NUMBER, format!("{country} {number}").as_bytes()))
            .collect();
        let thing =
            |kind| Indexed { mode: case.mode, applicant: case.applicant, kind, id: case.id.as_uuid() };
        terms::put(&mut work.tx, thing(NUMBER), &hashed).await?;
        let name = format!("{} {}", typed.surname, typed.given_names);
        let name = fold(&name).unwrap_or_else(|| name.to_uppercase());
        let person = format!("{} {}", bare(&name), typed.birth_date);
        let hashed = self.vault().keyed_hash(DETAILS, person.as_bytes());
        Ok(terms::put(&mut work.tx, thing(DETAILS), &[hashed]).await?)
    }

    /// The terms of a picture's fingerprint.
    pub(crate) fn picture_terms(&self, print: Option<[u16; sameness::ROWS]>) -> Vec<[u8; 32]> {
        let rows = print.unwrap_or_default();
        let said = rows.iter().enumerate().filter(|(_, bits)| **bits != 0);
        said.map(|(row, bits)| self.vault().keyed_hash(PICTURE, format!("{row} {bits}").as_bytes())).collect()
    }

    /// Makes a picture known by its fingerprint.
    pub(crate) async fn index_picture(
        &self,
        work: &mut Work,
        case: &Verification,
        id: EvidenceId,
        terms: &[[u8; 32]],
    ) -> Result<(), Error> {
        let thing = Indexed { mode: case.mode, applicant: case.applicant, kind: PICTURE, id: id.as_uuid() };
        Ok(terms::put(&mut work.tx, thing, terms).await?)
    }

    /// Other people's cases in the same world that share something with this one, newest first. Whose
    /// they are stands masked.
    pub(super) async fn duplicates(&self, case: &Verification) -> Result<Vec<DuplicateView>, Error> {
        let mut shared: BTreeMap<VerificationId, Vec<&'static str>> = BTreeMap::new();
        let mut tx = self.store().read().await?;
        for (kind, word) in [(NUMBER, "number"), (DETAILS, "details")] {
            for term in terms::list_of(&mut tx, kind, case.id.as_uuid()).await? {
                for (applicant, id) in terms::list(&mut tx, case.mode, kind, &term, COMMON).await? {
                    if applicant != case.applicant {
                        add(&mut shared, VerificationId::from_uuid(id), word);
                    }
                }
            }
        }
        for picture in evidence::list(&mut tx, case.applicant, case.id).await? {
            if picture.state != EvidenceState::Current {
                continue;
            }
            let rows = terms::list_of(&mut tx, PICTURE, picture.id.as_uuid()).await?;
            let mut equal: BTreeMap<(ApplicantId, Uuid), usize> = BTreeMap::new();
            for term in &rows {
                for found in terms::list(&mut tx, case.mode, PICTURE, term, COMMON).await? {
                    *equal.entry(found).or_default() += 1;
                }
            }
            for ((applicant, id), equal) in equal {
                if applicant == case.applicant || !sameness::is_same(equal, rows.len()) {
                    continue;
                }
                if let Some(other) = desk::find_evidence(&mut tx, EvidenceId::from_uuid(id)).await? {
                    add(&mut shared, other.verification_id, "picture");
                }
            }
        }
        let ids: Vec<VerificationId> = shared.keys().copied().collect();
        let mut cases = verifications::list_of_ids(&mut tx, &ids).await?;
        cases.retain(|other| other.mode == case.mode);
        cases.sort_by_key(|other| std::cmp::Reverse((other.created_at, other.id)));
        cases.truncate(MOST);
        let people: Vec<ApplicantId> = cases.iter().map(|other| other.applicant).collect();
        let accounts = accounts::list_of(&mut tx, &people).await?;
        let people = applicants::list_of(&mut tx, &people).await?;
        drop(tx);
        let mut views = Vec::with_capacity(cases.len());
        for other in cases {
            let account = accounts.iter().find(|a| a.applicant_id == other.applicant).cloned();
            let person = people.iter().find(|p| p.id == other.applicant);
            let external_ref = person.and_then(|p| p.external_ref.clone());
            views.push(DuplicateView {
                id: other.id,
                applicant_masked: self.mask(other.mode, other.applicant, account, external_ref).await?,
                reference: other.reference,
                level: other.level,
                state: other.state,
                same: shared.get(&other.id).cloned().unwrap_or_default(),
            });
        }
        Ok(views)
    }
}

fn add(shared: &mut BTreeMap<VerificationId, Vec<&'static str>>, id: VerificationId, word: &'static str) {
    let words = shared.entry(id).or_default();
    if !words.contains(&word) {
        words.push(word);
    }
}

/// Letters and digits alone, in capitals.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
