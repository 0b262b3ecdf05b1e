//! A BERT out of a pack: loaded shard by shard, asked for sentence embeddings and for what its attention does. Answered by the engine; the
//! lessons on BERT and on the Transformer share it.

pub mod masked;

use serde::{Deserialize, Serialize};

pub use crate::pack::{File, Pack};
use crate::{bert_classifier, pack};

/// Numbers of attention maps in one answer (32 MB): all layers and heads of 340 tokens, or one layer's of 512 with room to spare.
pub const MOST_CELLS: usize = 8_400_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Begins to load, and forgets the model that was there. Answered by [`Event::Taken`] with nothing taken, or [`Event::NotTaken`].
    Open(Pack),
    /// The next shard, as it arrived: the engine checks it. Answered by [`Event::Taken`] or [`Event::NotTaken`]; after the last, when the
    /// model has been run once, by [`Event::Loaded`].
    Shard { bytes: Vec<u8> },
    /// Which model is there from a page before. Answered by [`Event::Loaded`] or [`Event::Absent`].
    Present,
    /// Gives the memory back. Answered by [`Event::Absent`].
    Forget,
    /// One vector a text. Answered by [`Event::Embedding`] while it runs and [`Event::Embedded`]; `Cancel` stops it after the text in work.
    Embed { texts: Vec<String> },
    /// One or two texts with all that attention does. Answered by [`Event::Attended`].
    Attend(Attend),
    /// A head on top, see there.
    Classifier(bert_classifier::Request),
    /// What stands where `[MASK]` does. Answered by [`Event::Masked`].
    Masked(masked::Request),
}

/// By the names of the model's `config.json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Config {
    pub vocab_size: u32,
    pub hidden_size: u32,
    pub num_hidden_layers: u32,
    pub num_attention_heads: u32,
    pub intermediate_size: u32,
    pub max_position_embeddings: u32,
    pub type_vocab_size: u32,
    pub layer_norm_eps: f32,
    /// Tokens of which sentence-transformers makes an embedding at most: 256 for MiniLM.
    pub max_seq_length: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attend {
    pub first: String,
    /// After a `[SEP]`, with the other token type.
    pub second: Option<String>,
    /// Whether each token sees only itself and what stands before it.
    pub causal: bool,
    /// Pairs of places, query and key, that do not see each other in any head.
    pub hidden: Vec<(u32, u32)>,
    /// Layer and head of those that are taken out.
    pub heads_out: Vec<(u32, u32)>,
    pub patch: Option<Patch>,
    /// No embedding of a position is added.
    pub without_positions: bool,
    /// The layers whose maps are wanted. Empty for none.
    pub maps: Vec<u32>,
    /// The layer of which every step is wanted.
    pub steps: Option<u32>,
}

/// Rows of another text's residual stream put into this run (activation patching).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// Run by itself, without what is done to this run.
    pub donor: String,
    /// The layer that reads the rows; the number of layers for what the last one gives.
    pub layer: u32,
    /// Places in the donor and here.
    pub tokens: Vec<(u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// So much is on the device.
    Taken {
        shards: u32,
        of: u32,
        /// Bytes.
        done: u64,
        total: u64,
    },
    /// What arrived is not used, and why, in words for the reader. The same shard is wanted again.
    NotTaken {
        shard: u32,
        message: String,
    },
    Loaded(Facts),
    Absent,
    Embedding {
        done: u32,
        of: u32,
    },
    Embedded(Embedded),
    Attended(Box<Attended>),
    Classifier(bert_classifier::Event),
    Masked(masked::Event),
    /// A request cannot be done; why and what to do, in words for the reader.
    Failed {
        message: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub model: String,
    pub precision: String,
    pub config: Config,
    pub parameters: u64,
    /// Bytes of its weights on the device, where they are 32 bits each.
    pub device_bytes: u64,
    /// Milliseconds for checking and bringing all shards to the device, and for the first run.
    pub upload: f64,
    pub warm_up: f64,
}

impl From<pack::Request> for Request {
    fn from(request: pack::Request) -> Self {
        match request {
            pack::Request::Open(pack) => Request::Open(pack),
            pack::Request::Shard { bytes } => Request::Shard { bytes },
            pack::Request::Present => Request::Present,
            pack::Request::Forget => Request::Forget,
        }
    }
}

impl Event {
    /// The same as what any model's loading says; `None` for what is BERT's own.
    pub fn of_pack(&self) -> Option<pack::Event> {
        Some(match self {
            Event::Taken { shards, of, done, total } => {
                pack::Event::Taken { shards: *shards, of: *of, done: *done, total: *total }
            }
            Event::NotTaken { shard, message } => pack::Event::NotTaken { shard: *shard, message: message.clone() },
            Event::Loaded(facts) => pack::Event::Loaded(facts.of_pack()),
            Event::Absent => pack::Event::Absent,
            Event::Failed { message } => pack::Event::Failed { message: message.clone() },
            _ => return None,
        })
    }
}

impl Facts {
    fn of_pack(&self) -> pack::Facts {
        pack::Facts {
            model: self.model.clone(),
            precision: self.precision.clone(),
            parameters: self.parameters,
            layers: self.config.num_hidden_layers,
            heads: self.config.num_attention_heads,
            device_bytes: self.device_bytes,
            stored: "32 bits each".into(),
            upload: self.upload,
            warm_up: self.warm_up,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Embedded {
    /// One vector of length 1 a text, one after the other.
    pub vectors: Vec<f32>,
    pub width: u32,
    /// Of every text, with `[CLS]` and `[SEP]`, after cutting.
    pub tokens: Vec<u32>,
    /// Where a text was cut because it was too long: its first byte that was not read.
    pub cut: Vec<Option<u32>>,
    /// Milliseconds for all of it.
    pub milliseconds: f64,
}

/// A token as the model reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: u32,
    /// As the vocabulary spells it.
    pub text: String,
    /// Which text (0 or 1), and its bytes that the token stands for. `None` for a `[CLS]` or `[SEP]` that was put around them.
    pub source: Option<(u32, u32, u32)>,
}

/// All row-major.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attended {
    pub request: Attend,
    pub tokens: Vec<Token>,
    /// Where each text was cut: its first byte that was not read.
    pub cut: [Option<u32>; 2],
    pub layers: u32,
    pub heads: u32,
    /// Probabilities of the layers asked for, each `[heads, tokens, tokens]` with a query in each row.
    #[serde(with = "crate::floats::each")]
    pub maps: Vec<Vec<f32>>,
    pub steps: Option<Steps>,
    /// The sentence embedding, `[hidden]`.
    pub embedding: Vec<f32>,
    /// BERT's own summary, `[hidden]`.
    pub pooled: Vec<f32>,
    /// Milliseconds for tokenizing, running and reading back.
    pub milliseconds: f64,
}

/// Everything one layer computed. `models::bert::LayerTrace` says what each is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    pub layer: u32,
    /// `[tokens, hidden]`
    #[serde(with = "crate::floats")]
    pub input: Vec<f32>,
    /// `[heads, tokens, head_dim]`
    #[serde(with = "crate::floats")]
    pub query: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub key: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub value: Vec<f32>,
    /// Before the mask, `[heads, tokens, tokens]`.
    #[serde(with = "crate::floats")]
    pub scores: Vec<f32>,
    /// After mask and softmax, `[heads, tokens, tokens]`.
    #[serde(with = "crate::floats")]
    pub probabilities: Vec<f32>,
    /// `[tokens, hidden]`
    #[serde(with = "crate::floats")]
    pub context: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_output: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_residual: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub attention_norm: Vec<f32>,
    /// `[tokens, intermediate]`
    #[serde(with = "crate::floats")]
    pub intermediate: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub activated: Vec<f32>,
    /// `[tokens, hidden]`
    #[serde(with = "crate::floats")]
    pub feed_forward: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub residual: Vec<f32>,
    #[serde(with = "crate::floats")]
    pub output: Vec<f32>,
}
