//! Finds the identity document on a picture and sets it upright.
//!
//! Start at [`find_documents`]: a small copy's edges ([`edges`]) vote for straight lines
//! ([`lines`]), four of which make a hypothesis ([`quads`]); the best is moved onto the full
//! picture's own edges ([`refine`]). [`cut`] deals with documents that leave the picture,
//! [`upright`] cuts one out. Shape alone cannot tell a document from the same one turned by a half
//! turn: that is the reader's to find out, and [`Found::turned`] its tool.

mod crop;
mod cut;
mod edges;
mod far;
mod geometry;
mod lines;
mod quads;
mod refine;
mod texture;

pub use crop::{Crop, upright};
pub use far::find_far_document;
pub use geometry::{Homography, Pose, pose};

use crate::picture::Picture;
use geometry::{contains, side_length};
use proofdesk_domain::picture::{Edge, Point, Quad};
use quads::Candidate;
use texture::Print;

/// A document found on a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its corners in picture coordinates, clockwise; from a finder the first is the upper left
    /// end of an upper long side, which need not be the document's own top left. Corners outside
    /// the picture are estimated.
    pub corners: Quad,
    /// 0 to 1.
    pub confidence: f32,
    /// Edges of the document that lie outside the picture, each with the strip along the
    /// picture's border over which the document runs out.
    pub cut_edges: Vec<(Edge, Quad)>,
    /// True width over true height, corner 0 to 1 over corner 1 to 2, perspective undone.
    pub aspect: f32,
    /// Angle between the camera's axis and the document's normal, degrees.
    pub tilt_degrees: f32,
    /// The document fills the whole picture, as a scan does; nothing of a desk is seen.
    pub fills_picture: bool,
}

impl Found {
    /// The same document with its own top left at another corner: each quarter turn makes the
    /// next corner (clockwise) the first. Edges are renamed accordingly.
    #[must_use]
    pub fn turned(&self, quarter_turns: u8) -> Self {
        const EDGES: [Edge; 4] = [Edge::Top, Edge::Right, Edge::Bottom, Edge::Left];
        let turns = usize::from(quarter_turns % 4);
        let rename = |edge: Edge| {
            let at = EDGES.iter().position(|&e| e == edge).unwrap_or(0);
            EDGES[(at + 4 - turns) % 4]
        };
        Self {
            corners: rotated_corners(&self.corners, quarter_turns),
            cut_edges: self.cut_edges.iter().map(|&(e, place)| (rename(e), place)).collect(),
            aspect: if turns % 2 == 1 { 1.0 / self.aspect } else { self.aspect },
            ..self.clone()
        }
    }
}

/// The same place, beginning at another corner: `quarter_turns` corners further clockwise.
pub fn rotated_corners(corners: &Quad, quarter_turns: u8) -> Quad {
    Quad(std::array::from_fn(|i| corners.0[(i + usize::from(quarter_turns)) % 4]))
}

/// Longer side of the copy on which lines are sought.
const WORK_SIDE: u32 = 640;
/// Most lines that are combined; and where they are sought on less than that.
const MOST_LINES: [usize; 2] = [64, 40];
/// Hypotheses below this are nothing.
const LEAST_SCORE: f32 = 0.22;
/// Least merit of hypotheses with no side, one and two sides on the picture's border.
const LEAST_MERIT_ON_BORDERS: [f32; 3] = [0.55, 0.58, 0.5];

/// Finds identity documents, the most convincing first; at most three.
pub fn find_documents(picture: &Picture) -> Vec<Found> {
    find_documents_at(picture, WORK_SIDE)
}

/// The same with lines sought on a copy whose longer side is `side` pixels: what is sought on fewer is found sooner, and
/// something faint or small may be missed. A phone does so with the frames of its camera.
pub fn find_documents_at(picture: &Picture, side: u32) -> Vec<Found> {
    if picture.width().min(picture.height()) < 32 {
        return Vec::new();
    }
    let small = picture.downscaled(side.clamp(160, WORK_SIDE));
    let most = MOST_LINES[usize::from(side < WORK_SIDE)];
    let map = edges::EdgeMap::of(&small);
    let lines = lines::find_lines(&map, most);
    let candidates = quads::candidates(&map, &lines, 400);
    let print = Print::of(&small);

    let mut chosen: Vec<&Candidate> = Vec::new();
    for candidate in &candidates {
        if candidate.score < LEAST_SCORE || chosen.len() == 3 {
            break;
        }
        let fits = match chosen.first() {
            None => plausible(candidate, &print, &small),
            Some(first) => {
                candidate.score > 0.7 * first.score
                    && candidate.border == [false; 4]
                    && candidate.corners.area() > 0.35 * first.corners.area()
                    && chosen.iter().all(|other| apart(&other.corners, &candidate.corners))
                    && plausible(candidate, &print, &small)
            }
        };
        if fits {
            let whole =
                chosen.is_empty().then(|| seen_whole(candidate, &candidates, &print, &small)).flatten();
            chosen.push(whole.unwrap_or(candidate));
        }
    }

    let best_share =
        chosen.first().map_or(0.0, |c| c.corners.area() / (small.width() as f32 * small.height() as f32));
    let doubtful = chosen.first().is_some_and(|c| leans_on(c) > 1);
    let scan = if best_share < 0.6 || doubtful { whole_picture(picture, &print) } else { None };
    if let Some(scan) = scan {
        return vec![scan];
    }
    chosen.into_iter().map(|candidate| finished(picture, &small, candidate)).collect()
}

/// For a hypothesis that leans on the border: one of about its size that needs no border, is no
/// worse, and leaves nothing out but bare desk. Close to a border, the strip of desk beside a
/// document looks like more document.
fn seen_whole<'a>(
    leaning: &Candidate,
    candidates: &'a [Candidate],
    print: &Print,
    small: &Picture,
) -> Option<&'a Candidate> {
    if leans_on(leaning) == 0 {
        return None;
    }
    let area = leaning.corners.area();
    candidates.iter().find(|other| {
        leans_on(other) == 0
            && other.merit >= leaning.merit
            && other.corners.area() > 0.6 * area
            && other.corners.area() < 1.2 * area
            && !apart(&other.corners, &leaning.corners)
            && left_out(leaning, other, print, small) < 0.08
    })
}

/// Share of print in the widest strip that `smaller` leaves out of `larger`.
fn left_out(larger: &Candidate, smaller: &Candidate, print: &Print, small: &Picture) -> f32 {
    let (left, top, right, bottom) = larger.corners.bounds();
    let inner = smaller.corners.bounds();
    let strips = [
        (inner.0 - left, [left, top, inner.0, bottom]),
        (inner.1 - top, [left, top, right, inner.1]),
        (right - inner.2, [inner.2, top, right, bottom]),
        (bottom - inner.3, [left, inner.3, right, bottom]),
    ];
    let widest = strips.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let (w, h) = (small.width() as f32, small.height() as f32);
    widest.map_or(0.0, |(_, [left, top, right, bottom])| {
        print.share(
            (left / w).clamp(0.0, 1.0),
            (top / h).clamp(0.0, 1.0),
            (right / w).clamp(0.0, 1.0),
            (bottom / h).clamp(0.0, 1.0),
        )
    })
}

/// Convincing by its sides; and a hypothesis that leans on the picture's border must at least
/// carry print.
fn plausible(candidate: &Candidate, print: &Print, small: &Picture) -> bool {
    if candidate.merit < LEAST_MERIT_ON_BORDERS[leans_on(candidate).min(2)] {
        return false;
    }
    if candidate.border == [false; 4] {
        return true;
    }
    let (left, top, right, bottom) = candidate.corners.bounds();
    let (w, h) = (small.width() as f32, small.height() as f32);
    let share = print.share(
        (left / w).clamp(0.0, 1.0),
        (top / h).clamp(0.0, 1.0),
        (right / w).clamp(0.0, 1.0),
        (bottom / h).clamp(0.0, 1.0),
    );
    share > 0.06
}

/// How many of its sides are the picture's border.
fn leans_on(candidate: &Candidate) -> usize {
    candidate.border.iter().filter(|&&border| border).count()
}

/// Neither overlapping nor the two pages of one open booklet.
fn apart(a: &Quad, b: &Quad) -> bool {
    let grown = |quad: &Quad, factor: f32| {
        let (cx, cy) = centre(quad);
        Quad(quad.0.map(|p| Point { x: cx + (p.x - cx) * factor, y: cy + (p.y - cy) * factor }))
    };
    let touches = |outer: &Quad, inner: &Quad| {
        (0..4).any(|i| {
            let (p, q) = (inner.0[i], inner.0[(i + 1) % 4]);
            (0..8).any(|k| {
                let t = k as f32 / 8.0;
                contains(outer, p.x + (q.x - p.x) * t, p.y + (q.y - p.y) * t)
            })
        })
    };
    let (ga, gb) = (grown(a, 1.04), grown(b, 1.04));
    !touches(&ga, b) && !touches(&gb, a)
}

fn centre(quad: &Quad) -> (f32, f32) {
    quad.0.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x / 4.0, y + p.y / 4.0))
}

/// A flat scan: the picture has a document's shape and carries print up to its margins.
fn whole_picture(picture: &Picture, print: &Print) -> Option<Found> {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let long = w.max(h) / w.min(h);
    let shaped = quads::ASPECTS.iter().any(|aspect| (long / aspect).ln().abs() < 0.045);
    let margins = [
        print.share(0.0, 0.0, 1.0, 0.3),
        print.share(0.0, 0.7, 1.0, 1.0),
        print.share(0.0, 0.0, 0.3, 1.0),
        print.share(0.7, 0.0, 1.0, 1.0),
    ];
    let printed = print.share(0.0, 0.0, 1.0, 1.0);
    let sides = margins.iter().filter(|&&share| share > 0.05).count();
    (shaped && printed > 0.08 && sides >= 3).then(|| Found {
        corners: Quad::rect(0.0, 0.0, w, h),
        confidence: (0.5 + printed).min(0.9),
        cut_edges: Vec::new(),
        aspect: w / h,
        tilt_degrees: 0.0,
        fills_picture: true,
    })
}

/// From a hypothesis on the small copy to the answer on the picture itself.
fn finished(picture: &Picture, small: &Picture, candidate: &Candidate) -> Found {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let (sx, sy) = (w / small.width() as f32, h / small.height() as f32);
    // Centres of the small copy's pixels stand at halves.
    let scaled = Quad(candidate.corners.0.map(|p| Point { x: (p.x + 0.5) * sx, y: (p.y + 0.5) * sy }));
    let on_border = cut::snapped(&scaled, candidate.border, w, h);
    let reach = (2.0 * sx.max(sy)).max(2.5);
    let seen = refine::refined(picture, &on_border, candidate.border, reach);
    let corners = cut::completed(&seen, candidate.border, w, h);
    let first = upper_left_first(&corners, w, h);
    let corners = rotated_corners(&corners, first);
    let border = std::array::from_fn(|i| candidate.border[(i + usize::from(first)) % 4]);
    let pose = quads::document_pose(&corners, w, h)
        .map_or(Pose { aspect: 1.0, tilt_degrees: 0.0 }, |(pose, _)| pose);
    Found {
        cut_edges: cut::cut_edges(&corners, border, w, h),
        corners,
        confidence: (candidate.merit * 1.15).min(0.99),
        aspect: pose.aspect,
        tilt_degrees: pose.tilt_degrees,
        fills_picture: false,
    }
}

/// How many corners further the first should be: so that corner 0 to 1 is a long side, and of the
/// two long sides the one that looks upper.
fn upper_left_first(corners: &Quad, width: f32, height: f32) -> u8 {
    let aspect = pose(corners, width, height)
        .map_or_else(|| side_length(corners, 0) / side_length(corners, 1).max(1e-3), |pose| pose.aspect);
    let long = usize::from(aspect < 1.0);
    let middle = |side: usize| {
        let (a, b) = (corners.0[side % 4], corners.0[(side + 1) % 4]);
        (a.x + b.x, a.y + b.y)
    };
    let (one, other) = (middle(long), middle(long + 2));
    // Sides that stand upright: the right-hand one becomes the top, as for a card turned by a
    // quarter turn to the right.
    let upper = if (one.1 - other.1).abs() > 0.2 * (one.0 - other.0).abs() {
        one.1 < other.1
    } else {
        one.0 > other.0
    };
    (if upper { long } else { long + 2 }) as u8
}
