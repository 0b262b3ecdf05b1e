//! What is said about one token of the text on show.

use protocol::tokenization::{Base, Ties, Token, UNKNOWN};

use super::{lesson::Lesson, symbol};
use crate::format::count;

/// How a symbol came into the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    Alphabet,
    /// The first merge that spells it, counted from 1, and its two halves.
    Merge {
        number: usize,
        left: String,
        right: String,
        count: u64,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    pub symbol: String,
    pub id: Option<u32>,
    pub hex: String,
    pub made: Option<Made>,
    /// For a token that is only a part of a character: which part of which.
    pub part: Option<String>,
}

impl Lesson {
    /// About a token of `text`.
    pub fn token_facts(&self, text: &str, token: Token) -> Option<TokenFacts> {
        if token.id == UNKNOWN {
            let covered = text.get(token.start as usize..token.end as usize).unwrap_or_default();
            return Some(TokenFacts {
                symbol: viz::token_strip::shown(covered),
                id: None,
                hex: symbol::hex(covered.as_bytes()),
                made: None,
                part: Some("This character is not in the alphabet: the training text does not have it.".into()),
            });
        }
        let trained = self.trained.as_ref()?;
        let bytes = trained.symbols.get(token.id as usize)?;
        Some(TokenFacts {
            symbol: symbol::shown(bytes),
            id: self.id(token.id),
            hex: symbol::hex(bytes),
            made: self.made(token.id),
            part: (trained.settings.base == Base::Bytes && !symbol::is_text(bytes))
                .then(|| part(text, token))
                .flatten(),
        })
    }

    pub fn made(&self, id: u32) -> Option<Made> {
        let trained = self.trained.as_ref()?;
        if id < trained.alphabet {
            return Some(Made::Alphabet);
        }
        let at = trained.merges.iter().position(|merge| merge.result == id)?;
        let merge = trained.merges[at];
        let (left, right) = (self.symbol(merge.left), self.symbol(merge.right));
        Some(Made::Merge { number: at + 1, left, right, count: merge.count })
    }

    /// The next merge in words: left, right, result.
    pub fn next_merge(&self) -> Option<[String; 3]> {
        let merge = self.trained.as_ref()?.merges.get(self.step())?;
        Some([merge.left, merge.right, merge.result].map(|id| self.symbol(id)))
    }

    /// Why that pair and no other.
    pub fn why_next(&self) -> String {
        let Some(seen) = self.seen.as_ref().filter(|seen| seen.step as usize == self.step()) else {
            return String::new();
        };
        let Some(pair) = seen.pairs.first() else { return String::new() };
        let times = if pair.count == 1 { "once".into() } else { format!("{} times", count(pair.count as usize)) };
        if seen.tied == 1 {
            return format!("It stands in the text {times}: more often than any other.");
        }
        let rule = match self.settings().ties {
            Ties::FirstMet => format!(
                "The rule: the one met first. Reading the words in the order they first appear, it turns up in word {}, “{}”.",
                count(pair.first_word as usize + 1),
                viz::token_strip::shown(&pair.word)
            ),
            Ties::LowestIds => {
                format!(
                    "The rule: the lowest ids, left before right. In the order learned its ids are {} and {}.",
                    pair.left, pair.right
                )
            }
            Ties::HighestIds => {
                format!(
                    "The rule: the highest ids, left before right. In the order learned its ids are {} and {}.",
                    pair.left, pair.right
                )
            }
        };
        format!("{} pairs stand in the text {times}, a tie. {rule}", count(seen.tied as usize))
    }
}

/// `bytes 1 to 2 of the 3 of 中`.
fn part(text: &str, token: Token) -> Option<String> {
    let (start, end) = (token.start as usize, token.end as usize);
    let (at, character) = text.char_indices().take_while(|(at, _)| *at <= start).last()?;
    let length = character.len_utf8();
    if end > at + length || (start == at && end == at + length) {
        return None;
    }
    let (first, last) = (start - at + 1, end - at);
    let which = if first == last { format!("Byte {first}") } else { format!("Bytes {first} to {last}") };
    Some(format!("{which} of the {length} of {}", viz::token_strip::shown(&character.to_string())))
}
