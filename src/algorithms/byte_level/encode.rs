//! A text to tokens: pieces, each merged once and then remembered.

use std::sync::Arc;

use super::merge::Part;
use super::{ByteLevel, Rule};
use crate::byte_strings::ByteStrings;
use crate::special_tokens::{Place, Specials};
use crate::token::Token;
use crate::tokenization::split::piece_length;

/// Pieces beyond this are rare, so remembering them gains nothing.
const LONGEST_REMEMBERED: usize = 128;
/// About 4 MB of pieces with their tokens; then the memory starts anew.
const MOST_REMEMBERED: usize = 100_000;

/// Encodes with a vocabulary and remembers the pieces it met: most of a text's pieces it has met before.
#[derive(Debug)]
pub struct Encoder {
    vocabulary: Arc<ByteLevel>,
    pieces: ByteStrings,
    /// Where the tokens of each remembered piece end in `parts`.
    ends: Vec<u32>,
    parts: Vec<Part>,
    piece: Vec<Part>,
    rules: Vec<Option<Rule>>,
}

impl Encoder {
    /// The vocabulary may be shared: it is a few megabytes.
    pub fn new(vocabulary: impl Into<Arc<ByteLevel>>) -> Self {
        let (ends, parts, piece, rules) = Default::default();
        Encoder { vocabulary: vocabulary.into(), pieces: ByteStrings::default(), ends, parts, piece, rules }
    }

    pub fn vocabulary(&self) -> &ByteLevel {
        &self.vocabulary
    }

    /// The tokens of a whole text.
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
            // What stands before it is cut into pieces as if the text ended there.
            let end = special.map_or(text.len(), |special| special.start);
            while place.at < end.min(goal) {
                let Some(length) = piece_length(&text[place.at..end], self.vocabulary.digits) else { break };
                self.piece(&text.as_bytes()[place.at..place.at + length], place.at, tokens);
                place.at += length;
            }
            if let Some(special) = special.filter(|special| place.at == special.start) {
                tokens.push(Token::new(special.id, special.start, special.end));
                place.pass(special);
            }
        }
    }

    fn piece(&mut self, bytes: &[u8], at: usize, tokens: &mut Vec<Token>) {
        let offset = at as u32;
        let token = |part: &Part| Token { id: part.id, start: part.start + offset, end: part.end + offset };
        if let Some(number) = self.pieces.find(bytes) {
            let number = number as usize;
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
            tokens.extend(self.parts[start as usize..self.ends[number] as usize].iter().map(token));
            return;
        }
        self.vocabulary.parts(bytes, &mut self.piece);
        self.vocabulary.merge(&mut self.piece, &mut self.rules);
        tokens.extend(self.piece.iter().map(token));
        if bytes.len() <= LONGEST_REMEMBERED {
            if self.pieces.len() == MOST_REMEMBERED {
                self.pieces.clear();
                self.ends.clear();
                self.parts.clear();
            }
            self.pieces.insert(bytes);
            self.parts.extend_from_slice(&self.piece);
            self.ends.push(self.parts.len() as u32);
        }
    }
}
