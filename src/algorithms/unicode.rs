//! What the tokenizers must know about characters and the standard library does not say: letters, marks, punctuation, decompositions.
//!
//! The tables are ours, small enough for a browser (the usual crates bring 60 kB of compressed wasm for NFD alone), and
//! `tests/unicode_tables.rs` compares them with those crates, character by character. It also writes them anew.

mod nfd;
mod tables;

pub use nfd::{combining_class, nfd};

/// Whether one of `ranges` (first and last code point in turn, ascending) holds `c`.
fn within(ranges: &[u32], c: char) -> bool {
    let c = c as u32;
    // An odd number of bounds lie below a character that is inside a range: its first, or a last before it plus its first.
    let bounds = ranges.partition_point(|&bound| bound < c);
    bounds % 2 == 1 || ranges.get(bounds) == Some(&c)
}

/// General category L, as `\p{L}` in a regular expression: Unicode 16.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(&tables::LETTER, c) }
}

/// General category N, as `\p{N}`: decimal digits, letters used as numbers (Ⅻ), other numbers (½, ²).
pub fn is_number(c: char) -> bool {
    c.is_numeric()
}

/// General category P, plus the ASCII symbols (`$`, `+`, `~`) that BERT counts as punctuation too: Unicode 8, as BERT's tokenizers have it.
pub fn is_bert_punctuation(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_punctuation() } else { within(&tables::PUNCTUATION, c) }
}

/// General categories Cc, Cf and Co: control, format and private use characters. Unicode 8.
pub fn is_other(c: char) -> bool {
    within(&tables::OTHER, c)
}

/// General category Mn: accents and the like, which take no room of their own. Unicode 8.
pub fn is_nonspacing_mark(c: char) -> bool {
    !c.is_ascii() && within(&tables::NONSPACING_MARK, c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_a_range_are_inside() {
        let ranges = [2, 4, 7, 7];
        let inside = (0..10).filter(|&c| within(&ranges, char::from_u32(c).unwrap())).collect::<Vec<_>>();
        assert_eq!(inside, [2, 3, 4, 7]);
    }

    #[test]
    fn categories_are_told_apart() {
        assert!(is_letter('ß') && is_letter('字') && !is_letter('\u{301}') && !is_letter('5') && !is_letter('Ⅻ'));
        assert!(is_number('½') && is_number('Ⅻ') && is_number('٣') && !is_number('x'));
        assert!(is_bert_punctuation('$') && is_bert_punctuation('。') && !is_bert_punctuation('€'));
        assert!(is_other('\u{200d}') && is_other('\u{e000}') && !is_other('a'));
        assert!(is_nonspacing_mark('\u{301}') && !is_nonspacing_mark('é'));
    }
}
