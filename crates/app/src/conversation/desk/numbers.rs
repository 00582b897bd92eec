//! How well the desk does: what the console shows of waiting times, ends, broken promises and what people said.

use crate::{
    App,
    error::Error,
    ledger::{MOST_WEEKS, first_monday},
    staff::StaffSession,
};
use proofdesk_domain::{
    StaffId, Timestamp,
    access::Action,
    conversation::figures::{self as rules, TalkBy, TalkFigures},
    ledger::{Window, week_windows},
    verification::Mode,
};
use proofdesk_store::conversations::facts;
use time::{Date, Duration};

/// The most conversations that figures are made of; the newest count.
const MOST: i64 = 200_000;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TalkNumbersAsked {
    /// Of which world.
    pub mode: Mode,
    /// Over so many weeks, this one included.
    pub weeks: u32,
    /// And by what.
    pub by: Option<TalkBy>,
}

/// How well the desk does.
#[derive(Clone, Debug)]
pub struct TalkNumbers {
    /// Since when.
    pub from: Timestamp,
    /// In all.
    pub whole: TalkFigures,
    /// Week by week, by its Monday; the oldest first.
    pub weeks: Vec<(Date, TalkFigures)>,
    /// By what was asked for. Who answered goes by name; an empty name is what is unknown.
    pub groups: Vec<(String, TalkFigures)>,
    /// How many words of applicants came at each hour of the desk's day.
    pub hours: [u64; 24],
    /// The desk's time zone.
    pub zone: String,
    /// There are more conversations than are counted; the newest are.
    pub cut: bool,
}

impl App {
    /// How well the desk does. By who answered only for those who may see figures of staff.
    pub async fn talk_numbers(
        &self,
        st: &StaffSession,
        asked: TalkNumbersAsked,
    ) -> Result<TalkNumbers, Error> {
        st.permit(Action::SeeInbox)?;
        if asked.by == Some(TalkBy::Agent) {
            st.permit(Action::SeeStaffFigures)?;
        }
        let names = self.staff_names().await?;
        let now = self.now();
        let from = first_monday(now, asked.weeks);
        let zone = self.policy().desk.time_zone.clone();
        let mut tx = self.store().read().await?;
        let talks = facts::list(&mut tx, asked.mode, from, MOST).await?;
        let counted = facts::count_by_hour(&mut tx, asked.mode, from).await?;
        drop(tx);
        let window = Window { from, to: now.plus(Duration::microseconds(1)) };
        let mut groups = asked.by.map(|by| rules::groups(&talks, by, window)).unwrap_or_default();
        if asked.by == Some(TalkBy::Agent) {
            for (name, _) in &mut groups {
                *name = name.parse().map(|id: StaffId| names.of(id)).unwrap_or_default();
            }
        }
        let weeks = week_windows(now, asked.weeks.clamp(1, MOST_WEEKS)).into_iter();
        Ok(TalkNumbers {
            from,
            whole: TalkFigures::of(&talks, window),
            weeks: weeks.map(|(week, window)| (week, TalkFigures::of(&talks, window))).collect(),
            groups,
            hours: rules::by_hour(&counted, &zone),
            zone,
            cut: talks.len() as i64 >= MOST,
        })
    }
}
