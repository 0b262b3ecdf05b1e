//! Letters backwards: nothing can be guessed, so everything has to be carried over.

use super::Pair;
use crate::rng::Rng;

/// The letters in use, and how many a sequence has.
const LETTERS: &[u8] = b"abcdefghij";
const LENGTHS: (usize, usize) = (2, 16);

pub fn reversal(rng: &mut Rng) -> Pair {
    let length = LENGTHS.0 + rng.below(LENGTHS.1 - LENGTHS.0 + 1);
    let source: String = (0..length).map(|_| char::from(LETTERS[rng.below(LETTERS.len())])).collect();
    let target = source.chars().rev().collect();
    Pair { source, target }
}
