//! What the reader does, and what it asks of the engine.

use protocol::embeddings::{Event, Format, Layout, Neighbours, Request};

use super::break_it::{Guess, Outcome, Surgery};
use super::lesson::{Lesson, Phase};
use super::settings::{Knob, Settings};
use super::{Corpus, Origin};
use crate::{Notice, Shared};

impl Lesson {
    /// Shows the recorded state until the engine answers.
    pub fn show_recorded(&mut self, events: Vec<Event>) {
        if self.prepared.is_some() {
            return;
        }
        for event in events {
            match event {
                Event::Prepared(prepared) => self.prepared = Some(Shared::new(prepared)),
                Event::Map(map) => self.map = Some(Shared::new(map)),
                Event::Neighbours(near) if near.word == self.word => self.neighbours = Some(near),
                Event::Spaces(spaces) if spaces.word == self.word => self.spaces = Some(Shared::new(spaces)),
                _ => {}
            }
        }
        self.recorded = true;
    }

    pub fn use_text(&mut self, corpus: Corpus) -> Vec<Request> {
        let again = self.corpus.is_some();
        self.corpus = Some(corpus);
        if again { self.restart(false) } else { self.begin() }
    }

    pub fn use_pretrained(&mut self, vectors: Option<Vec<u8>>) -> Vec<Request> {
        self.pretrained = Some(vectors.map(Shared::new));
        self.begin()
    }

    /// Opens the lab once the engine, the text and the vectors are there.
    pub(super) fn begin(&mut self) -> Vec<Request> {
        let (true, Some(corpus), Some(pretrained)) = (self.started, &self.corpus, &self.pretrained) else {
            return Vec::new();
        };
        // The project's vectors belong to the sample text and the first settings.
        let fits = corpus.origin == Origin::Sample && self.settings == Settings::default();
        let load = pretrained.is_some() && fits;
        self.restart(load)
    }

    fn restart(&mut self, load: bool) -> Vec<Request> {
        let Some(corpus) = self.corpus.as_ref().filter(|_| self.started) else { return Vec::new() };
        let setup = self.settings.setup(&corpus.text);
        self.phase = Phase::Preparing;
        self.made_with = Some(self.settings.clone());
        self.finished = false;
        self.tsne = None;
        match (load, &self.pretrained) {
            (true, Some(Some(vectors))) => vec![Request::Load { setup, vectors: vectors.to_vec() }],
            _ => vec![Request::Init(setup)],
        }
    }

    /// Back to the vectors the page opens with.
    pub fn load_example(&mut self) -> Vec<Request> {
        self.settings = Settings::default();
        self.break_it.running = None;
        self.restart(true)
    }

    pub fn can_load_example(&self) -> bool {
        let there = matches!(self.pretrained, Some(Some(_)));
        let sample = self.corpus.as_ref().is_some_and(|corpus| corpus.origin == Origin::Sample);
        there && sample && matches!(self.phase, Phase::Idle | Phase::Failed(_))
    }

    /// The main button: train, pause, go on.
    pub fn toggle_training(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Training => vec![Request::Pause],
            Phase::Idle | Phase::Failed(_) => {
                let stale = self.made_with.as_ref() != Some(&self.settings);
                let mut requests =
                    if self.finished || stale || self.is_failed() { self.restart(false) } else { Vec::new() };
                self.phase = Phase::Training;
                requests.push(Request::Train);
                requests
            }
            _ => Vec::new(),
        }
    }

    /// Random vectors with the settings of now.
    pub fn reset(&mut self) -> Vec<Request> {
        self.break_it.running = None;
        self.restart(false)
    }

    pub fn set_knob(&mut self, knob: Knob, value: f64) {
        knob.set(&mut self.settings, value);
    }

    /// A word of the map, or one that was typed: everything on the page turns to it.
    pub fn choose(&mut self, word: &str) -> Vec<Request> {
        let word = word.trim().to_lowercase();
        if word.is_empty() {
            return Vec::new();
        }
        self.word = word;
        self.neighbours = None;
        self.spaces = None;
        self.ask_word()
    }

    pub fn choose_id(&mut self, id: u32) -> Vec<Request> {
        let word = self.prepared.as_ref().and_then(|prepared| prepared.words.get(id as usize).cloned());
        word.map_or_else(Vec::new, |word| self.choose(&word))
    }

    fn ask_word(&self) -> Vec<Request> {
        if self.made_with.is_none() || self.is_failed() {
            return Vec::new();
        }
        let word = || self.word.clone();
        let mut requests = vec![Request::Neighbours { word: word() }];
        if self.phase != Phase::Training {
            requests.push(Request::Spaces { word: word() });
        }
        requests
    }

    /// Everything that depends on the vectors.
    pub(super) fn ask_all(&self) -> Vec<Request> {
        let mut requests = self.ask_word();
        requests.push(self.similarity_request());
        requests.push(self.analogy_request());
        requests.push(self.axis_request());
        requests
    }

    fn similarity_request(&self) -> Request {
        let [a, b] = self.question.similarity.clone();
        Request::Similarity { a, b }
    }

    fn analogy_request(&self) -> Request {
        Request::Analogy { words: self.question.analogy.clone() }
    }

    fn axis_request(&self) -> Request {
        let [from, to] = self.question.axis.clone();
        Request::Axis { from, to }
    }

    fn can_ask(&self) -> bool {
        self.made_with.is_some() && !self.is_failed()
    }

    pub fn ask_similarity(&mut self, place: usize, word: String) -> Vec<Request> {
        self.question.similarity[place] = word;
        if self.can_ask() { vec![self.similarity_request()] } else { Vec::new() }
    }

    pub fn ask_analogy(&mut self, place: usize, word: String) -> Vec<Request> {
        self.question.analogy[place] = word;
        if self.can_ask() { vec![self.analogy_request()] } else { Vec::new() }
    }

    pub fn ask_axis(&mut self, place: usize, word: String) -> Vec<Request> {
        self.question.axis[place] = word;
        if self.can_ask() { vec![self.axis_request()] } else { Vec::new() }
    }

    /// Runs t-SNE, or stops it.
    pub fn toggle_tsne(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Arranging => vec![Request::StopTsne],
            Phase::Idle => {
                self.phase = Phase::Arranging;
                self.tsne = None;
                vec![Request::Tsne { perplexity: self.perplexity, seed: self.tsne_seed as u64 }]
            }
            _ => Vec::new(),
        }
    }

    pub fn show_pca(&mut self) -> Vec<Request> {
        if self.layout() == Some(Layout::Tsne) && self.phase == Phase::Idle { vec![Request::Pca] } else { Vec::new() }
    }

    pub fn ask_export(&mut self, format: Format) -> Vec<Request> {
        if self.can_ask() { vec![Request::Export(format)] } else { Vec::new() }
    }

    pub fn choose_surgery(&mut self, surgery: Surgery) {
        self.break_it.surgery = Some(surgery);
        self.break_it.outcome = None;
    }

    pub fn guess(&mut self, guess: Guess) {
        self.break_it.guess = Some(guess);
    }

    /// Why "Break it" cannot be pressed.
    pub fn obstacle(&self) -> &'static str {
        if self.break_it.is_running() {
            "It trains; the outcome comes at the end."
        } else if !self.is_idle() {
            "Pause first."
        } else if self.break_it.surgery.is_none() {
            "Choose what to break."
        } else if self.break_it.guess.is_none() {
            "Say first what you expect."
        } else if self.neighbours.as_ref().is_none_or(|near| near.found.is_none()) {
            "Choose a word of the vocabulary first."
        } else {
            ""
        }
    }

    /// Trains anew with the chosen thing broken.
    pub fn operate(&mut self) -> Vec<Request> {
        let (true, Some(surgery)) = (self.obstacle().is_empty(), self.break_it.surgery) else { return Vec::new() };
        let before = self.neighbours.as_ref().and_then(|near| near.found.clone()).unwrap_or_default();
        self.break_it.running = Some((self.word.clone(), before));
        self.break_it.outcome = None;
        self.settings = surgery.settings();
        let mut requests = self.restart(false);
        self.phase = Phase::Training;
        requests.push(Request::Train);
        requests
    }

    /// At the end of the broken training the word's neighbours are compared.
    pub(super) fn close_surgery(&mut self, near: &Neighbours) {
        let due = self.finished && self.phase == Phase::Idle;
        let Some((word, before)) = self.break_it.running.take_if(|(word, _)| due && *word == near.word) else { return };
        self.break_it.outcome = Some(Outcome::new(word, before, near.found.clone().unwrap_or_default()));
    }

    /// The engine could not read what it was given.
    pub fn say(&mut self, text: &str) {
        self.notify(Notice::warning(text));
    }
}
