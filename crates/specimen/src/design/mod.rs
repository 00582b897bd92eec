//! The flat documents: what is printed where. Designs are of no real state, and every sheet is marked SPECIMEN before
//! anyone gets its picture.

mod card;
mod chinese;
mod licence;
mod mark;
mod passport;

use image::RgbImage;

use crate::canvas::{Canvas, Colour, Ink, Style, measure};
use crate::geometry::{Quad, Rect};
use crate::rng::Rng;
use crate::{Error, FieldName, Fonts, Holder, Kind, Side};

/// A detail as it stands on the sheet.
#[derive(Debug, Clone)]
pub(crate) struct PlacedField {
    pub(crate) name: FieldName,
    pub(crate) value: String,
    pub(crate) printed: String,
    pub(crate) area: Rect,
}

/// A finished sheet: the marked picture and where everything is, in millimetres.
#[derive(Debug)]
pub(crate) struct Flat {
    pub(crate) image: RgbImage,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) corner_radius: f32,
    pub(crate) fields: Vec<PlacedField>,
    pub(crate) zone: Vec<(String, Rect)>,
    pub(crate) portrait: Option<Rect>,
    pub(crate) mark: Quad,
}

/// What a design draws on.
pub(crate) struct Sheet<'a> {
    canvas: Canvas,
    fonts: &'a Fonts,
    holder: &'a Holder,
    rng: Rng,
    fields: Vec<PlacedField>,
    zone: Vec<(String, Rect)>,
    portrait: Option<Rect>,
}

/// Prints a sheet at `scale` pixels a millimetre.
pub(crate) fn print(
    kind: Kind,
    side: Side,
    holder: &Holder,
    seed: u64,
    scale: f32,
    fonts: &Fonts,
) -> Result<Flat, Error> {
    let mut sheet = draw(kind, side, holder, seed, scale, fonts)?;
    // Nothing comes between the drawing and the mark, and there is no other way to a `Flat`.
    let mark = mark::draw(&mut sheet, kind);
    let (width, height) = kind.size();
    Ok(Flat {
        image: sheet.canvas.into_image(),
        width,
        height,
        corner_radius: kind.corner_radius(),
        fields: sheet.fields,
        zone: sheet.zone,
        portrait: sheet.portrait,
        mark,
    })
}

fn draw<'a>(
    kind: Kind,
    side: Side,
    holder: &'a Holder,
    seed: u64,
    scale: f32,
    fonts: &'a Fonts,
) -> Result<Sheet<'a>, Error> {
    let (width, height) = kind.size();
    let mut sheet = Sheet {
        canvas: Canvas::new(width, height, scale, [250, 250, 248]),
        fonts,
        holder,
        rng: Rng::new(seed, "design"),
        fields: Vec::new(),
        zone: Vec::new(),
        portrait: None,
    };
    match (kind, side) {
        (Kind::Passport, Side::Front) => passport::front(&mut sheet)?,
        (Kind::Passport, Side::Back) => return Err(Error::NoSuchSide { kind, side }),
        (Kind::IdTd1, Side::Front) => card::td1_front(&mut sheet),
        (Kind::IdTd1, Side::Back) => card::td1_back(&mut sheet)?,
        (Kind::IdTd2, Side::Front) => card::td2_front(&mut sheet)?,
        (Kind::IdTd2, Side::Back) => card::td2_back(&mut sheet),
        (Kind::IdCn, Side::Front) => chinese::front(&mut sheet),
        (Kind::IdCn, Side::Back) => chinese::back(&mut sheet),
        (Kind::Licence, Side::Front) => licence::front(&mut sheet),
        (Kind::Licence, Side::Back) => licence::back(&mut sheet),
    }
    Ok(sheet)
}

const LABEL: Colour = [58, 74, 110];
const PRINT: Colour = [24, 24, 30];

/// A labelled detail: label above, value below.
struct Entry<'t> {
    name: Option<FieldName>,
    label: &'t str,
    value: String,
    printed: String,
    room: f32,
}

impl Entry<'_> {
    fn new(name: FieldName, label: &str, value: impl Into<String>, room: f32) -> Entry<'_> {
        let value = value.into();
        Entry { name: Some(name), label, printed: value.clone(), value, room }
    }

    fn date(name: FieldName, label: &str, date: crate::Date, printed: String, room: f32) -> Entry<'_> {
        Entry { name: Some(name), label, value: date.to_string(), printed, room }
    }

    fn untold(label: &str, printed: impl Into<String>, room: f32) -> Entry<'_> {
        Entry { name: None, label, value: String::new(), printed: printed.into(), room }
    }
}

impl Sheet<'_> {
    /// Label at `y`, value beneath; sizes are em heights in millimetres.
    fn entry(&mut self, x: f32, y: f32, sizes: (f32, f32), entry: Entry<'_>) {
        let (label_size, value_size) = sizes;
        let label = Style::new(&self.fonts.regular, label_size, LABEL);
        self.canvas.fitted(label, x, y + label_size, entry.room, entry.label);
        let baseline = y + label_size * 1.25 + value_size * 0.95;
        let area = self.canvas.fitted(
            Style::new(&self.fonts.bold, value_size, PRINT),
            x,
            baseline,
            entry.room,
            &entry.printed,
        );
        if let Some(name) = entry.name {
            self.place(name, entry.value, entry.printed, area);
        }
    }

    /// Records a printed detail; what is empty was not printed.
    fn place(&mut self, name: FieldName, value: String, printed: String, area: Rect) {
        if !printed.is_empty() {
            self.fields.push(PlacedField { name, value, printed, area: area.grown(0.3) });
        }
    }

    /// The zone in OCR-B, ten characters an inch (ICAO 9303-3 §4.4), on baselines `step` apart.
    fn print_zone(&mut self, lines: Vec<String>, left: f32, first_baseline: f32, step: f32) {
        // OCR-B size I: capitals 2.4 mm high, every 2.54 mm.
        let natural = measure(Style::new(&self.fonts.zone, 1.0, PRINT), "H");
        let style = Style::new(&self.fonts.zone, 2.54 / natural, PRINT);
        for (row, line) in lines.into_iter().enumerate() {
            let baseline = first_baseline + step * row as f32;
            let ink = self.canvas.spaced(style, left, baseline, &line, Some(2.54), 0.0);
            let whole = Rect::new(left, ink.y, 2.54 * line.len() as f32, ink.h);
            self.zone.push((line, whole.grown(0.3)));
        }
    }

    fn print_portrait(&mut self, area: Rect) {
        let mut rng = self.rng.clone();
        crate::portrait::draw(&mut self.canvas, area, &mut rng);
        self.canvas.frame(area, 0.0, 0.2, [120, 128, 140]);
        self.portrait = Some(area);
    }

    /// Families of fine waves, as security print has them.
    fn guilloche(&mut self, area: Rect, colours: &[Colour], lines: usize, opacity: f32) {
        let phase = self.rng.range(0.0, std::f32::consts::TAU);
        let (long, short) = (self.rng.range(26.0, 40.0), self.rng.range(9.0, 14.0));
        for line in 0..lines {
            let t = line as f32 / lines as f32;
            let middle = area.y + area.h * t;
            let colour = colours[line % colours.len()];
            let swing = area.h * 0.09;
            self.canvas.curve(area, 0.11, colour, opacity, move |x| {
                middle
                    + swing * (x * std::f32::consts::TAU / long + phase + t * 5.0).sin()
                    + swing * 0.45 * (x * std::f32::consts::TAU / short - phase + t * 9.0).sin()
            });
        }
    }

    /// Rings around a point, drawn as upper and lower arcs.
    fn rosette(&mut self, cx: f32, cy: f32, radius: f32, colour: Colour, opacity: f32) {
        let area = Rect::new(cx - radius, cy - radius, 2.0 * radius, 2.0 * radius);
        self.canvas.shape(area, colour, opacity, move |x, y| {
            let (dx, dy) = (x - cx, y - cy);
            let r = (dx * dx + dy * dy).sqrt();
            let angle = dy.atan2(dx);
            let wave = 0.10 * radius * (angle * 12.0).sin();
            let ring = ((r + wave * (r / radius)) / (radius * 0.105)).fract() - 0.5;
            (ring.abs() * radius * 0.105 - 0.09).max(r - radius)
        });
    }

    /// The emblem of nowhere: a sun over three waves in a ring.
    fn emblem(&mut self, cx: f32, cy: f32, radius: f32, colour: Colour) {
        let ring = Rect::new(cx - radius, cy - radius, 2.0 * radius, 2.0 * radius);
        self.canvas.frame(ring, radius, radius * 0.1, colour);
        self.canvas.ellipse(cx, cy - radius * 0.2, radius * 0.32, radius * 0.32, colour, 1.0);
        for wave in 0..3 {
            let level = cy + radius * (0.28 + 0.2 * wave as f32);
            let half = radius * (0.72 - 0.13 * wave as f32);
            self.canvas.curve(
                Rect::new(cx - half, cy - radius, 2.0 * half, 2.0 * radius),
                radius * 0.08,
                colour,
                1.0,
                |x| level + radius * 0.06 * ((x - cx) / radius * 9.0).sin(),
            );
        }
    }

    fn signature(&mut self, x: f32, baseline: f32, width: f32) {
        let (a, b, c) = (self.rng.range(2.0, 3.4), self.rng.range(5.0, 8.0), self.rng.range(0.0, 6.0));
        self.canvas.curve(Rect::new(x, baseline - 5.0, width, 7.0), 0.28, [30, 40, 110], 0.9, move |px| {
            let t = (px - x) / width;
            baseline
                - 1.6 * (1.0 - t * 0.6) * ((t * a * 6.0 + c).sin() * (t * b * 3.0).cos()).abs()
                - 0.6 * (t * b * 4.0 + c).sin() * (1.0 - t)
        });
    }
}

fn tint(style: Style<'_>, opacity: f32) -> Style<'_> {
    Style { opacity, ink: Ink::Tint, ..style }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every option that a sheet has: all kinds, sides, seeds and scales differ from the unmarked drawing, widely.
    #[test]
    fn every_sheet_carries_the_mark() {
        let fonts = Fonts::find(None).unwrap();
        for (kind, side) in Kind::ALL_SIDES {
            for (seed, scale) in [(1, 6.0), (2, 12.0)] {
                let holder = Holder::from_seed(seed, kind.script());
                let bare = draw(kind, side, &holder, seed, scale, &fonts).unwrap().canvas.into_image();
                let marked = print(kind, side, &holder, seed, scale, &fonts).unwrap().image;
                let changed = bare.pixels().zip(marked.pixels()).filter(|(a, b)| a != b).count();
                let share = changed as f32 / (bare.width() * bare.height()) as f32;
                assert!(share > 0.04, "{kind:?} {side:?}: only {share} of the sheet is marked");
            }
        }
    }
}
