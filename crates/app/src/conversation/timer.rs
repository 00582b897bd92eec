//! The timer of conversations: rows say when it has something to do, and it says what was reached.
//!
//! At half and at three quarters of a promised time colleagues are told, and somebody is looked for where
//! nobody has it. When all of it has passed the conversation is raised, given to somebody else who is there,
//! and says so to staff and to the applicant. A conversation that the bot left unanswered goes to people.
//! Conversations that were put aside come back, and those in which our answer was the last word for long
//! enough are closed.

use super::{Saying, Turned};
use crate::{
    App,
    error::Error,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    ApplicantId, ConversationId,
    access::Actor,
    bot::{Cause, say::Summary},
    conversation::{
        Answering, Conversation, ConversationTurn, Extra, Priority,
        clock::{Promise, Stage},
    },
};
use proofdesk_store::conversations::{self, timing};
use time::Duration;

/// Conversations looked at in one go.
const PAGE: i64 = 100;

impl App {
    /// The timer's round: clocks, what was put aside, what is over. Gives how many it looked at.
    pub async fn look_at_conversations(&self) -> Result<u64, Error> {
        Ok(self.clocks_due().await? + self.snoozes_due().await? + self.quiet_due().await?)
    }

    async fn clocks_due(&self) -> Result<u64, Error> {
        let mut looked = 0;
        loop {
            let due = {
                let mut tx = self.store().read().await?;
                timing::list_due(&mut tx, self.now(), PAGE).await?
            };
            let last = due.len() < PAGE as usize;
            for (applicant, id) in due {
                match self.look_at_clocks(applicant, id).await {
                    // Another node was faster, or the person was erased meanwhile.
                    Ok(()) | Err(Error::Stale { .. } | Error::NotFound) => looked += 1,
                    Err(error) => return Err(error),
                }
            }
            if last {
                return Ok(looked);
            }
        }
    }

    async fn look_at_clocks(&self, applicant: ApplicantId, id: ConversationId) -> Result<(), Error> {
        let mode = {
            let mut tx = self.store().read().await?;
            conversations::find(&mut tx, applicant, id).await?.ok_or(Error::NotFound)?.mode
        };
        let seal = self.seal_of(mode, applicant).await?;
        let mut work = self.work(Actor::System, mode, applicant).await?;
        let mut talk = conversations::lock(&mut work.tx, applicant, id).await?.ok_or(Error::NotFound)?;
        let hours = self.policy().desk_terms().hours;
        let before = timing::read(&mut work.tx, &talk).await?;
        let mut after = before.clone();
        let reached = after.look(&hours, work.now);
        super::post::show_clocks(&mut talk, &after);
        timing::write(&mut work.tx, &talk, &before, &after).await?;
        conversations::update(&mut work.tx, &mut talk).await?;
        let replies = reached.iter().filter(|one| one.promise != Promise::Resolution);
        let furthest = replies.map(|one| one.stage).max();
        if talk.answering == Answering::Bot {
            // The bot had half of the time: now people have the rest of it.
            if furthest.is_some() {
                let unknown = Summary::default();
                self.hand_over(&mut work, &seal, &mut talk, Cause::Failed, &unknown).await?;
                self.end_stretch(&mut work, &talk).await?;
            }
            return work.commit().await;
        }
        match furthest {
            Some(Stage::Broken) => self.escalate_conversation(&mut work, &seal, &mut talk).await?,
            Some(stage @ (Stage::Half | Stage::Late)) => {
                if talk.assignee.is_none() {
                    self.give_out(&mut work, &seal, &mut talk, None).await?;
                }
                let values = vec![("percent".to_owned(), stage.percent().to_string())];
                let said = Saying::event_for_staff("system-clock-warns").with(Extra::Named { values });
                self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            }
            Some(Stage::Calm) | None => {}
        }
        if reached.iter().any(|one| one.promise == Promise::Resolution && one.stage == Stage::Broken) {
            let said = Saying::event_for_staff("system-clock-unsettled");
            self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
        }
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await
    }

    /// The promise is broken: raised by one, given to somebody else who is there, and said to both.
    async fn escalate_conversation(
        &self,
        work: &mut crate::work::Work,
        seal: &crate::seal::Seal,
        talk: &mut Conversation,
    ) -> Result<(), Error> {
        talk.priority = match talk.priority {
            Priority::Low => Priority::Normal,
            Priority::Normal => Priority::High,
            Priority::High | Priority::Urgent => Priority::Urgent,
        };
        let from = talk.assignee;
        self.give_out(work, seal, talk, from).await?;
        let said = Saying::event("system-clock-broken");
        self.post(work, seal, talk, said, Turned::Nothing).await?;
        work.audit("conversation.breached", Subject::Conversation(talk.id));
        Ok(())
    }

    async fn snoozes_due(&self) -> Result<u64, Error> {
        let awake = {
            let mut tx = self.store().read().await?;
            conversations::list_awake(&mut tx, self.now(), PAGE).await?
        };
        for head in &awake {
            let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
            let Some(mut talk) = conversations::lock(&mut work.tx, head.applicant, head.id).await? else {
                continue;
            };
            if talk.snoozed_until.take().is_some_and(|until| until <= work.now) {
                conversations::update(&mut work.tx, &mut talk).await?;
                work.tell(told::INBOX, Audience::Console, None);
                work.commit().await?;
            }
        }
        Ok(awake.len() as u64)
    }

    async fn quiet_due(&self) -> Result<u64, Error> {
        let long = Duration::days(i64::from(self.policy().desk.close_after_days));
        let quiet = {
            let mut tx = self.store().read().await?;
            conversations::list_quiet(&mut tx, self.now().plus(-long), PAGE).await?
        };
        let hours = self.policy().desk_terms().hours;
        for head in &quiet {
            let seal = match self.seal_of(head.mode, head.applicant).await {
                Ok(seal) => seal,
                Err(Error::NotFound) => continue,
                Err(error) => return Err(error),
            };
            let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
            let Some(mut talk) = conversations::lock(&mut work.tx, head.applicant, head.id).await? else {
                continue;
            };
            if talk.turn != ConversationTurn::Applicant || talk.last_at != head.last_at {
                continue;
            }
            let before = timing::read(&mut work.tx, &talk).await?;
            let mut after = before.clone();
            after.closed(&hours, work.now);
            talk.close(work.now);
            timing::write(&mut work.tx, &talk, &before, &after).await?;
            let said = Saying::event("system-closed-quiet");
            self.post(&mut work, &seal, &mut talk, said, Turned::Nothing).await?;
            work.audit("conversation.closed", Subject::Conversation(talk.id));
            work.commit().await?;
        }
        Ok(quiet.len() as u64)
    }
}
