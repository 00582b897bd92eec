//! Where values stand: below their labels, beside or above them, and what is near enough to be one.

use super::{Labelled, Placed, Printed};
use crate::{dates, labels::Label, recognise::Line};
use proofdesk_domain::{
    document::FieldName,
    picture::{Point, Quad},
};

/// Where a page has its values: below their labels or to the right of them.
#[derive(Default)]
pub(super) struct Habit {
    /// How far below, in heights of the label.
    below: Vec<f32>,
    beside: usize,
}

impl Habit {
    pub(super) fn learn(&mut self, label: &Placed, value: &Placed) {
        let down = (value.middle - label.middle) / label.height;
        if down > 0.4 {
            self.below.push(down);
        } else if !std::ptr::eq(label, value) {
            self.beside += 1;
        }
    }

    /// Where the value of a label is to be expected, on the picture.
    pub(super) fn place(&self, label: &Line) -> Quad {
        let Quad([a, b, c, d]) = label.quad;
        let chinese = label.text().chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
        let below = if self.below.len() == self.beside { !chinese } else { self.below.len() > self.beside };
        let (width, height) = ((b.x - a.x).hypot(b.y - a.y).max(1.0), (d.x - a.x).hypot(d.y - a.y).max(1.0));
        let least = EXPECTED * height / width;
        // Along the line in its lengths, down in its heights.
        let (from, to, down) = if below {
            let mut downs = self.below.clone();
            downs.sort_by(f32::total_cmp);
            (0.0, least.max(1.0), downs.get(downs.len() / 2).copied().unwrap_or(1.4))
        } else {
            (1.0, 1.0 + least, 0.0)
        };
        let at = |left: Point, right: Point, along: f32| Point {
            x: left.x + (right.x - left.x) * along + (d.x - a.x) * down,
            y: left.y + (right.y - left.y) * along + (d.y - a.y) * down,
        };
        Quad([at(a, b, from), at(a, b, to), at(d, c, to), at(d, c, from)])
    }
}

/// How long a value is taken to be that was not read, in heights of its label.
const EXPECTED: f32 = 7.0;

impl Printed<'_> {
    /// Whether a text stands where the field's value has to, whatever it says: digits behind the label, or in groups to the
    /// right of it; a date there that is none of this field's is another's.
    pub(super) fn stands_for(&self, field: FieldName, label: usize, at: usize, text: &str) -> bool {
        use FieldName::{BirthDate, DocumentNumber, ExpiryDate, IssueDate, PersonalNumber};
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_date = matches!(field, BirthDate | IssueDate | ExpiryDate);
        if at == label {
            return digits >= 4 && (is_date || matches!(field, DocumentNumber | PersonalNumber));
        }
        let (label, value) = (&self.lines[label], &self.lines[at]);
        let same_row = ((value.middle - label.middle) / label.height.max(value.height)).abs() < 0.4;
        let in_groups = text.contains(['-', '/', '.', ' ']) && !text.chars().any(char::is_alphabetic);
        is_date && same_row && digits >= 6 && in_groups && dates::dates(text, self.order).is_empty()
    }

    /// The two lines without a label that may be the value of a label, the nearer one first.
    pub(super) fn near(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let label = &self.lines[index];
        let head = &self.lines[self.heads[index]];
        // What stands below a number is behind the next one.
        let numbered = self.numbering.filter(|numbering| numbering.is_numbered(index));
        // `4a. Iss:` by itself.
        let found = self.labelled[index].as_ref();
        let behind =
            found.map_or(1, |found| label.line.text().chars().count().saturating_sub(found.value_from));
        let free = |other: &usize| {
            *other != index
                && self.labelled[*other].is_none()
                && match (self.numbering, numbered) {
                    (_, Some(numbering)) => {
                        numbering.beside(index) == Some(*other)
                            || behind == 0 && beside(label, &self.lines[*other]).is_some()
                    }
                    (Some(numbering), None) => !numbering.is_value(*other),
                    (None, None) => true,
                }
        };
        let mut near: Vec<(f32, usize)> = (0..self.lines.len())
            .filter(free)
            .filter_map(|other| {
                let value = &self.lines[other];
                let near = match numbered {
                    Some(_) => Some(0.0),
                    None if self.upside => beside(label, value).or_else(|| above(label, value)),
                    None => nearness(head.left, label, value),
                };
                Some((near?, other))
            })
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near.into_iter().take(2).map(|(_, other)| other)
    }

    /// Whether the page has its labels below their values, as Colombian cards do: most labels that have no value beside them have
    /// one above them, or the one above is nearer than the one below. One of them alone proves nothing.
    pub(super) fn has_labels_below(&self) -> bool {
        let (mut up, mut down) = (0, 0);
        for (index, found) in self.labelled.iter().enumerate() {
            let Some(Labelled { label: Label::Field(field), value_from, .. }) = found else { continue };
            let label = &self.lines[index];
            let free = |other: &usize| *other != index && self.labelled[*other].is_none();
            let fits = |other: &usize| self.value(*field, &self.lines[*other].line.text()).is_some();
            let nearest = |near: &dyn Fn(&Placed) -> Option<f32>| {
                let all = (0..self.lines.len()).filter(free).filter(fits);
                all.filter_map(|other| near(&self.lines[other])).min_by(f32::total_cmp)
            };
            let behind = *value_from < label.line.text().chars().count();
            if behind || nearest(&|value| beside(label, value)).is_some() {
                continue;
            }
            match (nearest(&|value| above(label, value)), nearest(&|value| below(label.left, label, value))) {
                (Some(over), Some(under)) if (over - under).abs() < 0.1 => {}
                (Some(over), under) if under.is_none_or(|under| over < under) => up += 1,
                (_, Some(_)) => down += 1,
                _ => {}
            }
        }
        up >= 2 && up > down
    }
}

/// How near a value is to its label, whose heading begins at `head`; nothing when it is not below or to the right of it.
fn nearness(head: f32, label: &Placed, value: &Placed) -> Option<f32> {
    below(head, label, value).or_else(|| beside(label, value))
}

fn below(head: f32, label: &Placed, value: &Placed) -> Option<f32> {
    let height = label.height.max(value.height);
    let down = (value.middle - label.middle) / height;
    let left = (value.left - head) / height;
    ((0.4..2.6).contains(&down) && (-1.5..3.0).contains(&left)).then_some(down + left.abs() * 0.3)
}

/// A value above its label begins where it does, or has its middle there.
fn above(label: &Placed, value: &Placed) -> Option<f32> {
    let height = label.height.max(value.height);
    let up = (label.middle - value.middle) / height;
    let left = (value.left - label.left) / height;
    let middle = (value.left.midpoint(value.right) - label.left.midpoint(label.right)) / height;
    let aside = left.abs().min(middle.abs());
    ((0.4..2.6).contains(&up) && aside < 1.5).then_some(up + aside * 0.3)
}

pub(super) fn beside(label: &Placed, value: &Placed) -> Option<f32> {
    let height = label.height.max(value.height);
    let down = (value.middle - label.middle) / height;
    let gap = (value.left - label.right) / height;
    (down.abs() < 0.6 && (-0.5..8.0).contains(&gap)).then_some(1.0 + gap * 0.4)
}

/// The upright rectangle around two places.
pub(super) fn around(a: &Quad, b: &Quad) -> Quad {
    let (l, t, r, bottom) = a.bounds();
    let (l2, t2, r2, b2) = b.bounds();
    let (left, top) = (l.min(l2), t.min(t2));
    Quad::rect(left, top, r.max(r2) - left, bottom.max(b2) - top)
}
