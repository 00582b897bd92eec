//! What was taken back, how well we do, and which approvals of the checks a person looks at again.
//!
//! Start at [`Entry`] (one thing that a person took back) and [`Figures`] (what is counted of cases).
//! Both are values that the application gathers from rows; nothing here names an applicant.

mod device;
mod entry;
mod figures;
mod sample;

pub use device::{Browser, Device, DeviceClass};
pub use entry::{Entry, LedgerBy, Source, Tally, tally};
pub(crate) use figures::share;
pub use figures::{
    CaseFacts, Decided, Figures, FiguresBy, Percentiles, SMALL, Window, groups, week_windows, weeks,
};
pub use sample::chosen;
