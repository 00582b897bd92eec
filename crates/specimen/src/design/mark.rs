//! The mark that makes every sheet a specimen. No option reaches this file.

use super::{Sheet, tint};
use crate::Kind;
use crate::canvas::{Style, measure};
use crate::geometry::{Quad, Rect};

/// Draws SPECIMEN three times: large and light across the sheet, beneath which print stays readable; clear and upright in
/// the upper right corner, so that a reader finds the word; and in a row along the lower edge. Answers where the second is.
pub(super) fn draw(sheet: &mut Sheet<'_>, kind: Kind) -> Quad {
    let (width, height) = sheet.canvas.size();
    let chinese = kind == Kind::IdCn;
    let (font, word) =
        if chinese { (&sheet.fonts.chinese, "样本 SPECIMEN") } else { (&sheet.fonts.bold, "SPECIMEN") };
    let unit = measure(Style::new(font, 1.0, [0; 3]), word);
    // Across the sheet, rising, about nine tenths of its diagonal.
    let angle = -(height * 0.62).atan2(width);
    let length = (width * width + height * height).sqrt() * 0.86;
    let size = length / unit;
    let style = tint(Style::new(font, size, [234, 128, 128]), 0.30);
    let (sin, cos) = angle.sin_cos();
    let (along, down) = (length / 2.0, size * 0.36);
    let x = width / 2.0 - along * cos - down * sin;
    let y = height / 2.0 - along * sin + down * cos;
    sheet.canvas.spaced(style, x, y, word, None, angle);

    let size = if kind == Kind::Passport { 4.2 } else { 3.2 };
    let small = Style::new(font, size, [190, 30, 40]);
    let (x, baseline) = match kind {
        Kind::Passport => (width - 5.0 - measure(small, word), 7.4),
        Kind::IdTd2 => (width - 4.5 - measure(small, word), 6.4),
        Kind::IdTd1 | Kind::Licence => (width - 4.0 - measure(small, word), 5.6),
        Kind::IdCn => (width - 4.0 - measure(small, word), 5.0),
    };
    let ink = sheet.canvas.text(small, x, baseline, word).grown(0.5);
    // A row along the lower edge, so that what cuts or covers one clear mark leaves the other.
    let row = Style { size: 1.7, ..small };
    let step = measure(row, word) + 2.4;
    let count = ((width - 8.0) / step).floor();
    let margin = f32::midpoint(width - count * step, 2.4);
    for place in 0..count as usize {
        sheet.canvas.text(row, margin + step * place as f32, height - 0.9, word);
    }
    sheet.canvas.frame(ink, 0.5, 0.25, [190, 30, 40]);
    Rect::quad(ink)
}
