//! Conversations as their readers see them.

use crate::{
    error::Error,
    seal::{Seal, columns},
    staff::Names,
    views::{AuthorView, ConversationView, MessageView},
};
use proofdesk_domain::conversation::{Author, Conversation, Extra, Visibility};
use proofdesk_store::{
    Tx,
    conversations::{self, Readers, StoredMessage},
};

/// Messages shown of one conversation, the newest.
const SHOWN: i64 = 1_000;

/// A conversation as these readers see it: applicants without what is for staff only.
pub(crate) async fn view(
    tx: &mut Tx,
    seal: &Seal,
    names: &Names,
    conversation: &Conversation,
    readers: Readers,
) -> Result<ConversationView, Error> {
    let after = (conversation.last_seq - SHOWN).max(0);
    let (applicant, id) = (conversation.applicant, conversation.id);
    let stored = conversations::list_messages(tx, applicant, id, readers, after, SHOWN).await?;
    let messages = stored.into_iter().map(|message| message_view(seal, names, message, readers));
    Ok(ConversationView {
        id,
        reference: conversation.reference.clone(),
        turn: conversation.turn,
        answering: conversation.answering,
        due_at: conversation.due_at,
        verification: conversation.verification,
        messages: messages.collect::<Result<_, Error>>()?,
    })
}

/// A message as these readers see it.
pub(crate) fn message_view(
    seal: &Seal,
    names: &Names,
    message: StoredMessage,
    readers: Readers,
) -> Result<MessageView, Error> {
    let row = message.id.as_uuid();
    let withdrawn = message.withdrawn_at.is_some();
    let extra: Option<Extra> = match message.sealed_extra.as_deref().filter(|_| !withdrawn) {
        Some(sealed) => Some(seal.open_json(columns::EXTRA, row, sealed)?),
        None => None,
    };
    Ok(MessageView {
        id: message.id,
        seq: message.seq,
        kind: message.kind,
        author: match message.author {
            Author::Applicant => AuthorView::You,
            Author::Staff(id) => AuthorView::Person(names.of(id)),
            Author::Bot => AuthorView::Bot,
            Author::System => AuthorView::System,
        },
        body: match withdrawn {
            true => String::new(),
            false => seal.open_text(columns::BODY, row, &message.sealed_body)?,
        },
        extra: extra.map(|extra| for_readers(extra, readers)),
        sent_at: message.sent_at,
        edited_at: message.edited_at,
        withdrawn,
        internal: message.visibility == Visibility::Internal,
    })
}

/// What the bot found out for its colleagues is for them.
fn for_readers(extra: Extra, readers: Readers) -> Extra {
    match (extra, readers) {
        (Extra::HandOver { cause, due_at, before, .. }, Readers::Applicant) => {
            Extra::HandOver { cause, summary: String::new(), due_at, before }
        }
        (extra, _) => extra,
    }
}
