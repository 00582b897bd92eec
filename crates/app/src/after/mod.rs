//! What comes after a decision: receipts, freezes, running out, erasure, the auditor's case file, figures.

pub mod receipt;
