//! A tokenizer as a file of a few hundred kilobytes: what `tokenizer.json` says in a megabyte or more.
//!
//! The file is [`MAGIC`] and a zlib stream. A byte-level vocabulary need not be spelled out: special tokens and single bytes come first,
//! and token `first_merge + r` is what the merge of rank `r` makes, so two ids for each merge say it all.

mod read;
#[cfg(test)]
mod tests;
mod write;

/// The first bytes of a pack; the digit is the version.
pub const MAGIC: &[u8; 8] = b"GBXTOK1\n";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tokenizer {
    ByteLevel(ByteLevel),
    WordPiece(WordPiece),
}

/// Byte-level byte pair encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteLevel {
    /// The name of the rule that cuts a text into pieces, as llama.cpp calls it.
    pub pre_tokenizer: String,
    /// Id and spelling.
    pub specials: Vec<(u32, String)>,
    /// Byte and id.
    pub bytes: Vec<(u8, u32)>,
    /// The id of what the first merge makes.
    pub first_merge: u32,
    /// Left and right, by rank.
    pub merges: Vec<(u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPiece {
    /// By id.
    pub tokens: Vec<String>,
    /// The token of words that cannot be made of others.
    pub unknown: String,
    /// Among `tokens`.
    pub specials: Vec<String>,
}

impl Tokenizer {
    /// How many tokens it has.
    pub fn len(&self) -> usize {
        match self {
            Tokenizer::ByteLevel(it) => it.specials.len() + it.bytes.len() + it.merges.len(),
            Tokenizer::WordPiece(it) => it.tokens.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
