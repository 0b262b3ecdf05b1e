//! The second worker: cuts and counts text, without a tensor and so without Burn. A lesson that only needs text is alive after a
//! hundred kilobytes instead of three megabytes. Knows no JavaScript.

mod session;
mod tokenization;
mod vectorization;
pub mod vocabularies;

pub use session::{Clock, Session};
