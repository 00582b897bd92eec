//! Drawing on the flat document: shapes and text in millimetres, antialiased, on an RGB picture.

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont, point as glyph_point};
use image::RgbImage;
use rayon::prelude::*;

use crate::geometry::Rect;

/// Red, green, blue, 0..=255.
pub(crate) type Colour = [u8; 3];

/// A document being drawn: `scale` pixels a millimetre.
pub(crate) struct Canvas {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
    scale: f32,
}

/// How a colour meets what is beneath it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Covers.
    Opaque,
    /// Multiplies, so that darker print beneath stays readable.
    Tint,
}

/// A line of text: the font, the height of the em in millimetres, its colour and ink.
#[derive(Clone, Copy)]
pub(crate) struct Style<'a> {
    pub(crate) font: &'a FontVec,
    pub(crate) size: f32,
    pub(crate) colour: Colour,
    pub(crate) opacity: f32,
    pub(crate) ink: Ink,
}

impl<'a> Style<'a> {
    pub(crate) fn new(font: &'a FontVec, size: f32, colour: Colour) -> Self {
        Self { font, size, colour, opacity: 1.0, ink: Ink::Opaque }
    }
}

impl Canvas {
    pub(crate) fn new(width_mm: f32, height_mm: f32, scale: f32, paper: Colour) -> Self {
        let width = (width_mm * scale).round().max(1.0) as usize;
        let height = (height_mm * scale).round().max(1.0) as usize;
        Self { pixels: paper.repeat(width * height), width, height, scale }
    }

    pub(crate) fn into_image(self) -> RgbImage {
        RgbImage::from_raw(self.width as u32, self.height as u32, self.pixels)
            .expect("the buffer was made for this size")
    }

    /// Width and height in millimetres.
    pub(crate) fn size(&self) -> (f32, f32) {
        (self.width as f32 / self.scale, self.height as f32 / self.scale)
    }

    #[inline]
    fn blend(&mut self, x: usize, y: usize, colour: Colour, alpha: f32, ink: Ink) {
        let at = (y * self.width + x) * 3;
        blend_pixel(&mut self.pixels[at..at + 3], colour, alpha, ink);
    }

    /// A vertical run of colours from top to bottom over the whole document.
    pub(crate) fn gradient(&mut self, top: Colour, bottom: Colour) {
        let height = self.height as f32;
        for (y, row) in self.pixels.chunks_exact_mut(self.width * 3).enumerate() {
            let t = y as f32 / height;
            let colour =
                [0, 1, 2].map(|c| (f32::from(top[c]) * (1.0 - t) + f32::from(bottom[c]) * t).round() as u8);
            for pixel in row.chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// Whatever `distance` (millimetres, negative inside) encloses within `area`.
    pub(crate) fn shape(
        &mut self,
        area: Rect,
        colour: Colour,
        opacity: f32,
        distance: impl Fn(f32, f32) -> f32 + Sync,
    ) {
        let (scale, width) = (self.scale, self.width);
        let x0 = ((area.x * scale).floor().max(0.0) as usize).min(width);
        let x1 = ((((area.x + area.w) * scale).ceil()).max(0.0) as usize).min(width);
        let y0 = ((area.y * scale).floor().max(0.0) as usize).min(self.height);
        let y1 = ((((area.y + area.h) * scale).ceil()).max(0.0) as usize).min(self.height);
        if y0 >= y1 {
            return;
        }
        self.pixels[y0 * width * 3..y1 * width * 3].par_chunks_exact_mut(width * 3).enumerate().for_each(
            |(dy, row)| {
                let y = ((y0 + dy) as f32 + 0.5) / scale;
                for x in x0..x1 {
                    let inside = (0.5 - distance((x as f32 + 0.5) / scale, y) * scale).clamp(0.0, 1.0);
                    if inside > 0.0 {
                        blend_pixel(&mut row[x * 3..x * 3 + 3], colour, inside * opacity, Ink::Opaque);
                    }
                }
            },
        );
    }

    pub(crate) fn rect(&mut self, area: Rect, colour: Colour, opacity: f32) {
        self.rounded(area, 0.0, colour, opacity);
    }

    pub(crate) fn rounded(&mut self, area: Rect, radius: f32, colour: Colour, opacity: f32) {
        self.shape(area, colour, opacity, |x, y| rounded_distance(area, radius, x, y));
    }

    /// The outline of a rounded rectangle, `thickness` wide.
    pub(crate) fn frame(&mut self, area: Rect, radius: f32, thickness: f32, colour: Colour) {
        self.shape(area.grown(thickness), colour, 1.0, |x, y| {
            rounded_distance(area, radius, x, y).abs() - thickness / 2.0
        });
    }

    pub(crate) fn ellipse(&mut self, cx: f32, cy: f32, rx: f32, ry: f32, colour: Colour, opacity: f32) {
        self.shape(Rect::new(cx - rx, cy - ry, 2.0 * rx, 2.0 * ry).grown(0.2), colour, opacity, |x, y| {
            ellipse_distance(cx, cy, rx, ry, x, y)
        });
    }

    /// A curve `y = f(x)` over the width of `area`, clipped to it; thickness and places in millimetres.
    pub(crate) fn curve(
        &mut self,
        area: Rect,
        thickness: f32,
        colour: Colour,
        opacity: f32,
        f: impl Fn(f32) -> f32,
    ) {
        let scale = self.scale;
        let half = (thickness * scale / 2.0).max(0.25);
        // Thinner than half a pixel: draw it fainter instead.
        let opacity = opacity * (thickness * scale / 0.5).min(1.0);
        let x0 = (area.x * scale).max(0.0) as usize;
        let x1 = (((area.x + area.w) * scale) as usize).min(self.width);
        let (top, bottom) = (area.y * scale, ((area.y + area.h) * scale).min(self.height as f32));
        let mut before = f(x0 as f32 / scale) * scale;
        for x in x0..x1 {
            let after = f((x + 1) as f32 / scale) * scale;
            let centre = f32::midpoint(before, after);
            let slope = after - before;
            let reach = half * (1.0 + slope * slope).sqrt();
            let from = (centre - reach - 0.5).max(top).max(0.0).floor() as usize;
            let to = (centre + reach + 0.5).min(bottom - 1.0);
            if to >= 0.0 {
                for y in from..=(to as usize) {
                    let cover =
                        (reach + 0.5 - (y as f32 + 0.5 - centre).abs()).clamp(0.0, 1.0).min(2.0 * reach);
                    if cover > 0.0 && y < self.height {
                        self.blend(x, y, colour, cover * opacity, Ink::Opaque);
                    }
                }
            }
            before = after;
        }
    }

    /// Text with its baseline beginning at `x`, `baseline`; answers the box of its ink (or an empty one).
    pub(crate) fn text(&mut self, style: Style<'_>, x: f32, baseline: f32, text: &str) -> Rect {
        self.spaced(style, x, baseline, text, None, 0.0)
    }

    /// Text made narrower, if it must be, to end within `room` millimetres.
    pub(crate) fn fitted(&mut self, style: Style<'_>, x: f32, baseline: f32, room: f32, text: &str) -> Rect {
        let natural = measure(style, text);
        let style = if natural > room { Style { size: style.size * room / natural, ..style } } else { style };
        self.text(style, x, baseline, text)
    }

    pub(crate) fn centred(&mut self, style: Style<'_>, x: f32, baseline: f32, text: &str) -> Rect {
        let half = measure(style, text) / 2.0;
        self.text(style, x - half, baseline, text)
    }

    /// One glyph every `pitch` millimetres, as the zone and numbers are set; without pitch, by the font's own advances.
    /// `angle` (radians, clockwise) turns the line about its beginning.
    pub(crate) fn spaced(
        &mut self,
        style: Style<'_>,
        x: f32,
        baseline: f32,
        text: &str,
        pitch: Option<f32>,
        angle: f32,
    ) -> Rect {
        let px = glyph_scale(style, self.scale);
        let font = style.font.as_scaled(px);
        let origin = (x * self.scale, baseline * self.scale);
        let mut pen = 0.0_f32;
        let mut previous: Option<GlyphId> = None;
        let mut ink: Option<[f32; 4]> = None;
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            let place = match pitch {
                Some(pitch) => pen + (pitch * self.scale - font.h_advance(id)) / 2.0,
                None => pen + previous.map_or(0.0, |before| font.kern(before, id)),
            };
            if angle == 0.0 {
                let glyph = id.with_scale_and_position(px, glyph_point(origin.0 + place, origin.1));
                if let Some(outline) = style.font.outline_glyph(glyph) {
                    let at = outline.px_bounds();
                    let seen = [at.min.x, at.min.y, at.max.x, at.max.y];
                    ink = Some(ink.map_or(seen, |b| {
                        [b[0].min(seen[0]), b[1].min(seen[1]), b[2].max(seen[2]), b[3].max(seen[3])]
                    }));
                    let (left, top) = (at.min.x as i64, at.min.y as i64);
                    outline.draw(|gx, gy, cover| {
                        let (x, y) = (left + i64::from(gx), top + i64::from(gy));
                        if cover > 0.0
                            && x >= 0
                            && y >= 0
                            && (x as usize) < self.width
                            && (y as usize) < self.height
                        {
                            self.blend(
                                x as usize,
                                y as usize,
                                style.colour,
                                cover.min(1.0) * style.opacity,
                                style.ink,
                            );
                        }
                    });
                }
            } else {
                self.turned_glyph(style, id, px, origin, place, angle);
            }
            pen = match pitch {
                Some(pitch) => pen + pitch * self.scale,
                None => place + font.h_advance(id),
            };
            previous = Some(id);
        }
        let [l, t, r, b] = ink.unwrap_or([origin.0, origin.1, origin.0, origin.1]).map(|v| v / self.scale);
        Rect::new(l, t, r - l, b - t)
    }

    /// A glyph drawn upright into a mask, then laid down turned.
    fn turned_glyph(
        &mut self,
        style: Style<'_>,
        id: GlyphId,
        px: PxScale,
        origin: (f32, f32),
        place: f32,
        angle: f32,
    ) {
        let Some(outline) = style.font.outline_glyph(id.with_scale(px)) else { return };
        let at = outline.px_bounds();
        let (w, h) = (at.width() as usize, at.height() as usize);
        let mut mask = vec![0.0_f32; w * h];
        outline.draw(|x, y, cover| {
            if let Some(cell) = mask.get_mut(y as usize * w + x as usize) {
                *cell = cover.min(1.0);
            }
        });
        let (sin, cos) = angle.sin_cos();
        let turn = |x: f32, y: f32| (origin.0 + x * cos - y * sin, origin.1 + x * sin + y * cos);
        let (l, t, r, b) = (at.min.x + place, at.min.y, at.max.x + place, at.max.y);
        let corners = [turn(l, t), turn(r, t), turn(r, b), turn(l, b)];
        let reach = |pick: fn(&(f32, f32)) -> f32| {
            let values = corners.iter().map(pick);
            (values.clone().fold(f32::MAX, f32::min), values.fold(f32::MIN, f32::max))
        };
        let ((x0, x1), (y0, y1)) = (reach(|c| c.0), reach(|c| c.1));
        for y in (y0.floor().max(0.0) as usize)..(y1.ceil().clamp(0.0, self.height as f32) as usize) {
            for x in (x0.floor().max(0.0) as usize)..(x1.ceil().clamp(0.0, self.width as f32) as usize) {
                let (dx, dy) = (x as f32 + 0.5 - origin.0, y as f32 + 0.5 - origin.1);
                let u = dx * cos + dy * sin - l - 0.5;
                let v = dy * cos - dx * sin - t - 0.5;
                let cover = sample_mask(&mask, w, h, u, v);
                if cover > 0.0 {
                    self.blend(x, y, style.colour, cover * style.opacity, style.ink);
                }
            }
        }
    }
}

#[inline]
fn blend_pixel(pixel: &mut [u8], colour: Colour, alpha: f32, ink: Ink) {
    let a = (alpha * 256.0) as u32;
    for (channel, paint) in pixel.iter_mut().zip(colour) {
        let below = u32::from(*channel);
        let paint = match ink {
            Ink::Opaque => u32::from(paint),
            Ink::Tint => below * u32::from(paint) / 255,
        };
        *channel = ((below * (256 - a) + paint * a) >> 8) as u8;
    }
}

fn sample_mask(mask: &[f32], w: usize, h: usize, u: f32, v: f32) -> f32 {
    let (x, y) = (u.floor(), v.floor());
    let (fx, fy) = (u - x, v - y);
    let at = |dx: i64, dy: i64| {
        let (x, y) = (x as i64 + dx, y as i64 + dy);
        if x < 0 || y < 0 || x >= w as i64 || y >= h as i64 { 0.0 } else { mask[y as usize * w + x as usize] }
    };
    (at(0, 0) * (1.0 - fx) + at(1, 0) * fx) * (1.0 - fy) + (at(0, 1) * (1.0 - fx) + at(1, 1) * fx) * fy
}

/// `ab_glyph` scales by ascent minus descent; documents are described by the em.
fn glyph_scale(style: Style<'_>, scale: f32) -> PxScale {
    let units = style.font.units_per_em().unwrap_or(1000.0);
    PxScale::from(style.size * scale * style.font.height_unscaled() / units)
}

/// The advance width of `text`, in millimetres.
pub(crate) fn measure(style: Style<'_>, text: &str) -> f32 {
    // Measured large, so that rounding cannot matter.
    let font = style.font.as_scaled(glyph_scale(style, 10.0));
    let mut previous: Option<GlyphId> = None;
    let mut width = 0.0;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        width += font.h_advance(id) + previous.map_or(0.0, |before| font.kern(before, id));
        previous = Some(id);
    }
    width / 10.0
}

/// Signed distance to a rounded rectangle, negative inside.
pub(crate) fn rounded_distance(area: Rect, radius: f32, x: f32, y: f32) -> f32 {
    let qx = (x - area.x - area.w / 2.0).abs() - area.w / 2.0 + radius;
    let qy = (y - area.y - area.h / 2.0).abs() - area.h / 2.0 + radius;
    (qx.max(0.0).powi(2) + qy.max(0.0).powi(2)).sqrt() + qx.max(qy).min(0.0) - radius
}

/// Near the edge, about the signed distance to an ellipse.
pub(crate) fn ellipse_distance(cx: f32, cy: f32, rx: f32, ry: f32, x: f32, y: f32) -> f32 {
    let (u, v) = ((x - cx) / rx, (y - cy) / ry);
    let level = (u * u + v * v).sqrt();
    let slope = ((u / rx).powi(2) + (v / ry).powi(2)).sqrt();
    if slope < 1e-6 { -rx.min(ry) } else { level * (level - 1.0) / slope }
}
