//! Which model the engine should have, and from which weights: as things arrive, after a restart, and on the reader's wish.

use protocol::lstm::{Request, Trace};

use super::{
    Corpus, Origin,
    bench::Checkpoint,
    lesson::{Lesson, Phase, Pretrained},
    settings::{Settings, TaskKind},
};
use crate::{Notice, Shared};

impl Lesson {
    /// The recorded trace has arrived; a live one is better.
    pub fn show_recorded(&mut self, trace: Trace) {
        if self.text.trace.is_none() {
            self.text.trace = Some(Shared::new(trace));
            self.text.recorded = true;
        }
    }

    /// The text to learn from has arrived, or the reader has put in another.
    pub fn use_text(&mut self, corpus: Corpus) -> Vec<Request> {
        let first = self.corpus.is_none();
        self.corpus = Some(corpus);
        if first {
            return self.set_up_if_possible();
        }
        self.text.checkpoint = None;
        self.text.unsaved = false;
        if self.task != TaskKind::Text {
            // It is set up when the reader comes back to the tab.
            self.text.standing = None;
            self.text.step = 0;
            return Vec::new();
        }
        self.set_up(true)
    }

    /// The trained example has arrived, or (`None`) could not be had.
    pub fn use_pretrained(&mut self, pretrained: Option<Pretrained>) -> Vec<Request> {
        self.pretrained = pretrained;
        self.pretrained_settled = true;
        self.set_up_if_possible()
    }

    /// The engine listens, for the first time or after a restart in which it lost all it knew.
    pub fn engine_started(&mut self, again: bool) -> Vec<Request> {
        self.engine_ready = true;
        self.phase = Phase::Waiting;
        self.forget_questions();
        self.setups_under_way = 0;
        self.train_after_setup = None;
        self.surgery.operation = None;
        if again {
            let lost = self.bench().checkpoint.as_ref().map_or(0, |saved| saved.step);
            let weights = match (self.bench().step, lost) {
                (0, _) => String::new(),
                (_, 0) => " The weights trained since then are lost.".into(),
                (now, saved) if now == saved => " The weights were saved.".into(),
                (_, saved) => format!(" Training goes back to step {saved}, the last one saved."),
            };
            self.notify(Notice::warning(format!(
                "The engine stopped and was started again. Your text and your settings are as they were.{weights} Press Train to go on."
            )));
            self.text.standing = None;
            self.series.standing = None;
        }
        self.set_up_if_possible()
    }

    fn set_up_if_possible(&mut self) -> Vec<Request> {
        let text_ready = self.corpus.is_some() && self.pretrained_settled;
        if !self.engine_ready || self.bench().standing.is_some() || self.setups_under_way > 0 {
            return Vec::new();
        }
        if self.task == TaskKind::Text && !text_ready {
            return Vec::new();
        }
        self.set_up(false)
    }

    /// Has the engine build the model of the tab: from saved weights if they fit, from the trained example if it does, else from the seed.
    pub(super) fn set_up(&mut self, fresh: bool) -> Vec<Request> {
        let Some(text) = self
            .corpus
            .as_ref()
            .map(|corpus| corpus.text.clone())
            .or((self.task == TaskKind::Series).then(|| "".into()))
        else {
            return Vec::new();
        };
        let mut requests = Vec::new();
        if self.phase == Phase::Training {
            requests.push(Request::Pause);
        }
        let weights = (!fresh).then(|| self.fitting_weights()).flatten();
        self.loading_weights = weights.is_some();
        self.forget_unanswered();
        self.surgery.operation = None;
        let task = self.task;
        let bench = self.bench_mut();
        let setup = bench.settings.setup(task, &text);
        if weights.is_none() {
            bench.step = 0;
            bench.checkpoint = None;
            bench.unsaved = false;
            bench.forget_measurements();
        }
        requests.push(match weights {
            Some(weights) => Request::Load { setup, weights: weights.to_vec() },
            None => Request::Init(setup),
        });
        self.setups_under_way += 1;
        self.phase = Phase::Preparing;
        requests
    }

    /// Questions about the model that goes will not be answered; weights asked for will.
    fn forget_unanswered(&mut self) {
        let exports = std::mem::take(&mut self.exports);
        self.forget_questions();
        self.exports = exports;
    }

    fn fitting_weights(&self) -> Option<Shared<Vec<u8>>> {
        let bench = self.bench();
        let fits = |settings: &Settings| bench.settings.same_shape(settings);
        if let Some(Checkpoint { settings, weights, .. }) = &bench.checkpoint
            && fits(settings)
            && bench.settings.seed == settings.seed
        {
            return Some(weights.clone());
        }
        let sample_text = self.corpus.as_ref().is_some_and(|corpus| corpus.origin == Origin::Sample);
        let untouched = self.task == TaskKind::Text && bench.step == 0 && bench.history.is_empty();
        let example = self.pretrained.as_ref()?;
        (sample_text && untouched && fits(&example.settings)).then(|| example.weights.clone())
    }

    /// Fresh weights from the seed.
    pub fn reset(&mut self) -> Vec<Request> {
        if !self.engine_ready || matches!(self.phase, Phase::Waiting | Phase::Preparing) {
            return Vec::new();
        }
        self.paused_by_hiding = false;
        self.set_up(true)
    }

    /// Back to the model that came with the page.
    pub fn load_example(&mut self) -> Vec<Request> {
        let Some(example) = self.pretrained.clone() else { return Vec::new() };
        if !self.engine_ready || self.task != TaskKind::Text {
            return Vec::new();
        }
        self.text.settings = example.settings;
        self.text.step = 0;
        self.text.checkpoint = None;
        self.text.unsaved = false;
        self.text.forget_measurements();
        self.set_up(false)
    }
}
