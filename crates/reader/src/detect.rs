//! Finding lines of text: the detector's probability map and the boxes in it.

use crate::model::{InferenceError, Model, Tensor, Threads};
use proofdesk_vision::Picture;

/// A line of text as a turned rectangle, in pixels of the picture that was searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextBox {
    /// Centre.
    pub x: f32,
    /// Centre.
    pub y: f32,
    /// Half the extent along the text.
    pub half_length: f32,
    /// Half the extent across the text.
    pub half_height: f32,
    /// Direction of the text's line, radians, -π/2 to π/2; which end it begins at is unknown.
    pub angle: f32,
    /// Mean probability inside, 0 to 1.
    pub score: f32,
}

const PROBABLE: f32 = 0.3;
const ACCEPTED: f32 = 0.5;
/// The network learned to mark a line's core; the line itself is this much larger.
const UNCLIP: f32 = 1.6;
/// A page full of specks must not cost more than a page full of text.
const MOST_BOXES: usize = 120;

/// Finds the lines. The picture's sides should be multiples of 32; it is padded to them.
pub(crate) fn detect(
    model: &dyn Model,
    picture: &Picture,
    threads: &Threads,
) -> Result<Vec<TextBox>, InferenceError> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (padded_w, padded_h) = (width.next_multiple_of(32), height.next_multiple_of(32));
    let plane = padded_w * padded_h;
    let mut values = vec![0.0; 3 * plane];
    for (y, row) in picture.pixels().chunks_exact(width * 3).enumerate() {
        for (x, pixel) in row.chunks_exact(3).enumerate() {
            for (channel, &value) in pixel.iter().rev().enumerate() {
                values[channel * plane + y * padded_w + x] = f32::from(value) / 127.5 - 1.0;
            }
        }
    }
    let output = model.run(Tensor { shape: vec![1, 3, padded_h, padded_w], values }, threads)?;
    if output.shape != [1, 1, padded_h, padded_w] {
        return Err(InferenceError::Shape(output.shape));
    }
    Ok(boxes(&output.values, padded_w, padded_h))
}

/// The boxes of a probability map, the best first.
fn boxes(map: &[f32], width: usize, height: usize) -> Vec<TextBox> {
    let mut seen = vec![false; map.len()];
    let mut found = Vec::new();
    let mut stack = Vec::new();
    let mut members = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= PROBABLE {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        members.clear();
        while let Some(at) = stack.pop() {
            members.push(at);
            let (x, y) = (at % width, at / width);
            for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = ny * width + nx;
                    if !seen[next] && map[next] > PROBABLE {
                        seen[next] = true;
                        stack.push(next);
                    }
                }
            }
        }
        found.extend(fit(&members, map, width));
    }
    found.sort_by(|a, b| (b.score * b.half_length).total_cmp(&(a.score * a.half_length)));
    found.truncate(MOST_BOXES);
    found
}

/// The turned rectangle around connected pixels, by their principal axis.
fn fit(members: &[usize], map: &[f32], width: usize) -> Option<TextBox> {
    if members.len() < 12 {
        return None;
    }
    let n = members.len() as f32;
    let place = |&at: &usize| ((at % width) as f32 + 0.5, (at / width) as f32 + 0.5);
    let (sx, sy) = members.iter().map(place).fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mx, my) = (sx / n, sy / n);
    let (mut xx, mut xy, mut yy) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (x, y) in members.iter().map(place) {
        let (dx, dy) = (x - mx, y - my);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    // A short word has no clear axis: it is taken to lie along the nearer of the picture's own.
    let mut angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let spread = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt() / (xx + yy).max(1e-6);
    if spread < 0.7 {
        angle = if xx >= yy * 0.8 { 0.0 } else { std::f32::consts::FRAC_PI_2 };
    }
    let (sin, cos) = angle.sin_cos();
    let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    for (x, y) in members.iter().map(place) {
        let (dx, dy) = (x - mx, y - my);
        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
        (u0, u1, v0, v1) = (u0.min(u), u1.max(u), v0.min(v), v1.max(v));
    }
    let (length, thick) = (u1 - u0 + 1.0, v1 - v0 + 1.0);
    // Corners of a ragged blob count for less than its body.
    let body = (n / length).clamp(thick * 0.6, thick);
    if length.min(body) < 2.5 {
        return None;
    }
    let score = members.iter().map(|&at| map[at]).sum::<f32>() / n;
    if score < ACCEPTED {
        return None;
    }
    let grow = length * body * UNCLIP / (2.0 * (length + body));
    let (uc, vc) = (u0.midpoint(u1), v0.midpoint(v1));
    Some(TextBox {
        x: mx + uc * cos - vc * sin,
        y: my + uc * sin + vc * cos,
        half_length: length / 2.0 + grow,
        half_height: body / 2.0 + grow,
        angle,
        score,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map with bars of probability: centre, length, thickness, angle.
    fn map(bars: &[(f32, f32, f32, f32, f32)]) -> Vec<f32> {
        let mut map = vec![0.0; 256 * 160];
        for (i, p) in map.iter_mut().enumerate() {
            let (x, y) = ((i % 256) as f32 + 0.5, (i / 256) as f32 + 0.5);
            for &(cx, cy, length, thick, angle) in bars {
                let (dx, dy) = (x - cx, y - cy);
                let (u, v) = (dx * angle.cos() + dy * angle.sin(), dy * angle.cos() - dx * angle.sin());
                if u.abs() < length / 2.0 && v.abs() < thick / 2.0 {
                    *p = 0.9;
                }
            }
        }
        map
    }

    #[test]
    fn finds_turned_lines_and_their_extent() {
        let found = boxes(&map(&[(120.0, 40.0, 200.0, 6.0, 0.05), (60.0, 110.0, 60.0, 8.0, 1.4)]), 256, 160);
        assert_eq!(found.len(), 2);
        assert!((found[0].angle - 0.05).abs() < 0.01 && (found[1].angle - 1.4).abs() < 0.03, "{found:?}");
        // 6 thick and 200 long grows by 1200 * 1.6 / 412 on each side.
        assert!(
            (found[0].half_height - 7.7).abs() < 1.0 && (found[0].half_length - 104.7).abs() < 1.5,
            "{found:?}"
        );
        assert!((found[0].x - 120.0).abs() < 1.0 && (found[0].y - 40.0).abs() < 1.0);
    }

    #[test]
    fn specks_are_no_text() {
        assert!(boxes(&map(&[(30.0, 30.0, 4.0, 2.0, 0.0)]), 256, 160).is_empty());
        assert!(boxes(&vec![0.2; 256 * 160], 256, 160).is_empty());
    }
}
