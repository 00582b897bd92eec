//! A Utopian driving licence, ID-1: fields known by the numbers of ISO/IEC 18013-1 alone, as in the European Union.

use super::{LABEL, PRINT, Sheet};
use crate::canvas::{Colour, Style};
use crate::geometry::Rect;
use crate::{Date, FieldName};

const VALUE_SIZE: f32 = 2.5;
const NUMBER_SIZE: f32 = 2.1;
const INK: Colour = [92, 40, 70];

fn paper(sheet: &mut Sheet<'_>) -> [Colour; 2] {
    let waves = [[214, 160, 176], [170, 176, 214]];
    sheet.canvas.gradient([250, 234, 238], [236, 238, 250]);
    sheet.guilloche(Rect::new(0.0, 0.0, 85.6, 53.98), &waves, 42, 0.6);
    waves
}

pub(super) fn front(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    let waves = paper(sheet);
    sheet.rosette(60.0, 34.0, 14.0, waves[1], 0.4);
    sheet.emblem(6.6, 4.6, 2.9, [150, 120, 50]);
    sheet.canvas.text(Style::new(&sheet.fonts.bold, 2.6, INK), 11.2, 4.2, "DRIVING LICENCE");
    sheet.canvas.text(Style::new(&sheet.fonts.regular, 1.9, INK), 11.2, 7.0, "PERMIS DE CONDUIRE   UTOPIA");
    sheet.print_portrait(Rect::new(4.5, 13.0, 22.0, 28.0));
    sheet.signature(6.0, 47.0, 18.0);

    // Some states print two digits of the year.
    let short = sheet.rng.below(3) == 0;
    let written = |date: Date| if short { date.day_first_short() } else { date.day_first() };
    let gap = *sheet.rng.pick(&[4.0, 5.2]);
    let mut form = Form { sheet, gap };
    let (left, right) = (29.5, 56.0);
    form.row((left, 11.8), "1.", 48.0, &holder.surname, Some((FieldName::Surname, &holder.surname)));
    form.row(
        (left, 16.0),
        "2.",
        48.0,
        &holder.given_names,
        Some((FieldName::GivenNames, &holder.given_names)),
    );
    let birth = written(holder.birth_date);
    let area = form.row((left, 20.2), "3.", 48.0, &format!("{birth} {}", holder.birth_place), None);
    // The town behind it is no part of the date.
    let share = birth.chars().count() as f32
        / (birth.chars().count() + 1 + holder.birth_place.chars().count()) as f32;
    let area = Rect::new(area.x, area.y, area.w * share, area.h);
    form.sheet.place(FieldName::BirthDate, holder.birth_date.to_string(), birth, area);
    let mut date = |at, number, name, date: Date| {
        form.row(at, number, 19.0, &written(date), Some((name, &date.to_string())));
    };
    date((left, 24.4), "4a.", FieldName::IssueDate, holder.issue_date);
    date((left, 28.6), "4b.", FieldName::ExpiryDate, holder.expiry_date.unwrap_or(Date::NO_END));
    form.row((right, 24.4), "4c.", 22.0, &holder.authority, Some((FieldName::Authority, &holder.authority)));
    let (number, personal) = (&holder.document_number, &holder.personal_number);
    if !personal.is_empty() {
        form.row((right, 28.6), "4d.", 22.0, personal, Some((FieldName::PersonalNumber, personal)));
    }
    form.row((left, 32.8), "5.", 30.0, number, Some((FieldName::DocumentNumber, number)));
    form.row((left, 37.0), "8.", 49.0, &holder.address, Some((FieldName::Address, &holder.address)));
    form.row((left, 44.4), "9.", 30.0, "AM/B1/B/BE", None);
}

/// Categories with their dates, and what the numbers mean.
pub(super) fn back(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    let waves = paper(sheet);
    sheet.rosette(20.0, 26.0, 14.0, waves[0], 0.4);
    let small = Style::new(&sheet.fonts.regular, 1.9, PRINT);
    for (x, head) in [(32.0, "9."), (46.0, "10."), (60.0, "11."), (74.0, "12.")] {
        sheet.canvas.text(small, x, 9.0, head);
    }
    let (issue, until) = (holder.issue_date, holder.expiry_date.unwrap_or(Date::NO_END));
    for (row, category) in ["AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D", "BE"].into_iter().enumerate() {
        let y = 12.2 + 3.1 * row as f32;
        sheet.canvas.text(small, 32.0, y, category);
        if matches!(category, "AM" | "B1" | "B" | "BE") {
            sheet.canvas.text(small, 46.0, y, &issue.day_first_short());
            sheet.canvas.text(small, 60.0, y, &until.day_first_short());
        }
    }
    let label = Style::new(&sheet.fonts.regular, 1.5, LABEL);
    let meanings = [
        "1. Surname / Nom  2. Given names / Prénoms  3. Date and place of birth / Date et lieu de naissance",
        "4a. Date of issue / Date de délivrance  4b. Date of expiry / Date d'expiration  4c. Authority / Autorité",
        "5. Licence number / Numéro du permis  8. Address / Adresse  9. Categories / Catégories",
    ];
    for (row, text) in meanings.into_iter().enumerate() {
        sheet.canvas.fitted(label, 4.0, 44.6 + 2.3 * row as f32, 77.6, text);
    }
}

/// A sheet whose values stand behind numbers.
struct Form<'s, 'h> {
    sheet: &'s mut Sheet<'h>,
    /// From where a number begins to where its value does.
    gap: f32,
}

impl Form<'_, '_> {
    /// A number and what stands behind it, as a detail where it is one; answers where the value is.
    fn row(
        &mut self,
        (x, baseline): (f32, f32),
        number: &str,
        room: f32,
        printed: &str,
        detail: Option<(FieldName, &str)>,
    ) -> Rect {
        let fonts = self.sheet.fonts;
        self.sheet.canvas.text(Style::new(&fonts.regular, NUMBER_SIZE, LABEL), x, baseline, number);
        let style = Style::new(&fonts.bold, VALUE_SIZE, PRINT);
        let area = self.sheet.canvas.fitted(style, x + self.gap, baseline, room, printed);
        if let Some((name, value)) = detail {
            self.sheet.place(name, value.to_owned(), printed.to_owned(), area);
        }
        area
    }
}
