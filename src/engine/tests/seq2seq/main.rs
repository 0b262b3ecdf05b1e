//! The Seq2Seq lesson's models and lab.

mod pytorch;
mod session;
