//! From a picture to an inspection: the order in which the parts are asked.

use crate::{
    barcode,
    coded::{self, Coded},
    covered,
    detect::{self, TextBox},
    glance::{self, Legible},
    kind, mirror,
    model::{InferenceError, Threads},
    models::{Models, ModelsError, VERSION},
    page::{Page, Span, Up},
    print_place,
    printed::{self, Placed},
    recognise::{Line, Recogniser},
    trace::{Trace, TracedLine},
    zone::{self, ZoneReading},
};
use proofdesk_domain::{
    document::{DocumentKind, FieldName, Side, Source},
    inspection::{DocumentFacts, FileFacts, Inspection, Measured, Print, Quality, Reading, Zone, ZoneFormat},
    picture::{Point, Quad},
};
use proofdesk_vision::{
    Crop, DecodeError, DecodeLimits, DocumentSize, Found, Picture, decode, file_facts, find_documents,
    find_far_document, measure, moire, quality::dpi, upright,
};
use std::collections::BTreeMap;
use time::Date;

/// Width of a printed line's strip over its natural width. On specimens of all kinds seven tenths read
/// as well as the whole.
pub(crate) const STRETCH: f32 = 0.7;

/// Lines longer than this for their height are micro-print and borders: some seventy characters.
const LONGEST: f32 = 38.0;

/// Characters from which an outline holds a document's print: a code, if there is one, lies within that outline.
const PRINTED: usize = 40;

/// Confidence of a line that was read.
pub(crate) const READ_WELL: f32 = 0.75;

/// Characters below which nothing was read.
const FEW_WORDS: usize = 12;

/// Characters read in the middle of what was taken for a reflection from which on it is none: under 57 specimens' reflections five
/// were at most, on the lit sides of half-shaded cards seventeen at least.
const LIT: usize = 10;

/// Lines of print beside a card from which on they are another's.
const ANOTHER: usize = 5;

/// Details from which on print without an outline is a document's: a page of a book has none.
const SAYS_WHO: usize = 4;

/// Share of a picture below which print is read on a crop of its own.
const LESS_THAN_ALL: f32 = 0.6;

/// Sharpness of a document that is seen whole below which nothing on it is even tried, and below which a first look says
/// whether anything can be read. Specimens out of focus beyond reading are below 0.08; shaken beyond reading they are below
/// 0.46, and readable from 0.24 on: there, only reading tells.
const LOST: f32 = 0.08;
const SOFT: f32 = 0.5;

/// Sharpness below which a code's bars have run into each other, where print has too: specimens' codes are read from 0.33 on,
/// and their start and end seen no further down.
const BARS: f32 = 0.2;

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
    unread: BTreeMap<FieldName, Quad>,
    /// Whether its fields go by the numbers of driving licences.
    numbered: bool,
    words: String,
    quarter_turns: u8,
    /// Characters read with fair confidence: tells an empty crop from a full one.
    legible: usize,
    print: Print,
    /// For people who want to look.
    trace: Trace,
}

/// What was seen on a picture as it is.
struct Seen {
    inspection: Inspection,
    trace: Trace,
    /// Whether its print can be read as in a mirror.
    backwards: bool,
}

impl Seen {
    /// Whether it has what another has not: a zone, or two details more and more lines that could be read. No detail is known
    /// but by a label, and no label reads backwards.
    fn says_more_than(&self, other: &Self) -> bool {
        let (one, other) = (&self.inspection, &other.inspection);
        let legible = |inspection: &Inspection| inspection.print.map_or(0, |print| print.legible);
        one.zone.is_some() && other.zone.is_none()
            || one.readings.len() >= other.readings.len() + 2 && legible(one) > legible(other)
    }
}

impl PageReading {
    /// Every line that was seen beside the zone.
    fn lines(&self) -> Vec<Quad> {
        self.trace.lines.iter().map(|line| line.quad).chain(self.trace.unread.iter().copied()).collect()
    }

    fn verified_zone(&self) -> bool {
        self.zone.as_ref().is_some_and(|zone| zone.zone.verified())
    }

    /// Whether it has a zone, or as many details as only a document has.
    fn says_who(&self) -> bool {
        self.zone.is_some() || self.has_details()
    }

    /// Whether it has as many details as only a document has.
    fn has_details(&self) -> bool {
        self.readings.len() >= SAYS_WHO
    }

    /// The place around all details, where they lie within the picture.
    fn place_of_details(&self, picture: &Picture) -> Option<Quad> {
        let read = self.readings.values().flatten().filter_map(|reading| reading.quad);
        let quads: Vec<Quad> = read.chain(self.unread.values().copied()).collect();
        print_place::around_details(picture, &quads)
    }

    /// Where the document is, where what was read disproves its outline.
    fn instead_of(&self, outline: &Found, picture: &Picture) -> Option<Quad> {
        let zone = self.zone.as_ref().map(|zone| &zone.zone);
        // One that was not read for sure may stand elsewhere.
        if zone.is_some_and(|zone| !zone.verified()) {
            return None;
        }
        let card = zone.map(|zone| kind::corners_from_zone(zone.format, &zone.quad));
        if card.is_none() && !self.has_details() {
            return None;
        }
        let lines: Vec<Quad> = self.trace.lines.iter().map(|line| line.quad).collect();
        print_place::instead_of(outline, picture, card, &lines)
    }

    /// Whether details of a face stand in print: a card's back has its zone for them.
    fn says_who_in_print(&self) -> bool {
        use FieldName::{BirthDate, DocumentNumber, FullName, GivenNames, Surname};
        let printed = |field: &&FieldName| {
            let readings = self.readings.get(field).into_iter().flatten();
            readings.filter(|reading| reading.source == Source::Printed).count() > 0
        };
        [Surname, GivenNames, FullName, BirthDate, DocumentNumber].iter().filter(printed).count() >= 2
    }
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

    /// Like [`Reader::inspect_bytes`], and keeps what happened on the way.
    pub fn inspect_explained(
        &self,
        bytes: &[u8],
        options: &ReadOptions,
    ) -> Result<(Inspection, Trace), ReadError> {
        match decode(bytes, &self.config.limits) {
            Ok(picture) => {
                let facts = file_facts(bytes, Ok(&picture));
                let (inspection, trace) = self.read_traced(&picture, facts, options)?;
                Ok((inspection, Trace { picture: Some(picture), ..trace }))
            }
            Err(error) if error.problem().is_none() => Err(ReadError::Decode(error)),
            Err(error) => Ok((unopened(file_facts(bytes, Err(&error))), Trace::default())),
        }
    }

    /// Reads an upright picture; `file` says where it came from.
    pub fn read(
        &self,
        picture: &Picture,
        file: FileFacts,
        options: &ReadOptions,
    ) -> Result<Inspection, ReadError> {
        self.read_traced(picture, file, options).map(|(inspection, _)| inspection)
    }

    fn read_traced(
        &self,
        picture: &Picture,
        file: FileFacts,
        options: &ReadOptions,
    ) -> Result<(Inspection, Trace), ReadError> {
        let first = self.read_as_it_is(picture, file.clone(), options)?;
        if first.backwards
            && let Some(over) = mirror::turned_over(picture)
        {
            let again = self.read_as_it_is(&over, file, options)?;
            if again.says_more_than(&first) {
                return Ok(mirror::turned_back(again.inspection, again.trace, picture.width()));
            }
        }
        Ok((first.inspection, first.trace))
    }

    fn read_as_it_is(
        &self,
        picture: &Picture,
        file: FileFacts,
        options: &ReadOptions,
    ) -> Result<Seen, ReadError> {
        let threads = Threads::new(options.threads);
        let found = find_documents(picture);
        let mut documents_seen = u8::try_from(found.len()).unwrap_or(u8::MAX);
        let mut document = found.into_iter().next().or_else(|| find_far_document(picture));
        let mut quality = measure(picture, document.as_ref(), None);
        let seen_whole = document.as_ref().is_some_and(|found| found.cut_edges.is_empty());
        let sharpness = quality.sharpness.value;
        let soft = seen_whole && sharpness < SOFT;
        let says_nothing = |read: &Option<PageReading>| {
            read.as_ref().is_none_or(|read| read.zone.is_none() && read.legible < FEW_WORDS)
        };
        let crop =
            |corners: &Quad, aspect: f32| self.read_crop(picture, corners, aspect, options.today, &threads);
        let legible = |corners: &Quad, aspect: f32| {
            glance::anything_legible(&self.models, picture, corners, aspect, &threads)
        };
        let glanced = match &document {
            Some(_) if seen_whole && sharpness < LOST => Legible::Nothing,
            Some(found) if soft => legible(&found.corners, found.aspect)?,
            Some(_) => Legible::Print,
            None => Legible::Nothing,
        };
        let mut read = match &document {
            Some(found) if glanced == Legible::Print => crop(&found.corners, found.aspect)?,
            _ => None,
        };
        let mut lines = read.as_ref().map_or_else(Vec::new, PageReading::lines);
        // An outline that holds nothing was none, or was a part of the document.
        if says_nothing(&read)
            && !seen_whole
            && document.is_some()
            && let Some(far) = find_far_document(picture)
        {
            read = crop(&far.corners, far.aspect)?;
            quality = measure(picture, Some(&far), None);
            document = Some(far);
        } else if says_nothing(&read) && document.as_ref().is_none_or(|document| !document.fills_picture) {
            let outline = document.as_ref().map(|found| &found.corners);
            // Text outside of an outline, or that fills a picture without one, is found on a small copy of it; most such pictures
            // hold none.
            let again = if !soft && document.is_some()
                || glance::text_beside(&self.models, picture, outline, &threads)?
            {
                self.read_around_print(picture, document.as_ref(), options.today, &threads)?
            } else {
                None
            };
            if let Some((again, _)) = &again {
                lines = again.lines();
            }
            let better = |read: &PageReading| read.legible + if read.zone.is_some() { 1_000 } else { 0 };
            // A soft card before sharp print stays what it is.
            if let Some((again, around)) = again
                && better(&again) > read.as_ref().map_or(0, better) + 8
                && (!soft || again.says_who())
            {
                let before = document.take();
                // A zone tells better where its document is; other print need not stand on a document at all.
                let by_zone = again
                    .zone
                    .as_ref()
                    .map(|zone| outlined(kind::corners_from_zone(zone.zone.format, &zone.zone.quad)));
                document = around.filter(|_| by_zone.is_none() && again.has_details());
                if let Some(place) = by_zone.or_else(|| document.clone()) {
                    quality = measure(picture, Some(&place), None);
                    documents_seen = 1;
                } else if before.is_some() {
                    quality = measure(picture, None, None);
                }
                read = Some(again);
            }
        }
        if let (Some(found), Some(page)) = (&document, &read)
            && let Some(place) = page.instead_of(found, picture)
        {
            let place = outlined(place);
            if let Some(again) = crop(&place.corners, place.aspect)?
                && reads_as_well((again.legible, again.verified_zone()), (page.legible, page.verified_zone()))
            {
                quality = measure(picture, Some(&outlined(print_place::inside(&place.corners))), None);
                (read, document) = (Some(again), Some(place));
            }
        }
        let outline = document.as_ref().map(|found| found.corners);
        let effort = match &read {
            Some(read) if read.zone.is_some() => barcode::Effort::Glance,
            Some(read) if read.legible >= PRINTED => barcode::Effort::Inside,
            // A code's bars are finer than print.
            _ if soft && sharpness < BARS => barcode::Effort::Coarse,
            _ if soft => barcode::Effort::Glance,
            _ => barcode::Effort::Full,
        };
        let place = document.as_ref().map(|found| (&found.corners, found.aspect));
        let coded = coded::read(&barcode::find(picture, place, effort), options.today);
        if read.is_some() {
            quality.moire = moire(picture, outline.as_ref());
        }
        // Nobody reads what is in the middle of a reflection: what was read there stands in the light, and the rest in a shadow.
        let lit =
            |place: &Quad| read.as_ref().is_some_and(|read| read.trace.legible_in_the_middle(place) >= LIT);
        if quality.glare.region.as_ref().is_some_and(lit) {
            quality.glare = Measured { value: 0.0, region: None };
        }
        let trace = read.as_mut().map(|read| std::mem::take(&mut read.trace)).unwrap_or_default();
        // A card that carries its zone on the back, and print all about it that is another card's or its own front's.
        let about = |zone: &Zone| {
            let card = kind::corners_from_zone(zone.format, &zone.quad);
            zone.format == ZoneFormat::Td1 && zone.verified() && trace.legible_outside(&card) >= ANOTHER
        };
        let two = read.as_ref().is_some_and(|read| {
            read.says_who_in_print() && read.zone.as_ref().is_some_and(|zone| about(&zone.zone))
        });
        let documents_seen = documents_seen.max(if two { 2 } else { 0 });
        // Where next to nothing can be read of print that is sharp enough, it may be a mirror's.
        let says_little = coded.kind.is_none() && read.as_ref().is_none_or(|read| !read.says_who());
        let backwards = glanced == Legible::Backwards
            || says_little && mirror::reads_backwards(&self.models, picture, &lines, &threads)?;
        let inspection = Self::inspection(file, quality, document, documents_seen, read, coded);
        Ok(Seen { inspection, trace: Trace { outline, ..trace }, backwards })
    }

    fn read_crop(
        &self,
        picture: &Picture,
        corners: &Quad,
        aspect: f32,
        today: Date,
        threads: &Threads,
    ) -> Result<Option<PageReading>, ReadError> {
        let side = self.config.detector_side as f32;
        let Some(crop) = detector_crop(picture, corners, aspect, side) else { return Ok(None) };
        let boxes = detect::detect(self.models.detector()?, crop.picture(), threads)?;
        if boxes.is_empty() {
            return Ok(None);
        }
        self.read_page(picture, &crop, &boxes, today, threads).map(Some)
    }

    /// Reads what print there is, wherever it stands, and says where the document is whose print it may be: `outline` is a part of
    /// it, as a portrait is, where it lies beside the print.
    fn read_around_print(
        &self,
        picture: &Picture,
        outline: Option<&Found>,
        today: Date,
        threads: &Threads,
    ) -> Result<Option<(PageReading, Option<Found>)>, ReadError> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let corners = outline.map(|found| &found.corners);
        let whole = print_place::surroundings(picture, corners);
        let (left, top, right, bottom) = whole.bounds();
        let aspect = (right - left) / (bottom - top).max(1.0);
        let Some(crop) = detector_crop(picture, &whole, aspect, self.config.detector_side as f32) else {
            return Ok(None);
        };
        let boxes = detect::detect(self.models.detector()?, crop.picture(), threads)?;
        if boxes.is_empty() {
            return Ok(None);
        }
        let with_outline =
            |place: Quad| outlined(corners.map_or(place, |corners| print_place::with(&place, corners)));
        let found = print_place::around(&Page::new(&crop, &boxes)).map(with_outline);
        let small = |found: &Found| found.corners.area() < LESS_THAN_ALL * width * height;
        // On less than the whole, lines are larger.
        let mut best = if let Some(found) = found.filter(small) {
            let read = self.read_crop(picture, &found.corners, found.aspect, today, threads)?;
            read.map(|read| (read, Some(found)))
        } else {
            let read = self.read_page(picture, &crop, &boxes, today, threads)?;
            let place = read.place_of_details(picture).map(with_outline);
            Some((read, place))
        };
        // Print all about: what runs as the outline does may be a document's on a newspaper, and so may what runs across most.
        for part in print_place::other_directions(&boxes, outline) {
            if best.as_ref().is_some_and(|(read, _)| read.says_who()) {
                break;
            }
            let place = print_place::around(&Page::new(&crop, &part)).map(with_outline).filter(small);
            let closer = place.and_then(|place| {
                detector_crop(picture, &place.corners, place.aspect, self.config.detector_side as f32)
            });
            let read = match closer {
                Some(crop) => {
                    let boxes = detect::detect(self.models.detector()?, crop.picture(), threads)?;
                    let (level, _) = print_place::running(&boxes, 0.0);
                    self.read_page(picture, &crop, &level, today, threads)?
                }
                None => self.read_page(picture, &crop, &part, today, threads)?,
            };
            if read.says_who() {
                let place = read.place_of_details(picture).map(with_outline);
                best = Some((read, place));
            }
        }
        Ok(best)
    }

    fn read_page(
        &self,
        picture: &Picture,
        crop: &Crop,
        boxes: &[TextBox],
        today: Date,
        threads: &Threads,
    ) -> Result<PageReading, ReadError> {
        let page = Page::new(crop, boxes);
        let recogniser = self.models.recogniser()?;
        let readers = zone::Readers { net: self.models.zone()?, general: recogniser };
        let mut zone = zone::find(picture, &page, &readers, today, threads)?;
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
        let mut lines = recogniser.read(picture, &quads, STRETCH, threads)?;
        for line in &mut lines {
            line.covered = covered::end(picture, line);
        }
        let read_well = lines.iter().filter(|line| line.confidence() > READ_WELL).count();
        let counted = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        let print = Print { lines: counted(lines.len()), legible: counted(read_well) };
        let trace = traced(&lines, zone.as_ref());
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
        let letters = self.models.letters()?;
        let mut failed = None;
        let mut spell = |line: &mut Line, from: usize| {
            if let Err(error) = letters.spell(picture, line, from, threads) {
                failed = Some(error);
            }
        };
        let printed::Print { mut readings, unread, numbered } =
            printed::read(&placed, zone.as_ref().map(|zone| &zone.fields), today, &mut spell);
        if let Some(error) = failed {
            return Err(error.into());
        }
        if let Some(zone) = &mut zone {
            zone.confirm_number(readings.get(&FieldName::DocumentNumber).map_or(&[], Vec::as_slice));
            zone.confirm_names(&readings);
            for (field, reading) in &zone.readings {
                let held = readings.entry(*field).or_default();
                let value = match field {
                    FieldName::BirthDate => printed::century(&reading.value, held),
                    _ => reading.value.clone(),
                };
                held.insert(0, Reading { value, ..reading.clone() });
            }
        }
        let words = placed.iter().map(|placed| placed.line.text()).collect::<Vec<_>>().join("\n");
        let legible = placed
            .iter()
            .filter(|placed| placed.line.confidence() > READ_WELL)
            .map(|placed| placed.line.characters.len())
            .sum();
        Ok(PageReading {
            zone,
            readings,
            unread,
            numbered,
            words,
            quarter_turns: page.quarter_turns(up),
            legible,
            print,
            trace,
        })
    }

    fn inspection(
        file: FileFacts,
        mut quality: Quality,
        document: Option<Found>,
        documents_seen: u8,
        read: Option<PageReading>,
        coded: Coded,
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
        quality.dpi = document.as_ref().map_or(0.0, |found| dpi(found, size));
        let (mut readings, unread, words) = match &read {
            Some(read) => (read.readings.clone(), read.unread.clone(), read.words.as_str()),
            None => (BTreeMap::new(), BTreeMap::new(), ""),
        };
        let print = read.as_ref().map_or_else(Print::default, |read| read.print);
        let zone = read.as_ref().and_then(|read| read.zone.as_ref());
        let specimen = kind::says_specimen(words)
            || zone.is_some_and(|zone| {
                zone.fields.issuing_country == "UTO" || kind::says_specimen(&zone.fields.surname)
            });
        let aspect = match (&document, zone) {
            (Some(found), _) => found.aspect,
            (None, Some(zone)) => shape(zone.zone.format),
            (None, None) => 1.0,
        };
        let (kind, side) = match (read.is_some(), coded.kind) {
            (_, Some(kind)) if zone.is_none() => {
                // The standard puts the code on the back; a picture that shows both sides' print is a front.
                let front = readings.contains_key(&FieldName::Surname)
                    && readings.contains_key(&FieldName::BirthDate);
                (kind, Some(if front { Side::Front } else { Side::Back }))
            }
            (true, _) => {
                let numbered = read.as_ref().is_some_and(|read| read.numbered);
                kind::kind(zone.map(|zone| (&zone.zone, &zone.fields)), words, &readings, numbered, aspect)
            }
            (false, _) => (DocumentKind::Other, None),
        };
        let facts = |corners, cut_edges| DocumentFacts { kind, side, corners, cut_edges };
        let document = match (document, zone, coded.barcodes.first()) {
            (Some(found), ..) => Some(facts(found.corners, found.cut_edges.clone())),
            (None, Some(zone), _) => {
                Some(facts(kind::corners_from_zone(zone.zone.format, &zone.zone.quad), Vec::new()))
            }
            // A licence without an outline: all that is known of its place is its code's.
            (None, None, Some(code)) if coded.kind.is_some() => Some(facts(code.quad, Vec::new())),
            (None, None, _) => None,
        };
        for (field, reading) in coded.readings {
            readings.entry(field).or_default().push(reading);
        }
        Inspection {
            file,
            quality: Some(quality),
            documents_seen: documents_seen.max(u8::from(document.is_some())),
            document,
            zone: read.and_then(|read| read.zone).map(|zone| zone.zone),
            barcodes: coded.barcodes,
            readings,
            unread,
            print: Some(print),
            specimen,
            reader_version: VERSION.into(),
        }
    }
}

/// Whether what was read about another outline (characters, and whether there is a verified zone) may take the place of what was
/// read before: four fifths of the print at least, for what lies around is left out, and never a zone less.
fn reads_as_well(again: (usize, bool), before: (usize, bool)) -> bool {
    again.0 * 5 >= before.0 * 4 && again.1 >= before.1
}

/// A document whose edges nobody saw.
fn outlined(corners: Quad) -> Found {
    let side = |a: Point, b: Point| (b.x - a.x).hypot(b.y - a.y).max(1.0);
    Found {
        aspect: side(corners.0[0], corners.0[1]) / side(corners.0[1], corners.0[2]),
        corners,
        confidence: 0.0,
        cut_edges: Vec::new(),
        tilt_degrees: 0.0,
        fills_picture: false,
    }
}

/// The document, upright, for the detector: so many pixels along its longer side, both sides multiples of 32.
pub(crate) fn detector_crop(picture: &Picture, corners: &Quad, aspect: f32, side: f32) -> Option<Crop> {
    let aspect = if aspect.is_finite() { aspect.clamp(0.2, 5.0) } else { 1.0 };
    let (width, height) = if aspect >= 1.0 { (side, side / aspect) } else { (side * aspect, side) };
    let multiple = |x: f32| (((x / 32.0).round() as u32) * 32).max(64);
    upright(picture, corners, multiple(width), multiple(height))
}

fn shape(format: ZoneFormat) -> f32 {
    if format == ZoneFormat::Td1 { 1.586 } else { 1.42 }
}

/// What there is to say about a file that could not be opened, or on which nothing was found.
fn unopened(file: FileFacts) -> Inspection {
    Inspection {
        file,
        quality: None,
        document: None,
        documents_seen: 0,
        zone: None,
        barcodes: Vec::new(),
        readings: BTreeMap::new(),
        unread: BTreeMap::new(),
        print: None,
        specimen: false,
        reader_version: VERSION.into(),
    }
}

/// What was read, line by line.
fn traced(lines: &[Line], zone: Option<&ZoneReading>) -> Trace {
    let mut trace = Trace::default();
    for line in lines {
        if line.characters.is_empty() || line.confidence() <= 0.5 {
            trace.unread.push(line.quad);
        } else {
            trace.lines.push(TracedLine {
                quad: line.quad,
                text: line.text(),
                confidence: line.characters.iter().map(|c| c.confidence).collect(),
            });
        }
    }
    trace.lines.sort_by(|a, b| a.quad.bounds().1.total_cmp(&b.quad.bounds().1));
    if let Some(ZoneReading { zone, characters, .. }) = zone {
        let [a, b, c, d] = zone.quad.0;
        let count = zone.lines.len() as f32;
        let between = |from: Point, to: Point, part: f32| Point {
            x: from.x + (to.x - from.x) * part,
            y: from.y + (to.y - from.y) * part,
        };
        for (index, (text, confidence)) in zone.lines.iter().zip(characters).enumerate() {
            let (top, bottom) = (index as f32 / count, (index + 1) as f32 / count);
            let corners =
                [between(a, d, top), between(b, c, top), between(b, c, bottom), between(a, d, bottom)];
            trace.zone.push(TracedLine {
                quad: Quad(corners),
                text: text.clone(),
                confidence: confidence.clone(),
            });
        }
    }
    trace
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_outline_must_not_cost_a_zone() {
        let (with, without) = ((200, true), (200, false));
        assert!(reads_as_well(with, with) && reads_as_well(with, without) && reads_as_well(without, without));
        assert!(!reads_as_well((400, false), with), "more print does not make up for it");
        assert!(reads_as_well((160, true), with) && !reads_as_well((159, true), with));
    }
}
