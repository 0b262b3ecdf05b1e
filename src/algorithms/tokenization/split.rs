//! Cutting a text into words before anything is merged: no token ever crosses such a cut.

use super::unicode::{is_letter, is_number};
use crate::python_text::is_space;

/// The pieces that GPT-2's pattern finds; together they are the text again.
///
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` (Radford et al. 2019, `encoder.py`), by hand: a regex
/// engine with look-ahead would be larger than this whole lesson.
pub fn gpt2(text: &str) -> Gpt2<'_> {
    Gpt2 { rest: text }
}

pub struct Gpt2<'a> {
    rest: &'a str,
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

impl Gpt2<'_> {
    /// How long the next piece is, in bytes.
    fn next_length(&self) -> Option<usize> {
        let mut characters = self.rest.chars();
        let first = characters.next()?;
        if first == '\''
            && let Some(found) = CONTRACTIONS.iter().find(|contraction| self.rest.starts_with(**contraction))
        {
            return Some(found.len());
        }
        let run = |from: usize, of: Class| {
            let rest = &self.rest[from..];
            from + rest.find(|c| class(c) != of).unwrap_or(rest.len())
        };
        let of = class(first);
        if of != Class::Space {
            return Some(run(0, of));
        }
        if first == ' '
            && let Some(second) = characters.next().map(class).filter(|second| *second != Class::Space)
        {
            return Some(run(1, second));
        }
        let end = run(0, Class::Space);
        if end == self.rest.len() {
            return Some(end);
        }
        // The last space is left to the word that follows, unless it is the only one.
        let last = self.rest[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        Some(if last == 0 { end } else { last })
    }
}

impl<'a> Iterator for Gpt2<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let length = self.next_length()?;
        let (piece, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(piece)
    }
}

/// What Python's `text.split()` gives: runs of anything but white space.
pub fn whitespace(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        gpt2(text).collect()
    }

    #[test]
    fn a_space_goes_with_the_word_after_it() {
        assert_eq!(pieces("Hello  world's 42nd!?\n"), ["Hello", " ", " world", "'s", " 42", "nd", "!?", "\n"]);
    }

    #[test]
    fn spaces_at_the_end_stay_together() {
        assert_eq!(pieces("a \n  b   "), ["a", " \n ", " b", "   "]);
        assert_eq!(pieces("\tx\t\ty"), ["\t", "x", "\t", "\t", "y"]);
    }

    #[test]
    fn only_small_letters_make_a_contraction() {
        assert_eq!(pieces("I'M I'm 'so"), ["I", "'", "M", " I", "'m", " '", "so"]);
        assert_eq!(pieces("we'll've'"), ["we", "'ll", "'ve", "'"]);
    }
}
