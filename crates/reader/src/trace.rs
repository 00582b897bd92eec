//! What happened on the way to an inspection, for people who want to look at it (`proofdesk inspect --explain`).

use proofdesk_domain::picture::Quad;
use proofdesk_vision::Picture;

/// The stages of one reading.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The picture as decoded, upright by its EXIF orientation.
    pub picture: Option<Picture>,
    /// The document's outline as found, before anything was read, clockwise.
    pub outline: Option<Quad>,
    /// Every line of text that was read beside the zone, from the top.
    pub lines: Vec<TracedLine>,
    /// Places where text was found but not read with any confidence, or not read at all.
    pub unread: Vec<Quad>,
    /// The zone's lines with the confidence of each character.
    pub zone: Vec<TracedLine>,
}

/// A line of text as read.
#[derive(Clone, Debug)]
pub struct TracedLine {
    /// Where it stands on the picture, clockwise from where the text begins above.
    pub quad: Quad,
    /// What was read.
    pub text: String,
    /// Confidence of each character, 0 to 1.
    pub confidence: Vec<f32>,
}
