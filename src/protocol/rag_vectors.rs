//! The RAG lesson's vectors: computed, handed out, kept and given back.

use serde::{Deserialize, Serialize};

/// Vectors of texts, to be kept and given back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Vectors {
    /// Which weights made them: name and precision. Those of other weights are of no use.
    pub model: String,
    /// The first half of each text's SHA-256.
    pub keys: Vec<Key>,
    pub width: u32,
    /// `[keys][width]`, of length 1.
    #[serde(with = "crate::floats")]
    pub values: Vec<f32>,
}

pub type Key = [u8; 16];

/// Vectors of documents that were computed since the last ones were handed out: some at a time, so that a tab that is closed halfway has
/// computed nothing in vain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    pub vectors: Vectors,
    /// Of each, the document that its text was cut from.
    pub owners: Vec<u32>,
}

/// Every chunk has a vector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Embedded {
    /// Chunks whose text had a vector before; the others' came by [`crate::rag::Event::Computed`].
    pub reused: u32,
    /// Of each chunk in the plane of the first two principal components, and the share of variance that the plane shows.
    #[serde(with = "crate::floats")]
    pub map: Vec<f32>,
    pub shown: f32,
    /// Chunks that are longer than the model reads; it read their beginning.
    pub cut: Vec<u32>,
    pub milliseconds: f64,
}
