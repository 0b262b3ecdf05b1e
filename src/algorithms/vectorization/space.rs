//! The space the documents stand in: one axis a term, one vector a document.

use super::analyzer::Analyzer;
use super::counts::Counts;
use super::one_hot::one_hot;
use super::options::{Norm, Options};
use super::sparse::Csr;

/// How a document becomes a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Representation {
    /// The guide's `one_hot_encode`, over the vocabulary of the counts.
    OneHot,
    /// `CountVectorizer`
    Counts,
    /// `TfidfVectorizer`
    #[default]
    TfIdf,
}

/// One text in the space: what stands in it, ascending by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vector {
    pub columns: Vec<u32>,
    pub counts: Vec<u32>,
    pub weights: Vec<f64>,
    /// What the weights were divided by.
    pub norm: f64,
}

/// Documents as vectors. All of them were fitted together: another document changes every `idf`.
#[derive(Clone, Debug)]
pub struct Space {
    pub representation: Representation,
    pub options: Options,
    pub analyzer: Analyzer,
    /// In order; a term's place is its column.
    pub terms: Vec<Box<str>>,
    /// In how many documents each term stands.
    pub df: Vec<u32>,
    /// 1 everywhere unless the representation is TF-IDF with `use_idf`.
    pub idf: Vec<f64>,
    /// `[documents, terms]`: how often, or whether for one-hot.
    pub counts: Csr<u32>,
    /// `[documents, terms]`, its entries where those of `counts` are.
    pub weights: Csr<f64>,
    /// What each row was divided by; 1 without a norm and for empty rows.
    pub norms: Vec<f64>,
}

impl Space {
    /// `documents` are those that were counted. They are read again only for one-hot, which cuts them its own way.
    pub fn new<'t>(
        counts: Counts,
        representation: Representation,
        options: &Options,
        documents: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        let Counts { terms, matrix, df } = counts;
        let counts = match representation {
            Representation::OneHot => {
                let mut found = Csr::new(terms.len());
                for document in documents {
                    found.push(one_hot(document, &terms).columns.into_iter().map(|column| (column, 1)));
                }
                found
            }
            Representation::Counts | Representation::TfIdf => matrix,
        };
        let idf = match representation {
            Representation::TfIdf if options.use_idf => idf(&df, counts.height(), options.smooth_idf),
            _ => vec![1.0; terms.len()],
        };
        let mut space = Self {
            representation,
            options: options.clone(),
            analyzer: Analyzer::new(options),
            weights: Csr::new(terms.len()),
            norms: Vec::with_capacity(counts.height()),
            terms,
            df,
            idf,
            counts,
        };
        for row in 0..space.counts.height() {
            let (weights, norm) = space.weigh(space.counts.columns(row), space.counts.values(row));
            space.weights.push(space.counts.columns(row).iter().copied().zip(weights));
            space.norms.push(norm);
        }
        space
    }

    pub fn documents(&self) -> usize {
        self.counts.height()
    }

    pub fn column(&self, term: &str) -> Option<u32> {
        self.terms.binary_search_by(|known| (**known).cmp(term)).ok().map(|column| column as u32)
    }

    /// `tf` as the weight uses it: the count, or `1 + ln count` with `sublinear_tf`.
    pub fn tf(&self, count: u32) -> f64 {
        let count = f64::from(count);
        let sublinear = self.representation == Representation::TfIdf && self.options.sublinear_tf;
        if sublinear { count.ln() + 1.0 } else { count }
    }

    /// Weights of one row and what they were divided by.
    fn weigh(&self, columns: &[u32], counts: &[u32]) -> (Vec<f64>, f64) {
        let products = columns.iter().zip(counts).map(|(column, count)| self.tf(*count) * self.idf[*column as usize]);
        let mut weights: Vec<f64> = products.collect();
        let norm = match (self.representation, self.options.norm) {
            (Representation::TfIdf, Some(Norm::L1)) => weights.iter().map(|w| w.abs()).sum(),
            (Representation::TfIdf, Some(Norm::L2)) => weights.iter().map(|w| w * w).sum::<f64>().sqrt(),
            _ => 1.0,
        };
        if norm == 0.0 {
            return (weights, 1.0);
        }
        weights.iter_mut().for_each(|w| *w /= norm);
        (weights, norm)
    }

    /// A text that was not among the documents, a query say: their vocabulary, their `idf`. Unknown terms have no axis and vanish.
    pub fn transform(&self, text: &str) -> Vector {
        let mut entries: Vec<(u32, u32)> = Vec::new();
        if self.representation == Representation::OneHot {
            entries.extend(one_hot(text, &self.terms).columns.into_iter().map(|column| (column, 1)));
        } else {
            let mut found = Vec::new();
            self.analyzer.terms(text, |term| found.extend(self.column(term)));
            found.sort_unstable();
            let once = self.options.binary;
            let count = |same: &[u32]| if once { 1 } else { same.len() as u32 };
            entries.extend(found.chunk_by(|a, b| a == b).map(|same| (same[0], count(same))));
        }
        let (columns, counts): (Vec<u32>, Vec<u32>) = entries.into_iter().unzip();
        let (weights, norm) = self.weigh(&columns, &counts);
        Vector { columns, counts, weights, norm }
    }

    /// A document of the space as a vector.
    pub fn vector(&self, document: usize) -> Vector {
        Vector {
            columns: self.counts.columns(document).to_vec(),
            counts: self.counts.values(document).to_vec(),
            weights: self.weights.values(document).to_vec(),
            norm: self.norms[document],
        }
    }
}

/// `ln((1 + n) / (1 + df)) + 1`, or `ln(n / df) + 1` without smoothing.
///
/// The `+ 1` at the end is scikit-learn's: a term of every document keeps some weight. Textbooks leave it out.
fn idf(df: &[u32], documents: usize, smooth: bool) -> Vec<f64> {
    let added = f64::from(u8::from(smooth));
    let n = documents as f64 + added;
    df.iter().map(|df| (n / (f64::from(*df) + added)).ln() + 1.0).collect()
}
