//! A store inside a lesson: its requests go the lesson's way, its other steps wait for the page.

use protocol::pack::Request;

use super::{Step, Store};

#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    pub store: Store,
    errands: Vec<Step>,
    made: u32,
}

impl Shelf {
    /// Of the model that the manifest knows by `name`.
    pub fn new(name: &'static str) -> Shelf {
        Shelf { store: Store::new(name), errands: Vec::new(), made: 0 }
    }

    /// Changes the store; returns what it asks of the engine.
    pub fn change(&mut self, change: impl FnOnce(&mut Store) -> Vec<Step>) -> Vec<Request> {
        let mut requests = Vec::new();
        for step in change(&mut self.store) {
            match step {
                Step::Ask(request) => requests.push(request),
                step => {
                    self.errands.push(step);
                    self.made += 1;
                }
            }
        }
        requests
    }

    /// How many errands there ever were: whoever runs them looks when it grows.
    pub fn made(&self) -> u32 {
        self.made
    }

    /// What is to be done outside, once.
    pub fn errands(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.errands)
    }
}
