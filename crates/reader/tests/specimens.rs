//! End to end on rendered specimens: the zone exact, printed values as printed, doubt shown as doubt.
//! Needs the models and the generator's fonts (`make setup`).

use proofdesk_domain::{
    ReasonCode,
    document::{DocumentKind, FieldName, Side, Source},
    finding::Severity,
    inspection::{FileFacts, FileFormat, FileProblem, Inspection, Print},
    judge,
    picture::Quad,
    policy::Policy,
    reason::codes,
    verification::Mode,
};
use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use proofdesk_specimen::{Defect, Fonts, Kind, Rendered, Request, Truth, render, render_flat};
use proofdesk_vision::Picture;
use std::{path::Path, sync::LazyLock};
use time::macros::date;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(None).expect("fonts: run `make setup`"));

static READER: LazyLock<Reader> = LazyLock::new(|| {
    // Tests run in the crate's own folder; a set variable goes before the workspace's folder.
    let workspace = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vendor/models"));
    let models = if std::env::var_os("PROOFDESK_MODELS_DIR").is_some() {
        Models::locate(None, None)
    } else {
        Models::locate(Some(workspace), None)
    };
    let models = models.unwrap_or_else(|error| panic!("{error}"));
    Reader::new(models, ReaderConfig::default())
});

const OPTIONS: ReadOptions = ReadOptions { today: date!(2026 - 11 - 23), threads: 1 };

struct Case {
    kind: Kind,
    side: proofdesk_specimen::Side,
    seed: u64,
    rotation: f32,
    tilt: f32,
    defect: Option<&'static str>,
}

const fn case(kind: Kind, seed: u64) -> Case {
    let side = match kind {
        Kind::IdTd1 => proofdesk_specimen::Side::Back,
        _ => proofdesk_specimen::Side::Front,
    };
    Case { kind, side, seed, rotation: 0.0, tilt: 0.0, defect: None }
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn read(case: &Case) -> (Inspection, Truth) {
    let mut request = Request::new(case.kind, case.seed);
    request.side = case.side;
    (request.scene.width, request.scene.height) = (1600, 1200);
    request.scene.rotation = case.rotation;
    request.scene.tilt = case.tilt;
    request.scene.defects = case.defect.map(|defect| defect.parse::<Defect>().unwrap()).into_iter().collect();
    let rendered = render(&request, &FONTS).unwrap();
    let bytes = rendered.to_jpeg(90).unwrap();
    (READER.inspect_bytes(&bytes, &OPTIONS).unwrap(), rendered.truth)
}

fn printed(inspection: &Inspection, field: FieldName) -> Option<&str> {
    inspection.readings.get(&field)?.iter().find(|r| r.source == Source::Printed).map(|r| r.value.as_str())
}

/// The overlap of two places' bounds, as a share of their union.
fn overlap(one: &Quad, other: &Quad) -> f32 {
    let (a, b) = (one.bounds(), other.bounds());
    let both = (a.2.min(b.2) - a.0.max(b.0)).max(0.0) * (a.3.min(b.3) - a.1.max(b.1)).max(0.0);
    both / ((a.2 - a.0) * (a.3 - a.1) + (b.2 - b.0) * (b.3 - b.1) - both)
}

fn place(corners: &proofdesk_specimen::Quad) -> Quad {
    Quad(corners.map(|p| [p.x, p.y].into()))
}

#[test]
fn zones_are_exact_whichever_way_the_document_lies() {
    let cases = [
        case(Kind::Passport, 300),
        Case { rotation: 90.0, ..case(Kind::Passport, 301) },
        Case { rotation: 180.0, tilt: 20.0, ..case(Kind::Passport, 302) },
        Case { defect: Some("blur=0.2"), ..case(Kind::Passport, 303) },
        case(Kind::IdTd1, 304),
        Case { rotation: 270.0, ..case(Kind::IdTd1, 305) },
        case(Kind::IdTd2, 306),
        Case { tilt: 25.0, ..case(Kind::IdTd2, 307) },
    ];
    for case in &cases {
        let (inspection, truth) = read(case);
        let what = format!("{} {}: {:?}", case.kind, case.seed, inspection.zone);
        let zone = inspection.zone.as_ref().unwrap_or_else(|| panic!("{what}"));
        let mrz = truth.mrz.as_ref().expect("these kinds have a zone");
        assert_eq!(zone.lines, mrz.lines, "{what}");
        assert!(zone.verified() && zone.confidence > 0.8, "{what}");
        assert!(overlap(&zone.quad, &place(&mrz.quad)) > 0.6, "{what} {:?}", mrz.quad);
        assert!(inspection.specimen, "{what}");
        let document = inspection.document.as_ref().expect("a document was found");
        let corners = truth.corners.expect("a specimen lies on the picture");
        assert!(overlap(&document.corners, &place(&corners)) > 0.9, "{what}");
        // Corners begin at the document's own top left, whichever way it lies.
        let (first, own) = (document.corners.0[0], corners[0]);
        assert!((first.x - own.x).hypot(first.y - own.y) < 60.0, "{what}: {first:?} {own:?}");
    }
}

#[test]
fn printed_fields_are_read_as_printed() {
    let (inspection, truth) = read(&case(Kind::Passport, 310));
    let document = inspection.document.as_ref().expect("a document was found");
    assert_eq!((document.kind, document.side), (DocumentKind::Passport, Some(Side::Front)));
    let fields = [
        FieldName::Surname,
        FieldName::GivenNames,
        FieldName::DocumentNumber,
        FieldName::BirthDate,
        FieldName::ExpiryDate,
        FieldName::IssueDate,
    ];
    for field in fields {
        let (name, true_field) = truth
            .fields
            .iter()
            .find(|(name, _)| name.to_string() == field.as_str())
            .expect("a passport shows it");
        assert_eq!(printed(&inspection, field), Some(true_field.value.as_str()), "{name}");
        let reading =
            inspection.readings[&field].iter().find(|r| r.source == Source::Printed).expect("was read above");
        assert!(
            reading.quad.is_some_and(|quad| overlap(&quad, &place(&true_field.quad)) > 0.3),
            "{name}: {:?} {:?}",
            reading.quad,
            true_field.quad
        );
    }
    // The zone's own reading stands first and beside it.
    assert_eq!(inspection.readings[&FieldName::BirthDate][0].source, Source::Mrz);
}

#[test]
fn a_chinese_card_is_read_by_its_labels() {
    let (inspection, truth) = read(&case(Kind::IdCn, 311));
    assert!(inspection.zone.is_none());
    for field in [FieldName::FullName, FieldName::PersonalNumber, FieldName::BirthDate] {
        let value = truth
            .fields
            .iter()
            .find(|(name, _)| name.to_string() == field.as_str())
            .map(|(_, f)| f.value.as_str());
        assert_eq!(printed(&inspection, field), value, "{field:?}");
    }
    assert_eq!(
        inspection.document.map(|d| (d.kind, d.side)),
        Some((DocumentKind::IdCard, Some(Side::Front)))
    );
}

#[test]
fn a_licence_is_read_by_its_numbers_alone() {
    for seed in [5, 6] {
        let (inspection, truth) = read(&case(Kind::Licence, seed));
        for (name, field) in &truth.fields {
            let name = FieldName::ALL.into_iter().find(|known| known.as_str() == name.to_string());
            let field_read = printed(&inspection, name.expect("the names are the same"));
            // Þ is read as P where no zone says what it is, and a line over the letters' marks may take one for another.
            if matches!(name, Some(FieldName::Surname | FieldName::GivenNames)) {
                assert!(field_read.is_some(), "{seed} {name:?}");
            } else {
                assert_eq!(field_read, Some(field.value.as_str()), "{seed} {name:?}");
            }
        }
        let document = inspection.document.expect("a document was found");
        assert_eq!((document.kind, document.side), (DocumentKind::DrivingLicence, Some(Side::Front)));
        // What explains the numbers on the back is no detail.
        let back = Case { side: proofdesk_specimen::Side::Back, ..case(Kind::Licence, seed) };
        assert!(read(&back).0.readings.is_empty(), "{seed}");
    }
}

#[test]
fn what_cannot_be_read_is_not_claimed() {
    for defect in ["blur=0.8", "motion=0.8", "glare=0.9@mrz", "small=0.9"] {
        let (inspection, truth) = read(&Case { defect: Some(defect), ..case(Kind::Passport, 320) });
        let Some(zone) = &inspection.zone else { continue };
        let right = truth.mrz.as_ref().is_some_and(|mrz| mrz.lines == zone.lines);
        assert!(right || zone.confidence < 0.8, "{defect}: {zone:?}");
    }
    let (empty, _) = read(&Case { defect: Some("none"), ..case(Kind::Passport, 321) });
    assert!(empty.zone.is_none() && empty.readings.is_empty() && empty.quality.is_some(), "{empty:?}");
}

#[test]
fn a_first_look_ends_where_nothing_is_legible_and_nowhere_else() {
    // Between what is not even tried and what is not doubted.
    let soft = |inspection: &Inspection| {
        inspection.quality.as_ref().is_some_and(|quality| (0.2..0.5).contains(&quality.sharpness.value))
    };
    // Shaken beyond reading, and no less sharp by its edges than what is read: no line of it was gone on with.
    for seed in [212, 223] {
        let (shaken, _) = read(&Case { defect: Some("motion=0.9"), ..case(Kind::IdCn, seed) });
        let ended = shaken.print == Some(Print::default());
        assert!(soft(&shaken) && ended, "{seed}: {:?} {:?}", shaken.quality, shaken.print);
    }
    // Soft, and legible all the same, on its head too: on a card without a zone nothing but its lines tells.
    for rotation in [0.0, 180.0] {
        let front = Case { side: proofdesk_specimen::Side::Front, rotation, ..case(Kind::IdTd1, 322) };
        let (softened, _) = read(&Case { defect: Some("blur=0.17"), ..front });
        let print = softened.print.unwrap_or_default();
        assert!(soft(&softened) && print.legible > 10, "{:?} {print:?}", softened.quality);
    }
}

/// Parts of a document that are no document by their shape: no outline is found, and what stands there is read.
#[test]
fn text_without_an_outline_is_read() {
    let flat = render_flat(&Request::new(Kind::Passport, 41), &FONTS, 12.0).expect("is drawn").image;
    let (width, height) = flat.dimensions();
    let page = Picture::from_rgb(width, height, flat.into_raw()).expect("is as long as it says");
    let read = |left: u32, top: u32, width: u32, height: u32| {
        let facts = FileFacts { bytes: 1, format: FileFormat::Jpeg, width, height, problem: None };
        let part = page.part(left, top, width, height).expect("lies within");
        READER.read(&part, facts, &OPTIONS).expect("is read")
    };
    let (column, strip) = (read(525, 105, 300, 633), read(0, height * 3 / 4, width, height / 4));
    assert!(column.document.is_none() && column.print.is_some_and(|print| print.legible > 10), "{column:?}");
    assert!(strip.zone.is_some_and(|zone| zone.verified()));
}

/// A licence's back that is all bars, out of focus: no line of it is legible, and its code is.
#[test]
fn a_soft_code_is_read() {
    let code: Vec<&[u8]> =
        include_str!("data/licence-specimen.pdf417.txt").lines().map(str::as_bytes).collect();
    let (columns, rows) = (code[0].len() as f32, code.len() as f32);
    let level = |x: f32, y: f32| {
        let (u, v) = ((x - 600.0) / 3.0 + columns / 2.0, (y - 450.0) / 3.0 + rows / 2.0);
        let at = (u >= 0.0 && v >= 0.0).then(|| code.get(v as usize)?.get(u as usize)).flatten();
        match at {
            Some(b'#') => 30.0,
            _ if (x - 600.0).abs() < 475.0 && (y - 450.0).abs() < 300.0 => 230.0,
            _ => 120.0,
        }
    };
    let offsets = [-1.5_f32, -0.5, 0.5, 1.5];
    let pixels = (0..1_200 * 900).flat_map(|i| {
        let (x, y) = ((i % 1_200) as f32 + 0.5, (i / 1_200) as f32 + 0.5);
        let around = offsets.iter().flat_map(|dy| offsets.map(|dx| level(x + dx, y + dy)));
        [(around.sum::<f32>() / 16.0) as u8; 3]
    });
    let picture = Picture::from_rgb(1_200, 900, pixels.collect()).expect("has that many pixels");
    let facts = FileFacts { bytes: 1, format: FileFormat::Jpeg, width: 1_200, height: 900, problem: None };
    let read = READER.read(&picture, facts, &OPTIONS).expect("is read");
    let sharpness = read.quality.as_ref().map(|quality| quality.sharpness.value);
    assert!(sharpness.is_some_and(|value| (0.2..0.5).contains(&value)), "{sharpness:?}");
    assert!(read.print == Some(Print::default()), "a first look saw nothing: {:?}", read.print);
    assert!(read.readings.contains_key(&FieldName::DocumentNumber), "{:?}", read.barcodes);
}

/// As a front camera saves what its owner saw: read like any other, and what was read is where it stands on the picture that was
/// sent. Soft print too, which a first look decides about, and a page on its head.
#[test]
fn a_picture_as_in_a_mirror_is_read() {
    use proofdesk_specimen::Side::Front;
    for (kind, seed, defect, rotation) in [
        (Kind::Passport, 4100, None, 0.0),
        (Kind::IdCn, 4101, None, 180.0),
        (Kind::IdTd1, 322, Some("blur=0.14"), 0.0),
    ] {
        let mut request = Request::new(kind, seed);
        request.side = Front;
        request.scene.rotation = rotation;
        (request.scene.width, request.scene.height) = (1600, 1200);
        request.scene.defects =
            defect.map(|defect: &str| defect.parse::<Defect>().expect("is a defect")).into_iter().collect();
        let image = render(&request, &FONTS).expect("is drawn").image;
        let over = image.clone();
        let (width, height) = image.dimensions();
        let over =
            (0..height).flat_map(|y| (0..width).rev().map(move |x| (x, y))).flat_map(|(x, y)| over[(x, y)].0);
        let over = Picture::from_rgb(width, height, over.collect()).expect("is as long as it says");
        let plain = Picture::from_rgb(width, height, image.into_raw()).expect("is as long as it says");
        let read = |picture: &Picture| {
            let facts = FileFacts { bytes: 1, format: FileFormat::Jpeg, width, height, problem: None };
            READER.read(picture, facts, &OPTIONS).expect("is read")
        };
        let (plain, over) = (read(&plain), read(&over));
        let values = |read: &Inspection| -> Vec<(FieldName, String)> {
            read.readings.iter().map(|(field, readings)| (*field, readings[0].value.clone())).collect()
        };
        assert!(
            plain.readings.len() >= if defect.is_some() { 2 } else { 5 },
            "{kind:?} {:?}",
            values(&plain)
        );
        let sharpness = over.quality.as_ref().expect("was measured").sharpness.value;
        assert_eq!(sharpness < 0.5, defect.is_some(), "{sharpness}");
        assert_eq!(values(&plain), values(&over), "{kind:?}");
        let facts = |read: &Inspection| read.document.as_ref().map(|document| (document.kind, document.side));
        assert_eq!(facts(&plain), facts(&over));
        let turned = |quad: &Quad| Quad(quad.0.map(|point| [width as f32 - point.x, point.y].into()));
        for (field, readings) in &plain.readings {
            let (one, other) =
                (readings[0].quad.expect("has a place"), over.readings[field][0].quad.expect("too"));
            assert!(overlap(&turned(&one), &other) > 0.7, "{kind:?} {field:?} {one:?} {other:?}");
        }
        let corners = |read: &Inspection| read.document.as_ref().expect("was found").corners;
        let (one, other) = (turned(&corners(&plain)), corners(&over));
        let apart = |at: usize| (one.0[at].x - other.0[at].x).hypot(one.0[at].y - other.0[at].y);
        assert!((0..4).all(|at| apart(at) < 20.0), "from the document's own top left: {one:?} {other:?}");
    }
}

#[test]
fn any_bytes_give_an_inspection() {
    for (bytes, problem) in [(&b""[..], FileProblem::Corrupt), (b"hello, not a picture", FileProblem::Format)]
    {
        let inspection =
            READER.inspect_bytes(bytes, &OPTIONS).expect("bad bytes are a finding, not our fault");
        assert_eq!(inspection.file.problem, Some(problem));
        assert!(inspection.quality.is_none() && inspection.document.is_none());
    }
}

/// The codes of what stands in the way on a picture that somebody painted over.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn blocking_on(
    mut rendered: Rendered,
    paint: impl Fn(u32, u32, [u8; 3]) -> [u8; 3],
) -> (Inspection, Vec<ReasonCode>) {
    for (x, y, pixel) in rendered.image.enumerate_pixels_mut() {
        pixel.0 = paint(x, y, pixel.0);
    }
    let inspection = READER.inspect_bytes(&rendered.to_jpeg(90).unwrap(), &OPTIONS).unwrap();
    let policy = Policy::default_policy();
    let mut findings = judge::judge_picture(&policy, Mode::Test, &inspection);
    findings.extend(judge::judge_data(&policy, &inspection, OPTIONS.today));
    let blocking = findings.into_iter().filter(|found| found.severity == Severity::Blocking);
    (inspection, blocking.map(|found| found.code).collect())
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn scene(kind: Kind, side: proofdesk_specimen::Side, seed: u64) -> Rendered {
    let mut request = Request::new(kind, seed);
    request.side = side;
    (request.scene.width, request.scene.height) = (1600, 1200);
    render(&request, &FONTS).unwrap()
}

/// White on white: the only edges are the portrait's.
#[test]
fn a_card_whose_edges_nobody_sees_is_found_around_its_print() {
    for (kind, seed) in [(Kind::Licence, 760), (Kind::IdCn, 760), (Kind::IdTd1, 761)] {
        let mut request = Request::new(kind, seed);
        request.side = proofdesk_specimen::Side::Front;
        let mut flat = render_flat(&request, &FONTS, 12.0).expect("renders");
        let mut desk = image::RgbImage::from_pixel(1600, 1200, image::Rgb([244, 244, 242]));
        let (width, height) = flat.image.dimensions();
        let (left, top) = ((1600 - width) / 2, (1200 - height) / 2);
        for (x, y, pixel) in flat.image.enumerate_pixels() {
            // Its paper ends in the desk's white.
            let inside = x.min(y).min(width - 1 - x).min(height - 1 - y) as f32 / 40.0;
            let share = inside.min(1.0);
            let mixed = pixel.0.map(|level| (f32::from(level) * share + 243.0 * (1.0 - share)) as u8);
            desk.put_pixel(left + x, top + y, image::Rgb(mixed));
        }
        flat.image = desk;
        let (inspection, blocking) = blocking_on(flat, |_, _, pixel| pixel);
        let what = format!("{kind} {seed}: {blocking:?} {:?}", inspection.document);
        assert!(blocking.is_empty() && inspection.readings.len() >= 5, "{what}");
        let document = inspection.document.as_ref().unwrap_or_else(|| panic!("{what}"));
        assert_ne!(document.kind, DocumentKind::Other, "{what}");
        let card = Quad::rect(left as f32, top as f32, width as f32, height as f32);
        assert!(overlap(&document.corners, &card) > 0.6, "{what}");
    }
}

/// On print that runs aslant: the portrait has the plainest edges, and most lines are the newspaper's.
#[test]
fn a_card_on_a_newspaper_is_read_and_not_its_portrait() {
    for (kind, seed) in [(Kind::IdTd1, 780), (Kind::Licence, 781)] {
        let mut request = Request::new(Kind::Licence, 782);
        request.side = proofdesk_specimen::Side::Front;
        let line = render_flat(&request, &FONTS, 9.0).expect("renders");
        let address = line.truth.fields.get(&proofdesk_specimen::FieldName::Address);
        let (left, top, right, bottom) = place(&address.expect("a licence says where").quad).bounds();
        let (across, down) = (right - left + 14.0, bottom - top + 12.0);
        let newspaper = |x: u32, y: u32| {
            let (sin, cos) = 0.31_f32.sin_cos();
            let (u, v) = (x as f32 * cos + y as f32 * sin, y as f32 * cos - x as f32 * sin);
            let row = (v / down).floor();
            let (u, v) = ((u + row * 53.0).rem_euclid(across), v.rem_euclid(down));
            let ink = u < right - left && v < bottom - top;
            let level =
                if ink { line.image.get_pixel((left + u) as u32, (top + v) as u32).0[1] } else { 255 };
            image::Rgb([(u16::from(level) * 226 / 255) as u8; 3])
        };
        request = Request::new(kind, seed);
        request.side = proofdesk_specimen::Side::Front;
        let mut flat = render_flat(&request, &FONTS, 12.0).expect("renders");
        let mut desk = image::RgbImage::from_fn(1600, 1200, newspaper);
        let (width, height) = flat.image.dimensions();
        let (left, top) = ((1600 - width) / 2, (1200 - height) / 2);
        image::imageops::overlay(&mut desk, &flat.image, i64::from(left), i64::from(top));
        flat.image = desk;
        let (inspection, blocking) = blocking_on(flat, |_, _, pixel| pixel);
        let what = format!("{kind} {seed}: {blocking:?} {:?}", inspection.document);
        assert!(blocking.is_empty() && inspection.readings.len() >= 5, "{what}");
        let document = inspection.document.as_ref().unwrap_or_else(|| panic!("{what}"));
        let card = Quad::rect(left as f32, top as f32, width as f32, height as f32);
        assert!(overlap(&document.corners, &card) > 0.5, "{what}");
    }
}

#[test]
fn what_is_left_of_a_name_beside_a_finger_is_not_sure() {
    use proofdesk_domain::document::FieldName;
    let licence = scene(Kind::Licence, proofdesk_specimen::Side::Front, 790);
    let truth = licence.truth.fields[&proofdesk_specimen::FieldName::Surname].clone();
    let (left, top, right, bottom) = place(&truth.quad).bounds();
    let (middle, height) = (f32::midpoint(left, right), bottom - top);
    let finger = |x: u32, y: u32, pixel| {
        let (x, y) = (x as f32, y as f32);
        let covers = x > middle && x < right + 4.0 * height && y > top - 4.0 && y < bottom + 4.0;
        if covers { [196, 150, 126] } else { pixel }
    };
    let (inspection, _) = blocking_on(licence, finger);
    let best = |field: &FieldName| {
        let readings = inspection.readings.get(field).into_iter().flatten();
        readings.map(|reading| (reading.value.clone(), reading.confidence)).max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (value, confidence) = best(&FieldName::Surname).expect("half of it is read");
    assert!(value != truth.value && confidence <= 0.75, "{value} {confidence}");
    for field in
        [FieldName::GivenNames, FieldName::BirthDate, FieldName::ExpiryDate, FieldName::DocumentNumber]
    {
        let (value, confidence) = best(&field).expect("is not covered");
        assert!(confidence > 0.8, "{field:?}: {value} {confidence}");
    }
}

#[test]
fn the_lit_side_of_a_card_in_half_a_shadow_is_no_reflection() {
    for seed in [700, 703] {
        let shaded = |x: u32, _: u32, pixel: [u8; 3]| {
            let light = 0.5 + 0.5 * ((x as f32 - 960.0) / 60.0).clamp(0.0, 1.0);
            pixel.map(|level| (f32::from(level) * light) as u8)
        };
        let (inspection, blocking) =
            blocking_on(scene(Kind::IdTd1, proofdesk_specimen::Side::Back, seed), shaded);
        assert_eq!(blocking, [], "{seed}");
        assert!(inspection.zone.is_some_and(|zone| zone.verified()), "{seed}");
    }
}

#[test]
fn a_passport_with_a_thumb_on_its_lines_is_a_passport_and_contradicts_nobody() {
    for seed in [602, 608] {
        let rendered = scene(Kind::Passport, proofdesk_specimen::Side::Front, seed);
        let [_, _, corner, _] = rendered.truth.corners.expect("a specimen lies on the picture");
        let thumb = |x: u32, y: u32, pixel: [u8; 3]| {
            let away = ((x as f32 - corner.x).powi(2) / 3.0 + (y as f32 - corner.y).powi(2)).sqrt();
            if away < 160.0 { [196, 150, 126] } else { pixel }
        };
        let (inspection, blocking) = blocking_on(rendered, thumb);
        assert_eq!(inspection.document.map(|document| document.kind), Some(DocumentKind::Passport), "{seed}");
        assert!(!blocking.contains(&codes::DATA_DOCUMENT_CONFLICT), "{seed}: {blocking:?}");
    }
}
