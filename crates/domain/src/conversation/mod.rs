//! Conversations: a chat while both are there and a ticket while they are not, one kind of object.
//!
//! - [`talk`]: the conversation itself, whose turn it is, who answers, its priority.
//! - [`message`]: what is said in it, by whom, for whom; what a message's text may hold.
//! - [`hours`]: when the desk is open: split shifts, holidays, time zones.
//! - [`clock`]: what is promised, what of it has passed, and when somebody is warned.
//! - [`assign`]: who gets a conversation.
//! - [`request`]: a checklist of documents inside a conversation.
//! - [`call`]: when somebody may be called.
//! - [`canned`]: ready-made words with variables.
//! - [`figures`]: how well the desk does, counted from conversations and their clocks.
//!
//! **How the bot plugs in.** A conversation says who answers it ([`Answering`]). While that is
//! [`Answering::Bot`] it stands in no queue; what the bot says is [`Author::Bot`] and rests the clock
//! without counting as a person's first reply. A hand-over is a kind of message of its own
//! ([`Extra::HandOver`], with its [`Cause`](crate::bot::Cause), a summary and the promised time), never a
//! word in an answer: from then on [`Answering::People`] holds, the clock runs, and the bot is silent.

pub mod assign;
pub mod call;
pub mod canned;
pub mod clock;
pub mod figures;
pub mod hours;
pub mod message;
pub mod request;
pub mod talk;

pub use message::{
    Author, EDITABLE, Extra, Link, MAX_MESSAGE_CHARS, MessageKind, MessageProblem, Visibility, message_body,
};
pub use talk::{Answering, Conversation, ConversationTurn, Origin, Priority, Tags};
