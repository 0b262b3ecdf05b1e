//! The exercises: each is graded on a number measured on the running model, and any way to get there counts.

use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Learn,
    Sure,
    Penalty,
    Cache,
}

/// The size that [`Exercise::Learn`] must stay under.
pub(super) const SMALL: u32 = 100_000;
/// Shorter texts can be learned by heart.
pub(super) const LONG_TEXT: usize = 20_000;
/// Texts from which [`Exercise::Cache`] compares.
pub(super) const FROM: u32 = 64;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Learn, Exercise::Sure, Exercise::Penalty, Exercise::Cache];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        match self {
            Exercise::Learn => "Train a GPT of fewer than 100,000 parameters, from fresh weights, to a held-out loss of 2.0 nats a byte or less, \
                                on a text of at least 20 kB."
                .into(),
            Exercise::Sure => {
                "Find a place where the model has hardly a choice: one token with at least 99 % before any stage.".into()
            }
            Exercise::Penalty => "Let the repetition penalty alone take the lead from a token: at some place the likeliest token of the softmax \
                                  must lose at least half of its probability to it."
                .into(),
            Exercise::Cache => "Show what the cache saves: at texts of 64 tokens or more, a token without it must take at least 4 times as long \
                                (medians of what you measured)."
                .into(),
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Learn => {
                "Halve d_model before you halve the layers. Bytes count, not tokens: with byte pairs one loss is shared by several bytes. Pre-norm takes larger steps."
            }
            Exercise::Sure => "Where is only one letter possible? After “q”, or within a long word that occurs often.",
            Exercise::Penalty => {
                "It acts on tokens that stand in the text already. Where is the next token one of those?"
            }
            Exercise::Cache => "Write once with the switch on and once with it off, up to the end of the context.",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Learn => "nats a byte",
            Exercise::Sure => "probability",
            Exercise::Penalty => "of its probability lost",
            Exercise::Cache => "times",
        }
    }

    fn digits(self) -> usize {
        match self {
            Exercise::Sure => 3,
            Exercise::Cache => 1,
            Exercise::Learn | Exercise::Penalty => 2,
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Learn => 2.0,
            Exercise::Sure => 0.99,
            Exercise::Penalty => 0.5,
            Exercise::Cache => 4.0,
        }
    }

    fn is_upward(self) -> bool {
        self != Exercise::Learn
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}
