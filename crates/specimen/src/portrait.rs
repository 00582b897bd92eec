//! An abstract portrait: a silhouette with generated features, of nobody.

use crate::canvas::{Canvas, Colour, ellipse_distance, rounded_distance};
use crate::geometry::Rect;
use crate::rng::Rng;

const SKIN: &[Colour] = &[[240, 208, 182], [224, 182, 148], [198, 148, 112], [150, 104, 76], [108, 74, 56]];
const HAIR: &[Colour] = &[[38, 30, 28], [84, 56, 36], [150, 104, 56], [196, 166, 108], [120, 120, 124]];
const EYES: &[Colour] = &[[70, 48, 34], [52, 84, 110], [66, 92, 62], [40, 34, 32]];
const CLOTHES: &[Colour] = &[[48, 62, 92], [76, 44, 52], [40, 74, 66], [70, 70, 74], [96, 84, 60]];

/// Draws a head and shoulders into `area`.
pub(crate) fn draw(canvas: &mut Canvas, area: Rect, rng: &mut Rng) {
    let skin = *rng.pick(SKIN);
    let hair = *rng.pick(HAIR);
    let cloth = *rng.pick(CLOTHES);
    let Rect { x, y, w, h } = area;
    canvas.shape(area, [206, 214, 222], 1.0, |_, _| -1.0);
    for step in 0..6 {
        let t = step as f32 / 6.0;
        canvas.rect(Rect::new(x, y + h * t, w, h / 6.0), [186, 196, 208], 0.12 + 0.10 * t);
    }
    let (cx, cy) = (x + w * rng.range(0.48, 0.52), y + h * 0.43);
    let (rx, ry) = (w * rng.range(0.215, 0.25), h * rng.range(0.235, 0.265));
    let within = move |px: f32, py: f32| rounded_distance(area, 0.0, px, py);

    // Long hair behind the head, for some.
    let long = rng.below(2) == 0;
    if long {
        let back = Rect::new(cx - rx * 1.28, cy - ry * 0.8, rx * 2.56, ry * rng.range(1.9, 2.5));
        canvas.shape(back, hair, 1.0, move |px, py| {
            rounded_distance(back, rx * 0.9, px, py).max(within(px, py))
        });
    }
    // Shoulders, neck, collar.
    let (sx, sy) = (w * rng.range(0.43, 0.48), h * 0.27);
    let base = y + h * 1.02;
    canvas.shape(area, cloth, 1.0, move |px, py| {
        ellipse_distance(cx, base, sx, sy, px, py).max(within(px, py))
    });
    let neck = Rect::new(cx - rx * 0.48, cy + ry * 0.5, rx * 0.96, ry * 0.95);
    canvas.rounded(neck, rx * 0.4, shade(skin, 0.86), 1.0);
    canvas.ellipse(cx, cy + ry * 1.42, rx * 0.62, ry * 0.2, shade(skin, 0.92), 1.0);
    // Ears, head, jaw.
    let jaw = rng.range(0.74, 0.9);
    for side in [-1.0_f32, 1.0] {
        canvas.ellipse(cx + side * rx * 1.0, cy + ry * 0.1, rx * 0.16, ry * 0.2, shade(skin, 0.9), 1.0);
    }
    canvas.ellipse(cx, cy, rx, ry, skin, 1.0);
    canvas.ellipse(cx, cy + ry * 0.38, rx * jaw, ry * 0.7, skin, 1.0);
    canvas.ellipse(cx + rx * 0.4, cy + ry * 0.15, rx * 0.55, ry * 0.75, shade(skin, 0.93), 0.35);
    // Hair on top: a cap cut by a hairline.
    let line = cy - ry * rng.range(0.42, 0.6);
    let part = rng.range(-0.5, 0.5);
    let top = Rect::new(cx - rx * 1.4, cy - ry * 1.4, rx * 2.8, ry * 1.6);
    canvas.shape(top, hair, 1.0, move |px, py| {
        let cap = ellipse_distance(cx, cy - ry * 0.08, rx * 1.1, ry * 1.1, px, py);
        let u = (px - cx) / rx - part;
        cap.max(py - line - ry * 0.42 * u * u).max(within(px, py))
    });
    // Eyes, brows, nose, mouth.
    let (eye_y, gap) = (cy + ry * 0.02, rx * rng.range(0.40, 0.47));
    let iris = *rng.pick(EYES);
    let brow = rng.range(0.17, 0.24);
    for side in [-1.0_f32, 1.0] {
        let ex = cx + side * gap;
        canvas.ellipse(ex, eye_y, rx * 0.19, ry * 0.075, [246, 244, 240], 1.0);
        canvas.ellipse(ex, eye_y, rx * 0.085, ry * 0.072, iris, 1.0);
        canvas.ellipse(ex, eye_y, rx * 0.04, ry * 0.035, [16, 14, 14], 1.0);
        let lid = Rect::new(ex - rx * 0.23, eye_y - ry * brow, rx * 0.46, ry * 0.045);
        canvas.rounded(lid, ry * 0.02, shade(hair, 0.9), 0.9);
    }
    canvas.ellipse(cx, cy + ry * 0.32, rx * rng.range(0.12, 0.18), ry * 0.07, shade(skin, 0.82), 0.9);
    let bridge = Rect::new(cx - rx * 0.05, cy + ry * 0.02, rx * 0.1, ry * 0.3);
    canvas.rounded(bridge, rx * 0.04, shade(skin, 0.9), 0.6);
    let mouth = Rect::new(cx - rx * 0.27, cy + ry * 0.58, rx * 0.54, ry * rng.range(0.07, 0.11));
    canvas.rounded(mouth, ry * 0.04, [168, 92, 88], 0.75);
    if rng.below(4) == 0 {
        for side in [-1.0_f32, 1.0] {
            let glass = Rect::new(cx + side * gap - rx * 0.3, eye_y - ry * 0.14, rx * 0.6, ry * 0.28);
            canvas.frame(glass, ry * 0.1, w * 0.012, [50, 46, 44]);
        }
        canvas.rect(Rect::new(cx - gap * 0.36, eye_y - ry * 0.03, gap * 0.72, w * 0.012), [50, 46, 44], 1.0);
    }
}

fn shade(colour: Colour, factor: f32) -> Colour {
    colour.map(|channel| (f32::from(channel) * factor) as u8)
}
