//! Masked words: an adapter that makes the encoder a language model, and what that model says stands in the masked places.

use serde::{Deserialize, Serialize};

use super::{File, Token};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Makes a second model of the one that is there, which stays as it is. Answered by [`Event::Adapted`] or [`Event::NotAdapted`].
    Adapt {
        /// The adapter's file as it arrived, and what it should be.
        bytes: Vec<u8>,
        file: File,
    },
    /// Answered by [`Event::Filled`] or [`Event::NotFilled`].
    Fill(Fill),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// A `[MASK]` that stands in a text is masked as well.
    pub first: String,
    /// After a `[SEP]`, with the other token type.
    pub second: Option<String>,
    /// Every token that touches one of these is masked.
    pub masked: Vec<Span>,
    /// Words whose places among all others are wanted.
    pub asked: Vec<String>,
    /// How many of the likeliest tokens are wanted.
    pub top: u32,
}

/// Bytes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// 0 or 1.
    pub text: u32,
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Adapted(Adapted),
    /// Why not and what to do, in words for the reader.
    NotAdapted {
        message: String,
    },
    Filled(Box<Filled>),
    /// As [`Event::NotAdapted`].
    NotFilled {
        message: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Adapted {
    /// Numbers in the adapter.
    pub parameters: u64,
    /// Bytes on the device beside the encoder: the layers once more, and the head. The word embeddings are shared.
    pub device_bytes: u64,
    /// For adding it to the weights.
    pub milliseconds: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filled {
    pub request: Fill,
    /// As the model read them: a masked one has the id and text of `[MASK]`.
    pub tokens: Vec<Token>,
    /// Where each text was cut: its first byte that was not read.
    pub cut: [Option<u32>; 2],
    /// In the order of the tokens.
    pub masks: Vec<Mask>,
    /// One for each word that was asked about.
    pub asked: Vec<Asked>,
    /// Milliseconds for tokenizing, running and reading back.
    pub milliseconds: f64,
}

/// A masked place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mask {
    /// Among the tokens.
    pub place: u32,
    /// The likeliest tokens, the likeliest first.
    pub top: Vec<Guess>,
    /// What stood there, unless it was `[MASK]`.
    pub original: Option<Guess>,
    /// Of the words that were asked about; `None` for one that is no token.
    pub asked: Vec<Option<Guess>>,
    /// Of the distribution over the whole vocabulary, in bits.
    pub entropy: f32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    pub id: u32,
    /// As the vocabulary spells it.
    pub text: String,
    /// Of all tokens of the vocabulary, from 0 to 1.
    pub probability: f32,
    /// 1 for the likeliest.
    pub rank: u32,
}

/// What a word is to the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    Token {
        id: u32,
    },
    /// It is read as several tokens, so one mask cannot stand for it.
    Pieces(Vec<String>),
    /// It is read as `[UNK]`.
    Unknown,
    /// There is nothing to read in it.
    Nothing,
}
