//! The photo or scan on a page of a PDF.
//!
//! Not a renderer: of the first page that holds pictures, the pictures are laid out as the page lays them out, and
//! nothing else is drawn. No fonts, no paths, no forms, no scripts; what would act when the file is opened is refused,
//! and so is what asks for a password. `hayro-syntax` (safe Rust) reads the file's structure; JPEGs in it go through
//! our own decoder and its limits.

mod image;
mod page;

use super::{DecodeError, check_size, orientation};
use crate::{DecodeLimits, picture::Picture};
use ::image::metadata::Orientation;
use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::{Array, Dict, Name},
    page::Rotation,
};
use proofdesk_domain::inspection::FileFormat;

/// Pages that are looked at for a picture.
const MOST_PAGES: usize = 10;

pub(super) fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => DecodeError::Encrypted,
        LoadPdfError::Decryption(_) => DecodeError::Corrupt("its encryption is broken".into()),
        LoadPdfError::Invalid => DecodeError::Corrupt("no pages can be found".into()),
    })?;
    if acts(&pdf) {
        return Err(DecodeError::Active);
    }
    let mut reason = DecodeError::Format(FileFormat::Pdf);
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let placed = page::pictures(page);
        if placed.is_empty() {
            continue;
        }
        match page::laid_out(page, &placed, limits) {
            Ok(picture) => return Ok(orientation::upright(picture, turned(page.rotation()))),
            // A logo is no photo: the next page may have one. What was wrong with the last is said.
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

fn turned(rotation: Rotation) -> Orientation {
    match rotation {
        Rotation::None => Orientation::NoTransforms,
        Rotation::Horizontal => Orientation::Rotate90,
        Rotation::Flipped => Orientation::Rotate180,
        Rotation::FlippedHorizontal => Orientation::Rotate270,
    }
}

/// The file would run something, start something or fetch something when it is opened.
fn acts(pdf: &Pdf) -> bool {
    let xref = pdf.xref();
    let Some(root) = xref.get::<Dict<'_>>(xref.root_id()) else { return false };
    let names = root.get::<Dict<'_>>("Names").unwrap_or_default();
    let form = root.get::<Dict<'_>>("AcroForm").unwrap_or_default();
    // Going to a page is all that may happen by itself.
    let opening = root.get::<Dict<'_>>("OpenAction").and_then(|action| action.get::<Name<'_>>("S"));
    opening.is_some_and(|kind| kind.as_ref() != b"GoTo")
        || root.contains_key("AA")
        || names.contains_key("JavaScript")
        || names.get::<Dict<'_>>("EmbeddedFiles").is_some_and(|files| {
            files.get::<Array<'_>>("Names").is_some_and(|names| names.raw_iter().next().is_some())
                || files.contains_key("Kids")
        })
        || form.contains_key("XFA")
}
