//! What the demo's documents look like; the binary draws them.

use crate::error::Cause;
use proofdesk_domain::{
    details::TypedDetails,
    document::{DocumentKind, Side},
};

/// Draws the demo's documents. Implemented by the binary with the specimen generator; slow, so it is
/// called on a thread for blocking work.
pub trait DemoPictures: Send + Sync + 'static {
    /// What the holder of that document would type: names and numbers as printed, names in Latin
    /// letters, the birth date as ISO 8601, nationality UTO.
    fn details(&self, kind: DemoKind, seed: u64) -> TypedDetails;

    /// A photo of one side, as JPEG.
    fn draw(&self, sheet: Sheet) -> Result<Vec<u8>, Cause>;
}

/// What kind of document is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoKind {
    /// A passport's data page with its zone (TD3).
    Passport,
    /// An identity card with its zone on the back (TD1).
    IdCard,
    /// A Chinese-language identity card without a zone.
    ChineseCard,
}

impl DemoKind {
    /// What an applicant would choose.
    pub const fn kind(self) -> DocumentKind {
        match self {
            Self::Passport => DocumentKind::Passport,
            Self::IdCard | Self::ChineseCard => DocumentKind::IdCard,
        }
    }
}

/// One side of one document. The same seed is the same holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What kind.
    pub kind: DemoKind,
    /// Which side.
    pub side: Side,
    /// Whose.
    pub seed: u64,
    /// What is wrong with the photo.
    pub flaw: Flaw,
}

/// What is wrong with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    None,
    /// A reflection lies over the document's number.
    Glare,
}
