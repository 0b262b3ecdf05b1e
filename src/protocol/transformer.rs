//! A stack of Transformer blocks, run on one short sequence with everything it computes sent back.

use serde::{Deserialize, Serialize};

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
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Ran(Box<Ran>),
    Surveyed(Survey),
}

/// Which weights run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// Drawn from a seed, never trained, small enough to be read number by number.
    Minimal { shape: Shape, seed: u64 },
    /// Trained by this project to complete "A B ... A" with "B".
    Induction,
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
    /// One token each.
    pub words: Vec<String>,
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
    /// What the rows of the embedding and the columns of the logits stand for.
    pub vocabulary: Vec<String>,
    /// The weights as they ran, with the edits.
    pub weights: Vec<Weight>,
    pub trace: Trace,
    /// The same sentence and mask without edits and surgery; `None` if there were none.
    pub unedited: Option<Trace>,
    /// Of the trained model, as it ran: the share of right answers on its test sequences.
    pub accuracy: Option<f32>,
    pub milliseconds: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// As the guide's PyTorch classes name it: `blocks.0.attention.W_q.weight`.
    pub name: String,
    pub shape: Vec<u32>,
    pub values: Vec<f32>,
}

/// All row-major, without a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// `[tokens, d_model]`
    pub word: Vec<f32>,
    /// `[tokens, d_model]`
    pub position: Vec<f32>,
    pub layers: Vec<Layer>,
    /// The last vectors, normalised once more if the blocks normalise before their parts: `[tokens, d_model]`.
    pub hidden: Vec<f32>,
    /// `[tokens, vocabulary]`; empty without a head.
    pub logits: Vec<f32>,
}

/// One layer. The names are those of `models::transformer::LayerTrace`, where each is explained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// `[tokens, d_model]`
    pub input: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    pub query: Vec<f32>,
    pub key: Vec<f32>,
    pub value: Vec<f32>,
    /// `[heads, tokens, tokens]`, a query in each row.
    pub products: Vec<f32>,
    pub scores: Vec<f32>,
    pub masked: Vec<f32>,
    pub probabilities: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    pub mixed: Vec<f32>,
    /// `[tokens, d_model]`
    pub context: Vec<f32>,
    pub attention_output: Vec<f32>,
    pub attention_residual: Vec<f32>,
    pub attention_norm: Vec<f32>,
    /// `[tokens, d_ff]`
    pub intermediate: Vec<f32>,
    pub activated: Vec<f32>,
    /// `[tokens, d_model]`
    pub feed_forward: Vec<f32>,
    pub residual: Vec<f32>,
    pub feed_forward_norm: Vec<f32>,
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
