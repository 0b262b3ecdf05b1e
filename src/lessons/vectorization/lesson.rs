//! The state of the page, and what may be said about it in words.

use protocol::vectorization::{
    Comparison, Export, Fitted, Order, Ranking, Representation, Setup, Split, Steps, View, Window,
};

use viz::number::fixed;

use super::break_it::BreakIt;
use super::exercise::Exercises;
use super::sample::{QUERY, SAMPLE};
use super::stages::{Stage, stages};
use crate::ask::Ask;
use crate::format::count;
use crate::reader_text::{Limits, Problem, TextFacts, check_text};
use crate::{Notice, Notices, Shared};

/// What the page can use: a text of one word will do. More than this a browser's own text field takes seconds to lay out.
pub const LIMITS: Limits = Limits { min: 1, why_min: "", max: 1_000_000 };

/// Bytes up to which the documents are edited in place; longer texts go through "my text".
pub const EDITABLE: usize = 20_000;

/// # Errors
/// What is wrong with it and what to do.
pub fn check(text: &str) -> Result<TextFacts, Problem> {
    check_text(text, LIMITS)
}

/// Where the documents come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Sample,
    /// The sample, changed in place.
    Edited,
    /// The reader's own text.
    Mine,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Corpus {
    pub text: Shared<str>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The worker is on its way.
    Waiting,
    Counting {
        done: usize,
        documents: usize,
    },
    Ready,
    /// There is no matrix; why, and what to do.
    Unfit(String),
}

/// A cell of the matrix with all that it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Picked {
    /// Its place on the screen: row and column.
    pub place: (usize, usize),
    pub document: usize,
    pub text: String,
    pub term: String,
    pub count: u32,
    pub tf: f64,
    pub df: u32,
    pub idf: f64,
    pub norm: f64,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub corpus: Corpus,
    pub split: Split,
    pub setup: Setup,
    pub phase: Phase,
    pub fitted: Option<Fitted>,
    /// What the matrix shows.
    pub view: View,
    pub window: Option<Shared<Window>>,
    /// The place under the pointer or the keyboard's cursor, whether or not its cell has arrived yet.
    pub(super) pointed: Option<(usize, usize)>,
    pub hover: Option<Picked>,
    pub picked: Option<Picked>,
    pub query: String,
    pub ranking: Option<Shared<Ranking>>,
    /// The documents that are compared.
    pub pair: (usize, usize),
    pub comparison: Option<Shared<Comparison>>,
    /// The document that is followed step by step.
    pub followed: usize,
    pub steps: Option<Shared<Steps>>,
    pub position: usize,
    pub break_it: BreakIt,
    pub exercises: Exercises,
    pub notices: Notices,
    /// A file for the reader to save, once.
    pub export: Option<(Export, Shared<Vec<u8>>)>,
    pub(super) started: bool,
    pub(super) window_ask: Ask<View>,
    pub(super) rank_ask: Ask<String>,
    /// Of the newest fit: answers about earlier ones are dropped.
    pub(super) serial: u32,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            corpus: Corpus { text: SAMPLE.into(), origin: Origin::Sample },
            split: Split::Lines,
            setup: Setup::default(),
            phase: Phase::Waiting,
            fitted: None,
            view: View { rows: 20, columns: 60, order: Order::Common, ..View::default() },
            window: None,
            pointed: None,
            hover: None,
            picked: None,
            query: QUERY.into(),
            ranking: None,
            pair: (0, 1),
            comparison: None,
            followed: 3,
            steps: None,
            position: Stage::Norm as usize,
            break_it: BreakIt::default(),
            exercises: Exercises::default(),
            notices: Notices::default(),
            export: None,
            started: false,
            window_ask: Ask::default(),
            rank_ask: Ask::default(),
            serial: 0,
        }
    }
}

impl Lesson {
    /// The one line that says what the lab is doing.
    pub fn status(&self) -> String {
        match &self.phase {
            Phase::Waiting => "The text worker is on its way.".into(),
            Phase::Counting { documents: 0, .. } => "Counting words.".into(),
            Phase::Counting { done, documents } => {
                format!("Counting words: {} of {} documents", count(*done), count(*documents))
            }
            Phase::Unfit(_) => "There is no matrix.".into(),
            Phase::Ready => match &self.fitted {
                Some(fitted) => format!(
                    "{} {} × {} {}, {} of {} cells not zero, in {} ms",
                    count(fitted.documents),
                    if fitted.documents == 1 { "document" } else { "documents" },
                    count(fitted.terms),
                    if fitted.terms == 1 { "term" } else { "terms" },
                    count(fitted.stored),
                    count(fitted.documents * fitted.terms),
                    fixed(fitted.milliseconds, 1)
                ),
                None => String::new(),
            },
        }
    }

    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// Why options for weights do nothing now.
    pub fn weighing_note(&self) -> &'static str {
        match self.setup.representation {
            Representation::TfIdf => "",
            Representation::Counts => "Counts are not weighed: idf and norm belong to TF-IDF.",
            Representation::OneHot => {
                "One-hot is not weighed, and it lower-cases and cuts at spaces whatever is set here."
            }
        }
    }

    /// What is under the pointer, or else what was chosen, or else, at the matrix's corner, the heaviest cell of the first row that has
    /// one. (Further on it would change at every step of the scroll bar.)
    pub fn shown(&self) -> Option<Picked> {
        let heaviest = || {
            let window =
                self.window.as_ref().filter(|window| (window.view.first_row, window.view.first_column) == (0, 0))?;
            let (row, line) = window.rows.iter().enumerate().find(|(_, line)| !line.cells.is_empty())?;
            let cell = line.cells.iter().max_by(|a, b| a.weight.total_cmp(&b.weight))?;
            self.cell((row, cell.at))
        };
        self.hover.clone().or_else(|| self.picked.clone()).or_else(heaviest)
    }

    /// The step of the followed document's way that is on show.
    pub fn stage(&self) -> Stage {
        let stages = stages(self.setup.representation);
        stages[self.position.min(stages.len() - 1)]
    }

    /// The text as the editor in place shows it; too long a text is not edited in place.
    pub fn editable(&self) -> bool {
        self.corpus.text.len() <= EDITABLE
    }

    pub fn notify(&mut self, notice: Notice) {
        self.notices.add(notice);
    }
}
