//! Colleagues whom a note names (`@Lin Wei`): each hears of it in the console until they have seen it. No mail
//! goes out: whoever is not there reads it when they come.

use crate::{
    App,
    error::Error,
    staff::{Names, StaffSession},
    work::{Audience, Work, told},
};
use proofdesk_domain::{
    ConversationId, StaffId, Timestamp,
    access::Action,
    conversation::{Author, Conversation},
};
use proofdesk_store::conversations::{self, StoredMessage, mentions};

/// Shown at most; the others when these were seen.
const SHOWN: i64 = 50;

/// A note that names the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What people quote.
    pub reference: String,
    /// Where it stands there.
    pub seq: i64,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl App {
    /// Notes that name the caller and that they have not seen, the newest first.
    pub async fn named_in(&self, st: &StaffSession) -> Result<Vec<Named>, Error> {
        st.permit(Action::OpenCase)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let mut all = Vec::new();
        for row in mentions::list_waiting(&mut tx, st.id, SHOWN).await? {
            let talk = conversations::find(&mut tx, row.applicant_id, row.conversation_id).await?;
            let note =
                conversations::find_message(&mut tx, row.applicant_id, row.conversation_id, row.message_id)
                    .await?;
            let (Some(talk), Some(note)) = (talk, note) else { continue };
            all.push(Named {
                conversation: talk.id,
                reference: talk.reference,
                seq: note.seq,
                by: match note.author {
                    Author::Staff(id) => names.of(id),
                    _ => String::new(),
                },
                at: row.made_at,
            });
        }
        Ok(all)
    }

    /// How many notes name the caller that they have not seen.
    pub async fn count_named(&self, st: &StaffSession) -> Result<u64, Error> {
        if !st.may(Action::OpenCase) {
            return Ok(0);
        }
        let mut tx = self.store().read().await?;
        Ok(u64::try_from(mentions::count_waiting(&mut tx, st.id).await?).unwrap_or(0))
    }

    /// Tells colleagues of a note that names them. Whoever names themselves is told nothing.
    pub(crate) async fn tell_named(
        &self,
        work: &mut Work,
        note: &StoredMessage,
        named: &[StaffId],
    ) -> Result<(), Error> {
        for staff in named.iter().filter(|staff| note.author != Author::Staff(**staff)) {
            let row = mentions::Mention {
                message_id: note.id,
                staff_id: *staff,
                conversation_id: note.conversation_id,
                applicant_id: note.applicant_id,
                made_at: work.now,
                seen_at: None,
            };
            mentions::insert(&mut work.tx, &row).await?;
            work.tell(told::MENTION, Audience::Console, None);
        }
        Ok(())
    }

    /// The caller has a conversation before them.
    pub(crate) async fn saw_named(
        &self,
        work: &mut Work,
        talk: &Conversation,
        staff: StaffId,
    ) -> Result<(), Error> {
        if mentions::see(&mut work.tx, talk.id, staff, work.now).await? > 0 {
            work.tell(told::MENTION, Audience::Console, None);
        }
        Ok(())
    }
}

/// Colleagues whom a note names: `@Lin Wei`. Of names that begin alike the longest is meant, and all who have it.
pub(crate) fn names_in(names: &Names, body: &str) -> Vec<StaffId> {
    let all = names.list();
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let mut named = Vec::new();
    for (at, _) in body.match_indices('@') {
        let rest = &body[at + 1..];
        let fits = |name: &str| !name.is_empty() && rest.strip_prefix(name).is_some_and(ends);
        let fitting = all.iter().filter(|(_, name)| fits(name));
        let Some(longest) = fitting.clone().map(|(_, name)| name.len()).max() else { continue };
        named.extend(fitting.filter(|(_, name)| name.len() == longest).map(|(id, _)| *id));
    }
    named.sort_unstable();
    named.dedup();
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_longest_name_is_meant_and_nothing_within_a_word() {
        let id = |n| StaffId::from_uuid(Uuid::from_u128(n));
        let names =
            Names::from_pairs([(id(1), "Lin".into()), (id(2), "Lin Wei".into()), (id(3), "王芳".into())]);
        assert_eq!(names_in(&names, "@Lin Wei, have a look. lin@Linden.example"), [id(2)]);
        assert_eq!(names_in(&names, "请@王芳看看，@Lin"), [id(1), id(3)]);
        assert_eq!(names_in(&names, "Lin Wei @ noon"), []);
    }
}
