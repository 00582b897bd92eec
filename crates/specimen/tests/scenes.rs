//! Whole pictures: determinism, truth inside the picture, and defects that do what they say.

#![expect(clippy::unwrap_used, reason = "tests: the helpers too fail by panicking")]

use std::sync::LazyLock;

use image::RgbImage;
use proofdesk_specimen::{
    Background, Date, Defect, DefectKind, Edge, Error, FieldName, Fonts, Holder, Kind, Quad, Rendered,
    Request, Scene, Side, Target, Truth, render, render_flat,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(None).unwrap());

fn request(kind: Kind, side: Side, seed: u64, defects: &[&str]) -> Request {
    let scene = Scene {
        width: 640,
        height: 480,
        background: Some(Background::Plain),
        defects: defects.iter().map(|text| text.parse().unwrap()).collect(),
        ..Scene::default()
    };
    Request { side, scene, ..Request::new(kind, seed) }
}

fn passport(defects: &[&str]) -> Rendered {
    render(&request(Kind::Passport, Side::Front, 5, defects), &FONTS).unwrap()
}

fn luma(image: &RgbImage) -> f32 {
    image.as_raw().iter().map(|v| f32::from(*v)).sum::<f32>() / image.as_raw().len() as f32
}

/// The mean brightness in the middle of a quad.
fn luma_at(image: &RgbImage, quad: &Quad) -> f32 {
    let x = quad.iter().map(|p| p.x).sum::<f32>() / 4.0;
    let y = quad.iter().map(|p| p.y).sum::<f32>() / 4.0;
    let near = |centre: f32, d: i32| (centre as i32 + d) as u32;
    let values: Vec<f32> = (-4..=4)
        .flat_map(|dy| (-4..=4).map(move |dx| (dx, dy)))
        .map(|(dx, dy)| f32::from(image.get_pixel(near(x, dx), near(y, dy)).0[1]))
        .collect();
    values.iter().sum::<f32>() / values.len() as f32
}

/// Mean difference between neighbours: what blur takes away.
fn detail(image: &RgbImage) -> f32 {
    let row = image.width() as usize * 3;
    let raw = image.as_raw();
    raw.iter().zip(&raw[row..]).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / raw.len() as f32
}

fn width_of(quad: &Quad) -> f32 {
    ((quad[1].x - quad[0].x).powi(2) + (quad[1].y - quad[0].y).powi(2)).sqrt()
}

#[test]
fn the_same_request_gives_the_same_bytes_and_another_seed_others() {
    let jpeg = |seed| {
        let made =
            render(&request(Kind::IdTd2, Side::Front, seed, &["glare=0.4", "motion=0.1"]), &FONTS).unwrap();
        (made.to_jpeg(85).unwrap(), serde_json::to_string(&made.truth).unwrap())
    };
    assert_eq!(jpeg(3), jpeg(3));
    assert_ne!(jpeg(3).0, jpeg(4).0);
}

#[test]
fn every_side_says_where_its_details_are_inside_the_picture() {
    for (kind, side) in Kind::ALL_SIDES {
        for seed in 0..4 {
            let made =
                render(&request(kind, side, seed, &["perspective=0.6", "rotated=0.5"]), &FONTS).unwrap();
            let truth = made.truth;
            assert_eq!(made.image.dimensions(), (truth.width, truth.height));
            let zone = truth.mrz.iter().flat_map(|zone| zone.line_quads.iter().chain([&zone.quad]));
            let quads = truth.fields.values().map(|field| &field.quad).chain(zone).chain(&truth.corners);
            for point in quads.chain(&truth.mark).flatten() {
                assert!(
                    (0.0..=640.0).contains(&point.x) && (0.0..=480.0).contains(&point.y),
                    "{kind} {side} {point:?}"
                );
            }
            let least = if (kind, side) == (Kind::Licence, Side::Back) { 0 } else { 3 };
            assert!(truth.fields.len() >= least && truth.fields.values().all(|field| field.visible));
        }
    }
}

#[test]
fn a_side_has_the_zone_that_its_kind_asks_for() {
    let shape = |kind, side| {
        let made = render_flat(&request(kind, side, 2, &[]), &FONTS, 4.0).unwrap();
        made.truth.mrz.map(|zone| (zone.format, zone.lines.len(), zone.lines[0].len()))
    };
    assert_eq!(shape(Kind::Passport, Side::Front), Some(("TD3".into(), 2, 44)));
    assert_eq!(shape(Kind::IdTd1, Side::Front), None);
    assert_eq!(shape(Kind::IdTd1, Side::Back), Some(("TD1".into(), 3, 30)));
    assert_eq!(shape(Kind::IdTd2, Side::Front), Some(("TD2".into(), 2, 36)));
    assert_eq!(shape(Kind::IdCn, Side::Front), None);
    assert_eq!(shape(Kind::IdCn, Side::Back), None);
    assert_eq!(shape(Kind::Licence, Side::Front), None);
    assert!(matches!(
        render(&request(Kind::Passport, Side::Back, 2, &[]), &FONTS),
        Err(Error::NoSuchSide { .. })
    ));
}

#[test]
fn chosen_details_are_printed_and_written_in_the_zone() {
    let mut wanted = request(Kind::Passport, Side::Front, 1, &[]);
    wanted.holder.surname = "MÜLLER".into();
    wanted.holder.expiry_date = Date::new(2031, 12, 9);
    let truth = render(&wanted, &FONTS).unwrap().truth;
    assert_eq!(truth.fields[&FieldName::Surname].value, "MÜLLER");
    assert_eq!(truth.fields[&FieldName::ExpiryDate].value, "2031-12-09");
    assert_eq!(truth.fields[&FieldName::ExpiryDate].printed, "09 DEC/DÉC 2031");
    let lines = truth.mrz.unwrap().lines;
    assert!(lines[0].starts_with("P<UTOMUELLER<<"), "{lines:?}");
    assert_eq!(&lines[1][21..27], "311209");
}

#[test]
fn a_card_without_end_says_so() {
    let mut wanted = request(Kind::IdCn, Side::Back, 1, &[]);
    wanted.holder.expiry_date = None;
    let field = &render(&wanted, &FONTS).unwrap().truth.fields[&FieldName::ExpiryDate];
    assert_eq!((field.value.as_str(), field.printed.as_str()), ("9999-12-31", "长期"));
}

#[test]
fn light_defects_change_the_light() {
    let good = luma(&passport(&[]).image);
    assert!(luma(&passport(&["dark=0.6"]).image) < good * 0.7);
    assert!(luma(&passport(&["dark=1"]).image) < luma(&passport(&["dark=0.3"]).image));
    assert!(luma(&passport(&["overexposed=0.6"]).image) > good * 1.2);
    let grey = passport(&["grayscale=1"]).image;
    assert!(grey.pixels().all(|p| p.0[0].abs_diff(p.0[1]) <= 1 && p.0[1].abs_diff(p.0[2]) <= 1));
}

#[test]
fn blur_and_motion_take_detail_away_by_strength() {
    let of = |text: &str| detail(&passport(&[text]).image);
    let good = detail(&passport(&[]).image);
    assert!(of("blur=0.3") < good * 0.95 && of("blur=0.9") < of("blur=0.3"));
    assert!(of("motion=0.3@90") < good * 0.95 && of("motion=0.9@90") < of("motion=0.3@90"));
}

#[test]
fn glare_lies_on_its_field() {
    let made = passport(&["glare=0.8@expiry_date"]);
    let field = &made.truth.fields[&FieldName::ExpiryDate].quad;
    let defect = &made.truth.defects[0];
    assert_eq!(defect.target, Some(Target::Field(FieldName::ExpiryDate)));
    assert!(luma_at(&made.image, field) > 225.0);
    assert!(luma_at(&made.image, field) > luma_at(&passport(&[]).image, field) + 20.0);
    assert!(width_of(&defect.quad) > width_of(field) * 0.6);
    let nowhere = render(&request(Kind::IdTd1, Side::Front, 1, &["glare@mrz"]), &FONTS);
    assert!(matches!(nowhere, Err(Error::NoSuchTarget { target: Target::Zone })));
}

#[test]
fn cut_off_pushes_the_named_edge_out() {
    let outside = |truth: &Truth, edge: Edge| {
        truth.corners.unwrap().iter().any(|p| match edge {
            Edge::Left => p.x < 0.0,
            Edge::Right => p.x > 640.0,
            Edge::Top => p.y < 0.0,
            Edge::Bottom => p.y > 480.0,
        })
    };
    for edge in [Edge::Left, Edge::Right, Edge::Top, Edge::Bottom] {
        let truth = passport(&[&format!("cut_off=0.5@{edge}")]).truth;
        assert!(outside(&truth, edge), "{edge}");
        assert!(
            truth.defects[0]
                .quad
                .iter()
                .all(|p| (0.0..=640.0).contains(&p.x) && (0.0..=480.0).contains(&p.y))
        );
    }
    let truth = passport(&["cut_off=0.8@bottom"]).truth;
    assert!(!truth.mrz.unwrap().visible && truth.fields[&FieldName::DocumentNumber].visible);
}

#[test]
fn small_rotated_two_and_none() {
    let good = passport(&[]).truth.corners.unwrap();
    let small = passport(&["small=1"]).truth.corners.unwrap();
    assert!(width_of(&small) < width_of(&good) * 0.3);
    let turned = passport(&["rotated=0@180"]).truth.corners.unwrap();
    assert!(turned[0].x > turned[2].x && turned[0].y > turned[2].y);
    let two = passport(&["two_documents"]).truth;
    assert!(two.defects[0].quad[0].x > two.corners.unwrap()[1].x - 40.0);
    let none = passport(&["none"]).truth;
    assert!(none.corners.is_none() && none.fields.is_empty() && none.mrz.is_none());
}

#[test]
fn truth_is_written_and_read_back() {
    let truth = passport(&["glare=0.5@mrz", "cut_off=0.2@left"]).truth;
    let text = serde_json::to_string(&truth).unwrap();
    let again: Truth = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert!(text.contains(r#""target":"mrz""#) && text.contains(r#""kind":"cut_off""#));
}

/// Of a screen there is a third of each dot for each colour: grey paper is no longer grey in any pixel, and as bright as before.
#[test]
fn a_screen_tears_colours_apart_and_keeps_the_light() {
    let apart = |image: &RgbImage| {
        image.pixels().map(|p| f32::from(p.0[0].abs_diff(p.0[1]))).sum::<f32>() / image.pixels().len() as f32
    };
    let (plain, screen) = (passport(&[]), passport(&["screen=0.6@3"]));
    assert!(apart(&screen.image) > 2.0 * apart(&plain.image));
    let light = luma(&screen.image) / luma(&plain.image);
    assert!((0.75..1.1).contains(&light), "{light}");
    assert_eq!(screen.truth.defects[0].quad, screen.truth.corners.unwrap(), "all of the document");
    assert_ne!(screen.image, passport(&["screen=0.6@20"]).image);
}

#[test]
fn no_real_issuer_and_no_assigned_number() {
    let mut real = request(Kind::Passport, Side::Front, 1, &[]);
    real.holder.issuing_country = "FRA".into();
    assert!(matches!(render(&real, &FONTS), Err(Error::RealIssuer { .. })));
    let mut real = request(Kind::IdCn, Side::Front, 1, &[]);
    real.holder.personal_number = "11010519491231002X".into();
    assert!(matches!(render_flat(&real, &FONTS, 4.0), Err(Error::RealNumber { .. })));
}

#[test]
fn extreme_sizes_and_strengths_render_or_are_refused() {
    let sized = |width, height, defects: Vec<Defect>| {
        let scene = Scene { width, height, defects, fill: f32::NAN, tilt: 500.0, ..Scene::default() };
        render(&Request { scene, ..Request::new(Kind::Passport, 1) }, &FONTS)
    };
    assert!(matches!(sized(8, 100, Vec::new()), Err(Error::BadSize { .. })));
    let all = DefectKind::ALL.iter().filter(|kind| **kind != DefectKind::None);
    let worst = all.map(|kind| Defect { kind: *kind, strength: 7.0, target: None }).collect();
    let made = sized(16, 900, worst).unwrap();
    assert_eq!(made.image.dimensions(), (16, 900));
}

#[test]
fn a_missing_font_names_the_command_that_mends_it() {
    let message = Fonts::find(Some(std::path::Path::new("/nonexistent"))).unwrap_err().to_string();
    assert!(message.contains("make setup"), "{message}");
}

#[test]
fn holders_come_from_the_seed() {
    let a = Request::new(Kind::IdCn, 9);
    assert_eq!(a.holder, Holder::from_seed(9, Kind::IdCn.script()));
}

#[test]
fn no_defect_hides_every_mark() {
    for (kind, side) in Kind::ALL_SIDES {
        for edge in ["top", "right", "bottom", "left"] {
            let cut = format!("cut_off=1@{edge}");
            let made = render(&request(kind, side, 3, &["overexposed=1", "glare=1", &cut]), &FONTS).unwrap();
            let red = made.image.pixels().filter(|p| i32::from(p.0[0]) - i32::from(p.0[1]) > 70).count();
            let bare = render(&request(kind, side, 3, &["none", "overexposed=1"]), &FONTS).unwrap();
            let desk = bare.image.pixels().filter(|p| i32::from(p.0[0]) - i32::from(p.0[1]) > 70).count();
            assert!(desk == 0 && red > 60, "{kind} {side} {edge}: {red} red pixels, {desk} without document");
        }
    }
}
