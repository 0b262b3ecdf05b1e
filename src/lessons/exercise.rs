//! What every lesson's exercises share: each is graded on a number that was measured, and its best measurement counts.

/// One of a lesson's exercises, as its card says it.
pub trait Graded: Copy + PartialEq {
    /// The task.
    fn statement(self) -> String;

    fn hint(self) -> &'static str;

    /// What the measurement counts.
    fn unit(self) -> &'static str;

    /// Decimals the measurement is shown with.
    fn digits(self) -> usize {
        2
    }

    /// The measurement that solves it.
    fn target(self) -> f64;

    /// Whether more is better.
    fn is_upward(self) -> bool;

    fn is_reached(self, value: f64) -> bool {
        if self.is_upward() { value >= self.target() } else { value <= self.target() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExerciseState<E> {
    pub exercise: E,
    /// The best measurement so far.
    pub best: Option<f64>,
}

impl<E: Graded> ExerciseState<E> {
    pub fn is_solved(&self) -> bool {
        self.best.is_some_and(|best| self.exercise.is_reached(best))
    }
}

/// All of a lesson's, in the order of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercises<E, const N: usize>(pub [ExerciseState<E>; N]);

impl<E: Graded, const N: usize> Exercises<E, N> {
    /// None of them tried.
    pub fn new(all: [E; N]) -> Self {
        Exercises(all.map(|exercise| ExerciseState { exercise, best: None }))
    }

    /// The best measurement of one so far.
    pub fn best(&self, exercise: E) -> Option<f64> {
        self.0.iter().find(|state| state.exercise == exercise).and_then(|state| state.best)
    }

    pub fn is_solved(&self, exercise: E) -> bool {
        self.best(exercise).is_some_and(|best| exercise.is_reached(best))
    }

    /// Takes a measurement; what is no number proves nothing.
    pub fn measure(&mut self, exercise: E, value: impl Into<f64>) {
        let value = value.into();
        if !value.is_finite() {
            return;
        }
        for state in self.0.iter_mut().filter(|state| state.exercise == exercise) {
            let is_better = |best: f64| if exercise.is_upward() { value > best } else { value < best };
            if state.best.is_none_or(is_better) {
                state.best = Some(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Exercise {
        Up,
        Down,
        Untried,
    }

    impl Graded for Exercise {
        fn statement(self) -> String {
            format!("{self:?}")
        }

        fn hint(self) -> &'static str {
            ""
        }

        fn unit(self) -> &'static str {
            ""
        }

        fn target(self) -> f64 {
            5.0
        }

        fn is_upward(self) -> bool {
            self == Exercise::Up
        }
    }

    #[test]
    fn the_best_measurement_counts_in_the_right_direction() {
        let mut exercises = Exercises::new([Exercise::Up, Exercise::Down, Exercise::Untried]);
        let states = |exercises: &Exercises<Exercise, 3>| exercises.0.map(|state| (state.best, state.is_solved()));
        for value in [4.0, -3.0, f64::NAN, f64::INFINITY] {
            exercises.measure(Exercise::Up, value);
        }
        for value in [9.0_f32, 6.0, 7.0, f32::NEG_INFINITY] {
            exercises.measure(Exercise::Down, value);
        }
        assert_eq!(states(&exercises), [(Some(4.0), false), (Some(6.0), false), (None, false)]);
        exercises.measure(Exercise::Up, 5.0);
        exercises.measure(Exercise::Down, 5.0);
        assert_eq!(states(&exercises), [(Some(5.0), true), (Some(5.0), true), (None, false)]);
    }
}
