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

/// The first sentence of a text: up to a full stop, or what ends a sentence in other scripts, or an empty line. A first part of one or
/// two words, such as "Dr. Watson", is taken together with what follows it.
pub fn first_sentence(text: &str) -> &str {
    const FEW: usize = 3;
    let text = text.trim_start();
    let paragraph = text.find("\n\n").unwrap_or(text.len());
    let text = &text[..paragraph];
    let ends = text.char_indices().filter_map(|(at, c)| {
        let after = at + c.len_utf8();
        let ended = match c {
            '.' | '!' | '?' | '؟' => text[after..].chars().next().is_none_or(char::is_whitespace),
            '。' | '！' | '？' | '।' => true,
            _ => false,
        };
        ended.then_some(after)
    });
    let mut whole = ends.filter(|end| text[..*end].split_whitespace().count() >= FEW);
    whole.next().map_or(text.trim_end(), |end| &text[..end])
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
    fn the_first_sentence_ends_where_a_reader_would_end_it() {
        assert_eq!(first_sentence("  Dr. Smith paid $3.14. Then he left."), "Dr. Smith paid $3.14.");
        assert_eq!(first_sentence("A heading without a stop\n\nThen prose."), "A heading without a stop");
        assert_eq!(first_sentence("Was it you? No."), "Was it you?");
        assert_eq!(first_sentence("我们 去 北京。你呢？"), "我们 去 北京。");
        assert_eq!(first_sentence("no end at all "), "no end at all");
        assert_eq!(first_sentence(" \n"), "");
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
