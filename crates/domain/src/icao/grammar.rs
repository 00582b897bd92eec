//! From a recogniser's scores to lines that a zone may hold.
//!
//! A recogniser gives, for each narrow vertical strip (frame) of a line, a probability for each
//! character and for "nothing new here". [`decode`] finds the most probable line of exactly the
//! right length in which each place holds a character that may stand there; so `O` never appears
//! among digits, and a run of fillers that the recogniser shortened gets its length back. Zones are
//! printed with one pitch: where it can be made out ([`Grid`]), each place is looked for where it
//! stands, so a doubtful letter is doubtful and not dropped.

use super::layout::Class;

/// The alphabet of zones, in the order of the scores.
pub const SYMBOLS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
/// Number of symbols.
pub const COUNT: usize = SYMBOLS.len();
const FILLER: usize = COUNT - 1;

/// Scores of one frame: a probability for each symbol, and for nothing new.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// By the order of [`SYMBOLS`], 0 to 1.
    pub symbols: [f32; COUNT],
    /// Nothing new in this frame, 0 to 1.
    pub blank: f32,
}

/// Characters that printers and recognisers take for each other. Where only one of the two may
/// stand, this share of the other's score counts for it.
const LOOK_ALIKES: &[(u8, u8, f32)] = &[
    (b'0', b'O', 0.2),
    (b'1', b'I', 0.2),
    (b'2', b'Z', 0.2),
    (b'5', b'S', 0.2),
    (b'6', b'G', 0.2),
    (b'8', b'B', 0.2),
    (b'4', b'A', 0.1),
    (b'1', b'L', 0.05),
    (b'7', b'T', 0.05),
    (b'7', b'Z', 0.03),
    (b'3', b'B', 0.03),
    (b'0', b'Q', 0.005),
    (b'0', b'D', 0.005),
    (b'1', b'T', 0.02),
];

/// The place of a character in [`SYMBOLS`].
pub fn symbol(character: u8) -> Option<usize> {
    SYMBOLS.iter().position(|&c| c == character)
}

/// Where the places of a line stand among its frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// The middle of the first place, in frames from the left edge.
    pub first: f32,
    /// From one place to the next, in frames.
    pub pitch: f32,
}

impl Grid {
    /// The grid of a line with this many places, by what stands out in its frames; nothing where that does not
    /// stand evenly, is too little, or more than there are places.
    pub fn of(frames: &[Frame], places: usize) -> Option<Self> {
        /// Least share of the places that has to stand out.
        const LEAST: f32 = 0.5;
        /// How far characters may stand from the grid, in pitches: on the mean, and how many may stand farther than
        /// a third.
        const MEAN: f32 = 0.15;
        const ASTRAY: f32 = 0.05;
        let seen = standing_out(frames);
        if (seen.len() as f32) < LEAST * places as f32 || seen.len() < 3 {
            return None;
        }
        let mut gaps: Vec<f32> = seen.windows(2).map(|w| w[1] - w[0]).collect();
        gaps.sort_by(f32::total_cmp);
        let rough = gaps[gaps.len() / 2];
        let mut at = 0.0;
        let mut numbered = vec![(0.0, seen[0])];
        for pair in seen.windows(2) {
            // Two that stand in one place are one character seen twice.
            let step = ((pair[1] - pair[0]) / rough).round();
            at += step;
            if step >= 1.0 {
                numbered.push((at, pair[1]));
            }
        }
        let count = numbered.len() as f32;
        let (mean_x, mean_y) =
            numbered.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / count, y + p.1 / count));
        let (above, below) = numbered.iter().fold((0.0, 0.0), |(above, below), p| {
            (above + (p.0 - mean_x) * (p.1 - mean_y), below + (p.0 - mean_x).powi(2))
        });
        let pitch = above / below;
        let origin = mean_y - pitch * mean_x;
        let off: Vec<f32> = numbered.iter().map(|p| ((p.1 - origin) / pitch - p.0).abs()).collect();
        let astray = off.iter().filter(|&&off| off > 1.0 / 3.0).count() as f32;
        let missing = places as f32 - (at + 1.0);
        if missing < 0.0 || off.iter().sum::<f32>() / count > MEAN || astray > ASTRAY * count {
            return None;
        }
        // What is missing at the ends is missing where there is room for it.
        let left = (origin / pitch).max(0.0);
        let right = ((frames.len() as f32 - origin) / pitch - at).max(0.0);
        let before = ((missing + left - right) / 2.0).round().clamp(0.0, missing);
        Some(Self { first: origin - before * pitch, pitch })
    }

    /// How far a frame lies from a place, in pitches.
    fn off(self, frame: usize, place: usize) -> f32 {
        (frame as f32 + 0.5 - self.first) / self.pitch - place as f32
    }
}

/// The middles of what stands out: frames of one symbol, likelier there than nothing.
fn standing_out(frames: &[Frame]) -> Vec<f32> {
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for (t, frame) in frames.iter().enumerate() {
        let s = (0..COUNT).max_by(|&a, &b| frame.symbols[a].total_cmp(&frame.symbols[b])).unwrap_or(FILLER);
        if frame.symbols[s] > frame.blank {
            match runs.last_mut() {
                Some((symbol, _, last)) if *symbol == s && *last + 1 == t => *last = t,
                _ => runs.push((s, t, t)),
            }
        }
    }
    runs.into_iter().map(|(_, first, last)| (first + last + 1) as f32 / 2.0).collect()
}

/// A line as decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedLine {
    /// The characters.
    pub text: String,
    /// For each place the scores of every symbol there, by the order of [`SYMBOLS`]; the symbols
    /// that may not stand there are zero and the others sum to one.
    pub scores: Vec<[f32; COUNT]>,
    /// First and last frame of each place.
    pub frames: Vec<(usize, usize)>,
    /// How much the grammar had to bend what the recogniser saw: mean over the places of the log
    /// odds lost against the best unbound reading. 0 is no bending; below about -1.5 the line is
    /// probably not this line of this format.
    pub fit: f32,
    /// Whether the places stand on one pitch; where they do not, a character may have been dropped.
    pub even: bool,
}

impl DecodedLine {
    /// Confidence of the character at a place, 0 to 1.
    pub fn confidence(&self, column: usize) -> f32 {
        symbol(self.text.as_bytes()[column]).map_or(0.0, |s| self.scores[column][s])
    }
}

/// The most probable line under a grammar; nothing when there are fewer frames than places.
pub fn decode(frames: &[Frame], grammar: &[Class]) -> Option<DecodedLine> {
    let (steps, places) = (frames.len(), grammar.len());
    if steps < places || places == 0 {
        return None;
    }
    let allowed: Vec<Vec<usize>> = grammar
        .iter()
        .map(|class| (0..COUNT).filter(|&s| class.allows(char::from(SYMBOLS[s]))).collect())
        .collect();
    let mut classes: Vec<Class> = Vec::new();
    let class_of: Vec<usize> = grammar
        .iter()
        .map(|class| {
            classes.iter().position(|known| known == class).unwrap_or_else(|| {
                classes.push(*class);
                classes.len() - 1
            })
        })
        .collect();
    let leaked: Vec<Vec<[f32; COUNT]>> = classes.iter().map(|class| leak(frames, *class)).collect();
    let scores_at = |place: usize, t: usize| &leaked[class_of[place]][t];
    let logs: Vec<Vec<[f32; COUNT]>> =
        leaked.iter().map(|rows| rows.iter().map(|row| row.map(ln)).collect()).collect();
    let path = |grid| best_path(frames, |place, t| &logs[class_of[place]][t], &allowed, grid);
    // A grid that the frames leave no way through was none.
    let on_grid = Grid::of(frames, places).and_then(|grid| path(Some(grid)));
    let even = on_grid.is_some();
    let path = on_grid.or_else(|| path(None))?;

    let mut spans = vec![(0, 0); places];
    let mut text = vec![b'<'; places];
    for (t, step) in path.iter().enumerate() {
        if let Some((place, s)) = *step {
            if text[place] == b'<' && spans[place] == (0, 0) {
                spans[place] = (t, t);
            }
            spans[place].1 = t;
            text[place] = SYMBOLS[s];
        }
    }
    let scores = (0..places)
        .map(|place| {
            let mut sums = [0.0; COUNT];
            for &s in &allowed[place] {
                sums[s] =
                    (spans[place].0..=spans[place].1).map(|t| scores_at(place, t)[s]).fold(1e-9, f32::max);
            }
            let total: f32 = sums.iter().sum();
            sums.map(|sum| sum / total)
        })
        .collect();
    let seen: f32 = path
        .iter()
        .enumerate()
        .map(|(t, step)| ln(step.map_or(frames[t].blank, |(place, s)| scores_at(place, t)[s])))
        .sum();
    let unbound: f32 =
        frames.iter().map(|frame| ln(frame.symbols.iter().copied().fold(frame.blank, f32::max))).sum();
    Some(DecodedLine {
        text: text.into_iter().map(char::from).collect(),
        scores,
        frames: spans,
        fit: (seen - unbound) / places as f32,
        even,
    })
}

/// The scores as they count at places of one class.
fn leak(frames: &[Frame], class: Class) -> Vec<[f32; COUNT]> {
    let allows = |s: usize| class.allows(char::from(SYMBOLS[s]));
    let pairs: Vec<(usize, usize, f32)> = LOOK_ALIKES
        .iter()
        .filter_map(|&(a, b, share)| Some((symbol(a)?, symbol(b)?, share)))
        .flat_map(|(a, b, share)| [(a, b, share), (b, a, share)])
        .filter(|&(to, from, _)| allows(to) && !allows(from))
        .collect();
    // Recognisers shorten runs of fillers, above all the run at a line's end: past the last
    // character seen, a strip with nothing new is as good as a filler.
    let last_seen = frames.iter().rposition(|frame| frame.symbols[..FILLER].iter().any(|&p| p > 0.3));
    frames
        .iter()
        .enumerate()
        .map(|(t, frame)| {
            let mut out = frame.symbols;
            for &(to, from, share) in &pairs {
                out[to] = out[to].max(frame.symbols[from] * share);
            }
            if allows(FILLER) {
                let share = if last_seen.is_none_or(|last| t > last) { 0.3 } else { 0.01 };
                out[FILLER] = out[FILLER].max(frame.blank * share);
            }
            out
        })
        .collect()
}

fn ln(p: f32) -> f32 {
    p.max(1e-6).ln()
}

/// Where a state of the search came from.
#[derive(Clone, Copy)]
enum From {
    Nowhere,
    Same,
    Blank,
    Symbol(u8),
}

/// Viterbi over (place, symbol) and (blank after place); for each frame the place and symbol it
/// belongs to, or nothing for a blank. Nothing at all where no way leads through, which only a grid can bring about.
fn best_path<'a>(
    frames: &[Frame],
    logs_at: impl Fn(usize, usize) -> &'a [f32; COUNT],
    allowed: &[Vec<usize>],
    grid: Option<Grid>,
) -> Option<Vec<Option<(usize, usize)>>> {
    const NEVER: f32 = f32::NEG_INFINITY;
    /// The cost of a character a whole pitch from where it stands; it grows with the square.
    const ASTRAY: f32 = 8.0;
    /// So many pitches away it costs more than any nine frames could: nobody looks there for what stands on the strip.
    const LOST: f32 = 4.0;
    /// The cost of two equal neighbours without a blank between them, which the scheme forbids but
    /// narrow runs of fillers need.
    const TWIN: f32 = -2.0;
    let on_strip = |i: usize| {
        grid.is_some_and(|grid| (0.0..frames.len() as f32).contains(&(grid.first + grid.pitch * i as f32)))
    };
    let places = allowed.len();
    // `blank[i]`: i characters are out and the frame is blank. `chars[i][s]`: in character i.
    let mut blank = vec![NEVER; places + 1];
    let mut chars = vec![[NEVER; COUNT]; places];
    let mut from_blank = vec![vec![From::Nowhere; places + 1]; frames.len()];
    let mut from_chars = vec![vec![[From::Nowhere; COUNT]; places]; frames.len()];
    for (t, frame) in frames.iter().enumerate() {
        let (old_blank, old_chars) = (blank.clone(), chars.clone());
        let best_two: Vec<[(f32, usize); 2]> = old_chars.iter().map(best_two).collect();
        let nothing = ln(frame.blank);
        for i in 0..=places {
            let start = if t == 0 && i == 0 { 0.0 } else { NEVER };
            let (mut score, mut from) = (old_blank[i].max(start), From::Same);
            if i > 0 && best_two[i - 1][0].0 > score {
                (score, from) = (best_two[i - 1][0].0, From::Symbol(best_two[i - 1][0].1 as u8));
            }
            blank[i] = score + nothing;
            from_blank[t][i] = from;
        }
        for (i, symbols) in allowed.iter().enumerate() {
            let off = grid.map_or(0.0, |grid| grid.off(t, i));
            if off.abs() > LOST && on_strip(i) {
                chars[i] = [NEVER; COUNT];
                continue;
            }
            let (astray, logs) = (ASTRAY * off.powi(2), logs_at(i, t));
            for &s in symbols {
                let start = if t == 0 && i == 0 { 0.0 } else { NEVER };
                let (mut score, mut from) = (old_chars[i][s], From::Same);
                let fresh = old_blank[i].max(start);
                if fresh > score {
                    (score, from) = (fresh, From::Blank);
                }
                if i > 0 {
                    let [first, second] = best_two[i - 1];
                    let (other, prior) = if first.1 == s { second } else { first };
                    if other > score {
                        (score, from) = (other, From::Symbol(prior as u8));
                    }
                    if old_chars[i - 1][s] + TWIN > score {
                        (score, from) = (old_chars[i - 1][s] + TWIN, From::Symbol(s as u8));
                    }
                }
                chars[i][s] = score + logs[s] - astray;
                from_chars[t][i][s] = from;
            }
        }
    }
    // Walk back from the better of "in the last character" and "blank after it".
    let last = best_two(&chars[places - 1])[0];
    if !blank[places].max(last.0).is_finite() {
        return None;
    }
    let mut state = if blank[places] > last.0 { (places, None) } else { (places - 1, Some(last.1)) };
    let mut path = vec![None; frames.len()];
    for t in (0..frames.len()).rev() {
        match state {
            (i, None) => {
                if let From::Symbol(s) = from_blank[t][i] {
                    state = (i - 1, Some(usize::from(s)));
                }
            }
            (i, Some(s)) => {
                path[t] = Some((i, s));
                match from_chars[t][i][s] {
                    From::Blank => state = (i, None),
                    From::Symbol(prior) if i > 0 => state = (i - 1, Some(usize::from(prior))),
                    _ => {}
                }
            }
        }
    }
    Some(path)
}

fn best_two(scores: &[f32; COUNT]) -> [(f32, usize); 2] {
    let mut best = [(f32::NEG_INFINITY, FILLER); 2];
    for (s, &score) in scores.iter().enumerate() {
        if score > best[0].0 {
            best = [(score, s), best[0]];
        } else if score > best[1].0 {
            best[1] = (score, s);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            assemble::{DecodedZone, assemble},
            layout,
        },
        *,
    };
    use crate::inspection::ZoneFormat;
    use proptest::prelude::*;

    /// Frames as a recogniser would give for this text: a blank after each character.
    fn frames(text: &str) -> Vec<Frame> {
        text.bytes()
            .flat_map(|c| {
                let mut sure = Frame { symbols: [1e-5; COUNT], blank: 0.01 };
                sure.symbols[symbol(c).unwrap()] = 0.98;
                let mut blank = Frame { symbols: [1e-5; COUNT], blank: 0.98 };
                blank.symbols[symbol(c).unwrap()] = 0.01;
                [sure, blank]
            })
            .collect()
    }

    fn read(format: ZoneFormat, lines: &[&str]) -> DecodedZone {
        let layout = layout::of(format);
        let lines: Vec<DecodedLine> = lines
            .iter()
            .enumerate()
            .map(|(i, line)| decode(&frames(line), &layout.grammar(i)).unwrap())
            .collect();
        assemble(format, lines).unwrap()
    }

    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn a_clean_line_stays_as_it_is() {
        let zone = read(ZoneFormat::Td3, &[FIRST, SECOND]);
        assert_eq!(zone.text.lines(), [FIRST, SECOND]);
        assert!(zone.confidence > 0.9 && zone.fit > -0.1 && zone.repaired.is_empty(), "{zone:?}");
    }

    #[test]
    fn letters_among_digits_and_digits_among_letters_are_mended_without_repair() {
        let zone = read(
            ZoneFormat::Td3,
            &["P<UT0ER1KSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UT074O8I22F12O4I59ZE184226B<<<<<1O"],
        );
        assert_eq!(zone.text.lines(), [FIRST, SECOND]);
        assert!(zone.repaired.is_empty());
    }

    #[test]
    fn a_code_that_nobody_has_stays_as_it_was_seen_and_is_doubtful() {
        let zone = read(ZoneFormat::Td3, &[&FIRST.replace("UTO", "VAL"), &SECOND.replace("UTO", "VAL")]);
        assert_eq!(zone.text.fields(time::macros::date!(2026 - 11 - 23)).nationality, "VAL");
        assert!(zone.confidence <= 0.5 && zone.repaired.is_empty(), "{zone:?}");
    }

    #[test]
    fn a_shortened_run_of_fillers_gets_its_length_back() {
        let layout = layout::of(ZoneFormat::Td3);
        let mut short = frames("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<");
        short.extend([Frame { symbols: [1e-5; COUNT], blank: 0.99 }; 8]);
        assert_eq!(decode(&short, &layout.grammar(0)).unwrap().text, FIRST);
        // On a strip that is far too short there are places beyond it: what stands on it is read all the same.
        let cut = decode(&frames(&FIRST[..32]), &layout.grammar(0)).unwrap();
        assert!(cut.text.contains("RIKSSON<<ANNA<MARIA"), "{}", cut.text);
    }

    #[test]
    fn a_doubtful_letter_is_not_dropped() {
        let layout = layout::of(ZoneFormat::Td3);
        let mut line = frames(FIRST);
        // The second S of ERIKSSON is hardly seen; without a grid a filler at the end is cheaper.
        for frame in &mut line[20..22] {
            *frame = Frame { symbols: [1e-5; COUNT], blank: 0.9 };
            frame.symbols[symbol(b'S').unwrap()] = 0.05;
        }
        let read = decode(&line, &layout.grammar(0)).unwrap();
        assert!(read.text == FIRST && read.even, "{}", read.text);
        // Half of the line is not evenly printed: that is known.
        let mut uneven = frames(FIRST);
        for at in (30..60).rev().step_by(3) {
            uneven.insert(at, Frame { symbols: [1e-5; COUNT], blank: 0.99 });
        }
        assert!(!decode(&uneven, &layout.grammar(0)).unwrap().even);
    }

    #[test]
    fn a_grid_that_leaves_no_way_through_is_none() {
        // Found by fuzzing: stripes that seem to stand evenly, half as many as there are places.
        let frames: Vec<Frame> = (0..60)
            .map(|t| {
                let mut frame = Frame { symbols: [0.01; COUNT], blank: 0.1 };
                frame.symbols[if t % 5 == 2 { 10 } else { 0 }] = 1.0;
                frame
            })
            .collect();
        let layout = layout::of(ZoneFormat::MrvA);
        for line in 0..layout.lines {
            let read = decode(&frames, &layout.grammar(line)).expect("there is a way through");
            let allowed = read.text.chars().zip(layout.grammar(line)).all(|(c, class)| class.allows(c));
            assert!(allowed && !read.even, "{}", read.text);
        }
    }

    #[test]
    fn a_repair_is_named() {
        // C read as G in the document number: only the check digits can tell.
        let mut line = frames(SECOND);
        line[14].symbols[symbol(b'C').unwrap()] = 0.3;
        line[14].symbols[symbol(b'G').unwrap()] = 0.6;
        let layout = layout::of(ZoneFormat::Td3);
        let lines =
            [decode(&frames(FIRST), &layout.grammar(0)).unwrap(), decode(&line, &layout.grammar(1)).unwrap()];
        assert_eq!(&lines[1].text[7..8], "G");
        let zone = assemble(ZoneFormat::Td3, lines.to_vec()).unwrap();
        assert_eq!((zone.text.lines()[1].as_str(), zone.repaired.as_slice()), (SECOND, [(1, 7)].as_slice()));
        assert!(zone.confidence < 0.5);
    }

    #[test]
    fn another_text_does_not_fit() {
        let layout = layout::of(ZoneFormat::Td3);
        let line = decode(
            &frames("THE QUICK BROWN FOX JUMPS OVER THE LAZY DOGS".replace(' ', "<").as_str()),
            &layout.grammar(1),
        )
        .unwrap();
        assert!(line.fit < -1.5, "{}", line.fit);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_scores_give_an_allowed_line(seed in prop::collection::vec(0.0..1.0f32, 38 * 60)) {
            let frames: Vec<Frame> = seed.chunks(38).map(|c| Frame { symbols: c[..37].try_into().unwrap(), blank: c[37] }).collect();
            for format in [ZoneFormat::Td1, ZoneFormat::Td2, ZoneFormat::Td3] {
                let layout = layout::of(format);
                let lines: Vec<DecodedLine> = (0..layout.lines).map(|i| decode(&frames, &layout.grammar(i)).unwrap()).collect();
                for (i, line) in lines.iter().enumerate() {
                    prop_assert!(line.text.chars().zip(layout.grammar(i)).all(|(c, class)| class.allows(c)));
                }
                prop_assert!(assemble(format, lines).is_some());
            }
        }
    }
}
