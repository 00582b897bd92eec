//! What the bot does, as rules: when it hands over, what it answers with, when it is silent.
//!
//! It is a program that quotes articles and the case's own findings; it invents nothing and decides
//! nothing. [`wishes`] recognises what goes to a person at once, [`answer`] picks articles or says that
//! there are none, [`talk`] is what happens next in a conversation.

pub mod answer;
pub mod model;
pub mod talk;
pub mod wishes;

pub use talk::{Move, QuickReplies, Told, Turn, next};
pub use wishes::Cause;
