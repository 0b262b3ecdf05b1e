//! The LSTM lesson's requests and events. A "character" is a Unicode scalar value; times are steps counted from 0.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Fresh weights from `Setup::seed`; the state before is dropped. Answered by [`Event::Prepared`].
    Init(Setup),
    /// As `Init`, but with these weights (a safetensors file of this project). Answered by [`Event::Prepared`].
    Load {
        setup: Setup,
        weights: Vec<u8>,
    },
    /// Trains until `steps` more are done (`None`: until [`Request::Pause`]). Answered by [`Event::Progress`] at most 20 times a second,
    /// [`Event::Sample`] every few seconds, and [`Event::Paused`] at the end.
    Train {
        steps: Option<u32>,
    },
    Pause,
    /// Changes what can change mid-run. Answered by nothing.
    Tune(Tuning),
    /// Runs the model over an input with every gate visible. Answered by [`Event::Trace`].
    Trace {
        input: TraceInput,
        clamps: Vec<Clamp>,
    },
    /// How much the prediction after `position` depends on each character up to it. Answered by [`Event::Connection`].
    Connect {
        text: String,
        position: usize,
        clamps: Vec<Clamp>,
    },
    /// Continues `prompt`. Answered by [`Event::Sample`].
    Sample(Sampling),
    /// Ranks neurons by how well they track a property of held-out text. Answered by [`Event::Ranking`].
    Rank {
        property: Property,
        clamps: Vec<Clamp>,
    },
    /// Where in the training text a neuron is highest and lowest. Answered by [`Event::Spots`].
    Spots {
        layer: usize,
        signal: Signal,
        neuron: usize,
    },
    /// Mean loss on held-out text with gates held, beside the unbroken model. Answered by [`Event::Evaluation`].
    Evaluate {
        clamps: Vec<Clamp>,
    },
    /// Predictions on held-out windows of the series task. Answered by [`Event::Forecast`].
    Forecast,
    /// Answered by [`Event::Exported`].
    Export,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub task: Task,
    pub hidden_size: usize,
    pub num_layers: usize,
    pub tuning: Tuning,
    /// Steps of one training sequence.
    pub sequence_length: usize,
    pub batch_size: usize,
    /// Everything random follows from it: weights, batches, dropout, samples.
    pub seed: u64,
    /// Trains a plain RNN of the same size beside the LSTM, on the same batches (text task).
    pub with_rnn: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Predict the next character of `text`. The last tenth is held out.
    Text { text: String },
    /// Predict the next value of a generated signal from `input_size` features of each step.
    Series(Series),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub kind: SeriesKind,
    /// Features of one step.
    pub input_size: usize,
    /// Standard deviation of the added noise; the clean signal is about 1.
    pub noise: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesKind {
    /// A sum of three sines; the features are the last `input_size` values.
    Sines,
    /// Mostly noise; the value to predict is the height of the one spike in the window, however long ago it was.
    Spike,
}

/// What may change while training runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    pub optimizer: Optimizer,
    pub learning_rate: f64,
    /// Largest allowed norm of the whole gradient; 0 is no clipping.
    pub clip_norm: f32,
    /// Share of a layer's outputs that is dropped on the way to the next layer while training.
    pub dropout: f64,
    /// Of the samples shown while training.
    pub temperature: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Optimizer {
    Adam,
    Sgd,
}

/// In PyTorch's order of the fused matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Gate {
    Input,
    Forget,
    Candidate,
    Output,
}

impl Gate {
    pub const ALL: [Gate; 4] = [Gate::Input, Gate::Forget, Gate::Candidate, Gate::Output];
}

/// Everything a neuron shows at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Signal {
    Gate(Gate),
    Cell,
    Hidden,
}

/// A gate held at a value: the surgery of the lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clamp {
    pub layer: usize,
    pub gate: Gate,
    /// `None` is every neuron of the layer.
    pub neuron: Option<usize>,
    pub value: f32,
    /// The first step it holds.
    pub from_step: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TraceInput {
    /// At most [`MAX_TRACE_STEPS`] characters are read.
    Text(String),
    /// The held-out window of the series task with this index.
    Window(usize),
}

pub const MAX_TRACE_STEPS: usize = 256;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    pub prompt: String,
    /// Characters to write.
    pub length: usize,
    pub temperature: f32,
    pub seed: u64,
    pub clamps: Vec<Clamp>,
}

/// What the finder looks for. Each is 0 or 1 at a character, but for the position in the word, which counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Property {
    InsideQuotes,
    AfterNewline,
    PositionInWord,
    UpperCase,
    PositionInLine,
}

impl Property {
    pub const ALL: [Property; 5] = [
        Property::InsideQuotes,
        Property::AfterNewline,
        Property::PositionInWord,
        Property::UpperCase,
        Property::PositionInLine,
    ];
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Prepared(Prepared),
    Progress(Progress),
    /// Training stopped at `step`; `reason` is empty when it was asked for or done.
    Paused {
        step: u32,
        reason: String,
    },
    Sample(Sample),
    Trace(Trace),
    Connection(Connection),
    Ranking {
        property: Property,
        /// Best first.
        scores: Vec<Score>,
    },
    Spots(Spots),
    Evaluation {
        /// Mean cross entropy in nats (text) or mean squared error (series).
        intact: f32,
        clamped: f32,
    },
    Forecast(Forecast),
    Exported {
        /// `lstm.*` and `fc.*` named and laid out as PyTorch's `nn.LSTM` and `nn.Linear`; `rnn.*` if trained.
        safetensors: Vec<u8>,
    },
}

/// The task is read and the model stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// Index = token id. Empty for the series task. The last one stands for every character that is not in it, if `unknown > 0`.
    pub alphabet: Vec<char>,
    /// Characters of the text that are not in the alphabet (it holds the most frequent ones).
    pub unknown: usize,
    /// Characters (text) or windows (series) to learn from, and held out.
    pub training_size: usize,
    pub validation_size: usize,
    pub input_size: usize,
    pub output_size: usize,
    pub num_parameters: usize,
    /// 0 without RNN.
    pub rnn_num_parameters: usize,
    /// Steps the weights were trained for before they were loaded.
    pub step: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Training steps done.
    pub step: u32,
    /// One entry for each step since the last `Progress`: its step and losses.
    pub steps: Vec<StepReport>,
    /// Characters (text) or series steps a second, over the last second.
    pub tokens_per_second: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    pub step: u32,
    /// Mean cross entropy in nats (text) or mean squared error (series) of this batch.
    pub train_loss: f32,
    /// Norm of the whole gradient before clipping.
    pub gradient_norm: f32,
    /// Measured every few steps on the same held-out windows.
    pub validation_loss: Option<f32>,
    pub rnn_train_loss: Option<f32>,
    pub rnn_validation_loss: Option<f32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Of the model that wrote it.
    pub step: u32,
    pub prompt: String,
    pub continuation: String,
    pub clamped: bool,
}

/// One run with every gate visible. Arrays are row-major `[steps, hidden_size]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub step: u32,
    /// The characters that were read, unknown ones replaced; empty for a series.
    pub text: String,
    pub steps: usize,
    pub hidden_size: usize,
    pub layers: Vec<LayerTrace>,
    /// Text: probabilities of the next character, best first, after each step. Empty for a series.
    pub predictions: Vec<Vec<(char, f32)>>,
    /// Text: the loss of the character that did follow, in nats; for `steps - 1` steps. Empty for a series.
    pub losses: Vec<f32>,
    /// Series: the input, `[steps, input_size]`, the value to predict and the prediction from the last step.
    pub window: Option<Window>,
    pub clamps: Vec<Clamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerTrace {
    pub input: Vec<f32>,
    pub forget: Vec<f32>,
    pub candidate: Vec<f32>,
    pub output: Vec<f32>,
    pub cell: Vec<f32>,
    pub hidden: Vec<f32>,
    /// What the gates are made of before their squashing, `[steps, 4 * hidden_size]` in [`Gate::ALL`] order: `W x + b` (both of
    /// PyTorch's biases) and `U h`.
    pub from_input: Vec<f32>,
    pub from_hidden: Vec<f32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub input: Vec<f32>,
    pub input_size: usize,
    pub truth: f32,
    pub prediction: f32,
}

/// Gradient connectivity: the norm of d(log p of `predicted`) / d(one-hot input) at each character.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    pub step: u32,
    pub position: usize,
    /// The character each model finds likeliest after `position`.
    pub lstm_predicted: char,
    pub rnn_predicted: Option<char>,
    /// One value for each character `0..=position`.
    pub lstm: Vec<f32>,
    /// Empty without RNN. Clamps do not touch the RNN.
    pub rnn: Vec<f32>,
    pub clamps: Vec<Clamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub layer: usize,
    pub signal: Signal,
    pub neuron: usize,
    /// Pearson's r over held-out characters.
    pub correlation: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spots {
    pub layer: usize,
    pub signal: Signal,
    pub neuron: usize,
    /// Best first.
    pub highest: Vec<Spot>,
    pub lowest: Vec<Spot>,
}

/// A character in its surroundings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    pub before: String,
    pub character: char,
    pub after: String,
    pub value: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub step: u32,
    /// The value that follows each held-out window, and what the model said.
    pub truth: Vec<f32>,
    pub prediction: Vec<f32>,
}
