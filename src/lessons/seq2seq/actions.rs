//! What the reader does, and what it asks of the engine.

use protocol::seq2seq::{Attention, Purpose, Request, Search, Surgery, Which, Writing};

use super::lesson::{Lesson, Phase};
use super::settings::{Knob, TaskKind};
use crate::{Notice, Shared};

impl Lesson {
    /// The engine listens, for the first time or after a restart in which it lost all it knew.
    pub(super) fn engine_started(&mut self, again: bool) -> Vec<Request> {
        self.started = true;
        if again {
            self.notify(Notice::warning(
                "The engine stopped and was started again. Your input and settings are as they were; weights trained in this tab are lost.",
            ));
            self.made_with = None;
        }
        self.phase = Phase::Waiting;
        self.forget_questions();
        self.begin()
    }

    /// The trained models of a task have arrived, or (`None`) could not be had.
    pub fn take_file(&mut self, task: TaskKind, file: Option<Vec<u8>>) -> Vec<Request> {
        if !self.files.iter().any(|(of, _)| *of == task) {
            self.files.push((task, file.map(Shared::new)));
        }
        self.begin()
    }

    /// Opens the task as soon as all that it needs is there.
    fn begin(&mut self) -> Vec<Request> {
        let ready = self.started && self.made_with.is_none() && self.phase != Phase::Preparing;
        if !ready || self.wanted_file().is_some() { Vec::new() } else { self.set_up(true) }
    }

    /// Has the engine make pairs and models; `trained`: those that come with the page, if they fit.
    fn set_up(&mut self, trained: bool) -> Vec<Request> {
        if !self.started {
            return Vec::new();
        }
        if self.settings.task == TaskKind::Own && self.own.is_empty() {
            self.phase = Phase::Failed("There are no pairs yet.".into());
            return Vec::new();
        }
        let file = self.files.iter().find(|(of, _)| *of == self.settings.task && self.settings.fits_file());
        let weights = file.filter(|_| trained).and_then(|(_, file)| file.clone());
        let mut requests = Vec::new();
        if self.phase == Phase::Training {
            requests.push(Request::Pause);
        }
        self.forget_questions();
        self.phase = Phase::Preparing;
        self.made_with = Some(self.settings.clone());
        self.losses.clear();
        self.marks.clear();
        self.trial = None;
        self.evaluated = None;
        self.broken = None;
        self.train_after_setup = false;
        requests.push(Request::Open {
            setup: self.settings.setup(&self.own),
            weights: weights.map(|weights| weights.to_vec()),
        });
        requests
    }

    pub fn set_task(&mut self, task: TaskKind) -> Vec<Request> {
        if self.settings.task == task {
            return Vec::new();
        }
        self.settings.task = task;
        self.made_with = None;
        self.written = None;
        self.opened = None;
        self.recorded = false;
        self.beam.prefix.clear();
        self.beam.tree = None;
        self.swap = Default::default();
        let mut requests = if self.phase == Phase::Training { vec![Request::Pause] } else { Vec::new() };
        self.phase = Phase::Waiting;
        requests.extend(self.begin());
        requests
    }

    /// Takes the reader's pairs.
    pub fn use_own(&mut self, text: Shared<str>) -> Vec<Request> {
        self.own = text;
        let first =
            self.own.lines().find_map(|line| line.split('\t').next().filter(|source| !source.trim().is_empty()));
        if let Some(first) = first {
            self.sources[TaskKind::Own as usize] = first.trim().to_owned();
        }
        if self.settings.task != TaskKind::Own {
            return self.set_task(TaskKind::Own);
        }
        self.made_with = None;
        self.set_up(false)
    }

    pub fn set_knob(&mut self, knob: Knob, value: f64) -> Vec<Request> {
        self.settings.set(knob, value);
        if knob.is_live() && matches!(self.phase, Phase::Idle | Phase::Training) {
            vec![Request::Tune(self.settings.tuning())]
        } else {
            Vec::new()
        }
    }

    pub fn set_attention(&mut self, attention: Attention) {
        self.settings.attention = attention;
    }

    /// The main button: train, pause, go on.
    pub fn toggle_training(&mut self) -> Vec<Request> {
        self.paused_by_hiding = false;
        match self.phase {
            Phase::Training => vec![Request::Pause],
            Phase::Idle if self.is_pending() => {
                let requests = self.set_up(false);
                self.train_after_setup = true;
                requests
            }
            Phase::Idle => self.train(),
            _ => Vec::new(),
        }
    }

    pub(super) fn train(&mut self) -> Vec<Request> {
        self.phase = Phase::Training;
        self.trial = None;
        self.evaluated = None;
        vec![Request::Tune(self.settings.tuning()), Request::Train { steps: None }]
    }

    /// Fresh weights from the seed.
    pub fn reset(&mut self) -> Vec<Request> {
        if matches!(self.phase, Phase::Waiting | Phase::Preparing) { Vec::new() } else { self.set_up(false) }
    }

    /// Back to the models that came with the page.
    pub fn load_example(&mut self) -> Vec<Request> {
        let task = self.settings.task;
        if !task.has_file() || matches!(self.phase, Phase::Waiting | Phase::Preparing) {
            return Vec::new();
        }
        let mut requests = if self.phase == Phase::Training { vec![Request::Pause] } else { Vec::new() };
        self.settings = super::settings::Settings { task, ..Default::default() };
        self.made_with = None;
        self.phase = Phase::Waiting;
        // One that could not be had is tried again.
        self.files.retain(|(_, file)| file.is_some());
        requests.extend(self.begin());
        requests
    }

    /// Whether the models are those that came with the page, untouched.
    pub fn is_as_shipped(&self) -> bool {
        self.losses.is_empty() && self.made_with.as_ref().is_some_and(super::settings::Settings::fits_file)
    }

    /// The tab went into the background, or came back.
    pub(super) fn hide(&mut self, hidden: bool) -> Vec<Request> {
        if hidden && self.phase == Phase::Training {
            self.paused_by_hiding = true;
            return vec![Request::Pause];
        }
        if !hidden && self.paused_by_hiding {
            self.paused_by_hiding = false;
            if self.phase == Phase::Idle {
                return self.train();
            }
        }
        Vec::new()
    }

    pub fn set_source(&mut self, source: String) -> Vec<Request> {
        self.sources[self.settings.task as usize] = source;
        self.beam.prefix.clear();
        self.swap = Default::default();
        self.broken = None;
        let mut requests = self.ask_written();
        requests.extend(self.ask_tree());
        requests
    }

    /// Whether the engine can be asked about the standing models.
    pub(super) fn can_ask(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Training) && self.can_read()
    }

    pub(super) fn ask_written(&mut self) -> Vec<Request> {
        if !self.can_ask() {
            return Vec::new();
        }
        let writing =
            Writing { source: self.source().to_owned(), surgery: Surgery::default(), purpose: Purpose::Shown };
        self.write_ask.want(writing).map(Request::Write).into_iter().collect()
    }

    /// A search as the controls stand; not while training, when every answer would be out of date.
    pub(super) fn ask_tree(&mut self) -> Vec<Request> {
        if !self.can_ask() || self.phase == Phase::Training {
            return Vec::new();
        }
        vec![Request::Search(Search {
            source: self.source().to_owned(),
            which: if self.has_plain() { self.which } else { Which::Main },
            width: self.beam.width,
            length_penalty: self.beam.length_penalty as f32,
            prefix: self.beam.prefix.clone(),
        })]
    }

    pub fn set_which(&mut self, which: Which) -> Vec<Request> {
        self.which = which;
        self.beam.prefix.clear();
        self.ask_tree()
    }

    pub fn set_width(&mut self, width: u32) -> Vec<Request> {
        self.beam.width = width.clamp(1, protocol::seq2seq::MAX_WIDTH);
        self.ask_tree()
    }

    pub fn set_length_penalty(&mut self, penalty: f64) -> Vec<Request> {
        self.beam.length_penalty = penalty;
        self.ask_tree()
    }

    /// Goes on from a branch of the tree, whatever the model thought of it; from the root: from the start.
    pub fn go_on_from(&mut self, node: u32) -> Vec<Request> {
        self.beam.prefix = self.tokens_to(node);
        self.ask_tree()
    }

    pub fn point_at(&mut self, node: Option<u32>) {
        self.beam.at = node;
    }

    pub fn ask_export(&mut self) -> Vec<Request> {
        if matches!(self.phase, Phase::Idle | Phase::Training) { vec![Request::Export] } else { Vec::new() }
    }

    fn forget_questions(&mut self) {
        self.write_ask.forget();
        self.swap_ask.forget();
    }
}
