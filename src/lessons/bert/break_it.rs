//! Experiments on the sentence embedding: what is taken away from the model, what the reader expects, and what is measured.

use algorithms::nearest::cosine;
use algorithms::rng::Rng;
use protocol::bert::{Attend, Attended, Request};
use viz::number::fixed;

use super::lesson::Lesson;
use crate::Shared;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    Head,
    Layer,
    Positions,
    Shuffle,
    Specials,
}

/// One experiment under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub experiment: Experiment,
    /// Which of [`Experiment::ANSWERS`] the reader expects.
    pub guess: usize,
    /// Layer and head that are taken out.
    head: (usize, usize),
    pub answer: Option<Shared<Attended>>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which of [`Experiment::ANSWERS`] was measured.
    pub answer: usize,
    pub cosine: f32,
    pub in_words: String,
}

/// Of a shuffle, so that the same sentence is always shuffled alike.
const SEED: u64 = 1;

impl Experiment {
    pub const ALL: [Experiment; 5] =
        [Experiment::Head, Experiment::Layer, Experiment::Positions, Experiment::Shuffle, Experiment::Specials];
    pub const ANSWERS: [&str; 3] =
        ["0.95 or more: nearly the same", "Between 0.8 and 0.95", "Less than 0.8: another sentence"];

    pub fn label(self) -> &'static str {
        match self {
            Experiment::Head => "One head",
            Experiment::Layer => "A layer's heads",
            Experiment::Positions => "The positions",
            Experiment::Shuffle => "The word order",
            Experiment::Specials => "[CLS] and [SEP]",
        }
    }

    pub fn question(self) -> &'static str {
        match self {
            Experiment::Head => {
                "The head chosen in the lab passes nothing on. How near is the sentence's embedding to what it was, as a cosine?"
            }
            Experiment::Layer => {
                "All heads of the chosen layer pass nothing on; its feed-forward part stays. How near is the embedding?"
            }
            Experiment::Positions => {
                "No token is told its place: the table of positions is left out. How near is the embedding?"
            }
            Experiment::Shuffle => {
                "Nothing is done to the model; the words of the sentence are shuffled. How near is the embedding?"
            }
            Experiment::Specials => {
                "No token may look at [CLS] or [SEP], where many heads put most of their attention. How near is the embedding?"
            }
        }
    }

    fn answer_of(cosine: f32) -> usize {
        if cosine >= 0.95 {
            0
        } else if cosine >= 0.8 {
            1
        } else {
            2
        }
    }
}

impl Lesson {
    /// Measures an experiment on the sentence of the lab.
    pub fn break_it(&mut self, experiment: Experiment, guess: usize) -> Vec<Request> {
        self.trial = Some(Trial { experiment, guess, head: (self.layer, self.head), answer: None });
        self.pursue()
    }

    pub fn undo(&mut self) {
        self.trial = None;
    }

    /// Whether there is an embedding to compare with.
    pub fn can_break(&self) -> bool {
        self.is_loaded() && !self.recorded && self.attended.is_some()
    }

    /// What an experiment asks of the engine.
    pub(super) fn trial_question(&self, trial: &Trial) -> Attend {
        let whole = Attend { maps: Vec::new(), ..self.question(false) };
        let (layer, head) = (trial.head.0 as u32, trial.head.1 as u32);
        match trial.experiment {
            Experiment::Head => Attend { heads_out: vec![(layer, head)], ..whole },
            Experiment::Layer => {
                Attend { heads_out: (0..self.heads() as u32).map(|head| (layer, head)).collect(), ..whole }
            }
            Experiment::Positions => Attend { without_positions: true, ..whole },
            Experiment::Shuffle => Attend { first: shuffled(&whole.first), ..whole },
            Experiment::Specials => Attend { hidden: self.away_from_specials(), ..whole },
        }
    }

    /// All pairs of a query and a special token. They may go on seeing themselves: a token that sees nothing at all sees everything alike.
    fn away_from_specials(&self) -> Vec<(u32, u32)> {
        let Some(attended) = &self.attended else { return Vec::new() };
        let tokens = attended.tokens.len();
        let specials = (0..tokens).filter(|place| attended.tokens[*place].source.is_none());
        let pairs = specials.flat_map(|key| (0..tokens).map(move |query| (query as u32, key as u32)));
        pairs.filter(|(query, key)| query != key).collect()
    }

    pub(super) fn is_of_the_trial(&self, request: &Attend) -> bool {
        self.trial.as_ref().is_some_and(|trial| self.trial_question(trial) == *request)
    }

    pub(super) fn tried(&mut self, answer: Shared<Attended>) {
        if let Some(trial) = &mut self.trial {
            trial.answer = Some(answer);
        }
    }

    /// What was measured; `None` until the model has run as the experiment left it.
    pub fn outcome(&self) -> Option<Outcome> {
        let (trial, whole) = (self.trial.as_ref()?, self.attended.as_ref().filter(|_| !self.recorded)?);
        let broken = trial.answer.as_ref().filter(|answer| self.is_of_the_trial(&answer.request))?;
        let cosine = cosine(&whole.embedding, &broken.embedding);
        let what = match trial.experiment {
            Experiment::Head => format!("without layer {}, head {}", trial.head.0 + 1, trial.head.1 + 1),
            Experiment::Layer => format!("without the heads of layer {}", trial.head.0 + 1),
            Experiment::Positions => "without positions".into(),
            Experiment::Shuffle => format!("of “{}”", broken.request.first),
            Experiment::Specials => "without a look at [CLS] and [SEP]".into(),
        };
        Some(Outcome {
            answer: Experiment::answer_of(cosine),
            cosine,
            in_words: format!(
                "The embedding {what} has a cosine of {} to the whole model's.",
                fixed(f64::from(cosine), 3)
            ),
        })
    }
}

/// The words in another order, the same each time; a sentence of one word stays.
fn shuffled(text: &str) -> String {
    let before: Vec<&str> = text.split_ascii_whitespace().collect();
    let mut words = before.clone();
    let mut rng = Rng::fork(SEED, "shuffle");
    for _ in 0..8 {
        for last in (1..words.len()).rev() {
            words.swap(last, rng.below(last + 1));
        }
        if words != before {
            break;
        }
    }
    words.join(" ")
}
