//! Decoded lines put together into a zone: real country codes, check digits, repairs that are named.

use super::{
    countries,
    grammar::{COUNT, DecodedLine, SYMBOLS, symbol},
    layout::{self, Span},
    zone::ZoneText,
};
use crate::inspection::ZoneFormat;

/// A zone put together from decoded lines.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedZone {
    /// The lines as text.
    pub text: ZoneText,
    /// The lowest confidence of the characters that matter, 0 to 1.
    pub confidence: f32,
    /// `[line, column]` of characters changed because a check digit failed.
    pub repaired: Vec<(u8, u8)>,
    /// The worst [`DecodedLine::fit`].
    pub fit: f32,
    /// The lines' scores; those of country codes are the code's own.
    pub lines: Vec<DecodedLine>,
}

/// Puts lines of one format together: country codes become real ones, and where a check digit fails
/// the doubtful characters are tried (each such change is named in `repaired`).
pub fn assemble(format: ZoneFormat, mut lines: Vec<DecodedLine>) -> Option<DecodedZone> {
    let layout = layout::of(format);
    if lines.len() != layout.lines || lines.iter().any(|line| line.scores.len() != layout.width) {
        return None;
    }
    let mut text: Vec<Vec<u8>> = lines.iter().map(|line| line.text.bytes().collect()).collect();
    for span in [layout.issuer, layout.nationality] {
        settle_country(&mut text[span.line], &mut lines[span.line].scores, span);
    }
    let repaired = repair(format, &mut text, &lines);
    let zone = to_zone(&text)?;
    if zone.format() != format {
        return None;
    }
    let confidence = text.iter().zip(&lines).flat_map(|(line, decoded)| {
        // Fillers that run to the end of a line carry nothing.
        let end = line.iter().rposition(|&c| c != b'<').map_or(0, |at| at + 1);
        (0..end).map(move |column| symbol(line[column]).map_or(0.0, |s| decoded.scores[column][s]))
    });
    let confidence = confidence.fold(1.0, f32::min);
    let fit = lines.iter().map(|line| line.fit).fold(0.0, f32::min);
    Some(DecodedZone { text: zone, confidence, repaired, fit, lines })
}

fn to_zone(lines: &[Vec<u8>]) -> Option<ZoneText> {
    let lines: Vec<String> = lines.iter().map(|line| line.iter().map(|&c| char::from(c)).collect()).collect();
    ZoneText::parse(&lines).ok()
}

/// Makes the three letters a real code when one was seen at all, each with the code's own score. What
/// was clearly seen and is no code stays as it was read, as doubtful.
fn settle_country(line: &mut [u8], scores: &mut [[f32; COUNT]], span: Span) {
    /// How much rarer codes are that we do not know.
    const UNKNOWN: f32 = 0.02;
    let columns = span.start..span.start + span.len;
    let weigh = |code: &[u8]| -> f32 {
        let padded = code.iter().copied().chain(std::iter::repeat(b'<'));
        let score = |(column, c): (usize, u8)| symbol(c).map_or(0.0, |s| scores[column][s]);
        columns.clone().zip(padded).map(score).product()
    };
    let codes: Vec<(f32, &str)> = countries::all().map(|code| (weigh(code.as_bytes()), code)).collect();
    let Some(&(best, code)) = codes.iter().max_by(|a, b| a.0.total_cmp(&b.0)) else {
        return;
    };
    // A code that is known is no rival of itself.
    let seen = &line[columns.clone()];
    let known =
        |code: &str| code.bytes().chain(std::iter::repeat(b'<')).take(span.len).eq(seen.iter().copied());
    let as_read = if codes.iter().any(|(_, code)| known(code)) { 0.0 } else { weigh(seen) * UNKNOWN };
    let known: f32 = codes.iter().map(|(weight, _)| weight).sum();
    let (text, sure) = if best > as_read {
        (code.as_bytes().to_vec(), best / (known + as_read))
    } else {
        (line[columns.clone()].to_vec(), 0.5)
    };
    for (column, c) in columns.zip(text.into_iter().chain(std::iter::repeat(b'<'))) {
        line[column] = c;
        if let Some(s) = symbol(c) {
            scores[column] = [0.0; COUNT];
            scores[column][s] = sure;
        }
    }
}

/// For each check digit that fails, tries the second choices of the characters under it, one at a
/// time, and keeps a change that makes every check digit which covers it hold.
fn repair(format: ZoneFormat, text: &mut [Vec<u8>], lines: &[DecodedLine]) -> Vec<(u8, u8)> {
    /// A second choice must have been this probable.
    const PLAUSIBLE: f32 = 0.01;
    const MOST: usize = 3;
    let layout = layout::of(format);
    let failing = |text: &[Vec<u8>]| {
        to_zone(text).map_or(usize::MAX, |zone| zone.check_digits().iter().filter(|d| !d.holds).count())
    };
    let names = layout.names;
    let mut repaired = Vec::new();
    let mut failures = failing(text);
    while failures > 0 && failures < usize::MAX && repaired.len() < MOST {
        let mut best: Option<(f32, usize, usize, u8, usize)> = None;
        let mut rivals = 0;
        for (row, line) in lines.iter().enumerate() {
            for column in 0..line.scores.len() {
                if row == names.line && (names.start..names.start + names.len).contains(&column) {
                    continue;
                }
                let old = text[row][column];
                for (s, &score) in line.scores[column].iter().enumerate() {
                    // A zero for the letter O is seen with full confidence; others must be seen to waver.
                    if SYMBOLS[s] == old || score <= 0.0 || (score < PLAUSIBLE && !twins(old, SYMBOLS[s])) {
                        continue;
                    }
                    text[row][column] = SYMBOLS[s];
                    let left = failing(text);
                    // One wrong character breaks its own digit and the composite: both must mend.
                    if left + usize::from(failures > 1) < failures {
                        rivals += 1;
                        if best.is_none_or(|(held, ..)| score > held) {
                            best = Some((score, row, column, SYMBOLS[s], left));
                        }
                    }
                }
                text[row][column] = old;
            }
        }
        match best {
            Some((_, row, column, c, left)) if rivals <= 2 => {
                text[row][column] = c;
                failures = left;
                repaired.push((row as u8, column as u8));
            }
            _ => break,
        }
    }
    repaired
}

/// Letters and digits that look the same in print. Only where both may stand at a place can this matter.
fn twins(a: u8, b: u8) -> bool {
    const TWINS: [(u8, u8); 5] = [(b'0', b'O'), (b'1', b'I'), (b'5', b'S'), (b'8', b'B'), (b'2', b'Z')];
    TWINS.contains(&(a, b)) || TWINS.contains(&(b, a))
}
