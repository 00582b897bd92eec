//! A case's way, as its applicant walks it.

/// The consent that identity checks need.
pub(crate) const CONSENT_KIND: &str = "processing";
