//! "You misread this": what we read beside what was typed, and how an applicant says that a reading is
//! off. It needs no upload, uses no attempt, and puts the case before a person.

use super::case::{OpenedFinding, OpenedPicture, open_findings};
use crate::{
    App,
    error::Error,
    review::{
        Agrees, Compared,
        comparison::{ReadPage, compare, say_the_same},
    },
    seal::{Seal, columns},
    views::{ApplicantSession, ReadField, ReadStanding},
    work::{Subject, Work},
};
use proofdesk_domain::{
    DisputeId, FindingId, Timestamp, VerificationId,
    conversation::{MessageProblem, message_body},
    details::TypedDetails,
    document::FieldName,
    finding::FindingState,
    verification::{NotAllowed, ReviewCause, State, Verification},
};
use proofdesk_store::{
    evidence, findings,
    reviews::{self, Dispute, DisputeState},
    verifications,
};

impl App {
    /// "You misread this", of a finding: it is put to a person, no upload, no attempt.
    pub async fn dispute(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        finding: FindingId,
        sentence: &str,
    ) -> Result<(), Error> {
        let sentence = short(sentence)?;
        let (mut work, seal, mut case) = self.disputing(s, id).await?;
        let row = findings::find(&mut work.tx, s.applicant, finding).await?;
        let row = row.filter(|row| row.verification_id == id).ok_or(Error::NotFound)?;
        if row.state == FindingState::Disputed {
            // Pressed twice.
            return Ok(());
        }
        if !row.code.reason().disputable() {
            return Err(Error::Invalid("this cannot be disputed"));
        }
        let field = open_findings(&seal, vec![row])?.first().and_then(|o| o.finding.field);
        self.put_to_person(&mut work, &seal, &mut case, Some(finding), field, &sentence).await?;
        work.commit().await
    }

    /// "You misread this", of any field that we read, whether or not something was found wrong with it.
    /// [`Error::NotFound`] where we read no such field.
    pub async fn dispute_reading(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        field: FieldName,
        sentence: &str,
    ) -> Result<(), Error> {
        let sentence = short(sentence)?;
        let (mut work, seal, mut case) = self.disputing(s, id).await?;
        let pictures = evidence::list_current(&mut work.tx, s.applicant, id).await?;
        let pictures = super::case::open_pictures(&seal, pictures)?;
        let read = |p: &OpenedPicture| p.inspection.as_ref().is_some_and(|i| i.readings.contains_key(&field));
        if !pictures.iter().any(read) {
            return Err(Error::NotFound);
        }
        let disputes = reviews::list_disputes(&mut work.tx, s.applicant, id).await?;
        let standing = open_findings(&seal, findings::list_standing(&mut work.tx, s.applicant, id).await?)?;
        match standing_of(field, &case, &disputes, &standing) {
            // Pressed twice.
            ReadStanding::Disputed => return Ok(()),
            ReadStanding::Settled => return Err(Error::Invalid("a person has ruled on this already")),
            ReadStanding::Disputable | ReadStanding::Closed => {}
        }
        // What was found wrong with the field is what the person rules on.
        let finding = standing.iter().find(|o| {
            o.finding.field == Some(field)
                && o.row.state == FindingState::Open
                && o.finding.code.reason().disputable()
        });
        let finding = finding.map(|o| o.row.id);
        self.put_to_person(&mut work, &seal, &mut case, finding, Some(field), &sentence).await?;
        work.commit().await
    }

    /// A transaction on a case in which something can be disputed.
    async fn disputing(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
    ) -> Result<(Work, Seal, Verification), Error> {
        s.permit(id)?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let case = verifications::get(&mut work.tx, s.applicant, id).await?;
        if !is_disputable(case.state) {
            return Err(NotAllowed { from: case.state, attempted: "disputed" }.into());
        }
        Ok((work, seal, case))
    }

    async fn put_to_person(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &mut Verification,
        finding: Option<FindingId>,
        field: Option<FieldName>,
        sentence: &str,
    ) -> Result<(), Error> {
        let (applicant, now) = (case.applicant, work.now);
        if let Some(finding) = finding {
            let (from, to) = (FindingState::Open, FindingState::Disputed);
            findings::update_state(&mut work.tx, applicant, finding, from, to, None, now).await?;
        }
        let id = DisputeId::from_uuid(self.fresh_uuid());
        let row = Dispute {
            id,
            verification_id: case.id,
            applicant_id: applicant,
            finding_id: finding,
            field: field.map(|field| field.as_str().to_owned()),
            state: DisputeState::Open,
            sealed_sentence: (!sentence.is_empty())
                .then(|| seal.text(columns::SENTENCE, id.as_uuid(), sentence)),
            opened_at: now,
            resolved_at: None,
            resolved_by: None,
        };
        reviews::insert_dispute(&mut work.tx, &row).await?;
        work.audit("verification.disputed", Subject::Case(case.id));
        self.bring_person(work, seal, case, ReviewCause::Dispute).await?;
        verifications::update(&mut work.tx, case).await?;
        Ok(())
    }
}

const fn is_disputable(state: State) -> bool {
    matches!(state, State::NeedsInput | State::InReview)
}

/// Every field that we read on the pictures that count, beside what was typed, in the order in which
/// documents print them. Readings less sure than `sure` (0 to 1) are marked.
pub(super) fn read_fields(
    case: &Verification,
    typed: &TypedDetails,
    pictures: &[OpenedPicture],
    disputes: &[Dispute],
    standing: &[OpenedFinding],
    sure: f32,
) -> Vec<ReadField> {
    let pages: Vec<ReadPage> = pictures
        .iter()
        .filter_map(|p| {
            let inspection = p.inspection.clone()?;
            Some(ReadPage { evidence: p.row.id, slot: p.row.slot, inspection })
        })
        .collect();
    let one = |row: crate::review::CompareRow| {
        let field = row.field;
        let mut said: Vec<Compared> = [row.printed, row.mrz, row.barcode].into_iter().flatten().collect();
        // Of equals the printed one: it is written as people write it.
        said.sort_by(|a, b| b.confidence.unwrap_or_default().total_cmp(&a.confidence.unwrap_or_default()));
        let surest = said.first()?.clone();
        let also = said.into_iter().skip(1).find(|c| !say_the_same(field, &c.value, &surest.value));
        let confidence = surest.confidence.unwrap_or_default();
        Some(ReadField {
            field,
            typed: row.typed.map(|typed| typed.value),
            also: also.map(|c| c.value),
            differs: row.agrees == Agrees::No,
            confidence,
            unsure: confidence < sure,
            evidence: surest.evidence?,
            slot: surest.slot?,
            quad: surest.quad,
            value: surest.value,
            standing: standing_of(field, case, disputes, standing),
        })
    };
    compare(typed, &pages).into_iter().filter_map(one).collect()
}

/// Where a field stands towards being disputed. A ruling holds until something is sent anew.
fn standing_of(
    field: FieldName,
    case: &Verification,
    disputes: &[Dispute],
    standing: &[OpenedFinding],
) -> ReadStanding {
    let since = case.sent_at.unwrap_or(Timestamp::from_micros(0));
    let mut about = disputes.iter().filter(|d| d.field.as_deref() == Some(field.as_str()));
    let finding = |state| standing.iter().any(|o| o.finding.field == Some(field) && o.row.state == state);
    if about.clone().any(|d| d.state == DisputeState::Open) || finding(FindingState::Disputed) {
        ReadStanding::Disputed
    } else if about.any(|d| d.opened_at >= since) || finding(FindingState::Upheld) {
        ReadStanding::Settled
    } else if is_disputable(case.state) {
        ReadStanding::Disputable
    } else {
        ReadStanding::Closed
    }
}

/// A sentence as it may be stored; an empty one is fine.
fn short(sentence: &str) -> Result<String, Error> {
    match message_body(sentence) {
        Ok(body) => Ok(body),
        Err(MessageProblem::Empty) => Ok(String::new()),
        Err(MessageProblem::TooLong) => Err(Error::Invalid("the sentence is too long")),
    }
}
