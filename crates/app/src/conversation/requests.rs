//! Document requests: a checklist inside the conversation.
//!
//! Pages of the case's document are asked for by the decision that asks the applicant again (its rules and
//! its ten seconds hold): when it takes effect, the conversation gets the list, with the same reasons. Each
//! upload runs through the case as any other; [`App::follow_requests`] moves the list along whenever the case
//! comes to an outcome. Other documents are sent as files into the conversation, and a person says whether
//! they are what was asked for. A list ends by itself when all of it is there; where something is lacking it
//! goes back to a person.

use super::{Saying, Turned};
use crate::{
    App,
    error::Error,
    review::RetakeItem,
    seal::{Seal, columns},
    staff::StaffSession,
    views::ApplicantSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ConversationId, ReasonCode, StaffId, VerificationId,
    access::Action,
    conversation::{
        Author, Conversation, Extra, MessageKind, message_body,
        request::{Asked, ItemState, MAX_ITEMS, RequestState, state},
    },
    evidence::{EvidenceState, Slot},
    finding::Severity,
    verification::{State, Turn, Verification},
};
use proofdesk_store::{
    Tx,
    conversations::{
        self,
        requests::{self, DocumentRequest, RequestItem},
    },
    evidence, findings, verifications,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Longest words about one thing asked for, in characters.
const MAX_WORDS_CHARS: usize = 1_000;

/// What is asked for, beside pages of the case's document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// A proof of address, not older than so many months.
    pub proof_of_address: Option<u8>,
    /// Something in own words.
    pub other: Option<String>,
    /// What the applicant reads beside.
    pub words: String,
}

/// One thing of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub asked: Asked,
    /// The desk's own words.
    pub words: Option<String>,
    /// Where it stands.
    pub state: ItemState,
    /// What is the matter with what was sent, or why a photo is asked for.
    pub reasons: Vec<ReasonCode>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// Its id.
    pub id: Uuid,
    /// For which case.
    pub verification: Option<VerificationId>,
    /// Where it stands.
    pub state: RequestState,
    /// What it asks for.
    pub items: Vec<ItemView>,
    /// Photos were taken and wait to be sent for checking, which only the applicant can do.
    pub unsent: bool,
}

/// Why nothing was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nothing was picked, or too much.
    #[error("nothing was asked for, or too much")]
    Nothing,
    /// The words are too long.
    #[error("the words are too long")]
    Words,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// Asks for documents that are no pages of the case's document.
    pub async fn ask_documents(
        &self,
        st: &StaffSession,
        id: ConversationId,
        asking: &Asking,
    ) -> Result<Uuid, AskError> {
        let words = |raw: &str| -> Result<Option<String>, AskError> {
            match message_body(raw) {
                Ok(words) if words.chars().count() <= MAX_WORDS_CHARS => Ok(Some(words)),
                Err(proofdesk_domain::conversation::MessageProblem::Empty) => Ok(None),
                _ => Err(AskError::Words),
            }
        };
        let beside = words(&asking.words)?;
        let mut wanted: Vec<(Asked, Option<String>)> = Vec::new();
        if let Some(months) = asking.proof_of_address {
            wanted.push((Asked::ProofOfAddress { months }, beside.clone()));
        }
        if let Some(other) = words(asking.other.as_deref().unwrap_or_default())? {
            wanted.push((Asked::Other, Some(other)));
        }
        if wanted.is_empty() || wanted.len() > MAX_ITEMS {
            return Err(AskError::Nothing);
        }
        let (mut work, seal, mut talk) = self.at_conversation(st, id).await?;
        let request = self.post_request(&mut work, &seal, &mut talk, st.id, wanted).await?;
        let link = self.address_of(crate::accounts::Page::Conversation);
        let mail = crate::MailKind::Message { link };
        self.mail_applicant(&mut work, &seal, talk.applicant, mail).await?;
        work.commit().await?;
        Ok(request)
    }

    /// The decision that asks the applicant for pages took effect: the conversation gets the list.
    pub(crate) async fn request_pages(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        by: StaffId,
        items: &[RetakeItem],
    ) -> Result<(), Error> {
        let mut wanted: Vec<(Asked, Option<String>)> = Vec::new();
        for item in items {
            let slot = item.slot.filter(|slot| slot.side().is_some());
            let known = wanted
                .iter()
                .any(|(asked, _)| matches!(asked, Asked::Page { slot: s, .. } if Some(*s) == slot));
            if let Some(slot) = slot.filter(|_| !known) {
                wanted.push((Asked::Page { slot, code: item.code }, item.note.clone()));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        // A newer list takes the place of an older one.
        for mut older in requests::list_open(&mut work.tx, case.applicant, case.id).await? {
            let rows = requests::list_items(&mut work.tx, case.applicant, older.id).await?;
            if rows.iter().all(|row| matches!(row.asked, Asked::Page { .. })) {
                older.state = RequestState::Withdrawn;
                older.ended_at = Some(work.now);
                requests::update(&mut work.tx, &mut older).await?;
            }
        }
        let found = conversations::find_by_verification(&mut work.tx, case.applicant, case.id).await?;
        let mut talk = match found {
            Some(found) => found,
            None => self.open_conversation_of(work, case.mode, case.applicant, Some(case.id)).await?,
        };
        self.post_request(work, seal, &mut talk, by, wanted).await.map(|_| ())
    }

    async fn post_request(
        &self,
        work: &mut Work,
        seal: &Seal,
        talk: &mut Conversation,
        by: StaffId,
        wanted: Vec<(Asked, Option<String>)>,
    ) -> Result<Uuid, Error> {
        let now = work.now;
        let request = DocumentRequest {
            id: self.fresh_uuid(),
            conversation_id: talk.id,
            verification_id: talk.verification,
            applicant_id: talk.applicant,
            asked_by: by,
            state: RequestState::Open,
            asked_at: now,
            ended_at: None,
            version: 1,
        };
        let items: Vec<RequestItem> = wanted
            .into_iter()
            .zip(0..)
            .map(|((asked, words), position)| {
                let id = self.fresh_uuid();
                RequestItem {
                    id,
                    request_id: request.id,
                    applicant_id: talk.applicant,
                    position,
                    asked,
                    sealed_words: words.map(|words| seal.text(columns::ITEM, id, &words)),
                    state: ItemState::Wanted,
                    attachment_id: None,
                    evidence_id: None,
                    changed_at: now,
                }
            })
            .collect();
        requests::insert(&mut work.tx, &request, &items).await?;
        let said = Saying::new(Author::Staff(by), MessageKind::DocumentRequest, "system-request")
            .with(Extra::Request { request: request.id });
        self.post(work, seal, talk, said, Turned::Answered).await?;
        work.audit("documents.asked", Subject::Conversation(talk.id));
        Ok(request.id)
    }

    /// The applicant sends a file for one thing of a list.
    pub async fn send_item(
        &self,
        s: &ApplicantSession,
        conversation: ConversationId,
        item: Uuid,
        file: Uuid,
    ) -> Result<(), Error> {
        self.answer_item(s, conversation, item, Some(file)).await
    }

    /// The applicant has no such document. That is an answer too, and goes back to a person.
    pub async fn lack_item(
        &self,
        s: &ApplicantSession,
        conversation: ConversationId,
        item: Uuid,
    ) -> Result<(), Error> {
        self.answer_item(s, conversation, item, None).await
    }

    async fn answer_item(
        &self,
        s: &ApplicantSession,
        conversation: ConversationId,
        item: Uuid,
        file: Option<Uuid>,
    ) -> Result<(), Error> {
        self.own_conversation(s, conversation).await?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let found = conversations::lock(&mut work.tx, s.applicant, conversation).await?;
        let mut talk = found.ok_or(Error::NotFound)?;
        let (mut request, mut items) = find_item(&mut work.tx, &talk, item).await?;
        let one = items.iter_mut().find(|row| row.id == item).ok_or(Error::NotFound)?;
        if request.ended_at.is_some() || one.state == ItemState::Accepted {
            return Err(Error::Invalid("this was settled before"));
        }
        let page = matches!(one.asked, Asked::Page { .. });
        match file {
            Some(_) if page => return Err(Error::Invalid("pages are sent with the case")),
            Some(file) => {
                let held = conversations::attachments::find(&mut work.tx, s.applicant, file).await?;
                let held = held.filter(|held| held.conversation_id == talk.id);
                one.attachment_id = Some(held.ok_or(Error::NotFound)?.id);
                one.state = ItemState::Received;
            }
            None => one.state = ItemState::Lacking,
        }
        one.changed_at = work.now;
        let one = one.clone();
        requests::update_item(&mut work.tx, &one).await?;
        let key = if file.is_some() { "system-item-sent" } else { "system-item-lacking" };
        let whole = settle(&mut work, &mut request, &items).await?;
        // Nothing is left for the applicant to do: it is ours to look at.
        let turned = match whole {
            RequestState::Open => Turned::Nothing,
            _ => Turned::HandedOver,
        };
        let said = Saying::event(key);
        let message = self.post(&mut work, &seal, &mut talk, said, turned).await?;
        if let Some(file) = file {
            self.attach_files(&mut work, &talk, &[file], message.id, None).await?;
        }
        work.audit("documents.answered", Subject::Conversation(talk.id));
        work.commit().await
    }

    /// Says whether what was sent is what was asked for.
    pub async fn judge_item(
        &self,
        st: &StaffSession,
        conversation: ConversationId,
        item: Uuid,
        verdict: ItemState,
    ) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        if !matches!(verdict, ItemState::Accepted | ItemState::Problem) {
            return Err(Error::Invalid("this is no verdict"));
        }
        let (mut work, seal, mut talk) = self.at_conversation(st, conversation).await?;
        let (mut request, mut items) = find_item(&mut work.tx, &talk, item).await?;
        let one = items.iter_mut().find(|row| row.id == item).ok_or(Error::NotFound)?;
        if request.ended_at.is_some() || matches!(one.asked, Asked::Page { .. }) {
            return Err(Error::Invalid("this is judged with the case"));
        }
        one.state = verdict;
        one.changed_at = work.now;
        let one = one.clone();
        requests::update_item(&mut work.tx, &one).await?;
        let whole = settle(&mut work, &mut request, &items).await?;
        let key = match (verdict, whole) {
            (_, RequestState::Fulfilled) => "system-request-fulfilled",
            (ItemState::Problem, _) => "system-item-problem",
            _ => "system-item-accepted",
        };
        let said = Saying::event(key);
        self.post(&mut work, &seal, &mut talk, said, Turned::Answered).await?;
        work.audit("documents.judged", Subject::Conversation(talk.id));
        work.commit().await
    }

    /// The case came to an outcome: its lists move along with it.
    pub(crate) async fn follow_requests(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
    ) -> Result<(), Error> {
        let open = requests::list_open(&mut work.tx, case.applicant, case.id).await?;
        for mut request in open {
            let mut items = requests::list_items(&mut work.tx, case.applicant, request.id).await?;
            if !items.iter().any(|item| matches!(item.asked, Asked::Page { .. })) {
                continue;
            }
            let states = page_states(&mut work.tx, case, &request, &items).await?;
            let mut changed = false;
            for (item, (now, evidence)) in items.iter_mut().zip(states) {
                if item.state != now {
                    (item.state, item.evidence_id, item.changed_at) = (now, evidence, work.now);
                    requests::update_item(&mut work.tx, item).await?;
                    changed = true;
                }
            }
            // With the case over, nothing is asked for any more.
            let over = case.state.turn() == Turn::Nobody;
            if over && items.iter().any(|item| item.state != ItemState::Accepted) {
                request.state = RequestState::Withdrawn;
                request.ended_at = Some(work.now);
                requests::update(&mut work.tx, &mut request).await?;
                work.tell(told::CONVERSATION, Audience::Both, Some(request.conversation_id.as_uuid()));
                continue;
            }
            if !changed {
                continue;
            }
            let whole = settle(work, &mut request, &items).await?;
            let key = match whole {
                RequestState::Fulfilled => "system-request-fulfilled",
                RequestState::Open => "system-item-problem",
                _ => continue,
            };
            let found = conversations::find(&mut work.tx, case.applicant, request.conversation_id).await?;
            if let Some(mut talk) = found {
                self.post(work, seal, &mut talk, Saying::event(key), Turned::Nothing).await?;
            }
        }
        Ok(())
    }
}

/// Where the pages of a list stand, with the evidence that was sent for each; other things as they were.
async fn page_states(
    tx: &mut Tx,
    case: &Verification,
    request: &DocumentRequest,
    items: &[RequestItem],
) -> Result<Vec<(ItemState, Option<proofdesk_domain::EvidenceId>)>, Error> {
    let sent = evidence::list(tx, case.applicant, case.id).await?;
    let standing = findings::list_standing(tx, case.applicant, case.id).await?;
    Ok(items
        .iter()
        .map(|item| {
            let Asked::Page { slot, .. } = item.asked else { return (item.state, item.evidence_id) };
            if item.state == ItemState::Lacking {
                return (item.state, item.evidence_id);
            }
            let newer = sent.iter().find(|row| {
                row.slot == slot && row.state == EvidenceState::Current && row.created_at >= request.asked_at
            });
            let Some(newer) = newer else { return (ItemState::Wanted, None) };
            let blocked = standing
                .iter()
                .any(|row| row.evidence_id == Some(newer.id) && row.severity == Severity::Blocking);
            let now = match case.state.turn() {
                Turn::Applicant if blocked => ItemState::Problem,
                // Sent, and not checked yet.
                Turn::Applicant if newer.sealed_inspection.is_none() => ItemState::Received,
                Turn::Checks => ItemState::Received,
                // The checks have said enough about it: a person looks.
                Turn::Person if blocked => ItemState::Received,
                Turn::Nobody if blocked && case.state != State::Approved => ItemState::Problem,
                _ => ItemState::Accepted,
            };
            (now, Some(newer.id))
        })
        .collect())
}

async fn find_item(
    tx: &mut Tx,
    talk: &Conversation,
    item: Uuid,
) -> Result<(DocumentRequest, Vec<RequestItem>), Error> {
    for request in requests::list(tx, talk.applicant, talk.id).await? {
        let items = requests::list_items(tx, talk.applicant, request.id).await?;
        if items.iter().any(|row| row.id == item) {
            return Ok((request, items));
        }
    }
    Err(Error::NotFound)
}

/// Writes where a list stands as a whole; it ends where nothing is left.
async fn settle(
    work: &mut Work,
    request: &mut DocumentRequest,
    items: &[RequestItem],
) -> Result<RequestState, Error> {
    let states: Vec<ItemState> = items.iter().map(|item| item.state).collect();
    let whole = state(&states);
    request.state = whole;
    request.ended_at = (whole == RequestState::Fulfilled).then_some(work.now);
    requests::update(&mut work.tx, request).await?;
    work.tell(told::CONVERSATION, Audience::Both, Some(request.conversation_id.as_uuid()));
    Ok(whole)
}

/// The lists of a conversation as their readers see them.
pub(super) async fn views(tx: &mut Tx, seal: &Seal, talk: &Conversation) -> Result<Vec<RequestView>, Error> {
    let mut found = Vec::new();
    for request in requests::list(tx, talk.applicant, talk.id).await? {
        let items = requests::list_items(tx, talk.applicant, request.id).await?;
        let case = match request.verification_id.filter(|_| request.ended_at.is_none()) {
            Some(case) => Some(verifications::get(tx, talk.applicant, case).await?),
            None => None,
        };
        let states = match &case {
            Some(case) => page_states(tx, case, &request, &items).await?,
            None => items.iter().map(|item| (item.state, item.evidence_id)).collect(),
        };
        let standing = match &case {
            Some(case) => findings::list_standing(tx, talk.applicant, case.id).await?,
            None => Vec::new(),
        };
        let mut shown = Vec::with_capacity(items.len());
        for (item, (state, evidence)) in items.into_iter().zip(states) {
            let blocking = standing.iter().filter(|row| row.severity == Severity::Blocking);
            let mut reasons: Vec<ReasonCode> = match (state, &item.asked) {
                (ItemState::Problem, _) if evidence.is_some() => {
                    blocking.filter(|row| row.evidence_id == evidence).map(|row| row.code).collect()
                }
                (ItemState::Wanted, Asked::Page { slot, code }) => {
                    let more = blocking.filter(|row| row.page == Some(*slot)).map(|row| row.code);
                    std::iter::once(*code).chain(more).collect()
                }
                _ => Vec::new(),
            };
            let mut known = BTreeSet::new();
            reasons.retain(|code| !code.reason().is_confidential() && known.insert(*code));
            shown.push(ItemView {
                id: item.id,
                words: item
                    .sealed_words
                    .as_deref()
                    .map(|sealed| seal.open_text(columns::ITEM, item.id, sealed))
                    .transpose()?,
                asked: item.asked,
                state,
                reasons,
            });
        }
        // With the case over, a list that was not fulfilled does not hold any more.
        let over = case.as_ref().is_some_and(|case| case.state.turn() == Turn::Nobody);
        let over = over && shown.iter().any(|item| item.state != ItemState::Accepted);
        let of_case = shown.iter().any(|item| matches!(item.asked, Asked::Page { .. }));
        let theirs = case.as_ref().is_some_and(|case| case.state.turn() == Turn::Applicant);
        let photo =
            |item: &ItemView| matches!(item.asked, Asked::Page { .. }) && item.state == ItemState::Received;
        found.push(RequestView {
            unsent: theirs && shown.iter().any(photo),
            id: request.id,
            verification: request.verification_id,
            state: if over && of_case { RequestState::Withdrawn } else { request.state },
            items: shown,
        });
    }
    Ok(found)
}

/// The slot of a page.
pub const fn page_of(asked: &Asked) -> Option<Slot> {
    match asked {
        Asked::Page { slot, .. } => Some(*slot),
        Asked::ProofOfAddress { .. } | Asked::Other => None,
    }
}
