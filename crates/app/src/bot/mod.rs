//! The bot in conversations: it starts from the case, quotes articles, and gives the conversation to a
//! person whenever one is wanted.
//!
//! What it says and when is decided in `domain::bot`; here are its use cases. [`facts`] is what a case shows,
//! [`converse`] what is said when, [`look`] looks for an answer, [`phrase`] lets a language model word it,
//! [`stretch`] remembers, [`figures`] is what came of it. Words are sealed messages; what is remembered
//! beside them (`store::bot`) tells only what kind of answer there was.

mod converse;
mod facts;
mod figures;
mod look;
mod phrase;
mod stretch;
#[cfg(test)]
mod tests;

pub use converse::{Asked, TalkView};
pub use figures::{BotFigures, LanguageFigures};
