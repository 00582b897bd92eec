//! What staff know (languages, documents), and how much each has in hand.

use crate::{App, error::Error, staff::StaffSession, work::Subject};
use proofdesk_domain::{StaffId, access::Action, document::DocumentKind};
use proofdesk_store::floor;
use std::collections::HashMap;
use time::Duration;

/// What somebody knows; an empty list is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkillSet {
    /// Languages of applicants, by tag: `en`, `zh-CN`.
    pub languages: Vec<String>,
    /// Kinds of document.
    pub documents: Vec<DocumentKind>,
}

impl SkillSet {
    /// Whether they know what a case needs. What is not known of the case needs nothing.
    pub fn fits(&self, language: Option<&str>, document: Option<DocumentKind>) -> bool {
        let speaks =
            language.is_none_or(|tag| self.languages.is_empty() || self.languages.iter().any(|l| l == tag));
        let knows = document.is_none_or(|kind| self.documents.is_empty() || self.documents.contains(&kind));
        speaks && knows
    }
}

/// What one staff member has in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Cases claimed that wait for a person.
    pub claimed: u32,
    /// Decisions that took effect within a day.
    pub decided: u32,
}

/// What everybody knows and has in hand, by staff member.
#[derive(Clone, Debug, Default)]
pub struct Floor {
    /// What each knows; who is missing knows everything.
    pub skills: HashMap<StaffId, SkillSet>,
    /// What each has in hand.
    pub load: HashMap<StaffId, Load>,
}

impl App {
    /// Sets what a staff member knows. Admins do, and everybody for themselves.
    pub async fn set_skills(&self, st: &StaffSession, id: StaffId, skills: &SkillSet) -> Result<(), Error> {
        if st.id != id {
            st.permit(Action::Administer)?;
        }
        let mut work = self.house_work(st.actor()).await?;
        let row = floor::Skills {
            staff_id: id,
            languages: serde_json::to_string(&skills.languages)?,
            documents: serde_json::to_string(&skills.documents)?,
            changed_at: work.now,
        };
        floor::put_skills(&mut work.tx, &row).await?;
        work.audit("staff.skills_set", Subject::Other("staff", Some(id.as_uuid())));
        work.commit().await
    }

    /// What everybody knows and has in hand.
    pub async fn floor(&self, st: &StaffSession) -> Result<Floor, Error> {
        st.permit(Action::SeeInbox)?;
        let since = self.now().plus(-Duration::days(1));
        let mut tx = self.store().read().await?;
        let mut floor = Floor::default();
        for row in floor::list_skills(&mut tx).await? {
            floor.skills.insert(row.staff_id, opened(&row));
        }
        let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        for (id, n) in floor::count_claimed(&mut tx).await? {
            floor.load.entry(id).or_default().claimed = count(n);
        }
        for (id, n) in floor::count_decided(&mut tx, since).await? {
            floor.load.entry(id).or_default().decided = count(n);
        }
        Ok(floor)
    }

    /// What one staff member knows.
    pub(super) async fn skills_of(&self, id: StaffId) -> Result<SkillSet, Error> {
        let mut tx = self.store().read().await?;
        let all = floor::list_skills(&mut tx).await?;
        Ok(all.iter().find(|row| row.staff_id == id).map(opened).unwrap_or_default())
    }
}

/// What an older version wrote and this one cannot read counts as everything.
fn opened(row: &floor::Skills) -> SkillSet {
    SkillSet {
        languages: serde_json::from_str(&row.languages).unwrap_or_default(),
        documents: serde_json::from_str(&row.documents).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_is_everything() {
        let all = SkillSet::default();
        assert!(all.fits(Some("zh-CN"), Some(DocumentKind::Passport)));
        let some = SkillSet { languages: vec!["zh-CN".into()], documents: vec![DocumentKind::IdCard] };
        assert!(some.fits(Some("zh-CN"), Some(DocumentKind::IdCard)) && some.fits(None, None));
        assert!(!some.fits(Some("en"), Some(DocumentKind::IdCard)));
        assert!(!some.fits(Some("zh-CN"), Some(DocumentKind::Passport)));
    }
}
