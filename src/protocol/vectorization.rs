//! The Vectorization lesson's requests and events. Documents and terms are counted from 0; a term's place in the vocabulary is its column.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Takes in the documents; what was fitted before is dropped. Answered by nothing.
    Read { text: String, split: Split },
    /// Counts and weighs them; a fit that still runs is given up. Answered by [`Event::Progress`] now and then, and at the end by
    /// [`Event::Fitted`] or [`Event::Unfit`], with the same `serial`.
    Fit { serial: u32, setup: Setup },
    /// A part of the matrix. Answered by [`Event::Window`].
    Window(View),
    /// All documents by their cosine with a text. Answered by [`Event::Ranking`].
    Rank { query: String },
    /// The cosine of two documents. Answered by [`Event::Comparison`].
    Compare { a: usize, b: usize },
    /// One document on its way to its vector. Answered by [`Event::Steps`].
    Follow { document: usize },
    /// Fits a second space in which something is broken, and ranks in both. Answered by [`Event::Operation`].
    Operate { surgery: Surgery, query: String },
    /// Answered by [`Event::Exported`].
    Export(Export),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Split {
    #[default]
    Lines,
    Paragraphs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Representation {
    /// The guide's `one_hot_encode`.
    OneHot,
    /// `CountVectorizer`
    Counts,
    /// `TfidfVectorizer`
    #[default]
    TfIdf,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Setup {
    pub representation: Representation,
    pub options: Options,
}

/// scikit-learn's parameters, under its names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    pub lowercase: bool,
    pub ngram_range: (usize, usize),
    /// Leave out this project's list of English function words.
    pub stop_words: bool,
    /// The reader's own, left out as well; in small letters where documents are.
    pub own_stop_words: Vec<String>,
    pub min_df: Limit,
    pub max_df: Limit,
    pub max_features: Option<usize>,
    pub binary: bool,
    pub use_idf: bool,
    pub smooth_idf: bool,
    pub sublinear_tf: bool,
    pub norm: Option<Norm>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            lowercase: true,
            ngram_range: (1, 1),
            stop_words: false,
            own_stop_words: Vec::new(),
            min_df: Limit::Documents(1),
            max_df: Limit::Share(1.0),
            max_features: None,
            binary: false,
            use_idf: true,
            smooth_idf: true,
            sublinear_tf: false,
            norm: Some(Norm::L2),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Limit {
    Documents(usize),
    Share(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Norm {
    L1,
    L2,
}

/// A rectangle of the matrix as it is ordered on the screen. What lies outside the matrix is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct View {
    pub first_row: usize,
    pub rows: usize,
    pub first_column: usize,
    pub columns: usize,
    pub order: Order,
    /// Documents by the last ranking instead of by their place in the text.
    pub by_rank: bool,
}

/// Which terms come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Alphabet,
    /// Highest `df`, so lowest `idf`, first.
    Common,
    /// Lowest `df`, so highest `idf`, first.
    Rare,
    /// The heaviest terms of a document first.
    Document(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surgery {
    NoIdf,
    NoNorm,
    NoLowercase,
    /// This document ten more times.
    Duplicate(usize),
    /// A document that is the first known word of the query, fifty times.
    OneWord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// Every cell, a row a document. Refused if there are more than [`MOST_CELLS`].
    Csv,
    /// What is not zero: document, term, count, weight.
    Triplets,
    /// A Python script with the documents in it that makes the same matrix with scikit-learn.
    Script,
}

/// Cells that a matrix may have to be written out whole.
pub const MOST_CELLS: usize = 4_000_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Progress {
        serial: u32,
        done: usize,
        documents: usize,
    },
    Fitted {
        serial: u32,
        fitted: Fitted,
    },
    /// There is no matrix; why, and what to do.
    Unfit {
        serial: u32,
        message: String,
    },
    Window(Window),
    Ranking(Ranking),
    Comparison(Comparison),
    Steps(Steps),
    Operation {
        surgery: Surgery,
        before: Ranking,
        after: Ranking,
    },
    Exported {
        export: Export,
        bytes: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Fitted {
    pub documents: usize,
    pub terms: usize,
    /// Cells that are not zero.
    pub stored: usize,
    /// Documents without a term.
    pub empty: usize,
    pub idf_min: f64,
    pub idf_max: f64,
    /// The largest weight in the matrix.
    pub heaviest: f64,
    /// From the first document to the last norm.
    pub milliseconds: f64,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Window {
    pub view: View,
    pub rows: Vec<Row>,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub document: usize,
    /// Its beginning.
    pub text: String,
    /// What its products were divided by.
    pub norm: f64,
    /// Ascending by place.
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub term: String,
    pub df: u32,
    pub idf: f64,
}

/// A cell that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Among the window's columns.
    pub at: usize,
    pub count: u32,
    /// `1 + ln count` with `sublinear_tf`, else the count.
    pub tf: f64,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Ranking {
    pub query: String,
    /// What of the query has an axis.
    pub terms: Vec<QueryTerm>,
    /// What has none.
    pub unknown: Vec<String>,
    /// The first [`HITS`], best first.
    pub hits: Vec<Hit>,
    /// Documents with a cosine above 0.
    pub matching: usize,
}

/// How many documents a ranking names.
pub const HITS: usize = 50;
/// How many terms of each hit are named; the rest is summed up.
pub const SHARES: usize = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryTerm {
    pub term: String,
    pub idf: f64,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub document: usize,
    pub text: String,
    pub cosine: f64,
    /// The product of the weights as they stand in the matrix: equal to the cosine only if rows have length 1.
    pub dot: f64,
    pub shares: Vec<Share>,
    /// What further terms add.
    pub rest: f64,
}

/// What a term adds to a cosine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub term: String,
    pub share: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub a: usize,
    pub b: usize,
    pub texts: (String, String),
    pub cosine: f64,
    pub shares: Vec<Share>,
    pub rest: f64,
    /// Terms of each that have a weight.
    pub terms: (usize, usize),
    /// The same words equally often in both, in another order.
    pub reordered: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    pub document: usize,
    pub text: String,
    /// Put together, the text after lower-casing.
    pub pieces: Vec<Piece>,
    /// In the order of the text, repetitions included.
    pub terms: Vec<String>,
    pub weights: Vec<Term>,
    pub norm: f64,
    /// Only the document's beginning is followed: it is long.
    pub cut: bool,
}

/// Characters of a document that are followed step by step.
pub const FOLLOWED: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    pub kind: PieceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceKind {
    Gap,
    Word,
    TooShort,
    StopWord,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub term: String,
    pub count: u32,
    /// None for a term that is not in the vocabulary.
    pub weight: Option<Weight>,
}

/// `weight = tf * idf / norm`
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    pub df: u32,
    pub tf: f64,
    pub idf: f64,
    pub product: f64,
    pub weight: f64,
}
