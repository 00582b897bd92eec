//! The machine-readable zone: transliteration, lines and check digits (ICAO 9303 parts 3 to 6).

use unicode_normalization::UnicodeNormalization;

use crate::{Error, Holder};

/// The check digit of a field: weights 7, 3, 1; `<` is 0, `A` is 10 (ICAO 9303-3 §4.9).
pub fn check_digit(field: &str) -> char {
    let sum: u32 = field
        .bytes()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(byte, weight)| {
            let value = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A' + 10,
                _ => 0,
            };
            u32::from(value) * weight
        })
        .sum();
    char::from(b'0' + (sum % 10) as u8)
}

/// A printed name as the zone writes it: capital letters and `<` between parts (ICAO 9303-3 §6).
///
/// Apostrophes vanish, hyphens and spaces separate. Letters outside the Latin script are an error.
pub fn transliterate(name: &str) -> Result<String, Error> {
    let mut out = String::new();
    for letter in name.nfc().flat_map(char::to_uppercase) {
        match letter {
            'A'..='Z' => out.push(letter),
            ' ' | '-' | '‐' | '\u{a0}' => out.push('<'),
            '\'' | '’' | '.' | ',' => {}
            'Ä' | 'Æ' => out.push_str("AE"),
            'Å' => out.push_str("AA"),
            'Ö' | 'Ø' | 'Œ' => out.push_str("OE"),
            'Ü' => out.push_str("UE"),
            'ẞ' => out.push_str("SS"),
            'Ð' | 'Đ' => out.push('D'),
            'Þ' => out.push_str("TH"),
            'Ĳ' => out.push_str("IJ"),
            'Ł' => out.push('L'),
            'Ŋ' => out.push('N'),
            'Ħ' => out.push('H'),
            'Ŧ' => out.push('T'),
            other => match other.nfd().next() {
                Some(base @ 'A'..='Z') => out.push(base),
                _ => return Err(Error::NotTransliterable { letter: other }),
            },
        }
    }
    let parts: Vec<&str> = out.split('<').filter(|part| !part.is_empty()).collect();
    Ok(parts.join("<"))
}

/// Surname and given names in `width` places, cut as ICAO 9303-4 §4.2.3 asks: at least one letter of the given names stays,
/// and a cut field ends in a letter.
fn names(holder: &Holder, width: usize) -> Result<String, Error> {
    let surname = transliterate(&holder.surname)?;
    let given = transliterate(&holder.given_names)?;
    let whole = if given.is_empty() {
        surname.clone()
    } else if surname.is_empty() {
        given.clone()
    } else {
        format!("{surname}<<{given}")
    };
    if whole.len() <= width {
        return Ok(pad(&whole, width));
    }
    let mut keep = if given.is_empty() { width } else { surname.len().min(width - 3) };
    loop {
        let head = surname[..keep].trim_end_matches('<');
        let cut: String = if given.is_empty() {
            head.to_owned()
        } else {
            format!("{head}<<{given}").chars().take(width).collect()
        };
        if !cut.ends_with('<') || keep <= 1 {
            return Ok(pad(&cut, width));
        }
        keep -= 1;
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text:<<width$}")
}

fn number(text: &str) -> Result<String, Error> {
    let plain = transliterate_number(text);
    if plain.is_empty()
        || plain.len() > 22
        || !plain.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    {
        return Err(Error::BadNumber { number: text.to_owned() });
    }
    Ok(plain)
}

fn transliterate_number(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/')).flat_map(char::to_uppercase).collect()
}

fn with_check(field: &str) -> String {
    format!("{field}{}", check_digit(field))
}

fn code(text: &str) -> Result<String, Error> {
    if text.is_empty() || text.len() > 3 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::BadCountry { code: text.to_owned() });
    }
    Ok(pad(text, 3))
}

/// Document number, its check digit and what follows it in the optional field: numbers beyond nine places overflow there
/// (ICAO 9303-5 §4.2.2 note j).
fn number_and_optional(document: &str, personal: &str, width: usize) -> Result<String, Error> {
    let document = number(document)?;
    let optional = match personal {
        "" => String::new(),
        text => number(text)?,
    };
    let line = if document.len() <= 9 {
        format!("{}{optional}", with_check(&pad(&document, 9)))
    } else {
        let (head, tail) = document.split_at(9);
        format!("{head}<{tail}{}<{optional}", check_digit(&document))
    };
    if line.len() > width + 10 {
        return Err(Error::BadNumber { number: format!("{document} {optional}") });
    }
    Ok(pad(&line, width + 10))
}

fn expiry(holder: &Holder) -> String {
    holder.expiry_date.map_or_else(|| "<<<<<<".to_owned(), crate::Date::zone)
}

/// The two 44-character lines of a passport (ICAO 9303-4 §4.2.2).
pub fn td3(holder: &Holder) -> Result<Vec<String>, Error> {
    let first = format!("P<{}{}", code(&holder.issuing_country)?, names(holder, 39)?);
    let document = number(&holder.document_number)?;
    let personal = match holder.personal_number.as_str() {
        "" => String::new(),
        text => number(text)?,
    };
    if document.len() > 9 || personal.len() > 14 {
        return Err(Error::BadNumber { number: if document.len() > 9 { document } else { personal } });
    }
    let document = with_check(&pad(&document, 9));
    let birth = with_check(&holder.birth_date.zone());
    let until = with_check(&expiry(holder));
    // An unused personal number may have `<` for its check digit; the generator prints that form.
    let personal = if personal.is_empty() { pad("", 15) } else { with_check(&pad(&personal, 14)) };
    let composite = check_digit(&format!("{document}{birth}{until}{personal}"));
    let second = format!(
        "{document}{}{birth}{}{until}{personal}{composite}",
        code(&holder.nationality)?,
        holder.sex.zone()
    );
    Ok(vec![first, second])
}

/// The three 30-character lines of an ID-1 card (ICAO 9303-5 §4.2.2). The personal number goes into the first optional field.
pub fn td1(holder: &Holder) -> Result<Vec<String>, Error> {
    let first = format!(
        "I<{}{}",
        code(&holder.issuing_country)?,
        number_and_optional(&holder.document_number, &holder.personal_number, 15)?
    );
    let birth = with_check(&holder.birth_date.zone());
    let until = with_check(&expiry(holder));
    let optional = pad("", 11);
    let composite = check_digit(&format!("{}{birth}{until}{optional}", &first[5..30]));
    let second =
        format!("{birth}{}{until}{}{optional}{composite}", holder.sex.zone(), code(&holder.nationality)?);
    Ok(vec![first, second, names(holder, 30)?])
}

/// The two 36-character lines of a TD2 document (ICAO 9303-6 §4.2.2). A personal number of more than seven places, the width
/// of the optional field, is left out.
pub fn td2(holder: &Holder) -> Result<Vec<String>, Error> {
    let first = format!("I<{}{}", code(&holder.issuing_country)?, names(holder, 31)?);
    let personal = if holder.personal_number.len() <= 7 { holder.personal_number.as_str() } else { "" };
    let numbers = number_and_optional(&holder.document_number, personal, 7)?;
    let (document, optional) = numbers.split_at(10);
    let birth = with_check(&holder.birth_date.zone());
    let until = with_check(&expiry(holder));
    let composite = check_digit(&format!("{document}{birth}{until}{optional}"));
    let second = format!(
        "{document}{}{birth}{}{until}{optional}{composite}",
        code(&holder.nationality)?,
        holder.sex.zone()
    );
    Ok(vec![first, second])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, Script, Sex};

    fn anna(number: &str, personal: &str) -> Holder {
        Holder {
            surname: "Eriksson".into(),
            given_names: "Anna Maria".into(),
            document_number: number.into(),
            personal_number: personal.into(),
            birth_date: Date::new(1974, 8, 12).unwrap(),
            expiry_date: Date::new(2012, 4, 15),
            sex: Sex::Female,
            ..Holder::from_seed(1, Script::Latin)
        }
    }

    #[test]
    fn the_specimens_printed_in_the_standard() {
        // ICAO 9303-4, appendix B; 9303-5, appendix B; 9303-6, appendix B.
        assert_eq!(
            td3(&anna("L898902C3", "ZE184226B")).unwrap(),
            ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
        );
        assert_eq!(
            td1(&anna("D23145890", "")).unwrap(),
            [
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
            ]
        );
        assert_eq!(
            td2(&anna("D23145890", "")).unwrap(),
            ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
        );
    }

    #[test]
    fn long_document_numbers_overflow_into_the_optional_field() {
        // ICAO 9303-5 §4.2.2 note j: D23145890 7349 becomes D23145890<7349 and the check digit over all of it.
        let lines = td1(&anna("D231458907349", "")).unwrap();
        assert_eq!(&lines[0], &format!("I<UTOD23145890<7349{}<<<<<<<<<<", check_digit("D231458907349")));
        assert_eq!(lines[0].len(), 30);
        assert!(matches!(td3(&anna("D231458907349", "")), Err(Error::BadNumber { .. })));
    }

    #[test]
    fn national_letters_are_written_as_the_standard_says() {
        for (printed, zone) in [
            ("Müller", "MUELLER"),
            ("Łukasz", "LUKASZ"),
            ("Ñandú", "NANDU"),
            ("Straße", "STRASSE"),
            ("D'Artagnan", "DARTAGNAN"),
            ("Jean-Luc", "JEAN<LUC"),
            ("Søren Ångström", "SOEREN<AANGSTROEM"),
            ("Þórður", "THORDUR"),
            ("Şeyma Çağlar", "SEYMA<CAGLAR"),
            ("İpek", "IPEK"),
        ] {
            assert_eq!(transliterate(printed).unwrap(), zone, "{printed}");
        }
        assert!(matches!(transliterate("王"), Err(Error::NotTransliterable { letter: '王' })));
    }

    #[test]
    fn long_names_are_cut_and_end_in_a_letter() {
        // ICAO 9303-4 §4.2.3, names truncated by cutting at the field's end.
        let cut = |surname: &str, given: &str| {
            names(&Holder { surname: surname.into(), given_names: given.into(), ..anna("X1", "") }, 39)
                .unwrap()
        };
        assert_eq!(
            cut("Nilavadhanananda", "Chayapa Dejthamrong Krasuang"),
            "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
        );
        assert_eq!(
            cut("Nilavadhanananda", "Arnpol Petch Charonguang"),
            "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"
        );
        for surname_length in 30..60 {
            let field = cut(&"A".repeat(surname_length), "B C D E F G");
            assert_eq!(field.len(), 39);
            assert!(field.contains("<<B"), "{field}");
            if surname_length > 30 {
                assert!(!field.ends_with('<'), "{field}");
            }
        }
    }
}
