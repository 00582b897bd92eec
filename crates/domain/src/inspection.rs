//! What a reader hands over about one picture: measurements and readings, no verdicts.
//!
//! `judge` turns an [`Inspection`] into findings under a policy. Inspections are stored sealed,
//! for passing evidence too, so that a draft policy can be replayed over past cases.

use crate::{
    document::{DocumentKind, FieldName, Side, Source},
    picture::{Edge, Quad},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that was measured on and read from one picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// What the bytes are.
    pub file: FileFacts,
    /// Null when the bytes could not be opened; then nothing else is present either.
    pub quality: Option<Quality>,
    /// The document on the picture, if one was found.
    pub document: Option<DocumentFacts>,
    /// How many documents were found on the picture.
    pub documents_seen: u8,
    /// The machine-readable zone, if one was found.
    pub zone: Option<Zone>,
    /// Barcodes, readable or not. What they say stands among the readings.
    #[serde(default)]
    pub barcodes: Vec<Barcode>,
    /// Readings by field; several sources may have read the same field.
    pub readings: BTreeMap<FieldName, Vec<Reading>>,
    /// Where a label says that a field's value is printed which could not be read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<FieldName, Quad>,
    /// How much of what is printed could be read. Null where nobody looked: the file could not be opened, or the reader
    /// did not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<Print>,
    /// The words SPECIMEN, MUSTER, 样本 or issuer UTO were seen: passes in test mode only.
    pub specimen: bool,
    /// Which engine and models read this, for replay and for the audit.
    pub reader_version: String,
}

/// How much of what is printed could be read, whatever it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Lines that were read, well or badly, beside the zone's; none where a first look found that nothing could be.
    pub lines: u16,
    /// Those of them that were read with fair confidence.
    pub legible: u16,
}

/// What the bytes are, by content and never by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Size of what was sent.
    pub bytes: u64,
    /// By its first bytes.
    pub format: FileFormat,
    /// Upright width in pixels (after EXIF orientation); 0 when not opened.
    pub width: u32,
    /// Upright height in pixels; 0 when not opened.
    pub height: u32,
    /// Why it could not be used, if it could not.
    pub problem: Option<FileProblem>,
}

/// A file format, recognised by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the format of that name")]
pub enum FileFormat {
    Jpeg,
    Png,
    Webp,
    Heic,
    Pdf,
    Gif,
    Tiff,
    Bmp,
    Svg,
    Html,
    Unknown,
}

/// Why a file could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// A type that is not accepted (`file.format`).
    Format,
    /// More bytes or more pixels than accepted (`file.too_large`).
    TooLarge,
    /// Fewer bytes or pixels than anything could be read from (`file.too_small`).
    TooSmall,
    /// Cannot be opened, or is empty (`file.corrupt`).
    Corrupt,
    /// Protected by a password (`file.encrypted`).
    Encrypted,
}

/// A measured value and the place where it is worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Unit and range stand at the field that holds it.
    pub value: f32,
    /// The place where it is worst, if it has one.
    pub region: Option<Quad>,
}

/// Picture quality, measured over the document (over the whole picture where none was found).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Edge sharpness of the *least sharp place that carries text or structure*, 0 (no edges left)
    /// to 1 (as sharp as the pixels allow). Region: that place, or the whole document when it is
    /// blurred throughout.
    pub sharpness: Measured,
    /// Share of the document's area washed out by a reflection, 0 to 1. Region: the largest patch.
    pub glare: Measured,
    /// Mean brightness of the document, 0 (black) to 1 (white).
    pub exposure: f32,
    /// Share of the document's area too dark to read, 0 to 1.
    pub dark: Measured,
    /// Share of the document's area clipped to white without being a local reflection, 0 to 1.
    pub overexposed: Measured,
    /// Share of the places looked at on the document in which red, green and blue repeat at one pitch and out of step, as they
    /// do on a photograph of a screen, 0 to 1. Region: around those places. Nothing in what was measured before this was.
    #[serde(default)]
    pub moire: Measured,
    /// Resolution on the document in dots per inch, from its real size; 0 when no document was found.
    pub dpi: f32,
    /// Mean saturation of the document, 0 (grey) to 1.
    pub colour: f32,
    /// Angle between the camera's axis and the document's normal, in degrees, estimated.
    pub tilt_degrees: f32,
}

/// The document found on a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// What it is, from its shape, zone and words.
    pub kind: DocumentKind,
    /// Which side, if known.
    pub side: Option<Side>,
    /// Its corners, clockwise from its own top left (the other way round where the picture shows it as in a mirror); corners
    /// outside the picture are estimated.
    pub corners: Quad,
    /// Edges of the document that lie outside the picture, with the place on the picture's border.
    pub cut_edges: Vec<(Edge, Quad)>,
}

/// One reading of one field by one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Dates as ISO 8601 (no end is `9999-12-31`), countries as ISO 3166-1 alpha-3 or ICAO code,
    /// everything else as printed, in its own script.
    pub value: String,
    /// Who read it.
    pub source: Source,
    /// 0 to 1.
    pub confidence: f32,
    /// Where it stands on the picture.
    pub quad: Option<Quad>,
}

/// A barcode as seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Barcode {
    /// Which kind of code.
    pub symbology: Symbology,
    /// What it holds.
    pub content: BarcodeContent,
    /// Where it stands on the picture.
    pub quad: Quad,
}

/// A kind of barcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// PDF417 (ISO/IEC 15438), on the back of North American licences.
    Pdf417,
    /// QR code (ISO/IEC 18004).
    Qr,
}

/// What a barcode holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarcodeContent {
    /// A licence or card by AAMVA; the names may have been cut to fit.
    Licence {
        /// The family name was cut, or may have been.
        surname_cut: crate::aamva::Cut,
        /// The given names were cut, or may have been.
        given_names_cut: crate::aamva::Cut,
    },
    /// The lines of a machine-readable zone.
    Zone,
    /// Something that is not about the holder, or that nobody but its issuer can read.
    Other,
    /// Its start and end were seen, but what lies between does not add up.
    Unreadable,
}

/// A machine-readable zone as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Which layout.
    pub format: ZoneFormat,
    /// The lines after positional grammar, `<` as filler.
    pub lines: Vec<String>,
    /// Every check digit of the format, in order.
    pub check_digits: Vec<CheckDigit>,
    /// Lowest per-character confidence that matters, 0 to 1. Not the same as the check digits:
    /// names have none.
    pub confidence: f32,
    /// `[line, column]` of characters changed because a check digit failed. A zone with any is
    /// never called verified.
    pub repaired: Vec<(u8, u8)>,
    /// `[line, column]` of characters that were seen as others which may not stand there: `O` among
    /// digits, a letter of a country code.
    #[serde(default)]
    pub corrected: Vec<(u8, u8)>,
    /// Where it stands on the picture.
    pub quad: Quad,
}

impl Zone {
    /// Every check digit holds.
    pub fn check_digits_ok(&self) -> bool {
        self.check_digits.iter().all(|digit| digit.holds)
    }

    /// Every check digit holds without a repair.
    pub fn verified(&self) -> bool {
        self.repaired.is_empty() && self.check_digits_ok()
    }
}

/// Layout of a machine-readable zone (ICAO 9303-4, -5, -6, -7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ZoneFormat {
    /// Three lines of 30 (identity cards).
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36 (larger identity cards).
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44 (passports).
    #[serde(rename = "TD3")]
    Td3,
    /// Visa, two lines of 44.
    #[serde(rename = "MRVA")]
    MrvA,
    /// Visa, two lines of 36.
    #[serde(rename = "MRVB")]
    MrvB,
}

/// One check digit and whether it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDigit {
    /// What it covers.
    pub covers: CheckedField,
    /// Whether the 7-3-1 sum agrees.
    pub holds: bool,
}

/// What a check digit covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the part of the zone of that name")]
pub enum CheckedField {
    DocumentNumber,
    BirthDate,
    ExpiryDate,
    OptionalData,
    Composite,
}
