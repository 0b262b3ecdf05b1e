//! The GPT lesson's lab: a text, the GPT that learns it, its rival beside it, and the writer that writes with what was learned.
//!
//! Training runs on the chosen device. Writing runs on the CPU whatever that is: a token of a model this small is less work than one
//! question to a GPU.

pub mod data;
mod settings;
mod surgery;
pub mod trainer;
mod words;
mod write;

use algorithms::alphabet::Alphabet;
use algorithms::rng::Rng;
use models::gpt::{Decoder, GptConfig};
use models::weights::Weights;
use protocol::gpt::{Event, Prepared, Progress, Request, Setup, StepReport};
use protocol::writing;

use crate::device::Devices;
use crate::session::Clock;
use crate::writing::{Vocabulary, Writer};
use data::{Batch, Data};
use trainer::Trainer;
use words::Words;

/// Held-out loss is measured every so many steps.
const VALIDATION_EVERY: u32 = 20;
/// A loss or gradient norm from which no training comes back (also none that is not a number).
const EXPLODED: f32 = 1e4;
/// What the gradient's norm is clipped to.
pub const CLIP_NORM: f32 = 1.0;
const PROGRESS_EVERY_MS: f64 = 50.0;
const SAMPLE_EVERY_MS: f64 = 4000.0;

pub struct Lab {
    setup: Setup,
    words: Words,
    data: Data,
    validation: Batch,
    main: Trainer,
    rival: Option<Trainer>,
    batches: Rng,
    step: u32,
    /// Steps still to train, `None` without limit; absent when paused.
    running: Option<Option<u32>>,
    reports: Vec<StepReport>,
    pace: Pace,
    /// The weights of now, for writing; absent after a step.
    decoder: Option<Decoder>,
    writer: Writer,
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

/// Whether a request begins what ticks go on with.
pub fn begins(request: &Request) -> bool {
    matches!(
        request,
        Request::Train { .. } | Request::Writing(writing::Request::Write(_) | writing::Request::Measure { .. })
    )
}

impl Lab {
    /// # Errors
    /// In words for the reader, if the setup cannot be trained or the weights do not fit.
    pub async fn new(setup: Setup, weights: Option<&[u8]>, devices: &Devices) -> Result<(Self, Prepared), String> {
        settings::check_setup(&setup)?;
        let weights = weights.map(Weights::from_safetensors).transpose()?;
        let stored = |key: &str| weights.as_ref().and_then(|weights| weights.metadata.get(key));
        let alphabet = stored("alphabet").filter(|alphabet| !alphabet.is_empty());
        let words = Words::new(&setup.text, setup.tokens, alphabet.map(|all| Alphabet::new(all.chars().collect())))?;
        let tokens = words.encode(&setup.text)?;
        let bytes_per_token = setup.text.len() as f32 / tokens.len().max(1) as f32;
        let data = Data::new(tokens, setup.shape.context as usize)?;
        let step = stored("step").and_then(|step| step.parse().ok()).unwrap_or(0);

        let config = settings::config(setup.shape, words.len());
        let trainer = |config: &GptConfig, weights: Option<&Weights>| {
            let fresh = config.init_weights(setup.seed);
            Trainer::new(config, weights.unwrap_or(&fresh), devices.training(), devices.gpt())
        };
        let main = trainer(&config, weights.as_ref())?;
        // It starts where the other one started: from the seed, or from nothing learned against much learned it would be no comparison.
        let rival = if setup.rival && weights.is_none() {
            Some(trainer(&settings::config(setup.shape.rival(), words.len()), None)?)
        } else {
            None
        };
        let validation = data.validation();
        let (training_tokens, validation_tokens) = data.sizes();
        let prepared = Prepared {
            vocabulary: words.pieces(&(0..words.len() as u32).collect::<Vec<_>>()),
            training_tokens: training_tokens as u32,
            validation_tokens: validation_tokens as u32,
            num_parameters: config.num_parameters() as u32,
            flops_per_token: config.flops_per_token(config.max_length / 2) as u64,
            step,
            validation_loss: main.evaluate(&validation).await,
            bytes_per_token,
        };
        let lab = Lab {
            batches: Rng::fork(setup.seed, "batches"),
            setup,
            words,
            data,
            validation,
            main,
            rival,
            step,
            running: None,
            reports: Vec::new(),
            pace: Pace::default(),
            decoder: None,
            writer: Writer::default(),
        };
        Ok((lab, prepared))
    }

    /// Whether [`Lab::tick`] has work to do.
    pub fn is_busy(&self) -> bool {
        self.running.is_some() || self.writer.is_busy()
    }

    /// Does what is asked, but for training and writing, which [`Lab::tick`] does step by step.
    ///
    /// # Errors
    /// In words for the reader.
    pub async fn handle(&mut self, request: Request, clock: Clock) -> Result<Vec<Event>, String> {
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
            Request::LearningRate(rate) => {
                crate::check::learning_rate(rate)?;
                self.setup.learning_rate = rate;
                Ok(Vec::new())
            }
            Request::Writing(request) => {
                let events = self.write(request).await?;
                Ok(events.into_iter().map(Event::Writing).collect())
            }
            Request::Break(surgery) => Ok(vec![self.broken(surgery, clock).await?]),
            Request::Export => Ok(vec![Event::Exported { safetensors: self.export().await.to_safetensors() }]),
        }
    }

    /// One token, if something is being written; else one training step of both models on the same batch, and what is due to be told.
    pub async fn tick(&mut self, clock: Clock) -> Vec<Event> {
        if self.writer.is_busy() {
            return self.write_on(clock).await;
        }
        let Some(left) = self.running else { return Vec::new() };
        if left == Some(0) {
            return self.pause("");
        }
        let batch = self.data.batch(self.setup.batch as usize, &mut self.batches);
        let rate = f64::from(self.setup.learning_rate);
        let measured = self.main.step(&batch, rate, CLIP_NORM).await;
        let rival = match &mut self.rival {
            Some(rival) => Some(rival.step(&batch, rate, CLIP_NORM).await),
            None => None,
        };
        self.decoder = None;
        self.step += 1;
        self.running = Some(left.map(|steps| steps - 1));
        let mut report = StepReport {
            step: self.step,
            train_loss: measured.loss,
            gradient_norm: measured.gradient_norm,
            validation_loss: None,
            rival_train_loss: rival.map(|measured| measured.loss),
            rival_validation_loss: None,
        };
        let finished = left == Some(1);
        if finished || self.step.is_multiple_of(VALIDATION_EVERY) || self.step == 1 {
            report.validation_loss = Some(self.main.evaluate(&self.validation).await);
            if let Some(rival) = &self.rival {
                report.rival_validation_loss = Some(rival.evaluate(&self.validation).await);
            }
        }
        self.reports.push(report);
        self.pace.count(batch.tokens(), clock());

        let mut events = Vec::new();
        if finished || clock() - self.pace.progress_at >= PROGRESS_EVERY_MS {
            self.pace.progress_at = clock();
            events.push(self.progress());
        }
        if !(measured.loss < EXPLODED && measured.gradient_norm < EXPLODED) {
            events.extend(
                self.pause("The loss has blown up: the steps were too large. Lower the learning rate, then reset."),
            );
        } else if finished {
            events.extend(self.pause(""));
        } else if clock() - self.pace.sample_at >= SAMPLE_EVERY_MS {
            events.extend(self.sample(clock).await);
            self.pace.sample_at = clock();
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

    async fn export(&self) -> Weights {
        let mut weights = self.main.weights().await;
        let shape = self.setup.shape;
        let norm = if shape.pre_norm { "pre" } else { "post" };
        let facts = [
            ("alphabet", self.words.alphabet()),
            ("merges", self.words.merges()),
            ("d_model", shape.d_model.to_string()),
            ("num_layers", shape.num_layers.to_string()),
            ("num_heads", shape.num_heads.to_string()),
            ("context", shape.context.to_string()),
            ("norm", norm.to_owned()),
            ("activation", if shape.gelu { "gelu" } else { "relu" }.to_owned()),
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
