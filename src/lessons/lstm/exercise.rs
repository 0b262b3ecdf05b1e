//! The exercises: each is graded on a number measured on the running model, and any way to get there counts.

use super::format::{count, measured};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Quotes,
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
    pub const ALL: [Exercise; 4] = [Exercise::Quotes, Exercise::SmallModel, Exercise::Forget, Exercise::OneNeuron];

    pub fn statement(self) -> String {
        match self {
            Exercise::Quotes => {
                "Find a neuron that knows whether it is inside a quotation: |r| above 0.50 on held-out text. Rank the neurons with the finder, then click one.".into()
            }
            Exercise::SmallModel => format!(
                "Reach a held-out loss below 1.90 nats with fewer than {} parameters, on a text of at least {} characters.",
                count(SMALL_PARAMETERS),
                count(SMALL_TEXT)
            ),
            Exercise::Forget => format!(
                "Make it forget: hold gates so that less than 5 % of the gradient comes from more than {FORGET_WITHIN} characters back, while the prediction still depends on something."
            ),
            Exercise::OneNeuron => {
                "Find one neuron that matters: holding a gate of it alone must cost at least 0.02 nats on held-out text.".into()
            }
        }
    }

    pub fn target(self) -> f32 {
        match self {
            Exercise::Quotes => 0.5,
            Exercise::SmallModel => 1.9,
            Exercise::Forget => 0.05,
            Exercise::OneNeuron => 0.02,
        }
    }

    /// Where the meter starts.
    fn start(self) -> f32 {
        match self {
            Exercise::Quotes | Exercise::OneNeuron => 0.0,
            Exercise::SmallModel => 4.3,
            Exercise::Forget => 1.0,
        }
    }

    fn is_reached(self, value: f32) -> bool {
        match self {
            Exercise::Quotes => value > self.target(),
            Exercise::OneNeuron => value >= self.target(),
            Exercise::SmallModel | Exercise::Forget => value < self.target(),
        }
    }

    fn is_better(self, value: f32, than: f32) -> bool {
        match self {
            Exercise::Quotes | Exercise::OneNeuron => value > than,
            Exercise::SmallModel | Exercise::Forget => value < than,
        }
    }

    fn written(self, value: f32) -> String {
        match self {
            Exercise::Quotes => format!("|r| {value:.2}"),
            Exercise::SmallModel => format!("{value:.2} nats"),
            Exercise::Forget => format!("{:.0} %", value * 100.0),
            Exercise::OneNeuron => format!("{} nats", measured(value)),
        }
    }

    pub fn target_written(self) -> String {
        self.written(self.target())
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

    /// How far along the meter is, 0 to 1.
    pub fn fraction(&self) -> f32 {
        let Some(best) = self.best else { return 0.0 };
        let start = self.exercise.start();
        ((best - start) / (self.exercise.target() - start)).clamp(0.0, 1.0)
    }

    pub fn best_written(&self) -> String {
        match self.best {
            Some(best) => format!("best so far {}", self.exercise.written(best)),
            None => "nothing measured yet".into(),
        }
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
            if state.best.is_none_or(|best| exercise.is_better(value, best)) {
                state.best = Some(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(exercises: &Exercises, exercise: Exercise) -> ExerciseState {
        *exercises.0.iter().find(|state| state.exercise == exercise).unwrap()
    }

    #[test]
    fn the_best_measurement_counts_in_the_right_direction() {
        let mut exercises = Exercises::default();
        for (exercise, values, best) in [
            (Exercise::Quotes, [0.3, 0.6, 0.1], 0.6),
            (Exercise::SmallModel, [2.5, 1.7, 3.0], 1.7),
            (Exercise::Forget, [0.5, 0.01, 0.3], 0.01),
            (Exercise::OneNeuron, [-0.1, 0.03, 0.0], 0.03),
        ] {
            assert!(!state(&exercises, exercise).is_solved());
            assert_eq!(state(&exercises, exercise).fraction(), 0.0);
            for value in values {
                exercises.measure(exercise, value);
            }
            let state = state(&exercises, exercise);
            assert_eq!(state.best, Some(best));
            assert!(state.is_solved(), "{exercise:?}");
            assert_eq!(state.fraction(), 1.0, "{exercise:?}");
        }
    }

    #[test]
    fn the_bounds_themselves_are_not_enough_where_the_text_says_above_or_below() {
        for exercise in [Exercise::Quotes, Exercise::SmallModel, Exercise::Forget] {
            let mut exercises = Exercises::default();
            exercises.measure(exercise, exercise.target());
            assert!(!state(&exercises, exercise).is_solved(), "{exercise:?}");
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
        assert!(exercises.0.iter().all(|state| state.best_written() == "nothing measured yet"));
    }
}
