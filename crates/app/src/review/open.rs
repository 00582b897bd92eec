//! Opening a case: claiming it, and everything that its three columns show.

use super::{
    comparison::{ReadPage, compare},
    decide::DecisionNote,
    fair::{Bar, appeal_states},
    history::{Joined, history},
    views::{
        Allowed, ApplicantView, CompareRow, DecisionKind, DisputeView, EvidenceView, FindingReview,
        OtherCase, PastDecision, PendingDecision, ReviewView, Settled,
    },
};
use crate::{
    App, conversation,
    error::Error,
    journey::{OpenedFinding, open_findings},
    seal::{Seal, columns},
    staff::{Names, StaffSession},
    views::{CaseView, Decider, FindingView},
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    ApplicantId, EvidenceId, StaffId, Timestamp, VerificationId,
    access::{Action, Role},
    account::EmailAddress,
    conversation::{Author, Visibility},
    details::TypedDetails,
    evidence::EvidenceState,
    inspection::Inspection,
    verification::{Mode, State, Turn, Verification},
};
use proofdesk_store::{
    StoreError, Tx, accounts, applicants, audit,
    conversations::{self, Readers},
    desk,
    evidence::{self, Evidence},
    findings::{self, FindingRow},
    floor,
    reviews::{self, Decision, DisputeState},
    tags, verifications,
};
use std::collections::HashMap;

/// Lines of history shown.
const LINES: i64 = 500;
/// Notes looked through for why something was done.
const NOTES: i64 = 1_000;

impl App {
    /// Opens a case. Where nobody has claimed it, opening claims it, which is logged; its claimant sees
    /// all of it, others see it masked.
    pub async fn open_case(&self, st: &StaffSession, id: VerificationId) -> Result<ReviewView, Error> {
        st.permit(Action::SeeInbox)?;
        let head = self.case_for_staff(id).await?;
        if st.may(Action::OpenCase) && head.claimed_by.is_none() && !self.is_about(st, &head).await? {
            match self.claim(st, &head, "case.opened").await {
                // Somebody was faster, or the case moved: it shows as it now stands.
                Ok(()) | Err(Error::Stale { .. }) => {}
                Err(other) => return Err(other),
            }
        } else if st.may(Action::Decide) {
            self.note_verdict_seen(st, &head).await?;
        }
        self.review(st, id).await
    }

    /// The case beside a conversation, without claiming it: whoever answers may leave the case to a colleague.
    pub async fn review_beside(&self, st: &StaffSession, id: VerificationId) -> Result<ReviewView, Error> {
        if st.may(Action::Decide) {
            let head = self.case_for_staff(id).await?;
            self.note_verdict_seen(st, &head).await?;
        }
        self.review(st, id).await
    }

    /// The case is the caller's own: they may look at it as an applicant, not as staff.
    pub(crate) async fn is_about(&self, st: &StaffSession, head: &Verification) -> Result<bool, Error> {
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut tx = self.store().read().await?;
        super::fair::is_own(&mut tx, &seal, st, head).await
    }

    /// Takes a case over from a colleague who has it open, which is logged.
    pub async fn take_over(&self, st: &StaffSession, id: VerificationId) -> Result<ReviewView, Error> {
        st.permit(Action::OpenCase)?;
        let head = self.case_for_staff(id).await?;
        if self.is_about(st, &head).await? {
            return Err(Error::NotAllowed);
        }
        if head.claimed_by != Some(st.id) {
            let action = if head.claimed_by.is_some() { "case.taken_over" } else { "case.opened" };
            self.claim(st, &head, action).await?;
        }
        self.review(st, id).await
    }

    /// Claims a case, whoever has it.
    pub(crate) async fn claim(
        &self,
        st: &StaffSession,
        head: &Verification,
        action: &'static str,
    ) -> Result<(), Error> {
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = head.clone();
        case.claimed_by = Some(st.id);
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit(action, Subject::Case(case.id));
        work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await
    }

    /// Gives a claimed case back to everybody. Of a case that somebody else has, nothing happens.
    pub async fn release(&self, st: &StaffSession, id: VerificationId) -> Result<(), Error> {
        st.permit(Action::OpenCase)?;
        let head = self.case_for_staff(id).await?;
        if head.claimed_by != Some(st.id) {
            return Ok(());
        }
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        if case.claimed_by != Some(st.id) {
            return Ok(());
        }
        case.claimed_by = None;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("case.released", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await
    }

    /// A picture without metadata (JPEG), for the claimant of its case.
    pub async fn staff_picture(&self, st: &StaffSession, id: EvidenceId) -> Result<Vec<u8>, Error> {
        st.permit(Action::OpenCase)?;
        let (evidence, case) = {
            let mut tx = self.store().read().await?;
            let evidence = desk::find_evidence(&mut tx, id).await?.ok_or(Error::NotFound)?;
            let case = verifications::get(&mut tx, evidence.applicant_id, evidence.verification_id).await?;
            (evidence, case)
        };
        if case.claimed_by != Some(st.id) {
            return Err(Error::NotAllowed);
        }
        self.open_view(case.mode, case.applicant, &evidence).await
    }

    /// The case that people quote so, of whatever state: an approval to be taken back waits in no queue.
    pub async fn find_case(
        &self,
        st: &StaffSession,
        reference: &str,
    ) -> Result<Option<VerificationId>, Error> {
        st.permit(Action::SeeInbox)?;
        let reference = reference.trim().to_uppercase();
        let mut tx = self.store().read().await?;
        for mode in [Mode::Live, Mode::Test] {
            if let Some(found) = verifications::find_by_reference(&mut tx, mode, &reference).await? {
                return Ok(Some(found.id));
            }
        }
        Ok(None)
    }

    /// The case, whosever it is.
    pub(crate) async fn case_for_staff(&self, id: VerificationId) -> Result<Verification, Error> {
        let mut tx = self.store().read().await?;
        verifications::find_for_staff(&mut tx, id).await?.ok_or(Error::NotFound)
    }

    /// What was typed and what was read, beside each other, without a claim: only for whoever has just had all
    /// of it before them.
    pub(crate) async fn comparison_of(&self, head: &Verification) -> Result<Vec<CompareRow>, Error> {
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut tx = self.store().read().await?;
        let pages = Rows::read(&mut tx, head).await?.pages(&seal)?;
        let view = self.case_view(&mut tx, &seal, head).await?;
        Ok(compare(&view.typed, &pages))
    }

    /// The case as it stands, without claiming it.
    pub async fn review(&self, st: &StaffSession, id: VerificationId) -> Result<ReviewView, Error> {
        st.permit(Action::SeeInbox)?;
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let names = self.staff_names().await?;
        let duplicates =
            if head.claimed_by == Some(st.id) { self.duplicates(&head).await? } else { Vec::new() };
        // `case_view` takes this transaction, so that the whole page shows one moment.
        let mut tx = self.store().read().await?;
        let case = verifications::get(&mut tx, head.applicant, id).await?;
        let mut view = self.case_view(&mut tx, &seal, &case).await?;
        let mine = case.claimed_by == Some(st.id);
        let masked = !mine;
        let rows = Rows::read(&mut tx, &case).await?;
        let pages = rows.pages(&seal)?;
        let mut comparison = compare(&view.typed, &pages);
        let mut findings = rows.findings(&seal, &names)?;
        let conversation = match conversations::find_by_verification(&mut tx, case.applicant, id).await? {
            Some(found) if !masked => {
                let desk = self.desk_view(&mut tx, &seal, &names, st, &found).await?;
                let seen = conversation::view(&mut tx, &seal, &names, &found, Readers::Staff).await?;
                Some((seen, desk))
            }
            _ => None,
        };
        let notes = if masked { Vec::new() } else { notes(&mut tx, &seal, &case).await? };
        let lines = audit::list_of_subject(&mut tx, id.as_uuid(), LINES).await?;
        let history = history(&lines, &names, &Joined { decisions: &rows.decisions, notes: &notes });
        let applicant = self.applicant_view(&mut tx, &seal, case.applicant, Some(id), !masked).await?;
        let pending_row = desk::find_pending_decision(&mut tx, id).await?;
        if masked {
            mask(&mut view);
            comparison.clear();
            for finding in &mut findings {
                finding.view.finding.typed = None;
                finding.view.finding.read = None;
                finding.view.by_person = None;
            }
        }
        let changes =
            if masked { Vec::new() } else { super::laid_out::changes(&mut tx, &seal, &names, &case).await? };
        let standing = self.standing(&mut tx, &seal, st, &case).await?;
        let pending = pending_row.as_ref().map(|decision| {
            let may_be_second = !standing.spoken.is_empty() || self.needs_two(&case, decision);
            let hidden = may_be_second && decision.decider != Some(st.id);
            let shown = pending(decision, &names, st.id);
            let reasons = if hidden { Vec::new() } else { shown.reasons };
            PendingDecision { reasons, hidden, ..shown }
        });
        let barred = standing.bar(st);
        let allowed = allowed(st, &case, mine, pending.is_some(), barred.is_some());
        let in_force = self.policy();
        let may_migrate = allowed.assist
            && case.policy_version != in_force.version
            && st.may(Action::SetPolicy)
            && in_force.level(&case.level).is_some();
        let migrate = may_migrate.then_some((case.policy_version, in_force.version));
        let allowed = Allowed { migrate, ..allowed };
        let since = self.now().plus(-super::floor::PRESENT);
        let present = floor::list_present(&mut tx, id, since).await?;
        let draft = if mine {
            let draft = floor::find_draft(&mut tx, case.applicant, id, st.id).await?;
            super::floor::open_draft(&seal, draft)?
        } else {
            Vec::new()
        };
        Ok(ReviewView {
            mode: case.mode,
            version: case.version,
            claimed_by: case.claimed_by.map(|id| names.of(id)),
            mine,
            masked,
            cause: case.review_cause,
            due_at: case.due_at,
            applicant,
            evidence: rows.evidence_views(&names),
            comparison,
            findings,
            disputes: rows.disputes(&seal, &names, masked)?,
            history,
            talk_desk: conversation.as_ref().map(|(_, desk)| desk.clone()),
            conversation: conversation.map(|(seen, _)| seen),
            pending,
            decisions: rows.past_decisions(&seal, &names, masked)?,
            allowed,
            barred: barred.map(Bar::as_str),
            second: standing.second_look(&seal, st, &names, masked)?,
            escalated: standing
                .escalated
                .as_ref()
                .map(|e| (e.escalated_by.map(|id| names.of(id)), e.escalated_at)),
            appeals: appeal_states(&mut tx, &seal, &names, &case, masked).await?,
            steps: standing.step_states(&seal, &names, masked)?,
            present: present.into_iter().filter(|id| *id != st.id).map(|id| names.of(id)).collect(),
            draft,
            duplicates: if masked { Vec::new() } else { duplicates },
            attempts: super::laid_out::attempts(&rows.findings),
            changes,
            tags: tags::list(&mut tx, case.applicant, id).await?.into_iter().map(|tag| tag.tag).collect(),
            case: view,
        })
    }

    /// Who a case or a conversation is about.
    pub(crate) async fn applicant_view(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        id: ApplicantId,
        beside: Option<VerificationId>,
        whole: bool,
    ) -> Result<ApplicantView, Error> {
        let person = applicants::get(tx, id).await?;
        let email = match accounts::find_by_applicant(tx, id).await? {
            Some(account) => {
                let email: EmailAddress =
                    seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
                Some(if whole { email.as_str().to_owned() } else { email.masked() })
            }
            None => None,
        };
        let invitation = match &person.sealed_invitation {
            Some(sealed) if whole => Some(seal.open_text(columns::INVITATION, id.as_uuid(), sealed)?),
            _ => None,
        };
        let others = verifications::list(tx, id).await?.into_iter().filter(|case| Some(case.id) != beside);
        Ok(ApplicantView {
            id,
            email,
            external_ref: person.external_ref.filter(|_| whole),
            invitation,
            locale: person.locale,
            region: person.region,
            created_at: person.created_at,
            other_cases: others
                .map(|case| OtherCase {
                    id: case.id,
                    reference: case.reference,
                    level: case.level,
                    state: case.state,
                    created_at: case.created_at,
                })
                .collect(),
        })
    }
}

/// A case's rows, as they are kept.
struct Rows {
    evidence: Vec<Evidence>,
    findings: Vec<FindingRow>,
    disputes: Vec<reviews::Dispute>,
    decisions: Vec<Decision>,
}

impl Rows {
    async fn read(tx: &mut Tx, case: &Verification) -> Result<Self, StoreError> {
        let (applicant, id) = (case.applicant, case.id);
        Ok(Self {
            evidence: evidence::list(tx, applicant, id).await?,
            findings: findings::list(tx, applicant, id).await?,
            disputes: reviews::list_disputes(tx, applicant, id).await?,
            decisions: reviews::list_decisions(tx, applicant, id).await?,
        })
    }

    /// What was read on the pictures that count.
    fn pages(&self, seal: &Seal) -> Result<Vec<ReadPage>, Error> {
        let current = self.evidence.iter().filter(|evidence| evidence.state == EvidenceState::Current);
        let read = current.filter_map(|evidence| evidence.sealed_inspection.as_ref().map(|s| (evidence, s)));
        read.map(|(evidence, sealed)| {
            let inspection: Inspection =
                seal.open_json(columns::INSPECTION, evidence.id.as_uuid(), sealed)?;
            Ok(ReadPage { evidence: evidence.id, slot: evidence.slot, inspection })
        })
        .collect()
    }

    fn evidence_views(&self, names: &Names) -> Vec<EvidenceView> {
        let size = |pixels: Option<i64>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
        let mut views: Vec<EvidenceView> = self
            .evidence
            .iter()
            .map(|evidence| EvidenceView {
                id: evidence.id,
                slot: evidence.slot,
                state: evidence.state,
                width: size(evidence.width),
                height: size(evidence.height),
                bytes: u64::try_from(evidence.bytes).unwrap_or(0),
                uploaded_by: evidence.uploaded_by.map(|id| names.of(id)),
                created_at: evidence.created_at,
            })
            .collect();
        views.sort_by_key(|view| (view.slot, std::cmp::Reverse(view.created_at)));
        views
    }

    fn findings(&self, seal: &Seal, names: &Names) -> Result<Vec<FindingReview>, Error> {
        let sizes: HashMap<EvidenceId, (u32, u32)> = self
            .evidence
            .iter()
            .filter_map(|evidence| {
                let width = u32::try_from(evidence.width?).ok()?;
                Some((evidence.id, (width, u32::try_from(evidence.height?).ok()?)))
            })
            .collect();
        let mut views = Vec::with_capacity(self.findings.len());
        for OpenedFinding { row, finding, note } in open_findings(seal, self.findings.clone())? {
            let same = |other: &&FindingRow| (other.code, other.page) == (row.code, row.page);
            let times = self.findings.iter().filter(|r| r.attempt <= row.attempt).filter(same).count();
            views.push(FindingReview {
                view: FindingView {
                    id: row.id,
                    finding,
                    state: row.state,
                    evidence: row.evidence_id,
                    picture: row.evidence_id.and_then(|id| sizes.get(&id).copied()),
                    disputable: false,
                    by_person: row.raised_by.map(|_| note.unwrap_or_default()),
                },
                times: u32::try_from(times).unwrap_or(u32::MAX),
                raised_by: row.raised_by.map(|id| names.of(id)),
                sending: row.attempt,
                created_at: row.created_at,
                resolved_at: row.resolved_at,
                resolved_by: row.resolved_by.map(|id| names.of(id)),
            });
        }
        // They come in the order to mend; what no longer stands goes last, the newest first.
        views.sort_by_key(|view| {
            let stands = view.view.state.stands();
            (!stands, (!stands).then_some(std::cmp::Reverse(view.created_at)))
        });
        Ok(views)
    }

    fn disputes(&self, seal: &Seal, names: &Names, masked: bool) -> Result<Vec<DisputeView>, Error> {
        let mut views = Vec::with_capacity(self.disputes.len());
        for dispute in &self.disputes {
            let sentence = match &dispute.sealed_sentence {
                Some(sealed) if !masked => {
                    Some(seal.open_text(columns::SENTENCE, dispute.id.as_uuid(), sealed)?)
                }
                _ => None,
            };
            let finding = self.findings.iter().find(|row| Some(row.id) == dispute.finding_id);
            views.push(DisputeView {
                id: dispute.id,
                finding: dispute.finding_id,
                code: finding.map(|row| row.code),
                field: dispute.field.clone(),
                sentence: sentence.filter(|text| !text.is_empty()),
                settled: dispute.resolved_at.map(|at| Settled {
                    in_favour: dispute.state == DisputeState::Accepted,
                    at,
                    by: dispute.resolved_by.map(|id| names.of(id)),
                }),
                opened_at: dispute.opened_at,
            });
        }
        views.sort_by_key(|view| (view.settled.is_some(), view.opened_at));
        Ok(views)
    }

    fn past_decisions(&self, seal: &Seal, names: &Names, masked: bool) -> Result<Vec<PastDecision>, Error> {
        let in_effect = self.decisions.iter().filter(|d| d.undone_at.is_none() && d.undo_until.is_none());
        let mut views = Vec::new();
        for decision in in_effect {
            let Some(outcome) = DecisionKind::find(&decision.outcome) else { continue };
            let note: DecisionNote = match &decision.sealed_note {
                Some(sealed) if !masked => seal.open_json(columns::NOTE, decision.id.as_uuid(), sealed)?,
                _ => DecisionNote::default(),
            };
            views.push(PastDecision {
                id: decision.id,
                outcome,
                reasons: decision.reason_codes.clone(),
                decider: decision.decider.map_or(Decider::Checks, |id| Decider::Person(names.of(id))),
                message: note.message,
                note: note.note,
                at: decision.decided_at,
                policy_version: decision.policy_version,
            });
        }
        Ok(views)
    }
}

/// A decision that can still be undone, as the caller sees it.
pub(super) fn pending(decision: &Decision, names: &Names, caller: StaffId) -> PendingDecision {
    PendingDecision {
        id: decision.id,
        undo_until: decision.undo_until.unwrap_or(decision.decided_at),
        outcome: DecisionKind::find(&decision.outcome).unwrap_or(DecisionKind::Retake),
        reasons: decision.reason_codes.clone(),
        by: decision.decider.map_or_else(String::new, |id| names.of(id)),
        mine: decision.decider == Some(caller),
        hidden: false,
    }
}

/// Leaves personal data out.
fn mask(view: &mut CaseView) {
    view.typed = TypedDetails::default();
    view.readings.clear();
    view.fields.clear();
    for finding in &mut view.findings {
        finding.finding.typed = None;
        finding.finding.read = None;
        finding.by_person = None;
    }
    if let Some(decision) = &mut view.decision {
        decision.message = None;
    }
    view.imported = None;
}

fn allowed(st: &StaffSession, case: &Verification, mine: bool, pending: bool, barred: bool) -> Allowed {
    let may_hear = case.state.turn() == Turn::Person && !pending;
    let persons_turn = may_hear && !barred;
    let open = case.state.turn() != Turn::Nobody;
    Allowed {
        ask: mine && persons_turn && st.may(Action::Ask),
        decide: mine && persons_turn && st.may(Action::Decide),
        decline: mine && persons_turn && st.may(Action::Decline),
        revoke: mine && !pending && !barred && case.state == State::Approved && st.may(Action::Decline),
        assist: mine && open && !pending && case.state != State::Checking && st.may(Action::Assist),
        recheck: mine
            && !pending
            && matches!(case.state.turn(), Turn::Person | Turn::Applicant)
            && case.document.is_some()
            && st.may(Action::Assist),
        take_over: !mine && case.claimed_by.is_some() && st.may(Action::OpenCase),
        escalate: mine && may_hear && st.role != Role::Compliance && st.may(Action::Assist),
        step: mine && may_hear && st.may(Action::Decide),
        migrate: None,
    }
}

/// Internal notes beside a case, by their moment.
async fn notes(tx: &mut Tx, seal: &Seal, case: &Verification) -> Result<Vec<(Timestamp, String)>, Error> {
    let Some(found) = conversations::find_by_verification(tx, case.applicant, case.id).await? else {
        return Ok(Vec::new());
    };
    let messages =
        conversations::list_messages(tx, case.applicant, found.id, Readers::Staff, 0, NOTES).await?;
    let internal = messages
        .into_iter()
        .filter(|m| m.visibility == Visibility::Internal && matches!(m.author, Author::Staff(_)));
    internal
        .map(|m| Ok((m.sent_at, seal.open_text(columns::BODY, m.id.as_uuid(), &m.sealed_body)?)))
        .collect()
}
