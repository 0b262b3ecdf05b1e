//! Byte-level byte pair encoding, as GPT-2 introduced it (Radford et al., 2019, section 2.2) and SmolLM2 uses it.
//!
//! A text is cut into pieces, a piece into bytes, and each byte has a token. Then pairs of neighbouring tokens are merged, the pair that
//! was learned first (the lowest rank) before all others, until no learned pair is left. Unicode needs no rules of its own, and no
//! text is unknown. Yet SmolLM2's training met only 235 of the 256 bytes: six control characters, and first bytes of characters that are
//! not assigned, have no token and are lost.

mod encode;
mod known;
mod merge;
mod trace;

use crate::special_tokens::SpecialTokens;
use crate::tokenization::hash::{FastMap, pair_key};
use crate::tokenization::split::Digits;

pub use encode::Encoder;
pub use trace::{Step, Symbol, Trace};

/// A learned merge: wherever `left` stands before `right`, both become `result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub left: u32,
    pub right: u32,
    pub result: u32,
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    rank: u32,
    result: u32,
}

/// A vocabulary with its merges.
#[derive(Clone, Debug)]
pub struct ByteLevel {
    pub specials: SpecialTokens,
    pub digits: Digits,
    /// The token of each byte, where there is one.
    byte_tokens: Box<[Option<u32>; 256]>,
    merges: Vec<Merge>,
    rules: FastMap<u64, Rule>,
    /// The merge that makes a token, by its id.
    made_by: Vec<Option<u32>>,
    /// The bytes of all tokens in a row, and where each begins (one more at the end).
    bytes: Vec<u8>,
    starts: Vec<u32>,
}

impl ByteLevel {
    /// `merges` in the order they were learned: their place is their rank.
    ///
    /// # Errors
    /// If a merge uses a token that neither a byte nor an earlier merge makes, if two claim one id, or if an id is left out.
    pub fn new(
        specials: SpecialTokens,
        bytes: &[(u8, u32)],
        merges: Vec<Merge>,
        digits: Digits,
    ) -> Result<Self, String> {
        let count = specials.iter().count() + bytes.len() + merges.len();
        let mut texts: Vec<Option<Vec<u8>>> = vec![None; count];
        let mut put = |id: u32, text: Vec<u8>| match texts.get_mut(id as usize) {
            Some(free @ None) => {
                *free = Some(text);
                Ok(())
            }
            Some(_) => Err(format!("two tokens have the id {id}")),
            None => Err(format!("the id {id} is beyond the {count} tokens of the vocabulary")),
        };
        for (spelling, id) in specials.iter() {
            put(id, spelling.as_bytes().to_vec())?;
        }
        let mut byte_tokens = Box::new([None; 256]);
        for &(byte, id) in bytes {
            put(id, vec![byte])?;
            byte_tokens[byte as usize] = Some(id);
        }
        let mut rules = FastMap::default();
        let mut made_by = vec![None; count];
        for (rank, merge) in (0..).zip(&merges) {
            let known = |id: u32| match texts.get(id as usize) {
                Some(Some(text)) if !specials.contains(id) => Ok(text.clone()),
                _ => Err(format!("merge {rank} uses token {id}, which nothing before it makes")),
            };
            let text = [known(merge.left)?, known(merge.right)?].concat();
            match texts.get_mut(merge.result as usize) {
                Some(free @ None) => *free = Some(text),
                _ => return Err(format!("merge {rank} makes token {}, which cannot be", merge.result)),
            }
            made_by[merge.result as usize] = Some(rank);
            rules.entry(pair_key(merge.left, merge.right)).or_insert(Rule { rank, result: merge.result });
        }
        let (mut bytes, mut starts) = (Vec::new(), vec![0]);
        for text in texts {
            // As many ids as tokens, and no two alike: none is left out.
            bytes.extend(text.unwrap_or_default());
            starts.push(bytes.len() as u32);
        }
        Ok(ByteLevel { specials, digits, byte_tokens, merges, rules, made_by, bytes, starts })
    }

    /// How many tokens there are; ids run from 0 to one less.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes a token stands for (of a special token: its spelling); empty if there is no such token.
    pub fn bytes(&self, id: u32) -> &[u8] {
        match self.starts.get(id as usize..) {
            Some(&[start, end, ..]) => &self.bytes[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The merge that made a token, and its rank. Bytes and special tokens were made by none.
    pub fn made_by(&self, id: u32) -> Option<(u32, Merge)> {
        let rank = (*self.made_by.get(id as usize)?)?;
        Some((rank, self.merges[rank as usize]))
    }

    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub fn byte_token(&self, byte: u8) -> Option<u32> {
        self.byte_tokens[byte as usize]
    }

    /// The bytes that `ids` stand for. Cut in the middle of a character they are no valid UTF-8.
    pub fn decode(&self, ids: impl IntoIterator<Item = u32>) -> Vec<u8> {
        ids.into_iter().flat_map(|id| self.bytes(id)).copied().collect()
    }

    fn rule(&self, left: u32, right: u32) -> Option<Rule> {
        self.rules.get(&pair_key(left, right)).copied()
    }
}

#[cfg(test)]
mod tests;
