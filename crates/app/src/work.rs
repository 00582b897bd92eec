//! One use case's transaction: its rows, and with them the audit entry, the live event, the job and
//! the mail that belong to it. All of it is durable at [`Work::commit`], or none of it is.

use crate::{
    App, clock,
    error::Error,
    seal::{Seal, columns},
    views::Locale,
    wiring::MailKind,
};
use proofdesk_domain::{
    ApplicantId, ConversationId, JobId, Timestamp, VerificationId, access::Actor, account::EmailAddress,
    verification::Mode,
};
use proofdesk_store::{Tx, audit, events, jobs, outbox};
use proofdesk_vault::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) use events::Audience;

/// A transaction that writes, and in whose name.
pub(crate) struct Work {
    /// For the store's functions.
    pub tx: Tx,
    /// One moment for everything in it.
    pub now: Timestamp,
    actor: Actor,
    mode: Option<Mode>,
    applicant: Option<ApplicantId>,
}

/// What an audit entry is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject {
    /// A case. Its whole history has it as the subject, so that one look-up tells it.
    Case(VerificationId),
    /// A conversation.
    Conversation(ConversationId),
    /// A person.
    Applicant(ApplicantId),
    /// Anything else: its kind and id.
    Other(&'static str, Option<Uuid>),
}

impl Subject {
    const fn parts(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Case(id) => ("verification", Some(id.as_uuid())),
            Self::Conversation(id) => ("conversation", Some(id.as_uuid())),
            Self::Applicant(id) => ("applicant", Some(id.as_uuid())),
            Self::Other(kind, id) => (kind, id),
        }
    }
}

/// A mail as it waits in the outbox, sealed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WaitingMail {
    pub to: EmailAddress,
    pub mail: MailKind,
    pub locale: Locale,
}

impl App {
    /// Begins a use case about one applicant, in the name of `actor`.
    pub(crate) async fn work(&self, actor: Actor, mode: Mode, applicant: ApplicantId) -> Result<Work, Error> {
        Ok(Work {
            tx: self.store().begin().await?,
            now: self.now(),
            actor,
            mode: Some(mode),
            applicant: Some(applicant),
        })
    }

    /// Begins a use case about nobody in particular: staff, keys, clearing up.
    pub(crate) async fn house_work(&self, actor: Actor) -> Result<Work, Error> {
        Ok(Work { tx: self.store().begin().await?, now: self.now(), actor, mode: None, applicant: None })
    }

    /// What seals an applicant's values. Fetched before a transaction: the key may come from the disk.
    pub(crate) async fn seal_of(&self, mode: Mode, applicant: ApplicantId) -> Result<Seal, Error> {
        Ok(Seal::new(self.vault().key(applicant.as_uuid()).await?, mode, applicant))
    }
}

impl Work {
    /// Goes on in another's name, about somebody else: for what is done for several in one transaction.
    pub(crate) fn turn_to(&mut self, actor: Actor, mode: Mode, applicant: ApplicantId) {
        self.actor = actor;
        self.mode = Some(mode);
        self.applicant = Some(applicant);
    }

    /// In whose name it is done just now.
    pub(crate) fn name(&self) -> Actor {
        self.actor.clone()
    }

    /// Records who did what.
    pub(crate) fn audit(&mut self, action: &'static str, subject: Subject) {
        self.record(action, subject, None);
    }

    /// Records who did what, with a hash of details that stand elsewhere. Never of personal data: a
    /// hash of something short can be guessed.
    pub(crate) fn audit_with(
        &mut self,
        action: &'static str,
        subject: Subject,
        detail: &impl Serialize,
    ) -> Result<(), Error> {
        let hash = Sha256::digest(serde_json::to_vec(detail)?).into();
        self.record(action, subject, Some(hash));
        Ok(())
    }

    fn record(&mut self, action: &'static str, subject: Subject, detail_hash: Option<[u8; 32]>) {
        let (actor_kind, actor_id) = match &self.actor {
            Actor::Applicant { id, .. } => ("applicant", Some(id.as_uuid())),
            Actor::Staff { id, .. } => ("staff", Some(id.as_uuid())),
            Actor::Key { id, .. } => ("key", Some(id.as_uuid())),
            Actor::System => ("system", None),
        };
        let (subject_kind, subject_id) = subject.parts();
        let entry = audit::Entry {
            at: self.now,
            mode: self.mode,
            actor_kind,
            actor_id,
            action,
            subject_kind,
            subject_id,
            applicant: self.applicant,
            detail_hash,
        };
        audit::append(&mut self.tx, entry);
    }

    /// Tells live pages that something changed; they load it anew.
    pub(crate) fn tell(&mut self, kind: &'static str, audience: Audience, subject: Option<Uuid>) {
        let event = events::NewEvent {
            mode: self.mode,
            applicant: self.applicant,
            audience,
            kind,
            subject,
            at: self.now,
        };
        events::append(&mut self.tx, event);
    }

    /// Wants something done about a subject, now or later.
    pub(crate) async fn want(
        &mut self,
        app: &App,
        kind: &'static str,
        subject: Option<Uuid>,
        run_at: Timestamp,
    ) -> Result<JobId, Error> {
        self.want_with(app, kind, subject, run_at, String::from("{}")).await
    }

    /// Wants something done, with a payload of ids as JSON.
    pub(crate) async fn want_with(
        &mut self,
        app: &App,
        kind: &'static str,
        subject: Option<Uuid>,
        run_at: Timestamp,
        payload: String,
    ) -> Result<JobId, Error> {
        let id = JobId::from_uuid(app.fresh_uuid());
        let job = jobs::NewJob {
            id,
            kind,
            applicant: self.applicant,
            subject,
            payload,
            run_at,
            created_at: self.now,
        };
        jobs::insert(&mut self.tx, job).await?;
        Ok(id)
    }

    /// Wants a mail sent to an applicant.
    pub(crate) async fn mail(
        &mut self,
        app: &App,
        seal: &Seal,
        to: &EmailAddress,
        locale: Locale,
        mail: MailKind,
    ) -> Result<(), Error> {
        let id = app.fresh_uuid();
        let waiting = WaitingMail { to: to.clone(), mail, locale };
        let outgoing = outbox::NewOutgoing {
            id,
            kind: "mail",
            applicant: self.applicant,
            sealed: seal.json(columns::MAIL, id, &waiting)?,
            run_at: self.now,
            created_at: self.now,
        };
        Ok(outbox::insert(&mut self.tx, outgoing).await?)
    }

    /// Wants a mail sent to somebody who is no applicant, sealed under the house's `key`.
    pub(crate) async fn house_mail(
        &mut self,
        app: &App,
        key: &proofdesk_vault::SubjectKey,
        to: &EmailAddress,
        locale: Locale,
        mail: MailKind,
    ) -> Result<(), Error> {
        let id = app.fresh_uuid();
        let plain = serde_json::to_vec(&WaitingMail { to: to.clone(), mail, locale })?;
        let place = Context::house(columns::MAIL.0, id, columns::MAIL.1);
        let outgoing = outbox::NewOutgoing {
            id,
            kind: "mail",
            applicant: None,
            sealed: key.seal(&place, &plain),
            run_at: self.now,
            created_at: self.now,
        };
        Ok(outbox::insert(&mut self.tx, outgoing).await?)
    }

    /// Makes everything durable.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await?;
        Ok(())
    }
}

/// The kinds of live events.
pub(crate) mod told {
    /// A case changed: state, pictures, findings.
    pub(crate) const CASE: &str = "verification.changed";
    /// A step of the checks was done.
    pub(crate) const STEP: &str = "verification.step";
    /// A conversation got a message.
    pub(crate) const CONVERSATION: &str = "conversation.changed";
    /// Somebody came to a conversation, went, writes, or has read on.
    pub(crate) const PRESENCE: &str = "conversation.presence";
    /// A note names a colleague, or was seen by them.
    pub(crate) const MENTION: &str = "mention.changed";
    /// The inbox changed.
    pub(crate) const INBOX: &str = "inbox.changed";
}

impl App {
    /// An id that nobody has had.
    pub(crate) fn fresh_uuid(&self) -> Uuid {
        clock::fresh_uuid(self.now(), &*self.wiring().random)
    }

    /// A reference that people quote.
    pub(crate) fn fresh_reference(&self, prefix: &str) -> String {
        proofdesk_domain::account::reference(prefix, clock::random_bytes(&*self.wiring().random))
    }
}
