//! What goes in and out of the phone's modules: the room for a frame, and the fields of an answer.
//!
//! Numbers and a block of memory, no generated glue. Both modules answer with the same fields, each fills its own and
//! leaves the other's 0, so that the answer about a frame is the sum of both. The JavaScript half is
//! `crates/web/assets/advice-worker.js`.

mod arena;

use std::cell::Cell;

/// Changes when the meaning of a field below does.
const ABI: i32 = 3;
/// How many numbers an answer has.
pub const FIELDS: usize = 40;
/// Frames beyond this many pixels are not looked at: the browser shrinks them first.
const MOST_PIXELS: usize = 16_000_000;

/// Numbers about a frame, by place (see [`field`]).
pub type Answer = [i32; FIELDS];

/// What an answer says, by place.
pub mod field {
    /// 1 when the frame was measured, 0 when it could not be. From the measures.
    pub const MEASURED: usize = 0;
    /// Documents found, at most three. From the finder, as all up to `SHARE`.
    pub const DOCUMENTS: usize = 1;
    /// Four corners of the first, x then y, in 1/16 pixel.
    pub const CORNERS: usize = 2;
    /// Its edges outside the frame: 1 top, 2 right, 4 bottom, 8 left.
    pub const CUT: usize = 10;
    /// Angle between the camera's axis and the document's normal, in 1/100 degree.
    pub const TILT: usize = 11;
    /// Dots per inch on the document, in 1/100.
    pub const DPI: usize = 12;
    /// Share of the frame that it fills, in ten-thousandths.
    pub const SHARE: usize = 13;
    /// The measures, in ten-thousandths: sharpness, shake, glare, dark, overexposed, exposure, colour.
    pub const MEASURES: usize = 14;
    /// Where it is worst, for sharpness, glare and dark: a flag and left, top, right, bottom in pixels each. From the
    /// measures.
    pub const REGIONS: usize = 21;
    /// The document fills the whole frame, as a scan does. From the finder.
    pub const FILLS: usize = 36;
    /// True width over height of the document, in 1/1000. From the finder.
    pub const ASPECT: usize = 37;
}

thread_local! {
    static ANSWER: Cell<Answer> = const { Cell::new([0; FIELDS]) };
}

/// Which meaning the fields have.
#[unsafe(no_mangle)]
pub extern "C" fn abi() -> i32 {
    ABI
}

/// Memory for a frame of so many bytes; null for more than is ever looked at, or than there is. Views of the memory are
/// to be made anew afterwards: it may have moved.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    if bytes > MOST_PIXELS * 4 {
        return std::ptr::null_mut();
    }
    arena::room(bytes)
}

/// The RGBA frame of that size in the room is looked at; the answer lies where the pointer says, until the next call.
/// A room that is too small for it, or a frame that is too large, gives an answer of zeroes.
pub fn about(width: u32, height: u32, look: impl FnOnce(&[u8]) -> Answer) -> *const i32 {
    arena::clear();
    // SAFETY: `look` cannot call `room`, and the slice ends with it.
    let rgba = unsafe { arena::rgba() };
    let bytes = (width as usize)
        .checked_mul(height as usize)
        .filter(|&pixels| pixels <= MOST_PIXELS)
        .map(|pixels| pixels * 4);
    let answer = bytes.and_then(|bytes| rgba.get(..bytes)).map_or([0; FIELDS], look);
    ANSWER.with(|kept| {
        kept.set(answer);
        kept.as_ptr().cast()
    })
}
