//! What comes after a decision: receipts, freezes, erasure, the auditor's case file.

pub mod case_file;
pub mod freeze;
pub mod people;
pub mod receipt;
