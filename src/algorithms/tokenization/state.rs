//! What training saw after `k` merges, worked out again from the words and the merges: no step needs to be stored.

use std::cmp::Reverse;

use super::{
    corpus::Corpus,
    hash::{FastMap, pair_key},
    rules::{Order, Rules},
    trainer::Ties,
};

/// A pair of neighbours and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairCount {
    pub left: u32,
    pub right: u32,
    pub count: u64,
    /// Where it is met first: the word, and which of the word's symbols (as it stands now) is the left one.
    pub first_word: u32,
    pub first_symbol: u32,
}

/// All pairs after the first `k` merges, the next to be merged first: by count, then by the rule for ties.
pub fn pair_counts(corpus: &Corpus, rules: &Rules, k: usize, ties: Ties) -> Vec<PairCount> {
    let mut index: FastMap<u64, u32> = FastMap::default();
    let mut pairs: Vec<PairCount> = Vec::new();
    let mut symbols = Vec::new();
    for (word_at, word) in corpus.words.iter().enumerate() {
        symbols.clear();
        symbols.extend_from_slice(corpus.symbols_of(word));
        rules.apply(&mut symbols, k, Order::AsLearned);
        for (at, pair) in symbols.windows(2).enumerate() {
            let fresh = pairs.len() as u32;
            let found = *index.entry(pair_key(pair[0], pair[1])).or_insert(fresh);
            if found == fresh {
                let (first_word, first_symbol) = (word_at as u32, at as u32);
                pairs.push(PairCount { left: pair[0], right: pair[1], count: 0, first_word, first_symbol });
            }
            pairs[found as usize].count += word.count;
        }
    }
    // The pairs stand in the order in which they were met, and the sort is stable.
    match ties {
        Ties::FirstMet => pairs.sort_by_key(|pair| Reverse(pair.count)),
        Ties::LowestIds => pairs.sort_by_key(|pair| (Reverse(pair.count), pair.left, pair.right)),
        Ties::HighestIds => pairs.sort_by_key(|pair| Reverse((pair.count, pair.left, pair.right))),
    }
    pairs
}

/// How many pairs share the highest count.
pub fn tied(pairs: &[PairCount]) -> usize {
    let highest = pairs.first().map_or(0, |pair| pair.count);
    pairs.iter().take_while(|pair| pair.count == highest).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenization::{Base, Split, Trainer};

    #[test]
    fn the_first_pair_of_each_state_is_the_one_that_was_merged() {
        let text = "she sells sea shells by the sea shore; the shells she sells are sea shells, she's sure. aaaa aaa";
        for (base, split) in
            [(Base::Characters, Split::Whitespace), (Base::Bytes, Split::Gpt2), (Base::Bytes, Split::Nothing)]
        {
            for ties in [Ties::FirstMet, Ties::LowestIds, Ties::HighestIds] {
                let corpus = Corpus::new(text, base, split);
                let mut trainer = Trainer::new(&corpus, ties);
                let rules = Rules::new(std::iter::from_fn(|| trainer.step()).collect());
                for (k, merge) in rules.merges().iter().enumerate() {
                    let pairs = pair_counts(&corpus, &rules, k, ties);
                    let next = pairs[0];
                    assert_eq!(
                        (next.left, next.right, next.count),
                        (merge.left, merge.right, merge.count),
                        "{base:?} {ties:?} {k}"
                    );
                }
                assert_eq!(pair_counts(&corpus, &rules, rules.len(), ties), []);
            }
        }
    }
}
