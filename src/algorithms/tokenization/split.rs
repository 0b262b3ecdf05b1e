//! Cutting a text into words before anything is merged: no token ever crosses such a cut.

use super::unicode::{is_letter, is_number};
use crate::python_text::is_space;

/// What becomes of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// `2026` is one piece: GPT-2.
    Together,
    /// Each is a piece of its own, cut out before the pattern is applied to what lies between: SmolLM2, which so sees `2026` digit by
    /// digit, like a pupil.
    Apart,
}

/// The pieces that GPT-2's pattern finds; together they are the text again.
///
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` (Radford et al. 2019, `encoder.py`), by hand: a regex
/// engine with look-ahead would be larger than this whole lesson.
pub fn gpt2(text: &str) -> impl Iterator<Item = &str> {
    pieces(text, Digits::Together)
}

/// As [`gpt2`], with a choice for numbers.
pub fn pieces(text: &str, digits: Digits) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(piece_length(rest, digits)?);
        rest = after;
        Some(piece)
    })
}

/// The parts of [`gpt2`]'s pattern between its bars; the seven contractions are one, and so are the two for white space that differ
/// only in whether a word follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// `'s|'t|'re|'ve|'m|'ll|'d`
    Contraction,
    /// ` ?\p{L}+`
    Letters,
    /// ` ?\p{N}+`
    Numbers,
    /// ` ?[^\s\p{L}\p{N}]+`
    Others,
    /// `\s+(?!\S)|\s+`
    Spaces,
}

/// Which part of the pattern cut a piece that [`gpt2`] gave.
pub fn alternative(piece: &str) -> Alternative {
    if CONTRACTIONS.contains(&piece) {
        return Alternative::Contraction;
    }
    // A space before something else belongs to it.
    let own = piece.strip_prefix(' ').filter(|rest| !rest.starts_with(char::is_whitespace)).unwrap_or(piece);
    match own.chars().next().map(class) {
        Some(Class::Letter) => Alternative::Letters,
        Some(Class::Number) => Alternative::Numbers,
        Some(Class::Other) => Alternative::Others,
        Some(Class::Space) | None => Alternative::Spaces,
    }
}

const CONTRACTIONS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Number,
    Space,
    Other,
}

fn class(character: char) -> Class {
    if is_letter(character) {
        Class::Letter
    } else if character.is_whitespace() {
        Class::Space
    } else if is_number(character) {
        Class::Number
    } else {
        Class::Other
    }
}

/// How long the piece is that `text` begins with, in bytes.
pub(crate) fn piece_length(text: &str, digits: Digits) -> Option<usize> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if first == '\''
        && let Some(found) = CONTRACTIONS.iter().find(|contraction| text.starts_with(**contraction))
    {
        return Some(found.len());
    }
    let run = |from: usize, of: Class| {
        let rest = &text[from..];
        from + rest.find(|c| class(c) != of).unwrap_or(rest.len())
    };
    let of = class(first);
    if of == Class::Number && digits == Digits::Apart {
        return Some(first.len_utf8());
    }
    if of != Class::Space {
        return Some(run(0, of));
    }
    // A number that stands apart was cut out before: for the pattern the text ends there.
    let ends = |class: Class| class == Class::Number && digits == Digits::Apart;
    if first == ' '
        && let Some(second) = characters.next().map(class).filter(|second| *second != Class::Space && !ends(*second))
    {
        return Some(run(1, second));
    }
    let end = run(0, Class::Space);
    if text[end..].chars().next().map(class).is_none_or(ends) {
        return Some(end);
    }
    // The last space is left to the word that follows, unless it is the only one.
    let last = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    Some(if last == 0 { end } else { last })
}

/// What Python's `text.split()` gives: runs of anything but white space.
pub fn whitespace(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        gpt2(text).collect()
    }

    #[test]
    fn a_space_goes_with_the_word_after_it() {
        assert_eq!(cut("Hello  world's 42nd!?\n"), ["Hello", " ", " world", "'s", " 42", "nd", "!?", "\n"]);
    }

    #[test]
    fn spaces_at_the_end_stay_together() {
        assert_eq!(cut("a \n  b   "), ["a", " \n ", " b", "   "]);
        assert_eq!(cut("\tx\t\ty"), ["\t", "x", "\t", "\t", "y"]);
    }

    #[test]
    fn only_small_letters_make_a_contraction() {
        assert_eq!(cut("I'M I'm 'so"), ["I", "'", "M", " I", "'m", " '", "so"]);
        assert_eq!(cut("we'll've'"), ["we", "'ll", "'ve", "'"]);
    }

    #[test]
    fn each_piece_names_the_part_of_the_pattern_that_cut_it() {
        use Alternative::*;
        let named: Vec<_> = gpt2("Hello  world's 42nd!?\n 'so \t").map(|piece| (piece, alternative(piece))).collect();
        let expected = [
            ("Hello", Letters),
            (" ", Spaces),
            (" world", Letters),
            ("'s", Contraction),
            (" 42", Numbers),
            ("nd", Letters),
            ("!?", Others),
            ("\n", Spaces),
            (" '", Others),
            ("so", Letters),
            (" \t", Spaces),
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn numbers_that_stand_apart_end_the_text_before_them() {
        let cut = |text, digits| pieces(text, digits).collect::<Vec<_>>();
        assert_eq!(cut("pay  42 €", Digits::Apart), ["pay", "  ", "4", "2", " €"]);
        assert_eq!(cut("pay  42 €", Digits::Together), ["pay", " ", " 42", " €"]);
        assert_eq!(cut("x²\n1", Digits::Apart), ["x", "²", "\n", "1"]);
    }
}
