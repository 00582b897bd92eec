//! Configuration: one optional file, every value overridden by its environment variable, sensible
//! without any. Nothing here is read after start.

use anyhow::{Context, bail};
use proofdesk_domain::verification::Mode;
use proofdesk_outbound::Clamd;
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens (`PROOFDESK_LISTEN`).
    pub listen: SocketAddr,
    /// Everything that is kept, unless said otherwise below (`PROOFDESK_DATA_DIR`).
    pub data_dir: PathBuf,
    /// `sqlite:` or `postgres:` (`PROOFDESK_DATABASE_URL`).
    pub database_url: String,
    /// `file:` (`PROOFDESK_OBJECTS_URL`).
    pub objects_dir: PathBuf,
    /// What applicants see in their address bar (`PROOFDESK_PUBLIC_URL`).
    pub public_url: String,
    /// Certificate and key files, when the server speaks TLS itself (`PROOFDESK_TLS_CERT`, `_KEY`).
    pub tls: Option<(PathBuf, PathBuf)>,
    /// A proxy in front terminates TLS and sets `X-Forwarded-For` (`PROOFDESK_TRUSTED_PROXY`).
    pub trusted_proxy: bool,
    /// `smtp://` or `smtps://`; without it mails go to a folder (`PROOFDESK_SMTP_URL`).
    pub smtp_url: Option<String>,
    /// PEM of those who issued the mail server's certificate, beside the usual issuers
    /// (`PROOFDESK_SMTP_CA_FILE`).
    pub smtp_ca_file: Option<PathBuf>,
    /// A virus scanner for files in conversations, `tcp:HOST:PORT` or `unix:/PATH` of clamd; without it files
    /// are taken by what they are (`PROOFDESK_CLAMD`).
    pub clamd: Option<Clamd>,
    /// Who mails come from (`PROOFDESK_MAIL_FROM`).
    pub mail_from: String,
    /// The master key (`PROOFDESK_MASTER_KEY_FILE`).
    pub master_key_file: PathBuf,
    /// Which world people who register at the portal enter (`PROOFDESK_PORTAL_MODE`).
    pub portal_mode: Mode,
    /// The server's clock goes so far ahead of the machine's, so that deadlines, ends and renewals can be
    /// rehearsed; with test mode only (`PROOFDESK_REHEARSE_AHEAD`, minutes).
    pub rehearse_ahead: time::Duration,
    /// The operator's own policy (`PROOFDESK_POLICY_FILE`).
    pub policy_file: Option<PathBuf>,
    /// The operator's own templates and texts (`PROOFDESK_OVERRIDES_DIR`).
    pub overrides_dir: Option<PathBuf>,
    /// Where the models are, when not beside the binary or in the data folder (`PROOFDESK_MODELS_DIR`).
    pub models_dir: Option<PathBuf>,
    /// Pictures examined at the same time (`PROOFDESK_WORKERS`).
    pub workers: usize,
    /// Uploads are refused below this many free bytes on the objects' disk, so that the database
    /// still has room (`PROOFDESK_FREE_SPACE_FLOOR`).
    pub free_space_floor: u64,
    /// How long a client may keep us waiting for its request before it is let go
    /// (`PROOFDESK_CLIENT_PATIENCE`, seconds).
    pub client_patience: Duration,
    /// The language model that may word the bot's answers; none, and nothing leaves the house.
    pub bot_model: Option<BotModel>,
}

/// A language model for the bot's answers, off unless named.
#[derive(Clone)]
pub struct BotModel {
    /// Where it speaks `OpenAI`'s chat completions (`PROOFDESK_BOT_MODEL_URL`).
    pub url: String,
    /// Which model (`PROOFDESK_BOT_MODEL`).
    pub model: String,
    /// What it asks for as a key (`PROOFDESK_BOT_MODEL_KEY`).
    pub key: Option<String>,
    /// How long it has for an answer (`PROOFDESK_BOT_MODEL_PATIENCE`, seconds).
    pub patience: Duration,
}

impl std::fmt::Debug for BotModel {
    /// Shows no key: debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BotModel({} at {})", self.model, self.url)
    }
}

/// The furthest that a rehearsal goes ahead, in minutes: two years.
const MOST_AHEAD: i64 = 2 * 366 * 24 * 60;
/// Patience with the language model where nothing else is said, in seconds.
const BOT_MODEL_PATIENCE: u64 = 5;
/// Patience with slow clients where nothing else is said, in seconds.
const CLIENT_PATIENCE: u64 = 30;
/// Free space that is kept for the database where nothing else is said.
const FREE_SPACE_FLOOR: u64 = 256 * 1024 * 1024;

/// The file, every value optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<String>,
    data_dir: Option<String>,
    database_url: Option<String>,
    objects_url: Option<String>,
    public_url: Option<String>,
    tls_cert: Option<String>,
    tls_key: Option<String>,
    trusted_proxy: Option<bool>,
    smtp_url: Option<String>,
    smtp_ca_file: Option<String>,
    clamd: Option<String>,
    mail_from: Option<String>,
    master_key_file: Option<String>,
    portal_mode: Option<String>,
    policy_file: Option<String>,
    overrides_dir: Option<String>,
    models_dir: Option<String>,
    workers: Option<usize>,
    free_space_floor: Option<u64>,
    client_patience: Option<u64>,
    bot_model_url: Option<String>,
    bot_model: Option<String>,
    bot_model_key: Option<String>,
    bot_model_patience: Option<u64>,
}

impl Config {
    /// Reads the file, if one is named or `proofdesk.toml` lies in the working folder, and the
    /// environment through `variable`.
    pub fn load(file: Option<&Path>, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let file = match file {
            Some(path) => Some(path.to_owned()),
            None => Some(PathBuf::from("proofdesk.toml")).filter(|path| path.exists()),
        };
        let file: File = match file {
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read the configuration {}", path.display()))?;
                toml::from_str(&text)
                    .with_context(|| format!("the configuration {} does not parse", path.display()))?
            }
            None => File::default(),
        };
        let get = |name: &str, from_file: Option<String>| {
            variable(&format!("PROOFDESK_{name}")).filter(|v| !v.is_empty()).or(from_file)
        };

        let listen_text = get("LISTEN", file.listen).unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen: SocketAddr = listen_text.parse().with_context(|| {
            format!("PROOFDESK_LISTEN is {listen_text:?}: give an address and a port, as 127.0.0.1:8080")
        })?;
        let data_dir = PathBuf::from(get("DATA_DIR", file.data_dir).unwrap_or_else(|| "data".into()));
        let database_url = get("DATABASE_URL", file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("proofdesk.db").display()));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            bail!("PROOFDESK_DATABASE_URL begins neither with sqlite: nor with postgres:");
        }
        let objects_dir = match get("OBJECTS_URL", file.objects_url) {
            None => data_dir.join("objects"),
            Some(url) => match url.strip_prefix("file:") {
                Some(path) => PathBuf::from(path.trim_start_matches("//")),
                None => bail!(
                    "PROOFDESK_OBJECTS_URL begins with something other than file: (s3: is not built yet)"
                ),
            },
        };
        let tls = match (get("TLS_CERT", file.tls_cert), get("TLS_KEY", file.tls_key)) {
            (Some(cert), Some(key)) => Some((cert.into(), key.into())),
            (None, None) => None,
            _ => bail!("set both PROOFDESK_TLS_CERT and PROOFDESK_TLS_KEY, or neither"),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url = get("PUBLIC_URL", file.public_url)
            .unwrap_or_else(|| format!("{scheme}://{listen}"))
            .trim_end_matches('/')
            .to_owned();
        let trusted_proxy = match variable("PROOFDESK_TRUSTED_PROXY").as_deref() {
            None | Some("") => file.trusted_proxy.unwrap_or(false),
            Some("1" | "true" | "yes") => true,
            Some("0" | "false" | "no") => false,
            Some(other) => bail!("PROOFDESK_TRUSTED_PROXY is {other:?}: give true or false"),
        };
        let mode_text = get("PORTAL_MODE", file.portal_mode).unwrap_or_else(|| "live".into());
        let Some(portal_mode) = Mode::find(&mode_text) else {
            bail!("PROOFDESK_PORTAL_MODE is {mode_text:?}: give live or test");
        };
        let rehearse_ahead = match variable("PROOFDESK_REHEARSE_AHEAD").filter(|v| !v.is_empty()) {
            Some(text) => text
                .parse()
                .with_context(|| format!("PROOFDESK_REHEARSE_AHEAD is {text:?}: give a number of minutes"))?,
            None => 0,
        };
        if !(0..=MOST_AHEAD).contains(&rehearse_ahead) {
            bail!("PROOFDESK_REHEARSE_AHEAD is {rehearse_ahead}: give 0 to {MOST_AHEAD} minutes");
        }
        if rehearse_ahead > 0 && portal_mode != Mode::Test {
            bail!("PROOFDESK_REHEARSE_AHEAD is for rehearsals: it needs PROOFDESK_PORTAL_MODE=test");
        }
        let workers = match variable("PROOFDESK_WORKERS").filter(|v| !v.is_empty()) {
            Some(text) => {
                text.parse().with_context(|| format!("PROOFDESK_WORKERS is {text:?}: give a number"))?
            }
            None => file.workers.unwrap_or(1),
        };
        if !(1..=64).contains(&workers) {
            bail!("PROOFDESK_WORKERS is {workers}: give a number from 1 to 64");
        }
        let free_space_floor = match variable("PROOFDESK_FREE_SPACE_FLOOR").filter(|v| !v.is_empty()) {
            Some(text) => text
                .parse()
                .with_context(|| format!("PROOFDESK_FREE_SPACE_FLOOR is {text:?}: give a number of bytes"))?,
            None => file.free_space_floor.unwrap_or(FREE_SPACE_FLOOR),
        };
        let client_patience = match variable("PROOFDESK_CLIENT_PATIENCE").filter(|v| !v.is_empty()) {
            Some(text) => text.parse().with_context(|| {
                format!("PROOFDESK_CLIENT_PATIENCE is {text:?}: give a number of seconds")
            })?,
            None => file.client_patience.unwrap_or(CLIENT_PATIENCE),
        };
        if !(1..=600).contains(&client_patience) {
            bail!("PROOFDESK_CLIENT_PATIENCE is {client_patience}: give 1 to 600 seconds");
        }
        let clamd = match get("CLAMD", file.clamd) {
            None => None,
            Some(address) => match Clamd::parse(&address) {
                Some(clamd) => Some(clamd),
                None => bail!("PROOFDESK_CLAMD is {address}: write tcp:HOST:PORT or unix:/PATH"),
            },
        };
        let bot_model = match (get("BOT_MODEL_URL", file.bot_model_url), get("BOT_MODEL", file.bot_model)) {
            (None, None) => None,
            (Some(url), Some(model)) => {
                let seconds = match variable("PROOFDESK_BOT_MODEL_PATIENCE").filter(|v| !v.is_empty()) {
                    Some(text) => text.parse().with_context(|| {
                        format!("PROOFDESK_BOT_MODEL_PATIENCE is {text:?}: give a number of seconds")
                    })?,
                    None => file.bot_model_patience.unwrap_or(BOT_MODEL_PATIENCE),
                };
                if !(1..=30).contains(&seconds) {
                    bail!("PROOFDESK_BOT_MODEL_PATIENCE is {seconds}: give 1 to 30 seconds");
                }
                let key = get("BOT_MODEL_KEY", file.bot_model_key);
                Some(BotModel { url, model, key, patience: Duration::from_secs(seconds) })
            }
            _ => bail!("set both PROOFDESK_BOT_MODEL_URL and PROOFDESK_BOT_MODEL, or neither"),
        };
        let host = public_url.split("://").nth(1).unwrap_or("localhost");
        let host = host.split([':', '/']).next().filter(|h| !h.is_empty()).unwrap_or("localhost").to_owned();
        Ok(Self {
            master_key_file: get("MASTER_KEY_FILE", file.master_key_file)
                .map_or_else(|| data_dir.join("master.key"), PathBuf::from),
            mail_from: get("MAIL_FROM", file.mail_from)
                .unwrap_or_else(|| format!("Proofdesk <proofdesk@{host}>")),
            clamd,
            smtp_url: get("SMTP_URL", file.smtp_url),
            smtp_ca_file: get("SMTP_CA_FILE", file.smtp_ca_file).map(Into::into),
            policy_file: get("POLICY_FILE", file.policy_file).map(Into::into),
            overrides_dir: get("OVERRIDES_DIR", file.overrides_dir).map(Into::into),
            models_dir: get("MODELS_DIR", file.models_dir).map(Into::into),
            listen,
            data_dir,
            database_url,
            objects_dir,
            public_url,
            tls,
            trusted_proxy,
            portal_mode,
            rehearse_ahead: time::Duration::minutes(rehearse_ahead),
            workers,
            free_space_floor,
            client_patience: Duration::from_secs(client_patience),
            bot_model,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> anyhow::Result<Config> {
        let all: std::collections::BTreeMap<String, String> =
            variables.iter().map(|(k, v)| (format!("PROOFDESK_{k}"), (*v).to_owned())).collect();
        Config::load(None, |name| all.get(name).cloned())
    }

    #[test]
    fn sensible_without_any() {
        let config = with(&[]).expect("loads");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.database_url, "sqlite:data/proofdesk.db");
        assert_eq!(config.portal_mode, Mode::Live);
        assert!(config.bot_model.is_none());
    }

    #[test]
    fn the_clock_goes_ahead_in_test_mode_only() {
        let ahead = with(&[("PORTAL_MODE", "test"), ("REHEARSE_AHEAD", "90")]).expect("loads").rehearse_ahead;
        assert_eq!(ahead, time::Duration::minutes(90));
        assert!(with(&[("REHEARSE_AHEAD", "90")]).is_err());
        for wrong in ["-1", "soon", "99999999"] {
            assert!(with(&[("PORTAL_MODE", "test"), ("REHEARSE_AHEAD", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_language_model_is_named_whole_and_its_key_is_not_shown() {
        let all =
            [("BOT_MODEL_URL", "http://127.0.0.1:1/v1"), ("BOT_MODEL", "small"), ("BOT_MODEL_KEY", "k-1")];
        let model = with(&all).expect("loads").bot_model.expect("it is named");
        assert_eq!((model.patience, model.key.as_deref()), (Duration::from_secs(5), Some("k-1")));
        assert!(!format!("{model:?}").contains("k-1"));
        let late = with(&[all[0], all[1], ("BOT_MODEL_PATIENCE", "0")]).expect_err("no time at all");
        assert!(format!("{late:#}").contains("BOT_MODEL_PATIENCE"));
    }

    #[test]
    fn mistakes_name_the_setting() {
        for (name, value) in [
            ("LISTEN", "8080"),
            ("DATABASE_URL", "mysql://x"),
            ("OBJECTS_URL", "s3://bucket"),
            ("TLS_CERT", "cert.pem"),
            ("PORTAL_MODE", "demo"),
            ("TRUSTED_PROXY", "maybe"),
            ("WORKERS", "0"),
            ("FREE_SPACE_FLOOR", "lots"),
            ("CLIENT_PATIENCE", "0"),
            ("BOT_MODEL_URL", "http://127.0.0.1:1/v1"),
        ] {
            let message = format!("{:#}", with(&[(name, value)]).expect_err(name));
            assert!(message.contains(name), "{message}");
        }
    }
}
