//! The page's state.

use protocol::gpt::{Event, Prepared, Request};

use super::break_it::Found;
use super::exercise::Exercises;
use super::settings::TrainSettings;
use crate::corpus::Corpus;
use crate::lstm::Curve;
use crate::writing::Glass;
use crate::{Notice, Notices, Shared};

pub const DEFAULT_PROMPT: &str = "“My dear Watson,” said ";

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// For the engine, the text or the weights.
    Waiting,
    /// A model is being made.
    Preparing,
    Idle,
    Training,
    /// In words: the model could not be made.
    Failed(String),
}

/// Losses in nats a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub train: Curve,
    pub validation: Curve,
    pub rival_train: Curve,
    pub rival_validation: Curve,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub phase: Phase,
    pub corpus: Option<Corpus>,
    pub settings: TrainSettings,
    /// The model that the engine has, and the settings it was made with.
    pub standing: Option<(Prepared, TrainSettings)>,
    pub history: History,
    pub step: u32,
    /// Tokens a second.
    pub speed: f32,
    /// The step after which it was written, and what.
    pub sample: Option<(u32, String)>,
    pub glass: Glass,
    pub found: Option<Found>,
    pub exercises: Exercises,
    /// Weights to hand to the reader.
    pub export: Option<Shared<Vec<u8>>>,
    pub(super) example: Option<Shared<Vec<u8>>>,
    pub(super) example_settled: bool,
    pub(super) engine_ready: bool,
    /// Trains as soon as the model is made.
    pub(super) train_then: bool,
    pub(super) paused_by_hiding: bool,
    pub(super) notices: Notices,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            phase: Phase::Waiting,
            corpus: None,
            settings: TrainSettings::default(),
            standing: None,
            history: History::default(),
            step: 0,
            speed: 0.0,
            sample: None,
            glass: Glass::new(DEFAULT_PROMPT),
            found: None,
            exercises: Exercises::default(),
            export: None,
            example: None,
            example_settled: false,
            engine_ready: false,
            train_then: false,
            paused_by_hiding: false,
            notices: Notices::default(),
        }
    }
}

impl Lesson {
    pub fn notify(&mut self, notice: Notice) {
        self.notices.add(notice);
    }

    pub fn can_train(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Training) && self.standing.is_some()
    }

    pub fn train_label(&self) -> &'static str {
        match (&self.phase, self.step) {
            (Phase::Training, _) => "Pause",
            (_, 0) => "Train",
            _ => "Train on",
        }
    }

    /// The settings of the model that stands, or of the one to come.
    pub fn made(&self) -> &TrainSettings {
        self.standing.as_ref().map_or(&self.settings, |(_, made)| made)
    }

    /// Whether there is a model to write with.
    pub fn can_write(&self) -> bool {
        self.standing.is_some() && matches!(self.phase, Phase::Idle | Phase::Training)
    }

    /// Settings that the model on show was not made with.
    pub fn pending_note(&self) -> &'static str {
        match &self.standing {
            Some((_, made)) if !self.settings.same_run(made) => "Changed settings take effect with “Make a new model”.",
            _ => "",
        }
    }

    pub fn status(&self) -> String {
        match &self.phase {
            Phase::Waiting => "Waiting for the engine. What you see was recorded.".into(),
            Phase::Preparing => "The model is being made.".into(),
            Phase::Training if !self.glass.is_writing() => format!("Training, step {}.", self.step),
            Phase::Failed(message) => crate::format::capital(message) + ".",
            Phase::Idle | Phase::Training => {
                let said = self.glass.status();
                if said.is_empty() { "Ready.".into() } else { said }
            }
        }
    }

    /// Characters of the prompt that the model's alphabet lacks; it reads them as another sign.
    pub fn strangers(&self) -> String {
        let Some((prepared, made)) = &self.standing else { return String::new() };
        if made.bpe {
            return String::new();
        }
        let knows = |c: char| {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            prepared.vocabulary.iter().any(|piece| piece.bytes == bytes)
        };
        let mut strangers = String::new();
        for c in self.glass.prompt.chars().filter(|c| !knows(*c)) {
            if !strangers.contains(c) {
                strangers.push(c);
            }
        }
        strangers
    }
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Gpt(event) => self.heard(event),
            protocol::Event::Refused { message } => self.refused(message),
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        self.engine_started(again)
    }

    fn hide(&mut self, hidden: bool) -> Vec<Request> {
        if hidden && self.phase == Phase::Training {
            self.paused_by_hiding = true;
            return vec![Request::Pause];
        }
        if !hidden && std::mem::take(&mut self.paused_by_hiding) && self.phase == Phase::Idle {
            return self.train(None);
        }
        Vec::new()
    }

    fn position(&self) -> usize {
        self.glass.place.saturating_sub(1)
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.look(|glass| glass.look_at(position + 1))
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query()
    }

    fn link_note(&self) -> Option<&'static str> {
        let mine = self.corpus.as_ref().is_some_and(Corpus::is_mine);
        mine.then_some(
            "Your text stays in this browser: whoever opens the link sees these settings with the sample text.",
        )
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}
