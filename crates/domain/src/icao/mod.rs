//! Machine-readable travel documents by ICAO 9303: zones, names, issuing codes.
//!
//! Text in, values out: nothing here sees a picture. Start at [`zone::ZoneText`], which takes lines
//! as read and gives check digits and fields; [`grammar`] turns a recogniser's per-frame scores into
//! such lines and [`assemble`] puts them together; [`names`] says whether two writings name the same person.

pub mod assemble;
pub mod check;
pub mod countries;
pub mod grammar;
pub mod layout;
pub mod names;
pub mod zone;

pub use countries::{is_issuing_code, iso_code};
pub use names::{Agreement, Truncation, names_agree};
pub use zone::{ZoneFields, ZoneText};
