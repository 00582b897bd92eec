//! The lines of text on an upright crop, in a frame of their own: u along the text, v down.

use crate::detect::TextBox;
use proofdesk_domain::picture::{Point, Quad};
use proofdesk_vision::Crop;

/// A run of text, in the frame of the page's text (pixels of the crop, turned).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    /// Left end.
    pub(crate) left: f32,
    /// Right end.
    pub(crate) right: f32,
    /// Middle of the line at u = 0.
    pub(crate) offset: f32,
    /// How much v grows with u.
    pub(crate) slope: f32,
    /// Half the height of the line.
    pub(crate) half_height: f32,
}

impl Span {
    /// v at the middle of its length.
    pub(crate) fn middle(&self) -> f32 {
        self.offset + self.slope * self.left.midpoint(self.right)
    }

    pub(crate) fn length(&self) -> f32 {
        self.right - self.left
    }
}

/// Which end of the page is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Up {
    /// v grows downwards.
    Same,
    /// The page stands on its head.
    Flipped,
}

/// The detector's lines on one crop.
pub(crate) struct Page<'a> {
    crop: &'a Crop,
    angle: f32,
    /// Every line, from the top.
    pub(crate) spans: Vec<Span>,
    /// Extent of the crop along the text.
    pub(crate) extent: (f32, f32),
    /// Extent of the crop across the text.
    pub(crate) depth: (f32, f32),
}

impl<'a> Page<'a> {
    pub(crate) fn new(crop: &'a Crop, boxes: &[TextBox]) -> Self {
        let angle = direction(boxes);
        let (sin, cos) = angle.sin_cos();
        let turn = |x: f32, y: f32| (x * cos + y * sin, y * cos - x * sin);
        let mut spans: Vec<Span> = boxes
            .iter()
            .filter_map(|b| {
                let quarter = std::f32::consts::FRAC_PI_2;
                let mut off = (b.angle - angle + quarter).rem_euclid(2.0 * quarter) - quarter;
                let (mut half_length, mut half_height) = (b.half_length, b.half_height);
                if off.abs() > quarter / 2.0 && half_length < 2.0 * half_height {
                    // A word of one or two letters taken for a piece of a line across.
                    off = 0.0;
                    std::mem::swap(&mut half_length, &mut half_height);
                }
                if off.abs() > 0.35 {
                    return None;
                }
                let (u, v) = turn(b.x, b.y);
                let slope = off.tan();
                let reach = half_length * off.cos();
                Some(Span { left: u - reach, right: u + reach, offset: v - slope * u, slope, half_height })
            })
            .collect();
        spans.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
        let (w, h) = (crop.picture().width() as f32, crop.picture().height() as f32);
        let corners = [turn(0.0, 0.0), turn(w, 0.0), turn(w, h), turn(0.0, h)];
        let range = |pick: fn(&(f32, f32)) -> f32| {
            corners.iter().map(pick).fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)))
        };
        Self { crop, angle, spans, extent: range(|c| c.0), depth: range(|c| c.1) }
    }

    /// The place of a span on the picture, clockwise from where its text begins above.
    pub(crate) fn quad(&self, span: &Span, up: Up) -> Quad {
        let (sin, cos) = self.angle.sin_cos();
        let back = |u: f32, v: f32| Point { x: u * cos - v * sin, y: u * sin + v * cos };
        let at = |u: f32, side: f32| back(u, span.offset + span.slope * u + side * span.half_height);
        let [a, b, c, d] =
            [at(span.left, -1.0), at(span.right, -1.0), at(span.right, 1.0), at(span.left, 1.0)];
        let corners = match up {
            Up::Same => [a, b, c, d],
            Up::Flipped => [c, d, a, b],
        };
        self.crop.to_picture(&Quad(corners))
    }

    /// Quarter turns clockwise from the crop's own corners to the corner where the page begins.
    pub(crate) fn quarter_turns(&self, up: Up) -> u8 {
        let quarters = (self.angle / std::f32::consts::FRAC_PI_2).round() as i32;
        let flip = if up == Up::Flipped { 2 } else { 0 };
        (quarters + flip).rem_euclid(4) as u8
    }

    /// Length of the page along the text.
    pub(crate) fn width(&self) -> f32 {
        self.extent.1 - self.extent.0
    }
}

/// The direction that most of the text has, -π/4 to 3π/4.
fn direction(boxes: &[TextBox]) -> f32 {
    let elongated = |b: &&TextBox| b.half_length > 2.5 * b.half_height;
    // Half a turn is no difference: angles are doubled, then averaged.
    let mean = |boxes: &mut dyn Iterator<Item = &TextBox>| {
        let (s, c) = boxes.fold((0.0, 0.0), |(s, c), b| {
            (s + b.half_length * (2.0 * b.angle).sin(), c + b.half_length * (2.0 * b.angle).cos())
        });
        0.5 * f32::atan2(s, c)
    };
    let rough = mean(&mut boxes.iter().filter(elongated));
    let near = |b: &&TextBox| (2.0 * (b.angle - rough)).cos() > 0.7;
    let fine = mean(&mut boxes.iter().filter(elongated).filter(near));
    if fine < -std::f32::consts::FRAC_PI_4 - 0.1 { fine + std::f32::consts::PI } else { fine }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_vision::{Picture, upright};

    fn line(x: f32, y: f32, half_length: f32, angle: f32) -> TextBox {
        TextBox { x, y, half_length, half_height: 5.0, angle, score: 0.9 }
    }

    fn crop() -> Crop {
        let picture = Picture::from_rgb(400, 200, vec![0; 400 * 200 * 3]).unwrap();
        upright(&picture, &Quad::rect(0.0, 0.0, 400.0, 200.0), 400, 200).unwrap()
    }

    #[test]
    fn a_span_goes_back_to_its_place() {
        let crop = crop();
        let page = Page::new(&crop, &[line(200.0, 100.0, 80.0, 0.1), line(200.0, 140.0, 90.0, 0.1)]);
        let (left, top, right, bottom) = page.quad(&page.spans[0], Up::Same).bounds();
        assert!((left.midpoint(right) - 200.0).abs() < 0.5 && (top.midpoint(bottom) - 100.0).abs() < 0.5);
        let flipped = page.quad(&page.spans[0], Up::Flipped);
        assert_eq!(flipped.0[0], page.quad(&page.spans[0], Up::Same).0[2]);
    }

    #[test]
    fn upright_and_sideways_pages_are_told_apart() {
        let crop = crop();
        let quarter = std::f32::consts::FRAC_PI_2;
        let level = Page::new(&crop, &[line(200.0, 60.0, 80.0, 0.02), line(200.0, 140.0, 90.0, -0.02)]);
        assert_eq!((level.quarter_turns(Up::Same), level.quarter_turns(Up::Flipped)), (0, 2));
        let upended =
            Page::new(&crop, &[line(100.0, 100.0, 80.0, quarter), line(140.0, 100.0, 90.0, -quarter + 0.01)]);
        assert_eq!(upended.quarter_turns(Up::Same), 1);
        assert!(upended.spans.len() == 2 && upended.width() < 210.0);
    }
}
