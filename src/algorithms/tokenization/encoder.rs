//! Encoding any text with merges that were learned, and decoding it again.

use super::{
    corpus::{Base, END_OF_WORD, Split, spell},
    hash::FastMap,
    rules::{Order, Rules},
    symbols::Symbols,
};

/// Stands for a character that the alphabet lacks. In byte mode there is none.
pub const UNKNOWN: u32 = u32::MAX;

/// Longer words are rare, and never met twice.
const CACHED_BYTES: usize = 64;
const CACHED_WORDS: usize = 1 << 16;

/// A trained tokenizer. Keeps the tokens of the words it has met: most of a text is words that were met before.
pub struct Encoder<'a> {
    base: Base,
    split: Split,
    symbols: &'a Symbols,
    rules: &'a Rules,
    limit: usize,
    cache: FastMap<Box<str>, (u32, u32)>,
    cached: Vec<u32>,
    word: Vec<u32>,
}

impl<'a> Encoder<'a> {
    /// With the first `limit` merges.
    pub fn new(base: Base, split: Split, symbols: &'a Symbols, rules: &'a Rules, limit: usize) -> Self {
        let (cache, cached, word) = Default::default();
        Encoder { base, split, symbols, rules, limit, cache, cached, word }
    }

    pub fn encode(&mut self, text: &str) -> Vec<u32> {
        let mut ids = Vec::with_capacity(text.len() / 3);
        // Not through the boxed iterator: this is the loop that is measured.
        match self.split {
            Split::Gpt2 => super::split::gpt2(text).for_each(|piece| self.word(piece, &mut ids)),
            Split::Whitespace => super::split::whitespace(text).for_each(|piece| self.word(piece, &mut ids)),
            Split::Nothing if text.is_empty() => {}
            Split::Nothing => self.word(text, &mut ids),
        }
        ids
    }

    /// Appends the tokens of one word.
    pub fn word(&mut self, word: &str, into: &mut Vec<u32>) {
        if let Some((start, end)) = self.cache.get(word) {
            into.extend_from_slice(&self.cached[*start as usize..*end as usize]);
            return;
        }
        self.word.clear();
        spell(word, self.base, self.symbols, &mut self.word);
        self.rules.apply(&mut self.word, self.limit, Order::Greedy);
        into.extend_from_slice(&self.word);
        if word.len() <= CACHED_BYTES && self.cache.len() < CACHED_WORDS {
            let start = self.cached.len() as u32;
            self.cached.extend_from_slice(&self.word);
            self.cache.insert(word.into(), (start, self.cached.len() as u32));
        }
    }
}

/// The text that token ids stand for. In byte mode with nothing cut away it is the text that was encoded; `</w>` becomes a space, so
/// in character mode the kind of white space is lost, and an unknown character is U+FFFD.
pub fn decode(ids: &[u32], base: Base, symbols: &Symbols) -> String {
    let mut bytes = Vec::new();
    for id in ids {
        match *id {
            UNKNOWN => bytes.extend_from_slice("\u{fffd}".as_bytes()),
            id => match (base, symbols.get(id).strip_suffix(END_OF_WORD.as_bytes())) {
                (Base::Characters, Some(word)) => {
                    bytes.extend_from_slice(word);
                    bytes.push(b' ');
                }
                _ => bytes.extend_from_slice(symbols.get(id)),
            },
        }
    }
    if base == Base::Characters && bytes.last() == Some(&b' ') {
        bytes.pop();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
