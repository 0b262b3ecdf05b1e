//! What the engine says.

use protocol::llama::{Event, Prompted, Request};
use protocol::pack;
use protocol::writing::{self, Reason, Stopped};

use super::Chat;
use crate::format::{capital, count};
use crate::writing::Tree;

impl Chat {
    pub(super) fn told(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Pack(event) => self.loading(event),
            Event::Prompted(prompted) => self.prompted(prompted),
            Event::Writing(event) => self.written(event),
            Event::Failed { message } => {
                self.failed(message);
                Vec::new()
            }
        }
    }

    fn loading(&mut self, event: &pack::Event) -> Vec<Request> {
        let requests = self.asked(|store| store.apply(event));
        // Unloaded in the middle of an answer: nobody will say that it stopped.
        if !self.is_loaded() && self.is_busy() {
            self.interrupted();
            self.problem = None;
        }
        requests
    }

    /// The conversation is cut: if it fits, the model goes on with it.
    fn prompted(&mut self, prompted: &Prompted) -> Vec<Request> {
        if self.pending.is_none() {
            return Vec::new();
        }
        (self.context, self.lost) = (prompted.context, prompted.lost);
        self.specials.clone_from(&prompted.specials);
        let (tokens, context) = (prompted.pieces.len(), prompted.context as usize);
        if tokens >= context {
            self.take_back();
            self.problem = Some(self.too_long(tokens, context));
            return Vec::new();
        }
        self.turn_over();
        self.of_glass(|glass| {
            glass.tree = Tree::new(prompted.pieces.clone());
            glass.looked = None;
            glass.stopped = None;
            glass.place = tokens;
            glass.go_on(glass.count)
        })
    }

    fn too_long(&self, tokens: usize, context: usize) -> String {
        let (tokens, context) = (count(tokens), count(context));
        if self.question.is_none() {
            format!(
                "Your message makes {tokens} tokens with the template around it, and the context holds {context}, the answer included. Nothing of it was sent; shorten it."
            )
        } else {
            format!(
                "With your message the conversation has {tokens} tokens, and the context holds {context}, the answer included. Nothing of it was sent. Forget the first question and answer, begin a new conversation, or shorten it."
            )
        }
    }

    fn written(&mut self, event: &writing::Event) -> Vec<Request> {
        if let writing::Event::Stopped(Stopped { reason, .. }) = event
            && self.glass.is_writing()
        {
            self.problem = match reason {
                Reason::Full => Some(format!(
                    "The context is full: {} tokens, questions and answers together. The model cannot read further back than that, so this page stops instead of forgetting silently. Forget the first question and answer and ask again, or begin a new conversation.",
                    count(self.context as usize)
                )),
                Reason::Failed(message) => Some(format!("{}.", capital(message.trim_end_matches('.')))),
                Reason::Asked | Reason::Done | Reason::End => None,
            };
        }
        // An engine that was given up may still say something of before.
        if matches!(event, writing::Event::Written(_)) && !self.glass.is_writing() {
            return Vec::new();
        }
        self.of_glass(|glass| glass.apply(event))
    }

    pub(super) fn failed(&mut self, message: &str) {
        self.take_back();
        self.glass.refused();
        self.problem = Some(format!("{}.", capital(message.trim_end_matches('.'))));
    }

    /// The engine is gone in the middle of something: what was written stays.
    pub(super) fn interrupted(&mut self) {
        let writing = self.glass.is_writing();
        if !self.is_busy() {
            self.glass.refused();
            return;
        }
        self.take_back();
        let measuring = self.glass.is_measuring();
        self.glass.refused();
        if measuring {
            return;
        }
        if writing {
            let length = self.glass.tree.len() as u32;
            self.glass.stopped = Some(Stopped { length, reason: Reason::Asked });
        }
        self.problem = Some(
            "The engine stopped in the middle of the answer and was started again. What was written is kept; when the model is loaded again, go on from there.".into(),
        );
    }
}
