//! Lines that end at something that lies on the document, a finger mostly: what is left of a value reads as well as a whole one.

use crate::recognise::{End, Line};
use proofdesk_domain::picture::Point;
use proofdesk_vision::Picture;

/// Places beyond either end of a line that are looked at, in heights of the line. A letter more would fill the first, the stroke of a
/// mark across the page not all.
const BEYOND: [(f32, f32); 3] = [(0.3, 0.6), (0.7, 1.1), (1.2, 1.6)];
/// Characters at an end among which its paper is looked at: light that falls unevenly along a line is the same so near to it.
const NEAREST: u8 = 3;
/// Levels by which one channel at least is darker there than that paper.
const DARKER: i32 = 36;
/// And by how much these places differ among each other, at most.
const ALIKE: i32 = 60;
/// Hundredths of the pixels that the paper exceeds: among bold letters, and beside them, where light print may stand.
const AMONG_INK: usize = 90;
const BESIDE: usize = 70;
/// Lines of fewer characters say nothing that could be cut short.
const FEWEST: usize = 2;

/// The end at which a line touches something darker than its paper and about as wide as high, or wider, where its other end does not.
pub(crate) fn end(picture: &Picture, line: &Line) -> Option<End> {
    let (first, last) = (line.characters.first()?, line.characters.last()?);
    if line.characters.len() < FEWEST {
        return None;
    }
    let [a, b, c, d] = line.quad.0;
    let length = f32::hypot(b.x - a.x + c.x - d.x, b.y - a.y + c.y - d.y) / 2.0;
    let height = f32::hypot(d.x - a.x + c.x - b.x, d.y - a.y + c.y - b.y) / 2.0;
    if length < 1.0 || height < 4.0 {
        return None;
    }
    // From a place along the line (0 to 1 within it) and one across it to the picture.
    let at = |along: f32, across: f32| {
        let mix = |p: Point, q: Point, t: f32| Point { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t };
        mix(mix(a, b, along), mix(d, c, along), across)
    };
    let paper_between = |from: f32, to: f32, lighter: usize| {
        paper(picture, |along, across| at(from + (to - from) * along, across), lighter)
    };
    let pace = (last.at - first.at) / (line.characters.len() - 1) as f32;
    let (start, stop, nearest) = (first.at - 0.5 * pace, last.at + 0.5 * pace, f32::from(NEAREST) * pace);
    let step = height / length;
    let before = EndOfLine {
        own: paper_between(start.max(0.0), (start + nearest).min(1.0), AMONG_INK)?,
        beyond: BEYOND.map(|(from, to)| paper_between(start - to * step, start - from * step, BESIDE)),
    };
    let after = EndOfLine {
        own: paper_between((stop - nearest).max(0.0), stop.min(1.0), AMONG_INK)?,
        beyond: BEYOND.map(|(from, to)| paper_between(stop + from * step, stop + to * step, BESIDE)),
    };
    // White letters on dark paper are lighter than what is beside them at both ends.
    match (before.covered(), after.covered()) {
        (true, false) if after.shows_its_paper() => Some(End::First),
        (false, true) if before.shows_its_paper() => Some(End::Last),
        _ => None,
    }
}

/// The paper among an end's characters, and what is seen beyond them, the nearest place first; nothing where the picture ends.
struct EndOfLine {
    own: [i32; 3],
    beyond: [Option<[i32; 3]>; 3],
}

impl EndOfLine {
    fn covered(&self) -> bool {
        // A line that ends at the picture's border is cut off by that.
        if self.beyond[0].is_none() {
            return false;
        }
        let seen: Vec<[i32; 3]> = self.beyond.into_iter().flatten().collect();
        let darker = |colour: &[i32; 3]| (0..3).any(|channel| self.own[channel] - colour[channel] > DARKER);
        let alike = |channel: usize| {
            let levels = seen.iter().map(|colour| colour[channel]);
            levels.clone().max().unwrap_or(0) - levels.min().unwrap_or(0) <= ALIKE
        };
        seen.iter().all(darker) && (0..3).all(alike)
    }

    fn shows_its_paper(&self) -> bool {
        let near =
            |colour: [i32; 3]| (0..3).all(|channel| (self.own[channel] - colour[channel]).abs() <= DARKER);
        self.beyond[0].is_some_and(near)
    }
}

/// The colour of the paper at a place: what so many hundredths of its pixels do not exceed, channel by channel, for ink is darker.
/// `None` where it runs out of the picture.
fn paper(picture: &Picture, at: impl Fn(f32, f32) -> Point, hundredths: usize) -> Option<[i32; 3]> {
    const ALONG: u8 = 12;
    const ACROSS: u8 = 6;
    let mut levels: [Vec<i32>; 3] = Default::default();
    for x in 0..ALONG {
        for y in 0..ACROSS {
            let along = (f32::from(x) + 0.5) / f32::from(ALONG);
            // Neither of the lines above and below.
            let across = 0.2 + 0.6 * (f32::from(y) + 0.5) / f32::from(ACROSS);
            let point = at(along, across);
            let inside = point.x >= 0.0
                && point.y >= 0.0
                && point.x < picture.width() as f32
                && point.y < picture.height() as f32;
            if !inside {
                return None;
            }
            let pixel = picture.rgb(point.x as u32, point.y as u32);
            for (levels, level) in levels.iter_mut().zip(pixel) {
                levels.push(i32::from(level));
            }
        }
    }
    let most = levels[0].len() * hundredths / 100;
    Some(levels.map(|mut levels| *levels.select_nth_unstable(most).1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Character;
    use proofdesk_domain::picture::Quad;

    /// Ten letters from 102 to 298, thirty pixels high, on a page painted column by column.
    fn seen(paint: impl Fn(u32) -> [u8; 3]) -> Option<End> {
        let pixels = (0..100).flat_map(|_| (0..400).flat_map(&paint)).collect();
        let picture = Picture::from_rgb(400, 100, pixels).unwrap();
        let at = |i: u8| 0.03 + 0.94 * (f32::from(i) + 0.5) / 10.0;
        let character = |i| Character { text: "A".into(), confidence: 0.9, at: at(i), others: Vec::new() };
        let line = Line {
            quad: Quad::rect(96.0, 35.0, 208.0, 30.0),
            characters: (0..10).map(character).collect(),
            frames: Vec::new(),
            doubtful: false,
            covered: None,
        };
        end(&picture, &line)
    }

    #[test]
    fn a_finger_at_either_end_is_noticed_and_print_is_not() {
        let (paper, ink, skin) = ([232, 236, 240], [40, 40, 48], [205, 160, 138]);
        let page = move |x: u32| if x % 7 < 3 && (102..298).contains(&x) { ink } else { paper };
        let place =
            |from: u32, to: u32, colour| move |x| if (from..to).contains(&x) { colour } else { page(x) };
        assert_eq!(seen(page), None);
        assert_eq!(seen(place(300, 400, skin)), Some(End::Last));
        assert_eq!(seen(place(0, 100, skin)), Some(End::First));
        assert_eq!(seen(place(300, 400, [60, 42, 34])), Some(End::Last), "whatever the skin");
        // White letters on dark paper.
        assert_eq!(seen(move |x| if page(x) == ink { [240, 240, 240] } else { [60, 90, 60] }), None);
        // The stroke of a mark across the page; the next column's print; a portrait that keeps its distance.
        assert_eq!(seen(place(303, 325, [240, 170, 170])), None);
        assert_eq!(seen(move |x| if x > 305 && x % 7 < 3 { ink } else { page(x) }), None);
        assert_eq!(seen(place(320, 400, [90, 90, 90])), None);
        assert_eq!(seen(place(0, 80, [90, 90, 90])), None);
        // A shadow whose edge crosses the line, and light that falls off along it.
        let lit =
            |share: fn(u32) -> u32| move |x| page(x).map(|level| (u32::from(level) * share(x) / 100) as u8);
        assert_eq!(seen(lit(|x| if x < 200 { 100 } else { 60 })), None);
        assert_eq!(seen(lit(|x| 110 - x / 8)), None);
    }
}
