//! From untrusted bytes to an upright, measured document.
//!
//! What lives here: decoding under limits ([`decode`]) and its confined form in a child process
//! ([`confined`]), pictures ([`picture`]), finding and cutting out documents ([`document`]),
//! measuring them ([`quality`]). What never does: reading text, judging, storing.
//! All places are in pixels of the upright picture.

pub mod confined;
pub mod decode;
pub mod document;
pub mod picture;
pub mod quality;

pub use decode::{DecodeError, DecodeLimits, decode, file_facts, sniff};
pub use document::{Crop, Found, find_documents, rotated_corners, upright};
pub use picture::{Luma, Picture, reencode_jpeg};
pub use quality::{DocumentSize, measure};
