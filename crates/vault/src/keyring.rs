//! The keyring: one small file per subject, holding their data key wrapped by the master key.
//!
//! Layout of a key file: 8 bytes that name the master key, then the data key sealed as a field, bound
//! to the subject. A destroyed key leaves an empty `.gone` file, so that "erased" and "lost" differ and
//! a late writer cannot bring the subject back. Everything that changes the folder holds a lock file,
//! so that several processes may share it.

use crate::{
    MasterKey, VaultError,
    folder::{make_folder, replace_private, sync_folder, write_new_private},
    key::{Secret, SubjectKey, fill_random, keyed, open_with, seal_with},
};
use std::{
    collections::{HashMap, VecDeque},
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The house's own key: staff addresses, settings.
const HOUSE: Uuid = Uuid::nil();
/// The key of the blind index. Apart from the master key, so that rotating the master key does not
/// make every account unfindable.
const INDEX: Uuid = Uuid::max();

/// The subjects' keys.
pub struct Keyring {
    folder: PathBuf,
    current: Wrapping,
    previous: Option<Wrapping>,
    cache: Mutex<Cache>,
    index: Secret,
}

struct Wrapping {
    id: [u8; 8],
    key: Secret,
}

impl Wrapping {
    fn of(master: &MasterKey) -> Self {
        Self { id: master.id(), key: master.wrapping_key() }
    }
}

/// What [`Keyring::rewrap_all`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys that are now under the new master key and were not before.
    pub moved: u64,
    /// Keys that were under it already: an earlier run that stopped midway got to them.
    pub already: u64,
}

impl Keyring {
    /// Opens the folder, making it and the house's keys where there are none.
    ///
    /// During a rotation `previous` is the old master key: keys wrapped under either are readable.
    /// At most `cached` unwrapped keys are kept in memory.
    pub fn open(
        folder: &Path,
        current: &MasterKey,
        previous: Option<&MasterKey>,
        cached: usize,
    ) -> Result<Self, VaultError> {
        make_folder(folder)?;
        let mut keyring = Self {
            folder: folder.to_owned(),
            current: Wrapping::of(current),
            previous: previous.map(Wrapping::of),
            cache: Mutex::new(Cache { limit: cached.max(1), keys: HashMap::new(), order: VecDeque::new() }),
            index: Zeroizing::new([0; 32]),
        };
        for own in [HOUSE, INDEX] {
            match keyring.create(own) {
                Ok(_) | Err(VaultError::KeyExists(_)) => {}
                Err(cause) => return Err(cause),
            }
        }
        keyring.index = keyring.unwrap(INDEX)?;
        Ok(keyring)
    }

    /// Makes the key of a new subject. It is on disk when this returns.
    pub fn create(&self, subject: Uuid) -> Result<Arc<SubjectKey>, VaultError> {
        let _lock = self.lock()?;
        if self.gone_path(subject).exists() {
            return Err(VaultError::Destroyed(subject));
        }
        let mut data_key = Zeroizing::new([0; 32]);
        fill_random(&mut data_key[..]);
        if !write_new_private(&self.key_path(subject), &self.wrap(subject, &data_key))? {
            return Err(VaultError::KeyExists(subject));
        }
        Ok(self.cache().put(subject, SubjectKey::derive(&data_key)))
    }

    /// The key of a subject. [`VaultError::Destroyed`] after an erasure, in every process at once.
    pub fn get(&self, subject: Uuid) -> Result<Arc<SubjectKey>, VaultError> {
        // The file is looked at even when the key is in memory: another process may have destroyed it.
        if self.key_path(subject).exists() {
            if let Some(key) = self.cache().get(subject) {
                return Ok(key);
            }
            let data_key = self.unwrap(subject)?;
            return Ok(self.cache().put(subject, SubjectKey::derive(&data_key)));
        }
        self.cache().remove(subject);
        Err(self.absent(subject))
    }

    /// Where the keys lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The house's own key.
    pub fn house(&self) -> Result<Arc<SubjectKey>, VaultError> {
        self.get(HOUSE)
    }

    /// Destroys a subject's key: what was sealed for them can never be read again. Doing it twice, or
    /// for a subject who never had a key, is fine.
    pub fn destroy(&self, subject: Uuid) -> Result<(), VaultError> {
        if subject == HOUSE || subject == INDEX {
            return Err(VaultError::HouseKey);
        }
        let _lock = self.lock()?;
        // First the mark, then the key: a crash between the two is mended by asking again.
        write_new_private(&self.gone_path(subject), b"")?;
        self.cache().remove(subject);
        let path = self.key_path(subject);
        match OpenOptions::new().write(true).open(&path) {
            Ok(mut file) => {
                // Best effort on file systems that write in place; the unlink is what counts.
                let length = file.metadata().map_or(128, |about| about.len()) as usize;
                file.write_all(&vec![0; length])
                    .and_then(|()| file.sync_all())
                    .map_err(VaultError::io("could not overwrite", &path))?;
            }
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(VaultError::io("could not open", &path)(cause)),
        }
        fs::remove_file(&path).map_err(VaultError::io("could not remove", &path))?;
        sync_folder(&self.shelf(subject))
    }

    /// Moves every key under the current master key. May stop and be run again at any point; keys
    /// under either master key stay readable meanwhile.
    pub fn rewrap_all(&self) -> Result<Rewrapped, VaultError> {
        let mut done = Rewrapped::default();
        for subject in self.subjects()? {
            let _lock = self.lock()?;
            let path = self.key_path(subject);
            let wrapped = match fs::read(&path) {
                Ok(bytes) => bytes,
                // Destroyed since the listing.
                Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
                Err(cause) => return Err(VaultError::io("could not read", &path)(cause)),
            };
            if wrapped.starts_with(&self.current.id) {
                done.already += 1;
                continue;
            }
            let data_key = self.unwrap_bytes(subject, &wrapped)?;
            replace_private(&path, &self.wrap(subject, &data_key))?;
            done.moved += 1;
        }
        Ok(done)
    }

    /// Every subject that has a key, the house's own included.
    pub fn subjects(&self) -> Result<Vec<Uuid>, VaultError> {
        let failed = |path: &Path| VaultError::io("could not list", path);
        let mut found = Vec::new();
        for shelf in fs::read_dir(&self.folder).map_err(failed(&self.folder))? {
            let shelf = shelf.map_err(failed(&self.folder))?.path();
            if !shelf.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&shelf).map_err(failed(&shelf))? {
                let path = entry.map_err(failed(&shelf))?.path();
                if path.extension().is_some_and(|e| e == "key")
                    && let Some(id) = path.file_stem().and_then(|s| s.to_str())
                    && let Ok(id) = Uuid::try_parse(id)
                {
                    found.push(id);
                }
            }
        }
        Ok(found)
    }

    /// A keyed hash for finding things by their content without storing it: the blind index. Purposes
    /// keep kinds of content apart; the caller normalises the text.
    pub fn keyed_hash(&self, purpose: &str, content: &[u8]) -> [u8; 32] {
        keyed(&self.index, &[b"proofdesk.index.v1", purpose.as_bytes(), content])
    }

    fn absent(&self, subject: Uuid) -> VaultError {
        if self.gone_path(subject).exists() {
            VaultError::Destroyed(subject)
        } else {
            VaultError::NoKey(subject)
        }
    }

    fn wrap(&self, subject: Uuid, data_key: &[u8; 32]) -> Vec<u8> {
        let mut nonce = [0; 24];
        fill_random(&mut nonce);
        let mut bytes = self.current.id.to_vec();
        bytes.extend(seal_with(&self.current.key, &nonce, &bound_to(subject), data_key));
        bytes
    }

    fn unwrap(&self, subject: Uuid) -> Result<Secret, VaultError> {
        let path = self.key_path(subject);
        match fs::read(&path) {
            Ok(bytes) => self.unwrap_bytes(subject, &bytes),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Err(self.absent(subject)),
            Err(cause) => Err(VaultError::io("could not read", &path)(cause)),
        }
    }

    fn unwrap_bytes(&self, subject: Uuid, bytes: &[u8]) -> Result<Secret, VaultError> {
        let (id, sealed) = bytes.split_first_chunk::<8>().ok_or(VaultError::Refused)?;
        let wrapping = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|w| w.id == *id)
            .ok_or(VaultError::WrongMasterKey)?;
        let data_key = open_with(&wrapping.key, &bound_to(subject), sealed)?;
        <[u8; 32]>::try_from(&data_key[..]).map(Zeroizing::new).map_err(|_| VaultError::Refused)
    }

    /// Files are spread over 256 folders by the id's last byte, which is random in every UUID version
    /// that we use.
    fn shelf(&self, subject: Uuid) -> PathBuf {
        self.folder.join(format!("{:02x}", subject.as_bytes()[15]))
    }

    fn key_path(&self, subject: Uuid) -> PathBuf {
        self.shelf(subject).join(format!("{subject}.key"))
    }

    fn gone_path(&self, subject: Uuid) -> PathBuf {
        self.shelf(subject).join(format!("{subject}.gone"))
    }

    /// Holds the folder until the file is dropped.
    fn lock(&self) -> Result<File, VaultError> {
        let path = self.folder.join("lock");
        OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(VaultError::io("could not lock", &path))
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        // The cache is a map of whole entries: a panic elsewhere leaves it sound.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bound_to(subject: Uuid) -> Vec<u8> {
    [b"proofdesk.keyring.v1".as_slice(), subject.as_bytes()].concat()
}

/// The keys used lately; the oldest leaves first. Dropping a key wipes it.
struct Cache {
    limit: usize,
    keys: HashMap<Uuid, Arc<SubjectKey>>,
    order: VecDeque<Uuid>,
}

impl Cache {
    fn get(&self, subject: Uuid) -> Option<Arc<SubjectKey>> {
        self.keys.get(&subject).cloned()
    }

    fn put(&mut self, subject: Uuid, key: SubjectKey) -> Arc<SubjectKey> {
        let key = Arc::new(key);
        if self.keys.insert(subject, Arc::clone(&key)).is_none() {
            self.order.push_back(subject);
        }
        while self.keys.len() > self.limit {
            if let Some(oldest) = self.order.pop_front() {
                self.keys.remove(&oldest);
            }
        }
        key
    }

    fn remove(&mut self, subject: Uuid) {
        self.keys.remove(&subject);
        self.order.retain(|held| *held != subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Context;

    const ADA: Uuid = Uuid::from_u128(0x1234);

    fn place() -> Context<'static> {
        Context::new("live", ADA, "accounts", Uuid::from_u128(2), "email")
    }

    fn old() -> MasterKey {
        MasterKey::from_bytes([1; 32])
    }

    fn new() -> MasterKey {
        MasterKey::from_bytes([2; 32])
    }

    #[test]
    fn keys_survive_a_restart_and_are_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        let sealed = keyring.create(ADA).unwrap().seal(&place(), b"x");
        assert!(matches!(keyring.create(ADA), Err(VaultError::KeyExists(id)) if id == ADA));
        let again = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        assert_eq!(&again.get(ADA).unwrap().open(&place(), &sealed).unwrap()[..], b"x");
        assert!(matches!(again.get(Uuid::from_u128(5)), Err(VaultError::NoKey(_))));
    }

    #[test]
    fn destroying_is_final_and_seen_by_other_processes_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        keyring.create(ADA).unwrap();
        let other = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        other.get(ADA).unwrap();
        keyring.destroy(ADA).unwrap();
        keyring.destroy(ADA).unwrap();
        for ring in [&keyring, &other] {
            assert!(matches!(ring.get(ADA), Err(VaultError::Destroyed(_))));
            assert!(matches!(ring.create(ADA), Err(VaultError::Destroyed(_))));
        }
        let left: Vec<_> = fs::read_dir(keyring.shelf(ADA)).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "only the empty mark is left");
        assert!(matches!(keyring.destroy(HOUSE), Err(VaultError::HouseKey)));
        assert!(matches!(keyring.destroy(INDEX), Err(VaultError::HouseKey)));
    }

    #[test]
    fn rotation_resumes_and_both_keys_read_midway() {
        let folder = tempfile::tempdir().unwrap();
        let before = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        let sealed = before.create(ADA).unwrap().seal(&place(), b"x");
        for i in 0..5 {
            before.create(Uuid::from_u128(100 + i)).unwrap();
        }
        let print = before.keyed_hash("email", b"a@example.org");

        // As if a first run had stopped after two keys: move two files by hand.
        let during = Keyring::open(folder.path(), &new(), Some(&old()), 8).unwrap();
        for i in 0..2 {
            let id = Uuid::from_u128(100 + i);
            let data_key = during.unwrap(id).unwrap();
            replace_private(&during.key_path(id), &during.wrap(id, &data_key)).unwrap();
        }
        assert!(matches!(before.unwrap(Uuid::from_u128(100)), Err(VaultError::WrongMasterKey)));
        for id in during.subjects().unwrap() {
            during.unwrap(id).unwrap();
        }
        assert_eq!(during.rewrap_all().unwrap(), Rewrapped { moved: 6, already: 2 });
        assert_eq!(during.rewrap_all().unwrap(), Rewrapped { moved: 0, already: 8 });

        let after = Keyring::open(folder.path(), &new(), None, 8).unwrap();
        assert_eq!(&after.get(ADA).unwrap().open(&place(), &sealed).unwrap()[..], b"x");
        assert_eq!(after.keyed_hash("email", b"a@example.org"), print);
        assert!(matches!(
            Keyring::open(folder.path(), &old(), None, 8).map(|_| ()),
            Err(VaultError::WrongMasterKey)
        ));
    }

    #[test]
    fn a_key_file_moved_to_another_subject_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), &old(), None, 1).unwrap();
        let eve = Uuid::from_u128(0x5634);
        keyring.create(ADA).unwrap();
        keyring.create(eve).unwrap();
        fs::copy(keyring.key_path(ADA), keyring.key_path(eve)).unwrap();
        keyring.cache().remove(eve);
        assert!(matches!(keyring.get(eve), Err(VaultError::Refused)));
    }

    #[test]
    fn memory_holds_no_more_keys_than_asked() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), &old(), None, 3).unwrap();
        for i in 1..9 {
            keyring.create(Uuid::from_u128(i)).unwrap();
        }
        assert_eq!(keyring.cache().keys.len(), 3);
        assert_eq!(keyring.cache().order.len(), 3);
        keyring.get(Uuid::from_u128(1)).unwrap();
        assert_eq!(keyring.cache().keys.len(), 3);
    }

    #[test]
    fn two_makers_at_once_end_with_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let made: Vec<bool> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|_| {
                    scope.spawn(|| {
                        let keyring = Keyring::open(folder.path(), &old(), None, 8).unwrap();
                        keyring.create(ADA).is_ok()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(made.iter().filter(|m| **m).count(), 1);
    }

    #[test]
    fn blind_index_keeps_purposes_apart() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), &old(), None, 8).unwrap();
        assert_eq!(keyring.keyed_hash("email", b"x"), keyring.keyed_hash("email", b"x"));
        assert_ne!(keyring.keyed_hash("email", b"x"), keyring.keyed_hash("picture", b"x"));
        assert_ne!(keyring.keyed_hash("emai", b"lx"), keyring.keyed_hash("email", b"x"));
    }
}
