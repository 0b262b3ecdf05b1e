//! The state of the page.

use protocol::seq2seq::{Evaluated, Length, Loss, Opened, Output, Request, Tree, Which, Writing, Written};

use super::alignment::Spot;
use super::break_it::Trial;
use super::exercise::Exercises;
use super::settings::{Settings, TaskKind};
use super::swap::Swap;
use crate::ask::Ask;
use crate::format::count;
use crate::reader_text::Limits;
use crate::{Notice, Notices, Shared};

/// Own pairs, in bytes.
pub const OWN_LIMITS: Limits = Limits { min: 1, why_min: "", max: 1_000_000 };

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The engine or a file is on its way; at best a recorded run is on show.
    Waiting,
    /// Pairs and models are being made.
    Preparing,
    Idle,
    Training,
    /// The engine refused the task.
    Failed(String),
}

/// How well both models did at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub step: u32,
    pub main: f32,
    pub plain: Option<f32>,
}

/// What the beam is to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    pub width: u32,
    pub length_penalty: f64,
    /// Tokens that the search goes on from.
    pub prefix: Vec<u32>,
    /// The branch that is pointed at.
    pub at: Option<u32>,
    pub tree: Option<Shared<Tree>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub settings: Settings,
    /// What the standing models were made with.
    pub made_with: Option<Settings>,
    /// The reader's pairs, as TSV.
    pub own: Shared<str>,
    /// As typed, one for each task.
    pub(super) sources: [String; 4],
    pub phase: Phase,
    /// Whether what is on show was not computed in this tab.
    pub recorded: bool,
    pub(super) started: bool,
    pub opened: Option<Shared<Opened>>,
    /// The trained models of a task as they came, `None` inside if they could not be had.
    pub(super) files: Vec<(TaskKind, Option<Shared<Vec<u8>>>)>,
    pub step: u32,
    pub pairs_per_second: f32,
    pub(super) losses: Vec<Loss>,
    pub(super) marks: Vec<Mark>,
    pub(super) lengths: Vec<Length>,
    pub measure: Option<Shared<protocol::seq2seq::Measure>>,
    pub written: Option<Shared<Written>>,
    /// Which model's output is shown.
    pub which: Which,
    /// The step of the decoder on show.
    pub position: usize,
    pub hover: Option<Spot>,
    pub swap: Swap,
    pub beam: Beam,
    pub trial: Option<Trial>,
    pub evaluated: Option<Evaluated>,
    /// The broken model's output.
    pub broken: Option<Shared<Written>>,
    pub exercises: Exercises,
    pub export: Option<Shared<Vec<u8>>>,
    pub(super) notices: Notices,
    pub(super) train_after_setup: bool,
    pub(super) paused_by_hiding: bool,
    pub(super) write_ask: Ask<Writing>,
    pub(super) swap_ask: Ask<Writing>,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            settings: Settings::default(),
            made_with: None,
            own: "".into(),
            sources: TaskKind::ALL.map(|task| task.source().to_owned()),
            phase: Phase::Waiting,
            recorded: false,
            started: false,
            opened: None,
            files: Vec::new(),
            step: 0,
            pairs_per_second: 0.0,
            losses: Vec::new(),
            marks: Vec::new(),
            lengths: Vec::new(),
            measure: None,
            written: None,
            which: Which::Main,
            position: 6,
            hover: None,
            swap: Swap::default(),
            beam: Beam { width: 3, length_penalty: 0.6, prefix: Vec::new(), at: None, tree: None },
            trial: None,
            evaluated: None,
            broken: None,
            exercises: Exercises::default(),
            export: None,
            notices: Notices::default(),
            train_after_setup: false,
            paused_by_hiding: false,
            write_ask: Ask::default(),
            swap_ask: Ask::default(),
        }
    }
}

impl Lesson {
    pub fn source(&self) -> &str {
        &self.sources[self.settings.task as usize]
    }

    /// The output on show.
    pub fn output(&self) -> Option<&Output> {
        let written = self.written.as_ref()?;
        match (self.which, &written.plain) {
            (Which::Plain, Some(plain)) => Some(plain),
            _ => Some(&written.main),
        }
    }

    /// Whether there is a model without attention beside the main one.
    pub fn has_plain(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.plain.is_some())
    }

    /// Steps of the transport bar.
    pub fn steps(&self) -> usize {
        self.output().map_or(0, |output| output.tokens.len())
    }

    /// The step on show, within the output.
    pub fn now(&self) -> usize {
        self.position.min(self.steps().saturating_sub(1))
    }

    /// The file that the page has still to fetch.
    pub fn wanted_file(&self) -> Option<TaskKind> {
        let task = self.settings.task;
        let is_there = self.files.iter().any(|(of, _)| *of == task);
        (self.settings.fits_file() && self.made_with.is_none() && !is_there).then_some(task)
    }

    /// The one line that says what the lab is doing.
    pub fn status(&self) -> String {
        match &self.phase {
            Phase::Waiting if self.recorded => "Recorded run. The live models are on their way.".into(),
            Phase::Waiting => "The models are on their way.".into(),
            Phase::Preparing => "Making pairs and models.".into(),
            Phase::Failed(_) => "There is no model: the pairs cannot be used.".into(),
            Phase::Training => format!("Training, step {}", count(self.step as usize)),
            Phase::Idle if self.paused_by_hiding => "Paused while this tab is hidden.".into(),
            Phase::Idle if self.step == 0 => "Untrained: the weights are random.".into(),
            Phase::Idle => format!("Trained for {} steps", count(self.step as usize)),
        }
    }

    /// What the primary button does now.
    pub fn train_label(&self) -> &'static str {
        match self.phase {
            Phase::Training => "Pause",
            _ if self.is_pending() => "Train new models",
            _ if self.step > 0 => "Train further",
            _ => "Train",
        }
    }

    pub fn can_train(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Training)
    }

    /// Whether the settings ask for other models than those that stand.
    pub fn is_pending(&self) -> bool {
        self.made_with.as_ref().is_some_and(|made| !self.settings.same_model(made))
    }

    pub fn pending_note(&self) -> &'static str {
        if self.is_pending() { "Changed sizes take effect when you train new models or reset." } else { "" }
    }

    /// What was left out of the reader's pairs, by line.
    pub fn odd_lines(&self) -> Vec<String> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let mut lines: Vec<String> =
            opened.odd.iter().map(|(line, problem)| format!("Line {line} {problem}.")).collect();
        let more = opened.odd_count as usize - opened.odd.len().min(opened.odd_count as usize);
        if more > 0 {
            lines.push(format!("{} more lines were left out.", count(more)));
        }
        lines
    }

    /// What cannot be read of the source as it is typed.
    pub fn source_note(&self) -> String {
        let tokens = self.source_tokens();
        if tokens == 0 {
            return "Type a source, or take one of the examples.".into();
        }
        if tokens > protocol::seq2seq::MAX_SOURCE {
            return format!(
                "This source has {} tokens; the models take {}. Shorten it: what is shown is the last one that fitted.",
                count(tokens),
                protocol::seq2seq::MAX_SOURCE
            );
        }
        let unknown = self.written.as_ref().filter(|written| written.writing.source == self.source());
        let unknown: Vec<&str> = unknown.map_or(Vec::new(), |written| {
            written.unknown.iter().filter_map(|at| written.tokens.get(*at as usize)).map(String::as_str).collect()
        });
        if unknown.is_empty() {
            return String::new();
        }
        format!("Never seen in training, and read as one unknown token: {}.", unknown.join(" "))
    }

    fn source_tokens(&self) -> usize {
        let words = self.opened.as_ref().is_some_and(|opened| opened.words);
        if words { self.source().split_whitespace().count() } else { self.source().chars().count() }
    }

    /// Whether the source as typed can be asked about.
    pub(super) fn can_read(&self) -> bool {
        (1..=protocol::seq2seq::MAX_SOURCE).contains(&self.source_tokens())
    }

    /// The right answer to the source, where it is one of the examples.
    pub fn expected(&self) -> Option<String> {
        let examples = &self.opened.as_ref()?.examples;
        examples.iter().find(|(source, _)| source == self.source()).map(|(_, target)| target.clone())
    }

    /// What is known of the models, in a line.
    pub fn facts(&self) -> String {
        let Some(opened) = &self.opened else { return String::new() };
        format!(
            "{} pairs to learn from, {} held out; {} parameters",
            count(opened.training as usize),
            count(opened.held_out as usize),
            count(opened.num_parameters as usize)
        )
    }

    pub fn notify(&mut self, notice: Notice) {
        self.notices.add(notice);
    }
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = protocol::seq2seq::Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Seq2Seq(event) => self.answered(event),
            protocol::Event::Refused { message } => self.refused(message),
            _ => Vec::new(),
        }
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
        self.position = position;
        Vec::new()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query_of_link()
    }

    fn link_note(&self) -> Option<&'static str> {
        if self.settings.task == TaskKind::Own {
            return Some("Your pairs are not in the link: they stay in this tab.");
        }
        (self.step > 0 && !self.is_as_shipped())
            .then_some("The trained weights are not in the link: the other side trains its own from the same seed.")
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}
