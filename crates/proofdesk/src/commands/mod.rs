//! One file a command.

mod inspect;
mod specimen;

use crate::cli::{Cli, Command};
use std::process::ExitCode;

/// Carries a command out.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Inspect(args) => inspect::run(&args),
        Command::Specimen(args) => specimen::run(args),
        _ => anyhow::bail!("not wired yet"),
    }
}
