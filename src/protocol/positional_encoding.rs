//! One attention layer, run on one sentence under every way to encode positions.

use serde::{Deserialize, Serialize};

/// Words of a sentence: an attention map of more is no longer read cell by cell.
pub const MAX_WORDS: usize = 48;
/// Above it, four projections of `d_model²` numbers no longer follow the reader's hand.
pub const MAX_D_MODEL: usize = 1024;
pub const MAX_HEADS: usize = 8;
/// Beyond it nothing new is to be seen, and the learned table would be a model of its own.
pub const MAX_LEN: usize = 100_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Answered by [`Event::Attended`].
    Attend(Setup),
}

/// How a position enters attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    None,
    Sinusoidal,
    Learned,
    Rope,
    Alibi,
}

impl Scheme {
    pub const ALL: [Scheme; 5] = [Scheme::None, Scheme::Sinusoidal, Scheme::Learned, Scheme::Rope, Scheme::Alibi];
}

/// Where the layer's projections come from. Neither was trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wiring {
    Identity,
    Random,
}

/// How a rotary layer reads texts longer than its training's, which is `max_len`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stretch {
    /// Position interpolation.
    Positions,
    /// A larger base, "NTK-aware".
    Base,
    /// YaRN.
    Parts,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// 1 to [`MAX_WORDS`]. The same word has the same vector wherever it stands.
    pub words: Vec<String>,
    /// A permutation: the rearranged sentence has word `order[k]` at place `k`.
    pub order: Vec<u32>,
    /// Positions by which the whole sentence is moved, for the third pass.
    pub shift: u32,
    pub d_model: u32,
    pub num_heads: u32,
    pub causal: bool,
    pub wiring: Wiring,
    /// Of sinusoids and rotations.
    pub base: f64,
    /// Rows of the learned table; the length that YaRN takes for that of training.
    pub max_len: u32,
    /// What positions are multiplied with before sinusoids and rotations (1 is as published).
    pub scale: f64,
    /// What a scale below 1 does to rotations; other schemes and scales know only [`Stretch::Positions`].
    pub stretch: Stretch,
    /// Of the word vectors, the learned table and random projections.
    pub seed: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Attended(Attended),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attended {
    pub setup: Setup,
    /// One slope a head, of ALiBi.
    pub slopes: Vec<f32>,
    /// One for each of [`Scheme::ALL`], in that order.
    pub runs: Vec<Run>,
    /// Milliseconds for all of it.
    pub milliseconds: f64,
}

/// One scheme. A pass that cannot be is `None`: the learned table has no row for its positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub scheme: Scheme,
    /// At the positions 0, 1, 2, ...
    pub original: Option<Pass>,
    /// The words in another order at the same positions.
    pub rearranged: Option<Pass>,
    /// The sentence at the positions shift, shift + 1, ...
    pub shifted: Option<Pass>,
}

/// What the layer computed for one sentence. All row-major.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pass {
    /// `[heads, tokens, head_dim]`; turned, under RoPE.
    pub query: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    pub key: Vec<f32>,
    /// Scaled, with ALiBi's bias, before the mask: `[heads, tokens, tokens]`, a query in each row.
    pub scores: Vec<f32>,
    /// `[heads, tokens, tokens]`, every row adds up to 1.
    pub weights: Vec<f32>,
    /// `[tokens, d_model]`
    pub output: Vec<f32>,
}
