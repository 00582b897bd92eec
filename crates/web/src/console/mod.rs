//! The staff console: the inbox, one case with everything that bears on it, and the admins' pages.
//!
//! [`cx`] is what the templates are filled with. What is never here: rules (`domain`), what is done
//! (`app`), and personal data of somebody whose case the reader has not claimed.

pub mod cx;
