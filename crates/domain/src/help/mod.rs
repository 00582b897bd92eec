//! The help centre: what an article is, how text becomes terms, and how articles answer a question.
//!
//! [`terms`] is the one text analysis: the index of either database is filled with what it gives, and
//! a question goes through it too. [`rank`] orders candidates, the same on both databases. [`built_in`]
//! are the articles that come with Proofdesk. No I/O here: rows are the store's, pages are web's.

pub mod article;
pub mod built_in;
pub mod markdown;
pub mod rank;
mod stem;
pub mod terms;

pub use article::{ArticleText, Language, TextProblem};
pub use rank::{Index, Profile, Ranked, Score};
