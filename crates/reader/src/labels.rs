//! Labels of fields as documents print them, as data.

use proofdesk_domain::document::FieldName;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a label says about the value beside or below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// A field.
    Field(FieldName),
    /// From when to when (有效期限): the second date is the expiry.
    Validity,
    /// Something that is not read, but that ends the value before it.
    Other,
}

/// Labels, squeezed: lower case, no marks, no spaces. English, French, German, Spanish, Italian,
/// Portuguese, Dutch; simplified and traditional Chinese. Longer ones first where one begins with another.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Field(FieldName::Surname),
        &[
            "surname",
            "surnames",
            "familyname",
            "lastname",
            "name/surname",
            "nom",
            "nomdefamille",
            "nachname",
            "familienname",
            "apellidos",
            "apellido",
            "cognome",
            "apelido",
            "achternaam",
            "姓",
        ],
    ),
    (
        Label::Field(FieldName::GivenNames),
        &[
            "givennames",
            "givenname",
            "firstname",
            "firstnames",
            "forenames",
            "forename",
            "prenoms",
            "prenom",
            "prenom(s)",
            "givenname(s)",
            "vornamen",
            "vorname",
            "nombres",
            "nombre",
            "nome",
            "nomi",
            "voornamen",
            "名",
        ],
    ),
    (Label::Field(FieldName::FullName), &["fullname", "nameofholder", "姓名"]),
    (
        Label::Field(FieldName::DocumentNumber),
        &[
            "passportno",
            "passportnumber",
            "passportnr",
            "documentno",
            "documentnumber",
            "documentnr",
            "documentnum",
            "cardno",
            "cardnumber",
            "idcardno",
            "identitycardno",
            "noofdocument",
            "nodupasseport",
            "numerodupasseport",
            "nopasseport",
            "nododocument",
            "nodudocument",
            "numerododocumento",
            "numerodedocument",
            "nodelacarte",
            "passnr",
            "reisepassnr",
            "ausweisnummer",
            "dokumentennummer",
            "numerodepasaporte",
            "numerodedocumento",
            "护照号码",
            "护照号",
            "證件號碼",
            "证件号码",
        ],
    ),
    (
        Label::Field(FieldName::PersonalNumber),
        &[
            "personalno",
            "personalnumber",
            "personalidno",
            "identityno",
            "nationalid",
            "idno",
            "nopersonnel",
            "numeropersonnel",
            "personalnummer",
            "公民身份号码",
            "身份证号码",
            "身份证号",
        ],
    ),
    (
        Label::Field(FieldName::BirthDate),
        &[
            "dateofbirth",
            "birthdate",
            "datedenaissance",
            "geburtsdatum",
            "geburtstag",
            "fechadenacimiento",
            "datadinascita",
            "datadenascimento",
            "geboortedatum",
            "出生日期",
            "出生",
        ],
    ),
    (
        Label::Field(FieldName::ExpiryDate),
        &[
            "dateofexpiry",
            "expirydate",
            "dateofexpiration",
            "expirationdate",
            "expires",
            "validuntil",
            "datedexpiration",
            "datedexpirationi",
            "gultigbis",
            "fechadecaducidad",
            "datadiscadenza",
            "datadevalidade",
            "geldigtot",
            "有效期至",
        ],
    ),
    (
        Label::Field(FieldName::IssueDate),
        &[
            "dateofissue",
            "issuedate",
            "issuedon",
            "datededelivrance",
            "datedelivrance",
            "ausstellungsdatum",
            "fechadeexpedicion",
            "datadirilascio",
            "签发日期",
        ],
    ),
    (
        Label::Field(FieldName::Sex),
        &["sex", "sexe", "gender", "geschlecht", "sexo", "sesso", "geslacht", "性别"],
    ),
    (
        Label::Field(FieldName::Nationality),
        &[
            "nationality",
            "nationalite",
            "staatsangehorigkeit",
            "nacionalidad",
            "cittadinanza",
            "nacionalidade",
            "nationaliteit",
            "国籍",
        ],
    ),
    (
        Label::Field(FieldName::IssuingCountry),
        &[
            "issuingstate",
            "codeofissuingstate",
            "countrycode",
            "issuingcountry",
            "codeofstate",
            "etatemetteur",
            "codedeletatemetteur",
        ],
    ),
    (
        Label::Field(FieldName::Authority),
        &[
            "authority",
            "issuingauthority",
            "issuedby",
            "autorite",
            "autoritededelivrance",
            "behorde",
            "ausstellendebehorde",
            "autoridad",
            "签发机关",
        ],
    ),
    (
        Label::Field(FieldName::Address),
        &[
            "address",
            "residence",
            "adresse",
            "domicile",
            "anschrift",
            "wohnort",
            "domicilio",
            "indirizzo",
            "住址",
        ],
    ),
    (Label::Validity, &["有效期限"]),
    (
        Label::Other,
        &[
            "placeofbirth",
            "lieudenaissance",
            "geburtsort",
            "holderssignature",
            "signatureofholder",
            "signature",
            "signaturedutitulaire",
            "type",
            "code",
            "民族",
            "height",
            "taille",
            "colourofeyes",
            "passport",
            "passeport",
            "identitycard",
            "carteidentite",
            "cartedidentite",
        ],
    ),
];

/// A label at the beginning of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Labelled {
    /// What it says.
    pub(crate) label: Label,
    /// Number of the text's characters up to the value on the same line; all of them when the line
    /// holds labels only.
    pub(crate) value_from: usize,
}

/// The label that a line begins with. Several writings of one label may follow each other
/// (`Date of birth / Date de naissance`), a number may stand before (`4a.`).
pub(crate) fn at_start(text: &str) -> Option<Labelled> {
    let squeezed = squeeze(text);
    // `1. `, `4a. `, `(3)`: numbering of fields.
    let numbering = squeezed.iter().take_while(|(c, _)| c.is_ascii_digit()).count();
    let mut at = if numbering <= 2 { numbering } else { 0 };
    let mut label = None;
    let end = text.chars().count();
    while let Some((skipped, (kind, length))) = next(&squeezed[at..]) {
        // A second label of another kind begins another field.
        if label.is_some_and(|held| held != kind) {
            break;
        }
        at += skipped + length;
        label = Some(kind);
    }
    let value_from = squeezed.get(at).map_or(end, |&(_, index)| index);
    Some(Labelled { label: label?, value_from })
}

/// The label here, or after one stroke that parts two labels and was read as a letter.
fn next(squeezed: &[(char, usize)]) -> Option<(usize, (Label, usize))> {
    let here = longest(squeezed).map(|found| (0, found));
    let stroke = matches!(squeezed.first(), Some(('i' | 'l' | '1', _)));
    here.or_else(|| longest(squeezed.get(1..)?).filter(|_| stroke).map(|found| (1, found)))
}

/// The index of the character at which another label begins inside a text.
pub(crate) fn inside(text: &str) -> Option<usize> {
    let squeezed = squeeze(text);
    (1..squeezed.len())
        .find(|&at| {
            longest(&squeezed[at..]).is_some_and(|(_, length)| length >= 2 && !squeezed[at].0.is_ascii())
        })
        .map(|at| squeezed[at].1)
}

/// The longest label that these characters begin with, and its length. A Latin label must end where
/// a word ends, unless it is long enough not to be an accident.
fn longest(squeezed: &[(char, usize)]) -> Option<(Label, usize)> {
    let mut best: Option<(Label, usize)> = None;
    for &(kind, writings) in LABELS {
        for writing in writings {
            let length = writing.chars().count();
            if length > squeezed.len() || best.is_some_and(|(_, held)| held >= length) {
                continue;
            }
            if !writing.chars().zip(squeezed).all(|(w, &(c, _))| w == c) {
                continue;
            }
            let ends_word = squeezed
                .get(length)
                .is_none_or(|&(next, index)| index > squeezed[length - 1].1 + 1 || !next.is_alphanumeric());
            let cjk = !writing.is_ascii();
            if ends_word || length >= 9 || (cjk && length >= 2) {
                best = Some((kind, length));
            }
        }
    }
    best
}

/// Letters and digits in lower case without marks, each with the index of its character.
fn squeeze(text: &str) -> Vec<(char, usize)> {
    text.chars()
        .enumerate()
        .flat_map(|(index, c)| {
            let plain = c
                .to_lowercase()
                .nfd()
                .filter(|c| !is_combining_mark(*c) && c.is_alphanumeric())
                .collect::<Vec<_>>();
            plain.into_iter().map(move |c| (c, index))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Label, String)> {
        at_start(text).map(|found| (found.label, text.chars().skip(found.value_from).collect()))
    }

    #[test]
    fn knows_labels_in_one_and_in_several_languages() {
        let birth = Label::Field(FieldName::BirthDate);
        for text in [
            "Date of birth",
            "Dateofbirth",
            "3. Date of birth / Date de naissance",
            "DATE DE NAISSANCE",
            "Geburtsdatum/Date of birth",
        ] {
            assert_eq!(read(text), Some((birth, String::new())), "{text}");
        }
        assert_eq!(read("Date of birth: 12.08.1974"), Some((birth, "12.08.1974".into())));
        assert_eq!(read("Sex/Sexe F"), Some((Label::Field(FieldName::Sex), "F".into())));
        assert_eq!(read("Address I Adresse"), Some((Label::Field(FieldName::Address), String::new())));
        assert_eq!(read("Nom / Surname"), Some((Label::Field(FieldName::Surname), String::new())));
        assert_eq!(read("姓名张伟"), Some((Label::Field(FieldName::FullName), "张伟".into())));
        assert_eq!(
            read("公民身份号码 110105194912310021").map(|r| r.0),
            Some(Label::Field(FieldName::PersonalNumber))
        );
        assert_eq!(read("Prénom(s)"), Some((Label::Field(FieldName::GivenNames), String::new())));
    }

    #[test]
    fn values_are_no_labels() {
        for text in ["ERIKSSON", "NOMAN", "SEXTON", "12 AUG 1974", "UTO", "ANNA MARIA", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_second_label_on_the_line_is_found() {
        assert_eq!(inside("男民族汉"), Some(1));
        assert_eq!(inside("ANNA MARIA"), None);
    }
}
