//! Straight lines of the picture, and how well each is supported by edges along its way.

use super::edges::{EdgeMap, EdgePixel};
use std::f64::consts::FRAC_PI_2;

/// A straight line with its evidence.
pub(super) struct Line {
    /// Unit normal.
    pub(super) normal: (f32, f32),
    /// Distance from the origin along the normal.
    pub(super) rho: f32,
    /// One of the picture's own borders: a document may run out there.
    pub(super) border: bool,
    /// First place along the line, in pixels from the foot of the normal.
    start: f32,
    /// Running sums at each pixel along the line.
    sums: Vec<Evidence>,
}

/// Running sums of evidence along a line.
#[derive(Clone, Copy, Default)]
struct Evidence {
    /// Places inside the picture.
    inside: u32,
    /// Places with an edge along the line.
    edge: u32,
    /// Strength of those edges, 255 being a clearly visible one.
    strength: u32,
    /// Sum of the signs of contrast.
    sign: i32,
}

/// Support of a stretch of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Support {
    /// Pixels of the stretch inside the picture.
    pub(super) inside: f32,
    /// Share of those that lie on an edge, 0 to 1.
    pub(super) share: f32,
    /// Mean strength of those edges, 0 to 1.
    pub(super) strength: f32,
    /// Whether the contrast points the same way throughout, 0 to 1.
    pub(super) steadiness: f32,
}

impl Line {
    /// Where two lines cross; `None` when they are parallel.
    pub(super) fn crossing(&self, other: &Self) -> Option<(f32, f32)> {
        let (a, b) = (self.normal, other.normal);
        let determinant = a.0 * b.1 - a.1 * b.0;
        (determinant.abs() > 1e-3).then(|| {
            (
                (self.rho * b.1 - other.rho * a.1) / determinant,
                (a.0 * other.rho - b.0 * self.rho) / determinant,
            )
        })
    }

    /// Cosine of the angle between two lines, 0 (crossing squarely) to 1 (parallel).
    pub(super) fn parallelism(&self, other: &Self) -> f32 {
        (self.normal.0 * other.normal.0 + self.normal.1 * other.normal.1).abs()
    }

    /// Place along the line of a point on it.
    pub(super) fn along(&self, (x, y): (f32, f32)) -> f32 {
        y * self.normal.0 - x * self.normal.1
    }

    /// Evidence between two places along the line.
    pub(super) fn support(&self, from: f32, to: f32) -> Support {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let last = self.sums.len() - 1;
        let index = |t: f32| ((t - self.start).round().max(0.0) as usize).min(last);
        let (a, b) = (self.sums[index(from)], self.sums[index(to)]);
        let inside = (b.inside - a.inside) as f32;
        let edge = (b.edge - a.edge) as f32;
        Support {
            inside,
            share: if inside > 0.0 { edge / inside } else { 0.0 },
            strength: (b.strength - a.strength) as f32 / (255.0 * edge.max(1.0)),
            steadiness: (b.sign - a.sign).abs() as f32 / edge.max(1.0),
        }
    }
}

/// The strongest straight lines, at most `most`, and the picture's four borders after them.
pub(super) fn find_lines(map: &EdgeMap, most: usize) -> Vec<Line> {
    let pixels = map.thinned();
    let mut lines: Vec<Line> = peaks(map, &pixels, most)
        .into_iter()
        .map(|(bin, rho)| fitted(&pixels, bin, rho))
        .map(|(normal, rho)| with_evidence(map, normal, rho))
        .collect();
    drop_twins(&mut lines);
    let (right, bottom) = (map.width as f32 - 1.0, map.height as f32 - 1.0);
    for (normal, rho) in [((1.0, 0.0), 0.0), ((1.0, 0.0), right), ((0.0, 1.0), 0.0), ((0.0, 1.0), bottom)] {
        let mut line = with_evidence(map, normal, rho);
        line.border = true;
        lines.push(line);
    }
    lines
}

/// Bins of direction, a degree each.
const BINS: usize = 180;
/// A pixel votes for this many bins to either side of its own direction.
const SPREAD: i32 = 3;

/// Local maxima of a Hough transform in which each pixel votes only around its own direction.
fn peaks(map: &EdgeMap, pixels: &[EdgePixel], most: usize) -> Vec<(usize, f32)> {
    let diagonal = (map.width as f32).hypot(map.height as f32).ceil() as usize;
    let rhos = 2 * diagonal + 1;
    let mut votes = vec![0_u32; BINS * rhos];
    let normals: Vec<(f32, f32)> = (0..BINS).map(normal_of).collect();
    for pixel in pixels {
        let own = pixel.angle.round() as i32;
        for offset in -SPREAD..=SPREAD {
            let bin = (own + offset).rem_euclid(BINS as i32) as usize;
            let (cos, sin) = normals[bin];
            let rho = (pixel.x * cos + pixel.y * sin).round() as i32 + diagonal as i32;
            votes[bin * rhos + rho as usize] += pixel.weight;
        }
    }
    // A line need not lie on whole bins: neighbours count together.
    let shortest = (map.width.min(map.height) / 12).max(12) as u32;
    let sum = |bin: usize, rho: usize| -> u32 { (rho - 1..=rho + 1).map(|r| votes[bin * rhos + r]).sum() };
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    for bin in 0..BINS {
        for rho in 1..rhos - 1 {
            if votes[bin * rhos + rho] > 0 {
                let total = sum(bin, rho);
                if total >= shortest {
                    found.push((total, bin, rho));
                }
            }
        }
    }
    found.sort_unstable_by_key(|&(total, bin, rho)| (std::cmp::Reverse(total), bin, rho));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for (_, bin, rho) in found {
        let near = kept.iter().any(|&(other_bin, other_rho)| {
            let apart = bin.abs_diff(other_bin);
            // At 0 and 180 degrees the same line appears with its distance negated.
            if apart <= 90 {
                apart <= 3 && rho.abs_diff(other_rho) <= 4
            } else {
                BINS - apart <= 3 && (rhos - 1 - rho).abs_diff(other_rho) <= 4
            }
        });
        if !near {
            kept.push((bin, rho));
            if kept.len() == most {
                break;
            }
        }
    }
    kept.into_iter().map(|(bin, rho)| (bin, rho as f32 - diagonal as f32)).collect()
}

/// Cosine and sine of a bin's direction, to the last place of a single float. The series stands for the library's
/// functions, which reckon with angles of any size and are a twelfth of what a phone has to fetch.
fn normal_of(bin: usize) -> (f32, f32) {
    // From the upright, where the series is quick: at most a quarter turn away.
    let x = FRAC_PI_2 - f64::from((bin as f32).to_radians());
    let (mut sin, mut cos, mut term) = (0.0, 0.0, 1.0);
    for n in 0..20 {
        match n % 4 {
            0 => cos += term,
            1 => sin += term,
            2 => cos -= term,
            _ => sin -= term,
        }
        term *= x / f64::from(n + 1);
    }
    (sin as f32, cos as f32)
}

/// Least squares over the pixels near the peak, twice, the second time closer.
fn fitted(pixels: &[EdgePixel], bin: usize, rho: f32) -> ((f32, f32), f32) {
    let (angle, mut normal, mut rho) = (bin as f32, normal_of(bin), rho);
    for reach in [3.0_f32, 1.6] {
        let mut sums = [0.0_f64; 6];
        for pixel in pixels {
            let distance = pixel.x * normal.0 + pixel.y * normal.1 - rho;
            let turned = (pixel.angle - angle).abs();
            if distance.abs() <= reach && turned.min(180.0 - turned) <= 6.0 {
                let (x, y) = (f64::from(pixel.x), f64::from(pixel.y));
                for (sum, value) in sums.iter_mut().zip([1.0, x, y, x * x, x * y, y * y]) {
                    *sum += value;
                }
            }
        }
        let [n, x, y, xx, xy, yy] = sums;
        if n < 6.0 {
            break;
        }
        let (mx, my) = (x / n, y / n);
        let (cxx, cxy, cyy) = (xx / n - mx * mx, xy / n - mx * my, yy / n - my * my);
        // Direction of greatest spread, from the cosine of twice its angle; the normal stands square to it.
        let (along, twice) = (cxx - cyy, 2.0 * cxy);
        let double = along / (along * along + twice * twice).sqrt().max(f64::MIN_POSITIVE);
        let (cos, sin) =
            ((0.5 * (1.0 + double)).max(0.0).sqrt(), (0.5 * (1.0 - double)).max(0.0).sqrt().copysign(twice));
        let mut fresh = (-sin as f32, cos as f32);
        if fresh.0 * normal.0 + fresh.1 * normal.1 < 0.0 {
            fresh = (-fresh.0, -fresh.1);
        }
        // A blob of pixels must not turn the line away from its peak.
        if fresh.0 * normal.0 + fresh.1 * normal.1 < 0.995 {
            break;
        }
        normal = fresh;
        rho = mx as f32 * normal.0 + my as f32 * normal.1;
    }
    (normal, rho)
}

/// Walks the line across the picture and sums up what lies under it.
fn with_evidence(map: &EdgeMap, normal: (f32, f32), rho: f32) -> Line {
    let reach = (map.width as f32).hypot(map.height as f32);
    let foot = (rho * normal.0, rho * normal.1);
    let direction = (-normal.1, normal.0);
    let (max_x, max_y) = (map.width as f32 - 2.0, map.height as f32 - 2.0);
    let steps = (2.0 * reach) as usize;
    let mut sums = Vec::with_capacity(steps + 1);
    let mut total = Evidence::default();
    for step in 0..=steps {
        let t = step as f32 - reach;
        let (x, y) = (foot.0 + t * direction.0, foot.1 + t * direction.1);
        if x >= 1.0 && y >= 1.0 && x < max_x && y < max_y {
            total.inside += 1;
            let mut best: Option<(u16, f32)> = None;
            for offset in [0.0_f32, 1.0, -1.0] {
                let px = (x + offset * normal.0).round() as usize;
                let py = (y + offset * normal.1).round() as usize;
                let magnitude = map.magnitude(px, py);
                if magnitude < map.threshold || best.is_some_and(|(m, _)| m >= magnitude) {
                    continue;
                }
                let [gx, gy] = map.gradient(px, py).map(f32::from);
                let across = gx * normal.0 + gy * normal.1;
                // Within 20 degrees of the line's own direction.
                if across.abs() >= 0.94 * f32::from(magnitude) {
                    best = Some((magnitude, across));
                }
            }
            if let Some((magnitude, across)) = best {
                total.edge += 1;
                total.strength += u32::from(magnitude.min(map.strong)) * 255 / u32::from(map.strong.max(1));
                total.sign += if across > 0.0 { 1 } else { -1 };
            }
        }
        sums.push(total);
    }
    Line { normal, rho, border: false, start: -reach, sums }
}

/// Fitting may draw two peaks onto the same line.
fn drop_twins(lines: &mut Vec<Line>) {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        let twin = kept.iter().any(|other| {
            let same = line.normal.0 * other.normal.0 + line.normal.1 * other.normal.1;
            same.abs() > 0.9994 && (line.rho - other.rho * same.signum()).abs() < 2.0
        });
        if !twin {
            kept.push(line);
        }
    }
    *lines = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normals_are_those_of_the_library() {
        for bin in 0..BINS {
            let (cos, sin) = normal_of(bin);
            let (true_sin, true_cos) = (bin as f32).to_radians().sin_cos();
            assert!((cos - true_cos).abs() <= f32::EPSILON / 2.0, "{bin}: {cos} {true_cos}");
            assert!((sin - true_sin).abs() <= f32::EPSILON / 2.0, "{bin}: {sin} {true_sin}");
        }
    }
}
