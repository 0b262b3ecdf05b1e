//! What the reader does.

use protocol::tokenization::{Format, MAX_SHOWN, Request, Ties};

use super::{
    lesson::{Lesson, Mode, Origin, Phase, VOCAB},
    prediction::Effect,
    sample::SAMPLE,
    surgery::{Draft, Surgery},
};
use crate::{Notice, Shared};

/// Words that are looked through for one to show, and the most bytes it may have.
const FIRST_WORDS: u32 = 60;
const LONG_WORD: usize = 24;

impl Lesson {
    pub fn set_mode(&mut self, mode: Mode) -> Vec<Request> {
        if self.mode == mode {
            return Vec::new();
        }
        self.mode = mode;
        // Words of one mode are none of the other: there they carry a space.
        self.drop_word();
        self.train()
    }

    pub fn set_vocab(&mut self, size: f64) -> Vec<Request> {
        let size = (size.round().max(f64::from(VOCAB.0)) as u32).min(VOCAB.1);
        if self.settings().vocab_size == size {
            return Vec::new();
        }
        self.settings_mut().vocab_size = size;
        self.train()
    }

    pub fn set_ties(&mut self, ties: Ties) -> Vec<Request> {
        if self.settings().ties == ties {
            return Vec::new();
        }
        self.settings_mut().ties = ties;
        self.train()
    }

    /// A text that passed [`super::check`].
    pub fn use_text(&mut self, text: Shared<str>, origin: Origin) -> Vec<Request> {
        (self.text, self.origin) = (text, origin);
        self.start = 0;
        self.drop_word();
        self.train()
    }

    fn drop_word(&mut self) {
        (self.word, self.grown, self.word_is_picked) = (None, None, false);
    }

    pub fn use_sample(&mut self) -> Vec<Request> {
        self.use_text(Shared::from(SAMPLE), Origin::Sample)
    }

    /// Trains on the text with the settings, from the beginning. What is on show stays until the new training is there.
    pub(super) fn train(&mut self) -> Vec<Request> {
        self.surgery = Surgery { draft: self.surgery.draft, ..Surgery::default() };
        if !self.worker_ready {
            return Vec::new();
        }
        self.phase = Phase::Training { merges: 0, of: 0 };
        // Questions about the old training are answered by the new one's first look, if at all.
        self.look_ask.forget();
        self.grow_ask.forget();
        self.encode_ask.forget();
        vec![Request::Train { text: self.text.to_string(), settings: self.settings() }]
    }

    /// The part of the text on show, on or back by as much as fits.
    pub fn turn_page(&mut self, forward: bool) -> Vec<Request> {
        let Some(seen) = &self.seen else { return Vec::new() };
        let start = if forward { seen.end } else { self.start.saturating_sub(MAX_SHOWN as u32) };
        if (start as usize) < self.text.len() {
            self.start = start;
            self.hover = None;
        }
        self.look().into_iter().collect()
    }

    /// Takes the word of a token on show.
    pub fn pick_token(&mut self, at: usize) -> Vec<Request> {
        let Some(seen) = self.seen.clone() else { return Vec::new() };
        let Some(token) = seen.tokens.get(at) else { return Vec::new() };
        let of_word = || seen.tokens.iter().filter(|other| other.word == token.word);
        let start = of_word().map(|other| other.start).min().unwrap_or_default() as usize;
        let end = of_word().map(|other| other.end).max().unwrap_or_default() as usize;
        match seen.text.get(start..end) {
            Some(word) if !word.is_empty() => self.pick_word(word.to_string()),
            _ => Vec::new(),
        }
    }

    pub fn pick_word(&mut self, word: String) -> Vec<Request> {
        self.word = Some(word);
        self.word_is_picked = true;
        self.grow().into_iter().collect()
    }

    /// Something to look at until the reader picks a word: the longest of the first few on show.
    pub(super) fn pick_longest(&mut self) -> Option<Request> {
        let seen = self.seen.clone()?;
        let mut longest = "";
        let mut tokens = seen.tokens.iter().peekable();
        while let Some(first) = tokens.next() {
            let mut end = first.end;
            while let Some(more) = tokens.next_if(|other| other.word == first.word) {
                end = more.end;
            }
            let word = seen.text.get(first.start as usize..end as usize).unwrap_or_default();
            if word.len() > longest.len() && word.len() <= LONG_WORD {
                longest = word;
            }
            if first.word >= FIRST_WORDS {
                break;
            }
        }
        self.word = Some(longest.to_string()).filter(|word| !word.is_empty());
        self.grow()
    }

    pub fn set_probe(&mut self, text: String) -> Vec<Request> {
        self.probe = text;
        self.encode().into_iter().collect()
    }

    pub fn set_sentence(&mut self, text: String) -> Vec<Request> {
        self.sentence = text;
        self.ask_cut().into_iter().collect()
    }

    pub fn set_draft(&mut self, draft: Draft) {
        self.surgery = Surgery { draft: Some(draft), merge: self.surgery.merge, ..Surgery::default() };
        if draft == Draft::Without && self.surgery.merge == 0 {
            self.surgery.merge = self.step().max(1);
        }
    }

    pub fn set_deleted_merge(&mut self, merge: f64) {
        self.surgery.merge = (merge.round().max(1.0) as usize).min(self.merges().max(1));
        (self.surgery.prediction, self.surgery.result) = (None, None);
    }

    /// The reader commits to an expectation; only then it is tried.
    pub fn predict(&mut self, prediction: Effect) -> Vec<Request> {
        if self.surgery.running || self.trained.is_none() || self.phase != Phase::Ready {
            return Vec::new();
        }
        self.surgery.prediction = Some(prediction);
        self.surgery.result = None;
        self.surgery.refusal.clear();
        self.surgery.running = true;
        vec![Request::Break(self.surgery.operation(self.settings().ties))]
    }

    pub fn ask_export(&mut self, format: Format) -> Vec<Request> {
        if self.phase == Phase::Ready {
            return vec![Request::Export(format)];
        }
        self.notices.add(Notice::info("There is nothing to save before the training is done."));
        Vec::new()
    }

    /// Asks anew for all that is on show.
    pub(super) fn refresh(&mut self) -> Vec<Request> {
        let questions = [self.look(), self.grow(), self.encode(), self.ask_cut()];
        questions.into_iter().flatten().collect()
    }

    pub(super) fn look(&mut self) -> Option<Request> {
        self.trained.as_ref().filter(|_| self.phase == Phase::Ready)?;
        let (step, start) = self.look_ask.want((self.step() as u32, self.start))?;
        Some(Request::Look { step, start })
    }

    pub(super) fn grow(&mut self) -> Option<Request> {
        self.trained.as_ref().filter(|_| self.phase == Phase::Ready)?;
        let (word, step) = self.grow_ask.want((self.word.clone()?, self.step() as u32))?;
        Some(Request::Grow { word, step })
    }

    pub(super) fn encode(&mut self) -> Option<Request> {
        self.trained.as_ref().filter(|_| self.phase == Phase::Ready)?;
        let (text, step) = self.encode_ask.want((self.probe.clone(), self.step() as u32))?;
        Some(Request::Encode { text, step })
    }

    pub(super) fn ask_cut(&mut self) -> Option<Request> {
        if !self.worker_ready || self.sentence.len() > MAX_SHOWN {
            return None;
        }
        let text = self.cut_ask.want(self.sentence.clone())?;
        Some(Request::Cut { text })
    }
}
