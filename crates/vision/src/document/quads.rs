//! Four-sided hypotheses from pairs of lines, and their scores.

use super::{
    edges::EdgeMap,
    geometry::{Pose, clipped, is_convex_clockwise, polygon_area, poses, side_length},
    lines::Line,
};
use proofdesk_domain::picture::{Point, Quad};

/// Long over short side of the documents that are looked for: ID-1 (ISO/IEC 7810), and ID-2, TD2,
/// ID-3 and the open booklet, which all stand within a hair of 1.42.
pub(super) const ASPECTS: [f32; 2] = [85.6 / 54.0, 1.42];

/// A possible document.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) corners: Quad,
    /// Sides that are the picture's border instead of a line, from corner 0 to 1 onwards.
    pub(super) border: [bool; 4],
    /// How well its sides are supported and its shape is that of a document, 0 to 1.
    pub(super) merit: f32,
    /// The same with regard to size, for choosing among several: the outline of a document
    /// before a frame printed on it.
    pub(super) score: f32,
}

/// A side standing on the border has neither support nor contradiction.
const BORDER_SUPPORT: f32 = 0.5;

/// The best hypotheses, best first.
pub(super) fn candidates(map: &EdgeMap, lines: &[Line], most: usize) -> Vec<Candidate> {
    let (width, height) = (map.width as f32, map.height as f32);
    let shortest = width.min(height) * 0.08;
    // A corner may lie outside the picture, but not far.
    let margin = width.max(height) * 0.3;
    let near = |(x, y): (f32, f32)| x > -margin && y > -margin && x < width + margin && y < height + margin;
    let mut found: Vec<Candidate> = Vec::new();
    for a in 0..lines.len() {
        for b in a + 1..lines.len() {
            // Opposite sides: within about 40 degrees of each other.
            if lines[a].parallelism(&lines[b]) < 0.76 {
                continue;
            }
            // Lines that cross both and have something to show between them.
            let crossing: Vec<Crossing> = (0..lines.len())
                .filter(|&c| c != a && c != b)
                .filter(|&c| lines[c].parallelism(&lines[a]) < 0.76 && lines[c].parallelism(&lines[b]) < 0.76)
                .filter_map(|c| {
                    let (at_a, at_b) = (lines[c].crossing(&lines[a])?, lines[c].crossing(&lines[b])?);
                    let length = (at_a.0 - at_b.0).hypot(at_a.1 - at_b.1);
                    (near(at_a) && near(at_b) && length > shortest).then_some(())?;
                    let side = side(&lines[c], at_a, at_b)?;
                    Some(Crossing { line: c, at_a, at_b, side })
                })
                .collect();
            for (i, c) in crossing.iter().enumerate() {
                for d in &crossing[i + 1..] {
                    // Each four lines are met twice, once from either pair.
                    if c.line.min(d.line) < a {
                        continue;
                    }
                    found.extend(candidate(map, lines, (a, b), (c, d), shortest));
                }
            }
        }
        // Keeps memory small on pictures with very many lines.
        if found.len() > 20_000 {
            keep_best(&mut found, 2_000);
        }
    }
    keep_best(&mut found, most);
    found
}

fn keep_best(found: &mut Vec<Candidate>, most: usize) {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(most);
}

/// A line that crosses both of a pair.
struct Crossing {
    line: usize,
    at_a: (f32, f32),
    at_b: (f32, f32),
    side: Side,
}

/// What stands behind one side.
#[derive(Clone, Copy)]
struct Side {
    support: f32,
    /// How far its line goes on beyond the corners, 0 (ends there) to 1.
    overrun: f32,
}

/// Evidence for a side between two corners; `None` when there is too little.
fn side(line: &Line, from: (f32, f32), to: (f32, f32)) -> Option<Side> {
    if line.border {
        return Some(Side { support: BORDER_SUPPORT, overrun: 0.0 });
    }
    let (a, b) = (line.along(from), line.along(to));
    let (a, b) = (a.min(b), a.max(b));
    let length = b - a;
    // Rounded corners have no straight edge.
    let inset = length * 0.05;
    let between = line.support(a + inset, b - inset);
    if between.share < 0.35 || between.inside < length * 0.3 {
        return None;
    }
    let beyond = (length * 0.15).clamp(8.0, 60.0);
    let runs = [line.support(a - beyond, a - 3.0), line.support(b + 3.0, b + beyond)];
    let overrun =
        runs.iter().filter(|run| run.inside >= 4.0).map(|run| run.share * run.strength.max(0.3)).sum::<f32>()
            / 2.0;
    let quality = 0.55 + 0.3 * between.strength + 0.15 * between.steadiness;
    // A side that is mostly outside the picture has proved little.
    let seen = (between.inside / (length * 0.9)).min(1.0);
    Some(Side { support: between.share * quality * (0.7 + 0.3 * seen), overrun })
}

fn candidate(
    map: &EdgeMap,
    lines: &[Line],
    (a, b): (usize, usize),
    (c, d): (&Crossing, &Crossing),
    shortest: f32,
) -> Option<Candidate> {
    let mut indices = [c.line, b, d.line, a];
    let borders = indices.iter().filter(|&&i| lines[i].border).count();
    if borders > 2 {
        return None;
    }
    let on_a = side(&lines[a], c.at_a, d.at_a)?;
    let on_b = side(&lines[b], c.at_b, d.at_b)?;
    let mut sides = [c.side, on_b, d.side, on_a];
    let point = |(x, y): (f32, f32)| Point { x, y };
    let mut corners = Quad([point(c.at_a), point(c.at_b), point(d.at_b), point(d.at_a)]);
    if !is_convex_clockwise(&corners) {
        corners.0.swap(1, 3);
        indices.reverse();
        sides.reverse();
        if !is_convex_clockwise(&corners) {
            return None;
        }
    }
    let lengths: [f32; 4] = std::array::from_fn(|i| side_length(&corners, i));
    if lengths.iter().any(|&l| l < shortest) {
        return None;
    }
    let picture_area = (map.width * map.height) as f32;
    let area = polygon_area(&clipped(&corners, map.width as f32, map.height as f32));
    let share = area / picture_area;
    // A small one must be seen whole: among the details of a desk there are too many halves.
    let least = if borders == 0 { 0.01 } else { 0.03 };
    if share < least || area < corners.area() * 0.4 {
        return None;
    }
    let (pose, shaped) = document_pose(&corners, map.width as f32, map.height as f32)?;
    if pose.tilt_degrees > 62.0 {
        return None;
    }
    let support = sides.iter().map(|s| s.support).product::<f32>().powf(0.25);
    let overrun = sides.iter().map(|s| s.overrun).sum::<f32>() / 4.0;
    let shape = if borders == 0 { shaped } else { 0.85 };
    let border = std::array::from_fn(|i| lines[indices[i]].border);
    let merit = support * (1.0 - 0.6 * overrun.min(1.0)) * shape;
    // Between two stripes of a desk everything looks like a document that runs out twice.
    let doubt = if borders == 2 { 0.72 } else { 1.0 };
    Some(Candidate { corners, border, merit, score: merit * doubt * share.powf(0.22) })
}

/// The pose in which these corners are most like a document's, and how much they are, 0 to 1.
pub(super) fn document_pose(corners: &Quad, width: f32, height: f32) -> Option<(Pose, f32)> {
    // A lens that is not the usual one must explain more than it is unlikely.
    const UNLIKELY: f32 = 0.04;
    let shaped = |(n, pose): (usize, Pose)| (pose, aspect_factor(pose.aspect) * (1.0 - UNLIKELY * n as f32));
    poses(corners, width, height)?.enumerate().map(shaped).reduce(
        |best, other| {
            if other.1 > best.1 { other } else { best }
        },
    )
}

/// 1 for the shape of a document, falling to 0.45 for anything else.
fn aspect_factor(aspect: f32) -> f32 {
    let long = aspect.max(1.0 / aspect.max(1e-3));
    let off = ASPECTS.iter().map(|a| (long / a).ln().abs()).fold(f32::INFINITY, f32::min);
    1.0 - 0.55 * ((off - 0.05) / 0.3).clamp(0.0, 1.0)
}
