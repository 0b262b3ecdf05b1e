//! The exercises: each is graded on a number measured on the running model, and any way to get there counts.

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

    pub fn statement(self) -> String {
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

    pub fn hint(self) -> &'static str {
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

    pub fn target(self) -> f32 {
        match self {
            Exercise::Letters => 0.55,
            Exercise::SmallModel => 1.9,
            Exercise::Forget => 0.05,
            Exercise::OneNeuron => 0.02,
        }
    }

    /// Whether more is better.
    pub fn is_upward(self) -> bool {
        matches!(self, Exercise::Letters | Exercise::OneNeuron)
    }

    pub fn is_reached(self, value: f32) -> bool {
        if self.is_upward() { value >= self.target() } else { value <= self.target() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExerciseState {
    pub exercise: Exercise,
    /// The best measurement so far.
    pub best: Option<f32>,
}

impl ExerciseState {
    pub fn is_solved(&self) -> bool {
        self.best.is_some_and(|best| self.exercise.is_reached(best))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Exercises(pub [ExerciseState; 4]);

impl Default for Exercises {
    fn default() -> Self {
        Exercises(Exercise::ALL.map(|exercise| ExerciseState { exercise, best: None }))
    }
}

impl Exercises {
    /// Takes a measurement; what is no number proves nothing.
    pub(super) fn measure(&mut self, exercise: Exercise, value: f32) {
        if !value.is_finite() {
            return;
        }
        for state in self.0.iter_mut().filter(|state| state.exercise == exercise) {
            let is_better = |best: f32| if exercise.is_upward() { value > best } else { value < best };
            if state.best.is_none_or(is_better) {
                state.best = Some(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_measurement_counts_in_the_right_direction() {
        let mut exercises = Exercises::default();
        for (place, (values, best)) in
            [([0.3, 0.6, 0.1], 0.6), ([2.5, 1.7, 3.0], 1.7), ([0.5, 0.01, 0.3], 0.01), ([-0.1, 0.03, 0.0], 0.03)]
                .into_iter()
                .enumerate()
        {
            let exercise = Exercise::ALL[place];
            assert!(!exercises.0[place].is_solved());
            for value in values {
                exercises.measure(exercise, value);
            }
            assert_eq!(exercises.0[place].best, Some(best));
            assert!(exercises.0[place].is_solved(), "{exercise:?}");
        }
    }

    #[test]
    fn what_is_no_number_proves_nothing() {
        let mut exercises = Exercises::default();
        for exercise in Exercise::ALL {
            exercises.measure(exercise, f32::NAN);
            exercises.measure(exercise, f32::NEG_INFINITY);
        }
        assert_eq!(exercises, Exercises::default());
    }
}
