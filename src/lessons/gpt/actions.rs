//! What the reader does.

use protocol::gpt::{Request, Surgery};
use protocol::writing;

use super::Corpus;
use super::break_it::{Experiment, Found};
use super::lesson::{Lesson, Phase};
use super::settings::Number;
use crate::writing::Glass;
use crate::{Notice, Shared};

impl Lesson {
    /// Something done to the text under glass.
    pub fn look(&mut self, change: impl FnOnce(&mut Glass) -> Vec<writing::Request>) -> Vec<Request> {
        let requests = change(&mut self.glass);
        // Nobody is there to answer yet; it is asked again when the model is.
        if self.can_write() { requests.into_iter().map(Request::Writing).collect() } else { Vec::new() }
    }

    /// Writes from the typed prompt.
    pub fn write(&mut self, count: u32) -> Vec<Request> {
        if !self.can_write() {
            return Vec::new();
        }
        if self.glass.prompt.is_empty() {
            self.notify(Notice::warning(
                "The prompt is empty: type at least one character for the model to go on from.",
            ));
            return Vec::new();
        }
        self.look(|glass| glass.write(count))
    }

    pub fn set_number(&mut self, number: Number, value: f64) -> Vec<Request> {
        if !number.set(&mut self.settings, value) || number != Number::LearningRate || self.standing.is_none() {
            return Vec::new();
        }
        vec![Request::LearningRate(self.settings.learning_rate)]
    }

    pub fn toggle_training(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Training => vec![Request::Pause],
            _ => self.train(None),
        }
    }

    pub fn train(&mut self, steps: Option<u32>) -> Vec<Request> {
        if !self.can_train() {
            return Vec::new();
        }
        self.phase = Phase::Training;
        vec![Request::LearningRate(self.settings.learning_rate), Request::Train { steps }]
    }

    /// A fresh model of the settings.
    pub fn reset(&mut self) -> Vec<Request> {
        self.train_then = false;
        self.set_up(true)
    }

    /// Two fresh models from the same seed, on the same batches: the one that is set, and the one with the other norms and activation.
    pub fn race(&mut self) -> Vec<Request> {
        self.settings.rival = true;
        let requests = self.set_up(true);
        self.train_then = !requests.is_empty();
        requests
    }

    /// Back to the model that came with the page.
    pub fn load_example(&mut self) -> Vec<Request> {
        self.settings = super::TrainSettings::default();
        self.set_up(false)
    }

    pub fn has_example(&self) -> bool {
        self.example.is_some()
    }

    pub fn break_it(&mut self, experiment: Experiment, guess: usize) -> Vec<Request> {
        if !self.can_write() {
            return Vec::new();
        }
        self.found = Some(Found { experiment, guess, broken: None });
        let Experiment(surgery): Experiment = experiment;
        let surgery: Surgery = surgery;
        vec![Request::Break(surgery)]
    }

    pub fn ask_export(&mut self) -> Vec<Request> {
        if self.standing.is_some() { vec![Request::Export] } else { Vec::new() }
    }

    /// The text to learn from has arrived, or the reader has put in another.
    pub fn use_text(&mut self, corpus: Corpus) -> Vec<Request> {
        let first = self.corpus.is_none();
        self.corpus = Some(corpus);
        if first { self.set_up_if_possible() } else { self.set_up(true) }
    }

    /// The weights of the example have arrived, or (`None`) could not be had.
    pub fn use_example(&mut self, weights: Option<Vec<u8>>) -> Vec<Request> {
        self.example = weights.map(Shared::new);
        self.example_settled = true;
        self.set_up_if_possible()
    }
}
