//! The Seq2Seq lesson's lab: pairs, the model that learns them, and beside it one of the same size without attention.

mod data;
pub mod learner;
mod measure;
mod stored;
mod write;

use algorithms::rng::Rng;
use models::seq2seq as model;
use models::seq2seq::{Scoring, Seq2SeqConfig};
use protocol::seq2seq::{
    Attention, Evaluated, Event, Loss, MAX_SOURCE, Measure, Opened, Output, Progress, Request, Setup, Surgery, Tuning,
    Which, Writing, Written,
};

use crate::check;
use crate::fused;
use crate::session::Clock;
use data::{Data, Example};
use learner::Learner;
use measure::{Outputs, by_length, outputs, right_after};

/// The held-out pairs are measured every so many steps.
const MEASURE_EVERY: u32 = 100;
/// A loss from which no training comes back (also one that is no number).
const EXPLODED: f32 = 1e4;
const PROGRESS_EVERY_MS: f64 = 50.0;
const EXAMPLES: usize = 24;

/// Nothing until a task is opened.
#[derive(Default)]
pub struct Lab(Option<Open>);

struct Open {
    setup: Setup,
    data: Data,
    main: Learner,
    plain: Option<Learner>,
    batches: Rng,
    step: u32,
    /// Steps still to train, `None` without limit; absent when paused.
    running: Option<Option<u32>>,
    told: Progress,
    told_at: f64,
    rate_from: (f64, u32),
}

/// Whether a request begins something that goes on.
pub fn begins(request: &Request) -> bool {
    matches!(request, Request::Train { .. })
}

impl Lab {
    pub fn is_busy(&self) -> bool {
        self.0.as_ref().is_some_and(|open| open.running.is_some())
    }

    /// # Errors
    /// In words for the reader.
    pub async fn handle(&mut self, request: Request, clock: Clock) -> Result<Vec<Event>, String> {
        if let Request::Open { setup, weights } = request {
            // What was there stays if this cannot be.
            let (open, opened) = Open::new(setup, weights.as_deref())?;
            self.0 = Some(open);
            return Ok(vec![Event::Opened(Box::new(opened))]);
        }
        let open = self.0.as_mut().ok_or("there is no model yet; reset the lab to make one")?;
        open.handle(request, clock).await
    }

    /// One training step of both models, and what is due to be told.
    ///
    /// # Errors
    /// In words for the reader.
    pub fn tick(&mut self, clock: Clock) -> Result<Vec<Event>, String> {
        self.0.as_mut().map_or(Ok(Vec::new()), |open| open.tick(clock))
    }
}

impl Open {
    fn new(setup: Setup, weights: Option<&[u8]>) -> Result<(Self, Opened), String> {
        check_setup(&setup)?;
        let stored = weights.map(stored::read).transpose()?;
        let vocabularies = stored.as_ref().map(|stored| (stored.source.clone(), stored.target.clone()));
        let data = Data::new(&setup.task, vocabularies, setup.seed)?;
        let learner = |attention: Option<Scoring>, prefix: &str| {
            let config = Seq2SeqConfig {
                source_vocab: data.source.len(),
                target_vocab: data.target.len(),
                embed_size: setup.embed_size as usize,
                hidden_size: setup.hidden_size as usize,
                num_layers: setup.num_layers as usize,
                attention,
            };
            let weights = match &stored {
                Some(stored) => stored.part(prefix),
                None => config.init_weights(setup.seed),
            };
            Learner::new(&config, &weights, setup.seed)
        };
        let scoring = scoring(setup.attention);
        let main = learner(scoring, "")?;
        let plain = if setup.beside && scoring.is_some() { Some(learner(None, stored::PLAIN)?) } else { None };
        let step = stored.as_ref().map_or(0, |stored| stored.step);
        let mut open = Open {
            batches: Rng::fork(setup.seed, "batches"),
            setup,
            data,
            main,
            plain,
            step,
            running: None,
            told: Progress::default(),
            told_at: 0.0,
            rate_from: (0.0, 0),
        };
        let data = &open.data;
        let text = |example: &Example| (data.source.decode(&example.source), data.target.decode(&example.target));
        let opened = Opened {
            source_tokens: data.source.tokens().to_vec(),
            target_tokens: data.target.tokens().to_vec(),
            words: data.source.unit() == algorithms::pairs::Unit::Words,
            training: data.training.len() as u32,
            held_out: data.held_out.len() as u32,
            examples: data.held_out.iter().take(EXAMPLES).map(text).collect(),
            odd: data.odd.clone(),
            odd_count: data.odd_count as u32,
            num_parameters: open.main.config().num_parameters() as u32,
            plain_parameters: open.plain.as_ref().map_or(0, |plain| plain.config().num_parameters() as u32),
            measure: open.measure()?,
        };
        open.told.step = step;
        Ok((open, opened))
    }

    async fn handle(&mut self, request: Request, clock: Clock) -> Result<Vec<Event>, String> {
        match request {
            Request::Open { .. } => unreachable!("the lab opens these"),
            Request::Train { steps } => {
                self.running = Some(steps);
                self.rate_from = (clock(), self.step);
                Ok(Vec::new())
            }
            Request::Pause => Ok(self.pause("")),
            Request::Tune(tuning) => {
                check_tuning(&tuning)?;
                self.setup.tuning = tuning;
                Ok(Vec::new())
            }
            Request::Write(writing) => Ok(vec![Event::Written(Box::new(self.write(writing)?))]),
            Request::Search(search) => {
                let source = self.read(&search.source)?;
                let model = match (&self.plain, search.which) {
                    (Some(plain), Which::Plain) => plain.model(),
                    _ => self.main.model(),
                };
                Ok(vec![Event::Tree(Box::new(write::search(&model, &source, search, self.step)?))])
            }
            Request::Evaluate { surgery } => Ok(vec![Event::Evaluated(self.evaluate(surgery)?)]),
            Request::Export => Ok(vec![Event::Exported { safetensors: self.export().await }]),
        }
    }

    fn tick(&mut self, clock: Clock) -> Result<Vec<Event>, String> {
        let Some(left) = self.running else { return Ok(Vec::new()) };
        if left == Some(0) {
            return Ok(self.pause(""));
        }
        let count = self.data.training.len();
        let examples: Vec<&Example> =
            (0..self.setup.batch_size).map(|_| &self.data.training[self.batches.below(count)]).collect();
        let tuning = &self.setup.tuning;
        let main = self.main.step(&examples, tuning)?.loss;
        let plain = self.plain.as_mut().map(|plain| plain.step(&examples, tuning)).transpose()?.map(|told| told.loss);
        self.step += 1;
        self.running = Some(left.map(|steps| steps - 1));
        self.told.losses.push(Loss { step: self.step, main, plain });
        let finished = left == Some(1);
        if finished || self.step.is_multiple_of(MEASURE_EVERY) {
            self.told.measure = Some(self.measure()?);
        }
        let mut events = Vec::new();
        let now = clock();
        if finished || now - self.told_at >= PROGRESS_EVERY_MS {
            self.told_at = now;
            let (since, from) = self.rate_from;
            let done = f64::from((self.step - from) * self.setup.batch_size);
            self.told.pairs_per_second = (done / (now - since).max(1.0) * 1000.0) as f32;
            events.extend(self.tell());
        }
        let blown_up = !(main < EXPLODED && plain.is_none_or(|loss| loss < EXPLODED));
        if blown_up {
            events.extend(
                self.pause("The loss has blown up: the steps were too large. Lower the learning rate, then reset."),
            );
        } else if finished {
            events.extend(self.pause(""));
        }
        Ok(events)
    }

    fn tell(&mut self) -> Option<Event> {
        if self.told.losses.is_empty() {
            return None;
        }
        self.told.step = self.step;
        let next = Progress { step: self.step, pairs_per_second: self.told.pairs_per_second, ..Progress::default() };
        Some(Event::Progress(std::mem::replace(&mut self.told, next)))
    }

    fn pause(&mut self, reason: &str) -> Vec<Event> {
        self.running = None;
        let mut events: Vec<Event> = self.tell().into_iter().collect();
        events.push(Event::Paused { step: self.step, reason: reason.to_owned() });
        events
    }

    /// The tokens of a source.
    fn read(&self, source: &str) -> Result<Vec<usize>, String> {
        let tokens = self.data.source.encode(source);
        match tokens.len() {
            0 => Err("there is nothing to read; type a source".into()),
            count if count > MAX_SOURCE => {
                Err(format!("the source has {count} tokens; this model takes up to {MAX_SOURCE}, so shorten it"))
            }
            _ => Ok(tokens),
        }
    }

    fn write(&self, writing: Writing) -> Result<Written, String> {
        let tokens = self.read(&writing.source)?;
        let surgery = surgery(&writing.surgery);
        let run = |learner: &Learner| -> Result<Output, String> {
            write::write(&learner.model(), &self.data, &tokens, &surgery)
        };
        let unknown = (0..tokens.len()).filter(|at| tokens[*at] == algorithms::pairs::UNKNOWN);
        Ok(Written {
            step: self.step,
            tokens: self.data.source.unit().cut(&writing.source),
            unknown: unknown.map(|at| at as u32).collect(),
            main: run(&self.main)?,
            plain: self.plain.as_ref().map(run).transpose()?,
            writing,
        })
    }

    fn outputs(&self, learner: &Learner, surgery: &model::Surgery) -> Result<Outputs, String> {
        outputs(&learner.model(), fused::states::operations(), &self.data.held_out, surgery)
    }

    fn measure(&self) -> Result<Measure, String> {
        let whole = model::Surgery::default();
        let main = self.outputs(&self.main, &whole)?;
        let plain = self.plain.as_ref().map(|plain| self.outputs(plain, &whole)).transpose()?;
        let lengths = by_length(&self.data.held_out, &main, plain.as_ref());
        Ok(Measure { step: self.step, main: main.score, plain: plain.map(|outputs| outputs.score), lengths })
    }

    fn evaluate(&self, asked: Surgery) -> Result<Evaluated, String> {
        let (whole, broken) = (model::Surgery::default(), surgery(&asked));
        let both =
            |learner: &Learner| Ok::<_, String>((self.outputs(learner, &whole)?, self.outputs(learner, &broken)?));
        let (main_whole, main_broken) = both(&self.main)?;
        let plain = self.plain.as_ref().map(both).transpose()?;
        let held_out = &self.data.held_out;
        let after_error =
            broken.wrong_at.map(|at| (right_after(held_out, &main_whole, at), right_after(held_out, &main_broken, at)));
        Ok(Evaluated {
            surgery: asked,
            main: (main_whole.score.exact, main_broken.score.exact),
            plain: plain.map(|(whole, broken)| (whole.score.exact, broken.score.exact)),
            after_error,
        })
    }

    async fn export(&self) -> Vec<u8> {
        let plain = match &self.plain {
            Some(plain) => Some(plain.weights().await),
            None => None,
        };
        stored::write(self.main.weights().await, plain, self.main.config(), &self.data, &self.setup, self.step)
    }
}

fn scoring(attention: Attention) -> Option<Scoring> {
    match attention {
        Attention::None => None,
        Attention::Additive => Some(Scoring::Additive),
        Attention::Dot => Some(Scoring::Dot),
        Attention::General => Some(Scoring::General),
    }
}

fn surgery(asked: &Surgery) -> model::Surgery {
    model::Surgery {
        without_state: asked.without_state,
        without_context: asked.without_context,
        frozen: asked.frozen.map(|place| place as usize),
        wrong_at: asked.wrong_at.map(|step| step as usize),
    }
}

fn check_setup(setup: &Setup) -> Result<(), String> {
    check::sizes([
        ("embed size", setup.embed_size, 1, 256),
        ("hidden size", setup.hidden_size, 1, 256),
        ("number of layers", setup.num_layers, 1, 4),
        ("batch size", setup.batch_size, 1, 256),
    ])?;
    check_tuning(&setup.tuning)
}

fn check_tuning(tuning: &Tuning) -> Result<(), String> {
    check::learning_rate(tuning.learning_rate)?;
    check::clip_norm(tuning.clip_norm)?;
    if !(0.0..=1.0).contains(&tuning.teacher_forcing) {
        return Err(format!("the teacher forcing rate is {}; it must be from 0 to 1", tuning.teacher_forcing));
    }
    Ok(())
}
