//! The guide's `one_hot_encode`: a 1 for each word of the vocabulary that the text holds.
//!
//! It cuts at white space alone, so "good!" is not the word "good", and it says neither how often a word stands there nor what it missed.
//! (Strictly it is a *multi-hot* vector, the sum of one-hot vectors cut off at 1.)

use crate::python_text::{is_space, lower};

/// What the function finds in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneHot {
    /// The columns that hold a 1, ascending.
    pub columns: Vec<u32>,
    /// What was cut out but is no term, in order, repetitions included.
    pub missed: Vec<String>,
}

/// `terms` must be in order. Words are `text.lower().split()`, whatever the vocabulary was made with.
pub fn one_hot(text: &str, terms: &[Box<str>]) -> OneHot {
    let text = lower(text);
    let mut found = OneHot::default();
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        match terms.binary_search_by(|term| (**term).cmp(word)) {
            Ok(column) => found.columns.push(column as u32),
            Err(_) => found.missed.push(word.to_owned()),
        }
    }
    found.columns.sort_unstable();
    found.columns.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_is_lost_and_punctuation_sticks() {
        let terms = ["bad".into(), "good".into(), "good film".into(), "very".into()];
        let found = one_hot("Good, very very GOOD\tfilm!", &terms);
        assert_eq!(found.columns, [1, 3]);
        assert_eq!(found.missed, ["good,", "film!"]);
        assert_eq!(one_hot("", &terms), OneHot::default());
    }
}
