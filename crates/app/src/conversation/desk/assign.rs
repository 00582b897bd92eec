//! Who has a conversation. People get them by the policy's rule, take them, and hand them on with a note.

use crate::{
    App,
    conversation::{Saying, Turned, desk::names_in},
    error::Error,
    seal::Seal,
    staff::StaffSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ConversationId, StaffId,
    access::{Action, Actor, may},
    conversation::{
        Answering, Author, Conversation, ConversationTurn, Extra, MessageKind, MessageProblem,
        assign::{Candidate, Presence, Wanted, choose},
        message_body,
    },
    help::Language,
};
use proofdesk_store::{
    Tx,
    conversations::{self, desk, desk::Availability},
    floor, staff,
};
use std::collections::HashMap;

/// To whom a conversation is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandTo {
    /// A colleague.
    Person(StaffId),
    /// A team: whoever of it has room gets it.
    Team(String),
    /// Nobody: it waits where everybody sees it.
    Everybody,
}

/// Why a conversation was not handed on. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// Somebody else has it by now: who.
    #[error("somebody else has the conversation by now")]
    Moved(Option<String>),
    /// The colleague may not answer people, or is gone.
    #[error("this colleague does not answer people")]
    NotAble,
    /// There is no such team.
    #[error("there is no such team")]
    NoTeam,
    /// The note is too long.
    #[error("the note is too long")]
    Note(MessageProblem),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<proofdesk_store::StoreError> for AssignError {
    fn from(error: proofdesk_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// A colleague as the desk sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Whether they are there.
    pub presence: Presence,
    /// How many conversations wait for them.
    pub load: u32,
    /// How many they carry at once.
    pub capacity: u32,
    /// Their teams.
    pub teams: Vec<String>,
}

impl App {
    /// Those who answer people, by name, with what each has.
    pub async fn colleagues(&self, st: &StaffSession) -> Result<Vec<Colleague>, Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let mut all: Vec<Colleague> = self
            .candidates(&mut tx)
            .await?
            .into_iter()
            .filter(|c| c.may_answer)
            .map(|c| Colleague {
                id: c.staff,
                name: names.of(c.staff),
                presence: c.presence,
                load: c.load,
                capacity: c.capacity,
                teams: c.teams,
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// Comes to the desk, or goes. Who goes keeps what they have; nothing new comes to them.
    pub async fn set_presence(&self, st: &StaffSession, presence: Presence) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let mut work = self.house_work(st.actor()).await?;
        let now = work.now;
        let was = desk::find_availability(&mut work.tx, st.id).await?;
        let row = Availability { presence, changed_at: now, ..was.unwrap_or_else(|| unsaid(st.id, now)) };
        desk::put_availability(&mut work.tx, &row).await?;
        work.audit(
            match presence {
                Presence::Here => "desk.came",
                Presence::Away => "desk.went",
            },
            Subject::Other("staff", Some(st.id.as_uuid())),
        );
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        if presence == Presence::Here {
            self.give_out_waiting().await?;
        }
        Ok(())
    }

    /// Whether the caller is at the desk.
    pub async fn my_presence(&self, st: &StaffSession) -> Result<Presence, Error> {
        let mut tx = self.store().read().await?;
        let row = desk::find_availability(&mut tx, st.id).await?;
        Ok(row.map_or(Presence::Away, |row| row.presence))
    }

    /// Sets how many conversations somebody carries at once and which teams they are in.
    pub async fn set_carrying(
        &self,
        st: &StaffSession,
        id: StaffId,
        capacity: Option<u32>,
        teams: &[String],
    ) -> Result<(), AssignError> {
        st.permit(Action::Administer)?;
        if let Some(unknown) = teams.iter().find(|team| !self.policy().desk.teams.contains(team)) {
            tracing::debug!(team = %unknown, "a team that the policy does not name");
            return Err(AssignError::NoTeam);
        }
        let mut work = self.house_work(st.actor()).await?;
        let now = work.now;
        if staff::find(&mut work.tx, id).await?.is_none() {
            return Err(Error::NotFound.into());
        }
        let was = desk::find_availability(&mut work.tx, id).await?;
        let row = Availability {
            capacity: capacity.map(i64::from),
            teams: serde_json::to_string(teams).map_err(Error::from)?,
            changed_at: now,
            ..was.unwrap_or_else(|| unsaid(id, now))
        };
        desk::put_availability(&mut work.tx, &row).await?;
        work.audit("desk.carrying_set", Subject::Other("staff", Some(id.as_uuid())));
        work.commit().await?;
        Ok(())
    }

    /// Takes a conversation, whoever had it. `was` is who had it on the caller's page: where that is not
    /// so any more, the caller is told who has it.
    pub async fn take_conversation(
        &self,
        st: &StaffSession,
        id: ConversationId,
        was: Option<StaffId>,
    ) -> Result<(), AssignError> {
        self.hand_on(st, id, was, &HandTo::Person(st.id), "").await
    }

    /// Hands a conversation on, with a note where there is something to say.
    pub async fn hand_on(
        &self,
        st: &StaffSession,
        id: ConversationId,
        was: Option<StaffId>,
        to: &HandTo,
        note: &str,
    ) -> Result<(), AssignError> {
        let note = match message_body(note) {
            Ok(note) => Some(note),
            Err(MessageProblem::Empty) => None,
            Err(problem) => return Err(AssignError::Note(problem)),
        };
        if let HandTo::Team(team) = to
            && !self.policy().desk.teams.contains(team)
        {
            return Err(AssignError::NoTeam);
        }
        let names = self.staff_names().await?;
        let (mut work, seal, mut talk) = self.at_conversation(st, id).await?;
        if talk.assignee != was {
            return Err(AssignError::Moved(talk.assignee.map(|id| names.of(id))));
        }
        let everybody = self.candidates(&mut work.tx).await?;
        let (assignee, team) = match to {
            HandTo::Person(one) => {
                if !everybody.iter().any(|c| c.staff == *one && c.may_answer) {
                    return Err(AssignError::NotAble);
                }
                (Some(*one), talk.team.clone())
            }
            HandTo::Team(team) => {
                let wanted = Wanted { language: talk.language, team: Some(team), except: talk.assignee };
                (choose(self.policy().desk.assign, &wanted, &everybody), Some(team.clone()))
            }
            HandTo::Everybody => (None, None),
        };
        talk.assignee = assignee;
        talk.team = team;
        // A person has it: the bot is silent.
        talk.answering = Answering::People;
        if let Some(note) = &note {
            let said = Saying::new(Author::Staff(st.id), MessageKind::Note, note);
            let message = self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            self.tell_named(&mut work, &message, &names_in(&names, note)).await?;
        }
        self.tell_assigned(&mut work, &seal, &mut talk).await?;
        work.audit_with("conversation.assigned", Subject::Conversation(id), &(assignee, &talk.team))
            .map_err(AssignError::Error)?;
        work.commit().await?;
        Ok(())
    }

    /// Gives a conversation to whoever can take it. False where nobody can: then it stays as it is.
    pub(crate) async fn give_out(
        &self,
        work: &mut Work,
        seal: &Seal,
        talk: &mut Conversation,
        from: Option<StaffId>,
    ) -> Result<bool, Error> {
        let wanted = Wanted { language: talk.language, team: talk.team.as_deref(), except: from };
        let everybody = self.candidates(&mut work.tx).await?;
        let Some(chosen) = choose(self.policy().desk.assign, &wanted, &everybody) else { return Ok(false) };
        talk.assignee = Some(chosen);
        self.tell_assigned(work, seal, talk).await?;
        work.audit_with("conversation.assigned", Subject::Conversation(talk.id), &(chosen, &talk.team))?;
        Ok(true)
    }

    /// Finds somebody for a conversation that waits for people: where nobody has it, or who has it went.
    pub(crate) async fn place(
        &self,
        work: &mut Work,
        seal: &Seal,
        talk: &mut Conversation,
    ) -> Result<(), Error> {
        if let Some(holder) = talk.assignee {
            let row = desk::find_availability(&mut work.tx, holder).await?;
            if row.is_none_or(|row| row.presence == Presence::Here) {
                return Ok(());
            }
        }
        self.give_out(work, seal, talk, talk.assignee).await.map(|_| ())
    }

    /// Gives out what waits and nobody has, the first due first. Gives how many it gave out.
    pub(crate) async fn give_out_waiting(&self) -> Result<u64, Error> {
        let waiting = {
            let mut tx = self.store().read().await?;
            conversations::list_unassigned(&mut tx, self.now(), GIVEN_OUT).await?
        };
        let mut given = 0;
        for head in waiting {
            let seal = self.seal_of(head.mode, head.applicant).await?;
            let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
            let Some(mut talk) = conversations::lock(&mut work.tx, head.applicant, head.id).await? else {
                continue;
            };
            let waits = talk.assignee.is_none() && talk.turn == ConversationTurn::Staff;
            if waits && self.give_out(&mut work, &seal, &mut talk, None).await? {
                work.commit().await?;
                given += 1;
            }
        }
        Ok(given)
    }

    /// What follows from a conversation having somebody else: its row, a line that only staff read, news.
    async fn tell_assigned(
        &self,
        work: &mut Work,
        seal: &Seal,
        talk: &mut Conversation,
    ) -> Result<(), Error> {
        let (key, values) = match (talk.assignee, &talk.team) {
            // The page puts the name there.
            (Some(id), _) => ("system-assigned", vec![("staff".to_owned(), id.to_string())]),
            (None, Some(team)) => ("system-assigned-team", vec![("team".to_owned(), team.clone())]),
            (None, None) => ("system-unassigned", Vec::new()),
        };
        let said = Saying::event_for_staff(key).with(Extra::Named { values });
        self.post(work, seal, talk, said, Turned::Nothing).await?;
        if let Some(id) = talk.assignee {
            desk::assigned(&mut work.tx, id, work.now).await?;
        }
        work.tell(told::INBOX, Audience::Console, None);
        Ok(())
    }

    /// Everybody of the staff, as the rules see them.
    pub(in crate::conversation) async fn candidates(&self, tx: &mut Tx) -> Result<Vec<Candidate>, Error> {
        let rows: HashMap<StaffId, Availability> =
            desk::list_availability(tx).await?.into_iter().map(|row| (row.staff_id, row)).collect();
        let loads: HashMap<StaffId, i64> = desk::count_load(tx).await?.into_iter().collect();
        let skills: HashMap<StaffId, Vec<String>> = floor::list_skills(tx)
            .await?
            .into_iter()
            .map(|s| (s.staff_id, serde_json::from_str(&s.languages).unwrap_or_default()))
            .collect();
        let usual = self.policy().desk.capacity;
        let all = staff::list(tx).await?.into_iter().map(|member| {
            let row = rows.get(&member.id);
            let languages = skills.get(&member.id).map(Vec::as_slice).unwrap_or_default();
            Candidate {
                staff: member.id,
                presence: row.map_or(Presence::Away, |row| row.presence),
                may_answer: member.active
                    && may(&Actor::Staff { id: member.id, role: member.role }, Action::Assist),
                languages: languages.iter().filter_map(|tag| Language::find(tag)).collect(),
                teams: row.and_then(|row| serde_json::from_str(&row.teams).ok()).unwrap_or_default(),
                capacity: row
                    .and_then(|row| row.capacity)
                    .map_or(usual, |most| u32::try_from(most).unwrap_or(usual)),
                load: loads.get(&member.id).map_or(0, |n| u32::try_from(*n).unwrap_or(u32::MAX)),
                last_assigned_at: row.and_then(|row| row.last_assigned_at),
            }
        });
        Ok(all.collect())
    }
}

/// Conversations given out in one go.
const GIVEN_OUT: i64 = 200;

/// Somebody of whom nothing was said.
fn unsaid(id: StaffId, now: proofdesk_domain::Timestamp) -> Availability {
    Availability {
        staff_id: id,
        presence: Presence::Away,
        capacity: None,
        teams: "[]".into(),
        last_assigned_at: None,
        changed_at: now,
    }
}
