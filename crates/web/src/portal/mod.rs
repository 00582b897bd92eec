//! The applicant's portal. [`cx`] is what the templates are filled with; one file per group of pages.

pub mod cx;
