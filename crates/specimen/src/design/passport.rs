//! The data page of the Utopian passport (TD3, ICAO 9303-4), 125 × 88 mm.

use super::{Entry, Sheet, tint};
use crate::canvas::{Colour, Style};
use crate::geometry::Rect;
use crate::{Date, Error, FieldName, Script, zone};

const PAPERS: &[(Colour, Colour, [Colour; 2])] = &[
    ([238, 244, 250], [226, 238, 232], [[150, 180, 214], [172, 204, 178]]),
    ([250, 242, 236], [236, 236, 248], [[216, 170, 160], [168, 176, 214]]),
    ([240, 248, 240], [248, 244, 228], [[160, 204, 168], [214, 196, 140]]),
];
const SIZES: (f32, f32) = (1.75, 3.0);

pub(super) fn front(sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let holder = sheet.holder;
    let lines = zone::td3(holder)?;
    let (top, bottom, waves) = *sheet.rng.pick(PAPERS);
    sheet.canvas.gradient(top, bottom);
    sheet.guilloche(Rect::new(0.0, 8.0, 125.0, 57.0), &waves, 46, 0.75);
    sheet.rosette(94.0, 38.0, 19.0, waves[0], 0.5);
    sheet.canvas.rect(Rect::new(0.0, 0.0, 125.0, 10.4), [40, 62, 104], 0.16);
    sheet.canvas.rect(Rect::new(0.0, 64.8, 125.0, 23.2), [252, 252, 250], 0.72);
    sheet.canvas.rect(Rect::new(0.0, 64.7, 125.0, 0.15), [120, 140, 170], 0.8);

    let title = Style::new(&sheet.fonts.bold, 4.4, [28, 46, 92]);
    sheet.emblem(8.6, 5.3, 3.6, [150, 120, 50]);
    sheet.canvas.text(title, 15.0, 7.0, "UTOPIA  UTOPIE");
    sheet.canvas.text(Style::new(&sheet.fonts.regular, 2.6, [28, 46, 92]), 53.0, 6.8, "PASSPORT / PASSEPORT");

    sheet.print_portrait(Rect::new(5.5, 16.5, 33.0, 42.5));
    let (left, middle, right) = (43.5, 78.0, 95.0);
    sheet.entry(left, 12.0, SIZES, Entry::untold("Type / Type", "P", 10.0));
    sheet.entry(
        58.0,
        12.0,
        SIZES,
        Entry::new(FieldName::IssuingCountry, "Code / Code", holder.issuing_country.as_str(), 18.0),
    );
    sheet.entry(
        middle,
        12.0,
        SIZES,
        Entry::new(
            FieldName::DocumentNumber,
            "Passport No. / Passeport N°",
            holder.document_number.as_str(),
            42.0,
        ),
    );
    sheet.entry(
        left,
        19.4,
        SIZES,
        Entry::new(FieldName::Surname, "Surname / Nom", holder.surname.as_str(), 77.0),
    );
    sheet.entry(
        left,
        26.8,
        SIZES,
        Entry::new(FieldName::GivenNames, "Given names / Prénoms", holder.given_names.as_str(), 77.0),
    );
    sheet.entry(
        left,
        34.2,
        SIZES,
        Entry::new(FieldName::Nationality, "Nationality / Nationalité", holder.nationality.as_str(), 32.0),
    );
    sheet.entry(
        middle,
        34.2,
        SIZES,
        Entry::new(
            FieldName::PersonalNumber,
            "Personal No. / N° personnel",
            holder.personal_number.as_str(),
            42.0,
        ),
    );
    let birth = holder.birth_date;
    sheet.entry(
        left,
        41.6,
        SIZES,
        Entry::date(
            FieldName::BirthDate,
            "Date of birth / Date de naissance",
            birth,
            birth.bilingual(),
            33.0,
        ),
    );
    sheet.entry(
        middle,
        41.6,
        SIZES,
        Entry::new(FieldName::Sex, "Sex / Sexe", holder.sex.printed(Script::Latin), 12.0),
    );
    sheet.entry(
        right,
        41.6,
        SIZES,
        Entry::untold("Place of birth / Lieu de naissance", holder.birth_place.as_str(), 26.0),
    );
    let issue = holder.issue_date;
    sheet.entry(
        left,
        49.0,
        SIZES,
        Entry::date(
            FieldName::IssueDate,
            "Date of issue / Date de délivrance",
            issue,
            issue.bilingual(),
            33.0,
        ),
    );
    sheet.entry(
        middle,
        49.0,
        SIZES,
        Entry::new(FieldName::Authority, "Authority / Autorité", holder.authority.as_str(), 43.0),
    );
    let until = holder.expiry_date.unwrap_or(Date::NO_END);
    sheet.entry(
        left,
        56.4,
        SIZES,
        Entry::date(
            FieldName::ExpiryDate,
            "Date of expiry / Date d'expiration",
            until,
            until.bilingual(),
            33.0,
        ),
    );
    let label = Style::new(&sheet.fonts.regular, SIZES.0, super::LABEL);
    sheet.canvas.text(label, middle, 58.1, "Holder's signature / Signature du titulaire");
    sheet.signature(middle + 2.0, 62.8, 30.0);

    let ghost = tint(Style::new(&sheet.fonts.bold, 2.2, [150, 170, 200]), 0.8);
    sheet.canvas.text(ghost, 6.0, 63.2, holder.document_number.as_str());
    sheet.print_zone(lines, 6.0, 74.6, 6.35);
    Ok(())
}
