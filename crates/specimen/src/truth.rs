//! What is in a picture: written beside it, and never looked at by a reader under test.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::defect::{DefectKind, Target};
use crate::geometry::Quad;
use crate::kind::{FieldName, Kind, Side};

/// The truth about one picture. Places are in pixels of the picture, origin top left; quads run clockwise from the thing's
/// own top left. What a defect pushes out of the picture keeps its place outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The kind that was asked for.
    pub kind: Kind,
    /// What `inspect` calls it: `passport`, `id_card` or `driving_licence`.
    pub document_kind: String,
    /// The side.
    pub side: Side,
    /// The seed that, with the same request, makes the same bytes.
    pub seed: u64,
    /// Picture width in pixels.
    pub width: u32,
    /// Picture height in pixels.
    pub height: u32,
    /// The document's corners; `None` where there is no document.
    pub corners: Option<Quad>,
    /// Pixels of the picture for a millimetre of the document, along its longest edge as photographed; 0 without document.
    pub pixels_per_mm: f32,
    /// The printed details.
    pub fields: BTreeMap<FieldName, TruthField>,
    /// The machine-readable zone, where this side has one.
    pub mrz: Option<TruthZone>,
    /// The portrait.
    pub portrait: Option<Quad>,
    /// The small, upright SPECIMEN mark.
    pub mark: Option<Quad>,
    /// The defects, in the order asked for.
    pub defects: Vec<TruthDefect>,
}

/// One printed detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TruthField {
    /// As printed, in its own script; dates in ISO 8601.
    pub value: String,
    /// Letter for letter what stands on the document.
    pub printed: String,
    /// Where.
    pub quad: Quad,
    /// Whether all of it is inside the picture.
    pub visible: bool,
}

/// The machine-readable zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TruthZone {
    /// `TD1`, `TD2` or `TD3`.
    pub format: String,
    /// Its lines, from the top.
    pub lines: Vec<String>,
    /// The place of each line.
    pub line_quads: Vec<Quad>,
    /// The place of all of it.
    pub quad: Quad,
    /// Whether all of it is inside the picture.
    pub visible: bool,
}

/// One defect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TruthDefect {
    /// Its kind.
    pub kind: DefectKind,
    /// `0.0..=1.0`.
    pub strength: f32,
    /// What it was aimed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// The part of the picture that suffers.
    pub quad: Quad,
}
