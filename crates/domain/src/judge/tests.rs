//! Judging whole submissions, by table: one healthy passport, and what each change to it brings.

use super::*;
use crate::{
    document::Side,
    finding::Severity,
    inspection::{
        CheckDigit, CheckedField, DocumentFacts, FileFacts, FileFormat, Measured, Print, Quality, Zone,
        ZoneFormat,
    },
    picture::{Edge, Quad},
    policy::Rule,
    reason::ReasonCode,
};
use time::macros::date;

pub(super) fn healthy_page() -> Inspection {
    let corners = Quad::rect(100.0, 100.0, 1800.0, 1260.0);
    let reading = |value: &str| {
        vec![Reading {
            value: value.into(),
            source: Source::Mrz,
            confidence: 0.97,
            quad: Some(Quad::rect(120.0, 1200.0, 400.0, 40.0)),
        }]
    };
    let flat = |value| Measured { value, region: None };
    Inspection {
        file: FileFacts {
            bytes: 900_000,
            format: FileFormat::Jpeg,
            width: 2000,
            height: 1500,
            problem: None,
        },
        quality: Some(Quality {
            sharpness: flat(0.8),
            glare: flat(0.0),
            exposure: 0.6,
            dark: flat(0.05),
            overexposed: flat(0.0),
            moire: flat(0.0),
            dpi: 360.0,
            colour: 0.2,
            tilt_degrees: 4.0,
        }),
        document: Some(DocumentFacts {
            kind: DocumentKind::Passport,
            side: Some(Side::Front),
            corners,
            cut_edges: vec![],
        }),
        documents_seen: 1,
        zone: Some(Zone {
            format: ZoneFormat::Td3,
            lines: vec![
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into(),
                "L898902C36UTO7408122F3104159ZE184226B<<<<<10".into(),
            ],
            check_digits: vec![CheckDigit { covers: CheckedField::Composite, holds: true }],
            confidence: 0.97,
            repaired: vec![],
            corrected: vec![],
            quad: Quad::rect(120.0, 1200.0, 1700.0, 120.0),
        }),
        barcodes: Vec::new(),
        readings: BTreeMap::from([
            (FieldName::Surname, reading("ERIKSSON")),
            (FieldName::GivenNames, reading("ANNA MARIA")),
            (FieldName::DocumentNumber, reading("L898902C3")),
            (FieldName::BirthDate, reading("1974-08-12")),
            (FieldName::ExpiryDate, reading("2031-04-15")),
            (FieldName::Nationality, reading("UTO")),
            (FieldName::IssuingCountry, reading("UTO")),
        ]),
        unread: BTreeMap::new(),
        print: None,
        specimen: true,
        reader_version: "test".into(),
    }
}

fn typed() -> Details {
    Details {
        surname: "Eriksson".into(),
        given_names: "Anna Maria".into(),
        native_name: None,
        birth_date: date!(1974 - 08 - 12),
        nationality: "UTO".into(),
        document_number: "L898902C3".into(),
    }
}

struct Sent {
    mode: Mode,
    kind: DocumentKind,
    issuer: &'static str,
    details: Details,
    page: Inspection,
}

/// Codes of all findings on a passport sent in test mode, after `change`.
fn found(change: impl FnOnce(&mut Sent)) -> Vec<(ReasonCode, Severity)> {
    found_by(&Policy::default_policy(), change)
}

fn found_by(policy: &Policy, change: impl FnOnce(&mut Sent)) -> Vec<(ReasonCode, Severity)> {
    let mut sent = Sent {
        mode: Mode::Test,
        kind: DocumentKind::Passport,
        issuer: "UTO",
        details: typed(),
        page: healthy_page(),
    };
    change(&mut sent);
    let document = DocumentChoice { kind: sent.kind, issuing_country: sent.issuer.into() };
    let pages = BTreeMap::from([(Slot::Front, sent.page)]);
    let submission = Submission {
        mode: sent.mode,
        today: date!(2026 - 11 - 23),
        document: &document,
        details: &sent.details,
        pages: &pages,
        same_file_twice: false,
    };
    judge(policy, &submission).into_iter().map(|f| (f.code, f.severity)).collect()
}

fn blocks(code: ReasonCode) -> Vec<(ReasonCode, Severity)> {
    vec![(code, Severity::Blocking)]
}

fn set(page: &mut Inspection, field: FieldName, value: &str) {
    page.readings.get_mut(&field).expect("the healthy page has it")[0].value = value.into();
}

#[test]
fn a_healthy_passport_has_no_findings() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn specimens_pass_in_test_mode_only() {
    assert_eq!(found(|s| s.mode = Mode::Live), blocks(codes::DOC_SPECIMEN));
}

#[test]
fn each_measure_has_its_reason() {
    let quality = |change: fn(&mut Quality)| {
        found(|s| {
            s.page.zone = None;
            s.kind = DocumentKind::IdCard;
            s.page.document.as_mut().expect("has one").kind = DocumentKind::IdCard;
            change(s.page.quality.as_mut().expect("has one"));
        })
        .into_iter()
        .filter(|(code, _)| *code != codes::DOC_BACK_MISSING)
        .collect::<Vec<_>>()
    };
    assert_eq!(quality(|q| q.sharpness.value = 0.1), blocks(codes::IMAGE_BLURRED));
    assert_eq!(quality(|q| q.glare.value = 0.05), blocks(codes::IMAGE_GLARE));
    assert_eq!(quality(|q| q.exposure = 0.05), blocks(codes::IMAGE_TOO_DARK));
    assert_eq!(quality(|q| q.exposure = 0.98), blocks(codes::IMAGE_OVEREXPOSED));
    assert_eq!(quality(|q| q.dpi = 90.0), blocks(codes::IMAGE_LOW_RESOLUTION));
    assert_eq!(quality(|q| q.tilt_degrees = 60.0), blocks(codes::IMAGE_PERSPECTIVE));
    assert_eq!(quality(|q| q.colour = 0.015), blocks(codes::IMAGE_GRAYSCALE));
    assert_eq!(quality(|q| q.moire.value = 0.3), blocks(codes::CAPTURE_SCREEN_PHOTO));
    // White paper in much light is no copy.
    assert_eq!(quality(|q| (q.colour, q.exposure) = (0.015, 0.96)), []);
}

#[test]
fn what_is_for_a_person_by_a_rule_is_not_told_on_a_picture_that_is_sent_again() {
    let screen = |glare: f32| {
        found(|s| {
            let quality = s.page.quality.as_mut().expect("has one");
            (quality.moire.value, quality.glare.value) = (0.5, glare);
        })
    };
    assert_eq!(screen(0.0), blocks(codes::CAPTURE_SCREEN_PHOTO));
    assert_eq!(screen(0.05), blocks(codes::IMAGE_GLARE));
    // Advice asks for no other picture.
    assert!(screen(0.006).contains(&(codes::CAPTURE_SCREEN_PHOTO, Severity::Blocking)));
    // Typed details are mended without a picture: they stay on the list.
    let rule = "[[rule]]\ncode = \"data.dob_mismatch\"\neffect = \"person\"\n\n[[level]]";
    let text = crate::policy::DEFAULT.replacen("[[level]]", rule, 1);
    let found = found_by(&Policy::from_toml(&text).expect("is sound"), |s| {
        s.page.quality.as_mut().expect("has one").glare.value = 0.05;
        set(&mut s.page, FieldName::BirthDate, "1974-08-21");
    });
    let codes_found: Vec<_> = found.iter().map(|(code, _)| *code).collect();
    assert!(codes_found.contains(&codes::IMAGE_GLARE) && codes_found.contains(&codes::DATA_DOB_MISMATCH));
}

#[test]
fn a_birth_date_that_may_be_the_other_way_round_is_no_misreading() {
    let born = |read: &str, confidence: f32| {
        let mut found = found(|s| {
            set(&mut s.page, FieldName::BirthDate, read);
            s.page.readings.get_mut(&FieldName::BirthDate).expect("has one")[0].confidence = confidence;
        });
        found.retain(|(code, _)| matches!(code.as_str(), "data.dob_mismatch" | "read.field_unreadable"));
        found
    };
    // Typed is the twelfth of August.
    assert_eq!(born("1974-12-08", 0.75), []);
    assert_eq!(born("1974-12-08", 0.97), blocks(codes::DATA_DOB_MISMATCH));
    assert_eq!(born("1974-12-07", 0.75), blocks(codes::READ_FIELD_UNREADABLE));
}

#[test]
fn a_blur_through_which_the_zone_was_read_is_advice() {
    let blurred = found(|s| s.page.quality.as_mut().expect("has one").sharpness.value = 0.1);
    assert_eq!(blurred, [(codes::IMAGE_BLURRED, Severity::Advisory)]);
}

#[test]
fn a_wash_out_through_which_all_details_were_read_is_advice() {
    use FieldName::{
        Address, Authority, BirthDate, DocumentNumber, ExpiryDate, FullName, GivenNames, IssueDate,
        PersonalNumber, Surname,
    };
    let card = |side: Side, confidence: f32, fields: &[FieldName]| {
        let mut page = healthy_page();
        page.zone = None;
        page.quality.as_mut().expect("has one").exposure = 0.98;
        let document = page.document.as_mut().expect("has one");
        (document.kind, document.side) = (DocumentKind::IdCard, Some(side));
        let quad = None;
        let reading =
            |value: &str| Reading { value: value.into(), source: Source::Printed, confidence, quad };
        page.readings = fields.iter().map(|field| (*field, vec![reading("X")])).collect();
        judge_picture(&Policy::default_policy(), Mode::Test, &page)[0].severity
    };
    let fronts: [&[FieldName]; 2] =
        [&[FullName, Address, BirthDate, PersonalNumber], &[Surname, GivenNames, BirthDate, DocumentNumber]];
    for front in fronts {
        assert_eq!(card(Side::Front, 0.97, front), Severity::Advisory);
        assert_eq!(card(Side::Front, 0.94, front), Severity::Blocking);
        assert_eq!(card(Side::Front, 0.97, &front[1..]), Severity::Blocking);
        assert_eq!(card(Side::Back, 0.97, front), Severity::Blocking);
    }
    assert_eq!(card(Side::Back, 0.97, &[Authority, IssueDate, ExpiryDate]), Severity::Advisory);
}

#[test]
fn glare_is_said_with_the_field_under_it() {
    let mut page = healthy_page();
    let glare = &mut page.quality.as_mut().expect("has one").glare;
    *glare = Measured { value: 0.05, region: Some(Quad::rect(100.0, 1190.0, 300.0, 80.0)) };
    let expiry = &mut page.readings.get_mut(&FieldName::ExpiryDate).expect("has one")[0];
    expiry.quad = Some(Quad::rect(90.0, 1180.0, 320.0, 100.0));
    let findings = judge_picture(&Policy::default_policy(), Mode::Test, &page);
    assert_eq!(findings[0].field, Some(FieldName::ExpiryDate));
    // What could not be read is what the reflection lies on, whatever else it touches.
    page.unread.insert(FieldName::IssueDate, Quad::rect(150.0, 1200.0, 200.0, 30.0));
    page.unread.insert(FieldName::Authority, Quad::rect(390.0, 1200.0, 900.0, 30.0));
    let findings = judge_picture(&Policy::default_policy(), Mode::Test, &page);
    assert_eq!(findings[0].field, Some(FieldName::IssueDate));
}

#[test]
fn a_side_whose_lines_are_legible_is_not_sent_again_for_its_measures() {
    let severity = |legible: u16, kind: DocumentKind| {
        let mut page = healthy_page();
        page.zone = None;
        page.readings.clear();
        page.document.as_mut().expect("has one").kind = kind;
        page.print = Some(Print { lines: 10, legible });
        page.quality.as_mut().expect("has one").overexposed.value = 0.9;
        let findings = judge_picture(&Policy::default_policy(), Mode::Test, &page);
        findings.iter().find(|found| found.code == codes::IMAGE_OVEREXPOSED).expect("is there").severity
    };
    assert_eq!(severity(9, DocumentKind::Other), Severity::Advisory);
    assert_eq!(severity(7, DocumentKind::Other), Severity::Blocking);
    assert_eq!(severity(9, DocumentKind::Passport), Severity::Blocking, "read by its zone");
}

#[test]
fn a_small_reflection_that_hides_nothing_is_advice() {
    let severity = |glare: f32, change: fn(&mut Inspection)| {
        let mut page = healthy_page();
        page.quality.as_mut().expect("has one").glare =
            Measured { value: glare, region: Some(Quad::rect(600.0, 400.0, 400.0, 180.0)) };
        change(&mut page);
        let findings = judge_picture(&Policy::default_policy(), Mode::Test, &page);
        findings.iter().find(|finding| finding.code == codes::IMAGE_GLARE).expect("is there").severity
    };
    assert_eq!(severity(0.016, |_| ()), Severity::Advisory);
    assert_eq!(severity(0.024, |_| ()), Severity::Blocking);
    // More than its place has room for: there are others elsewhere.
    let smaller = |page: &mut Inspection| {
        page.quality.as_mut().expect("has one").glare.region = Some(Quad::rect(600.0, 400.0, 200.0, 180.0));
    };
    assert_eq!(severity(0.016, smaller), Severity::Blocking);
    // On a detail, or where nobody knows what should have been read.
    let on_a_field = |page: &mut Inspection| {
        page.readings.get_mut(&FieldName::BirthDate).expect("has one")[0].quad =
            Some(Quad::rect(610.0, 410.0, 100.0, 40.0));
    };
    assert_eq!(severity(0.016, on_a_field), Severity::Blocking);
    assert_eq!(severity(0.016, |page| page.zone = None), Severity::Blocking);
}

/// The field that a reflection somewhere is said to lie on, where these were read in print.
fn under_glare(zone: bool, printed: &[(FieldName, Quad)], value: &str) -> Option<FieldName> {
    under_glare_on(zone, printed, value, |_| ())
}

fn under_glare_on(
    zone: bool,
    printed: &[(FieldName, Quad)],
    value: &str,
    change: impl FnOnce(&mut Inspection),
) -> Option<FieldName> {
    let mut page = healthy_page();
    let glare = &mut page.quality.as_mut().expect("has one").glare;
    *glare = Measured { value: 0.05, region: Some(Quad::rect(600.0, 400.0, 200.0, 80.0)) };
    if !zone {
        page.zone = None;
        page.readings.clear();
        page.document.as_mut().expect("has one").kind = DocumentKind::IdCard;
    }
    for &(field, quad) in printed {
        let reading =
            Reading { value: value.into(), source: Source::Printed, confidence: 0.97, quad: Some(quad) };
        page.readings.entry(field).or_default().push(reading);
    }
    change(&mut page);
    let findings = judge_picture(&Policy::default_policy(), Mode::Test, &page);
    findings.iter().find(|finding| finding.code == codes::IMAGE_GLARE).expect("is there").field
}

#[test]
fn glare_is_on_what_is_missing_before_it_is_on_what_it_touches() {
    use FieldName::{BirthDate, DocumentNumber, ExpiryDate, FullName, GivenNames, Sex, Surname};
    let beside = Quad::rect(700.0, 380.0, 800.0, 60.0);
    let far = |fields: &[FieldName]| fields.iter().map(|field| (*field, beside)).collect::<Vec<_>>();
    // Beside a zone: all that it repeats was read but one; more than one: nobody knows.
    let but_number = far(&[Surname, GivenNames, BirthDate, ExpiryDate]);
    assert_eq!(under_glare(true, &but_number, "X"), Some(DocumentNumber));
    assert_eq!(under_glare(true, &but_number[..3], "X"), None);
    // What is missing and stands elsewhere is not it; nor is what this person does not have.
    let elsewhere = |page: &mut Inspection| {
        page.unread.insert(DocumentNumber, Quad::rect(1_400.0, 900.0, 200.0, 40.0));
    };
    assert_eq!(under_glare_on(true, &but_number, "X", elsewhere), None);
    let but_given = far(&[Surname, DocumentNumber, BirthDate, ExpiryDate]);
    assert_eq!(under_glare(true, &but_given, "X"), Some(GivenNames));
    let one_name = |page: &mut Inspection| drop(page.readings.remove(&GivenNames));
    assert_eq!(under_glare_on(true, &but_given, "X", one_name), None);
    // A front without one.
    assert_eq!(under_glare(false, &far(&[Surname, GivenNames, Sex]), "X"), Some(BirthDate));
    assert_eq!(under_glare(false, &far(&[BirthDate, Sex, ExpiryDate]), "X"), Some(Surname));
    assert_eq!(under_glare(false, &far(&[BirthDate, Sex, ExpiryDate]), "女"), Some(FullName));
    assert_eq!(under_glare(false, &far(&[FullName, Sex]), "女"), Some(BirthDate));
    let licence = |page: &mut Inspection| {
        page.document.as_mut().expect("has one").kind = DocumentKind::DrivingLicence;
    };
    assert_eq!(under_glare_on(false, &far(&[Surname, GivenNames, Sex]), "X", licence), None);
    // A back has neither; a field that is covered and was read all the same is named, one that is touched is not.
    assert_eq!(under_glare(false, &far(&[FieldName::Authority]), "X"), None);
    let on = Quad::rect(620.0, 410.0, 150.0, 40.0);
    assert_eq!(under_glare(false, &[(FieldName::Authority, on)], "X"), Some(FieldName::Authority));
}

#[test]
fn documents_are_held_to_dates_and_age() {
    assert_eq!(found(|s| set(&mut s.page, FieldName::ExpiryDate, "2026-11-22")), blocks(codes::DOC_EXPIRED));
    assert_eq!(
        found(|s| set(&mut s.page, FieldName::ExpiryDate, "2026-11-23")),
        [(codes::DOC_EXPIRES_SOON, Severity::Advisory)]
    );
    let young = found(|s| {
        set(&mut s.page, FieldName::BirthDate, "2010-01-01");
        s.details.birth_date = date!(2010 - 01 - 01);
    });
    assert_eq!(young, blocks(codes::DATA_UNDERAGE));
    assert_eq!(
        found(|s| {
            set(&mut s.page, FieldName::BirthDate, "2035-01-01");
            s.details.birth_date = date!(2035 - 01 - 01);
        }),
        [(codes::DOC_DATES_INVALID, Severity::Blocking), (codes::DATA_UNDERAGE, Severity::Blocking)]
    );
}

#[test]
fn what_was_typed_is_held_against_what_was_read() {
    assert_eq!(found(|s| s.details.surname = "Erikson".into()), blocks(codes::DATA_NAME_MISMATCH));
    let nationality = |typed: &str, read: &str| {
        let (typed, read) = (typed.to_owned(), read.to_owned());
        found(move |s| {
            s.details.nationality = typed;
            set(&mut s.page, FieldName::Nationality, &read);
        })
    };
    assert_eq!(nationality("DNK", "NOR"), blocks(codes::DATA_NATIONALITY_MISMATCH));
    assert_eq!(nationality("HKG", "CHN"), []);
    let name = |typed: &str, read: &str| {
        let (typed, read) = (typed.to_owned(), read.to_owned());
        found(move |s| {
            s.details.surname = typed;
            set(&mut s.page, FieldName::Surname, &read);
        })
    };
    assert_eq!(name("Muller", "MUELLER"), []);
    assert_eq!(name("Moller", "MUELLER"), blocks(codes::DATA_NAME_MISMATCH));
    assert_eq!(found(|s| s.details.birth_date = date!(1974 - 12 - 08)), blocks(codes::DATA_DOB_MISMATCH));
    assert_eq!(
        found(|s| s.details.document_number = "L898902C4".into()),
        blocks(codes::DATA_NUMBER_MISMATCH)
    );
    assert_eq!(found(|s| s.details.nationality = "DEU".into()), blocks(codes::DATA_NATIONALITY_MISMATCH));
    assert_eq!(found(|s| s.details.document_number = "l 898 902 c3".into()), []);
}

#[test]
fn a_doubtful_reading_accuses_nobody() {
    let doubtful = found(|s| {
        s.details.document_number = "X1".into();
        s.page.readings.get_mut(&FieldName::DocumentNumber).expect("has one")[0].confidence = 0.5;
    });
    assert_eq!(doubtful, blocks(codes::READ_FIELD_UNREADABLE));
}

#[test]
fn a_failed_check_digit_is_a_misreading_and_a_repaired_zone_is_not_verified() {
    let fails = found(|s| s.page.zone.as_mut().expect("has one").check_digits[0].holds = false);
    assert_eq!(fails, blocks(codes::READ_MRZ_CHECK_DIGIT));
    let repaired = found(|s| s.page.zone.as_mut().expect("has one").repaired.push((1, 3)));
    assert_eq!(repaired, blocks(codes::READ_MRZ_CHECK_DIGIT));
}

#[test]
fn missing_lines_are_said_only_of_a_good_picture() {
    assert_eq!(found(|s| s.page.zone = None), blocks(codes::READ_MRZ_MISSING));
    let blurred = found(|s| {
        s.page.zone = None;
        s.page.quality.as_mut().expect("has one").sharpness.value = 0.1;
    });
    assert_eq!(blurred, blocks(codes::IMAGE_BLURRED));
}

/// A page on which no detail was read: so sharp, and so many of its lines legible.
fn unread(sharpness: f32, print: Option<Print>) -> Vec<(ReasonCode, Severity)> {
    unread_by(&Policy::default_policy(), sharpness, print)
}

fn unread_by(policy: &Policy, sharpness: f32, print: Option<Print>) -> Vec<(ReasonCode, Severity)> {
    found_by(policy, |s| {
        (s.page.zone, s.page.print) = (None, print);
        s.page.readings.clear();
        s.page.quality.as_mut().expect("has one").sharpness.value = sharpness;
    })
}

#[test]
fn where_no_line_is_legible_the_picture_has_to_be_sharper() {
    let blurred = blocks(codes::IMAGE_BLURRED);
    // Shaken beyond reading, and with edges along the shake that measure sharp.
    assert_eq!(unread(0.45, Some(Print { lines: 14, legible: 3 })), blurred);
    assert_eq!(unread(0.45, Some(Print::default())), blurred);
    // In focus: something else is the matter. So it is where most can be read, and where nobody counted.
    for (sharpness, print) in [
        (0.6, Some(Print { lines: 14, legible: 3 })),
        (0.45, Some(Print { lines: 14, legible: 12 })),
        (0.45, None),
    ] {
        assert!(!unread(sharpness, print).contains(&blurred[0]), "{sharpness} {print:?}");
    }
    // What is read says that it can be read.
    let read = found(|s| {
        s.page.print = Some(Print::default());
        s.page.quality.as_mut().expect("has one").sharpness.value = 0.45;
    });
    assert_eq!(read, []);
    // And what is far away is not out of focus.
    let far = found(|s| {
        (s.page.zone, s.page.print) = (None, Some(Print::default()));
        s.page.readings.clear();
        let quality = s.page.quality.as_mut().expect("has one");
        (quality.sharpness.value, quality.dpi) = (0.45, 60.0);
    });
    assert_eq!(far, blocks(codes::IMAGE_LOW_RESOLUTION));
}

#[test]
fn how_sharp_and_how_many_lines_is_the_policys_to_say() {
    let print = Some(Print { lines: 10, legible: 6 });
    let blurred = |policy: &Policy| unread_by(policy, 0.45, print).contains(&blocks(codes::IMAGE_BLURRED)[0]);
    let mut policy = Policy::default_policy();
    assert!(blurred(&policy));
    policy.thresholds.legible_share = 0.55;
    assert!(!blurred(&policy));
    policy.thresholds.legible_share = 0.6;
    policy.thresholds.sharpness_unread = 0.4;
    assert!(!blurred(&policy));
}

#[test]
fn an_unreadable_file_says_only_that() {
    let text = found(|s| {
        s.page.file.problem = Some(crate::inspection::FileProblem::Format);
        s.page.quality = None;
        s.page.document = None;
        s.page.zone = None;
        s.page.readings.clear();
    });
    assert_eq!(text, blocks(codes::FILE_FORMAT));
}

#[test]
fn a_native_name_is_the_same_in_traditional_and_simplified_characters() {
    let name = |typed: &'static str| {
        let mut all = found(|s| {
            s.details.native_name = Some(typed.into());
            let read =
                Reading { value: "溫子墨".into(), source: Source::Printed, confidence: 0.9, quad: None };
            s.page.readings.insert(FieldName::FullName, vec![read]);
        });
        all.retain(|(code, _)| *code == codes::DATA_NAME_MISMATCH);
        all.len()
    };
    assert_eq!(["溫子墨", "温子墨", "温子默"].map(name), [0, 0, 1]);
}

/// People know their card by whichever of its numbers they are asked for most.
#[test]
fn any_number_that_the_document_bears_is_its_number() {
    let typed = |number: &str, read: &str, personal: &str| {
        let (number, read, personal) = (number.to_owned(), read.to_owned(), personal.to_owned());
        found(move |s| {
            s.details.document_number = number;
            set(&mut s.page, FieldName::DocumentNumber, &read);
            let reading = Reading { value: personal, source: Source::Mrz, confidence: 0.97, quad: None };
            s.page.readings.insert(FieldName::PersonalNumber, vec![reading]);
        })
    };
    for number in ["BAA000589", "baa 000 589", "99999999R", "99999999-r"] {
        assert_eq!(typed(number, "BAA000589", "99999999R"), [], "{number}");
    }
    // ICAO 9303-4, appendix: the check digit of L898902C3 is 6.
    assert_eq!(typed("L898902C36", "L898902C3", "ZE184226B"), []);
    let licence = found(|s| {
        s.page.zone = None;
        s.kind = DocumentKind::DrivingLicence;
        s.page.readings.values_mut().flatten().for_each(|reading| reading.source = Source::Printed);
        s.details.document_number = "MORGA753116SM9IJ".into();
        set(&mut s.page, FieldName::DocumentNumber, "MORGA753116SM9IJ 35");
    });
    assert!(licence.iter().all(|(code, _)| *code != codes::DATA_NUMBER_MISMATCH), "{licence:?}");
    assert_eq!(typed("L898902C3", "L898902C3 35", "1"), blocks(codes::DATA_NUMBER_MISMATCH), "no licence");
    assert_eq!(
        typed("1", "L898902C3", "1"),
        blocks(codes::DATA_NUMBER_MISMATCH),
        "too short to say anything"
    );
    for number in ["L898902C37", "MORGA753116SM", "99999999", "AAA000589"] {
        assert_eq!(typed(number, "L898902C3", "99999999R"), blocks(codes::DATA_NUMBER_MISMATCH), "{number}");
    }
}

/// Passports of Hong Kong say China.
#[test]
fn a_part_of_a_state_may_be_chosen_for_it() {
    let mut policy = Policy::default_policy();
    let chosen = |policy: &Policy, issuer: &'static str, read: &'static str| {
        found_by(policy, |s| {
            s.issuer = issuer;
            set(&mut s.page, FieldName::IssuingCountry, read);
        })
    };
    assert_eq!(chosen(&policy, "HKG", "CHN"), []);
    assert_eq!(chosen(&policy, "HKG", "GBR"), blocks(codes::DOC_NOT_AS_SELECTED));
    // Where the state's own documents are not taken, its part does not open the door to them.
    policy.documents.countries_not_accepted = vec!["CHN".into()];
    assert_eq!(chosen(&policy, "HKG", "CHN"), blocks(codes::DOC_NOT_AS_SELECTED));
    policy.documents.countries_not_accepted.clear();
    policy.rules.push(Rule { countries: vec!["CHN".into()], ..policy.rules[0].clone() });
    assert_eq!(chosen(&policy, "HKG", "CHN"), blocks(codes::DOC_NOT_AS_SELECTED));
}

/// A zone's two letters may be one with a mark or two: the print tells, or the issuer's habit.
#[test]
fn a_mark_left_out_is_no_other_name_where_the_document_had_one() {
    let typed = |issuer: &'static str, surname: &str, zone: &str, print: Option<&str>| {
        let (surname, zone, print) = (surname.to_owned(), zone.to_owned(), print.map(str::to_owned));
        found(move |s| {
            s.issuer = issuer;
            set(&mut s.page, FieldName::IssuingCountry, issuer);
            s.details.surname = surname;
            set(&mut s.page, FieldName::Surname, &zone);
            let printed =
                print.map(|value| Reading { value, source: Source::Printed, confidence: 0.9, quad: None });
            s.page.readings.get_mut(&FieldName::Surname).expect("has one").extend(printed);
        })
    };
    let differs = blocks(codes::DATA_NAME_MISMATCH);
    assert_eq!(typed("DEU", "Muller", "MUELLER", None), []);
    assert_eq!(typed("ESP", "Muller", "MUELLER", Some("MÜLLER")), []);
    assert_eq!(typed("ESP", "Muller", "MUELLER", None), differs);
    assert_eq!(typed("CHN", "Xu", "XUE", None), differs);
    assert_eq!(typed("CHN", "Xu", "XUE", Some("XUE")), differs);
}

/// Names on documents without a zone.
#[test]
fn a_name_in_print_is_held_to_what_its_letters_can_say() {
    let name = |typed: &str, read: &str| {
        let (typed, read) = (typed.to_owned(), read.to_owned());
        let mut all = found(move |s| {
            s.page.zone = None;
            s.kind = DocumentKind::IdCard;
            s.page.document.as_mut().expect("has one").kind = DocumentKind::IdCard;
            s.page.readings.values_mut().flatten().for_each(|reading| reading.source = Source::Printed);
            s.details.surname = typed;
            set(&mut s.page, FieldName::Surname, &read);
        });
        all.retain(|(code, _)| *code != codes::DOC_BACK_MISSING);
        all
    };
    for typed in ["Müller", "Muller", "MUELLER"] {
        assert_eq!(name(typed, "Müller"), [], "{typed}");
        assert_eq!(name(typed, "MÜLLER"), [], "{typed}");
    }
    assert_eq!(name("Mahler", "MÜLLER"), blocks(codes::DATA_NAME_MISMATCH));
    assert_eq!(name("Miller", "MULLER"), blocks(codes::DATA_NAME_MISMATCH));
    // A person compares it in any case: no other picture is asked for.
    let advice = vec![(codes::READ_FIELD_UNREADABLE, Severity::Advisory)];
    assert_eq!(name("Miller", "MÜLLER"), advice, "a mark is soon misread");
    // Two letters that the reader takes for others, and two that it does not know at all: its slip, not theirs.
    assert_eq!(name("Þórsdóttir", "PÓRSDÓTTIR"), advice);
    assert_eq!(name("Groß", "GROB"), advice);
    assert_eq!(name("Tůmová", "TMOVÁ"), advice);
    assert_eq!(name("Nguyen", "NGUYN"), advice);
    assert_eq!(name("Nguyen", "NGYN"), blocks(codes::DATA_NAME_MISMATCH));
    assert_eq!(name("Nguyn", "NGUYEN"), blocks(codes::DATA_NAME_MISMATCH));
    assert_eq!(name("Porsdottir", "GROB"), blocks(codes::DATA_NAME_MISMATCH));
    // Letters of another script cannot be compared: nobody is told anything, and the checks alone approve nothing.
    assert_eq!(name("Wang", "王"), []);
}

/// Names that stand on a document in one.
#[test]
fn a_name_in_one_is_compared_in_any_order() {
    let name = |surname: &str, given: &str, read: &str, confidence: f32| {
        let (surname, given, read) = (surname.to_owned(), given.to_owned(), read.to_owned());
        let mut all = found(move |s| {
            s.page.zone = None;
            s.kind = DocumentKind::IdCard;
            s.page.document.as_mut().expect("has one").kind = DocumentKind::IdCard;
            s.page.readings.values_mut().flatten().for_each(|reading| reading.source = Source::Printed);
            s.page.readings.remove(&FieldName::Surname);
            s.page.readings.remove(&FieldName::GivenNames);
            (s.details.surname, s.details.given_names) = (surname, given);
            let reading = Reading { value: read, source: Source::Printed, confidence, quad: None };
            s.page.readings.insert(FieldName::FullName, vec![reading]);
        });
        all.retain(|(code, _)| *code != codes::DOC_BACK_MISSING);
        all
    };
    for (surname, given, read) in [
        ("Firmansyah", "Muhammad Rizky", "MUHAMMAD RIZKY FIRMANSYAH"),
        ("Nguyễn", "Văn Đức", "NGUYEN VAN DUC"),
        ("Oliveira Santos", "Carlos de", "CARLOS DE OLIVEIRA SANTOS"),
        ("Rahman", "Hafiz Abdul", "HAFIZ BIN ABDUL RAHMAN"),
        ("Subramaniam", "Kavitha", "KAVITHA A/P SUBRAMANIAM"),
        ("Suharto", "", "SUHARTO"),
        // Another script: the native name's business.
        ("Wang", "Ziqing", "王紫晴"),
    ] {
        assert_eq!(name(surname, given, read, 0.97), [], "{read}");
    }
    let differs = blocks(codes::DATA_NAME_MISMATCH);
    assert_eq!(name("Firmansyah", "Muhammad Rizal", "MUHAMMAD RIZKY FIRMANSYAH", 0.97), differs);
    assert_eq!(name("Li", "Wang", "WANG BIN", 0.97), differs);
    assert_eq!(name("Santos", "Mariana Silva", "ANA SILVA SANTOS", 0.97), differs);
    assert_eq!(name("Martinez", "Jose", "JOSE MARTIN", 0.97), differs);
    // A part of a name is a person's business, whoever left the rest out.
    let advice = vec![(codes::READ_FIELD_UNREADABLE, Severity::Advisory)];
    for (surname, given, read) in [
        ("García López", "María", "MARÍA"),
        ("Suharto", "Suharto", "SUHARTO"),
        ("Santos", "Carlos", "CARLOS DE OLIVEIRA SANTOS"),
        ("Sharma", "Rajesh Kumar", "KUMAR"),
    ] {
        assert_eq!(name(surname, given, read, 0.97), advice, "{read}");
    }
    assert_eq!(name("Firmansyah", "Muhammad Rizal", "MUHAMMAD RIZKY FIRMANSYAH", 0.75), advice);
    assert_eq!(name("Nguyen", "Van Duc", "NGUYN VN DC", 0.97), advice);
    assert_eq!(name("Nguyễn", "Văn Đức", "NGUYN VĂN ĐÚC", 0.97), advice);
    assert_eq!(name("Tumova", "Jana", "JANA TMOVÁ", 0.97), differs, "in another order nobody can say");
}

#[test]
fn cut_edges_and_empty_desks_are_named() {
    let cut = found(|s| {
        s.page
            .document
            .as_mut()
            .expect("has one")
            .cut_edges
            .push((Edge::Left, Quad::rect(0.0, 0.0, 20.0, 900.0)));
    });
    assert_eq!(cut, blocks(codes::IMAGE_CUT_OFF));
    let empty = found(|s| {
        s.page.document = None;
        s.page.zone = None;
        s.page.readings.clear();
    });
    assert_eq!(empty, blocks(codes::IMAGE_NO_DOCUMENT));
}

#[test]
fn machine_reading_is_complete_only_with_a_sure_zone() {
    let details = typed();
    let document = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
    let complete = |page: Inspection| {
        let pages = BTreeMap::from([(Slot::Front, page)]);
        let submission = Submission {
            mode: Mode::Test,
            today: date!(2026 - 11 - 23),
            document: &document,
            details: &details,
            pages: &pages,
            same_file_twice: false,
        };
        read_by_machine(&Policy::default_policy(), &submission)
    };
    assert!(complete(healthy_page()));
    let mut unsure = healthy_page();
    unsure.zone.as_mut().expect("has one").confidence = 0.5;
    assert!(!complete(unsure));
    let mut gap = healthy_page();
    gap.readings.remove(&FieldName::ExpiryDate);
    assert!(!complete(gap));
}

/// Most states print a TD1 zone on the back, Peru prints it on the front.
#[test]
fn a_back_in_the_place_of_the_front_is_told_by_what_stands_beside_its_zone() {
    let told = |side: Side| {
        let mut all = found(|s| {
            s.kind = DocumentKind::IdCard;
            let document = s.page.document.as_mut().expect("has one");
            (document.kind, document.side) = (DocumentKind::IdCard, Some(side));
            s.page.zone.as_mut().expect("has one").format = ZoneFormat::Td1;
        });
        all.retain(|(code, _)| *code == codes::DOC_WRONG_PAGE);
        all
    };
    assert_eq!(told(Side::Back), blocks(codes::DOC_WRONG_PAGE));
    assert_eq!(told(Side::Front), []);
}

/// A small reflection beside details that were all read hides nothing; one on a page with a label without a value may.
#[test]
fn a_small_reflection_is_advice_where_nothing_is_left_unread() {
    use FieldName::{BirthDate, DocumentNumber, ExpiryDate, FullName, Sex};
    let told = |glare: f32, unread: Option<FieldName>| {
        let mut all = found(|s| {
            s.page.zone = None;
            s.kind = DocumentKind::IdCard;
            s.page.document.as_mut().expect("has one").kind = DocumentKind::IdCard;
            s.page.print = Some(Print { lines: 14, legible: 14 });
            s.page.readings.clear();
            for field in [FullName, BirthDate, DocumentNumber, ExpiryDate, Sex] {
                let quad = Some(Quad::rect(200.0, 200.0, 300.0, 40.0));
                let reading = Reading { value: "1".into(), source: Source::Printed, confidence: 0.9, quad };
                s.page.readings.insert(field, vec![reading]);
            }
            s.page.unread.extend(unread.map(|field| (field, Quad::rect(200.0, 400.0, 300.0, 40.0))));
            let glare = Measured { value: glare, region: Some(Quad::rect(1400.0, 1000.0, 320.0, 320.0)) };
            s.page.quality.as_mut().expect("has one").glare = glare;
        });
        all.retain(|(code, _)| *code == codes::IMAGE_GLARE);
        all.pop().map(|(_, severity)| severity)
    };
    assert_eq!(told(0.017, None), Some(Severity::Advisory));
    assert_eq!(told(0.017, Some(FieldName::Nationality)), Some(Severity::Blocking));
    assert_eq!(told(0.03, None), Some(Severity::Blocking));
}
