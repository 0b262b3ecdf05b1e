//! Generation under glass: a text that grows, its branches, and the place of it that is being looked at. It does not know which model writes.

use protocol::writing::{Event, Look, Looked, Piece, Reason, Request, Settings, Stopped, Write};

use super::{Tree, running_text};
use crate::Shared;
use crate::ask::Ask;

/// Candidates that a look lists.
const LISTED: u32 = 10;
/// Measured steps that are kept for the picture of what a token costs.
const MEASURED: usize = 4_000;

/// What one token cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Tokens of the text before it.
    pub length: u32,
    pub milliseconds: f32,
    pub cache: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Glass {
    /// As typed; what is on show begins with the one that was sent last.
    pub prompt: String,
    pub tree: Tree,
    pub settings: Settings,
    /// Tokens to write at a time.
    pub count: u32,
    /// Whether the model keeps keys and values.
    pub cache: bool,
    /// Whether the place moves on with the text, and is looked at as it does: each look costs a run of the model.
    pub follow: bool,
    /// The place that is looked at.
    pub place: usize,
    pub looked: Option<Shared<Looked>>,
    pub search: String,
    /// The layer whose heads are shown.
    pub layer: u32,
    /// Whether what is on show was not computed in this tab.
    pub recorded: bool,
    /// How the last writing ended; nothing while it goes on.
    pub stopped: Option<Stopped>,
    /// Tokens of a long text that are read, of how many.
    pub reading: Option<(u32, u32)>,
    pub timings: Vec<Timing>,
    /// Bytes of keys and values that the model holds.
    pub cache_bytes: u64,
    writing: bool,
    /// The prompt is read once more, to see what the model expected there.
    measuring: bool,
    /// The prompt that is being cut, and how many tokens are to be written then.
    sent: Option<u32>,
    /// The place moves on with the text.
    following: bool,
    asked: Ask<Look>,
}

impl Glass {
    pub fn new(prompt: &str) -> Self {
        Glass {
            prompt: prompt.into(),
            tree: Tree::default(),
            settings: Settings::default(),
            count: 60,
            cache: true,
            follow: true,
            place: 1,
            looked: None,
            search: String::new(),
            layer: 0,
            recorded: false,
            stopped: None,
            reading: None,
            timings: Vec::new(),
            cache_bytes: 0,
            writing: false,
            measuring: false,
            sent: None,
            following: false,
            asked: Ask::default(),
        }
    }

    pub fn is_writing(&self) -> bool {
        self.writing || self.measuring || self.sent.is_some()
    }

    pub fn is_measuring(&self) -> bool {
        self.measuring
    }

    /// Asks what the model expected at each place of the prompt.
    pub fn measure(&mut self) -> Vec<Request> {
        if self.recorded || self.is_writing() || self.tree.unmeasured() == 0 {
            return Vec::new();
        }
        self.measuring = true;
        let tokens = self.tree.tokens_before(self.tree.prompt_len());
        vec![Request::Measure { tokens, settings: self.settings }]
    }

    /// What [`Glass::measure`] costs, in words; nothing where there is nothing to ask.
    pub fn cost_of_measuring(&self) -> Option<String> {
        let (tokens, open) = (self.tree.prompt_len(), self.tree.unmeasured());
        if self.recorded || self.is_writing() || open == 0 {
            return None;
        }
        let time = self.median(true, 0).map(|each| each * tokens as f32);
        Some(match time {
            Some(time) if time >= 950.0 => format!("{tokens} tokens, about {:.0} s", time / 1000.0),
            Some(_) => format!("{tokens} tokens, less than a second"),
            None => format!("{tokens} tokens"),
        })
    }

    /// Places that can be looked at: the prompt's first token is not chosen, and the one after the end is still open.
    pub fn places(&self) -> usize {
        if self.tree.is_empty() { 0 } else { self.tree.len() + 1 }
    }

    /// Cuts the typed prompt and writes on from it.
    pub fn write(&mut self, count: u32) -> Vec<Request> {
        self.sent = Some(count);
        self.stopped = None;
        vec![Request::Read { text: self.prompt.clone() }]
    }

    /// Writes on from the end of what is on show.
    pub fn go_on(&mut self, count: u32) -> Vec<Request> {
        if self.recorded || self.tree.is_empty() {
            return self.write(count);
        }
        self.writing = true;
        self.following = self.follow;
        self.stopped = None;
        let tokens = self.tree.tokens();
        vec![Request::Write(Write { tokens, settings: self.settings, count, cache: self.cache })]
    }

    pub fn stop(&mut self) -> Vec<Request> {
        if self.is_writing() { vec![Request::Stop] } else { Vec::new() }
    }

    /// Puts another token at the place on show, and writes on from there.
    pub fn branch(&mut self, piece: Piece) -> Vec<Request> {
        if self.recorded || self.is_writing() || !self.tree.branch(self.place, piece) {
            return Vec::new();
        }
        self.place += 1;
        self.go_on(self.count)
    }

    /// Writes the place on show again, from what stands before it: with other settings or another seed it may become another text.
    pub fn again(&mut self) -> Vec<Request> {
        if self.recorded || self.is_writing() {
            return Vec::new();
        }
        self.tree.cut(self.place);
        self.go_on(self.count)
    }

    /// Shows the text that goes through a node.
    pub fn show(&mut self, node: usize) -> Vec<Request> {
        if self.is_writing() {
            return Vec::new();
        }
        self.tree.show(node);
        let at = self.tree.path().iter().position(|id| *id == node);
        self.look_at(at.unwrap_or(self.place))
    }

    pub fn look_at(&mut self, place: usize) -> Vec<Request> {
        self.following = false;
        self.place = place.clamp(1, self.places().max(2) - 1);
        self.look()
    }

    pub fn set(&mut self, settings: Settings) -> Vec<Request> {
        self.settings = settings;
        self.look()
    }

    pub fn search_for(&mut self, text: String) -> Vec<Request> {
        self.search = text;
        self.look()
    }

    pub fn set_layer(&mut self, layer: u32) -> Vec<Request> {
        self.layer = layer;
        self.look()
    }

    /// The model is another, or has other weights: what it said of the text is no longer so. The text stays.
    pub fn model_changed(&mut self) {
        self.asked.forget();
        self.looked = None;
        self.timings.clear();
        self.writing = false;
        self.measuring = false;
        self.sent = None;
        self.reading = None;
    }

    /// The vocabulary is another too: tokens mean nothing any more.
    pub fn start_over(&mut self) {
        self.model_changed();
        self.tree = Tree::default();
        self.recorded = false;
        self.stopped = None;
        self.place = 1;
    }

    /// The engine refused what it was asked, or lost it.
    pub fn refused(&mut self) {
        self.asked.forget();
        self.writing = false;
        self.measuring = false;
        self.sent = None;
        self.reading = None;
    }

    pub fn apply(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Read { pieces, .. } => {
                let Some(count) = self.sent.take() else { return Vec::new() };
                self.tree = Tree::new(pieces.clone());
                self.recorded = false;
                self.looked = None;
                self.place = pieces.len().max(1);
                self.go_on_with_any(count)
            }
            Event::Reading { done, of } => {
                self.reading = Some((*done, *of));
                Vec::new()
            }
            Event::Written(written) => {
                self.reading = None;
                if self.measuring {
                    self.tree.measure(written.clone());
                    return Vec::new();
                }
                if !self.tree.write(written.clone()) {
                    return Vec::new();
                }
                self.cache_bytes = written.cache_bytes;
                if self.timings.len() >= MEASURED {
                    self.timings.remove(0);
                }
                // The first token with a cache pays for reading the prompt: that is no step of writing.
                let a_step = if self.cache { 1 } else { written.place };
                if written.tokens_read == a_step {
                    let (length, milliseconds) = (written.place, written.milliseconds);
                    self.timings.push(Timing { length, milliseconds, cache: self.cache });
                }
                if !self.following {
                    return Vec::new();
                }
                self.place = written.place as usize;
                let question = self.question();
                question.and_then(|look| self.asked.want_if_idle(look)).map(Request::Look).into_iter().collect()
            }
            Event::Stopped(_) if self.measuring => {
                self.measuring = false;
                self.look()
            }
            Event::Stopped(stopped) => {
                self.writing = false;
                self.reading = None;
                self.stopped = Some(stopped.clone());
                self.look()
            }
            Event::Looked(looked) => {
                self.looked = Some(Shared::new(Looked::clone(looked)));
                let (_, next) = self.asked.answered();
                next.map(Request::Look).into_iter().collect()
            }
        }
    }

    /// How it stands, in a line.
    pub fn status(&self) -> String {
        if let Some((done, of)) = self.reading {
            return format!("Reading: {done} of {of} tokens.");
        }
        if self.measuring {
            return format!("Reading the prompt token by token: {} to go.", self.tree.unmeasured());
        }
        if self.is_writing() {
            return format!("Writing token {}.", self.tree.len());
        }
        match self.stopped.as_ref().map(|stopped| &stopped.reason) {
            None => String::new(),
            Some(Reason::Asked) => "Stopped.".into(),
            Some(Reason::Done) => format!("{} tokens stand there.", self.tree.len()),
            Some(Reason::End) => "The model says that its text ends here.".into(),
            Some(Reason::Full) => {
                "The context is full: the model can read no further token. Branch at an earlier place, or start from a \
                                   shorter text."
                    .into()
            }
            Some(Reason::Failed(message)) => crate::format::capital(message) + ".",
        }
    }

    /// All that stands there.
    pub fn text(&self) -> String {
        running_text(self.tree.pieces().map(|piece| piece.bytes.as_slice())).text
    }

    /// Median milliseconds of a token, with the cache or without, at texts of at least `from` tokens.
    pub fn median(&self, cache: bool, from: u32) -> Option<f32> {
        let taken = self.timings.iter().filter(|timing| timing.cache == cache && timing.length >= from);
        let mut times: Vec<f32> = taken.map(|timing| timing.milliseconds).collect();
        times.sort_by(f32::total_cmp);
        times.get(times.len() / 2).copied()
    }

    /// An empty prompt has nothing to go on from; the engine says so.
    fn go_on_with_any(&mut self, count: u32) -> Vec<Request> {
        self.writing = true;
        self.following = self.follow;
        let tokens = self.tree.tokens();
        vec![Request::Write(Write { tokens, settings: self.settings, count, cache: self.cache })]
    }

    pub fn look(&mut self) -> Vec<Request> {
        if self.recorded {
            return Vec::new();
        }
        let question = self.question();
        question.and_then(|look| self.asked.want(look)).map(Request::Look).into_iter().collect()
    }

    fn question(&self) -> Option<Look> {
        let place = self.place.min(self.tree.len());
        if place == 0 {
            return None;
        }
        Some(Look {
            before: self.tree.tokens_before(place),
            chosen: self.tree.at(place).map(|node| node.piece.token),
            settings: self.settings,
            count: LISTED,
            search: self.search.clone(),
            lens: true,
            attention: Some(self.layer),
        })
    }
}

#[cfg(test)]
#[path = "glass_tests.rs"]
mod tests;
