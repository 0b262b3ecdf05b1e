//! The exercises: each is graded on what the model said of the reader's own texts, and any way to get there counts.

use algorithms::attention_patterns::{Pattern, Score};

use super::break_it::Experiment;
use super::classifier::Finished;
use super::lesson::Lesson;
use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    SameWord,
    Order,
    FewShot,
    Disagree,
}

/// Tokens that a pattern must be asked of: of one word anything can be said.
const ENOUGH_QUERIES: usize = 3;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::SameWord, Exercise::Order, Exercise::FewShot, Exercise::Disagree];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        let words = match self {
            Exercise::SameWord => {
                "Write a text on which a head gives at least 60 % of its attention to the same word elsewhere, and at least twice what chance would put there."
            }
            Exercise::Order => {
                "Write a sentence of four words or more whose embedding changes by its word order: shuffled, its cosine to itself falls to 0.8 or less."
            }
            Exercise::FewShot => {
                "Get 80 % of the packaged set's held-out texts right with no more than two training texts a class: by the head, the nearest centroid or the nearest texts."
            }
            Exercise::Disagree => {
                "Write a text for which the trained head and the nearest centroid name different classes, the head with a probability of 0.6 or more."
            }
        };
        words.into()
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::SameWord => {
                "The table of patterns says which heads do it a little already. The rule needs words that come back; a text of one word alone leaves chance too much."
            }
            Exercise::Order => {
                "Who does what to whom? Where the embedding is a mean over tokens, order counts only as far as it changes the tokens' own vectors."
            }
            Exercise::FewShot => "Which of the two features was this model trained for?",
            Exercise::Disagree => {
                "Mix the topics of two classes in one text. The centroid always compares the mean of all tokens, whatever the head reads."
            }
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::SameWord | Exercise::Disagree => 0.6,
            Exercise::Order | Exercise::FewShot => 0.8,
        }
    }

    fn is_upward(self) -> bool {
        self != Exercise::Order
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::SameWord => "of its attention",
            Exercise::Order => "cosine",
            Exercise::FewShot => "right",
            Exercise::Disagree => "probability",
        }
    }
}

pub(super) type Exercises = exercise::Exercises<Exercise, 4>;

impl Lesson {
    /// Takes what can be measured now; what was recorded by others solves nothing.
    pub(super) fn grade(&mut self) {
        for exercise in Exercise::ALL {
            if let Some(value) = self.measure(exercise) {
                self.exercises.measure(exercise, value);
            }
        }
    }

    fn measure(&self, exercise: Exercise) -> Option<f32> {
        match exercise {
            Exercise::SameWord => {
                let scores = self.scores.as_ref().filter(|_| !self.recorded)?.iter().flatten();
                let fit = |score: &&Score| {
                    let clear = score.share >= 2.0 * score.chance && score.queries >= ENOUGH_QUERIES;
                    score.pattern == Pattern::SameWord && clear
                };
                scores.filter(fit).map(|score| score.share).reduce(f32::max)
            }
            Exercise::Order => {
                let trial = self.trial.as_ref().filter(|trial| trial.experiment == Experiment::Shuffle)?;
                let words = self.first.split_ascii_whitespace().count();
                let told = self.outcome().filter(|_| words >= 4 && trial.answer.is_some())?;
                Some(told.cosine)
            }
            Exercise::FewShot => {
                let few = |run: &&Finished| run.is_sample && run.shots <= 2;
                let shares = self.classifier.finished.iter().filter(few).flat_map(|run| run.held_out);
                shares.reduce(f32::max)
            }
            Exercise::Disagree => self.classifier.disagreement(),
        }
    }
}
