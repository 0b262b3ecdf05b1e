//! Learned merges, applied to a word.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    hash::{FastMap, pair_key},
    trainer::Merge,
};

/// Up to this many symbols, scanning beats a heap.
const SHORT: usize = 48;
const NEVER: u32 = u32::MAX;

/// The merges in the order in which they were learned. A merge's place in that order is its rank.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    merges: Vec<Merge>,
    ranks: FastMap<u64, u32>,
    /// Merges of a pair that an earlier merge had already used up: two symbols may come to be spelled alike later.
    again: Vec<(u64, u32)>,
}

/// How far the merges are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Always the lowest rank that applies: how a trained tokenizer encodes.
    Greedy,
    /// Each merge once, in the order in which it was learned: how the word looked while it was learned.
    AsLearned,
}

impl Rules {
    pub fn new(merges: Vec<Merge>) -> Self {
        let mut rules = Rules::default();
        for merge in merges {
            rules.push(merge);
        }
        rules
    }

    pub fn push(&mut self, merge: Merge) {
        let (key, rank) = (pair_key(merge.left, merge.right), self.merges.len() as u32);
        if *self.ranks.entry(key).or_insert(rank) != rank {
            self.again.push((key, rank));
        }
        self.merges.push(merge);
    }

    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub fn len(&self) -> usize {
        self.merges.len()
    }

    pub fn is_empty(&self) -> bool {
        self.merges.is_empty()
    }

    /// The same without one merge: what needs it can no longer be built.
    pub fn without(&self, rank: usize) -> Rules {
        let kept = self.merges.iter().enumerate().filter(|(other, _)| *other != rank);
        Rules::new(kept.map(|(_, merge)| *merge).collect())
    }

    /// The rank of the merge for a pair, at least `from`, or [`NEVER`].
    fn rank(&self, left: u32, right: u32, from: u32) -> u32 {
        let key = pair_key(left, right);
        match self.ranks.get(&key) {
            None => NEVER,
            Some(rank) if *rank >= from => *rank,
            Some(_) => {
                self.again.iter().find(|(other, rank)| *other == key && *rank >= from).map_or(NEVER, |found| found.1)
            }
        }
    }

    /// Applies the first `limit` merges to the symbols of one word.
    pub fn apply(&self, word: &mut Vec<u32>, limit: usize, order: Order) {
        self.apply_reporting(word, limit, order, &mut |_, _| ());
    }

    /// As [`Rules::apply`]; `report` hears of each merge at which symbol of the unmerged word its left half begins, and its rank.
    pub fn apply_reporting(&self, word: &mut Vec<u32>, limit: usize, order: Order, report: &mut dyn FnMut(usize, u32)) {
        let limit = limit.min(self.merges.len()) as u32;
        if limit == 0 || word.len() < 2 {
            return;
        }
        if word.len() <= SHORT {
            self.scan(word, limit, order, report);
        } else {
            self.heap(word, limit, order, report);
        }
    }

    fn scan(&self, word: &mut Vec<u32>, limit: u32, order: Order, report: &mut dyn FnMut(usize, u32)) {
        // ranks[i] belongs to the symbols i and i + 1, starts[i] is where symbol i began in the word.
        let mut ranks = [NEVER; SHORT];
        let mut starts = [0_u8; SHORT];
        for at in 0..word.len() - 1 {
            ranks[at] = self.rank(word[at], word[at + 1], 0);
        }
        for (at, start) in starts.iter_mut().enumerate() {
            *start = at as u8;
        }
        let mut from = 0;
        loop {
            let pairs = word.len() - 1;
            let Some((at, rank)) = ranks[..pairs].iter().copied().enumerate().min_by_key(|(_, rank)| *rank) else {
                return;
            };
            if rank >= limit {
                return;
            }
            if order == Order::AsLearned && rank > from {
                from = rank;
            }
            report(usize::from(starts[at]), rank);
            word[at] = self.merges[rank as usize].result;
            word.remove(at + 1);
            ranks.copy_within(at + 1..pairs, at);
            starts.copy_within(at + 2..pairs + 1, at + 1);
            // What a merge made can only be taken up by a later one if the merges go by once.
            let earliest = if order == Order::AsLearned { from + 1 } else { 0 };
            if at > 0 {
                ranks[at - 1] = self.rank(word[at - 1], word[at], earliest);
            }
            if at + 1 < word.len() {
                ranks[at] = self.rank(word[at], word[at + 1], earliest);
            }
        }
    }

    fn heap(&self, word: &mut Vec<u32>, limit: u32, order: Order, report: &mut dyn FnMut(usize, u32)) {
        let length = word.len();
        let mut next: Vec<u32> = (1..=length as u32).collect();
        let mut previous: Vec<u32> = (0..length as u32).map(|at| at.wrapping_sub(1)).collect();
        // An entry holds while both symbols are still those it was made for.
        let mut queue: BinaryHeap<Reverse<(u32, u32, u32, u32)>> = BinaryHeap::new();
        let offer = |queue: &mut BinaryHeap<_>, at: u32, left: u32, right: u32, from: u32| {
            let rank = self.rank(left, right, from);
            if rank < limit {
                queue.push(Reverse((rank, at, left, right)));
            }
        };
        for at in 0..length - 1 {
            offer(&mut queue, at as u32, word[at], word[at + 1], 0);
        }
        while let Some(Reverse((rank, at, left, right))) = queue.pop() {
            let gone = next[at as usize] as usize;
            if gone >= length || word[at as usize] != left || word[gone] != right {
                continue;
            }
            report(at as usize, rank);
            let result = self.merges[rank as usize].result;
            word[at as usize] = result;
            word[gone] = NEVER;
            let after = next[gone];
            next[at as usize] = after;
            let from = if order == Order::AsLearned { rank + 1 } else { 0 };
            if (after as usize) < length {
                previous[after as usize] = at;
                offer(&mut queue, at, result, word[after as usize], from);
            }
            let before = previous[at as usize];
            if before != NEVER {
                offer(&mut queue, before, word[before as usize], result, from);
            }
        }
        let (mut at, mut kept) = (0, 0);
        while at < length {
            word[kept] = word[at];
            kept += 1;
            at = next[at] as usize;
        }
        word.truncate(kept);
    }
}
