//! What several orders read and write together: each statement is for all of them.

use super::{
    LimitError,
    book::{Book, Person, brought_up, fresh, record, standings, windows},
};
use crate::{App, Error, work::Work};
use proofdesk_domain::{ApplicantId, LimitUseId, access::Actor, verification::Mode};
use proofdesk_store::{
    limits,
    limits::{LimitUse, UseState},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What orders are about.
#[derive(Default)]
pub(super) struct Wanted {
    pub people: BTreeSet<Person>,
    /// Uses by the platform's keys.
    pub keys: BTreeSet<(Mode, [u8; 32])>,
    /// Uses by id; their people are found by them.
    pub uses: BTreeSet<(Mode, LimitUseId)>,
}

/// A use, and where it stood when it was read; none for one that is new.
struct Entry {
    used: LimitUse,
    read: Option<UseState>,
}

/// Books that are open for writing, and the uses that orders are about. Written at [`Sheet::close`].
pub(super) struct Sheet {
    /// Nobody who is not of that world.
    books: BTreeMap<Person, Book>,
    uses: HashMap<LimitUseId, Entry>,
    keys: HashMap<(Mode, [u8; 32]), LimitUseId>,
    /// New ones, in their order.
    new: Vec<LimitUseId>,
}

impl Sheet {
    /// Locks the books and brings them up to the moment: windows that are over are begun anew, reservations that
    /// ran out are given back.
    pub(super) async fn open(app: &App, work: &mut Work, wanted: Wanted) -> Result<Self, Error> {
        let Wanted { mut people, keys, uses } = wanted;
        let mut sheet =
            Self { books: BTreeMap::new(), uses: HashMap::new(), keys: HashMap::new(), new: Vec::new() };
        for (mode, ids) in by_mode(uses) {
            for used in limits::list_uses_of(&mut work.tx, mode, &ids).await? {
                people.insert((mode, used.applicant_id));
                sheet.take_in(used);
            }
        }
        let people: Vec<Person> = people.into_iter().collect();
        let mut standing = standings(app, &mut work.tx, &people).await?;
        let windows = windows(app, work.now)?;
        let ids: BTreeSet<ApplicantId> = standing.keys().map(|(_, id)| *id).collect();
        let ids: Vec<ApplicantId> = ids.into_iter().collect();
        let heads = limits::lock_heads(&mut work.tx, &ids, || fresh(app, windows)).await?;
        let mut heads: HashMap<_, _> = heads.into_iter().map(|head| (head.applicant_id, head)).collect();
        for person in people {
            let Some(standing) = standing.remove(&person) else { continue };
            let head = heads.remove(&person.1).ok_or_else(|| Error::internal("a head is in one world"))?;
            let mut book = Book { head, standing, problem: None, changed: false };
            sheet.bring_up(app, work, person, &mut book).await?;
            sheet.books.insert(person, book);
        }
        // After the locks: whoever counted under one of the keys for these people is done.
        for (mode, keys) in by_mode(keys) {
            for used in limits::list_uses_by_key(&mut work.tx, mode, &keys).await? {
                sheet.take_in(used);
            }
        }
        Ok(sheet)
    }

    /// A use as it was read, unless it is here already.
    fn take_in(&mut self, used: LimitUse) {
        self.keys.insert((used.mode, used.key_hash), used.id);
        self.uses.entry(used.id).or_insert_with(|| Entry { read: Some(used.state), used });
    }

    async fn bring_up(
        &mut self,
        app: &App,
        work: &mut Work,
        (mode, applicant): Person,
        book: &mut Book,
    ) -> Result<(), Error> {
        let now = work.now;
        let windows = windows(app, now)?;
        let before = book.head.usage.clone();
        match brought_up(app, &mut work.tx, mode, before.clone(), applicant, windows, now).await? {
            Ok((usage, valued)) => {
                let reference = &app.policy().money.reference_currency;
                for used in valued {
                    let worth = used.worth.as_ref().expect("valuing a use gives its worth");
                    limits::update_worth(&mut work.tx, used.id, reference, worth).await?;
                    if let Some(entry) = self.uses.get_mut(&used.id) {
                        entry.used.worth = used.worth;
                        entry.used.reference_currency = used.reference_currency;
                    }
                }
                book.changed = usage != before;
                book.head.usage = usage;
            }
            Err(problem) => book.problem = Some(problem),
        }
        if book.head.next_expiry.is_some_and(|at| at <= now) {
            work.turn_to(Actor::System, mode, applicant);
            for used in limits::list_run_out(&mut work.tx, applicant, now).await? {
                let id = used.id;
                self.take_in(used);
                self.give_back(work, book, id, UseState::Expired)?;
            }
            book.head.next_expiry = limits::find_next_expiry(&mut work.tx, applicant, now).await?;
            book.changed = true;
        }
        Ok(())
    }

    /// Somebody's book, if they are of that world.
    pub(super) fn book(&mut self, person: Person) -> Option<&mut Book> {
        self.books.get_mut(&person)
    }

    /// The use that the platform calls so.
    pub(super) fn by_key(&self, mode: Mode, key: [u8; 32]) -> Option<&LimitUse> {
        let id = self.keys.get(&(mode, key))?;
        self.uses.get(id).map(|entry| &entry.used)
    }

    /// The use of that id, if it is of that world.
    pub(super) fn by_id(&self, mode: Mode, id: LimitUseId) -> Option<&LimitUse> {
        self.uses.get(&id).map(|entry| &entry.used).filter(|used| used.mode == mode)
    }

    /// A new use, whose key stands for none yet.
    pub(super) fn add(&mut self, used: LimitUse) {
        self.new.push(used.id);
        self.keys.insert((used.mode, used.key_hash), used.id);
        self.uses.insert(used.id, Entry { used, read: None });
    }

    /// Commits a reservation.
    pub(super) fn commit(&mut self, work: &Work, id: LimitUseId) -> Result<LimitUse, Error> {
        let entry = self.uses.get_mut(&id).ok_or(Error::NotFound)?;
        entry.used.state = UseState::Committed;
        entry.used.committed_at = Some(work.now);
        Ok(entry.used.clone())
    }

    /// Gives a use back to the windows that it counted in: the platform released it.
    pub(super) fn release(&mut self, work: &mut Work, id: LimitUseId) -> Result<LimitUse, LimitError> {
        let used = &self.uses.get(&id).ok_or(Error::NotFound)?.used;
        let person = (used.mode, used.applicant_id);
        let mut book = self.books.remove(&person).ok_or(Error::NotFound)?;
        let given = self.give_back(work, &mut book, id, UseState::Released);
        self.books.insert(person, book);
        Ok(given?)
    }

    fn give_back(
        &mut self,
        work: &mut Work,
        book: &mut Book,
        id: LimitUseId,
        to: UseState,
    ) -> Result<LimitUse, Error> {
        let used = &mut self.uses.get_mut(&id).ok_or(Error::NotFound)?.used;
        book.give_back(used);
        used.state = to;
        used.given_back_at = Some(work.now);
        record(work, if to == UseState::Expired { "limit.expired" } else { "limit.released" }, used)?;
        Ok(used.clone())
    }

    /// Writes what changed. [`Error::Stale`] where another node counted under one of the keys, or settled one of the
    /// uses, before their books were locked here.
    pub(super) async fn close(mut self, work: &mut Work) -> Result<(), Error> {
        let new: Vec<LimitUse> =
            self.new.iter().filter_map(|id| self.uses.remove(id)).map(|entry| entry.used).collect();
        limits::insert_uses(&mut work.tx, &new).await?;
        let mut changed: Vec<(UseState, &LimitUse)> = self
            .uses
            .values()
            .filter_map(|entry| Some((entry.read.filter(|read| *read != entry.used.state)?, &entry.used)))
            .collect();
        changed.sort_by_key(|(_, used)| used.id);
        limits::update_states(&mut work.tx, &changed).await?;
        let heads = self.books.into_values().filter(|book| book.changed).map(|book| book.head);
        limits::update_heads(&mut work.tx, &heads.collect::<Vec<_>>()).await?;
        Ok(())
    }
}

fn by_mode<T>(wanted: impl IntoIterator<Item = (Mode, T)>) -> BTreeMap<Mode, Vec<T>> {
    let mut found: BTreeMap<Mode, Vec<T>> = BTreeMap::new();
    for (mode, one) in wanted {
        found.entry(mode).or_default().push(one);
    }
    found
}
