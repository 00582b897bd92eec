//! Reads identity documents: the machine-readable zone and printed fields, with places and confidences.
//!
//! What lives here: the models and where they come from ([`models`]), inference behind a small
//! trait ([`model`]), and the path from a picture to an inspection ([`Reader`]). What never does:
//! judging (that is `domain`), measuring pixels (that is `vision` and `quality`).
//!
//! The way of a picture: find the document, set it upright at a small size, find lines of text on
//! it, read the likely zone lines first (they tell which way is up), read the rest from the full
//! picture, take the zone apart by its grammar, pair printed values with labels and with the zone.

mod barcode;
mod coded;
mod covered;
mod dates;
mod detect;
mod edits;
mod glance;
mod kind;
mod labels;
mod letters_net;
mod mirror;
pub mod model;
pub mod models;
mod nationalities;
mod page;
mod print_place;
mod printed;
mod read;
mod recognise;
mod spelling;
mod strips;
mod trace;
mod zone;
mod zone_net;
mod zone_rows;

/// What the barcodes on a picture say, without reading anything else; for measurements and fuzzing.
pub fn barcode_texts(picture: &proofdesk_vision::Picture) -> Vec<String> {
    let document = proofdesk_vision::find_documents(picture).into_iter().next();
    let document = document.as_ref().map(|found| (&found.corners, found.aspect));
    barcode::find(picture, document, barcode::Effort::Full).into_iter().filter_map(|seen| seen.text).collect()
}

pub use models::{Models, ModelsError};
pub use read::{ReadError, ReadOptions, Reader, ReaderConfig};
pub use trace::{Trace, TracedLine};
