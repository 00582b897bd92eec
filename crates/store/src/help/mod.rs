//! The help centre's rows: articles and their versions ([`articles`]), what they are found by
//! ([`index`]), what readers did ([`readers`]).

pub mod articles;
pub mod index;
pub mod readers;
