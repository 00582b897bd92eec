//! Dates as documents print them.

use time::{Date, Month};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// "No end" (长期) as a date.
pub(crate) const NO_END: &str = "9999-12-31";

/// Whether a text says that a document does not run out.
pub(crate) fn no_end(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "长期",
        "長期",
        "SEUMURHIDUP",
        "KHONGTHOIHAN",
        "NOCADUCA",
        "NOVENCE",
        "INDEFINIDO",
        "INDEFINIDA",
        "PERMANENTE",
    ];
    let plain =
        text.nfd().filter(|c| !is_combining_mark(*c) && c.is_alphabetic()).flat_map(char::to_uppercase);
    let squeezed: String = plain.collect();
    WORDS.iter().any(|word| squeezed.contains(word))
}

/// Which number comes first in dates like 12/08/1974.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Almost everywhere.
    DayFirst,
    /// In the United States.
    MonthFirst,
    /// Nothing says.
    Unknown,
}

impl Order {
    /// What the texts of one page prove, and dates that are known to stand on it: no month is above twelve, and a page writes
    /// all its dates alike.
    pub(crate) fn of(texts: impl IntoIterator<Item = String>, known: &[Date]) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for text in texts {
            let tokens = tokens(&text);
            for at in 0..tokens.len() {
                // Two digits of a year may as well be a day.
                let Some((a, b, year)) = in_digits(&tokens[at..]).filter(|(.., year)| year.len() == 4) else {
                    continue;
                };
                // Groups of more numbers are no date.
                if at > 0 && matches!(tokens[at - 1], Token::Digits(_)) {
                    continue;
                }
                let of = |month, day| years(year).into_iter().find_map(|year| date(year, month, day));
                match (of(b, a), of(a, b)) {
                    (Some(_), None) => day_first = true,
                    (None, Some(_)) => month_first = true,
                    // Points say more than a date that somebody else wrote.
                    (Some(one), Some(other)) if one != other && !parted_by_points(&text) => {
                        day_first |= known.contains(&one);
                        month_first |= known.contains(&other);
                    }
                    _ => {}
                }
            }
        }
        match (day_first, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

/// Whether points part the numbers of a text's date and no stroke does: nobody writes the month first then.
pub(crate) fn parted_by_points(text: &str) -> bool {
    let tight: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let between = |marks: &[char]| {
        tight.windows(3).any(|w| w[0].is_ascii_digit() && marks.contains(&w[1]) && w[2].is_ascii_digit())
    };
    between(&['.']) && !between(&['/', '-'])
}

/// Whether two of these are one date with day and month changed over.
pub(crate) fn either_way(possible: &[Date]) -> bool {
    possible.iter().enumerate().any(|(at, one)| {
        possible[at + 1..].iter().any(|other| one.year() == other.year() && one.ordinal() != other.ordinal())
    })
}

/// The dates in a text, from left to right; each with every calendar date that it may mean (a day and a month below 13 may be
/// either way round where nothing says which comes first, a two-digit year may be of two centuries).
pub(crate) fn dates(text: &str, order: Order) -> Vec<Vec<Date>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match at_start(&tokens[at..], order) {
            Some((used, possible)) if !possible.is_empty() => {
                found.push(possible);
                at += used;
            }
            // What contradicts itself has no date in its second half.
            Some((used @ 4, _)) => at += used,
            _ => at += 1,
        }
    }
    found
}

#[derive(Debug, PartialEq)]
enum Token {
    Digits(String),
    Month(Month),
    Other,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut run = String::new();
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => 0,
        // Marks of Chinese and Japanese dates part the numbers, as points do.
        '年' | '月' | '日' | '년' | '월' | '일' => 2,
        _ if c.is_alphabetic() => 1,
        _ => 2,
    };
    let flush = |run: &mut String, tokens: &mut Vec<Token>| {
        if run.is_empty() {
            return;
        }
        tokens.push(if run.as_bytes()[0].is_ascii_digit() {
            Token::Digits(std::mem::take(run))
        } else {
            let word = std::mem::take(run);
            // The stroke of `JUL/JUIL` may have been read as a letter.
            let behind = word.strip_prefix(['I', 'l']);
            month(&word).or_else(|| month(behind?)).map_or(Token::Other, Token::Month)
        });
    };
    let mut before = 2;
    let characters: Vec<char> = text.chars().collect();
    for (at, &c) in characters.iter().enumerate() {
        // A zero that begins or ends a word is an o: `21-0CT-1968`.
        let near = |offset: Option<usize>| offset.and_then(|at| characters.get(at)).copied().unwrap_or(' ');
        let (previous, next) = (near(at.checked_sub(1)), near(Some(at + 1)));
        let in_a_word = c == '0'
            && (next.is_alphabetic() && !previous.is_ascii_digit()
                || previous.is_alphabetic() && !next.is_ascii_digit())
            && !matches!((previous, next), ('年' | '月' | '日', _) | (_, '年' | '月' | '日'));
        let c = if in_a_word { 'O' } else { c };
        let now = kind(c);
        if now != before {
            flush(&mut run, &mut tokens);
        }
        if now < 2 {
            run.push(c);
        }
        before = now;
    }
    flush(&mut run, &mut tokens);
    tokens
}

/// The month that a word names, in the languages of documents that are read. Beginnings that mean different months in two of
/// them (`LIP`, `SRP`) are left out.
fn month(word: &str) -> Option<Month> {
    const STEMS: [&[&str]; 12] = [
        &["JAN", "ENE", "GEN", "IAN", "OCA", "STY", "TAM"],
        &["FEB", "FEV", "FÉV", "ŞUB", "SUB", "LUT", "HEL", "VEE"],
        &["MAR", "MÄR", "MRZ", "MRT", "MAA", "MÁR"],
        &["APR", "AVR", "ABR", "NIS", "KWI", "HUH", "ÁPR"],
        &["MAY", "MAI", "MAG", "MEI", "MAJ", "MÁJ", "MAT", "TOU"],
        &["JUN", "JUIN", "GIU", "IUN", "HAZ", "CZE", "KES", "JÚN", "HUN"],
        &["JUL", "JUIL", "LUG", "IUL", "TEM", "JÚL", "HEI"],
        &["AUG", "AOU", "AOÛ", "AGO", "AĞU", "AGU", "SIE", "ELO", "OGO"],
        &["SEP", "SET", "EYL", "WRZ", "SYY", "SZE"],
        &["OCT", "OKT", "OTT", "OUT", "EKI", "EKİ", "PAŹ", "PAZ"],
        &["NOV", "NOI", "KAS"],
        &["DEC", "DÉC", "DEZ", "DIC", "ARA", "GRU", "DES", "DIS"],
    ];
    let upper = word.to_uppercase();
    if !(3..=10).contains(&upper.chars().count()) {
        return None;
    }
    let index = STEMS.iter().position(|stems| stems.iter().any(|stem| upper.starts_with(stem)))?;
    Month::try_from(index as u8 + 1).ok()
}

/// The three numbers of 12.08.1974, 12/08/1974 or 12 08 74 at the first token.
fn in_digits(tokens: &[Token]) -> Option<(&str, &str, &str)> {
    match tokens {
        [Token::Digits(a), Token::Digits(b), Token::Digits(year), ..]
            if a.len() <= 2 && b.len() <= 2 && matches!(year.len(), 2 | 4) =>
        {
            Some((a, b, year))
        }
        _ => None,
    }
}

/// A date at the first token: how many tokens it takes, and what it may mean.
fn at_start(tokens: &[Token], order: Order) -> Option<(usize, Vec<Date>)> {
    use Token::{Digits, Month as Named, Other};
    if let Some((a, b, year)) = in_digits(tokens) {
        let of = |month, day| years(year).into_iter().filter_map(move |year| date(year, month, day));
        let (day_first, month_first): (Vec<Date>, Vec<Date>) = (of(b, a).collect(), of(a, b).collect());
        let possible = match order {
            Order::MonthFirst if !month_first.is_empty() => month_first,
            Order::DayFirst if !day_first.is_empty() => day_first,
            // The day comes first almost everywhere.
            _ => day_first.into_iter().chain(month_first.into_iter().filter(|_| a != b)).collect(),
        };
        return Some((3, possible));
    }
    match tokens {
        // 12 AUG 1974, 12 AUG/AOÛT 1974
        [Digits(day), Named(month), Named(_), Digits(year), ..] => Some((4, named(day, *month, year))),
        [Digits(day), Named(month), Digits(year), ..] => Some((3, named(day, *month, year))),
        // 12 8월/AUG 1974: the month twice.
        [Digits(day), Digits(number), Named(month), Digits(year), ..]
            if number.len() <= 2 && day.len() <= 2 && year.len() == 4 =>
        {
            let same = number.parse() == Ok(u8::from(*month));
            Some((4, if same { named(day, *month, year) } else { Vec::new() }))
        }
        // 12 LÚN/AUG 1974: the month in a language that is not known, and again.
        [Digits(day), Other, Named(month), Digits(year), ..] => Some((4, named(day, *month, year))),
        // JULY 12, 1974
        [Named(month), Digits(day), Digits(year), ..] if day.len() <= 2 && year.len() == 4 => {
            Some((3, named(day, *month, year)))
        }
        // 1974-08-12, 1974年8月12日
        [Digits(year), Digits(month), Digits(day), ..]
            if year.len() == 4 && month.len() <= 2 && day.len() <= 2 =>
        {
            Some((3, numbers(year, month, day).into_iter().collect()))
        }
        // 19740812
        [Digits(all), ..] if all.len() == 8 => {
            Some((1, numbers(&all[..4], &all[4..6], &all[6..]).into_iter().collect()))
        }
        _ => None,
    }
}

fn named(day: &str, month: Month, year: &str) -> Vec<Date> {
    let month = u8::from(month).to_string();
    if day.len() > 2 {
        Vec::new()
    } else {
        years(year).into_iter().filter_map(|year| date(year, &month, day)).collect()
    }
}

fn numbers(year: &str, month: &str, day: &str) -> Option<Date> {
    years(year).first().and_then(|&year| date(year, month, day))
}

fn years(text: &str) -> Vec<i32> {
    match (text.len(), text.parse::<i32>()) {
        (4, Ok(year)) if (1880..=2120).contains(&year) => vec![year],
        (2, Ok(year)) => vec![2000 + year, 1900 + year],
        _ => Vec::new(),
    }
}

fn date(year: i32, month: &str, day: &str) -> Option<Date> {
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn dates(text: &str) -> Vec<Vec<Date>> {
        super::dates(text, Order::Unknown)
    }

    #[test]
    fn one_date_tells_how_the_others_of_a_page_are_written() {
        let of = |texts: &[&str]| Order::of(texts.iter().map(|&text| text.to_owned()), &[]);
        assert_eq!(of(&["02-05-1965", "ISSUED: 11-21-2006"]), Order::MonthFirst);
        assert_eq!(of(&["02/05/1965", "21/11/2006"]), Order::DayFirst);
        // Nothing proves anything, or everything does; a year of two digits may be a day.
        for texts in [
            &["02/05/1965"][..],
            &["21/11/2006", "11/21/2006"],
            &["11/21/06"],
            &["1965-02-28"],
            &["784-65-11-21-2006"],
            &[],
        ] {
            assert_eq!(of(texts), Order::Unknown, "{texts:?}");
        }
        // Or a date that is known from elsewhere.
        let known = |date| Order::of(["02/05/1965".to_owned()], &[date]);
        assert_eq!(known(date!(1965 - 02 - 05)), Order::MonthFirst);
        assert_eq!(known(date!(1965 - 05 - 02)), Order::DayFirst);
        assert_eq!(known(date!(1966 - 05 - 02)), Order::Unknown);
        assert_eq!(Order::of(["02.05.1965".to_owned()], &[date!(1965 - 02 - 05)]), Order::Unknown);
        let read = |order| super::dates("02/05/1965", order).concat();
        assert_eq!(read(Order::MonthFirst), [date!(1965 - 02 - 05)]);
        assert_eq!(read(Order::DayFirst), [date!(1965 - 05 - 02)]);
        assert!(either_way(&read(Order::Unknown)) && !either_way(&read(Order::DayFirst)));
        // The century alone is no doubt of that kind.
        assert!(!either_way(&dates("12 AUG 74").concat()));
        // What can only be meant one way is.
        assert_eq!(super::dates("21/11/2006", Order::MonthFirst).concat(), [date!(2006 - 11 - 21)]);
    }

    #[test]
    fn reads_the_layouts_of_documents() {
        for text in [
            "12.08.1974",
            "12/08/1974",
            "12-08-1974",
            "12 08 1974",
            "1974-08-12",
            "1974.08.12",
            "19740812",
            "1974年8月12日",
            "12 AUG 1974",
            "12 AUG/AOÛT 1974",
            "12 août 1974",
            "born 12 Aug 1974 in",
            "AUGUST 12, 1974",
            "12-AG0-1974",
            "12 8월/AUG 1974",
            "12 8/AUG 1974",
            "12 LÚN/AUG 1974",
            "12 AUG IAOÛT 1974",
            "12 AĞU 1974",
            "12 sie 1974",
            "12 aug/août 1974",
        ] {
            assert_eq!(dates(text).first().and_then(|d| d.first()), Some(&date!(1974 - 08 - 12)), "{text}");
        }
        assert_eq!(
            dates("2010.01.02-2030.03.04"),
            [vec![date!(2010 - 01 - 02)], vec![date!(2030 - 03 - 04)]]
        );
        assert_eq!(dates("12 AUG 74"), [vec![date!(2074 - 08 - 12), date!(1974 - 08 - 12)]]);
        assert_eq!(dates("31.12.1999"), [vec![date!(1999 - 12 - 31)]]);
        assert_eq!(dates("05.06.1999").first().unwrap().len(), 2);
    }

    #[test]
    fn points_part_the_numbers_and_not_the_words() {
        for text in ["03.04.1978", "03.04.1978 / BERLIN", "03. 04. 1978 SAINT-DENIS", "03.04.1978 - ROMA"] {
            assert!(parted_by_points(text), "{text}");
        }
        for text in ["03/04/1978", "03 04 1978 ST. LOUIS", "03-04-1978", "No. 03/04/1978", ""] {
            assert!(!parted_by_points(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_not_dates() {
        for text in
            ["123456789", "45.13.1999", "12.08", "P1234567", "", "99999999", "30.02.2001", "12 7월/AUG 1974"]
        {
            assert!(dates(text).is_empty(), "{text}: {:?}", dates(text));
        }
    }
}
