//! What can be set before training.

use protocol::bert_classifier::Features;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub features: Features,
    /// Training texts of each class, at most.
    pub shots: usize,
    /// Of the head's hidden layer; 0 for none.
    pub hidden_size: usize,
    pub dropout: f64,
    pub learning_rate: f64,
    pub epochs: usize,
    pub seed: u32,
}

impl Default for Settings {
    fn default() -> Self {
        // The guide's: the pooler's output, dropout of 0.1, one linear layer.
        Settings {
            features: Features::Pooler,
            shots: 12,
            hidden_size: 0,
            dropout: 0.1,
            learning_rate: 0.01,
            epochs: 100,
            seed: 1,
        }
    }
}

/// One number of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    Shots,
    Hidden,
    Dropout,
    LearningRate,
    Epochs,
    Seed,
}

impl Knob {
    pub const ALL: [Knob; 6] = [Knob::Shots, Knob::Epochs, Knob::LearningRate, Knob::Dropout, Knob::Hidden, Knob::Seed];

    pub fn name(self) -> &'static str {
        match self {
            Knob::Shots => "Texts a class",
            Knob::Hidden => "Hidden layer",
            Knob::Dropout => "Dropout",
            Knob::LearningRate => "Learning rate",
            Knob::Epochs => "Epochs",
            Knob::Seed => "Seed",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Knob::Shots => "Training texts of each class, at most. What is held out stays the same.",
            Knob::Hidden => "Neurons between features and classes; 0 for the guide's single linear layer.",
            Knob::Dropout => "Share of the features that each epoch does without.",
            Knob::LearningRate => "Adam's step size.",
            Knob::Epochs => "Passes over all training texts, each of them one step.",
            Knob::Seed => "Of the first weights and of what is dropped.",
        }
    }

    /// Least, most and step.
    pub fn range(self) -> (f64, f64, f64) {
        match self {
            Knob::Shots => (1.0, 48.0, 1.0),
            Knob::Hidden => (0.0, 128.0, 8.0),
            Knob::Dropout => (0.0, 0.9, 0.05),
            Knob::LearningRate => (0.001, 0.3, 0.001),
            Knob::Epochs => (1.0, 1000.0, 1.0),
            Knob::Seed => (1.0, 99.0, 1.0),
        }
    }

    pub fn get(self, settings: &Settings) -> f64 {
        match self {
            Knob::Shots => settings.shots as f64,
            Knob::Hidden => settings.hidden_size as f64,
            Knob::Dropout => settings.dropout,
            Knob::LearningRate => settings.learning_rate,
            Knob::Epochs => settings.epochs as f64,
            Knob::Seed => f64::from(settings.seed),
        }
    }

    /// Sets it; what is out of range goes to the nearest end.
    pub fn set(self, settings: &mut Settings, value: f64) {
        let (least, most, _) = self.range();
        let value = value.clamp(least, most);
        match self {
            Knob::Shots => settings.shots = value as usize,
            Knob::Hidden => settings.hidden_size = value as usize,
            Knob::Dropout => settings.dropout = value,
            Knob::LearningRate => settings.learning_rate = value,
            Knob::Epochs => settings.epochs = value as usize,
            Knob::Seed => settings.seed = value as u32,
        }
    }

    /// In a link.
    pub(in crate::bert) fn key(self) -> &'static str {
        match self {
            Knob::Shots => "shots",
            Knob::Hidden => "hidden",
            Knob::Dropout => "dropout",
            Knob::LearningRate => "rate",
            Knob::Epochs => "epochs",
            Knob::Seed => "seed",
        }
    }
}
