//! The Chinese-language card of an invented issuer, 85.6 × 54 mm, without a zone.

use super::{LABEL, PRINT, Sheet};
use crate::canvas::Style;
use crate::geometry::Rect;
use crate::{Date, FieldName, Script};

const LABEL_SIZE: f32 = 2.5;
const VALUE_SIZE: f32 = 3.1;

pub(super) fn front(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    sheet.canvas.gradient([226, 242, 244], [238, 234, 248]);
    let waves = [[140, 196, 204], [180, 172, 220]];
    sheet.guilloche(Rect::new(0.0, 0.0, 85.6, 53.98), &waves, 44, 0.65);
    sheet.rosette(38.0, 26.0, 16.0, waves[0], 0.4);
    sheet.canvas.rect(Rect::new(0.0, 0.0, 85.6, 7.4), [20, 110, 120], 0.16);
    let title = Style::new(&sheet.fonts.chinese, 2.9, [16, 84, 96]);
    sheet.canvas.text(title, 5.0, 4.9, "乌托邦居民身份证");
    sheet.print_portrait(Rect::new(58.5, 10.0, 22.0, 28.5));

    let (label_x, value_x) = (5.0, 15.6);
    let name = holder.full_name(Script::Chinese);
    line(sheet, label_x, 12.6, "姓名");
    let area = value(sheet, value_x, 12.6, 3.5, 40.0, &name);
    sheet.place(FieldName::FullName, name.clone(), name, area);

    line(sheet, label_x, 18.6, "性别");
    let sex = holder.sex.printed(Script::Chinese);
    let area = value(sheet, value_x, 18.6, VALUE_SIZE, 10.0, sex);
    sheet.place(FieldName::Sex, sex.to_owned(), sex.to_owned(), area);
    line(sheet, 27.0, 18.6, "民族");
    value(sheet, 34.6, 18.6, VALUE_SIZE, 14.0, &holder.ethnicity);

    line(sheet, label_x, 24.6, "出生");
    let birth = holder.birth_date;
    let area = value(sheet, value_x, 24.6, VALUE_SIZE, 40.0, &birth.chinese());
    sheet.place(FieldName::BirthDate, birth.to_string(), birth.chinese(), area);

    line(sheet, label_x, 30.6, "住址");
    let mut address_area: Option<Rect> = None;
    for (row, text) in broken(&holder.address, 12).into_iter().take(4).enumerate() {
        let area = value(sheet, value_x, 30.6 + 4.1 * row as f32, VALUE_SIZE, 40.0, &text);
        address_area = Some(address_area.map_or(area, |before| before.union(area)));
    }
    if let Some(area) = address_area {
        sheet.place(FieldName::Address, holder.address.clone(), holder.address.clone(), area);
    }

    line(sheet, label_x, 49.4, "公民身份号码");
    let style = Style::new(&sheet.fonts.bold, 3.6, PRINT);
    let number = holder.personal_number.as_str();
    let area = sheet.canvas.spaced(style, 26.0, 49.6, number, Some(2.75), 0.0);
    sheet.place(FieldName::DocumentNumber, number.to_owned(), number.to_owned(), area);
    sheet.place(FieldName::PersonalNumber, number.to_owned(), number.to_owned(), area);
}

pub(super) fn back(sheet: &mut Sheet<'_>) {
    let holder = sheet.holder;
    sheet.canvas.gradient([240, 236, 248], [224, 242, 242]);
    let waves = [[180, 172, 220], [140, 196, 204]];
    sheet.guilloche(Rect::new(0.0, 0.0, 85.6, 53.98), &waves, 44, 0.65);
    sheet.rosette(60.0, 28.0, 15.0, waves[1], 0.45);
    sheet.emblem(14.5, 17.5, 8.0, [30, 120, 130]);
    let ink = [16, 84, 96];
    sheet.canvas.centred(Style::new(&sheet.fonts.chinese, 4.4, ink), 51.0, 16.6, "乌托邦");
    sheet.canvas.centred(Style::new(&sheet.fonts.chinese, 5.6, ink), 51.0, 25.0, "居民身份证");

    line(sheet, 20.0, 41.0, "签发机关");
    let area = value(sheet, 34.0, 41.0, VALUE_SIZE, 48.0, &holder.authority);
    sheet.place(FieldName::Authority, holder.authority.clone(), holder.authority.clone(), area);

    line(sheet, 20.0, 47.6, "有效期限");
    let issue = holder.issue_date.dotted();
    let area = value(sheet, 34.0, 47.6, VALUE_SIZE, 24.0, &issue);
    sheet.place(FieldName::IssueDate, holder.issue_date.to_string(), issue, area);
    let dash = area.x + area.w + 0.6;
    let dash_area = value(sheet, dash, 47.6, VALUE_SIZE, 4.0, "-");
    let until = holder.expiry_date.map_or_else(|| "长期".to_owned(), Date::dotted);
    let area = value(sheet, dash_area.x + dash_area.w + 0.6, 47.6, VALUE_SIZE, 24.0, &until);
    sheet.place(FieldName::ExpiryDate, holder.expiry_date.unwrap_or(Date::NO_END).to_string(), until, area);
}

fn line(sheet: &mut Sheet<'_>, x: f32, baseline: f32, label: &str) {
    sheet.canvas.text(Style::new(&sheet.fonts.chinese, LABEL_SIZE, LABEL), x, baseline, label);
}

fn value(sheet: &mut Sheet<'_>, x: f32, baseline: f32, size: f32, room: f32, text: &str) -> Rect {
    sheet.canvas.fitted(Style::new(&sheet.fonts.chinese, size, PRINT), x, baseline, room, text)
}

/// Lines of at most `width` full-width places; digits and Latin letters take half a place.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for letter in text.chars() {
        let place = if letter.is_ascii() { 1 } else { 2 };
        if used + place > width * 2 {
            lines.push(String::new());
            used = 0;
        }
        used += place;
        lines.last_mut().expect("begins with one line").push(letter);
    }
    lines
}
