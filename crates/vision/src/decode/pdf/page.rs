//! Where a page puts its pictures.

use super::{check_size, image};
use crate::{DecodeError, DecodeLimits, picture::Picture};
use hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction},
    object::{Array, Dict, Name, Number, Rect, Stream},
    page::{Page, Resources},
};
use proofdesk_domain::inspection::FileFormat;

/// Pictures on one page; scanners cut a page into some dozens of strips.
const MOST_PICTURES: usize = 200;
/// Instructions that are read of one page.
const MOST_INSTRUCTIONS: usize = 200_000;
/// Drawings within drawings.
const DEEPEST: usize = 4;
/// Longest side of what is laid out: as the largest photos that phones take.
const LONGEST: f64 = 8_000.0;

/// An affine map: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(numbers: [Number; 6]) -> Self {
        Self(numbers.map(|number| number.as_f64()))
    }

    /// This one first, then `next`.
    fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [na, nb, nc, nd, ne, nf]) = (self.0, next.0);
        Self([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// What an area grows by.
    fn area(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs()
    }

    fn inverse(self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let det = a * d - b * c;
        (det.is_finite() && det.abs() > 1e-9).then(|| {
            Self([d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det])
        })
    }
}

/// A picture of the file, and where its unit square lies on the page.
pub(super) struct Placed<'a> {
    stream: Stream<'a>,
    on_page: Matrix,
}

/// All pictures that a page shows, in the order in which it draws them.
pub(super) fn pictures<'a>(page: &'a Page<'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    if let Some(content) = page.page_stream() {
        let mut left = MOST_INSTRUCTIONS;
        walk(content, page.resources(), Matrix::SAME, 0, &mut left, &mut found);
    }
    found
}

fn walk<'a>(
    content: &[u8],
    resources: &Resources<'a>,
    start: Matrix,
    depth: usize,
    left: &mut usize,
    found: &mut Vec<Placed<'a>>,
) {
    let (mut now, mut kept) = (start, Vec::new());
    let mut instructions = TypedIter::new(content);
    while let Some(instruction) = instructions.next() {
        if *left == 0 || found.len() >= MOST_PICTURES {
            return;
        }
        *left -= 1;
        match instruction {
            TypedInstruction::SaveState(_) => kept.push(now),
            TypedInstruction::RestoreState(_) => now = kept.pop().unwrap_or(start),
            TypedInstruction::Transform(by) => {
                now = Matrix::of([by.0, by.1, by.2, by.3, by.4, by.5]).then(now);
            }
            TypedInstruction::XObject(named) => {
                let Some(stream) = resources.get_x_object(named.0) else { continue };
                match stream.dict().get::<Name<'_>>("Subtype").as_deref() {
                    Some(b"Image") => found.push(Placed { stream, on_page: now }),
                    Some(b"Form") if depth < DEEPEST => form(&stream, resources, now, depth, left, found),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// A drawing that the page uses as a whole.
fn form<'a>(
    stream: &Stream<'a>,
    outer: &Resources<'a>,
    now: Matrix,
    depth: usize,
    left: &mut usize,
    found: &mut Vec<Placed<'a>>,
) {
    let dict = stream.dict();
    let numbers = dict.get::<Array<'_>>("Matrix").map(|array| array.iter::<Number>().collect::<Vec<_>>());
    let own = numbers.and_then(|numbers| numbers.try_into().ok()).map_or(Matrix::SAME, Matrix::of);
    let Ok(content) = stream.decoded_data() else { return };
    match dict.get::<Dict<'a>>("Resources") {
        Some(inner) => walk(&content, &Resources::new(inner), own.then(now), depth + 1, left, found),
        None => walk(&content, outer, own.then(now), depth + 1, left, found),
    }
}

/// Lays the pictures out as the page does, with as many pixels as the finest of the large ones has.
pub(super) fn laid_out(
    page: &Page<'_>,
    placed: &[Placed<'_>],
    limits: &DecodeLimits,
) -> Result<Picture, DecodeError> {
    let shown = page.intersected_crop_box();
    let largest = placed.iter().map(|one| one.on_page.area()).fold(0.0, f64::max);
    let (mut bounds, mut density) = (None::<Rect>, 0.0_f64);
    let mut pixels = 0_u64;
    let mut used = Vec::new();
    for one in placed {
        let Some(size) = image::size(&one.stream) else { continue };
        let area = one.on_page.area();
        // What is a hundredth of the largest is a logo or a mark.
        if !area.is_finite() || area <= 0.0 || area * 100.0 < largest {
            continue;
        }
        check_size(size, &DecodeLimits { shorter_side: 1, ..*limits })?;
        pixels = pixels.saturating_add(u64::from(size.0) * u64::from(size.1));
        let own = bounds_of(one.on_page).intersect(shown);
        if own.width() <= 0.0 || own.height() <= 0.0 {
            continue;
        }
        bounds = Some(bounds.map_or(own, |all| Rect {
            x0: all.x0.min(own.x0),
            y0: all.y0.min(own.y0),
            x1: all.x1.max(own.x1),
            y1: all.y1.max(own.y1),
        }));
        density = density.max((f64::from(size.0) * f64::from(size.1) / area).sqrt());
        used.push(one);
    }
    let Some(bounds) = bounds else { return Err(DecodeError::Format(FileFormat::Pdf)) };
    if pixels > limits.pixels {
        return Err(DecodeError::TooManyPixels { width: 0, height: 0 });
    }
    let longest = bounds.width().max(bounds.height());
    let fits = (limits.pixels as f64 / (bounds.width() * bounds.height())).sqrt();
    let scale = density.min(LONGEST.min(f64::from(limits.side)) / longest).min(fits);
    let sides = [bounds.width(), bounds.height()].map(|side| (side * scale).round().max(1.0) as u32);
    check_size((sides[0], sides[1]), limits)?;
    let needed = u64::from(sides[0]) * u64::from(sides[1]) * 3;
    if needed.saturating_add(pixels.saturating_mul(3)) > limits.memory {
        return Err(DecodeError::TooManyPixels { width: sides[0], height: sides[1] });
    }
    let mut canvas = Canvas { width: sides[0], height: sides[1], pixels: vec![255; needed as usize] };
    for one in used {
        let picture = image::decode(&one.stream, limits)?;
        // From the canvas, whose rows run down, to the page, whose rows run up.
        let (across, down) = (bounds.width() / f64::from(sides[0]), bounds.height() / f64::from(sides[1]));
        let to_page = Matrix([across, 0.0, 0.0, -down, bounds.x0, bounds.y1]);
        if let Some(to_unit) = one.on_page.inverse() {
            canvas.paint(
                &picture,
                to_page.then(to_unit),
                to_page.inverse().map(|back| one.on_page.then(back)),
            );
        }
    }
    Picture::from_rgb(canvas.width, canvas.height, canvas.pixels)
        .ok_or_else(|| DecodeError::Corrupt("a page of no size".into()))
}

fn bounds_of(matrix: Matrix) -> Rect {
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| matrix.apply(x, y));
    let fold = |f: fn(f64, f64) -> f64, start: f64, of: fn(&(f64, f64)) -> f64| {
        corners.iter().map(of).fold(start, f)
    };
    Rect {
        x0: fold(f64::min, f64::INFINITY, |c| c.0),
        y0: fold(f64::min, f64::INFINITY, |c| c.1),
        x1: fold(f64::max, f64::NEG_INFINITY, |c| c.0),
        y1: fold(f64::max, f64::NEG_INFINITY, |c| c.1),
    }
}

struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Paints a picture; `to_unit` leads from the canvas to its unit square, whose rows run up.
    fn paint(&mut self, picture: &Picture, to_unit: Matrix, from_unit: Option<Matrix>) {
        let Some(from_unit) = from_unit else { return };
        let reach = bounds_of(from_unit);
        let between = |low: f64, high: f64, most: u32| {
            let low = low.floor().clamp(0.0, f64::from(most)) as u32;
            low..high.ceil().clamp(0.0, f64::from(most)) as u32
        };
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        for y in between(reach.y0, reach.y1, self.height) {
            for x in between(reach.x0, reach.x1, self.width) {
                let (u, v) = to_unit.apply(f64::from(x) + 0.5, f64::from(y) + 0.5);
                if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                    continue;
                }
                let colour = sample(picture, u * width - 0.5, (1.0 - v) * height - 0.5);
                let at = (y as usize * self.width as usize + x as usize) * 3;
                self.pixels[at..at + 3].copy_from_slice(&colour);
            }
        }
    }
}

/// The colour between four pixels; just the pixel where a place falls onto one.
fn sample(picture: &Picture, x: f64, y: f64) -> [u8; 3] {
    let limit = |v: f64, side: u32| v.clamp(0.0, f64::from(side - 1));
    // A hundredth of a pixel is rounding, not another place.
    let settled = |v: f64| if (v - v.round()).abs() < 0.01 { v.round() } else { v };
    let (x, y) = (limit(settled(x), picture.width()), limit(settled(y), picture.height()));
    let (left, top) = (x as u32, y as u32);
    let (right, bottom) = ((left + 1).min(picture.width() - 1), (top + 1).min(picture.height() - 1));
    let (across, down) = (x - f64::from(left), y - f64::from(top));
    if across == 0.0 && down == 0.0 {
        return picture.rgb(left, top);
    }
    let [a, b] = [picture.rgb(left, top), picture.rgb(right, top)];
    let [c, d] = [picture.rgb(left, bottom), picture.rgb(right, bottom)];
    std::array::from_fn(|i| {
        let upper = f64::from(a[i]) * (1.0 - across) + f64::from(b[i]) * across;
        let lower = f64::from(c[i]) * (1.0 - across) + f64::from(d[i]) * across;
        (upper * (1.0 - down) + lower * down).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_follow_one_another_and_lead_back() {
        let (turn, shift) =
            (Matrix([0.0, 2.0, -2.0, 0.0, 5.0, 0.0]), Matrix([1.0, 0.0, 0.0, 1.0, 10.0, 20.0]));
        assert_eq!(turn.then(shift).apply(1.0, 0.0), (15.0, 22.0));
        let there = turn.then(shift);
        let (x, y) = there.apply(0.25, 0.75);
        let (u, v) = there.inverse().unwrap().apply(x, y);
        assert!((u - 0.25).abs() < 1e-12 && (v - 0.75).abs() < 1e-12);
        assert!(Matrix([1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).inverse().is_none());
    }
}
