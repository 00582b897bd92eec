//! The object store: immutable files under random names, in a folder. S3 can follow behind the same
//! five functions.

use crate::{
    VaultError,
    folder::{make_folder, private_options, sync_folder},
    key::fill_random,
};
use data_encoding::HEXLOWER;
use std::{
    fmt, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    pin::Pin,
    str::FromStr,
    task::{Context, Poll},
    time::SystemTime,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};

/// The name of an object: 128 random bits. It says nothing about what the object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey([u8; 16]);

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for ObjectKey {
    type Err = VaultError;
    fn from_str(text: &str) -> Result<Self, VaultError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| VaultError::MalformedObjectKey)?;
        bytes.try_into().map(Self).map_err(|_| VaultError::MalformedObjectKey)
    }
}

/// Immutable objects in a folder.
#[derive(Clone, Debug)]
pub struct ObjectStore {
    folder: PathBuf,
    free_space_floor: u64,
}

impl ObjectStore {
    /// Opens the folder, making it where there is none. Writing is refused when it would leave fewer
    /// than `free_space_floor` bytes on the file system, so that the database keeps room.
    pub fn open(folder: &Path, free_space_floor: u64) -> Result<Self, VaultError> {
        make_folder(&folder.join("unfinished"))?;
        Ok(Self { folder: folder.to_owned(), free_space_floor })
    }

    /// Begins a new object of about `expected` bytes.
    pub async fn create(&self, expected: u64) -> Result<ObjectWriter, VaultError> {
        let store = self.clone();
        blocking(move || store.begin(expected)).await
    }

    /// Writes a whole object; it is durable when this returns.
    pub async fn put(&self, bytes: &[u8]) -> Result<ObjectKey, VaultError> {
        let mut writer = self.create(bytes.len() as u64).await?;
        writer.write(bytes).await?;
        writer.finish().await
    }

    /// Opens an object for reading from its start.
    pub async fn get(&self, key: &ObjectKey) -> Result<ObjectReader, VaultError> {
        let path = self.path(key);
        match tokio::fs::File::open(&path).await {
            Ok(file) => Ok(ObjectReader { file, path }),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Err(VaultError::NoObject),
            Err(cause) => Err(VaultError::io("could not open", &path)(cause)),
        }
    }

    /// Deletes an object. Deleting it twice is fine.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), VaultError> {
        let path = self.path(key);
        match tokio::fs::remove_file(&path).await {
            Ok(()) => Ok(()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
            Err(cause) => Err(VaultError::io("could not delete", &path)(cause)),
        }
    }

    /// Objects last changed before a moment: candidates for sweeping when no row names them. Files
    /// that were begun before it and never finished are removed on the way.
    pub async fn list_before(&self, moment: SystemTime) -> Result<Vec<ObjectKey>, VaultError> {
        let store = self.clone();
        blocking(move || store.scan(moment)).await
    }

    /// Whether an object of this size may be written now.
    pub fn check_space(&self, size: u64) -> Result<(), VaultError> {
        let about = rustix::fs::statvfs(&self.folder)
            .map_err(|e| VaultError::io("could not look at", &self.folder)(e.into()))?;
        let available = about.f_bavail.saturating_mul(about.f_frsize);
        let needed = size.saturating_add(self.free_space_floor);
        if available < needed {
            return Err(VaultError::DiskFull { available, needed });
        }
        Ok(())
    }

    fn begin(&self, expected: u64) -> Result<ObjectWriter, VaultError> {
        self.check_space(expected)?;
        let mut key = [0; 16];
        fill_random(&mut key);
        let key = ObjectKey(key);
        let part = self.folder.join("unfinished").join(key.to_string());
        let file = private_options().open(&part).map_err(VaultError::io("could not write", &part))?;
        Ok(ObjectWriter {
            file: tokio::fs::File::from_std(file),
            key,
            place: self.path(&key),
            part: Some(part),
        })
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        let name = key.to_string();
        self.folder.join(&name[..2]).join(&name[2..4]).join(name)
    }

    fn scan(&self, moment: SystemTime) -> Result<Vec<ObjectKey>, VaultError> {
        let mut found = Vec::new();
        for path in entries(&self.folder.join("unfinished"))? {
            if changed_before(&path, moment)? {
                remove_if_there(&path)?;
            }
        }
        for outer in entries(&self.folder)? {
            if outer.file_name().is_some_and(|n| n.len() == 2) {
                for inner in entries(&outer)? {
                    for path in entries(&inner)? {
                        let key = path.file_name().and_then(|n| n.to_str()).map(str::parse);
                        if let Some(Ok(key)) = key
                            && changed_before(&path, moment)?
                        {
                            found.push(key);
                        }
                    }
                }
            }
        }
        Ok(found)
    }
}

/// An object that is being written. Dropped before [`finish`](Self::finish), nothing of it stays.
#[derive(Debug)]
pub struct ObjectWriter {
    file: tokio::fs::File,
    key: ObjectKey,
    place: PathBuf,
    part: Option<PathBuf>,
}

impl ObjectWriter {
    /// Adds bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.file.write_all(bytes).await.map_err(VaultError::io("could not write", &self.place))
    }

    /// Makes the object durable and gives it its name.
    pub async fn finish(mut self) -> Result<ObjectKey, VaultError> {
        let failed = || VaultError::io("could not write", &self.place);
        self.file.flush().await.map_err(failed())?;
        self.file.sync_all().await.map_err(failed())?;
        let Some(part) = self.part.clone() else {
            return Err(VaultError::NoObject);
        };
        let place = self.place.clone();
        blocking(move || {
            let inner = place.parent().unwrap_or(&place);
            let outer = inner.parent().unwrap_or(inner);
            make_folder(inner)?;
            if place.exists() {
                // Cannot happen with 128 random bits; an object is never replaced all the same.
                return Err(VaultError::Io {
                    what: "there is already an object at",
                    path: place.clone(),
                    source: ErrorKind::AlreadyExists.into(),
                });
            }
            fs::rename(&part, &place).map_err(VaultError::io("could not place", &place))?;
            sync_folder(inner)?;
            sync_folder(outer)?;
            outer.parent().map_or(Ok(()), sync_folder)
        })
        .await?;
        self.part = None;
        Ok(self.key)
    }
}

impl Drop for ObjectWriter {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // If this fails, the sweep removes it later.
            let _ = fs::remove_file(part);
        }
    }
}

/// An object that is being read.
#[derive(Debug)]
pub struct ObjectReader {
    file: tokio::fs::File,
    path: PathBuf,
}

impl ObjectReader {
    /// The next bytes, at most `limit`; empty at the end.
    pub async fn read(&mut self, limit: usize) -> Result<Vec<u8>, VaultError> {
        let mut bytes = vec![0; limit];
        let read = self.file.read(&mut bytes).await.map_err(VaultError::io("could not read", &self.path))?;
        bytes.truncate(read);
        Ok(bytes)
    }
}

impl AsyncRead for ObjectReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.file).poll_read(cx, buf)
    }
}

/// Runs file work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(VaultError::Io {
            what: "file work was stopped",
            path: PathBuf::new(),
            source: std::io::Error::other(stopped),
        }),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, VaultError> {
    fs::read_dir(folder)
        .and_then(|all| all.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(VaultError::io("could not list", folder))
}

fn changed_before(path: &Path, moment: SystemTime) -> Result<bool, VaultError> {
    match fs::metadata(path).and_then(|about| about.modified()) {
        Ok(changed) => Ok(changed < moment),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(VaultError::io("could not look at", path)(cause)),
    }
}

fn remove_if_there(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(VaultError::io("could not remove", path)(cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    async fn read_all(store: &ObjectStore, key: &ObjectKey) -> Vec<u8> {
        let mut reader = store.get(key).await.unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).await.unwrap();
        all
    }

    fn files_in(folder: &Path) -> usize {
        entries(&folder.join("unfinished")).unwrap().len()
    }

    #[tokio::test]
    async fn objects_come_back_and_leave_once_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::open(folder.path(), 0).unwrap();
        let key = store.put(b"sealed").await.unwrap();
        assert_eq!(key.to_string().parse::<ObjectKey>().unwrap(), key);
        assert_eq!(read_all(&store, &key).await, b"sealed");
        assert_eq!(files_in(folder.path()), 0);
        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
        assert!(matches!(store.get(&key).await, Err(VaultError::NoObject)));
    }

    #[tokio::test]
    async fn an_upload_that_was_cut_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::open(folder.path(), 0).unwrap();
        let mut writer = store.create(10).await.unwrap();
        writer.write(b"half").await.unwrap();
        assert_eq!(files_in(folder.path()), 1);
        drop(writer);
        assert_eq!(files_in(folder.path()), 0);
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert!(store.list_before(later).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn the_sweep_sees_old_objects_and_clears_what_a_crash_left() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::open(folder.path(), 0).unwrap();
        let key = store.put(b"x").await.unwrap();
        fs::write(folder.path().join("unfinished/left-by-a-crash"), b"x").unwrap();
        assert!(store.list_before(SystemTime::UNIX_EPOCH).await.unwrap().is_empty());
        assert_eq!(files_in(folder.path()), 1);
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert_eq!(store.list_before(later).await.unwrap(), [key]);
        assert_eq!(files_in(folder.path()), 0);
    }

    #[tokio::test]
    async fn the_floor_keeps_room_for_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::open(folder.path(), u64::MAX - 100).unwrap();
        let refused = store.put(b"x").await;
        assert!(matches!(refused, Err(VaultError::DiskFull { available, needed }) if needed > available));
        assert_eq!(files_in(folder.path()), 0);
    }

    /// `/dev/full` answers every write as a full disk does.
    #[tokio::test]
    async fn a_full_disk_has_its_own_error() {
        let mut writer = ObjectWriter {
            file: tokio::fs::OpenOptions::new().write(true).open("/dev/full").await.unwrap(),
            key: ObjectKey([0; 16]),
            place: PathBuf::from("/dev/full"),
            part: None,
        };
        writer.write(b"x").await.unwrap();
        assert!(matches!(writer.finish().await, Err(VaultError::DiskFull { .. })));
    }

    #[test]
    fn strange_names_are_no_object_keys() {
        for text in ["", "..", "../../etc/passwd", "00", &"0".repeat(31), &"G".repeat(32), &"A".repeat(32)] {
            assert!(text.parse::<ObjectKey>().is_err(), "{text}");
        }
    }
}
