//! Tags of cases: words of staff's own, by which cases are found together in the inbox. Applicants never
//! see them, and they are no place for anything about a person: only short words are taken.

use crate::{
    App,
    error::Error,
    staff::StaffSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    VerificationId,
    access::Action,
    verification::{Turn, Verification},
};
use proofdesk_store::tags::{self, Tag};

/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 30;
/// Most tags of a case.
const MOST_TAGS: usize = 10;
/// Most tags that the inbox offers.
const OFFERED: i64 = 100;

/// Why a case was not tagged. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// Letters, digits, blanks, `-` and `_`, at most [`MAX_TAG_CHARS`].
    #[error("a tag is a short word")]
    Word,
    /// The case has as many as it may.
    #[error("the case has ten tags already")]
    TooMany,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<proofdesk_store::StoreError> for TagError {
    fn from(error: proofdesk_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// A tag as it is kept: in small letters, blanks made one. None where it is no tag.
pub fn checked_tag(raw: &str) -> Option<String> {
    let tag = raw.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    ((1..=MAX_TAG_CHARS).contains(&tag.chars().count()) && tag.chars().all(fits)).then_some(tag)
}

impl App {
    /// Puts a tag on a case.
    pub async fn tag_case(&self, st: &StaffSession, id: VerificationId, raw: &str) -> Result<(), TagError> {
        st.permit(Action::Assist)?;
        let tag = checked_tag(raw).ok_or(TagError::Word)?;
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        self.put_tag(&mut work, st, &head, &tag).await?;
        Ok(work.commit().await?)
    }

    /// Takes a tag off a case; one that is not there changes nothing.
    pub async fn untag_case(&self, st: &StaffSession, id: VerificationId, tag: &str) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        self.take_tag(&mut work, &head, tag).await?;
        work.commit().await
    }

    /// Tags that cases which wait have, in their order.
    pub async fn tags_in_use(&self, st: &StaffSession) -> Result<Vec<String>, Error> {
        st.permit(Action::SeeInbox)?;
        let mut tx = self.store().read().await?;
        Ok(tags::list_in_use(&mut tx, OFFERED).await?)
    }

    pub(super) async fn put_tag(
        &self,
        work: &mut Work,
        st: &StaffSession,
        case: &Verification,
        tag: &str,
    ) -> Result<(), TagError> {
        let has = tags::list(&mut work.tx, case.applicant, case.id).await?;
        if has.iter().any(|known| known.tag == tag) {
            return Ok(());
        }
        if has.len() >= MOST_TAGS {
            return Err(TagError::TooMany);
        }
        let row = Tag {
            verification_id: case.id,
            tag: tag.to_owned(),
            applicant_id: case.applicant,
            tagged_by: Some(st.id),
            tagged_at: work.now,
        };
        if tags::put(&mut work.tx, &row).await? {
            work.audit_with("case.tagged", Subject::Case(case.id), &tag)?;
            tell(work, case);
        }
        Ok(())
    }

    pub(super) async fn take_tag(
        &self,
        work: &mut Work,
        case: &Verification,
        tag: &str,
    ) -> Result<(), Error> {
        if tags::delete(&mut work.tx, case.applicant, case.id, tag).await? {
            work.audit_with("case.untagged", Subject::Case(case.id), &tag)?;
            tell(work, case);
        }
        Ok(())
    }
}

fn tell(work: &mut Work, case: &Verification) {
    work.tell(told::CASE, Audience::Console, Some(case.id.as_uuid()));
    if case.state.turn() == Turn::Person {
        work.tell(told::INBOX, Audience::Console, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_short_word() {
        assert_eq!(checked_tag("  Camera   Fault "), Some("camera fault".into()));
        assert_eq!(checked_tag("批次-4"), Some("批次-4".into()));
        for wrong in ["", "   ", "a@b.example", "x".repeat(31).as_str(), "a,b"] {
            assert_eq!(checked_tag(wrong), None, "{wrong}");
        }
    }
}
