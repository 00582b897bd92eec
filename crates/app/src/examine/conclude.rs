//! From what was read to what follows: judging, deciding and writing all of it in one transaction.

use crate::{
    App,
    accounts::Page,
    error::Error,
    journey::{
        NoSuchLevel, OpenedFinding, OpenedPicture, evidence_of, open_findings, open_pictures, open_typed,
    },
    seal::{Seal, columns},
    wiring::MailKind,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    CheckId, DecisionId, FindingId, Timestamp,
    access::Actor,
    decide::{self, Outcome, ReadingOutcome, Verdict},
    details::Details,
    evidence::Slot,
    finding::{Finding, FindingState, Severity},
    inspection::Inspection,
    judge::{Submission, judge, read_by_machine},
    reason::RaisedBy,
    verification::{Attempt, ReviewCause, State, Verification},
};
use proofdesk_store::{
    Tx, details,
    evidence::{self, Check, CheckOutcome},
    findings::{self, FindingRow},
    jobs::{self, AfterFailure, Lease},
    reviews::{self, Decision},
    verifications,
};
use std::collections::BTreeMap;

/// What a case consists of now, opened.
struct Sent {
    details: Details,
    pictures: Vec<OpenedPicture>,
    pages: BTreeMap<Slot, Inspection>,
    same_file_twice: bool,
}

/// Something about the case is missing that was there when it was sent.
#[derive(Debug, thiserror::Error)]
#[error("the case is not whole: {0}")]
struct NotWhole(&'static str);

impl Sent {
    async fn read(tx: &mut Tx, seal: &Seal, case: &Verification, now: Timestamp) -> Result<Self, Error> {
        let entered = details::find_current(tx, case.applicant, case.id).await?;
        let details = open_typed(seal, entered.as_ref())?
            .parse(now.date())
            .map_err(|_| Error::internal(NotWhole("its details")))?;
        let sides =
            case.document.as_ref().ok_or_else(|| Error::internal(NotWhole("its document")))?.kind.sides();
        let rows = evidence::list_current(tx, case.applicant, case.id).await?;
        let wanted = rows.into_iter().filter(|row| row.slot.side().is_some_and(|side| sides.contains(&side)));
        let pictures = open_pictures(seal, wanted.collect())?;
        let mut pages = BTreeMap::new();
        for picture in &pictures {
            if let Some(inspection) = &picture.inspection {
                pages.insert(picture.row.slot, inspection.clone());
            }
        }
        let mut prints: Vec<_> = pictures.iter().map(|p| p.row.content_hash).collect();
        prints.sort_unstable();
        let same_file_twice = prints.windows(2).any(|pair| pair[0] == pair[1]);
        Ok(Self { details, pictures, pages, same_file_twice })
    }

    fn submission<'a>(&'a self, case: &'a Verification, now: Timestamp) -> Result<Submission<'a>, Error> {
        Ok(Submission {
            mode: case.mode,
            today: now.date(),
            document: case.document.as_ref().ok_or_else(|| Error::internal(NotWhole("its document")))?,
            details: &self.details,
            pages: &self.pages,
            same_file_twice: self.same_file_twice,
        })
    }
}

impl App {
    /// Judges and decides a case whose pictures were read, and ends the job with it.
    pub(super) async fn conclude(&self, case: &Verification, seal: &Seal, lease: Lease) -> Result<(), Error> {
        let mut work = self.work(Actor::System, case.mode, case.applicant).await?;
        let now = work.now;
        let mut case = verifications::get(&mut work.tx, case.applicant, case.id).await?;
        if case.state != State::Checking {
            // Cancelled meanwhile, say: nothing is left to do.
            jobs::complete(&mut work.tx, lease, now).await?;
            return work.commit().await;
        }
        let sent = Sent::read(&mut work.tx, seal, &case, now).await?;
        let submission = sent.submission(&case, now)?;
        let policy = self.policy_of(case.policy_version);
        let mut found = judge(policy, &submission);
        found.extend(policy.level(&case.level).and_then(|level| level.judge_choice(submission.document)));
        let reading = if read_by_machine(policy, &submission) {
            ReadingOutcome::Complete
        } else {
            ReadingOutcome::Partial
        };
        let before = open_findings(seal, findings::list(&mut work.tx, case.applicant, case.id).await?)?;
        let found = self.write_findings(&mut work, seal, &case, &sent, &before, found).await?;
        let verdict = self.verdict(&case, &found, &before, reading, now)?;
        let outcome = outcome_beside_people(&case, &before, verdict.outcome);
        self.index_case(&mut work, &case, &sent.details, &sent.pages).await?;
        self.follow(&mut work, seal, &mut case, outcome, &verdict).await?;
        verifications::update(&mut work.tx, &mut case).await?;
        self.tell_of_outcome(&mut work, seal, &case).await?;
        jobs::complete(&mut work.tx, lease, now).await?;
        work.commit().await
    }

    /// The state, decision and queue that follow from an outcome. The caller writes the case.
    async fn follow(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &mut Verification,
        outcome: Outcome,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        let subject = Subject::Case(case.id);
        match outcome {
            Outcome::Approve => {
                let decision = Decision {
                    id: DecisionId::from_uuid(self.fresh_uuid()),
                    verification_id: case.id,
                    applicant_id: case.applicant,
                    outcome: State::Approved.as_str().to_owned(),
                    reason_codes: Vec::new(),
                    decider: None,
                    policy_version: verdict.policy_version,
                    sealed_note: None,
                    decided_at: work.now,
                    undo_until: None,
                    undone_at: None,
                };
                reviews::insert_decision(&mut work.tx, &decision).await?;
                case.approve(work.now)?;
                self.begin_tenure(work, seal, case).await?;
                work.audit_with("verification.approved", subject, &(decision.id, verdict.policy_version))?;
                crate::review::fair::answer_appeal(work, case, Some(decision.id), None).await?;
                self.choose_rereview(work, case, decision.id).await?;
            }
            Outcome::AskApplicant => {
                case.ask_applicant(if case.claimed_by.is_some() {
                    Attempt::IsFree
                } else {
                    Attempt::Counts
                })?;
                work.audit_with("verification.needs_input", subject, &verdict.reasons)?;
            }
            Outcome::BringPerson(cause) => self.bring_person(work, seal, case, cause).await?,
            Outcome::TryAgain => return Err(Error::internal(NotWhole("its reading"))),
        }
        Ok(())
    }

    /// Writes the checks and what they found; what stood open from earlier sendings is resolved. Gives
    /// the findings that count: without those that a person took back already.
    async fn write_findings(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
        sent: &Sent,
        before: &[OpenedFinding],
        found: Vec<Finding>,
    ) -> Result<Vec<Finding>, Error> {
        let now = work.now;
        let found: Vec<Finding> = found
            .into_iter()
            .filter(|f| {
                !before
                    .iter()
                    .any(|o| o.row.state == FindingState::Overruled && is_same(o, f, &sent.pictures))
            })
            .collect();
        findings::resolve_open(&mut work.tx, case.applicant, case.id, now).await?;
        let mut checks: BTreeMap<(&'static str, Option<Slot>), CheckId> = BTreeMap::new();
        for (name, slot) in examinations(&sent.pictures) {
            let against = |f: &&Finding| examination_of(f) == (name, slot);
            let id = CheckId::from_uuid(self.fresh_uuid());
            let blocked = found.iter().filter(against).any(|f| f.severity == Severity::Blocking);
            let check = Check {
                id,
                verification_id: case.id,
                applicant_id: case.applicant,
                evidence_id: evidence_of(&sent.pictures, slot),
                name: name.to_owned(),
                outcome: if blocked { CheckOutcome::Consider } else { CheckOutcome::Clear },
                policy_version: case.policy_version,
                attempt: case.attempts + 1,
                sealed_measurements: None,
                finished_at: now,
            };
            evidence::insert_check(&mut work.tx, &check).await?;
            checks.insert((name, slot), id);
        }
        for finding in &found {
            let stands = |o: &&OpenedFinding| {
                matches!(o.row.state, FindingState::Disputed | FindingState::Upheld)
                    && is_same(o, finding, &sent.pictures)
            };
            if before.iter().any(|o| stands(&o)) {
                continue;
            }
            let id = FindingId::from_uuid(self.fresh_uuid());
            let row = FindingRow {
                id,
                verification_id: case.id,
                applicant_id: case.applicant,
                evidence_id: evidence_of(&sent.pictures, finding.page),
                check_id: checks.get(&examination_of(finding)).copied(),
                attempt: case.attempts + 1,
                code: finding.code,
                severity: finding.severity,
                page: finding.page,
                state: FindingState::Open,
                raised_by: None,
                sealed: seal.json(columns::FINDING, id.as_uuid(), finding)?,
                created_at: now,
                resolved_at: None,
                resolved_by: None,
            };
            findings::insert(&mut work.tx, &row).await?;
        }
        // What a disputed or upheld finding was about may be gone: another picture, other details.
        for old in
            before.iter().filter(|o| matches!(o.row.state, FindingState::Disputed | FindingState::Upheld))
        {
            if old.row.raised_by.is_none() && !found.iter().any(|f| is_same(old, f, &sent.pictures)) {
                let (from, to) = (old.row.state, FindingState::Resolved);
                findings::update_state(&mut work.tx, case.applicant, old.row.id, from, to, None, now).await?;
            }
        }
        Ok(found)
    }

    fn verdict(
        &self,
        case: &Verification,
        found: &[Finding],
        before: &[OpenedFinding],
        reading: ReadingOutcome,
        now: Timestamp,
    ) -> Result<Verdict, Error> {
        let policy = self.policy_of(case.policy_version);
        let level = policy.level(&case.level).ok_or_else(|| Error::internal(NoSuchLevel))?;
        // Failed attempts only: what a person took back was none of the applicant's doing.
        let earlier: Vec<_> = before
            .iter()
            .filter(|o| {
                o.row.raised_by.is_none()
                    && o.row.severity == Severity::Blocking
                    && o.row.state != FindingState::Overruled
                    && o.row.attempt <= case.attempts
            })
            .map(|o| (o.row.code, o.row.page))
            .collect();
        let case = decide::Case {
            level,
            document: case.document.as_ref(),
            steps: &[],
            findings: found,
            earlier: &earlier,
            attempts: case.attempts,
            trying_since: case.trying_since,
            reading,
        };
        Ok(decide::decide(policy, &case, now))
    }

    /// How far the machine gets with reading what the case consists of now.
    pub(crate) async fn reading_of(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        case: &Verification,
    ) -> Result<ReadingOutcome, Error> {
        let now = self.now();
        let sent = Sent::read(tx, seal, case, now).await?;
        let complete = read_by_machine(self.policy_of(case.policy_version), &sent.submission(case, now)?);
        Ok(if complete { ReadingOutcome::Complete } else { ReadingOutcome::Partial })
    }

    /// What follows from the findings that stand now.
    pub(crate) async fn verdict_of(
        &self,
        tx: &mut Tx,
        seal: &Seal,
        case: &Verification,
        reading: ReadingOutcome,
        now: Timestamp,
    ) -> Result<Verdict, Error> {
        let all = open_findings(seal, findings::list(tx, case.applicant, case.id).await?)?;
        let standing: Vec<Finding> =
            all.iter().filter(|o| o.row.state.stands()).map(|o| o.finding.clone()).collect();
        self.verdict(case, &standing, &all, reading, now)
    }

    /// Tells the pages, and by mail that there is news.
    pub(crate) async fn tell_of_outcome(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
    ) -> Result<(), Error> {
        work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        self.follow_requests(work, seal, case).await?;
        let link = self.address_of(Page::Case);
        self.mail_applicant(work, seal, case.applicant, MailKind::News { link }).await
    }

    /// Our checks could not run. They are tried again; when every try is used, a person takes over.
    /// Never an attempt.
    pub(super) async fn checks_failed(
        &self,
        case: &Verification,
        lease: Lease,
        failure: Failure<'_>,
    ) -> Result<(), Error> {
        let seal = self.seal_of(case.mode, case.applicant).await?;
        let mut work = self.work(Actor::System, case.mode, case.applicant).await?;
        let now = work.now;
        let after = match failure {
            Failure::Error { error, retry } => {
                jobs::fail(&mut work.tx, lease, error, now, retry, self.jitter()).await?
            }
            Failure::Poisoned => {
                jobs::put_aside(&mut work.tx, lease, "its worker died every time", now).await?;
                AfterFailure::Aside
            }
        };
        let mut case = verifications::get(&mut work.tx, case.applicant, case.id).await?;
        let check = Check {
            id: CheckId::from_uuid(self.fresh_uuid()),
            verification_id: case.id,
            applicant_id: case.applicant,
            evidence_id: None,
            name: EXAMINATION.to_owned(),
            outcome: CheckOutcome::Unable,
            policy_version: case.policy_version,
            attempt: case.attempts + 1,
            sealed_measurements: None,
            finished_at: now,
        };
        evidence::insert_check(&mut work.tx, &check).await?;
        work.audit("verification.checks_unable", Subject::Case(case.id));
        if after == AfterFailure::Aside && case.state == State::Checking {
            self.bring_person(&mut work, &seal, &mut case, ReviewCause::OurFault).await?;
            verifications::update(&mut work.tx, &mut case).await?;
            self.tell_of_outcome(&mut work, &seal, &case).await?;
        } else {
            work.tell(told::CASE, Audience::Portal, Some(case.id.as_uuid()));
        }
        work.commit().await
    }
}

/// How the checks failed.
pub(super) enum Failure<'a> {
    /// With an error of ours.
    Error {
        /// Never holds personal data.
        error: &'a str,
        /// How often it is tried.
        retry: &'a jobs::Retry,
    },
    /// The worker died with it every time.
    Poisoned,
}

/// The examination as a whole.
const EXAMINATION: &str = "examination";

/// The examinations of a case: each picture, the document, the details.
fn examinations(pictures: &[OpenedPicture]) -> Vec<(&'static str, Option<Slot>)> {
    let mut all: Vec<_> = pictures.iter().map(|p| ("picture", Some(p.row.slot))).collect();
    all.extend([("document", None), ("details", None)]);
    all
}

/// Which examination found it.
fn examination_of(finding: &Finding) -> (&'static str, Option<Slot>) {
    match finding.code.as_str().split('.').next() {
        Some("file" | "image") => ("picture", finding.page),
        Some("data") => ("details", None),
        _ => ("document", None),
    }
}

/// The same thing found again: at the same place, of the same picture, with the same two writings.
fn is_same(old: &OpenedFinding, new: &Finding, pictures: &[OpenedPicture]) -> bool {
    old.finding.same_place_as(new)
        && old.finding.field == new.field
        && (&old.finding.typed, &old.finding.read) == (&new.typed, &new.read)
        && old.row.evidence_id == evidence_of(pictures, new.page)
}

/// What follows when people had the case in hand before: what a person asked for and no check can
/// judge goes back to a person, and so does a case that staff had checked again.
fn outcome_beside_people(case: &Verification, before: &[OpenedFinding], outcome: Outcome) -> Outcome {
    let asked_by_person = before
        .iter()
        .any(|o| o.row.raised_by.is_some() && o.finding.code.reason().raised_by != RaisedBy::Check);
    match outcome {
        Outcome::Approve if asked_by_person => Outcome::BringPerson(ReviewCause::ManualStep),
        Outcome::AskApplicant if case.queued_at.is_some() => {
            Outcome::BringPerson(case.review_cause.unwrap_or(ReviewCause::Finding))
        }
        other => other,
    }
}
