//! Documents that leave the picture: which of their edges, and where they would have ended.

use super::{geometry::Homography, quads::ASPECTS};
use proofdesk_domain::picture::{Edge, Point, Quad};

/// Draws the sides that are borders onto the picture's very border.
pub(super) fn snapped(corners: &Quad, border: [bool; 4], width: f32, height: f32) -> Quad {
    let mut out = *corners;
    for side in (0..4).filter(|&side| border[side]) {
        let (i, j) = (side, (side + 1) % 4);
        let (a, b) = (out.0[i], out.0[j]);
        let (mx, my) = (f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
        let distances = [mx, my, width - mx, height - my].map(f32::abs);
        let nearest = (0..4).min_by(|&p, &q| distances[p].total_cmp(&distances[q])).unwrap_or(0);
        for k in [i, j] {
            match nearest {
                0 => out.0[k].x = 0.0,
                1 => out.0[k].y = 0.0,
                2 => out.0[k].x = width,
                _ => out.0[k].y = height,
            }
        }
    }
    out
}

/// Moves the one side that is a border out to where a document of known shape would end.
///
/// The two sides that run out converge towards one vanishing point; the opposite side gives the
/// direction square to it and the scale. With two borders or more there is too little to go by,
/// and what is seen stands.
pub(super) fn completed(corners: &Quad, border: [bool; 4], width: f32, height: f32) -> Quad {
    if border.iter().filter(|&&b| b).count() != 1 {
        return *corners;
    }
    let Some(cut) = border.iter().position(|&b| b) else { return *corners };
    // p, q: the corners that are seen; the sides leave from them through r and s.
    let at = |i: usize| corners.0[(cut + i) % 4];
    let (s, q, r, p) = (at(0), at(3), at(1), at(2));
    let Some(reach) = visible_reach(p, q, r, s, width, height) else { return *corners };
    // How many times as long as its known side the document would be.
    let visible = reach.0.max(reach.1);
    let wanted = ASPECTS
        .iter()
        .flat_map(|&a| [1.0 / a, a])
        .filter(|&a| a > visible * 0.985)
        .fold(f32::INFINITY, f32::min);
    if !wanted.is_finite() || wanted > visible * 2.5 {
        return *corners;
    }
    // Along each side, projectively: the map from true length to the picture.
    let Some(map) = plane(p, q, r, s, reach) else { return *corners };
    let (to_r, to_s) = (map.apply(1.0, f64::from(wanted)), map.apply(0.0, f64::from(wanted)));
    let mut out = *corners;
    out.0[(cut + 1) % 4] = Point { x: to_r.0 as f32, y: to_r.1 as f32 };
    out.0[cut] = Point { x: to_s.0 as f32, y: to_s.1 as f32 };
    // An estimate far away is no estimate.
    let limit = width.max(height);
    let sane =
        out.0.iter().all(|c| c.x > -limit && c.y > -limit && c.x < width + limit && c.y < height + limit);
    if sane { out } else { *corners }
}

/// True lengths of the sides `p` to `r` and `q` to `s`, in units of the side `p` to `q`.
fn visible_reach(p: Point, q: Point, r: Point, s: Point, width: f32, height: f32) -> Option<(f32, f32)> {
    let focal = f64::from(width.max(height)) * 0.8;
    let ray = |c: Point| {
        [
            (f64::from(c.x) - f64::from(width) / 2.0) / focal,
            (f64::from(c.y) - f64::from(height) / 2.0) / focal,
            1.0,
        ]
    };
    let cross = |a: [f64; 3], b: [f64; 3]| {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    };
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let [p, q, r, s] = [p, q, r, s].map(ray);
    // Direction in space of the two sides that run out, and of the side that is seen.
    let along = cross(cross(p, r), cross(q, s));
    let across = cross(cross(p, q), along);
    let normal = cross(along, across);
    let on_plane = |c: [f64; 3]| {
        let depth = dot(normal, c);
        (depth.abs() > 1e-12).then(|| c.map(|v| v / depth))
    };
    let [p, q, r, s] = [on_plane(p)?, on_plane(q)?, on_plane(r)?, on_plane(s)?];
    let distance =
        |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
    let unit = distance(p, q);
    (unit > 1e-12).then(|| ((distance(p, r) / unit) as f32, (distance(q, s) / unit) as f32))
}

/// The map from the document's plane (unit: the side `q` to `p`; `q` at the origin, `p` at
/// (1, 0), `r` and `s` down their sides) to the picture.
fn plane(p: Point, q: Point, r: Point, s: Point, reach: (f32, f32)) -> Option<Homography> {
    // From the unit square to the true trapezoid, undone, and then to the picture.
    let trapezoid = Quad([
        Point { x: 0.0, y: 0.0 },
        Point { x: 1.0, y: 0.0 },
        Point { x: 1.0, y: reach.0 },
        Point { x: 0.0, y: reach.1 },
    ]);
    let to_true = Homography::from_rectangle(1.0, 1.0, &trapezoid)?;
    let to_picture = Homography::from_rectangle(1.0, 1.0, &Quad([q, p, r, s]))?;
    Some(to_true.inverse()?.then(&to_picture))
}

/// The edges of the document that lie outside the picture, with the strip of the picture's border
/// over which the document runs out. `border` names sides that were taken to be the border itself.
pub(super) fn cut_edges(corners: &Quad, border: [bool; 4], width: f32, height: f32) -> Vec<(Edge, Quad)> {
    const EDGES: [Edge; 4] = [Edge::Top, Edge::Right, Edge::Bottom, Edge::Left];
    let tolerance = width.max(height) * 0.004;
    let outside: [Outside; 4] = std::array::from_fn(|side| {
        // Half a pixel inwards: a side on the border counts as beyond it.
        let tolerance = if border[side] { -0.75 } else { tolerance };
        Outside::of(corners, side, (width, height), tolerance)
    });
    // A side that merely runs out is not the one that is missing: its neighbour is.
    let mut cut: Vec<usize> = (0..4).filter(|&side| outside[side].share >= 0.5).collect();
    if cut.is_empty() {
        // A single corner is missing: the side that lost most stands for it.
        cut.extend(
            (0..4)
                .max_by(|&a, &b| outside[a].share.total_cmp(&outside[b].share))
                .filter(|&side| outside[side].share > 0.02),
        );
    }
    cut.into_iter()
        .filter_map(|side| {
            let place = strip(corners, outside[side].over, width, height)?;
            Some((EDGES[side], place))
        })
        .collect()
}

/// How far a side lies outside the picture.
struct Outside {
    /// Share of its length, 0 to 1.
    share: f32,
    /// Over which border of the picture: 0 left, 1 top, 2 right, 3 bottom.
    over: usize,
}

impl Outside {
    fn of(corners: &Quad, side: usize, (width, height): (f32, f32), tolerance: f32) -> Self {
        const STEPS: u32 = 50;
        let (a, b) = (corners.0[side], corners.0[(side + 1) % 4]);
        let mut counts = [0_u32; 4];
        for step in 0..=STEPS {
            let t = step as f32 / STEPS as f32;
            let (x, y) = (a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
            for (count, excess) in counts.iter_mut().zip([-x, -y, x - width, y - height]) {
                *count += u32::from(excess > tolerance);
            }
        }
        let over = (0..4).max_by_key(|&i| counts[i]).unwrap_or(0);
        Self { share: counts[over] as f32 / (STEPS + 1) as f32, over }
    }
}

/// The part of the picture's border (0 left, 1 top, 2 right, 3 bottom) beside the document, as a
/// strip a twenty-fifth of the picture deep.
fn strip(corners: &Quad, border: usize, width: f32, height: f32) -> Option<Quad> {
    let depth = width.max(height) * 0.04;
    let (left, top, right, bottom) = corners.bounds();
    let vertical = border == 0 || border == 2;
    let range = if vertical { (top, bottom) } else { (left, right) };
    let limit = if vertical { height } else { width };
    let (from, to) = (range.0.clamp(0.0, limit), range.1.clamp(0.0, limit));
    (to - from > 1.0).then(|| match border {
        0 => Quad::rect(0.0, from, depth, to - from),
        1 => Quad::rect(from, 0.0, to - from, depth),
        2 => Quad::rect(width - depth, from, depth, to - from),
        _ => Quad::rect(from, height - depth, to - from, depth),
    })
}
