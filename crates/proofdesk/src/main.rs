//! The proofdesk binary: command line, configuration, wiring, telemetry.

mod cli;
mod commands;
mod config;
mod demo;
mod explain;
mod inspect;
mod metrics;
mod telemetry;
mod wiring;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("proofdesk: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The system's clock: the one place that asks it.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock comes from")]
fn now() -> proofdesk_domain::Timestamp {
    proofdesk_domain::Timestamp::from_datetime(time::OffsetDateTime::now_utc())
}
