//! Break it: train once more with one thing taken away, and say beforehand what will come of it.

use super::settings::Settings;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surgery {
    NoNegatives,
    Shuffled,
    WindowOne,
    NoSubsampling,
    GensimDefaults,
}

pub const SURGERIES: [Surgery; 5] =
    [Surgery::NoNegatives, Surgery::Shuffled, Surgery::WindowOne, Surgery::NoSubsampling, Surgery::GensimDefaults];

impl Surgery {
    pub fn name(self) -> &'static str {
        match self {
            Surgery::NoNegatives => "no negatives",
            Surgery::Shuffled => "shuffle the words",
            Surgery::WindowOne => "window 1",
            Surgery::NoSubsampling => "no subsampling",
            Surgery::GensimDefaults => "gensim's defaults",
        }
    }

    /// The lab's first settings with one thing changed.
    pub fn settings(self) -> Settings {
        let whole = Settings::default();
        match self {
            Surgery::NoNegatives => Settings { negative: 0.0, ..whole },
            Surgery::Shuffled => Settings { shuffled: true, ..whole },
            Surgery::WindowOne => Settings { window: 1.0, ..whole },
            Surgery::NoSubsampling => Settings { sample: 0.0, ..whole },
            Surgery::GensimDefaults => Settings::gensim(),
        }
    }

    pub fn why(self) -> &'static str {
        match self {
            Surgery::NoNegatives => {
                "Only real pairs are shown, and for those it is always right to say yes: one direction for all vectors does it. The loss falls towards 0 and nothing is learnt. Negatives are what makes words part."
            }
            Surgery::Shuffled => {
                "Every word occurs as often as before, but next to anyone. What the vectors knew was never in the counts; it was in the company."
            }
            Surgery::WindowOne => {
                "Only the words right beside it describe a word now. Neighbours become words of the same grammatical kind rather than of the same topic."
            }
            Surgery::NoSubsampling => {
                "Most windows are now about “the”, “of” and “and”. They say little about the words around them, and they take the time of pairs that would."
            }
            Surgery::GensimDefaults => {
                "Five epochs of CBOW suit a large text. On 69,000 words the vectors have hardly left the place where all of them started to drift together."
            }
        }
    }
}

/// What the reader expects of the chosen word's ten neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// At least half of them stay.
    Stay,
    /// Most are others.
    Change,
    /// All words become alike: a mean cosine of 0.9 and more.
    Alike,
}

impl Guess {
    pub const ALL: [Guess; 3] = [Guess::Stay, Guess::Change, Guess::Alike];

    pub fn words(self) -> &'static str {
        match self {
            Guess::Stay => "at least five of the ten stay",
            Guess::Change => "most of them change",
            Guess::Alike => "everything is alike (mean cosine 0.90 or more)",
        }
    }
}

/// What was measured after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub word: String,
    pub before: Vec<(String, f32)>,
    pub after: Vec<(String, f32)>,
    pub shared: usize,
    pub mean: f32,
}

impl Outcome {
    pub fn new(word: String, before: Vec<(String, f32)>, after: Vec<(String, f32)>) -> Self {
        let shared = after.iter().filter(|(word, _)| before.iter().any(|(other, _)| other == word)).count();
        let mean = after.iter().map(|(_, cosine)| cosine).sum::<f32>() / after.len().max(1) as f32;
        Outcome { word, before, after, shared, mean }
    }

    pub fn came(&self) -> Guess {
        if self.mean >= 0.9 {
            Guess::Alike
        } else if self.shared >= 5 {
            Guess::Stay
        } else {
            Guess::Change
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct BreakIt {
    pub surgery: Option<Surgery>,
    pub guess: Option<Guess>,
    /// Under way: the word and its neighbours before.
    pub(super) running: Option<(String, Vec<(String, f32)>)>,
    pub outcome: Option<Outcome>,
}

impl BreakIt {
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }
}
