//! Where places of the upright face stand on the frame: an integer homography.

use crate::Corners;

/// From face coordinates (in halves of a pixel) to 1/256 of a pixel.
pub(crate) struct Map {
    x: [i64; 3],
    y: [i64; 3],
    w: [i64; 3],
}

impl Map {
    /// P. Heckbert's square-to-quadrilateral map (1989, §2.2.3), multiplied through by its
    /// determinant so that nothing is divided before the last step.
    pub(crate) fn new(corners: &Corners, width: u32, height: u32) -> Option<Self> {
        let c = corners.map(|p| p.map(i128::from));
        let ([x0, y0], [x1, y1], [x2, y2], [x3, y3]) = (c[0], c[1], c[2], c[3]);
        let (dx1, dy1, dx2, dy2) = (x1 - x2, y1 - y2, x3 - x2, y3 - y2);
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let mut det = dx1 * dy2 - dx2 * dy1;
        let mut g = sx * dy2 - dx2 * sy;
        let mut h = dx1 * sy - sx * dy1;
        if det < 0 {
            (det, g, h) = (-det, -g, -h);
        }
        // The horizon must not cross the document.
        if det == 0 || det + g <= 0 || det + h <= 0 || det + g + h <= 0 {
            return None;
        }
        // Face coordinates in halves of a pixel: u = U / 2W, v = V / 2H.
        let (w2, h2) = (i128::from(width) * 2, i128::from(height) * 2);
        let row = |p0: i128, p1: i128, p3: i128| {
            // 16 more: from 1/16 to 1/256 of a pixel.
            [
                ((p1 - p0) * det + g * p1) * h2 * 16,
                ((p3 - p0) * det + h * p3) * w2 * 16,
                p0 * det * w2 * h2 * 16,
            ]
        };
        let rows = [row(x0, x1, x3), row(y0, y1, y3), [g * h2, h * w2, det * w2 * h2]];
        // Small enough that sums of products with coordinates fit into 64 bits.
        let largest =
            rows.iter().map(|r| r[0].abs().max(r[1].abs()) * w2.max(h2) + r[2].abs()).max().unwrap_or(0);
        let shift = (128 - largest.leading_zeros()).saturating_sub(61);
        let [x, y, w] = rows.map(|r| r.map(|v| (v >> shift) as i64));
        Some(Self { x, y, w })
    }

    /// Where a place of the face (halves of a pixel) stands, in 1/256 of a pixel.
    pub(crate) fn apply(&self, u: i64, v: i64) -> (i64, i64) {
        let row = |r: &[i64; 3]| r[0] * u + r[1] * v + r[2];
        let w = row(&self.w).max(1);
        (row(&self.x).div_euclid(w), row(&self.y).div_euclid(w))
    }
}
