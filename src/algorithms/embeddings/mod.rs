//! What word embeddings need around the model: words and their counts, the windows a model learns from, negatives, and what can be
//! asked of finished vectors.

pub mod alias;
pub mod corpus;
pub mod spaces;
pub mod vectors;
pub mod vocabulary;
pub mod windows;

pub use alias::AliasTable;
pub use corpus::sentences;
pub use vectors::Vectors;
pub use vocabulary::Vocabulary;
pub use windows::{Window, Windows};
