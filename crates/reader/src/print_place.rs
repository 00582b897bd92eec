//! Where a document lies by its print: one whose edges cannot be seen, white on a white desk or a sheet, or one for which a pattern
//! was taken that its print disproves.

use crate::{
    detect::TextBox,
    page::{Page, Span, Up},
};
use proofdesk_domain::picture::{Point, Quad};
use proofdesk_vision::{Found, Picture};

/// Lines that are too few to say where a document is.
const FEW: usize = 4;
/// What lies around the print of a document, in shares of the print's own width and height.
const MARGIN: (f32, f32) = (0.06, 0.12);
/// How far beyond the picture's borders a place may reach that lies within them, and how near to them print is cut off, as a share of
/// the picture's longer side.
const REACH: f32 = 0.02;

/// The place around all lines of a page, in the direction of its text.
pub(crate) fn around(page: &Page<'_>) -> Option<Quad> {
    let lines: Vec<&Span> = page.spans.iter().filter(|span| span.length() > 2.0 * span.half_height).collect();
    if lines.len() < FEW {
        return None;
    }
    let range = |pick: &dyn Fn(&Span) -> (f32, f32)| {
        lines
            .iter()
            .map(|span| pick(span))
            .fold((f32::MAX, f32::MIN), |(low, high), (a, b)| (low.min(a), high.max(b)))
    };
    let (left, right) = range(&|span| (span.left, span.right));
    let (top, bottom) = range(&|span| (span.middle() - span.half_height, span.middle() + span.half_height));
    let (beside, above) = ((right - left) * MARGIN.0, (bottom - top) * MARGIN.1);
    let all = Span {
        left: left - beside,
        right: right + beside,
        offset: top.midpoint(bottom),
        slope: 0.0,
        half_height: (bottom - top) / 2.0 + above,
    };
    Some(page.quad(&all, Up::Same))
}

/// Lines that run along or straight across a direction, and the others.
pub(crate) fn running(boxes: &[TextBox], angle: f32) -> (Vec<TextBox>, Vec<TextBox>) {
    /// Radians within which two lines run alike.
    const ALIKE: f32 = 0.07;
    let quarter = std::f32::consts::FRAC_PI_2;
    let off = |b: &TextBox| (b.angle - angle + quarter / 2.0).rem_euclid(quarter) - quarter / 2.0;
    boxes.iter().copied().partition(|b| off(b).abs() < ALIKE)
}

/// Of a picture that is full of print the lines that run along an outline's sides (a portrait's say), and those that run otherwise
/// than most; where there are enough of them, and others beside.
pub(crate) fn other_directions(boxes: &[TextBox], outline: Option<&Found>) -> Vec<Vec<TextBox>> {
    let seen_whole = outline.filter(|found| found.cut_edges.is_empty() && !found.fills_picture);
    let as_outline = seen_whole.map(|found| {
        let [a, b, ..] = found.corners.0;
        running(boxes, (b.y - a.y).atan2(b.x - a.x)).0
    });
    // Not the mean of them all, which lies between a newspaper and the card on it.
    let length = |part: &[TextBox]| part.iter().map(|b| b.half_length).sum::<f32>();
    let by_length = |a: &(Vec<TextBox>, _), b: &(Vec<TextBox>, _)| length(&a.0).total_cmp(&length(&b.0));
    let most = boxes.iter().map(|b| running(boxes, b.angle)).max_by(by_length);
    let otherwise = most.map(|(_, otherwise)| otherwise);
    let (all, lines) = (boxes.len(), |b: &&TextBox| b.half_length > 2.0 * b.half_height);
    let enough = move |part: &Vec<TextBox>| part.len() < all && part.iter().filter(lines).count() >= FEW;
    let mut parts: Vec<_> = as_outline.into_iter().chain(otherwise).filter(enough).collect();
    parts.dedup();
    parts
}

/// The place around lines on a picture, in the direction of their text.
fn around_lines(lines: &[Quad]) -> Option<Quad> {
    if lines.len() < FEW {
        return None;
    }
    let (x, y) = lines.iter().fold((0.0, 0.0), |(x, y), Quad([a, b, _, _])| (x + b.x - a.x, y + b.y - a.y));
    let length = f32::hypot(x, y).max(1.0);
    let (x, y) = (x / length, y / length);
    let points = lines.iter().flat_map(|line| line.0).map(|p| (p.x * x + p.y * y, p.y * x - p.x * y));
    let (left, top, right, bottom) = points
        .fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |(l, t, r, b), (along, down)| {
            (l.min(along), t.min(down), r.max(along), b.max(down))
        });
    let (beside, above) = ((right - left) * MARGIN.0, (bottom - top) * MARGIN.1);
    let at = |along: f32, down: f32| Point { x: along * x - down * y, y: along * y + down * x };
    let (left, top, right, bottom) = (left - beside, top - above, right + beside, bottom + above);
    Some(Quad([at(left, top), at(right, top), at(right, bottom), at(left, bottom)]))
}

/// Where the document is instead, where its print disproves an outline: lines of a cloth's pattern make as good a card as its edges.
/// `card` is where its zone says that it is, `lines` are those that were read.
pub(crate) fn instead_of(
    outline: &Found,
    picture: &Picture,
    card: Option<Quad>,
    lines: &[Quad],
) -> Option<Quad> {
    /// Area of an outline that runs out of the picture, over that of what its zone or its print says.
    const TOO_LARGE_FOR_ZONE: f32 = 1.3;
    const TOO_LARGE_FOR_PRINT: f32 = 2.5;
    /// What is seen so aslant that its sides run together says nothing by where they run, degrees.
    const TILTED: f32 = 25.0;
    /// How far from its outline's sides print runs at most, as a share of its length: five degrees.
    const ASLANT: f32 = 0.09;
    if outline.fills_picture {
        return None;
    }
    let runs_out = !outline.cut_edges.is_empty();
    let (place, too_large) = match card {
        Some(card) => (card, TOO_LARGE_FOR_ZONE),
        None => (around_lines(lines)?, TOO_LARGE_FOR_PRINT),
    };
    let [a, b, ..] = place.0;
    let (x, y) = (b.x - a.x, b.y - a.y);
    let slant = |side: usize| {
        let (p, q) = (outline.corners.0[side], outline.corners.0[(side + 1) % 4]);
        let (along, across) = ((q.x - p.x) * x + (q.y - p.y) * y, (q.y - p.y) * x - (q.x - p.x) * y);
        along.abs().min(across.abs()) / along.abs().max(across.abs()).max(1.0)
    };
    let aslant = outline.tilt_degrees < TILTED && (0..4).all(|side| slant(side) > ASLANT);
    let disproved = aslant || runs_out && outline.corners.area() > too_large * place.area();
    let whole = keeps_within(picture, &place, -REACH) && (card.is_some() || !cut_off(picture, lines));
    (disproved && whole).then_some(place)
}

/// The place around a document's details, where it and they lie within the picture: what runs up to its borders is a part of a
/// document.
pub(crate) fn around_details(picture: &Picture, details: &[Quad]) -> Option<Quad> {
    let place = around_lines(details)?;
    (keeps_within(picture, &place, -REACH) && !cut_off(picture, details)).then_some(place)
}

/// Whether print runs up to the picture's border, and is cut off there.
fn cut_off(picture: &Picture, lines: &[Quad]) -> bool {
    lines.iter().any(|line| !keeps_within(picture, line, REACH))
}

/// Whether a place keeps so far away from the picture's borders, as a share of its longer side; reaches so far beyond them at most
/// where that is negative.
fn keeps_within(picture: &Picture, place: &Quad, distance: f32) -> bool {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (left, top, right, bottom) = place.bounds();
    let distance = distance * width.max(height);
    left > distance && top > distance && right < width - distance && bottom < height - distance
}

/// The inside of a place whose borders were not seen: what lies along them may be the desk.
pub(crate) fn inside(place: &Quad) -> Quad {
    let at = |x: f32, y: f32| at(place, x, y);
    let (x, y) = (MARGIN.0 / (1.0 + 2.0 * MARGIN.0), MARGIN.1 / (1.0 + 2.0 * MARGIN.1));
    Quad([at(x, y), at(1.0 - x, y), at(1.0 - x, 1.0 - y), at(x, 1.0 - y)])
}

/// Where to look for print: all of the picture, or about what was found where that is a small part of it.
pub(crate) fn surroundings(picture: &Picture, outline: Option<&Quad>) -> Quad {
    /// Sizes of what was found that are looked at, and the share of the picture from which on it is all looked at.
    const TIMES: f32 = 4.0;
    const MOST: f32 = 0.6;
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let whole = Quad::rect(0.0, 0.0, width, height);
    let Some((left, top, right, bottom)) = outline.map(Quad::bounds) else { return whole };
    let half = (right - left).max(bottom - top) * TIMES / 2.0;
    let (x, y) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    let (from_x, to_x) = ((x - half).clamp(0.0, width), (x + half).clamp(0.0, width));
    let (from_y, to_y) = ((y - half).clamp(0.0, height), (y + half).clamp(0.0, height));
    let part = Quad::rect(from_x, from_y, to_x - from_x, to_y - from_y);
    if (to_x - from_x).min(to_y - from_y) < 64.0 || part.area() > MOST * width * height {
        whole
    } else {
        part
    }
}

/// Lines that stand outside a place, a twentieth of its size away and more.
pub(crate) fn lines_outside(page: &Page<'_>, place: &Quad) -> usize {
    const AWAY: f32 = 0.05;
    let outside = |span: &&Span| {
        let middle = centre(&page.quad(span, Up::Same));
        let (x, y) = within(place, middle);
        !(-AWAY..=1.0 + AWAY).contains(&x) || !(-AWAY..=1.0 + AWAY).contains(&y)
    };
    page.spans.iter().filter(|span| span.length() > 2.0 * span.half_height).filter(outside).count()
}

/// The same place, wider so that it holds the corners of another; neither where that would more than double it.
pub(crate) fn with(place: &Quad, other: &Quad) -> Quad {
    let points: Vec<(f32, f32)> = other.0.iter().map(|&corner| within(place, corner)).collect();
    let range = |pick: fn(&(f32, f32)) -> f32| {
        points.iter().map(pick).fold((0.0_f32, 1.0_f32), |(low, high), x| (low.min(x), high.max(x)))
    };
    let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
    if (right - left) * (bottom - top) > 2.0 {
        return *place;
    }
    let at = |x: f32, y: f32| at(place, x, y);
    Quad([at(left, top), at(right, top), at(right, bottom), at(left, bottom)])
}

/// The point that lies so far along a place's upper and its left side.
fn at(place: &Quad, x: f32, y: f32) -> Point {
    let [a, b, _, d] = place.0;
    Point { x: a.x + (b.x - a.x) * x + (d.x - a.x) * y, y: a.y + (b.y - a.y) * x + (d.y - a.y) * y }
}

/// Where a point is in a place, along its upper and its left side: 0 to 1 within.
pub(crate) fn within(place: &Quad, point: Point) -> (f32, f32) {
    let [a, b, _, d] = place.0;
    let along = |to: Point| {
        let (x, y) = (to.x - a.x, to.y - a.y);
        ((point.x - a.x) * x + (point.y - a.y) * y) / (x * x + y * y).max(1.0)
    };
    (along(b), along(d))
}

fn centre(quad: &Quad) -> Point {
    let sum = |pick: fn(&Point) -> f32| quad.0.iter().map(pick).sum::<f32>() / 4.0;
    Point { x: sum(|p| p.x), y: sum(|p| p.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_vision::{Crop, upright};

    fn crop() -> Crop {
        let picture = Picture::from_rgb(400, 200, vec![0; 400 * 200 * 3]).unwrap();
        upright(&picture, &Quad::rect(0.0, 0.0, 400.0, 200.0), 400, 200).unwrap()
    }

    fn line(x: f32, y: f32) -> TextBox {
        TextBox { x, y, half_length: 50.0, half_height: 5.0, angle: 0.0, score: 0.9 }
    }

    #[test]
    fn a_place_lies_around_all_lines_and_a_portrait_beside_them() {
        let crop = crop();
        let lines = [line(200.0, 60.0), line(200.0, 80.0), line(220.0, 100.0), line(200.0, 140.0)];
        assert_eq!(around(&Page::new(&crop, &lines[..3])), None);
        let page = Page::new(&crop, &lines);
        let place = around(&page).expect("four lines");
        let (left, top, right, bottom) = place.bounds();
        assert!((left - 142.8).abs() < 1.0 && (right - 277.2).abs() < 1.0, "{place:?}");
        assert!((top - 44.2).abs() < 1.0 && (bottom - 155.8).abs() < 1.0, "{place:?}");
        // Beside a portrait all four stand outside; within the place none does.
        let portrait = Quad::rect(90.0, 60.0, 50.0, 70.0);
        assert_eq!((lines_outside(&page, &portrait), lines_outside(&page, &place)), (4, 0));
        let (left, top, right, _) = with(&place, &portrait).bounds();
        assert!((left - 90.0).abs() < 0.5 && (top - 44.2).abs() < 1.0 && (right - 277.2).abs() < 1.0);
        let looked_at = |outline: Option<&Quad>| {
            surroundings(&Picture::from_rgb(400, 200, vec![0; 400 * 200 * 3]).unwrap(), outline).bounds()
        };
        assert_eq!(looked_at(None), (0.0, 0.0, 400.0, 200.0));
        assert_eq!(looked_at(Some(&Quad::rect(20.0, 60.0, 40.0, 50.0))), (0.0, 0.0, 140.0, 185.0), "clipped");
        assert_eq!(looked_at(Some(&Quad::rect(90.0, 60.0, 300.0, 70.0))), (0.0, 0.0, 400.0, 200.0));
        // A wall is no portrait.
        assert_eq!(with(&place, &Quad::rect(0.0, 0.0, 400.0, 200.0)), place);
    }

    #[test]
    fn lines_of_a_newspaper_are_set_apart_by_where_they_run() {
        let slanted = |at: f32, angle: f32| TextBox { angle, ..line(at, at) };
        let newspaper = (0..20_u8).map(|i| slanted(f32::from(i) * 10.0, 0.4));
        let card = (0..5_u8).map(|i| slanted(100.0 + f32::from(i) * 10.0, -0.02));
        let boxes: Vec<TextBox> = newspaper.chain(card.clone()).collect();
        let card: Vec<TextBox> = card.collect();
        let parts = |outline: Option<&Found>| other_directions(&boxes, outline);
        // A portrait that stands upright on the card; one that is cut off, or none, says no direction.
        let portrait = found(Quad::rect(40.0, 40.0, 60.0, 80.0), false);
        assert_eq!(parts(Some(&portrait)), vec![card.clone()], "once");
        assert_eq!(parts(Some(&found(portrait.corners, true))), vec![card.clone()]);
        assert_eq!(parts(None), vec![card.clone()]);
        // Turned with the newspaper's own pictures.
        let (sin, cos) = 0.4_f32.sin_cos();
        let picture = Quad(
            [(0.0, 0.0), (60.0, 0.0), (60.0, 80.0), (0.0, 80.0)]
                .map(|(x, y)| Point { x: x * cos - y * sin, y: x * sin + y * cos }),
        );
        assert_eq!(parts(Some(&found(picture, false))), [boxes[..20].to_vec(), card.clone()]);
        // All alike, or too few that are not.
        assert_eq!(other_directions(&card, Some(&portrait)), Vec::<Vec<TextBox>>::new());
        assert_eq!(other_directions(&boxes[..23], None), Vec::<Vec<TextBox>>::new());
    }

    fn found(corners: Quad, cut: bool) -> Found {
        let cut_edges =
            cut.then_some((proofdesk_domain::picture::Edge::Right, corners)).into_iter().collect();
        Found { corners, confidence: 0.8, cut_edges, aspect: 1.5, tilt_degrees: 0.0, fills_picture: false }
    }

    #[test]
    fn details_that_the_picture_cuts_off_say_no_place() {
        let picture = Picture::from_rgb(400, 300, vec![0; 400 * 300 * 3]).unwrap();
        let details = |left: f32, width: f32| {
            (0..4_u8).map(|i| Quad::rect(left, 100.0 + 20.0 * f32::from(i), width, 10.0)).collect::<Vec<_>>()
        };
        let place =
            |left: f32, width: f32| around_details(&picture, &details(left, width)).map(|p| p.bounds().0);
        assert!(place(60.0, 100.0).is_some_and(|left| (left - 54.0).abs() < 0.1));
        // Narrow, so that what lies around them does not reach far beyond the border that they touch.
        assert_eq!(place(1.0, 100.0), None);
        // Within, and what lies around them is not.
        assert_eq!(place(10.0, 370.0), None);
    }

    #[test]
    fn print_disproves_a_pattern_that_was_taken_for_a_document() {
        let picture = Picture::from_rgb(400, 300, vec![0; 400 * 300 * 3]).unwrap();
        let lines: Vec<Quad> =
            (0..5_u8).map(|i| Quad::rect(150.0, 100.0 + 20.0 * f32::from(i), 100.0, 10.0)).collect();
        let instead = |outline: &Found, card, lines: &[Quad]| {
            instead_of(outline, &picture, card, lines).map(|place| place.bounds())
        };
        // A card about its print, seen whole or not.
        let card = Quad::rect(120.0, 80.0, 160.0, 120.0);
        assert_eq!([false, true].map(|cut| instead(&found(card, cut), None, &lines)), [None, None]);
        // One that runs out of the picture and is much larger than what is printed; a page with much room is not.
        let cloth = Quad::rect(-40.0, -20.0, 430.0, 310.0);
        let (left, top, right, bottom) =
            instead(&found(cloth, true), None, &lines).expect("around the print");
        assert!((left - 144.0).abs() < 1.0 && (right - 256.0).abs() < 1.0, "{left} {right}");
        assert!((top - 89.2).abs() < 1.0 && (bottom - 200.8).abs() < 1.0, "{top} {bottom}");
        assert_eq!(instead(&found(cloth, false), None, &lines), None);
        assert_eq!(instead(&found(cloth, true), None, &lines[..3]), None, "three lines say nothing");
        // One whose sides run across the print.
        let aslant =
            Quad([(60.0, 40.0), (340.0, 90.0), (300.0, 290.0), (20.0, 240.0)].map(|(x, y)| Point { x, y }));
        assert!(instead(&found(aslant, false), None, &lines).is_some());
        // What its zone says counts before all, where that is on the picture.
        let open = Quad::rect(100.0, -90.0, 200.0, 280.0);
        assert_eq!(instead(&found(open, true), Some(card), &lines), Some(card.bounds()));
        assert_eq!(instead(&found(open, true), Some(Quad::rect(100.0, -90.0, 160.0, 120.0)), &lines), None);
    }

    #[test]
    fn the_inside_of_a_place_is_where_print_was() {
        let (left, top, right, bottom) = inside(&Quad::rect(0.0, 0.0, 112.0, 124.0)).bounds();
        for (got, want) in [(left, 6.0), (top, 12.0), (right, 106.0), (bottom, 112.0)] {
            assert!((got - want).abs() < 0.1, "{got} {want}");
        }
    }
}
