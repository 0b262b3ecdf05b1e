//! What each page knows and decides, with no screen in it: plain structs that take events from the engine and actions from the
//! reader, and answer with the requests to send. Everything here is tested natively.

mod ask;
pub mod bert;
pub mod chat;
pub mod corpus;
pub mod embeddings;
pub mod exercise;
pub mod format;
pub mod gpt;
mod lesson;
pub mod lstm;
mod notice;
pub mod pack_store;
pub mod positional_encoding;
pub mod rag;
pub mod reader_text;
pub mod seq2seq;
mod shared;
pub mod tokenization;
pub mod transformer;
pub mod vectorization;
pub mod vocabularies;
pub mod writing;

pub use exercise::Graded;
pub use lesson::Lesson;
pub use notice::{Notice, Notices, Severity};
pub use shared::Shared;
