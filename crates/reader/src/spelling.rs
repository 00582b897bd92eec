//! Two recognisers' readings of one line made one: the general one's text with the other's letters with marks.

use crate::recognise::{Character, Line, capitals};
use unicode_normalization::UnicodeNormalization;

/// A letter as the recogniser of letters saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Letter {
    pub(crate) text: char,
    /// 0 to 1.
    pub(crate) confidence: f32,
    /// How surely it is this letter, whatever its mark.
    pub(crate) family: f32,
    /// The part of that which is the letter without a mark.
    pub(crate) bare: f32,
    /// Its place along the line, 0 to 1.
    pub(crate) at: f32,
}

/// How sure a letter has to be seen to take another's place, by what stands there: marks of any kind where none was read, this one
/// where another was; measured on lines in fonts that it was not trained on (bench/README.md, "Letters with marks").
const MARK_ADDED: f32 = 0.75;
/// Letters with marks of Czech and Slovak alone, which specks make of plain ones.
const RARE: &str = "ĎďĹĺĽľŇňŔŕŤť";
const RARE_ADDED: f32 = 0.96;
const OTHER_MARK: f32 = 0.6;
const MARK_TAKEN: f32 = 0.97;
const OTHER_LETTER: f32 = 0.8;
const LOOKALIKE: f32 = 0.9;
/// And to be put where nothing was read: a letter with any mark, inside a line or at its end, and a space.
const LEFT_OUT: f32 = 0.85;
const SPACE_LEFT_OUT: f32 = 0.9;
const LEFT_OUT_AT_END: f32 = 0.97;

/// Mean confidences from which on the recogniser of letters alone is believed: the general one's at most, its own at least. Of 35
/// such lines it read 25 to the letter, the general one one.
const HARDLY_READ: f32 = 0.85;
const WELL_SEEN: f32 = 0.9;
const FEW: usize = 3;

/// Confidence of a plain letter from which on it is not another one with a mark.
const SURELY_PLAIN: f32 = 0.9;

/// What a letter that is out of its place costs beside one that is another, by how many letters it is out.
const OUT_OF_PLACE: f32 = 0.1;
const MOST_OUT_OF_PLACE: f32 = 0.3;

/// Most letters of a line that are aligned: more is no line that names stand in.
const MOST: usize = 160;

/// A letter of either reading beside what the other has in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Both have one.
    Both(usize, usize),
    /// Only the general one's.
    Read(usize),
    /// Only the other's.
    Seen(usize),
}

/// Mends the characters of a line from this one on.
pub(crate) fn mend(line: &mut Line, from: usize, seen: &[Letter]) {
    let characters = &mut line.characters;
    if characters.len() > MOST || seen.len() > MOST || from >= characters.len() {
        return;
    }
    let steps = aligned(characters, seen);
    let before = if from == 0 { 0.0 } else { f32::midpoint(characters[from - 1].at, characters[from].at) };
    let value: Vec<&Letter> = seen.iter().filter(|letter| letter.at > before).collect();
    let mean = |sum: f32, count: usize| sum / count.max(1) as f32;
    let hardly_read = mean(characters[from..].iter().map(|c| c.confidence).sum(), characters.len() - from);
    let well_seen = mean(value.iter().map(|letter| letter.confidence).sum(), value.len());
    // Letters of another script look like Latin ones here and there.
    let alike = |step: &&Step| matches!(step, Step::Both(at, letter) if *at >= from && unlike(&characters[*at].text, seen[*letter].text) == 0.0);
    let same_print = steps.iter().filter(alike).count() * 2 >= value.len();
    if hardly_read < HARDLY_READ && well_seen >= WELL_SEEN && value.len() >= FEW && same_print {
        characters.truncate(from);
        characters.extend(value.into_iter().map(|letter| left_out(*letter, letter.confidence)));
        line.doubtful = true;
        return;
    }
    let agree = |step: Option<&Step>| match step {
        Some(&Step::Both(at, letter)) => unlike(&characters[at].text, seen[letter].text) == 0.0,
        Some(_) => false,
        None => true,
    };
    let mut mended: Vec<Character> = Vec::with_capacity(characters.len() + 2);
    let mut read = 0;
    let mut second_of_one = None;
    for (index, step) in steps.iter().enumerate() {
        let after = steps.get(index + 1);
        match *step {
            Step::Both(at, letter) => {
                read = at + 1;
                let (character, letter) = (&characters[at], seen[letter]);
                let rest = match after {
                    Some(&Step::Read(next)) if agree(steps.get(index + 2)) => {
                        Some(next).filter(|&next| is_rest_of(&characters[next].text, letter.text))
                    }
                    _ => None,
                };
                // The first of two letters without the second is that letter.
                let half = is_two(letter.text)
                    && rest.is_none()
                    && matches!(&*character.text, "A" | "a" | "O" | "o");
                let first = at == 0 || !characters[at - 1].text.chars().any(char::is_alphabetic);
                let takes = at >= from
                    && !half
                    && (takes_the_place(character, letter) || first && is_capital_of(character, letter));
                mended.push(if takes { instead(character, letter) } else { character.clone() });
                let same = takes || character.text.starts_with(letter.text);
                second_of_one = rest.filter(|_| at >= from && same);
            }
            Step::Read(at) => {
                read = at + 1;
                if second_of_one != Some(at) {
                    mended.push(characters[at].clone());
                }
            }
            Step::Seen(letter) => {
                let letter = seen[letter];
                let before = index.checked_sub(1).and_then(|at| steps.get(at));
                let between = before.is_some() && after.is_some();
                let least = match letter.text {
                    ' ' if between => SPACE_LEFT_OUT,
                    c if c.is_alphabetic() && !c.is_ascii() && between => LEFT_OUT,
                    c if c.is_alphabetic() && !c.is_ascii() => LEFT_OUT_AT_END,
                    _ => continue,
                };
                let marked = !letter.text.is_ascii();
                let sure = if marked { letter.family - letter.bare } else { letter.confidence };
                if read >= from && sure >= least && agree(before) && agree(after) {
                    // As large or small as what follows it in its word, or stands before it.
                    let beside =
                        [characters.get(read), read.checked_sub(1).and_then(|at| characters.get(at))];
                    let cased_like = |c: &Character| c.text.chars().next().filter(|c| c.is_alphabetic());
                    let like = beside.into_iter().flatten().find_map(cased_like).unwrap_or(letter.text);
                    let text = cased(letter.text, like).unwrap_or(letter.text);
                    mended.push(left_out(Letter { text, ..letter }, worth(letter)));
                }
            }
        }
    }
    capitals(&mut mended);
    line.characters = mended;
}

/// Whether a letter that was seen is truer than the character that was read in its place.
fn takes_the_place(read: &Character, seen: Letter) -> bool {
    let Some(was) = read.text.chars().next().filter(|_| read.text.chars().count() == 1) else { return false };
    let same_but_case = look(was).to_uppercase().eq(look(seen.text).to_uppercase());
    let latin = was.is_ascii() && !was.is_whitespace() || is_latin(was);
    if same_but_case || !latin || !seen.text.is_alphabetic() || cased(seen.text, was).is_none() {
        return false;
    }
    let (least, any_mark) = match (plain(was) == plain(seen.text), was.is_ascii(), seen.text.is_ascii()) {
        // Half of it is seen as one of its two letters.
        (_, true, _) if is_two(seen.text) || is_no_mark(seen.text) => (LOOKALIKE, false),
        (true, true, _) if RARE.contains(seen.text) => (RARE_ADDED, true),
        (true, true, _) => (MARK_ADDED, true),
        (true, false, false) => (OTHER_MARK, false),
        (true, false, true) => (MARK_TAKEN, false),
        (false, _, true) => return false,
        (false, true, false) if read.confidence >= SURELY_PLAIN => return false,
        (false, ..) => (OTHER_LETTER, false),
    };
    let sure = if any_mark { seen.family - seen.bare } else { seen.confidence };
    sure >= least
}

/// Whether a small letter with a mark that begins a word was seen as a large one: `òscar`.
fn is_capital_of(read: &Character, seen: Letter) -> bool {
    let was = read.text.chars().next().filter(|c| !c.is_ascii() && c.is_lowercase());
    was.is_some_and(|was| seen.text.is_uppercase() && was.to_uppercase().eq(seen.text.to_uppercase()))
        && seen.confidence >= OTHER_MARK
}

/// Letters that look alike as one.
fn look(letter: char) -> char {
    match letter {
        'Ð' => 'Đ',
        'ð' => 'đ',
        'Ș' => 'Ş',
        'ș' => 'ş',
        'Ț' => 'Ţ',
        'ț' => 'ţ',
        other => other,
    }
}

/// The letter, and what was read there as another that it may be.
fn instead(read: &Character, seen: Letter) -> Character {
    let was = read.text.chars().next().unwrap_or(seen.text);
    let mut others = vec![(read.text.clone(), read.confidence)];
    others.extend(read.others.iter().cloned());
    let text = if is_capital_of(read, seen) { seen.text } else { cased(seen.text, was).unwrap_or(seen.text) };
    let text = text.to_string();
    others.retain(|(other, _)| *other != text);
    // Where the two do not see the same letter it is no surer than it was.
    let same = unlike(&read.text, seen.text) < 1.0;
    let confidence = if same { worth(seen) } else { read.confidence.min(seen.confidence) };
    Character { text, confidence, at: read.at, others }
}

fn left_out(seen: Letter, confidence: f32) -> Character {
    Character { text: seen.text.to_string(), confidence, at: seen.at, others: Vec::new() }
}

/// Confidence of a letter whose mark is in doubt: what counts for a name is which letter it is.
fn worth(seen: Letter) -> f32 {
    const MARK_IN_DOUBT: f32 = 0.85;
    seen.confidence.max(seen.family.min(MARK_IN_DOUBT))
}

/// The letter as large or small as another; nothing where it has no such form of one letter.
fn cased(letter: char, like: char) -> Option<char> {
    let one = |mut forms: Box<dyn Iterator<Item = char>>| forms.next().filter(|_| forms.next().is_none());
    if like.is_uppercase() {
        one(Box::new(letter.to_uppercase()))
    } else if like.is_lowercase() {
        one(Box::new(letter.to_lowercase()))
    } else {
        Some(letter)
    }
}

/// Letters that are others than those which they look like, not the same with a mark.
fn is_no_mark(letter: char) -> bool {
    matches!(letter, 'Þ' | 'þ' | 'ß' | 'ẞ')
}

/// A letter of the Latin script.
pub(crate) fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Letters that are two in one.
fn is_two(letter: char) -> bool {
    matches!(letter, 'Æ' | 'æ' | 'Œ' | 'œ')
}

/// Whether a character that was read is a part of the letter before it: the E of Æ, or the hook of Ľ, which is set like an
/// apostrophe.
fn is_rest_of(read: &str, letter: char) -> bool {
    match letter {
        'Æ' | 'æ' | 'Œ' | 'œ' => matches!(read, "E" | "e"),
        'Ľ' | 'ľ' | 'ď' | 'ť' => matches!(read, "'" | "’" | "‘" | "´" | "`"),
        _ => false,
    }
}

/// How unlike a character is what was seen in its place, 0 to 1: marks and case do not count.
fn unlike(read: &str, seen: char) -> f32 {
    match (base(read), seen.to_uppercase().next()) {
        (Some(read), _) if read == plain(seen) => 0.0,
        (Some('C' | 'E'), Some('Œ')) | (Some('E'), Some('Æ')) => 0.5,
        _ => 1.0,
    }
}

/// A letter in capitals and without its mark; a stroke through it is a mark too.
pub(crate) fn plain(letter: char) -> char {
    let bare = match letter {
        'Đ' | 'đ' | 'Ð' | 'ð' => 'D',
        'Ł' | 'ł' => 'L',
        'Ø' | 'ø' | 'Œ' | 'œ' => 'O',
        'Ħ' | 'ħ' => 'H',
        'Ŧ' | 'ŧ' => 'T',
        'Ŋ' | 'ŋ' => 'N',
        'Þ' | 'þ' => 'P',
        'ß' | 'ẞ' => 'B',
        'Æ' | 'æ' => 'A',
        'Ə' | 'ə' => 'E',
        'ı' => 'I',
        '$' => 'S',
        other => std::iter::once(other).nfd().next().unwrap_or(other),
    };
    bare.to_uppercase().next().unwrap_or(bare)
}

fn base(text: &str) -> Option<char> {
    text.chars().next().map(plain)
}

/// The cheapest way to lay one reading beside the other: like letters together, near where both stand.
fn aligned(characters: &[Character], seen: &[Letter]) -> Vec<Step> {
    let (rows, columns) = (characters.len() + 1, seen.len() + 1);
    let pair = |at: usize, letter: usize| {
        let apart = (characters[at].at - seen[letter].at).abs() * characters.len() as f32;
        unlike(&characters[at].text, seen[letter].text) + (apart * OUT_OF_PLACE).min(MOST_OUT_OF_PLACE)
    };
    let mut costs = vec![0.0_f32; rows * columns];
    for row in 0..rows {
        for column in 0..columns {
            let cost = |row: usize, column: usize| costs[row * columns + column];
            costs[row * columns + column] = match (row, column) {
                (0, 0) => 0.0,
                (0, _) => cost(0, column - 1) + 1.0,
                (_, 0) => cost(row - 1, 0) + 1.0,
                _ => (cost(row - 1, column - 1) + pair(row - 1, column - 1))
                    .min(cost(row - 1, column) + 1.0)
                    .min(cost(row, column - 1) + 1.0),
            };
        }
    }
    let (mut row, mut column) = (rows - 1, columns - 1);
    let mut steps = Vec::with_capacity(rows + columns);
    while row > 0 || column > 0 {
        let cost = costs[row * columns + column];
        let was = |row: usize, column: usize| costs[row * columns + column];
        if row > 0 && column > 0 && cost >= was(row - 1, column - 1) + pair(row - 1, column - 1) - 1e-4 {
            (row, column) = (row - 1, column - 1);
            steps.push(Step::Both(row, column));
        } else if row > 0 && cost >= was(row - 1, column) + 1.0 - 1e-4 {
            row -= 1;
            steps.push(Step::Read(row));
        } else {
            column -= 1;
            steps.push(Step::Seen(column));
        }
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, confidence: f32) -> Line {
        let count = text.chars().count() as f32;
        let character = |(i, c): (usize, char)| Character {
            text: c.to_string(),
            confidence,
            at: (i as f32 + 0.5) / count,
            others: Vec::new(),
        };
        Line {
            quad: proofdesk_domain::picture::Quad::rect(0.0, 0.0, 100.0, 10.0),
            characters: text.chars().enumerate().map(character).collect(),
            frames: Vec::new(),
            doubtful: false,
            covered: None,
        }
    }

    fn letters(text: &str, confidence: f32) -> Vec<Letter> {
        let count = text.chars().count() as f32;
        let letter = |(i, c): (usize, char)| Letter {
            text: c,
            confidence,
            family: confidence,
            bare: 0.0,
            at: (i as f32 + 0.5) / count,
        };
        text.chars().enumerate().map(letter).collect()
    }

    fn mended(read: &str, seen: &str, confidence: f32) -> String {
        let mut line = line(read, 0.95);
        mend(&mut line, 0, &letters(seen, confidence));
        line.text()
    }

    #[test]
    fn marks_and_letters_that_were_left_out_come_back() {
        let rows = [
            ("WISNIEWSKA", "WIŚNIEWSKA"),
            ("NGUYN VN", "NGUYỄN VĂN"),
            ("TMOVÁ", "TŮMOVÁ"),
            ("Lukasz", "Łukasz"),
            // One of another letter's.
            ("KARACAOČLAN", "KARACAOĞLAN"),
            // Two that are one.
            ("JAEGER", "JÆGER"),
            ("CEUVRARD", "ŒUVRARD"),
            ("Ero", "Ærø"),
            ("L'UBICA", "ĽUBICA"),
            ("Ľ'udovit", "Ľudovít"),
            ("ANNAMARIA", "ANNA MARIA"),
            ("òscar", "Òscar"),
        ];
        for (read, seen) in rows {
            assert_eq!(mended(read, seen, 0.98), seen, "{read}");
        }
    }

    #[test]
    fn what_is_no_surer_changes_nothing() {
        for (read, seen, confidence) in [
            // Specks beside a letter.
            ("Huotari", "Huoťari", 0.9),
            // Hardly seen.
            ("WISNIEWSKA", "WIŚNIEWSKA", 0.4),
            ("TMOVÁ", "TŮMOVÁ", 0.5),
            // Plain letters are the general recogniser's business.
            ("MARTIN", "MARTINEZ", 0.99),
            ("MARTIN", "MARTINE", 0.99),
            ("ANA", "ANNA", 0.99),
            ("BERG", "BURG", 0.99),
            ("SMITH", "SMIŁH", 0.99),
            // Nor is a letter put where nothing agrees.
            ("AB12", "XYŮZW", 0.99),
            // AE stands in many a name.
            ("ISRAEL", "ISRÆEL", 0.99),
        ] {
            assert_eq!(mended(read, seen, confidence), read);
        }
    }

    #[test]
    fn letters_are_as_large_as_those_that_were_read() {
        assert_eq!(mended("NOVAK", "nOVáK", 0.9), "NOVÁK");
        assert_eq!(mended("Novak", "NovÁk", 0.9), "Novák");
        assert_eq!(mended("Drfan", "DŴrfan", 0.9), "Dŵrfan");
        assert_eq!(mended("TMOV", "TůMOVá", 0.98), "TŮMOVÁ");
    }

    #[test]
    fn what_stands_before_the_value_is_left_alone() {
        let mut line = line("Nom: PEREZ", 0.95);
        mend(&mut line, 5, &letters("Nóm: PÉREZ", 0.99));
        assert_eq!(line.text(), "Nom: PÉREZ");
        // What was read before stays thinkable.
        assert_eq!(line.characters[6].others, [("E".to_owned(), 0.95)]);
    }

    #[test]
    fn nothing_and_too_much_change_nothing() {
        let mut line = line("NOVAK", 0.9);
        mend(&mut line, 0, &[]);
        mend(&mut line, 9, &letters("NOVÁK", 0.9));
        mend(&mut line, 0, &letters(&"Á".repeat(500), 0.99));
        assert_eq!(line, self::line("NOVAK", 0.9));
    }

    #[test]
    fn digits_spaces_and_other_scripts_are_left_alone() {
        for (read, seen) in
            [("HOUSE 10", "HOUSE 1Ø"), ("VAN NH", "VANÁNH"), ("ΌLGA", "ÓLGA"), ("李 LEE", "Ű LEE")]
        {
            assert_eq!(mended(read, seen, 0.99), read);
        }
    }

    #[test]
    fn a_line_that_was_hardly_read_is_taken_whole_and_is_doubtful() {
        let spelled = |read: &str, surely: f32, seen: &str| {
            let mut line = line(read, surely);
            mend(&mut line, 0, &letters(seen, 0.95));
            (line.text(), line.doubtful)
        };
        assert_eq!(spelled("OHMOD", 0.7, "ƏHMƏD"), ("ƏHMƏD".into(), true));
        assert_eq!(spelled("NOVAK", 0.9, "MOVAH"), ("NOVAK".into(), false), "read well enough");
        // Cyrillic looks Latin here and there: the line is none the surer.
        let mut cyrillic = line("WBAHOB", 0.7);
        mend(&mut cyrillic, 0, &letters("ÑEŔŃŐE", 0.95));
        assert!(!cyrillic.doubtful && cyrillic.confidence() < 0.8, "{cyrillic:?}");
    }

    #[test]
    fn any_two_readings_make_a_line_that_is_the_same_before_its_value() {
        let mut state = 7_u32;
        let mut chance = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let alphabet: Vec<char> = "AEOaeÁÆŒŮæœĽ'’ß$Þ 10李Я".chars().collect();
        for _ in 0..3_000 {
            let mut text = |most: u32| -> String {
                (0..chance(most)).map(|_| alphabet[chance(alphabet.len() as u32) as usize]).collect()
            };
            let (read, seen) = (text(12), text(14));
            let (from, surely) = (chance(14) as usize, chance(100) as f32 / 100.0);
            let mut line = line(&read, surely);
            mend(&mut line, from, &letters(&seen, chance(100) as f32 / 100.0));
            let before: String = read.chars().take(from).collect();
            let folded = |text: &str| text.to_uppercase();
            assert!(folded(&line.text()).starts_with(&folded(&before)), "{read} {seen} {from}");
            assert!(
                line.characters.iter().all(|c| (0.0..=1.0).contains(&c.confidence) && !c.text.is_empty())
            );
        }
    }
}
