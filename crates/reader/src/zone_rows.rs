//! Rows of text that may be a zone: two or three long ones, alike and close together.

use crate::page::{Page, Span, Up};

/// Neighbouring rows that may be a zone.
pub(crate) struct Group {
    pub(crate) rows: Vec<Span>,
    pub(crate) up: Up,
    likely: f32,
}

/// Rows of the page that may be a zone, the likeliest first, each for the way up that puts the zone
/// where zones are: at the bottom.
pub(crate) fn groups(page: &Page<'_>) -> Vec<Group> {
    let rows = rows(page);
    let long = 0.5 * page.width();
    let mut groups = Vec::new();
    for (i, anchor) in rows.iter().enumerate().filter(|(_, row)| row.length() >= long) {
        for up in [Up::Same, Up::Flipped] {
            // From the zone's last line towards its first.
            let mut members = vec![*anchor];
            let mut beyond: Box<dyn Iterator<Item = &Span>> = match up {
                Up::Same => Box::new(rows[..i].iter().rev()),
                Up::Flipped => Box::new(rows[i + 1..].iter()),
            };
            while members.len() < 3
                && let Some(next) = beyond.next()
            {
                let before = members.last().expect("begins with the anchor");
                let gap = (before.middle() - next.middle()).abs();
                let height = before.half_height.max(next.half_height) * 2.0;
                let alike = next.half_height / before.half_height;
                if gap > 2.6 * height || !(0.72..1.39).contains(&alike) {
                    break;
                }
                // A short row within the zone's reach is something printed beside it.
                if next.length() >= 0.3 * anchor.length() && gap > 0.45 * height {
                    members.push(*next);
                }
            }
            if members.len() < 2 {
                continue;
            }
            members.reverse();
            let left = members.iter().map(|row| row.left).fold(f32::MAX, f32::min);
            let right = members.iter().map(|row| row.right).fold(f32::MIN, f32::max);
            let mut heights: Vec<f32> = members.iter().map(|row| row.half_height).collect();
            heights.sort_by(f32::total_cmp);
            let half_height = heights[heights.len() / 2];
            for row in &mut members {
                (row.left, row.right, row.half_height) =
                    (left - 0.5 * half_height, right + 0.5 * half_height, half_height);
            }
            let depth = (anchor.middle() - page.depth.0) / (page.depth.1 - page.depth.0);
            let low = if up == Up::Same { depth } else { 1.0 - depth };
            groups.push(Group { rows: members, up, likely: low + anchor.length() / page.width() });
        }
    }
    groups.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    groups
}

/// Boxes that continue each other, joined; from the top.
fn rows(page: &Page<'_>) -> Vec<Span> {
    let mut rows: Vec<Span> = Vec::new();
    let mut spans = page.spans.clone();
    spans.sort_by(|a, b| a.left.total_cmp(&b.left));
    for span in spans {
        let continues = rows.iter().position(|row| {
            let at = |s: &Span| s.offset + s.slope * row.right;
            let gap = span.left - row.right;
            let height = row.half_height.max(span.half_height);
            (at(row) - at(&span)).abs() < 0.7 * height && gap < 3.0 * height && gap > -2.0 * height
        });
        match continues {
            Some(i) => {
                let row = &mut rows[i];
                let (from, to) = (row.left.midpoint(row.right), span.left.midpoint(span.right));
                // The longer the piece, the more it knows of the row's slope; a joint row's own ends know best.
                let slope =
                    if to - from > 1.0 { (span.middle() - row.middle()) / (to - from) } else { row.slope };
                let middle = (row.middle() * row.length() + span.middle() * span.length())
                    / (row.length() + span.length());
                let centre = (from * row.length() + to * span.length()) / (row.length() + span.length());
                row.half_height =
                    if row.length() > span.length() { row.half_height } else { span.half_height };
                row.right = row.right.max(span.right);
                (row.slope, row.offset) = (slope, middle - slope * centre);
            }
            None => rows.push(span),
        }
    }
    rows.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    rows
}
