//! What the scribe says.

use protocol::{
    Event,
    tokenization::{self, Broken, Operation, Request, Trained},
};

use super::{
    exercise::Exercise,
    lesson::{Lesson, Mode, OPENING_STEP, Phase},
    surgery::Surgery,
};
use crate::{Notice, Shared, format::capital};

/// The textbook's text, and the merges it takes.
const TEXTBOOK: &str = "aaabdaaabac";
const TEXTBOOK_MERGES: usize = 3;
/// For the exercise about compression: with no more merges than this, on a text of at least as many bytes.
const FEW_MERGES: usize = 300;
const ENOUGH_BYTES: u64 = 1_000;
/// For the exercise about ties: with fewer merges, one tie would be enough.
const FORK_MERGES: usize = 20;
/// For the exercise about rules: no longer than this.
const SHORT_SENTENCE: usize = 60;

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = tokenization::Event;

    fn apply(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Tokenization(event) => self.hear(event),
            Event::Refused { message } => self.refused(message),
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, again: bool) -> Vec<Request> {
        self.worker_ready = true;
        if again {
            self.surgery.running = false;
        }
        self.cut_ask.forget();
        let mut requests = self.train();
        requests.extend(self.ask_cut());
        requests
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.position = position;
        self.opening = false;
        [self.look(), self.grow(), self.encode()].into_iter().flatten().collect()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query()
    }

    fn link_note(&self) -> Option<&'static str> {
        (self.origin == super::Origin::Mine).then_some(
            "Your text stays in this browser: whoever opens the link sees these settings with the sample text.",
        )
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}

impl Lesson {
    fn hear(&mut self, event: &tokenization::Event) -> Vec<Request> {
        use tokenization::Event;
        match event {
            Event::Training { merges, of } => {
                if matches!(self.phase, Phase::Training { .. }) {
                    self.phase = Phase::Training { merges: *merges, of: *of };
                }
                Vec::new()
            }
            Event::Trained(trained) => self.trained(trained.clone()),
            Event::Seen(seen) => {
                // A look at a training that was replaced meanwhile says nothing.
                if self.phase != Phase::Ready {
                    return Vec::new();
                }
                self.seen = Some(Shared::new(seen.clone()));
                let (_, next) = self.look_ask.answered();
                self.grade_step();
                let mut requests: Vec<Request> =
                    next.map(|(step, start)| Request::Look { step, start }).into_iter().collect();
                if self.word.is_none() {
                    requests.extend(self.pick_longest());
                }
                requests
            }
            Event::Grown(grown) => {
                self.grown = Some(Shared::new(grown.clone()));
                let (_, next) = self.grow_ask.answered();
                next.map(|(word, step)| Request::Grow { word, step }).into_iter().collect()
            }
            Event::Encoded(encoded) => {
                self.encoded = Some(Shared::new(encoded.clone()));
                let (_, next) = self.encode_ask.answered();
                next.map(|(text, step)| Request::Encode { text, step }).into_iter().collect()
            }
            Event::Cut(cut) => {
                self.cut = Some(Shared::new(cut.clone()));
                if cut.text.chars().count() <= SHORT_SENTENCE {
                    let differences = cut.word_differences.len() + cut.sentence_differences.len();
                    self.exercises.measure(Exercise::Rules, differences as f64);
                }
                let (_, next) = self.cut_ask.answered();
                next.map(|text| Request::Cut { text }).into_iter().collect()
            }
            Event::Broken(broken) => {
                if self.surgery.running {
                    self.surgery.running = false;
                    self.grade_break(broken);
                    self.surgery.result = Some(Shared::new(broken.clone()));
                }
                Vec::new()
            }
            Event::Exported { format, file } => {
                self.export = Some((*format, Shared::new(file.clone())));
                Vec::new()
            }
        }
    }

    fn trained(&mut self, trained: Trained) -> Vec<Request> {
        // The answer to an earlier request: the one that counts is under way.
        let is_ours = trained.settings == self.settings() && trained.bytes == self.text.len() as u64;
        if !is_ours || !matches!(self.phase, Phase::Training { .. }) {
            return Vec::new();
        }
        let merges = trained.merges.len();
        self.phase = Phase::Ready;
        self.trained = Some(Shared::new(trained));
        (self.seen, self.encoded, self.grown, self.hover) = (None, None, None, None);
        if self.opening {
            self.position = self.position.min(merges);
            self.opening = false;
        } else if self.position > merges {
            self.position = merges;
        }
        self.refresh()
    }

    fn refused(&mut self, message: &str) -> Vec<Request> {
        let of_surgery = std::mem::take(&mut self.surgery.running);
        let words = format!("{}.", capital(message.trim_end_matches('.')));
        if matches!(self.phase, Phase::Training { .. }) {
            self.phase = Phase::Failed(words);
        } else if of_surgery {
            self.surgery.refusal = words;
        } else {
            self.notices.add(Notice::warning(words));
        }
        Vec::new()
    }

    /// The exercises that looking at a step can solve.
    fn grade_step(&mut self) {
        let (Some(trained), step) = (self.trained.clone(), self.step()) else { return };
        let tokens = self.tokens_at(step);
        if self.mode == Mode::Bytes && self.text.trim() == TEXTBOOK && step <= TEXTBOOK_MERGES && step > 0 {
            // The line break that a file ends with is a token of its own.
            let ending = (self.text.len() - self.text.trim_end().len()) as u64;
            self.exercises.measure(Exercise::Textbook, (tokens - ending.min(tokens)) as f64);
        }
        if step <= FEW_MERGES
            && trained.bytes >= ENOUGH_BYTES
            && let Some(ratio) = self.bytes_per_token(step)
        {
            self.exercises.measure(Exercise::Squeeze, ratio);
        }
    }

    fn grade_break(&mut self, broken: &Broken) {
        if broken.before == 0 {
            return;
        }
        let change = 100.0 * (broken.after as f64 - broken.before as f64) / broken.before as f64;
        match broken.operation {
            Operation::Without(_) => self.exercises.measure(Exercise::Keystone, change),
            Operation::Ties(_) if self.merges() >= FORK_MERGES => {
                let share = 100.0 * f64::from(broken.other_symbols) / self.merges() as f64;
                self.exercises.measure(Exercise::Fork, share);
            }
            Operation::Ties(_) => {}
            Operation::NoSplit => {}
        }
    }

    /// How the textbook's text was merged, once it was: two roads lead to the same end.
    pub fn textbook_note(&self) -> Option<String> {
        let trained = self.trained.as_ref()?;
        let made = trained.merges.iter().take(TEXTBOOK_MERGES).map(|merge| self.symbol(merge.result));
        (self.text.trim() == TEXTBOOK && self.step() == TEXTBOOK_MERGES && self.mode == Mode::Bytes)
            .then(|| format!("Your road: {}.", made.collect::<Vec<_>>().join(", then ")))
    }

    /// Whether the page stands where it opens.
    pub(super) fn is_at_opening(&self) -> bool {
        self.position == OPENING_STEP
    }

    /// Takes up the standing surgery's place for a new try.
    pub fn try_again(&mut self) {
        self.surgery = Surgery { draft: self.surgery.draft, merge: self.surgery.merge, ..Surgery::default() };
    }
}
