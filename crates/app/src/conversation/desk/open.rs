//! A conversation as the desk sees it, beside its messages.

use super::floor::{PRESENT, TYPING};
use crate::{
    App,
    error::Error,
    seal::{Seal, columns},
    staff::{Names, StaffSession},
};
use proofdesk_domain::{
    ConversationId, StaffId, Timestamp,
    conversation::{
        Conversation, ConversationTurn, MessageKind, Origin, Priority,
        clock::{Promise, Stage},
    },
};
use proofdesk_store::{
    Tx,
    conversations::{self, floor, timing},
};

/// One promise and how much of it has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// What is promised.
    pub promise: Promise,
    /// Within so many minutes of open time.
    pub minutes: i64,
    /// So many have passed, worked out from the rows.
    pub spent: i64,
    /// When the time is up, while it runs.
    pub due_at: Option<Timestamp>,
    /// How far it has come.
    pub stage: Stage,
}

/// Another conversation of the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherTalk {
    /// Its id.
    pub id: ConversationId,
    /// What people quote.
    pub reference: String,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// When it began.
    pub opened_at: Timestamp,
}

/// Who is there and how far they have read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Colleagues who have it before them, without the caller.
    pub present: Vec<String>,
    /// Colleagues who are writing.
    pub typing: Vec<String>,
    /// The applicant has it before them.
    pub applicant_here: bool,
    /// The applicant is writing.
    pub applicant_typing: bool,
    /// The last message that reached the applicant's screen.
    pub delivered: i64,
    /// The last one that was before their eyes.
    pub read: i64,
    /// The last one that any of the staff had before their eyes.
    pub staff_read: i64,
}

/// What stands beside the messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskView {
    /// What it is about.
    pub subject: Option<String>,
    /// How it began.
    pub origin: Origin,
    /// How urgent.
    pub priority: Priority,
    /// Its tags.
    pub tags: Vec<String>,
    /// Which team's.
    pub team: Option<String>,
    /// Who has it.
    pub assignee: Option<(StaffId, String)>,
    /// Out of the inbox until then.
    pub snoozed_until: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// A promise was broken then.
    pub breached_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its messages went on in this one.
    pub merged_into: Option<ConversationId>,
    /// The promises that are not kept yet.
    pub clocks: Vec<ClockView>,
    /// How many wait before it.
    pub before: Option<u64>,
    /// Who is there.
    pub standing: Around,
    /// What the caller was writing to the applicant.
    pub draft: String,
    /// What the caller was noting.
    pub note_draft: String,
    /// Sequence number of the last message: what the caller has seen when they write.
    pub seen: i64,
    /// The person's other conversations.
    pub others: Vec<OtherTalk>,
}

impl App {
    /// What stands beside a conversation's messages.
    pub(crate) async fn desk_view(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        names: &Names,
        st: &StaffSession,
        talk: &Conversation,
    ) -> Result<DeskView, Error> {
        let now = self.now();
        let hours = self.policy().desk_terms().hours;
        let timing = timing::read(tx, talk).await?;
        let open = timing.clocks.iter().filter(|clock| clock.ended_at.is_none());
        let clocks = open
            .map(|clock| ClockView {
                promise: clock.promise,
                minutes: clock.minutes,
                spent: clock.elapsed(&timing.runs, now, &hours).whole_minutes(),
                due_at: clock.due_at,
                stage: clock.stage,
            })
            .collect();
        let before = if talk.is_waiting(now) {
            Some(u64::try_from(conversations::count_before(tx, talk).await?).unwrap_or(0))
        } else {
            None
        };
        let (mut draft, mut note_draft) = (String::new(), String::new());
        for row in floor::list_drafts(tx, talk.applicant, talk.id, st.id.as_uuid()).await? {
            let words = seal.open_text(columns::TALK_DRAFT, row.id, &row.sealed)?;
            match row.kind {
                MessageKind::Note => note_draft = words,
                _ => draft = words,
            }
        }
        let others = conversations::list(tx, talk.applicant).await?;
        Ok(DeskView {
            subject: subject(seal, talk)?,
            origin: talk.origin,
            priority: talk.priority,
            tags: talk.tags.list().to_vec(),
            team: talk.team.clone(),
            assignee: talk.assignee.map(|id| (id, names.of(id))),
            snoozed_until: talk.snoozed_until.filter(|until| *until > now),
            closed_at: talk.closed_at,
            breached_at: talk.breached_at,
            reopened: talk.reopened,
            merged_into: talk.merged_into,
            clocks,
            before,
            standing: standing(tx, names, talk, Some(st.id), now).await?,
            draft,
            note_draft,
            seen: talk.last_seq,
            others: others
                .into_iter()
                .filter(|other| other.id != talk.id && other.mode == talk.mode)
                .map(|other| OtherTalk {
                    id: other.id,
                    reference: other.reference,
                    turn: other.turn,
                    opened_at: other.opened_at,
                })
                .collect(),
        })
    }
}

/// What a conversation is about, opened.
pub(crate) fn subject(seal: &Seal, talk: &Conversation) -> Result<Option<String>, Error> {
    let sealed = talk.sealed_subject.as_deref();
    sealed.map(|sealed| seal.open_text(columns::SUBJECT, talk.id.as_uuid(), sealed)).transpose()
}

/// Who is there and how far they have read.
pub(crate) async fn standing(
    tx: &mut Tx,
    names: &Names,
    talk: &Conversation,
    caller: Option<StaffId>,
    now: Timestamp,
) -> Result<Around, Error> {
    let mut found = Around::default();
    for one in floor::list_present(tx, talk.applicant, talk.id, now.plus(-PRESENT)).await? {
        let typing = one.typing_at.is_some_and(|at| at >= now.plus(-TYPING));
        if one.who_id == talk.applicant.as_uuid() {
            found.applicant_here = true;
            found.applicant_typing = typing;
        } else if caller.is_none_or(|st| st.as_uuid() != one.who_id) {
            let name = names.of(StaffId::from_uuid(one.who_id));
            if typing {
                found.typing.push(name.clone());
            }
            found.present.push(name);
        }
    }
    for mark in floor::list_marks(tx, talk.applicant, talk.id).await? {
        if mark.reader_id == talk.applicant.as_uuid() {
            (found.delivered, found.read) = (mark.delivered_seq, mark.read_seq);
        } else {
            found.staff_read = found.staff_read.max(mark.read_seq);
        }
    }
    Ok(found)
}
