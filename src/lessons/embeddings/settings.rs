//! What can be set, under gensim's names.

use protocol::embeddings::{MOST_VECTOR_SIZE, Setup};

/// A [`Setup`] without its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub vector_size: f64,
    pub window: f64,
    pub min_count: f64,
    pub sample: f64,
    pub negative: f64,
    pub epochs: f64,
    pub alpha: f64,
    pub min_alpha: f64,
    pub seed: f64,
    pub skip_gram: bool,
    pub softmax: bool,
    pub shuffled: bool,
}

impl Default for Settings {
    /// gensim's, but for three: half the vector size, since the text is small; skip-gram, which learns more from little; and thirty
    /// epochs instead of five, which on this text teach next to nothing.
    fn default() -> Self {
        Settings { vector_size: 50.0, epochs: 30.0, skip_gram: true, ..Settings::gensim() }
    }
}

impl Settings {
    /// What `gensim.models.Word2Vec(sentences)` does when nothing is said.
    pub fn gensim() -> Self {
        Settings {
            vector_size: 100.0,
            window: 5.0,
            min_count: 5.0,
            sample: 1e-3,
            negative: 5.0,
            epochs: 5.0,
            alpha: 0.025,
            min_alpha: 1e-4,
            seed: 1.0,
            skip_gram: false,
            softmax: false,
            shuffled: false,
        }
    }

    pub fn setup(&self, text: &str) -> Setup {
        Setup {
            text: text.to_owned(),
            vector_size: self.vector_size as usize,
            window: self.window as usize,
            shrink_windows: true,
            min_count: self.min_count as u64,
            sample: self.sample,
            skip_gram: self.skip_gram,
            softmax: self.softmax,
            negative: self.negative as usize,
            epochs: self.epochs as u32,
            alpha: self.alpha,
            min_alpha: self.min_alpha.min(self.alpha),
            seed: self.seed as u64,
            shuffled: self.shuffled,
        }
    }
}

/// A number that can be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    VectorSize,
    Window,
    Epochs,
    Negative,
    MinCount,
    Sample,
    Alpha,
    MinAlpha,
    Seed,
}

impl Knob {
    pub const ALL: [Knob; 9] = [
        Knob::VectorSize,
        Knob::Window,
        Knob::Epochs,
        Knob::Negative,
        Knob::MinCount,
        Knob::Sample,
        Knob::Alpha,
        Knob::MinAlpha,
        Knob::Seed,
    ];

    /// gensim's name.
    pub fn name(self) -> &'static str {
        match self {
            Knob::VectorSize => "vector_size",
            Knob::Window => "window",
            Knob::Epochs => "epochs",
            Knob::Negative => "negative",
            Knob::MinCount => "min_count",
            Knob::Sample => "sample",
            Knob::Alpha => "alpha",
            Knob::MinAlpha => "min_alpha",
            Knob::Seed => "seed",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Knob::VectorSize => "Numbers in a word's vector",
            Knob::Window => "Words on either side at most; each window draws its own reach up to it",
            Knob::Epochs => "Times the whole text is read",
            Knob::Negative => "Words drawn at random for each real pair, to be pushed away",
            Knob::MinCount => "Rarer words get no vector",
            Knob::Sample => "Words more frequent than this share are thinned; 0 thins none",
            Knob::Alpha => "Learning rate at the start",
            Knob::MinAlpha => "Learning rate at the end",
            Knob::Seed => "The same seed gives the same run",
        }
    }

    /// Least, most and step; whole numbers have step 1.
    pub fn range(self) -> (f64, f64, f64) {
        match self {
            Knob::VectorSize => (1.0, MOST_VECTOR_SIZE as f64, 1.0),
            Knob::Window => (1.0, 20.0, 1.0),
            Knob::Epochs => (1.0, 200.0, 1.0),
            Knob::Negative => (0.0, 20.0, 1.0),
            Knob::MinCount => (1.0, 50.0, 1.0),
            Knob::Sample => (0.0, 0.01, 0.0001),
            Knob::Alpha => (0.001, 0.2, 0.001),
            Knob::MinAlpha => (0.0, 0.05, 0.0001),
            Knob::Seed => (0.0, 9999.0, 1.0),
        }
    }

    pub fn get(self, settings: &Settings) -> f64 {
        match self {
            Knob::VectorSize => settings.vector_size,
            Knob::Window => settings.window,
            Knob::Epochs => settings.epochs,
            Knob::Negative => settings.negative,
            Knob::MinCount => settings.min_count,
            Knob::Sample => settings.sample,
            Knob::Alpha => settings.alpha,
            Knob::MinAlpha => settings.min_alpha,
            Knob::Seed => settings.seed,
        }
    }

    pub fn set(self, settings: &mut Settings, value: f64) {
        let (least, most, step) = self.range();
        let value = value.clamp(least, most);
        let value = if step == 1.0 { value.round() } else { value };
        match self {
            Knob::VectorSize => settings.vector_size = value,
            Knob::Window => settings.window = value,
            Knob::Epochs => settings.epochs = value,
            Knob::Negative => settings.negative = value,
            Knob::MinCount => settings.min_count = value,
            Knob::Sample => settings.sample = value,
            Knob::Alpha => settings.alpha = value,
            Knob::MinAlpha => settings.min_alpha = value,
            Knob::Seed => settings.seed = value,
        }
    }
}
