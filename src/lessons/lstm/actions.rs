//! What the reader does, as changes of the lesson and requests to the engine.

use protocol::lstm::{Optimizer, Property, Request, SeriesKind, Signal};

use crate::Notice;

use super::{
    events::rank,
    knob::Knob,
    lesson::{Cell, ExportFor, Lesson, Phase},
    settings::TaskKind,
};

impl Lesson {
    /// The primary button.
    pub fn toggle_training(&mut self) -> Vec<Request> {
        self.paused_by_hiding = false;
        match self.phase {
            Phase::Training => vec![Request::Pause],
            Phase::Idle => self.train_or_set_up(None),
            _ => Vec::new(),
        }
    }

    /// One training step.
    pub fn step_once(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Idle => self.train_or_set_up(Some(1)),
            _ => Vec::new(),
        }
    }

    fn train_or_set_up(&mut self, steps: Option<u32>) -> Vec<Request> {
        if !self.bench().is_pending() {
            return self.train(steps);
        }
        let fresh = self.bench().loses_weights();
        let requests = self.set_up(fresh);
        if !requests.is_empty() {
            self.train_after_setup = Some(steps);
        }
        requests
    }

    pub(super) fn train(&mut self, steps: Option<u32>) -> Vec<Request> {
        // A run that broke down cannot go on: it would only produce more of what is no number.
        if self.bench().history.diverged_at.is_some() {
            self.notify(Notice::warning("These weights are broken. Lower the learning rate, then reset."));
            return Vec::new();
        }
        self.phase = Phase::Training;
        self.surgery.operation = None;
        vec![Request::Train { steps }]
    }

    /// The tab was hidden (`true`) or is looked at again.
    pub fn hide(&mut self, hidden: bool) -> Vec<Request> {
        if hidden && self.phase == Phase::Training {
            self.paused_by_hiding = true;
            return vec![Request::Pause];
        }
        if !hidden && std::mem::take(&mut self.paused_by_hiding) {
            self.notify(Notice::info("Training paused while this tab was hidden, and goes on now."));
            if self.phase == Phase::Idle {
                return self.train(None);
            }
        }
        Vec::new()
    }

    pub fn set_knob(&mut self, knob: Knob, value: f64) -> Vec<Request> {
        if let Some(message) = knob.set(&mut self.bench_mut().settings, value) {
            self.notify(Notice::warning(message));
        }
        if knob.is_live() { self.tune() } else { Vec::new() }
    }

    pub fn set_optimizer(&mut self, optimizer: Optimizer) -> Vec<Request> {
        self.bench_mut().settings.optimizer = optimizer;
        self.tune()
    }

    pub fn set_with_rnn(&mut self, with_rnn: bool) {
        self.bench_mut().settings.with_rnn = with_rnn;
    }

    pub fn set_series_kind(&mut self, kind: SeriesKind) {
        self.series.settings.series_kind = kind;
    }

    fn tune(&self) -> Vec<Request> {
        match self.bench().standing {
            Some(_) => vec![Request::Tune(self.bench().settings.tuning())],
            None => Vec::new(),
        }
    }

    /// The other tab. The model of this one is kept as weights and set up again on return.
    pub fn set_task(&mut self, task: TaskKind) -> Vec<Request> {
        if task == self.task {
            return Vec::new();
        }
        let mut requests = Vec::new();
        if self.phase == Phase::Training {
            requests.push(Request::Pause);
            self.phase = Phase::Idle;
        }
        if self.bench().standing.is_some() && self.bench().unsaved && self.setups_under_way == 0 {
            requests.push(self.save());
        }
        self.paused_by_hiding = false;
        self.train_after_setup = None;
        self.task = task;
        self.view.neuron = None;
        self.view.hover = None;
        if self.engine_ready {
            // Whatever stands in the engine now is the other tab's.
            requests.extend(self.set_up(false));
        }
        requests
    }

    pub fn set_probe(&mut self, text: String) -> Vec<Request> {
        self.probe = text.chars().take(protocol::lstm::MAX_TRACE_STEPS).collect();
        self.view.hover = None;
        [self.ask_trace(false), self.ask_connection(false)].into_iter().flatten().collect()
    }

    pub fn set_window(&mut self, window: usize) -> Vec<Request> {
        self.window = window;
        self.ask_trace(false).into_iter().collect()
    }

    pub fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.position = position;
        self.ask_connection(false).into_iter().collect()
    }

    pub fn set_layer(&mut self, layer: usize) -> Vec<Request> {
        self.view.layer = layer;
        self.view.hover = None;
        self.ask_spots().into_iter().collect()
    }

    pub fn hover(&mut self, cell: Option<Cell>) {
        self.view.hover = cell;
    }

    /// Follows one neuron's signal, or (`None`) none.
    pub fn select(&mut self, signal: Signal, neuron: Option<usize>) -> Vec<Request> {
        self.view.signal = signal;
        self.view.neuron = neuron;
        self.bench_mut().spots = None;
        self.grade_selection();
        self.ask_spots().into_iter().collect()
    }

    pub fn find(&mut self, property: Option<Property>) -> Vec<Request> {
        self.view.property = property;
        let Some(property) = property else {
            self.bench_mut().ranking = None;
            return Vec::new();
        };
        if self.task != TaskKind::Text || self.text.standing.is_none() || self.setups_under_way > 0 {
            return Vec::new();
        }
        self.rank_ask.want(property).map(rank).into_iter().collect()
    }

    /// A sample of what the model writes now.
    pub fn write_sample(&self) -> Vec<Request> {
        let possible = self.task == TaskKind::Text && self.text.standing.is_some() && self.setups_under_way == 0;
        if possible { vec![self.sample_request()] } else { Vec::new() }
    }

    /// Weights for the reader's disk; they arrive in [`Lesson::export`].
    pub fn ask_export(&mut self) -> Vec<Request> {
        if self.bench().standing.is_none() || self.setups_under_way > 0 {
            return Vec::new();
        }
        self.exports.push_back(ExportFor::Reader);
        vec![Request::Export]
    }
}
