//! What the reader does, as changes of the lesson and requests to the engine.

use protocol::lstm::{Optimizer, Property, Request, Sampling, SeriesKind, Signal, Trace, TraceInput};

use super::{
    bench::Checkpoint,
    events::{SAMPLE_LENGTH, rank},
    knob::Knob,
    lesson::{Cell, Corpus, ExportFor, Lesson, Phase, Pretrained},
    notice::Notice,
    settings::{Settings, TaskKind},
    surgery::{Draft, Operation},
};
use crate::Shared;

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
    fn set_up(&mut self, fresh: bool) -> Vec<Request> {
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
        let sample_text = self.corpus.as_ref().is_some_and(|corpus| corpus.origin == super::lesson::Origin::Sample);
        let untouched = self.task == TaskKind::Text && bench.step == 0 && bench.history.is_empty();
        let example = self.pretrained.as_ref()?;
        (sample_text && untouched && fits(&example.settings)).then(|| example.weights.clone())
    }

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

    pub fn draft(&mut self, change: impl FnOnce(&mut Draft)) {
        change(&mut self.surgery.draft);
    }

    /// Why the surgery cannot be done now.
    pub fn obstacle(&self) -> Option<&'static str> {
        if self.task != TaskKind::Text {
            Some("Surgery is done on the text model. Open the tab “Your text”.")
        } else if self.text.standing.is_none() || self.setups_under_way > 0 {
            Some("The model is not there yet.")
        } else if self.phase == Phase::Training {
            Some("Pause the training first: both runs must have the same weights.")
        } else if self.probe.is_empty() {
            Some("Type a text to read in the lab first.")
        } else if self.surgery.draft.guess.is_none() {
            Some("Say first what you expect.")
        } else {
            None
        }
    }

    /// Holds the gate, and measures both models on the same things.
    pub fn operate(&mut self) -> Vec<Request> {
        if self.obstacle().is_some() {
            return Vec::new();
        }
        let draft = self.surgery.draft.clone();
        let clamps = draft.clamps(self.text.standing.as_ref().map_or(0, |standing| standing.settings.num_layers));
        if clamps.is_empty() {
            self.notify(Notice::warning("This model has no such layer. Choose another one."));
            return Vec::new();
        }
        let prompt = self.probe.clone();
        self.surgery.operation = Some(Operation {
            draft,
            clamps: clamps.clone(),
            prompt: prompt.clone(),
            intact: None,
            clamped: None,
            losses: None,
            trace: None,
            connection: None,
        });
        let sample = |clamps| {
            Request::Sample(Sampling {
                prompt: prompt.clone(),
                length: SAMPLE_LENGTH,
                temperature: self.text.settings.temperature as f32,
                seed: self.text.settings.seed,
                clamps,
            })
        };
        let last = self.probe.chars().count().saturating_sub(1);
        vec![
            Request::Trace { input: TraceInput::Text(prompt.clone()), clamps: clamps.clone() },
            sample(Vec::new()),
            sample(clamps.clone()),
            Request::Connect { text: prompt.clone(), position: last, clamps: clamps.clone() },
            Request::Evaluate { clamps },
        ]
    }

    pub fn undo(&mut self) {
        self.surgery.operation = None;
        self.surgery.draft.guess = None;
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
