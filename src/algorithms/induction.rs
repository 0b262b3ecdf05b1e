//! The task that makes a model learn to copy: a few letters in a circle whose order nobody knows, followed from letter to letter, with
//! jumps to any other place. After a letter that has been there before comes what came after it then (Elhage and others, "A Mathematical
//! Framework for Transformer Circuits", 2021, on induction heads; Olsson and others, "In-context Learning and Induction Heads", 2022).
//!
//! The jumps keep a model from learning only how far back to look, or from making do with a blurred look at what came before.

use crate::rng::Rng;

/// The vocabulary.
pub const LETTERS: &str = "ABCDEFGHIJKLMNOP";
/// Letters of a sequence.
pub const LENGTH: usize = 32;
/// Letters in a circle, at least and at most.
const CIRCLE: (usize, usize) = (5, 12);
/// One in so many letters is a jump.
const JUMP: usize = 3;

/// One sequence of the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Places in [`LETTERS`].
    pub tokens: Vec<u32>,
    /// Places whose next letter can be known: their own has been there before, and the same letter came after it each time.
    pub known: Vec<usize>,
}

impl Sequence {
    pub fn draw(rng: &mut Rng) -> Sequence {
        Sequence::of_length(LENGTH, rng)
    }

    /// The same, of as many letters as are asked for.
    pub fn of_length(length: usize, rng: &mut Rng) -> Sequence {
        let (least, most) = CIRCLE;
        let circle = least + rng.below(most - least + 1);
        let mut letters: Vec<u32> = (0..LETTERS.len() as u32).collect();
        for k in 0..circle {
            letters.swap(k, k + rng.below(LETTERS.len() - k));
        }
        let mut place = 0;
        let mut tokens = Vec::with_capacity(length);
        for _ in 0..length {
            tokens.push(letters[place]);
            place = if rng.below(JUMP) == 0 { rng.below(circle) } else { (place + 1) % circle };
        }
        Sequence { known: known(&tokens), tokens }
    }
}

/// Places with an earlier occurrence of the same token, all of them followed by what follows here.
fn known(tokens: &[u32]) -> Vec<usize> {
    let next = |place: usize| tokens[place + 1];
    let earlier = |place: usize| (0..place).filter(move |k| tokens[*k] == tokens[place]);
    let is_known = |place: &usize| earlier(*place).count() > 0 && earlier(*place).all(|k| next(k) == next(*place));
    (0..tokens.len().saturating_sub(1)).filter(is_known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_known_is_what_came_before() {
        assert_eq!(known(&[0, 1, 2, 0, 1, 0, 3, 0]), [3]);
        let mut rng = Rng::fork(7, "induction");
        let sequences: Vec<Sequence> = (0..200).map(|_| Sequence::draw(&mut rng)).collect();
        assert!(sequences.iter().all(|sequence| sequence.tokens.len() == LENGTH));
        let known = sequences.iter().map(|sequence| sequence.known.len()).sum::<usize>() as f32 / 200.0;
        assert!(known > 6.0, "enough to learn from: {known} a sequence");
    }
}
