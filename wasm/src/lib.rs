//! What the phone is told while it takes a photo.
//!
//! The finder and the measures are the server's own files, compiled once more: the finder from
//! `crates/vision/src/document`, the measures from `crates/quality`. Here is only the way in and out: numbers
//! and a block of memory, no generated glue. The JavaScript half is `crates/web/assets/advice.js`.
//!
//! Build with `scripts/build-wasm.sh`; what it made is checked in under `built/`, with a manifest.

#[path = "../../crates/vision/src/document/mod.rs"]
#[expect(dead_code, unused_imports, reason = "cutting documents out is the server's alone")]
mod document;
#[path = "../../crates/vision/src/picture.rs"]
#[expect(dead_code, reason = "small and enlarged copies are the server's alone")]
mod picture;

use document::{Found, find_documents};
use picture::Picture;
use proofdesk_domain::picture::{Edge, Quad};
use proofdesk_quality::{Corners, Frame, Layout, Measure, Report, WHOLE, measure};
use std::cell::RefCell;

/// Changes when the meaning of a field below does.
const ABI: i32 = 1;
/// How many numbers an answer has.
pub const FIELDS: usize = 40;
/// Frames beyond this many pixels are not looked at: the browser shrinks them first.
const MOST_PIXELS: usize = 16_000_000;

/// What an answer says, by place.
pub mod field {
    /// 1 when the frame was measured, 0 when it could not be.
    pub const MEASURED: usize = 0;
    /// Documents found, at most three.
    pub const DOCUMENTS: usize = 1;
    /// Four corners of the first, x then y, in 1/16 pixel.
    pub const CORNERS: usize = 2;
    /// Its edges outside the frame: 1 top, 2 right, 4 bottom, 8 left.
    pub const CUT: usize = 10;
    /// Angle between the camera's axis and the document's normal, in 1/100 degree.
    pub const TILT: usize = 11;
    /// Dots per inch on the document, in 1/100.
    pub const DPI: usize = 12;
    /// Share of the frame that it fills, in units of `WHOLE`.
    pub const SHARE: usize = 13;
    /// The measures, in units of `WHOLE`: sharpness, shake, glare, dark, overexposed, exposure, colour.
    pub const MEASURES: usize = 14;
    /// Where it is worst, for sharpness, glare and dark: a flag and left, top, right, bottom in pixels each.
    pub const REGIONS: usize = 21;
    /// The document fills the whole frame, as a scan does.
    pub const FILLS: usize = 36;
    /// True width over height of the document, in 1/1000.
    pub const ASPECT: usize = 37;
}

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<[i32; FIELDS]> = const { RefCell::new([0; FIELDS]) };
}

/// Which meaning the fields have.
#[unsafe(no_mangle)]
pub extern "C" fn abi() -> i32 {
    ABI
}

/// Memory for a frame of so many bytes; null for more than is ever looked at. Views of the memory are to be made
/// anew afterwards: it may have moved.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    if bytes > MOST_PIXELS * 4 {
        return std::ptr::null_mut();
    }
    ROOM.with_borrow_mut(|room| {
        room.resize(bytes, 0);
        room.as_mut_ptr()
    })
}

/// Looks at the RGBA frame in the room: finds the document, measures it. The answer lies where the pointer says,
/// until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn advise(width: u32, height: u32) -> *const i32 {
    answer(ROOM.with_borrow(|room| look(room, width, height)))
}

/// Measures the RGBA frame in the room under corners that are known already (1/16 pixel), or the whole of it.
#[unsafe(no_mangle)]
#[expect(clippy::too_many_arguments, reason = "numbers are all that goes through")]
pub extern "C" fn measure_at(
    width: u32,
    height: u32,
    known: i32,
    x0: i32,
    y0: i32,
    x1: i32,
    y1: i32,
    x2: i32,
    y2: i32,
    x3: i32,
    y3: i32,
) -> *const i32 {
    let corners = (known != 0).then_some([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]);
    answer(ROOM.with_borrow(|room| measured(room, width, height, corners.as_ref())))
}

fn answer(fields: [i32; FIELDS]) -> *const i32 {
    ANSWER.with_borrow_mut(|answer| {
        *answer = fields;
        answer.as_ptr()
    })
}

fn frame(rgba: &[u8], width: u32, height: u32) -> Option<Frame<'_>> {
    let pixels = (width as usize).checked_mul(height as usize)?;
    if pixels > MOST_PIXELS {
        return None;
    }
    Frame::new(rgba, width, height, (width as usize).checked_mul(4)?, Layout::Rgba)
}

/// Measures under given corners, as fields.
pub fn measured(rgba: &[u8], width: u32, height: u32, corners: Option<&Corners>) -> [i32; FIELDS] {
    let mut fields = [0; FIELDS];
    let report = frame(rgba, width, height)
        .and_then(|frame| measure(&frame, corners).or_else(|| measure(&frame, None)));
    if let Some(report) = report {
        fields[field::MEASURED] = 1;
        write_report(&mut fields, &report);
    }
    fields
}

/// Finds and measures, as fields.
pub fn look(rgba: &[u8], width: u32, height: u32) -> [i32; FIELDS] {
    let mut fields = [0; FIELDS];
    if frame(rgba, width, height).is_none() {
        return fields;
    }
    let rgb: Vec<u8> = rgba[..width as usize * height as usize * 4]
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let Some(picture) = Picture::from_rgb(width, height, rgb) else { return fields };
    let found = find_documents(&picture);
    let corners = found.first().map(|found| sixteenths(&found.corners));
    fields = measured(rgba, width, height, corners.as_ref());
    fields[field::DOCUMENTS] = found.len() as i32;
    if let (Some(found), Some(corners)) = (found.first(), corners) {
        write_document(&mut fields, found, &corners, width, height);
    }
    fields
}

fn write_document(fields: &mut [i32; FIELDS], found: &Found, corners: &Corners, width: u32, height: u32) {
    for (place, value) in fields[field::CORNERS..].iter_mut().zip(corners.as_flattened()) {
        *place = *value;
    }
    fields[field::CUT] = found.cut_edges.iter().fold(0, |bits, (edge, _)| {
        bits | match edge {
            Edge::Top => 1,
            Edge::Right => 2,
            Edge::Bottom => 4,
            Edge::Left => 8,
        }
    });
    fields[field::TILT] = (found.tilt_degrees * 100.0) as i32;
    fields[field::DPI] = (dpi(found) * 100.0) as i32;
    let share = found.corners.area() / (width as f32 * height as f32);
    fields[field::SHARE] = (share * WHOLE as f32) as i32;
    fields[field::FILLS] = i32::from(found.fills_picture);
    fields[field::ASPECT] = (found.aspect * 1000.0) as i32;
}

/// As `proofdesk_vision::quality` reckons it, the size guessed from the shape.
fn dpi(found: &Found) -> f32 {
    let long = if found.aspect < 1.0 { 1.0 / found.aspect.max(1e-3) } else { found.aspect };
    let millimetres = if long > 1.5 { 85.6 * 54.0 } else { 125.0 * 88.0 };
    25.4 * (found.corners.area() / millimetres).sqrt()
}

fn write_report(fields: &mut [i32; FIELDS], report: &Report) {
    let values = [
        report.sharpness.value,
        report.shake,
        report.glare.value,
        report.dark.value,
        report.overexposed.value,
        report.exposure,
        report.colour,
    ];
    for (place, value) in fields[field::MEASURES..].iter_mut().zip(values) {
        *place = value as i32;
    }
    for (n, measure) in [report.sharpness, report.glare, report.dark].iter().enumerate() {
        write_region(&mut fields[field::REGIONS + n * 5..][..5], measure);
    }
}

fn write_region(fields: &mut [i32], measure: &Measure) {
    let Some(region) = measure.region else { return };
    let along = |axis: usize| region.iter().map(move |corner| corner[axis]);
    let (left, right) = (along(0).min().unwrap_or(0), along(0).max().unwrap_or(0));
    let (top, bottom) = (along(1).min().unwrap_or(0), along(1).max().unwrap_or(0));
    fields.copy_from_slice(&[1, left >> 4, top >> 4, (right + 15) >> 4, (bottom + 15) >> 4]);
}

fn sixteenths(quad: &Quad) -> Corners {
    // Casts saturate: corners far outside stay far outside.
    quad.0.map(|p| [(p.x * 16.0).round() as i32, (p.y * 16.0).round() as i32])
}
