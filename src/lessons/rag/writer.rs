//! What the model that answers is asked, one prompt after the other. Each is a conversation of its own: an answer must not know the one before.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use protocol::llama::{Event, Request};
use protocol::writing::{self, Reason};

use crate::Notice;
use crate::chat::Chat;
use crate::writing::Glass;

/// What an answer is for. There is one answer for each purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The reader's question with what was found.
    Documents,
    /// The reader's question and nothing else.
    Alone,
    /// A question of an evaluation, by its place.
    Question(u32),
    /// A run of an experiment, by its place.
    Experiment(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub purpose: Purpose,
    /// What the user says to the model; the chat template goes around it.
    pub prompt: String,
    /// Tokens of the answer at most.
    pub count: u32,
}

/// An answer, or the beginning of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub prompt: String,
    pub text: String,
    /// Tokens that the model read before, template included.
    pub prompt_tokens: u32,
    pub tokens: u32,
    /// Milliseconds until the first token stood there.
    pub first: f32,
    /// Milliseconds of all further ones.
    pub rest: f32,
    pub ended: Ended,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is being written.
    Not,
    /// The model said that it ends here.
    End,
    /// At the number of tokens that were asked for.
    Cut,
    /// The reader stopped it.
    Stopped,
    /// Why, in words for the reader.
    Failed(String),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writer {
    /// The conversation with the model: its shelf, and the last answer under glass.
    pub chat: Chat,
    queue: VecDeque<Wanted>,
    now: Option<Wanted>,
    /// What is in work is not wanted any more; it is being stopped.
    is_dropped: bool,
    /// Prompts that the engine was sent and has not answered.
    owed: u32,
    /// Of the answer in work: milliseconds of the first token and of the others.
    times: Option<(f32, f32)>,
    written: BTreeMap<Purpose, Written>,
    /// The answer from the passages and its prompt, while others are written: in the end it is the one to look into.
    aside: Option<(Glass, String)>,
}

impl Writer {
    pub fn is_loaded(&self) -> bool {
        self.chat.is_loaded()
    }

    pub fn is_busy(&self) -> bool {
        self.now.is_some() || !self.queue.is_empty()
    }

    /// Asks for these, behind what is in work already. An answer for the same purpose that is there is forgotten.
    pub fn want(&mut self, all: impl IntoIterator<Item = Wanted>) -> Vec<Request> {
        if !self.is_loaded() {
            return Vec::new();
        }
        let all: Vec<Wanted> = all.into_iter().collect();
        let mut requests = self.forget(|purpose| all.iter().any(|wanted| wanted.purpose == purpose));
        self.queue.extend(all);
        requests.extend(self.go_on());
        requests
    }

    /// Stops within one token; what waits is given up.
    pub fn stop(&mut self) -> Vec<Request> {
        self.queue.clear();
        let requests = self.chat.stop();
        if !self.chat.is_busy() {
            self.settle(Some(Ended::Stopped));
        }
        requests
    }

    /// Forgets the answers to these purposes, and stops what is on its way to one.
    pub fn forget(&mut self, of: impl Fn(Purpose) -> bool) -> Vec<Request> {
        self.queue.retain(|it| !of(it.purpose));
        self.written.retain(|purpose, _| !of(*purpose));
        if of(Purpose::Documents) {
            self.aside = None;
        }
        if self.is_dropped || self.now.as_ref().is_none_or(|now| !of(now.purpose)) {
            return Vec::new();
        }
        self.is_dropped = true;
        let requests = self.chat.stop();
        if !self.chat.is_busy() {
            self.settle(None);
        }
        requests
    }

    /// The answer for a purpose as far as it is there.
    pub fn answer(&self, purpose: Purpose) -> Option<Written> {
        match &self.now {
            Some(now) if now.purpose == purpose && !self.is_dropped => Some(self.so_far(now, Ended::Not)),
            _ => self.written.get(&purpose).cloned(),
        }
    }

    /// Whether the purpose waits for its turn.
    pub fn is_waiting(&self, purpose: Purpose) -> bool {
        self.queue.iter().any(|it| it.purpose == purpose)
    }

    /// What has no whole answer yet, in its order.
    pub fn waiting(&self) -> impl Iterator<Item = Purpose> {
        self.now.iter().chain(&self.queue).map(|wanted| wanted.purpose)
    }

    fn so_far(&self, now: &Wanted, ended: Ended) -> Written {
        let is_told = self.chat.question.is_some();
        let (first, rest) = self.times.unwrap_or_default();
        let specials = &self.chat.specials;
        let tokens = if is_told { self.chat.answer() } else { Vec::new() };
        Written {
            prompt: now.prompt.clone(),
            text: if is_told { self.chat.said(self.chat.past.len()).answer } else { String::new() },
            prompt_tokens: if is_told { self.chat.glass.tree.prompt_len() as u32 } else { 0 },
            tokens: tokens.iter().filter(|piece| !specials.contains(&piece.token)).count() as u32,
            first,
            rest,
            ended,
        }
    }

    /// Takes the next one in hand, if the model is free.
    fn go_on(&mut self) -> Vec<Request> {
        while self.now.is_none() && !self.chat.is_busy() && self.is_loaded() {
            let Some(wanted) = self.queue.pop_front() else { break };
            self.chat.clear();
            self.chat.draft.clone_from(&wanted.prompt);
            self.chat.glass.count = wanted.count;
            self.times = None;
            let hindrance = self.chat.hindrance();
            let requests = self.chat.send();
            self.now = Some(wanted);
            if !requests.is_empty() {
                self.owed += 1;
                return requests;
            }
            self.settle(Some(Ended::Failed(hindrance.unwrap_or("It could not be asked.").into())));
        }
        Vec::new()
    }

    /// The model is done with what it had in hand: that is kept.
    fn settle(&mut self, ended: Option<Ended>) {
        let Some(now) = self.now.take() else { return };
        if std::mem::take(&mut self.is_dropped) {
            self.chat.draft.clear();
            return;
        }
        let reason = self.chat.glass.stopped.as_ref().map(|stopped| &stopped.reason);
        let ended = ended.unwrap_or_else(|| match (&self.chat.problem, reason) {
            (Some(problem), _) => Ended::Failed(problem.clone()),
            (None, Some(Reason::End)) => Ended::End,
            (None, Some(Reason::Asked)) => Ended::Stopped,
            _ => Ended::Cut,
        });
        let written = self.so_far(&now, ended);
        if now.purpose == Purpose::Documents {
            let mut glass = self.chat.glass.clone();
            // Whatever it asked is not waited for.
            glass.refused();
            self.aside = self.chat.question.clone().map(|prompt| (glass, prompt));
        }
        self.written.insert(now.purpose, written);
        // What could not be sent comes back as a draft; it is nobody's.
        self.chat.draft.clear();
    }

    fn keep_time(&mut self, event: &Event) {
        if let Event::Writing(writing::Event::Written(written)) = event {
            self.times = Some(match self.times {
                None => (written.milliseconds, 0.0),
                Some((first, rest)) => (first, rest + written.milliseconds),
            });
        }
    }

    /// After anything that may have ended an answer.
    fn turn(&mut self, mut requests: Vec<Request>) -> Vec<Request> {
        let was_busy = self.now.is_some();
        if was_busy && !self.chat.is_busy() {
            self.settle(None);
        }
        if !self.is_loaded() {
            self.queue.clear();
        }
        let is_over = was_busy && self.now.is_none();
        if is_over && (!self.queue.is_empty() || self.aside.is_some()) {
            // Another conversation comes: nobody looks at a token of this one.
            requests.retain(|request| !matches!(request, Request::Writing(writing::Request::Look(_))));
        }
        requests.extend(self.go_on());
        if is_over && self.now.is_none() {
            requests.extend(self.look_into_the_answer());
        }
        requests
    }

    /// Puts the answer from the passages under glass.
    fn look_into_the_answer(&mut self) -> Vec<Request> {
        let Some((glass, prompt)) = self.aside.take() else { return Vec::new() };
        let settings = self.chat.glass.settings;
        (self.chat.glass, self.chat.question) = (glass, Some(prompt));
        self.chat.glass.settings = settings;
        self.chat.of_glass(Glass::look)
    }
}

impl crate::Lesson for Writer {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        if let protocol::Event::Llama(event) = event {
            self.keep_time(event);
            if matches!(event, Event::Prompted(_)) {
                self.owed = self.owed.saturating_sub(1);
                if self.owed > 0 {
                    // Of a prompt that was given up since.
                    return Vec::new();
                }
            }
        }
        let requests = self.chat.apply(event);
        self.turn(requests)
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        if again {
            self.queue.clear();
            self.owed = 0;
        }
        let requests = self.chat.worker_started(again);
        self.turn(requests)
    }

    /// Answers stay in their tab.
    fn to_query(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn notices(&self) -> &[Notice] {
        &[]
    }

    fn dismiss(&mut self, _notice: &Notice) {}
}
