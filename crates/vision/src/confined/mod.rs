//! Decoding in a child process that limits itself, so that a decoder's fault stays there.
//!
//! The parent is [`DecoderProcess`]; the child calls [`serve_child`], which `proofdesk decode`
//! does first thing, before any thread or runtime is started. One child decodes one file. They
//! speak over the child's standard input and output, see [`wire`].

mod child;
mod parent;
mod wire;

pub use child::serve_child;
pub use parent::DecoderProcess;

/// What the fuzzer throws bytes at.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    use super::wire;
    use crate::{DecodeError, DecodeLimits, Picture};
    use std::io::{Read, Result};

    /// What the child reads first.
    pub fn read_request(mut from: impl Read) -> Result<(DecodeLimits, Vec<u8>)> {
        let (limits, length) = wire::read_head(&mut from)?;
        Ok((limits, wire::read_file(&mut from, length)?))
    }

    /// What the parent reads from a child that it does not trust.
    pub fn read_answer(
        mut from: impl Read,
        limits: &DecodeLimits,
    ) -> Result<std::result::Result<Picture, DecodeError>> {
        wire::read_answer(&mut from, limits)
    }

    /// What an honest child says.
    pub fn write_answer(answer: &std::result::Result<Picture, DecodeError>) -> Vec<u8> {
        let mut bytes = Vec::new();
        wire::write_answer(&mut bytes, answer).expect("memory takes it");
        bytes
    }
}
