//! Puts the parts together: opens the database, the vault and the reader, and hands them to the app.

use crate::config::Config;
use anyhow::Context;
use proofdesk_app::{
    App, BotWords, Cause, Clock, Decoder, ExamineError, Examiner, FolderMail, MailError, MailText, MailTexts,
    Mailer, OsRandom, PhraseError, Phraser, PhraserView, Scanned, Scanner, Settings, SystemClock, Wiring,
    policy::PolicySource,
};
use proofdesk_domain::{
    Timestamp,
    inspection::{FileFacts, Inspection},
    policy::{DEFAULT, Policy},
    verification::Mode,
};
use proofdesk_outbound as outbound;
use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use proofdesk_store::{Store, applicants};
use proofdesk_vault::{MasterKey, MasterKeyOrigin, Vault, VaultConfig};
use proofdesk_vision::{DecodeError, Picture, confined::DecoderProcess};
use std::{path::PathBuf, sync::Arc, time::Duration};
use time::Date;

/// A file that takes longer than this to decode is not a photo of a document.
const DECODE_TIME: Duration = Duration::from_secs(20);

/// Opens everything and puts it together.
pub async fn open<T: MailTexts + BotWords + 'static>(config: &Config, texts: Arc<T>) -> anyhow::Result<App> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))?;
    let (master, origin) = MasterKey::read_or_create(&config.master_key_file)?;
    if origin == MasterKeyOrigin::Created {
        tracing::warn!(
            file = %config.master_key_file.display(),
            "made a new master key: keep a copy elsewhere; without it nothing that is kept here can be read"
        );
    }
    let vault = Vault::open(
        &VaultConfig {
            keyring: config.data_dir.join("keyring"),
            objects: config.objects_dir.clone(),
            free_space_floor: config.free_space_floor,
            cached_keys: 1_000,
        },
        &master,
        None,
    )?;
    let store = Store::open(&config.database_url).await.context("cannot open the database")?;
    if !config.rehearse_ahead.is_zero() {
        nobody_lives_here(&store).await?;
    }
    let (document, source, place) = match &config.policy_file {
        Some(path) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            (text, PolicySource::File, format!("in {}", path.display()))
        }
        None => (DEFAULT.to_owned(), PolicySource::BuiltIn, String::from("in the built-in policy")),
    };
    let policy = Policy::from_toml(&document).with_context(|| place.clone())?;
    let models = Models::locate(config.models_dir.as_deref(), Some(&config.data_dir))?;
    models.verify()?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut settings = Settings::new(config.public_url.clone(), config.portal_mode);
    settings.pictures_at_once = config.workers.max(2);
    let app = App::new(Wiring {
        store,
        vault,
        mailer: Arc::new(Post::new(config)?),
        mail_texts: texts.clone(),
        bot_words: texts,
        phraser: phraser(config)?,
        examiner: Arc::new(ReaderExaminer {
            reader: Reader::new(models, ReaderConfig::default()),
            threads: (cores / config.workers).max(1),
        }),
        decoder: Arc::new(ConfinedDecoder(DecoderProcess::of_this_program()?)),
        clock: clock(config),
        random: Arc::new(OsRandom),
        policy: Arc::new(policy),
        scanner: config.clamd.clone().map(|clamd| Arc::new(VirusScanner(clamd)) as Arc<dyn Scanner>),
        settings,
    });
    app.install_policy(&document, source).await.context(place)?;
    app.install_help().await.context("the help articles could not be put into the database")?;
    Ok(app)
}

/// A clock that goes ahead ends approvals and erases people before their time: it is for a folder of its own.
async fn nobody_lives_here(store: &Store) -> anyhow::Result<()> {
    let mut tx = store.read().await?;
    let people = applicants::count(&mut tx, Mode::Live).await?;
    anyhow::ensure!(
        people == 0,
        "PROOFDESK_REHEARSE_AHEAD would move deadlines and retention for everybody, and {people} in this database are of \
         the live world: rehearse with a PROOFDESK_DATA_DIR and a database of their own"
    );
    Ok(())
}

/// The machine's clock, or one that goes ahead of it for a rehearsal.
fn clock(config: &Config) -> Arc<dyn Clock> {
    if config.rehearse_ahead.is_zero() {
        return Arc::new(SystemClock);
    }
    tracing::warn!(minutes = config.rehearse_ahead.whole_minutes(), "a rehearsal: the clock goes ahead");
    Arc::new(Ahead(config.rehearse_ahead))
}

struct Ahead(time::Duration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0)
    }
}

/// The language model that the operator has named, if one.
fn phraser(config: &Config) -> anyhow::Result<Option<Arc<dyn Phraser>>> {
    let Some(named) = &config.bot_model else { return Ok(None) };
    let model = outbound::LanguageModel::new(&named.url, &named.model, named.key.clone(), named.patience)?;
    tracing::warn!(
        host = model.host(),
        model = model.model(),
        "the bot's answers may be worded by this language model: it gets questions without what names a person"
    );
    Ok(Some(Arc::new(ModelPhraser(model))))
}

/// Words answers by a language model.
struct ModelPhraser(outbound::LanguageModel);

#[async_trait::async_trait]
impl Phraser for ModelPhraser {
    async fn phrase(&self, instructions: &str, question: &str) -> Result<String, PhraseError> {
        self.0.answer(instructions, question).await.map_err(|error| PhraseError(error.into()))
    }

    fn about(&self) -> PhraserView {
        PhraserView {
            host: self.0.host().to_owned(),
            model: self.0.model().to_owned(),
            patience: self.0.patience(),
        }
    }
}

/// Where mails go when no mail server is configured.
pub fn mail_folder(config: &Config) -> PathBuf {
    config.data_dir.join("mails")
}

/// Reads pictures with our own reader.
struct ReaderExaminer {
    reader: Reader,
    threads: usize,
}

impl Examiner for ReaderExaminer {
    fn examine(&self, picture: &Picture, file: FileFacts, today: Date) -> Result<Inspection, ExamineError> {
        let options = ReadOptions { today, threads: self.threads };
        self.reader.read(picture, file, &options).map_err(|error| ExamineError(error.into()))
    }

    fn version(&self) -> String {
        proofdesk_reader::models::VERSION.to_owned()
    }
}

/// Opens pictures in a child process.
struct ConfinedDecoder(DecoderProcess);

impl Decoder for ConfinedDecoder {
    fn decode(&self, bytes: &[u8]) -> Result<Picture, DecodeError> {
        self.0.decode(bytes, DECODE_TIME)
    }
}

/// Asks clamd about files.
struct VirusScanner(outbound::Clamd);

#[async_trait::async_trait]
impl Scanner for VirusScanner {
    async fn scan(&self, bytes: &[u8]) -> Result<Scanned, Cause> {
        match self.0.scan(bytes).await? {
            outbound::ScanVerdict::Clean => Ok(Scanned::Clean),
            outbound::ScanVerdict::Found(name) => Ok(Scanned::Dangerous(name)),
        }
    }
}

/// Carries mails by SMTP or into a folder.
struct Post {
    mailer: outbound::Mailer,
}

impl Post {
    fn new(config: &Config) -> anyhow::Result<Self> {
        let mailer = match &config.smtp_url {
            Some(url) => {
                let read = |path: &PathBuf| {
                    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
                };
                let issuers = config.smtp_ca_file.as_ref().map(read).transpose()?;
                outbound::Mailer::smtp(url, &config.mail_from, issuers.as_deref())
                    .context("mails cannot be sent so")?
            }
            None => outbound::Mailer::folder(&mail_folder(config), &config.mail_from)?,
        };
        Ok(Self { mailer })
    }
}

#[async_trait::async_trait]
impl Mailer for Post {
    async fn send(&self, id: uuid::Uuid, to: &str, mail: &MailText) -> Result<(), MailError> {
        let mail = outbound::Mail {
            id,
            to: to.to_owned(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: None,
        };
        self.mailer.send(&mail, crate::now()).await.map_err(|error| {
            if error.is_temporary() {
                MailError::Later(error.into())
            } else {
                MailError::Refused(error.into())
            }
        })
    }

    async fn folder(&self, limit: usize) -> Result<Option<Vec<FolderMail>>, MailError> {
        let Some(folder) = self.mailer.mail_folder() else { return Ok(None) };
        let mails = folder.list(limit).await.map_err(|error| MailError::Later(error.into()))?;
        let shown = |mail: outbound::FolderMail| FolderMail {
            name: format!("{}.eml", mail.id),
            to: mail.to,
            subject: mail.subject,
            text: mail.text,
            at: mail.written_at,
        };
        Ok(Some(mails.into_iter().map(shown).collect()))
    }
}
