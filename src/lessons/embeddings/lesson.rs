//! The state of the page, and what may be said about it in words.

use protocol::embeddings::{Analogy, Axis, Format, Layout, Map, Neighbours, Prepared, Spaces, Step, TsneProgress};

use super::break_it::BreakIt;
use super::exercise::Exercises;
use super::settings::Settings;
use crate::corpus::Corpus;
use crate::format::count;
use crate::reader_text::{Limits, Problem, TextFacts, check_text};
use crate::{Notice, Notices, Shared};

/// 20 MB still train; beyond that a tab's memory is at stake.
pub const LIMITS: Limits = Limits { min: 1, why_min: "", max: 50_000_000 };

/// # Errors
/// What is wrong with it and what to do.
pub fn check(text: &str) -> Result<TextFacts, Problem> {
    check_text(text, LIMITS)
}

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The engine, the text or the trained vectors are on their way.
    Waiting,
    Preparing,
    Idle,
    Training,
    /// t-SNE arranges the map.
    Arranging,
    /// There are no vectors; why, and what to do.
    Failed(String),
}

/// What the lower panels ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub similarity: [String; 2],
    pub analogy: [String; 3],
    pub axis: [String; 2],
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub corpus: Option<Corpus>,
    /// What is set, and what the vectors were made with.
    pub settings: Settings,
    pub made_with: Option<Settings>,
    pub phase: Phase,
    /// The project's vectors, once fetched; `Some(None)`: they did not arrive.
    pub pretrained: Option<Option<Shared<Vec<u8>>>>,
    /// What is shown was recorded, until the engine answers.
    pub recorded: bool,
    pub prepared: Option<Shared<Prepared>>,
    pub map: Option<Shared<Map>>,
    /// Whether the vectors have learnt all epochs or came trained.
    pub finished: bool,
    pub losses: Vec<(f32, f32)>,
    pub examples: u64,
    pub epoch: u32,
    pub done: f32,
    pub speed: f32,
    pub words_per_second: f32,
    pub steps: Vec<Shared<Step>>,
    pub position: usize,
    /// The word everything on the page is about.
    pub word: String,
    pub hover: Option<u32>,
    pub neighbours: Option<Neighbours>,
    pub spaces: Option<Shared<Spaces>>,
    pub question: Question,
    pub similarity: Option<(String, String, Option<f32>)>,
    pub analogy: Option<Analogy>,
    pub axis: Option<Shared<Axis>>,
    pub perplexity: f64,
    pub tsne_seed: f64,
    pub tsne: Option<TsneProgress>,
    pub break_it: BreakIt,
    pub exercises: Exercises,
    pub notices: Notices,
    /// A file for the reader to save, once.
    pub export: Option<(Format, Shared<Vec<u8>>)>,
    pub(super) started: bool,
}

impl Default for Lesson {
    fn default() -> Self {
        let words = |words: [&str; 2]| words.map(String::from);
        Lesson {
            corpus: None,
            settings: Settings::default(),
            made_with: None,
            phase: Phase::Waiting,
            pretrained: None,
            recorded: false,
            prepared: None,
            map: None,
            finished: false,
            losses: Vec::new(),
            examples: 0,
            epoch: 0,
            done: 0.0,
            speed: 0.0,
            words_per_second: 0.0,
            steps: Vec::new(),
            position: 0,
            word: "three".into(),
            hover: None,
            neighbours: None,
            spaces: None,
            question: Question {
                similarity: words(["black", "brown"]),
                analogy: ["he", "his", "she"].map(String::from),
                axis: words(["she", "he"]),
            },
            similarity: None,
            analogy: None,
            axis: None,
            perplexity: 30.0,
            tsne_seed: 1.0,
            tsne: None,
            break_it: BreakIt::default(),
            exercises: Exercises::default(),
            notices: Notices::default(),
            export: None,
            started: false,
        }
    }
}

impl Lesson {
    /// The one line that says what the lab is doing.
    pub fn status(&self) -> String {
        match &self.phase {
            Phase::Waiting if self.recorded => "Recorded: the trained vectors, until the engine is here.".into(),
            Phase::Waiting => "The engine is on its way.".into(),
            Phase::Preparing => "Reading the text.".into(),
            Phase::Training => format!(
                "Training, epoch {} of {}, {} pairs",
                (self.epoch + 1).min(self.epochs()),
                self.epochs(),
                count(self.examples as usize)
            ),
            Phase::Arranging => {
                let done = self.tsne.as_ref().map_or(0, |tsne| tsne.iteration);
                format!("t-SNE, iteration {} of 1,000", count(done as usize))
            }
            Phase::Failed(_) => "There are no vectors.".into(),
            Phase::Idle if self.examples > 0 => {
                let how = if self.finished { "Trained" } else { "Paused" };
                format!("{how}: {} pairs", count(self.examples as usize))
            }
            Phase::Idle if self.finished => "Vectors trained by this project.".into(),
            Phase::Idle => "Untrained: random vectors.".into(),
        }
    }

    fn epochs(&self) -> u32 {
        self.made_with.as_ref().map_or(1, |settings| settings.epochs as u32)
    }

    pub fn train_label(&self) -> &'static str {
        match self.phase {
            Phase::Training => "Pause",
            _ if self.finished => "Train from scratch",
            _ if self.examples > 0 => "Go on training",
            _ => "Train",
        }
    }

    pub fn can_train(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Training) || (self.is_failed() && self.corpus.is_some())
    }

    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Idle
    }

    pub fn is_failed(&self) -> bool {
        matches!(self.phase, Phase::Failed(_))
    }

    /// What waits for the next training.
    pub fn pending_note(&self) -> &'static str {
        match &self.made_with {
            Some(made) if *made != self.settings => "Changed settings take effect when you train from scratch.",
            _ => "",
        }
    }

    pub fn id(&self, word: &str) -> Option<u32> {
        let word = word.trim().to_lowercase();
        let words = &self.prepared.as_ref()?.words;
        words.iter().position(|known| *known == word).map(|id| id as u32)
    }

    pub fn layout(&self) -> Option<Layout> {
        self.map.as_ref().map(|map| map.layout)
    }

    /// The step on show; position 0 is before the first.
    pub fn step(&self) -> Option<&Shared<Step>> {
        self.steps.get(self.position.min(self.steps.len()).checked_sub(1)?)
    }

    /// Positions of the transport bar: before the first step, after each, and the next one while it can be trained.
    pub fn positions(&self) -> usize {
        self.steps.len() + 1 + usize::from(self.can_step())
    }

    pub fn can_step(&self) -> bool {
        self.is_idle() && self.made_with.is_some() && !(self.finished && self.examples > 0)
    }

    pub fn notify(&mut self, notice: Notice) {
        self.notices.add(notice);
    }
}
