//! What the reader can set before and while training.

use protocol::lstm::{Optimizer, Series, SeriesKind, Setup, Task, Tuning};

/// The two tabs of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskKind {
    Text,
    Series,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub hidden_size: usize,
    pub num_layers: usize,
    pub sequence_length: usize,
    pub batch_size: usize,
    pub seed: u64,
    pub optimizer: Optimizer,
    pub learning_rate: f64,
    pub clip_norm: f64,
    pub dropout: f64,
    pub temperature: f64,
    pub with_rnn: bool,
    pub series_kind: SeriesKind,
    pub series_features: usize,
    pub series_noise: f64,
}

impl Settings {
    /// The text task opens on a size that a laptop's CPU trains while one watches; the series task on the guide's own numbers.
    pub fn default_for(task: TaskKind) -> Settings {
        let text = Settings {
            hidden_size: 96,
            num_layers: 2,
            sequence_length: 64,
            batch_size: 16,
            seed: 7,
            optimizer: Optimizer::Adam,
            learning_rate: 0.004,
            clip_norm: 5.0,
            dropout: 0.0,
            temperature: 0.7,
            with_rnn: true,
            series_kind: SeriesKind::Sines,
            series_features: 10,
            series_noise: 0.1,
        };
        match task {
            TaskKind::Text => text,
            TaskKind::Series => Settings {
                hidden_size: 20,
                sequence_length: 30,
                batch_size: 32,
                learning_rate: 0.005,
                with_rnn: false,
                ..text
            },
        }
    }

    pub fn tuning(&self) -> Tuning {
        Tuning {
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            clip_norm: self.clip_norm as f32,
            dropout: self.dropout,
            temperature: self.temperature as f32,
        }
    }

    pub fn setup(&self, task: TaskKind, text: &str) -> Setup {
        Setup {
            task: match task {
                TaskKind::Text => Task::Text { text: text.into() },
                TaskKind::Series => Task::Series(Series {
                    kind: self.series_kind,
                    input_size: self.series_features,
                    noise: self.series_noise as f32,
                }),
            },
            hidden_size: self.hidden_size,
            num_layers: self.num_layers,
            tuning: self.tuning(),
            sequence_length: self.sequence_length,
            batch_size: self.batch_size,
            seed: self.seed,
            with_rnn: self.with_rnn && task == TaskKind::Text,
        }
    }

    /// Whether weights trained with `other` fit a model with these settings.
    pub fn same_shape(&self, other: &Settings) -> bool {
        self.hidden_size == other.hidden_size
            && self.num_layers == other.num_layers
            && self.with_rnn == other.with_rnn
            && self.series_features == other.series_features
    }

    /// Whether an engine set up with `other` would have to be set up again for these; all the rest is [`Tuning`].
    pub fn needs_setup(&self, other: &Settings) -> bool {
        !self.same_shape(other)
            || self.sequence_length != other.sequence_length
            || self.batch_size != other.batch_size
            || self.seed != other.seed
            || self.series_kind != other.series_kind
            || self.series_noise != other.series_noise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_opens_on_the_guides_numbers() {
        let setup = Settings::default_for(TaskKind::Series).setup(TaskKind::Series, "");
        assert_eq!((setup.hidden_size, setup.num_layers, setup.sequence_length), (20, 2, 30));
        assert_eq!(setup.batch_size, 32);
        let Task::Series(series) = setup.task else { panic!("not a series") };
        assert_eq!(series.input_size, 10);
        assert!(!setup.with_rnn);
    }

    #[test]
    fn tuning_changes_need_no_new_setup_and_shape_changes_do() {
        let standing = Settings::default_for(TaskKind::Text);
        let tuned = Settings { learning_rate: 0.1, temperature: 1.0, optimizer: Optimizer::Sgd, ..standing.clone() };
        assert!(!tuned.needs_setup(&standing));
        let longer = Settings { sequence_length: 32, ..standing.clone() };
        assert!(longer.needs_setup(&standing) && longer.same_shape(&standing));
        let smaller = Settings { hidden_size: 16, ..standing.clone() };
        assert!(!smaller.same_shape(&standing));
    }
}
