//! The figures that everybody may see, where the operator wishes: no session, no small numbers, and the
//! same for some minutes, so that they cost nothing and follow nobody's case.

use super::figures::{first_monday, plain, waiting};
use crate::{App, error::Error, staff::StaffSession, work::Subject};
use proofdesk_domain::{
    Timestamp,
    access::Action,
    ledger::{self as rules, Figures, SMALL, Window},
    verification::Mode,
};
use proofdesk_store::{Tx, settings};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use time::{Date, Duration};

/// The setting's name.
const SETTING: &str = "figures.public";
/// The time that is told of, in weeks, this one included.
const WEEKS: u32 = 12;
/// So long the same is told.
const KEPT: Duration = Duration::minutes(5);

/// Whether everybody may see the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// They may.
    On,
    /// They may not.
    Off,
}

/// What everybody may see. Nothing rests on fewer than [`SMALL`] cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// When it was counted.
    pub at: Timestamp,
    /// Since when it counts.
    pub from: Timestamp,
    /// In all.
    pub whole: Figures,
    /// Week by week, by its Monday; the oldest first.
    pub weeks: Vec<(Date, Figures)>,
    /// Cases that wait for a person now; none where they are fewer than [`SMALL`].
    pub waiting: Option<u64>,
}

/// What was told last, of each world.
#[derive(Debug, Default)]
pub(crate) struct Told(Mutex<HashMap<Mode, Arc<Published>>>);

impl Told {
    fn of(&self, mode: Mode, now: Timestamp) -> Option<Arc<Published>> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(&mode).filter(|told| (Duration::ZERO..KEPT).contains(&now.since(told.at))).cloned()
    }

    fn keep(&self, mode: Mode, published: Arc<Published>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(mode, published);
    }
}

impl App {
    /// The figures of a world that everybody may see; none where the operator does not wish it.
    pub async fn published_figures(&self, mode: Mode) -> Result<Option<Arc<Published>>, Error> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        if !is_public(&mut tx).await? {
            return Ok(None);
        }
        if let Some(told) = self.told().of(mode, now) {
            return Ok(Some(told));
        }
        let from = first_monday(now, WEEKS);
        let cases = plain(self.counted_cases(&mut tx, mode, from).await?.0);
        let window = Window { from, to: now.plus(Duration::microseconds(1)) };
        let people = waiting(&mut tx, mode).await?.people;
        let published = Arc::new(Published {
            at: now,
            from,
            whole: Figures::of(&cases, window).without_small(),
            weeks: rules::weeks(&cases, now, WEEKS)
                .into_iter()
                .map(|(week, figures)| (week, figures.without_small()))
                .collect(),
            waiting: (people >= SMALL).then_some(people),
        });
        self.told().keep(mode, Arc::clone(&published));
        Ok(Some(published))
    }

    /// Whether everybody may see the figures.
    pub async fn figures_are_public(&self) -> Result<bool, Error> {
        let mut tx = self.store().read().await?;
        is_public(&mut tx).await
    }

    /// Switches the public page on or off, which is recorded.
    pub async fn publish_figures(&self, st: &StaffSession, publish: Publish) -> Result<(), Error> {
        st.permit(Action::PublishFigures)?;
        let (value, action) = match publish {
            Publish::On => ("on", "figures.published"),
            Publish::Off => ("off", "figures.withdrawn"),
        };
        let mut work = self.house_work(st.actor()).await?;
        let now = work.now;
        settings::put(&mut work.tx, SETTING, value, now).await?;
        work.audit(action, Subject::Other("setting", None));
        work.commit().await
    }
}

/// Whether everybody may see the figures.
pub(super) async fn is_public(tx: &mut Tx) -> Result<bool, Error> {
    Ok(settings::find(tx, SETTING).await?.as_deref() == Some("on"))
}
