//! The state, and what the reader does.

use protocol::llama::{Message, Request};
use protocol::pack;
use protocol::writing::{self, Look, Looked, Piece, Reason, Settings, Write};

use crate::Shared;
use crate::ask::Ask;
use crate::format::count;
use crate::pack_store::Shelf;
use crate::writing::Tree;

/// Bytes of a message: far more than the context holds, and a mistaken paste of a novel does not travel.
pub const MOST_BYTES: usize = 100_000;

/// Candidates of a place that are listed.
const LISTED: u32 = 12;

/// A question and what the model made of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    pub question: String,
    /// The whole conversation's tokens up to the answer as its prompt, then the answer; empty until the engine has cut the question.
    pub tree: Tree,
    /// Why writing stopped, once it has.
    pub stopped: Option<Reason>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Idle,
    /// The engine cuts the conversation into tokens.
    Cutting,
    /// The model reads: tokens that are done, of how many.
    Reading(u32, u32),
    Writing,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    pub shelf: Shelf,
    /// The system message; empty for the model's own.
    pub system: String,
    /// What is being typed.
    pub draft: String,
    pub settings: Settings,
    /// Tokens that an answer has at most before the reader is asked whether to go on.
    pub count: u32,
    pub exchanges: Vec<Exchange>,
    pub phase: Phase,
    /// Tokens that the context holds; 0 until the engine has said so.
    pub context: u32,
    /// Tokens that stand for no text.
    pub specials: Vec<u32>,
    pub problem: Option<String>,
    /// What the vocabulary could not take in of the last question.
    pub lost: u32,
    /// The place of the conversation that is under glass.
    pub place: Option<usize>,
    /// The layer whose heads are shown there.
    pub layer: u32,
    /// What is looked for in the vocabulary.
    pub search: String,
    pub looked: Option<Shared<Looked>>,
    pub(super) look: Ask<Look>,
}

/// How full the context is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    pub used: usize,
    pub of: usize,
    pub words: String,
}

impl Default for Chat {
    fn default() -> Self {
        Chat {
            shelf: Shelf::new("smollm2"),
            system: String::new(),
            draft: String::new(),
            // Greedy: the reader sees the same answer that others see, until the temperature is turned up.
            settings: Settings { temperature: 0.0, ..Settings::default() },
            count: 200,
            exchanges: Vec::new(),
            phase: Phase::Idle,
            context: 0,
            specials: Vec::new(),
            problem: None,
            lost: 0,
            place: None,
            layer: 0,
            search: String::new(),
            looked: None,
            look: Ask::default(),
        }
    }
}

impl Exchange {
    /// Tokens of the answer on show, its end not among them.
    pub fn answer(&self, specials: &[u32]) -> Vec<&Piece> {
        let written = self.tree.pieces().skip(self.tree.prompt_len());
        written.filter(|piece| !specials.contains(&piece.token)).collect()
    }

    /// The answer as text. While it is written, a character that is not whole yet is left out; later it is shown as bytes.
    pub fn text(&self, specials: &[u32], writing: bool) -> String {
        let bytes: Vec<u8> = self.answer(specials).into_iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
        match bytes.utf8_chunks().last() {
            Some(last) if writing && !last.invalid().is_empty() => {
                crate::writing::spell(&bytes[..bytes.len() - last.invalid().len()]).text
            }
            _ => crate::writing::spell(&bytes).text,
        }
    }

    /// The tokens that the model wrote, as it is told them again.
    fn tokens(&self) -> Vec<u32> {
        self.tree.pieces().skip(self.tree.prompt_len()).map(|piece| piece.token).collect()
    }
}

impl Chat {
    pub fn is_loaded(&self) -> bool {
        self.shelf.store.facts().is_some()
    }

    pub fn is_busy(&self) -> bool {
        self.phase != Phase::Idle
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
        let question = std::mem::take(&mut self.draft);
        self.exchanges.push(Exchange { question, ..Exchange::default() });
        (self.problem, self.lost, self.phase) = (None, 0, Phase::Cutting);
        self.close_glass();
        vec![Request::Prompt(self.messages())]
    }

    /// The conversation as the engine is told it.
    fn messages(&self) -> Vec<Message> {
        let system = (!self.system.trim().is_empty()).then(|| Message::System(self.system.clone()));
        let mut messages: Vec<Message> = system.into_iter().collect();
        for (index, exchange) in self.exchanges.iter().enumerate() {
            messages.push(Message::User(exchange.question.clone()));
            if index + 1 < self.exchanges.len() {
                messages.push(Message::Answer(exchange.tokens()));
            }
        }
        messages
    }

    pub fn stop(&mut self) -> Vec<Request> {
        match self.phase {
            Phase::Idle => Vec::new(),
            // Nothing runs yet: the question goes back to where it was typed.
            Phase::Cutting => {
                self.take_back();
                Vec::new()
            }
            Phase::Reading(..) | Phase::Writing => vec![Request::Writing(writing::Request::Stop)],
        }
    }

    /// The last question returns to the field.
    pub(super) fn take_back(&mut self) {
        self.phase = Phase::Idle;
        if let Some(exchange) = self.exchanges.pop() {
            self.draft = exchange.question;
        }
        self.close_glass();
    }

    /// Writes on where the answer ends now.
    pub fn go_on(&mut self) -> Vec<Request> {
        let (settings, count, ready) = (self.settings, self.count, self.is_loaded() && !self.is_busy());
        let last = self.exchanges.last_mut().filter(|it| ready && !it.tree.is_empty());
        let Some(exchange) = last else { return Vec::new() };
        exchange.stopped = None;
        self.problem = None;
        self.phase = Phase::Writing;
        let tokens = exchange.tree.tokens();
        vec![Request::Writing(writing::Request::Write(Write { tokens, settings, count, cache: true }))]
    }

    /// Whether an answer can be written on: it was cut short, and the context has room.
    pub fn may_go_on(&self) -> bool {
        let last = self.exchanges.last();
        let short = last.is_some_and(|it| !matches!(it.stopped, None | Some(Reason::End | Reason::Full)));
        short && !self.is_busy() && self.is_loaded()
    }

    /// Writes the last answer anew, with the settings and the seed as they are now.
    pub fn again(&mut self) -> Vec<Request> {
        if self.is_busy() {
            return Vec::new();
        }
        if let Some(exchange) = self.exchanges.last_mut() {
            exchange.tree.cut(0);
        }
        self.close_glass();
        self.go_on()
    }

    /// Puts another token at a place of the last answer and lets the model write on from there.
    pub fn branch(&mut self, place: usize, piece: Piece) -> Vec<Request> {
        let possible = !self.is_busy() && self.is_loaded();
        let branched = self.exchanges.last_mut().filter(|_| possible).is_some_and(|it| it.tree.branch(place, piece));
        if !branched {
            return Vec::new();
        }
        self.close_glass();
        self.go_on()
    }

    /// Begins a new conversation.
    pub fn clear(&mut self) {
        if !self.is_busy() {
            self.exchanges.clear();
            (self.problem, self.lost) = (None, 0);
            self.close_glass();
        }
    }

    /// Leaves the first question and its answer out of what the model is told from now on.
    pub fn forget_first(&mut self) {
        if !self.is_busy() && self.exchanges.len() > 1 {
            self.exchanges.remove(0);
            self.problem = None;
            self.close_glass();
        }
    }

    /// Puts a place of the conversation under glass; while an answer is written, nothing is asked.
    pub fn look_at(&mut self, place: usize) -> Vec<Request> {
        self.place = Some(place);
        self.ask_look()
    }

    /// Asks again what stands under glass, with the settings as they are now.
    pub fn ask_look(&mut self) -> Vec<Request> {
        let (Some(place), Some(exchange)) = (self.place, self.exchanges.last()) else { return Vec::new() };
        if self.is_busy() || !self.is_loaded() || place == 0 || place > exchange.tree.len() {
            return Vec::new();
        }
        let look = Look {
            before: exchange.tree.tokens_before(place),
            chosen: exchange.tree.at(place).map(|node| node.piece.token),
            settings: self.settings,
            count: LISTED,
            search: self.search.clone(),
            lens: true,
            attention: Some(self.layer),
        };
        self.look.want(look).map(|look| Request::Writing(writing::Request::Look(look))).into_iter().collect()
    }

    pub fn close_glass(&mut self) {
        (self.place, self.looked) = (None, None);
    }

    /// The page opens, or its engine was started anew and knows nothing.
    pub fn started(&mut self, again: bool) -> Vec<Request> {
        if again {
            self.interrupted();
        }
        self.asked(|store| store.started(again))
    }

    /// What the shelf's store asks of the engine.
    pub fn asked(
        &mut self,
        change: impl FnOnce(&mut crate::pack_store::Store) -> Vec<crate::pack_store::Step>,
    ) -> Vec<Request> {
        let asked: Vec<pack::Request> = self.shelf.change(change);
        asked.into_iter().map(Request::from).collect()
    }

    pub fn meter(&self) -> Meter {
        let used = self.exchanges.last().map_or(0, |exchange| exchange.tree.len());
        let of = self.context as usize;
        let words = match (used, of) {
            (_, 0) => "The context is measured when the first question is read.".into(),
            (used, of) if used >= of => format!(
                "{} of {} tokens: the context is full. The model can read and write no more in this conversation.",
                count(used),
                count(of)
            ),
            (used, of) => format!("{} of {} tokens of the context are taken.", count(used), count(of)),
        };
        Meter { used, of, words }
    }
}
