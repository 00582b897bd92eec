//! Corners to a fraction of a pixel: sides fitted to the full picture's own gradients.

use super::geometry::is_convex_clockwise;
use crate::picture::Picture;
use proofdesk_domain::picture::{Point, Quad};

/// Moves each side onto the steepest change of colour within `reach` pixels, where that is clear.
/// Sides named in `fixed` (the picture's border) stay.
pub(super) fn refined(picture: &Picture, corners: &Quad, fixed: [bool; 4], reach: f32) -> Quad {
    let sides: [Side; 4] = std::array::from_fn(|i| {
        let (a, b) = (corners.0[i], corners.0[(i + 1) % 4]);
        let coarse = Side::through(a, b);
        if fixed[i] { coarse } else { fitted(picture, a, b, reach).unwrap_or(coarse) }
    });
    let mut points = corners.0;
    for (i, point) in points.iter_mut().enumerate() {
        let Some(crossing) = sides[(i + 3) % 4].crossing(&sides[i]) else { return *corners };
        // A corner that runs away was better where it stood.
        if (crossing.x - point.x).hypot(crossing.y - point.y) > reach * 3.0 {
            return *corners;
        }
        *point = crossing;
    }
    let refined = Quad(points);
    if is_convex_clockwise(&refined) { refined } else { *corners }
}

/// A line by a point on it and its direction.
struct Side {
    x: f32,
    y: f32,
    dx: f32,
    dy: f32,
}

impl Side {
    fn through(a: Point, b: Point) -> Self {
        let length = (b.x - a.x).hypot(b.y - a.y).max(1e-6);
        Self { x: a.x, y: a.y, dx: (b.x - a.x) / length, dy: (b.y - a.y) / length }
    }

    fn crossing(&self, other: &Self) -> Option<Point> {
        let determinant = self.dx * other.dy - self.dy * other.dx;
        if determinant.abs() < 1e-4 {
            return None;
        }
        let t = ((other.x - self.x) * other.dy - (other.y - self.y) * other.dx) / determinant;
        Some(Point { x: self.x + t * self.dx, y: self.y + t * self.dy })
    }
}

/// Scans across the side at many places; a line through the offsets that agree.
fn fitted(picture: &Picture, a: Point, b: Point, reach: f32) -> Option<Side> {
    const SCANS: usize = 72;
    let length = (b.x - a.x).hypot(b.y - a.y);
    let (dx, dy) = ((b.x - a.x) / length, (b.y - a.y) / length);
    let (nx, ny) = (-dy, dx);
    // (place along the side, offset across it)
    let mut hits: Vec<(f32, f32)> = Vec::with_capacity(SCANS);
    for scan in 0..SCANS {
        let along = length * (0.06 + 0.88 * scan as f32 / (SCANS - 1) as f32);
        let (x, y) = (a.x + along * dx, a.y + along * dy);
        if let Some(offset) = steepest(picture, (x, y), (nx, ny), reach) {
            hits.push((along, offset));
        }
    }
    if hits.len() < SCANS / 4 {
        return None;
    }
    // Least squares, thrice, each time believing only what lies near the last line.
    let (mut slope, mut shift) = robust_start(&hits);
    for tolerance in [reach * 0.5, reach * 0.25, reach * 0.12] {
        let near: Vec<_> =
            hits.iter().filter(|(t, o)| (o - (shift + slope * t)).abs() <= tolerance.max(0.8)).collect();
        if near.len() < SCANS / 5 {
            break;
        }
        let n = near.len() as f32;
        let (mt, mo) = near.iter().fold((0.0, 0.0), |s, h| (s.0 + h.0 / n, s.1 + h.1 / n));
        let (mut tt, mut to) = (0.0, 0.0);
        for (t, o) in near {
            tt += (t - mt) * (t - mt);
            to += (t - mt) * (o - mo);
        }
        slope = to / tt.max(1e-6);
        shift = mo - slope * mt;
    }
    let start = Point { x: a.x + shift * nx, y: a.y + shift * ny };
    let end_offset = shift + slope * length;
    let end = Point { x: b.x + end_offset * nx, y: b.y + end_offset * ny };
    Some(Side::through(start, end))
}

/// The line through two of the hits that most others agree with.
fn robust_start(hits: &[(f32, f32)]) -> (f32, f32) {
    let mut best = (0_usize, 0.0_f32, 0.0_f32);
    let third = hits.len() / 3;
    for i in (0..third).step_by(2) {
        for j in (hits.len() - third..hits.len()).step_by(2) {
            let (a, b) = (hits[i], hits[j]);
            let slope = (b.1 - a.1) / (b.0 - a.0).max(1e-3);
            let shift = a.1 - slope * a.0;
            let agreeing = hits.iter().filter(|(t, o)| (o - shift - slope * t).abs() < 1.2).count();
            if agreeing > best.0 {
                best = (agreeing, slope, shift);
            }
        }
    }
    (best.1, best.2)
}

/// Offset along the normal at which the colour changes most, if it clearly does.
fn steepest(picture: &Picture, (x, y): (f32, f32), (nx, ny): (f32, f32), reach: f32) -> Option<f32> {
    let steps = reach.ceil() as i32;
    // Half a window on each side: single noisy pixels do not count.
    let half = (reach / 6.0).clamp(1.0, 4.0).round() as i32;
    // Between two whole offsets, so that a change at `offset` lies between its two windows.
    let colour = |offset: i32| {
        let middle = offset as f32 + 0.5;
        sample(picture, x + middle * nx, y + middle * ny)
    };
    let profile: Vec<Option<[f32; 3]>> = (-steps - half..=steps + half).map(colour).collect();
    let at = |offset: i32| profile[(offset + steps + half) as usize];
    let difference = |offset: i32| -> Option<f32> {
        let mut sums = [0.0_f32; 3];
        for i in 0..half {
            let (before, after) = (at(offset - 1 - i)?, at(offset + i)?);
            for channel in 0..3 {
                sums[channel] += after[channel] - before[channel];
            }
        }
        Some(sums.iter().fold(0.0_f32, |most, s| most.max(s.abs())) / half as f32)
    };
    let responses: Vec<Option<f32>> = (-steps + 1..=steps).map(difference).collect();
    let (index, strongest) = responses
        .iter()
        .enumerate()
        .filter_map(|(i, r)| r.map(|r| (i, r)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    if strongest < 8.0 {
        return None;
    }
    let offset = (index as i32 - steps + 1) as f32;
    let neighbour = |i: Option<usize>| i.and_then(|i| responses.get(i).copied().flatten());
    let before = neighbour(index.checked_sub(1)).unwrap_or(0.0);
    let after = neighbour(Some(index + 1)).unwrap_or(0.0);
    let bend = before - 2.0 * strongest + after;
    let shift = if bend < -1e-3 { ((before - after) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
    Some(offset + shift)
}

/// Bilinear colour at a place; pixel centres stand at halves. `None` outside the picture.
fn sample(picture: &Picture, x: f32, y: f32) -> Option<[f32; 3]> {
    let (x, y) = (x - 0.5, y - 0.5);
    if !(x >= -0.5 && y >= -0.5) || x > picture.width() as f32 - 0.5 || y > picture.height() as f32 - 0.5 {
        return None;
    }
    let (x, y) = (x.max(0.0), y.max(0.0));
    let (ix, iy) = ((x as u32).min(picture.width() - 1), (y as u32).min(picture.height() - 1));
    let (jx, jy) = ((ix + 1).min(picture.width() - 1), (iy + 1).min(picture.height() - 1));
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let corners = [(ix, iy), (jx, iy), (ix, jy), (jx, jy)].map(|(x, y)| picture.rgb(x, y));
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    let mut out = [0.0_f32; 3];
    for (colour, weight) in corners.iter().zip(weights) {
        for (sum, &value) in out.iter_mut().zip(colour) {
            *sum += weight * f32::from(value);
        }
    }
    Some(out)
}
