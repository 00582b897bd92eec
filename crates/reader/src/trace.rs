//! What happened on the way to an inspection, for people who want to look at it (`proofdesk inspect --explain`).

use crate::{print_place::within, read::READ_WELL};
use proofdesk_domain::picture::{Point, Quad};
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

impl Trace {
    /// Lines beside a place that were read well, a tenth of its size away and more.
    pub(crate) fn legible_outside(&self, place: &Quad) -> usize {
        const IN_REACH: std::ops::Range<f32> = -0.1..1.1;
        let middle = |line: &TracedLine| {
            let (left, top, right, bottom) = line.quad.bounds();
            within(place, Point { x: f32::midpoint(left, right), y: f32::midpoint(top, bottom) })
        };
        let outside = |(x, y): (f32, f32)| !IN_REACH.contains(&x) || !IN_REACH.contains(&y);
        self.lines.iter().filter(|line| line.read_well() && outside(middle(line))).count()
    }

    /// Characters that were read well in a place, away from its borders.
    pub(crate) fn legible_in_the_middle(&self, place: &Quad) -> usize {
        const MIDDLE: std::ops::Range<f32> = 0.15..0.85;
        let lines = self.lines.iter().chain(&self.zone).filter(|line| line.read_well());
        let characters = lines.flat_map(|line| {
            let [a, b, c, d] = line.quad.0;
            let count = line.confidence.len();
            (0..count).filter(|at| line.confidence[*at] > READ_WELL).map(move |at| {
                let x = (at as f32 + 0.5) / count as f32;
                let along = |upper: f32, end: f32, lower_end: f32, lower: f32| {
                    f32::midpoint(upper + (end - upper) * x, lower + (lower_end - lower) * x)
                };
                Point { x: along(a.x, b.x, c.x, d.x), y: along(a.y, b.y, c.y, d.y) }
            })
        });
        characters
            .map(|point| within(place, point))
            .filter(|(x, y)| MIDDLE.contains(x) && MIDDLE.contains(y))
            .count()
    }
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

impl TracedLine {
    fn read_well(&self) -> bool {
        let sum: f32 = self.confidence.iter().sum();
        sum > READ_WELL * self.confidence.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_in_the_middle_and_where_they_were_read() {
        let line = |y: f32, confidence: f32| TracedLine {
            quad: Quad::rect(0.0, y, 100.0, 10.0),
            text: "x".repeat(20),
            confidence: vec![confidence; 20],
        };
        let trace =
            Trace { lines: vec![line(45.0, 0.9), line(45.0, 0.5), line(0.0, 0.9)], ..Trace::default() };
        assert_eq!(trace.legible_in_the_middle(&Quad::rect(0.0, 0.0, 100.0, 100.0)), 14);
        assert_eq!(trace.legible_in_the_middle(&Quad::rect(60.0, 30.0, 100.0, 40.0)), 5);
        // The first line stands well above, the one that was not read does not count.
        assert_eq!(trace.legible_outside(&Quad::rect(0.0, 40.0, 100.0, 60.0)), 1);
        assert_eq!(trace.legible_outside(&Quad::rect(0.0, 0.0, 100.0, 100.0)), 0);
    }
}
