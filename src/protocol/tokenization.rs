//! The tokenization lesson: cut text by rule, train byte pair encoding on it, look at any step, encode with what was learned.
//!
//! Places in a text are bytes of UTF-8. A symbol's id is its place in the vocabulary: the alphabet first, then what merges made.

use serde::{Deserialize, Serialize};

/// Longest text that is trained on, in bytes.
pub const MAX_TEXT: usize = 2_000_000;
/// Longest text that is looked at, encoded for show or cut by rule at a time, in bytes.
pub const MAX_SHOWN: usize = 3_000;
/// Largest vocabulary.
pub const MAX_VOCAB: u32 = 32_000;
/// Stands for a character that the alphabet lacks.
pub const UNKNOWN: u32 = u32::MAX;

/// What a word is made of before anything is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Base {
    /// The characters that occur, and `</w>` after each word.
    Characters,
    /// All 256 bytes.
    Bytes,
}

/// Where the text is cut before anything is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    Whitespace,
    Gpt2,
    Nothing,
}

/// Which of several pairs with the same count is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ties {
    FirstMet,
    LowestIds,
    HighestIds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub base: Base,
    pub split: Split,
    pub ties: Ties,
    /// Alphabet and merges together; below the alphabet nothing is merged.
    pub vocab_size: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Answered by [`Event::Training`] now and then, and [`Event::Trained`] in the end. A training under way is given up.
    Train { text: String, settings: Settings },
    /// The state after `step` merges; the tokens of the text from `start` on. Answered by [`Event::Seen`].
    Look { step: u32, start: u32 },
    /// How a word is merged in the first `step` merges. Answered by [`Event::Grown`].
    Grow { word: String, step: u32 },
    /// Encodes any text with the first `step` merges. Answered by [`Event::Encoded`].
    Encode { text: String, step: u32 },
    /// Answered by [`Event::Broken`].
    Break(Operation),
    /// Words and sentences by rule. Answered by [`Event::Cut`].
    Cut { text: String },
    /// Answered by [`Event::Exported`].
    Export(Format),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Trains again with as many merges, but on a text that is not cut into words.
    NoSplit,
    /// Trains again with another rule for ties.
    Ties(Ties),
    /// Encodes without one merge.
    Without(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// `tokenizer.json` of Hugging Face's `tokenizers`; bytes only.
    HuggingFace,
    /// One merge a line, as in GPT-2's `merges.txt`.
    Merges,
    /// Token to id, as in GPT-2's `vocab.json`.
    Vocabulary,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Training { merges: u32, of: u32 },
    Trained(Trained),
    Seen(Seen),
    Grown(Grown),
    Encoded(Encoded),
    Broken(Broken),
    Cut(Cut),
    Exported { format: Format, file: Vec<u8> },
}

/// A finished training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    pub settings: Settings,
    /// By id.
    pub symbols: Vec<Symbol>,
    /// The id that files and readers know each by: its place, or in character mode its place among all sorted, as the guide numbers.
    pub numbers: Vec<u32>,
    /// How many of them are the alphabet.
    pub alphabet: u32,
    pub merges: Vec<Merge>,
    /// Size of the text.
    pub bytes: u64,
    pub words: u64,
    pub distinct_words: u64,
    /// Tokens of the whole text before the first merge.
    pub tokens: u64,
    /// From the first look at the text to the last merge.
    pub milliseconds: f64,
}

/// The bytes a symbol stands for. In character mode they are UTF-8 and may end in `</w>`.
pub type Symbol = Vec<u8>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    pub left: u32,
    pub right: u32,
    pub result: u32,
    /// How often the pair stood in the text.
    pub count: u64,
    /// Tokens of the whole text after the merge.
    pub tokens: u64,
}

/// A token of a text on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: u32,
    /// What of the text it covers, from the start of what is shown; nothing for a lone `</w>`.
    pub start: u32,
    pub end: u32,
    /// The word it belongs to, counted from the first on show.
    pub word: u32,
}

/// The state after some merges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub step: u32,
    pub start: u32,
    /// Where what is shown ends: at most [`MAX_SHOWN`] bytes on.
    pub end: u32,
    /// The text on show.
    pub text: String,
    pub tokens: Vec<Token>,
    /// Where the pattern cut it, in its order; nothing where no pattern was used.
    pub pieces: Vec<Piece>,
    /// The most frequent pairs, the next to be merged first.
    pub pairs: Vec<Pair>,
    /// How many pairs there are, and how many share the highest count.
    pub distinct_pairs: u32,
    pub tied: u32,
}

/// A piece that GPT-2's pattern cut out of a text on show, before anything was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// It begins where the one before it ends.
    pub end: u32,
    pub by: Alternative,
}

/// The part of the pattern that a piece was cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alternative {
    Contraction,
    Letters,
    Numbers,
    Others,
    Spaces,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub left: u32,
    pub right: u32,
    pub count: u64,
    /// Which word of the text, in the order in which they are first met, has it first; counted from 0.
    pub first_word: u32,
    /// Which of that word's symbols is the left one.
    pub first_symbol: u32,
    /// That word, shortened.
    pub word: String,
}

/// The merges of a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grown {
    pub word: String,
    pub step: u32,
    /// The word's symbols in order, then one node a merge.
    pub nodes: Vec<Node>,
    /// The tokens that are left, from left to right.
    pub roots: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub symbol: u32,
    /// The merge and the two nodes it joined.
    pub made: Option<(u32, u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoded {
    pub step: u32,
    pub text: String,
    /// Those of the first [`MAX_SHOWN`] bytes.
    pub tokens: Vec<Token>,
    /// Of the whole text.
    pub total: u64,
    pub unknown: u64,
    /// What the ids decode to, of the part on show.
    pub decoded: String,
    /// Whether the whole text comes back.
    pub same: bool,
    /// Encoding the whole text took.
    pub milliseconds: f64,
}

/// The standing tokenizer and the broken one on the training text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Broken {
    pub operation: Operation,
    pub before: u64,
    pub after: u64,
    /// Symbols that the standing vocabulary lacks (of one that was trained again), or that cannot be built any more.
    pub other_symbols: u32,
    /// Distinct words that are cut differently now, and those there are. With nothing cut, the words are those of before.
    pub changed: u64,
    pub words: u64,
    /// Some of them, the most frequent first: the word, its tokens before, its tokens now.
    pub examples: Vec<(String, Vec<Symbol>, Vec<Symbol>)>,
    /// Symbols of the broken vocabulary that reach over a space between two words.
    pub crossing: Vec<Symbol>,
    pub crossing_count: u32,
}

/// Words and sentences of a text, by two rules each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    pub text: String,
    /// The guide's words as Python gives them, and where they stand.
    pub guide_words: Vec<(String, Span)>,
    pub unicode_words: Vec<(Span, Kind)>,
    pub word_differences: Vec<Difference>,
    pub guide_sentences: Vec<Span>,
    pub unicode_sentences: Vec<Span>,
    pub sentence_differences: Vec<Difference>,
}

pub type Span = (u32, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Word,
    Emoji,
    Punctuation,
    Space,
}

/// A stretch of the text that the two rules cut differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub span: Span,
    pub guide: Vec<Span>,
    pub unicode: Vec<Span>,
}
