//! The desk on a real store and vault: what staff see, what they decide, what comes of it.

mod assisting;
mod calling;
mod deciding;
mod disputing;
mod looking;
mod many;
pub(crate) mod rig;
mod two;
