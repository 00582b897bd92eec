//! API keys: made, found by their secret, revoked. Only a keyed hash of the secret is stored.

use super::views::{ApiKeyView, CreatedKey};
use crate::{App, clock::random_bytes, error::Error, staff::permit, work::Subject};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    ApiKeyId, Timestamp,
    access::{Action, Actor, Scope},
    verification::Mode,
};
use proofdesk_store::{api_keys, api_keys::ApiKey};
use time::Duration;

/// What secrets of keys are hashed for.
const KEY_HASH: &str = "api_key";
/// The last use is recorded to the minute.
const TOUCH: Duration = Duration::minutes(1);
/// Longest name of a key, in characters.
const MAX_NAME_CHARS: usize = 100;

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Empty or too long.
    #[error("the key's name is empty or longer than 100 characters")]
    Name,
    /// A key that may do nothing.
    #[error("name at least one scope")]
    NoScope,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// Makes a key. Its secret is in the answer and nowhere else.
    pub async fn create_key(
        &self,
        actor: &Actor,
        name: &str,
        mode: Mode,
        scopes: &[Scope],
    ) -> Result<CreatedKey, KeyError> {
        permit(actor, Action::Administer)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(KeyError::Name);
        }
        let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| scopes.contains(scope)).collect();
        if scopes.is_empty() {
            return Err(KeyError::NoScope);
        }
        let random = BASE64URL_NOPAD.encode(&random_bytes::<32>(&*self.wiring().random));
        let secret = format!("pd_{}_{random}", mode.as_str());
        let id = ApiKeyId::from_uuid(self.fresh_uuid());
        let mut work = self.house_work(actor.clone()).await?;
        let key = ApiKey {
            id,
            mode,
            name: name.to_owned(),
            key_hash: self.vault().keyed_hash(KEY_HASH, secret.as_bytes()),
            scopes,
            created_at: work.now,
            last_used_at: None,
            revoked_at: None,
        };
        api_keys::insert(&mut work.tx, &key).await.map_err(Error::from)?;
        work.audit_with("key.created", about(id), &(mode, &key.scopes))?;
        work.commit().await?;
        Ok(CreatedKey { id, secret })
    }

    /// Who is behind a secret; none when there is no such key or it was revoked.
    pub async fn find_key(&self, secret: &str) -> Result<Option<Actor>, Error> {
        let hash = self.vault().keyed_hash(KEY_HASH, secret.as_bytes());
        let found = {
            let mut tx = self.store().read().await?;
            api_keys::find(&mut tx, &hash).await?
        };
        let Some(key) = found else { return Ok(None) };
        let now = self.now();
        if key.last_used_at.is_none_or(|last| now.since(last) >= TOUCH) {
            // The request is answered all the same when this cannot be written.
            if let Err(error) = self.touch_key(key.id, now).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a key's last use was not recorded");
            }
        }
        Ok(Some(Actor::Key { id: key.id, mode: key.mode, scopes: key.scopes }))
    }

    async fn touch_key(&self, id: ApiKeyId, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        api_keys::touch(&mut tx, id, now).await?;
        Ok(tx.commit().await.map(|_| ())?)
    }

    /// Every key, revoked ones included, oldest first.
    pub async fn list_keys(&self, actor: &Actor) -> Result<Vec<ApiKeyView>, Error> {
        permit(actor, Action::Administer)?;
        let mut tx = self.store().read().await?;
        let keys = api_keys::list(&mut tx).await?;
        let view = |key: ApiKey| ApiKeyView {
            id: key.id,
            mode: key.mode,
            name: key.name,
            scopes: key.scopes,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        };
        Ok(keys.into_iter().map(view).collect())
    }

    /// Revokes a key at once and for good. A second time is [`Error::NotFound`].
    pub async fn revoke_key(&self, actor: &Actor, id: ApiKeyId) -> Result<(), Error> {
        permit(actor, Action::Administer)?;
        let mut work = self.house_work(actor.clone()).await?;
        api_keys::revoke(&mut work.tx, id, work.now).await?;
        work.audit("key.revoked", about(id));
        work.commit().await
    }
}

const fn about(id: ApiKeyId) -> Subject {
    Subject::Other("api_key", Some(id.as_uuid()))
}
