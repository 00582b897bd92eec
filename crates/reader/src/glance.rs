//! A first look at a soft picture: is there anything on it that can be read?
//!
//! Measures of sharpness cannot tell a shake that leaves nothing from one that leaves everything, for edges along it stay
//! sharp. The recogniser can: of print that it reads, it is sure. So some lines are tried before time is
//! spent on all of them, on codes and on second looks.

use crate::{
    detect,
    model::Threads,
    models::Models,
    page::{Page, Span, Up},
    read::{READ_WELL, ReadError, STRETCH, detector_crop},
    zone,
};
use proofdesk_domain::picture::Quad;
use proofdesk_vision::Picture;

/// Longer side of the crop on which lines are sought, pixels. Soft print needs no more.
const SIDE: f32 = 320.0;
/// Lines that are tried, and length over height of those that cost little and hold more than a letter.
const LINES: usize = 4;
const LENGTHS: std::ops::Range<f32> = 3.0..14.0;
/// Fewest characters that say something.
const FEWEST: usize = 3;

/// Whether a zone or half of the lines that are tried can be read.
pub(crate) fn anything_legible(
    models: &Models,
    picture: &Picture,
    corners: &Quad,
    aspect: f32,
    threads: &Threads,
) -> Result<bool, ReadError> {
    let Some(crop) = detector_crop(picture, corners, aspect, SIDE) else { return Ok(false) };
    let boxes = detect::detect(models.detector()?, crop.picture(), threads)?;
    let page = Page::new(&crop, &boxes);
    if zone::looks_present(picture, &page, models.zone()?, threads)? {
        return Ok(true);
    }
    let shape = |span: &Span| span.length() / (2.0 * span.half_height);
    let mut lines: Vec<&Span> = page.spans.iter().filter(|span| LENGTHS.contains(&shape(span))).collect();
    lines.sort_by(|a, b| shape(a).total_cmp(&shape(b)));
    // From the middle: neither scraps nor the long ones.
    let spare = lines.len().saturating_sub(LINES);
    let tried = &lines[spare / 2..][..lines.len() - spare];
    for up in [Up::Same, Up::Flipped] {
        let places: Vec<Quad> = tried.iter().map(|span| page.quad(span, up)).collect();
        let read = models.recogniser()?.read(picture, &places, STRETCH, threads)?;
        let legible = read
            .iter()
            .filter(|line| line.characters.len() >= FEWEST && line.confidence() > READ_WELL)
            .count();
        if legible > 0 && legible * 2 >= tried.len() {
            return Ok(true);
        }
    }
    Ok(false)
}
