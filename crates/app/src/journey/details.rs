//! Typing details and choosing a document.

use super::{CROSSINGS, open_typed};
use crate::{
    App,
    error::Error,
    examine::EXAMINE,
    seal::columns,
    views::ApplicantSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    VerificationId,
    details::{DetailField, MAX_FIELD_CHARS, Problem, TypedDetails},
    evidence::Slot,
    icao::countries::is_issuing_code,
    verification::{DocumentChoice, Mode, NotAllowed, State, Verification},
};
use proofdesk_store::{
    StoreError, desk,
    details::{self, EnteredDetails},
    evidence, findings, verifications,
};

/// Nobody types more than this into a field by mistake; what comes after is not kept.
const KEPT_CHARS: usize = 4 * MAX_FIELD_CHARS;

impl App {
    /// Saves what was typed, whatever it is, and says of every field what is the matter with it.
    pub async fn save_details(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        typed: TypedDetails,
    ) -> Result<Result<(), Vec<(DetailField, Problem)>>, Error> {
        s.permit(id)?;
        let typed = cut(typed);
        let verdict = typed.parse(self.now().date()).map(|_| ());
        let seal = self.seal_of(s.mode, s.applicant).await?;
        for crossing in 1.. {
            let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
            let now = work.now;
            let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
            let in_review = !case.editable() && self.is_correctable(&mut work, &case).await?;
            if !in_review {
                editable(&case, "changed")?;
            } else if verdict.is_err() {
                // What is being looked at is only replaced by something that can be looked at.
                return Ok(verdict);
            }
            let last = details::find_current(&mut work.tx, s.applicant, id).await?;
            if let Some(last) = &last
                && open_typed(&seal, Some(last))? == typed
            {
                return Ok(verdict);
            }
            let row = self.fresh_uuid();
            let entered = EnteredDetails {
                id: row,
                verification_id: id,
                applicant_id: s.applicant,
                turn: last.map_or(1, |last| last.turn + 1),
                entered_by: None,
                sealed: seal.json(columns::DETAILS, row, &typed)?,
                entered_at: now,
            };
            let again = in_review && is_whole(&mut work, &case).await?;
            if again {
                case.recheck(now)?;
            }
            let crossed = match details::insert(&mut work.tx, &entered).await {
                Ok(()) => verifications::update(&mut work.tx, &mut case).await.err(),
                Err(error) => Some(error),
            };
            match crossed {
                None => {}
                Some(StoreError::Stale(_) | StoreError::Duplicate(_)) if crossing < CROSSINGS => continue,
                Some(error) => return Err(error.into()),
            }
            findings::resolve_raised_on_page(&mut work.tx, s.applicant, id, Slot::Details, now).await?;
            let action = if in_review { "details.corrected_in_review" } else { "verification.details_saved" };
            work.audit(action, Subject::Case(id));
            if again {
                work.want(self, EXAMINE, Some(id.as_uuid()), now).await?;
                work.tell(told::INBOX, Audience::Console, None);
            }
            let audience = if in_review { Audience::Both } else { Audience::Portal };
            work.tell(told::CASE, audience, Some(id.as_uuid()));
            work.commit().await?;
            break;
        }
        Ok(verdict)
    }

    /// Whether what was typed may be corrected although the case was sent: the policy allows it, and no
    /// decision is about to take effect.
    async fn is_correctable(&self, work: &mut Work, case: &Verification) -> Result<bool, Error> {
        let allowed = self.policy_of(case.policy_version).corrections.in_review;
        let pending = desk::find_pending_decision(&mut work.tx, case.id).await?.is_some();
        Ok(allowed && case.state == State::InReview && !pending)
    }

    /// Records the chosen document. What the policy accepts is judged when it was sent, with its
    /// reason; what is no country at all is [`Error::Invalid`].
    pub async fn choose_document(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        choice: DocumentChoice,
    ) -> Result<(), Error> {
        s.permit(id)?;
        let country = &*choice.issuing_country;
        if !is_issuing_code(country) || (country == "UTO" && s.mode == Mode::Live) {
            return Err(Error::Invalid("the issuer is no country of the list"));
        }
        for crossing in 1.. {
            let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
            let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
            editable(&case, "changed")?;
            if case.document.as_ref() == Some(&choice) {
                return Ok(());
            }
            case.document = Some(choice.clone());
            match verifications::update(&mut work.tx, &mut case).await {
                Ok(()) => {}
                Err(StoreError::Stale(_)) if crossing < CROSSINGS => continue,
                Err(error) => return Err(error.into()),
            }
            work.audit("verification.document_chosen", Subject::Case(id));
            work.tell(told::CASE, Audience::Portal, Some(id.as_uuid()));
            work.commit().await?;
            break;
        }
        Ok(())
    }
}

/// Everything is there that the checks look at.
pub(crate) async fn is_whole(work: &mut Work, case: &Verification) -> Result<bool, Error> {
    let Some(document) = &case.document else { return Ok(false) };
    let pictures = evidence::list_current(&mut work.tx, case.applicant, case.id).await?;
    let there = |slot: Slot| pictures.iter().any(|picture| picture.slot == slot);
    Ok(document.kind.sides().iter().all(|side| there(Slot::from(*side))))
}

/// The applicant's turn, or why not.
pub(super) fn editable(case: &Verification, attempted: &'static str) -> Result<(), Error> {
    if case.editable() { Ok(()) } else { Err(NotAllowed { from: case.state, attempted }.into()) }
}

fn cut(typed: TypedDetails) -> TypedDetails {
    let field = |text: String| match text.char_indices().nth(KEPT_CHARS) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    };
    TypedDetails {
        surname: field(typed.surname),
        given_names: field(typed.given_names),
        native_name: field(typed.native_name),
        birth_date: field(typed.birth_date),
        nationality: field(typed.nationality),
        document_number: field(typed.document_number),
    }
}
