//! Search by words: BM25 (Robertson et al., TREC-3, 1994), as Lucene computes it since version 8.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::{Hit, top_where};

/// Lucene's defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// How soon a further occurrence of a word stops to count: 0 asks only whether it occurs.
    pub k1: f64,
    /// How much a long passage is held against its words, 0 to 1.
    pub b: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters { k1: 1.2, b: 0.75 }
    }
}

/// Passages by the words in them.
#[derive(Clone, Debug, Default)]
pub struct Bm25 {
    /// For each word the passages with it, in order, and how often it is there.
    postings: HashMap<String, Vec<(u32, u32)>>,
    /// Words in each passage.
    pub lengths: Vec<u32>,
    total: u64,
}

/// What a word of the question counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub text: String,
    /// How often the question has it; it counts as often.
    pub in_query: u32,
    /// Passages that have it.
    pub document_frequency: u32,
    /// ln(1 + (N - df + 0.5) / (df + 0.5)); 0 for a word that no passage has.
    pub idf: f64,
}

/// What one word of the question gives one passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Its place in [`Found::terms`].
    pub term: usize,
    /// How often the passage has it.
    pub frequency: u32,
    /// tf / (tf + k1 (1 - b + b length / average length)), below 1.
    pub saturation: f64,
    /// `in_query` · idf · `saturation`
    pub score: f64,
}

/// A question's answer, with all that made the scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The question's words, each once, in its order.
    pub terms: Vec<Term>,
    /// `[passages]`; 0 where none of the words stands.
    pub scores: Vec<f32>,
    /// Passages with at least one of the words, the best first; of equal ones the lower index first.
    pub hits: Vec<Hit>,
    /// Words in a passage, on the average.
    pub average_length: f64,
}

/// Words by Unicode's rules (UAX #29), in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words().map(str::to_lowercase)
}

impl Bm25 {
    pub fn new<T: AsRef<str>>(passages: impl IntoIterator<Item = T>) -> Self {
        let mut index = Bm25::default();
        passages.into_iter().for_each(|passage| index.add(passage.as_ref()));
        index
    }

    /// Adds a passage behind the others.
    pub fn add(&mut self, passage: &str) {
        let number = self.lengths.len() as u32;
        let mut length = 0;
        for word in words(passage) {
            length += 1;
            let places = self.postings.entry(word).or_default();
            match places.last_mut().filter(|(last, _)| *last == number) {
                Some((_, count)) => *count += 1,
                None => places.push((number, 1)),
            }
        }
        self.lengths.push(length);
        self.total += u64::from(length);
    }

    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    pub fn average_length(&self) -> f64 {
        self.total as f64 / self.lengths.len().max(1) as f64
    }

    /// The question's words, each once.
    pub fn terms(&self, query: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        for text in words(query) {
            if let Some(term) = terms.iter_mut().find(|term| term.text == text) {
                term.in_query += 1;
                continue;
            }
            let frequency = self.postings.get(&text).map_or(0, Vec::len);
            let (n, df) = (self.len() as f64, frequency as f64);
            let idf = if frequency > 0 { (1.0 + (n - df + 0.5) / (df + 0.5)).ln() } else { 0.0 };
            terms.push(Term { text, in_query: 1, document_frequency: frequency as u32, idf });
        }
        terms
    }

    /// The `k` best passages.
    pub fn search(&self, query: &str, k: usize, parameters: Parameters) -> Found {
        self.search_where(query, k, parameters, |_| true)
    }

    /// As [`Bm25::search`], among the passages that `keep` lets in; how rare a word is, is counted in all.
    pub fn search_where(&self, query: &str, k: usize, parameters: Parameters, keep: impl Fn(usize) -> bool) -> Found {
        let terms = self.terms(query);
        let mut sums = vec![0.0_f64; self.len()];
        for term in &terms {
            for &(passage, frequency) in self.postings.get(&term.text).into_iter().flatten() {
                let saturation = self.saturation(passage as usize, frequency, parameters);
                sums[passage as usize] += f64::from(term.in_query) * term.idf * saturation;
            }
        }
        let scores: Vec<f32> = sums.iter().map(|sum| *sum as f32).collect();
        let hits = top_where(&scores, k, |index| scores[index] > 0.0 && keep(index));
        Found { terms, scores, hits, average_length: self.average_length() }
    }

    /// Why a passage has its score: its words of the question, the weightiest first.
    pub fn explain(&self, terms: &[Term], passage: usize, parameters: Parameters) -> Vec<Contribution> {
        let mut found = Vec::new();
        for (place, term) in terms.iter().enumerate() {
            let Some(postings) = self.postings.get(&term.text) else { continue };
            let Ok(at) = postings.binary_search_by_key(&(passage as u32), |(passage, _)| *passage) else { continue };
            let frequency = postings[at].1;
            let saturation = self.saturation(passage, frequency, parameters);
            let score = f64::from(term.in_query) * term.idf * saturation;
            found.push(Contribution { term: place, frequency, saturation, score });
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    fn saturation(&self, passage: usize, frequency: u32, Parameters { k1, b }: Parameters) -> f64 {
        let (frequency, length) = (f64::from(frequency), f64::from(self.lengths[passage]));
        frequency / (frequency + k1 * (1.0 - b + b * length / self.average_length()))
    }
}
