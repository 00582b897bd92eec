//! Pictures that show the document as a mirror does: front cameras save what their owner saw. Print can be read in them as soon as
//! they are turned over; the places of what was read are those on the picture that was sent.

use crate::{
    model::Threads,
    models::Models,
    read::{READ_WELL, ReadError, STRETCH},
    recognise::Line,
    trace::Trace,
};
use proofdesk_domain::{
    inspection::{Inspection, Measured},
    picture::{Point, Quad},
};
use proofdesk_vision::Picture;

/// Lines that are tried, and length over height of those that cost little and hold more than a few letters.
const LINES: usize = 4;
const LENGTHS: std::ops::Range<f32> = 3.0..20.0;
/// Fewest characters that say something: what a mirror leaves as it is (`AHIMOTUVWXY`) reads well either way where it is short.
const FEWEST: usize = 6;

/// Whether the print in these places, none of which could be read as it stands, can be read from its back: at least half of
/// a few lines, and two.
pub(crate) fn reads_backwards(
    models: &Models,
    picture: &Picture,
    places: &[Quad],
    threads: &Threads,
) -> Result<bool, ReadError> {
    let mut tried: Vec<(f32, Quad)> = places
        .iter()
        .map(|place| (shape(place), *place))
        .filter(|(shape, _)| LENGTHS.contains(shape))
        .collect();
    tried.sort_by(|a, b| b.0.total_cmp(&a.0));
    let from = tried.len().saturating_sub(LINES) / 2;
    let tried = &tried[from..tried.len().min(from + LINES)];
    if tried.len() < 2 {
        return Ok(false);
    }
    for turn in [over, over_and_around] {
        let places: Vec<Quad> = tried.iter().map(|(_, place)| turn(place)).collect();
        let read = models.recogniser()?.read(picture, &places, STRETCH, threads)?;
        let says_something = |line: &&Line| line.characters.len() >= FEWEST && line.confidence() > READ_WELL;
        if read.iter().filter(says_something).count() >= 2.max(tried.len() / 2) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Length over height.
fn shape(place: &Quad) -> f32 {
    let side = |a: Point, b: Point| (b.x - a.x).hypot(b.y - a.y);
    side(place.0[0], place.0[1]) / side(place.0[1], place.0[2]).max(1.0)
}

/// The same place from its back, up where it was up, and the same on its head.
fn over(place: &Quad) -> Quad {
    let [a, b, c, d] = place.0;
    Quad([b, a, d, c])
}

fn over_and_around(place: &Quad) -> Quad {
    let [a, b, c, d] = place.0;
    Quad([d, c, b, a])
}

/// A picture turned over.
pub(crate) fn turned_over(picture: &Picture) -> Option<Picture> {
    let row = picture.width() as usize * 3;
    let pixels = picture.pixels();
    let mut over = Vec::with_capacity(pixels.len());
    for line in pixels.chunks_exact(row) {
        over.extend(line.as_chunks::<3>().0.iter().rev().flatten());
    }
    Picture::from_rgb(picture.width(), picture.height(), over)
}

/// What was read on a picture that had been turned over, with its places on the picture as it was. Corners still begin at the
/// document's own top left, and so run the other way round.
pub(crate) fn turned_back(mut inspection: Inspection, mut trace: Trace, width: u32) -> (Inspection, Trace) {
    let width = width as f32;
    let back = |quad: &mut Quad| {
        for point in &mut quad.0 {
            point.x = width - point.x;
        }
    };
    let measured = |measured: &mut Measured| measured.region.iter_mut().for_each(back);
    if let Some(quality) = &mut inspection.quality {
        let measures = [
            &mut quality.sharpness,
            &mut quality.glare,
            &mut quality.dark,
            &mut quality.overexposed,
            &mut quality.moire,
        ];
        measures.into_iter().for_each(measured);
    }
    if let Some(document) = &mut inspection.document {
        back(&mut document.corners);
        document.cut_edges.iter_mut().for_each(|(_, place)| back(place));
    }
    if let Some(zone) = &mut inspection.zone {
        back(&mut zone.quad);
    }
    inspection.barcodes.iter_mut().for_each(|code| back(&mut code.quad));
    inspection.readings.values_mut().flatten().filter_map(|reading| reading.quad.as_mut()).for_each(back);
    inspection.unread.values_mut().for_each(back);
    trace.outline.iter_mut().for_each(back);
    trace.lines.iter_mut().chain(&mut trace.zone).for_each(|line| back(&mut line.quad));
    trace.unread.iter_mut().for_each(back);
    (inspection, trace)
}
