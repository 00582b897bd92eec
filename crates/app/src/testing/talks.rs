//! Many conversations with words in them, for measurements: written as rows, past the use cases, sealed and
//! found by their words as those that people write.

use crate::{App, error::Error, seal::columns};
use proofdesk_domain::{
    ApplicantId, ConversationId, MessageId, Timestamp,
    conversation::{Answering, Author, Conversation, ConversationTurn, MessageKind, Visibility},
    help::Language,
    verification::Mode,
};
use proofdesk_store::conversations::{self, StoredMessage, search};
use time::Duration;

/// Rows of one transaction.
const BATCH: usize = 5_000;

impl App {
    /// So many conversations that wait for people, a second apart, of these people in turn, with this text each in
    /// turn; gives how many messages there are.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn fill_talks(
        &self,
        people: &[ApplicantId],
        talks: usize,
        messages: usize,
        text: impl Fn(usize) -> String,
    ) -> Result<usize, Error> {
        let mut seals = Vec::with_capacity(people.len());
        for person in people {
            seals.push(self.seal_of(Mode::Test, *person).await?);
        }
        let now = self.now();
        let mut written = 0;
        let each = messages.div_ceil(talks);
        let mut tx = self.store().begin().await?;
        for n in 0..talks {
            let (person, seal) = (people[n % people.len()], &seals[n % people.len()]);
            let at = now.plus(Duration::seconds(i64::try_from(n).unwrap_or(0)));
            let mut talk = waiting(self, person, n, at);
            let mine = each.min(messages - written);
            talk.last_seq = i64::try_from(mine).unwrap_or(0);
            conversations::insert(&mut tx, &talk).await?;
            for seq in 1..=mine {
                let id = MessageId::from_uuid(self.fresh_uuid());
                let body = text(written);
                let message = StoredMessage {
                    id,
                    conversation_id: talk.id,
                    applicant_id: person,
                    seq: i64::try_from(seq).unwrap_or(0),
                    kind: MessageKind::Said,
                    author: Author::Applicant,
                    visibility: Visibility::Both,
                    sealed_body: seal.text(columns::BODY, id.as_uuid(), &body),
                    sealed_extra: None,
                    client_id: None,
                    sent_at: at,
                    edited_at: None,
                    withdrawn_at: None,
                };
                conversations::insert_message_alone(&mut tx, &message).await?;
                let terms = self.message_terms(Mode::Test, &body);
                search::put(&mut tx, person, id, &terms).await?;
                written += 1;
                if written.is_multiple_of(BATCH) {
                    tx.commit().await?;
                    tx = self.store().begin().await?;
                }
            }
        }
        tx.commit().await?;
        Ok(written)
    }
}

fn waiting(app: &App, person: ApplicantId, n: usize, at: Timestamp) -> Conversation {
    let id = ConversationId::from_uuid(app.fresh_uuid());
    Conversation {
        turn: ConversationTurn::Staff,
        answering: Answering::People,
        waiting_since: Some(at),
        last_at: Some(at),
        due_at: Some(at.plus(Duration::hours(24))),
        ..Conversation::new(id, Mode::Test, person, format!("TK-{n}"), Language::En, at)
    }
}
