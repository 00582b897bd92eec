//! Where each field of a zone stands, and which characters may stand there (ICAO 9303-4 to -7).

use crate::inspection::ZoneFormat;

/// A run of characters on one line, from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which line.
    pub line: usize,
    /// First column.
    pub start: usize,
    /// Number of characters.
    pub len: usize,
}

const fn span(line: usize, start: usize, len: usize) -> Span {
    Span { line, start, len }
}

/// The places of the fields of one format.
#[derive(Debug)]
pub struct Layout {
    /// Which format.
    pub format: ZoneFormat,
    /// Number of lines.
    pub lines: usize,
    /// Characters a line.
    pub width: usize,
    /// Kind of document.
    pub code: Span,
    /// Issuing state or organisation.
    pub issuer: Span,
    /// Surname, two fillers, given names.
    pub names: Span,
    /// First nine characters of the document number; its check digit follows.
    pub number: Span,
    /// Nationality of the holder.
    pub nationality: Span,
    /// `YYMMDD`; its check digit follows.
    pub birth: Span,
    /// `M`, `F` or filler.
    pub sex: Span,
    /// `YYMMDD`; its check digit follows.
    pub expiry: Span,
    /// Optional data; on TD1 and TD2 it also takes the end of a long document number.
    pub optional: Span,
    /// Second optional data (TD1).
    pub optional2: Option<Span>,
    /// Whether a check digit follows the optional data (TD3).
    pub optional_checked: bool,
    /// What the composite check digit covers, and where it stands; visas have none.
    pub composite: Option<(&'static [Span], Span)>,
    /// Whether a document number may continue in the optional data.
    pub long_number: bool,
}

const TD1: Layout = Layout {
    format: ZoneFormat::Td1,
    lines: 3,
    width: 30,
    code: span(0, 0, 2),
    issuer: span(0, 2, 3),
    number: span(0, 5, 9),
    optional: span(0, 15, 15),
    birth: span(1, 0, 6),
    sex: span(1, 7, 1),
    expiry: span(1, 8, 6),
    nationality: span(1, 15, 3),
    optional2: Some(span(1, 18, 11)),
    names: span(2, 0, 30),
    optional_checked: false,
    composite: Some((&[span(0, 5, 25), span(1, 0, 7), span(1, 8, 7), span(1, 18, 11)], span(1, 29, 1))),
    long_number: true,
};

/// What the two-line formats share; only widths and the end of the second line differ.
const TWO_LINES: Layout = Layout {
    format: ZoneFormat::MrvA,
    lines: 2,
    width: 44,
    code: span(0, 0, 2),
    issuer: span(0, 2, 3),
    names: span(0, 5, 39),
    number: span(1, 0, 9),
    nationality: span(1, 10, 3),
    birth: span(1, 13, 6),
    sex: span(1, 20, 1),
    expiry: span(1, 21, 6),
    optional: span(1, 28, 16),
    optional2: None,
    optional_checked: false,
    composite: None,
    long_number: false,
};

const TD2: Layout = Layout {
    format: ZoneFormat::Td2,
    width: 36,
    names: span(0, 5, 31),
    optional: span(1, 28, 7),
    composite: Some((&[span(1, 0, 10), span(1, 13, 7), span(1, 21, 14)], span(1, 35, 1))),
    long_number: true,
    ..TWO_LINES
};

const TD3: Layout = Layout {
    format: ZoneFormat::Td3,
    optional: span(1, 28, 14),
    optional_checked: true,
    composite: Some((&[span(1, 0, 10), span(1, 13, 7), span(1, 21, 22)], span(1, 43, 1))),
    ..TWO_LINES
};

const MRVA: Layout = TWO_LINES;

const MRVB: Layout = Layout {
    format: ZoneFormat::MrvB,
    width: 36,
    names: span(0, 5, 31),
    optional: span(1, 28, 8),
    ..TWO_LINES
};

/// The layout of a format.
pub const fn of(format: ZoneFormat) -> &'static Layout {
    match format {
        ZoneFormat::Td1 => &TD1,
        ZoneFormat::Td2 => &TD2,
        ZoneFormat::Td3 => &TD3,
        ZoneFormat::MrvA => &MRVA,
        ZoneFormat::MrvB => &MRVB,
    }
}

/// Which characters may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// One of these letters: the first character of the document code.
    OneOf(&'static str),
    /// `A`-`Z` and filler.
    Letters,
    /// `A`-`Z`, `0`-`9` and filler.
    Any,
    /// `0`-`9`.
    Digits,
    /// `0`-`9` and filler.
    DigitsOrFiller,
    /// `M`, `F` and filler.
    Sex,
}

impl Class {
    /// Whether this character may stand here.
    pub fn allows(self, character: char) -> bool {
        match self {
            Self::OneOf(set) => set.contains(character),
            Self::Letters => character.is_ascii_uppercase() || character == '<',
            Self::Any => character.is_ascii_uppercase() || character.is_ascii_digit() || character == '<',
            Self::Digits => character.is_ascii_digit(),
            Self::DigitsOrFiller => character.is_ascii_digit() || character == '<',
            Self::Sex => matches!(character, 'M' | 'F' | '<'),
        }
    }
}

impl Layout {
    /// What may stand at each place of a line, from left to right.
    pub fn grammar(&self, line: usize) -> Vec<Class> {
        const FIRST_LETTER: Class = Class::OneOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        let mut classes = vec![Class::Any; self.width];
        let mut set = |span: Span, class: Class| {
            if span.line == line {
                classes[span.start..span.start + span.len].fill(class);
            }
        };
        let after = |s: Span| span(s.line, s.start + s.len, 1);
        set(self.code, Class::Letters);
        set(
            span(self.code.line, self.code.start, 1),
            Class::OneOf(match self.format {
                ZoneFormat::Td3 => "P",
                ZoneFormat::MrvA | ZoneFormat::MrvB => "V",
                ZoneFormat::Td1 | ZoneFormat::Td2 => "IAC",
            }),
        );
        set(self.issuer, Class::Letters);
        set(span(self.issuer.line, self.issuer.start, 1), FIRST_LETTER);
        set(self.names, Class::Letters);
        set(self.nationality, Class::Letters);
        set(span(self.nationality.line, self.nationality.start, 1), FIRST_LETTER);
        // An unknown month or day of birth is written with fillers; a year never is.
        set(self.birth, Class::DigitsOrFiller);
        set(span(self.birth.line, self.birth.start, 2), Class::Digits);
        set(self.expiry, Class::Digits);
        set(self.sex, Class::Sex);
        set(after(self.number), if self.long_number { Class::DigitsOrFiller } else { Class::Digits });
        set(after(self.birth), Class::Digits);
        set(after(self.expiry), Class::Digits);
        if self.optional_checked {
            set(after(self.optional), Class::DigitsOrFiller);
        }
        if let Some((_, place)) = self.composite {
            set(place, Class::Digits);
        }
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_inside_its_format() {
        for format in [ZoneFormat::Td1, ZoneFormat::Td2, ZoneFormat::Td3, ZoneFormat::MrvA, ZoneFormat::MrvB]
        {
            let layout = of(format);
            let spans = [
                layout.code,
                layout.issuer,
                layout.names,
                layout.number,
                layout.nationality,
                layout.birth,
                layout.sex,
                layout.expiry,
                layout.optional,
            ];
            let composite = layout
                .composite
                .map(|(spans, place)| spans.iter().copied().chain([place]))
                .into_iter()
                .flatten();
            for s in spans.into_iter().chain(layout.optional2).chain(composite) {
                assert!(s.line < layout.lines && s.start + s.len <= layout.width, "{format:?} {s:?}");
            }
        }
    }
}
