//! Sending what waits in the outbox. A mail is sent at least once; its id tells a repeated one.

use super::worker::{LEASE, WorkerConfig, said};
use crate::{App, clock::random_bytes, error::Error, seal::columns, wiring::MailError, work::WaitingMail};
use proofdesk_store::{
    StoreError, applicants,
    outbox::{self, Outgoing},
};
use proofdesk_vault::Context;
use uuid::Uuid;

/// What came of a try.
enum Tried {
    Sent,
    Later(String),
    Never(String),
}

impl App {
    /// Sends one mail, if one is due. False when there was none.
    pub async fn send_once(&self, config: &WorkerConfig) -> Result<bool, Error> {
        let now = self.now();
        let token = Uuid::from_bytes(random_bytes(&*self.wiring().random));
        let mut tx = self.store().begin().await?;
        let Some(waiting) = outbox::claim(&mut tx, token, now, now.plus(LEASE)).await? else {
            return Ok(false);
        };
        tx.commit().await?;
        let lease = waiting.lease().ok_or_else(|| Error::internal(StoreError::LeaseLost))?;
        let tried = if waiting.is_poisoned(&config.mail_retry) {
            Tried::Never("its sender died every time".into())
        } else {
            self.try_mail(&waiting).await
        };
        let now = self.now();
        let mut tx = self.store().begin().await?;
        match tried {
            Tried::Sent => outbox::complete(&mut tx, lease, now).await?,
            Tried::Later(why) => {
                tracing::warn!(mail.id = %waiting.id, why, "a mail could not be handed over; it is tried again");
                outbox::fail(&mut tx, lease, &why, now, &config.mail_retry, self.jitter()).await?;
            }
            Tried::Never(why) => {
                tracing::warn!(mail.id = %waiting.id, why, "a mail was put aside");
                outbox::put_aside(&mut tx, lease, &why, now).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn try_mail(&self, waiting: &Outgoing) -> Tried {
        let mail = match self.open_mail(waiting).await {
            Ok(Some(mail)) => mail,
            // Erased meanwhile: nothing is left to send.
            Ok(None) | Err(Error::NotFound) => return Tried::Sent,
            Err(error) if error.is_temporary() => return Tried::Later(said(&error)),
            Err(error) => return Tried::Never(said(&error)),
        };
        let text = self.wiring().mail_texts.render(&mail.mail, mail.locale);
        match self.wiring().mailer.send(waiting.id, mail.to.as_str(), &text).await {
            Ok(()) => Tried::Sent,
            // A server's own words may repeat the address: only ours are kept.
            Err(error @ MailError::Later(_)) => Tried::Later(error.to_string()),
            Err(error @ MailError::Refused(_)) => Tried::Never(error.to_string()),
        }
    }

    async fn open_mail(&self, waiting: &Outgoing) -> Result<Option<WaitingMail>, Error> {
        let Some(applicant) = waiting.applicant_id else {
            let place = Context::house(columns::MAIL.0, waiting.id, columns::MAIL.1);
            let plain = self.vault().house_key().await?.open(&place, &waiting.sealed)?;
            return Ok(Some(serde_json::from_slice(&plain)?));
        };
        let person = {
            let mut tx = self.store().read().await?;
            applicants::find(&mut tx, applicant).await?
        };
        let Some(person) = person else { return Ok(None) };
        let seal = self.seal_of(person.mode, applicant).await?;
        seal.open_json(columns::MAIL, waiting.id, &waiting.sealed).map(Some)
    }
}
