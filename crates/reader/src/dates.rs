//! Dates as documents print them.

use std::borrow::Cow;
use time::{Date, Month};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// "No end" (长期) as a date.
pub(crate) const NO_END: &str = "9999-12-31";

/// Whether a text says that a document does not run out, and names no day.
pub(crate) fn no_end(text: &str) -> bool {
    const WORDS: [&[&str]; 7] = [
        &["SEUMUR", "HIDUP"],
        &["SEUMURHIDUP"],
        &["KHONG", "THOI", "HAN"],
        &["NO", "CADUCA"],
        &["NO", "VENCE"],
        &["INDEFINIDO"],
        &["INDEFINIDA"],
    ];
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_uppercase).collect();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let says = |wanted: &&[&str]| words.windows(wanted.len()).any(|words| words == *wanted);
    text.contains("长期")
        || text.contains("長期")
        || dates(text, Order::Unknown).is_empty() && WORDS.iter().any(says)
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

/// Whether a text begins with a date whose parts are told apart, or is one: `01.02.2020-01.02.2030`, `2023.02.28-2043.02.28`,
/// `14.02.88 F 168`. A number of a person may begin like one: `77.04.16-184.11`, `19740901-2387`.
pub(crate) fn begins_with(text: &str) -> bool {
    let tokens = tokens(text);
    let Some((used, possible)) = at_start(&tokens, Order::Unknown) else { return false };
    let rest: usize =
        tokens[used..].iter().map(|token| if let Token::Digits(d) = token { d.len() } else { 0 }).sum();
    let four = |token: &Token| matches!(token, Token::Digits(year) if year.len() == 4);
    let short_year = !tokens[..used].iter().any(four);
    let run_together = used == 1;
    let of_a_person = (short_year || run_together) && rest >= 3 && !text.trim().contains(' ');
    !possible.is_empty() && !of_a_person
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
    /// A month in digits before its name: `8월/AUG`.
    Number(String),
    Month(Month),
    Other,
}

fn tokens(text: &str) -> Vec<Token> {
    let text = &republic_years(text);
    let mut tokens = Vec::new();
    let mut run = String::new();
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => 0,
        // Marks of Chinese, Japanese and Korean dates part the numbers, as points do.
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
        // `12 8월/AUG`, of which the mark may have been lost.
        if now == 2
            && matches!(c, '/' | '월')
            && characters[at + 1..]
                .iter()
                .find(|c| !matches!(c, ' ' | '/'))
                .is_some_and(|c| c.is_alphabetic())
            && matches!(tokens.as_slice(), [.., Token::Digits(_), Token::Digits(number)] if number.len() <= 2)
            && let Some(Token::Digits(number)) = tokens.pop()
        {
            tokens.push(Token::Number(number));
        }
        if now < 2 {
            run.push(c);
        }
        before = now;
    }
    flush(&mut run, &mut tokens);
    tokens
}

/// A text with the years of the Republic of China as those of everybody: `民國 73 年` is 1984.
fn republic_years(text: &str) -> Cow<'_, str> {
    const BEFORE_THE_FIRST: u16 = 1911;
    let Some((at, era)) = ["民國", "民国"].iter().find_map(|era| Some((text.find(era)?, era))) else {
        return Cow::Borrowed(text);
    };
    let (before, rest) = (&text[..at], text[at + era.len()..].trim_start());
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = rest[..digits].parse::<u16>().ok().filter(|year| (1..=200).contains(year));
    match year.filter(|_| rest[digits..].trim_start().starts_with('年')) {
        Some(year) => {
            Cow::Owned(format!("{before} {}{}", year + BEFORE_THE_FIRST, republic_years(&rest[digits..])))
        }
        None => Cow::Borrowed(text),
    }
}

/// The month that a word names: the beginning of its name in the languages that most documents are written in, or what others
/// write for it. Words that mean two months (`LIP`, `SRP`) are left out.
fn month(word: &str) -> Option<Month> {
    const NAMES: [&[&str]; 12] = [
        &["JANUARY", "JANVIER", "JANUAR", "JÄNNER", "ENERO", "GENNAIO", "JANEIRO", "JANUARI", "JANUÁR"],
        &["FEBRUARY", "FÉVRIER", "FEVRIER", "FEBRUAR", "FEBRERO", "FEBBRAIO", "FEVEREIRO", "FEBRUARI"],
        &["MARCH", "MARS", "MÄRZ", "MARZ", "MARZO", "MARÇO", "MARCO", "MAART", "MARET", "MÁRCIUS"],
        &["APRIL", "AVRIL", "ABRIL", "APRILE", "ÁPRILIS"],
        &["MAY", "MAI", "MAYO", "MAGGIO", "MAIO", "MEI", "MAJ", "MÁJ", "MAYIS"],
        &["JUNE", "JUIN", "JUNI", "JUNIO", "GIUGNO", "JUNHO", "JÚN"],
        &["JULY", "JUILLET", "JULI", "JULIO", "LUGLIO", "JULHO", "JÚL"],
        &["AUGUST", "AOÛT", "AOUT", "AGOSTO", "AUGUSTUS", "AUGUSTI", "AGUSTUS", "AĞUSTOS"],
        &["SEPTEMBER", "SEPTEMBRE", "SEPTIEMBRE", "SETTEMBRE", "SETEMBRO", "SEPT", "SZEPT"],
        &["OCTOBER", "OCTOBRE", "OKTOBER", "OCTUBRE", "OTTOBRE", "OUTUBRO", "OKTÓBER"],
        &["NOVEMBER", "NOVEMBRE", "NOVIEMBRE", "NOVEMBRO", "NOPEMBER"],
        &["DECEMBER", "DÉCEMBRE", "DECEMBRE", "DEZEMBER", "DICIEMBRE", "DICEMBRE", "DEZEMBRO", "DESEMBER"],
    ];
    const OTHERS: [&[&str]; 12] = [
        &["IAN", "OCA", "STY", "TAM"],
        &["ŞUB", "LUT", "HEL", "VEE"],
        &["MRZ", "MRT", "MAA"],
        &["NIS", "KWI", "HUH"],
        &["TOU"],
        &["IUN", "HAZ", "CZE", "KES"],
        &["IUL", "TEM", "HEI"],
        &["AGT", "SIE", "ELO"],
        &["EYL", "WRZ", "SYY"],
        &["EKI", "EKİ", "PAŹ"],
        &["NOI", "KAS"],
        &["ARA", "GRU"],
    ];
    let upper = word.to_uppercase();
    if upper.chars().count() < 3 {
        return None;
    }
    let names = |names: &&[&str]| names.iter().any(|name| name.starts_with(&upper));
    // `JULIJUIL`: the stroke between two of them was read as a letter.
    let twice = |names: &&[&str]| {
        let rest =
            |name: &&str| Some(upper.strip_prefix(name.get(..3)?)?.trim_start_matches(['I', 'L']).to_owned());
        names
            .iter()
            .filter_map(rest)
            .any(|rest| rest.len() >= 3 && names.iter().any(|name| name.starts_with(&rest)))
    };
    let index = NAMES
        .iter()
        .position(names)
        .or_else(|| OTHERS.iter().position(|all| all.contains(&&*upper)))
        .or_else(|| NAMES.iter().position(twice))?;
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
    use Token::{Digits, Month as Named, Number, Other};
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
        // 1974-AUG-12
        [Digits(year), Named(month), Digits(day), ..] if year.len() == 4 && day.len() <= 2 => {
            Some((3, named(day, *month, year)))
        }
        // 12 AUG 1974, 12 AUG/AOÛT 1974
        [Digits(day), Named(month), Named(other), Digits(year), ..] => {
            Some((4, if month == other { named(day, *month, year) } else { Vec::new() }))
        }
        [Digits(day), Named(month), Digits(year), ..] => Some((3, named(day, *month, year))),
        // 12 8월/AUG 1974
        [Digits(day), Number(number), Named(month), Digits(year), ..] => {
            let same = number.parse() == Ok(u8::from(*month));
            Some((4, if same { named(day, *month, year) } else { Vec::new() }))
        }
        // 12 LÚN/AUG 1974: the month in a language that is not known, and again.
        [Digits(day), Other, Named(month), Digits(year), ..] if year.len() == 4 => {
            Some((4, named(day, *month, year)))
        }
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
            "民國63年8月12日",
            "中華民國 63 年 8 月 12 日 (北縣) 換發",
            "1974-Aug-12",
            "1974 AUG 12",
            "12 AUG 1974",
            "12 AUG/AOÛT 1974",
            "12 août 1974",
            "born 12 Aug 1974 in",
            "AUGUST 12, 1974",
            "12-AG0-1974",
            "12 8월/AUG 1974",
            "12 8/AUG 1974",
            "12 LÚN/AUG 1974",
            "12.08.1974/Victorside",
            "12/08/1974 / BERLIN",
            "3 12 AUG 1974",
            "12 AUGIAOÛT 1974",
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
    fn months_of_two_languages_are_one_month() {
        assert_eq!(dates("12 MEITH/JUN 1974")[0], [date!(1974 - 06 - 12)]);
        assert_eq!(dates("4 8 AUG 1974")[0], [date!(1974 - 08 - 08)]);
        for text in ["SEUMUR HIDUP", "长期", "No caduca"] {
            assert!(no_end(text), "{text}");
        }
        for text in ["12.05.2025 INDEFINIDO", "AÑO CADUCA 2025", "RESIDENTE", ""] {
            assert!(!no_end(text), "{text}");
        }
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
        for text in [
            "123456789",
            "45.13.1999",
            "民國 973 年 8 月 12 日",
            "1974 AUG 123",
            "12.08",
            "P1234567",
            "",
            "99999999",
            "30.02.2001",
            "12 7월/AUG 1974",
            "12 RUE MARCEAU 75",
            "Meir 12 2000 Antwerpen",
            "12 AUG/SEP 1974",
        ] {
            assert!(dates(text).is_empty(), "{text}: {:?}", dates(text));
        }
    }
}
