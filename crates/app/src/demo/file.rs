//! The demo's accounts and their passwords, kept in a file for the operator's eyes only.

use crate::error::Error;
use std::{io::Write as _, path::Path};

/// Where the accounts and their passwords stand, in the data folder, for the operator's eyes only.
pub const ACCOUNTS_FILE: &str = "demo-accounts.txt";

/// An account of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What it shows: a role (`reviewer`) or a state (`needs_input`).
    pub shows: String,
    /// Signs in to the console, else to the portal.
    pub staff: bool,
    /// The address.
    pub email: String,
    /// The password, made at random for this data folder.
    pub password: String,
}

/// The accounts of an earlier start; none where there was none.
pub(super) fn read_accounts(file: &Path) -> Result<Option<Vec<DemoAccount>>, Error> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::unavailable(error)),
    };
    let account = |line: &str| {
        let mut parts = line.split('\t');
        Some(DemoAccount {
            staff: parts.next()? == "staff",
            shows: parts.next()?.to_owned(),
            email: parts.next()?.to_owned(),
            password: parts.next()?.to_owned(),
        })
    };
    Ok(Some(text.lines().filter_map(account).collect()))
}

/// Writes the accounts for the operator's eyes only.
pub(super) fn write_accounts(file: &Path, accounts: &[DemoAccount]) -> Result<(), Error> {
    let mut text = String::new();
    for account in accounts {
        let who = if account.staff { "staff" } else { "applicant" };
        let DemoAccount { shows, email, password, .. } = account;
        text.extend([who, "\t", shows, "\t", email, "\t", password, "\n"]);
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::unavailable)
}
