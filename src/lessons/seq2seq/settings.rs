//! What the models learn, and how.

use protocol::seq2seq::{Attention, Setup, Task, Tuning};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskKind {
    Dates,
    Numbers,
    Reversal,
    Own,
}

impl TaskKind {
    pub const ALL: [TaskKind; 4] = [TaskKind::Dates, TaskKind::Numbers, TaskKind::Reversal, TaskKind::Own];

    pub fn label(self) -> &'static str {
        match self {
            TaskKind::Dates => "Dates",
            TaskKind::Numbers => "Number words",
            TaskKind::Reversal => "Reversal",
            TaskKind::Own => "Your pairs",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            TaskKind::Dates => "dates",
            TaskKind::Numbers => "numbers",
            TaskKind::Reversal => "reversal",
            TaskKind::Own => "own",
        }
    }

    /// Whether trained models of it come with the page.
    pub fn has_file(self) -> bool {
        self != TaskKind::Own
    }

    /// What the page opens the task with.
    pub fn source(self) -> &'static str {
        match self {
            TaskKind::Dates => "Sunday, 20 July 1969",
            TaskKind::Numbers => "three hundred and forty two thousand and seven",
            TaskKind::Reversal => "abcdefghij",
            TaskKind::Own => "",
        }
    }
}

/// What a slider turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    HiddenSize,
    EmbedSize,
    NumLayers,
    BatchSize,
    LearningRate,
    TeacherForcing,
    Seed,
}

impl Knob {
    pub const ALL: [Knob; 7] = [
        Knob::HiddenSize,
        Knob::EmbedSize,
        Knob::NumLayers,
        Knob::BatchSize,
        Knob::LearningRate,
        Knob::TeacherForcing,
        Knob::Seed,
    ];

    /// In the address.
    pub fn name(self) -> &'static str {
        match self {
            Knob::HiddenSize => "hidden",
            Knob::EmbedSize => "embed",
            Knob::NumLayers => "layers",
            Knob::BatchSize => "batch",
            Knob::LearningRate => "rate",
            Knob::TeacherForcing => "forcing",
            Knob::Seed => "seed",
        }
    }

    /// Least, most, and what the page opens with.
    pub fn range(self) -> (f64, f64, f64) {
        match self {
            Knob::HiddenSize => (8.0, 128.0, 64.0),
            Knob::EmbedSize => (4.0, 64.0, 32.0),
            Knob::NumLayers => (1.0, 3.0, 1.0),
            Knob::BatchSize => (8.0, 128.0, 64.0),
            Knob::LearningRate => (0.0001, 0.05, 0.005),
            Knob::TeacherForcing => (0.0, 1.0, 1.0),
            Knob::Seed => (0.0, 9999.0, 7.0),
        }
    }

    /// Whether it holds from the next training step on; the others need a new model.
    pub fn is_live(self) -> bool {
        matches!(self, Knob::LearningRate | Knob::TeacherForcing)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub task: TaskKind,
    pub attention: Attention,
    /// The model without attention learns beside.
    pub beside: bool,
    /// Own pairs are cut into words, not characters.
    pub words: bool,
    pub(super) numbers: [f64; 7],
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            task: TaskKind::Dates,
            attention: Attention::General,
            beside: true,
            words: false,
            numbers: Knob::ALL.map(|knob| knob.range().2),
        }
    }
}

impl Settings {
    pub fn get(&self, knob: Knob) -> f64 {
        self.numbers[knob as usize]
    }

    pub fn set(&mut self, knob: Knob, value: f64) {
        let (least, most, _) = knob.range();
        if value.is_finite() {
            self.numbers[knob as usize] = value.clamp(least, most);
        }
    }

    pub fn tuning(&self) -> Tuning {
        Tuning {
            learning_rate: self.get(Knob::LearningRate),
            clip_norm: 1.0,
            teacher_forcing: self.get(Knob::TeacherForcing) as f32,
        }
    }

    /// `own` are the reader's pairs.
    pub fn setup(&self, own: &str) -> Setup {
        let task = match self.task {
            TaskKind::Dates => Task::Dates,
            TaskKind::Numbers => Task::NumberWords,
            TaskKind::Reversal => Task::Reversal,
            TaskKind::Own => Task::Own { text: own.to_owned(), words: self.words },
        };
        Setup {
            task,
            attention: self.attention,
            embed_size: self.get(Knob::EmbedSize) as u32,
            hidden_size: self.get(Knob::HiddenSize) as u32,
            num_layers: self.get(Knob::NumLayers) as u32,
            batch_size: self.get(Knob::BatchSize) as u32,
            seed: self.get(Knob::Seed) as u64,
            beside: self.beside,
            tuning: self.tuning(),
        }
    }

    /// Whether a model made with `other` is what these ask for.
    pub fn same_model(&self, other: &Settings) -> bool {
        let numbers = |settings: &Settings| Knob::ALL.map(|knob| if knob.is_live() { 0.0 } else { settings.get(knob) });
        let words = |settings: &Settings| settings.task == TaskKind::Own && settings.words;
        self.task == other.task
            && self.attention == other.attention
            && self.beside == other.beside
            && words(self) == words(other)
            && numbers(self) == numbers(other)
    }

    /// Whether the files that come with the page fit.
    pub fn fits_file(&self) -> bool {
        self.task.has_file() && self.same_model(&Settings { task: self.task, ..Settings::default() })
    }
}
