//! Live updates: what happened after the last number that a page saw, read from rows, so that nothing
//! is missed by a page that was away. Events carry ids only; a page loads what it shows anew.

use crate::{App, ApplicantSession, error::Error, staff::StaffSession};
use proofdesk_domain::{ApplicantId, ConversationId, VerificationId, access::Action};
use proofdesk_store::{
    Engine,
    events::{self, Audience, Event},
};
use std::time::Duration;
use tokio::sync::watch;

/// Whose page waits for news.
#[derive(Clone, Copy, Debug)]
pub enum Viewer<'a> {
    /// An applicant's: their own cases and conversations.
    Applicant(&'a ApplicantSession),
    /// A staff member's: everything of the worlds that they look at.
    Staff(&'a StaffSession),
}

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveEvent {
    /// Its number; a page asks for what came after the last one it saw.
    pub seq: i64,
    /// What: `verification.changed`, `verification.step`, `conversation.changed`, `inbox.changed`,
    /// `queue.changed`; [`RELOAD`] when events were forgotten that the page has not seen.
    pub kind: String,
    /// The case that it is about.
    pub verification: Option<VerificationId>,
    /// The conversation that it is about.
    pub conversation: Option<ConversationId>,
}

/// The page was away for longer than events are kept: it loads itself anew.
pub const RELOAD: &str = "reload";

/// How often the rows are looked at for events of other nodes.
const LOOK: Duration = Duration::from_secs(1);
/// Rows looked at in one go.
const PAGE: i64 = 200;

impl App {
    /// The number of the newest event: a page that loads now waits for what comes after it.
    pub async fn last_event(&self) -> Result<i64, Error> {
        let mut tx = self.store().read().await?;
        Ok(events::last_seq(&mut tx).await?)
    }

    /// What happened after `after` that this viewer may know, oldest first, at most `limit`.
    pub async fn events_after(
        &self,
        viewer: &Viewer<'_>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<LiveEvent>, Error> {
        if let Viewer::Staff(staff) = viewer {
            staff.permit(Action::SeeInbox)?;
        }
        let mut tx = self.store().read().await?;
        let last = events::last_seq(&mut tx).await?;
        let oldest = events::oldest_seq(&mut tx).await?.unwrap_or(last + 1);
        if after > last || (after < last && after + 1 < oldest) {
            let reload =
                LiveEvent { seq: last, kind: RELOAD.to_owned(), verification: None, conversation: None };
            return Ok(vec![reload]);
        }
        let mut found = Vec::new();
        let mut looked = after;
        while found.len() < limit {
            let page = match viewer {
                Viewer::Applicant(session) => {
                    events::list_for_applicant(&mut tx, session.applicant, looked, PAGE).await?
                }
                Viewer::Staff(staff) => match staff.mode_filter {
                    Some(mode) => events::list_for_console(&mut tx, mode, looked, PAGE).await?,
                    None => events::list_after(&mut tx, looked, PAGE).await?,
                },
            };
            let Some(end) = page.last() else { break };
            looked = end.seq;
            found.extend(page.into_iter().filter(|event| viewer.may_know(event)).map(live));
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Changes whenever there may be news for this viewer: at once for what this process writes, and within a
    /// second for what other nodes write, as long as [`App::look_for_events`] runs. An applicant's page is
    /// woken by what is theirs alone. Holds the newest number.
    pub fn wake(&self, viewer: &Viewer<'_>) -> watch::Receiver<i64> {
        match viewer {
            Viewer::Applicant(session) => self.store().watch_events_of(session.applicant),
            Viewer::Staff(_) => self.store().watch_events(),
        }
    }

    /// Looks for events that other nodes wrote until `shutdown` turns true. Run it once a process.
    pub async fn look_for_events(&self, mut shutdown: watch::Receiver<bool>) {
        if self.store().engine() == Engine::Sqlite {
            // One node: it wakes itself.
            return;
        }
        let mut known = None;
        let mut pace = tokio::time::interval(LOOK);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !*shutdown.borrow() {
            tokio::select! {
                _ = pace.tick() => {}
                changed = shutdown.changed() => if changed.is_err() { return },
            }
            // A database that is away for a moment is told about by readiness; the next look catches up.
            if let Ok(seq) = self.look_after(known).await {
                known = Some(seq);
            }
        }
    }
}

impl App {
    /// Wakes those whom the events after a number concern; gives the newest number.
    async fn look_after(&self, known: Option<i64>) -> Result<i64, Error> {
        let Some(mut seen) = known else {
            let seq = self.last_event().await?;
            self.store().saw_events(seq, &[]);
            return Ok(seq);
        };
        loop {
            let mut tx = self.store().read().await?;
            let page = events::list_after(&mut tx, seen, PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { return Ok(seen) };
            seen = last.seq;
            let people: Vec<ApplicantId> = page.iter().filter_map(|event| event.applicant_id).collect();
            self.store().saw_events(seen, &people);
        }
    }
}

impl Viewer<'_> {
    fn may_know(&self, event: &Event) -> bool {
        match self {
            Self::Applicant(session) => {
                session.only_case.is_none_or(|case| {
                    // A hosted link opens one case and the person's conversation, nothing else.
                    !event.kind.starts_with("verification.") || event.subject_id == Some(case.as_uuid())
                })
            }
            Self::Staff(_) => matches!(event.audience, Audience::Console | Audience::Both),
        }
    }
}

fn live(event: Event) -> LiveEvent {
    let about = |prefix: &str| event.subject_id.filter(|_| event.kind.starts_with(prefix));
    LiveEvent {
        seq: event.seq,
        verification: about("verification.").map(VerificationId::from_uuid),
        conversation: about("conversation.").map(ConversationId::from_uuid),
        kind: event.kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        review::tests::rig::Rig,
        staff::Preferences,
        testing::{Shows, typed_details},
    };
    use proofdesk_domain::{access::Role, verification::Mode};

    fn kinds(events: &[LiveEvent]) -> Vec<&str> {
        events.iter().map(|event| &*event.kind).collect()
    }

    #[tokio::test]
    async fn everybody_hears_of_their_own_and_resumes_where_they_were() {
        let rig = Rig::new().await;
        let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
        let (a, b) = (rig.applicant("anna").await, rig.applicant("bo").await);
        let start = rig.app.last_event().await.unwrap();
        let mut wake = rig.app.wake(&Viewer::Applicant(&a));
        let (of_b, desk) = (rig.app.wake(&Viewer::Applicant(&b)), rig.app.wake(&Viewer::Staff(&lin)));
        wake.mark_unchanged();
        let id = rig.draft(&a, "plus", Shows::Passport, typed_details()).await;
        assert!(wake.has_changed().unwrap() && desk.has_changed().unwrap());
        assert!(!of_b.has_changed().unwrap(), "what happens to others wakes nobody");
        rig.app.send(&a, id).await.unwrap();
        rig.work().await;

        let own = rig.app.events_after(&Viewer::Applicant(&a), start, 100).await.unwrap();
        assert!(own.len() > 3 && own.iter().all(|event| event.verification.is_none_or(|about| about == id)));
        assert!(own.windows(2).all(|pair| pair[0].seq < pair[1].seq));
        assert!(!kinds(&own).contains(&"inbox.changed"), "the desk's events are not for applicants");
        assert!(rig.app.events_after(&Viewer::Applicant(&b), start, 100).await.unwrap().is_empty());
        let staff = rig.app.events_after(&Viewer::Staff(&lin), start, 100).await.unwrap();
        assert!(kinds(&staff).contains(&"inbox.changed") && kinds(&staff).contains(&"verification.changed"));

        // In pieces, from the last one seen, nothing is missed and nothing comes twice.
        let (mut pieces, mut after) = (Vec::new(), start);
        loop {
            let piece = rig.app.events_after(&Viewer::Applicant(&a), after, 2).await.unwrap();
            let Some(last) = piece.last() else { break };
            after = last.seq;
            pieces.extend(piece);
        }
        assert_eq!(pieces, own);

        let elsewhere = Preferences { mode: Some(Mode::Live), ..Preferences::default() };
        rig.app.set_staff_preferences(&lin, elsewhere).await.unwrap();
        let in_live = StaffSession { mode_filter: Some(Mode::Live), ..lin };
        assert!(rig.app.events_after(&Viewer::Staff(&in_live), start, 100).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_page_that_was_away_too_long_reloads() {
        let rig = Rig::new().await;
        let a = rig.applicant("anna").await;
        rig.draft(&a, "plus", Shows::Passport, typed_details()).await;
        let mut tx = rig.app.store().begin().await.unwrap();
        events::delete_before(&mut tx, rig.app.now().plus(time::Duration::seconds(1))).await.unwrap();
        tx.commit().await.unwrap();
        let last = rig.app.last_event().await.unwrap();
        let viewer = Viewer::Applicant(&a);
        let told = rig.app.events_after(&viewer, 0, 100).await.unwrap();
        assert_eq!((kinds(&told), told[0].seq), (vec![RELOAD], last));
        assert!(rig.app.events_after(&viewer, last, 100).await.unwrap().is_empty());
        assert_eq!(kinds(&rig.app.events_after(&viewer, last + 9, 100).await.unwrap()), [RELOAD]);
    }

    #[tokio::test]
    async fn a_hosted_link_hears_of_its_one_case() {
        let rig = Rig::new().await;
        let a = rig.applicant("anna").await;
        let start = rig.app.last_event().await.unwrap();
        let id = rig.draft(&a, "plus", Shows::Passport, typed_details()).await;
        let other = VerificationId::from_uuid(uuid::Uuid::from_u128(1));
        let linked = |only| ApplicantSession { only_case: Some(only), ..a.clone() };
        assert!(!rig.app.events_after(&Viewer::Applicant(&linked(id)), start, 100).await.unwrap().is_empty());
        assert!(
            rig.app.events_after(&Viewer::Applicant(&linked(other)), start, 100).await.unwrap().is_empty()
        );
    }
}
