//! Finding conversations: lists by what they are, views that somebody keeps, search over sealed words, and
//! doing one thing with many.

use super::{ArrangeError, AssignError, Deed, HandTo, open::subject};
use crate::{
    App, conversation::view::message_view, error::Error, staff::StaffSession, views::AuthorView,
    work::Subject,
};
use proofdesk_domain::{
    ApplicantId, ConversationId, StaffId, Timestamp, VerificationId,
    access::Action,
    conversation::{Conversation, ConversationTurn, Priority},
    help::Language,
    verification::{Mode, Verification},
};
use proofdesk_store::{
    accounts::{self, Account},
    applicants::{self, Applicant},
    conversations::{
        self,
        desk::{self, SavedView},
        list::{self, After, Filter, Held},
        search,
    },
    verifications,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// Conversations of a page.
const PAGE: usize = 50;
/// Conversations at most in one bulk deed.
const BULK: usize = 200;
/// Messages found at most.
const FOUND: i64 = 50;
/// Longest title of a view, in characters.
const MAX_TITLE_CHARS: usize = 60;
/// Most views of one person.
const MOST_VIEWS: usize = 50;

/// Whose conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoseTalk {
    /// Everybody's.
    #[default]
    All,
    /// The caller's.
    Mine,
    /// Nobody's.
    Free,
}

/// What a list shows. Kept as it stands in a saved view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TalkFilter {
    /// One world only.
    pub mode: Option<Mode>,
    /// Whose turn; none is every one that is not closed.
    pub turn: Option<ConversationTurn>,
    /// Whose.
    pub whose: WhoseTalk,
    /// Of that team.
    pub team: Option<String>,
    /// With that tag.
    pub tag: Option<String>,
    /// At least so urgent.
    pub priority: Option<Priority>,
    /// In that language.
    pub language: Option<Language>,
    /// Those put aside instead of the others.
    pub snoozed: bool,
    /// Only those of which a promise was broken.
    pub breached: bool,
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: ConversationId,
    /// Which world.
    pub mode: Mode,
    /// What people quote.
    pub reference: String,
    /// What it is about; none where nothing was said of that.
    pub subject: Option<String>,
    /// With whom, masked.
    pub applicant_masked: Option<String>,
    /// The case beside it: what people quote, and its level.
    pub case: Option<(String, String)>,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// How urgent.
    pub priority: Priority,
    /// Its tags.
    pub tags: Vec<String>,
    /// Which team's.
    pub team: Option<String>,
    /// Who has it.
    pub assignee: Option<String>,
    /// When an answer is promised.
    pub due_at: Option<Timestamp>,
    /// The promise was broken.
    pub late: bool,
    /// When the last message was sent.
    pub last_at: Timestamp,
    /// Out of the inbox until then.
    pub snoozed_until: Option<Timestamp>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewOf {
    /// Its conversations, the first due first; what waits for nobody by its last message.
    pub rows: Vec<Listed>,
    /// Where the next page begins, where there is one.
    pub next: Option<String>,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What people quote.
    pub reference: String,
    /// Its place there.
    pub seq: i64,
    /// Who wrote it.
    pub author: AuthorView,
    /// Its words.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
    /// Staff only.
    pub internal: bool,
}

/// What is done with many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkDeed {
    /// Gives them to somebody.
    Hand(HandTo),
    /// Does something with each.
    Do(Deed),
}

impl App {
    /// A page of conversations.
    pub async fn conversations(
        &self,
        st: &StaffSession,
        filter: &TalkFilter,
        after: Option<&str>,
    ) -> Result<ViewOf, Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let now = self.now();
        let wanted = Filter {
            mode: filter.mode.or(st.mode_filter),
            turn: filter.turn,
            held: match filter.whose {
                WhoseTalk::All => Held::Anybody,
                WhoseTalk::Mine => Held::One(st.id),
                WhoseTalk::Free => Held::Nobody,
            },
            team: filter.team.clone(),
            tag: filter.tag.clone(),
            priority: filter.priority,
            language: filter.language,
            snoozed: filter.snoozed,
            breached: filter.breached,
            now,
        };
        let after = after.and_then(cursor);
        let mut tx = self.store().read().await?;
        let mut found = list::list(&mut tx, &wanted, after, PAGE as i64 + 1).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let people: Vec<ApplicantId> = found.iter().map(|talk| talk.applicant).collect();
        let beside: Vec<VerificationId> = found.iter().filter_map(|talk| talk.verification).collect();
        let people: HashMap<ApplicantId, Applicant> =
            applicants::list_of(&mut tx, &people).await?.into_iter().map(|one| (one.id, one)).collect();
        let ids: Vec<ApplicantId> = people.keys().copied().collect();
        let mut accounts: HashMap<ApplicantId, Account> = HashMap::new();
        for account in accounts::list_of(&mut tx, &ids).await? {
            accounts.entry(account.applicant_id).or_insert(account);
        }
        let cases: HashMap<VerificationId, Verification> =
            verifications::list_of_ids(&mut tx, &beside).await?.into_iter().map(|c| (c.id, c)).collect();
        drop(tx);
        let next = found.last().filter(|_| more).map(|last| {
            let at = if wanted.by_due() { last.due_at } else { last.last_at };
            format!("{}.{}", at.map_or(i64::MAX, Timestamp::as_micros), last.id)
        });
        let mut rows = Vec::with_capacity(found.len());
        for talk in found {
            // Whose person was erased meanwhile is left out.
            let subject = match &talk.sealed_subject {
                None => None,
                Some(_) if !st.may(Action::OpenCase) => None,
                Some(_) => match self.seal_of(talk.mode, talk.applicant).await {
                    Ok(seal) => subject(&seal, &talk)?,
                    Err(Error::NotFound) => continue,
                    Err(error) => return Err(error),
                },
            };
            let known = people.get(&talk.applicant).and_then(|one| one.external_ref.clone());
            let account = accounts.get(&talk.applicant).cloned();
            let case = talk.verification.and_then(|id| cases.get(&id));
            rows.push(Listed {
                id: talk.id,
                mode: talk.mode,
                reference: talk.reference,
                subject,
                applicant_masked: self.mask(talk.mode, talk.applicant, account, known).await?,
                case: case.map(|case| (case.reference.clone(), case.level.clone())),
                turn: talk.turn,
                priority: talk.priority,
                tags: talk.tags.list().to_vec(),
                team: talk.team,
                assignee: talk.assignee.map(|id| names.of(id)),
                due_at: talk.due_at,
                late: talk.due_at.is_some_and(|due| due <= now),
                last_at: talk.last_at.unwrap_or(talk.opened_at),
                snoozed_until: talk.snoozed_until.filter(|until| *until > now),
            });
        }
        Ok(ViewOf { rows, next })
    }

    /// The newest messages that have every word of these, in both worlds or the one that the caller looks
    /// at. Looking is logged: search reads what people wrote.
    pub async fn find_words(&self, st: &StaffSession, words: &str) -> Result<Vec<Found>, Error> {
        st.permit(Action::OpenCase)?;
        let names = self.staff_names().await?;
        let mut hits = Vec::new();
        let mut tx = self.store().read().await?;
        for mode in [Mode::Live, Mode::Test].into_iter().filter(|m| st.mode_filter.is_none_or(|f| f == *m)) {
            let terms = self.message_terms(mode, words);
            if !terms.is_empty() {
                hits.extend(search::find(&mut tx, &terms, FOUND).await?);
            }
        }
        let talks: Vec<ConversationId> = hits.iter().map(|message| message.conversation_id).collect();
        let talks: HashMap<ConversationId, Conversation> = conversations::list_of_ids(&mut tx, &talks)
            .await?
            .into_iter()
            .map(|talk| (talk.id, talk))
            .collect();
        drop(tx);
        let mut found = Vec::with_capacity(hits.len());
        for message in hits {
            let Some(talk) = talks.get(&message.conversation_id) else { continue };
            let seal = match self.seal_of(talk.mode, talk.applicant).await {
                Ok(seal) => seal,
                Err(Error::NotFound) => continue,
                Err(error) => return Err(error),
            };
            let shown = message_view(&seal, &names, message)?;
            if shown.withdrawn {
                continue;
            }
            found.push(Found {
                conversation: talk.id,
                reference: talk.reference.clone(),
                seq: shown.seq,
                author: shown.author,
                body: shown.body,
                sent_at: shown.sent_at,
                internal: shown.internal,
            });
        }
        found.sort_by_key(|hit| std::cmp::Reverse(hit.sent_at));
        let mut work = self.house_work(st.actor()).await?;
        work.audit("conversations.searched", Subject::Other("conversation", None));
        work.commit().await?;
        Ok(found)
    }

    /// The conversation of that reference.
    pub async fn find_conversation(
        &self,
        st: &StaffSession,
        reference: &str,
    ) -> Result<Option<ConversationId>, Error> {
        st.permit(Action::SeeInbox)?;
        let mut tx = self.store().read().await?;
        let found = conversations::find_by_reference(&mut tx, &reference.trim().to_uppercase()).await?;
        Ok(found.map(|talk| talk.id))
    }

    /// Does one thing with many. Gives how many it was done with; one that cannot be is left out.
    pub async fn in_bulk(
        &self,
        st: &StaffSession,
        ids: &[ConversationId],
        deed: &BulkDeed,
    ) -> Result<u64, Error> {
        st.permit(Action::Assist)?;
        if ids.len() > BULK {
            return Err(Error::Invalid("that is too many at once"));
        }
        let mut done = 0;
        for id in ids {
            let worked = match deed {
                BulkDeed::Do(deed) => match self.arrange(st, *id, deed).await {
                    Ok(()) => true,
                    Err(ArrangeError::Error(error @ (Error::NotAllowed | Error::Unavailable(_)))) => {
                        return Err(error);
                    }
                    Err(_) => false,
                },
                BulkDeed::Hand(to) => {
                    let was = {
                        let mut tx = self.store().read().await?;
                        conversations::find_for_staff(&mut tx, *id).await?.map(|talk| talk.assignee)
                    };
                    match was {
                        None => false,
                        Some(was) => match self.hand_on(st, *id, was, to, "").await {
                            Ok(()) => true,
                            Err(AssignError::Error(error @ Error::NotAllowed)) => return Err(error),
                            Err(_) => false,
                        },
                    }
                }
            };
            done += u64::from(worked);
        }
        Ok(done)
    }

    /// Keeps a view, for oneself or for everybody.
    pub async fn keep_view(
        &self,
        st: &StaffSession,
        title: &str,
        filter: &TalkFilter,
        whose: Option<StaffId>,
    ) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || title.chars().count() > MAX_TITLE_CHARS {
            return Err(Error::Invalid("a view needs a title of at most 60 characters"));
        }
        let mut work = self.house_work(st.actor()).await?;
        if desk::list_views(&mut work.tx, st.id).await?.len() >= MOST_VIEWS {
            return Err(Error::Invalid("there are too many views"));
        }
        let view = SavedView {
            id: self.fresh_uuid(),
            staff_id: whose,
            title,
            filter: serde_json::to_string(filter)?,
            created_at: work.now,
        };
        desk::insert_view(&mut work.tx, &view).await?;
        work.audit("view.kept", Subject::Other("view", Some(view.id)));
        work.commit().await
    }

    /// The views of the caller and of everybody.
    pub async fn views(&self, st: &StaffSession) -> Result<Vec<(Uuid, String, TalkFilter)>, Error> {
        st.permit(Action::SeeInbox)?;
        let mut tx = self.store().read().await?;
        let rows = desk::list_views(&mut tx, st.id).await?;
        rows.into_iter().map(|row| Ok((row.id, row.title, serde_json::from_str(&row.filter)?))).collect()
    }

    /// Throws a view away.
    pub async fn drop_view(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let mut work = self.house_work(st.actor()).await?;
        if !desk::delete_view(&mut work.tx, st.id, id).await? {
            return Err(Error::NotFound);
        }
        work.commit().await
    }
}

/// Where a page begins: the moment and the id that the one before ended with.
fn cursor(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    Some(After { at: Timestamp::from_micros(at.parse().ok()?), id: id.parse().ok()? })
}
