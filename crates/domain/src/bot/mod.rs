//! What the bot does, as rules: when it hands over, what it answers with, when it is silent.
//!
//! It is a program that quotes articles and the case's own findings; it invents nothing and decides
//! nothing. [`wishes`] recognises what goes to a person at once, [`opening`] is what a case itself shows,
//! [`answer`] picks articles or says that there are none, [`talk`] is what happens next in a conversation,
//! [`say`] what is said, as values. [`model`] guards the optional language model.

pub mod answer;
pub mod language;
pub mod model;
pub mod opening;
pub mod say;
pub mod talk;
pub mod wishes;

pub use say::Say;
pub use talk::{Move, QuickReplies, Tapped, Told, Turn, next};
pub use wishes::Cause;
