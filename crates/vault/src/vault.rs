//! The vault as async callers use it: keyring and object store together.

use crate::{
    Context, FileOpener, FileSealer, Keyring, MasterKey, ObjectKey, ObjectStore, Rewrapped, Signer,
    SubjectKey, VaultError, objects::blocking,
};
use std::{path::PathBuf, sync::Arc};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Where the vault keeps its things.
#[derive(Clone, Debug)]
pub struct VaultConfig {
    /// The folder of the wrapped keys; back it up apart from the rest, and for a short time only.
    pub keyring: PathBuf,
    /// The folder of the sealed objects.
    pub objects: PathBuf,
    /// Bytes of the file system that objects leave free, for the database.
    pub free_space_floor: u64,
    /// How many unwrapped keys stay in memory.
    pub cached_keys: usize,
}

/// Keyring and object store. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    keyring: Arc<Keyring>,
    objects: ObjectStore,
}

/// How much of a file is read at once.
const READ: usize = 256 * 1024;

impl Vault {
    /// Opens both folders. `previous` is the old master key during a rotation.
    pub fn open(
        config: &VaultConfig,
        master: &MasterKey,
        previous: Option<&MasterKey>,
    ) -> Result<Self, VaultError> {
        Ok(Self {
            keyring: Arc::new(Keyring::open(&config.keyring, master, previous, config.cached_keys)?),
            objects: ObjectStore::open(&config.objects, config.free_space_floor)?,
        })
    }

    /// Makes the key of a new subject; durable when this returns. Do it before the first row.
    pub async fn create_key(&self, subject: Uuid) -> Result<Arc<SubjectKey>, VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || keyring.create(subject)).await
    }

    /// The key of a subject.
    pub async fn key(&self, subject: Uuid) -> Result<Arc<SubjectKey>, VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || keyring.get(subject)).await
    }

    /// The house's own key.
    pub async fn house_key(&self) -> Result<Arc<SubjectKey>, VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || keyring.house()).await
    }

    /// What signs receipts. Made at the first call.
    pub async fn signer(&self) -> Result<Signer, VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || Signer::read_or_create(keyring.folder(), &*keyring.house()?)).await
    }

    /// Destroys a subject's key, and with it the meaning of everything sealed for them. Repeatable.
    pub async fn destroy_key(&self, subject: Uuid) -> Result<(), VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || keyring.destroy(subject)).await
    }

    /// Moves every key under the current master key; resumable.
    pub async fn rewrap_all(&self) -> Result<Rewrapped, VaultError> {
        let keyring = Arc::clone(&self.keyring);
        blocking(move || keyring.rewrap_all()).await
    }

    /// The blind index: see [`Keyring::keyed_hash`].
    pub fn keyed_hash(&self, purpose: &str, content: &[u8]) -> [u8; 32] {
        self.keyring.keyed_hash(purpose, content)
    }

    /// Seals a whole file and stores it; durable when this returns. Write the row afterwards: an
    /// object without a row is swept, a row without an object is a loss.
    pub async fn put_file(
        &self,
        key: &SubjectKey,
        context: &Context<'_>,
        plaintext: &[u8],
    ) -> Result<ObjectKey, VaultError> {
        let mut sealer = FileSealer::new(key, context);
        let mut writer = self.objects.create(plaintext.len() as u64).await?;
        for part in plaintext.chunks(READ) {
            writer.write(&sealer.push(part)?).await?;
        }
        writer.write(&sealer.finish()?).await?;
        writer.finish().await
    }

    /// Reads and opens a whole file.
    pub async fn get_file(
        &self,
        key: &SubjectKey,
        context: &Context<'_>,
        object: &ObjectKey,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let mut opener = FileOpener::new(key, context);
        let mut reader = self.objects.get(object).await?;
        let mut plaintext = Zeroizing::new(Vec::new());
        loop {
            let sealed = reader.read(READ).await?;
            if sealed.is_empty() {
                break;
            }
            extend_wiped(&mut plaintext, &opener.push(&sealed)?);
        }
        extend_wiped(&mut plaintext, &opener.finish()?);
        Ok(plaintext)
    }

    /// Deletes a file; repeatable.
    pub async fn delete_file(&self, object: &ObjectKey) -> Result<(), VaultError> {
        self.objects.delete(object).await
    }

    /// The object store, for streaming with [`FileSealer`] and [`FileOpener`] and for sweeping.
    pub fn objects(&self) -> &ObjectStore {
        &self.objects
    }

    /// Whether keys and objects can be reached and there is room to write: for readiness.
    pub async fn check(&self) -> Result<(), VaultError> {
        let vault = self.clone();
        blocking(move || {
            vault.keyring.house()?;
            vault.objects.check_space(0)
        })
        .await
    }
}

/// Appends without leaving a copy behind in memory that growing gave back.
fn extend_wiped(to: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    if to.capacity() - to.len() < more.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((to.len() + more.len()).max(to.len() * 2)));
        larger.extend_from_slice(to);
        *to = larger;
    }
    to.extend_from_slice(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &std::path::Path) -> Vault {
        let config = VaultConfig {
            keyring: folder.join("keyring"),
            objects: folder.join("objects"),
            free_space_floor: 0,
            cached_keys: 4,
        };
        Vault::open(&config, &MasterKey::from_bytes([1; 32]), None).unwrap()
    }

    /// Everything below the folder, as one heap of bytes.
    fn everything(folder: &std::path::Path) -> Vec<u8> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all.extend(everything(&path));
            } else {
                all.extend(std::fs::read(&path).unwrap());
            }
        }
        all
    }

    #[tokio::test]
    async fn nothing_on_disk_shows_what_was_stored_and_erasure_is_final() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        let subject = Uuid::from_u128(5);
        let place = Context::new("live", subject, "evidence", Uuid::from_u128(6), "picture");
        let canary = b"CANARY-8d1f ".repeat(50_000);

        let key = vault.create_key(subject).await.unwrap();
        let object = vault.put_file(&key, &place, &canary).await.unwrap();
        let field = key.seal(&place, b"CANARY-8d1f");
        assert_eq!(*vault.get_file(&key, &place, &object).await.unwrap(), canary);
        let found = |heap: &[u8]| heap.windows(11).any(|w| w == b"CANARY-8d1f");
        assert!(!found(&everything(folder.path())));
        assert!(!found(&field));

        drop(key);
        vault.destroy_key(subject).await.unwrap();
        assert!(matches!(vault.key(subject).await, Err(VaultError::Destroyed(_))));
        let again = open(folder.path());
        assert!(matches!(again.key(subject).await, Err(VaultError::Destroyed(_))));
        vault.check().await.unwrap();
    }

    #[tokio::test]
    async fn a_damaged_object_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        let subject = Uuid::from_u128(5);
        let place = Context::new("live", subject, "evidence", Uuid::from_u128(6), "picture");
        let key = vault.create_key(subject).await.unwrap();
        let a = vault.put_file(&key, &place, b"a").await.unwrap();
        let other_place = Context { row: Uuid::from_u128(7), ..place };
        assert!(matches!(vault.get_file(&key, &other_place, &a).await, Err(VaultError::Refused)));
    }
}
