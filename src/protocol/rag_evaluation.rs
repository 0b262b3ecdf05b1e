//! Questions with known answers, asked at a setting of their own: a part of the RAG lesson's messages.

use serde::{Deserialize, Serialize};

use crate::rag::{Chunking, Document, Retrieval, Unit};

/// Questions with known answers, asked of all documents at a setting of its own: what the page shows is left as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluate {
    /// Given back with what is told.
    pub tag: u32,
    pub questions: Vec<Question>,
    pub chunking: Chunking,
    pub retrieval: Retrieval,
    pub overlay: Overlay,
}

/// Documents other than they are, for one evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlay {
    /// Each stands for the document of its id, or is one more.
    pub planted: Vec<Document>,
    /// A document and bytes of it: a chunk that shares any of them is not searched.
    pub without: Vec<(u32, u32, u32)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub text: String,
    /// Where the answer stands: a document, and bytes of it. A chunk that holds half of these is a right one. None if the documents do not say.
    pub gold: Vec<(u32, u32, u32)>,
    /// Words that a right answer contains.
    pub answer: String,
}

/// How far an evaluation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluating {
    pub tag: u32,
    /// Whether it still embeds chunks; it asks questions afterwards.
    pub embedding: bool,
    /// Texts that had no vector, or questions.
    pub done: u32,
    pub of: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    pub tag: u32,
    pub retrieval: Retrieval,
    pub chunking: Chunking,
    pub unit: Unit,
    /// Chunks of all documents.
    pub chunks: u32,
    /// In the order of the questions.
    pub asked: Vec<Asked>,
    pub milliseconds: f64,
}

/// What a question brought up. Chunks are those of the evaluation's own chunking.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Chunks that pass the threshold, the best first, [`crate::rag::MOST_HITS`] at most.
    pub found: Vec<u32>,
    /// Those that were found and lie below it.
    pub below: Vec<u32>,
    /// All chunks that are right.
    pub right: Vec<u32>,
    /// Texts of the first k of `found`: what goes into the prompt.
    pub context: Vec<String>,
    /// The sentence of `context` that answers best; empty if there is none.
    pub answer: String,
    /// The text of the chunk that holds most of where the answer stands; empty if none is right.
    pub gold: String,
}
