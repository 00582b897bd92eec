//! Finds the document on the phone's frames.
//!
//! The finder is the server's own files, compiled once more from `crates/vision/src/document`; here is only the way
//! in and out. One module for every browser: SIMD does nothing for it.

#[path = "../../../crates/vision/src/document/mod.rs"]
#[expect(dead_code, unused_imports, reason = "cutting documents out is the server's alone")]
mod document;
#[path = "../../../crates/vision/src/picture.rs"]
#[expect(dead_code, reason = "small and enlarged copies are the server's alone")]
mod picture;

use document::{Found, find_documents_at};
use picture::Picture;
use proofdesk_answer::{Answer, FIELDS, about, field};
use proofdesk_domain::picture::Edge;

/// Finds the document on the RGBA frame in the room; lines are sought on a copy with a longer side of `side`.
#[unsafe(no_mangle)]
pub extern "C" fn find(width: u32, height: u32, side: u32) -> *const i32 {
    about(width, height, |rgba| found(rgba, width, height, side))
}

fn found(rgba: &[u8], width: u32, height: u32, side: u32) -> Answer {
    let mut fields = [0; FIELDS];
    let mut rgb = vec![0; rgba.len() / 4 * 3];
    for (to, pixel) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(rgba.as_chunks::<4>().0) {
        *to = [pixel[0], pixel[1], pixel[2]];
    }
    let Some(picture) = Picture::from_rgb(width, height, rgb) else { return fields };
    let found = find_documents_at(&picture, side);
    fields[field::DOCUMENTS] = found.len() as i32;
    if let Some(first) = found.first() {
        write_document(&mut fields, first, width, height);
    }
    fields
}

fn write_document(fields: &mut Answer, found: &Found, width: u32, height: u32) {
    for (place, corner) in fields[field::CORNERS..].chunks_exact_mut(2).zip(found.corners.0) {
        // Casts saturate: corners far outside stay far outside.
        place.copy_from_slice(&[(corner.x * 16.0).round() as i32, (corner.y * 16.0).round() as i32]);
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
    fields[field::SHARE] = (share * 10_000.0) as i32;
    fields[field::FILLS] = i32::from(found.fills_picture);
    fields[field::ASPECT] = (found.aspect * 1000.0) as i32;
}

/// As `proofdesk_vision::quality` reckons it, the size guessed from the shape.
fn dpi(found: &Found) -> f32 {
    let long = if found.aspect < 1.0 { 1.0 / found.aspect.max(1e-3) } else { found.aspect };
    let millimetres = if long > 1.5 { 85.6 * 54.0 } else { 125.0 * 88.0 };
    25.4 * (found.corners.area() / millimetres).sqrt()
}
