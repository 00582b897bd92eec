//! `proofdesk policy`: checking, comparing, replaying.

use super::with_app;
use crate::{cli::PolicyCommand, config::Config};
use anyhow::Context;
use proofdesk_app::{
    App,
    policy::{Flip, ReplayReport, ReplayRun, Result3},
};
use proofdesk_domain::{
    policy::{DEFAULT, Policy, diff, schema::schema},
    verification::Mode,
};
use std::{
    io::{IsTerminal, Write},
    path::Path,
    process::ExitCode,
};

/// Carries a command out; only some need an installation.
pub fn run(config: impl Fn() -> anyhow::Result<Config>, command: PolicyCommand) -> anyhow::Result<ExitCode> {
    match command {
        PolicyCommand::Check { json, files } => check(json, &files),
        PolicyCommand::Schema => {
            println!("{}", serde_json::to_string_pretty(&schema())?);
            Ok(ExitCode::SUCCESS)
        }
        PolicyCommand::Default => {
            print!("{DEFAULT}");
            Ok(ExitCode::SUCCESS)
        }
        PolicyCommand::Diff { from, to: Some(to) } => Ok(show_diff(&read(&from)?, &read(&to)?)),
        PolicyCommand::Diff { from, to: None } => {
            let from = read(&from)?;
            with_app(&config()?, async |app| Ok(show_diff(app.policy(), &from)))
        }
        PolicyCommand::List => with_app(&config()?, list),
        PolicyCommand::Replay { json, mode, file } => {
            let draft = read(&file)?;
            with_app(&config()?, async |app| replay(&app, draft, mode.into(), json).await)
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Policy::from_toml(&text).with_context(|| format!("in {}", file.display()))
}

fn check(json: bool, files: &[std::path::PathBuf]) -> anyhow::Result<ExitCode> {
    let mut bad = false;
    for file in files {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let problems = Policy::from_toml(&text).err().map_or_else(Vec::new, |error| error.problems);
        bad |= !problems.is_empty();
        if json {
            let line = serde_json::json!({ "file": file.to_string_lossy(), "problems": problems });
            println!("{line}");
        } else if problems.is_empty() {
            println!("{}: fine", file.display());
        }
        if !json {
            for problem in problems {
                println!("{}:{}: {problem}", file.display(), problem.line);
            }
        }
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn show_diff(from: &Policy, to: &Policy) -> ExitCode {
    let changes = diff(from, to);
    if changes.is_empty() {
        println!("nothing differs");
    }
    for change in changes {
        let shown = |value: Option<String>| value.unwrap_or_else(|| String::from("nothing"));
        println!("{}: {} -> {}", change.path, shown(change.before), shown(change.after));
    }
    ExitCode::SUCCESS
}

async fn list(app: App) -> anyhow::Result<ExitCode> {
    for version in app.policy_rows().await? {
        let mark = if version.in_force { "in force" } else { version.state };
        println!("{}\t{mark}\t{}\t{}", version.version, version.changed_at, version.note.replace('\n', " "));
    }
    Ok(ExitCode::SUCCESS)
}

async fn replay(app: &App, draft: Policy, mode: Mode, json: bool) -> anyhow::Result<ExitCode> {
    let total = app.count_past_cases(mode).await?;
    let before = app.policy().clone();
    let mut run = ReplayRun::new(before.clone(), draft, mode);
    let shows = std::io::stderr().is_terminal();
    while app.replay_page(&mut run).await? {
        if shows {
            eprint!("\r{} of {total} cases", run.report.cases + run.report.left_out);
        }
    }
    if shows {
        eprintln!();
    }
    if json {
        let line = serde_json::json!({
            "mode": mode.as_str(), "against": before.version, "total": total, "report": run.report,
        });
        println!("{line}");
    } else {
        print_report(&run.report, before.version)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_report(report: &ReplayReport, against: u32) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} cases against version {against}: {} flip, {} left out",
        report.cases,
        report.flipped(),
        report.left_out
    )?;
    for from in Result3::ALL {
        for to in Result3::ALL {
            let n = report.count(Flip { from, to });
            if from != to && n > 0 {
                writeln!(out, "  {} -> {}: {n}", from.as_str(), to.as_str())?;
            }
        }
    }
    writeln!(out, "  approved by the checks though a person declined: {}", report.approved_though_declined)?;
    writeln!(out, "  approved now and no more: {}", report.stopped_though_approved)?;
    writeln!(out, "by reason (before, after, new, gone)")?;
    for (code, raised) in &report.reasons {
        writeln!(out, "  {code}\t{}\t{}\t+{}\t-{}", raised.before, raised.after, raised.new, raised.gone)?;
    }
    for (what, deltas) in [("country", &report.countries), ("document", &report.documents)] {
        writeln!(out, "by {what} (cases, eased, tightened)")?;
        for (name, delta) in deltas {
            writeln!(out, "  {name}\t{}\t{}\t{}", delta.cases, delta.eased, delta.tightened)?;
        }
    }
    Ok(())
}
