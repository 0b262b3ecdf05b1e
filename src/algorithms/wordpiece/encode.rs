//! A text to tokens: words, each cut up once and then remembered.

use super::normalize::{Word, Words};
use super::{MAX_CHARS, WordPiece};
use crate::byte_strings::ByteStrings;
use crate::special_tokens::{Place, Specials};
use crate::token::Token;

/// About 4 MB of words with their tokens; then the memory starts anew.
const MOST_REMEMBERED: usize = 100_000;

/// A token of a word, and the bytes of the normalised word it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) id: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Encodes with a vocabulary and remembers the words it met.
#[derive(Debug)]
pub struct Encoder {
    vocabulary: WordPiece,
    words: Words,
    memory: Memory,
}

#[derive(Debug, Default)]
struct Memory {
    words: ByteStrings,
    /// Where the tokens of each remembered word end in `parts`.
    ends: Vec<u32>,
    parts: Vec<Part>,
    word: Vec<Part>,
}

impl Encoder {
    pub fn new(vocabulary: WordPiece) -> Self {
        Encoder { vocabulary, words: Words::default(), memory: Memory::default() }
    }

    pub fn vocabulary(&self) -> &WordPiece {
        &self.vocabulary
    }

    /// The tokens of a whole text, without the `[CLS]` and `[SEP]` that BERT wants around it.
    pub fn encode(&mut self, text: &str, specials: Specials) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.encode_some(text, &mut Place::default(), usize::MAX, specials, &mut tokens);
        tokens
    }

    /// Goes on with a text from `place` for about `budget` bytes. At the end [`Place::at`] is the text's length.
    pub fn encode_some(
        &mut self,
        text: &str,
        place: &mut Place,
        budget: usize,
        specials: Specials,
        tokens: &mut Vec<Token>,
    ) {
        let goal = place.at.saturating_add(budget).min(text.len());
        while place.at < goal {
            let special = place.special(text, specials, &self.vocabulary.specials);
            let end = special.map_or(text.len(), |special| special.start);
            while place.at < end.min(goal) {
                let (memory, vocabulary) = (&mut self.memory, &self.vocabulary);
                place.at = self.words.chunk(&text[..end], place.at, |word| memory.word(word, vocabulary, tokens));
            }
            if let Some(special) = special.filter(|special| place.at == special.start) {
                tokens.push(Token::new(special.id, special.start, special.end));
                place.pass(special);
            }
        }
    }
}

impl Memory {
    fn word(&mut self, word: &Word, vocabulary: &WordPiece, tokens: &mut Vec<Token>) {
        let token = |part: &Part| {
            let (start, end) = word.source(part.start as usize, part.end as usize);
            Token { id: part.id, start, end }
        };
        if let Some(number) = self.words.find(word.text.as_bytes()) {
            let number = number as usize;
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
            tokens.extend(self.parts[start as usize..self.ends[number] as usize].iter().map(token));
            return;
        }
        vocabulary.cut(&word.text, &mut self.word);
        tokens.extend(self.word.iter().map(token));
        // Words that are too long to be known are not worth the room.
        if word.text.len() <= MAX_CHARS {
            if self.words.len() == MOST_REMEMBERED {
                self.words.clear();
                self.ends.clear();
                self.parts.clear();
            }
            self.words.insert(word.text.as_bytes());
            self.parts.extend_from_slice(&self.word);
            self.ends.push(self.parts.len() as u32);
        }
    }
}

impl WordPiece {
    /// The tokens of a normalised word: from the left, always the longest that the vocabulary has.
    pub(super) fn cut(&self, word: &str, parts: &mut Vec<Part>) {
        parts.clear();
        let whole = Part { id: self.unknown, start: 0, end: word.len() as u32 };
        if word.chars().nth(MAX_CHARS).is_some() {
            parts.push(whole);
            return;
        }
        let mut start = 0;
        while start < word.len() {
            let Some((id, end)) = self.longest_from(word, start) else {
                parts.clear();
                parts.push(whole);
                return;
            };
            parts.push(Part { id, start: start as u32, end: end as u32 });
            start = end;
        }
    }

    fn longest_from(&self, word: &str, start: usize) -> Option<(u32, usize)> {
        let mut end = word.len().min(start + self.longest);
        while end > start {
            if word.is_char_boundary(end)
                && let Some(id) = self.find(&word[start..end], start > 0)
            {
                return Some((id, end));
            }
            end -= 1;
        }
        None
    }
}
