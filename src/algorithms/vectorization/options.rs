//! What can be chosen, under scikit-learn's names and with its defaults.

/// A bound on the number of documents a term stands in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// So many documents.
    Documents(usize),
    /// A share of all documents, in `0..=1`.
    Share(f64),
}

impl Limit {
    /// The bound for `documents` documents; a share can give a broken number, and is compared as one.
    pub fn of(self, documents: usize) -> f64 {
        match self {
            Self::Documents(count) => count as f64,
            Self::Share(share) => share * documents as f64,
        }
    }
}

/// What a row is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// The sum of its absolute values.
    L1,
    /// The square root of the sum of its squares.
    L2,
}

/// The parameters of `TfidfVectorizer`; the first seven are also those of `CountVectorizer`.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub lowercase: bool,
    /// Words to a term, from and to; `(1, 1)` is single words.
    pub ngram_range: (usize, usize),
    /// Left out before n-grams are made, compared after lower-casing.
    pub stop_words: Vec<String>,
    /// Terms in fewer documents are left out.
    pub min_df: Limit,
    /// Terms in more documents are left out.
    pub max_df: Limit,
    /// Keep the terms with the highest count over all documents; of equal ones, the first by alphabet. (scikit-learn leaves the order of
    /// equal counts to its sort.)
    pub max_features: Option<usize>,
    /// Count a term once a document.
    pub binary: bool,
    pub use_idf: bool,
    /// Add a document that holds every term once.
    pub smooth_idf: bool,
    /// Take `1 + ln tf` for `tf`.
    pub sublinear_tf: bool,
    pub norm: Option<Norm>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lowercase: true,
            ngram_range: (1, 1),
            stop_words: Vec::new(),
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

/// Why there is no matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Problem {
    NoDocuments,
    /// `ngram_range` starts at 0 or ends before it starts.
    NgramRange,
    /// scikit-learn: "empty vocabulary". Of the words found, so many are too short (one character) and so many are stop words.
    EmptyVocabulary {
        words: usize,
        too_short: usize,
        stopped: usize,
    },
    /// scikit-learn: "max_df corresponds to < documents than min_df".
    LimitsCross {
        least: f64,
        most: f64,
    },
    /// scikit-learn: "After pruning, no terms remain". There were so many before.
    AllPruned {
        terms: usize,
    },
}
