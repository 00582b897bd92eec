//! From a picture to an inspection: the order in which the parts are asked.

use crate::{
    detect::{self, TextBox},
    kind,
    model::{InferenceError, Threads},
    models::{Models, ModelsError, VERSION},
    page::{Page, Span, Up},
    printed::{self, Placed},
    recognise::{Line, Recogniser},
    zone::{self, ZoneReading},
};
use proofdesk_domain::{
    document::FieldName,
    inspection::{DocumentFacts, FileFacts, Inspection, Reading, ZoneFormat},
    picture::Quad,
};
use proofdesk_vision::{
    Crop, DecodeError, DecodeLimits, DocumentSize, Found, Picture, decode, file_facts, find_documents,
    measure, upright,
};
use std::collections::BTreeMap;
use time::Date;

/// Width of a printed line's strip over its natural width. On specimens of all kinds seven tenths read
/// as well as the whole.
const STRETCH: f32 = 0.7;

/// Lines longer than this for their height are micro-print and borders: some seventy characters.
const LONGEST: f32 = 38.0;

/// How a reader works; the same for every picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderConfig {
    /// Longer side of the upright crop on which text is sought, pixels. Larger finds smaller print
    /// and costs time in proportion to its square.
    pub detector_side: u32,
    /// Most lines read on one picture beside the zone, the largest first.
    pub most_lines: usize,
    /// What a file may ask for.
    pub limits: DecodeLimits,
}

impl Default for ReaderConfig {
    fn default() -> Self {
        Self { detector_side: 640, most_lines: 48, limits: DecodeLimits::default() }
    }
}

/// What one reading depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Decides the centuries of two-digit years.
    pub today: Date,
    /// Threads for inference. One is best when several pictures are read at a time.
    pub threads: usize,
}

/// Our own fault: never a finding about the picture.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The models cannot be used.
    #[error(transparent)]
    Models(#[from] ModelsError),
    /// Inference failed.
    #[error(transparent)]
    Inference(#[from] InferenceError),
    /// The decoder could not be used.
    #[error(transparent)]
    Decode(DecodeError),
}

/// Reads pictures of documents. Shared freely between threads: readings never wait for each other.
pub struct Reader {
    models: Models,
    config: ReaderConfig,
}

/// What was read on one crop.
struct PageReading {
    zone: Option<ZoneReading>,
    readings: BTreeMap<FieldName, Vec<Reading>>,
    words: String,
    quarter_turns: u8,
    /// Characters read with fair confidence: tells an empty crop from a full one.
    legible: usize,
}

impl Reader {
    /// A reader with these models; they are loaded at the first picture.
    pub fn new(models: Models, config: ReaderConfig) -> Self {
        Self { models, config }
    }

    /// Reads a file: whatever the bytes are, there is an answer, with what is wrong with them in
    /// [`FileFacts::problem`].
    pub fn inspect_bytes(&self, bytes: &[u8], options: &ReadOptions) -> Result<Inspection, ReadError> {
        match decode(bytes, &self.config.limits) {
            Ok(picture) => self.read(&picture, file_facts(bytes, Ok(&picture)), options),
            Err(error) if error.problem().is_none() => Err(ReadError::Decode(error)),
            Err(error) => Ok(unopened(file_facts(bytes, Err(&error)))),
        }
    }

    /// Reads an upright picture; `file` says where it came from.
    pub fn read(
        &self,
        picture: &Picture,
        file: FileFacts,
        options: &ReadOptions,
    ) -> Result<Inspection, ReadError> {
        let threads = Threads::new(options.threads);
        let found = find_documents(picture);
        let documents_seen = u8::try_from(found.len()).unwrap_or(u8::MAX);
        let mut document = found.into_iter().next();
        let whole = Quad::rect(0.0, 0.0, picture.width() as f32, picture.height() as f32);
        let mut read = match &document {
            Some(document) => {
                self.read_crop(picture, &document.corners, document.aspect, options.today, &threads)?
            }
            None => None,
        };
        // An outline that holds nothing was none, or was a part of the document.
        let nothing = read.as_ref().is_none_or(|read| read.zone.is_none() && read.legible < 12);
        if nothing && document.as_ref().is_none_or(|document| !document.fills_picture) {
            let aspect = whole_aspect(picture);
            let again = self.read_crop(picture, &whole, aspect, options.today, &threads)?;
            let better = |read: &PageReading| read.legible + if read.zone.is_some() { 1_000 } else { 0 };
            if again.as_ref().map_or(0, better) > read.as_ref().map_or(0, better) + 8 {
                read = again;
                document = None;
            }
        }
        Ok(Self::inspection(picture, file, document, documents_seen, read))
    }

    fn read_crop(
        &self,
        picture: &Picture,
        corners: &Quad,
        aspect: f32,
        today: Date,
        threads: &Threads,
    ) -> Result<Option<PageReading>, ReadError> {
        let Some(crop) = self.detector_crop(picture, corners, aspect) else { return Ok(None) };
        let boxes = detect::detect(self.models.detector()?, crop.picture(), threads)?;
        if boxes.is_empty() {
            return Ok(None);
        }
        let recogniser = self.models.recogniser()?;
        self.read_page(picture, &crop, &boxes, recogniser, today, threads).map(Some)
    }

    /// The document, upright, at the detector's size.
    fn detector_crop(&self, picture: &Picture, corners: &Quad, aspect: f32) -> Option<Crop> {
        let aspect = if aspect.is_finite() { aspect.clamp(0.2, 5.0) } else { 1.0 };
        let side = self.config.detector_side as f32;
        let (width, height) = if aspect >= 1.0 { (side, side / aspect) } else { (side * aspect, side) };
        let multiple = |x: f32| (((x / 32.0).round() as u32) * 32).max(64);
        upright(picture, corners, multiple(width), multiple(height))
    }

    fn read_page(
        &self,
        picture: &Picture,
        crop: &Crop,
        boxes: &[TextBox],
        recogniser: &Recogniser,
        today: Date,
        threads: &Threads,
    ) -> Result<PageReading, ReadError> {
        let page = Page::new(crop, boxes);
        let zone = zone::find(picture, &page, recogniser, today, threads)?;
        let up = match &zone {
            Some(zone) => zone.up,
            None => way_up(picture, &page, recogniser, threads)?,
        };
        let mut spans: Vec<Span> = page
            .spans
            .iter()
            .copied()
            .filter(|span| zone.as_ref().is_none_or(|zone| !inside(span, zone.band)))
            .filter(|span| span.length() < LONGEST * 2.0 * span.half_height)
            .collect();
        spans.sort_by(|a, b| b.half_height.min(b.length()).total_cmp(&a.half_height.min(a.length())));
        spans.truncate(self.config.most_lines);
        let quads: Vec<Quad> = spans.iter().map(|span| page.quad(span, up)).collect();
        let lines = recogniser.read(picture, &quads, STRETCH, threads)?;
        let sign = if up == Up::Flipped { -1.0 } else { 1.0 };
        let mut placed: Vec<Placed> = lines
            .into_iter()
            .zip(&spans)
            .filter(|(line, _)| !line.characters.is_empty() && line.confidence() > 0.5)
            .map(|(line, span)| {
                let (left, right) =
                    if up == Up::Flipped { (-span.right, -span.left) } else { (span.left, span.right) };
                Placed { line, left, right, middle: sign * span.middle(), height: 2.0 * span.half_height }
            })
            .collect();
        placed.sort_by(|a, b| a.middle.total_cmp(&b.middle));
        let mut readings = printed::read(&placed, zone.as_ref().map(|zone| &zone.fields), today);
        if let Some(zone) = &zone {
            for (field, reading) in &zone.readings {
                readings.entry(*field).or_default().insert(0, reading.clone());
            }
        }
        let words = placed.iter().map(|placed| placed.line.text()).collect::<Vec<_>>().join("\n");
        let legible = placed
            .iter()
            .filter(|placed| placed.line.confidence() > 0.75)
            .map(|placed| placed.line.characters.len())
            .sum();
        Ok(PageReading { zone, readings, words, quarter_turns: page.quarter_turns(up), legible })
    }

    fn inspection(
        picture: &Picture,
        file: FileFacts,
        document: Option<Found>,
        documents_seen: u8,
        read: Option<PageReading>,
    ) -> Inspection {
        let turned = |found: Found| match &read {
            Some(read) => found.turned(read.quarter_turns),
            None => found,
        };
        let document = document.map(turned);
        let size = read.as_ref().and_then(|read| read.zone.as_ref()).map(|zone| match zone.zone.format {
            ZoneFormat::Td1 => DocumentSize::Card,
            ZoneFormat::Td2 | ZoneFormat::MrvB => DocumentSize::LargeCard,
            ZoneFormat::Td3 | ZoneFormat::MrvA => DocumentSize::Page,
        });
        let quality = Some(measure(picture, document.as_ref(), size));
        let Some(read) = read else {
            return Inspection {
                quality,
                documents_seen,
                document: document.map(|found| facts(&found, None)),
                ..unopened(file)
            };
        };
        let specimen = kind::says_specimen(&read.words)
            || read.zone.as_ref().is_some_and(|zone| {
                zone.fields.issuing_country == "UTO" || kind::says_specimen(&zone.fields.surname)
            });
        let document = match (document, &read.zone) {
            (Some(found), _) => Some(facts(&found, Some(&read))),
            (None, Some(zone)) => Some(DocumentFacts {
                corners: kind::corners_from_zone(zone.zone.format, &zone.zone.quad),
                ..facts_of(&read, shape(zone.zone.format))
            }),
            (None, None) => None,
        };
        Inspection {
            file,
            quality,
            documents_seen: documents_seen.max(u8::from(document.is_some())),
            document,
            zone: read.zone.map(|zone| zone.zone),
            readings: read.readings,
            specimen,
            reader_version: VERSION.into(),
        }
    }
}

fn whole_aspect(picture: &Picture) -> f32 {
    picture.width() as f32 / picture.height() as f32
}

fn shape(format: ZoneFormat) -> f32 {
    if format == ZoneFormat::Td1 { 1.586 } else { 1.42 }
}

fn facts(found: &Found, read: Option<&PageReading>) -> DocumentFacts {
    let base = read.map(|read| facts_of(read, found.aspect));
    DocumentFacts {
        kind: base.as_ref().map_or(proofdesk_domain::document::DocumentKind::Other, |base| base.kind),
        side: base.and_then(|base| base.side),
        corners: found.corners,
        cut_edges: found.cut_edges.clone(),
    }
}

/// Kind and side; the corners are the caller's to fill.
fn facts_of(read: &PageReading, aspect: f32) -> DocumentFacts {
    let zone = read.zone.as_ref().map(|zone| (&zone.zone, &zone.fields));
    let (kind, side) = kind::kind(zone, &read.words, &read.readings, aspect);
    DocumentFacts { kind, side, corners: Quad::rect(0.0, 0.0, 0.0, 0.0), cut_edges: Vec::new() }
}

/// What there is to say about a file that could not be opened, or on which nothing was found.
fn unopened(file: FileFacts) -> Inspection {
    Inspection {
        file,
        quality: None,
        document: None,
        documents_seen: 0,
        zone: None,
        readings: BTreeMap::new(),
        specimen: false,
        reader_version: VERSION.into(),
    }
}

/// A line that belongs to the zone.
fn inside(span: &Span, (top, bottom): (f32, f32)) -> bool {
    (top..bottom).contains(&span.middle())
}

/// Without a zone, two long lines read both ways tell which way is up.
fn way_up(
    picture: &Picture,
    page: &Page<'_>,
    recogniser: &Recogniser,
    threads: &Threads,
) -> Result<Up, InferenceError> {
    let mut longest: Vec<&Span> = page.spans.iter().collect();
    longest.sort_by(|a, b| b.length().total_cmp(&a.length()));
    longest.truncate(2);
    let read = |up: Up| -> Result<f32, InferenceError> {
        let quads: Vec<Quad> = longest.iter().map(|span| page.quad(span, up)).collect();
        Ok(recogniser.read(picture, &quads, STRETCH, threads)?.iter().map(weight).sum())
    };
    let same = read(Up::Same)?;
    // Text on its head is never read this well.
    if same > 0.93 * longest.len() as f32 {
        return Ok(Up::Same);
    }
    Ok(if read(Up::Flipped)? > same { Up::Flipped } else { Up::Same })
}

fn weight(line: &Line) -> f32 {
    if line.characters.len() < 2 { 0.0 } else { line.confidence() }
}
