//! The sentence as words, and their other order.

use protocol::positional_encoding::MAX_WORDS;

/// What the page opens on: who chases whom is all in the order.
pub const DEFAULT: &str = "the dog chased the cat home";

/// Letters of a word that are kept: the vector comes from them, the rest would only travel.
const MAX_LETTERS: usize = 64;

/// Words at white space, up to [`MAX_WORDS`]. The second number counts those left out.
pub fn split(text: &str) -> (Vec<String>, usize) {
    let mut words = text.split_whitespace();
    let kept: Vec<String> =
        words.by_ref().take(MAX_WORDS).map(|word| word.chars().take(MAX_LETTERS).collect()).collect();
    (kept, words.count())
}

/// The order a new sentence starts with: its second and its last word but one change places, or its two ends if it is short.
pub fn first_order(words: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..words as u32).collect();
    match words {
        0 | 1 => {}
        2 | 3 => order.swap(0, words - 1),
        _ => order.swap(1, words - 2),
    }
    order
}

/// Places whose word is spelled differently now.
pub fn moved(words: &[String], order: &[u32]) -> usize {
    order.iter().zip(words).filter(|(from, word)| words.get(**from as usize) != Some(word)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_white_space_and_counted() {
        assert_eq!(split("  the\tdog \n🐕 كلب "), (vec!["the".into(), "dog".into(), "🐕".into(), "كلب".into()], 0));
        assert_eq!(split(""), (Vec::new(), 0));
        let (words, left_out) = split(&"word ".repeat(1000));
        assert_eq!((words.len(), left_out), (MAX_WORDS, 1000 - MAX_WORDS));
        assert_eq!(split(&"x".repeat(1_000_000)).0[0].len(), MAX_LETTERS);
    }

    #[test]
    fn a_new_sentence_has_two_words_exchanged() {
        assert_eq!(first_order(6), [0, 4, 2, 3, 1, 5]);
        assert_eq!(first_order(2), [1, 0]);
        assert_eq!(first_order(1), [0]);
        assert!(first_order(0).is_empty());
    }

    #[test]
    fn exchanging_equal_words_moves_nothing() {
        let (words, _) = split(DEFAULT);
        assert_eq!(moved(&words, &[3, 1, 2, 0, 4, 5]), 0);
        assert_eq!(moved(&words, &first_order(6)), 2);
    }
}
