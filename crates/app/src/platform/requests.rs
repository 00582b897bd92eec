//! Idempotency keys: the same request twice gives the first one's answer.

use super::views::StoredAnswer;
use crate::{App, error::Error};
use proofdesk_domain::{ApiKeyId, access::Actor};
use proofdesk_store::{StoreError, api_keys, api_keys::RememberedAnswer};
use proofdesk_vault::Context;

/// Longest idempotency key, in bytes.
const MAX_KEY_BYTES: usize = 255;

/// A request that carries an idempotency key.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency<'a> {
    /// As the header said.
    pub key: &'a str,
    /// Method, path and body: what must be the same for the answer to be.
    pub request: &'a [u8],
}

/// Why no earlier answer can be given.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Empty or over 255 bytes.
    #[error("the idempotency key is empty or longer than 255 bytes")]
    Key,
    /// The key was used for another request.
    #[error("the idempotency key was used for another request")]
    OtherRequest,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// The answer given to the same request before, if there is one.
    pub async fn earlier_answer(
        &self,
        actor: &Actor,
        request: Idempotency<'_>,
    ) -> Result<Option<StoredAnswer>, AnswerError> {
        let (id, key_hash, request_hash) = self.hashes(actor, request)?;
        let found = {
            let mut tx = self.store().read().await.map_err(Error::from)?;
            api_keys::find_answer(&mut tx, id, &key_hash).await.map_err(Error::from)?
        };
        let Some(found) = found else { return Ok(None) };
        if found.request_hash != request_hash {
            return Err(AnswerError::OtherRequest);
        }
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let place = Context::house("idempotency", found.id, "sealed_response");
        let body = match &found.sealed_response {
            Some(sealed) => house.open(&place, sealed).map_err(Error::from)?.to_vec(),
            None => Vec::new(),
        };
        let status = u16::try_from(found.status).map_err(Error::internal)?;
        Ok(Some(StoredAnswer { status, body }))
    }

    /// Remembers an answer. Another answer to the same request that was faster stays.
    pub async fn remember_answer(
        &self,
        actor: &Actor,
        request: Idempotency<'_>,
        answer: &StoredAnswer,
    ) -> Result<(), AnswerError> {
        let (id, key_hash, request_hash) = self.hashes(actor, request)?;
        let house = self.vault().house_key().await.map_err(Error::from)?;
        let row = self.fresh_uuid();
        let place = Context::house("idempotency", row, "sealed_response");
        let remembered = RememberedAnswer {
            id: row,
            api_key_id: id,
            key_hash,
            request_hash,
            applicant_id: None,
            status: i64::from(answer.status),
            sealed_response: Some(house.seal(&place, &answer.body)),
            created_at: self.now(),
        };
        let mut tx = self.store().begin().await.map_err(Error::from)?;
        match api_keys::insert_answer(&mut tx, &remembered).await {
            Err(StoreError::Duplicate(_)) => Ok(()),
            other => {
                other.map_err(Error::from)?;
                tx.commit().await.map_err(Error::from)?;
                Ok(())
            }
        }
    }

    fn hashes(
        &self,
        actor: &Actor,
        request: Idempotency<'_>,
    ) -> Result<(ApiKeyId, [u8; 32], [u8; 32]), AnswerError> {
        let Actor::Key { id, .. } = actor else { return Err(Error::NotAllowed.into()) };
        if request.key.is_empty() || request.key.len() > MAX_KEY_BYTES {
            return Err(AnswerError::Key);
        }
        let key = self.vault().keyed_hash("idempotency.key", request.key.as_bytes());
        let body = self.vault().keyed_hash("idempotency.request", request.request);
        Ok((*id, key, body))
    }
}
