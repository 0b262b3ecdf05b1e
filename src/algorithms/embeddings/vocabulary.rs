//! The words worth a vector, and how often they occur.

use std::collections::HashMap;

/// Words by falling count; of equals the one that occurs first in the text. A word's place is its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    words: Vec<String>,
    counts: Vec<u64>,
    ids: HashMap<String, u32>,
    /// Words of the text, those below `min_count` too.
    pub raw_words: u64,
    /// Different words of the text, those below `min_count` too.
    pub raw_types: usize,
}

impl Vocabulary {
    /// Keeps the words that occur at least `min_count` times.
    pub fn build(sentences: &[Vec<String>], min_count: u64) -> Self {
        let mut found: HashMap<&str, (u64, usize)> = HashMap::new();
        let mut raw_words = 0;
        for word in sentences.iter().flatten() {
            let next = found.len();
            found.entry(word).or_insert((0, next)).0 += 1;
            raw_words += 1;
        }
        let raw_types = found.len();
        let mut kept: Vec<_> = found.into_iter().filter(|(_, (count, _))| *count >= min_count).collect();
        kept.sort_by_key(|(_, (count, first))| (std::cmp::Reverse(*count), *first));
        let (words, counts) = kept.into_iter().map(|(word, (count, _))| (word.to_owned(), count)).unzip();
        Vocabulary { raw_words, raw_types, ..Vocabulary::of(words, counts) }
    }

    /// Of words and counts that were stored, in the order of their ids.
    pub fn of(words: Vec<String>, counts: Vec<u64>) -> Self {
        let ids = words.iter().enumerate().map(|(id, word)| (word.clone(), id as u32)).collect();
        let raw_words = counts.iter().sum();
        Vocabulary { raw_types: words.len(), raw_words, words, counts, ids }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }

    pub fn word(&self, id: u32) -> &str {
        &self.words[id as usize]
    }

    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    pub fn id(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// Every sentence as ids; unknown words are left out, so that their neighbours stand side by side.
    pub fn encode(&self, sentences: &[Vec<String>]) -> Vec<Vec<u32>> {
        let encoded = sentences.iter().map(|sentence| sentence.iter().filter_map(|word| self.id(word)).collect());
        encoded.filter(|sentence: &Vec<u32>| !sentence.is_empty()).collect()
    }

    /// For every word the probability that one of its occurrences is trained on: `(sqrt(n / t) + 1) t / n`, at most 1, with `n` the
    /// count and `t` = `sample` times the words kept (word2vec.c and gensim; the formula of Mikolov et al. 2013 is a little different).
    /// `sample` 0 keeps everything.
    pub fn keep_probabilities(&self, sample: f64) -> Vec<f64> {
        let threshold = sample * self.counts.iter().sum::<u64>() as f64;
        let keep = |count: &u64| {
            if sample <= 0.0 {
                return 1.0;
            }
            let n = *count as f64;
            (((n / threshold).sqrt() + 1.0) * threshold / n).min(1.0)
        };
        self.counts.iter().map(keep).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::sentences;

    #[test]
    fn words_stand_by_count_then_by_first_occurrence() {
        let vocabulary = Vocabulary::build(&sentences("b a c a\nc d"), 1);
        assert_eq!(vocabulary.words(), ["a", "c", "b", "d"]);
        assert_eq!(vocabulary.counts(), [2, 2, 1, 1]);
        assert_eq!((vocabulary.id("c"), vocabulary.id("z")), (Some(1), None));
    }

    #[test]
    fn rare_words_are_left_out_of_the_sentences() {
        let text = sentences("a x a\ny\nb b");
        let vocabulary = Vocabulary::build(&text, 2);
        assert_eq!(vocabulary.words(), ["a", "b"]);
        assert_eq!(vocabulary.encode(&text), [vec![0, 0], vec![1, 1]]);
        assert_eq!((vocabulary.raw_words, vocabulary.raw_types), (6, 4));
        assert!(Vocabulary::build(&text, 9).is_empty());
    }

    #[test]
    fn frequent_words_are_thinned_as_gensim_thins_them() {
        // gensim 4.4: Word2Vec([["a"] * 90 + ["b"] * 10], sample=0.01) has wv.get_vecattr(w, "sample_int") / 2**32 of these.
        let vocabulary = Vocabulary::of(vec!["a".into(), "b".into()], vec![90, 10]);
        let keep = vocabulary.keep_probabilities(0.01);
        assert!((keep[0] - 0.116_520).abs() < 1e-5 && (keep[1] - 0.416_228).abs() < 1e-5, "{keep:?}");
        assert_eq!(vocabulary.keep_probabilities(0.0), [1.0, 1.0]);
    }
}
