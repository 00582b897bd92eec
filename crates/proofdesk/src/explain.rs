//! `proofdesk inspect --explain DIR`: the stages of a reading as pictures that a person can look at.
//!
//! Each stage is one SVG file: the pixels that the stage saw, with what it found drawn over them. Any browser shows
//! them; boxes and words stay sharp at any size. They show everything that is on the document: keep them as you
//! would keep the picture.

use data_encoding::BASE64;
use proofdesk_domain::{
    document::DocumentKind,
    finding::{Finding, Severity},
    inspection::Inspection,
    picture::{Point, Quad},
};
use proofdesk_reader::{Trace, TracedLine};
use proofdesk_vision::{Crop, Found, Picture, measure, reencode_jpeg, upright};
use std::{fmt::Write as _, path::Path};

/// Longer side of the pictures inside, pixels.
const SIDE: u32 = 1_400;
/// Tiles of the quality maps along and across the document.
const TILES: (u32, u32) = (20, 13);
const GOOD: &str = "#127a3d";
const DOUBTFUL: &str = "#b26a00";
const BAD: &str = "#c0182b";
const NOTE: &str = "#1f5fbf";

/// Writes the stages of one reading into `folder`, as `name-1-corners.svg` and so on.
pub fn write(
    folder: &Path,
    name: &str,
    inspection: &Inspection,
    findings: &[Finding],
    trace: &Trace,
) -> std::io::Result<()> {
    let Some(picture) = &trace.picture else { return Ok(()) };
    std::fs::create_dir_all(folder)?;
    let save = |stage: &str, sheet: Sheet| {
        std::fs::write(folder.join(format!("{name}-{stage}.svg")), sheet.finish())
    };
    save("1-corners", corners(picture, inspection, findings, trace))?;
    let place = inspection.document.as_ref().map_or_else(
        || Quad::rect(0.0, 0.0, picture.width() as f32, picture.height() as f32),
        |document| document.corners,
    );
    let Some(crop) = crop(picture, &place, inspection) else { return Ok(()) };
    save("2-upright", fields(&crop, inspection))?;
    save("3-text", text(&crop, trace))?;
    save("4-quality", quality(picture, &place, &crop, inspection))?;
    if let Some(sheet) = zone(picture, inspection, trace) {
        save("5-zone", sheet)?;
    }
    Ok(())
}

/// The document set upright, its real proportions where its kind tells them.
fn crop(picture: &Picture, place: &Quad, inspection: &Inspection) -> Option<Crop> {
    let [a, b, c, d] = place.0;
    let length = |from: Point, to: Point| (to.x - from.x).hypot(to.y - from.y);
    let seen = (length(a, b) + length(d, c)) / (length(a, d) + length(b, c)).max(1.0);
    let aspect = match inspection.document.as_ref().map(|document| document.kind) {
        Some(DocumentKind::Passport) if seen > 1.0 => 1.42,
        Some(DocumentKind::IdCard | DocumentKind::DrivingLicence | DocumentKind::ResidencePermit)
            if seen > 1.5 =>
        {
            1.586
        }
        _ => seen.clamp(0.2, 5.0),
    };
    let side = SIDE as f32;
    let (w, h) = if aspect >= 1.0 { (side, side / aspect) } else { (side * aspect, side) };
    upright(picture, place, w as u32, h as u32)
}

/// The photograph with the outline, the corners and the places of findings.
fn corners(picture: &Picture, inspection: &Inspection, findings: &[Finding], trace: &Trace) -> Sheet {
    let mut sheet = Sheet::new(picture, "The document on the photograph");
    if let Some(outline) = &trace.outline {
        sheet.polygon(outline, NOTE, "stroke-dasharray='10 8' stroke-width='2'", "none");
    }
    for code in &inspection.barcodes {
        sheet.polygon(&code.quad, NOTE, "stroke-width='3'", "none");
        sheet.tag(code.quad.0[0], "barcode", NOTE);
    }
    for finding in findings {
        let Some(region) = &finding.region else { continue };
        let colour = if finding.severity == Severity::Blocking { BAD } else { DOUBTFUL };
        sheet.polygon(region, colour, "stroke-width='3' fill-opacity='.15'", colour);
        sheet.tag(region.0[0], finding.code.as_str(), colour);
    }
    if let Some(document) = &inspection.document {
        sheet.polygon(&document.corners, GOOD, "stroke-width='4'", "none");
        for (index, corner) in document.corners.0.iter().enumerate() {
            sheet.dot(*corner, &(index + 1).to_string());
        }
        let side = document.side.map_or("side unknown", |side| side.as_str());
        sheet.line(&format!("{}, {side}; corner 1 is the document's own top left", document.kind.as_str()));
    } else {
        sheet.line("no document was found");
    }
    sheet.line("dashed: the outline as found; green: the document turned its right way; red: findings that stand in the way; amber: advice");
    for finding in findings {
        let measured = match (&finding.measured, &finding.threshold) {
            (Some(measured), Some(threshold)) => {
                format!(": {:.3} against {:.3}", measured.value, threshold.value)
            }
            _ => String::new(),
        };
        sheet.line(&format!("{} ({}){measured}", finding.code.as_str(), finding.severity.as_str()));
    }
    sheet
}

/// The upright document with every field where it was read.
fn fields(crop: &Crop, inspection: &Inspection) -> Sheet {
    let mut sheet = Sheet::new(crop.picture(), "Set upright, with the fields that were read");
    for (field, readings) in &inspection.readings {
        for reading in readings {
            let colour = shade(reading.confidence);
            if let Some(quad) = &reading.quad {
                let quad = crop.from_picture(quad);
                sheet.polygon(&quad, colour, "stroke-width='2.5'", "none");
                sheet.tag(quad.0[0], field.as_str(), colour);
            }
            let source = match reading.source {
                proofdesk_domain::document::Source::Mrz => "zone",
                proofdesk_domain::document::Source::Printed => "print",
                proofdesk_domain::document::Source::Barcode => "barcode",
            };
            sheet.coloured(
                &format!("{} ({source}, {:.2}): {}", field.as_str(), reading.confidence, reading.value),
                colour,
            );
        }
    }
    sheet
}

/// Every line of text that was found, whether it became a field or not.
fn text(crop: &Crop, trace: &Trace) -> Sheet {
    let mut sheet = Sheet::new(crop.picture(), "Lines of text");
    for (index, line) in trace.lines.iter().enumerate() {
        let quad = crop.from_picture(&line.quad);
        let mean = mean(line);
        sheet.polygon(&quad, shade(mean), "stroke-width='2'", "none");
        sheet.tag(quad.0[0], &(index + 1).to_string(), shade(mean));
        sheet.coloured(&format!("{} ({mean:.2}) {}", index + 1, line.text), shade(mean));
    }
    for quad in &trace.unread {
        sheet.polygon(&crop.from_picture(quad), BAD, "stroke-width='2' stroke-dasharray='4 4'", "none");
    }
    sheet.line(&format!("{} places with text that could not be read are dashed", trace.unread.len()));
    sheet
}

/// Blur and reflections tile by tile, by the same measures that judge the whole.
fn quality(picture: &Picture, place: &Quad, crop: &Crop, inspection: &Inspection) -> Sheet {
    let mut sheet = Sheet::new(crop.picture(), "Blur and reflections, tile by tile");
    let (width, height) = (crop.picture().width() as f32, crop.picture().height() as f32);
    let (tile_w, tile_h) = (width / TILES.0 as f32, height / TILES.1 as f32);
    for row in 0..TILES.1 {
        for column in 0..TILES.0 {
            let on_crop = Quad::rect(column as f32 * tile_w, row as f32 * tile_h, tile_w, tile_h);
            // A tile sees a little of its neighbours, so that it is large enough to be measured.
            let wide = Quad::rect(
                (column as f32 - 0.5) * tile_w,
                (row as f32 - 0.5) * tile_h,
                tile_w * 2.0,
                tile_h * 2.0,
            );
            let tile = Found {
                corners: crop.to_picture(&wide),
                confidence: 1.0,
                cut_edges: Vec::new(),
                aspect: tile_w / tile_h,
                tilt_degrees: 0.0,
                fills_picture: false,
            };
            let measured = measure(picture, Some(&tile), None);
            let washed = measured.glare.value.max(measured.overexposed.value);
            if washed > 0.08 {
                sheet.fill(&on_crop, "#ffd400", (washed * 0.9).min(0.75));
            }
            // Sharpness is relative to the size of what is measured, which is a tile here: what the same edges are
            // worth on the whole document.
            let share = (2.0 * tile_w).max(2.0 * tile_h) / width.max(height);
            let softness = (1.0 / measured.sharpness.value.max(0.001).powi(2) - 1.0) * share * share;
            let blur = 1.0 - 1.0 / (1.0 + softness).sqrt();
            // A tile without print has no edges by which it could be sharp; only faint ones are shown as blurred.
            if measured.sharpness.value > 0.0 && blur > 0.4 {
                sheet.fill(&on_crop, "#6a2bd9", (blur * 0.45).min(0.45));
            }
        }
    }
    if let Some(quality) = &inspection.quality {
        for (what, measured, colour) in [
            ("least sharp", &quality.sharpness, "#6a2bd9"),
            ("largest reflection", &quality.glare, "#a88400"),
            ("dark", &quality.dark, "#333333"),
            ("washed out", &quality.overexposed, BAD),
            ("a screen's pattern", &quality.moire, "#0b6e99"),
        ] {
            if let Some(region) = measured.region.filter(|region| region != place) {
                let region = crop.from_picture(&region);
                sheet.polygon(&region, colour, "stroke-width='3' stroke-dasharray='9 5'", "none");
                sheet.tag(region.0[0], what, colour);
            }
        }
        sheet.line(&format!(
            "sharpness {:.2}, reflections {:.3} of the area, brightness {:.2}, dark {:.3}, washed out {:.3}, {:.0} dpi, tilt {:.0}°, a screen's pattern on {:.2}",
            quality.sharpness.value,
            quality.glare.value,
            quality.exposure,
            quality.dark.value,
            quality.overexposed.value,
            quality.dpi,
            quality.tilt_degrees,
            quality.moire.value
        ));
    }
    sheet.line("violet: soft edges; yellow: washed out; dashed: the places that the measures name");
    sheet
}

/// The zone's lines with each character on its confidence.
fn zone(picture: &Picture, inspection: &Inspection, trace: &Trace) -> Option<Sheet> {
    let zone = inspection.zone.as_ref()?;
    let [a, b, _, d] = zone.quad.0;
    let (along, across) = ((b.x - a.x).hypot(b.y - a.y), (d.x - a.x).hypot(d.y - a.y));
    let crop =
        upright(picture, &zone.quad, SIDE, ((SIDE as f32 * across / along.max(1.0)) as u32).clamp(40, SIDE))?;
    let mut sheet = Sheet::new(crop.picture(), "Machine-readable zone, character by character");
    sheet.characters(&trace.zone, &zone.repaired);
    let verified = match (zone.check_digits_ok(), zone.repaired.is_empty()) {
        (true, true) => "every check digit holds",
        (true, false) => "the check digits hold after a repair: never called verified",
        (false, _) => "a check digit does not hold",
    };
    sheet.line(&format!("{verified}; confidence {:.2}", zone.confidence));
    sheet.line(
        "green: 0.90 and more; amber: 0.60 and more; red: less; framed: changed because a check digit failed",
    );
    Some(sheet)
}

fn mean(line: &TracedLine) -> f32 {
    line.confidence.iter().sum::<f32>() / line.confidence.len().max(1) as f32
}

fn shade(confidence: f32) -> &'static str {
    match confidence {
        c if c >= 0.9 => GOOD,
        c if c >= 0.6 => DOUBTFUL,
        _ => BAD,
    }
}

/// A picture with drawings on it and words below.
struct Sheet {
    width: f32,
    height: f32,
    /// From the coordinates that are drawn in to the sheet's own.
    scale: f32,
    body: String,
    below: String,
    bottom: f32,
}

impl Sheet {
    fn new(picture: &Picture, title: &str) -> Self {
        let scale = (SIDE as f32 / picture.longer_side() as f32).min(1.0);
        let (width, height) = (picture.width() as f32 * scale, picture.height() as f32 * scale);
        let jpeg = BASE64.encode(&reencode_jpeg(picture, SIDE, 85));
        let body = format!(
            "<text x='0' y='-14' font-size='22' font-weight='600'>{}</text>\
             <image href='data:image/jpeg;base64,{jpeg}' width='{width:.0}' height='{height:.0}'/>",
            escape(title)
        );
        Self { width, height, scale, body, below: String::new(), bottom: height + 34.0 }
    }

    fn points(&self, quad: &Quad) -> String {
        quad.0.iter().map(|p| format!("{:.1},{:.1} ", p.x * self.scale, p.y * self.scale)).collect()
    }

    fn polygon(&mut self, quad: &Quad, stroke: &str, style: &str, fill: &str) {
        let points = self.points(quad);
        // A white line beneath keeps the coloured one visible on any ground.
        let _ = write!(
            self.body,
            "<polygon points='{points}' fill='none' stroke='#fff' stroke-opacity='.7' stroke-width='6'/>\
             <polygon points='{points}' fill='{fill}' stroke='{stroke}' {style}/>"
        );
    }

    fn fill(&mut self, quad: &Quad, colour: &str, opacity: f32) {
        let points = self.points(quad);
        let _ = write!(self.body, "<polygon points='{points}' fill='{colour}' fill-opacity='{opacity:.2}'/>");
    }

    fn dot(&mut self, at: Point, text: &str) {
        let (x, y) = (at.x * self.scale, at.y * self.scale);
        let _ = write!(
            self.body,
            "<circle cx='{x:.1}' cy='{y:.1}' r='15' fill='{GOOD}' stroke='#fff' stroke-width='3'/>\
             <text x='{x:.1}' y='{:.1}' text-anchor='middle' font-size='18' fill='#fff'>{text}</text>",
            y + 6.0
        );
    }

    /// A word on its own ground, above a place.
    fn tag(&mut self, at: Point, text: &str, colour: &str) {
        let width = 10.0 + 9.0 * text.chars().count() as f32;
        let x = (at.x * self.scale).clamp(0.0, (self.width - width).max(0.0));
        let y = (at.y * self.scale - 3.0).clamp(20.0, self.height);
        let _ = write!(
            self.body,
            "<rect x='{x:.1}' y='{:.1}' width='{width:.0}' height='20' rx='3' fill='{colour}'/>\
             <text x='{:.1}' y='{:.1}' font-size='15' fill='#fff'>{}</text>",
            y - 19.0,
            x + 5.0,
            y - 4.0,
            escape(text)
        );
    }

    fn line(&mut self, text: &str) {
        self.coloured(text, "#222");
    }

    fn coloured(&mut self, text: &str, colour: &str) {
        let _ = write!(
            self.below,
            "<text x='0' y='{:.0}' font-size='18' fill='{colour}'>{}</text>",
            self.bottom,
            escape(text)
        );
        self.bottom += 26.0;
    }

    /// Lines of characters, each on the colour of its confidence.
    fn characters(&mut self, lines: &[TracedLine], repaired: &[(u8, u8)]) {
        for (row, line) in lines.iter().enumerate() {
            let count = line.text.chars().count().max(1) as f32;
            let pitch = self.width / count;
            for (column, (c, confidence)) in line.text.chars().zip(&line.confidence).enumerate() {
                let (x, y) = (column as f32 * pitch, self.bottom - 20.0);
                let frame = if repaired.contains(&(row as u8, column as u8)) { "#000" } else { "none" };
                let _ = write!(
                    self.below,
                    "<rect x='{x:.1}' y='{y:.1}' width='{:.1}' height='40' fill='{}' fill-opacity='.2' stroke='{frame}' stroke-width='2'/>\
                     <text x='{:.1}' y='{:.1}' text-anchor='middle' font-family='monospace' font-size='22'>{}</text>\
                     <text x='{:.1}' y='{:.1}' text-anchor='middle' font-size='9' fill='#555'>{:.0}</text>",
                    pitch - 1.0,
                    shade(*confidence),
                    x + pitch / 2.0,
                    y + 24.0,
                    escape(&c.to_string()),
                    x + pitch / 2.0,
                    y + 37.0,
                    confidence * 100.0
                );
            }
            self.bottom += 52.0;
        }
    }

    fn finish(self) -> String {
        let (width, height) = (self.width + 60.0, self.bottom + 50.0);
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-30 -50 {width:.0} {height:.0}' width='{width:.0}' \
             height='{height:.0}' font-family='Noto Sans, Noto Sans SC, sans-serif'>\
             <rect x='-30' y='-50' width='100%' height='100%' fill='#fff'/>{}{}</svg>\n",
            self.body, self.below
        )
    }
}

/// Text that may stand in XML: markup escaped, characters that XML has no place for left out.
fn escape(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .map(|c| match c {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            '\'' => "&#39;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_a_document_cannot_break_out_of_the_sheet() {
        assert_eq!(escape("<svg onload='x'>&\u{0}"), "&lt;svg onload=&#39;x&#39;&gt;&amp;");
    }

    #[test]
    fn a_sheet_grows_with_what_is_said_below_it() {
        let picture = Picture::from_rgb(100, 50, vec![200; 100 * 50 * 3]).expect("has that many pixels");
        let mut sheet = Sheet::new(&picture, "Title");
        let before = sheet.bottom;
        sheet.line("one");
        sheet.polygon(&Quad::rect(0.0, 0.0, 10.0, 10.0), GOOD, "", "none");
        assert!(sheet.bottom > before);
        let svg = sheet.finish();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        assert!(
            svg.contains("data:image/jpeg;base64,") && svg.contains("0.0,0.0 10.0,0.0 10.0,10.0 0.0,10.0")
        );
    }
}
