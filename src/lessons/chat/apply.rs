//! What the engine says.

use protocol::llama::{Event, Prompted, Request};
use protocol::pack;
use protocol::writing::{self, Reason, Stopped};

use super::{Chat, Phase};
use crate::Shared;
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
        if self.phase != Phase::Cutting {
            return Vec::new();
        }
        (self.context, self.lost) = (prompted.context, prompted.lost);
        self.specials = prompted.specials.clone();
        let (tokens, context) = (prompted.pieces.len(), prompted.context as usize);
        if tokens >= context {
            let first = self.exchanges.len() == 1;
            self.take_back();
            let tokens_of = count(tokens);
            self.problem = Some(if first {
                format!(
                    "Your message makes {tokens_of} tokens with the template around it, and the context holds {}, the answer included. Nothing of it was sent; shorten it.",
                    count(context)
                )
            } else {
                format!(
                    "With your message the conversation has {tokens_of} tokens, and the context holds {}, the answer included. Nothing of it was sent. Forget the first question and answer, begin a new conversation, or shorten it.",
                    count(context)
                )
            });
            return Vec::new();
        }
        let Some(exchange) = self.exchanges.last_mut() else { return Vec::new() };
        exchange.tree = Tree::new(prompted.pieces.clone());
        self.phase = Phase::Idle;
        self.go_on()
    }

    fn written(&mut self, event: &writing::Event) -> Vec<Request> {
        match event {
            writing::Event::Read { .. } => {}
            writing::Event::Reading { done, of } => {
                if self.is_busy() {
                    self.phase = Phase::Reading(*done, *of);
                }
            }
            writing::Event::Written(written) => {
                if let Some(exchange) = self.exchanges.last_mut().filter(|_| self.phase != Phase::Idle) {
                    self.phase = Phase::Writing;
                    exchange.tree.write(written.clone());
                }
            }
            writing::Event::Stopped(Stopped { reason, .. }) => self.stopped(reason),
            writing::Event::Looked(looked) => {
                let (_, next) = self.look.answered();
                let wanted = self.exchanges.last().zip(self.place);
                if wanted.is_some_and(|(exchange, place)| exchange.tree.tokens_before(place) == looked.look.before) {
                    self.looked = Some(Shared::new(looked.as_ref().clone()));
                }
                return next.map(|look| Request::Writing(writing::Request::Look(look))).into_iter().collect();
            }
        }
        Vec::new()
    }

    fn stopped(&mut self, reason: &Reason) {
        if !self.is_busy() {
            return;
        }
        self.phase = Phase::Idle;
        if let Some(exchange) = self.exchanges.last_mut() {
            exchange.stopped = Some(reason.clone());
        }
        self.problem = match reason {
            Reason::Full => Some(format!(
                "The context is full: {} tokens, question and answer together. The model cannot read further back than that, so this page stops instead of forgetting silently. Forget the first question and answer, or begin a new conversation.",
                count(self.context as usize)
            )),
            Reason::Failed(message) => Some(format!("{}.", capital(message.trim_end_matches('.')))),
            Reason::Asked | Reason::Done | Reason::End => None,
        };
    }

    /// The engine is gone in the middle of something: what was written stays.
    pub(super) fn interrupted(&mut self) {
        self.look.forget();
        self.looked = None;
        match self.phase {
            Phase::Idle => return,
            Phase::Cutting => self.take_back(),
            Phase::Reading(..) | Phase::Writing => {
                if let Some(exchange) = self.exchanges.last_mut() {
                    exchange.stopped = Some(Reason::Asked);
                }
            }
        }
        self.phase = Phase::Idle;
        self.problem = Some(
            "The engine stopped in the middle of the answer and was started again. What was written is kept; when the model is loaded again, go on from there.".into(),
        );
    }
}
