//! Synthetic identity documents of people who do not exist, with chosen details and chosen defects, as pictures and truth.
//!
//! They feed tests, the demo and the benchmarks. This is no forgery tool: the designs are of no real state (Utopia, code
//! UTO), the word SPECIMEN is drawn into every sheet before anyone gets its pixels and no option reaches that, and identity
//! numbers carry region codes that no authority has assigned. Nothing of Proofdesk is imported here, and nothing that reads
//! pictures lives here.
//!
//! Start at [`render`]: a [`Request`] and [`Fonts`] in, a picture and its [`Truth`] out. The same request gives the same bytes.

mod background;
mod canvas;
pub mod cn_number;
pub mod command;
mod date;
mod defect;
mod design;
mod fonts;
mod geometry;
mod holder;
mod kind;
mod optics;
mod portrait;
mod render;
mod rng;
mod scene;
mod truth;
pub mod zone;

use std::io;
use std::path::PathBuf;

pub use background::Background;
pub use date::{Date, InvalidDate};
pub use defect::{Defect, DefectKind, Edge, InvalidDefect, Target};
pub use fonts::{FONTS_DIR_VARIABLE, Fonts};
pub use geometry::{Point, Quad};
pub use holder::{Holder, Script, Sex};
pub use kind::{FieldName, Kind, Side, UnknownWord};
pub use render::{Rendered, Request, render, render_flat};
pub use scene::Scene;
pub use truth::{Truth, TruthDefect, TruthField, TruthZone};

/// Why a specimen could not be made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are what the messages name")]
pub enum Error {
    /// A font file is not where it should be.
    #[error("the font {} is missing: run `make setup`, or name its folder in {FONTS_DIR_VARIABLE}", path.display())]
    FontMissing { path: PathBuf, source: Option<io::Error> },
    /// A font file is damaged.
    #[error("the font {} cannot be read: delete it and run `make setup`", path.display())]
    FontUnreadable { path: PathBuf },
    /// A letter that the zone has no way to write.
    #[error(
        "the letter {letter:?} cannot be written in a machine-readable zone; give the name in Latin letters"
    )]
    NotTransliterable { letter: char },
    /// A document or personal number that the zone has no room for or no letters for.
    #[error(
        "{number:?} does not fit the zone: use letters and digits, at most 9 places on a passport (personal number 14)"
    )]
    BadNumber { number: String },
    /// A country code that is not one.
    #[error("{code:?} is not a country code of up to three capital letters")]
    BadCountry { code: String },
    /// A country other than the invented one.
    #[error("specimens are issued by UTO only, not by {code:?}")]
    RealIssuer { code: String },
    /// A Chinese-language number whose region an authority may have assigned.
    #[error("{number:?} is refused: specimen numbers have 18 places, region 99xxxx and a right check digit")]
    RealNumber { number: String },
    /// The kind has no such side.
    #[error("a {kind} has no {side}")]
    NoSuchSide { kind: Kind, side: Side },
    /// A defect is aimed at something that this side does not show.
    #[error("this side has no {target} to aim at")]
    NoSuchTarget { target: Target },
    /// A picture size out of range.
    #[error("a picture of {width}x{height} pixels cannot be made; each side is from 16 to 8000")]
    BadSize { width: u32, height: u32 },
    /// An option of the command that cannot be understood.
    #[error("{value:?} is not a {what}; {hint}")]
    BadOption { what: &'static str, value: String, hint: &'static str },
    /// The picture could not be encoded.
    #[error("the picture could not be encoded")]
    Encoding(#[from] image::ImageError),
    /// The truth could not be written as JSON.
    #[error("the truth could not be written")]
    Truth(#[from] serde_json::Error),
    /// A file could not be written.
    #[error("{} could not be written", path.display())]
    Write { path: PathBuf, source: io::Error },
}
