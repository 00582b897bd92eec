//! A first look: is there anything that can be read? At soft pictures, and at those on which no document was found.
//!
//! Measures of sharpness cannot tell a shake that leaves nothing from one that leaves everything, for edges along it stay
//! sharp. The recogniser can: of print that it reads, it is sure. So some lines are tried before time is
//! spent on all of them, on codes and on second looks.

use crate::{
    detect, mirror,
    model::Threads,
    models::Models,
    page::{Page, Span, Up},
    print_place,
    read::{READ_WELL, ReadError, STRETCH, detector_crop},
    recognise::Line,
    zone,
};
use proofdesk_domain::picture::Quad;
use proofdesk_vision::Picture;

/// Longer side of the crop on which lines are sought, pixels. Soft print needs no more; a whole picture has it smaller.
const SIDE: f32 = 320.0;
const SIDE_OF_ALL: f32 = 384.0;
/// Lines that are tried at a time, and length over height of those that cost little and hold more than a letter.
const LINES: usize = 2;
const LENGTHS: std::ops::Range<f32> = 3.0..14.0;
/// Fewest characters that say something.
const FEWEST: usize = 3;

/// Whether there is any text on the whole of it; several lines beside the outline where there is one.
pub(crate) fn text_beside(
    models: &Models,
    picture: &Picture,
    outline: Option<&Quad>,
    threads: &Threads,
) -> Result<bool, ReadError> {
    const SEVERAL: usize = 3;
    let place = print_place::surroundings(picture, outline);
    let (left, top, right, bottom) = place.bounds();
    let aspect = (right - left) / (bottom - top).max(1.0);
    let Some(crop) = detector_crop(picture, &place, aspect, SIDE_OF_ALL) else { return Ok(false) };
    let boxes = detect::detect(models.detector()?, crop.picture(), threads)?;
    Ok(match outline {
        None => !boxes.is_empty(),
        Some(outline) => print_place::lines_outside(&Page::new(&crop, &boxes), outline) >= SEVERAL,
    })
}

/// What a first look says of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Legible {
    Nothing,
    /// Some of its print.
    Print,
    /// As in a mirror.
    Backwards,
}

/// Whether a zone, two lines of two or two of four can be read.
pub(crate) fn anything_legible(
    models: &Models,
    picture: &Picture,
    corners: &Quad,
    aspect: f32,
    threads: &Threads,
) -> Result<Legible, ReadError> {
    let Some(crop) = detector_crop(picture, corners, aspect, SIDE) else { return Ok(Legible::Nothing) };
    let boxes = detect::detect(models.detector()?, crop.picture(), threads)?;
    let page = Page::new(&crop, &boxes);
    if zone::looks_present(picture, &page, models.zone()?, threads)? {
        return Ok(Legible::Print);
    }
    let shape = |span: &Span| span.length() / (2.0 * span.half_height);
    let mut lines: Vec<&Span> = page.spans.iter().filter(|span| LENGTHS.contains(&shape(span))).collect();
    lines.sort_by(|a, b| shape(a).total_cmp(&shape(b)));
    let legible = |lines: &[&Span], up: Up| -> Result<usize, ReadError> {
        let places: Vec<Quad> = lines.iter().map(|span| page.quad(span, up)).collect();
        let read = models.recogniser()?.read(picture, &places, STRETCH, threads)?;
        let says_something = |line: &&Line| line.characters.len() >= FEWEST && line.confidence() > READ_WELL;
        Ok(read.iter().filter(says_something).count())
    };
    // From the middle: neither scraps nor the long ones. Where one of two can be read, two more decide.
    let middle = |count: usize| {
        let from = lines.len().saturating_sub(count) / 2;
        from..lines.len().min(from + count)
    };
    let (first, more) = (middle(LINES), middle(2 * LINES));
    let others = [&lines[more.start..first.start], &lines[first.end..more.end]].concat();
    for up in [Up::Same, Up::Flipped] {
        let tried = &lines[first.clone()];
        let seen = legible(tried, up)?;
        if seen > 0 && (seen == tried.len() || (seen + legible(&others, up)?) * 2 >= more.len()) {
            return Ok(Legible::Print);
        }
    }
    let places: Vec<Quad> = lines.iter().map(|span| page.quad(span, Up::Same)).collect();
    let backwards = mirror::reads_backwards(models, picture, &places, threads)?;
    Ok(if backwards { Legible::Backwards } else { Legible::Nothing })
}
