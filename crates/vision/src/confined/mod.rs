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
