//! The RAG page: documents, a question, and every stage between the two.

mod answer;
mod break_it;
mod documents;
mod evaluation;
pub mod library;
pub mod question;
mod retrieval;
mod store;
