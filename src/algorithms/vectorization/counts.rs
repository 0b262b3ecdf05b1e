//! Counting terms: what `CountVectorizer.fit_transform` gives, one document at a time.

use std::collections::HashMap;

use super::analyzer::{Analyzer, Tally};
use super::options::{Options, Problem};
use super::sparse::Csr;

/// Terms and how often each stands in each document.
#[derive(Clone, Debug)]
pub struct Counts {
    /// By code point, as Python sorts; a term's place is its column.
    pub terms: Vec<Box<str>>,
    /// `[documents, terms]`
    pub matrix: Csr<u32>,
    /// In how many documents each term stands.
    pub df: Vec<u32>,
}

/// Takes documents one by one, so that a caller can stop or report in between.
#[derive(Debug)]
pub struct Counter {
    options: Options,
    analyzer: Analyzer,
    ids: HashMap<Box<str>, u32>,
    /// Columns are numbered as terms come up, and a row is sorted by them.
    matrix: Csr<u32>,
    tally: Tally,
    found: Vec<u32>,
}

impl Counter {
    /// # Errors
    /// If the n-gram range is none.
    pub fn new(options: &Options) -> Result<Self, Problem> {
        let (least, most) = options.ngram_range;
        if least == 0 || most < least {
            return Err(Problem::NgramRange);
        }
        Ok(Self {
            options: options.clone(),
            analyzer: Analyzer::new(options),
            ids: HashMap::new(),
            matrix: Csr::new(0),
            tally: Tally::default(),
            found: Vec::new(),
        })
    }

    pub fn documents(&self) -> usize {
        self.matrix.height()
    }

    pub fn add(&mut self, document: &str) {
        let Self { analyzer, ids, found, .. } = self;
        found.clear();
        let tally = analyzer.terms(document, |term| {
            let id = ids.get(term).copied().unwrap_or_else(|| {
                let id = u32::try_from(ids.len()).expect("fewer than four billion terms");
                ids.insert(term.into(), id);
                id
            });
            found.push(id);
        });
        found.sort_unstable();
        let once = self.options.binary;
        self.matrix.push(found.chunk_by(|a, b| a == b).map(|same| (same[0], if once { 1 } else { same.len() as u32 })));
        self.tally.words += tally.words;
        self.tally.too_short += tally.too_short;
        self.tally.stopped += tally.stopped;
    }

    /// Leaves out what the options leave out, and puts terms in order.
    ///
    /// # Errors
    /// If no term is left, or the limits exclude each other.
    pub fn finish(self) -> Result<Counts, Problem> {
        let documents = self.matrix.height();
        if documents == 0 {
            return Err(Problem::NoDocuments);
        }
        if self.ids.is_empty() {
            let Tally { words, too_short, stopped } = self.tally;
            return Err(Problem::EmptyVocabulary { words, too_short, stopped });
        }
        let (least, most) = (self.options.min_df.of(documents), self.options.max_df.of(documents));
        if most < least {
            return Err(Problem::LimitsCross { least, most });
        }
        let (mut df, mut total) = (vec![0u32; self.ids.len()], vec![0u64; self.ids.len()]);
        for (id, count) in self.matrix.columns.iter().zip(&self.matrix.values) {
            df[*id as usize] += 1;
            total[*id as usize] += u64::from(*count);
        }
        let seen = self.ids.len();
        let mut kept: Vec<(Box<str>, u32)> = self.ids.into_iter().collect();
        kept.retain(|(_, id)| (least..=most).contains(&f64::from(df[*id as usize])));
        kept.sort_unstable();
        if let Some(limit) = self.options.max_features {
            let mut by_count: Vec<u32> = kept.iter().map(|(_, id)| *id).collect();
            by_count.sort_by_key(|id| std::cmp::Reverse(total[*id as usize]));
            let mut chosen = vec![false; seen];
            by_count.iter().take(limit).for_each(|id| chosen[*id as usize] = true);
            kept.retain(|(_, id)| chosen[*id as usize]);
        }
        if kept.is_empty() {
            return Err(Problem::AllPruned { terms: seen });
        }
        Ok(Counts {
            df: kept.iter().map(|(_, id)| df[*id as usize]).collect(),
            matrix: renumbered(&self.matrix, &kept, seen),
            terms: kept.into_iter().map(|(term, _)| term).collect(),
        })
    }
}

/// The kept columns in their final order.
fn renumbered(matrix: &Csr<u32>, kept: &[(Box<str>, u32)], seen: usize) -> Csr<u32> {
    const GONE: u32 = u32::MAX;
    let mut column_of = vec![GONE; seen];
    for (column, (_, id)) in kept.iter().enumerate() {
        column_of[*id as usize] = column as u32;
    }
    let mut ordered = Csr::new(kept.len());
    ordered.columns.reserve(matrix.stored());
    ordered.values.reserve(matrix.stored());
    let mut entries = Vec::new();
    for row in 0..matrix.height() {
        entries.clear();
        entries.extend(matrix.row(row).map(|(id, count)| (column_of[id as usize], count)).filter(|e| e.0 != GONE));
        entries.sort_unstable();
        ordered.push(entries.iter().copied());
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorization::Limit;

    fn fit(options: &Options, documents: &[&str]) -> Result<Counts, Problem> {
        let mut counter = Counter::new(options)?;
        documents.iter().for_each(|document| counter.add(document));
        counter.finish()
    }

    #[test]
    fn why_there_is_no_matrix_is_said() {
        let plain = Options::default();
        assert_eq!(fit(&plain, &[]).unwrap_err(), Problem::NoDocuments);
        let none = Problem::EmptyVocabulary { words: 2, too_short: 2, stopped: 0 };
        assert_eq!(fit(&plain, &["a, b!"]).unwrap_err(), none);
        let stopping = Options { stop_words: vec!["the".into()], ..plain.clone() };
        let none = Problem::EmptyVocabulary { words: 3, too_short: 1, stopped: 2 };
        assert_eq!(fit(&stopping, &["The", "the x"]).unwrap_err(), none);
        let crossed = Options { min_df: Limit::Documents(3), max_df: Limit::Share(0.5), ..plain.clone() };
        let limits = Problem::LimitsCross { least: 3.0, most: 2.0 };
        assert_eq!(fit(&crossed, &["ab", "ab", "cd", "ef"]).unwrap_err(), limits);
        let rare = Options { min_df: Limit::Documents(2), ..plain.clone() };
        assert_eq!(fit(&rare, &["ab cd", "ef"]).unwrap_err(), Problem::AllPruned { terms: 3 });
        for ngram_range in [(0, 1), (2, 1)] {
            let bad = Options { ngram_range, ..plain.clone() };
            assert_eq!(fit(&bad, &["ab"]).unwrap_err(), Problem::NgramRange);
        }
    }

    #[test]
    fn of_equal_counts_the_first_by_alphabet_is_kept() {
        let options = Options { max_features: Some(2), ..Options::default() };
        let counts = fit(&options, &["dd cc bb dd", "aa"]).expect("terms");
        assert_eq!(counts.terms, ["aa".into(), "dd".into()]);
        assert_eq!(counts.matrix.row(0).collect::<Vec<_>>(), [(1, 2)]);
        assert_eq!(counts.df, [1, 1]);
    }
}
