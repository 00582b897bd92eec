//! What comes after a decision: receipts, freezes, ends and renewals, approvals taken over from
//! elsewhere, erasure, the auditor's case file.

pub mod case_file;
pub mod freeze;
pub mod import;
pub mod people;
pub mod receipt;
pub mod renewal;

#[cfg(test)]
mod tests;
