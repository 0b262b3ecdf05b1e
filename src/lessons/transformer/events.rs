//! What the engine says.

use protocol::transformer::{Event, Request};

use super::lesson::{Lesson, Phase};
use crate::{Notice, Shared};

impl Lesson {
    /// The run that comes with the site, until the engine has made its own.
    pub fn show_recorded(&mut self, event: Event) {
        let Event::Ran(ran) = event else { return };
        if self.ran.is_none() && ran.setup == self.setup() {
            self.ran = Some(Shared::from(&ran));
            self.recorded = true;
        }
    }
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        let mut swapping = Vec::new();
        match event {
            protocol::Event::Transformer(Event::Surveyed(survey)) => {
                self.survey = Some(survey.clone());
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Weights { layer, weights }) => {
                self.layer_weights = Some((*layer, Shared::new(weights.clone())));
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Swapped(swapped)) => {
                self.swapped = Some(Shared::new(swapped.clone()));
                self.grade_swap();
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Patched(patched)) => {
                self.patched = Some(Shared::new(patched.as_ref().clone()));
                self.patch_cell = None;
                self.grade_patching();
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Racing(racing)) => {
                self.track.take(racing);
                self.grade_race();
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Model(event)) => return self.of_the_model(event),
            protocol::Event::Transformer(Event::Ran(ran)) => {
                if self.is_of_another_model(&ran.setup.model) {
                    // The reader has gone on.
                    self.phase = Phase::Idle;
                    self.again = false;
                    return self.ask();
                }
                let shape = self.ran.as_ref().map(|ran| ran.shape);
                if shape.is_some_and(|shape| shape != ran.shape) {
                    self.unpoint();
                }
                self.ran = Some(Shared::from(ran));
                self.recorded = false;
                self.grade();
                swapping = self.swap_again();
            }
            protocol::Event::Refused { message } => self.notices.add(Notice::warning(sentence_case(message))),
            _ => return Vec::new(),
        }
        self.phase = Phase::Idle;
        let mut requests = self.missing_weights();
        requests.extend(swapping);
        if std::mem::take(&mut self.again) {
            requests.extend(self.ask());
        }
        requests
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        self.phase = Phase::Idle;
        self.again = false;
        let mut requests = self.load();
        if again {
            (self.layer_weights, self.wanted_weights) = (None, None);
            self.track.running = false;
        }
        let asked = self.shelf.change(|store| store.started(again));
        requests.extend(asked.into_iter().map(Request::from));
        requests.extend(self.ask());
        requests
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.position = position;
        self.unpoint();
        Vec::new()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query()
    }

    fn link_note(&self) -> Option<&'static str> {
        self.is_too_long_for_a_link()
            .then_some("More is changed than a link can carry: it shows the page without the edits.")
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}

/// The engine's messages begin small, to stand in a sentence.
fn sentence_case(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).chain(std::iter::once('.')).collect()
}
