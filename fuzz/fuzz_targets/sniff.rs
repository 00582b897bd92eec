//! Any bytes have a format.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = proofdesk_vision::sniff(bytes);
});
