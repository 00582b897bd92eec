//! What was typed against what was read.

use super::{Found, Submission, best_reading, readings};
use crate::{
    document::{DocumentKind, FieldName, Source},
    finding::Finding,
    icao::{
        check, countries,
        names::{self, Agreement, Differing, Truncation, names_agree},
    },
    numbers::{self, Verdict},
    policy::Policy,
    reason::{ReasonCode, codes},
    traditional::simplified,
};

/// Whether two writings of a value are the same value.
type Agree = fn(&str, &str) -> bool;

/// Every typed detail against the surest reading of it.
pub(super) fn judge_details(policy: &Policy, submission: &Submission<'_>) -> Vec<Finding> {
    let sure = policy.thresholds.reading_confidence;
    let typed = submission.details;
    let birth_date = typed.birth_date.to_string();
    let mut findings = Vec::new();
    findings.extend(judge_name(submission, sure));
    findings.extend(judge_native_name(submission, sure));
    let plain: [(FieldName, &str, ReasonCode, Agree); 3] = [
        (FieldName::BirthDate, &birth_date, codes::DATA_DOB_MISMATCH, |a, b| a == b),
        (FieldName::DocumentNumber, &typed.document_number, codes::DATA_NUMBER_MISMATCH, numbers_agree),
        (FieldName::Nationality, &typed.nationality, codes::DATA_NATIONALITY_MISMATCH, countries::same_state),
    ];
    for (field, typed, code, agree) in plain {
        let Some(found) = best_reading(submission, field) else { continue };
        let reading = found.reading;
        let its_number = || field == FieldName::DocumentNumber && is_its_number(submission, typed, sure);
        if agree(typed, &reading.value) || its_number() {
            continue;
        }
        // What the reader could not tell apart from the other order is no misreading of the typed date.
        if field == FieldName::BirthDate && reading.confidence < sure && exchanged(typed, &reading.value) {
            continue;
        }
        let misread = field == FieldName::DocumentNumber
            && misread_number(&submission.document.issuing_country, typed, &reading.value);
        if reading.confidence < sure || misread {
            findings.push(unreadable(submission, field, found, sure));
            continue;
        }
        findings.push(Finding::blocking(code).on_page(found.slot).on_field(field).at(reading.quad).compared(
            typed,
            &reading.value,
            reading.confidence,
        ));
    }
    findings
}

/// Whether what was typed as the document's number is one that it bears: that of its holder, which many know their card by;
/// with the check digit that follows it in the zone; or a licence's without the short group that counts reissues.
fn is_its_number(submission: &Submission<'_>, typed: &str, sure: f32) -> bool {
    /// Shorter ones are found in anything.
    const SHORTEST: usize = 5;
    const SHORTEST_OF_LICENCES: usize = 8;
    let long = |number: &str, least| number.chars().filter(|c| c.is_alphanumeric()).count() >= least;
    let surely = |field| readings(submission, field).filter(move |found| found.reading.confidence >= sure);
    let holders = surely(FieldName::PersonalNumber)
        .any(|found| long(&found.reading.value, SHORTEST) && numbers_agree(typed, &found.reading.value));
    holders
        || surely(FieldName::DocumentNumber).any(|found| {
            let value = &*found.reading.value;
            let checked = || {
                let characters = value.bytes().filter(u8::is_ascii_alphanumeric);
                format!("{value}{}", char::from(check::digit(characters.map(|c| c.to_ascii_uppercase()))))
            };
            let licence = submission.document.kind == DocumentKind::DrivingLicence;
            let without_issue = value
                .rsplit_once(' ')
                .filter(|(first, last)| licence && last.len() <= 2 && long(first, SHORTEST_OF_LICENCES));
            found.reading.source == Source::Mrz && numbers_agree(typed, &checked())
                || without_issue.is_some_and(|(first, _)| numbers_agree(typed, first))
        })
}

/// Whether two dates are one with day and month exchanged: 03/04/1978 may be either.
fn exchanged(one: &str, other: &str) -> bool {
    let parts = |date: &str| -> Option<[String; 3]> {
        date.split('-').map(str::to_owned).collect::<Vec<_>>().try_into().ok()
    };
    matches!((parts(one), parts(other)), (Some([a, b, c]), Some([x, y, z])) if a == x && b == z && c == y)
}

/// Surname and given names together: people and documents split them differently.
fn judge_name(submission: &Submission<'_>, sure: f32) -> Option<Finding> {
    let typed = submission.details;
    let Some(surname) = best_reading(submission, FieldName::Surname) else {
        return judge_name_in_one(submission, sure);
    };
    let given = best_reading(submission, FieldName::GivenNames);
    let read_given = given.map_or("", |g| &*g.reading.value);
    let truncation = if surname.reading.source == Source::Mrz && zone_name_is_full(submission) {
        Truncation::MaybeCut
    } else {
        Truncation::Whole
    };
    let agreement =
        names_agree(&typed.surname, &typed.given_names, &surname.reading.value, read_given, truncation);
    let differing = match agreement {
        Agreement::Differs(differing) => differing,
        Agreement::OtherScript => Differing::Both,
        _ => return None,
    };
    if agreement == Agreement::OtherScript && (printed_agrees(submission, sure) || in_other_letters(surname))
    {
        return None;
    }
    if surname.reading.source == Source::Mrz
        && same_without_marks(submission, &surname.reading.value, read_given, truncation)
    {
        return None;
    }
    let confidence = surname.reading.confidence.min(given.map_or(1.0, |g| g.reading.confidence));
    let misread = || {
        let marks_alone = names::differ_in_marked_letters(&typed.surname, &surname.reading.value)
            && names::differ_in_marked_letters(&typed.given_names, read_given);
        let (family, others) = (as_misread(&typed.surname), as_misread(&typed.given_names));
        let lost = |read: &str, typed: &str| {
            names::lacks_letters_of(read, typed)
                || names_agree(typed, "", read, "", Truncation::Whole).agrees()
        };
        let lost = lost(&surname.reading.value, &typed.surname) && lost(read_given, &typed.given_names);
        marks_alone
            || lost
            || names_agree(&family, &others, &surname.reading.value, read_given, Truncation::Whole).agrees()
    };
    if confidence < sure || surname.reading.source == Source::Printed && misread() {
        return Some(unreadable(submission, FieldName::Surname, surname, sure));
    }
    // The field shown is the one that differs, so that the person looks at the right place.
    let whole = |surname: &str, given: &str| format!("{surname} {given}").trim().to_owned();
    let (field, place, typed_part, read_part) = match (differing, given) {
        (Differing::GivenNames, Some(given)) => {
            (FieldName::GivenNames, given.reading.quad, typed.given_names.clone(), read_given.to_owned())
        }
        (Differing::Surname, _) => {
            (FieldName::Surname, surname.reading.quad, typed.surname.clone(), surname.reading.value.clone())
        }
        _ => (
            FieldName::Surname,
            surname.reading.quad,
            whole(&typed.surname, &typed.given_names),
            whole(&surname.reading.value, read_given),
        ),
    };
    Some(
        Finding::blocking(codes::DATA_NAME_MISMATCH)
            .on_page(surname.slot)
            .on_field(field)
            .at(place)
            .compared(&typed_part, &read_part, confidence),
    )
}

/// The name of a document that has it in one, without saying which part is which. One in letters that a zone has no way of
/// writing is compared with the native name.
fn judge_name_in_one(submission: &Submission<'_>, sure: f32) -> Option<Finding> {
    let typed = submission.details;
    let found = best_reading(submission, FieldName::FullName)?;
    if in_other_letters(found) {
        return None;
    }
    let whole = format!("{} {}", typed.surname, typed.given_names).trim().to_owned();
    let read = &*found.reading.value;
    if whole_names_agree(&whole, read) {
        return None;
    }
    // A part of a name, on either side, is no other name; nor is one that the reader cannot write.
    let (mine, theirs) = (without_particles(&whole), without_particles(read));
    let doubtful = names::is_part_of(&theirs, &mine)
        || names::is_part_of(&mine, &theirs)
        || names::differ_in_marked_letters(&mine, &theirs)
        || names::lacks_letters_of(&theirs, &mine)
        || whole_names_agree(&as_misread(&whole), read);
    if found.reading.confidence < sure || doubtful {
        return Some(unreadable(submission, FieldName::FullName, found, sure));
    }
    Some(
        Finding::blocking(codes::DATA_NAME_MISMATCH)
            .on_page(found.slot)
            .on_field(FieldName::FullName)
            .at(found.reading.quad)
            .compared(&whole, read, found.reading.confidence),
    )
}

/// Whether two names that are not told apart into surname and given names are the same words in any order, whoever's child they
/// say that somebody is.
pub fn whole_names_agree(one: &str, other: &str) -> bool {
    let agree = |one: &str, other: &str| names_agree(one, "", other, "", Truncation::Whole).agrees();
    agree(one, other) || agree(&without_particles(one), &without_particles(other))
}

/// A name without the words between two others that say whose child somebody is.
fn without_particles(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    let kept = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || *at == last || !PARTICLES.contains(&word.to_uppercase().as_str()));
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

/// Words that say whose child somebody is, which some type and some do not.
const PARTICLES: [&str; 10] = ["BIN", "BINTI", "BINTE", "BTE", "BT", "A/L", "A/P", "S/O", "D/O", "@"];

/// Whether only marks that the zone writes with two letters are missing in what was typed: the print shows them, or the issuer
/// is known to write them so.
fn same_without_marks(
    submission: &Submission<'_>,
    surname: &str,
    given: &str,
    truncation: Truncation,
) -> bool {
    let typed = submission.details;
    let print_says = || {
        let printed = |field, zone: &str| {
            readings(submission, field)
                .filter(|found| found.reading.source == Source::Printed)
                .map(|found| found.reading.value.clone())
                .find(|value| names::writes_same(value, zone))
        };
        let surname = printed(FieldName::Surname, surname)?;
        let given = printed(FieldName::GivenNames, given).unwrap_or_else(|| given.to_owned());
        Some(names_agree(&typed.surname, &typed.given_names, &surname, &given, truncation).agrees())
    };
    let issuer = best_reading(submission, FieldName::IssuingCountry)
        .map_or(&*submission.document.issuing_country, |found| &found.reading.value);
    print_says() == Some(true)
        || names::writes_marks_with_two_letters(issuer)
            && names::agree_without_marks(&typed.surname, &typed.given_names, surname, given, truncation)
}

/// Whether a name was read in a script whose letters say nothing of the typed ones: then nobody but a person can compare.
fn in_other_letters(found: Found<'_>) -> bool {
    found.reading.value.chars().any(|c| c.is_alphabetic() && names::fold(&c.to_string()).is_none())
}

/// A name as a recogniser takes it that knows two of its letters badly: Þ and ß in capitals.
fn as_misread(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            'Þ' | 'þ' => 'P',
            'ß' | 'ẞ' => 'B',
            other => other,
        })
        .collect()
}

/// Print says what the zone's alphabet cannot: the typed name stands printed as it was typed.
fn printed_agrees(submission: &Submission<'_>, sure: f32) -> bool {
    let bare = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let printed = |field| {
        readings(submission, field)
            .find(|f| f.reading.source == Source::Printed && f.reading.confidence >= sure)
            .map_or_else(String::new, |f| bare(&f.reading.value))
    };
    let typed = submission.details;
    !printed(FieldName::Surname).is_empty()
        && printed(FieldName::Surname) == bare(&typed.surname)
        && printed(FieldName::GivenNames) == bare(&typed.given_names)
}

/// The name in its own script, where both were given and read.
fn judge_native_name(submission: &Submission<'_>, sure: f32) -> Option<Finding> {
    let typed = submission.details.native_name.as_deref()?;
    let found = best_reading(submission, FieldName::FullName)?;
    // 溫 and 温 are one name in two countries, and one to a reader that is not sure.
    let bare = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric()).map(simplified);
        letters.collect::<String>().to_lowercase()
    };
    // Latin letters are compared with the other names.
    let same_script = in_other_letters(found) && !typed.is_ascii();
    (same_script && found.reading.confidence >= sure && bare(typed) != bare(&found.reading.value)).then(
        || {
            Finding::blocking(codes::DATA_NAME_MISMATCH)
                .on_page(found.slot)
                .on_field(FieldName::FullName)
                .at(found.reading.quad)
                .compared(typed, &found.reading.value, found.reading.confidence)
        },
    )
}

/// What was typed adds up by the country's rule and what was read does not: the slip is ours.
fn misread_number(country: &str, typed: &str, read: &str) -> bool {
    matches!(numbers::check(country, read), Some(Verdict::Fails { .. }))
        && matches!(numbers::check(country, typed), Some(Verdict::Holds(_)))
}

/// What could not be read beyond doubt. Without a zone a person compares the document in any case, and nothing is gained by
/// another picture of print that was read as well as it can be.
fn unreadable(submission: &Submission<'_>, field: FieldName, found: Found<'_>, sure: f32) -> Finding {
    let reading = found.reading;
    let zone = submission.pages.values().any(|page| page.zone.is_some());
    let code = codes::READ_FIELD_UNREADABLE;
    let finding = if zone { Finding::blocking(code) } else { Finding::advisory(code) };
    let mut finding = finding.on_page(found.slot).on_field(field).at(reading.quad);
    // A slip that something else showed says nothing of how sure the reader was.
    if reading.confidence < sure {
        finding = finding.measured(reading.confidence, sure, crate::finding::Unit::Share);
    }
    finding.confidence = Some(reading.confidence);
    finding
}

/// The zone's name field has no filler left at its end, so the name may go on (ICAO 9303-3 §4.6).
fn zone_name_is_full(submission: &Submission<'_>) -> bool {
    use crate::inspection::ZoneFormat;
    submission.pages.values().filter_map(|page| page.zone.as_ref()).any(|zone| {
        let line = match zone.format {
            ZoneFormat::Td1 => zone.lines.get(2),
            _ => zone.lines.first(),
        };
        line.is_some_and(|line| !line.ends_with('<'))
    })
}

/// Document numbers agree when their letters and digits do, whatever the spacing, and when they
/// differ only in characters that people and machines take for one another.
pub fn numbers_agree(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .map(|c| match c {
                'O' => '0',
                'I' => '1',
                other => other,
            })
            .collect::<String>()
    };
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_adds_up_is_believed_before_one_that_does_not() {
        let (good, bad) = ("11010519491231002X", "11010519491231802X");
        assert!(misread_number("CHN", good, bad));
        assert!(!misread_number("CHN", bad, good) && !misread_number("CHN", good, good));
        assert!(!misread_number("UTO", good, bad));
    }
}
