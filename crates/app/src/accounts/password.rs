//! Hashing passwords: argon2id, on the bounded pool, never in a transaction.

use crate::{App, clock::random_bytes, error::Error};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use zeroize::Zeroizing;

/// Who is hashed when nobody is there: the same cost as a real one.
const NOBODY: &str = "nobody has this password";

impl App {
    /// Hashes a password with a fresh salt; gives the PHC form.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String, Error> {
        let password = Zeroizing::new(password.to_owned());
        let salt: [u8; 16] = random_bytes(&*self.wiring().random);
        let argon2 = self.argon2()?;
        self.hashing()
            .run(move || {
                argon2.hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
            })
            .await?
            .map_err(Error::internal)
    }

    /// Whether a password fits a hash. Without a hash it costs the same and never fits.
    pub(crate) async fn verify_password(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let Some(hash) = hash else {
            self.hash_password(NOBODY).await?;
            return Ok(false);
        };
        let hash = PasswordHash::new(hash).map_err(Error::internal)?;
        let password = Zeroizing::new(password.to_owned());
        let argon2 = self.argon2()?;
        self.hashing().run(move || argon2.verify_password(password.as_bytes(), &hash).is_ok()).await
    }

    fn argon2(&self) -> Result<Argon2<'static>, Error> {
        let cost = self.settings().argon2;
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(Error::internal)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}
