//! The exercises: each is graded on a number measured on the running tokenizer, and any way to get there counts.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Textbook,
    Fork,
    Squeeze,
    Keystone,
    Rules,
}

impl Exercise {
    pub const ALL: [Exercise; 5] =
        [Exercise::Textbook, Exercise::Fork, Exercise::Squeeze, Exercise::Keystone, Exercise::Rules];

    pub fn statement(self) -> &'static str {
        match self {
            Exercise::Textbook => {
                "The textbook case. Train on aaabdaaabac in bytes, and bring it down to five tokens with no more than three merges."
            }
            Exercise::Fork => {
                "A fork in the road. Find a text and a vocabulary size with at least 20 merges for which the rule for ties alone replaces 60 % of the learned symbols."
            }
            Exercise::Squeeze => {
                "Squeeze. Bring a text of at least 1,000 bytes to 4 bytes a token or more, within 300 merges."
            }
            Exercise::Keystone => {
                "The keystone. Find one merge whose removal alone makes the training text at least half as long again in tokens."
            }
            Exercise::Rules => {
                "Rules are not enough. Write at most 60 characters on which the guide's words and sentences part from Unicode's in at least 12 places."
            }
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Exercise::Textbook => {
                "After aa is merged, two pairs are left with the same count, and the textbook takes one of them without saying why. Try both rules: the roads differ, the end does not."
            }
            Exercise::Fork => {
                "Ties are everywhere in short texts in which little repeats. In “Break it”, change the tie rule; then try other texts and sizes."
            }
            Exercise::Squeeze => "Merges pay off where a text repeats itself. Which kinds of text do?",
            Exercise::Keystone => {
                "Early merges are parts of later ones, and a short text leans on few. In “Break it”, leave one out."
            }
            Exercise::Rules => "Abbreviations, apostrophes, decimals, emoji and scripts without spaces all count.",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Exercise::Textbook => "tokens",
            Exercise::Fork | Exercise::Keystone => "%",
            Exercise::Squeeze => "bytes a token",
            Exercise::Rules => "places",
        }
    }

    pub fn target(self) -> f64 {
        match self {
            Exercise::Textbook => 5.0,
            Exercise::Keystone => 50.0,
            Exercise::Fork => 60.0,
            Exercise::Squeeze => 4.0,
            Exercise::Rules => 12.0,
        }
    }

    /// Whether more is better.
    pub fn is_upward(self) -> bool {
        self != Exercise::Textbook
    }

    pub fn is_reached(self, value: f64) -> bool {
        if self.is_upward() { value >= self.target() } else { value <= self.target() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExerciseState {
    pub exercise: Exercise,
    /// The best measurement so far.
    pub best: Option<f64>,
}

impl ExerciseState {
    pub fn is_solved(&self) -> bool {
        self.best.is_some_and(|best| self.exercise.is_reached(best))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Exercises(pub [ExerciseState; 5]);

impl Default for Exercises {
    fn default() -> Self {
        Exercises(Exercise::ALL.map(|exercise| ExerciseState { exercise, best: None }))
    }
}

impl Exercises {
    /// Takes a measurement; what is no number proves nothing.
    pub(super) fn measure(&mut self, exercise: Exercise, value: f64) {
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

    #[test]
    fn the_best_measurement_counts_in_the_right_direction() {
        let mut exercises = Exercises::default();
        for value in [9.0, 5.0, 7.0] {
            exercises.measure(Exercise::Textbook, value);
        }
        for value in [1.0, 65.0, -3.0, f64::NAN] {
            exercises.measure(Exercise::Keystone, value);
        }
        let best = |exercise| {
            exercises.0.iter().find(|state| state.exercise == exercise).map(|state| (state.best, state.is_solved()))
        };
        assert_eq!(best(Exercise::Textbook), Some((Some(5.0), true)));
        assert_eq!(best(Exercise::Keystone), Some((Some(65.0), true)));
        assert_eq!(best(Exercise::Fork), Some((None, false)));
    }
}
