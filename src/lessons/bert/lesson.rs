//! The state of the page.

use algorithms::attention_patterns::Score;
use protocol::bert::{Attend, Attended, Event, MOST_CELLS, Request};

use super::break_it::Trial;
use super::classifier::Classifier;
use super::exercise::{Exercise, Exercises};
use super::heads;
use super::masked::Masked;
use crate::ask::Ask;
use crate::pack_store::Shelf;
use crate::{Notice, Notices, Shared, format::capital};

/// Bytes of a text that go to the engine: far more than 512 tokens, and a mistaken paste of a novel does not travel.
pub const MOST_BYTES: usize = 100_000;

/// Characters that surely make no more tokens than all layers' maps at once may have.
const SURELY_FEW: usize = 330;

pub const FIRST: &str = "The cat sat on the mat because the cat was tired.";
pub const SECOND: &str = "Then it slept.";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Map,
    Lines,
}

/// Layer and head that the page opens on: MiniLM's clearest one, which looks at the token before.
pub(super) const OPENING: (usize, usize) = (0, 2);

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub shelf: Shelf,
    /// As typed, all of it.
    pub first: String,
    pub second: String,
    /// Whether there is a second text.
    pub pair: bool,
    pub layer: usize,
    pub head: usize,
    pub picture: Picture,
    /// Whether `[CLS]` and `[SEP]` are shown.
    pub specials: bool,
    /// The token whose attention is followed, by its place among all tokens.
    pub from: Option<usize>,
    /// The cell that is explained: query and key, by their places among all tokens.
    pub cell: (usize, usize),
    pub attended: Option<Shared<Attended>>,
    pub causal: Option<Shared<Attended>>,
    /// Whether these came with the site and were not read in this tab.
    pub recorded: bool,
    pub masked: Masked,
    /// The scores of each head whose map is there, `layer * heads + head`.
    pub(super) scores: Option<Shared<Vec<Vec<Score>>>>,
    pub problem: Option<String>,
    pub trial: Option<Trial>,
    pub classifier: Classifier,
    pub exercises: Exercises,
    pub(super) ask: Ask<Attend>,
    pub(super) notices: Notices,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            shelf: Shelf::new("minilm"),
            first: FIRST.into(),
            second: SECOND.into(),
            pair: false,
            layer: OPENING.0,
            head: OPENING.1,
            picture: Picture::Map,
            specials: true,
            from: None,
            cell: (2, 1),
            attended: None,
            causal: None,
            recorded: false,
            masked: Masked::default(),
            scores: None,
            problem: None,
            trial: None,
            classifier: Classifier::default(),
            exercises: Exercises::new(Exercise::ALL),
            ask: Ask::default(),
            notices: Notices::default(),
        }
    }
}

impl Lesson {
    /// The question that the page as it stands wants answered.
    pub(super) fn question(&self, causal: bool) -> Attend {
        Attend {
            first: clip(&self.first).into(),
            second: self.second().map(|text| clip(text).into()),
            causal,
            maps: if causal || !self.fits() { vec![self.layer as u32] } else { (0..self.layers() as u32).collect() },
            ..Attend::default()
        }
    }

    pub(super) fn second(&self) -> Option<&str> {
        (self.pair && !self.second.trim().is_empty()).then_some(self.second.as_str())
    }

    /// Whether the maps of all layers are few enough numbers for one answer.
    fn fits(&self) -> bool {
        let second = self.second();
        let letters = self.first.chars().count() + second.map_or(0, |text| text.chars().count());
        let known = self
            .attended
            .as_ref()
            .filter(|it| it.request.first == clip(&self.first) && it.request.second.as_deref() == second.map(clip));
        match known {
            Some(it) => it.tokens.len() * it.tokens.len() * (it.layers * it.heads) as usize <= MOST_CELLS,
            None => letters <= SURELY_FEW,
        }
    }

    pub fn layers(&self) -> usize {
        self.shelf.store.facts().map_or(6, |facts| facts.layers as usize)
    }

    pub fn heads(&self) -> usize {
        self.shelf.store.facts().map_or(12, |facts| facts.heads as usize)
    }

    pub fn is_loaded(&self) -> bool {
        self.shelf.store.facts().is_some()
    }

    /// Asks for what is missing, one thing after the other: the maps, then the same sentence under a causal mask.
    pub(super) fn pursue(&mut self) -> Vec<Request> {
        if !self.is_loaded() || self.first.trim().is_empty() {
            return Vec::new();
        }
        // What was recorded is shown until the model has read the text itself.
        let asked =
            |answer: &Option<Shared<Attended>>| answer.as_ref().filter(|_| !self.recorded).map(|it| it.request.clone());
        let trial = self.trial.as_ref().map(|trial| (self.trial_question(trial), asked(&trial.answer)));
        let missing = [(self.question(false), asked(&self.attended)), (self.question(true), asked(&self.causal))]
            .into_iter()
            .chain(trial)
            .find(|(wanted, there)| there.as_ref() != Some(wanted));
        let question = missing.and_then(|(wanted, _)| self.ask.want(wanted));
        question.map(Request::Attend).into_iter().collect()
    }

    fn answered(&mut self, attended: &Attended) -> Vec<Request> {
        self.problem = None;
        let answer = Shared::new(attended.clone());
        if self.is_of_the_trial(&attended.request) {
            self.tried(answer);
        } else if attended.request.causal {
            self.causal = Some(answer);
        } else {
            if self.recorded {
                (self.recorded, self.causal) = (false, None);
            }
            let last = attended.tokens.len().saturating_sub(1);
            self.from = self.from.filter(|&from| from <= last);
            self.cell = (self.cell.0.min(last), self.cell.1.min(last));
            self.scores = Some(Shared::new(heads::all_scores(attended)));
            self.attended = Some(answer);
        }
        match self.ask.answered().1 {
            Some(next) => vec![Request::Attend(next)],
            None => self.pursue(),
        }
    }

    fn forget_answers(&mut self) {
        self.ask.forget();
        self.problem = None;
        self.trial = None;
        self.classifier.lost();
        if !self.recorded {
            (self.attended, self.causal, self.scores) = (None, None, None);
        }
    }

    /// One line on what the pictures show.
    pub fn status(&self) -> String {
        if !self.is_loaded() {
            return if self.recorded {
                "Recorded: what the model said of this sentence. Load it above to have it read yours.".into()
            } else {
                "Load the model above: the pictures are its own, made in this tab.".into()
            };
        }
        if self.first.trim().is_empty() {
            return "Type a sentence: there is no word to attend to.".into();
        }
        match self.attended.as_ref().filter(|_| !self.recorded) {
            None => "The model is reading.".into(),
            Some(it) => {
                format!("{} tokens, read live in {} ms", it.tokens.len(), viz::number::fixed(it.milliseconds, 1))
            }
        }
    }
}

/// As much of a text as goes to the engine.
pub(crate) fn clip(text: &str) -> &str {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        let event = match event {
            protocol::Event::Bert(event) => event,
            protocol::Event::Refused { message } => {
                self.notices.add(Notice::warning(format!("{}.", capital(message))));
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let was = self.shelf.store.facts().cloned();
        let loading = event.of_pack();
        let asked = self.shelf.change(|store| loading.map_or(Vec::new(), |event| store.apply(&event)));
        let mut requests: Vec<Request> = asked.into_iter().map(Request::from).collect();
        if self.shelf.store.facts() != was.as_ref() {
            self.forget_answers();
            self.masked.forget();
            requests.extend(self.pursue());
        }
        match event {
            Event::Absent => self.forget_answers(),
            Event::Masked(event) if self.is_loaded() => requests.extend(self.masked.apply(event)),
            Event::Attended(attended) if self.is_loaded() => requests.extend(self.answered(attended)),
            Event::Classifier(event) if self.is_loaded() => {
                requests.extend(self.classifier.apply(event).map(Request::Classifier));
            }
            Event::Failed { message } if self.is_loaded() => {
                self.problem = Some(format!("{}.", capital(message.trim_end_matches('.'))));
                requests.extend(self.ask.answered().1.map(Request::Attend));
            }
            _ => {}
        }
        self.grade();
        requests
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        if again {
            self.forget_answers();
            self.masked.forget();
        }
        self.shelf.change(|store| store.started(again)).into_iter().map(Request::from).collect()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query()
    }

    fn link_note(&self) -> Option<&'static str> {
        self.is_too_long_for_a_link()
            .then_some("These texts are too long for a link: whoever opens it sees the sentence the page opens with.")
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}
