//! Every way to encode positions, trained on the same sequences and measured on longer ones.

use algorithms::induction::{LETTERS, Sequence};
use algorithms::positional_encoding::{self as positions, BASE, Layout, Rope, Sinusoid};
use algorithms::rng::Rng;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use models::attention::{Scheme as Entered, Turns};
use models::transformer::{Placed, PlacedConfig};
use protocol::positional_encoding::Scheme;
use protocol::transformer::{BIN, Curve, Event, LONGEST, Race as Setup, Racing};

use super::read::floats;

const BATCH: usize = 16;
const TESTS: usize = 64;
const LEARNING_RATE: f64 = 0.004;
/// Steps of the rise to it.
const WARM_UP: f64 = 40.0;
/// Steps between two measurements beyond the trained length.
const MEASURE: u32 = 50;

const D_MODEL: usize = 32;
const HEADS: usize = 2;

pub struct Race {
    setup: Setup,
    runs: Vec<Run>,
    tests: Vec<Sequence>,
    /// The run whose step is next.
    turn: usize,
    step: u32,
    device: Device,
}

struct Run {
    scheme: Scheme,
    model: Placed,
    optimizer: ModuleOptimizer,
    /// Of the newest step.
    loss: f32,
    curve: Curve,
}

impl Race {
    /// # Errors
    /// In words for the reader, if the setup is none.
    pub fn new(setup: Setup) -> Result<Race, String> {
        if !(8..=LONGEST / 2).contains(&(setup.length as usize)) || !(1..=5_000).contains(&setup.steps) {
            return Err(format!("train on 8 to {} letters, for up to 5,000 steps", LONGEST / 2));
        }
        let device = Device::flex().autodiff();
        let mut runs = Vec::new();
        for scheme in Scheme::ALL {
            let config = PlacedConfig {
                vocab_size: LETTERS.len(),
                d_model: D_MODEL,
                num_heads: HEADS,
                d_ff: 2 * D_MODEL,
                num_layers: 2,
                learned: if scheme == Scheme::Learned { LONGEST } else { 0 },
            };
            runs.push(Run {
                scheme,
                model: config.init(setup.seed, &device)?,
                optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
                loss: f32::NAN,
                curve: Curve { scheme, loss: Vec::new(), accuracy: Vec::new() },
            });
        }
        let mut rng = Rng::fork(setup.seed, "race tests");
        let tests = (0..TESTS).map(|_| Sequence::of_length(LONGEST, &mut rng)).collect();
        Ok(Race { setup, runs, tests, turn: 0, step: 0, device })
    }

    pub fn is_done(&self) -> bool {
        self.step >= self.setup.steps
    }

    /// One step of one scheme: a page can stop it after any.
    ///
    /// # Errors
    /// In words, if the device gives no numbers.
    pub fn tick(&mut self) -> Result<Option<Event>, String> {
        let length = self.setup.length as usize;
        // The same sequences for every scheme.
        let mut rng = Rng::fork(self.setup.seed, &format!("race step {}", self.step));
        let sequences: Vec<Sequence> = (0..BATCH).map(|_| Sequence::of_length(length, &mut rng)).collect();
        let run = &mut self.runs[self.turn];
        let logits = run.model.forward(tokens(&sequences, &self.device), &enter(run.scheme, length, &self.device)?);
        let loss = losses(logits, &sequences, &self.device).mean();
        let gradients = GradientsParams::from_grads(loss.backward(), &run.model);
        run.model = run.optimizer.step(rate(self.step, self.setup.steps), run.model.clone(), gradients);
        run.loss = floats(loss.inner())?.first().copied().unwrap_or(f32::NAN);
        self.turn += 1;
        if self.turn < self.runs.len() {
            return Ok(None);
        }
        self.turn = 0;
        self.step += 1;
        let measured = self.step.is_multiple_of(MEASURE) || self.is_done();
        if measured {
            for run in &mut self.runs {
                measure(run, &self.tests)?;
            }
        }
        let curves = if measured { self.runs.iter().map(|run| run.curve.clone()).collect() } else { Vec::new() };
        let losses = self.runs.iter().map(|run| run.loss).collect();
        Ok(Some(Event::Racing(Racing { setup: self.setup, step: self.step, losses, curves })))
    }
}

/// A short rise, then a cosine down to a tenth.
fn rate(step: u32, steps: u32) -> f64 {
    let done = f64::from(step) / f64::from(steps);
    let decay = 0.1 + 0.9 * (0.5 + 0.5 * (done * std::f64::consts::PI).cos());
    LEARNING_RATE * decay * (f64::from(step + 1) / WARM_UP).min(1.0)
}

/// `[sequences, length]`
fn tokens(sequences: &[Sequence], device: &Device) -> Tensor<2, Int> {
    let length = sequences.first().map_or(0, |sequence| sequence.tokens.len());
    let tokens: Vec<i32> = sequences.iter().flat_map(|sequence| sequence.tokens.iter().map(|t| *t as i32)).collect();
    Tensor::from_data(TensorData::new(tokens, [sequences.len(), length]), device)
}

/// The places whose next letter can be known, counted over all sequences, and that letter.
fn known(sequences: &[Sequence]) -> (Vec<i32>, Vec<i32>) {
    let mut known = (Vec::new(), Vec::new());
    for (k, sequence) in sequences.iter().enumerate() {
        for place in sequence.known.iter().copied() {
            known.0.push((k * sequence.tokens.len() + place) as i32);
            known.1.push(sequence.tokens[place + 1] as i32);
        }
    }
    known
}

/// Cross entropy of every next letter that can be known, in nats.
fn losses(logits: Tensor<3>, sequences: &[Sequence], device: &Device) -> Tensor<1> {
    let [batch, length, letters] = logits.dims();
    let (places, next) = known(sequences);
    let count = places.len();
    let places = Tensor::<1, Int>::from_data(TensorData::new(places, [count]), device);
    let next = Tensor::<2, Int>::from_data(TensorData::new(next, [count, 1]), device);
    let rows = logits.reshape([batch * length, letters]).select(0, places); // [known, letters]
    activation::log_softmax(rows, 1).gather(1, next).neg().reshape([count])
}

/// Loss and share of right answers by place, in groups of [`BIN`].
fn measure(run: &mut Run, tests: &[Sequence]) -> Result<(), String> {
    let device = Device::flex();
    let model = run.model.valid();
    let logits = model.forward(tokens(tests, &device), &enter(run.scheme, LONGEST, &device)?);
    let nats = floats(losses(logits.clone(), tests, &device))?;
    let scores = floats(logits)?;
    let bins = LONGEST / BIN;
    let (mut sums, mut right, mut counts) = (vec![0.0_f32; bins], vec![0.0_f32; bins], vec![0.0_f32; bins]);
    let (places, next) = known(tests);
    for ((place, next), nats) in places.into_iter().zip(next).zip(nats) {
        let bin = place as usize % LONGEST / BIN;
        let row = &scores[place as usize * LETTERS.len()..][..LETTERS.len()];
        let best = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0);
        sums[bin] += nats;
        right[bin] += f32::from(u8::from(best as i32 == next));
        counts[bin] += 1.0;
    }
    let mean = |sums: Vec<f32>| sums.into_iter().zip(&counts).map(|(sum, count)| sum / count).collect();
    (run.curve.loss, run.curve.accuracy) = (mean(sums), mean(right));
    Ok(())
}

/// `scheme` for sequences of `length`, from place 0.
fn enter(scheme: Scheme, length: usize, device: &Device) -> Result<Entered, String> {
    let places = || (0..length).map(|place| place as f64);
    let head_dim = D_MODEL / HEADS;
    Ok(match scheme {
        // A learned table is the model's own.
        Scheme::None | Scheme::Learned => Entered::None,
        Scheme::Sinusoidal => {
            let values = Sinusoid::new(D_MODEL, BASE)?.table(places());
            Entered::Added(Tensor::from_data(TensorData::new(values, [1, length, D_MODEL]), device))
        }
        Scheme::Rope => {
            let (cos, sin) = Rope::new(head_dim, BASE, Layout::Interleaved)?.tables(&places().collect::<Vec<f64>>());
            let table =
                |values: Vec<f32>| Tensor::<4>::from_data(TensorData::new(values, [1, 1, length, head_dim]), device);
            Entered::Rotary(Box::new(Turns { cos: table(cos), sin: table(sin) }))
        }
        Scheme::Alibi => {
            let mut values = Vec::with_capacity(HEADS * length * length);
            for slope in positions::slopes(HEADS) {
                let cell = |k: usize| positions::bias(slope, (k / length) as f64, (k % length) as f64) as f32;
                values.extend((0..length * length).map(cell));
            }
            Entered::Bias(Tensor::from_data(TensorData::new(values, [1, HEADS, length, length]), device))
        }
    })
}
