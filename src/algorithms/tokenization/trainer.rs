//! BPE training, one merge a step: count the pairs of neighbours once, then keep the counts right where a merge changes them.
//!
//! A merge costs as much as the pair has occurrences, whatever the size of the text. The next pair comes from a heap whose entries may
//! be out of date; one that is popped is checked against the counts and put back if they have fallen. Counts only fall between two
//! entries of a pair, so nothing above the true maximum is ever missed.

use std::collections::BinaryHeap;

use super::{
    corpus::Corpus,
    hash::{FastMap, pair_key},
    symbols::Symbols,
};

/// Which of several pairs with the same count is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// The pair met first when the words are read in the order of their first appearance, each from left to right as it stands now.
    /// So does Python's `Counter.most_common(1)` in the guide's code, and `max` over a dict in minbpe.
    FirstMet,
    /// The pair with the lowest left id, then the lowest right id. So does Hugging Face's `BpeTrainer`.
    LowestIds,
    /// The other way round. Nobody does; it shows how much hangs on the rule.
    HighestIds,
}

/// One step of the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub left: u32,
    pub right: u32,
    /// The id of the merged symbol.
    pub result: u32,
    /// How often the pair stood in the text when it was chosen; in `aaa` the pair `a a` stands twice.
    pub count: u64,
    /// Tokens of the whole text after the merge.
    pub tokens: u64,
}

const NONE: u32 = u32::MAX;

struct Pair {
    left: u32,
    right: u32,
    count: u64,
    /// Where the left symbol stands or stood. Places that no longer hold are passed over.
    places: Vec<u32>,
    /// Places before this one no longer hold.
    head: u32,
    sorted: bool,
    /// The merge that raised the count last.
    raised: u32,
}

/// An iterator over merges that can stop after any of them.
pub struct Trainer {
    symbols: Symbols,
    ties: Ties,
    /// A merged symbol stands where its left half stood; `NONE` where its right half stood.
    sequence: Vec<u32>,
    /// The neighbouring places within the word.
    next: Vec<u32>,
    previous: Vec<u32>,
    word: Vec<u32>,
    counts: Vec<u64>,
    pairs: Vec<Pair>,
    index: FastMap<u64, u32>,
    /// Count, tie rank, pair: the largest is next.
    queue: BinaryHeap<(u64, u64, u32)>,
    tokens: u64,
    steps: u32,
}

impl Trainer {
    pub fn new(corpus: &Corpus, ties: Ties) -> Self {
        let length = corpus.sequence.len();
        let mut trainer = Trainer {
            symbols: corpus.symbols.clone(),
            ties,
            sequence: corpus.sequence.clone(),
            next: vec![NONE; length],
            previous: vec![NONE; length],
            word: vec![0; length],
            counts: corpus.words.iter().map(|word| word.count).collect(),
            pairs: Vec::new(),
            index: FastMap::default(),
            queue: BinaryHeap::new(),
            tokens: corpus.tokens(),
            steps: 0,
        };
        for (at, word) in corpus.words.iter().enumerate() {
            for place in word.start..word.start + word.len {
                trainer.word[place as usize] = at as u32;
                if place > word.start {
                    trainer.previous[place as usize] = place - 1;
                    trainer.next[place as usize - 1] = place;
                    let (left, right) = (corpus.sequence[place as usize - 1], corpus.sequence[place as usize]);
                    trainer.raise(left, right, place - 1, word.count);
                }
            }
        }
        for pair in 0..trainer.pairs.len() as u32 {
            trainer.enqueue(pair);
        }
        trainer
    }

    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    pub fn into_symbols(self) -> Symbols {
        self.symbols
    }

    /// Merges the most frequent pair everywhere; `None` when no word has two symbols any more.
    pub fn step(&mut self) -> Option<Merge> {
        let at = self.most_frequent()?;
        let pair = &mut self.pairs[at as usize];
        let (left, right, count) = (pair.left, pair.right, pair.count);
        let mut places = std::mem::take(&mut pair.places);
        if !pair.sorted {
            places.sort_unstable();
        }
        (pair.head, pair.sorted) = (0, true);
        let result = self.symbols.join(left, right);
        self.steps += 1;
        let mut raised = Vec::new();
        for place in places {
            if self.holds(place, left, right) {
                self.merge_at(place, result, &mut raised);
            }
        }
        for pair in raised {
            self.enqueue(pair);
        }
        Some(Merge { left, right, result, count, tokens: self.tokens })
    }

    fn most_frequent(&mut self) -> Option<u32> {
        while let Some((count, rank, at)) = self.queue.pop() {
            let true_count = self.pairs[at as usize].count;
            if true_count == 0 {
                continue;
            }
            if (true_count, self.rank(at)) == (count, rank) {
                return Some(at);
            }
            self.enqueue(at);
        }
        None
    }

    fn enqueue(&mut self, at: u32) {
        let entry = (self.pairs[at as usize].count, self.rank(at), at);
        self.queue.push(entry);
    }

    /// Among equal counts the highest rank is next. While nothing is added to a pair its rank can only fall.
    fn rank(&mut self, at: u32) -> u64 {
        let pair = &self.pairs[at as usize];
        let key = pair_key(pair.left, pair.right);
        match self.ties {
            Ties::LowestIds => !key,
            Ties::HighestIds => key,
            Ties::FirstMet => !u64::from(self.first_place(at)),
        }
    }

    /// Places keep the order of words and of symbols in them, so the pair met first is the one with the lowest place.
    fn first_place(&mut self, at: u32) -> u32 {
        let pair = &mut self.pairs[at as usize];
        if !pair.sorted {
            pair.places.sort_unstable();
            (pair.head, pair.sorted) = (0, true);
        }
        let (left, right, mut head) = (pair.left, pair.right, pair.head as usize);
        let pair = &self.pairs[at as usize];
        while pair.places.get(head).is_some_and(|place| !self.holds(*place, left, right)) {
            head += 1;
        }
        let first = pair.places.get(head).copied().unwrap_or(NONE);
        self.pairs[at as usize].head = head as u32;
        first
    }

    fn holds(&self, place: u32, left: u32, right: u32) -> bool {
        let next = self.next[place as usize];
        self.sequence[place as usize] == left && next != NONE && self.sequence[next as usize] == right
    }

    fn merge_at(&mut self, place: u32, result: u32, raised: &mut Vec<u32>) {
        let count = self.counts[self.word[place as usize] as usize];
        let gone = self.next[place as usize];
        let (left, right) = (self.sequence[place as usize], self.sequence[gone as usize]);
        let (before, after) = (self.previous[place as usize], self.next[gone as usize]);
        self.lower(left, right, count);
        self.sequence[place as usize] = result;
        self.sequence[gone as usize] = NONE;
        (self.next[gone as usize], self.previous[gone as usize]) = (NONE, NONE);
        self.next[place as usize] = after;
        self.tokens -= count;
        if before != NONE {
            let symbol = self.sequence[before as usize];
            self.lower(symbol, left, count);
            let pair = self.raise(symbol, result, before, count);
            self.note(pair, raised);
        }
        if after != NONE {
            self.previous[after as usize] = place;
            let symbol = self.sequence[after as usize];
            self.lower(right, symbol, count);
            let pair = self.raise(result, symbol, place, count);
            self.note(pair, raised);
        }
    }

    fn note(&mut self, at: u32, raised: &mut Vec<u32>) {
        let pair = &mut self.pairs[at as usize];
        if pair.raised != self.steps {
            pair.raised = self.steps;
            raised.push(at);
        }
    }

    fn lower(&mut self, left: u32, right: u32, by: u64) {
        if let Some(at) = self.index.get(&pair_key(left, right)) {
            self.pairs[*at as usize].count -= by;
        }
    }

    fn raise(&mut self, left: u32, right: u32, place: u32, by: u64) -> u32 {
        let fresh = self.pairs.len() as u32;
        let at = *self.index.entry(pair_key(left, right)).or_insert(fresh);
        if at == fresh {
            self.pairs.push(Pair { left, right, count: 0, places: Vec::new(), head: 0, sorted: true, raised: 0 });
        }
        let pair = &mut self.pairs[at as usize];
        pair.count += by;
        pair.sorted &= pair.places.last().is_none_or(|last| *last < place);
        pair.places.push(place);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenization::{Base, Split};

    fn merges(text: &str, ties: Ties) -> Vec<(String, u64, u64)> {
        let mut trainer = Trainer::new(&Corpus::new(text, Base::Bytes, Split::Gpt2), ties);
        let mut all = Vec::new();
        while let Some(merge) = trainer.step() {
            all.push((trainer.symbols().text(merge.result), merge.count, merge.tokens));
        }
        all
    }

    #[test]
    fn the_textbook_case_ends_the_same_by_two_roads() {
        let by_ids = merges("aaabdaaabac", Ties::LowestIds);
        assert_eq!(by_ids[..3], [("aa".into(), 4, 9), ("ab".into(), 2, 7), ("aaab".into(), 2, 5)]);
        let first_met = merges("aaabdaaabac", Ties::FirstMet);
        assert_eq!(first_met[..3], [("aa".into(), 4, 9), ("aaa".into(), 2, 7), ("aaab".into(), 2, 5)]);
    }

    #[test]
    fn neighbours_that_overlap_are_counted_twice_and_merged_once() {
        assert_eq!(merges("aaaa", Ties::FirstMet), [("aa".into(), 3, 2), ("aaaa".into(), 1, 1)]);
        assert_eq!(merges("aaa", Ties::FirstMet), [("aa".into(), 2, 2), ("aaa".into(), 1, 1)]);
    }

    #[test]
    fn nothing_to_merge_is_no_step() {
        assert_eq!(merges("", Ties::FirstMet), []);
        assert_eq!(merges("a", Ties::LowestIds), []);
    }
}
