//! What is masked, what is asked, and what was answered.

use protocol::bert::masked::{Adapted, Event, Fill, Filled, Request, Span};
use protocol::bert::{self, File};

use super::compare::SAME;
use super::words::{MASK, Word, words};
use super::{SHOWN, facts};
use crate::ask::Ask;
use crate::bert::lesson::clip;
use crate::{Shared, format::capital};

pub const FIRST: &str = "She opened the door and went in.";
pub const SECOND: &str = "Nobody was there.";
/// The word that is masked when the page opens.
pub const OPENED: [usize; 1] = [3];
/// What stands in the place of “opened” when the reader compares.
pub const SWAPPED: &str = "crossed";

/// What turns the encoder into a model of masked words.
#[derive(Clone, Debug, PartialEq)]
pub enum Head {
    Away,
    Fetching,
    /// The engine adds it to the weights.
    Adding,
    There(Adapted),
    /// Why not, in words.
    Trouble(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Masked {
    /// As typed.
    pub first: String,
    pub second: String,
    /// Whether there is a second text.
    pub pair: bool,
    /// Places among the words of both texts, in their order.
    pub masked: Vec<usize>,
    /// Whether another word is put in the place of one, and both readings are compared.
    pub comparing: bool,
    /// The place of that word among all words, and the other word.
    pub swap: usize,
    pub swapped: String,
    /// Words whose chances the reader wants, as typed.
    pub tried: String,
    /// Which of the masks is on show.
    pub at: usize,
    pub head: Head,
    pub filled: Option<Shared<Filled>>,
    pub other: Option<Shared<Filled>>,
    pub problem: Option<String>,
    pub(super) ask: Ask<Fill>,
}

impl Default for Masked {
    fn default() -> Self {
        Masked {
            first: FIRST.into(),
            second: SECOND.into(),
            pair: false,
            masked: OPENED.into(),
            comparing: false,
            swap: 1,
            swapped: SWAPPED.into(),
            tried: String::new(),
            at: 0,
            head: Head::Away,
            filled: None,
            other: None,
            problem: None,
            ask: Ask::default(),
        }
    }
}

impl Masked {
    fn texts(&self) -> Vec<&str> {
        let second = self.pair.then_some(self.second.as_str()).filter(|text| !text.trim().is_empty());
        [Some(self.first.as_str()), second].into_iter().flatten().map(clip).collect()
    }

    pub fn words(&self) -> Vec<Word> {
        words(&self.texts())
    }

    /// Whether the word at a place is hidden from the model.
    pub fn is_masked(&self, place: usize, word: &Word) -> bool {
        word.is_mask() || self.masked.contains(&place)
    }

    /// What is asked of the model; with the other word, if `other` says so. `None` if nothing is masked, or if there is no other word.
    pub(super) fn question(&self, other: bool) -> Option<Fill> {
        let mut texts: Vec<String> = self.texts().into_iter().map(String::from).collect();
        let mut words = self.words();
        let masked: Vec<bool> = words.iter().enumerate().map(|(place, word)| self.is_masked(place, word)).collect();
        if !masked.contains(&true) {
            return None;
        }
        if other {
            let into = self.swapped.trim();
            let word =
                words.get(self.swap).filter(|_| self.comparing && !into.is_empty() && !masked[self.swap])?.clone();
            texts[word.text].replace_range(word.start..word.end, into);
            for later in words.iter_mut().filter(|later| later.text == word.text && later.start >= word.start) {
                let moved = |at: usize| at + into.len() - word.form.len();
                if later.start > word.start {
                    later.start = moved(later.start);
                }
                later.end = moved(later.end);
            }
        }
        // A typed [MASK] is masked without our saying so.
        let hidden = words.iter().zip(&masked).filter(|(word, masked)| **masked && !word.is_mask());
        let span = |word: &Word| Span { text: word.text as u32, start: word.start as u32, end: word.end as u32 };
        let mut texts = texts.into_iter();
        Some(Fill {
            first: texts.next().unwrap_or_default(),
            second: texts.next(),
            masked: hidden.map(|(word, _)| span(word)).collect(),
            asked: self.tried.split_whitespace().take(SHOWN).map(String::from).collect(),
            top: if self.comparing { SAME } else { SHOWN as u32 },
        })
    }

    /// Asks for what is missing: the sentence, then the one with the other word.
    pub(in crate::bert) fn pursue(&mut self) -> Vec<bert::Request> {
        if !matches!(self.head, Head::There(_)) {
            return Vec::new();
        }
        let (one, two) = (self.question(false), self.question(true));
        if one.is_none() {
            (self.filled, self.problem) = (None, None);
        }
        if two.is_none() {
            self.other = None;
        }
        let asked = |answer: &Option<Shared<Filled>>| answer.as_ref().map(|it| it.request.clone());
        let both = [(one, asked(&self.filled)), (two, asked(&self.other))];
        let wanted =
            both.into_iter().find_map(|(wanted, there)| wanted.filter(|wanted| there.as_ref() != Some(wanted)));
        let question = wanted.and_then(|wanted| self.ask.want(wanted));
        question.map(|fill| bert::Request::Masked(Request::Fill(fill))).into_iter().collect()
    }

    pub(in crate::bert) fn apply(&mut self, event: &Event) -> Vec<bert::Request> {
        match event {
            Event::Adapted(adapted) => self.head = Head::There(adapted.clone()),
            Event::NotAdapted { message } => self.head = Head::Trouble(sentence(message)),
            Event::Filled(filled) => {
                self.problem = None;
                self.take(filled);
                return self.go_on();
            }
            Event::NotFilled { message } => {
                self.problem = Some(sentence(message));
                (self.filled, self.other) = (None, None);
                let next = self.ask.answered().1;
                return next.map(|fill| bert::Request::Masked(Request::Fill(fill))).into_iter().collect();
            }
        }
        self.pursue()
    }

    fn take(&mut self, filled: &Filled) {
        let answer = Shared::new(filled.clone());
        let of = |question: Option<Fill>| question.as_ref() == Some(&filled.request);
        if of(self.question(true)) {
            self.other = Some(answer.clone());
        } else {
            self.filled = Some(answer.clone());
            self.at = self.at.min(filled.masks.len().saturating_sub(1));
        }
        if of(self.question(false)) {
            self.filled = Some(answer);
        }
    }

    fn go_on(&mut self) -> Vec<bert::Request> {
        match self.ask.answered().1 {
            Some(next) => vec![bert::Request::Masked(Request::Fill(next))],
            None => self.pursue(),
        }
    }

    /// The encoder is another one or gone, and with it what was added to it.
    pub(in crate::bert) fn forget(&mut self) {
        self.ask.forget();
        self.head = Head::Away;
        (self.filled, self.other, self.problem) = (None, None, None);
    }

    pub fn is_there(&self) -> bool {
        matches!(self.head, Head::There(_))
    }

    pub fn wants_file(&self) -> bool {
        self.head == Head::Fetching
    }

    /// Fetches what makes the encoder a model of masked words.
    pub fn fetch(&mut self) {
        if !self.is_there() && self.head != Head::Adding {
            self.head = Head::Fetching;
        }
    }

    /// The file as it arrived, or that it did not.
    pub fn take_file(&mut self, file: Option<Vec<u8>>) -> Vec<bert::Request> {
        if self.head != Head::Fetching {
            return Vec::new();
        }
        let Some(bytes) = file else {
            self.head = Head::Trouble(
                "The file could not be fetched: the site may be unreachable, or was copied without it. Try again."
                    .into(),
            );
            return Vec::new();
        };
        self.head = Head::Adding;
        let facts = facts();
        let file = File { size: facts.bytes, sha256: facts.sha256.into() };
        vec![bert::Request::Masked(Request::Adapt { bytes, file })]
    }

    /// One line on what is going on.
    pub fn status(&self, loaded: bool) -> String {
        match &self.head {
            _ if !loaded => "Load the model at the top of this page first: its weights are what is added to.".into(),
            Head::Away => "The encoder cannot name words yet: it was trained without the head for it.".into(),
            Head::Fetching => "Fetching what was trained for it.".into(),
            Head::Adding => "Adding it to the weights.".into(),
            Head::Trouble(why) => why.clone(),
            Head::There(_) if self.words().is_empty() => "Type a sentence: there is no word to mask.".into(),
            Head::There(_) => match (&self.filled, self.question(false)) {
                (_, None) => "Nothing is masked. Click a word.".into(),
                (None, _) => "The model is reading.".into(),
                (Some(it), _) => {
                    let masks = it.masks.len();
                    let all = masks + 2 + it.request.second.iter().count() == it.tokens.len();
                    format!(
                        "{masks} of {} tokens masked{}, read live in {} ms.",
                        it.tokens.len(),
                        if all { ": nothing is left to go by" } else { "" },
                        viz::number::fixed(it.milliseconds, 1)
                    )
                }
            },
        }
    }

    /// What stands in the place of a masked word.
    pub fn placeholder() -> &'static str {
        MASK
    }
}

fn sentence(message: &str) -> String {
    format!("{}.", capital(message.trim_end_matches('.')))
}
