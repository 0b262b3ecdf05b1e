//! What the engine says, taken in.

use protocol::embeddings::{Event, Layout, Request};

use super::Corpus;
use super::lesson::{Lesson, Phase};
use crate::{Notice, Shared};

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Embeddings(event) => self.answered(event),
            protocol::Event::Refused { message } => {
                if self.prepared.is_none() || self.phase == Phase::Preparing {
                    self.phase = Phase::Failed(message.clone());
                } else if matches!(self.phase, Phase::Training | Phase::Arranging) {
                    self.phase = Phase::Idle;
                }
                self.notify(Notice::warning(message.clone()));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        self.started = true;
        if again {
            self.notify(Notice::info("The engine was started again; the vectors begin anew."));
        }
        self.begin()
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        let beyond = position > self.steps.len();
        if beyond && !self.can_step() {
            return Vec::new();
        }
        self.position = position;
        if beyond { vec![Request::Step] } else { Vec::new() }
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query_of_link()
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

impl Lesson {
    fn answered(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Prepared(prepared) => {
                self.recorded = false;
                // What was sent right behind it has begun.
                if self.phase == Phase::Preparing {
                    self.phase = Phase::Idle;
                }
                self.finished = prepared.trained;
                (self.examples, self.epoch, self.done, self.speed) = (0, 0, 0.0, 0.0);
                self.losses.clear();
                self.steps.clear();
                self.position = 0;
                // The page opens on a word of the sample, and another text may lack it; a word that a reader or a link asked for stays, and is
                // said to be unknown.
                let came_along = self.word == Lesson::default().word || self.id(&self.word).is_some();
                self.prepared = Some(Shared::new(prepared.clone()));
                self.hover = None;
                if came_along && self.id(&self.word).is_none() {
                    self.word = prepared.words.get(prepared.words.len() / 8).cloned().unwrap_or_default();
                }
                self.ask_all()
            }
            Event::Map(map) => {
                self.map = Some(Shared::new(map.clone()));
                if map.layout == Layout::Pca {
                    self.tsne = None;
                }
                Vec::new()
            }
            Event::Progress(progress) => {
                self.losses.extend(&progress.losses);
                (self.examples, self.epoch, self.done) = (progress.examples, progress.epoch, progress.done);
                if self.phase == Phase::Training {
                    (self.speed, self.words_per_second) = (progress.examples_per_second, progress.words_per_second);
                }
                // The neighbours change as the map does.
                vec![Request::Neighbours { word: self.word.clone() }]
            }
            Event::Paused { reason, finished } => {
                self.phase = Phase::Idle;
                self.finished = *finished;
                if !reason.is_empty() {
                    self.notify(Notice::warning(reason.clone()));
                }
                self.ask_all()
            }
            Event::Step(step) => {
                self.steps.push(Shared::new(step.clone()));
                self.position = self.steps.len();
                self.examples += step.pairs.iter().filter(|pair| pair.positive).count() as u64;
                self.finished = false;
                vec![Request::Neighbours { word: self.word.clone() }]
            }
            Event::Neighbours(near) => {
                if near.word == self.word {
                    self.neighbours = Some(near.clone());
                    self.measure_neighbours(near);
                    self.close_surgery(near);
                }
                Vec::new()
            }
            Event::Spaces(spaces) => {
                if spaces.word == self.word {
                    self.spaces = Some(Shared::new(spaces.clone()));
                    self.measure_spaces(spaces);
                }
                Vec::new()
            }
            Event::Similarity { a, b, cosine } => {
                self.similarity = Some((a.clone(), b.clone(), *cosine));
                self.measure_similarity(a, b, *cosine);
                Vec::new()
            }
            Event::Analogy(analogy) => {
                self.analogy = Some(analogy.clone());
                self.measure_analogy(analogy);
                Vec::new()
            }
            Event::Axis(axis) => {
                self.axis = Some(Shared::new(axis.clone()));
                Vec::new()
            }
            Event::Tsne(progress) => {
                if let Some(map) = &progress.map {
                    self.map = Some(Shared::new(map.clone()));
                }
                self.phase = if progress.finished { Phase::Idle } else { Phase::Arranging };
                let before = self.tsne.as_ref().and_then(|tsne| tsne.cost);
                self.tsne = Some(progress.clone());
                if let Some(tsne) = &mut self.tsne {
                    tsne.cost = tsne.cost.or(before);
                }
                Vec::new()
            }
            Event::Exported { format, bytes } => {
                self.export = Some((*format, Shared::new(bytes.clone())));
                Vec::new()
            }
        }
    }
}
