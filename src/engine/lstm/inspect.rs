//! Looking at one sequence: gates, gradients, writing.

use algorithms::alphabet::Alphabet;
use algorithms::rng::Rng;
use algorithms::sampling;
use burn::tensor::{Tensor, TensorData, activation::log_softmax};
use models::lstm::{self as model, Walk};
use models::recurrent::{Cell, RecurrentModel};
use protocol::lstm::{
    Clamp, Connection, Event, Gate, LayerTrace, MAX_TRACE_STEPS, Request, Sample, Sampling, Trace, TraceInput, Window,
};

use super::data::{Data, Text};
use super::{Lab, copy_of};
use crate::device::Devices;
use crate::fused;
use crate::trainer::Input;

/// Probabilities listed for each step of a trace.
const LIKELIEST: usize = 8;

impl Lab {
    /// Answers every request that only looks.
    pub(super) async fn inspect(&self, request: Request, devices: &Devices) -> Result<Event, String> {
        match request {
            Request::Trace { input, clamps } => self.trace(input, clamps, devices).await.map(Event::Trace),
            Request::Connect { text, position, clamps } => {
                self.connect(&text, position, clamps, devices).await.map(Event::Connection)
            }
            Request::Sample(sampling) => {
                self.text()?;
                let model = self.copy(devices).await;
                Ok(Event::Sample(sample(&model, self.alphabet(), &sampling, self.step)))
            }
            Request::Rank { property, clamps } => self.rank(property, &clamps, devices).await,
            Request::Spots { layer, signal, neuron } => {
                self.spots(layer, signal, neuron, devices).await.map(Event::Spots)
            }
            Request::Evaluate { clamps } => self.evaluate(&clamps, devices).await,
            Request::Forecast => self.forecast(devices).await.map(Event::Forecast),
            Request::Export => Ok(Event::Exported { safetensors: self.export().await.to_safetensors() }),
            Request::Init(_) | Request::Load { .. } | Request::Train { .. } | Request::Pause | Request::Tune(_) => {
                unreachable!("these do more than look")
            }
        }
    }

    pub(super) fn text(&self) -> Result<&Text, String> {
        match &self.data {
            Data::Text(text) => Ok(text),
            Data::Series(_) => Err("a signal has no characters; switch to the text task".into()),
        }
    }

    async fn trace(&self, input: TraceInput, clamps: Vec<Clamp>, devices: &Devices) -> Result<Trace, String> {
        let copy = self.copy(devices).await;
        match input {
            TraceInput::Text(text) => {
                let alphabet = &self.text()?.alphabet;
                let mut tokens = alphabet.encode(&text);
                tokens.truncate(MAX_TRACE_STEPS);
                if tokens.is_empty() {
                    return Err("type at least one character to look at".into());
                }
                let from_input =
                    Input::Tokens(column(&tokens)).enter(&copy, &devices.cpu, fused::operations(Cell::Lstm));
                let layers = model::trace(&copy, from_input, &clamps_of(&clamps));
                let hidden = layers.last().expect("a model has a layer").hidden.clone();
                let log_probabilities = floats(log_softmax(copy.head_all(hidden, fused::operations(Cell::Lstm)), 1)); // [steps, output]
                let rows = log_probabilities.chunks_exact(alphabet.len());
                let losses = rows.clone().zip(&tokens[1..]).map(|(row, next)| -row[*next]).collect();
                let named = |(id, p): (usize, f32)| (alphabet.characters()[id], p.exp());
                let predictions =
                    rows.map(|row| sampling::top_k(row, LIKELIEST).into_iter().map(named).collect()).collect();
                Ok(Trace {
                    step: self.step,
                    text: alphabet.decode(&tokens),
                    steps: tokens.len(),
                    hidden_size: copy.config.hidden_size,
                    layers: layers.into_iter().map(layer_trace).collect(),
                    predictions,
                    losses,
                    window: None,
                    clamps,
                })
            }
            TraceInput::Window(index) => {
                let Data::Series(windows) = &self.data else {
                    return Err("a text has no signal windows; switch to the signal task".into());
                };
                let window = &windows.validation[index % windows.validation.len()];
                let input = windows.batch(std::slice::from_ref(window)).input;
                let layers = model::trace(
                    &copy,
                    input.enter(&copy, &devices.cpu, fused::operations(Cell::Lstm)),
                    &clamps_of(&clamps),
                );
                let last = layers.last().expect("a model has a layer").hidden.clone();
                let said = copy.head_last(last, fused::operations(Cell::Lstm)); // [1, 1]
                Ok(Trace {
                    step: self.step,
                    text: String::new(),
                    steps: windows.steps,
                    hidden_size: copy.config.hidden_size,
                    layers: layers.into_iter().map(layer_trace).collect(),
                    predictions: Vec::new(),
                    losses: Vec::new(),
                    window: Some(Window {
                        input: window.input.clone(),
                        input_size: windows.series.input_size,
                        truth: window.target,
                        prediction: floats(said)[0],
                    }),
                    clamps,
                })
            }
        }
    }

    async fn connect(
        &self,
        text: &str,
        position: usize,
        clamps: Vec<Clamp>,
        devices: &Devices,
    ) -> Result<Connection, String> {
        let alphabet = &self.text()?.alphabet;
        let mut tokens = alphabet.encode(text);
        tokens.truncate(MAX_TRACE_STEPS.min(position + 1));
        if tokens.is_empty() {
            return Err("type at least one character to look at".into());
        }
        let held = clamps_of(&clamps);
        let lstm_copy = self.copy(devices).await;
        // The fused way is ten times faster; only the traced one knows surgery.
        let (lstm_id, lstm) = connectivity(&lstm_copy, &tokens, devices, |model, from_input| match &held[..] {
            [] => model.forward(from_input, fused::operations(Cell::Lstm), |x| x),
            held => model::trace(model, from_input, held).pop().expect("a model has a layer").hidden,
        });
        let rnn = match &self.rnn {
            Some(rnn) => {
                let copy = copy_of(rnn, devices).await;
                Some(connectivity(&copy, &tokens, devices, |model, from_input| {
                    model.forward(from_input, fused::operations(Cell::Rnn), |x| x)
                }))
            }
            None => None,
        };
        let character = |id: usize| alphabet.characters()[id];
        Ok(Connection {
            step: self.step,
            position: tokens.len() - 1,
            lstm_predicted: character(lstm_id),
            rnn_predicted: rnn.as_ref().map(|(id, _)| character(*id)),
            lstm,
            rnn: rnn.map(|(_, norms)| norms).unwrap_or_default(),
            clamps,
        })
    }
}

/// The likeliest next token after `tokens`, and the norm of the gradient of its log probability by each one-hot input.
fn connectivity(
    copy: &RecurrentModel,
    tokens: &[usize],
    devices: &Devices,
    hidden: impl Fn(&RecurrentModel, Tensor<3>) -> Tensor<3>,
) -> (usize, Vec<f32>) {
    let device = devices.cpu.clone().autodiff();
    let width = copy.config.input_size;
    let x = one_hot(tokens, width, devices).to_device(&device).autodiff().require_grad();
    let operations = fused::operations(copy.config.cell);
    let hidden = hidden(copy, copy.layers[0].from_input(x.clone(), operations)); // [steps, 1, hidden]
    let log_probabilities = log_softmax(copy.head_last(hidden, operations), 1); // [1, output]
    let (predicted, _) = sampling::top_k(&floats(log_probabilities.clone().inner()), 1)[0];
    let gradients = log_probabilities.narrow(1, predicted, 1).sum().backward();
    let gradient = floats(x.grad(&gradients).expect("the input is tracked")); // [steps, 1, input]
    let norm = |row: &[f32]| row.iter().map(|g| g * g).sum::<f32>().sqrt();
    (predicted, gradient.chunks_exact(width).map(norm).collect())
}

/// Continues a prompt, character by character.
pub(super) fn sample(copy: &RecurrentModel, alphabet: Alphabet, sampling: &Sampling, step: u32) -> Sample {
    let clamps = clamps_of(&sampling.clamps);
    let mut prompt = alphabet.encode(&sampling.prompt);
    if prompt.is_empty() {
        prompt.push(0);
    }
    let mut walk = Walk::new(copy);
    let mut logits = Vec::new();
    for token in &prompt {
        logits = walk.read(*token, &clamps);
    }
    let mut rng = Rng::fork(sampling.seed, "sample");
    let mut written = Vec::with_capacity(sampling.length);
    for k in 0..sampling.length {
        let token = sampling::draw(&sampling::softmax(&logits, sampling.temperature), &mut rng);
        written.push(token);
        if k + 1 < sampling.length {
            logits = walk.read(token, &clamps);
        }
    }
    Sample {
        step,
        prompt: sampling.prompt.clone(),
        continuation: alphabet.decode(&written),
        clamped: !clamps.is_empty(),
    }
}

/// One sequence as a batch, `[steps, 1]`.
fn column(tokens: &[usize]) -> TensorData {
    TensorData::new(tokens.iter().map(|token| *token as i32).collect::<Vec<_>>(), [tokens.len(), 1])
}

/// `[steps, 1, width]` on the CPU: as numbers, so that a gradient by each can be asked for.
fn one_hot(tokens: &[usize], width: usize, devices: &Devices) -> Tensor<3> {
    let mut values = vec![0.0f32; tokens.len() * width];
    for (row, token) in tokens.iter().enumerate() {
        values[row * width + token] = 1.0;
    }
    Tensor::from_data(TensorData::new(values, [tokens.len(), 1, width]), &devices.cpu)
}

/// Values of a tensor on the CPU.
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("the models compute in f32")
}

fn layer_trace(layer: model::LayerTrace) -> LayerTrace {
    LayerTrace {
        input: floats(layer.input),
        forget: floats(layer.forget),
        candidate: floats(layer.candidate),
        output: floats(layer.output),
        cell: floats(layer.cell),
        hidden: floats(layer.hidden),
        from_input: floats(layer.from_input),
        from_hidden: floats(layer.from_hidden),
    }
}

pub(super) fn clamps_of(clamps: &[Clamp]) -> Vec<model::Clamp> {
    let gate = |gate| match gate {
        Gate::Input => model::Gate::Input,
        Gate::Forget => model::Gate::Forget,
        Gate::Candidate => model::Gate::Candidate,
        Gate::Output => model::Gate::Output,
    };
    let clamp = |clamp: &Clamp| model::Clamp {
        layer: clamp.layer,
        gate: gate(clamp.gate),
        neuron: clamp.neuron,
        value: clamp.value,
        from_step: clamp.from_step,
    };
    clamps.iter().map(clamp).collect()
}
