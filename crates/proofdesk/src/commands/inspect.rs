//! `proofdesk inspect`: reads the files with as many workers as asked for and prints in the order given.

use crate::{cli::InspectArgs, explain, inspect::Line};
use anyhow::Context;
use proofdesk_domain::{policy::Policy, verification::Mode};
use proofdesk_reader::{Models, ReadError, ReadOptions, Reader, ReaderConfig};
use std::{
    io::{ErrorKind, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Instant,
};

/// Reads every file. Fails as a whole only when nothing could be read at all: a missing model, say.
pub fn run(args: &InspectArgs) -> anyhow::Result<ExitCode> {
    let policy = match &args.policy {
        Some(path) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Policy::from_toml(&text).with_context(|| format!("in {}", path.display()))?
        }
        None => Policy::default_policy(),
    };
    let config = ReaderConfig::default();
    let limit = config.limits.bytes;
    let reader = Reader::new(Models::locate(None, None)?, config);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = usize::from(args.workers).min(args.files.len());
    let threads = args.threads.map_or_else(|| (cores / workers).max(1), usize::from);
    let options = ReadOptions { today: crate::now().date(), threads };
    let mode = Mode::from(args.mode);

    let next = AtomicUsize::new(0);
    let (lines, printed) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (lines, next, reader, policy, options) = (lines.clone(), &next, &reader, &policy, &options);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = args.files.get(index) else { break };
                    let line =
                        read_one(reader, policy, mode, file, limit, options, explained(args, index).as_ref());
                    if lines.send((index, line)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(lines);
        print_in_order(printed)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Where the stages of a file are written, and under which name: its own, numbered where there are several files.
fn explained(args: &InspectArgs, index: usize) -> Option<(PathBuf, String)> {
    let stem =
        args.files.get(index)?.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    let name = if args.files.len() > 1 { format!("{:04}-{stem}", index + 1) } else { stem };
    Some((args.explain.clone()?, name))
}

fn read_one(
    reader: &Reader,
    policy: &Policy,
    mode: Mode,
    file: &Path,
    limit: u64,
    options: &ReadOptions,
    explained: Option<&(PathBuf, String)>,
) -> Result<String, ReadError> {
    let began = Instant::now();
    // A file that is not there or may not be read is an empty one: its line says that it cannot be
    // opened, and the reason goes to standard error.
    let bytes = read_limited(file, limit).unwrap_or_else(|error| {
        eprintln!("proofdesk: {}: {error}", file.display());
        Vec::new()
    });
    let (inspection, trace) = match explained {
        Some(_) => reader.inspect_explained(&bytes, options).map(|(read, trace)| (read, Some(trace)))?,
        None => (reader.inspect_bytes(&bytes, options)?, None),
    };
    let elapsed_ms = began.elapsed().as_millis() as u64;
    if let (Some((folder, name)), Some(trace)) = (explained, trace) {
        let findings = crate::inspect::findings(&inspection, policy, mode, options.today);
        if let Err(error) = explain::write(folder, name, &inspection, &findings, &trace) {
            eprintln!("proofdesk: {}: {error}", folder.display());
        }
    }
    let line = Line::new(file, &inspection, policy, mode, options.today, elapsed_ms);
    Ok(serde_json::to_string(&line).expect("the line holds only text keys and finite numbers"))
}

/// At most one byte more than is accepted, so that a huge file is refused without being read.
fn read_limited(file: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Prints each line when all before it are out.
fn print_in_order(lines: mpsc::Receiver<(usize, Result<String, ReadError>)>) -> anyhow::Result<()> {
    let mut waiting = std::collections::BTreeMap::new();
    let mut due = 0;
    for (index, line) in lines {
        waiting.insert(index, line);
        while let Some(line) = waiting.remove(&due) {
            let mut out = std::io::stdout().lock();
            match writeln!(out, "{}", line?).and_then(|()| out.flush()) {
                // Whoever read our answer has heard enough: `proofdesk inspect … | head`.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                other => other?,
            }
            due += 1;
        }
    }
    Ok(())
}
