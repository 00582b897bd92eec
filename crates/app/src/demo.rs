//! The demo: a staff account for every role, and applicants with a case in every state, made with the
//! use cases and the worker themselves. Only in test mode: specimens pass nowhere else.

use crate::{
    App, ApplicantSession, Locale, StaffSession,
    clock::random_bytes,
    error::{Cause, Error},
    examine::EXAMINE,
    journey::Uploaded,
    review::RetakeItem,
    seal::columns,
    staff::{NewStaff, StaffError},
    views::Progress,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    AccountId, ApplicantId, DecisionId, Timestamp, VerificationId,
    access::{Actor, Role},
    account::EmailAddress,
    details::TypedDetails,
    document::{DocumentKind, Side},
    evidence::Slot,
    reason::codes,
    verification::{DocumentChoice, Mode, State},
};
use proofdesk_store::{
    accounts::{self, Account},
    applicants::{self, Applicant},
    desk, settings, staff, verifications,
};
use std::{io::Write as _, path::Path, time::Duration as StdDuration};
use time::Duration;

/// The setting that says how far the demo got.
const SETTING: &str = "demo";
/// Where the accounts and their passwords stand, in the data folder, for the operator's eyes only.
pub const ACCOUNTS_FILE: &str = "demo-accounts.txt";
/// How long one case may be with the checks before the demo gives up on them.
const PATIENCE: StdDuration = StdDuration::from_secs(300);
/// How often the rows are looked at meanwhile.
const LOOK: StdDuration = StdDuration::from_millis(250);
/// How far the check of the case that shows `checking` is put off.
const PUT_OFF: Duration = Duration::days(3650);

/// Draws the demo's documents. Implemented by the binary with the specimen generator; slow, so it is
/// called on a thread for blocking work.
pub trait DemoPictures: Send + Sync + 'static {
    /// What the holder of that document would type: names and numbers as printed, names in Latin
    /// letters, the birth date as ISO 8601, nationality UTO.
    fn details(&self, kind: DemoKind, seed: u64) -> TypedDetails;

    /// A photo of one side, as JPEG.
    fn draw(&self, sheet: Sheet) -> Result<Vec<u8>, Cause>;
}

/// What kind of document is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoKind {
    /// A passport's data page with its zone (TD3).
    Passport,
    /// An identity card with its zone on the back (TD1).
    IdCard,
    /// A Chinese-language identity card without a zone.
    ChineseCard,
}

impl DemoKind {
    const fn kind(self) -> DocumentKind {
        match self {
            Self::Passport => DocumentKind::Passport,
            Self::IdCard | Self::ChineseCard => DocumentKind::IdCard,
        }
    }
}

/// One side of one document. The same seed is the same holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What kind.
    pub kind: DemoKind,
    /// Which side.
    pub side: Side,
    /// Whose.
    pub seed: u64,
    /// What is wrong with the photo.
    pub flaw: Flaw,
}

/// What is wrong with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    None,
    /// A reflection lies over the expiry date.
    Glare,
}

/// An account of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What it shows: a role (`reviewer`) or a state (`needs_input`).
    pub shows: String,
    /// Signs in to the console, else to the portal.
    pub staff: bool,
    /// The address.
    pub email: String,
    /// The password, made at random for this data folder.
    pub password: String,
}

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

/// Everybody else: a case in every state, and a second one with a person, in Chinese.
const PEOPLE: [Person; 11] = [
    person(State::Draft, DemoKind::Passport, 101, Script::Draft),
    person(State::NeedsInput, DemoKind::Passport, 102, Script::NeedsInput),
    person(State::Checking, DemoKind::IdCard, 103, Script::Checking),
    person(State::InReview, DemoKind::Passport, 104, Script::Dispute),
    Person { locale: Locale::ZhCn, ..person(State::InReview, DemoKind::ChineseCard, 105, Script::PersonLooks) },
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
        pictures: std::sync::Arc<P>,
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
        for person in &PEOPLE {
            let email = person.email();
            let Some(account) = accounts.iter().find(|account| !account.staff && account.email == email) else {
                continue;
            };
            self.seed_person(&pictures, person, account).await?;
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
            let Some(account) = accounts.iter().find(|a| a.staff && a.shows == role.as_str()) else { continue };
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
        })
    }

    async fn seed_person<P: DemoPictures>(
        &self,
        pictures: &std::sync::Arc<P>,
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
            let pictures = std::sync::Arc::clone(pictures);
            let drawn = tokio::task::spawn_blocking(move || pictures.draw(sheet)).await;
            let bytes = drawn.map_err(Error::internal)?.map_err(Error::Internal)?;
            if let Uploaded::Refused(_) = self.upload(&s, id, Slot::from(*side), bytes).await? {
                return Err(Error::internal("a picture of the demo was refused"));
            }
        }
        self.play(&s, id, person.script).await
    }

    /// Takes a case as far as its script says.
    async fn play(&self, s: &ApplicantSession, id: VerificationId, script: Script) -> Result<(), Error> {
        match script {
            Script::Draft | Script::Cancelled => return Ok(()),
            Script::Expired => return self.expire(id).await,
            Script::Checking => return self.send_for_later(id).await,
            _ => self.send(s, id).await.map_err(Error::internal)?,
        }
        let reached = self.await_checks(id).await?;
        let reviewer = self.demo_staff(Role::Reviewer).await?;
        let compliance = self.demo_staff(Role::Compliance).await?;
        match script {
            Script::NeedsInput => {
                if reached == State::InReview {
                    let item = RetakeItem { code: codes::IMAGE_GLARE, slot: Some(Slot::Front), field: None, note: None };
                    self.demo_retake(&reviewer, id, item).await?;
                }
            }
            Script::Dispute => {
                let view = self.case(s, id).await?;
                if let Some(finding) = view.findings.iter().find(|finding| finding.disputable) {
                    self.dispute(s, id, finding.id, "My birth date is as I typed it.").await?;
                }
                let words = "Good morning, the page says my birth date differs, but I checked it twice.";
                self.say(s, words, Some(id)).await.map_err(Error::internal)?;
            }
            Script::PersonLooks => {
                self.say(s, "你好，请问还需要等多久？", Some(id)).await.map_err(Error::internal)?;
            }
            Script::Approved | Script::Revoked => {
                if reached == State::InReview {
                    self.demo_approve(&reviewer, id).await?;
                }
                if script == Script::Revoked {
                    let version = self.open_case(&compliance, id).await?.version;
                    let words = "The issuing office told us that this passport was reported lost.";
                    let code = proofdesk_domain::ReasonCode::find("doc.invalidated")
                        .ok_or_else(|| Error::internal("the catalogue has no doc.invalidated"))?;
                    let made = self.revoke(&compliance, id, version, code, words).await;
                    self.now_at_once(made.map_err(Error::internal)?).await?;
                }
            }
            Script::Appeal | Script::Declined => {
                let version = self.open_case(&compliance, id).await?.version;
                let words = "The photo page has been cut along its edge, so it no longer counts as a document.";
                let code = proofdesk_domain::ReasonCode::find("doc.invalidated")
                    .ok_or_else(|| Error::internal("the catalogue has no doc.invalidated"))?;
                let made = self.decline(&compliance, id, version, code, words).await;
                self.now_at_once(made.map_err(Error::internal)?).await?;
                if script == Script::Appeal {
                    let words = "The edge is only worn. I can bring the passport to your office.";
                    self.appeal(s, id, words).await?;
                    let words = "Thank you for writing. A colleague who has not seen the case will look at it.";
                    let agent = self.demo_staff(Role::Agent).await?;
                    self.reply_about(&agent, id, words).await.map_err(Error::internal)?;
                }
            }
            Script::Draft | Script::Checking | Script::Cancelled | Script::Expired => {}
        }
        Ok(())
    }

    async fn demo_approve(&self, st: &StaffSession, id: VerificationId) -> Result<(), Error> {
        let version = self.open_case(st, id).await?.version;
        let made = self.approve(st, id, version, None).await.map_err(Error::internal)?;
        self.now_at_once(made).await
    }

    async fn demo_retake(&self, st: &StaffSession, id: VerificationId, item: RetakeItem) -> Result<(), Error> {
        let version = self.open_case(st, id).await?.version;
        let made = self.ask_retake(st, id, version, vec![item]).await.map_err(Error::internal)?;
        self.now_at_once(made).await
    }

    /// Gives a decision its effect without its ten seconds; the job finds nothing left to do.
    async fn now_at_once(&self, id: DecisionId) -> Result<(), Error> {
        let decision = {
            let mut tx = self.store().read().await?;
            desk::find_decision(&mut tx, id).await?.ok_or(Error::NotFound)?
        };
        let decider = decision.decider.ok_or_else(|| Error::internal("a person decided"))?;
        self.take_effect(&decision, decider, None).await
    }

    /// Sends a case whose check is put off, so that the demo has one that waits for it.
    async fn send_for_later(&self, id: VerificationId) -> Result<(), Error> {
        let head = self.case_for_staff(id).await?;
        let actor = Actor::Applicant { id: head.applicant, mode: head.mode };
        let mut work = self.work(actor, head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        case.send(work.now)?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.want(self, EXAMINE, Some(id.as_uuid()), work.now.plus(PUT_OFF)).await?;
        work.audit("verification.sent", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await
    }

    /// Ends a case whose time ran out.
    async fn expire(&self, id: VerificationId) -> Result<(), Error> {
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(Actor::System, head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, id).await?;
        case.expire(work.now)?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("verification.expired", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await
    }

    /// Waits until the checks are done with a case; says where it stands then.
    async fn await_checks(&self, id: VerificationId) -> Result<State, Error> {
        let mut wake = self.wake();
        let watching = async {
            loop {
                wake.mark_unchanged();
                let state = self.case_for_staff(id).await?.state;
                if state != State::Checking {
                    return Ok(state);
                }
                // Woken or not, the rows say.
                let _ = tokio::time::timeout(LOOK, wake.changed()).await;
            }
        };
        tokio::time::timeout(PATIENCE, watching)
            .await
            .unwrap_or_else(|_| Err(Error::internal("the checks of the demo did not end in time")))
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
    date.and_then(|date| date.next_day()).map_or_else(|| iso.to_owned(), |date| date.to_string())
}

/// The accounts of an earlier start; none where there was none.
fn read_accounts(file: &Path) -> Result<Option<Vec<DemoAccount>>, Error> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::unavailable(error)),
    };
    let account = |line: &str| {
        let mut parts = line.split('\t');
        Some(DemoAccount {
            staff: parts.next()? == "staff",
            shows: parts.next()?.to_owned(),
            email: parts.next()?.to_owned(),
            password: parts.next()?.to_owned(),
        })
    };
    Ok(Some(text.lines().filter_map(account).collect()))
}

/// Writes the accounts for the operator's eyes only.
fn write_accounts(file: &Path, accounts: &[DemoAccount]) -> Result<(), Error> {
    let mut text = String::new();
    for account in accounts {
        let who = if account.staff { "staff" } else { "applicant" };
        text.push_str(&format!("{who}\t{}\t{}\t{}\n", account.shows, account.email, account.password));
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::unavailable)
}
