//! The exercises: each is graded on a number measured on the running model, and any way to get there counts.

use crate::exercise::{self, Graded};
use crate::format::count;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Letters,
    SmallModel,
    Forget,
    OneNeuron,
}

/// How many characters back [`Exercise::Forget`] lets the model remember.
pub(super) const FORGET_WITHIN: usize = 5;
/// The size that [`Exercise::SmallModel`] must stay under.
pub(super) const SMALL_PARAMETERS: usize = 40_000;
/// Shorter texts can be learnt by heart.
pub(super) const SMALL_TEXT: usize = 20_000;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Letters, Exercise::SmallModel, Exercise::Forget, Exercise::OneNeuron];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        match self {
            Exercise::Letters => {
                "Find a neuron that counts the letters of a word: |r| of at least 0.55 with the position in the word, on held-out text.".into()
            }
            Exercise::SmallModel => format!(
                "Reach a held-out loss of 1.90 nats or less with fewer than {} parameters, on a text of at least {} characters.",
                count(SMALL_PARAMETERS),
                count(SMALL_TEXT)
            ),
            Exercise::Forget => format!(
                "Make it forget: break gates until at most 5 % of the gradient comes from more than {FORGET_WITHIN} characters back. A model on which nothing has any effect does not count."
            ),
            Exercise::OneNeuron => {
                "Find one neuron that matters: holding a gate of it alone must cost at least 0.02 nats on held-out text.".into()
            }
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Letters => {
                "Let the finder rank the neurons by “position in the word”, look at both layers, and click a row. The example has one; train your own for more."
            }
            Exercise::SmallModel => {
                "One layer spends its parameters on width. The loss counts, not how fast you got there."
            }
            Exercise::Forget => "Which gate multiplies the old memory? Layers can be broken together.",
            Exercise::OneNeuron => {
                "A neuron the finder ranks high for a property that helps to predict is a good first guess."
            }
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Letters => "|r|",
            Exercise::SmallModel | Exercise::OneNeuron => "nats",
            Exercise::Forget => "of the gradient",
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Letters => 0.55,
            Exercise::SmallModel => 1.9,
            Exercise::Forget => 0.05,
            Exercise::OneNeuron => 0.02,
        }
    }

    fn is_upward(self) -> bool {
        matches!(self, Exercise::Letters | Exercise::OneNeuron)
    }
}

pub type ExerciseState = exercise::ExerciseState<Exercise>;
pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}
