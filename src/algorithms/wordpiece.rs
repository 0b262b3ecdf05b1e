//! WordPiece as BERT uses it (Devlin et al., 2018; the segmentation of Wu et al., 2016, section 4.1), uncased.
//!
//! A text is cleaned, lower-cased and stripped of accents, cut into words, and each word into the longest tokens of the vocabulary from
//! left to right. `##` marks a token that continues a word. A word of which any part is unknown becomes one unknown token as a whole.
//!
//! The order of the steps is that of Hugging Face's `BertNormalizer`: accents go before case, so `İ` keeps the dot that lower-casing
//! takes out of it.

mod encode;
mod normalize;
mod trace;

use crate::byte_strings::ByteStrings;
use crate::special_tokens::SpecialTokens;

pub use encode::Encoder;
pub use normalize::{Change, Word, changes, words};
pub use trace::{Attempt, Trace};

/// Words of more characters are unknown without being looked at.
pub const MAX_CHARS: usize = 100;

/// What marks a token that continues a word.
pub const CONTINUES: &str = "##";

/// A vocabulary.
#[derive(Clone, Debug)]
pub struct WordPiece {
    pub specials: SpecialTokens,
    unknown: u32,
    tokens: ByteStrings,
    /// Tokens that continue a word, without the `##`: numbers of this table to ids.
    continuing: ByteStrings,
    continuing_ids: Vec<u32>,
    /// Bytes of the longest token: no need to look further.
    longest: usize,
}

impl WordPiece {
    /// `tokens` by id. `unknown` is the token of words that cannot be made of others; it and `specials` must be among them.
    ///
    /// # Errors
    /// If two tokens are alike, or `unknown` or a special token is not in the vocabulary.
    pub fn new<'a>(
        tokens: impl IntoIterator<Item = &'a str>,
        unknown: &str,
        specials: &[&str],
    ) -> Result<Self, String> {
        let mut table = ByteStrings::default();
        let (mut continuing, mut continuing_ids, mut longest) = (ByteStrings::default(), Vec::new(), 0);
        for (id, token) in (0..).zip(tokens) {
            if table.insert(token.as_bytes()) != id {
                return Err(format!("the token {token:?} stands twice in the vocabulary"));
            }
            if let Some(rest) = token.strip_prefix(CONTINUES) {
                continuing.insert(rest.as_bytes());
                continuing_ids.push(id);
            }
            longest = longest.max(token.len());
        }
        let id = |token: &str| table.find(token.as_bytes()).ok_or_else(|| format!("the vocabulary has no {token:?}"));
        let specials =
            specials.iter().map(|&token| Ok((token.to_owned(), id(token)?))).collect::<Result<Vec<_>, String>>()?;
        let unknown = id(unknown)?;
        let specials = SpecialTokens::new(specials);
        Ok(WordPiece { specials, unknown, tokens: table, continuing, continuing_ids, longest })
    }

    /// How many tokens there are; ids run from 0 to one less.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// A token as the vocabulary spells it; empty if there is no such token.
    pub fn token(&self, id: u32) -> &str {
        if (id as usize) < self.len() { str::from_utf8(self.tokens.get(id)).unwrap_or_default() } else { "" }
    }

    pub fn id(&self, token: &str) -> Option<u32> {
        self.tokens.find(token.as_bytes())
    }

    pub fn unknown(&self) -> u32 {
        self.unknown
    }

    /// The text of `ids`: tokens that continue are joined to what is before them, all others stand after a space. What normalising took
    /// away does not come back.
    pub fn decode(&self, ids: impl IntoIterator<Item = u32>) -> String {
        let mut text = String::new();
        for id in ids {
            match self.token(id).strip_prefix(CONTINUES) {
                Some(rest) if !text.is_empty() && !rest.is_empty() => text.push_str(rest),
                _ => {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(self.token(id));
                }
            }
        }
        text
    }

    /// The token of `piece`, which begins a word or continues one.
    fn find(&self, piece: &str, continues: bool) -> Option<u32> {
        if continues {
            self.continuing.find(piece.as_bytes()).map(|number| self.continuing_ids[number as usize])
        } else {
            self.tokens.find(piece.as_bytes())
        }
    }
}

#[cfg(test)]
mod tests;
