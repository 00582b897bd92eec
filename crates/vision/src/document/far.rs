//! A document far away: too small among the lines of a desk to be found on the whole picture's small copy.

use super::{
    Found, find_documents,
    texture::{Print, patches},
};
use crate::picture::Picture;
use proofdesk_domain::picture::{Point, Quad};

/// Longer sides of the copies on which print is looked for: what is fine on the one is plain on the other.
const LOOK_SIDES: [u32; 2] = [640, 1_920];
/// Longer side of the copy on which light paper is looked for, and how much lighter than half of the picture it is.
const PAPER_SIDE: u32 = 320;
const LIGHTER: u8 = 40;
/// Longest side of the patch of print that such a document is, over the picture's.
const SMALL: f32 = 0.3;
/// Patches that are looked at more closely, and the side of what is looked at over that of the patch.
const PATCHES: usize = 3;
const ROUND_ABOUT: f32 = 2.6;
/// Less than this is a knot in the wood.
const CONVINCING: f32 = 0.7;

/// Looks for a document where print stands close together, or something light lies on a darker desk. For pictures on which [`find_documents`] found nothing, or
/// nothing with print on it.
pub fn find_far_document(picture: &Picture) -> Option<Found> {
    let among = |patches: Vec<_>| patches.into_iter().take(PATCHES).find_map(|patch| within(picture, patch));
    let by_print = |side| among(Print::of(&picture.downscaled(side)).patches(SMALL));
    LOOK_SIDES.into_iter().find_map(by_print).or_else(|| among(lighter(&picture.downscaled(PAPER_SIDE))))
}

/// Places that are lighter than most of the picture.
fn lighter(small: &Picture) -> Vec<[f32; 4]> {
    let luma = small.luma();
    let mut levels = luma.pixels().to_vec();
    let half = levels.len() / 2;
    let middle = *levels.select_nth_unstable(half).1;
    let marked = luma.pixels().iter().map(|&level| level > middle.saturating_add(LIGHTER)).collect();
    patches(marked, small.width() as usize, SMALL)
}

fn within(picture: &Picture, [left, top, right, bottom]: [f32; 4]) -> Option<Found> {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let side = (((right - left) * width).max((bottom - top) * height) * ROUND_ABOUT).max(160.0);
    let from = |middle: f32, size: f32| (middle - side / 2.0).clamp(0.0, (size - side).max(0.0)) as u32;
    let (x, y) = (from(left.midpoint(right) * width, width), from(top.midpoint(bottom) * height, height));
    let part = picture.part(x, y, side as u32, side as u32)?;
    let found = find_documents(&part).into_iter().next()?;
    let whole = found.cut_edges.is_empty() && !found.fills_picture && found.confidence >= CONVINCING;
    let moved = |p: Point| Point { x: p.x + x as f32, y: p.y + y as f32 };
    whole.then(|| Found { corners: Quad(found.corners.0.map(moved)), ..found })
}
