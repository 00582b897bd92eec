//! Replaying a draft over past cases: what was measured and read is judged and decided anew, under the
//! policy in force and under the draft, and the two are held against each other.
//!
//! Only the current evidence of each case is looked at, as it was when it was sent last; what a person
//! overruled stays overruled. Cases come by pages, and a slice of the work saves how far it is, so that
//! memory is bounded, a restart goes on where it stopped, and other jobs come in between.

use super::{Flip, ReplayReport, Result3, parse, report::Compared};
use crate::{
    App,
    error::Error,
    journey::{OpenedPicture, open_pictures, open_typed},
    seal::Seal,
    staff::StaffSession,
    work::Subject,
};
use proofdesk_domain::{
    ApplicantId, VerificationId,
    access::{Action, Actor},
    decide::{Case, Outcome, ReadingOutcome, decide},
    evidence::Slot,
    finding::{FindingState, Severity},
    inspection::Inspection,
    judge::{Submission, judge, read_by_machine},
    policy::Policy,
    verification::{Mode, State, Verification},
};
use proofdesk_store::{
    details::EnteredDetails,
    evidence::Evidence,
    findings::FindingRow,
    jobs::{self, Job, Lease},
    policies,
    replays::{self, Belongings, Replay, ReplayState},
};
use proofdesk_vault::SubjectKey;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The job that replays a slice; its subject is the replay.
pub(crate) const REPLAY: &str = "policy.replay";
/// Cases in memory at once.
const PAGE: i64 = 256;
/// How long a slice goes on before other jobs have their turn.
const SLICE: Duration = Duration::from_secs(2);

/// A replay under way: two policies, how far it is, what it found.
pub struct ReplayRun {
    before: Arc<Policy>,
    after: Arc<Policy>,
    mode: Mode,
    reached: VerificationId,
    /// What was found so far.
    pub report: ReplayReport,
}

impl ReplayRun {
    /// From the first case on.
    pub fn new(before: Policy, after: Policy, mode: Mode) -> Self {
        Self {
            before: Arc::new(before),
            after: Arc::new(after),
            mode,
            reached: VerificationId::from_uuid(Uuid::nil()),
            report: ReplayReport::default(),
        }
    }
}

/// One case with what belongs to it, opened on a thread for blocking work.
struct Past {
    case: Verification,
    key: Option<Arc<SubjectKey>>,
    evidence: Vec<Evidence>,
    details: Option<EnteredDetails>,
    findings: Vec<FindingRow>,
}

impl App {
    /// How many cases a replay goes over.
    pub async fn count_past_cases(&self, mode: Mode) -> Result<u64, Error> {
        let mut tx = self.store().read().await?;
        Ok(u64::try_from(replays::count_sent(&mut tx, mode).await?).unwrap_or(0))
    }

    /// Goes over the next page of cases. False when there are none left.
    pub async fn replay_page(&self, run: &mut ReplayRun) -> Result<bool, Error> {
        let (cases, belongings) = {
            let mut tx = self.store().read().await?;
            let cases = replays::list_sent_after(&mut tx, run.mode, run.reached, PAGE).await?;
            let Some(last) = cases.last() else { return Ok(false) };
            let belongings = replays::list_belongings(&mut tx, run.mode, run.reached, last.id).await?;
            (cases, belongings)
        };
        let last = cases.last().map_or(run.reached, |case| case.id);
        let past = self.gather(cases, belongings).await;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        let mut waiting = past.into_iter();
        let mut parts = Vec::new();
        loop {
            let part: Vec<Past> = waiting.by_ref().take((PAGE as usize).div_ceil(threads)).collect();
            if part.is_empty() {
                break;
            }
            let (before, after, mode) = (Arc::clone(&run.before), Arc::clone(&run.after), run.mode);
            parts.push(tokio::task::spawn_blocking(move || {
                part.into_iter().map(|past| compare(&before, &after, mode, past)).collect::<Vec<_>>()
            }));
        }
        for part in parts {
            for compared in part.await.map_err(Error::internal)? {
                match compared {
                    Some(case) => run.report.add(case),
                    None => run.report.left_out += 1,
                }
            }
        }
        run.reached = last;
        Ok(true)
    }

    /// Puts what belongs together together, with the key of each applicant.
    async fn gather(&self, cases: Vec<Verification>, belongings: Belongings) -> Vec<Past> {
        let mut evidence: HashMap<VerificationId, Vec<Evidence>> = HashMap::new();
        for row in belongings.evidence {
            evidence.entry(row.verification_id).or_default().push(row);
        }
        let mut details: HashMap<VerificationId, EnteredDetails> = HashMap::new();
        for row in belongings.details {
            match details.get(&row.verification_id) {
                Some(known) if known.turn > row.turn => {}
                _ => {
                    details.insert(row.verification_id, row);
                }
            }
        }
        let mut findings: HashMap<VerificationId, Vec<FindingRow>> = HashMap::new();
        for row in belongings.findings {
            findings.entry(row.verification_id).or_default().push(row);
        }
        let mut keys: HashMap<ApplicantId, Option<Arc<SubjectKey>>> = HashMap::new();
        let mut past = Vec::with_capacity(cases.len());
        for case in cases {
            let key = if let Some(key) = keys.get(&case.applicant) {
                key.clone()
            } else {
                // A key that is gone means a person who was erased.
                let key = self.vault().key(case.applicant.as_uuid()).await.ok();
                keys.insert(case.applicant, key.clone());
                key
            };
            past.push(Past {
                key,
                evidence: evidence.remove(&case.id).unwrap_or_default(),
                details: details.remove(&case.id),
                findings: findings.remove(&case.id).unwrap_or_default(),
                case,
            });
        }
        past
    }

    /// Wants a version replayed over the past cases of a world, held against the one in force.
    pub async fn want_replay(&self, st: &StaffSession, version: u32, mode: Mode) -> Result<(), Error> {
        st.permit(Action::SetPolicy)?;
        let mut work = self.house_work(st.actor()).await?;
        let row = policies::get(&mut work.tx, version).await?;
        if parse(&row).is_err() {
            return Err(Error::Invalid("a document with mistakes cannot be replayed"));
        }
        let against = policies::find_last_change(&mut work.tx).await?.ok_or(Error::NotFound)?.version;
        replays::cancel(&mut work.tx, version, work.now).await?;
        let replay = Replay {
            id: self.fresh_uuid(),
            version,
            edits: row.edits,
            against,
            mode,
            state: ReplayState::Running,
            reached: None,
            report: serde_json::to_string(&ReplayReport::default())?,
            total: replays::count_sent(&mut work.tx, mode).await?,
            wanted_by: Some(st.id),
            created_at: work.now,
            finished_at: None,
        };
        replays::insert(&mut work.tx, &replay).await?;
        let now = work.now;
        work.want(self, REPLAY, Some(replay.id), now).await?;
        work.audit_with(
            "policy.replayed",
            Subject::Other("policy", None),
            &(version, against, mode.as_str()),
        )?;
        work.commit().await
    }

    /// Stops a version's replay. What it found so far stays.
    pub async fn cancel_replay(&self, st: &StaffSession, version: u32) -> Result<(), Error> {
        st.permit(Action::SetPolicy)?;
        let mut work = self.house_work(st.actor()).await?;
        if replays::cancel(&mut work.tx, version, work.now).await? > 0 {
            work.audit_with("policy.replay_cancelled", Subject::Other("policy", None), &version)?;
        }
        work.commit().await
    }

    /// A slice of a replay: as many pages as fit, then how far it is, and the next slice if there is more.
    pub(crate) async fn replay_slice(&self, job: &Job, lease: Lease) -> Result<(), Error> {
        let id = job.subject_id.ok_or(Error::NotFound)?;
        let (replay, policies) = {
            let mut tx = self.store().read().await?;
            let replay = replays::find(&mut tx, id).await?;
            let replay = replay.filter(|replay| replay.state == ReplayState::Running);
            match &replay {
                Some(of) => {
                    let before = policies::get(&mut tx, of.against).await?;
                    let after = policies::get(&mut tx, of.version).await?;
                    (replay, Some((before, after)))
                }
                None => (None, None),
            }
        };
        let (Some(mut replay), Some((before, after))) = (replay, policies) else {
            // Cancelled meanwhile.
            let mut tx = self.store().begin().await?;
            jobs::complete(&mut tx, lease, self.now()).await?;
            return Ok(tx.commit().await.map(|_| ())?);
        };
        let (Ok(before), Ok(after), true) = (parse(&before), parse(&after), after.edits == replay.edits)
        else {
            // The draft was changed under it: what it would find is of no version.
            let mut tx = self.store().begin().await?;
            replays::cancel(&mut tx, replay.version, self.now()).await?;
            jobs::complete(&mut tx, lease, self.now()).await?;
            return Ok(tx.commit().await.map(|_| ())?);
        };
        let mut run = ReplayRun::new(before, after, replay.mode);
        run.report = serde_json::from_str(&replay.report)?;
        run.reached = replay.reached.unwrap_or(run.reached);
        let began = Instant::now();
        let mut more = true;
        while more && began.elapsed() < SLICE {
            more = self.replay_page(&mut run).await?;
        }
        let mut work = self.house_work(Actor::System).await?;
        replay.reached = Some(run.reached);
        replay.report = serde_json::to_string(&run.report)?;
        if !more {
            replay.state = ReplayState::Done;
            replay.finished_at = Some(work.now);
        }
        let runs = replays::update(&mut work.tx, &replay).await?;
        jobs::complete(&mut work.tx, lease, work.now).await?;
        if more && runs {
            let now = work.now;
            work.want(self, REPLAY, Some(replay.id), now).await?;
        }
        work.commit().await
    }
}

/// What both policies make of a case; `None` when it cannot be told.
fn compare(before: &Policy, after: &Policy, mode: Mode, past: Past) -> Option<Compared> {
    let seal = Seal::new(past.key?, mode, past.case.applicant);
    let case = past.case;
    let sent_at = case.sent_at?;
    let choice = case.document.as_ref()?;
    let details = open_typed(&seal, past.details.as_ref()).ok()?.parse(sent_at.date()).ok()?;
    let sides = choice.kind.sides();
    let wanted = past.evidence.into_iter().filter(|row| row.slot.side().is_some_and(|s| sides.contains(&s)));
    let pictures = open_pictures(&seal, wanted.collect()).ok()?;
    // What was never read cannot be judged again.
    if pictures.iter().any(|picture| picture.inspection.is_none()) {
        return None;
    }
    let mut prints: Vec<_> = pictures.iter().map(|p| p.row.content_hash).collect();
    prints.sort_unstable();
    let same_file_twice = prints.windows(2).any(|pair| pair[0] == pair[1]);
    let pages: BTreeMap<Slot, Inspection> = pictures
        .into_iter()
        .filter_map(|OpenedPicture { row, inspection }| Some((row.slot, inspection?)))
        .collect();
    let submission = Submission {
        mode,
        today: sent_at.date(),
        document: choice,
        details: &details,
        pages: &pages,
        same_file_twice,
    };
    let overruled: Vec<_> = past
        .findings
        .iter()
        .filter(|row| row.state == FindingState::Overruled)
        .map(|row| (row.code, row.page))
        .collect();
    // The last sending counted as an attempt when it ended with the applicant.
    let attempts =
        if case.state == State::NeedsInput { case.attempts.saturating_sub(1) } else { case.attempts };
    let earlier: Vec<_> = past
        .findings
        .iter()
        .filter(|row| {
            row.raised_by.is_none()
                && row.severity == Severity::Blocking
                && row.state != FindingState::Overruled
                && row.attempt <= attempts
        })
        .map(|row| (row.code, row.page))
        .collect();
    let verdict = |policy: &Policy| {
        let level = policy.level(&case.level)?;
        let mut findings = judge(policy, &submission);
        findings.extend(level.judge_choice(choice));
        findings.retain(|finding| !overruled.contains(&(finding.code, finding.page)));
        let reading = if read_by_machine(policy, &submission) {
            ReadingOutcome::Complete
        } else {
            ReadingOutcome::Partial
        };
        let case = Case {
            level,
            document: Some(choice),
            steps: &[],
            findings: &findings,
            earlier: &earlier,
            attempts,
            trying_since: case.trying_since,
            reading,
        };
        let verdict = decide(policy, &case, sent_at);
        let result = match verdict.outcome {
            Outcome::Approve => Result3::Approve,
            Outcome::AskApplicant | Outcome::TryAgain => Result3::Ask,
            Outcome::BringPerson(_) => Result3::Person,
        };
        Some((result, verdict.reasons.iter().map(|code| code.as_str()).collect::<Vec<_>>()))
    };
    let ((from, reasons_before), (to, reasons_after)) = (verdict(before)?, verdict(after)?);
    Some(Compared {
        id: case.id.as_uuid(),
        reference: case.reference.clone(),
        country: choice.issuing_country.clone(),
        document: choice.kind.as_str(),
        flip: Flip { from, to },
        reasons_before,
        reasons_after,
        declined: matches!(case.state, State::Declined | State::Appealed | State::Revoked),
        approved: case.state == State::Approved,
    })
}
