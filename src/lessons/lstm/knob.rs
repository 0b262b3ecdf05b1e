//! The numbers a reader can turn, with their bounds: one table for the controls, the address and the error messages.

use crate::format::setting;

use super::settings::{Settings, TaskKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Knob {
    HiddenSize,
    Layers,
    SequenceLength,
    BatchSize,
    LearningRate,
    ClipNorm,
    Dropout,
    Temperature,
    Seed,
    SeriesFeatures,
    SeriesNoise,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub min: f64,
    pub max: f64,
    /// Of the slider; whole numbers have 1. For a logarithmic range, in decades.
    pub step: f64,
    pub logarithmic: bool,
}

const fn whole(min: f64, max: f64) -> Range {
    Range { min, max, step: 1.0, logarithmic: false }
}

impl Knob {
    pub const ALL: [Knob; 11] = [
        Knob::HiddenSize,
        Knob::Layers,
        Knob::LearningRate,
        Knob::SequenceLength,
        Knob::BatchSize,
        Knob::ClipNorm,
        Knob::Dropout,
        Knob::Temperature,
        Knob::Seed,
        Knob::SeriesFeatures,
        Knob::SeriesNoise,
    ];

    pub fn range(self) -> Range {
        let fine = |min, max, step| Range { min, max, step, logarithmic: false };
        match self {
            Knob::HiddenSize => whole(4.0, 256.0),
            Knob::Layers => whole(1.0, 3.0),
            Knob::SequenceLength => whole(8.0, 128.0),
            Knob::BatchSize => whole(1.0, 64.0),
            Knob::LearningRate => Range { min: 1e-5, max: 1.0, step: 0.05, logarithmic: true },
            Knob::ClipNorm => fine(0.0, 20.0, 0.5),
            Knob::Dropout => fine(0.0, 0.8, 0.05),
            Knob::Temperature => fine(0.1, 2.0, 0.05),
            Knob::Seed => whole(0.0, 999_999.0),
            Knob::SeriesFeatures => whole(1.0, 16.0),
            Knob::SeriesNoise => fine(0.0, 0.5, 0.01),
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Knob::HiddenSize => "Hidden size",
            Knob::Layers => "Layers",
            Knob::SequenceLength => "Sequence length",
            Knob::BatchSize => "Batch",
            Knob::LearningRate => "Learning rate",
            Knob::ClipNorm => "Clip gradient at",
            Knob::Dropout => "Dropout",
            Knob::Temperature => "Temperature",
            Knob::Seed => "Seed",
            Knob::SeriesFeatures => "Features a step",
            Knob::SeriesNoise => "Noise",
        }
    }

    /// What it does, in one line.
    pub fn hint(self) -> &'static str {
        match self {
            Knob::HiddenSize => "Neurons in each layer: the width of the memory.",
            Knob::Layers => "LSTM layers stacked; each reads the hidden state of the one below.",
            Knob::SequenceLength => "Steps one training sequence has; gradients reach no further back.",
            Knob::BatchSize => "Sequences in one training step.",
            Knob::LearningRate => "How far one step moves the weights.",
            Knob::ClipNorm => "Longest gradient allowed; 0 turns clipping off.",
            Knob::Dropout => "Share of outputs dropped between layers while training.",
            Knob::Temperature => "Below 1 the samples play safe, above 1 they take unlikely characters.",
            Knob::Seed => "Weights, batches and samples all follow from it.",
            Knob::SeriesFeatures => "How many numbers the model reads at each step.",
            Knob::SeriesNoise => "Standard deviation of the noise on the signal.",
        }
    }

    /// Its name in the address.
    pub fn key(self) -> &'static str {
        match self {
            Knob::HiddenSize => "hidden",
            Knob::Layers => "layers",
            Knob::SequenceLength => "sequence",
            Knob::BatchSize => "batch",
            Knob::LearningRate => "rate",
            Knob::ClipNorm => "clip",
            Knob::Dropout => "dropout",
            Knob::Temperature => "temperature",
            Knob::Seed => "seed",
            Knob::SeriesFeatures => "features",
            Knob::SeriesNoise => "noise",
        }
    }

    pub fn is_for(self, task: TaskKind) -> bool {
        match self {
            Knob::Temperature => task == TaskKind::Text,
            Knob::SeriesFeatures | Knob::SeriesNoise => task == TaskKind::Series,
            _ => true,
        }
    }

    /// Whether it takes effect while training runs; the others wait for a new start.
    pub fn is_live(self) -> bool {
        matches!(self, Knob::LearningRate | Knob::ClipNorm | Knob::Dropout | Knob::Temperature)
    }

    pub fn get(self, settings: &Settings) -> f64 {
        match self {
            Knob::HiddenSize => settings.hidden_size as f64,
            Knob::Layers => settings.num_layers as f64,
            Knob::SequenceLength => settings.sequence_length as f64,
            Knob::BatchSize => settings.batch_size as f64,
            Knob::LearningRate => settings.learning_rate,
            Knob::ClipNorm => settings.clip_norm,
            Knob::Dropout => settings.dropout,
            Knob::Temperature => settings.temperature,
            Knob::Seed => settings.seed as f64,
            Knob::SeriesFeatures => settings.series_features as f64,
            Knob::SeriesNoise => settings.series_noise,
        }
    }

    /// Puts a value in, moved into the bounds if need be; says so if it was.
    pub fn set(self, settings: &mut Settings, value: f64) -> Option<String> {
        let range = self.range();
        if !value.is_finite() {
            return Some(format!(
                "{} must be a number from {} to {}; {} stays.",
                self.label(),
                setting(range.min),
                setting(range.max),
                setting(self.get(settings)),
            ));
        }
        let mut used = value.clamp(range.min, range.max);
        let outside = used != value;
        if range.step == 1.0 && !range.logarithmic {
            used = used.round();
        }
        match self {
            Knob::HiddenSize => settings.hidden_size = used as usize,
            Knob::Layers => settings.num_layers = used as usize,
            Knob::SequenceLength => settings.sequence_length = used as usize,
            Knob::BatchSize => settings.batch_size = used as usize,
            Knob::LearningRate => settings.learning_rate = used,
            Knob::ClipNorm => settings.clip_norm = used,
            Knob::Dropout => settings.dropout = used,
            Knob::Temperature => settings.temperature = used,
            Knob::Seed => settings.seed = used as u64,
            Knob::SeriesFeatures => settings.series_features = used as usize,
            Knob::SeriesNoise => settings.series_noise = used,
        }
        outside.then(|| {
            format!(
                "{} {} is outside {} to {}; {} is used.",
                self.label(),
                setting(value),
                setting(range.min),
                setting(range.max),
                setting(used),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_lie_within_the_bounds() {
        for task in [TaskKind::Text, TaskKind::Series] {
            for knob in Knob::ALL {
                let mut settings = Settings::default_for(task);
                let value = knob.get(&settings);
                assert_eq!(knob.set(&mut settings, value), None, "{knob:?}");
                assert_eq!(settings, Settings::default_for(task), "{knob:?}");
            }
        }
    }

    #[test]
    fn what_is_too_large_is_moved_to_the_bound_and_named() {
        let mut settings = Settings::default_for(TaskKind::Text);
        let said = Knob::HiddenSize.set(&mut settings, 9999.0).unwrap();
        assert_eq!(said, "Hidden size 9,999 is outside 4 to 256; 256 is used.");
        assert_eq!(settings.hidden_size, 256);
    }

    #[test]
    fn what_is_no_number_changes_nothing() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut settings = Settings::default_for(TaskKind::Text);
            let said = Knob::LearningRate.set(&mut settings, bad).unwrap();
            assert!(said.contains("0.004 stays"), "{said}");
            assert_eq!(settings, Settings::default_for(TaskKind::Text));
        }
    }
}
