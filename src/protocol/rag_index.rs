//! The RAG lesson's approximate index beside the exact search; a part of [`crate::rag`].

use serde::{Deserialize, Serialize};

/// An approximate index (HNSW) over vectors, held to the exact search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approximate {
    pub over: Over,
    /// Neighbours of a vector in each layer; twice as many in the lowest.
    pub m: u32,
    /// Candidates that are kept while the graph is built.
    pub ef_construction: u32,
    /// Candidates that are kept in a search: all of these are measured.
    pub ef_search: Vec<u32>,
    /// Nearest vectors that are asked for.
    pub k: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// The reader's own, each in turn asked for its nearest others.
    Chunks,
    /// So many that are made up: around centres, and questions around the same.
    Made(u32),
}

/// The most vectors that are made up.
pub const MOST_MADE: u32 = 50_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approximating {
    pub step: Step,
    pub done: u32,
    pub of: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Making,
    Linking,
    Asking,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approximated {
    pub request: Approximate,
    pub vectors: u32,
    pub width: u32,
    /// Asked of each search; times and counts are means over these.
    pub questions: u32,
    /// Milliseconds for the whole graph, and the graph itself.
    pub build: f64,
    pub layers: u32,
    pub links: u32,
    /// Milliseconds of an exact search.
    pub exact: f64,
    /// For each `ef_search`.
    pub walks: Vec<Walk>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    pub ef: u32,
    /// Share of the exact search's `k` that it found.
    pub recall: f64,
    /// Vectors it compared with the question.
    pub compared: f64,
    pub milliseconds: f64,
}
