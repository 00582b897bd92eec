//! Where a document lies whose edges cannot be seen, white on a white desk or a sheet: around its print.

use crate::page::{Page, Span, Up};
use proofdesk_domain::picture::{Point, Quad};
use proofdesk_vision::Picture;

/// Lines that are too few to say where a document is.
const FEW: usize = 4;
/// What lies around the print of a document, in shares of the print's own width and height.
const MARGIN: (f32, f32) = (0.06, 0.12);

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
    let [a, b, _, d] = place.0;
    let at = |x: f32, y: f32| Point {
        x: a.x + (b.x - a.x) * x + (d.x - a.x) * y,
        y: a.y + (b.y - a.y) * x + (d.y - a.y) * y,
    };
    Quad([at(left, top), at(right, top), at(right, bottom), at(left, bottom)])
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
    use crate::detect::TextBox;
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
}
