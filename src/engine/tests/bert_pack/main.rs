//! A small random model in a pack, loaded by requests as a page does it, and asked.

mod classifier;
mod page;
mod rag;
mod rag_evaluation;
mod session;
mod walk;
