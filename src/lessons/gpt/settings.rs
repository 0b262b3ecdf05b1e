//! What a model is made of and how it is trained.

use protocol::gpt::{Setup, Shape, Tokens};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainSettings {
    pub shape: Shape,
    /// Byte pairs instead of characters.
    pub bpe: bool,
    pub merges: u32,
    pub learning_rate: f32,
    pub batch: u32,
    pub seed: u64,
    pub rival: bool,
}

impl Default for TrainSettings {
    /// Those of the model that comes with the page.
    fn default() -> Self {
        let shape = Shape { d_model: 64, num_layers: 4, num_heads: 4, context: 128, pre_norm: false, gelu: false };
        TrainSettings { shape, bpe: false, merges: 256, learning_rate: 0.003, batch: 16, seed: 7, rival: false }
    }
}

/// A setting that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    DModel,
    Layers,
    Heads,
    Context,
    Merges,
    LearningRate,
    Batch,
    Seed,
}

impl Number {
    pub const ALL: [Number; 8] = [
        Number::DModel,
        Number::Layers,
        Number::Heads,
        Number::Context,
        Number::Merges,
        Number::LearningRate,
        Number::Batch,
        Number::Seed,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Number::DModel => "d_model",
            Number::Layers => "Layers",
            Number::Heads => "Heads",
            Number::Context => "Context",
            Number::Merges => "Merges",
            Number::LearningRate => "Learning rate",
            Number::Batch => "Batch",
            Number::Seed => "Seed",
        }
    }

    /// In a link.
    pub fn key(self) -> &'static str {
        match self {
            Number::DModel => "d",
            Number::Layers => "layers",
            Number::Heads => "heads",
            Number::Context => "context",
            Number::Merges => "merges",
            Number::LearningRate => "rate",
            Number::Batch => "batch",
            Number::Seed => "seed",
        }
    }

    /// The least, the most.
    pub fn range(self) -> (f64, f64) {
        match self {
            Number::DModel => (8.0, 256.0),
            Number::Layers => (1.0, 8.0),
            Number::Heads => (1.0, 16.0),
            Number::Context => (8.0, 256.0),
            Number::Merges => (0.0, 2_000.0),
            Number::LearningRate => (0.0001, 0.03),
            Number::Batch => (1.0, 64.0),
            Number::Seed => (0.0, 9_999.0),
        }
    }

    pub fn get(self, settings: &TrainSettings) -> f64 {
        let shape = &settings.shape;
        match self {
            Number::DModel => f64::from(shape.d_model),
            Number::Layers => f64::from(shape.num_layers),
            Number::Heads => f64::from(shape.num_heads),
            Number::Context => f64::from(shape.context),
            Number::Merges => f64::from(settings.merges),
            // As it is written: 0.003, not what is left of it in 32 bits.
            Number::LearningRate => (f64::from(settings.learning_rate) * 1e7).round() / 1e7,
            Number::Batch => f64::from(settings.batch),
            Number::Seed => settings.seed as f64,
        }
    }

    /// Takes a value of the range; another changes nothing.
    pub fn set(self, settings: &mut TrainSettings, value: f64) -> bool {
        let (least, most) = self.range();
        if !(least..=most).contains(&value) {
            return false;
        }
        let shape = &mut settings.shape;
        match self {
            Number::DModel => shape.d_model = value as u32,
            Number::Layers => shape.num_layers = value as u32,
            Number::Heads => shape.num_heads = value as u32,
            Number::Context => shape.context = value as u32,
            Number::Merges => settings.merges = value as u32,
            Number::LearningRate => settings.learning_rate = value as f32,
            Number::Batch => settings.batch = value as u32,
            Number::Seed => settings.seed = value as u64,
        }
        true
    }
}

impl TrainSettings {
    pub fn setup(&self, text: &str) -> Setup {
        let tokens = if self.bpe { Tokens::Bpe { merges: self.merges } } else { Tokens::Characters };
        Setup {
            text: text.into(),
            tokens,
            shape: self.shape,
            learning_rate: self.learning_rate,
            batch: self.batch,
            seed: self.seed,
            rival: self.rival,
        }
    }

    /// Whether weights of the one are weights of the other.
    pub fn same_model(&self, other: &TrainSettings) -> bool {
        self.shape == other.shape && self.bpe == other.bpe && (!self.bpe || self.merges == other.merges)
    }

    /// Whether a model made with the other settings goes on with these: only the learning rate takes effect at once.
    pub fn same_run(&self, other: &TrainSettings) -> bool {
        TrainSettings { learning_rate: other.learning_rate, ..*self } == *other
    }

    /// As a model's name: `post-norm, ReLU`.
    pub fn kind(shape: Shape) -> String {
        let norm = if shape.pre_norm { "pre-norm" } else { "post-norm" };
        format!("{norm}, {}", if shape.gelu { "GELU" } else { "ReLU" })
    }
}
