//! A head being trained: what it learns from, how far it is, and what it says.

use protocol::bert_classifier::{Epoch, Event, Predicted, Read, Request, Setup, Trained};

use super::examples::{self, Examples};
use super::settings::Settings;
use crate::ask::Ask;
use crate::{Shared, format::capital};

/// Bytes of a probe that go to the engine.
const MOST_BYTES: usize = 20_000;

pub const PROBE: &str = "The invoice came, but the parcel did not.";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Idle,
    Reading {
        done: u32,
        of: u32,
    },
    Training,
}

/// What the run on show was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub number: u32,
    pub settings: Settings,
    pub examples: Examples,
    pub is_sample: bool,
}

/// A finished run, in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    pub settings: Settings,
    /// Texts a class, where they are as many in each.
    pub shots: usize,
    pub epochs: u32,
    pub train: f32,
    /// Shares of the held-out texts that are right: the head's, by centroid, by neighbours.
    pub held_out: [f32; 3],
    pub is_sample: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    /// The labelled texts as they stand in the field, once there are any.
    pub text: Option<Shared<str>>,
    pub(super) sample: Option<Shared<str>>,
    /// The field's texts, or why they cannot be used.
    pub examples: Result<Shared<Examples>, String>,
    pub settings: Settings,
    pub phase: Phase,
    /// Whether what is on show came with the site.
    pub recorded: bool,
    pub run: Option<Shared<Run>>,
    pub read: Option<Shared<Read>>,
    pub epochs: Vec<Epoch>,
    pub trained: Option<Shared<Trained>>,
    /// Every run that came to its end in this tab.
    pub finished: Vec<Finished>,
    pub probe: String,
    pub predicted: Option<Shared<Predicted>>,
    /// Whether the engine has a head to ask.
    pub is_live: bool,
    pub problem: Option<String>,
    pub(super) ask: Ask<String>,
    pub(super) runs: u32,
}

impl Default for Classifier {
    fn default() -> Self {
        Classifier {
            text: None,
            sample: None,
            examples: Err("The packaged texts are on their way.".into()),
            settings: Settings::default(),
            phase: Phase::Idle,
            recorded: false,
            run: None,
            read: None,
            epochs: Vec::new(),
            trained: None,
            finished: Vec::new(),
            probe: PROBE.into(),
            predicted: None,
            is_live: false,
            problem: None,
            ask: Ask::default(),
            runs: 0,
        }
    }
}

impl Classifier {
    /// The packaged texts have arrived, or could not be had.
    pub fn take_sample(&mut self, text: Option<&str>) {
        match text {
            Some(text) => {
                let text = Shared::from(text);
                self.sample = Some(text.clone());
                if self.text.is_none() {
                    self.put(text);
                }
            }
            None if self.text.is_none() => {
                self.examples =
                    Err("The packaged texts could not be loaded. Check the connection and reload, or write your own."
                        .into());
            }
            None => {}
        }
    }

    pub fn use_sample(&mut self) {
        if let Some(sample) = self.sample.clone() {
            self.put(sample);
        }
    }

    pub fn edit(&mut self, text: &str) {
        self.put(Shared::from(text));
    }

    fn put(&mut self, text: Shared<str>) {
        self.examples = examples::read(&text).map(Shared::new);
        self.text = Some(text);
    }

    /// Whether the field holds the packaged texts.
    pub fn is_sample(&self) -> bool {
        self.sample.as_ref().zip(self.text.as_ref()).is_some_and(|(sample, text)| sample[..] == text[..])
    }

    pub fn is_busy(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// Reads the texts and trains, or stops it.
    pub fn toggle(&mut self) -> Option<Request> {
        if self.is_busy() {
            // What is still being read has nothing to show.
            if self.phase != Phase::Training {
                self.phase = Phase::Idle;
            }
            return Some(Request::Stop);
        }
        let examples = self.examples.as_ref().ok()?;
        let Settings { features, shots, hidden_size, dropout, learning_rate, epochs, seed } = self.settings;
        let examples = Examples::clone(examples).at_most(shots);
        self.runs += 1;
        let setup = Setup {
            run: self.runs,
            train: examples.train.clone(),
            held_out: examples.held_out.clone(),
            classes: examples.classes.len() as u32,
            features,
            hidden_size: hidden_size as u32,
            dropout: dropout as f32,
            learning_rate,
            epochs: epochs as u32,
            seed: u64::from(seed),
        };
        let is_sample = self.is_sample();
        self.begin(Run { number: self.runs, settings: self.settings, examples, is_sample });
        self.phase = Phase::Reading { done: 0, of: (setup.train.len() + setup.held_out.len()) as u32 };
        Some(Request::Train(setup))
    }

    pub(in crate::bert) fn begin(&mut self, run: Run) {
        self.run = Some(Shared::new(run));
        (self.read, self.trained, self.predicted, self.problem) = (None, None, None, None);
        self.epochs.clear();
        (self.recorded, self.is_live) = (false, false);
        self.ask.forget();
    }

    pub fn set_probe(&mut self, probe: String) -> Option<Request> {
        self.probe = probe;
        self.question()
    }

    fn question(&mut self) -> Option<Request> {
        if !self.is_live || self.probe.trim().is_empty() || self.probe.len() > MOST_BYTES {
            return None;
        }
        self.ask.want(self.probe.clone()).map(|text| Request::Predict { text })
    }

    /// Why the probe is not read, if it is not.
    pub fn probe_problem(&self) -> Option<&'static str> {
        if self.probe.trim().is_empty() {
            Some("Type a text: there is nothing to classify.")
        } else if self.probe.len() > MOST_BYTES {
            Some("This is more than 20,000 bytes, and the model reads 256 tokens: take a shorter text.")
        } else {
            None
        }
    }

    /// Takes in what the engine says.
    pub fn apply(&mut self, event: &Event) -> Option<Request> {
        let number = self.run.as_ref().map_or(0, |run| run.number);
        match event {
            Event::Reading { run, done, of } if *run == number && self.is_busy() => {
                self.phase = Phase::Reading { done: *done, of: *of };
            }
            Event::Read(read) if read.run == number => {
                self.read = Some(Shared::new(read.clone()));
                self.phase = Phase::Training;
                self.is_live = true;
            }
            Event::Epochs { run, epochs } if *run == number => self.epochs.extend(epochs),
            Event::Trained(trained) if trained.run == number => {
                self.phase = Phase::Idle;
                self.trained = Some(Shared::new(trained.clone()));
                self.finished.extend(self.finish());
                return self.question();
            }
            Event::Predicted(predicted) => {
                self.predicted = Some(Shared::new(Predicted::clone(predicted)));
                return self.ask.answered().1.map(|text| Request::Predict { text });
            }
            Event::Failed { message } => {
                self.problem = Some(format!("{}.", capital(message.trim_end_matches('.'))));
                self.phase = Phase::Idle;
                return self.ask.answered().1.map(|text| Request::Predict { text });
            }
            _ => {}
        }
        None
    }

    /// The engine has lost its state, or its model was given back.
    pub fn lost(&mut self) {
        self.phase = Phase::Idle;
        self.is_live = false;
        self.ask.forget();
    }

    fn finish(&self) -> Option<Finished> {
        let (run, read, trained) = (self.run.as_ref()?, self.read.as_ref()?, self.trained.as_ref()?);
        let Run { settings, examples, is_sample, .. } = Run::clone(run);
        let shares = [&trained.held_out, &read.centroid, &read.neighbours];
        Some(Finished {
            settings,
            shots: examples.most_shots(),
            epochs: trained.epochs,
            train: right(&trained.train, &examples.train),
            held_out: shares.map(|given| right(given, &examples.held_out)),
            is_sample,
        })
    }
}

/// Share of texts that have been given their class; no number of no texts.
pub(super) fn right(given: &[u32], examples: &[protocol::bert_classifier::Example]) -> f32 {
    let right = given.iter().zip(examples).filter(|(given, example)| **given == example.class).count();
    right as f32 / examples.len() as f32
}
