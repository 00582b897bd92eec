//! The photograph: a document laid on a desk by a perspective, with shadow and reflections.

use image::RgbImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::background::Background;
use crate::canvas::rounded_distance;
use crate::defect::{Defect, DefectKind, Edge, Target};
use crate::design::Flat;
use crate::geometry::{Homography, Point, Quad, Rect, bounds, point};
use crate::rng::Rng;

/// How a document is photographed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Picture width in pixels, 16 to 8000.
    pub width: u32,
    /// Picture height in pixels, 16 to 8000.
    pub height: u32,
    /// The share of the picture's width or height, whichever is reached first, that the document takes: `0.05..=1.0`.
    pub fill: f32,
    /// How much the camera leans, in degrees, `0..=60`.
    pub tilt: f32,
    /// How much the document is turned, in degrees clockwise.
    pub rotation: f32,
    /// What it lies on; `None` leaves it to the seed.
    pub background: Option<Background>,
    /// Sensor noise, standard deviation in grey levels.
    pub noise: f32,
    /// What is wrong with the picture.
    pub defects: Vec<Defect>,
}

impl Default for Scene {
    /// A good photograph of 1920 × 1440 pixels.
    fn default() -> Self {
        Self {
            width: 1920,
            height: 1440,
            fill: 0.82,
            tilt: 4.0,
            rotation: 0.0,
            background: None,
            noise: 2.0,
            defects: Vec::new(),
        }
    }
}

impl Scene {
    pub(crate) fn find(&self, kind: DefectKind) -> Option<&Defect> {
        self.defects.iter().find(|defect| defect.kind == kind)
    }

    pub(crate) fn strength(&self, kind: DefectKind) -> Option<f32> {
        self.find(kind).map(|defect| defect.strength.clamp(0.0, 1.0))
    }

    /// The corners in the picture of the document, and of the second one where the scene has two.
    pub(crate) fn place(&self, size: (f32, f32), seed: u64) -> (Quad, Option<Quad>) {
        let mut rng = Rng::new(seed, "placement");
        let (w, h) = (self.width as f32, self.height as f32);
        let mut fill = finite(self.fill, 0.82).clamp(0.05, 1.0);
        if let Some(strength) = self.strength(DefectKind::Small) {
            fill *= 0.55 - 0.40 * strength;
        }
        let lean = rng.range(0.0, 360.0);
        let (tilt, direction) = match self.find(DefectKind::Perspective) {
            Some(defect) => {
                (15.0 + 40.0 * defect.strength.clamp(0.0, 1.0), degrees(defect.target).unwrap_or(lean))
            }
            None => (finite(self.tilt, 0.0).clamp(0.0, 60.0), lean),
        };
        let askew = rng.range(-1.5, 1.5);
        let quarter = 90.0 * (1 + rng.below(3)) as f32;
        let sign = if rng.below(2) == 0 { 1.0 } else { -1.0 };
        let rotation = match self.find(DefectKind::Rotated) {
            Some(defect) => {
                degrees(defect.target).unwrap_or(quarter) + sign * 8.0 * defect.strength.clamp(0.0, 1.0)
            }
            None => askew,
        } + finite(self.rotation, 0.0);
        let shift = (rng.range(-0.5, 0.5), rng.range(-0.5, 0.5));

        let (frame, other) = match (self.strength(DefectKind::TwoDocuments), w >= h) {
            (None, _) => (Rect::new(0.0, 0.0, w, h), None),
            (Some(_), true) => (Rect::new(0.0, 0.0, w / 2.0, h), Some(Rect::new(w / 2.0, 0.0, w / 2.0, h))),
            (Some(_), false) => (Rect::new(0.0, 0.0, w, h / 2.0), Some(Rect::new(0.0, h / 2.0, w, h / 2.0))),
        };
        let mut quad = lay(size, frame, fill, tilt, direction, rotation, shift);
        if let Some(defect) = self.find(DefectKind::CutOff) {
            let (dx, dy) = self.cut(&quad, defect, &mut rng);
            quad = quad.map(|p| point(p.x + dx, p.y + dy));
        }
        let turn = rotation + rng.range(-9.0, 9.0);
        let second = other.map(|frame| lay(size, frame, fill * 0.97, tilt, direction, turn, shift));
        (quad, second)
    }

    /// The move that pushes the document out over an edge.
    fn cut(&self, quad: &Quad, defect: &Defect, rng: &mut Rng) -> (f32, f32) {
        let (l, t, r, b) = bounds(quad);
        let share = 0.04 + 0.36 * defect.strength.clamp(0.0, 1.0);
        match edge_of(defect, rng) {
            Edge::Left => (-l - share * (r - l), 0.0),
            Edge::Right => (self.width as f32 - r + share * (r - l), 0.0),
            Edge::Top => (0.0, -t - share * (b - t)),
            Edge::Bottom => (0.0, self.height as f32 - b + share * (b - t)),
        }
    }

    /// The strip along the picture's edges where the document leaves it.
    pub(crate) fn cut_region(&self, quad: &Quad) -> Quad {
        let (w, h) = (self.width as f32, self.height as f32);
        let (l, t, r, b) = bounds(quad);
        let (cl, ct, cr, cb) = (l.max(0.0), t.max(0.0), r.min(w), b.min(h));
        let depth = 0.04 * w.max(h);
        let over = [(-l, Edge::Left), (r - w, Edge::Right), (-t, Edge::Top), (b - h, Edge::Bottom)];
        let worst = over.iter().max_by(|a, b| a.0.total_cmp(&b.0)).map_or(Edge::Left, |(_, edge)| *edge);
        match worst {
            Edge::Left => Rect::new(0.0, ct, depth, cb - ct),
            Edge::Right => Rect::new(w - depth, ct, depth, cb - ct),
            Edge::Top => Rect::new(cl, 0.0, cr - cl, depth),
            Edge::Bottom => Rect::new(cl, h - depth, cr - cl, depth),
        }
        .quad()
    }

    /// Whether all corners are inside the picture.
    pub(crate) fn shows(&self, quad: &Quad) -> bool {
        quad.iter().all(|p| p.x >= 0.0 && p.y >= 0.0 && p.x <= self.width as f32 && p.y <= self.height as f32)
    }
}

fn finite(value: f32, otherwise: f32) -> f32 {
    if value.is_finite() { value } else { otherwise }
}

fn degrees(target: Option<Target>) -> Option<f32> {
    match target {
        Some(Target::Degrees(degrees)) if degrees.is_finite() => Some(degrees),
        _ => None,
    }
}

fn edge_of(defect: &Defect, rng: &mut Rng) -> Edge {
    match defect.target {
        Some(Target::Edge(edge)) => edge,
        _ => *rng.pick(&[Edge::Left, Edge::Right, Edge::Top, Edge::Bottom]),
    }
}

/// A sheet in space, leaning by `tilt` towards `direction`, turned, seen by a camera, and scaled to fill its frame.
fn lay(
    (width, height): (f32, f32),
    frame: Rect,
    fill: f32,
    tilt: f32,
    direction: f32,
    rotation: f32,
    shift: (f32, f32),
) -> Quad {
    let (lean_sin, lean_cos) = tilt.to_radians().sin_cos();
    let turn = |p: Point, degrees: f32| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        point(p.x * cos - p.y * sin, p.x * sin + p.y * cos)
    };
    let distance = 2.4 * width;
    let seen = Rect::new(-width / 2.0, -height / 2.0, width, height).quad().map(|corner| {
        let p = turn(corner, -direction);
        let depth = distance + p.y * lean_sin;
        let p = point(p.x * distance / depth, p.y * lean_cos * distance / depth);
        turn(turn(p, direction), rotation)
    });
    let (l, t, r, b) = bounds(&seen);
    let scale = fill * (frame.w / (r - l)).min(frame.h / (b - t));
    let slack = (frame.w - (r - l) * scale, frame.h - (b - t) * scale);
    let centre = point(
        frame.x + frame.w / 2.0 + shift.0 * slack.0 * 0.5,
        frame.y + frame.h / 2.0 + shift.1 * slack.1 * 0.5,
    );
    seen.map(|p| {
        point(centre.x + (p.x - f32::midpoint(l, r)) * scale, centre.y + (p.y - f32::midpoint(t, b)) * scale)
    })
}

/// Pixels a millimetre along the longest-seeming edge.
pub(crate) fn resolution(quad: &Quad, (width, height): (f32, f32)) -> f32 {
    let length = |a: Point, b: Point| ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt();
    [(0, 1, width), (1, 2, height), (2, 3, width), (3, 0, height)]
        .into_iter()
        .map(|(a, b, mm)| length(quad[a], quad[b]) / mm)
        .fold(0.0, f32::max)
}

/// A reflection on the sheet's surface. Answers the part that is as good as white, in millimetres.
pub(crate) fn reflect(flat: &mut Flat, area: Rect, strength: f32) -> Rect {
    let scale = flat.image.width() as f32 / flat.width;
    let (cx, cy) = (area.x + area.w / 2.0, area.y + area.h / 2.0);
    let rx = (area.w / 2.0 + 2.0).max(5.0) * (0.75 + 0.45 * strength);
    let ry = (area.h / 2.0 + 2.2).max(4.0) * (0.85 + 0.75 * strength);
    let amplitude = 0.5 + strength;
    let width = flat.image.width() as usize;
    flat.image.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, row)| {
        let v = ((y as f32 + 0.5) / scale - cy) / ry;
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let u = ((x as f32 + 0.5) / scale - cx) / rx;
            let d = u * u + v * v;
            if d > 6.0 {
                continue;
            }
            let light = (amplitude * (-d * d).exp() + 0.10 * strength * (-0.6 * d).exp()).min(1.0);
            for channel in pixel {
                *channel = (f32::from(*channel) + (255.0 - f32::from(*channel)) * light) as u8;
            }
        }
    });
    // The contour of three quarters of the peak.
    let reach = (amplitude / (0.75 * amplitude.min(1.0))).ln().sqrt().sqrt();
    let (l, t) = ((cx - rx * reach).max(0.0), (cy - ry * reach).max(0.0));
    let (r, b) = ((cx + rx * reach).min(flat.width), (cy + ry * reach).min(flat.height));
    Rect::new(l, t, r - l, b - t)
}

/// Lays the sheet into the picture, with a soft shadow around it.
pub(crate) fn compose(pixels: &mut [u8], width: usize, height: usize, flat: &Flat, quad: &Quad) {
    const REACH: f32 = 14.0;
    let sheet = Rect::new(0.0, 0.0, flat.width, flat.height);
    let map = Homography::from_rect(flat.width, flat.height, quad);
    let back = map.inverse();
    let px = resolution(quad, (flat.width, flat.height));
    let reach = REACH * px;
    let (left, top, right, bottom) = bounds(quad);
    let x0 = (left - reach).clamp(0.0, width as f32) as usize;
    let x1 = (right + reach).clamp(0.0, width as f32) as usize;
    let y0 = (top - reach).clamp(0.0, height as f32) as usize;
    let y1 = (bottom + reach).clamp(0.0, height as f32) as usize;
    let scale = flat.image.width() as f32 / flat.width;
    let radius = flat.corner_radius;
    let edge = radius + 1.0;
    pixels[y0 * width * 3..y1 * width * 3].par_chunks_exact_mut(width * 3).enumerate().for_each(
        |(dy, row)| {
            let line = back.row((y0 + dy) as f64 + 0.5);
            for (x, pixel) in row.chunks_exact_mut(3).enumerate().take(x1).skip(x0) {
                let (u, v, w) = line.at(x as f64 + 0.5);
                let scaled = 1.0 / w;
                let (u, v) = ((u * scaled) as f32, (v * scaled) as f32);
                let inside = u > edge && v > edge && u < flat.width - edge && v < flat.height - edge;
                if inside {
                    pixel.copy_from_slice(
                        &sample(&flat.image, u * scale - 0.5, v * scale - 0.5).map(|v| v as u8),
                    );
                    continue;
                }
                let cover = {
                    let distance = rounded_distance(sheet, radius, u, v);
                    let cover = (0.5 - distance * px).clamp(0.0, 1.0);
                    if cover < 1.0 {
                        let far = rounded_distance(sheet, radius, u - 0.9, v - 1.4).max(0.0);
                        if far < REACH {
                            let light = 1.0 - 0.55 * (-far / 2.8).exp();
                            for channel in pixel.iter_mut() {
                                *channel = (f32::from(*channel) * light) as u8;
                            }
                        }
                    }
                    cover
                };
                if cover > 0.0 {
                    let colour = sample(&flat.image, u * scale - 0.5, v * scale - 0.5);
                    for (channel, colour) in pixel.iter_mut().zip(colour) {
                        *channel = (f32::from(*channel) * (1.0 - cover) + colour as f32 * cover + 0.5) as u8;
                    }
                }
            }
        },
    );
}

/// Bilinear, in 8-bit fractions, clamped at the edges.
#[inline]
fn sample(image: &RgbImage, x: f32, y: f32) -> [u32; 3] {
    let (w, h) = (image.width() as usize, image.height() as usize);
    let (x, y) = (x.clamp(0.0, (w - 1) as f32), y.clamp(0.0, (h - 1) as f32));
    let (fx, fy) = ((x * 256.0) as usize, (y * 256.0) as usize);
    let (x0, y0) = (fx >> 8, fy >> 8);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let (tx, ty) = ((fx & 255) as u32, (fy & 255) as u32);
    let raw = image.as_raw();
    let (a, b, c, d) = ((y0 * w + x0) * 3, (y0 * w + x1) * 3, (y1 * w + x0) * 3, (y1 * w + x1) * 3);
    std::array::from_fn(|i| {
        let top = u32::from(raw[a + i]) * (256 - tx) + u32::from(raw[b + i]) * tx;
        let low = u32::from(raw[c + i]) * (256 - tx) + u32::from(raw[d + i]) * tx;
        (top * (256 - ty) + low * ty + 32_768) >> 16
    })
}
