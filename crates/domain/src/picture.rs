//! Places on a picture.
//!
//! Coordinates are pixels of the picture after its EXIF orientation is applied, origin top left,
//! x to the right, y down. Corners run clockwise from the *document's own* top left.

use serde::{Deserialize, Serialize};

/// A place on a picture, in pixels. Serialised as `[x, y]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    fn from(point: Point) -> Self {
        // A tenth of a pixel is finer than any finder; more digits are noise in answers.
        [(point.x * 10.0).round() / 10.0, (point.y * 10.0).round() / 10.0]
    }
}

/// A four-cornered place, clockwise from the document's own top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// An upright rectangle.
    pub fn rect(left: f32, top: f32, width: f32, height: f32) -> Self {
        Self([
            Point { x: left, y: top },
            Point { x: left + width, y: top },
            Point { x: left + width, y: top + height },
            Point { x: left, y: top + height },
        ])
    }

    /// Left, top, right, bottom of the smallest upright rectangle around the place.
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        self.0
            .iter()
            .fold((f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY), |(l, t, r, b), p| {
                (l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y))
            })
    }

    /// Area in square pixels (shoelace).
    pub fn area(&self) -> f32 {
        let p = &self.0;
        let twice: f32 = (0..4)
            .map(|i| {
                let (a, b) = (p[i], p[(i + 1) % 4]);
                a.x * b.y - b.x * a.y
            })
            .sum();
        (twice / 2.0).abs()
    }

    /// The same place on a picture scaled by `factor`.
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        Self(self.0.map(|p| Point { x: p.x * factor, y: p.y * factor }))
    }
}

/// An edge of the picture or of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The upper edge.
    Top,
    /// The right-hand edge.
    Right,
    /// The lower edge.
    Bottom,
    /// The left-hand edge.
    Left,
}
