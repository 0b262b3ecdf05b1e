//! Breaking it: what to change, what the reader expects, and what is measured.

use protocol::positional_encoding::{Request, Scheme};
use viz::number::{count, fixed};

use super::{lesson::Lesson, number::Number};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    SmallBase,
    OneClock,
    Hundredfold,
    BeyondTheTable,
    Backwards,
}

/// One experiment under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub experiment: Experiment,
    /// Which of [`Experiment::answers`] the reader expects.
    pub guess: usize,
    numbers: [f64; 8],
    order: Vec<u32>,
    causal: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which of [`Experiment::answers`] was measured.
    pub answer: usize,
    pub in_words: String,
}

/// Positions that are searched for the closest two.
const POSITIONS: usize = 512;

impl Experiment {
    pub const ALL: [Experiment; 5] = [
        Experiment::SmallBase,
        Experiment::OneClock,
        Experiment::Hundredfold,
        Experiment::BeyondTheTable,
        Experiment::Backwards,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Experiment::SmallBase => "Base 10",
            Experiment::OneClock => "d_model 2",
            Experiment::Hundredfold => "Positions × 100",
            Experiment::BeyondTheTable => "Beyond max_len",
            Experiment::Backwards => "Backwards",
        }
    }

    pub fn question(self) -> &'static str {
        match self {
            Experiment::SmallBase => {
                "With base 10 instead of 10,000 and 16 pairs, how far apart are the two closest of 512 positions?"
            }
            Experiment::OneClock => "With a single clock hand, how far apart are the two closest of 512 positions?",
            Experiment::Hundredfold => {
                "With every position multiplied by 100, what is left of the dot product of two neighbours, as a share of a position's product with itself?"
            }
            Experiment::BeyondTheTable => {
                "The sentence moves to the end of the table and over it. Which scheme cannot run there?"
            }
            Experiment::Backwards => {
                "The whole sentence is turned round, without a mask. Which scheme does not notice, besides “None”?"
            }
        }
    }

    pub fn answers(self) -> [&'static str; 3] {
        match self {
            Experiment::SmallBase | Experiment::OneClock => {
                ["At least 1", "Between 0.1 and 1", "Less than 0.1: they are twins"]
            }
            Experiment::Hundredfold => ["More than 0.9, as before", "Between 0.4 and 0.9", "Less than 0.4"],
            Experiment::BeyondTheTable => ["Sinusoidal", "Learned", "RoPE"],
            Experiment::Backwards => ["Sinusoidal", "RoPE", "ALiBi"],
        }
    }
}

impl Lesson {
    /// Changes the lab as the experiment says. What stood before comes back with [`Lesson::undo`].
    pub fn break_it(&mut self, experiment: Experiment, guess: usize) -> Vec<Request> {
        self.undo_quietly();
        self.trial =
            Some(Trial { experiment, guess, numbers: self.numbers, order: self.order.clone(), causal: self.causal });
        let mut set = |number: Number, value: f64| self.numbers[number as usize] = value;
        set(Number::Scale, 1.0);
        set(Number::DModel, 32.0);
        set(Number::Base, Number::Base.info().usual);
        match experiment {
            Experiment::SmallBase => set(Number::Base, 10.0),
            Experiment::OneClock => set(Number::DModel, 2.0),
            Experiment::Hundredfold => set(Number::Scale, 100.0),
            Experiment::BeyondTheTable => {
                set(Number::MaxLen, 128.0);
                set(Number::Shift, 128.0 - self.words.len().div_ceil(2) as f64);
            }
            Experiment::Backwards => {
                self.causal = false;
                self.order = (0..self.words.len() as u32).rev().collect();
            }
        }
        self.hover = None;
        self.ask()
    }

    /// Puts back what the experiment changed.
    pub fn undo(&mut self) -> Vec<Request> {
        if self.undo_quietly() { self.ask() } else { Vec::new() }
    }

    fn undo_quietly(&mut self) -> bool {
        let Some(trial) = self.trial.take() else { return false };
        self.numbers = trial.numbers;
        if trial.order.len() == self.words.len() {
            self.order = trial.order;
        }
        self.causal = trial.causal;
        self.hover = None;
        true
    }

    /// What is measured in the lab as the experiment left it; `None` until the layer has run there.
    pub fn outcome(&self) -> Option<Outcome> {
        let trial = self.trial.as_ref()?;
        match trial.experiment {
            Experiment::SmallBase | Experiment::OneClock => {
                let closest = self.sinusoid().closest(POSITIONS, self.get(Number::Scale))?;
                let answer = if closest.distance >= 1.0 {
                    0
                } else if closest.distance >= 0.1 {
                    1
                } else {
                    2
                };
                let slowest = self.sinusoid().wavelength(self.sinusoid().pairs().max(1) - 1);
                Some(Outcome {
                    answer,
                    in_words: format!(
                        "Positions {} and {} are the closest, {} apart. The slowest hand takes {} positions for a turn.",
                        closest.first,
                        closest.second,
                        fixed(closest.distance, 3),
                        count(slowest)
                    ),
                })
            }
            Experiment::Hundredfold => {
                let pe = self.sinusoid();
                let share = pe.dot(0.0, self.scaled(1)) / pe.dot(0.0, 0.0);
                let answer = if share > 0.9 {
                    0
                } else if share >= 0.4 {
                    1
                } else {
                    2
                };
                let slow = (0..pe.pairs()).filter(|pair| pe.wavelength(*pair) > 4.0 * self.scaled(1)).count();
                Some(Outcome {
                    answer,
                    in_words: format!(
                        "{} is left. {slow} of the {} hands still turn less than a quarter from one position to the next; the others jump.",
                        fixed(share, 3),
                        pe.pairs()
                    ),
                })
            }
            Experiment::BeyondTheTable => {
                let attended = self.attended.as_ref().filter(|attended| attended.setup == self.setup())?;
                let failed = attended.runs.iter().find(|run| run.shifted.is_none())?;
                let places = (attended.setup.shift, attended.setup.shift as usize + self.words.len() - 1);
                Some(Outcome {
                    answer: named(failed.scheme, [Scheme::Sinusoidal, Scheme::Learned, Scheme::Rope])?,
                    in_words: format!(
                        "The words stand at the positions {} to {}; the learned table ends at {}. In PyTorch this is an IndexError.",
                        places.0,
                        places.1,
                        self.max_len() - 1
                    ),
                })
            }
            Experiment::Backwards => {
                self.attended.as_ref().filter(|attended| attended.setup == self.setup())?;
                let blind =
                    |scheme: &Scheme| self.standing(*scheme).is_some_and(|standing| !standing.rearranged.is_noticed());
                let found = Scheme::ALL.into_iter().filter(|scheme| *scheme != Scheme::None).find(blind)?;
                let change = self.standing(found)?.rearranged.value()?;
                Some(Outcome {
                    answer: named(found, [Scheme::Sinusoidal, Scheme::Rope, Scheme::Alibi])?,
                    in_words: format!(
                        "Its outputs change by {} at most, which is rounding: every distance is as it was.",
                        fixed(f64::from(change), 7)
                    ),
                })
            }
        }
    }
}

fn named(found: Scheme, answers: [Scheme; 3]) -> Option<usize> {
    answers.iter().position(|scheme| *scheme == found)
}
