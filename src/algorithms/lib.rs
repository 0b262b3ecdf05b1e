//! The algorithms of the guide that need no tensor library: plain functions over plain data, light in dependencies.

pub mod alphabet;
pub mod attention_patterns;
pub mod beam;
pub mod byte_level;
pub mod byte_strings;
pub mod chat;
pub mod correlation;
pub mod embeddings;
pub mod induction;
pub mod nearest;
pub mod pairs;
pub mod pca;
pub mod positional_encoding;
pub mod property;
pub mod python_text;
pub mod rng;
pub mod sampling;
pub mod series;
pub mod special_tokens;
pub mod token;
pub mod tokenization;
pub mod tsne;
pub mod unicode;
pub mod vectorization;
pub mod wordpiece;
