//! People who work in the console: signing in, and who they are.

use crate::{
    App,
    accounts::{SESSION_HASH, lock_after},
    clock::random_bytes,
    error::Error,
    views::{Locale, SessionToken},
    work::Subject,
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    SessionId, StaffId, Timestamp,
    access::{Action, Actor, Role, may},
    account::{EmailAddress, PasswordProblem, check_password},
    verification::Mode,
};
use proofdesk_store::{
    StoreError, Tx, sessions,
    sessions::{Session, SessionKind},
    settings, staff,
    staff::StaffMember,
};
use proofdesk_vault::{Context, SubjectKey};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};
use time::Duration;

/// A working day: a staff session ends then, whatever happens.
const SESSION: Duration = Duration::hours(12);
/// So long without a request ends it too.
const IDLE: Duration = Duration::hours(2);
/// A session's last use is recorded this coarsely.
const TOUCH: Duration = Duration::minutes(1);
/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;
/// A signed-in staff member. Only [`App::staff_session`] makes one for somebody at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// Who.
    pub id: StaffId,
    /// Their name, as applicants read it.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// What their forms must carry back.
    pub csrf: String,
    /// The language that they read; none follows the browser.
    pub locale: Option<Locale>,
    /// The world that they look at; none means both.
    pub mode_filter: Option<Mode>,
    /// Their address in its lookup form: nobody decides on their own account.
    pub(crate) address: String,
}

impl StaffSession {
    /// For access rules and the audit.
    pub const fn actor(&self) -> Actor {
        Actor::Staff { id: self.id, role: self.role }
    }

    /// Whether they may do that at all.
    pub fn may(&self, action: Action) -> bool {
        may(&self.actor(), action)
    }

    /// [`Error::NotAllowed`] where they may not.
    pub(crate) fn permit(&self, action: Action) -> Result<(), Error> {
        if self.may(action) { Ok(()) } else { Err(Error::NotAllowed) }
    }
}

/// Somebody to be added to the staff.
#[derive(Clone, Copy, Debug)]
pub struct NewStaff<'a> {
    /// Their name, as applicants read it.
    pub name: &'a str,
    /// Their address, by which they sign in.
    pub email: &'a str,
    /// What they are there for.
    pub role: Role,
    /// Their first password.
    pub password: &'a str,
}

/// A staff member as lists show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffView {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are there for.
    pub role: Role,
    /// May sign in.
    pub active: bool,
    /// When they were added.
    pub created_at: Timestamp,
}

/// Why somebody was not added, or a password not set.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Not an address.
    #[error("this is not an e-mail address")]
    Email,
    /// Somebody has this address already.
    #[error("somebody on the staff has this address already")]
    EmailTaken,
    /// Empty or too long.
    #[error("the name is empty or too long")]
    Name,
    /// The password is not taken.
    #[error("the password is not good enough")]
    Password(PasswordProblem),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

/// Why a staff member was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum StaffSignInError {
    /// Address or password is wrong; the two are never told apart.
    #[error("address or password is wrong")]
    Wrong,
    /// Too many wrong passwords.
    #[error("sign-in is locked until {0}")]
    LockedUntil(Timestamp),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

/// What a staff member chose for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The language that they read; none follows the browser.
    pub locale: Option<Locale>,
    /// The world that they look at; none means both.
    pub mode: Option<Mode>,
}

impl Preferences {
    fn key(id: StaffId) -> String {
        format!("staff.{id}")
    }
}

/// Names of the staff, opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(HashMap<StaffId, String>);

impl Names {
    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = (StaffId, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// Everybody, by name.
    pub(crate) fn list(&self) -> Vec<(StaffId, String)> {
        let mut all: Vec<_> = self.0.iter().map(|(id, name)| (*id, name.clone())).collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        all
    }

    /// The name; of somebody unknown a dash, so that a page never fails for it.
    pub(crate) fn of(&self, id: StaffId) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| String::from("–"))
    }
}

impl App {
    /// Signs a staff member in.
    pub async fn staff_sign_in(&self, email: &str, password: &str) -> Result<SessionToken, StaffSignInError> {
        let Some(email) = EmailAddress::parse(email) else {
            self.verify_password(password, None).await?;
            return Err(StaffSignInError::Wrong);
        };
        let address = self.staff_email_hash(&email);
        let found = {
            let mut tx = self.store().read().await.map_err(Error::from)?;
            staff::find_by_email(&mut tx, &address).await.map_err(Error::from)?
        };
        let now = self.now();
        // An address that nobody has costs as much and locks as one that somebody has.
        let Some(member) = found else {
            self.verify_password(password, None).await?;
            if let Some(until) = self.decoys().locked_until(&address, now) {
                return Err(StaffSignInError::LockedUntil(until));
            }
            self.decoys().count(address, |failed| lock_after(failed, now));
            return Err(StaffSignInError::Wrong);
        };
        let right = self.verify_password(password, Some(&member.password_hash)).await?;
        if let Some(until) = member.locked_until.filter(|until| *until > now) {
            return Err(StaffSignInError::LockedUntil(until));
        }
        let mut work = self.house_work(Actor::Staff { id: member.id, role: member.role }).await?;
        let about = Subject::Other("staff", Some(member.id.as_uuid()));
        if !right || !member.active {
            let failed = staff::count_failed_login(&mut work.tx, member.id).await.map_err(Error::from)?;
            if let Some(until) = lock_after(failed, work.now) {
                staff::lock(&mut work.tx, member.id, until).await.map_err(Error::from)?;
            }
            work.audit("staff.sign_in_failed", about);
            work.commit().await?;
            return Err(StaffSignInError::Wrong);
        }
        staff::clear_failed_logins(&mut work.tx, member.id).await.map_err(Error::from)?;
        let random = &*self.wiring().random;
        let token = BASE64URL_NOPAD.encode(&random_bytes::<32>(random));
        let session = Session {
            token_hash: self.staff_token_hash(&token),
            id: SessionId::from_uuid(self.fresh_uuid()),
            kind: SessionKind::Staff,
            mode: None,
            applicant_id: None,
            account_id: None,
            staff_id: Some(member.id),
            scope_verification_id: None,
            csrf_secret: random_bytes(random),
            created_at: work.now,
            seen_at: work.now,
            expires_at: work.now.plus(SESSION),
        };
        sessions::insert(&mut work.tx, &session).await.map_err(Error::from)?;
        work.audit("staff.signed_in", about);
        work.commit().await?;
        Ok(SessionToken(token))
    }

    /// Who is behind a staff cookie; none when the session ended or the person left.
    pub async fn staff_session(&self, token: &str) -> Result<Option<StaffSession>, Error> {
        let hash = self.staff_token_hash(token);
        let house = self.vault().house_key().await?;
        let now = self.now();
        let (session, member, preferences) = {
            let mut tx = self.store().read().await?;
            let Some(session) = sessions::find(&mut tx, &hash, now).await? else { return Ok(None) };
            let idle = now.since(session.seen_at) > IDLE;
            let Some(id) = session.staff_id.filter(|_| session.kind == SessionKind::Staff && !idle) else {
                return Ok(None);
            };
            let Some(member) = staff::find(&mut tx, id).await?.filter(|m| m.active) else { return Ok(None) };
            let preferences = read_preferences(&mut tx, id).await?;
            (session, member, preferences)
        };
        if now.since(session.seen_at) > TOUCH {
            // The page is shown all the same when this cannot be written: the disk is full, say.
            if let Err(error) = self.touch_staff_session(&hash, now).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a staff session's last use was not recorded"
                );
            }
        }
        Ok(Some(StaffSession {
            id: member.id,
            name: open_name(&house, &member)?,
            role: member.role,
            csrf: BASE64URL_NOPAD.encode(&self.vault().keyed_hash("csrf", &session.csrf_secret)),
            locale: preferences.locale,
            mode_filter: preferences.mode,
            address: address_of(&house, &member)?,
        }))
    }

    /// A colleague as the rules see them: for what is done on their behalf. Their forms carry nothing.
    pub(crate) async fn colleague(&self, id: StaffId) -> Result<StaffSession, Error> {
        let house = self.vault().house_key().await?;
        let member = {
            let mut tx = self.store().read().await?;
            staff::find(&mut tx, id).await?.filter(|member| member.active).ok_or(Error::NotFound)?
        };
        let colleague = StaffSession {
            id,
            name: open_name(&house, &member)?,
            role: member.role,
            csrf: String::new(),
            locale: None,
            mode_filter: None,
            address: address_of(&house, &member)?,
        };
        if colleague.may(Action::OpenCase) { Ok(colleague) } else { Err(Error::NotAllowed) }
    }

    /// Ends a staff session.
    pub async fn staff_sign_out(&self, token: &str) -> Result<(), Error> {
        let mut work = self.house_work(Actor::System).await?;
        sessions::delete(&mut work.tx, &self.staff_token_hash(token)).await?;
        work.commit().await
    }

    /// Keeps what a staff member chose for themselves.
    pub async fn set_staff_preferences(&self, st: &StaffSession, chosen: Preferences) -> Result<(), Error> {
        let mut work = self.house_work(st.actor()).await?;
        let value = serde_json::to_string(&chosen)?;
        settings::put(&mut work.tx, &Preferences::key(st.id), &value, work.now).await?;
        work.commit().await
    }

    /// Adds somebody to the staff.
    pub async fn create_staff(&self, actor: &Actor, new: NewStaff<'_>) -> Result<StaffId, StaffError> {
        permit(actor, Action::Administer)?;
        let email = EmailAddress::parse(new.email).ok_or(StaffError::Email)?;
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(StaffError::Name);
        }
        check_password(new.password, &email).map_err(StaffError::Password)?;
        let password_hash = self.hash_password(new.password).await?;
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let id = StaffId::from_uuid(self.fresh_uuid());
        let mut work = self.house_work(actor.clone()).await?;
        let member = StaffMember {
            id,
            sealed_name: house.seal(&place(id, "sealed_name"), name.as_bytes()),
            email_hash: self.staff_email_hash(&email),
            sealed_email: house.seal(&place(id, "sealed_email"), email.as_str().as_bytes()),
            role: new.role,
            password_hash,
            active: true,
            failed_logins: 0,
            locked_until: None,
            created_at: work.now,
        };
        match staff::insert(&mut work.tx, &member).await {
            Err(StoreError::Duplicate(_)) => return Err(StaffError::EmailTaken),
            other => other.map_err(Error::from)?,
        }
        work.audit_with("staff.created", Subject::Other("staff", Some(id.as_uuid())), &new.role)?;
        work.commit().await?;
        Ok(id)
    }

    /// Everybody on the staff, oldest first.
    pub async fn list_staff(&self, actor: &Actor) -> Result<Vec<StaffView>, Error> {
        permit(actor, Action::Administer)?;
        let house = self.vault().house_key().await?;
        let mut tx = self.store().read().await?;
        let members = staff::list(&mut tx).await?;
        members
            .into_iter()
            .map(|member| {
                Ok(StaffView {
                    id: member.id,
                    name: open_name(&house, &member)?,
                    email: open(&house, member.id, "sealed_email", &member.sealed_email)?,
                    role: member.role,
                    active: member.active,
                    created_at: member.created_at,
                })
            })
            .collect()
    }

    /// The staff member with that address, for the command line.
    pub async fn find_staff(&self, actor: &Actor, email: &str) -> Result<Option<StaffId>, Error> {
        permit(actor, Action::Administer)?;
        let Some(email) = EmailAddress::parse(email) else { return Ok(None) };
        let mut tx = self.store().read().await?;
        Ok(staff::find_by_email(&mut tx, &self.staff_email_hash(&email)).await?.map(|member| member.id))
    }

    /// Sets a new password and ends every session of theirs. Staff may set their own; for others it
    /// takes the right to administer.
    pub async fn set_staff_password(
        &self,
        actor: &Actor,
        id: StaffId,
        password: &str,
    ) -> Result<(), StaffError> {
        if !matches!(actor, Actor::Staff { id: own, .. } if *own == id) {
            permit(actor, Action::Administer)?;
        }
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let member = {
            let mut tx = self.store().read().await.map_err(Error::from)?;
            staff::find(&mut tx, id).await.map_err(Error::from)?.ok_or(Error::NotFound)?
        };
        let email = open(&house, id, "sealed_email", &member.sealed_email)?;
        let email = EmailAddress::parse(&email)
            .ok_or_else(|| Error::internal("a staff member's stored address does not parse"))?;
        check_password(password, &email).map_err(StaffError::Password)?;
        let hash = self.hash_password(password).await?;
        let mut work = self.house_work(actor.clone()).await?;
        staff::update_password(&mut work.tx, id, &hash).await.map_err(Error::from)?;
        sessions::delete_of_staff(&mut work.tx, id).await.map_err(Error::from)?;
        work.audit("staff.password_set", Subject::Other("staff", Some(id.as_uuid())));
        work.commit().await?;
        Ok(())
    }

    /// Takes the right to sign in away and ends every session of theirs. What they did stays theirs.
    pub async fn deactivate_staff(&self, actor: &Actor, id: StaffId) -> Result<(), Error> {
        permit(actor, Action::Administer)?;
        let mut work = self.house_work(actor.clone()).await?;
        let member = staff::find(&mut work.tx, id).await?.ok_or(Error::NotFound)?;
        staff::update_role(&mut work.tx, id, member.role, false).await?;
        sessions::delete_of_staff(&mut work.tx, id).await?;
        work.audit("staff.deactivated", Subject::Other("staff", Some(id.as_uuid())));
        work.commit().await
    }

    /// The names of everybody on the staff, those who left too.
    pub(crate) async fn staff_names(&self) -> Result<Names, Error> {
        let house = self.vault().house_key().await?;
        let mut tx = self.store().read().await?;
        let members = staff::list(&mut tx).await?;
        let named = members.iter().map(|member| Ok((member.id, open_name(&house, member)?)));
        Ok(Names(named.collect::<Result<_, Error>>()?))
    }

    async fn touch_staff_session(&self, hash: &[u8; 32], now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        sessions::touch(&mut tx, hash, now).await?;
        Ok(tx.commit().await.map(|_| ())?)
    }

    fn staff_token_hash(&self, token: &str) -> [u8; 32] {
        self.vault().keyed_hash(SESSION_HASH, token.as_bytes())
    }

    fn staff_email_hash(&self, email: &EmailAddress) -> [u8; 32] {
        self.vault().keyed_hash("staff.email", email.lookup_form().as_bytes())
    }
}

/// [`Error::NotAllowed`] where the actor may not.
pub(crate) fn permit(actor: &Actor, action: Action) -> Result<(), Error> {
    if may(actor, action) { Ok(()) } else { Err(Error::NotAllowed) }
}

async fn read_preferences(tx: &mut Tx, id: StaffId) -> Result<Preferences, Error> {
    let stored = settings::find(tx, &Preferences::key(id)).await?;
    // What an older version wrote and this one cannot read counts as nothing chosen.
    Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn place(id: StaffId, column: &'static str) -> Context<'static> {
    Context::house("staff", id.as_uuid(), column)
}

fn open(house: &Arc<SubjectKey>, id: StaffId, column: &'static str, sealed: &[u8]) -> Result<String, Error> {
    let bytes = house.open(&place(id, column), sealed)?;
    String::from_utf8(bytes.to_vec()).map_err(Error::internal)
}

/// Their address in its lookup form.
fn address_of(house: &Arc<SubjectKey>, member: &StaffMember) -> Result<String, Error> {
    let address = open(house, member.id, "sealed_email", &member.sealed_email)?;
    Ok(EmailAddress::parse(&address).map(|email| email.lookup_form()).unwrap_or_default())
}

fn open_name(house: &Arc<SubjectKey>, member: &StaffMember) -> Result<String, Error> {
    open(house, member.id, "sealed_name", &member.sealed_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::tests::rig::{PASSWORD, Rig};

    #[tokio::test]
    async fn staff_sign_in_and_out_and_leave() {
        let rig = Rig::new().await;
        let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
        assert_eq!((&*lin.name, lin.role), ("Lin Wei", Role::Reviewer));
        let chosen = Preferences { locale: Some(Locale::ZhCn), mode: Some(Mode::Test) };
        rig.app.set_staff_preferences(&lin, chosen).await.unwrap();
        let token = rig.app.staff_sign_in(" Lin.Wei@DESK.example", PASSWORD).await.unwrap();
        let session = rig.app.staff_session(token.as_str()).await.unwrap().unwrap();
        assert_eq!((session.locale, session.mode_filter), (Some(Locale::ZhCn), Some(Mode::Test)));
        assert_ne!(session.csrf, lin.csrf, "each browser has its own");
        rig.app.staff_sign_out(token.as_str()).await.unwrap();
        assert_eq!(rig.app.staff_session(token.as_str()).await.unwrap(), None);

        let token = rig.app.staff_sign_in("lin.wei@desk.example", PASSWORD).await.unwrap();
        rig.advance(IDLE + Duration::seconds(1));
        assert_eq!(rig.app.staff_session(token.as_str()).await.unwrap(), None, "nobody was there");
        let token = rig.app.staff_sign_in("lin.wei@desk.example", PASSWORD).await.unwrap();
        rig.app.deactivate_staff(&Actor::System, lin.id).await.unwrap();
        assert_eq!(rig.app.staff_session(token.as_str()).await.unwrap(), None);
        let gone = rig.app.staff_sign_in("lin.wei@desk.example", PASSWORD).await;
        assert!(matches!(gone, Err(StaffSignInError::Wrong)));
    }

    #[tokio::test]
    async fn guessing_locks_known_and_unknown_addresses_alike() {
        let rig = Rig::new().await;
        rig.staff(Role::Reviewer, "Lin Wei").await;
        let mut answers = Vec::new();
        for email in ["lin.wei@desk.example", "nobody@desk.example"] {
            let mut said = Vec::new();
            for _ in 0..11 {
                said.push(rig.app.staff_sign_in(email, "wrong").await.unwrap_err().to_string());
            }
            answers.push(said);
        }
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0][10].contains("locked"), "{answers:?}");
        let right = rig.app.staff_sign_in("lin.wei@desk.example", PASSWORD).await;
        assert!(matches!(right, Err(StaffSignInError::LockedUntil(_))));
        rig.advance(Duration::hours(1));
        assert!(rig.app.staff_sign_in("lin.wei@desk.example", PASSWORD).await.is_ok());
    }

    #[tokio::test]
    async fn only_an_admin_adds_people_and_nobody_twice() {
        let rig = Rig::new().await;
        let (lin, sam) =
            (rig.staff(Role::Reviewer, "Lin Wei").await, rig.staff(Role::Admin, "Sam Okafor").await);
        let new = NewStaff { name: "Robin", email: "r@desk.example", role: Role::Agent, password: PASSWORD };
        let add = |actor: Actor, new| {
            let app = rig.app.clone();
            async move { app.create_staff(&actor, new).await }
        };
        assert!(matches!(add(lin.actor(), new).await, Err(StaffError::Error(Error::NotAllowed))));
        let id = add(sam.actor(), new).await.unwrap();
        assert!(matches!(add(sam.actor(), new).await, Err(StaffError::EmailTaken)));
        assert!(matches!(add(sam.actor(), NewStaff { name: " ", ..new }).await, Err(StaffError::Name)));
        assert!(matches!(add(sam.actor(), NewStaff { email: "x", ..new }).await, Err(StaffError::Email)));
        let short = NewStaff { password: "short", email: "s@desk.example", ..new };
        assert!(matches!(
            add(sam.actor(), short).await,
            Err(StaffError::Password(PasswordProblem::TooShort))
        ));
        assert_eq!(rig.app.list_staff(&sam.actor()).await.unwrap().len(), 3);
        assert_eq!(rig.app.find_staff(&sam.actor(), "R@desk.example").await.unwrap(), Some(id));

        let own = rig.app.set_staff_password(&lin.actor(), lin.id, "another good long password").await;
        assert!(own.is_ok());
        let theirs = rig.app.set_staff_password(&lin.actor(), sam.id, "another good long password").await;
        assert!(matches!(theirs, Err(StaffError::Error(Error::NotAllowed))));
        assert!(rig.app.staff_sign_in("lin.wei@desk.example", "another good long password").await.is_ok());
    }
}
