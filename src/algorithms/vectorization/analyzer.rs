//! From a document to its terms: lower-case, words of two characters or more, stop words out, n-grams.

use std::borrow::Cow;
use std::collections::HashSet;

use super::options::Options;
use crate::python_text::{lower, runs};

/// How many words were found, and how many of them were left out and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub words: usize,
    pub too_short: usize,
    pub stopped: usize,
}

/// What `CountVectorizer.build_analyzer()` does, with the token pattern `(?u)\b\w\w+\b`.
#[derive(Clone, Debug)]
pub struct Analyzer {
    lowercase: bool,
    ngram_range: (usize, usize),
    stop_words: HashSet<String>,
}

impl Analyzer {
    pub fn new(options: &Options) -> Self {
        Self {
            lowercase: options.lowercase,
            ngram_range: options.ngram_range,
            stop_words: options.stop_words.iter().cloned().collect(),
        }
    }

    pub fn ngram_range(&self) -> (usize, usize) {
        self.ngram_range
    }

    pub fn prepare<'t>(&self, document: &'t str) -> Cow<'t, str> {
        if self.lowercase { lower(document) } else { Cow::Borrowed(document) }
    }

    /// The pattern wants two word characters.
    pub fn is_too_short(word: &str) -> bool {
        word.chars().nth(1).is_none()
    }

    pub fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// Gives every term of the document to `each`, repetitions included: single words in order, then pairs, and so on.
    pub fn terms(&self, document: &str, mut each: impl FnMut(&str)) -> Tally {
        let text = self.prepare(document);
        let mut tally = Tally::default();
        let mut words = Vec::new();
        for (_, word) in runs(&text) {
            tally.words += 1;
            if Self::is_too_short(word) {
                tally.too_short += 1;
            } else if self.is_stop_word(word) {
                tally.stopped += 1;
            } else {
                words.push(word);
            }
        }
        ngrams(&words, self.ngram_range, &mut each);
        tally
    }
}

/// Neighbours are those that remain: a stop word between two words does not keep them apart, as in scikit-learn.
fn ngrams(words: &[&str], (least, most): (usize, usize), each: &mut impl FnMut(&str)) {
    let mut term = String::new();
    for n in least..=most.min(words.len()) {
        for window in words.windows(n) {
            if let [word] = window {
                each(word);
                continue;
            }
            term.clear();
            for (k, word) in window.iter().enumerate() {
                if k > 0 {
                    term.push(' ');
                }
                term.push_str(word);
            }
            each(&term);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(options: &Options, document: &str) -> Vec<String> {
        let mut found = Vec::new();
        Analyzer::new(options).terms(document, |term| found.push(term.to_owned()));
        found
    }

    #[test]
    fn one_letter_is_no_word_and_an_apostrophe_is_a_border() {
        let found = terms(&Options::default(), "I don't SAY a café_au_lait costs €7 or 10.");
        assert_eq!(found, ["don", "say", "café_au_lait", "costs", "or", "10"]);
        assert_eq!(terms(&Options::default(), "東京都に住む 。"), ["東京都に住む"]);
    }

    #[test]
    fn ngrams_reach_over_a_stop_word() {
        let options = Options { ngram_range: (1, 2), stop_words: vec!["the".into()], ..Options::default() };
        assert_eq!(terms(&options, "Feed the cat"), ["feed", "cat", "feed cat"]);
        let cased = Options { lowercase: false, ..options };
        assert_eq!(terms(&cased, "Feed The cat"), ["Feed", "The", "cat", "Feed The", "The cat"]);
    }
}
