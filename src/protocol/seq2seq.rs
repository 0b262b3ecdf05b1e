//! The Seq2Seq lesson's requests and events. Two models learn from the same pairs: the main one, and beside it one of the same size
//! without attention.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Makes the pairs and both models, from fresh weights or from a file of this project; what was before is dropped. Answered by
    /// [`Event::Opened`].
    Open {
        setup: Setup,
        weights: Option<Vec<u8>>,
    },
    /// Trains until `steps` more are done (`None`: until [`Request::Pause`]). Answered by [`Event::Progress`] at most 20 times a second
    /// and [`Event::Paused`] at the end.
    Train {
        steps: Option<u32>,
    },
    Pause,
    /// Changes what can change mid-run. Answered by nothing.
    Tune(Tuning),
    /// Turns a source into a target, greedily, with everything in view. Answered by [`Event::Written`].
    Write(Writing),
    /// Answered by [`Event::Tree`].
    Search(Search),
    /// Measures both models on the held-out pairs, whole and broken. Answered by [`Event::Evaluated`].
    Evaluate {
        surgery: Surgery,
    },
    /// Answered by [`Event::Exported`].
    Export,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub task: Task,
    pub attention: Attention,
    pub embed_size: u32,
    pub hidden_size: u32,
    pub num_layers: u32,
    pub batch_size: u32,
    /// Everything random follows from it: pairs, weights, batches, whose token is fed.
    pub seed: u64,
    /// Trains the model without attention beside the main one.
    pub beside: bool,
    pub tuning: Tuning,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    Dates,
    NumberWords,
    Reversal,
    /// The reader's own pairs, a line each with a tab between source and target; cut into words or characters.
    Own {
        text: String,
        words: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Attention {
    None,
    /// Bahdanau's.
    Additive,
    /// Luong's.
    Dot,
    General,
}

impl Attention {
    pub const ALL: [Attention; 4] = [Attention::None, Attention::Additive, Attention::Dot, Attention::General];
}

/// What may change while training runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    pub learning_rate: f64,
    /// Largest allowed norm of the whole gradient; 0 is no clipping.
    pub clip_norm: f32,
    /// How often the decoder is fed the right token while training, not its own: 0 to 1.
    pub teacher_forcing: f32,
}

/// What is done to a running model; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Surgery {
    /// The decoder starts from zeros instead of the encoder's last state.
    pub without_state: bool,
    /// The context that attention brings is zero.
    pub without_context: bool,
    /// All attention goes to this source token.
    pub frozen: Option<u32>,
    /// At this step the decoder is fed the second-likeliest token instead of the likeliest.
    pub wrong_at: Option<u32>,
}

/// Why a source is written: the page sorts the answers by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    Shown,
    /// The same source with a word changed.
    Swapped,
    Broken,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Writing {
    pub source: String,
    pub surgery: Surgery,
    pub purpose: Purpose,
}

/// Which of the two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    Main,
    Plain,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    pub source: String,
    pub which: Which,
    pub width: u32,
    /// Wu et al. (2016), equation 14.
    pub length_penalty: f32,
    /// Tokens of the target that the search goes on from.
    pub prefix: Vec<u32>,
}

pub const MAX_WIDTH: u32 = 8;
/// Tokens of a source, and of a target without its end.
pub const MAX_SOURCE: usize = 48;
pub const MAX_TARGET: usize = 40;
/// Own pairs that are read, and those that are needed.
pub const MAX_PAIRS: usize = 20_000;
pub const MIN_PAIRS: usize = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Opened(Box<Opened>),
    Progress(Progress),
    /// `reason` is empty when it was asked for or done.
    Paused {
        step: u32,
        reason: String,
    },
    Written(Box<Written>),
    Tree(Box<Tree>),
    Evaluated(Evaluated),
    Exported {
        /// `encoder.*` and `decoder.*` as PyTorch keeps them; the model without attention under `plain.`.
        safetensors: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Names of all token ids.
    pub source_tokens: Vec<String>,
    pub target_tokens: Vec<String>,
    /// Whether a source token is a word.
    pub words: bool,
    pub training: u32,
    pub held_out: u32,
    /// Some held-out pairs.
    pub examples: Vec<(String, String)>,
    /// Lines of own pairs that were left out: number and what to do; at most a few.
    pub odd: Vec<(u32, String)>,
    /// How many lines were left out.
    pub odd_count: u32,
    pub num_parameters: u32,
    /// 0 without the model beside.
    pub plain_parameters: u32,
    pub measure: Measure,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub step: u32,
    /// One entry for each step since the last `Progress`.
    pub losses: Vec<Loss>,
    /// Measured every few steps.
    pub measure: Option<Measure>,
    pub pairs_per_second: f32,
}

/// Mean cross entropy of a batch's target tokens, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    pub step: u32,
    pub main: f32,
    pub plain: Option<f32>,
}

/// Both models on the held-out pairs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub step: u32,
    pub main: Score,
    pub plain: Option<Score>,
    /// By the number of source tokens, the shortest first.
    pub lengths: Vec<Length>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Share of outputs that are right from beginning to end.
    pub exact: f32,
    /// Mean cross entropy of the target tokens in nats, the right tokens fed.
    pub loss: f32,
    /// Share of target tokens that are right when the right tokens before them are fed, by position.
    pub fed_right: Vec<f32>,
    /// The same when the model is fed what it said itself.
    pub fed_own: Vec<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Length {
    pub length: u32,
    pub count: u32,
    /// Outputs that are right.
    pub main: u32,
    pub plain: u32,
}

/// One source and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    pub writing: Writing,
    /// Training steps of the models that wrote.
    pub step: u32,
    /// Its tokens as they were read.
    pub tokens: Vec<String>,
    /// Places of tokens that the models have never seen.
    pub unknown: Vec<u32>,
    pub main: Output,
    pub plain: Option<Output>,
}

/// What a model wrote, and what it had in mind. Arrays are row-major.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// What was fed next at each step, the end among them.
    pub tokens: Vec<String>,
    /// The likeliest tokens at each step, best first.
    pub likeliest: Vec<Vec<(String, f32)>>,
    /// Shares of attention, `[tokens, source]`; empty without attention.
    pub shares: Vec<f32>,
    /// Hidden states of the encoder's last layer, `[source, hidden_size]`.
    pub read: Vec<f32>,
    /// What was handed over: hidden state and cell of every layer, each `[hidden_size]`.
    pub handed: Vec<(Vec<f32>, Vec<f32>)>,
    /// Whether it came to an end.
    pub ended: bool,
}

impl Output {
    /// What it wrote, without the end.
    pub fn said(&self) -> &[String] {
        &self.tokens[..self.tokens.len() - usize::from(self.ended)]
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub search: Search,
    pub step: u32,
    /// Parents before their children; the root first.
    pub nodes: Vec<Node>,
    /// The ends, best first.
    pub ranked: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub parent: Option<u32>,
    pub token: u32,
    /// Natural logarithm of the token's probability.
    pub log_probability: f32,
    /// Sum from the root.
    pub total: f32,
    /// By what ends are ranked.
    pub score: f32,
    /// Tokens from the root.
    pub length: u32,
    pub fate: Fate,
    /// Given and not chosen.
    pub forced: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    Expanded,
    Pruned,
    Finished,
    /// In the beam when the greatest length was reached.
    Cut,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    pub surgery: Surgery,
    /// Shares of outputs that are right: the main model whole and broken, the one without attention likewise.
    pub main: (f32, f32),
    pub plain: Option<(f32, f32)>,
    /// With an error fed: share of the tokens after it that are right, of the main model whole and broken.
    pub after_error: Option<(f32, f32)>,
}
