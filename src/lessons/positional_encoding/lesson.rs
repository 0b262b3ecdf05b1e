//! The state of the page.

use algorithms::positional_encoding::Sinusoid;
use protocol::positional_encoding::{Attended, Event, Request, Scheme, Setup, Stretch, Wiring};

use super::{exercise::Exercises, experiment::Trial, number::Number, sentence};
use crate::{Notice, Notices, Shared, format::capital};

/// Positions shown at once.
pub const WINDOW: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The engine is on its way; at best a recorded run is on show.
    Waiting,
    Idle,
    Running,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub(super) numbers: [f64; 8],
    pub causal: bool,
    pub wiring: Wiring,
    /// What a scale below 1 does to rotations.
    pub stretch: Stretch,
    /// As typed, all of it.
    pub sentence: String,
    pub words: Vec<String>,
    /// A permutation of the words: the other sentence.
    pub order: Vec<u32>,
    pub scheme: Scheme,
    pub(super) position: usize,
    /// The pair of dimensions that is followed.
    pub pair: usize,
    /// The cell of the matrix under the pointer: dimension, position.
    pub hover: Option<(usize, usize)>,
    /// The cell of the attention map that is explained: query, key.
    pub cell: (usize, usize),
    pub(super) head: usize,
    pub phase: Phase,
    pub attended: Option<Shared<Attended>>,
    /// Whether that was not computed in this tab.
    pub recorded: bool,
    pub trial: Option<Trial>,
    pub exercises: Exercises,
    pub(super) notices: Notices,
    /// Something changed while the engine was busy.
    pub(super) again: bool,
}

impl Default for Lesson {
    fn default() -> Self {
        let (words, _) = sentence::split(sentence::DEFAULT);
        Lesson {
            numbers: Number::ALL.map(|number| number.info().usual),
            causal: false,
            wiring: Wiring::Identity,
            stretch: Stretch::Positions,
            sentence: sentence::DEFAULT.into(),
            order: sentence::first_order(words.len()),
            words,
            scheme: Scheme::Sinusoidal,
            position: 20,
            pair: 2,
            hover: None,
            cell: (1, 4),
            head: 0,
            phase: Phase::Waiting,
            attended: None,
            recorded: false,
            trial: None,
            exercises: Exercises::default(),
            notices: Notices::default(),
            again: false,
        }
    }
}

impl Lesson {
    pub fn get(&self, number: Number) -> f64 {
        self.numbers[number as usize]
    }

    pub(super) fn whole(&self, number: Number) -> usize {
        self.get(number) as usize
    }

    pub fn d_model(&self) -> usize {
        self.whole(Number::DModel)
    }

    pub fn max_len(&self) -> usize {
        self.whole(Number::MaxLen)
    }

    /// The position that the transport bar points at.
    pub fn now(&self) -> usize {
        self.position.min(self.max_len() - 1)
    }

    pub fn sinusoid(&self) -> Sinusoid {
        // The bounds of the numbers rule out every error; the usual values stand in for what cannot come.
        Sinusoid::new(self.d_model(), self.get(Number::Base)).unwrap_or_else(|_| usual())
    }

    /// The pair that is followed, within those there are.
    pub fn followed(&self) -> usize {
        self.pair.min(self.sinusoid().frequencies() - 1)
    }

    /// Heads as they can be: the largest number up to the wanted one that divides `d_model`.
    pub fn heads(&self) -> usize {
        let (wanted, d_model) = (self.whole(Number::Heads), self.d_model());
        (1..=wanted).rev().find(|heads| d_model.is_multiple_of(*heads)).unwrap_or(1)
    }

    /// The head on show, within those of the last run.
    pub fn head(&self) -> usize {
        let heads = self.attended.as_ref().map_or(1, |attended| attended.setup.num_heads as usize);
        self.head.min(heads - 1)
    }

    pub(super) fn setup(&self) -> Setup {
        Setup {
            words: self.words.clone(),
            order: self.order.clone(),
            shift: self.whole(Number::Shift) as u32,
            d_model: self.d_model() as u32,
            num_heads: self.heads() as u32,
            causal: self.causal,
            wiring: self.wiring,
            base: self.get(Number::Base),
            max_len: self.max_len() as u32,
            scale: self.get(Number::Scale),
            stretch: self.stretch,
            seed: self.get(Number::Seed) as u64,
        }
    }

    /// The next run of the layer, or a note to ask again when the engine is free: only the newest question matters.
    pub(super) fn ask(&mut self) -> Vec<Request> {
        match self.phase {
            _ if self.words.is_empty() => Vec::new(),
            Phase::Waiting => Vec::new(),
            Phase::Running => {
                self.again = true;
                Vec::new()
            }
            Phase::Idle => {
                self.phase = Phase::Running;
                vec![Request::Attend(self.setup())]
            }
        }
    }

    /// The run that comes with the site, until the engine has made its own.
    pub fn show_recorded(&mut self, event: Event) {
        let Event::Attended(attended) = event;
        if self.attended.is_none() && attended.setup == self.setup() {
            self.attended = Some(Shared::new(attended));
            self.recorded = true;
        }
    }

    /// One line on what the attention pictures show.
    pub fn status(&self) -> String {
        if self.words.is_empty() {
            return "Type a sentence: there is no word to attend to.".into();
        }
        match (&self.attended, self.recorded, self.phase) {
            (Some(_), true, _) => "Recorded run. The live layer is on its way.".into(),
            (None, ..) => "The layer is on its way.".into(),
            (Some(_), _, Phase::Waiting) => "The layer is being started again.".into(),
            (Some(attended), ..) => {
                format!("Run live in {} ms", viz::number::fixed(attended.milliseconds, 1))
            }
        }
    }

    /// What the reader should know about the numbers as they stand.
    pub fn remarks(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (d_model, wanted) = (self.d_model(), self.whole(Number::Heads));
        if d_model % 2 == 1 {
            said.push(format!(
                "d_model {d_model} is odd: dimension {} is a sine without its cosine. The guide's code stops here with a shape error.",
                d_model - 1
            ));
        }
        if self.heads() != wanted {
            said.push(format!("{d_model} does not split into {wanted} heads; {} are used.", self.heads()));
        }
        if (d_model / self.heads()) % 2 == 1 {
            said.push("A head of odd width leaves its last number unturned by RoPE.".into());
        }
        if self.get(Number::Base) == 1.0 && d_model > 2 {
            said.push("With base 1 every pair turns at the same speed.".into());
        }
        if self.max_len() == 1 {
            said.push("A table of one position cannot tell positions apart.".into());
        }
        said
    }

    /// What was left out of the typed sentence.
    pub fn sentence_note(&self) -> String {
        match sentence::split(&self.sentence) {
            (words, 0) if words.is_empty() => "Type a sentence: there is no word to attend to.".into(),
            (_, 0) => String::new(),
            (words, rest) => format!(
                "The layer takes the first {} words; {} more are kept in the field and left out of the pictures.",
                words.len(),
                viz::number::count(rest as f64)
            ),
        }
    }
}

fn usual() -> Sinusoid {
    Sinusoid::new(2, algorithms::positional_encoding::BASE).expect("two dimensions and the usual base")
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::PositionalEncoding(Event::Attended(attended)) => {
                self.attended = Some(Shared::new(attended.clone()));
                self.recorded = false;
            }
            protocol::Event::Refused { message } => self.notices.add(Notice::warning(format!("{}.", capital(message)))),
            _ => return Vec::new(),
        }
        self.phase = Phase::Idle;
        self.grade_layer();
        if std::mem::take(&mut self.again) { self.ask() } else { Vec::new() }
    }

    fn worker_started(&mut self, _again: bool) -> Vec<Request> {
        self.phase = Phase::Idle;
        self.again = false;
        self.ask()
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.position = position;
        self.hover = None;
        Vec::new()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query()
    }

    fn link_note(&self) -> Option<&'static str> {
        self.is_too_long_for_a_link()
            .then_some("This sentence is too long for a link: whoever opens it sees the sentence the page opens with.")
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}
