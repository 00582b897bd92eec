//! From untrusted bytes to an upright, measured document.
//!
//! What lives here: decoding under limits ([`decode`]) and its confined form in a child process
//! ([`confined`]), pictures ([`picture`]), finding and cutting out documents ([`document`]),
//! measuring them ([`quality`]). What never does: reading text, judging, storing.
//! All places are in pixels of the upright picture.
#![expect(
    clippy::many_single_char_names,
    reason = "pixel and matrix arithmetic: x, y, the corners a to d, widths and heights"
)]
#![expect(
    clippy::cast_possible_wrap,
    reason = "sides of decoded pictures are limited far below 2^31, those of working copies to 640"
)]

pub mod confined;
mod copy;
pub mod decode;
pub mod document;
mod moire;
pub mod picture;
pub mod quality;
pub mod sameness;

pub use copy::reencode_jpeg;
pub use decode::{DecodeError, DecodeLimits, decode, file_facts, sniff};
pub use document::{
    Crop, Found, find_documents, find_documents_at, find_far_document, rotated_corners, upright,
};
pub use moire::moire;
pub use picture::{Luma, Picture};
pub use quality::{DocumentSize, measure};
