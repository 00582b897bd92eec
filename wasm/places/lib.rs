//! Places on a picture: the one file of `proofdesk-domain` that the finder needs, without the rest of the rules.

#[path = "../../crates/domain/src/picture.rs"]
pub mod picture;
