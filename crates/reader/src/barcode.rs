//! Barcodes: finding places with the texture of bars, setting them upright, and the library that decodes them.
//!
//! `rxing` reads PDF417 that lies along the pixels and is large enough. It is helped: places whose brightness
//! changes in one direction only are found first, at any angle, cut out upright, and offered at a few sizes, with
//! more contrast and mirrored. The number of attempts and their pixels are bounded, whatever the picture holds.

use proofdesk_domain::{
    inspection::Symbology,
    picture::{Point, Quad},
};
use proofdesk_vision::{Picture, upright};
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Exceptions, Luma8LuminanceSource, RXingResult,
    RXingResultMetadataType, RXingResultMetadataValue, Reader,
    common::{GlobalHistogramBinarizer, HybridBinarizer},
    pdf417::PDF417Reader,
    qrcode::cpp_port::QrReader,
};
use std::{collections::HashSet, panic::AssertUnwindSafe};

/// Longer sides of the copies on which places are sought, pixels.
const SEARCH_SIDES: [f32; 2] = [1_280.0, 420.0];
/// A view of at most this many pixels is tried as a whole.
const SMALL: f32 = 480.0;
/// Longer side of the copy on which QR codes are sought.
const QR_SIDE: u32 = 1_000;
/// Side of the squares whose texture is told, pixels.
const BLOCK: usize = 12;
/// Least squares of one place.
const LEAST_BLOCKS: usize = 10;
/// Most places that are looked into.
const MOST_PLACES: usize = 3;
/// Least share of a place that has bars, where a code is looked for only if it stands out: a passport's print and zone have
/// 0.03 to 0.07, codes 0.15 and more.
const STANDS_OUT: f32 = 0.1;
/// Share up to which a place on a page of print is rather print than a code: on small copies print has mostly up to 0.35, and a
/// code that has less is tried only as it lies.
const MOSTLY_BARS: f32 = 0.35;
/// Least mean square of brightness differences in a square with bars.
const LEAST_ENERGY: f32 = 150.0;
/// Least share of the differences that go one way.
const LEAST_COHERENCE: f32 = 0.5;

/// A barcode on a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) symbology: Symbology,
    /// Where it stands on the picture.
    pub(crate) quad: Quad,
    /// What it says; nothing where its start and end were seen but not what lies between.
    pub(crate) text: Option<String>,
    /// Two readings, at different sizes or levels, gave the same text. Error correction alone is not enough: with
    /// few control words it can make one nonsense of another.
    pub(crate) confirmed: bool,
}

/// How hard to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// The picture is too soft for bars: QR codes alone.
    Coarse,
    /// The page has a zone: a code beside it is looked for where it stands out, and looked into where it begins and ends
    /// like one.
    Glance,
    /// The outline holds print, so a code would lie within it.
    Inside,
    /// Everywhere.
    Full,
}

/// The barcodes of a picture: at most one PDF417 and one QR code. `document` and its width over its height, where a
/// document was found.
pub(crate) fn find(picture: &Picture, document: Option<(&Quad, f32)>, effort: Effort) -> Vec<Seen> {
    let whole = Quad::rect(0.0, 0.0, picture.width() as f32, picture.height() as f32);
    let whole_aspect = picture.width() as f32 / picture.height() as f32;
    let mut views: Vec<(Quad, f32)> =
        document.map(|(corners, aspect)| (*corners, aspect)).into_iter().collect();
    if views.is_empty() || effort == Effort::Full {
        views.push((whole, whole_aspect));
    }
    if effort == Effort::Coarse {
        views.clear();
    }
    let mut unreadable = None;
    let mut found = Vec::new();
    for (corners, aspect) in views {
        match pdf417(picture, &corners, aspect, effort) {
            Some(seen) if seen.text.is_some() => {
                found.push(seen);
                unreadable = None;
                break;
            }
            seen => unreadable = unreadable.or(seen),
        }
    }
    found.extend(unreadable);
    found.extend(qr(picture, document.map_or(&whole, |(corners, _)| corners)));
    found
}

/// The first readable PDF417 within these corners, or the first of which start and end were seen.
fn pdf417(picture: &Picture, corners: &Quad, aspect: f32, effort: Effort) -> Option<Seen> {
    let (left, top, right, bottom) = corners.bounds();
    let natural = (right - left).max(bottom - top);
    let aspect = if aspect.is_finite() { aspect.clamp(0.2, 5.0) } else { 1.0 };
    let mut unreadable = None;
    // Bars that are broad on the large copy are fine on the small one.
    for (index, side) in SEARCH_SIDES.into_iter().enumerate() {
        let side = natural.clamp(64.0, side);
        let (width, height) = if aspect >= 1.0 { (side, side / aspect) } else { (side * aspect, side) };
        let view = upright(picture, corners, (width as u32).max(32), (height as u32).max(32))?;
        let luma = view.picture().luma();
        let (w, h) = (luma.width(), luma.height());
        let mut places = places(luma.pixels(), w as usize, h as usize);
        let stands_out = places.iter().any(|place| place.filled() > STANDS_OUT);
        let seen = |quad, text, confirmed| Seen { symbology: Symbology::Pdf417, quad, text, confirmed };
        if index == 0
            && effort != Effort::Glance
            && (stands_out || natural <= SMALL)
            && let Ok(result) = attempt(
                luma.pixels().to_vec(),
                w,
                h,
                Cut::Local,
                PDF417Reader::new(),
                &DecodeHints::default(),
            )
            && let Some(text) = text_of(&result)
        {
            let points: Vec<Point> = result.getPoints().iter().map(|p| Point { x: p.x, y: p.y }).collect();
            // The library turns the picture before it looks, and gives places on what it turned.
            let level = orientation(&result) == 0;
            let place = around(&points).filter(|_| level);
            let quad = place.map_or(*corners, |place| view.to_picture(&with_margin(&place)));
            if let Outcome::Text(text, confirmed) = decode_place(picture, &quad, Some(text), WHOLE) {
                return Some(seen(quad, Some(text), confirmed));
            }
        }
        if natural <= SMALL {
            // A code that is the picture.
            places = vec![Place { quad: Quad::rect(0.0, 0.0, w as f32, h as f32), blocks: 0 }];
        } else if effort == Effort::Glance {
            places.retain(|place| place.filled() > STANDS_OUT);
        }
        for place in places {
            let quad = view.to_picture(&place.quad);
            // What is not mostly bars, and what lies beside a zone, is looked into in one way.
            let look = match effort {
                _ if natural <= SMALL => WHOLE,
                Effort::Inside if place.filled() <= MOSTLY_BARS => Look { tries: 2, ..PLACE },
                Effort::Glance => Look { tries: 3, ..PLACE },
                _ => PLACE,
            };
            match decode_place(picture, &quad, None, look) {
                Outcome::Text(text, confirmed) => return Some(seen(quad, Some(text), confirmed)),
                Outcome::Unreadable => unreadable = unreadable.or(Some(seen(quad, None, false))),
                Outcome::Nothing => {}
            }
        }
        if (side >= natural && index > 0) || effort == Effort::Glance {
            break;
        }
    }
    unreadable
}

/// What a code says, if it says anything that people print.
fn text_of(result: &RXingResult) -> Option<String> {
    Some(result.getText()).filter(|text| plausible(text)).map(str::to_owned)
}

/// No control characters but those that part lines and records: what comes of nonsense put right by error correction.
fn plausible(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{1c}'..='\u{1f}' | '\u{90}'))
}

/// A place and the quiet zone around it.
fn with_margin(place: &Quad) -> Quad {
    let (left, top, right, bottom) = place.bounds();
    let (along, across) = ((right - left) * 0.06, (bottom - top) * 0.1);
    Quad::rect(left - along, top - across, right - left + 2.0 * along, bottom - top + 2.0 * across)
}

/// By how many degrees the library turned the picture.
fn orientation(result: &RXingResult) -> i32 {
    match result.getRXingResultMetadata().get(&RXingResultMetadataType::ORIENTATION) {
        Some(RXingResultMetadataValue::Orientation(degrees)) => *degrees,
        _ => 0,
    }
}

/// Sizes over the natural one, and turns in degrees, in which a place is offered.
const WAYS: [(f32, f32); 6] = [(1.0, 0.0), (2.0, 0.0), (1.0, -4.0), (1.0, 4.0), (1.5, 0.0), (0.7, 0.0)];

/// A place turned about its middle.
fn turned(quad: &Quad, degrees: f32) -> Quad {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x, y) = quad.0.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x / 4.0, y + p.y / 4.0));
    Quad(quad.0.map(|p| Point {
        x: x + (p.x - x) * cos - (p.y - y) * sin,
        y: y + (p.x - x) * sin + (p.y - y) * cos,
    }))
}

enum Outcome {
    /// What it says, and whether two readings say so.
    Text(String, bool),
    Unreadable,
    Nothing,
}

/// How a place is looked into.
#[derive(Clone, Copy)]
struct Look {
    /// Tries after which it is given up where neither start nor end was seen.
    tries: usize,
    /// Greatest height in pixels that it is offered in.
    tallest: u32,
}

/// Upright bars: all that counts lies across them, so they may be cut short.
const PLACE: Look = Look { tries: usize::MAX, tallest: 600 };
/// A picture whose code may lie any way.
const WHOLE: Look = Look { tries: usize::MAX, tallest: 1_400 };

/// Offers one place to the library in a few ways, the likeliest first.
fn decode_place(picture: &Picture, quad: &Quad, first: Option<String>, look: Look) -> Outcome {
    let [a, b, _, d] = quad.0;
    let (width, height) = ((b.x - a.x).hypot(b.y - a.y), (d.x - a.x).hypot(d.y - a.y));
    if width < 24.0 || height < 8.0 {
        return first.map_or(Outcome::Nothing, |text| Outcome::Text(text, false));
    }
    let mut unreadable = false;
    let mut held: Vec<String> = first.into_iter().collect();
    let mut tried = 0;
    for (scale, turn) in WAYS {
        let to = (width * scale).clamp(120.0, 2_000.0);
        let (w, h) = (to as u32, ((to / width * height) as u32).clamp(24, look.tallest));
        let Some(crop) = upright(picture, &turned(quad, turn), w, h) else { break };
        let luma = stretched(crop.picture().luma().pixels());
        let mut offers: Vec<(Vec<u8>, Cut)> = vec![(luma.clone(), Cut::Local), (luma.clone(), Cut::Whole)];
        if (scale, turn) == (1.0, 0.0) {
            offers.push((mirrored(&luma, w as usize), Cut::Local));
        }
        for (pixels, cut) in offers {
            if tried >= look.tries && held.is_empty() && !unreadable {
                return Outcome::Nothing;
            }
            tried += 1;
            match attempt(pixels, w, h, cut, PDF417Reader::new(), &DecodeHints::default()) {
                Ok(result) => {
                    if let Some(text) = text_of(&result) {
                        if held.contains(&text) {
                            return Outcome::Text(text, true);
                        }
                        held.push(text);
                    }
                }
                Err(Failed::BetweenStartAndEnd) => unreadable = true,
                Err(Failed::Nothing) => {}
            }
        }
    }
    match held.into_iter().next() {
        Some(text) => Outcome::Text(text, false),
        None if unreadable => Outcome::Unreadable,
        None => Outcome::Nothing,
    }
}

/// A QR code within these corners.
fn qr(picture: &Picture, corners: &Quad) -> Option<Seen> {
    let (left, top, right, bottom) = corners.bounds();
    let (width, height) = (right - left, bottom - top);
    let scale = (QR_SIDE as f32 / width.max(height)).min(1.0);
    let (w, h) = (((width * scale) as u32).max(32), ((height * scale) as u32).max(32));
    let view = upright(picture, &Quad::rect(left, top, width, height), w, h)?;
    let hints = DecodeHints {
        PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
        ..DecodeHints::default()
    };
    let luma = view.picture().luma().pixels().to_vec();
    let result = attempt(luma, w, h, Cut::Local, QrReader, &hints).ok()?;
    let points: Vec<Point> = result.getPoints().iter().map(|p| Point { x: p.x, y: p.y }).collect();
    let quad = view.to_picture(&around(&points)?);
    Some(Seen { symbology: Symbology::Qr, quad, text: Some(result.getText().to_owned()), confirmed: true })
}

fn around(points: &[Point]) -> Option<Quad> {
    let (first, rest) = points.split_first()?;
    let (l, t, r, b) = rest.iter().fold((first.x, first.y, first.x, first.y), |(l, t, r, b), p| {
        (l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y))
    });
    Some(Quad::rect(l, t, r - l, b - t))
}

/// Where black ends and white begins.
#[derive(Clone, Copy)]
enum Cut {
    /// By each pixel's surroundings.
    Local,
    /// One level for all.
    Whole,
}

enum Failed {
    /// There is a code, but it does not add up.
    BetweenStartAndEnd,
    Nothing,
}

fn attempt<R: Reader>(
    pixels: Vec<u8>,
    width: u32,
    height: u32,
    cut: Cut,
    reader: R,
    hints: &DecodeHints,
) -> Result<RXingResult, Failed> {
    let source = Luma8LuminanceSource::new(pixels, width, height).map_err(|_| Failed::Nothing)?;
    // The library is a port that indexes freely: a panic in it is a code that was not read.
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| match cut {
        Cut::Local => run(reader, BinaryBitmap::new(HybridBinarizer::new(source)), hints),
        Cut::Whole => run(reader, BinaryBitmap::new(GlobalHistogramBinarizer::new(source)), hints),
    }));
    match outcome {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(Exceptions::ChecksumException(_) | Exceptions::FormatException(_))) => {
            Err(Failed::BetweenStartAndEnd)
        }
        _ => Err(Failed::Nothing),
    }
}

fn run<R: Reader, B: Binarizer>(
    mut reader: R,
    mut bitmap: BinaryBitmap<B>,
    hints: &DecodeHints,
) -> Result<RXingResult, Exceptions> {
    reader.decode_with_hints(&mut bitmap, hints)
}

/// Brightness drawn out between the darkest and the brightest hundredth.
fn stretched(pixels: &[u8]) -> Vec<u8> {
    let mut counts = [0_usize; 256];
    for &p in pixels {
        counts[usize::from(p)] += 1;
    }
    let hundredth = pixels.len() / 100;
    let level = |levels: Vec<usize>| {
        let mut seen = 0;
        let mut beyond = levels.into_iter().skip_while(|&level| {
            seen += counts[level];
            seen <= hundredth
        });
        beyond.next().unwrap_or(0)
    };
    let (low, high) = (level((0..256).collect()), level((0..256).rev().collect()));
    if high <= low + 8 {
        return pixels.to_vec();
    }
    pixels.iter().map(|&p| ((usize::from(p).clamp(low, high) - low) * 255 / (high - low)) as u8).collect()
}

fn mirrored(pixels: &[u8], width: usize) -> Vec<u8> {
    pixels.chunks_exact(width).flat_map(|row| row.iter().rev().copied()).collect()
}

/// A place whose brightness changes one way.
struct Place {
    quad: Quad,
    blocks: usize,
}

impl Place {
    /// How much of it has bars, 0 to 1: most of a code, little of print.
    fn filled(&self) -> f32 {
        let [a, b, _, d] = self.quad.0;
        let area = (b.x - a.x).hypot(b.y - a.y) * (d.x - a.x).hypot(d.y - a.y);
        (self.blocks * BLOCK * BLOCK) as f32 / area.max(1.0)
    }
}

/// The largest places with the texture of bars, on a picture of brightness.
fn places(luma: &[u8], width: usize, height: usize) -> Vec<Place> {
    let (columns, rows) = (width / BLOCK, height / BLOCK);
    let barred: Vec<Option<Texture>> = (0..columns * rows)
        .map(|index| texture(luma, width, height, index % columns * BLOCK, index / columns * BLOCK))
        .collect();
    let mut seen = vec![false; barred.len()];
    let mut found = Vec::new();
    for start in 0..barred.len() {
        let Some(angle) = barred[start].filter(|_| !seen[start]).map(Texture::angle) else { continue };
        let mut members = Vec::new();
        let mut stack = vec![start];
        seen[start] = true;
        while let Some(at) = stack.pop() {
            members.push(at);
            let (x, y) = (at % columns, at / columns);
            // A square without texture between two that have it (a smudge, a broad bar) parts nothing.
            for ny in y.saturating_sub(2)..(y + 3).min(rows) {
                for nx in x.saturating_sub(2)..(x + 3).min(columns) {
                    let next = ny * columns + nx;
                    let alike = barred[next].is_some_and(|other| (2.0 * (other.angle() - angle)).cos() > 0.8);
                    if alike && !seen[next] {
                        seen[next] = true;
                        stack.push(next);
                    }
                }
            }
        }
        if members.len() >= LEAST_BLOCKS {
            found.push(outline(&members, &barred, columns));
        }
    }
    found.sort_by_key(|place| std::cmp::Reverse(place.blocks));
    found.truncate(MOST_PLACES);
    found
}

/// How brightness changes in one square: the sums of squares along and across the pixels' rows, their difference and
/// twice their product.
#[derive(Clone, Copy)]
struct Texture {
    difference: f32,
    product: f32,
}

impl Texture {
    /// The direction across the bars, radians.
    fn angle(self) -> f32 {
        0.5 * self.product.atan2(self.difference)
    }
}

/// The texture of one square; nothing where there are no bars.
fn texture(luma: &[u8], width: usize, height: usize, left: usize, top: usize) -> Option<Texture> {
    let (mut xx, mut yy, mut xy) = (0.0_f32, 0.0_f32, 0.0_f32);
    for y in top.max(1)..(top + BLOCK).min(height - 1) {
        for x in left.max(1)..(left + BLOCK).min(width - 1) {
            let at = |x: usize, y: usize| f32::from(luma[y * width + x]);
            let (dx, dy) = (at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1));
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
    }
    let energy = (xx + yy) / (BLOCK * BLOCK) as f32;
    let coherence = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt() / (xx + yy).max(1.0);
    (energy > LEAST_ENERGY && coherence > LEAST_COHERENCE)
        .then_some(Texture { difference: xx - yy, product: 2.0 * xy })
}

/// The rectangle around squares, along their mean direction, with a margin for the quiet zone.
fn outline(members: &[usize], barred: &[Option<Texture>], columns: usize) -> Place {
    // Rows of modules end in steps across the bars, which cancel out only in the sum of all squares.
    let whole = members.iter().filter_map(|&at| barred[at]).fold(
        Texture { difference: 0.0, product: 0.0 },
        |sum, one| Texture {
            difference: sum.difference + one.difference,
            product: sum.product + one.product,
        },
    );
    let mut angle = whole.angle();
    if angle < -std::f32::consts::FRAC_PI_4 - 0.1 {
        angle += std::f32::consts::PI;
    }
    let (sin, cos) = angle.sin_cos();
    let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    for &at in members {
        let x = (at % columns * BLOCK + BLOCK / 2) as f32;
        let y = (at / columns * BLOCK + BLOCK / 2) as f32;
        let (u, v) = (x * cos + y * sin, y * cos - x * sin);
        (u0, u1, v0, v1) = (u0.min(u), u1.max(u), v0.min(v), v1.max(v));
    }
    let half = BLOCK as f32 / 2.0;
    let along = half + (u1 - u0) * 0.08;
    let across = half + (v1 - v0) * 0.08;
    let (u0, u1, v0, v1) = (u0 - along, u1 + along, v0 - across, v1 + across);
    let back = |u: f32, v: f32| Point { x: u * cos - v * sin, y: u * sin + v * cos };
    Place { quad: Quad([back(u0, v0), back(u1, v0), back(u1, v1), back(u0, v1)]), blocks: members.len() }
}

#[cfg(test)]
mod tests;
