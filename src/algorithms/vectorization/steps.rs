//! One document on its way to its vector, every step kept. The last step is the row of the matrix.

use super::analyzer::Analyzer;
use super::one_hot::one_hot;
use super::space::{Representation, Space, Vector};
use crate::python_text::{is_space, lower, runs};

/// What becomes of a piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Between words.
    Gap,
    Word,
    /// One character: the token pattern wants two.
    TooShort,
    StopWord,
    /// One-hot only: cut out at white space, and no term of the vocabulary.
    Unknown,
}

/// A stretch of the prepared text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub kind: PieceKind,
}

/// A term of the document and what its weight is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub text: String,
    pub count: u32,
    /// None if the term is not in the vocabulary: `min_df`, `max_df` or `max_features` left it out.
    pub weight: Option<Weight>,
}

/// `value = tf * idf / norm`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    pub column: u32,
    pub df: u32,
    pub tf: f64,
    pub idf: f64,
    pub product: f64,
    pub value: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// After lower-casing.
    pub prepared: String,
    /// Put together they are `prepared`.
    pub pieces: Vec<Piece>,
    /// Every term in the order the analyzer gives them, repetitions included.
    pub terms: Vec<String>,
    /// Each term once, by alphabet.
    pub weights: Vec<Term>,
    pub norm: f64,
}

/// Follows `document` through the space it belongs to (or another text, as a query goes).
pub fn steps(space: &Space, document: &str) -> Steps {
    let vector = space.transform(document);
    if space.representation == Representation::OneHot {
        return one_hot_steps(space, document, &vector);
    }
    let prepared = space.analyzer.prepare(document).into_owned();
    let kind = |word: &str| match word {
        _ if Analyzer::is_too_short(word) => PieceKind::TooShort,
        _ if space.analyzer.is_stop_word(word) => PieceKind::StopWord,
        _ => PieceKind::Word,
    };
    let pieces = cut(&prepared, runs(&prepared), kind);
    let mut terms = Vec::new();
    space.analyzer.terms(document, |term| terms.push(term.to_owned()));
    let weights = weights(space, &terms, &vector);
    Steps { pieces, weights, norm: vector.norm, prepared, terms }
}

fn one_hot_steps(space: &Space, document: &str, vector: &Vector) -> Steps {
    let prepared = lower(document).into_owned();
    let words = prepared.split(is_space).filter(|word| !word.is_empty());
    let places = words.map(|word| (word.as_ptr() as usize - prepared.as_ptr() as usize, word));
    let kind = |word: &str| if space.column(word).is_some() { PieceKind::Word } else { PieceKind::Unknown };
    let pieces = cut(&prepared, places, kind);
    let known = pieces.iter().filter(|piece| piece.kind == PieceKind::Word);
    let terms: Vec<String> = known.map(|piece| piece.text.clone()).collect();
    let mut weights = weights(space, &terms, vector);
    // The count is what the vector holds, and it holds a 1 however often the word comes.
    weights.iter_mut().for_each(|term| term.count = 1);
    debug_assert_eq!(one_hot(document, &space.terms).columns.len(), weights.len());
    Steps { pieces, weights, norm: vector.norm, prepared, terms }
}

fn cut<'t>(
    text: &'t str,
    words: impl Iterator<Item = (usize, &'t str)>,
    kind: impl Fn(&str) -> PieceKind,
) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    let mut push = |text: &str, kind| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), kind });
        }
    };
    for (start, word) in words {
        push(&text[at..start], PieceKind::Gap);
        push(word, kind(word));
        at = start + word.len();
    }
    push(&text[at..], PieceKind::Gap);
    pieces
}

fn weights(space: &Space, terms: &[String], vector: &Vector) -> Vec<Term> {
    let mut sorted: Vec<&String> = terms.iter().collect();
    sorted.sort_unstable();
    let weight = |text: &str| {
        let column = space.column(text)?;
        let at = vector.columns.binary_search(&column).ok()?;
        let (tf, idf) = (space.tf(vector.counts[at]), space.idf[column as usize]);
        let df = space.df[column as usize];
        Some(Weight { column, df, tf, idf, product: tf * idf, value: vector.weights[at] })
    };
    let counted = |same: &[&String]| {
        let count = if space.options.binary { 1 } else { same.len() as u32 };
        Term { text: same[0].clone(), count, weight: weight(same[0]) }
    };
    sorted.chunk_by(|a, b| a == b).map(counted).collect()
}
