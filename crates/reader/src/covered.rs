//! Lines that end at something that lies on the document, a finger mostly: what is left of a value reads as well as a whole one.

use crate::recognise::Line;
use proofdesk_domain::picture::Point;
use proofdesk_vision::Picture;

/// Places beyond either end of a line that are looked at, in heights of the line. A letter more would fill the first, the stroke of a
/// mark across the page not all.
const BEYOND: [(f32, f32); 3] = [(0.3, 0.6), (0.7, 1.1), (1.2, 1.6)];
/// Levels by which one channel at least is darker there than the line's paper.
const DARKER: i32 = 36;
/// And by how much these places differ among each other, at most.
const ALIKE: i32 = 60;
/// Hundredths of the pixels that the paper exceeds: among bold letters, and beside them, where light print may stand.
const AMONG_INK: usize = 90;
const BESIDE: usize = 70;
/// Lines of fewer characters say nothing that could be cut short.
const FEWEST: usize = 2;

/// Whether one of a line's ends touches something darker than its paper and about as wide as high, or wider, and the other end does not.
pub(crate) fn at_an_end(picture: &Picture, line: &Line) -> bool {
    let (Some(first), Some(last)) = (line.characters.first(), line.characters.last()) else { return false };
    if line.characters.len() < FEWEST {
        return false;
    }
    let [a, b, c, d] = line.quad.0;
    let length = f32::hypot(b.x - a.x + c.x - d.x, b.y - a.y + c.y - d.y) / 2.0;
    let height = f32::hypot(d.x - a.x + c.x - b.x, d.y - a.y + c.y - b.y) / 2.0;
    if length < 1.0 || height < 4.0 {
        return false;
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
    let (start, end) = (first.at - 0.5 * pace, last.at + 0.5 * pace);
    let Some(own) = paper_between(start.max(0.0), end.min(1.0), AMONG_INK) else { return false };
    let step = height / length;
    let after = BEYOND.map(|(from, to)| paper_between(end + from * step, end + to * step, BESIDE));
    let before = BEYOND.map(|(from, to)| paper_between(start - to * step, start - from * step, BESIDE));
    let covered = |seen: &[Option<[i32; 3]>; 3]| {
        // The picture's border is no finger.
        let [Some(near), Some(further), Some(far)] = *seen else { return false };
        let darker = |colour: [i32; 3]| (0..3).any(|channel| own[channel] - colour[channel] > DARKER);
        let alike = |channel: usize| {
            let levels = [near, further, far].map(|colour| colour[channel]);
            levels.into_iter().max().unwrap_or(0) - levels.into_iter().min().unwrap_or(0) <= ALIKE
        };
        [near, further, far].into_iter().all(darker) && (0..3).all(alike)
    };
    // White letters on dark paper are lighter than what is beside them at both ends.
    let is_paper = |seen: &[Option<[i32; 3]>; 3]| {
        seen[0].is_some_and(|near| (0..3).all(|channel| (own[channel] - near[channel]).abs() <= DARKER))
    };
    covered(&after) && is_paper(&before) || covered(&before) && is_paper(&after)
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
    fn covered(paint: impl Fn(u32) -> [u8; 3]) -> bool {
        let pixels = (0..100).flat_map(|_| (0..400).flat_map(&paint)).collect();
        let picture = Picture::from_rgb(400, 100, pixels).unwrap();
        let at = |i: u8| 0.03 + 0.94 * (f32::from(i) + 0.5) / 10.0;
        let character = |i| Character { text: "A".into(), confidence: 0.9, at: at(i), others: Vec::new() };
        let line = Line {
            quad: Quad::rect(96.0, 35.0, 208.0, 30.0),
            characters: (0..10).map(character).collect(),
            frames: Vec::new(),
            doubtful: false,
        };
        at_an_end(&picture, &line)
    }

    #[test]
    fn a_finger_at_either_end_is_noticed_and_print_is_not() {
        let (paper, ink, skin) = ([232, 236, 240], [40, 40, 48], [205, 160, 138]);
        let page = move |x: u32| if x % 7 < 3 && (102..298).contains(&x) { ink } else { paper };
        let place =
            |from: u32, to: u32, colour| move |x| if (from..to).contains(&x) { colour } else { page(x) };
        assert!(!covered(page));
        assert!(covered(place(300, 400, skin)) && covered(place(0, 100, skin)));
        assert!(covered(place(300, 400, [60, 42, 34])), "whatever the skin");
        // White letters on dark paper.
        assert!(!covered(move |x| if page(x) == ink { [240, 240, 240] } else { [60, 90, 60] }));
        // The stroke of a mark across the page; the next column's print; a portrait that keeps its distance.
        assert!(!covered(place(303, 325, [240, 170, 170])));
        assert!(!covered(move |x| if x > 305 && x % 7 < 3 { ink } else { page(x) }));
        assert!(!covered(place(320, 400, [90, 90, 90])) && !covered(place(0, 80, [90, 90, 90])));
    }
}
