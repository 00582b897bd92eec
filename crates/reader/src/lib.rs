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
mod dates;
mod detect;
mod kind;
mod labels;
pub mod model;
pub mod models;
mod page;
mod printed;
mod read;
mod recognise;
mod trace;
mod weights;
mod zone;
mod zone_net;
mod zone_rows;

/// What the barcodes on a picture say, without reading anything else; for measurements and fuzzing.
pub fn barcode_texts(picture: &proofdesk_vision::Picture) -> Vec<String> {
    let document = proofdesk_vision::find_documents(picture).into_iter().next();
    let document = document.as_ref().map(|found| (&found.corners, found.aspect));
    barcode::find(picture, document, barcode::Effort::Full).into_iter().filter_map(|seen| seen.text).collect()
}

/// Parts that only fuzzing reaches by themselves.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    use crate::{
        printed::{self, Placed},
        recognise::{Character, Line},
    };
    use proofdesk_domain::{document::FieldName, icao::ZoneFields, inspection::Reading, picture::Quad};
    use std::collections::BTreeMap;
    use time::Date;

    /// Details among lines of text: each with its left end and its middle, in heights of a line.
    pub fn printed(
        lines: &[(i8, i8, String)],
        zone: Option<&ZoneFields>,
        today: Date,
    ) -> BTreeMap<FieldName, Vec<Reading>> {
        let mut placed: Vec<Placed> = lines
            .iter()
            .filter(|(_, _, text)| !text.is_empty())
            .map(|(left, middle, text)| {
                let (left, middle) = (f32::from(*left), f32::from(*middle));
                let count = text.chars().count() as f32;
                let characters = text.chars().enumerate().map(|(i, c)| Character {
                    text: c.to_string(),
                    confidence: 0.9,
                    at: (i as f32 + 0.5) / count,
                });
                let quad = Quad::rect(left, middle - 0.5, count * 0.6, 1.0);
                let line = Line { quad, characters: characters.collect(), frames: Vec::new() };
                Placed { line, left, right: left + count * 0.6, middle, height: 1.0 }
            })
            .collect();
        placed.sort_by(|a, b| a.middle.total_cmp(&b.middle));
        printed::read(&placed, zone, today)
    }
}

pub use models::{Models, ModelsError};
pub use read::{ReadError, ReadOptions, Reader, ReaderConfig};
pub use trace::{Trace, TracedLine};
