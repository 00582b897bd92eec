//! Prints what is found and measured on the pictures named on the command line.

use proofdesk_vision::{DecodeLimits, decode, find_documents};
use std::time::Instant;

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{name}: {error}");
                continue;
            }
        };
        let start = Instant::now();
        let picture = match decode(&bytes, &DecodeLimits::default()) {
            Ok(picture) => picture,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let decoded = start.elapsed();
        let found = find_documents(&picture);
        let elapsed = start.elapsed() - decoded;
        println!(
            "{name}: {}x{} decoded in {decoded:?}, found {} in {elapsed:?}",
            picture.width(),
            picture.height(),
            found.len()
        );
        for document in found {
            println!("  {document:?}");
        }
    }
}
