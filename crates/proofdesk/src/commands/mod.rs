//! One file a command.

mod audit;
mod decode;
mod import;
mod inspect;
mod key;
mod policy;
mod serve;
mod specimen;
mod staff;

use crate::{
    cli::{Cli, Command},
    config::Config,
    wiring,
};
use proofdesk_app::App;
use std::{io::Read, process::ExitCode, sync::Arc};

/// Carries a command out.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = || Config::load(cli.config.as_deref(), |name| std::env::var(name).ok());
    match cli.command {
        Command::Inspect(args) => inspect::run(&args),
        Command::Specimen(args) => specimen::run(*args),
        Command::Decode => decode::run(),
        Command::Serve(args) => serve::run(config()?, &args),
        Command::Policy(command) => policy::run(config, command),
        Command::Audit(command) => audit::run(config, &command),
        Command::Staff(command) => with_app(&config()?, async |app| staff::run(&app, command).await),
        Command::Import(args) => with_app(&config()?, async |app| import::run(&app, args).await),
        Command::Key(command) => with_app(&config()?, async |app| key::run(&app, command).await),
    }
}

/// Opens the installation for one command that needs it.
fn with_app(
    config: &Config,
    command: impl AsyncFnOnce(App) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    crate::telemetry::start(crate::telemetry::LogFormat::Text);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let texts = proofdesk_web::mail::Wording::load(config.overrides_dir.as_deref())?;
        let app = wiring::open(config, Arc::new(texts)).await?;
        command(app).await
    })
}

/// A password from standard input, or a new one that is printed.
fn password(from_stdin: bool) -> anyhow::Result<(String, bool)> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().take(4_096).read_to_string(&mut text)?;
        return Ok((text.trim_end_matches(['\r', '\n']).to_owned(), false));
    }
    let mut bytes = [0; 16];
    proofdesk_app::Random::fill(&proofdesk_app::OsRandom, &mut bytes);
    let halves = [&bytes[..8], &bytes[8..]].map(|half| {
        let half = half.try_into().expect("eight bytes");
        proofdesk_domain::account::reference("", half).trim_start_matches('-').to_lowercase()
    });
    Ok((halves.join("-"), true))
}
