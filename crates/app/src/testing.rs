//! Stand-ins for tests, here and in the crates above: a clock that is set, seeded randomness, a mail
//! carrier that keeps what it carried, and a decoder and a reader that see what the bytes say.

mod people;
mod talks;

pub use people::{registered, reviewer};

use crate::{
    App, Argon2Cost, BotWords, Clock, Decoder, ExamineError, Examiner, MailError, MailKind, MailText,
    MailTexts, Mailer, PhraseError, Phraser, PhraserView, Random, Scanned, Scanner, Settings, Wiring,
    error::Cause, views::Locale,
};
use proofdesk_domain::{
    Timestamp,
    bot::Say,
    details::TypedDetails,
    document::{DocumentKind, FieldName, Side, Source},
    inspection::{
        CheckDigit, CheckedField, DocumentFacts, FileFacts, FileFormat, Inspection, Measured, Quality,
        Reading, Zone, ZoneFormat,
    },
    picture::Quad,
    policy::Policy,
    verification::Mode,
};
use proofdesk_store::Store;
use proofdesk_vault::{MasterKey, Vault, VaultConfig};
use proofdesk_vision::{DecodeError, DecodeLimits, Picture, reencode_jpeg};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering},
    },
};
use time::{Date, Duration};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// 23 November 2026, noon UTC.
    pub const fn new() -> Self {
        Self(AtomicI64::new(1_795_435_200_000_000))
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.whole_microseconds() as i64, Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The same bytes in every run (splitmix64). For tests only: anybody can guess them.
#[derive(Debug, Default)]
pub struct SeededRandom(AtomicU64);

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let word = (z ^ (z >> 31)).to_le_bytes();
            part.copy_from_slice(&word[..part.len()]);
        }
    }
}

/// Keeps every mail that it was given: address and text.
#[derive(Debug, Default)]
pub struct KeptMails {
    mails: Mutex<Vec<(String, MailText)>>,
    fails: AtomicU32,
}

impl KeptMails {
    /// Everything carried so far.
    pub fn all(&self) -> Vec<(String, MailText)> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest text to an address.
    pub fn last_to(&self, address: &str) -> Option<MailText> {
        self.all().into_iter().rev().find(|(to, _)| to == address).map(|(_, text)| text)
    }

    /// The next so many are not taken.
    pub fn fail_next(&self, times: u32) {
        self.fails.store(times, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Mailer for KeptMails {
    async fn send(&self, _id: uuid::Uuid, to: &str, mail: &MailText) -> Result<(), MailError> {
        if take_one(&self.fails) {
            return Err(MailError::Later("the mail server is away".into()));
        }
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push((to.to_owned(), mail.clone()));
        Ok(())
    }
}

/// Mails whose subject is the kind and whose text is what the mail carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainTexts;

impl MailTexts for PlainTexts {
    fn render(&self, mail: &MailKind, _locale: Locale) -> MailText {
        let text = match mail {
            MailKind::ConfirmAddress { code } => code.clone(),
            MailKind::ResetPassword { link }
            | MailKind::AlreadyRegistered { link }
            | MailKind::News { link }
            | MailKind::Ticket { link, .. }
            | MailKind::Message { link }
            | MailKind::Door { link }
            | MailKind::AddressChange { link } => link.clone(),
            MailKind::UnknownAddress => String::new(),
        };
        MailText { subject: mail.as_str().to_owned(), text }
    }
}

impl BotWords for PlainTexts {
    fn words(&self, say: &Say, _locale: Locale) -> String {
        say.to_body()
    }
}

/// A language model that says what it was told to say, and keeps what it was asked.
#[derive(Debug, Default)]
pub struct FakePhraser {
    says: Mutex<Option<String>>,
    asked: Mutex<Vec<String>>,
    late: Mutex<Option<Arc<tokio::sync::Notify>>>,
}

impl FakePhraser {
    /// From now on it says this; nothing, and it fails.
    pub fn says(&self, words: Option<&str>) {
        *self.says.lock().unwrap_or_else(PoisonError::into_inner) = words.map(str::to_owned);
    }

    /// From now on it answers only once told to.
    pub fn waits_for(&self, told: Arc<tokio::sync::Notify>) {
        *self.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
    }

    /// Every question so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait::async_trait]
impl Phraser for FakePhraser {
    async fn phrase(&self, _instructions: &str, question: &str) -> Result<String, PhraseError> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(question.to_owned());
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(told) = late {
            told.notified().await;
        }
        let says = self.says.lock().unwrap_or_else(PoisonError::into_inner).clone();
        says.ok_or_else(|| PhraseError("it is away".into()))
    }

    fn about(&self) -> PhraserView {
        let patience = std::time::Duration::from_secs(1);
        PhraserView { host: "models.test".into(), model: "small".into(), patience }
    }
}

/// What a picture shows. `PICTURE <what> <anything>` as bytes is such a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A healthy specimen of a passport, issued by UTO, of the person in [`typed_details`].
    Passport,
    /// The same, blurred throughout.
    Blurred,
    /// The same, with a reflection.
    Glare,
    /// The same, long expired.
    Expired,
    /// A card without a zone.
    CardWithoutZone,
    /// A passport as if it were real: without the specimen's mark.
    Genuine,
}

impl Shows {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Passport, "passport"),
        (Self::Blurred, "blurred"),
        (Self::Glare, "glare"),
        (Self::Expired, "expired"),
        (Self::CardWithoutZone, "card"),
        (Self::Genuine, "genuine"),
    ];

    /// A picture of it; another `salt`, another file.
    pub fn bytes(self, salt: &str) -> Vec<u8> {
        let word = Self::ALL.iter().find(|(shows, _)| *shows == self).map_or("", |(_, word)| word);
        format!("PICTURE {word} {salt}").into_bytes()
    }

    /// The same as a JPEG, which a chat takes.
    ///
    /// # Panics
    /// Never: what is shown has a picture.
    pub fn jpeg(self) -> Vec<u8> {
        let at = Self::ALL.iter().position(|(shows, _)| *shows == self).unwrap_or_default();
        reencode_jpeg(&picture_of(at).expect("a picture of that size"), 900, 90)
    }

    /// What a picture shows: told by its tone, which a copy keeps.
    fn in_picture(picture: &Picture) -> Self {
        let at = usize::from((picture.rgb(4, 4)[0] + TONE / 2) / TONE);
        Self::ALL[at % Self::ALL.len()].0
    }
}

/// Between the tones of two pictures.
const TONE: u8 = 40;

/// A picture of one tone.
fn picture_of(at: usize) -> Option<Picture> {
    let tone = u8::try_from(at).unwrap_or_default() * TONE;
    Picture::from_rgb(900, 640, vec![tone; 900 * 640 * 3])
}

/// Opens what [`Shows::bytes`] and [`Shows::jpeg`] make, and copies of it, and nothing else.
#[derive(Debug, Default)]
pub struct FakeDecoder {
    unavailable: AtomicU32,
}

impl FakeDecoder {
    /// The next so many times the confined process cannot be started.
    pub fn unavailable_next(&self, times: u32) {
        self.unavailable.store(times, Ordering::SeqCst);
    }
}

impl Decoder for FakeDecoder {
    fn decode(&self, bytes: &[u8]) -> Result<Picture, DecodeError> {
        if take_one(&self.unavailable) {
            return Err(DecodeError::Unavailable("no process".into()));
        }
        if bytes.is_empty() {
            return Err(DecodeError::Empty);
        }
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return proofdesk_vision::decode(bytes, &DecodeLimits::default());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::Format(FileFormat::Unknown))?;
        let word = text.strip_prefix("PICTURE ").and_then(|rest| rest.split(' ').next());
        let word = word.ok_or(DecodeError::Format(FileFormat::Unknown))?;
        let at = Shows::ALL.iter().position(|(_, name)| *name == word).ok_or(DecodeError::Truncated)?;
        picture_of(at).ok_or(DecodeError::Truncated)
    }
}

/// Reads what [`FakeDecoder`] opened.
#[derive(Debug, Default)]
pub struct FakeExaminer {
    fails: AtomicU32,
    read: AtomicU32,
}

impl FakeExaminer {
    /// The next so many readings fail by our fault.
    pub fn fail_next(&self, times: u32) {
        self.fails.store(times, Ordering::SeqCst);
    }

    /// How many pictures were read so far.
    pub fn pictures_read(&self) -> u32 {
        self.read.load(Ordering::SeqCst)
    }
}

impl Examiner for FakeExaminer {
    fn examine(&self, picture: &Picture, file: FileFacts, _today: Date) -> Result<Inspection, ExamineError> {
        if take_one(&self.fails) {
            return Err(ExamineError("the models are gone".into()));
        }
        self.read.fetch_add(1, Ordering::SeqCst);
        let shows = Shows::in_picture(picture);
        let mut page = passport_page(file);
        let quality = page.quality.as_mut().expect("the page has measures");
        match shows {
            Shows::Passport => {}
            Shows::Genuine => page.specimen = false,
            Shows::Blurred => {
                quality.sharpness =
                    Measured { value: 0.05, region: Some(Quad::rect(50.0, 400.0, 800.0, 100.0)) };
                page.zone = None;
                page.readings.clear();
            }
            Shows::Glare => {
                quality.glare = Measured { value: 0.2, region: Some(Quad::rect(300.0, 200.0, 120.0, 90.0)) };
                page.zone = None;
                page.readings.clear();
            }
            Shows::Expired => {
                let expiry = page.readings.get_mut(&FieldName::ExpiryDate).expect("the page has it");
                expiry[0].value = "2019-04-15".into();
            }
            Shows::CardWithoutZone => {
                page.zone = None;
                page.readings.clear();
                if let Some(document) = &mut page.document {
                    document.kind = DocumentKind::IdCard;
                }
            }
        }
        Ok(page)
    }

    fn version(&self) -> String {
        String::from("fake 1")
    }
}

fn passport_page(file: FileFacts) -> Inspection {
    let reading = |value: &str| {
        let quad = Some(Quad::rect(60.0, 560.0, 200.0, 20.0));
        vec![Reading { value: value.into(), source: Source::Mrz, confidence: 0.97, quad }]
    };
    let flat = |value| Measured { value, region: None };
    Inspection {
        file,
        quality: Some(Quality {
            sharpness: flat(0.8),
            glare: flat(0.0),
            exposure: 0.6,
            dark: flat(0.05),
            overexposed: flat(0.0),
            moire: flat(0.0),
            dpi: 300.0,
            colour: 0.2,
            tilt_degrees: 4.0,
        }),
        document: Some(DocumentFacts {
            kind: DocumentKind::Passport,
            side: Some(Side::Front),
            corners: Quad::rect(40.0, 40.0, 820.0, 560.0),
            cut_edges: Vec::new(),
        }),
        documents_seen: 1,
        zone: Some(Zone {
            format: ZoneFormat::Td3,
            lines: vec![
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into(),
                "L898902C36UTO7408122F3104159ZE184226B<<<<<10".into(),
            ],
            check_digits: vec![CheckDigit { covers: CheckedField::Composite, holds: true }],
            confidence: 0.97,
            repaired: Vec::new(),
            corrected: Vec::new(),
            quad: Quad::rect(60.0, 540.0, 780.0, 50.0),
        }),
        barcodes: Vec::new(),
        readings: BTreeMap::from([
            (FieldName::Surname, reading("ERIKSSON")),
            (FieldName::GivenNames, reading("ANNA MARIA")),
            (FieldName::DocumentNumber, reading("L898902C3")),
            (FieldName::BirthDate, reading("1974-08-12")),
            (FieldName::ExpiryDate, reading("2031-04-15")),
            (FieldName::Nationality, reading("UTO")),
            (FieldName::IssuingCountry, reading("UTO")),
        ]),
        unread: BTreeMap::new(),
        print: None,
        specimen: true,
        reader_version: String::from("fake 1"),
    }
}

/// The details of the person on [`Shows::Passport`] (ICAO 9303-4, appendix B).
pub fn typed_details() -> TypedDetails {
    TypedDetails {
        surname: "Eriksson".into(),
        given_names: "Anna Maria".into(),
        native_name: String::new(),
        birth_date: "1974-08-12".into(),
        nationality: "UTO".into(),
        document_number: "L898902C3".into(),
    }
}

/// The stand-ins of one [`App`].
#[derive(Clone)]
pub struct StandIns {
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its mails.
    pub mails: Arc<KeptMails>,
    /// Its decoder.
    pub decoder: Arc<FakeDecoder>,
    /// Its reader.
    pub examiner: Arc<FakeExaminer>,
    /// Its virus scanner.
    pub scanner: Arc<FakeScanner>,
    /// Its language model, where it has one.
    pub phraser: Option<Arc<FakePhraser>>,
}

/// A scanner that knows the test virus, and can be away.
#[derive(Debug, Default)]
pub struct FakeScanner {
    /// It does not answer.
    pub away: std::sync::atomic::AtomicBool,
}

#[async_trait::async_trait]
impl Scanner for FakeScanner {
    async fn scan(&self, bytes: &[u8]) -> Result<Scanned, Cause> {
        if self.away.load(Ordering::SeqCst) {
            return Err("the scanner is away".into());
        }
        let virus = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE";
        let found = bytes.windows(virus.len()).any(|part| part == virus);
        Ok(if found { Scanned::Dangerous("Eicar-Signature".into()) } else { Scanned::Clean })
    }
}

/// An [`App`] on stand-ins and a real store and vault in `folder`. `database` is an address for the
/// store; without one it is SQLite in the folder.
///
/// # Panics
/// When store or vault do not open.
pub async fn app_in(folder: &Path, database: Option<&str>, mode: Mode) -> (App, StandIns) {
    let stand_ins = StandIns {
        clock: Arc::default(),
        mails: Arc::default(),
        decoder: Arc::default(),
        examiner: Arc::default(),
        scanner: Arc::default(),
        phraser: None,
    };
    (open(folder, database, mode, 0, 1, &stand_ins).await, stand_ins)
}

/// The same with a language model that may word the bot's answers.
///
/// # Panics
/// When store or vault do not open.
pub async fn app_with_phraser(folder: &Path, mode: Mode) -> (App, StandIns) {
    let stand_ins = StandIns {
        clock: Arc::default(),
        mails: Arc::default(),
        decoder: Arc::default(),
        examiner: Arc::default(),
        scanner: Arc::default(),
        phraser: Some(Arc::default()),
    };
    (open(folder, None, mode, 0, 1, &stand_ins).await, stand_ins)
}

/// The installation in `folder` opened again, in the test world, with the same stand-ins; the objects'
/// disk leaves `floor` bytes free for others.
///
/// # Panics
/// When store or vault do not open.
pub async fn app_again(folder: &Path, stand_ins: &StandIns, floor: u64) -> App {
    open(folder, None, Mode::Test, floor, 2, stand_ins).await
}

async fn open(
    folder: &Path,
    database: Option<&str>,
    mode: Mode,
    free_space_floor: u64,
    seed: u64,
    with: &StandIns,
) -> App {
    let sqlite = format!("sqlite:{}", folder.join("proofdesk.db").display());
    let store = Store::open(database.unwrap_or(&sqlite)).await.expect("the store opens");
    let vault = VaultConfig {
        keyring: folder.join("keyring"),
        objects: folder.join("objects"),
        free_space_floor,
        cached_keys: 16,
    };
    let vault = Vault::open(&vault, &MasterKey::from_bytes([7; 32]), None).expect("the vault opens");
    let mut settings = Settings::new("http://desk.test", mode);
    settings.argon2 = Argon2Cost::CHEAP;
    App::new(Wiring {
        store,
        vault,
        mailer: with.mails.clone(),
        mail_texts: Arc::new(PlainTexts),
        bot_words: Arc::new(PlainTexts),
        phraser: with.phraser.clone().map(|phraser| phraser as Arc<dyn Phraser>),
        examiner: with.examiner.clone(),
        decoder: with.decoder.clone(),
        clock: with.clock.clone(),
        random: Arc::new(SeededRandom(AtomicU64::new(seed << 32))),
        policy: Arc::new(Policy::default_policy()),
        scanner: Some(with.scanner.clone()),
        settings,
    })
}

/// Counts one down, if there is one.
fn take_one(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}
