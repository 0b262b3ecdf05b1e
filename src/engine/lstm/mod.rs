//! The LSTM lesson's lab: a task, the LSTM that learns it, and a plain RNN of the same size beside it.
//!
//! Training runs on the chosen device. Everything that looks inside works on a copy of the weights on the CPU: a single sequence is
//! small, and thousands of tiny dispatches would be slower on any GPU.

pub mod data;
mod inspect;
mod survey;

use algorithms::alphabet::Alphabet;
use algorithms::rng::Rng;
use models::recurrent::{Cell, RecurrentConfig, RecurrentModel};
use models::weights::Weights;
use protocol::lstm::{Event, Prepared, Progress, Request, Sample, Sampling, Setup, StepReport, Task, Tuning};

use crate::check;
use crate::device::Devices;
use crate::session::Clock;
use crate::trainer::{Batch, Trainer};
use data::Data;

/// Held-out loss is measured every so many steps.
const VALIDATION_EVERY: u32 = 20;
/// A loss or gradient norm from which no training comes back (also none that is not a number).
const EXPLODED: f32 = 1e4;
const PROGRESS_EVERY_MS: f64 = 50.0;
const SAMPLE_EVERY_MS: f64 = 4000.0;
const SAMPLE_LENGTH: usize = 240;

pub struct Lab {
    setup: Setup,
    data: Data,
    lstm: Trainer,
    rnn: Option<Trainer>,
    batches: Rng,
    validation: Batch,
    step: u32,
    /// Steps still to train, `None` without limit; absent when paused.
    running: Option<Option<u32>>,
    reports: Vec<StepReport>,
    pace: Pace,
}

/// When what was last said, and how fast training goes.
#[derive(Default)]
struct Pace {
    progress_at: f64,
    sample_at: f64,
    window_from: f64,
    window_tokens: f64,
    tokens_per_second: f32,
}

impl Lab {
    /// # Errors
    /// In words for the reader, if the setup cannot be trained or the weights do not fit.
    pub fn new(setup: Setup, weights: Option<&[u8]>, devices: &Devices) -> Result<(Self, Prepared), String> {
        check_setup(&setup)?;
        let weights = weights.map(Weights::from_safetensors).transpose()?;
        let stored_alphabet = weights.as_ref().and_then(|w| w.metadata.get("alphabet"));
        let alphabet = stored_alphabet.map(|characters| Alphabet::new(characters.chars().collect()));
        let data = Data::new(&setup.task, alphabet, setup.sequence_length, setup.seed)?;
        let config = |cell| RecurrentConfig {
            cell,
            input_size: data.input_size(),
            hidden_size: setup.hidden_size,
            num_layers: setup.num_layers,
            output_size: data.output_size(),
        };
        let device = devices.training();
        let trainer = |cell| {
            let config = config(cell);
            let fresh = config.init_weights(setup.seed);
            let weights = weights.as_ref().unwrap_or(&fresh);
            Trainer::new(&config, weights, &setup.tuning, setup.seed, device, devices.operations(cell))
        };
        let lstm = trainer(Cell::Lstm)?;
        let with_rnn = setup.with_rnn && matches!(setup.task, Task::Text { .. });
        let rnn = if with_rnn { Some(trainer(Cell::Rnn)?) } else { None };
        let step = weights.as_ref().and_then(|w| w.metadata.get("step")?.parse().ok()).unwrap_or(0);
        let count = |cell| config(cell).shapes().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let (alphabet, unknown, training_size, validation_size) = match &data {
            Data::Text(text) => {
                (text.alphabet.characters().to_vec(), text.unknown, text.training.len(), text.validation.len())
            }
            Data::Series(windows) => (Vec::new(), 0, 0, windows.validation.len()),
        };
        let prepared = Prepared {
            alphabet,
            unknown,
            training_size,
            validation_size,
            input_size: data.input_size(),
            output_size: data.output_size(),
            num_parameters: count(Cell::Lstm),
            rnn_num_parameters: if with_rnn { count(Cell::Rnn) } else { 0 },
            step,
        };
        let lab = Lab {
            validation: data.validation(setup.sequence_length, setup.batch_size),
            batches: Rng::fork(setup.seed, "batches"),
            setup,
            data,
            lstm,
            rnn,
            step,
            running: None,
            reports: Vec::new(),
            pace: Pace::default(),
        };
        Ok((lab, prepared))
    }

    pub fn is_training(&self) -> bool {
        self.running.is_some()
    }

    /// Does what is asked, but for training, which [`Lab::tick`] does step by step.
    ///
    /// # Errors
    /// In words for the reader.
    pub async fn handle(&mut self, request: Request, devices: &Devices, clock: Clock) -> Result<Vec<Event>, String> {
        match request {
            Request::Init(_) | Request::Load { .. } => unreachable!("the session makes a new lab of these"),
            Request::Train { steps } => {
                self.running = Some(steps);
                self.pace.window_from = clock();
                self.pace.window_tokens = 0.0;
                self.pace.sample_at = clock();
                Ok(Vec::new())
            }
            Request::Pause => Ok(self.pause("")),
            Request::Tune(tuning) => {
                check_tuning(&tuning)?;
                self.setup.tuning = tuning;
                Ok(Vec::new())
            }
            look => self.inspect(look, devices).await.map(|event| vec![event]),
        }
    }

    /// One training step of both models on the same batch, and what is due to be told.
    pub async fn tick(&mut self, devices: &Devices, clock: Clock) -> Vec<Event> {
        let Some(left) = self.running else { return Vec::new() };
        if left == Some(0) {
            return self.pause("");
        }
        let batch = self.data.batch(self.setup.sequence_length, self.setup.batch_size, &mut self.batches);
        let tuning = &self.setup.tuning;
        let lstm = self.lstm.step(&batch, tuning).await;
        let rnn = match &mut self.rnn {
            Some(rnn) => Some(rnn.step(&batch, tuning).await),
            None => None,
        };
        self.step += 1;
        self.running = Some(left.map(|steps| steps - 1));
        let mut report = StepReport {
            step: self.step,
            train_loss: lstm.loss,
            gradient_norm: lstm.gradient_norm,
            validation_loss: None,
            rnn_train_loss: rnn.map(|measured| measured.loss),
            rnn_validation_loss: None,
        };
        if self.step.is_multiple_of(VALIDATION_EVERY) || self.step == 1 {
            report.validation_loss = Some(self.lstm.evaluate(&self.validation).await);
            if let Some(rnn) = &self.rnn {
                report.rnn_validation_loss = Some(rnn.evaluate(&self.validation).await);
            }
        }
        self.reports.push(report);
        self.pace.count(batch.tokens(), clock());

        let mut events = Vec::new();
        let finished = left == Some(1);
        if finished || clock() - self.pace.progress_at >= PROGRESS_EVERY_MS {
            self.pace.progress_at = clock();
            events.push(self.progress());
        }
        if !(lstm.loss < EXPLODED && lstm.gradient_norm < EXPLODED) {
            events.extend(self.pause(
                "The loss has blown up: the steps were too large. Lower the learning rate or clip the gradient, then reset.",
            ));
        } else if finished {
            events.extend(self.pause(""));
        } else if matches!(self.data, Data::Text(_)) && clock() - self.pace.sample_at >= SAMPLE_EVERY_MS {
            self.pace.sample_at = clock();
            events.push(Event::Sample(self.fresh_sample(devices).await));
        }
        events
    }

    fn progress(&mut self) -> Event {
        Event::Progress(Progress {
            step: self.step,
            steps: std::mem::take(&mut self.reports),
            tokens_per_second: self.pace.tokens_per_second,
        })
    }

    fn pause(&mut self, reason: &str) -> Vec<Event> {
        self.running = None;
        let mut events = Vec::new();
        if !self.reports.is_empty() {
            events.push(self.progress());
        }
        events.push(Event::Paused { step: self.step, reason: reason.to_owned() });
        events
    }

    /// What the model writes by itself now, after a line break or the first character it knows.
    async fn fresh_sample(&self, devices: &Devices) -> Sample {
        let sampling = Sampling {
            prompt: "\n".to_owned(),
            length: SAMPLE_LENGTH,
            temperature: self.setup.tuning.temperature,
            seed: self.setup.seed ^ u64::from(self.step),
            clamps: Vec::new(),
        };
        let model = self.copy(devices).await;
        inspect::sample(&model, self.alphabet(), &sampling, self.step)
    }

    /// The LSTM with its weights of now on the CPU.
    async fn copy(&self, devices: &Devices) -> RecurrentModel {
        copy_of(&self.lstm, devices).await
    }

    /// Empty for the series task.
    fn alphabet(&self) -> Alphabet {
        match &self.data {
            Data::Text(text) => text.alphabet.clone(),
            Data::Series(_) => Alphabet::new(Vec::new()),
        }
    }

    async fn export(&self) -> Weights {
        let mut weights = self.lstm.weights().await;
        if let Some(rnn) = &self.rnn {
            weights.tensors.extend(rnn.weights().await.tensors);
        }
        let config = self.lstm.config();
        let (task, alphabet) = match &self.data {
            Data::Text(text) => ("text", text.alphabet.characters().iter().collect()),
            Data::Series(_) => ("series", String::new()),
        };
        let facts = [
            ("task", task.to_owned()),
            ("alphabet", alphabet),
            ("input_size", config.input_size.to_string()),
            ("hidden_size", config.hidden_size.to_string()),
            ("num_layers", config.num_layers.to_string()),
            ("output_size", config.output_size.to_string()),
            ("step", self.step.to_string()),
            ("seed", self.setup.seed.to_string()),
        ];
        weights.metadata = facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        weights
    }
}

impl Pace {
    fn count(&mut self, tokens: usize, now: f64) {
        self.window_tokens += tokens as f64;
        let elapsed = now - self.window_from;
        if elapsed >= 1000.0 || self.tokens_per_second == 0.0 {
            self.tokens_per_second = (self.window_tokens / elapsed.max(1.0) * 1000.0) as f32;
            self.window_from = now;
            self.window_tokens = 0.0;
        }
    }
}

async fn copy_of(trainer: &Trainer, devices: &Devices) -> RecurrentModel {
    let weights = trainer.weights().await;
    trainer.config().init(&weights, &devices.cpu).expect("a model's own weights fit it")
}

fn check_setup(setup: &Setup) -> Result<(), String> {
    check::sizes([
        ("hidden size", setup.hidden_size, 1, 512),
        ("number of layers", setup.num_layers, 1, 4),
        ("sequence length", setup.sequence_length, 2, 512),
        ("batch size", setup.batch_size, 1, 256),
    ])?;
    check_tuning(&setup.tuning)
}

fn check_tuning(tuning: &Tuning) -> Result<(), String> {
    check::learning_rate(tuning.learning_rate)?;
    if !(0.0..1.0).contains(&tuning.dropout) {
        return Err(format!("the dropout is {}; it must be at least 0 and below 1", tuning.dropout));
    }
    check::clip_norm(tuning.clip_norm)?;
    if !(tuning.temperature.is_finite() && tuning.temperature > 0.0) {
        return Err(format!("the temperature is {}; it must be a number above 0", tuning.temperature));
    }
    Ok(())
}
