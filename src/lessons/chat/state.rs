//! The state, and what the reader does.

use protocol::llama::{Message, Request};
use protocol::pack;
use protocol::writing::{self, Piece, Reason};

use crate::pack_store::{Shelf, Step, Store};
use crate::writing::Glass;

/// Bytes of a message: far more than the context holds, and a mistaken paste of a novel does not travel.
pub const MOST_BYTES: usize = 100_000;

/// A question and its answer, both behind us.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    pub question: String,
    /// As the model wrote it.
    pub answer: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    pub shelf: Shelf,
    /// The system message; empty for the model's own.
    pub system: String,
    /// What is being typed.
    pub draft: String,
    pub past: Vec<Exchange>,
    /// The last question that the model was told; its answer stands in `glass`, after the conversation's tokens up to there.
    pub question: Option<String>,
    pub glass: Glass,
    /// A question whose tokens the engine is asked for.
    pub(super) pending: Option<String>,
    /// Tokens that the context holds; 0 until the engine has said so.
    pub context: u32,
    /// Tokens that stand for no text.
    pub specials: Vec<u32>,
    pub problem: Option<String>,
    /// Bytes of the last question that the vocabulary could not take in.
    pub lost: u32,
}

impl Default for Chat {
    fn default() -> Self {
        let mut glass = Glass::new("");
        // Greedy: the reader sees the same answer that others see, until the temperature is turned up.
        glass.settings.temperature = 0.0;
        glass.count = 200;
        // An answer is written at full speed; a place is looked at when it is picked.
        glass.follow = false;
        Chat {
            shelf: Shelf::new("smollm2"),
            system: String::new(),
            draft: String::new(),
            past: Vec::new(),
            question: None,
            glass,
            pending: None,
            context: 0,
            specials: Vec::new(),
            problem: None,
            lost: 0,
        }
    }
}

impl Chat {
    pub fn is_loaded(&self) -> bool {
        self.shelf.store.facts().is_some()
    }

    pub fn is_busy(&self) -> bool {
        self.pending.is_some() || self.glass.is_writing()
    }

    /// Whether the model could write on now.
    pub fn can_write(&self) -> bool {
        self.is_loaded() && self.pending.is_none()
    }

    /// What stands in the way of sending what is typed, in words; nothing if nothing does.
    pub fn hindrance(&self) -> Option<&'static str> {
        if !self.is_loaded() {
            Some("Load the model first: it answers in this tab.")
        } else if self.is_busy() {
            Some("It is answering. Stop it, or wait.")
        } else if self.draft.trim().is_empty() {
            Some("Type a question, or take one of the examples.")
        } else if self.draft.len() > MOST_BYTES {
            Some("This is longer than the context by far. Cut it to a few pages.")
        } else {
            None
        }
    }

    /// Asks what is typed.
    pub fn send(&mut self) -> Vec<Request> {
        if self.hindrance().is_some() {
            return Vec::new();
        }
        (self.problem, self.lost) = (None, 0);
        self.pending = Some(std::mem::take(&mut self.draft));
        vec![Request::Prompt(self.messages())]
    }

    /// The conversation as the engine is told it.
    fn messages(&self) -> Vec<Message> {
        let tokens = |pieces: &[Piece]| pieces.iter().map(|piece| piece.token).collect();
        let system = (!self.system.trim().is_empty()).then(|| Message::System(self.system.clone()));
        let mut messages: Vec<Message> = system.into_iter().collect();
        for Exchange { question, answer } in &self.past {
            messages.extend([Message::User(question.clone()), Message::Answer(tokens(answer))]);
        }
        if let Some(question) = &self.question {
            messages.extend([Message::User(question.clone()), Message::Answer(tokens(&self.answer()))]);
        }
        messages.extend(self.pending.clone().map(Message::User));
        messages
    }

    /// The answer under glass.
    pub fn answer(&self) -> Vec<Piece> {
        self.glass.tree.pieces().skip(self.glass.tree.prompt_len()).cloned().collect()
    }

    /// The model was told the pending question: the one before is behind us.
    pub(super) fn turn_over(&mut self) {
        let answer = self.answer();
        let before = std::mem::replace(&mut self.question, self.pending.take());
        self.past.extend(before.map(|question| Exchange { question, answer }));
    }

    /// The pending question returns to the field, unless another one is typed there already.
    pub(super) fn take_back(&mut self) {
        if let Some(question) = self.pending.take()
            && self.draft.is_empty()
        {
            self.draft = question;
        }
    }

    pub fn stop(&mut self) -> Vec<Request> {
        // Nothing is written yet: the answer to what was asked is not waited for.
        self.take_back();
        self.of_glass(Glass::stop)
    }

    /// Writes on where the answer ends now.
    pub fn go_on(&mut self, count: u32) -> Vec<Request> {
        if !self.can_write() || self.is_busy() || self.question.is_none() {
            return Vec::new();
        }
        self.problem = None;
        self.of_glass(|glass| glass.go_on(count))
    }

    /// Whether an answer can be written on: it was cut short, and the context has room.
    pub fn may_go_on(&self) -> bool {
        let reason = self.glass.stopped.as_ref().map(|stopped| &stopped.reason);
        let short = !matches!(reason, None | Some(Reason::End | Reason::Full));
        short && self.question.is_some() && !self.is_busy() && self.is_loaded()
    }

    /// Writes the last answer anew, with the settings and the seed as they are now. The one that was there stays as a branch.
    pub fn again(&mut self) -> Vec<Request> {
        if !self.can_write() || self.is_busy() || self.question.is_none() {
            return Vec::new();
        }
        self.problem = None;
        self.of_glass(|glass| {
            glass.place = glass.tree.prompt_len();
            glass.again()
        })
    }

    /// Begins a new conversation.
    pub fn clear(&mut self) {
        if self.is_busy() {
            return;
        }
        self.past.clear();
        self.question = None;
        self.glass.start_over();
        (self.problem, self.lost) = (None, 0);
    }

    /// Leaves the first question and its answer out of what the model is told from now on.
    pub fn forget_first(&mut self) {
        if !self.is_busy() && !self.past.is_empty() {
            self.past.remove(0);
            self.problem = None;
        }
    }

    /// What the glass asks, as it is asked here. Without a model nothing is.
    pub fn of_glass(&mut self, change: impl FnOnce(&mut Glass) -> Vec<writing::Request>) -> Vec<Request> {
        let asked = change(&mut self.glass);
        if !self.is_loaded() {
            self.glass.refused();
            return Vec::new();
        }
        asked.into_iter().map(Request::Writing).collect()
    }

    /// What the shelf's store asks of the engine.
    pub fn asked(&mut self, change: impl FnOnce(&mut Store) -> Vec<Step>) -> Vec<Request> {
        let asked: Vec<pack::Request> = self.shelf.change(change);
        asked.into_iter().map(Request::from).collect()
    }
}
