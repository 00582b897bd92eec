//! Utopian identity cards: ID-1 (TD1, ICAO 9303-5) and 105 × 74 mm (TD2, ICAO 9303-6).

use super::{Entry, Sheet, tint};
use crate::canvas::{Colour, Style};
use crate::geometry::Rect;
use crate::{Date, Error, FieldName, Script, zone};

const TD1_SIZES: (f32, f32) = (1.35, 2.5);
const TD2_SIZES: (f32, f32) = (1.6, 2.8);
const PAPERS: &[(Colour, Colour, [Colour; 2])] = &[
    ([232, 240, 248], [246, 238, 228], [[158, 186, 214], [216, 186, 160]]),
    ([240, 236, 248], [228, 242, 240], [[182, 170, 214], [156, 202, 196]]),
    ([248, 244, 226], [232, 244, 234], [[214, 196, 136], [164, 204, 170]]),
];

fn paper(sheet: &mut Sheet<'_>, lines: usize) -> [Colour; 2] {
    let (width, height) = sheet.canvas.size();
    let (top, bottom, waves) = *sheet.rng.pick(PAPERS);
    sheet.canvas.gradient(top, bottom);
    sheet.guilloche(Rect::new(0.0, 0.0, width, height), &waves, lines, 0.7);
    waves
}

pub(super) fn td1_front(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    let waves = paper(sheet, 44);
    sheet.rosette(62.0, 32.0, 15.0, waves[1], 0.45);
    sheet.canvas.rect(Rect::new(0.0, 0.0, 85.6, 8.4), [40, 62, 104], 0.18);
    sheet.emblem(6.6, 4.2, 2.9, [150, 120, 50]);
    let ink = [28, 46, 92];
    sheet.canvas.text(Style::new(&sheet.fonts.bold, 3.0, ink), 11.2, 4.4, "UTOPIA");
    let small = Style::new(&sheet.fonts.regular, 1.9, ink);
    sheet.canvas.text(small, 11.2, 7.2, "IDENTITY CARD / CARTE D'IDENTITÉ");
    sheet.print_portrait(Rect::new(4.5, 13.0, 22.5, 29.0));

    let (left, right) = (30.5, 59.0);
    let s = TD1_SIZES;
    sheet.entry(
        left,
        10.0,
        s,
        Entry::new(FieldName::Surname, "Surname / Nom", holder.surname.as_str(), 50.0),
    );
    sheet.entry(
        left,
        15.7,
        s,
        Entry::new(FieldName::GivenNames, "Given names / Prénoms", holder.given_names.as_str(), 50.0),
    );
    sheet.entry(
        left,
        21.4,
        s,
        Entry::new(FieldName::Sex, "Sex / Sexe", holder.sex.printed(Script::Latin), 9.0),
    );
    sheet.entry(
        42.0,
        21.4,
        s,
        Entry::new(FieldName::Nationality, "Nationality / Nat.", holder.nationality.as_str(), 15.0),
    );
    let birth = holder.birth_date;
    sheet.entry(
        right,
        21.4,
        s,
        Entry::date(FieldName::BirthDate, "Date of birth / Né(e) le", birth, birth.day_first(), 24.0),
    );
    sheet.entry(
        left,
        27.1,
        s,
        Entry::new(
            FieldName::DocumentNumber,
            "Document No. / N° du document",
            holder.document_number.as_str(),
            26.0,
        ),
    );
    sheet.entry(
        right,
        27.1,
        s,
        Entry::new(
            FieldName::PersonalNumber,
            "Personal No. / N° personnel",
            holder.personal_number.as_str(),
            24.0,
        ),
    );
    let issue = holder.issue_date;
    sheet.entry(
        left,
        32.8,
        s,
        Entry::date(FieldName::IssueDate, "Date of issue / Délivrée le", issue, issue.day_first(), 26.0),
    );
    let until = holder.expiry_date.unwrap_or(Date::NO_END);
    sheet.entry(
        right,
        32.8,
        s,
        Entry::date(FieldName::ExpiryDate, "Date of expiry / Expire le", until, until.day_first(), 24.0),
    );
    let label = Style::new(&sheet.fonts.regular, s.0, super::LABEL);
    sheet.canvas.text(label, left, 40.2, "Holder's signature / Signature du titulaire");
    sheet.signature(left + 2.0, 46.4, 24.0);
    let ghost = tint(Style::new(&sheet.fonts.bold, 1.8, [140, 160, 190]), 0.8);
    sheet.canvas.text(ghost, 5.0, 46.0, holder.document_number.as_str());
    sheet.canvas.rect(Rect::new(0.0, 50.2, 85.6, 3.8), [40, 62, 104], 0.18);
}

pub(super) fn td1_back(sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let holder = sheet.holder;
    let lines = zone::td1(holder)?;
    let waves = paper(sheet, 40);
    sheet.rosette(68.0, 19.0, 11.0, waves[0], 0.5);
    sheet.canvas.rect(Rect::new(0.0, 34.4, 85.6, 19.6), [252, 252, 250], 0.75);
    let s = TD1_SIZES;
    sheet.entry(
        5.0,
        7.0,
        s,
        Entry::new(FieldName::Authority, "Authority / Autorité", holder.authority.as_str(), 52.0),
    );
    sheet.entry(
        5.0,
        13.2,
        s,
        Entry::new(FieldName::Address, "Address / Adresse", holder.address.as_str(), 76.0),
    );
    sheet.entry(
        5.0,
        19.4,
        s,
        Entry::untold("Place of birth / Lieu de naissance", holder.birth_place.as_str(), 40.0),
    );
    sheet.entry(
        5.0,
        25.6,
        s,
        Entry::new(
            FieldName::IssuingCountry,
            "Issuing state / État émetteur",
            holder.issuing_country.as_str(),
            40.0,
        ),
    );
    sheet.print_zone(lines, 4.0, 40.4, 4.9);
    Ok(())
}

pub(super) fn td2_front(sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let holder = sheet.holder;
    let lines = zone::td2(holder)?;
    let waves = paper(sheet, 50);
    sheet.rosette(80.0, 32.0, 16.0, waves[1], 0.45);
    sheet.canvas.rect(Rect::new(0.0, 0.0, 105.0, 9.2), [52, 84, 70], 0.18);
    sheet.canvas.rect(Rect::new(0.0, 52.5, 105.0, 21.5), [252, 252, 250], 0.75);
    sheet.emblem(7.4, 4.6, 3.2, [150, 120, 50]);
    let ink = [26, 66, 52];
    sheet.canvas.text(Style::new(&sheet.fonts.bold, 3.4, ink), 12.8, 4.8, "UTOPIA  UTOPIE");
    let small = Style::new(&sheet.fonts.regular, 2.2, ink);
    sheet.canvas.text(small, 12.8, 7.9, "IDENTITY CARD / CARTE D'IDENTITÉ");
    sheet.print_portrait(Rect::new(5.0, 13.0, 27.0, 34.5));
    let (left, right) = (36.0, 72.0);
    let s = TD2_SIZES;
    sheet.entry(
        left,
        10.6,
        s,
        Entry::new(FieldName::Surname, "Surname / Nom", holder.surname.as_str(), 62.0),
    );
    sheet.entry(
        left,
        17.2,
        s,
        Entry::new(FieldName::GivenNames, "Given names / Prénoms", holder.given_names.as_str(), 62.0),
    );
    let birth = holder.birth_date;
    sheet.entry(
        left,
        23.8,
        s,
        Entry::date(
            FieldName::BirthDate,
            "Date of birth / Date de naissance",
            birth,
            birth.day_first(),
            32.0,
        ),
    );
    sheet.entry(
        right,
        23.8,
        s,
        Entry::new(FieldName::Sex, "Sex / Sexe", holder.sex.printed(Script::Latin), 10.0),
    );
    sheet.entry(
        85.0,
        23.8,
        s,
        Entry::new(FieldName::Nationality, "Nat. / Nat.", holder.nationality.as_str(), 16.0),
    );
    sheet.entry(
        left,
        30.4,
        s,
        Entry::new(
            FieldName::DocumentNumber,
            "Document No. / N° du document",
            holder.document_number.as_str(),
            32.0,
        ),
    );
    let until = holder.expiry_date.unwrap_or(Date::NO_END);
    sheet.entry(
        right,
        30.4,
        s,
        Entry::date(FieldName::ExpiryDate, "Date of expiry / Expire le", until, until.day_first(), 29.0),
    );
    sheet.entry(
        left,
        37.0,
        s,
        Entry::new(
            FieldName::PersonalNumber,
            "Personal No. / N° personnel",
            holder.personal_number.as_str(),
            32.0,
        ),
    );
    sheet.entry(
        right,
        37.0,
        s,
        Entry::new(FieldName::IssuingCountry, "Issuing state / État", holder.issuing_country.as_str(), 29.0),
    );
    let label = Style::new(&sheet.fonts.regular, s.0, super::LABEL);
    sheet.canvas.text(label, left, 45.2, "Holder's signature / Signature du titulaire");
    sheet.signature(left + 2.0, 51.0, 26.0);
    sheet.print_zone(lines, 5.5, 61.4, 6.35);
    Ok(())
}

pub(super) fn td2_back(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    let waves = paper(sheet, 50);
    sheet.rosette(78.0, 46.0, 20.0, waves[0], 0.5);
    sheet.canvas.rect(Rect::new(0.0, 0.0, 105.0, 9.2), [52, 84, 70], 0.18);
    let s = TD2_SIZES;
    sheet.entry(
        6.0,
        12.0,
        s,
        Entry::new(FieldName::Address, "Address / Adresse", holder.address.as_str(), 92.0),
    );
    sheet.entry(
        6.0,
        20.0,
        s,
        Entry::untold("Place of birth / Lieu de naissance", holder.birth_place.as_str(), 60.0),
    );
    sheet.entry(
        6.0,
        28.0,
        s,
        Entry::new(FieldName::Authority, "Authority / Autorité", holder.authority.as_str(), 60.0),
    );
    let issue = holder.issue_date;
    sheet.entry(
        6.0,
        36.0,
        s,
        Entry::date(
            FieldName::IssueDate,
            "Date of issue / Date de délivrance",
            issue,
            issue.day_first(),
            50.0,
        ),
    );
    sheet.emblem(88.0, 60.0, 7.0, [150, 120, 50]);
}
