//! What lies beside a case: pictures, readings, findings.

use super::{MINUTE, NOW};
use crate::console::cx::case::{Cell, Compare, Finding, Gauge, Picture, Place};

#[expect(clippy::unnecessary_wraps, reason = "every caller wants an option")]
pub(in super::super) fn cell(pieces: &[(&str, bool)], confidence: Option<f32>) -> Option<Cell> {
    Some(Cell {
        pieces: pieces.iter().map(|(text, differs)| ((*text).to_owned(), *differs)).collect(),
        confidence,
        evidence: confidence.map(|_| "ev-front".into()),
        points: confidence.map(|_| "620,310 980,310 980,360 620,360".into()),
    })
}

pub(in super::super) fn compare() -> Vec<Compare> {
    let same = |field, value: &str| Compare {
        field,
        agrees: "yes",
        typed: cell(&[(value, false)], None),
        printed: cell(&[(value, false)], Some(0.97)),
        mrz: cell(&[(value, false)], Some(0.99)),
        barcode: None,
    };
    vec![
        Compare {
            agrees: "no",
            typed: cell(&[("ERIK", false), ("SS", true), ("ON", false)], None),
            printed: cell(&[("ERIKSON", false)], Some(0.93)),
            ..same("surname", "ERIKSON")
        },
        same("given_names", "ANNA MARIA"),
        same("document_number", "L898902C3"),
        Compare {
            agrees: "no",
            typed: cell(&[("1974-08-", false), ("21", true)], None),
            mrz: cell(&[("1974-08-", false), ("12", true)], Some(0.99)),
            ..same("birth_date", "1974-08-12")
        },
        Compare { agrees: "single", typed: None, printed: None, ..same("expiry_date", "2032-04-15") },
        same("nationality", "UTO"),
    ]
}

pub(in super::super) fn finding(n: usize) -> Finding {
    Finding {
        id: format!("f{n}"),
        number: n,
        code: "image.glare".into(),
        title: "Light covers the expiry date".into(),
        confidential: false,
        severity: "blocking",
        state: "open",
        field: Some("expiry_date"),
        page: Some("front"),
        measured: Some("31%".into()),
        threshold: Some("10%".into()),
        direction: "most",
        gauge: Some(Gauge { value: 62.0, threshold: 20.0 }),
        typed: None,
        read: None,
        confidence: None,
        evidence: Some("ev-front".into()),
        points: Some("900,420 1180,420 1180,560 900,560".into()),
        note: None,
        raised_by: None,
        times: 2,
        sending: 2,
        resolved_by: None,
    }
}

pub(in super::super) fn findings() -> Vec<Finding> {
    vec![
        finding(1),
        Finding {
            code: "data.dob_mismatch".into(),
            title: "The date of birth differs from the document".into(),
            state: "disputed",
            field: Some("birth_date"),
            measured: None,
            threshold: None,
            direction: "least",
            gauge: None,
            typed: Some("1974-08-21".into()),
            read: Some("1974-08-12".into()),
            confidence: Some(0.99),
            points: Some("620,310 980,310 980,360 620,360".into()),
            times: 1,
            ..finding(2)
        },
        Finding {
            code: "integrity.suspected".into(),
            title: "A person needs to look at this".into(),
            confidential: true,
            severity: "advisory",
            field: None,
            page: Some("details"),
            measured: None,
            gauge: None,
            evidence: None,
            points: None,
            note: Some("Hold the card flat".into()),
            raised_by: Some("Aïcha Haddad".into()),
            ..finding(3)
        },
    ]
}

pub(in super::super) fn picture(id: &str, slot: &'static str, current: bool) -> Picture {
    Picture {
        id: id.into(),
        src: format!("/console/pictures/{id}"),
        slot,
        current,
        width: 1600,
        height: 1100,
        bytes: 1_840_221,
        uploaded_by: (!current).then(|| "Aïcha Haddad".into()),
        at: NOW - 90 * MINUTE,
        places: if slot == "front" && current {
            vec![
                Place {
                    id: "f1".into(),
                    number: 1,
                    severity: "blocking",
                    points: "900,420 1180,420 1180,560 900,560".into(),
                    label: (900.0, 405.0),
                },
                Place {
                    id: "f2".into(),
                    number: 2,
                    severity: "advisory",
                    points: "620,310 980,310 980,360 620,360".into(),
                    label: (620.0, 295.0),
                },
            ]
        } else {
            Vec::new()
        },
    }
}
