//! Points, quadrilaterals and the projective map between the flat document and the picture.

use serde::{Deserialize, Serialize};

/// A place: in the picture in pixels, on the flat document in millimetres; origin top left, y down. Written `[x, y]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    /// Rounded to a hundredth of a pixel, which keeps the truth files readable.
    fn from(point: Point) -> Self {
        [(point.x * 100.0).round() / 100.0, (point.y * 100.0).round() / 100.0]
    }
}

/// Four corners, clockwise from the thing's own top left.
pub type Quad = [Point; 4];

pub(crate) fn point(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// The smallest upright box around points: left, top, right, bottom.
pub(crate) fn bounds(points: &[Point]) -> (f32, f32, f32, f32) {
    points.iter().fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |(l, t, r, b), p| {
        (l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y))
    })
}

/// An upright rectangle on the flat document, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) w: f32,
    pub(crate) h: f32,
}

impl Rect {
    pub(crate) fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    pub(crate) fn quad(self) -> Quad {
        [
            point(self.x, self.y),
            point(self.x + self.w, self.y),
            point(self.x + self.w, self.y + self.h),
            point(self.x, self.y + self.h),
        ]
    }

    pub(crate) fn grown(self, by: f32) -> Self {
        Self::new(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)
    }

    pub(crate) fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.w).max(other.x + other.w);
        let bottom = (self.y + self.h).max(other.y + other.h);
        Self::new(x, y, right - x, bottom - y)
    }
}

/// A projective map of the plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Homography([f64; 9]);

impl Homography {
    /// The map that takes the rectangle `0,0..width,height` onto `quad` (Heckbert 1989, §2.2.3).
    pub(crate) fn from_rect(width: f32, height: f32, quad: &Quad) -> Self {
        let [p0, p1, p2, p3] = quad.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (dx1, dy1) = (p1.0 - p2.0, p1.1 - p2.1);
        let (dx2, dy2) = (p3.0 - p2.0, p3.1 - p2.1);
        let (dx3, dy3) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / det;
        let h = (dx1 * dy3 - dx3 * dy1) / det;
        let (w, v) = (f64::from(width), f64::from(height));
        Self([
            (p1.0 - p0.0 + g * p1.0) / w,
            (p3.0 - p0.0 + h * p3.0) / v,
            p0.0,
            (p1.1 - p0.1 + g * p1.1) / w,
            (p3.1 - p0.1 + h * p3.1) / v,
            p0.1,
            g / w,
            h / v,
            1.0,
        ])
    }

    pub(crate) fn inverse(&self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        Self([
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ])
    }

    pub(crate) fn apply(&self, p: Point) -> Point {
        let (x, y, w) = self.row(f64::from(p.y)).at(f64::from(p.x));
        point((x / w) as f32, (y / w) as f32)
    }

    pub(crate) fn apply_quad(&self, quad: &Quad) -> Quad {
        quad.map(|p| self.apply(p))
    }

    /// The map along one horizontal line, for row-wise loops.
    pub(crate) fn row(&self, y: f64) -> HomographyRow {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        HomographyRow { base: [b * y + c, e * y + f, h * y + i], step: [a, d, g] }
    }
}

/// A [`Homography`] with y fixed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HomographyRow {
    base: [f64; 3],
    step: [f64; 3],
}

impl HomographyRow {
    /// Homogeneous coordinates at `x`.
    #[inline]
    pub(crate) fn at(&self, x: f64) -> (f64, f64, f64) {
        (self.base[0] + self.step[0] * x, self.base[1] + self.step[1] * x, self.base[2] + self.step[2] * x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_map_onto_the_quad_and_back() {
        let quad = [point(10.0, 20.0), point(300.0, 40.0), point(280.0, 220.0), point(5.0, 180.0)];
        let map = Homography::from_rect(125.0, 88.0, &quad);
        let back = map.inverse();
        for (corner, expected) in Rect::new(0.0, 0.0, 125.0, 88.0).quad().iter().zip(quad) {
            let there = map.apply(*corner);
            assert!((there.x - expected.x).abs() < 1e-3 && (there.y - expected.y).abs() < 1e-3, "{there:?}");
            let home = back.apply(there);
            assert!((home.x - corner.x).abs() < 1e-3 && (home.y - corner.y).abs() < 1e-3, "{home:?}");
        }
    }
}
