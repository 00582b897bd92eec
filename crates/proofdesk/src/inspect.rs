//! `proofdesk inspect`: reads pictures as identity documents, offline, one JSON object a line.

use proofdesk_domain::{
    decide,
    document::{DocumentKind, FieldName, Side},
    finding::{Finding, Unit},
    inspection::{Inspection, Reading, ZoneFormat},
    judge::{judge_data, judge_picture},
    picture::Quad,
    policy::Policy,
    verification::Mode,
};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};
use time::Date;

/// One line of the answer (`contracts.md`).
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    file: String,
    document: Option<DocumentLine>,
    quality: Option<QualityLine>,
    mrz: Option<ZoneLine<'a>>,
    fields: BTreeMap<FieldName, FieldLine<'a>>,
    findings: Vec<FindingLine>,
    elapsed_ms: u64,
}

#[derive(Debug, Serialize)]
struct DocumentLine {
    kind: DocumentKind,
    side: Option<Side>,
    corners: Quad,
}

#[derive(Debug, Serialize)]
struct QualityLine {
    sharpness: f32,
    glare: f32,
    exposure: f32,
    dpi: f32,
}

#[derive(Debug, Serialize)]
struct ZoneLine<'a> {
    format: ZoneFormat,
    lines: &'a [String],
    check_digits_ok: bool,
    confidence: f32,
    repaired: &'a [(u8, u8)],
    corrected: &'a [(u8, u8)],
}

#[derive(Debug, Serialize)]
struct FieldLine<'a> {
    value: &'a str,
    confidence: f32,
    readings: &'a [Reading],
}

#[derive(Debug, Serialize)]
struct FindingLine {
    code: &'static str,
    severity: proofdesk_domain::finding::Severity,
    field: Option<FieldName>,
    measured: Option<f32>,
    threshold: Option<f32>,
    unit: Option<Unit>,
    quad: Option<Quad>,
}

impl<'a> Line<'a> {
    /// Puts together what was read with what the policy makes of it.
    pub fn new(
        file: &Path,
        inspection: &'a Inspection,
        policy: &Policy,
        mode: Mode,
        today: Date,
        elapsed_ms: u64,
    ) -> Self {
        let findings = findings(inspection, policy, mode, today);
        Self {
            file: file.display().to_string(),
            document: inspection.document.as_ref().map(|found| DocumentLine {
                kind: found.kind,
                side: found.side,
                corners: found.corners,
            }),
            quality: inspection.quality.as_ref().map(|quality| QualityLine {
                sharpness: round(quality.sharpness.value),
                glare: round(quality.glare.value),
                exposure: round(quality.exposure),
                dpi: round(quality.dpi),
            }),
            mrz: inspection.zone.as_ref().map(|zone| ZoneLine {
                format: zone.format,
                lines: &zone.lines,
                check_digits_ok: zone.check_digits_ok(),
                confidence: round(zone.confidence),
                repaired: &zone.repaired,
                corrected: &zone.corrected,
            }),
            fields: inspection
                .readings
                .iter()
                .filter_map(|(field, readings)| Some((*field, field_line(readings)?)))
                .collect(),
            findings: findings.into_iter().map(finding_line).collect(),
            elapsed_ms,
        }
    }
}

/// What the policy makes of one picture, in the order in which things are best mended.
pub fn findings(inspection: &Inspection, policy: &Policy, mode: Mode, today: Date) -> Vec<Finding> {
    let mut findings = judge_picture(policy, mode, inspection);
    findings.extend(judge_data(policy, inspection, today));
    decide::in_order(&mut findings);
    findings
}

/// The reading to go by: the surest, print before zone where equally sure, since print has the
/// document's own letters.
fn field_line(readings: &[Reading]) -> Option<FieldLine<'_>> {
    let best = readings.iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence))?;
    Some(FieldLine { value: &best.value, confidence: round(best.confidence), readings })
}

fn finding_line(finding: Finding) -> FindingLine {
    FindingLine {
        code: finding.code.as_str(),
        severity: finding.severity,
        field: finding.field,
        measured: finding.measured.map(|quantity| round(quantity.value)),
        threshold: finding.threshold.map(|quantity| round(quantity.value)),
        unit: finding.measured.map(|quantity| quantity.unit),
        quad: finding.region,
    }
}

fn round(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}
