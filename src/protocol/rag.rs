//! The RAG lesson's requests and events. A document is known by its id, a chunk by its place in [`Chunked::chunks`], counted from 0; places
//! in texts are in bytes.
//!
//! The model that answers is asked by its own messages (`protocol::llama`).
//!
//! The page says how everything should be ([`Setup`]), the engine brings one stage after the other up to date and tells of those that it had
//! to compute again.

use serde::{Deserialize, Serialize};

use crate::pack;
pub use crate::rag_evaluation::*;
pub use crate::rag_index::*;
pub use crate::rag_vectors::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Loading of the model that embeds. Answered by [`Event::Encoder`].
    Encoder(pack::Request),
    /// The embedding model's tokenizer, ahead of its weights. Until there is one, chunks are measured in words. Answered by nothing.
    Tokenizer { bytes: Vec<u8> },
    /// What cuts text for the model that answers, ahead of its weights, and the system message that its template puts first. Until there is one,
    /// nothing is measured. Answered by nothing.
    Words { tokenizer: Vec<u8>, system_message: String },
    /// Answered by [`Event::Measured`], if anything can cut text for the model that answers.
    Measure(Measure),
    /// All documents as they are now, in the reader's order. Answered by nothing; [`Request::Run`] uses them.
    Documents(Vec<Document>),
    /// Vectors from an earlier visit, so that nothing is embedded twice. Answered by nothing.
    Remember(Vectors),
    /// Documents and vectors, for good. Answered by nothing.
    Forget,
    /// Brings every stage up to date, in steps. Answered by [`Event::Chunked`], [`Event::Embedding`], [`Event::Computed`] and
    /// [`Event::Embedded`], each only if its stage changed, and for a question always by [`Event::Found`]: twice if it takes a while to embed, at first by words alone.
    Run(Setup),
    /// Stops embedding and evaluating; vectors that are there stay, and the question is still answered. Answered by [`Event::Computed`] for
    /// those that were not handed out.
    Stop,
    /// Sentences of an answer, or of chunks, by what they have in common. Answered by [`Event::Supported`].
    Support(Support),
    /// Compares an approximate index with the exact search, once every stage is up to date. Answered by [`Event::Approximating`] and
    /// [`Event::Approximated`]; [`Request::Stop`] gives it up.
    Approximate(Approximate),
    /// Asks many questions with known answers. Answered by [`Event::Evaluating`] and [`Event::Evaluated`]; [`Request::Stop`] gives it up.
    Evaluate(Evaluate),
}

impl From<pack::Request> for Request {
    fn from(request: pack::Request) -> Self {
        Request::Encoder(request)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: u32,
    pub name: String,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub chunking: Chunking,
    pub retrieval: Retrieval,
    /// Empty for none.
    pub question: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chunking {
    pub method: Method,
    /// Tokens of a chunk at most.
    pub size: u32,
    /// Tokens that a chunk repeats of the one before it. Semantic chunks have none.
    pub overlap: u32,
    /// Semantic: a new chunk begins where neighbouring sentences are as far apart as this share of all neighbours at the most, in percent.
    pub percentile: f32,
    /// Wherever a chunk is embedded, searched or sent to a model, the headings that it stands under go before it, see [`Chunk::in_context`].
    pub headings: bool,
}

impl Default for Chunking {
    fn default() -> Self {
        Chunking { method: Method::Recursive, size: 128, overlap: 16, percentile: 90.0, headings: true }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    Fixed,
    Sentence,
    /// Headings, paragraphs, lines, sentences, words: the largest that fits.
    #[default]
    Recursive,
    /// Breaks where the meaning does; needs the embedding model.
    Semantic,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retrieval {
    pub search: Search,
    /// Chunks that go into the prompt.
    pub k: u32,
    /// Least cosine of a chunk; what has no cosine passes.
    pub threshold: f32,
    /// Maximal marginal relevance with this weight of relevance, 0 to 1. `None` leaves the order.
    pub mmr: Option<f32>,
    /// Ids of the documents that are searched. `None` for all.
    pub documents: Option<Vec<u32>>,
    /// Okapi BM25's.
    pub k1: f32,
    pub b: f32,
}

impl Default for Retrieval {
    fn default() -> Self {
        Retrieval { search: Search::Hybrid, k: 3, threshold: 0.25, mmr: None, documents: None, k1: 1.2, b: 0.75 }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// Inner product of normalised vectors, every chunk looked at (FAISS's `IndexFlatIP`).
    Dense,
    /// Terms in common, Okapi BM25.
    Bm25,
    /// Both rankings by reciprocal rank fusion.
    #[default]
    Hybrid,
}

impl Search {
    pub fn needs_vectors(self) -> bool {
        self != Search::Bm25
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Encoder(pack::Event),
    Chunked(Chunked),
    /// So many of the texts that have no vector yet are embedded.
    Embedding {
        done: u32,
        of: u32,
    },
    Computed(Computed),
    Embedded(Embedded),
    Found(Box<Found>),
    Supported(Supported),
    Approximating(Approximating),
    Approximated(Approximated),
    Measured(Measured),
    Evaluating(Evaluating),
    Evaluated(Evaluated),
    /// A stage cannot be done; why and what to do, in words for the reader.
    Failed {
        stage: Stage,
        message: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    Chunks,
    Embeddings,
    Retrieval,
    Prompt,
    Answer,
    Evaluation,
}

/// All documents cut.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chunked {
    pub chunking: Chunking,
    pub chunks: Vec<Chunk>,
    /// What sizes are counted in.
    pub unit: Unit,
    pub milliseconds: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Of the embedding model.
    Tokens,
    /// There is no tokenizer yet.
    #[default]
    Words,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    pub document: u32,
    /// Bytes of the document's text.
    pub start: u32,
    pub end: u32,
    /// Up to here it repeats the chunk before it; `start` if it repeats nothing.
    pub new_from: u32,
    /// In [`Chunked::unit`].
    pub tokens: u32,
    /// The headings it stands under, the outermost first.
    pub headings: Vec<String>,
    /// Why it ends where it does.
    pub cut: Cut,
}

impl Chunk {
    /// The chunk's text under its headings, those left out that the text has itself: "It opens at nine." alone does not say what does.
    pub fn in_context(&self, text: &str) -> String {
        let has = |title: &str| {
            text.lines().any(|line| line.strip_prefix('#').is_some_and(|it| it.trim_matches(['#', ' ']) == title))
        };
        let above: Vec<&str> = self.headings.iter().map(String::as_str).filter(|title| !has(title)).collect();
        if above.is_empty() { text.to_owned() } else { format!("{}\n{text}", above.join(" > ")) }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cut {
    /// The document ends.
    #[default]
    End,
    Heading,
    Paragraph,
    Line,
    Sentence,
    Word,
    /// The size was reached in the middle of whatever stood there.
    Size,
    /// The next sentence means something else.
    Meaning,
}

/// What the question brought up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub question: String,
    pub retrieval: Retrieval,
    /// The best first; of these the first `k` that pass go into the prompt, see [`Hit::fate`].
    pub hits: Vec<Hit>,
    /// Chunks that were searched.
    pub searched: u32,
    /// What BM25 looked for, with each term's inverse document frequency. A term in no chunk has none.
    pub terms: Vec<(String, Option<f32>)>,
    /// Of the question, in the plane of [`Embedded::map`].
    pub place: Option<(f32, f32)>,
    /// The search asked for vectors that are not there; only terms were compared.
    pub without_vectors: bool,
    pub times: Times,
}

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    pub embed: f64,
    pub dense: f64,
    pub bm25: f64,
    /// Fusing, MMR, threshold.
    pub order: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub chunk: u32,
    pub cosine: Option<f32>,
    /// Place in the ranking by cosine, counted from 1.
    pub dense_rank: Option<u32>,
    pub bm25: Option<f32>,
    pub bm25_rank: Option<u32>,
    /// What each of the question's terms adds to `bm25`.
    pub terms: Vec<(String, f32)>,
    /// By which it was ordered: cosine, BM25 or the sum of reciprocal ranks.
    pub score: f32,
    /// With MMR, and the largest cosine with a chunk that was taken before.
    pub marginal: Option<(f32, f32)>,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    #[default]
    Taken,
    /// Its cosine is below the threshold.
    Below,
    /// There were `k` before it.
    Beyond,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// What the sentences are compared with: the question for an extractive answer, nothing for an answer's sentences.
    pub question: String,
    /// An answer whose sentences are to be linked. Empty for an extractive answer.
    pub answer: String,
    /// Chunks that may support it.
    pub chunks: Vec<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Supported {
    pub support: Support,
    /// Of an answer: its sentences in order. Of a question: the chunks' sentences, the best first.
    pub sentences: Vec<Sentence>,
    pub milliseconds: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Bytes of the answer, or of the chunk's document.
    pub start: u32,
    pub end: u32,
    /// The chunk that supports it best, or that it stands in.
    pub chunk: u32,
    /// Bytes of that chunk's document: the sentence of it that is most alike.
    pub source: (u32, u32),
    /// Of the two sentences' vectors; 0 without the model.
    pub cosine: f32,
    /// Share of the sentence's words, function words left out, that stand in the source sentence.
    pub overlap: f32,
}

/// What a prompt is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The user's message without any passage.
    pub frame: String,
    /// Passages.
    pub parts: Vec<String>,
}

/// In tokens of the model that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub measure: Measure,
    /// With the chat template and the system message around it.
    pub frame: u32,
    pub parts: Vec<u32>,
    pub milliseconds: f64,
}

/// What both models made of the default question and documents elsewhere, shown until the reader's own tab has something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub chunked: Chunked,
    pub found: Found,
    /// The sentence that answers best, and the written answer's sentences.
    pub supported: Vec<Supported>,
    /// Prompt and text: from the passages, and without them.
    pub written: Vec<(String, String)>,
}

/// Hits in one answer.
pub const MOST_HITS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_stands_under_headings_that_it_does_not_have_itself() {
        let chunk = Chunk { headings: vec!["Library".into(), "Hours".into()], ..Chunk::default() };
        assert_eq!(chunk.in_context("It opens at nine."), "Library > Hours\nIt opens at nine.");
        assert_eq!(chunk.in_context("## Hours ##\nIt opens at nine."), "Library\n## Hours ##\nIt opens at nine.");
        assert_eq!(Chunk::default().in_context("Hours"), "Hours");
    }
}
