//! Documents as vectors: one-hot, bag of words, TF-IDF, and the cosine between them.
//!
//! Counts, vocabulary and weights are those of scikit-learn's `CountVectorizer` and `TfidfVectorizer` with the options of the same
//! names, to rounding (`tests/reference/vectorization.py`). [`one_hot`] is the guide's own function, which is another thing.

mod analyzer;
mod counts;
mod documents;
mod one_hot;
mod options;
mod similarity;
mod space;
mod sparse;
mod steps;
mod stop_words;

pub use analyzer::Analyzer;
pub use counts::{Counter, Counts};
pub use documents::{Split, documents};
pub use one_hot::{OneHot, one_hot};
pub use options::{Limit, Norm, Options, Problem};
pub use similarity::{Contribution, Hit, contributions, cosine, rank};
pub use space::{Representation, Space, Vector};
pub use sparse::Csr;
pub use steps::{Piece, PieceKind, Steps, Term, steps};
pub use stop_words::ENGLISH;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
