//! Ready-made words with variables, and what they do beside: a macro is words with actions.

use super::Deed;
use crate::{App, error::Error, seal::columns, staff::StaffSession, work::Subject};
use proofdesk_domain::{
    ConversationId,
    access::Action,
    conversation::{MessageProblem, Priority, canned, message_body, talk::tag},
    details::TypedDetails,
    help::Language,
};
use proofdesk_store::{
    applicants,
    conversations::{
        self,
        desk::{self, CannedReply},
    },
    details, verifications,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest title, in characters.
const MAX_TITLE_CHARS: usize = 80;
/// Most ready-made words of an installation.
const MOST: usize = 500;

/// What ready-made words do beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum MacroAction {
    /// Adds a tag.
    Tag {
        /// Which.
        tag: String,
    },
    /// Says how urgent it is.
    Priority {
        /// How.
        priority: Priority,
    },
    /// Closes the conversation.
    Close,
    /// Gives it to a team.
    Team {
        /// Which.
        team: String,
    },
}

/// Ready-made words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannedView {
    /// Their id.
    pub id: Uuid,
    /// What staff call them.
    pub title: String,
    /// The words by language.
    pub words: BTreeMap<Language, String>,
    /// What they do beside.
    pub actions: Vec<MacroAction>,
    /// The words in the applicant's language with their variables filled in, where a conversation was named.
    pub filled: Option<String>,
}

/// Ready-made words as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCanned {
    /// Those that are changed; none for new ones.
    pub id: Option<Uuid>,
    /// What staff call them.
    pub title: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
    /// What they do beside.
    pub actions: Vec<MacroAction>,
}

/// Why ready-made words were not kept.
#[derive(Debug, thiserror::Error)]
pub enum CannedError {
    /// The title is empty or too long.
    #[error("the title is empty or too long")]
    Title,
    /// No words in any language.
    #[error("there are no words")]
    Words,
    /// Too long.
    #[error("the words are too long")]
    TooLong,
    /// A variable that there is none of: which.
    #[error("there is no variable {0}")]
    Variable(String),
    /// An action that cannot be done.
    #[error("an action cannot be done")]
    Action,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// All ready-made words, filled in for a conversation where one is named.
    pub async fn canned(
        &self,
        st: &StaffSession,
        of: Option<ConversationId>,
    ) -> Result<Vec<CannedView>, Error> {
        st.permit(Action::Assist)?;
        let values = match of {
            Some(id) => Some(self.variables(st, id).await?),
            None => None,
        };
        let mut tx = self.store().read().await?;
        let rows = desk::list_canned(&mut tx).await?;
        rows.into_iter()
            .map(|row| {
                let words: BTreeMap<Language, String> = serde_json::from_str(&row.words)?;
                let filled = values.as_ref().and_then(|(language, values)| {
                    let words = words.get(language).or_else(|| words.values().next())?;
                    Some(canned::fill(words, |name| values.get(name).cloned()))
                });
                Ok(CannedView {
                    id: row.id,
                    title: row.title,
                    words,
                    actions: serde_json::from_str(&row.actions)?,
                    filled,
                })
            })
            .collect()
    }

    /// Keeps ready-made words.
    pub async fn keep_canned(&self, st: &StaffSession, new: &NewCanned) -> Result<Uuid, CannedError> {
        st.permit(Action::Assist)?;
        let title = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || title.chars().count() > MAX_TITLE_CHARS {
            return Err(CannedError::Title);
        }
        let mut words = BTreeMap::new();
        for (language, raw) in [(Language::En, &new.en), (Language::ZhCn, &new.zh)] {
            match message_body(raw) {
                Ok(body) => {
                    if let Some(unknown) = canned::unknown(&body).into_iter().next() {
                        return Err(CannedError::Variable(unknown));
                    }
                    words.insert(language, body);
                }
                Err(MessageProblem::Empty) => {}
                Err(MessageProblem::TooLong) => return Err(CannedError::TooLong),
            }
        }
        if words.is_empty() {
            return Err(CannedError::Words);
        }
        let teams = &self.policy().desk.teams;
        let sound = new.actions.iter().all(|action| match action {
            MacroAction::Tag { tag: word } => tag(word).is_some(),
            MacroAction::Team { team } => teams.contains(team),
            MacroAction::Priority { .. } | MacroAction::Close => true,
        });
        if !sound {
            return Err(CannedError::Action);
        }
        let mut work = self.house_work(st.actor()).await?;
        let known = desk::list_canned(&mut work.tx).await.map_err(Error::from)?;
        if new.id.is_none() && known.len() >= MOST {
            return Err(Error::Invalid("there are too many ready-made words").into());
        }
        let id = match new.id {
            Some(id) if known.iter().any(|row| row.id == id) => id,
            Some(_) => return Err(Error::NotFound.into()),
            None => self.fresh_uuid(),
        };
        let row = CannedReply {
            id,
            title,
            words: serde_json::to_string(&words).map_err(Error::from)?,
            actions: serde_json::to_string(&new.actions).map_err(Error::from)?,
            changed_by: st.id,
            changed_at: work.now,
        };
        desk::put_canned(&mut work.tx, &row).await.map_err(Error::from)?;
        work.audit("canned.kept", Subject::Other("canned", Some(id)));
        work.commit().await?;
        Ok(id)
    }

    /// Throws ready-made words away.
    pub async fn drop_canned(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let mut work = self.house_work(st.actor()).await?;
        desk::delete_canned(&mut work.tx, id).await?;
        work.audit("canned.dropped", Subject::Other("canned", Some(id)));
        work.commit().await
    }

    /// Does what ready-made words do beside. Their words are sent apart, as the agent left them.
    pub async fn run_actions(
        &self,
        st: &StaffSession,
        id: ConversationId,
        canned: Uuid,
    ) -> Result<(), Error> {
        let row = {
            let mut tx = self.store().read().await?;
            desk::list_canned(&mut tx).await?.into_iter().find(|row| row.id == canned)
        };
        let actions: Vec<MacroAction> = serde_json::from_str(&row.ok_or(Error::NotFound)?.actions)?;
        for action in actions {
            let done = match action {
                MacroAction::Tag { tag } => self.arrange(st, id, &Deed::Tag(tag)).await.map_err(plain),
                MacroAction::Priority { priority } => {
                    self.arrange(st, id, &Deed::Priority(priority)).await.map_err(plain)
                }
                MacroAction::Close => self.arrange(st, id, &Deed::Close).await.map_err(plain),
                MacroAction::Team { team } => {
                    let was = {
                        let mut tx = self.store().read().await?;
                        let found = conversations::find_for_staff(&mut tx, id).await?;
                        found.ok_or(Error::NotFound)?.assignee
                    };
                    self.hand_on(st, id, was, &super::HandTo::Team(team), "").await.map_err(|e| match e {
                        super::AssignError::Error(error) => error,
                        _ => Error::Invalid("the conversation could not be handed on"),
                    })
                }
            };
            done?;
        }
        Ok(())
    }

    /// What variables stand for in a conversation, and its language.
    async fn variables(
        &self,
        st: &StaffSession,
        id: ConversationId,
    ) -> Result<(Language, BTreeMap<&'static str, String>), Error> {
        let mut tx = self.store().read().await?;
        let head = conversations::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut tx = self.store().read().await?;
        let person = applicants::get(&mut tx, head.applicant).await?;
        let language = Language::find(&person.locale).unwrap_or(head.language);
        let mut values = BTreeMap::from([("reference", head.reference.clone()), ("agent", st.name.clone())]);
        if let Some(case) = head.verification {
            let case = verifications::get(&mut tx, head.applicant, case).await?;
            if let Some(entered) = details::find_current(&mut tx, head.applicant, case.id).await? {
                let typed: TypedDetails = seal.open_json(columns::DETAILS, entered.id, &entered.sealed)?;
                if let Some(name) = called(&typed, language) {
                    values.insert("name", name);
                }
            }
            values.insert("case", case.reference);
            values.insert("level", case.level);
        }
        // `{due}` is a moment: the page words it.
        Ok((language, values))
    }
}

/// What somebody is called in a letter of that language.
fn called(typed: &TypedDetails, language: Language) -> Option<String> {
    let latin = if typed.given_names.is_empty() { &typed.surname } else { &typed.given_names };
    let name = match language {
        Language::ZhCn if !typed.native_name.is_empty() => &typed.native_name,
        Language::ZhCn | Language::En => latin,
    };
    (!name.is_empty()).then(|| name.clone())
}

fn plain(error: super::ArrangeError) -> Error {
    match error {
        super::ArrangeError::Error(error) => error,
        _ => Error::Invalid("an action could not be done"),
    }
}
