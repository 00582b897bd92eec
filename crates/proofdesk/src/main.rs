//! The proofdesk binary.
fn main() {}
