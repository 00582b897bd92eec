//! Conversations as their readers see them.

use super::{
    desk::{Around, open::subject},
    requests,
};
use crate::{
    error::Error,
    seal::{Seal, columns},
    staff::Names,
    views::{AuthorView, ConversationView, FileView, MessageView},
};
use proofdesk_domain::{
    StaffId,
    conversation::{Author, Conversation, Extra, Visibility},
};
use proofdesk_store::{
    Tx,
    conversations::{self, Readers, StoredMessage, attachments, feedback},
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
    let messages = stored.into_iter().map(|message| message_view(seal, names, message));
    let messages = messages.collect::<Result<_, Error>>()?;
    let mut files = Vec::new();
    for file in attachments::list(tx, applicant, id).await? {
        files.push(FileView {
            id: file.id,
            message: file.message_id,
            name: seal.open_text(columns::FILE_NAME, file.id, &file.sealed_name)?,
            bytes: file.bytes,
            state: file.state.as_str(),
        });
    }
    Ok(ConversationView {
        subject: subject(seal, conversation)?,
        before: None,
        here: Around::default(),
        rated: feedback::find(tx, applicant, id).await?.map(|said| said.score),
        draft: String::new(),
        files,
        requests: requests::views(tx, seal, conversation).await?,
        id,
        reference: conversation.reference.clone(),
        turn: conversation.turn,
        answering: conversation.answering,
        due_at: conversation.due_at,
        verification: conversation.verification,
        messages,
    })
}

/// A message as these readers see it.
pub(crate) fn message_view(seal: &Seal, names: &Names, message: StoredMessage) -> Result<MessageView, Error> {
    let row = message.id.as_uuid();
    let withdrawn = message.withdrawn_at.is_some();
    let extra: Option<Extra> = match message.sealed_extra.as_deref().filter(|_| !withdrawn) {
        Some(sealed) => Some(seal.open_json(columns::EXTRA, row, sealed)?),
        None => None,
    };
    Ok(MessageView {
        id: message.id,
        by: match message.author {
            Author::Staff(id) => Some(id),
            _ => None,
        },
        seq: message.seq,
        kind: message.kind,
        author: match message.author {
            Author::Applicant => AuthorView::You,
            Author::Staff(id) => AuthorView::Person(names.of(id)),
            Author::Bot => AuthorView::Bot,
            Author::System => AuthorView::System,
        },
        body: if withdrawn {
            String::new()
        } else {
            seal.open_text(columns::BODY, row, &message.sealed_body)?
        },
        extra: extra.map(|extra| with_names(extra, names)),
        sent_at: message.sent_at,
        edited_at: message.edited_at,
        withdrawn,
        internal: message.visibility == Visibility::Internal,
    })
}

/// Staff are named as they are called now.
fn with_names(extra: Extra, names: &Names) -> Extra {
    match extra {
        Extra::Named { values } => Extra::Named {
            values: values
                .into_iter()
                .map(|(name, value)| match value.parse::<StaffId>() {
                    Ok(id) if name == "staff" => ("name".to_owned(), names.of(id)),
                    _ => (name, value),
                })
                .collect(),
        },
        extra => extra,
    }
}
