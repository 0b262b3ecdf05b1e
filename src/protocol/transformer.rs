//! A stack of Transformer blocks, run on one short sequence with everything it computes sent back.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bert;
use crate::pack;
use crate::positional_encoding::Scheme;

/// Tokens of the minimal model's sentence: every number of it is on the screen.
pub const MAX_WORDS: usize = 12;
pub const MAX_D_MODEL: usize = 32;
pub const MAX_HEADS: usize = 8;
pub const MAX_D_FF: usize = 64;
pub const MAX_LAYERS: usize = 4;
/// Changed weights at a time.
pub const MAX_EDITS: usize = 200;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Hands over the trained model's file (safetensors), kept until the lesson is left. Answered by [`Event::Surveyed`].
    Load { weights: Vec<u8> },
    /// Answered by [`Event::Ran`].
    Run(Setup),
    /// One layer's weights of the pretrained model: too many to come with each run. Answered by [`Event::Weights`].
    Weights { layer: u32 },
    /// The setup's sequence with two tokens in each other's place. Answered by [`Event::Swapped`].
    Swap { setup: Setup, first: u32, second: u32 },
    /// Activation patching on the trained model. Answered by [`Event::Patched`].
    Patch { from: Vec<String>, into: Vec<String> },
    /// Trains a small model under each way to encode positions. Answered by [`Event::Racing`] after each step.
    Race(Race),
    /// Stops that within a step. Answered by nothing.
    StopRace,
    /// Of the pretrained model itself: its loading. Answered by [`Event::Model`].
    Model(bert::Request),
}

impl From<pack::Request> for Request {
    fn from(request: pack::Request) -> Self {
        Request::Model(request.into())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Shared, since it is large and whoever reads an event only borrows it.
    Ran(#[serde(with = "crate::shared")] Arc<Ran>),
    Surveyed(Survey),
    Weights {
        layer: u32,
        weights: Vec<Weight>,
    },
    Swapped(Swapped),
    Patched(Box<Patched>),
    Racing(Racing),
    Model(bert::Event),
}

/// Letters of the sequences that the race is measured on.
pub const LONGEST: usize = 64;
/// Places that are measured together.
pub const BIN: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Race {
    pub seed: u64,
    /// Letters of the sequences that are trained on.
    pub length: u32,
    pub steps: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Racing {
    pub setup: Race,
    /// Steps that are done.
    pub step: u32,
    /// Of the step, for each of [`Scheme::ALL`]: mean cross entropy in nats.
    pub losses: Vec<f32>,
    /// What was measured on longer sequences, in the same order; empty after most steps.
    pub curves: Vec<Curve>,
}

/// One scheme on sequences of [`LONGEST`] letters, by places of [`BIN`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    pub scheme: Scheme,
    /// Mean cross entropy of the letters that can be known, in nats.
    pub loss: Vec<f32>,
    /// The share of them that is right.
    pub accuracy: Vec<f32>,
}

/// How far the last vectors of each place are from those of the sequence as it was: the largest difference of any number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swapped {
    pub setup: Setup,
    pub first: u32,
    pub second: u32,
    /// From what stood at the same place.
    pub by_place: Vec<f32>,
    /// From what the same token had, wherever it stood.
    pub by_token: Vec<f32>,
}

/// One prompt's activations in another's run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patched {
    /// Where the activations come from, and the run they are put into.
    pub from: Vec<String>,
    pub into: Vec<String>,
    pub layers: u32,
    pub heads: u32,
    /// What `into` is answered with, and what `from` is.
    pub answer: String,
    pub wanted: String,
    /// The wanted letter's logit minus the answer's, in `into` and in `from`.
    pub differences: [f32; 2],
    /// The share of the way from the first to the second: what each layer reads and what the last one gives, `[layers + 1, tokens]`.
    pub stream: Vec<f32>,
    /// The same for each head's mixed values, `[layers, heads, tokens]`.
    pub of_heads: Vec<f32>,
    /// What the run then answers, in the order of `stream` and `of_heads`.
    pub answers: Vec<String>,
    /// With all that the first layer reads patched: 1.
    pub everything: f32,
}

/// Which weights run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// Drawn from a seed, never trained, small enough to be read number by number.
    Minimal { shape: Shape, seed: u64 },
    /// Trained by this project to complete "A B ... A" with "B".
    Induction,
    /// all-MiniLM-L6-v2 out of its pack. Every step of one layer comes back, and the scores of one head of it: all of a long text would be
    /// more numbers than a page can hold.
    MiniLm { layer: u32, head: u32, causal: bool, pads: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub d_model: u32,
    pub num_heads: u32,
    pub d_ff: u32,
    pub num_layers: u32,
    /// Norms before each part instead of after each sum.
    pub pre_norm: bool,
    /// GELU instead of ReLU.
    pub gelu: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub model: Model,
    /// One token each; the whole text as one for a model that cuts it by itself.
    pub words: Vec<String>,
    /// For the pretrained model only what a reader has drawn: it knows the number of its tokens when it has cut the text.
    pub mask: Option<Mask>,
    pub edits: Vec<Edit>,
    pub surgery: Surgery,
}

/// Who may look at whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// `[tokens, tokens]`, a query in each row: `true` where it may look.
    pub visible: Vec<bool>,
    /// A hidden score becomes minus infinity instead of -1e9.
    pub infinite: bool,
}

/// One number of one weight, set by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// As in [`Weight::name`].
    pub tensor: String,
    /// In the row-major values.
    pub index: u32,
    pub value: f32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surgery {
    /// Layer, head: its mixed values are set to 0.
    pub ablated: Vec<(u32, u32)>,
    pub without_scale: bool,
    pub without_residual: bool,
    pub without_positions: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    pub setup: Setup,
    /// As it is: the trained model's comes from its file.
    pub shape: Shape,
    /// Added to the variance in its layer norms.
    pub epsilon: f64,
    pub tokens: Vec<String>,
    /// Where a text was cut because it has too many tokens: its first byte that was not read.
    pub cut: Option<u32>,
    /// As it ran.
    pub mask: Option<Mask>,
    /// What the rows of the embedding and the columns of the logits stand for.
    pub vocabulary: Vec<String>,
    /// The weights as they ran, with the edits.
    pub weights: Vec<Weight>,
    pub trace: Trace,
    /// Every head's probabilities, where the trace has not all of them.
    pub maps: Option<Maps>,
    /// The same sentence and mask without edits and surgery; `None` if there were none.
    pub unedited: Option<Trace>,
    /// Of the trained model, as it ran: the share of right answers on its test sequences.
    pub accuracy: Option<f32>,
    /// Of the pretrained model: the cosine of its sentence embedding and the one without surgery.
    pub cosine: Option<f32>,
    pub milliseconds: f64,
}

/// Heads' maps made small: of many tokens the largest share of each block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Maps {
    /// Rows and columns of each.
    pub side: u32,
    /// `[layers, heads, side, side]`
    #[serde(with = "crate::floats")]
    pub values: Vec<f32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// As the guide's PyTorch classes name it: `blocks.0.attention.W_q.weight`.
    pub name: String,
    pub shape: Vec<u32>,
    #[serde(with = "crate::floats")]
    pub values: Vec<f32>,
}

/// All row-major, without a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// `[tokens, d_model]`
    #[serde(with = "crate::floats")]
    pub word: Vec<f32>,
    /// `[tokens, d_model]`
    #[serde(with = "crate::floats")]
    pub position: Vec<f32>,
    /// `[tokens, d_model]`; empty without segments.
    #[serde(with = "crate::floats")]
    pub segment: Vec<f32>,
    /// The sum of these: `[tokens, d_model]`.
    #[serde(with = "crate::floats")]
    pub embedded: Vec<f32>,
    /// The same normalised, where a norm stands before the layers: `[tokens, d_model]`.
    #[serde(with = "crate::floats")]
    pub embedding_norm: Vec<f32>,
    /// Of the pretrained model only one is filled.
    pub layers: Vec<Layer>,
    /// The last vectors, normalised once more if the blocks normalise before their parts: `[tokens, d_model]`.
    #[serde(with = "crate::floats")]
    pub hidden: Vec<f32>,
    /// `[tokens, vocabulary]`; empty without a head.
    #[serde(with = "crate::floats")]
    pub logits: Vec<f32>,
}

/// One layer. The names are those of `models::transformer::LayerTrace`, where each is explained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// `[tokens, d_model]`
    #[serde(with = "crate::floats")]
    pub input: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    #[serde(with = "crate::floats")]
    pub query: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub key: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub value: Vec<f32>,
    /// `[heads, tokens, tokens]`, a query in each row; one head's alone for the pretrained model.
    #[serde(with = "crate::floats")]
    pub products: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub scores: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub masked: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub probabilities: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    #[serde(with = "crate::floats")]
    pub mixed: Vec<f32>,
    /// `[tokens, d_model]`
    #[serde(with = "crate::floats")]
    pub context: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_output: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_residual: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_norm: Vec<f32>,
    /// `[tokens, d_ff]`
    #[serde(with = "crate::floats")]
    pub intermediate: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub activated: Vec<f32>,
    /// `[tokens, d_model]`
    #[serde(with = "crate::floats")]
    pub feed_forward: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub residual: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub feed_forward_norm: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub output: Vec<f32>,
}

/// What the trained model does on its test sequences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    pub accuracy: f32,
    /// Tokens that were predicted.
    pub predictions: u32,
    /// Of a guess.
    pub chance: f32,
    pub heads: Vec<HeadReport>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadReport {
    pub layer: u32,
    pub head: u32,
    /// Mean share of attention on the token before.
    pub previous: f32,
    /// Mean share of attention on what followed the same token earlier.
    pub induction: f32,
    /// Accuracy with this head ablated.
    pub accuracy_without: f32,
}
