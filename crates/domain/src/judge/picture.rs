//! One picture by itself: is it a file we can open, is a document on it, can it be read?

use super::Submission;
use crate::{
    document::{DocumentKind, FieldName, Side, Source},
    evidence::Slot,
    finding::{Finding, Unit},
    inspection::{BarcodeContent, FileProblem, Inspection, Quality, Reading, Zone, ZoneFormat},
    picture::Quad,
    policy::{Policy, Thresholds},
    reason::codes,
    verification::Mode,
};

/// Findings on one picture without knowing what it ought to be: for the phone's advice and for
/// `proofdesk inspect`.
pub fn judge_picture(policy: &Policy, mode: Mode, page: &Inspection) -> Vec<Finding> {
    let t = &policy.thresholds;
    if let Some(finding) = judge_file(t, page) {
        return vec![finding];
    }
    let mut findings = Vec::new();
    if (page.document.is_none() || between_borders(page)) && page.zone.is_none() {
        findings.push(Finding::blocking(codes::IMAGE_NO_DOCUMENT));
        return findings;
    }
    if page.documents_seen > 1 {
        findings.push(Finding::blocking(codes::IMAGE_MANY_DOCUMENTS).measured(
            f32::from(page.documents_seen),
            1.0,
            Unit::Count,
        ));
    }
    if let Some(document) = &page.document {
        for (_, place) in &document.cut_edges {
            findings.push(Finding::blocking(codes::IMAGE_CUT_OFF).at(Some(*place)));
        }
    }
    if let Some(quality) = &page.quality {
        findings.extend(judge_quality(t, page, quality));
    }
    if let Some(zone) = &page.zone
        && !zone.verified()
    {
        findings.push(zone_does_not_add_up(zone));
    }
    findings.extend(unread_barcode(page));
    if page.specimen && mode == Mode::Live {
        findings.push(Finding::blocking(codes::DOC_SPECIMEN).at(page.document.as_ref().map(|d| d.corners)));
    }
    findings
}

/// What was taken for a document runs out of the picture and carries no print at all: the planks of a desk.
fn between_borders(page: &Inspection) -> bool {
    const NOTHING_PRINTED: f32 = 0.02;
    page.readings.is_empty()
        && page.document.as_ref().is_some_and(|document| !document.cut_edges.is_empty())
        && page.quality.as_ref().is_some_and(|quality| quality.sharpness.value < NOTHING_PRINTED)
}

/// Findings on the picture in a known place of a known document.
pub(super) fn judge_page(
    policy: &Policy,
    submission: &Submission<'_>,
    slot: Slot,
    page: &Inspection,
) -> Vec<Finding> {
    let mut findings = judge_picture(policy, submission.mode, page);
    let picture_is_fine = findings.iter().all(|f| f.severity == crate::finding::Severity::Advisory);
    let kind = submission.document.kind;
    if picture_is_fine && page.zone.is_none() && kind == DocumentKind::Passport {
        // Said only of a good picture: on a bad one, the missing lines are a consequence.
        findings
            .push(Finding::blocking(codes::READ_MRZ_MISSING).at(page.document.as_ref().map(|d| d.corners)));
    }
    if let (Some(zone), Some(Side::Front), DocumentKind::IdCard) = (&page.zone, slot.side(), kind)
        && zone.format == ZoneFormat::Td1
        && zone.verified()
        && page.document.as_ref().is_none_or(|document| document.side != Some(Side::Front))
    {
        // A TD1 card carries its zone on the back (ICAO 9303-5 §3).
        let twice = submission
            .pages
            .get(&Slot::Back)
            .is_some_and(|back| back.zone.as_ref().is_some_and(|other| other.lines == zone.lines));
        let code = if twice { codes::DOC_SAME_SIDE_TWICE } else { codes::DOC_WRONG_PAGE };
        if !(twice && submission.same_file_twice) {
            findings.push(Finding::blocking(code).at(Some(zone.quad)));
        }
    }
    findings.into_iter().map(|finding| finding.on_page(slot)).collect()
}

fn judge_file(t: &Thresholds, page: &Inspection) -> Option<Finding> {
    let file = &page.file;
    let short_side = file.width.min(file.height);
    if let Some(problem) = file.problem {
        let finding = match problem {
            FileProblem::Format => Finding::blocking(codes::FILE_FORMAT),
            FileProblem::TooLarge => Finding::blocking(codes::FILE_TOO_LARGE),
            FileProblem::TooSmall => Finding::blocking(codes::FILE_TOO_SMALL),
            FileProblem::Corrupt => Finding::blocking(codes::FILE_CORRUPT),
            FileProblem::Encrypted => Finding::blocking(codes::FILE_ENCRYPTED),
        };
        return Some(match problem {
            FileProblem::TooLarge if file.bytes > t.bytes_max => {
                finding.measured(file.bytes as f32, t.bytes_max as f32, Unit::Bytes)
            }
            FileProblem::TooSmall if short_side > 0 => {
                finding.measured(short_side as f32, t.short_side_px as f32, Unit::Pixels)
            }
            _ => finding,
        });
    }
    if file.bytes > t.bytes_max {
        return Some(Finding::blocking(codes::FILE_TOO_LARGE).measured(
            file.bytes as f32,
            t.bytes_max as f32,
            Unit::Bytes,
        ));
    }
    (short_side < t.short_side_px).then(|| {
        Finding::blocking(codes::FILE_TOO_SMALL).measured(
            short_side as f32,
            t.short_side_px as f32,
            Unit::Pixels,
        )
    })
}

/// Mean brightness above which colours are no longer told.
const BLEACHED: f32 = 0.95;

/// Quality against thresholds. Blur, darkness, wash-out and low resolution only matter for what
/// they prevent: where the zone, or all details of a side without one, were read beyond doubt all the same, they are
/// advice.
fn judge_quality(t: &Thresholds, page: &Inspection, quality: &Quality) -> Vec<Finding> {
    let corners = page.document.as_ref().map(|d| d.corners);
    let read_all_the_same =
        page.zone.as_ref().is_some_and(|zone| zone.verified() && zone.confidence >= t.reading_confidence)
            || details_read(page);
    let legible = read_all_the_same || mostly_legible(page);
    let by_legibility = |code| if legible { Finding::advisory(code) } else { Finding::blocking(code) };
    let mut findings = Vec::new();
    if quality.dark.value > t.dark {
        findings.push(by_legibility(codes::IMAGE_TOO_DARK).at(quality.dark.region.or(corners)).measured(
            quality.dark.value,
            t.dark,
            Unit::Share,
        ));
    } else if quality.exposure < t.exposure_min {
        findings.push(by_legibility(codes::IMAGE_TOO_DARK).at(corners).measured(
            quality.exposure,
            t.exposure_min,
            Unit::Share,
        ));
    }
    if quality.overexposed.value > t.overexposed {
        findings.push(
            by_legibility(codes::IMAGE_OVEREXPOSED).at(quality.overexposed.region.or(corners)).measured(
                quality.overexposed.value,
                t.overexposed,
                Unit::Share,
            ),
        );
    } else if quality.exposure > t.exposure_max {
        findings.push(by_legibility(codes::IMAGE_OVEREXPOSED).at(corners).measured(
            quality.exposure,
            t.exposure_max,
            Unit::Share,
        ));
    }
    if quality.glare.value > t.glare_advisory {
        let field = quality.glare.region.and_then(|place| field_under(page, &place));
        // Pale paper beside dark print may look like a small one. Its place is that of the largest where there are several.
        let of_page =
            quality.glare.region.zip(corners).map(|(place, page)| place.area() / page.area().max(1.0));
        let only_one = of_page.is_some_and(|bounds| bounds > 1.15 * quality.glare.value);
        let all_read = read_all_the_same || nothing_left_unread(t, page);
        let hides_nothing = field.is_none() && all_read && only_one;
        let most = if hides_nothing { t.glare.max(t.glare_elsewhere) } else { t.glare };
        let glare = if quality.glare.value > most {
            Finding::blocking(codes::IMAGE_GLARE)
        } else {
            Finding::advisory(codes::IMAGE_GLARE)
        };
        let glare = glare.at(quality.glare.region).measured(quality.glare.value, most, Unit::Share);
        findings.push(Finding { field, ..glare });
    }
    let too_small = quality.dpi > 0.0 && quality.dpi < t.dpi;
    if too_small {
        findings.push(by_legibility(codes::IMAGE_LOW_RESOLUTION).at(corners).measured(
            quality.dpi,
            t.dpi,
            Unit::Dpi,
        ));
    }
    // Edges along a shake stay sharp and hide it; then what could be read tells. Shaken specimens that nobody can read
    // measure up to twice the threshold, what is in focus more than three times as much. What is far away cannot be read
    // for want of pixels.
    let hidden = quality.sharpness.value >= t.sharpness && !too_small && nothing_legible(t, page);
    let sharpness = if hidden { t.sharpness_where_unread() } else { t.sharpness };
    if quality.sharpness.value < sharpness {
        findings.push(by_legibility(codes::IMAGE_BLURRED).at(quality.sharpness.region.or(corners)).measured(
            quality.sharpness.value,
            sharpness,
            Unit::Share,
        ));
    }
    // Light that bleaches the paper bleaches its colours too.
    if quality.colour < t.colour && quality.exposure <= BLEACHED {
        findings.push(Finding::blocking(codes::IMAGE_GRAYSCALE).at(corners).measured(
            quality.colour,
            t.colour,
            Unit::Share,
        ));
    }
    if quality.tilt_degrees > t.tilt_degrees {
        findings.push(by_legibility(codes::IMAGE_PERSPECTIVE).at(corners).measured(
            quality.tilt_degrees,
            t.tilt_degrees,
            Unit::Degrees,
        ));
    }
    if quality.moire.value > t.moire {
        findings.push(
            Finding::blocking(codes::CAPTURE_SCREEN_PHOTO).at(quality.moire.region.or(corners)).measured(
                quality.moire.value,
                t.moire,
                Unit::Share,
            ),
        );
    }
    findings
}

/// Whether nearly every line of a side could be read, whatever its measures: no detail of it has to be known. A passport's page is
/// read by its zone. Specimens that people can read have four fifths of their lines and more, shaken ones that nobody can half.
fn mostly_legible(page: &Inspection) -> bool {
    const FEWEST: u16 = 5;
    const MOST_OF_THEM: f32 = 0.8;
    let booklet = page
        .document
        .as_ref()
        .is_none_or(|document| matches!(document.kind, DocumentKind::Passport | DocumentKind::Visa));
    !booklet
        && page.print.is_some_and(|print| {
            print.lines >= FEWEST && f32::from(print.legible) >= MOST_OF_THEM * f32::from(print.lines)
        })
}

/// Whether who it is, when they were born and a number were read in print among others, and no label that was read was left
/// without a value. What hides a label and its value leaves no trace: so this only bears on small reflections.
fn nothing_left_unread(t: &Thresholds, page: &Inspection) -> bool {
    use FieldName::{BirthDate, DocumentNumber, FullName, PersonalNumber, Surname};
    let read = |fields: &[FieldName]| {
        let all = fields.iter().filter_map(|field| page.readings.get(field)).flatten();
        all.filter(|reading| reading.source == Source::Printed).any(|r| r.confidence >= t.reading_confidence)
    };
    page.unread.is_empty()
        && page.readings.len() >= 5
        && mostly_legible(page)
        && [&[Surname, FullName][..], &[BirthDate], &[DocumentNumber, PersonalNumber]].into_iter().all(read)
}

/// Whether somebody looked for print and could read none that says anything, and not much of the rest. On specimens that
/// people can read, four fifths of the lines and more are legible; on shaken ones that nobody can, half at most.
fn nothing_legible(t: &Thresholds, page: &Inspection) -> bool {
    page.zone.is_none()
        && page.readings.is_empty()
        && page
            .print
            .is_some_and(|print| f32::from(print.legible) <= t.legible_share * f32::from(print.lines))
}

/// Whether every detail that tells who somebody is was surely read from print: on a front the name, the birth and a number
/// (the address too, where it stands beside them), on the back of a card who issued it and for how long.
fn details_read(page: &Inspection) -> bool {
    const SURELY: f32 = 0.95;
    let read = |field: FieldName| {
        let printed = |reading: &&Reading| reading.source == Source::Printed;
        let best = page.readings.get(&field)?.iter().filter(printed).map(|reading| reading.confidence);
        best.max_by(f32::total_cmp)
    };
    let surely = |field: FieldName| read(field).is_some_and(|confidence| confidence >= SURELY);
    let name = surely(FieldName::FullName) && surely(FieldName::Address)
        || surely(FieldName::Surname) && surely(FieldName::GivenNames);
    let number = surely(FieldName::PersonalNumber) || surely(FieldName::DocumentNumber);
    let front = name && number && surely(FieldName::BirthDate);
    let back = surely(FieldName::Authority) && surely(FieldName::IssueDate) && surely(FieldName::ExpiryDate);
    page.document.as_ref().is_some_and(|document| match (document.kind, document.side) {
        // A page that has a zone is read by it.
        (DocumentKind::Passport | DocumentKind::Visa, _) | (_, None) => false,
        (_, Some(Side::Front)) => front,
        (_, Some(Side::Back)) => back,
    })
}

/// The field under a reflection at `place`: one that was left unread there; or else the only one that such a page has and
/// that nobody could read; or else the one that it covers most of. None where that would be a guess.
fn field_under(page: &Inspection, place: &Quad) -> Option<FieldName> {
    /// So much of what is unread, and of what was read all the same, has to lie there.
    const SOME: f32 = 0.2;
    const MOST: f32 = 0.5;
    let (l, t, r, b) = place.bounds();
    let covered = |quad: &Quad| {
        let (ql, qt, qr, qb) = quad.bounds();
        let shared = (r.min(qr) - l.max(ql)).max(0.0) * (b.min(qb) - t.max(qt)).max(0.0);
        shared / ((qr - ql) * (qb - qt)).max(1.0)
    };
    let most = |of: &mut dyn Iterator<Item = (FieldName, f32)>| {
        of.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(field, _)| field)
    };
    let unread = page.unread.iter().map(|(field, quad)| (*field, covered(quad)));
    let read = page.readings.iter().flat_map(|(field, readings)| {
        readings.iter().filter_map(|reading| Some((*field, covered(&reading.quad?))))
    });
    most(&mut unread.filter(|(_, share)| *share >= SOME))
        .or_else(|| only_one_missing(page))
        .or_else(|| most(&mut read.filter(|(_, share)| *share >= MOST)))
}

/// The only detail that was not read in print and whose place nobody knows, of those that such a page has: beside a zone
/// what the zone says, on a card's front without one who it is.
fn only_one_missing(page: &Inspection) -> Option<FieldName> {
    use FieldName::{BirthDate, DocumentNumber, ExpiryDate, FullName, GivenNames, Surname};
    let printed = |field: FieldName| {
        let readings = page.readings.get(&field).into_iter().flatten();
        readings.filter(|reading| reading.source == Source::Printed).count() > 0
    };
    let only = |fields: &[FieldName]| {
        let accounted = |field: FieldName| printed(field) || page.unread.contains_key(&field);
        let mut missing = fields.iter().copied().filter(|field| !accounted(*field));
        missing.next().filter(|_| missing.next().is_none())
    };
    if page.zone.is_some() {
        // Some people have one name, and some of one letter.
        let says = |field: &FieldName| {
            page.readings
                .get(field)
                .is_some_and(|readings| readings.iter().any(|r| r.value.chars().count() > 1))
        };
        let fields = [Surname, GivenNames, BirthDate, DocumentNumber, ExpiryDate];
        return only(&fields.into_iter().filter(says).collect::<Vec<_>>());
    }
    let front_of_a_card = page
        .document
        .as_ref()
        .is_some_and(|document| document.kind == DocumentKind::IdCard && document.side == Some(Side::Front));
    match (printed(FullName), printed(BirthDate)) {
        _ if !front_of_a_card => None,
        (true, _) => only(&[FullName, BirthDate]),
        (false, true) if !printed(Surname) && !printed(GivenNames) => {
            // Both names stand close together; where a page has them in one is known by its letters.
            let chinese =
                |reading: &Reading| reading.value.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let in_one = page.readings.values().flatten().any(chinese);
            only(if in_one { &[FullName] } else { &[Surname] }).filter(|_| page.readings.len() >= 3)
        }
        (false, _) => only(&[Surname, GivenNames, BirthDate]),
    }
}

/// A code whose start and end were seen and that does not add up. It stands in the way only where the document has
/// nothing else to be read by: the back of a licence.
fn unread_barcode(page: &Inspection) -> Option<Finding> {
    if page.barcodes.iter().any(|code| code.content != BarcodeContent::Unreadable) {
        return None;
    }
    let code = page.barcodes.first()?;
    let licence =
        page.document.as_ref().is_some_and(|document| document.kind == DocumentKind::DrivingLicence);
    let finding = if licence && page.zone.is_none() && page.readings.is_empty() {
        Finding::blocking(codes::READ_BARCODE)
    } else {
        Finding::advisory(codes::READ_BARCODE)
    };
    Some(finding.at(Some(code.quad)))
}

fn zone_does_not_add_up(zone: &Zone) -> Finding {
    let mut finding = Finding::blocking(codes::READ_MRZ_CHECK_DIGIT).at(Some(zone.quad));
    finding.confidence = Some(zone.confidence);
    finding
}
