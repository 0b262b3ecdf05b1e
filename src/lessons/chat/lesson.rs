//! The conversation as what a page is kept in step with: a lesson may have it beside its own state, on the same engine.

use protocol::llama::{Event, Request};

use super::Chat;
use crate::Notice;

impl crate::Lesson for Chat {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Llama(event) => self.told(event),
            // It concerns every part of a page; only who waits for an answer has been refused one.
            protocol::Event::Refused { message } if self.is_busy() => {
                self.failed(message);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        if again {
            self.interrupted();
        }
        self.asked(|store| store.started(again))
    }

    /// A conversation stays in its tab.
    fn to_query(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// What there is to say stands where the conversation does.
    fn notices(&self) -> &[Notice] {
        &[]
    }

    fn dismiss(&mut self, _notice: &Notice) {}
}
