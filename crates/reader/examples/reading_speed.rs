//! How long readings take: `reading_speed [--rounds N] [--threads N] [--workers N] FILE...`.
//!
//! Each worker reads every file N times after one round of warming up. One JSON object comes out:
//! processor time and wall time a reading in milliseconds, readings a second of all workers
//! together, peak memory in MiB.

use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut rounds, mut threads, mut workers) = (3, 1, 1);
    let mut config = ReaderConfig::default();
    let mut files = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || {
            args.next().ok_or(format!("{arg} takes a number"))?.parse::<usize>().map_err(|e| e.to_string())
        };
        match arg.as_str() {
            "--rounds" => rounds = number()?,
            "--threads" => threads = number()?,
            "--workers" => workers = number()?,
            "--side" => config.detector_side = u32::try_from(number()?)?,
            _ => files.push(std::fs::read(&arg)?),
        }
    }
    let reader = Reader::new(Models::locate(None, None)?, config);
    let options =
        ReadOptions { today: time::Date::from_calendar_date(2026, time::Month::November, 23)?, threads };
    let round = || files.iter().try_for_each(|file| reader.inspect_bytes(file, &options).map(drop));
    round()?;
    let (processor, started) = (processor_seconds()?, Instant::now());
    std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..workers).map(|_| scope.spawn(|| (0..rounds).try_for_each(|_| round()))).collect();
        running.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })?;
    let (wall, processor) = (started.elapsed().as_secs_f64(), processor_seconds()? - processor);
    let readings = (rounds * workers * files.len()) as f64;
    println!(
        "{}",
        serde_json::json!({
            "system": "proofdesk", "detector_side": config.detector_side, "threads": threads, "workers": workers,
            "cpu_ms": (processor / readings * 1000.0).round(), "wall_ms": (wall / readings * workers as f64 * 1000.0).round(),
            "per_second": readings / wall, "peak_mib": peak_mib()?,
        })
    );
    Ok(())
}

/// User and system time of this process, all threads, ended ones too (Linux, clock of 100 Hz).
fn processor_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?.1;
    let ticks: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / 100.0)
}

fn peak_mib() -> Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.split_whitespace().nth(1).ok_or("no value")?.parse::<u64>()? / 1024)
}
