//! The exercises: each is graded on a number measured on the running tokenizer, and any way to get there counts.

use crate::exercise::{self, Graded};

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
}

impl Graded for Exercise {
    fn statement(self) -> String {
        let words = match self {
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
        };
        words.into()
    }

    fn hint(self) -> &'static str {
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

    fn unit(self) -> &'static str {
        match self {
            Exercise::Textbook => "tokens",
            Exercise::Fork | Exercise::Keystone => "%",
            Exercise::Squeeze => "bytes a token",
            Exercise::Rules => "places",
        }
    }

    fn digits(self) -> usize {
        if matches!(self, Exercise::Textbook | Exercise::Rules) { 0 } else { 1 }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Textbook => 5.0,
            Exercise::Keystone => 50.0,
            Exercise::Fork => 60.0,
            Exercise::Squeeze => 4.0,
            Exercise::Rules => 12.0,
        }
    }

    fn is_upward(self) -> bool {
        self != Exercise::Textbook
    }
}

pub type ExerciseState = exercise::ExerciseState<Exercise>;
pub type Exercises = exercise::Exercises<Exercise, 5>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}
