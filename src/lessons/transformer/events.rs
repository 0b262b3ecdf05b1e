//! What the engine says.

use protocol::transformer::{Event, Request};

use super::lesson::{Lesson, Phase};
use crate::{Notice, Shared};

impl Lesson {
    /// The run that comes with the site, until the engine has made its own.
    pub fn show_recorded(&mut self, event: Event) {
        let Event::Ran(ran) = event else { return };
        if self.ran.is_none() && ran.setup == self.setup() {
            self.ran = Some(Shared::new(*ran));
            self.recorded = true;
        }
    }
}

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Transformer(Event::Surveyed(survey)) => {
                self.survey = Some(survey.clone());
                return Vec::new();
            }
            protocol::Event::Transformer(Event::Ran(ran)) => {
                let shape = self.ran.as_ref().map(|ran| ran.shape);
                if shape.is_some_and(|shape| shape != ran.shape) {
                    self.unpoint();
                }
                self.ran = Some(Shared::new(ran.as_ref().clone()));
                self.recorded = false;
                self.grade();
            }
            protocol::Event::Refused { message } => self.notices.add(Notice::warning(sentence_case(message))),
            _ => return Vec::new(),
        }
        self.phase = Phase::Idle;
        if std::mem::take(&mut self.again) { self.ask() } else { Vec::new() }
    }

    fn worker_started(&mut self, _again: bool) -> Vec<Request> {
        self.phase = Phase::Idle;
        self.again = false;
        let mut requests = self.load();
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
