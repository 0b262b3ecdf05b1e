//! What the tiny model's tokens stand for: characters of its text, or byte pairs learned from it.

use algorithms::alphabet::Alphabet;
use algorithms::tokenization::{Base, Corpus, Encoder, Rules, Split, Symbols, Ties, Trainer};
use protocol::gpt::{MAX_MERGES, Tokens};

use crate::writing::Vocabulary;

/// More different characters than this are shared by one sign.
const LARGEST_ALPHABET: usize = 256;

pub enum Words {
    Characters { alphabet: Alphabet, spelled: Vec<String> },
    Bpe { symbols: Symbols, rules: Rules },
}

impl Words {
    /// Learned from `text`, or with the alphabet of a model that was.
    ///
    /// # Errors
    /// In words, if there are more merges than one may ask for.
    pub fn new(text: &str, tokens: Tokens, alphabet: Option<Alphabet>) -> Result<Self, String> {
        match tokens {
            Tokens::Characters => {
                let alphabet = alphabet.unwrap_or_else(|| Alphabet::of(text, LARGEST_ALPHABET));
                let spelled = alphabet.characters().iter().map(char::to_string).collect();
                Ok(Words::Characters { alphabet, spelled })
            }
            Tokens::Bpe { merges } if merges <= MAX_MERGES => {
                let corpus = Corpus::new(text, Base::Bytes, Split::Gpt2);
                let mut trainer = Trainer::new(&corpus, Ties::FirstMet);
                let rules = Rules::new(std::iter::from_fn(|| trainer.step()).take(merges as usize).collect());
                Ok(Words::Bpe { symbols: trainer.into_symbols(), rules })
            }
            Tokens::Bpe { merges } => {
                Err(format!("{merges} merges are more than this page trains; ask for {MAX_MERGES} at most"))
            }
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Words::Characters { alphabet, .. } => alphabet.len(),
            Words::Bpe { symbols, .. } => symbols.len(),
        }
    }

    /// For the metadata of a file: the alphabet of a character model, or nothing.
    pub fn alphabet(&self) -> String {
        match self {
            Words::Characters { alphabet, .. } => alphabet.characters().iter().collect(),
            Words::Bpe { .. } => String::new(),
        }
    }

    /// For the metadata of a file: `left,right` of each merge, as ids.
    pub fn merges(&self) -> String {
        match self {
            Words::Characters { .. } => String::new(),
            Words::Bpe { rules, .. } => {
                let pairs = rules.merges().iter().map(|merge| format!("{},{}", merge.left, merge.right));
                pairs.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl Vocabulary for Words {
    fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
        Ok(match self {
            Words::Characters { alphabet, .. } => alphabet.encode(text).into_iter().map(|id| id as u32).collect(),
            Words::Bpe { symbols, rules } => {
                Encoder::new(Base::Bytes, Split::Gpt2, symbols, rules, rules.len()).encode(text)
            }
        })
    }

    fn bytes(&self, token: u32) -> &[u8] {
        match self {
            Words::Characters { spelled, .. } => spelled.get(token as usize).map_or(&[], |text| text.as_bytes()),
            Words::Bpe { symbols, .. } if (token as usize) < symbols.len() => symbols.get(token),
            Words::Bpe { .. } => &[],
        }
    }
}
