//! Going on with the phone: somebody at a desk makes a link for themselves, good once and for a few minutes,
//! and their phone takes the photo in the same case. The desk's page follows by events.

use crate::{
    App,
    clock::random_bytes,
    error::Error,
    views::ApplicantSession,
    work::{Audience, Subject, told},
};
use data_encoding::BASE32_NOPAD;
use proofdesk_domain::{LinkId, Timestamp, VerificationId, document::DocumentKind, evidence::Slot};
use proofdesk_store::sessions::{self, Link};
use time::Duration;

/// How long the link opens.
const LIFE: Duration = Duration::minutes(15);

/// A link for one's own phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// The whole address, for the QR code.
    pub url: String,
    /// The same for people who type it: without the scheme.
    pub short: String,
    /// Until when it opens.
    pub expires_at: Timestamp,
}

/// What became of the newest link for one's own phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffStanding {
    /// There is none.
    None,
    /// It waits to be opened.
    Waiting,
    /// A phone opened it.
    Opened {
        /// When the link was made: a photo from before is not what came of it.
        made_at: Timestamp,
    },
    /// Its time is over.
    Expired,
}

impl App {
    /// Makes a link for the applicant's own phone; the one before it no longer opens.
    pub async fn begin_handoff(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        side: Slot,
    ) -> Result<Handoff, Error> {
        let case = self.case_to_fill(s, id).await?;
        let sides = case.document.as_ref().map_or(DocumentKind::IdCard, |d| d.kind).sides();
        if !side.side().is_some_and(|side| sides.contains(&side)) {
            return Err(Error::Invalid("the document has no such side"));
        }
        // 56 bits: short enough to type, and nobody guesses it in a quarter of an hour.
        let code = BASE32_NOPAD.encode(&random_bytes::<7>(&*self.wiring().random));
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        sessions::end_own_links(&mut work.tx, s.applicant, id, work.now).await?;
        let link = Link {
            token_hash: self.hosted_link_hash(&code),
            id: LinkId::from_uuid(self.fresh_uuid()),
            verification_id: id,
            applicant_id: s.applicant,
            created_at: work.now,
            expires_at: work.now.plus(LIFE),
            used_at: None,
            side: Some(side),
        };
        sessions::insert_link(&mut work.tx, &link).await?;
        work.audit("link.created", Subject::Case(id));
        let expires_at = link.expires_at;
        work.commit().await?;
        let spelled = format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]);
        let url = format!("{}/l/{spelled}", self.settings().public_url);
        let short = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned();
        Ok(Handoff { url, short, expires_at })
    }

    /// What became of the newest link for the applicant's own phone.
    pub async fn handoff_standing(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
    ) -> Result<HandoffStanding, Error> {
        s.permit(id)?;
        let mut tx = self.store().read().await?;
        Ok(match sessions::find_own_link(&mut tx, s.applicant, id).await? {
            None => HandoffStanding::None,
            Some(link) if link.used_at.is_some() => HandoffStanding::Opened { made_at: link.created_at },
            Some(link) if link.expires_at <= self.now() => HandoffStanding::Expired,
            Some(_) => HandoffStanding::Waiting,
        })
    }

    /// Tells the pages of a case that a phone opened its link.
    pub(crate) fn tell_opened(work: &mut crate::work::Work, id: VerificationId) {
        work.tell(told::CASE, Audience::Portal, Some(id.as_uuid()));
    }
}

/// A code as it was typed, in the spelling that it was made in; other tokens stay as they are.
pub(crate) fn spelled(token: &str) -> String {
    let bare: String = token.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if bare.len() == 12 { bare.to_ascii_uppercase() } else { token.to_owned() }
}
