//! When approvals end: what somebody holds at a moment, telling them in time, the end itself, and staff
//! who ask somebody to verify anew.
//!
//! The rules are [`domain::tenure`](proofdesk_domain::tenure). A row in `tenures` says of one approval
//! which level stands until when; several approvals of a person add up. [`App::renew_due`] is the timer.

use super::freeze::MAX_WORDS_CHARS;
use crate::{
    App,
    accounts::Page,
    error::Error,
    journey::open_pictures,
    seal::{Seal, columns},
    staff::StaffSession,
    views::ApplicantSession,
    wiring::MailKind,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    ApplicantId, ReasonCode, Timestamp, VerificationId,
    access::{Action, Actor},
    clock::parse_iso_date,
    document::FieldName,
    limits::Lapsed,
    policy::Policy,
    tenure::{End, Ending, News, Tenure, renewable_from},
    verification::{State, Turn, Verification},
};
use proofdesk_store::{
    StoreError, Tx, evidence,
    tenures::{self, TenureRow},
    verifications,
};
use time::{Date, Duration};

/// Tenures looked at in one go.
const PAGE: i64 = 100;
/// How long an end waits for us, and is looked at again.
const LOOK_AGAIN: Duration = Duration::hours(1);
/// The longest time that staff may give, in days.
pub const MAX_ASKED_DAYS: u32 = 365;

/// Why nobody was asked to verify anew.
#[derive(Debug, thiserror::Error)]
pub enum RenewalError {
    /// No approval stands that could end.
    #[error("no approval stands")]
    NothingStands,
    /// A fault of ours asks nobody for anything.
    #[error("{0} cannot be used here")]
    CodeNotUsable(ReasonCode),
    /// The person must be told something.
    #[error("words to the person are needed")]
    WordsMissing,
    /// Over [`MAX_WORDS_CHARS`].
    #[error("the words are too long")]
    WordsTooLong,
    /// Not between 1 and [`MAX_ASKED_DAYS`].
    #[error("the time is not between 1 and 365 days")]
    Days,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for RenewalError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// What somebody holds at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// The place of the highest level that stands, of those that somebody verifies for.
    pub place: Option<usize>,
    /// When less than that stands; none: by time alone, never.
    pub end: Option<End>,
    /// The end has come, and waits until we have looked at what was sent before it.
    pub waits: bool,
    /// The highest level that was held and whose time is over.
    pub lapsed: Option<Lapsed>,
}

impl Held {
    /// Works it out from a person's cases and tenures.
    pub(crate) fn of(policy: &Policy, cases: &[Verification], rows: &[TenureRow], now: Timestamp) -> Self {
        let place_of = |name: &str| policy.levels.iter().position(|level| level.name == name);
        let sent = |end: End, place: usize| {
            cases.iter().any(|case| {
                matches!(case.state, State::Checking | State::InReview)
                    && case.sent_at.is_some_and(|at| at < end.at)
                    && place_of(&case.level).is_some_and(|leads_to| leads_to >= place)
            })
        };
        let mut held = Self::default();
        // Each approval with what of it stands: its place, and whether it waits for us.
        let mut standing: Vec<(usize, bool, Option<&Tenure>)> = Vec::new();
        for case in cases {
            let row = rows.iter().find(|row| row.verification_id == case.id).map(|row| &row.stairs);
            match (case.state, row) {
                (State::Approved, None) => {
                    standing.extend(place_of(&case.level).map(|place| (place, false, None)));
                }
                (State::Approved | State::Expired, Some(tenure)) => {
                    // From the top: the first that has not ended, or whose end waits for us.
                    for stair in tenure.stairs() {
                        let Some(place) = place_of(&stair.level) else { continue };
                        let over = stair.end.is_some_and(|end| end.at <= now);
                        let waits = over && stair.end.is_some_and(|end| sent(end, place));
                        if !over || waits {
                            standing.push((place, waits, Some(tenure)));
                            break;
                        }
                    }
                }
                _ => {}
            }
        }
        held.place = standing.iter().map(|(place, ..)| *place).max();
        if let Some(top) = held.place {
            held.waits = standing.iter().filter(|(place, ..)| *place == top).all(|(_, waits, _)| *waits);
            // So long as any of them gives at least this level, it stands.
            let ends = standing.iter().filter_map(|(place, _, tenure)| {
                let Some(tenure) = tenure else { return (*place >= top).then_some(None) };
                let enough = |level: &str| place_of(level).is_some_and(|place| place >= top);
                tenure.stairs().iter().rev().find(|stair| enough(&stair.level)).map(|stair| stair.end)
            });
            held.end =
                ends.reduce(|a, b| Some(a?).zip(b).map(|(a, b)| if a.at >= b.at { a } else { b })).flatten();
        }
        let over = rows.iter().filter(|row| {
            cases.iter().any(|case| {
                case.id == row.verification_id && matches!(case.state, State::Approved | State::Expired)
            })
        });
        let over = over.flat_map(|row| row.stairs.stairs()).filter_map(|stair| {
            let end = stair.end.filter(|end| end.at <= now)?;
            let place = place_of(&stair.level)?;
            (held.place.is_none_or(|top| place > top))
                .then(|| (place, Lapsed { level: stair.level.clone(), end }))
        });
        held.lapsed = over.max_by_key(|(place, lapsed)| (*place, lapsed.end.at)).map(|(_, lapsed)| lapsed);
        held
    }

    /// Reads it.
    pub(crate) async fn read(
        tx: &mut Tx,
        policy: &Policy,
        applicant: ApplicantId,
        cases: &[Verification],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        if !cases.iter().any(|case| matches!(case.state, State::Approved | State::Expired)) {
            return Ok(Self::default());
        }
        let rows = tenures::list(tx, applicant).await?;
        Ok(Self::of(policy, cases, &rows, now))
    }

    /// Whether somebody may verify anew for what they still have.
    pub(crate) fn renewable(&self, policy: &Policy, now: Timestamp) -> bool {
        self.end.is_some_and(|end| {
            end.why == Ending::Asked || renewable_from(end.at, &policy.renewal.warn_days) <= now
        })
    }
}

/// What somebody is told about the end of what they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyRenewal {
    /// The level that ends, or has ended.
    pub level: String,
    /// When and why.
    pub end: End,
    /// It has ended.
    pub over: bool,
    /// It would have ended, and stands until a person has looked at what was sent.
    pub waits: bool,
    /// The level that stays.
    pub stays: Option<String>,
    /// Why a person asked; none where they did not, or the reason is confidential.
    pub reason: Option<ReasonCode>,
    /// What that person wrote.
    pub words: Option<String>,
    /// The case by which they verify anew, once it runs.
    pub running: Option<VerificationId>,
}

impl App {
    /// Writes how long the approval of a case stands. A case that is approved again after an appeal gets
    /// a new one.
    pub(crate) async fn begin_tenure(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &Verification,
    ) -> Result<(), Error> {
        let expiry = self.expiry_of(&mut work.tx, seal, case).await?;
        self.write_tenure(work, case, case.decided_at.unwrap_or(work.now), expiry).await
    }

    /// The same with what it rests on given: since when, and the document's last day.
    pub(crate) async fn write_tenure(
        &self,
        work: &mut Work,
        case: &Verification,
        since: Timestamp,
        expiry: Option<Date>,
    ) -> Result<(), Error> {
        let stairs = Tenure::of(self.policy_of(case.policy_version), &case.level, since, expiry);
        let next_at = stairs.next_moment(work.now, &self.policy().renewal.warn_days);
        let row = TenureRow {
            verification_id: case.id,
            applicant_id: case.applicant,
            mode: case.mode,
            stairs,
            asked_code: None,
            sealed_words: None,
            asked_by: None,
            asked_at: None,
            looked_at: work.now,
            next_at,
            told: 0,
            created_at: work.now,
        };
        tenures::delete(&mut work.tx, case.applicant, case.id).await?;
        Ok(tenures::insert(&mut work.tx, &row).await?)
    }

    /// The last day of the document that was sent, where it was read beyond doubt.
    async fn expiry_of(&self, tx: &mut Tx, seal: &Seal, case: &Verification) -> Result<Option<Date>, Error> {
        let sure = self.policy_of(case.policy_version).thresholds.reading_confidence;
        let pictures = open_pictures(seal, evidence::list_current(tx, case.applicant, case.id).await?)?;
        let readings = pictures
            .iter()
            .filter_map(|picture| picture.inspection.as_ref())
            .flat_map(|inspection| inspection.readings.get(&FieldName::ExpiryDate).into_iter().flatten());
        let best = readings
            .filter(|reading| reading.confidence >= sure)
            .max_by(|a, b| a.confidence.total_cmp(&b.confidence));
        Ok(best.and_then(|reading| parse_iso_date(&reading.value)))
    }

    /// The timer: tells people in time, and ends what is over. Gives how many it looked at.
    pub async fn renew_due(&self) -> Result<u64, Error> {
        let mut looked = 0;
        loop {
            let due = {
                let mut tx = self.store().read().await?;
                tenures::list_due(&mut tx, self.now(), PAGE).await?
            };
            if due.is_empty() {
                return Ok(looked);
            }
            for row in &due {
                match self.look_at(row).await {
                    // Another node was faster, or the person was erased meanwhile.
                    Ok(()) | Err(Error::Stale { .. } | Error::NotFound) => looked += 1,
                    Err(error) => return Err(error),
                }
            }
            if due.len() < PAGE as usize {
                return Ok(looked);
            }
        }
    }

    async fn look_at(&self, row: &TenureRow) -> Result<(), Error> {
        let seal = self.seal_of(row.mode, row.applicant_id).await?;
        let mut work = self.work(Actor::System, row.mode, row.applicant_id).await?;
        let (now, policy) = (work.now, self.policy());
        let warn = &policy.renewal.warn_days;
        let mut case = verifications::get(&mut work.tx, row.applicant_id, row.verification_id).await?;
        if !matches!(case.state, State::Approved | State::Expired) {
            // Revoked, or appealed since: a new approval begins a new one.
            tenures::looked(&mut work.tx, row, now, None, row.told).await?;
            return work.commit().await;
        }
        let cases = verifications::list(&mut work.tx, row.applicant_id).await?;
        let rows = tenures::list(&mut work.tx, row.applicant_id).await?;
        let news = row.stairs.news(row.looked_at, now, warn);
        if let Some(News::Ended(_)) = news
            && Held::of(policy, &cases, &rows, now).waits
        {
            tenures::looked(&mut work.tx, row, row.looked_at, Some(now.plus(LOOK_AGAIN)), row.told).await?;
            return work.commit().await;
        }
        // Where another approval gives as much, there is no news for the person.
        let at_rest: Vec<Verification> =
            cases.iter().filter(|case| case.state.turn() == Turn::Nobody).cloned().collect();
        let place = |at: Timestamp| Held::of(policy, &at_rest, &rows, at).place;
        let falls = |end: End| place(end.at) < place(end.at.plus(-Duration::microseconds(1)));
        let tells = match news {
            Some(News::EndsSoon(end) | News::Ended(end)) => falls(end),
            None => false,
        };
        if let Some(News::Ended(_)) = news {
            if case.state == State::Approved {
                case.lapse(now)?;
                verifications::update(&mut work.tx, &mut case).await?;
            }
            work.audit("verification.lapsed", Subject::Case(case.id));
        } else if tells {
            work.audit("verification.ending_told", Subject::Case(case.id));
        }
        let told = row.told + i64::from(tells);
        tenures::looked(&mut work.tx, row, now, row.stairs.next_moment(now, warn), told).await?;
        if tells {
            self.tell_of_outcome(&mut work, &seal, &case).await?;
        }
        work.commit().await
    }

    /// Gives approvals that were given before there were tenures theirs. Part of clearing up.
    pub(crate) async fn begin_missing_tenures(&self) -> Result<(), Error> {
        let found = {
            let mut tx = self.store().read().await?;
            tenures::list_without(&mut tx, PAGE).await?
        };
        for case in found {
            let seal = match self.seal_of(case.mode, case.applicant).await {
                Ok(seal) => seal,
                // Erased meanwhile: nothing is left to end.
                Err(Error::NotFound) => continue,
                Err(error) => return Err(error),
            };
            let mut work = self.work(Actor::System, case.mode, case.applicant).await?;
            self.begin_tenure(&mut work, &seal, &case).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Asks somebody to verify anew within so many days (the policy's where none are given), with a
    /// reason of the catalogue and words. They keep what they have until then.
    pub async fn ask_to_renew(
        &self,
        st: &StaffSession,
        applicant: ApplicantId,
        code: ReasonCode,
        words: &str,
        days: Option<u32>,
    ) -> Result<Timestamp, RenewalError> {
        st.permit(Action::Freeze)?;
        let (person, seal) = self.somebody_else(st, applicant).await?;
        let mut work = self.work(st.actor(), person.mode, applicant).await?;
        let by = self.ask_again(&mut work, &seal, st, code, words, days).await?;
        work.commit().await?;
        Ok(by)
    }

    /// The same within a use case that does more, about the applicant of `seal`. The caller has looked
    /// who may, and whose it is.
    pub(crate) async fn ask_again(
        &self,
        work: &mut Work,
        seal: &Seal,
        st: &StaffSession,
        code: ReasonCode,
        words: &str,
        days: Option<u32>,
    ) -> Result<Timestamp, RenewalError> {
        if !code.reason().is_judgement() {
            return Err(RenewalError::CodeNotUsable(code));
        }
        let words = words.replace("\r\n", "\n").trim().to_owned();
        match words.chars().count() {
            0 => return Err(RenewalError::WordsMissing),
            n if n > MAX_WORDS_CHARS => return Err(RenewalError::WordsTooLong),
            _ => {}
        }
        let days = days.unwrap_or(self.policy().renewal.asked_days);
        if !(1..=MAX_ASKED_DAYS).contains(&days) {
            return Err(RenewalError::Days);
        }
        let applicant = seal.applicant();
        let now = work.now;
        let by = now.plus(Duration::days(i64::from(days)));
        let warn = &self.policy().renewal.warn_days;
        let mut asked = None;
        for case in verifications::list(&mut work.tx, applicant).await? {
            let Some(mut row) = tenures::find(&mut work.tx, applicant, case.id).await? else {
                if case.state == State::Approved {
                    self.begin_tenure(work, seal, &case).await?;
                }
                continue;
            };
            row = tenures::find(&mut work.tx, applicant, case.id).await?.unwrap_or(row);
            let stands = matches!(case.state, State::Approved | State::Expired);
            if !stands || row.stairs.at(now).is_none() {
                continue;
            }
            let read_at = row.looked_at;
            row.stairs = row.stairs.asked_by(by);
            row.asked_code = Some(code);
            row.sealed_words = Some(seal.text(columns::ASKED, case.id.as_uuid(), &words));
            row.asked_by = Some(st.id);
            row.asked_at = Some(now);
            row.looked_at = now;
            row.next_at = row.stairs.next_moment(now, warn);
            tenures::ask(&mut work.tx, &row, read_at).await?;
            work.audit_with("verification.renewal_asked", Subject::Case(case.id), &(code, by))?;
            asked = Some(case.id);
        }
        let Some(case) = asked else { return Err(RenewalError::NothingStands) };
        work.tell(told::CASE, Audience::Both, Some(case.as_uuid()));
        let link = self.address_of(Page::Case);
        self.mail_applicant(work, seal, applicant, MailKind::News { link }).await?;
        Ok(by)
    }

    /// What is to be told about the end of what somebody has; none while there is time.
    pub async fn my_renewal(&self, s: &ApplicantSession) -> Result<Option<MyRenewal>, Error> {
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut tx = self.store().read().await?;
        let cases = verifications::list(&mut tx, s.applicant).await?;
        let rows = tenures::list(&mut tx, s.applicant).await?;
        let (policy, now) = (self.policy(), self.now());
        let held = Held::of(policy, &cases, &rows, now);
        let name = |place: usize| policy.levels[place].name.clone();
        let starting = policy.starting_level().map(|level| level.name.clone());
        let (level, end, over, stays) = if let Some(lapsed) = &held.lapsed {
            let level = lapsed.level.clone();
            (level, lapsed.end, true, held.place.map(name).or(starting))
        } else if let Some((place, end)) = held.place.zip(held.end).filter(|_| held.renewable(policy, now)) {
            let resting: Vec<Verification> =
                cases.iter().filter(|case| case.state.turn() == Turn::Nobody).cloned().collect();
            let after = Held::of(policy, &resting, &rows, end.at).place;
            (name(place), end, false, after.map(name).or(starting))
        } else {
            return Ok(None);
        };
        let asked = rows.iter().rev().find(|row| row.asked_at.is_some() && end.why == Ending::Asked);
        let words = asked.and_then(|row| Some((row.verification_id, row.sealed_words.as_ref()?)));
        let words =
            words.map(|(id, sealed)| seal.open_text(columns::ASKED, id.as_uuid(), sealed)).transpose()?;
        let running = cases.iter().find(|case| case.state.turn() != Turn::Nobody).map(|case| case.id);
        Ok(Some(MyRenewal {
            level,
            end,
            over,
            waits: held.waits,
            stays,
            reason: asked.and_then(|row| row.asked_code).filter(|code| !code.reason().is_confidential()),
            words,
            running,
        }))
    }
}
