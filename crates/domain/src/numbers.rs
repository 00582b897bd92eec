//! Personal numbers: what they must add up to and what they say of their holder, by rules that are data
//! (`data/numbers.toml`, each with its public source).
//!
//! A number that does not hold was misread, or mistyped: nothing more is ever concluded from it.

use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

/// Longest number that is looked at, in characters.
const LONGEST: usize = 32;

/// What a country's rules make of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It adds up, and says this of its holder.
    Holds(Implied),
    /// It has the shape of such a number and does not add up, or holds an impossible date.
    Fails {
        /// Every document of the country carries such a number, so that it cannot be of another kind.
        certain: bool,
    },
}

/// What a number says of its holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Implied {
    /// With its century, where the number tells it.
    pub year: Option<i32>,
    /// The last two digits of the year of birth.
    pub year_of_century: Option<i32>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// `M` or `F`.
    pub sex: Option<char>,
    /// The number is the document's own number too.
    pub document: bool,
}

impl Implied {
    /// Whether a day of birth is one that the number allows.
    pub fn allows(&self, born: time::Date) -> bool {
        let fits = |said: Option<i32>, is: i32| said.is_none_or(|said| said == is);
        fits(self.year, born.year())
            && fits(self.year_of_century, born.year() % 100)
            && fits(self.month.map(i32::from), i32::from(u8::from(born.month())))
            && fits(self.day.map(i32::from), i32::from(born.day()))
    }
}

/// Looks at a number by the rules of a country (ISO 3166-1 alpha-3). Nothing where there is no rule for numbers of
/// this shape: then nobody can say.
pub fn check(country: &str, number: &str) -> Option<Verdict> {
    if number.len() > 2 * LONGEST {
        return None;
    }
    let mut verdict = None;
    for rule in rules().number.iter().filter(|rule| rule.country == country) {
        let Some(characters) = rule.normalised(number) else { continue };
        match rule.implied(&characters, &rules().tables) {
            Some(implied) => return Some(Verdict::Holds(implied)),
            None => verdict = Some(Verdict::Fails { certain: rule.certain }),
        }
    }
    verdict
}

/// The countries that have rules, with the rules' sources, for documentation.
pub fn sources() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    rules().number.iter().map(|rule| (rule.country.as_str(), rule.name.as_str(), rule.source.as_str()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    tables: BTreeMap<String, Vec<i64>>,
    number: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    country: String,
    name: String,
    source: String,
    shape: String,
    #[serde(default)]
    keep: String,
    #[serde(default)]
    document: bool,
    #[serde(default)]
    certain: bool,
    check: Vec<Check>,
    birth: Option<Birth>,
    sex: Option<Sex>,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "vectors for the tests, beside the rule that they try")
    )]
    valid: Vec<String>,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "vectors for the tests, beside the rule that they try")
    )]
    invalid: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    over: Option<[usize; 2]>,
    at_positions: Option<Vec<usize>>,
    #[serde(default)]
    number: bool,
    #[serde(default)]
    replace: BTreeMap<String, String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    weights: Vec<i64>,
    #[serde(default)]
    tables: Vec<String>,
    modulus: i64,
    result: Option<String>,
    remainder: Option<i64>,
    from: Option<i64>,
    at: Option<usize>,
    digits: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Birth {
    year: Option<[usize; 2]>,
    year2: Option<[usize; 2]>,
    month: Option<[usize; 2]>,
    month_letter: Option<MonthLetter>,
    #[serde(default)]
    month_offsets: Vec<[i32; 2]>,
    day: Option<[usize; 2]>,
    day_offset: Option<i32>,
    century: Option<Century>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthLetter {
    at: usize,
    letters: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Century {
    at: usize,
    /// Characters, and the first year of the century that they tell.
    signs: BTreeMap<String, i32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sex {
    at: usize,
    m: String,
    f: String,
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        toml::from_str(include_str!("../data/numbers.toml"))
            .expect("the tests parse the rules that are built in")
    })
}

fn range([from, to]: [usize; 2]) -> Range<usize> {
    from..to
}

fn parse(characters: &[char], place: [usize; 2]) -> Option<i32> {
    characters.get(range(place))?.iter().collect::<String>().parse().ok()
}

impl Rule {
    /// The number's characters without what parts them, if it has this rule's shape.
    fn normalised(&self, number: &str) -> Option<Vec<char>> {
        let characters: Vec<char> = number
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || self.keep.contains(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if characters.len() > LONGEST || number.chars().any(|c| c.is_alphanumeric() && !c.is_ascii()) {
            return None;
        }
        let mut shape = self.shape.chars();
        for &c in &characters {
            let fits = match shape.next()? {
                '9' => c.is_ascii_digit(),
                'A' => c.is_ascii_uppercase(),
                'N' => c.is_ascii_alphanumeric(),
                '[' => shape.by_ref().take_while(|s| *s != ']').collect::<Vec<_>>().contains(&c),
                other => c == other,
            };
            if !fits {
                return None;
            }
        }
        shape.next().is_none().then_some(characters)
    }

    /// What the number says, if it adds up.
    fn implied(&self, characters: &[char], tables: &BTreeMap<String, Vec<i64>>) -> Option<Implied> {
        if !self.check.iter().all(|check| check.holds(characters, tables)) {
            return None;
        }
        let mut implied = Implied { document: self.document, ..Implied::default() };
        if let Some(sex) = &self.sex {
            let c = characters.get(sex.at)?;
            implied.sex = if sex.m.contains(*c) {
                Some('M')
            } else if sex.f.contains(*c) {
                Some('F')
            } else {
                None
            };
        }
        match &self.birth {
            Some(birth) => birth.fill(characters, implied),
            None => Some(implied),
        }
    }
}

impl Check {
    fn holds(&self, characters: &[char], tables: &BTreeMap<String, Vec<i64>>) -> bool {
        let part: Option<String> = match (&self.over, &self.at_positions) {
            (Some(over), _) => characters.get(range(*over)).map(|part| part.iter().collect()),
            (None, Some(positions)) => positions.iter().map(|&at| characters.get(at)).collect(),
            (None, None) => None,
        };
        let Some(mut part) = part else { return false };
        for (from, to) in &self.replace {
            part = part.replace(from, to);
        }
        let nothing = [String::new()];
        let before = if self.before.is_empty() { &nothing[..] } else { &self.before };
        before.iter().any(|before| {
            let remainder = if self.number {
                format!("{before}{part}").parse::<i64>().ok().map(|number| number.rem_euclid(self.modulus))
            } else {
                self.sum(&part, tables).map(|sum| sum.rem_euclid(self.modulus))
            };
            remainder.is_some_and(|remainder| self.agrees(remainder, characters))
        })
    }

    /// Value times weight, added up.
    fn sum(&self, part: &str, tables: &BTreeMap<String, Vec<i64>>) -> Option<i64> {
        let mut sum = 0;
        for (index, c) in part.chars().enumerate() {
            let own = usize::try_from(c.to_digit(36)?).ok()?;
            let value = match self.tables.get(index % self.tables.len().max(1)).map(String::as_str) {
                None | Some("own") => own as i64,
                Some(table) => *tables.get(table)?.get(own)?,
            };
            sum += value * self.weights.get(index).copied().unwrap_or(1);
        }
        Some(sum)
    }

    fn agrees(&self, remainder: i64, characters: &[char]) -> bool {
        if let Some(expected) = self.remainder {
            return remainder == expected;
        }
        let Some(at) = self.at else { return false };
        if let Some(result) = &self.result {
            let named = usize::try_from(remainder).ok().and_then(|index| result.chars().nth(index));
            return match named {
                // The rule leaves it open.
                Some('*') => true,
                named => named.is_some() && named == characters.get(at).copied(),
            };
        }
        let digits = self.digits.unwrap_or(1);
        let control = parse(characters, [at, at + digits]).map(i64::from);
        control == Some(self.from.map_or(remainder, |from| from - remainder))
    }
}

impl Birth {
    /// Adds the day of birth; nothing when it is impossible.
    fn fill(&self, characters: &[char], mut implied: Implied) -> Option<Implied> {
        let mut century = None;
        if let Some(rule) = &self.century {
            let sign = characters.get(rule.at)?;
            century = rule.signs.iter().find(|(signs, _)| signs.contains(*sign)).map(|(_, first)| *first);
        }
        let mut month = match (&self.month, &self.month_letter) {
            (Some(place), _) => Some(parse(characters, *place)?),
            (None, Some(rule)) => {
                let letter = characters.get(rule.at)?;
                Some(rule.letters.chars().position(|c| c == *letter)? as i32 + 1)
            }
            (None, None) => None,
        };
        if let Some(raw) = month.filter(|_| !self.month_offsets.is_empty()) {
            let &[offset, first] =
                self.month_offsets.iter().find(|[offset, _]| (1..=12).contains(&(raw - offset)))?;
            month = Some(raw - offset);
            century = Some(first);
        }
        let day = match self.day {
            Some(place) => {
                let raw = parse(characters, place)?;
                Some(self.day_offset.filter(|offset| raw > *offset).map_or(raw, |offset| raw - offset))
            }
            None => None,
        };
        if let Some(place) = self.year {
            implied.year = Some(parse(characters, place)?);
        } else if let Some(place) = self.year2 {
            let short = parse(characters, place)?;
            implied.year = century.map(|first| first + short);
            implied.year_of_century = Some(short);
        }
        let possible = match (month, day) {
            // In 2000, a leap year, where the year is not known.
            (Some(month), Some(day)) => u8::try_from(month)
                .ok()
                .and_then(|month| time::Month::try_from(month).ok())
                .zip(u8::try_from(day).ok())
                .and_then(|(month, day)| {
                    time::Date::from_calendar_date(implied.year.unwrap_or(2000), month, day).ok()
                })
                .is_some(),
            _ => true,
        };
        // Months beyond the calendar are given to people whose month is not known (INSEE, 20 and more).
        implied.month =
            month.and_then(|month| u8::try_from(month).ok()).filter(|month| (1..=12).contains(month));
        implied.day = day.and_then(|day| u8::try_from(day).ok());
        possible.then_some(implied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn every_rule_holds_for_its_own_vectors_and_fails_for_the_others() {
        let mut countries = std::collections::BTreeSet::new();
        for rule in &rules().number {
            countries.insert(&rule.country);
            assert!(crate::icao::countries::is_issuing_code(&rule.country), "{}", rule.country);
            for valid in &rule.valid {
                let verdict = check(&rule.country, valid);
                assert!(matches!(verdict, Some(Verdict::Holds(_))), "{} {valid}: {verdict:?}", rule.name);
            }
            for invalid in &rule.invalid {
                let verdict = check(&rule.country, invalid);
                assert!(
                    matches!(verdict, Some(Verdict::Fails { .. })),
                    "{} {invalid}: {verdict:?}",
                    rule.name
                );
            }
        }
        assert!(countries.len() >= 8);
    }

    /// Every single wrong digit of a Chinese number is seen (GB 11643 is made for it).
    #[test]
    fn one_wrong_digit_is_always_seen() {
        let good: Vec<char> = "11010519491231002X".chars().collect();
        for at in 0..17 {
            for digit in '0'..='9' {
                let mut other = good.clone();
                other[at] = digit;
                let number: String = other.iter().collect();
                let holds = matches!(check("CHN", &number), Some(Verdict::Holds(_)));
                assert_eq!(holds, other == good, "{number}");
            }
        }
    }

    #[test]
    fn birth_and_sex_are_told() {
        let implied = |country, number| match check(country, number) {
            Some(Verdict::Holds(implied)) => implied,
            other => panic!("{number}: {other:?}"),
        };
        for (country, number, born, sex) in [
            ("CHN", "11010519491231002X", date!(1949 - 12 - 31), 'F'),
            ("POL", "02070803628", date!(1902 - 07 - 08), 'F'),
            ("FIN", "131052-308T", date!(1952 - 10 - 13), 'F'),
            ("ITA", "RCCMNL83S18D969H", date!(1983 - 11 - 18), 'M'),
            ("BGR", "7523169263", date!(1875 - 03 - 16), 'M'),
            ("ROU", "1630615123457", date!(1963 - 06 - 15), 'M'),
            ("SWE", "811218-9876", date!(1981 - 12 - 18), 'M'),
        ] {
            let said = implied(country, number);
            assert!(said.allows(born), "{number}: {said:?}");
            assert!(!said.allows(born.next_day().expect("there is one")), "{number}");
            assert_eq!(said.sex, Some(sex), "{number}");
        }
        assert!(implied("FRA", "2 95 10 99 126 111 93").allows(date!(1995 - 10 - 01)));
    }

    #[test]
    fn where_there_is_no_rule_nobody_can_say() {
        for (country, number) in [("UTO", "123456789"), ("CHN", "E12345678"), ("CHN", ""), ("NLD", "12")] {
            assert_eq!(check(country, number), None, "{country} {number}");
        }
    }

    proptest! {
        #[test]
        fn no_number_is_too_odd(number in "(?s).{0,40}", digits in "[0-9A-Z+-]{8,18}") {
            for rule in &rules().number {
                let _ = (check(&rule.country, &number), check(&rule.country, &digits));
            }
        }
    }
}
