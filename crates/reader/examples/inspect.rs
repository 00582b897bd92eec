//! Prints what the reader makes of each picture, as JSON: `inspect [--threads N] [--side PIXELS] FILE...`.

use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut config = ReaderConfig::default();
    let mut threads = 1;
    let mut files = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--threads" => threads = args.next().ok_or("--threads takes a number")?.parse()?,
            "--side" => config.detector_side = args.next().ok_or("--side takes a number")?.parse()?,
            _ => files.push(arg),
        }
    }
    let reader = Reader::new(Models::locate(None, None)?, config);
    // An example may look at the clock; the library takes the day as an argument.
    let seconds = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    let today = time::OffsetDateTime::from_unix_timestamp(i64::try_from(seconds)?)?.date();
    for file in files {
        let started = Instant::now();
        let inspection = reader.inspect_bytes(&std::fs::read(&file)?, &ReadOptions { today, threads })?;
        let elapsed = started.elapsed().as_millis();
        println!(
            "{}",
            serde_json::json!({ "file": file, "elapsed_ms": elapsed as u64, "inspection": inspection })
        );
    }
    Ok(())
}
