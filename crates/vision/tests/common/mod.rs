//! Simple scenes for tests: a printed card on a desk, seen by a camera.

use proofdesk_domain::picture::{Point, Quad};
use proofdesk_vision::{Picture, document::Homography};

/// A deterministic stream of numbers (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f32 {
        (self.roll() >> 40) as f32 / (1 << 24) as f32
    }
}

/// What a scene shows.
#[derive(Clone, Copy)]
pub struct Scene {
    pub width: u32,
    pub height: u32,
    /// Corners of each card, clockwise from its own top left, and its aspect.
    pub desk: [f32; 3],
    /// Strength of the desk's grain.
    pub grain: f32,
    /// Sensor noise, in levels.
    pub noise: f32,
    pub paper: [f32; 3],
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            width: 1600,
            height: 1200,
            desk: [96.0, 74.0, 58.0],
            grain: 14.0,
            noise: 3.0,
            paper: [226.0, 230.0, 222.0],
        }
    }
}

impl Scene {
    /// Draws the scene with the given cards on it.
    pub fn draw(&self, cards: &[Quad]) -> Picture {
        let maps: Vec<Homography> = cards
            .iter()
            .map(|c| {
                Homography::from_rectangle(85.6, 54.0, c)
                    .and_then(|m| m.inverse())
                    .expect("cards in tests are well formed")
            })
            .collect();
        let mut dice = Dice(7);
        let mut pixels = Vec::with_capacity((self.width * self.height * 3) as usize);
        for y in 0..self.height {
            for x in 0..self.width {
                // Four samples a pixel keep edges honest.
                let mut sum = [0.0_f32; 3];
                for (ox, oy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let (px, py) = (x as f32 + ox, y as f32 + oy);
                    let colour = maps
                        .iter()
                        .find_map(|map| {
                            let (u, v) = map.apply(f64::from(px), f64::from(py));
                            card(u as f32, v as f32, self.paper)
                        })
                        .unwrap_or_else(|| self.desk_at(px, py));
                    for (s, c) in sum.iter_mut().zip(colour) {
                        *s += c / 4.0;
                    }
                }
                let noise = (dice.unit() + dice.unit() + dice.unit() - 1.5) * 2.0 * self.noise;
                pixels.extend(sum.map(|c| (c + noise).clamp(0.0, 255.0) as u8));
            }
        }
        Picture::from_rgb(self.width, self.height, pixels).expect("three bytes a pixel were drawn")
    }

    fn desk_at(&self, x: f32, y: f32) -> [f32; 3] {
        let wave = (y * 0.061 + (x * 0.004).sin() * 5.0).sin() * 0.6
            + (y * 0.23 + (x * 0.011).sin() * 3.0).sin() * 0.4;
        self.desk.map(|c| c + wave * self.grain)
    }
}

/// The print of the card at `u`, `v` millimetres; `None` beside it and in its rounded corners.
fn card(u: f32, v: f32, paper: [f32; 3]) -> Option<[f32; 3]> {
    if !(0.0..85.6).contains(&u) || !(0.0..54.0).contains(&v) {
        return None;
    }
    let (dx, dy) = ((u - 42.8).abs() - 39.6, (v - 27.0).abs() - 23.8);
    if dx > 0.0 && dy > 0.0 && dx.hypot(dy) > 3.2 {
        return None;
    }
    let ink = [30.0, 32.0, 44.0];
    // A header band, a portrait, rows of strokes, and two dense rows at the foot.
    if (2.5..8.0).contains(&v) {
        return Some(if stroke(u, v, 1.9) { paper } else { [64.0, 92.0, 142.0] });
    }
    if (4.0..26.0).contains(&u) && (12.0..40.0).contains(&v) {
        let (x, y) = ((u - 15.0) / 7.0, (v - 24.0) / 9.0);
        let face = x * x + y * y < 1.0;
        return Some(if face { [201.0, 160.0, 132.0] } else { [150.0, 168.0, 184.0] });
    }
    let row = (v - 11.0).rem_euclid(5.2);
    if (30.0..78.0).contains(&u) && (11.0..40.0).contains(&v) && row < 2.2 && stroke(u, v, 1.5) {
        return Some(ink);
    }
    if (4.0..81.6).contains(&u) && (43.0..51.0).contains(&v) {
        let row = (v - 43.0).rem_euclid(4.2);
        if row < 2.8 && stroke(u, v, 2.2) {
            return Some(ink);
        }
    }
    Some(paper)
}

/// Upright strokes of uneven lengths, as print has.
fn stroke(u: f32, v: f32, pitch: f32) -> bool {
    let cell = (u / pitch).floor();
    let within = u / pitch - cell;
    let kind = (cell * 12.9898 + (v / 4.7).floor() * 78.233).sin() * 43_758.547;
    let kind = kind - kind.floor();
    if kind < 0.12 {
        return false;
    }
    (0.15..0.36).contains(&within)
        || (kind > 0.5 && (0.6..0.78).contains(&within))
        || (kind > 0.3 && (0.15..0.78).contains(&within) && (v * 1.3).fract() < 0.28)
}

/// Corners of a card seen by a camera (focal length 0.8 of the longer side), turned about three
/// axes, its centre at the given share of the picture and `size` of the picture's width long.
pub fn seen(scene: &Scene, size: f32, turn: f32, tilt: f32, towards: f32, at: (f32, f32)) -> Quad {
    seen_through(0.8, scene, size, (turn, tilt, towards), at)
}

/// The same through a lens of that focal length over the longer side.
pub fn seen_through(
    lens: f32,
    scene: &Scene,
    size: f32,
    (turn, tilt, towards): (f32, f32, f32),
    at: (f32, f32),
) -> Quad {
    let (w, h) = (scene.width as f32, scene.height as f32);
    let focal = w.max(h) * lens;
    let distance = focal * 85.6 / (w * size);
    let (sr, cr) = turn.to_radians().sin_cos();
    let (st, ct) = tilt.to_radians().sin_cos();
    let (sd, cd) = towards.to_radians().sin_cos();
    let (mx, my) = ((at.0 - 0.5) * w / focal * distance, (at.1 - 0.5) * h / focal * distance);
    Quad([(-42.8, -27.0), (42.8, -27.0), (42.8, 27.0), (-42.8, 27.0)].map(|(x, y)| {
        let (x, y) = (x * cr - y * sr, x * sr + y * cr);
        // Tilted about an axis in the picture's plane at the angle `towards`.
        let (along, across) = (x * cd + y * sd, -x * sd + y * cd);
        let (across, depth) = (across * ct, distance + across * st);
        let (x, y) = (along * cd - across * sd + mx, along * sd + across * cd + my);
        Point { x: w / 2.0 + focal * x / depth, y: h / 2.0 + focal * y / depth }
    }))
}

/// Largest distance between corners, trying both half turns (or all four quarter turns).
pub fn corner_error(found: &Quad, truth: &Quad) -> f32 {
    (0..4)
        .map(|turn| {
            (0..4)
                .map(|i| {
                    let (a, b) = (found.0[(i + turn) % 4], truth.0[i]);
                    (a.x - b.x).hypot(a.y - b.y)
                })
                .fold(0.0, f32::max)
        })
        .fold(f32::INFINITY, f32::min)
}
