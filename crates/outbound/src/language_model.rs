//! The optional language model: an endpoint of the operator's choice that speaks the chat completions of
//! `OpenAI` (`POST <base>/chat/completions`). It gets two texts and gives one; what they may hold is decided
//! by those who call this. Neither texts nor the key are logged or stand in any error.

use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};
use ureq::Agent;

/// Longest answer that is taken from the wire, in bytes.
const MOST: u64 = 64 * 1024;

/// A language model behind an address. Cheap to clone.
#[derive(Clone)]
pub struct LanguageModel {
    agent: Agent,
    url: String,
    host: String,
    model: String,
    key: Option<String>,
    patience: Duration,
}

/// Why there is no answer. None of these shows what was asked, or the key.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The settings are wrong.
    #[error("the language model's settings are wrong: {0}")]
    Settings(&'static str),
    /// It cannot be reached, or did not answer in time.
    #[error("the language model did not answer")]
    Away(#[source] Box<ureq::Error>),
    /// It answered with something other than success.
    #[error("the language model answered with status {0}")]
    Refused(u16),
    /// What it answered is no chat completion. The cause would repeat parts of it.
    #[error("the language model answered with something that is no chat completion")]
    Misfit,
    /// The thread that waited for it went away.
    #[error("the wait for the language model broke off")]
    Stopped(#[source] tokio::task::JoinError),
}

#[derive(Serialize)]
struct Question<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    stream: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Answer,
}

#[derive(Deserialize)]
struct Answer {
    content: Option<String>,
}

impl LanguageModel {
    /// The model named `model` at `base`, such as `https://models.example.org/v1`, which gets `key` as a
    /// bearer token and has `patience` for an answer. Connects at the first question.
    pub fn new(base: &str, model: &str, key: Option<String>, patience: Duration) -> Result<Self, ModelError> {
        let base = base.trim().trim_end_matches('/');
        let (scheme, rest) = base
            .split_once("://")
            .filter(|(scheme, _)| ["http", "https"].contains(scheme))
            .ok_or(ModelError::Settings("PROOFDESK_BOT_MODEL_URL is no http:// or https:// address"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.contains('@') || rest.contains(['?', '#', ' ']) {
            return Err(ModelError::Settings(
                "PROOFDESK_BOT_MODEL_URL is scheme, host and path only; a key goes to PROOFDESK_BOT_MODEL_KEY",
            ));
        }
        if scheme == "http" && key.is_some() && !is_this_machine(host) {
            return Err(ModelError::Settings(
                "the key would travel in the clear; use https:// in PROOFDESK_BOT_MODEL_URL",
            ));
        }
        if model.trim().is_empty() {
            return Err(ModelError::Settings("PROOFDESK_BOT_MODEL names no model"));
        }
        if key.as_ref().is_some_and(|key| !key.bytes().all(|b| b.is_ascii_graphic())) {
            return Err(ModelError::Settings("PROOFDESK_BOT_MODEL_KEY holds something that is no key"));
        }
        let agent = Agent::new_with_config(
            Agent::config_builder()
                .timeout_global(Some(patience))
                // Nobody but the one who was named gets the question.
                .max_redirects(0)
                .proxy(None)
                .http_status_as_error(false)
                .build(),
        );
        Ok(Self {
            agent,
            url: format!("{base}/chat/completions"),
            host: host.to_owned(),
            model: model.trim().to_owned(),
            key,
            patience,
        })
    }

    /// Where questions go: host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How long it has for an answer.
    pub const fn patience(&self) -> Duration {
        self.patience
    }

    /// Asks; gives what it said, empty where it said nothing.
    pub async fn answer(&self, instructions: &str, question: &str) -> Result<String, ModelError> {
        let messages =
            [Message { role: "system", content: instructions }, Message { role: "user", content: question }];
        let body = serde_json::to_vec(&Question { model: &self.model, messages, stream: false })
            .map_err(|_| ModelError::Misfit)?;
        let asking = self.clone();
        tokio::task::spawn_blocking(move || asking.ask(&body)).await.map_err(ModelError::Stopped)?
    }

    fn ask(&self, body: &[u8]) -> Result<String, ModelError> {
        let mut request = self.agent.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut response = request.send(body).map_err(away)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(ModelError::Refused(status));
        }
        let text = response.body_mut().with_config().limit(MOST).read_to_string().map_err(away)?;
        let completion: Completion = serde_json::from_str(&text).map_err(|_| ModelError::Misfit)?;
        Ok(completion
            .choices
            .into_iter()
            .next()
            .and_then(|choice| choice.message.content)
            .unwrap_or_default())
    }
}

fn away(error: ureq::Error) -> ModelError {
    ModelError::Away(Box::new(error))
}

/// Whether what is sent there never leaves this machine.
fn is_this_machine(host: &str) -> bool {
    let name = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl fmt::Debug for LanguageModel {
    /// Shows no key: debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LanguageModel({} at {})", self.model, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(base: &str, key: Option<&str>) -> Result<LanguageModel, ModelError> {
        LanguageModel::new(base, "small", key.map(str::to_owned), Duration::from_secs(1))
    }

    #[test]
    fn mistakes_in_the_settings_are_told() {
        for (base, key) in [
            ("models.example.org", None),
            ("ftp://models.example.org", None),
            ("https://", None),
            ("https://me:secret@models.example.org/v1", None),
            ("https://models.example.org/v1?key=secret", None),
            ("http://models.example.org/v1", Some("secret")),
            ("https://models.example.org/v1", Some("two words")),
        ] {
            let refused = model(base, key).expect_err(base);
            let told = format!("{refused} {refused:?}");
            assert!(told.contains("PROOFDESK_BOT_MODEL"), "{told}");
            assert!(!told.contains("secret") && !told.contains("two words"), "{told}");
        }
        for (base, key) in [
            ("https://models.example.org/v1/", Some("secret")),
            ("http://127.0.0.1:11434/v1", Some("secret")),
            ("http://[::1]:8000/v1", Some("secret")),
            ("http://models.inside:8000/v1", None),
        ] {
            let model = model(base, key).expect(base);
            assert!(!format!("{model:?}").contains("secret"));
        }
        assert_eq!(model("https://a.example:8443/v1/", None).expect("fine").host(), "a.example:8443");
    }
}
