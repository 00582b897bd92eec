//! The help centre: articles that everybody may read and staff write.
//!
//! Reading ([`read`], [`search`]) needs nobody's session. Writing ([`write`]) is staff's: everybody
//! drafts, compliance and admins publish. What comes with Proofdesk is put into the database by
//! [`seed`]; a text that somebody here has changed is left as it is. Nothing in an article is personal,
//! so nothing of it is sealed; who read what, which is, goes with an erasure.

mod indexes;
mod read;
mod search;
mod seed;
#[cfg(test)]
mod tests;
mod views;
mod write;

pub(crate) use indexes::Indexes;
pub use read::Verdict;
pub(crate) use search::load;
pub use search::{Found, Hit};
pub use views::{
    ArticleDetail, ArticleRow, ArticleView, CategoryView, Face, LastSearch, Listed, Outcome, TextState,
    VersionView,
};
pub use write::{HelpError, NewArticle, Placement};
