//! `proofdesk decode`: the confined decoder process, started by the server for each picture.

use std::process::ExitCode;

/// Reads one picture from standard input, answers on standard output.
pub fn run() -> anyhow::Result<ExitCode> {
    proofdesk_vision::confined::serve_child(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
