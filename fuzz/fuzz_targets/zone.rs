//! Any lines of text are a zone or are not; a zone's fields and check digits can always be asked for,
//! and what is written from its fields can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::icao::ZoneText;
use time::macros::date;

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.lines().collect();
    let Ok(zone) = ZoneText::parse(&lines) else { return };
    let fields = zone.fields(date!(2026 - 11 - 23));
    assert!(fields.birth_date.is_none_or(|birth| birth <= date!(2026 - 11 - 23)));
    let _ = zone.check_digits();
    assert_eq!(ZoneText::parse(zone.lines()).expect("its own lines").lines(), zone.lines());
});
