//! Plots as SVG, drawn by the macros of `templates/plot.html`: no scripts, no colours that carry a
//! meaning alone. Bars are solid or hatched, lines differ by dashes and marks, and each has its name
//! beside it, so that they read in black and white. A plot is never the only place of its numbers: the
//! page has them as a table too.
//!
//! Everything here is in pixels of the picture, worked out so that templates only place it.

use serde::Serialize;

/// Pixels of a bar's row, and of the bar in it.
const ROW: u32 = 22;
const THICK: u32 = 15;
/// Pixels of the names on the left.
const NAMES: u32 = 250;
/// Pixels of the longest bar to one side, of two sides or of one.
const SIDE: u32 = 160;
const LONGEST: u32 = 320;
/// Pixels of the numbers on the right.
const NUMBERS: u32 = 110;
/// The most bars; the smallest are left to the table.
pub const MOST_BARS: usize = 20;

/// Bars to one side of a line or to both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bars {
    /// Of the whole.
    pub width: u32,
    /// Of the whole.
    pub height: u32,
    /// Where the line is that bars begin at.
    pub middle: u32,
    /// From the top.
    pub rows: Vec<BarRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BarRow {
    /// What it is about.
    pub name: String,
    /// Its top.
    pub y: u32,
    /// Where its text stands.
    pub text_y: u32,
    /// Where the bar to the left begins, and how long it is.
    pub left: (u32, u32),
    /// How long the bar to the right is.
    pub right: u32,
    /// How thick both are.
    pub thick: u32,
    /// Where the numbers stand.
    pub end_x: u32,
    /// The numbers, in words.
    pub end: String,
}

/// A row of bars to one side: name, how long, and the number in words.
pub type One = (String, f64, String);

impl Bars {
    /// Bars to the right, in the order given. `whole` is the value of the longest possible bar; none: the
    /// largest value.
    pub fn one_sided(rows: impl IntoIterator<Item = One>, whole: Option<f64>) -> Self {
        let rows: Vec<One> = rows.into_iter().take(MOST_BARS).collect();
        let most = whole.unwrap_or_else(|| rows.iter().map(|row| row.1).fold(0.0, f64::max));
        let bar = |(at, (name, value, end)): (usize, One)| {
            let right = length(value, most, LONGEST);
            row(at, name, (NAMES, 0), right, NAMES, end)
        };
        let rows: Vec<_> = rows.into_iter().enumerate().map(bar).collect();
        Self::of(NAMES, LONGEST, rows)
    }

    /// Bars to both sides, those that move most first; what does not move is left out. Each is a name, a
    /// count to the left, and one to the right.
    pub fn two_sided(rows: impl IntoIterator<Item = (String, u64, u64)>) -> Self {
        let mut moved: Vec<_> = rows.into_iter().filter(|(_, left, right)| left + right > 0).collect();
        moved.sort_by(|a, b| (b.1 + b.2).cmp(&(a.1 + a.2)).then_with(|| a.0.cmp(&b.0)));
        moved.truncate(MOST_BARS);
        let most = moved.iter().map(|(_, left, right)| *left.max(right)).max().unwrap_or(0) as f64;
        let middle = NAMES + SIDE;
        let bar = |(at, (name, left, right)): (usize, (String, u64, u64))| {
            let long = length(left as f64, most, SIDE);
            let number = |sign: &str, n: u64| (n > 0).then(|| format!("{sign}{}", crate::format::whole(n)));
            let end = [number("−", left), number("+", right)].into_iter().flatten().collect::<Vec<_>>();
            row(at, name, (middle - long, long), length(right as f64, most, SIDE), middle, end.join(" "))
        };
        let rows: Vec<_> = moved.into_iter().enumerate().map(bar).collect();
        Self::of(middle, SIDE, rows)
    }

    fn of(middle: u32, longest: u32, rows: Vec<BarRow>) -> Self {
        let height = ROW * u32::try_from(rows.len()).unwrap_or(0) + 8;
        Self { width: middle + longest + NUMBERS, height, middle, rows }
    }
}

fn row(at: usize, name: String, left: (u32, u32), right: u32, middle: u32, end: String) -> BarRow {
    let y = ROW * u32::try_from(at).unwrap_or(0) + 4;
    BarRow { name, y, text_y: y + 12, left, right, thick: THICK, end_x: middle + right + 6, end }
}

/// At least a pixel, so that one among many is seen.
fn length(value: f64, most: f64, longest: u32) -> u32 {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    ((f64::from(longest) * (value / most).min(1.0)) as u32).max(1)
}

/// Pixels around and within a plot of lines.
const LEFT: f64 = 64.0;
const TOP: f64 = 12.0;
const WIDE: f64 = 560.0;
const HIGH: f64 = 220.0;
const LABELS: f64 = 190.0;
const BELOW: f64 = 34.0;
/// Names at the end of lines stand at least so far apart.
const APART: f64 = 16.0;
/// The most dates that stand below.
const MOST_DATES: usize = 8;

/// How values become heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// From nothing to this.
    Linear(f64),
    /// From one to the other, each step so many times the one before. What is below begins at the bottom.
    Log(f64, f64),
}

impl Scale {
    /// 0 at the bottom, 1 at the top.
    fn place(self, value: f64) -> f64 {
        let place = match self {
            Self::Linear(top) if top > 0.0 => value / top,
            Self::Log(from, to) if from > 0.0 && to > from => {
                (value.max(from) / from).ln() / (to / from).ln()
            }
            _ => 0.0,
        };
        place.clamp(0.0, 1.0)
    }
}

/// One line before it is placed: its name, and for each date a value with its words, or a gap.
pub type Line = (String, Vec<Option<(f64, String)>>);

/// Lines over dates.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lines {
    /// Of the whole.
    pub width: u32,
    /// Of the whole.
    pub height: u32,
    /// The left, top, right and bottom edges of the field.
    pub field: [f64; 4],
    /// Dates below: where, and in words.
    pub dates: Vec<(f64, String)>,
    /// Heights: where, and in words.
    pub heights: Vec<(f64, String)>,
    /// The lines.
    pub lines: Vec<Drawn>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawn {
    /// Its name.
    pub name: String,
    /// Which dashes and which mark, from 1.
    pub kind: usize,
    /// Its pieces as paths: a gap ends one.
    pub pieces: Vec<String>,
    /// Its marks as paths, each with its words.
    pub marks: Vec<(String, String)>,
    /// Where its name stands, and where the thread from its last mark to it begins.
    pub label: (f64, f64),
    /// That last mark.
    pub last: (f64, f64),
}

impl Lines {
    /// Places lines over dates. `heights` are the values to be named at the side.
    pub fn new(dates: &[String], scale: Scale, heights: &[(f64, String)], lines: Vec<Line>) -> Self {
        let step = WIDE / (dates.len().saturating_sub(1).max(1)) as f64;
        let x = |at: usize| one_decimal(LEFT + step * at as f64);
        let y = |value: f64| one_decimal(TOP + HIGH * (1.0 - scale.place(value)));
        let every = dates.len().div_ceil(MOST_DATES).max(1);
        // Counted from the newest, so that this week is always named.
        let named = |at: usize| (dates.len() - 1 - at).is_multiple_of(every);
        let mut drawn: Vec<Drawn> = lines
            .into_iter()
            .enumerate()
            .filter(|(_, (_, points))| points.iter().any(Option::is_some))
            .map(|(at, (name, points))| {
                let kind = at + 1;
                let places: Vec<Option<(f64, f64, String)>> = points
                    .into_iter()
                    .enumerate()
                    .map(|(at, point)| point.map(|(value, words)| (x(at), y(value), words)))
                    .collect();
                let last = places.iter().rev().flatten().next().map_or((LEFT, TOP), |(x, y, _)| (*x, *y));
                let pieces = places
                    .split(Option::is_none)
                    .filter(|piece| piece.len() > 1)
                    .map(|piece| {
                        let points: Vec<String> =
                            piece.iter().flatten().map(|(x, y, _)| format!("{x} {y}")).collect();
                        format!("M{}", points.join(" L"))
                    })
                    .collect();
                let marks = places.into_iter().flatten().map(|(x, y, words)| (mark(kind, x, y), words));
                Drawn {
                    name,
                    kind,
                    pieces,
                    marks: marks.collect(),
                    label: (LEFT + WIDE + 22.0, last.1),
                    last,
                }
            })
            .collect();
        spread(&mut drawn);
        Self {
            width: (LEFT + WIDE + LABELS) as u32,
            height: (TOP + HIGH + BELOW) as u32,
            field: [LEFT, TOP, LEFT + WIDE, TOP + HIGH],
            dates: dates
                .iter()
                .enumerate()
                .filter(|(at, _)| named(*at))
                .map(|(at, d)| (x(at), d.clone()))
                .collect(),
            heights: heights.iter().map(|(value, words)| (y(*value), words.clone())).collect(),
            lines: drawn,
        }
    }
}

/// Moves names apart that would stand over one another, and keeps them within the field.
fn spread(lines: &mut [Drawn]) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| lines[*a].label.1.total_cmp(&lines[*b].label.1));
    let mut below = f64::MIN;
    for at in &order {
        let y = lines[*at].label.1.max(below + APART);
        lines[*at].label.1 = y;
        below = y;
    }
    let mut above = TOP + HIGH + APART;
    for at in order.iter().rev() {
        let y = lines[*at].label.1.min(above - APART);
        lines[*at].label.1 = one_decimal(y);
        above = y;
    }
}

/// A circle, a square, a triangle, a diamond around a place, as a path.
fn mark(kind: usize, x: f64, y: f64) -> String {
    match (kind - 1) % 4 {
        0 => format!("M{} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", one_decimal(x - 4.0)),
        1 => format!("M{} {}h7v7h-7z", one_decimal(x - 3.5), one_decimal(y - 3.5)),
        2 => format!("M{x} {}l5 8.5h-10z", one_decimal(y - 5.0)),
        _ => format!("M{x} {}l5 5l-5 5l-5 -5z", one_decimal(y - 5.0)),
    }
}

fn one_decimal(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_one_case_is_seen() {
        let row = |name: &str, left, right| (name.to_owned(), left, right);
        let bars = Bars::two_sided([row("a.b", 1_000, 1), row("c.d", 0, 500), row("e.f", 0, 0)]);
        let seen: Vec<_> =
            bars.rows.iter().map(|bar| (&*bar.name, bar.left.1, bar.right, &*bar.end)).collect();
        assert_eq!(seen, [("a.b", SIDE, 1, "−1,000 +1"), ("c.d", 0, SIDE / 2, "+500")]);
        assert!(bars.rows.iter().all(|bar| bar.left.0 + bar.left.1 == bars.middle));
        assert_eq!(Bars::two_sided([]).rows.len(), 0);
        let many = (0..90).map(|n| (n.to_string(), 1, 0));
        assert_eq!(Bars::two_sided(many).rows.len(), MOST_BARS);
    }

    #[test]
    fn shares_are_held_against_the_whole_and_counts_against_the_largest() {
        let one = |name: &str, value: f64| (name.to_owned(), value, String::new());
        let shares = Bars::one_sided([one("a", 0.5), one("b", 1.0), one("c", 0.0)], Some(1.0));
        assert_eq!(shares.rows.iter().map(|bar| bar.right).collect::<Vec<_>>(), [LONGEST / 2, LONGEST, 0]);
        let counts = Bars::one_sided([one("a", 4.0), one("b", 8.0)], None);
        assert_eq!(counts.rows.iter().map(|bar| bar.right).collect::<Vec<_>>(), [LONGEST / 2, LONGEST]);
    }

    fn weeks(n: usize) -> Vec<String> {
        (0..n).map(|n| format!("w{n}")).collect()
    }

    #[test]
    fn a_gap_parts_a_line_and_a_lone_value_keeps_its_mark() {
        let value = |v: f64| Some((v, format!("{v}")));
        let points = vec![value(0.0), value(1.0), None, value(0.5), None];
        let plot =
            Lines::new(&weeks(5), Scale::Linear(1.0), &[(0.0, "0".into())], vec![("a".into(), points)]);
        let line = &plot.lines[0];
        assert_eq!(line.pieces, [format!("M64 {} L204 {TOP}", TOP + HIGH)]);
        assert_eq!(line.marks.len(), 3);
        assert_eq!(line.last, (484.0, TOP + HIGH / 2.0));
        assert_eq!(plot.heights, [(TOP + HIGH, "0".to_owned())]);
        let none = Lines::new(&weeks(2), Scale::Linear(1.0), &[], vec![("a".into(), vec![None, None])]);
        assert!(none.lines.is_empty());
    }

    #[test]
    fn names_stand_apart_and_within_the_field() {
        let flat = |v: f64| vec![Some((v, String::new())); 2];
        let lines = vec![("a".into(), flat(0.0)), ("b".into(), flat(0.0)), ("c".into(), flat(0.01))];
        let plot = Lines::new(&weeks(2), Scale::Linear(1.0), &[], lines);
        let mut at: Vec<f64> = plot.lines.iter().map(|line| line.label.1).collect();
        at.sort_by(f64::total_cmp);
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= APART - 0.1), "{at:?}");
        assert!(at.iter().all(|y| (TOP..=TOP + HIGH).contains(y)), "{at:?}");
    }

    #[test]
    fn scales_keep_within_the_field_and_dates_do_not_crowd() {
        assert!((Scale::Log(1.0, 100.0).place(10.0) - 0.5).abs() < f64::EPSILON);
        assert!((Scale::Log(1.0, 100.0).place(0.0) - 0.0).abs() < f64::EPSILON);
        assert!((Scale::Linear(2.0).place(9.0) - 1.0).abs() < f64::EPSILON);
        assert!((Scale::Linear(0.0).place(9.0) - 0.0).abs() < f64::EPSILON);
        let plot = Lines::new(&weeks(52), Scale::Linear(1.0), &[], Vec::new());
        assert!(plot.dates.len() <= MOST_DATES);
        assert_eq!(plot.dates.last().unwrap().1, "w51", "this week is named");
        let one = Lines::new(&weeks(1), Scale::Linear(1.0), &[], Vec::new());
        assert_eq!(one.dates.len(), 1);
    }
}
