//! The state of the page, and what may be said about it in words.

use protocol::tokenization::{
    Base, Cut, Encoded, Format, Grown, MAX_TEXT, MAX_VOCAB, Seen, Settings, Split, Ties, Trained,
};

use super::{
    exercise::Exercises,
    sample::{SAMPLE, SENTENCE},
    surgery::Surgery,
};
use crate::{
    Notices, Shared,
    ask::Ask,
    format::count,
    reader_text::{Limits, Problem, TextFacts, check_text},
};

/// What can be trained on.
pub const LIMITS: Limits = Limits { min: 1, why_min: "", max: MAX_TEXT };
/// Ends of the vocabulary size.
pub const VOCAB: (u32, u32) = (1, MAX_VOCAB);
/// Where the page opens: some words have grown, none is whole.
pub(super) const OPENING_STEP: usize = 18;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As the guide's code: characters and `</w>`, the pair met first wins a tie.
    Characters,
    /// As GPT-2: bytes after a regex pre-split, ties as in Hugging Face's trainer.
    Bytes,
}

impl Mode {
    pub const ALL: [Mode; 2] = [Mode::Characters, Mode::Bytes];

    pub fn defaults(self) -> Settings {
        match self {
            Mode::Characters => {
                Settings { base: Base::Characters, split: Split::Whitespace, ties: Ties::FirstMet, vocab_size: 250 }
            }
            Mode::Bytes => Settings { base: Base::Bytes, split: Split::Gpt2, ties: Ties::LowestIds, vocab_size: 456 },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Sample,
    /// The stories that come with the site.
    Novel,
    Mine,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The worker is on its way.
    Waiting,
    Training {
        merges: u32,
        of: u32,
    },
    Ready,
    Failed(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub mode: Mode,
    /// One set a mode.
    pub characters: Settings,
    pub bytes: Settings,
    pub text: Shared<str>,
    pub origin: Origin,
    pub phase: Phase,
    pub trained: Option<Shared<Trained>>,
    /// Merges done in the state on show.
    pub position: usize,
    /// Where in the text the tokens on show begin.
    pub start: u32,
    pub seen: Option<Shared<Seen>>,
    /// The token under the pointer, in the lab.
    pub hover: Option<usize>,
    /// The word whose merges are shown.
    pub word: Option<String>,
    pub grown: Option<Shared<Grown>>,
    /// What is encoded with what was learned.
    pub probe: String,
    pub encoded: Option<Shared<Encoded>>,
    /// What is cut into words and sentences by rule.
    pub sentence: String,
    pub cut: Option<Shared<Cut>>,
    pub surgery: Surgery,
    pub exercises: Exercises,
    pub notices: Notices,
    /// What a link carries of the pretrained vocabularies, which are a part of the page with a state of its own.
    pub vocabularies: Vec<(&'static str, String)>,
    /// A file for the reader to save, once.
    pub export: Option<(Format, Shared<Vec<u8>>)>,
    pub(super) word_is_picked: bool,
    pub(super) worker_ready: bool,
    /// Nothing was on show yet, so the opening step is still to be taken.
    pub(super) opening: bool,
    pub(super) look_ask: Ask<(u32, u32)>,
    pub(super) grow_ask: Ask<(String, u32)>,
    pub(super) encode_ask: Ask<(String, u32)>,
    pub(super) cut_ask: Ask<String>,
}

impl Default for Lesson {
    fn default() -> Self {
        Lesson {
            mode: Mode::Characters,
            characters: Mode::Characters.defaults(),
            bytes: Mode::Bytes.defaults(),
            text: Shared::from(SAMPLE),
            origin: Origin::Sample,
            phase: Phase::Waiting,
            trained: None,
            position: OPENING_STEP,
            start: 0,
            seen: None,
            hover: None,
            word: None,
            grown: None,
            probe: "the newest lighthouse: naïve? 🚀".into(),
            encoded: None,
            sentence: SENTENCE.into(),
            cut: None,
            surgery: Surgery::default(),
            exercises: Exercises::default(),
            notices: Notices::default(),
            vocabularies: Vec::new(),
            export: None,
            word_is_picked: false,
            worker_ready: false,
            opening: true,
            look_ask: Ask::default(),
            grow_ask: Ask::default(),
            encode_ask: Ask::default(),
            cut_ask: Ask::default(),
        }
    }
}

impl Lesson {
    pub fn settings(&self) -> Settings {
        match self.mode {
            Mode::Characters => self.characters,
            Mode::Bytes => self.bytes,
        }
    }

    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        match self.mode {
            Mode::Characters => &mut self.characters,
            Mode::Bytes => &mut self.bytes,
        }
    }

    /// All merges of the training, 0 while there is none.
    pub fn merges(&self) -> usize {
        self.trained.as_ref().map_or(0, |trained| trained.merges.len())
    }

    /// The merges done in the state on show.
    pub fn step(&self) -> usize {
        self.position.min(self.merges())
    }

    /// The symbol of an id, as the page writes it.
    pub fn symbol(&self, id: u32) -> String {
        let symbol = self.trained.as_ref().and_then(|trained| trained.symbols.get(id as usize));
        symbol.map_or_else(|| "⟨unknown⟩".into(), |symbol| super::symbol::shown(symbol))
    }

    /// The number that the vocabulary gives a symbol.
    pub fn id(&self, symbol: u32) -> Option<u32> {
        self.trained.as_ref()?.numbers.get(symbol as usize).copied()
    }

    /// Tokens of the whole text after some merges.
    pub fn tokens_at(&self, step: usize) -> u64 {
        let Some(trained) = &self.trained else { return 0 };
        match step.min(trained.merges.len()).checked_sub(1) {
            None => trained.tokens,
            Some(last) => trained.merges[last].tokens,
        }
    }

    /// Alphabet and merges so far, without counting a symbol twice that two merges spell alike.
    pub fn vocabulary_at(&self, step: usize) -> usize {
        let Some(trained) = &self.trained else { return 0 };
        let highest = trained.merges.iter().take(step).map(|merge| merge.result as usize + 1).max();
        highest.unwrap_or(0).max(trained.alphabet as usize)
    }

    /// Bytes of the text that one token stands for, on average.
    pub fn bytes_per_token(&self, step: usize) -> Option<f64> {
        let tokens = self.tokens_at(step);
        (tokens > 0).then(|| self.trained.as_ref().map_or(0.0, |trained| trained.bytes as f64) / tokens as f64)
    }

    /// The one line that says what the lab is doing.
    pub fn status(&self) -> String {
        match &self.phase {
            Phase::Waiting => "The tokenizer is on its way.".into(),
            Phase::Training { of: 0, .. } => "Counting pairs.".into(),
            Phase::Training { merges, of } => {
                format!("Training: merge {} of {}", count(*merges as usize), count(*of as usize))
            }
            Phase::Failed(message) => message.clone(),
            Phase::Ready => match &self.trained {
                None => String::new(),
                Some(trained) => {
                    let merges = trained.merges.len();
                    let plural = if merges == 1 { "merge" } else { "merges" };
                    format!(
                        "{} {plural} learned in {} ms",
                        count(merges),
                        viz::number::short(trained.milliseconds.max(0.1))
                    )
                }
            },
        }
    }

    /// What is odd about the training, in words.
    pub fn training_note(&self) -> String {
        let Some(trained) = &self.trained else { return String::new() };
        let alphabet = trained.alphabet as usize;
        let wanted = trained.settings.vocab_size as usize;
        if trained.words == 0 {
            "There is no word in this text, so there is nothing to merge.".into()
        } else if wanted <= alphabet {
            format!(
                "The alphabet alone has {} symbols, so a vocabulary of {} leaves no room for a merge. Raise it above {}.",
                count(alphabet),
                count(wanted),
                count(alphabet)
            )
        } else if trained.merges.len() < wanted - alphabet {
            format!(
                "After {} merges every word is a single token: there is nothing left to merge, and the vocabulary ends at {}.",
                count(trained.merges.len()),
                count(trained.symbols.len())
            )
        } else {
            String::new()
        }
    }

    /// What the text is.
    pub fn text_note(&self) -> String {
        let size = match self.text.len() {
            small @ 0..1000 => format!("{} bytes", count(small)),
            large => format!("{} kB", count((large + 500) / 1000)),
        };
        match self.origin {
            Origin::Sample => format!("A short sample, {size}"),
            Origin::Novel => format!("Stories of Sherlock Holmes, {size}"),
            Origin::Mine => format!("Your own text, {size}"),
        }
    }
}

/// Whether the page can train on a text.
pub fn check(text: &str) -> Result<TextFacts, Problem> {
    check_text(text, LIMITS)
}
