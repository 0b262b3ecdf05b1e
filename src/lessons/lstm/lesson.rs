//! The state of the page, and what may be said about it in words.

use std::collections::VecDeque;

use protocol::Event;
use protocol::lstm::{Property, Request, Signal, Trace};

use super::{
    bench::Bench,
    exercise::Exercises,
    settings::{Settings, TaskKind},
    surgery::Surgery,
};
use crate::{Notice, Notices, Shared, ask::Ask, corpus::Corpus, format::count};

/// What the page opens on: two quotations from the held-out tenth of the sample text.
pub const DEFAULT_PROBE: &str = "“Indeed, Doctor,” said Holmes blandly. “Pray take a seat.”";

/// The small model that comes with the site. It fits the sample text only.
#[derive(Clone, Debug, PartialEq)]
pub struct Pretrained {
    pub settings: Settings,
    pub weights: Shared<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The engine or the text is still on its way; at best a recorded trace is on show.
    Waiting,
    /// A model is being set up.
    Preparing,
    Idle,
    Training,
    /// The engine refused the model.
    Failed(String),
}

/// One cell of the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub signal: Signal,
    pub neuron: usize,
    pub step: usize,
}

/// What the reader looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub layer: usize,
    pub signal: Signal,
    pub neuron: Option<usize>,
    pub hover: Option<Cell>,
    pub property: Option<Property>,
    /// All neurons instead of the first few.
    pub all_rows: bool,
}

/// Why an export was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExportFor {
    Checkpoint(TaskKind),
    Reader,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub task: TaskKind,
    pub text: Bench,
    pub series: Bench,
    pub phase: Phase,
    /// `None` until the sample or the reader's own text has arrived.
    pub corpus: Option<Corpus>,
    pub pretrained: Option<Pretrained>,
    /// What the gates are shown for.
    pub probe: String,
    /// The held-out window of the series on show.
    pub window: usize,
    pub position: usize,
    pub view: View,
    pub surgery: Surgery,
    pub exercises: Exercises,
    pub notices: Notices,
    /// Weights for the reader to save, once.
    pub export: Option<Shared<Vec<u8>>>,
    /// Training waits for the tab to be looked at again.
    pub paused_by_hiding: bool,
    pub(super) engine_ready: bool,
    pub(super) pretrained_settled: bool,
    pub(super) setups_under_way: u32,
    /// The setup under way brings weights along.
    pub(super) loading_weights: bool,
    pub(super) train_after_setup: Option<Option<u32>>,
    pub(super) progress_count: u32,
    pub(super) exports: VecDeque<ExportFor>,
    pub(super) trace_ask: Ask<(String, usize)>,
    pub(super) connect_ask: Ask<(String, usize)>,
    pub(super) rank_ask: Ask<Property>,
    pub(super) spots_ask: Ask<(usize, Signal, usize)>,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            task: TaskKind::Text,
            text: Bench::new(TaskKind::Text),
            series: Bench::new(TaskKind::Series),
            phase: Phase::Waiting,
            corpus: None,
            pretrained: None,
            probe: DEFAULT_PROBE.into(),
            window: 0,
            position: 30,
            view: View { layer: 1, signal: Signal::Cell, neuron: None, hover: None, property: None, all_rows: false },
            surgery: Surgery::default(),
            exercises: Exercises::default(),
            notices: Notices::default(),
            export: None,
            paused_by_hiding: false,
            engine_ready: false,
            pretrained_settled: false,
            setups_under_way: 0,
            loading_weights: false,
            train_after_setup: None,
            progress_count: 0,
            exports: VecDeque::new(),
            trace_ask: Ask::default(),
            connect_ask: Ask::default(),
            rank_ask: Ask::default(),
            spots_ask: Ask::default(),
        }
    }
}

impl Lesson {
    pub fn bench(&self) -> &Bench {
        match self.task {
            TaskKind::Text => &self.text,
            TaskKind::Series => &self.series,
        }
    }

    pub(super) fn bench_mut(&mut self) -> &mut Bench {
        match self.task {
            TaskKind::Text => &mut self.text,
            TaskKind::Series => &mut self.series,
        }
    }

    pub fn trace(&self) -> Option<&Shared<Trace>> {
        self.bench().trace.as_ref()
    }

    /// The step on show, within the trace.
    pub fn now(&self) -> usize {
        let steps = self.trace().map_or(0, |trace| trace.steps);
        self.position.min(steps.saturating_sub(1))
    }

    /// The layer on show, within the trace.
    pub fn layer(&self) -> usize {
        let layers = self.trace().map_or(1, |trace| trace.layers.len());
        self.view.layer.min(layers.saturating_sub(1))
    }

    /// The one line that says what the lab is doing.
    pub fn status(&self) -> String {
        let bench = self.bench();
        match &self.phase {
            Phase::Waiting if bench.recorded => "Recorded run. The live model is on its way.".into(),
            Phase::Waiting => "The model is on its way.".into(),
            Phase::Preparing => "Setting up the model.".into(),
            Phase::Failed(message) => message.clone(),
            Phase::Training => format!("Training, step {}", count(bench.step as usize)),
            Phase::Idle if self.paused_by_hiding => "Paused while this tab is hidden.".into(),
            Phase::Idle if bench.step == 0 => "Untrained: its weights are random.".into(),
            Phase::Idle => format!("Trained for {} steps", count(bench.step as usize)),
        }
    }

    /// What the primary button does now.
    pub fn train_label(&self) -> &'static str {
        match self.phase {
            Phase::Training => "Pause",
            _ if self.bench().loses_weights() => "Train a new model",
            _ if self.bench().step > 0 => "Train further",
            _ => "Train",
        }
    }

    pub fn can_train(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Training)
    }

    /// What the knobs ask for that the standing model is not.
    pub fn pending_note(&self) -> Option<&'static str> {
        let bench = self.bench();
        if !bench.is_pending() {
            None
        } else if bench.loses_weights() {
            Some("Training with these settings starts a new model; the trained one is dropped.")
        } else {
            Some("The new settings hold from the next training step on.")
        }
    }

    /// What the engine could not keep of the reader's text.
    pub fn alphabet_note(&self) -> Option<String> {
        let prepared = &self.text.standing.as_ref()?.prepared;
        (prepared.unknown > 0).then(|| {
            format!(
                "This text has more different characters than the model has tokens. The {} most frequent ones have their own; {} characters of the text are read as one unknown token.",
                count(prepared.alphabet.len().saturating_sub(1)),
                count(prepared.unknown)
            )
        })
    }

    pub fn notify(&mut self, notice: Notice) {
        self.notices.add(notice);
    }
}

/// The page around the lesson. What it does with each is beside what the lesson does with it, in the modules of this folder.
impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = protocol::lstm::Event;

    fn apply(&mut self, event: &Event) -> Vec<Request> {
        Lesson::apply(self, event)
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        self.engine_started(again)
    }

    fn hide(&mut self, hidden: bool) -> Vec<Request> {
        Lesson::hide(self, hidden)
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        Lesson::set_position(self, position)
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        Lesson::to_query(self)
    }

    fn link_note(&self) -> Option<&'static str> {
        Lesson::link_note(self)
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}
