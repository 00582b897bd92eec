//! Judging: measurements and readings in, findings out, under a policy. Pure.
//!
//! [`judge_picture`] looks at one picture by itself (the phone's advice, `proofdesk inspect`);
//! [`judge`] looks at the whole submission: every picture, and the pictures against one another and
//! against what was typed. A suspected misreading is first a misreading: what was read with less
//! confidence than the policy asks is never held against anybody.

mod compare;
mod consistency;
mod picture;

pub use compare::{numbers_agree, whole_names_agree};
pub use consistency::judge_data;
pub use picture::judge_picture;

use crate::{
    details::Details,
    document::{DocumentKind, FieldName, Source},
    evidence::Slot,
    finding::Finding,
    icao::countries,
    inspection::{Inspection, Reading},
    policy::Policy,
    reason::codes,
    verification::{DocumentChoice, Mode},
};
use std::collections::BTreeMap;
use time::Date;

/// Everything that was sent, as far as it bears on the verdict.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// Which world: specimens pass in test mode only.
    pub mode: Mode,
    /// The day on which documents must be in force.
    pub today: Date,
    /// What the applicant chose.
    pub document: &'a DocumentChoice,
    /// What they typed.
    pub details: &'a Details,
    /// What was measured and read, by place.
    pub pages: &'a BTreeMap<Slot, Inspection>,
    /// The two pictures are one and the same file.
    pub same_file_twice: bool,
}

/// Every finding on a submission, pictures first, then documents, then typed data.
pub fn judge(policy: &Policy, submission: &Submission<'_>) -> Vec<Finding> {
    let policy = &*policy.for_document(submission.document);
    let mut findings = Vec::new();
    for side in submission.document.kind.sides() {
        let slot = Slot::from(*side);
        match submission.pages.get(&slot) {
            None => findings.push(missing(slot)),
            Some(page) => findings.extend(picture::judge_page(policy, submission, slot, page)),
        }
    }
    findings.extend(judge_document(policy, submission));
    findings.extend(compare::judge_details(policy, submission));
    policy.route(&mut findings, submission.document);
    policy.hold_back(&mut findings, submission.document);
    findings
}

/// The zone and every field of it that the verdict needs were read with confidence, so that the
/// checks alone may approve.
pub fn read_by_machine(policy: &Policy, submission: &Submission<'_>) -> bool {
    let policy = &*policy.for_document(submission.document);
    let sure = policy.thresholds.reading_confidence;
    submission
        .pages
        .values()
        .any(|page| page.zone.as_ref().is_some_and(|zone| zone.verified() && zone.confidence >= sure))
        && [FieldName::Surname, FieldName::DocumentNumber, FieldName::BirthDate, FieldName::ExpiryDate]
            .into_iter()
            .all(|field| best_reading(submission, field).is_some_and(|r| r.reading.confidence >= sure))
}

fn missing(slot: Slot) -> Finding {
    let code = if slot == Slot::Back { codes::DOC_BACK_MISSING } else { codes::DOC_FRONT_MISSING };
    Finding::blocking(code).on_page(slot)
}

/// A reading and the page it stands on.
#[derive(Clone, Copy)]
struct Found<'a> {
    slot: Slot,
    reading: &'a Reading,
}

/// The reading of a field to go by: the zone's before print before a barcode's, the surest of each.
fn best_reading<'a>(submission: &Submission<'a>, field: FieldName) -> Option<Found<'a>> {
    let rank = |source| match source {
        Source::Mrz => 2,
        Source::Printed => 1,
        Source::Barcode => 0,
    };
    readings(submission, field).max_by(|a, b| {
        (rank(a.reading.source), a.reading.confidence)
            .partial_cmp(&(rank(b.reading.source), b.reading.confidence))
            .unwrap_or(std::cmp::Ordering::Equal)
    })
}

fn readings<'a>(submission: &Submission<'a>, field: FieldName) -> impl Iterator<Item = Found<'a>> {
    submission.pages.iter().flat_map(move |(slot, page)| {
        page.readings.get(&field).into_iter().flatten().map(move |reading| Found { slot: *slot, reading })
    })
}

/// The pages against one another, and the document against the policy.
fn judge_document(policy: &Policy, submission: &Submission<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sure = policy.thresholds.reading_confidence;
    let choice = submission.document;
    if !policy.documents.kinds.contains(&choice.kind) {
        findings.push(Finding::blocking(codes::DOC_TYPE_UNSUPPORTED).showing(choice.kind.as_str()));
    }
    if policy.documents.countries_not_accepted.contains(&choice.issuing_country) {
        findings.push(Finding::blocking(codes::DOC_COUNTRY_UNSUPPORTED).showing(&*choice.issuing_country));
    }
    if submission.same_file_twice {
        findings.push(Finding::blocking(codes::DOC_SAME_SIDE_TWICE).on_page(Slot::Back));
    }
    findings.extend(not_as_selected(policy, submission, sure));
    findings.extend(dates(policy, submission, sure));
    let pages = consistency::Pages::new(
        submission.pages.iter().map(|(slot, page)| (*slot, page)),
        policy,
        submission.today,
    );
    for finding in pages.judge(Some(&submission.document.issuing_country)) {
        let known = finding.code == codes::DOC_SAME_SIDE_TWICE
            && (submission.same_file_twice || findings.iter().any(|f| f.code == finding.code));
        if !known {
            findings.push(finding);
        }
    }
    findings
}

/// The document shows another kind or issuer than was chosen. Another part of the same state is none, unless something in the
/// policy depends on which.
fn not_as_selected(policy: &Policy, submission: &Submission<'_>, sure: f32) -> Option<Finding> {
    let choice = submission.document;
    let (slot, page, zone) = submission
        .pages
        .iter()
        .find_map(|(slot, page)| page.zone.as_ref().map(|zone| (*slot, page, zone)))?;
    if !zone.verified() || zone.confidence < sure {
        return None;
    }
    let issuer = page.readings.get(&FieldName::IssuingCountry)?.iter().find(|r| r.source == Source::Mrz)?;
    let one = countries::same_state(&issuer.value, &choice.issuing_country)
        && !policy.tells_apart(&issuer.value, &choice.issuing_country);
    if issuer.value != choice.issuing_country && !one {
        return Some(
            Finding::blocking(codes::DOC_NOT_AS_SELECTED)
                .on_page(slot)
                .on_field(FieldName::IssuingCountry)
                .at(issuer.quad)
                .compared(&choice.issuing_country, &issuer.value, issuer.confidence),
        );
    }
    let kind = page.document.as_ref()?.kind;
    let told_apart = [DocumentKind::Passport, DocumentKind::IdCard];
    (kind != choice.kind && told_apart.contains(&kind) && told_apart.contains(&choice.kind)).then(|| {
        Finding::blocking(codes::DOC_NOT_AS_SELECTED).on_page(slot).at(Some(zone.quad)).compared(
            choice.kind.as_str(),
            kind.as_str(),
            zone.confidence,
        )
    })
}

/// Expiry, remaining life, possible dates, age.
fn dates(policy: &Policy, submission: &Submission<'_>, sure: f32) -> Vec<Finding> {
    let mut findings = Vec::new();
    let date_of = |field| {
        let found = best_reading(submission, field).filter(|f| f.reading.confidence >= sure)?;
        Some((found, crate::clock::parse_iso_date(&found.reading.value)?))
    };
    let (expiry, birth) = (date_of(FieldName::ExpiryDate), date_of(FieldName::BirthDate));
    let pages = submission.pages.iter().map(|(slot, page)| (*slot, page));
    findings.extend(consistency::Pages::new(pages, policy, submission.today).impossible_dates());
    if let Some((found, expiry_date)) = expiry {
        findings.extend(
            judge_expiry_date(policy, found.reading, expiry_date, submission.today)
                .map(|f| f.on_page(found.slot)),
        );
    }
    if let Some((found, birth_date)) = birth {
        let age = crate::clock::age_on(birth_date, submission.today);
        if age < policy.minimum_age {
            findings.push(
                Finding::blocking(codes::DATA_UNDERAGE)
                    .on_page(found.slot)
                    .on_field(FieldName::BirthDate)
                    .at(found.reading.quad)
                    .showing(&*found.reading.value)
                    .measured(age as f32, policy.minimum_age as f32, crate::finding::Unit::Years),
            );
        }
    }
    findings
}

/// Expiry of the document on one picture: it has run out for everybody, whatever the case.
pub fn judge_expiry(policy: &Policy, page: &Inspection, today: Date) -> Option<Finding> {
    let sure = policy.thresholds.reading_confidence;
    let reading = page
        .readings
        .get(&FieldName::ExpiryDate)?
        .iter()
        .filter(|reading| reading.confidence >= sure)
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence))?;
    judge_expiry_date(policy, reading, crate::clock::parse_iso_date(&reading.value)?, today)
}

fn judge_expiry_date(policy: &Policy, reading: &Reading, expiry: Date, today: Date) -> Option<Finding> {
    let days = (expiry - today).whole_days();
    let finding = if days < 0 {
        Finding::blocking(codes::DOC_EXPIRED)
    } else if days < policy.documents.remaining_days {
        Finding::advisory(codes::DOC_EXPIRES_SOON).measured(
            days as f32,
            policy.documents.remaining_days as f32,
            crate::finding::Unit::Days,
        )
    } else {
        return None;
    };
    let mut finding = finding.on_field(FieldName::ExpiryDate).at(reading.quad).showing(&*reading.value);
    finding.confidence = Some(reading.confidence);
    Some(finding)
}

#[cfg(test)]
mod tests;
