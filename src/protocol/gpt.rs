//! A GPT that is trained in the tab and then writes under glass.

use serde::{Deserialize, Serialize};

use crate::writing;

pub const MAX_D_MODEL: u32 = 256;
pub const MAX_LAYERS: u32 = 8;
pub const MAX_CONTEXT: u32 = 256;
pub const MAX_BATCH: u32 = 64;
pub const MAX_MERGES: u32 = 2_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Fresh weights from the seed. Answered by [`Event::Prepared`].
    Init(Setup),
    /// The same with weights of a file (safetensors). A character model's alphabet comes from the file.
    Load { setup: Setup, weights: Vec<u8> },
    /// Answered by [`Event::Progress`] and [`Event::Sample`] as it goes, and by [`Event::Paused`].
    Train { steps: Option<u32> },
    /// Stops that within a step.
    Pause,
    /// In effect from the next step on.
    LearningRate(f32),
    /// Of the model as it is now. Training waits while it writes.
    Writing(writing::Request),
    /// Takes a part of the model away and measures what that costs; the model itself stays whole. Answered by [`Event::Broken`].
    Break(Surgery),
    /// Answered by [`Event::Exported`].
    Export,
}

/// What is set to zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surgery {
    /// The table of positions: every place is like every other.
    Positions,
    /// What the heads of all layers say.
    Attention,
    /// What the heads of the first layer say.
    FirstAttention,
    /// What the last layer's feed-forward part says.
    LastFeedForward,
}

impl From<writing::Request> for Request {
    fn from(request: writing::Request) -> Self {
        Request::Writing(request)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Prepared(Prepared),
    Progress(Progress),
    Paused { step: u32, reason: String },
    Sample(Sample),
    Broken(Broken),
    Writing(writing::Event),
    Exported { safetensors: Vec<u8> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// Learned from; its last tenth is held out.
    pub text: String,
    pub tokens: Tokens,
    pub shape: Shape,
    pub learning_rate: f32,
    /// Windows of a step.
    pub batch: u32,
    pub seed: u64,
    /// Trains a second model on the same batches, with the other place of the norms and the other activation.
    pub rival: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tokens {
    Characters,
    /// Bytes, and so many pairs of them merged, learned from the same text with GPT-2's cuts: what the tokenization lesson trains.
    Bpe {
        merges: u32,
    },
}

/// The guide's `SimpleGPT(vocab_size, embed_size, num_layers, heads, max_length)`, and two switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub d_model: u32,
    pub num_layers: u32,
    pub num_heads: u32,
    /// `max_length`
    pub context: u32,
    /// Norms before each part instead of after each sum.
    pub pre_norm: bool,
    /// GELU instead of ReLU.
    pub gelu: bool,
}

impl Shape {
    /// What it is compared with.
    pub fn rival(self) -> Shape {
        Shape { pre_norm: !self.pre_norm, gelu: !self.gelu, ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// What each token stands for.
    pub vocabulary: Vec<writing::Piece>,
    /// Tokens to learn from, and held out.
    pub training_tokens: u32,
    pub validation_tokens: u32,
    pub num_parameters: u32,
    /// Of one token's forward pass at the middle of the context: multiplications and additions.
    pub flops_per_token: u64,
    /// Steps that the weights have been trained already.
    pub step: u32,
    /// Held-out loss in nats a token before any further step.
    pub validation_loss: f32,
    /// Bytes of text that a token stands for in the mean.
    pub bytes_per_token: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub step: u32,
    pub steps: Vec<StepReport>,
    pub tokens_per_second: f32,
}

/// Losses in nats a token.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    pub step: u32,
    pub train_loss: f32,
    /// Of the whole gradient, before clipping.
    pub gradient_norm: f32,
    pub validation_loss: Option<f32>,
    pub rival_train_loss: Option<f32>,
    pub rival_validation_loss: Option<f32>,
}

/// What the model wrote by itself while it was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub step: u32,
    pub pieces: Vec<writing::Piece>,
}

/// What a surgery did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Broken {
    pub surgery: Surgery,
    /// Held-out loss in nats a token, whole and broken.
    pub whole: f32,
    pub broken: f32,
    /// What the broken model writes after a line break.
    pub pieces: Vec<writing::Piece>,
}
