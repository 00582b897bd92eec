//! Any text is a licence by AAMVA or is not; what is taken from it are details with something in them, dates among them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::{aamva::Licence, document::FieldName};

fuzz_target!(|text: &str| {
    let Ok(licence) = Licence::parse(text) else { return };
    assert!(licence.fields.len() > 1 && licence.fields.values().all(|value| !value.is_empty()));
    for field in [FieldName::BirthDate, FieldName::ExpiryDate, FieldName::IssueDate] {
        assert!(licence.fields.get(&field).is_none_or(|date| date.len() == 10));
    }
});
