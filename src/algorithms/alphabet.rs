//! Characters as numbers: the vocabulary of a character-level model.

use std::collections::HashMap;

/// Stands for every character that is not in the alphabet.
pub const UNKNOWN: char = '\u{fffd}';

/// The characters a model knows. A token id is the index in [`Alphabet::characters`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alphabet {
    characters: Vec<char>,
    ids: HashMap<char, usize>,
}

impl Alphabet {
    /// The characters of `text` in code point order. Of more than `limit`, the `limit - 1` most frequent are kept (of equal counts
    /// the lower code point) and [`UNKNOWN`] stands for the others.
    pub fn of(text: &str, limit: usize) -> Self {
        let mut counts: HashMap<char, usize> = HashMap::new();
        for character in text.chars() {
            *counts.entry(character).or_default() += 1;
        }
        let mut characters: Vec<char> = counts.keys().copied().collect();
        let too_many = characters.len() > limit;
        if too_many {
            characters.sort_by_key(|c| (std::cmp::Reverse(counts[c]), *c));
            characters.truncate(limit - 1);
        }
        characters.sort_unstable();
        if too_many {
            characters.retain(|c| *c != UNKNOWN);
            characters.push(UNKNOWN);
        }
        Self::new(characters)
    }

    /// With the token ids in the order of `characters`, as a stored model has them.
    pub fn new(characters: Vec<char>) -> Self {
        let ids = characters.iter().enumerate().map(|(id, c)| (*c, id)).collect();
        Alphabet { characters, ids }
    }

    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    pub fn len(&self) -> usize {
        self.characters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    pub fn contains(&self, character: char) -> bool {
        self.ids.contains_key(&character)
    }

    /// Token ids of `text`. A character outside the alphabet becomes [`UNKNOWN`] if the alphabet has it, else a space, else id 0.
    pub fn encode(&self, text: &str) -> Vec<usize> {
        let fallback = [UNKNOWN, ' '].iter().find_map(|c| self.ids.get(c)).copied().unwrap_or(0);
        text.chars().map(|c| self.ids.get(&c).copied().unwrap_or(fallback)).collect()
    }

    /// # Panics
    /// If an id is not below [`Alphabet::len`].
    pub fn decode(&self, ids: &[usize]) -> String {
        ids.iter().map(|id| self.characters[*id]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_text_keeps_every_character() {
        let alphabet = Alphabet::of("banana\n", 64);
        assert_eq!(alphabet.characters(), ['\n', 'a', 'b', 'n']);
        assert_eq!(alphabet.encode("ban"), [2, 1, 3]);
        assert_eq!(alphabet.decode(&alphabet.encode("nab\n")), "nab\n");
    }

    #[test]
    fn a_huge_alphabet_keeps_the_most_frequent() {
        let alphabet = Alphabet::of("aaaabbbccd", 3);
        assert_eq!(alphabet.characters(), ['a', 'b', UNKNOWN]);
        assert_eq!(alphabet.decode(&alphabet.encode("abcd")), "ab\u{fffd}\u{fffd}");
    }

    #[test]
    fn without_an_unknown_sign_a_stranger_reads_as_a_space() {
        let alphabet = Alphabet::of("a b", 64);
        assert_eq!(alphabet.decode(&alphabet.encode("aéb")), "a b");
    }
}
