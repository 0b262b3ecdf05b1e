//! What the engine says, and which model it should have.

use protocol::gpt::{Event, Progress, Request};
use protocol::writing;

use super::Origin;
use super::exercise::{Exercise, FROM, LONG_TEXT, SMALL};
use super::lesson::{History, Lesson, Phase};
use super::settings::TrainSettings;
use crate::writing::running_text;
use crate::{Notice, Shared};

/// Tokens that are written as soon as there is a model.
const FIRST_WORDS: u32 = 60;

impl Lesson {
    /// A recorded text, until there is a live one.
    pub fn show_recorded(&mut self, events: &[Event]) {
        if self.standing.is_some() {
            return;
        }
        let mut place = 1;
        for event in events {
            match event {
                Event::Writing(writing::Event::Read { pieces, .. }) => {
                    self.glass.tree = crate::writing::Tree::new(pieces.clone());
                }
                Event::Writing(writing::Event::Written(written)) => drop(self.glass.tree.write(written.clone())),
                Event::Writing(writing::Event::Looked(looked)) => {
                    place = looked.look.before.len();
                    self.glass.looked = Some(Shared::new(writing::Looked::clone(looked)));
                }
                _ => {}
            }
        }
        self.glass.place = place;
        self.glass.recorded = true;
    }

    pub(super) fn engine_started(&mut self, again: bool) -> Vec<Request> {
        self.engine_ready = true;
        self.phase = Phase::Waiting;
        if again {
            self.standing = None;
            self.glass.model_changed();
            self.notify(Notice::warning(
                "The engine stopped and was started again. Your text and your settings are as they were; what was trained since the page opened is lost.",
            ));
        }
        self.set_up_if_possible()
    }

    pub(super) fn set_up_if_possible(&mut self) -> Vec<Request> {
        let arrived = self.corpus.is_some() && self.example_settled;
        let idle = matches!(self.phase, Phase::Waiting);
        if self.engine_ready && arrived && idle && self.standing.is_none() { self.set_up(false) } else { Vec::new() }
    }

    /// Has the engine make the model of the settings: from the example's weights if they fit and a fresh one is not wanted.
    pub(super) fn set_up(&mut self, fresh: bool) -> Vec<Request> {
        let Some(corpus) = self.corpus.as_ref().filter(|_| self.engine_ready && self.phase != Phase::Preparing) else {
            return Vec::new();
        };
        let setup = self.settings.setup(&corpus.text);
        let fits = corpus.origin == Origin::Sample && self.settings.same_model(&TrainSettings::default());
        let weights = self.example.as_ref().filter(|_| !fresh && fits && !self.settings.rival);
        let request = match weights {
            Some(weights) => Request::Load { setup, weights: weights.to_vec() },
            None => Request::Init(setup),
        };
        let mut requests = Vec::new();
        if self.phase == Phase::Training {
            requests.push(Request::Pause);
        }
        if self.glass.is_writing() {
            requests.push(Request::Writing(writing::Request::Stop));
        }
        requests.push(request);
        self.phase = Phase::Preparing;
        requests
    }

    pub(super) fn refused(&mut self, message: &str) -> Vec<Request> {
        self.glass.refused();
        if self.phase == Phase::Preparing {
            self.train_then = false;
            // The model that was there still is.
            self.phase = if self.standing.is_some() { Phase::Idle } else { Phase::Failed(message.to_owned()) };
        }
        if self.found.as_ref().is_some_and(|found| found.broken.is_none()) {
            self.found = None;
        }
        self.notify(Notice::warning(crate::format::capital(message) + "."));
        Vec::new()
    }

    pub(super) fn heard(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Prepared(prepared) => {
                let kept = self.standing.as_ref().is_some_and(|(old, _)| old.vocabulary == prepared.vocabulary);
                if kept || self.glass.recorded {
                    self.glass.model_changed()
                } else {
                    self.glass.start_over()
                }
                self.step = prepared.step;
                self.standing = Some((prepared.clone(), self.settings));
                self.history = History::default();
                self.sample = None;
                self.found = None;
                self.phase = Phase::Idle;
                self.glass.layer = self.glass.layer.min(self.settings.shape.num_layers - 1);
                if std::mem::take(&mut self.train_then) {
                    return self.train(None);
                }
                self.go_on_live()
            }
            Event::Progress(progress) => {
                self.progress(progress);
                Vec::new()
            }
            Event::Paused { reason, .. } => {
                if self.phase == Phase::Training {
                    self.phase = Phase::Idle;
                }
                if !reason.is_empty() {
                    self.notify(Notice::warning(reason.as_str()));
                }
                self.glass.model_changed();
                self.go_on_live()
            }
            Event::Sample(sample) => {
                let text = running_text(sample.pieces.iter().map(|piece| piece.bytes.as_slice()));
                self.sample = Some((sample.step, text.text));
                Vec::new()
            }
            Event::Broken(broken) => {
                if let Some(found) = self.found.as_mut().filter(|found| found.experiment.0 == broken.surgery) {
                    found.broken = Some(broken.clone());
                }
                Vec::new()
            }
            Event::Writing(event) => {
                let requests = self.look(|glass| glass.apply(event));
                self.grade(event);
                requests
            }
            Event::Exported { safetensors } => {
                self.export = Some(Shared::new(safetensors.clone()));
                Vec::new()
            }
        }
    }

    /// A recording, or nothing, gives way to what the model itself writes; a text that stands there is looked at anew.
    fn go_on_live(&mut self) -> Vec<Request> {
        if self.glass.recorded || self.glass.tree.is_empty() {
            self.write(FIRST_WORDS)
        } else {
            self.look(|glass| glass.look())
        }
    }

    fn progress(&mut self, progress: &Progress) {
        self.step = progress.step;
        self.speed = progress.tokens_per_second;
        for report in &progress.steps {
            let history = &mut self.history;
            let curves = [
                (&mut history.train, Some(report.train_loss)),
                (&mut history.validation, report.validation_loss),
                (&mut history.rival_train, report.rival_train_loss),
                (&mut history.rival_validation, report.rival_validation_loss),
            ];
            for (curve, value) in curves {
                if let Some(value) = value.filter(|value| value.is_finite()) {
                    curve.push(report.step, value);
                }
            }
            self.grade_training(report.validation_loss);
        }
    }

    /// Fresh weights only: the example has learned already.
    fn grade_training(&mut self, loss: Option<f32>) {
        let (Some(loss), Some((prepared, _)), Some(corpus)) = (loss, &self.standing, &self.corpus) else { return };
        if prepared.step == 0 && prepared.num_parameters < SMALL && corpus.text.len() >= LONG_TEXT {
            self.exercises.measure(Exercise::Learn, loss / prepared.bytes_per_token);
        }
    }

    fn grade(&mut self, event: &writing::Event) {
        match event {
            writing::Event::Looked(looked) => {
                let Some(first) = looked.candidates.first() else { return };
                self.exercises.measure(Exercise::Sure, first.probabilities[0]);
                let [raw, penalised, ..] = first.probabilities;
                if raw >= 0.1 {
                    self.exercises.measure(Exercise::Penalty, (raw - penalised) / raw);
                }
            }
            writing::Event::Stopped(_) => {
                if let (Some(with), Some(without)) = (self.glass.median(true, FROM), self.glass.median(false, FROM)) {
                    self.exercises.measure(Exercise::Cache, without / with.max(0.01));
                }
            }
            _ => {}
        }
    }
}
