//! Tokens of one side of the pairs.

use std::collections::{BTreeSet, HashMap};

/// The first four tokens of every vocabulary.
pub const PAD: usize = 0;
pub const SOS: usize = 1;
pub const EOS: usize = 2;
/// Stands for a token that no training pair has.
pub const UNKNOWN: usize = 3;
const SPECIAL: [&str; 4] = ["<pad>", "<sos>", "<eos>", "<unk>"];

/// What a text is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Characters,
    /// Between white space.
    Words,
}

impl Unit {
    pub fn cut(self, text: &str) -> Vec<String> {
        match self {
            Unit::Characters => text.chars().map(String::from).collect(),
            Unit::Words => text.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// What [`Unit::cut`] cut, in one piece again (white space between words as one space).
    pub fn join(self, tokens: &[String]) -> String {
        match self {
            Unit::Characters => tokens.concat(),
            Unit::Words => tokens.join(" "),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    unit: Unit,
    tokens: Vec<String>,
    ids: HashMap<String, usize>,
}

impl Vocabulary {
    /// All tokens of `texts`, in the order of their code points, after the special ones.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>, unit: Unit) -> Self {
        let tokens: BTreeSet<String> = texts.into_iter().flat_map(|text| unit.cut(text)).collect();
        let special = SPECIAL.map(String::from).into_iter();
        Self::new(special.chain(tokens.into_iter().filter(|token| !SPECIAL.contains(&&**token))).collect(), unit)
    }

    /// As a stored model has it, the special tokens first.
    pub fn new(tokens: Vec<String>, unit: Unit) -> Self {
        let ids = tokens.iter().enumerate().skip(SPECIAL.len()).map(|(id, token)| (token.clone(), id)).collect();
        Vocabulary { unit, tokens, ids }
    }

    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The name of each id.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The name of an id; nothing for one that is none.
    pub fn name(&self, id: usize) -> &str {
        self.tokens.get(id).map_or("", String::as_str)
    }

    pub fn encode(&self, text: &str) -> Vec<usize> {
        self.unit.cut(text).iter().map(|token| self.ids.get(token).copied().unwrap_or(UNKNOWN)).collect()
    }

    /// The text of ids, up to the first [`EOS`].
    pub fn decode(&self, ids: &[usize]) -> String {
        let tokens: Vec<String> = ids.iter().take_while(|id| **id != EOS).map(|id| self.name(*id).to_owned()).collect();
        self.unit.join(&tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_characters_come_back() {
        let words = Vocabulary::of(["two  hundred", "two"], Unit::Words);
        assert_eq!(words.tokens()[4..], ["hundred", "two"]);
        assert_eq!(words.encode("hundred three two"), [4, UNKNOWN, 5]);
        assert_eq!(words.decode(&[5, 4, EOS, 4]), "two hundred");
        let characters = Vocabulary::of(["né\u{1f98a}"], Unit::Characters);
        assert_eq!(characters.decode(&characters.encode("\u{1f98a}én")), "\u{1f98a}én");
    }

    #[test]
    fn a_special_tokens_name_in_a_text_is_text() {
        let words = Vocabulary::of(["<eos> a"], Unit::Words);
        assert_eq!(words.encode("<eos>"), [UNKNOWN]);
        assert_eq!(words.len(), 5);
    }
}
