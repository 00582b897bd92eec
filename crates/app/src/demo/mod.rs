//! The demo: a staff account for every role, and applicants with a case in every state, made with the
//! use cases and the worker themselves. Only in test mode: specimens pass nowhere else.

mod file;
mod pictures;
mod story;

pub use file::{ACCOUNTS_FILE, DemoAccount};
pub use pictures::{DemoKind, DemoPictures, Flaw, Sheet};

use crate::{
    App, ApplicantSession, Locale, StaffSession,
    clock::random_bytes,
    error::Error,
    journey::Uploaded,
    seal::columns,
    staff::{NewStaff, StaffError},
    views::Progress,
    work::Subject,
};
use file::{read_accounts, write_accounts};
use proofdesk_domain::{
    AccountId, ApplicantId, Timestamp,
    access::{Actor, Role},
    account::EmailAddress,
    evidence::Slot,
    verification::{DocumentChoice, Mode, State},
};
use proofdesk_store::{
    accounts::{self, Account},
    applicants::{self, Applicant},
    settings, staff,
};
use std::{path::Path, sync::Arc};

/// The setting that says how far the demo got.
const SETTING: &str = "demo";

/// One applicant of the demo and how far their case goes.
struct Person {
    shows: State,
    kind: DemoKind,
    seed: u64,
    locale: Locale,
    script: Script,
}

/// What happens in a case of the demo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Draft,
    NeedsInput,
    Checking,
    Dispute,
    PersonLooks,
    Appeal,
    Approved,
    Declined,
    Cancelled,
    Expired,
    Revoked,
}

/// Everybody on the demo's staff.
const STAFF: [(Role, &str); 4] = [
    (Role::Agent, "Robin Vale"),
    (Role::Reviewer, "Lin Wei"),
    (Role::Compliance, "Noor Haddad"),
    (Role::Admin, "Sam Okafor"),
];

/// Everybody else: a case in every state, and a second one with a person, in Chinese. The approved one is
/// to be looked at again.
const PEOPLE: [Person; 11] = [
    person(State::Draft, DemoKind::Passport, 101, Script::Draft),
    person(State::NeedsInput, DemoKind::Passport, 102, Script::NeedsInput),
    person(State::Checking, DemoKind::IdCard, 103, Script::Checking),
    person(State::InReview, DemoKind::Passport, 104, Script::Dispute),
    Person {
        locale: Locale::ZhCn,
        ..person(State::InReview, DemoKind::ChineseCard, 105, Script::PersonLooks)
    },
    person(State::Appealed, DemoKind::Passport, 106, Script::Appeal),
    person(State::Approved, DemoKind::Passport, 107, Script::Approved),
    person(State::Declined, DemoKind::Passport, 108, Script::Declined),
    person(State::Cancelled, DemoKind::Passport, 109, Script::Cancelled),
    person(State::Expired, DemoKind::Passport, 110, Script::Expired),
    person(State::Revoked, DemoKind::Passport, 111, Script::Revoked),
];

const fn person(shows: State, kind: DemoKind, seed: u64, script: Script) -> Person {
    Person { shows, kind, seed, locale: Locale::En, script }
}

impl Person {
    fn email(&self) -> String {
        let name = self.shows.as_str().replace('_', "-");
        match self.locale {
            Locale::En => format!("{name}@demo.example"),
            Locale::ZhCn => format!("{name}-zh@demo.example"),
        }
    }
}

impl App {
    /// Fills an empty installation with the demo, once; later it only reads the accounts back. The
    /// worker must be running: the cases go through the real checks. `folder` is the data folder.
    pub async fn seed_demo<P: DemoPictures>(
        &self,
        pictures: Arc<P>,
        folder: &Path,
    ) -> Result<Vec<DemoAccount>, Error> {
        if self.settings().portal_mode != Mode::Test {
            return Err(Error::Invalid("the demo is for test mode: specimens pass nowhere else"));
        }
        let file = folder.join(ACCOUNTS_FILE);
        let progress = {
            let mut tx = self.store().read().await?;
            settings::find(&mut tx, SETTING).await?
        };
        let accounts = match read_accounts(&file)? {
            Some(accounts) => accounts,
            // The passwords are gone, and only their hashes are kept.
            None if progress.is_some() => return Ok(Vec::new()),
            None => {
                let accounts = self.new_accounts();
                write_accounts(&file, &accounts)?;
                accounts
            }
        };
        if progress.as_deref() == Some("done") {
            return Ok(accounts);
        }
        self.set_demo("begun").await?;
        self.seed_staff(&accounts).await?;
        // Side by side: drawing and reading keep every core busy.
        let mut seeding = tokio::task::JoinSet::new();
        for person in &PEOPLE {
            let email = person.email();
            let found = accounts.iter().find(|account| !account.staff && account.email == email);
            let Some(account) = found.cloned() else { continue };
            let (app, pictures) = (self.clone(), Arc::clone(&pictures));
            seeding.spawn(async move { app.seed_person(&pictures, person, &account).await });
        }
        while let Some(seeded) = seeding.join_next().await {
            seeded.map_err(Error::internal)??;
        }
        self.set_demo("done").await?;
        Ok(accounts)
    }

    async fn set_demo(&self, progress: &str) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        settings::put(&mut tx, SETTING, progress, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    fn new_accounts(&self) -> Vec<DemoAccount> {
        let staff = STAFF.iter().map(|(role, _)| DemoAccount {
            shows: role.as_str().to_owned(),
            staff: true,
            email: format!("{}@demo.example", role.as_str()),
            password: self.new_password(),
        });
        let people = PEOPLE.iter().map(|person| DemoAccount {
            shows: person.shows.as_str().to_owned(),
            staff: false,
            email: person.email(),
            password: self.new_password(),
        });
        staff.chain(people).collect()
    }

    /// Twenty letters and digits that are not mistaken for one another, in groups of five.
    fn new_password(&self) -> String {
        let random: [u8; 24] = random_bytes(&*self.wiring().random);
        let text: String = [0, 8, 16]
            .map(|at| {
                let part = <[u8; 8]>::try_from(&random[at..at + 8]).expect("eight of twenty-four bytes");
                proofdesk_domain::account::reference("", part).to_lowercase()
            })
            .concat();
        text.trim_start_matches('-').to_owned()
    }

    async fn seed_staff(&self, accounts: &[DemoAccount]) -> Result<(), Error> {
        for (role, name) in STAFF {
            let Some(account) = accounts.iter().find(|a| a.staff && a.shows == role.as_str()) else {
                continue;
            };
            let new = NewStaff { name, email: &account.email, role, password: &account.password };
            match self.create_staff(&Actor::System, new).await {
                Ok(_) | Err(StaffError::EmailTaken) => {}
                Err(StaffError::Error(error)) => return Err(error),
                Err(other) => return Err(Error::internal(other)),
            }
        }
        Ok(())
    }

    /// The demo's staff member of a role, as if signed in.
    async fn demo_staff(&self, role: Role) -> Result<StaffSession, Error> {
        let id = self
            .find_staff(&Actor::System, &format!("{}@demo.example", role.as_str()))
            .await?
            .ok_or(Error::NotFound)?;
        let mut tx = self.store().read().await?;
        let member = staff::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let name = STAFF.iter().find(|(of, _)| *of == role).map_or("", |(_, name)| name);
        Ok(StaffSession {
            id,
            name: name.to_owned(),
            role: member.role,
            csrf: String::new(),
            locale: None,
            mode_filter: None,
            address: String::new(),
        })
    }

    async fn seed_person<P: DemoPictures>(
        &self,
        pictures: &Arc<P>,
        person: &Person,
        account: &DemoAccount,
    ) -> Result<(), Error> {
        let Some(s) = self.demo_applicant(person, account).await? else {
            // Made by a start that was cut short; what it has stays as it is.
            return Ok(());
        };
        self.answer_age_and_region(&s, true, "DEU").await?;
        self.give_consent(&s, &self.policy().notice_version.clone(), person.locale).await?;
        let with_person = matches!(person.script, Script::Appeal | Script::Declined);
        let level = if with_person { "plus" } else { "standard" };
        let id = self.begin(&s, level).await.map_err(Error::internal)?;
        if person.script == Script::Cancelled {
            return self.cancel(&s, id).await;
        }
        let mut typed = pictures.details(person.kind, person.seed);
        match person.script {
            // A letter that the document does not have, and a day that it does not say.
            Script::NeedsInput => typed.surname.push('n'),
            Script::Dispute => typed.birth_date = day_after(&typed.birth_date),
            _ => {}
        }
        let kept = self.save_details(&s, id, typed).await?;
        kept.map_err(|_| Error::internal("the demo's details do not parse"))?;
        let choice = DocumentChoice { kind: person.kind.kind(), issuing_country: "UTO".to_owned() };
        self.choose_document(&s, id, choice).await?;
        let flaw = if person.script == Script::NeedsInput { Flaw::Glare } else { Flaw::None };
        for side in person.kind.kind().sides() {
            let sheet = Sheet { kind: person.kind, side: *side, seed: person.seed, flaw };
            let pictures = Arc::clone(pictures);
            let drawn = tokio::task::spawn_blocking(move || pictures.draw(sheet)).await;
            let bytes = drawn.map_err(Error::internal)?.map_err(Error::Internal)?;
            if let Uploaded::Refused(_) = self.upload(&s, id, Slot::from(*side), bytes).await? {
                return Err(Error::internal("a picture of the demo was refused"));
            }
        }
        self.play(&s, id, person.script).await
    }

    /// An applicant with a confirmed account; none where the address has one.
    async fn demo_applicant(
        &self,
        person: &Person,
        account: &DemoAccount,
    ) -> Result<Option<ApplicantSession>, Error> {
        let mode = self.settings().portal_mode;
        let email = EmailAddress::parse(&account.email)
            .ok_or_else(|| Error::internal("an address of the demo does not parse"))?;
        let hash = self.address_hash(mode, &email);
        let known = {
            let mut tx = self.store().read().await?;
            accounts::find_by_email(&mut tx, mode, &hash).await?
        };
        if known.is_some() {
            return Ok(None);
        }
        let password_hash = self.hash_password(&account.password).await?;
        let id = ApplicantId::from_uuid(self.fresh_uuid());
        self.vault().create_key(id.as_uuid()).await?;
        let seal = self.seal_of(mode, id).await?;
        let mut work = self.work(Actor::System, mode, id).await?;
        let now: Timestamp = work.now;
        let applicant = Applicant {
            id,
            mode,
            locale: person.locale.as_str().to_owned(),
            region: None,
            age_confirmed: false,
            sealed_invitation: None,
            external_ref: None,
            created_at: now,
            erased_at: None,
        };
        applicants::insert(&mut work.tx, &applicant).await?;
        let account_id = AccountId::from_uuid(self.fresh_uuid());
        let row = Account {
            id: account_id,
            applicant_id: id,
            mode,
            email_hash: hash,
            sealed_email: seal.json(columns::EMAIL, account_id.as_uuid(), &email)?,
            password_hash,
            confirmed_at: Some(now),
            failed_logins: 0,
            locked_until: None,
            created_at: now,
        };
        accounts::insert(&mut work.tx, &row).await?;
        work.audit("account.registered", Subject::Applicant(id));
        work.commit().await?;
        Ok(Some(ApplicantSession {
            applicant: id,
            mode,
            locale: person.locale,
            csrf: String::new(),
            email_masked: None,
            progress: Progress::default(),
            only_case: None,
        }))
    }
}

/// The day after an ISO date; what is none stays as it is.
fn day_after(iso: &str) -> String {
    let date = proofdesk_domain::clock::parse_iso_date(iso);
    date.and_then(time::Date::next_day).map_or_else(|| iso.to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests;
