//! What the console shows of how well we do, and of what was taken back.

use crate::{App, error::Error, staff::StaffSession};
use proofdesk_domain::{
    ReasonCode, StaffId, Timestamp, VerificationId,
    access::Action,
    ledger::{self as rules, CaseFacts, Device, Entry, Figures, FiguresBy, LedgerBy, Source, Tally, Window},
    policy::CheckName,
    verification::{Mode, State},
};
use proofdesk_store::{
    Tx,
    ledger::{self, Overturn, rereviews, rereviews::RereviewOutcome},
    verifications,
};
use std::collections::{BTreeMap, HashMap};
use time::{Date, Duration};

/// The most cases that figures are made of; the newest count.
const MOST: i64 = 200_000;
/// The longest time, in weeks.
pub(crate) const MOST_WEEKS: u32 = 104;
/// Entries that are named.
const NAMED: usize = 50;

/// What is asked of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumbersAsked {
    /// Of which world.
    pub mode: Mode,
    /// Over so many weeks, this one included.
    pub weeks: u32,
    /// And by what.
    pub by: Option<FiguresBy>,
}

/// What waits now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Cases that wait for a person or are looked at by one.
    pub people: u64,
    /// Cases that our checks look at.
    pub checks: u64,
}

/// How well we do.
#[derive(Clone, Debug)]
pub struct NumbersView {
    /// Since when.
    pub from: Timestamp,
    /// In all.
    pub whole: Figures,
    /// Week by week, by its Monday; the oldest first.
    pub weeks: Vec<(Date, Figures)>,
    /// By what was asked for. A reviewer goes by name; an empty name is the checks, or what is unknown.
    pub groups: Vec<(String, Figures)>,
    /// What waits now.
    pub waiting: Waiting,
    /// Approvals of the checks that were looked at again: confirmed, and overturned.
    pub rereviews: (u64, u64),
    /// There are more cases than are counted; the newest are.
    pub cut: bool,
    /// Everybody may see the public page.
    pub public: bool,
}

/// What is asked of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerAsked {
    /// Of which world.
    pub mode: Mode,
    /// Over so many weeks, this one included.
    pub weeks: u32,
    /// By what.
    pub by: LedgerBy,
}

/// What was taken back.
#[derive(Clone, Debug)]
pub struct LedgerView {
    /// Since when.
    pub from: Timestamp,
    /// In all.
    pub times: u64,
    /// By what was asked for, the most frequent first.
    pub rows: Vec<LedgerRow>,
    /// The newest by name.
    pub newest: Vec<LedgerLine>,
    /// There are more entries than are counted.
    pub cut: bool,
}

/// How often something was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// What: a word, a code, a name. Empty: unknown, or by reviewer the checks.
    pub name: String,
    /// How often, and how.
    pub tally: Tally,
    /// Of how many: times that the code stood in the way, or cases decided; none where it is not known.
    pub of: Option<u64>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct LedgerLine {
    /// The case.
    pub case: VerificationId,
    /// What people quote.
    pub reference: String,
    /// How.
    pub source: Source,
    /// What had been said.
    pub codes: Vec<ReasonCode>,
    /// Who had said it.
    pub said_by: SaidBy,
    /// Who took it back, where the reader may know.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Who had said what was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidBy {
    /// The checks.
    Checks,
    /// A person; by name where the reader may know.
    Person(Option<String>),
}

impl App {
    /// How well we do. By reviewer only for those who may see figures of staff.
    pub async fn numbers(&self, st: &StaffSession, asked: NumbersAsked) -> Result<NumbersView, Error> {
        st.permit(Action::SeeInbox)?;
        if asked.by == Some(FiguresBy::Reviewer) {
            st.permit(Action::SeeStaffFigures)?;
        }
        let names = self.staff_names().await?;
        let now = self.now();
        let from = first_monday(now, asked.weeks);
        let mut tx = self.store().read().await?;
        let reasons = asked.by == Some(FiguresBy::Reason);
        let (cases, cut) = self.counted_cases(&mut tx, asked.mode, from).await?;
        let cases =
            if reasons { with_reasons(&mut tx, asked.mode, from, cases).await? } else { plain(cases) };
        let window = Window { from, to: now.plus(Duration::microseconds(1)) };
        let mut groups = asked.by.map(|by| rules::groups(&cases, by, window)).unwrap_or_default();
        if asked.by == Some(FiguresBy::Reviewer) {
            for (name, _) in &mut groups {
                *name = name.parse().map(|id: StaffId| names.of(id)).unwrap_or_default();
            }
        }
        let done = rereviews::count_done(&mut tx, asked.mode, from).await?;
        let count = |outcome| {
            let found = done.iter().find(|(known, _)| *known == outcome);
            found.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0))
        };
        Ok(NumbersView {
            from,
            whole: Figures::of(&cases, window),
            weeks: rules::weeks(&cases, now, asked.weeks.clamp(1, MOST_WEEKS)),
            groups,
            waiting: waiting(&mut tx, asked.mode).await?,
            rereviews: (count(RereviewOutcome::Confirmed), count(RereviewOutcome::Overturned)),
            cut,
            public: super::public::is_public(&mut tx).await?,
        })
    }

    /// What was taken back. By reviewer, and with names, only for those who may see figures of staff.
    pub async fn ledger(&self, st: &StaffSession, asked: LedgerAsked) -> Result<LedgerView, Error> {
        st.permit(Action::SeeInbox)?;
        let sees_names = st.may(Action::SeeStaffFigures);
        if asked.by == LedgerBy::Reviewer && !sees_names {
            return Err(Error::NotAllowed);
        }
        let names = self.staff_names().await?;
        let from = first_monday(self.now(), asked.weeks);
        let mut tx = self.store().read().await?;
        let rows = ledger::list(&mut tx, asked.mode, from, MOST).await?;
        let cut = rows.len() as i64 >= MOST;
        let entries: Vec<Entry> = rows.iter().map(entry).collect();
        let of = self.denominators(&mut tx, asked, from).await?;
        let counted = rules::tally(&entries, asked.by);
        let newest: Vec<&Overturn> = rows.iter().take(NAMED).collect();
        let ids: Vec<VerificationId> = newest.iter().map(|row| row.verification_id).collect();
        let references: HashMap<VerificationId, String> = verifications::list_of_ids(&mut tx, &ids)
            .await?
            .into_iter()
            .map(|case| (case.id, case.reference))
            .collect();
        let name = |id: StaffId| sees_names.then(|| names.of(id));
        Ok(LedgerView {
            from,
            times: entries.len() as u64,
            rows: counted
                .into_iter()
                .map(|(key, tally)| LedgerRow {
                    of: of.as_ref().map(|of| of.get(&key).copied().unwrap_or(0)),
                    name: match (asked.by, key.parse::<StaffId>()) {
                        (LedgerBy::Reviewer, Ok(id)) => names.of(id),
                        _ => key,
                    },
                    tally,
                })
                .collect(),
            newest: newest
                .into_iter()
                .map(|row| LedgerLine {
                    case: row.verification_id,
                    reference: references.get(&row.verification_id).cloned().unwrap_or_default(),
                    source: row.source,
                    codes: row.reason_codes.clone(),
                    said_by: row.said_by.map_or(SaidBy::Checks, |id| SaidBy::Person(name(id))),
                    by: row.taken_back_by.and_then(name),
                    at: row.taken_back_at,
                })
                .collect(),
            cut,
        })
    }

    /// Out of how many: by what the ledger is counted by.
    async fn denominators(
        &self,
        tx: &mut Tx,
        asked: LedgerAsked,
        from: Timestamp,
    ) -> Result<Option<BTreeMap<String, u64>>, Error> {
        let by = match asked.by {
            LedgerBy::Source => return Ok(None),
            LedgerBy::Reason | LedgerBy::Check => {
                let mut counted = BTreeMap::new();
                for (code, n) in ledger::count_raised(tx, asked.mode, from).await? {
                    let key = if asked.by == LedgerBy::Reason {
                        code.as_str()
                    } else {
                        CheckName::of_code(code).map_or("", CheckName::as_str)
                    };
                    *counted.entry(key.to_owned()).or_default() += u64::try_from(n).unwrap_or(0);
                }
                return Ok(Some(counted));
            }
            LedgerBy::Document => FiguresBy::Document,
            LedgerBy::Country => FiguresBy::Country,
            LedgerBy::Device => FiguresBy::Device,
            LedgerBy::Policy => FiguresBy::Policy,
            LedgerBy::Reviewer => FiguresBy::Reviewer,
        };
        let cases = plain(self.counted_cases(tx, asked.mode, from).await?.0);
        let window = Window { from, to: self.now().plus(Duration::microseconds(1)) };
        let groups = rules::groups(&cases, by, window).into_iter();
        Ok(Some(groups.map(|(name, figures)| (name, figures.decided)).collect()))
    }

    /// The cases that figures are made of, and whether there are more.
    pub(super) async fn counted_cases(
        &self,
        tx: &mut Tx,
        mode: Mode,
        from: Timestamp,
    ) -> Result<(Vec<(VerificationId, CaseFacts)>, bool), Error> {
        let cases = ledger::list_cases(tx, mode, from, MOST).await?;
        let cut = cases.len() as i64 >= MOST;
        Ok((cases, cut))
    }
}

/// Monday, so many weeks ago, this one included.
pub(crate) fn first_monday(now: Timestamp, weeks: u32) -> Timestamp {
    let today = now.date();
    let monday = today - Duration::days(i64::from(today.weekday().number_days_from_monday()));
    let back = i64::from(weeks.clamp(1, MOST_WEEKS)) - 1;
    Timestamp::from_datetime((monday - Duration::weeks(back)).midnight().assume_utc())
}

pub(super) fn plain(cases: Vec<(VerificationId, CaseFacts)>) -> Vec<CaseFacts> {
    cases.into_iter().map(|(_, case)| case).collect()
}

async fn with_reasons(
    tx: &mut Tx,
    mode: Mode,
    from: Timestamp,
    cases: Vec<(VerificationId, CaseFacts)>,
) -> Result<Vec<CaseFacts>, Error> {
    let mut codes: HashMap<VerificationId, Vec<ReasonCode>> = HashMap::new();
    for (id, code) in ledger::list_reasons(tx, mode, from, MOST).await? {
        codes.entry(id).or_default().push(code);
    }
    let with = |(id, case): (VerificationId, CaseFacts)| CaseFacts {
        reasons: codes.remove(&id).unwrap_or_default(),
        ..case
    };
    Ok(cases.into_iter().map(with).collect())
}

/// What waits now.
pub(super) async fn waiting(tx: &mut Tx, mode: Mode) -> Result<Waiting, Error> {
    let counted = verifications::count_by_state(tx, mode).await?;
    let of = |wanted: State| {
        let found = counted.iter().find(|(state, _)| *state == wanted);
        found.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0))
    };
    Ok(Waiting { people: of(State::InReview) + of(State::Appealed), checks: of(State::Checking) })
}

fn entry(row: &Overturn) -> Entry {
    let browser = row.browser;
    Entry {
        case: row.verification_id,
        source: row.source,
        codes: row.reason_codes.clone(),
        document: row.document_kind,
        country: row.issuing_country.clone(),
        device: row.device.map(|class| Device { class, browser }),
        policy_version: row.policy_version,
        said_by: row.said_by,
        taken_back_by: row.taken_back_by,
        at: row.taken_back_at,
    }
}
