//! `proofdesk import`: customers who were verified elsewhere.

use crate::cli::ImportArgs;
use anyhow::Context;
use proofdesk_app::{
    App,
    after::import::{ImportError, ImportRecord},
};
use proofdesk_domain::{access::Actor, verification::Mode};
use serde_json::json;
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    process::ExitCode,
};

/// A longer line is no record.
const MAX_LINE: u64 = 64 * 1024;

/// Takes each line over, or says what is the matter with it. A fault of ours ends the run: what was taken
/// stays, and running again goes on where it stopped.
pub async fn run(app: &App, args: ImportArgs) -> anyhow::Result<ExitCode> {
    let input: Box<dyn Read> = if args.file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?)
    };
    let mode: Mode = args.mode.into();
    let mut reader = BufReader::new(input);
    let (mut taken, mut again, mut refused) = (0_u64, 0_u64, 0_u64);
    for number in 1_u64.. {
        let mut line = Vec::new();
        let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        let mut refuse = |what: String| {
            eprintln!("line {number}: {what}");
            refused += 1;
        };
        if read as u64 == MAX_LINE && !line.ends_with(b"\n") {
            refuse(format!("is longer than {MAX_LINE} bytes"));
            // The rest of it is no record either.
            while !line.ends_with(b"\n") {
                line.clear();
                if reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
                    break;
                }
            }
            continue;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let record: ImportRecord = match serde_json::from_slice(&line) {
            Ok(record) => record,
            Err(error) => {
                refuse(format!("is no record: {error}"));
                continue;
            }
        };
        match app.import(&Actor::System, mode, &record).await {
            Ok(made) => {
                *if made.new { &mut taken } else { &mut again } += 1;
                let result = json!({
                    "line": number, "key": record.key, "verification": made.verification,
                    "applicant": made.applicant, "new": made.new,
                });
                println!("{result}");
            }
            Err(error @ (ImportError::Field(..) | ImportError::OtherRecord)) => refuse(error.to_string()),
            Err(ImportError::Error(error)) => {
                return Err(error).with_context(|| {
                    format!("stopped at line {number}; run the same again to go on from there")
                });
            }
        }
    }
    eprintln!("{taken} taken over, {again} were already, {refused} refused");
    Ok(if refused > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
