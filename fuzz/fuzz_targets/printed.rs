//! Any lines of text, anywhere on a page, beside a zone or not, are taken for details or are not; a detail has a value and
//! a confidence.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::icao::ZoneText;
use time::macros::date;

fuzz_target!(|input: (Vec<(i8, i8, String)>, String)| {
    let today = date!(2026 - 11 - 23);
    let (lines, zone) = input;
    let zone = ZoneText::parse(&zone.lines().collect::<Vec<_>>()).ok().map(|zone| zone.fields(today));
    for readings in proofdesk_reader::fuzzing::printed(&lines, zone.as_ref(), today).into_values() {
        assert!(readings.iter().all(|reading| !reading.value.is_empty() && (0.0..=1.0).contains(&reading.confidence)));
    }
});
