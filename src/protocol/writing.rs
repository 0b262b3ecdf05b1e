//! What a page and a model that writes say to each other, whichever the model is. A lesson's messages carry these.
//!
//! A request brings the whole text, as tokens: the page owns it, with all its branches, and the engine only keeps what it has read of it.

use serde::{Deserialize, Serialize};

/// How the next token is drawn. The stages work one after the other in this order (`algorithms::sampling::chain`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// 1 changes nothing.
    pub repetition_penalty: f32,
    /// 0 is greedy.
    pub temperature: f32,
    /// 0 leaves all.
    pub top_k: u32,
    /// 1 leaves all.
    pub top_p: f32,
    /// 0 leaves all.
    pub min_p: f32,
    /// The draw at each place follows from this and from the place alone.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { repetition_penalty: 1.0, temperature: 0.8, top_k: 0, top_p: 1.0, min_p: 0.0, seed: 1 }
    }
}

/// As many as `algorithms::sampling::chain::Stage::ALL`: the softmax of the logits, then the five stages.
pub const STAGES: usize = 6;

/// What a stage is called, in their order.
pub const STAGE_NAMES: [&str; STAGES] = ["softmax", "repetition penalty", "temperature", "top_k", "top_p", "min_p"];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Cuts a text into tokens. Answered by [`Event::Read`].
    Read { text: String },
    /// Answered by [`Event::Written`] for each token, and by one [`Event::Stopped`].
    Write(Write),
    /// What the model expected at each place of a text that stands there, its first excepted: it is read token by token, as it would be written.
    /// Answered by [`Event::Written`] for each, and by one [`Event::Stopped`].
    Measure { tokens: Vec<u32>, settings: Settings },
    /// Stops either within one token.
    Stop,
    /// Answered by [`Event::Looked`].
    Look(Look),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// All that stands there already, prompt included. What of it the model has read before is not read again.
    pub tokens: Vec<u32>,
    pub settings: Settings,
    /// Tokens to write at most.
    pub count: u32,
    /// Whether keys and values are kept. Without, each token costs the whole text again.
    pub cache: bool,
}

/// A question about one place of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// What stands before the place; at least one token.
    pub before: Vec<u32>,
    /// What stands at the place, if anything.
    pub chosen: Option<u32>,
    pub settings: Settings,
    /// Tokens to list at most, the likeliest first.
    pub count: u32,
    /// Lists tokens that have this in them, upper and lower case of ASCII alike; of the whole vocabulary.
    pub search: String,
    /// What each layer's residual stream would answer.
    pub lens: bool,
    /// The layer whose heads' attention is asked for.
    pub attention: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Read {
        text: String,
        pieces: Vec<Piece>,
    },
    /// A long text is being read: tokens that are done, of how many.
    Reading {
        done: u32,
        of: u32,
    },
    Written(Written),
    Stopped(Stopped),
    Looked(Box<Looked>),
}

/// A token as its bytes: they may be a part of a character.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub token: u32,
    pub bytes: Vec<u8>,
}

/// One token that was written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Its place in the text, counted from 0.
    pub place: u32,
    pub piece: Piece,
    /// In the softmax of the logits.
    pub probability: f32,
    /// After all stages: with this probability it was drawn.
    pub drawn_with: f32,
    /// Tokens with a larger logit.
    pub rank: u32,
    /// Of the softmax of the logits.
    pub entropy_bits: f32,
    /// Tokens that could have been drawn.
    pub kept: u32,
    /// The number between 0 and 1 that was drawn.
    pub draw: f32,
    /// For the whole step: reading and drawing.
    pub milliseconds: f32,
    /// Tokens that the model had to read for it.
    pub tokens_read: u32,
    /// What the model holds of keys and values.
    pub cache_bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Tokens of the text then.
    pub length: u32,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The reader stopped it.
    Asked,
    /// All tokens that were asked for are there.
    Done,
    /// The model said that its text ends here.
    End,
    /// The context holds no more.
    Full,
    /// In words for the reader.
    Failed(String),
}

/// What one place could have held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub look: Look,
    /// Of each stage.
    pub stages: Vec<StageFacts>,
    /// The likeliest, and behind them the chosen one if it is not among them.
    pub candidates: Vec<Candidate>,
    /// Tokens of the vocabulary that the search fits; 0 without one.
    pub matches: u32,
    /// The likeliest of those.
    pub found: Vec<Candidate>,
    /// After the embedding and after every layer; empty unless asked.
    pub lens: Vec<LensLayer>,
    /// `[num_heads][tokens before]` of the layer; empty unless asked.
    pub attention: Vec<Vec<f32>>,
    /// The number that is drawn at this place with the seed, and the token that it falls on.
    pub draw: f32,
    pub falls_on: Piece,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageFacts {
    /// Tokens that can still be drawn.
    pub kept: u32,
    /// Tokens that this stage took out.
    pub removed: u32,
    pub entropy_bits: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub piece: Piece,
    pub logit: f32,
    /// Tokens with a larger logit.
    pub rank: u32,
    /// After each stage; 0 where it is out.
    pub probabilities: [f32; STAGES],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LensLayer {
    /// The likeliest and their probabilities.
    pub likeliest: Vec<(Piece, f32)>,
    /// Of the token that stands at the place, or else of the one that is likeliest in the end.
    pub of_chosen: f32,
    pub rank_of_chosen: u32,
    pub entropy_bits: f32,
}
