//! A case as its applicant sees it.

use crate::{
    App,
    error::Error,
    journey::{misread::read_fields, upload::is_about_the_picture},
    seal::{Seal, columns},
    staff::Names,
    views::{
        AppealView, ApplicantSession, CaseView, CheckStep, Decider, DecisionView, FindingView, PageStanding,
        PageView, PassedCheck, QueueView, ReadingView,
    },
};
use proofdesk_domain::{
    EvidenceId, Timestamp, VerificationId,
    decide::in_order,
    details::{Details, TypedDetails},
    document::FieldName,
    evidence::Slot,
    finding::{Finding, FindingState, Severity},
    inspection::{Inspection, Zone},
    mend::Step,
    policy::Policy,
    reason::{Class, codes},
    verification::{ReviewCause, State, Turn, Verification},
};
use proofdesk_store::{
    Tx,
    appeals::{self, Appeal, AppealOutcome},
    details::{self, EnteredDetails},
    evidence::{self, Evidence},
    findings::{self, FindingRow},
    jobs::WorkState,
    opinions::{self, Opinion},
    reviews::{self, Decision, Dispute},
    staff, verifications, waiting,
};
use proofdesk_vault::{Context, SubjectKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::{Date, Duration};

/// A job that nobody has begun for so long is late: our workers are away.
const LATE: Duration = Duration::seconds(60);

/// A finding with its content opened.
#[derive(Clone, Debug)]
pub(crate) struct OpenedFinding {
    /// The row.
    pub row: FindingRow,
    /// What was found.
    pub finding: Finding,
    /// What a person wrote beside it.
    pub note: Option<String>,
}

/// A finding as it is sealed.
#[derive(Serialize, Deserialize)]
struct SealedFinding {
    #[serde(flatten)]
    finding: Finding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// As much of a sealed decision note as the applicant may read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    message: Option<String>,
}

/// Opens findings, in the order in which the applicant mends them.
pub(crate) fn open_findings(seal: &Seal, rows: Vec<FindingRow>) -> Result<Vec<OpenedFinding>, Error> {
    let mut opened = Vec::with_capacity(rows.len());
    for row in rows {
        let SealedFinding { finding, note } =
            seal.open_json(columns::FINDING, row.id.as_uuid(), &row.sealed)?;
        opened.push(OpenedFinding { row, finding, note });
    }
    let mut order: Vec<Finding> = opened.iter().map(|o| o.finding.clone()).collect();
    in_order(&mut order);
    // What is equal keeps the order in which it was found.
    opened.sort_by_key(|o| order.iter().position(|f| *f == o.finding));
    Ok(opened)
}

/// Opens typed details; what was never typed is empty.
pub(crate) fn open_typed(seal: &Seal, entered: Option<&EnteredDetails>) -> Result<TypedDetails, Error> {
    match entered {
        Some(entered) => seal.open_json(columns::DETAILS, entered.id, &entered.sealed),
        None => Ok(TypedDetails::default()),
    }
}

/// The rows that a case's view is made of, read at one moment.
struct Rows {
    case: Verification,
    details: Option<EnteredDetails>,
    pictures: Vec<Evidence>,
    findings: Vec<FindingRow>,
    disputes: Vec<Dispute>,
    decisions: Vec<Decision>,
    opinions: Vec<Opinion>,
    appeals: Vec<Appeal>,
    position: Option<i64>,
    job: Option<proofdesk_store::jobs::Job>,
    names: Names,
}

/// A picture with what was read from it, opened.
pub(crate) struct OpenedPicture {
    /// The row.
    pub row: Evidence,
    /// What was read, once it was.
    pub inspection: Option<Inspection>,
}

/// Opens what was read from pictures.
pub(crate) fn open_pictures(seal: &Seal, rows: Vec<Evidence>) -> Result<Vec<OpenedPicture>, Error> {
    let open = |row: Evidence| {
        let inspection = match &row.sealed_inspection {
            Some(sealed) => Some(seal.open_json(columns::INSPECTION, row.id.as_uuid(), sealed)?),
            None => None,
        };
        Ok(OpenedPicture { row, inspection })
    };
    rows.into_iter().map(open).collect()
}

impl App {
    /// One's own case.
    pub async fn case(&self, s: &ApplicantSession, id: VerificationId) -> Result<CaseView, Error> {
        s.permit(id)?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut tx = self.store().read().await?;
        let case = verifications::get(&mut tx, s.applicant, id).await?;
        self.case_view(&mut tx, &seal, &case).await
    }

    /// A case for somebody who may see all that its applicant sees.
    pub(crate) async fn case_view(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        case: &Verification,
    ) -> Result<CaseView, Error> {
        let house = self.vault().house_key().await?;
        let names = names_in(tx, &house).await?;
        let rows = read_rows(tx, case, names).await?;
        let imported = self.imported(tx, seal, &rows.case).await?;
        Ok(CaseView { imported, ..self.view(seal, rows)? })
    }

    fn view(&self, seal: &Seal, rows: Rows) -> Result<CaseView, Error> {
        let Rows {
            case,
            details,
            pictures,
            findings,
            disputes,
            decisions,
            opinions,
            appeals,
            position,
            job,
            names,
        } = rows;
        let policy = self.policy_of(case.policy_version);
        let level = policy.level(&case.level).cloned().ok_or_else(|| Error::internal(NoSuchLevel))?;
        let typed = open_typed(seal, details.as_ref())?;
        let sides = case.document.as_ref().map(|d| d.kind.sides()).unwrap_or_default();
        let wanted = |slot: Slot| sides.iter().any(|side| Slot::from(*side) == slot);
        let pictures = open_pictures(seal, pictures)?;
        let pictures: Vec<_> = pictures.into_iter().filter(|p| wanted(p.row.slot)).collect();
        let standing: Vec<_> = open_findings(seal, findings)?
            .into_iter()
            .filter(|o| !o.finding.code.reason().is_confidential() && !is_answered(o, &pictures))
            .collect();
        let judged = case.sent_at.is_some() && !matches!(case.state, State::Draft | State::Checking);
        let pages =
            sides.iter().map(|side| page_view((*side).into(), &pictures, &standing, judged)).collect();
        let passed = if judged { passed(policy, &pictures, &standing, &case) } else { Vec::new() };
        let steps = if case.state == State::Checking { steps(&pictures, job.as_ref()) } else { Vec::new() };
        let delayed = case.state == State::Checking
            && job.as_ref().is_none_or(|job| {
                let now = self.now();
                job.last_error.is_some()
                    || job.lease_until.is_some_and(|until| until < now)
                    || job.state == WorkState::Ready && now.since(job.run_at) > LATE
            });
        let queue = Option::zip(position, case.due_at).map(|(position, due_at)| QueueView {
            position: u32::try_from(position).unwrap_or(u32::MAX),
            due_at,
            cause: case.review_cause.unwrap_or(ReviewCause::Asked),
            claimed: case.claimed_by.is_some(),
        });
        let sure = policy.thresholds.reading_confidence;
        let fields = if judged {
            read_fields(&case, &typed, &pictures, &disputes, &standing, sure)
        } else {
            Vec::new()
        };
        let can_dispute = matches!(case.state, State::NeedsInput | State::InReview);
        let beside = Beside {
            names: &names,
            opinions: &opinions,
            appeals: &appeals,
            appeal_days: policy.clocks.appeal_days,
            now: self.now(),
        };
        let decision = decision_view(seal, &case, &decisions, &beside)?;
        let appeal = appeals.last().map(|appeal| AppealView {
            opened_at: appeal.opened_at,
            due_at: appeal.due_at,
            outcome: appeal.outcome.map(AppealOutcome::as_str),
            heard_by: appeal.heard_by.map(|id| names.of(id)),
            heard_at: appeal.heard_at,
            solo: appeal.solo,
        });
        let thresholds = match &case.document {
            Some(choice) => policy.for_document(choice).thresholds.clone(),
            None => policy.thresholds.clone(),
        };
        Ok(CaseView {
            id: case.id,
            reference: case.reference,
            level,
            state: case.state,
            document: case.document,
            typed,
            pages,
            findings: standing.into_iter().map(|o| finding_view(o, &pictures, can_dispute)).collect(),
            passed,
            thresholds,
            readings: readings(&pictures),
            fields,
            steps,
            delayed,
            attempts: case.attempts,
            attempts_left: policy.attempts.budget.saturating_sub(case.attempts),
            queue,
            decision,
            imported: None,
            correctable: case.state == State::InReview && policy.corrections.in_review,
            appeal,
            created_at: case.created_at,
            sent_at: case.sent_at,
            version: case.version,
        })
    }
}

/// The policy no longer has the level that a case leads to.
#[derive(Debug, thiserror::Error)]
#[error("the policy no longer has the level that a case leads to")]
pub(crate) struct NoSuchLevel;

/// Everybody's name, in a transaction that is open already: a second one while holding the first could
/// wait for itself.
async fn names_in(tx: &mut Tx, house: &SubjectKey) -> Result<Names, Error> {
    let mut pairs = Vec::new();
    for member in staff::list(tx).await? {
        let place = Context::house("staff", member.id.as_uuid(), "sealed_name");
        let name = house.open(&place, &member.sealed_name)?;
        pairs.push((member.id, String::from_utf8(name.to_vec()).map_err(Error::internal)?));
    }
    Ok(Names::from_pairs(pairs))
}

async fn read_rows(tx: &mut Tx, case: &Verification, names: Names) -> Result<Rows, Error> {
    let (applicant, id) = (case.applicant, case.id);
    Ok(Rows {
        case: verifications::get(tx, applicant, id).await?,
        details: details::find_current(tx, applicant, id).await?,
        pictures: evidence::list_current(tx, applicant, id).await?,
        findings: findings::list_standing(tx, applicant, id).await?,
        disputes: reviews::list_disputes(tx, applicant, id).await?,
        decisions: reviews::list_decisions(tx, applicant, id).await?,
        opinions: opinions::list(tx, applicant, id).await?,
        appeals: appeals::list(tx, applicant, id).await?,
        position: verifications::find_queue_position(tx, applicant, id).await?,
        job: waiting::find_pending_job(tx, crate::examine::EXAMINE, id.as_uuid()).await?,
        names,
    })
}

/// The finding is about a picture that another one took the place of.
fn is_answered(opened: &OpenedFinding, pictures: &[OpenedPicture]) -> bool {
    opened.row.evidence_id.is_some_and(|id| pictures.iter().all(|p| p.row.id != id))
}

/// Whether what a finding holds against the document is no longer what is typed. Pictures need no such
/// test: a finding about a picture goes when another one takes its place.
pub fn is_mended(finding: &Finding, details: Option<&Details>, case: &CaseView) -> bool {
    let (Some(typed), Some(details)) = (&finding.typed, details) else { return false };
    if finding.code == codes::DOC_NOT_AS_SELECTED {
        let choice = case.document.as_ref();
        return choice.is_some_and(|c| c.kind.as_str() != typed && c.issuing_country != *typed);
    }
    let whole = format!("{} {}", details.surname, details.given_names);
    let now: &[&str] = match finding.field {
        Some(FieldName::Surname) => &[&details.surname, whole.trim()],
        Some(FieldName::GivenNames) => &[&details.given_names],
        Some(FieldName::FullName) => &[details.native_name.as_deref().unwrap_or_default(), whole.trim()],
        Some(FieldName::BirthDate) => {
            let d = details.birth_date;
            return format!("{:04}-{:02}-{:02}", d.year(), u8::from(d.month()), d.day()) != *typed;
        }
        Some(FieldName::Nationality) => &[&details.nationality],
        Some(FieldName::DocumentNumber | FieldName::PersonalNumber) => &[&details.document_number],
        _ => return false,
    };
    !now.contains(&typed.as_str())
}

/// The first step of a draft that is not done yet, else looking it over and sending it.
pub fn next_step(case: &CaseView, today: Date) -> Step {
    if case.typed.parse(today).is_err() {
        return Step::Details;
    }
    if case.document.is_none() {
        return Step::Document;
    }
    let missing = case.pages.iter().find(|page| page.standing == PageStanding::Missing);
    match missing.map(|page| page.slot) {
        Some(Slot::Back) => Step::PhotoBack,
        Some(_) => Step::PhotoFront,
        None => Step::Check,
    }
}

/// Another picture is needed.
fn asks_for_picture(opened: &OpenedFinding) -> bool {
    opened.finding.severity == Severity::Blocking
        && opened.row.state != FindingState::Disputed
        && matches!(opened.finding.code.reason().class, Class::Retake | Class::OtherDocument)
}

/// The slots whose pictures must be replaced before it makes sense to send again.
pub(super) fn to_retake(opened: &[OpenedFinding], pictures: &[OpenedPicture]) -> Vec<Slot> {
    let about_picture = |o: &&OpenedFinding| {
        asks_for_picture(o)
            && (o.row.raised_by.is_some() || is_about_the_picture(o.finding.code.as_str()))
            && !is_answered(o, pictures)
    };
    let mut slots: Vec<Slot> = Vec::new();
    for slot in opened.iter().filter(about_picture).filter_map(|o| o.finding.page) {
        if slot.side().is_some() && !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    slots
}

fn page_view(slot: Slot, pictures: &[OpenedPicture], standing: &[OpenedFinding], judged: bool) -> PageView {
    let picture = pictures.iter().find(|p| p.row.slot == slot);
    let against = || standing.iter().any(|o| o.finding.page == Some(slot) && asks_for_picture(o));
    let standing = match picture {
        None => PageStanding::Missing,
        Some(p) if p.inspection.is_none() || !judged => PageStanding::Kept,
        Some(_) if against() => PageStanding::ToRetake,
        Some(_) => PageStanding::Passed,
    };
    let size = |pixels: Option<i64>| pixels.and_then(|p| u32::try_from(p).ok());
    PageView {
        slot,
        evidence: picture.map(|p| p.row.id),
        since: picture.map(|p| p.row.created_at),
        width: picture.and_then(|p| size(p.row.width)),
        height: picture.and_then(|p| size(p.row.height)),
        standing,
    }
}

fn finding_view(opened: OpenedFinding, pictures: &[OpenedPicture], can_dispute: bool) -> FindingView {
    let OpenedFinding { row, finding, note } = opened;
    let on_page = |p: &&OpenedPicture| match row.evidence_id {
        Some(id) => p.row.id == id,
        None => Some(p.row.slot) == finding.page,
    };
    let picture = pictures.iter().find(on_page);
    let size = picture.and_then(|p| Option::zip(p.row.width, p.row.height));
    let size = size.and_then(|(w, h)| Option::zip(u32::try_from(w).ok(), u32::try_from(h).ok()));
    let disputable = can_dispute && row.state == FindingState::Open && finding.code.reason().disputable();
    FindingView {
        id: row.id,
        disputable,
        state: row.state,
        evidence: picture.map(|p| p.row.id),
        picture: size,
        by_person: row.raised_by.map(|_| note.unwrap_or_default()),
        finding,
    }
}

/// What was looked at, and nothing stands against it.
fn passed(
    policy: &Policy,
    pictures: &[OpenedPicture],
    standing: &[OpenedFinding],
    case: &Verification,
) -> Vec<PassedCheck> {
    let sides = case.document.as_ref().map_or(0, |d| d.kind.sides().len());
    let inspected: Vec<&Inspection> = pictures.iter().filter_map(|p| p.inspection.as_ref()).collect();
    // A side that was sent anew is not looked at yet: what the other shows still holds.
    let whole = !inspected.is_empty() && inspected.len() == sides;
    let sure = policy.thresholds.reading_confidence;
    let free = |codes: &[&str]| {
        standing
            .iter()
            .filter(|o| o.finding.severity == Severity::Blocking)
            .all(|o| !codes.iter().any(|code| o.finding.code.as_str().starts_with(code)))
    };
    let unread = |field| {
        let about =
            |o: &&OpenedFinding| o.finding.field == Some(field) && o.finding.severity == Severity::Blocking;
        standing.iter().any(|o| about(&o))
    };
    let read = |field| {
        let mut all = inspected.iter().flat_map(|i| i.readings.get(&field).into_iter().flatten());
        all.any(|reading| reading.confidence >= sure) && !unread(field)
    };
    let verified = |i: &Inspection| i.zone.as_ref().is_some_and(Zone::verified);
    let checks = [
        (PassedCheck::File, whole && free(&["file."])),
        (PassedCheck::Quality, whole && inspected.iter().all(|i| i.quality.is_some()) && free(&["image."])),
        (
            PassedCheck::Document,
            whole && inspected.iter().all(|i| i.document.is_some()) && free(&["doc.", "image.no_doc"]),
        ),
        (PassedCheck::Zone, inspected.iter().any(|i| verified(i)) && free(&["read.mrz"])),
        (PassedCheck::Name, read(FieldName::Surname) && free(&["data.name"])),
        (PassedCheck::BirthDate, read(FieldName::BirthDate) && free(&["data.dob"])),
        (PassedCheck::Number, read(FieldName::DocumentNumber) && free(&["data.number"])),
        (PassedCheck::Expiry, read(FieldName::ExpiryDate) && free(&["doc.expired", "doc.dates"])),
        (PassedCheck::Age, read(FieldName::BirthDate) && free(&["data.underage"])),
    ];
    checks.into_iter().filter_map(|(check, passed)| passed.then_some(check)).collect()
}

/// What we read, the surest reading of each field, source and page.
fn readings(pictures: &[OpenedPicture]) -> Vec<ReadingView> {
    let mut all = Vec::new();
    for picture in pictures {
        let Some(inspection) = &picture.inspection else { continue };
        for (field, readings) in &inspection.readings {
            let mut surest: BTreeMap<u8, &proofdesk_domain::inspection::Reading> = BTreeMap::new();
            for reading in readings {
                let kept = surest.entry(reading.source as u8).or_insert(reading);
                if reading.confidence > kept.confidence {
                    *kept = reading;
                }
            }
            all.extend(surest.into_values().map(|reading| ReadingView {
                field: *field,
                value: reading.value.clone(),
                confidence: reading.confidence,
                source: reading.source,
                slot: picture.row.slot,
                evidence: picture.row.id,
                quad: reading.quad,
            }));
        }
    }
    all.sort_by_key(|r| (r.field, r.slot));
    all
}

fn steps(pictures: &[OpenedPicture], job: Option<&proofdesk_store::jobs::Job>) -> Vec<(CheckStep, bool)> {
    let read = pictures.iter().filter(|p| p.inspection.is_some()).count();
    let begun = job.is_none_or(|job| job.tries > 0);
    let done = |step| match step {
        CheckStep::Received => true,
        CheckStep::Pictures => begun || read > 0,
        CheckStep::Reading => read > 0 && read == pictures.len(),
        CheckStep::Comparing | CheckStep::Decision => false,
    };
    CheckStep::ALL.map(|step| (step, done(step))).to_vec()
}

/// The decision that the applicant may appeal against now: the last one in effect, within its days, and
/// not itself what came of an appeal.
pub(super) fn appealable<'a>(
    case: &Verification,
    decisions: &'a [Decision],
    appeals: &[Appeal],
    days: i64,
    now: Timestamp,
) -> Option<&'a Decision> {
    if !matches!(case.state, State::Declined | State::Revoked) {
        return None;
    }
    let last = decisions.iter().rev().find(|d| d.undone_at.is_none() && d.undo_until.is_none())?;
    let in_time = now <= last.decided_at.plus(Duration::days(days));
    let heard = appeals.iter().any(|appeal| appeal.answer_id == Some(last.id));
    (in_time && !heard).then_some(last)
}

/// What stands beside the decisions of a case: who said the same, and appeals.
struct Beside<'a> {
    names: &'a Names,
    opinions: &'a [Opinion],
    appeals: &'a [Appeal],
    appeal_days: i64,
    now: Timestamp,
}

/// The decision that took effect and still says something about the case.
fn decision_view(
    seal: &Seal,
    case: &Verification,
    decisions: &[Decision],
    beside: &Beside<'_>,
) -> Result<Option<DecisionView>, Error> {
    let took_effect = |d: &&Decision| d.undone_at.is_none() && d.undo_until.is_none();
    let Some(decision) = decisions.iter().rev().find(took_effect) else { return Ok(None) };
    let Some(outcome) = State::find(&decision.outcome) else { return Ok(None) };
    let speaks = match case.state {
        State::NeedsInput => outcome == State::NeedsInput && after(decision.decided_at, case.sent_at),
        State::Appealed => matches!(outcome, State::Declined | State::Revoked),
        state => state.turn() == Turn::Nobody && outcome == state,
    };
    if !speaks {
        return Ok(None);
    }
    let words: Words = match &decision.sealed_note {
        Some(sealed) => seal.open_json(columns::NOTE, decision.id.as_uuid(), sealed)?,
        None => Words::default(),
    };
    Ok(Some(DecisionView {
        outcome,
        reasons: decision.reason_codes.iter().copied().filter(|c| !c.reason().is_confidential()).collect(),
        decider: decision.decider.map_or(Decider::Checks, |id| {
            let second = beside.opinions.iter().find(|o| o.decision_id == decision.id);
            let people = [Some(id), second.and_then(|o| o.agreed_by)];
            let people: Vec<String> = people.into_iter().flatten().map(|id| beside.names.of(id)).collect();
            Decider::Person(people.join(", "))
        }),
        message: words.message,
        at: decision.decided_at,
        policy_version: decision.policy_version,
        appealable: appealable(case, decisions, beside.appeals, beside.appeal_days, beside.now).is_some(),
    }))
}

fn after(moment: Timestamp, sent_at: Option<Timestamp>) -> bool {
    sent_at.is_none_or(|sent| moment >= sent)
}

/// The current picture in a slot, by its id.
pub(crate) fn evidence_of(pictures: &[OpenedPicture], slot: Option<Slot>) -> Option<EvidenceId> {
    pictures.iter().find(|p| Some(p.row.slot) == slot).map(|p| p.row.id)
}
