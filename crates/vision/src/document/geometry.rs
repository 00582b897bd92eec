//! Plane geometry of a flat document seen by a camera: homographies, true aspect, tilt.

use proofdesk_domain::picture::{Point, Quad};

/// A projective map of the plane, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography([[f64; 3]; 3]);

impl Homography {
    /// The map that takes the rectangle `width` x `height` (corners clockwise from the origin)
    /// onto the four corners; `None` when three of them lie on a line or they cross over.
    ///
    /// P. Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), §2.2.3.
    pub fn from_rectangle(width: f64, height: f64, corners: &Quad) -> Option<Self> {
        let [p0, p1, p2, p3] = corners.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (dx1, dy1) = (p1.0 - p2.0, p1.1 - p2.1);
        let (dx2, dy2) = (p3.0 - p2.0, p3.1 - p2.1);
        let (sx, sy) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
        let determinant = dx1 * dy2 - dx2 * dy1;
        if determinant.abs() < 1e-6 || width <= 0.0 || height <= 0.0 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / determinant;
        let h = (dx1 * sy - sx * dy1) / determinant;
        // The horizon must not run through the document.
        if 1.0 + g <= 1e-3 || 1.0 + h <= 1e-3 || 1.0 + g + h <= 1e-3 {
            return None;
        }
        let unit = [
            [p1.0 - p0.0 + g * p1.0, p3.0 - p0.0 + h * p3.0, p0.0],
            [p1.1 - p0.1 + g * p1.1, p3.1 - p0.1 + h * p3.1, p0.1],
            [g, h, 1.0],
        ];
        Some(Self(unit.map(|[a, b, c]| [a / width, b / height, c])))
    }

    /// The map the other way; `None` when this one cannot be undone.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor =
            |r0: usize, c0: usize, r1: usize, c1: usize| m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
        let adjugate = [
            [minor(1, 1, 2, 2), -minor(0, 1, 2, 2), minor(0, 1, 1, 2)],
            [-minor(1, 0, 2, 2), minor(0, 0, 2, 2), -minor(0, 0, 1, 2)],
            [minor(1, 0, 2, 1), -minor(0, 0, 2, 1), minor(0, 0, 1, 1)],
        ];
        let determinant = (0..3).map(|i| m[0][i] * adjugate[i][0]).sum::<f64>();
        if determinant.abs() < 1e-18 || !determinant.is_finite() {
            return None;
        }
        Some(Self(adjugate.map(|row| row.map(|v| v / determinant))))
    }

    /// This map first, then `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let entry = |r: usize, c: usize| (0..3).map(|k| next.0[r][k] * self.0[k][c]).sum();
        Self(std::array::from_fn(|r| std::array::from_fn(|c| entry(r, c))))
    }

    /// Where a point goes.
    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let row = |i: usize| self.0[i][0] * x + self.0[i][1] * y + self.0[i][2];
        let w = row(2);
        // A point on the horizon goes very far away rather than to "not a number".
        let w = if w.abs() < 1e-12 { 1e-12 } else { w };
        (row(0) / w, row(1) / w)
    }

    /// Where a four-cornered place goes.
    pub fn apply_quad(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|p| {
            let (x, y) = self.apply(f64::from(p.x), f64::from(p.y));
            Point { x: x as f32, y: y as f32 }
        }))
    }

    pub(crate) fn rows(&self) -> &[[f64; 3]; 3] {
        &self.0
    }
}

/// How a flat rectangle was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// True width over true height, corner 0 to 1 over corner 1 to 2.
    pub aspect: f32,
    /// Angle between the camera's axis and the document's normal, degrees.
    pub tilt_degrees: f32,
}

/// Focal lengths over the picture's longer side that are thought of: that of a telephone's main camera (26 mm equivalent),
/// somewhat and much longer ones.
const FOCALS: [f64; 3] = [0.8, 1.15, 1.6];

/// Aspect and tilt of the rectangle behind four corners, for a camera with its axis through the
/// picture's centre.
///
/// Z. Zhang and L. He, "Whiteboard scanning and image enhancement" (2007), §3. The focal length
/// follows from the corners themselves only when both pairs of sides visibly converge; else that
/// of a telephone's main camera stands in.
pub fn pose(corners: &Quad, picture_width: f32, picture_height: f32) -> Option<Pose> {
    poses(corners, picture_width, picture_height)?.next()
}

/// The same for every focal length that the corners leave possible, the likeliest first: one that leans to one side only
/// looks alike at other angles through other lenses.
pub(super) fn poses(
    corners: &Quad,
    picture_width: f32,
    picture_height: f32,
) -> Option<impl Iterator<Item = Pose>> {
    let (cx, cy) = (f64::from(picture_width) / 2.0, f64::from(picture_height) / 2.0);
    let longer = f64::from(picture_width.max(picture_height));
    let centred = Quad(corners.0.map(|p| Point { x: p.x - cx as f32, y: p.y - cy as f32 }));
    let m = *Homography::from_rectangle(1.0, 1.0, &centred)?.rows();
    let column = |i: usize| [m[0][i], m[1][i], m[2][i]];
    let (a, b) = (column(0), column(1));
    let mut focals = FOCALS.map(|focal| focal * longer);
    let mut possible = focals.len();
    let (leans_along, leans_across) = (a[2].abs() > 0.12, b[2].abs() > 0.12);
    if leans_along && leans_across {
        let squared = -(a[0] * b[0] + a[1] * b[1]) / (a[2] * b[2]);
        if squared > 0.0 {
            (focals[0], possible) = (squared.sqrt().clamp(longer * 0.5, longer * 2.0), 1);
        }
    } else if !leans_along && !leans_across {
        // Seen from above every lens shows the same.
        possible = 1;
    }
    Some((0..possible).filter_map(move |n| behind(a, b, focals[n])))
}

/// The pose of the unit square whose sides a camera with that focal length sees as `a` and `b`.
fn behind(a: [f64; 3], b: [f64; 3], focal: f64) -> Option<Pose> {
    let ray = |v: [f64; 3]| [v[0] / focal, v[1] / focal, v[2]];
    let norm = |v: [f64; 3]| v.iter().map(|c| c * c).sum::<f64>().sqrt();
    let (a, b) = (ray(a), ray(b));
    let normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let (length_a, length_b, length_n) = (norm(a), norm(b), norm(normal));
    if length_b < 1e-12 || length_n < 1e-18 {
        return None;
    }
    Some(Pose {
        aspect: (length_a / length_b) as f32,
        tilt_degrees: (normal[2].abs() / length_n).min(1.0).acos().to_degrees() as f32,
    })
}

/// Length of the side from corner `side` to the next.
pub(crate) fn side_length(corners: &Quad, side: usize) -> f32 {
    let (a, b) = (corners.0[side % 4], corners.0[(side + 1) % 4]);
    (a.x - b.x).hypot(a.y - b.y)
}

/// Whether the corners run clockwise (as seen, y down) around a convex place.
pub(crate) fn is_convex_clockwise(corners: &Quad) -> bool {
    (0..4).all(|i| {
        let (a, b, c) = (corners.0[i], corners.0[(i + 1) % 4], corners.0[(i + 2) % 4]);
        (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0.0
    })
}

/// Whether a point lies inside a convex clockwise place.
pub(crate) fn contains(corners: &Quad, x: f32, y: f32) -> bool {
    (0..4).all(|i| {
        let (a, b) = (corners.0[i], corners.0[(i + 1) % 4]);
        (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) >= 0.0
    })
}

/// The part of a convex place inside the rectangle `[0, width] x [0, height]`, as a polygon.
pub(crate) fn clipped(corners: &Quad, width: f32, height: f32) -> Vec<Point> {
    let mut polygon = corners.0.to_vec();
    // Sutherland-Hodgman, one border after another: how far inside a point is.
    let borders: [&dyn Fn(&Point) -> f32; 4] = [&|p| p.x, &|p| p.y, &|p| width - p.x, &|p| height - p.y];
    for inside in borders {
        let previous = std::mem::take(&mut polygon);
        for (i, &a) in previous.iter().enumerate() {
            let b = previous[(i + 1) % previous.len()];
            let (da, db) = (inside(&a), inside(&b));
            if da >= 0.0 {
                polygon.push(a);
            }
            if (da >= 0.0) != (db >= 0.0) {
                let t = da / (da - db);
                polygon.push(Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
            }
        }
    }
    polygon
}

/// Area of a polygon (shoelace).
pub(crate) fn polygon_area(polygon: &[Point]) -> f32 {
    let twice: f32 = (0..polygon.len())
        .map(|i| {
            let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
            a.x * b.y - b.x * a.y
        })
        .sum();
    (twice / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quad(points: [[f32; 2]; 4]) -> Quad {
        Quad(points.map(Point::from))
    }

    #[test]
    fn maps_corners_and_back() {
        let corners = quad([[10.0, 20.0], [210.0, 5.0], [190.0, 160.0], [30.0, 140.0]]);
        let map = Homography::from_rectangle(100.0, 60.0, &corners).unwrap();
        let back = map.inverse().unwrap();
        for ((x, y), corner) in
            [(0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0)].into_iter().zip(corners.0)
        {
            let (px, py) = map.apply(x, y);
            assert!((px - f64::from(corner.x)).abs() < 1e-3);
            assert!((py - f64::from(corner.y)).abs() < 1e-3);
            let (bx, by) = back.apply(px, py);
            assert!((bx - x).abs() < 1e-6 && (by - y).abs() < 1e-6);
        }
    }

    #[test]
    fn refuses_corners_on_a_line() {
        let line = quad([[0.0, 0.0], [10.0, 10.0], [20.0, 20.0], [30.0, 30.0]]);
        assert!(Homography::from_rectangle(1.0, 1.0, &line).is_none());
    }

    /// A card of 85.6 x 54 seen by a camera whose focal length is 0.8 of the longer side.
    fn seen(tilt_degrees: f64, turn_degrees: f64) -> Quad {
        let (w, h, focal) = (1600.0_f64, 1200.0_f64, 1280.0_f64);
        let (st, ct) = tilt_degrees.to_radians().sin_cos();
        let (sr, cr) = turn_degrees.to_radians().sin_cos();
        let corners = [(-42.8, -27.0), (42.8, -27.0), (42.8, 27.0), (-42.8, 27.0)];
        Quad(corners.map(|(x, y)| {
            let (x, y) = (x * cr - y * sr, x * sr + y * cr);
            let (y, z) = (y * ct, 130.0 + y * st);
            Point { x: (w / 2.0 + focal * x / z) as f32, y: (h / 2.0 + focal * y / z) as f32 }
        }))
    }

    #[test]
    fn tells_aspect_and_tilt() {
        for tilt in [0.0, 15.0, 30.0, 45.0] {
            for turn in [0.0, 20.0, 45.0, 90.0] {
                let pose = pose(&seen(tilt, turn), 1600.0, 1200.0).unwrap();
                assert!((pose.aspect - 85.6 / 54.0).abs() < 0.03, "{tilt} {turn} {pose:?}");
                assert!((pose.tilt_degrees - tilt as f32).abs() < 2.0, "{tilt} {turn} {pose:?}");
            }
        }
    }

    #[test]
    fn clips_to_the_picture() {
        let corners = quad([[-10.0, 10.0], [50.0, 10.0], [50.0, 30.0], [-10.0, 30.0]]);
        assert!((polygon_area(&clipped(&corners, 100.0, 100.0)) - 1000.0).abs() < 1e-3);
        let outside = quad([[-30.0, 10.0], [-20.0, 10.0], [-20.0, 30.0], [-30.0, 30.0]]);
        assert!(polygon_area(&clipped(&outside, 100.0, 100.0)) < 1e-3);
    }
}
