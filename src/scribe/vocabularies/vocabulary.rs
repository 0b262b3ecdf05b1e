//! A vocabulary out of its pack, ready to encode.

use algorithms::byte_level::{self, ByteLevel};
use algorithms::special_tokens::{Place, Specials};
use algorithms::token::Token;
use algorithms::wordpiece::{self, CONTINUES, WordPiece};
use packs::tokenizer::Tokenizer;
use protocol::vocabularies::{Facts, Kind, Spelling};

#[derive(Debug)]
pub enum Vocabulary {
    ByteLevel(byte_level::Encoder),
    WordPiece(Box<wordpiece::Encoder>),
}

impl Vocabulary {
    /// # Errors
    /// If the pack's parts do not fit together, or its text is cut by a rule that is not known here.
    pub fn new(pack: Tokenizer) -> Result<Self, String> {
        match pack {
            Tokenizer::ByteLevel(pack) => {
                let vocabulary =
                    ByteLevel::known(&pack.pre_tokenizer, pack.specials, &pack.bytes, pack.first_merge, pack.merges)?;
                Ok(Vocabulary::ByteLevel(byte_level::Encoder::new(vocabulary)))
            }
            Tokenizer::WordPiece(pack) => {
                let specials: Vec<&str> = pack.specials.iter().map(String::as_str).collect();
                let tokens = pack.tokens.iter().map(String::as_str);
                let vocabulary = WordPiece::new(tokens, &pack.unknown, &specials)?;
                Ok(Vocabulary::WordPiece(Box::new(wordpiece::Encoder::new(vocabulary))))
            }
        }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        match self {
            Vocabulary::ByteLevel(it) => it.vocabulary().len(),
            Vocabulary::WordPiece(it) => it.vocabulary().len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn encode(&mut self, text: &str, specials: Specials) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.encode_some(text, &mut Place::default(), usize::MAX, specials, &mut tokens);
        tokens
    }

    /// Goes on with a text for about `budget` bytes.
    pub fn encode_some(
        &mut self,
        text: &str,
        place: &mut Place,
        budget: usize,
        specials: Specials,
        tokens: &mut Vec<Token>,
    ) {
        match self {
            Vocabulary::ByteLevel(it) => it.encode_some(text, place, budget, specials, tokens),
            Vocabulary::WordPiece(it) => it.encode_some(text, place, budget, specials, tokens),
        }
    }

    /// The text of these tokens; where they break a character off, U+FFFD.
    pub fn decode(&self, ids: impl IntoIterator<Item = u32>) -> String {
        match self {
            Vocabulary::ByteLevel(it) => String::from_utf8_lossy(&it.vocabulary().decode(ids)).into_owned(),
            Vocabulary::WordPiece(it) => it.vocabulary().decode(ids),
        }
    }

    pub fn is_unknown(&self, id: u32) -> bool {
        matches!(self, Vocabulary::WordPiece(it) if it.vocabulary().unknown() == id)
    }

    pub fn is_special(&self, id: u32) -> bool {
        match self {
            Vocabulary::ByteLevel(it) => it.vocabulary().specials.contains(id),
            Vocabulary::WordPiece(it) => it.vocabulary().specials.contains(id),
        }
    }

    /// Whether decoding loses this byte.
    pub fn loses(&self, byte: u8) -> bool {
        matches!(self, Vocabulary::ByteLevel(it) if it.vocabulary().byte_token(byte).is_none())
    }

    /// What a token stands for.
    pub fn bytes(&self, id: u32) -> &[u8] {
        match self {
            Vocabulary::ByteLevel(it) => it.vocabulary().bytes(id),
            Vocabulary::WordPiece(it) => it.vocabulary().token(id).as_bytes(),
        }
    }

    pub fn spelling(&self, id: u32) -> Spelling {
        let bytes = self.bytes(id).to_vec();
        let kind = match self {
            Vocabulary::ByteLevel(it) => match it.vocabulary().made_by(id) {
                Some((rank, merge)) => Kind::Merged { rank, left: merge.left, right: merge.right },
                None if it.vocabulary().specials.contains(id) => Kind::Special,
                None => Kind::Byte,
            },
            Vocabulary::WordPiece(it) if it.vocabulary().specials.contains(id) => Kind::Special,
            Vocabulary::WordPiece(_) if bytes.starts_with(CONTINUES.as_bytes()) => Kind::Continuing,
            Vocabulary::WordPiece(_) => Kind::Beginning,
        };
        Spelling { id, bytes, kind }
    }

    pub fn facts(&self) -> Facts {
        let specials = match self {
            Vocabulary::ByteLevel(it) => &it.vocabulary().specials,
            Vocabulary::WordPiece(it) => &it.vocabulary().specials,
        };
        Facts {
            tokens: self.len(),
            merges: match self {
                Vocabulary::ByteLevel(it) => it.vocabulary().merges().len(),
                Vocabulary::WordPiece(_) => 0,
            },
            specials: specials.iter().map(|(spelling, id)| (id, spelling.to_owned())).collect(),
            missing_bytes: (0..=255).filter(|&byte| self.loses(byte)).collect(),
        }
    }
}
