//! Whatever a captured child answers, the parent gets a picture within its limits or an error, and
//! what an honest child says arrives as it was said (texts that were cut once stay as they are).
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_vision::{DecodeLimits, confined::fuzzing};

fuzz_target!(|bytes: &[u8]| {
    let limits = DecodeLimits { pixels: 10_000, ..DecodeLimits::default() };
    let _ = fuzzing::read_request(bytes);
    if let Ok(answer) = fuzzing::read_answer(bytes, &limits) {
        if let Ok(picture) = &answer {
            assert!(u64::from(picture.width()) * u64::from(picture.height()) <= limits.pixels);
        }
        let said_again = |answer| {
            let bytes = fuzzing::write_answer(answer);
            fuzzing::read_answer(bytes.as_slice(), &limits).expect("our own words")
        };
        let once = said_again(&answer);
        assert_eq!(said_again(&once), once);
        assert_eq!(once.is_ok(), answer.is_ok());
    }
});
