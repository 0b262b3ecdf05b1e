//! How a word is cut, one look-up after the other.

use super::encode::Part;
use super::{CONTINUES, MAX_CHARS, WordPiece};

/// One look-up in the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was looked for, with `##` where it continues the word.
    pub token: String,
    /// The bytes of the word it covers.
    pub start: usize,
    pub end: usize,
    pub found: Option<u32>,
}

/// The way from a normalised word to its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub attempts: Vec<Attempt>,
    /// More than [`MAX_CHARS`] characters: unknown without a look-up.
    pub too_long: bool,
    /// Ids.
    pub result: Vec<u32>,
}

impl WordPiece {
    /// Cuts a normalised word and writes down each look-up: from every start, ever shorter pieces until one is found.
    pub fn trace(&self, word: &str) -> Trace {
        let mut trace =
            Trace { attempts: Vec::new(), too_long: word.chars().nth(MAX_CHARS).is_some(), result: Vec::new() };
        let mut start = 0;
        while start < word.len() && !trace.too_long {
            let ends = word[start..].char_indices().map(|(at, c)| start + at + c.len_utf8());
            let mut next = None;
            for end in ends.rev() {
                let found = self.find(&word[start..end], start > 0);
                let token = [if start > 0 { CONTINUES } else { "" }, &word[start..end]].concat();
                trace.attempts.push(Attempt { token, start, end, found });
                if found.is_some() {
                    next = Some(end);
                    break;
                }
            }
            let Some(end) = next else { break };
            start = end;
        }
        let mut parts: Vec<Part> = Vec::new();
        self.cut(word, &mut parts);
        trace.result = parts.iter().map(|part| part.id).collect();
        trace
    }
}
