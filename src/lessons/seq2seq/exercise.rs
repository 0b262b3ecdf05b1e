//! The exercises: each is graded on a number measured on the running models, and any way to get there counts.

use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Bottleneck,
    Forwards,
    Beam,
    Small,
}

/// Parameters that [`Exercise::Small`] must stay under.
pub(super) const SMALL: u32 = 20_000;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Bottleneck, Exercise::Forwards, Exercise::Beam, Exercise::Small];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        match self {
            Exercise::Bottleneck => {
                "Make the bottleneck show: train both models until attention gets at least 0.40 more of the held-out outputs right than the model without.".into()
            }
            Exercise::Forwards => {
                "Make attention walk in order: find a source and a model whose places looked at rise as the output grows, with a correlation of 0.90 or more over at least six output tokens.".into()
            }
            Exercise::Beam => {
                "Find a source for which beam search beats greedy decoding: an end whose score is at least 0.05 above that of the greedy output.".into()
            }
            Exercise::Small => {
                "Get 0.90 of held-out number words right with fewer than 20,000 parameters.".into()
            }
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Bottleneck => {
                "What must be carried over grows with the source. In which task can nothing be guessed?"
            }
            Exercise::Forwards => {
                "Of a date the year is said last and written first. Which task writes in the order in which it reads?"
            }
            Exercise::Beam => {
                "Greedy decoding goes wrong where the model is unsure: a half-trained model, a source unlike those it learnt, the model without attention."
            }
            Exercise::Small => {
                "The LSTMs' matrices grow with the square of the hidden size, and attention needs few parameters of its own."
            }
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Bottleneck | Exercise::Small => "of held-out",
            Exercise::Forwards => "r",
            Exercise::Beam => "score",
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Bottleneck => 0.4,
            Exercise::Forwards => 0.9,
            Exercise::Beam => 0.05,
            Exercise::Small => 0.9,
        }
    }

    fn is_upward(self) -> bool {
        true
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}
