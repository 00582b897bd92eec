//! Writing files so that they are whole or absent, also after a crash.

use crate::VaultError;
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Makes a file's entry in its folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(VaultError::io("could not make durable", folder))
}

/// Makes a folder, private to this user, with its parents.
pub(crate) fn make_folder(folder: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(VaultError::io("could not make the folder", folder))
}

/// Opens a new file that only this user can read.
pub(crate) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// A name beside `path` for writing it; unlike any other writer's.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    path.with_file_name(name)
}

fn write_part(path: &Path, bytes: &[u8]) -> Result<PathBuf, VaultError> {
    let part = beside(path);
    let written = private_options().open(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(cause) = written {
        // What is left of it is of no use; the error below tells what happened.
        let _ = fs::remove_file(&part);
        return Err(VaultError::io("could not write", &part)(cause));
    }
    Ok(part)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes a file that must not exist yet. False where it does, which is then untouched.
pub(crate) fn write_new_private(path: &Path, bytes: &[u8]) -> Result<bool, VaultError> {
    let folder = parent(path);
    if !folder.exists() {
        make_folder(folder)?;
        sync_folder(parent(folder))?;
    }
    let part = write_part(path, bytes)?;
    // A hard link, unlike a rename, never replaces what somebody else wrote meanwhile.
    let linked = fs::hard_link(&part, path);
    let removed = fs::remove_file(&part);
    match linked {
        Ok(()) => {}
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(cause) => return Err(VaultError::io("could not write", path)(cause)),
    }
    removed.map_err(VaultError::io("could not remove", &part))?;
    sync_folder(parent(path))?;
    Ok(true)
}

/// Replaces a file at once.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let part = write_part(path, bytes)?;
    fs::rename(&part, path).map_err(VaultError::io("could not replace", path))?;
    sync_folder(parent(path))
}
