//! The vocabularies of two pretrained models, answered by the scribe: part of the Tokenization lesson. Positions are bytes of the text's
//! UTF-8, counted from 0.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Takes in a pack. Answered by [`Event::Loaded`] or [`Event::NotLoaded`].
    Load {
        model: Model,
        /// The file as it arrived.
        pack: Vec<u8>,
        /// What the manifest says it is.
        size: u64,
        sha256: String,
    },
    /// Which vocabularies are there from a page before. Answered by one [`Event::Loaded`] each.
    Present,
    /// Encodes with every vocabulary that is there, and cuts into words; whatever ran before stops. Answered by [`Event::Encoding`] while
    /// it runs and [`Event::Encoded`] once for each.
    Encode { text: String, specials: Specials },
    /// How SmolLM2's merges build a token from its bytes. Answered by [`Event::Replayed`].
    Replay { id: u32 },
    /// How MiniLM's tokenizer takes a piece of the text apart. Answered by [`Event::LookedUp`].
    LookUp { text: String },
    /// Tokens by text or id. Answered by [`Event::Found`].
    Search { model: Model, query: String },
    /// Counts the tokens of short texts. Answered by [`Event::Counted`].
    Count { texts: Vec<String> },
    /// All tokens of the text that was encoded last, as CSV. Answered by [`Event::Csv`].
    Csv { cut: Cut },
}

/// A pretrained model that lends its vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Model {
    /// Byte-level BPE.
    Smollm2,
    /// WordPiece, uncased.
    Minilm,
}

/// A way to cut a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cut {
    /// Unicode's words, numbers and punctuation marks; white space is no token.
    Words,
    Model(Model),
}

/// What becomes of a special token's spelling inside a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Specials {
    /// It is that token.
    #[default]
    Recognised,
    /// It is text like any other.
    AsText,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A request cannot be done; why and what to do, in words for the reader. Not `Refused`: the lesson's other half would take it for
    /// its own.
    Failed {
        message: String,
    },
    Loaded {
        model: Model,
        facts: Facts,
    },
    /// What was loaded is not used, and why, in words for the reader.
    NotLoaded {
        model: Model,
        message: String,
    },
    Encoding {
        cut: Cut,
        /// Bytes.
        done: usize,
        total: usize,
    },
    Encoded(Encoded),
    Replayed(Replay),
    LookedUp(LookUp),
    Found {
        model: Model,
        query: String,
        /// Those shown first.
        hits: Vec<Entry>,
        /// How many there are.
        total: usize,
    },
    Counted {
        /// In the order of the texts.
        counts: Vec<Counts>,
    },
    Csv {
        cut: Cut,
        text: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub tokens: usize,
    /// Learned merges; 0 for WordPiece.
    pub merges: usize,
    /// Id and spelling.
    pub specials: Vec<(u32, String)>,
    /// Bytes that have no token; none for WordPiece, which knows no bytes.
    pub missing_bytes: Vec<u8>,
}

/// A text, cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoded {
    pub cut: Cut,
    /// Those of the text's beginning.
    pub shown: Vec<Token>,
    /// Every token among them once: what the vocabulary says it is. Empty for words.
    pub spelled: Vec<Spelling>,
    /// Of the whole text, by this cut; `unknown`, `lost` and `split` are 0 for words.
    pub count: Count,
    /// What decoding the shown tokens gives back. Empty for words.
    pub decoded: String,
    /// Of the whole text.
    pub bytes: usize,
    pub characters: usize,
    /// Milliseconds it took, without the transport.
    pub milliseconds: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// 0 for words.
    pub id: u32,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling {
    pub id: u32,
    /// What the token stands for. It need not be whole characters; WordPiece's begin with `##` where they continue a word.
    pub bytes: Vec<u8>,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Special,
    /// A single byte.
    Byte,
    /// Made by the merge of this rank.
    Merged {
        rank: u32,
        left: u32,
        right: u32,
    },
    /// Begins a word, or is one.
    Beginning,
    /// Continues a word.
    Continuing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Of the text.
    pub bytes: usize,
    pub characters: usize,
    /// Unicode's words, numbers and punctuation marks.
    pub words: usize,
    /// By each vocabulary that is there.
    pub smollm2: Option<Count>,
    pub minilm: Option<Count>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub tokens: usize,
    /// Tokens that say only that something is unknown.
    pub unknown: usize,
    /// Bytes of the text that have no token, so that decoding cannot give them back. 0 for WordPiece, which knows no bytes.
    pub lost: usize,
    /// Tokens that begin or end inside a character.
    pub split: usize,
}

/// A token of the vocabulary, found.
pub type Entry = Spelling;

/// From bytes to a token, merge by merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    pub id: u32,
    pub bytes: Vec<u8>,
    pub kind: Kind,
    /// The tokens of the single bytes.
    pub symbols: Vec<u32>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub rank: u32,
    /// Which symbol is the left one, before the merge.
    pub at: usize,
    pub left: u32,
    pub right: u32,
    pub result: u32,
}

/// A piece of text to WordPiece's tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    pub text: String,
    /// Each character, what becomes of it, and what is left.
    pub characters: Vec<Character>,
    /// The words that come out.
    pub words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Character {
    pub character: char,
    pub changes: Vec<Change>,
    pub left: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Dropped,
    Space,
    SetApart,
    Accent,
    Lower,
    Punctuation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    pub too_long: bool,
    /// Each look-up in its order: what was looked for, and its id if it was found.
    pub attempts: Vec<(String, Option<u32>)>,
    /// Ids.
    pub result: Vec<u32>,
}
