//! What may be done to several cases at once: hand them out, tag them, have the checks run again after a
//! fault of ours. Nothing that decides. Each case is looked at by itself, in a transaction of its own, so
//! that one that is refused keeps no other back.

use super::{
    fair::Bar,
    tags::{TagError, checked_tag},
};
use crate::{
    App,
    error::Error,
    review::AssistError,
    staff::StaffSession,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    StaffId, VerificationId,
    access::Action,
    verification::{ReviewCause, Turn, Verification},
};
use proofdesk_store::{desk, staff, verifications};

/// Most cases at once.
pub const MOST_AT_ONCE: usize = 200;

/// What is done to each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A colleague has it in hand.
    Assign(StaffId),
    /// It gets a tag.
    Tag(String),
    /// It loses a tag.
    Untag(String),
    /// Our checks run again, which failed by our fault.
    Recheck,
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneToOne {
    /// The case.
    pub case: VerificationId,
    /// What people quote.
    pub reference: String,
    /// Why not, as in `bulk-refused-<word>`; none: it was done.
    pub refused: Option<&'static str>,
}

impl App {
    /// Colleagues who can have a case in hand, by name; the caller is the first.
    pub async fn case_holders(&self, st: &StaffSession) -> Result<Vec<(StaffId, String)>, Error> {
        st.permit(Action::SeeInbox)?;
        let names = self.staff_names().await?;
        let members = {
            let mut tx = self.store().read().await?;
            staff::list(&mut tx).await?
        };
        let opens = |role| {
            let actor = proofdesk_domain::access::Actor::Staff { id: st.id, role };
            proofdesk_domain::access::may(&actor, Action::OpenCase)
        };
        let mut able: Vec<_> = members
            .into_iter()
            .filter(|member| member.active && opens(member.role))
            .filter(|member| member.id == st.id || st.may(Action::Assign))
            .map(|member| (member.id, names.of(member.id)))
            .collect();
        able.sort_by(|a, b| (a.0 != st.id, &a.1).cmp(&(b.0 != st.id, &b.1)));
        Ok(able)
    }

    /// Does it to each of these cases, at most [`MOST_AT_ONCE`]; says of each whether it was done.
    pub async fn do_to_many(
        &self,
        st: &StaffSession,
        ids: &[VerificationId],
        deed: &Deed,
    ) -> Result<Vec<DoneToOne>, Error> {
        let (deed, target) = match deed {
            Deed::Assign(to) => {
                st.permit(if *to == st.id { Action::OpenCase } else { Action::Assign })?;
                let target = self.colleague(*to).await?;
                (deed.clone(), Some(target))
            }
            Deed::Tag(raw) => {
                st.permit(Action::Assist)?;
                (Deed::Tag(checked_tag(raw).ok_or(Error::Invalid("a tag is a short word"))?), None)
            }
            Deed::Untag(tag) => {
                st.permit(Action::Assist)?;
                (Deed::Untag(tag.clone()), None)
            }
            Deed::Recheck => {
                st.permit(Action::Assist)?;
                (Deed::Recheck, None)
            }
        };
        let mut done = Vec::new();
        for id in ids.iter().take(MOST_AT_ONCE) {
            let found = {
                let mut tx = self.store().read().await?;
                verifications::find_for_staff(&mut tx, *id).await?
            };
            let Some(head) = found else { continue };
            let refused = match self.do_to_one(st, &head, &deed, target.as_ref()).await {
                Ok(refused) => refused,
                // Somebody else wrote it just now.
                Err(Error::Stale { .. }) => Some("changed"),
                Err(other) => return Err(other),
            };
            done.push(DoneToOne { case: head.id, reference: head.reference, refused });
        }
        Ok(done)
    }

    async fn do_to_one(
        &self,
        st: &StaffSession,
        head: &Verification,
        deed: &Deed,
        target: Option<&StaffSession>,
    ) -> Result<Option<&'static str>, Error> {
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, head.id).await?;
        match deed {
            Deed::Tag(tag) => match self.put_tag(&mut work, st, &case, tag).await {
                Ok(()) => {}
                Err(TagError::TooMany) => return Ok(Some("tags")),
                Err(TagError::Word) => return Err(Error::Invalid("a tag is a short word")),
                Err(TagError::Error(other)) => return Err(other),
            },
            Deed::Untag(tag) => self.take_tag(&mut work, &case, tag).await?,
            Deed::Assign(to) => {
                if case.state.turn() != Turn::Person {
                    return Ok(Some("state"));
                }
                if case.claimed_by == Some(*to) {
                    return Ok(None);
                }
                if case.claimed_by.is_some_and(|holder| holder != st.id) {
                    return Ok(Some("taken"));
                }
                if desk::find_pending_decision(&mut work.tx, case.id).await?.is_some() {
                    return Ok(Some("pending"));
                }
                let target = target.ok_or_else(|| Error::internal("nobody to assign to"))?;
                let standing = self.standing(&mut work.tx, &seal, target, &case).await?;
                if let Some(bar) = standing.bar(target) {
                    return Ok(Some(if bar == Bar::OwnAccount { "own_account" } else { "barred" }));
                }
                case.claimed_by = Some(*to);
                verifications::update(&mut work.tx, &mut case).await?;
                work.audit_with("case.assigned", Subject::Case(case.id), to)?;
                work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
                work.tell(told::INBOX, Audience::Console, None);
            }
            Deed::Recheck => {
                if case.state.turn() != Turn::Person || case.review_cause != Some(ReviewCause::OurFault) {
                    return Ok(Some("not_ours"));
                }
                if case.claimed_by.is_some_and(|holder| holder != st.id) {
                    return Ok(Some("taken"));
                }
                if desk::find_pending_decision(&mut work.tx, case.id).await?.is_some() {
                    return Ok(Some("pending"));
                }
                match self.check_again(&mut work, &seal, &mut case).await {
                    Ok(()) => {}
                    Err(AssistError::Error(other)) => return Err(other),
                    Err(_) => return Ok(Some("incomplete")),
                }
            }
        }
        work.commit().await?;
        Ok(None)
    }
}
