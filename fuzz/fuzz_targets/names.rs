//! Any two names agree or differ; each folds to the zone's alphabet or is of another script.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::icao::{Truncation, names};

fuzz_target!(|text: (&str, &str, &str, &str)| {
    let (surname, given, zone_surname, zone_given) = text;
    for truncation in [Truncation::Whole, Truncation::MaybeCut] {
        let _ = names::names_agree(surname, given, zone_surname, zone_given, truncation);
    }
    let _ = names::writes_same(surname, zone_surname);
    let _ = names::differ_in_marked_letters(surname, zone_surname);
    // What is the same is no part and lacks nothing.
    assert!(!names::lacks_letters_of(surname, surname));
    let _ = names::lacks_letters_of(surname, zone_surname);
    let _ = names::is_part_of(surname, zone_surname);
    let _ = names::agree_without_marks(surname, given, zone_surname, zone_given, Truncation::Whole);
    if let Some(folded) = names::fold(surname) {
        assert!(folded.bytes().all(|b| b.is_ascii_uppercase() || b == b' '), "{folded:?}");
    }
});
