//! Picture quality in integers: sharpness, reflections, darkness, overexposure, colour.
//!
//! Runs on the server and, compiled to WebAssembly, on the phone: no floating point, no standard
//! library, so that both give the same figures bit for bit on the same pixels. What lives here:
//! measuring pixels of one document. What never does: finding the document, thresholds, verdicts.
//! Start at [`measure`].
#![no_std]
#![expect(
    clippy::cast_possible_wrap,
    reason = "sides of frames are held to 32,767 when a frame is made, and faces are smaller"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "pixel and matrix arithmetic: u, v, x, y and the four neighbours a to d"
)]

extern crate alloc;

mod edges;
mod face;
mod frame;
mod light;
mod map;
mod part;
mod sharpness;

pub use frame::{Frame, Layout};

use face::Face;

/// Four corners clockwise from the document's own top left, each x then y, in 1/16 pixel of the
/// frame.
pub type Corners = [[i32; 2]; 4];

/// One whole, in the unit of every share in a [`Report`].
pub const WHOLE: u32 = 10_000;

/// A measured value and the place where it is worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// 0 to [`WHOLE`]; the meaning stands at the field that holds it.
    pub value: u32,
    /// The place where it is worst, if it has one.
    pub region: Option<Corners>,
}

/// Everything that is measured, over the document (over the whole frame where none is given).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Sharpness of the least sharp place that carries print, or of the whole where that is worse:
    /// [`WHOLE`] is as sharp as the pixels allow, 0 is no edges at all. Falls as one over the width
    /// of edges relative to the document's size, and so to the height of its letters; pixels that
    /// are too few do not lower it by themselves.
    pub sharpness: Measure,
    /// How much of a want of sharpness lies in one direction: 0 for defocus, towards [`WHOLE`] for
    /// a shake along the rows or columns of the document. Says something only of pictures that are
    /// not sharp.
    pub shake: u32,
    /// Share of the document washed out by reflections. Region: around the largest.
    pub glare: Measure,
    /// Share of the document too dark to read.
    pub dark: Measure,
    /// Share of the document clipped to white without being a reflection.
    pub overexposed: Measure,
    /// Mean brightness, black to white.
    pub exposure: u32,
    /// Mean saturation.
    pub colour: u32,
}

/// Measures the document with the given corners, or the whole frame.
///
/// `None` when the corners span nothing that could be measured: fewer than 64 x 32 pixels, or
/// crossed over. Parts of the document outside the frame are left out of every figure.
pub fn measure(frame: &Frame<'_>, document: Option<&Corners>) -> Option<Report> {
    let whole = frame.corners();
    let face = Face::of(frame, document.unwrap_or(&whole))?;
    let light = light::measure(&face);
    let sharpness = sharpness::measure(&face);
    Some(Report {
        sharpness: sharpness.sharpness,
        shake: sharpness.shake,
        glare: light.glare,
        dark: light.dark,
        overexposed: light.overexposed,
        exposure: light.exposure,
        colour: light.colour,
    })
}

/// `part` of `whole` in units of [`WHOLE`].
pub(crate) fn share(part: u32, whole: u32) -> u32 {
    (u64::from(part) * u64::from(WHOLE) / u64::from(whole.max(1))) as u32
}
