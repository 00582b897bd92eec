//! Lines as our own recognisers want them: grey strips of one height, each by its own mean and deviation.

use crate::model::Tensor;
use proofdesk_domain::picture::{Point, Quad};
use proofdesk_vision::{Picture, upright};

/// The networks halve a strip's width twice.
pub(crate) const STRIDE: u32 = 4;
const NARROWEST: u32 = 32;
/// A strip without contrast is not made one of noise.
const LEAST_DEVIATION: f32 = 4.0;

/// A network's strips, as in its training.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Pixels.
    pub(crate) height: u32,
    /// Width over what it would naturally be.
    pub(crate) stretch: f32,
    /// Widest strip, pixels.
    pub(crate) widest: u32,
}

/// How a line's place is cut out: a finder's boxes are too tall, too tight, too high or too low.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Height of the cut over the box's.
    pub(crate) height: f32,
    /// How far the cut is moved down, in heights of the box.
    pub(crate) shift: f32,
}

impl Shape {
    /// Strips of one line, looked at in these ways; none when its place has no area. They have one width, so that their columns
    /// are the same columns.
    pub(crate) fn strips(&self, picture: &Picture, place: &Quad, looks: &[Look]) -> Vec<Picture> {
        let Some(width) = self.width(place, looks.first().map_or(1.0, |look| look.height)) else {
            return Vec::new();
        };
        looks
            .iter()
            .filter_map(|look| upright(picture, &seen(place, *look), width, self.height))
            .map(|crop| crop.picture().clone())
            .collect()
    }

    /// Width of a place's strip, cut so much taller; nothing when the place has no area.
    fn width(&self, quad: &Quad, taller: f32) -> Option<u32> {
        let (width, height) = extent(quad)?;
        let natural = (width * self.stretch * self.height as f32 / (height * taller)).ceil() as u32;
        Some(natural.clamp(NARROWEST, self.widest).next_multiple_of(STRIDE))
    }
}

/// Length and height of a line's place; nothing when it has no area.
pub(crate) fn extent(quad: &Quad) -> Option<(f32, f32)> {
    let [a, b, c, d] = quad.0;
    let length = |p: Point, q: Point| (p.x - q.x).hypot(p.y - q.y);
    let (width, height) = (length(a, b).max(length(d, c)), length(a, d).max(length(b, c)));
    (width >= 2.0 && height >= 2.0).then_some((width, height))
}

/// A place cut taller or lower.
fn seen(quad: &Quad, look: Look) -> Quad {
    let [a, b, c, d] = quad.0;
    let along = |p: Point, q: Point, t: f32| Point { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t };
    let (from, to) = (0.5 + look.shift - 0.5 * look.height, 0.5 + look.shift + 0.5 * look.height);
    Quad([along(a, d, from), along(b, c, from), along(b, c, to), along(a, d, to)])
}

/// Strips of one size as a network's input.
pub(crate) fn batch(strips: &[Picture]) -> Tensor {
    let (width, height) = (strips[0].width() as usize, strips[0].height() as usize);
    let mut values = Vec::with_capacity(strips.len() * width * height);
    for strip in strips {
        let grey = strip.luma();
        let count = grey.pixels().len() as f32;
        let mean = grey.pixels().iter().map(|&p| f32::from(p)).sum::<f32>() / count;
        let spread = grey.pixels().iter().map(|&p| (f32::from(p) - mean).powi(2)).sum::<f32>() / count;
        let scale = 1.0 / spread.sqrt().max(LEAST_DEVIATION);
        values.extend(grey.pixels().iter().map(|&p| (f32::from(p) - mean) * scale));
    }
    Tensor { shape: vec![strips.len(), 1, height, width], values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_made_taller_about_its_middle() {
        let cut = seen(&Quad::rect(10.0, 20.0, 100.0, 10.0), Look { height: 2.0, shift: 0.0 });
        assert_eq!(cut, Quad::rect(10.0, 15.0, 100.0, 20.0));
    }

    #[test]
    fn a_strip_keeps_a_line_s_proportions() {
        let shape = Shape { height: 48, stretch: 1.0, widest: 1_600 };
        let line = Quad::rect(0.0, 0.0, 300.0, 30.0);
        assert_eq!([1.0, 1.25].map(|taller| shape.width(&line, taller)), [Some(480), Some(384)]);
        assert_eq!(shape.width(&Quad::rect(0.0, 0.0, 0.0, 30.0), 1.0), None);
    }
}
