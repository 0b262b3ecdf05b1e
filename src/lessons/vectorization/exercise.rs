//! The exercises: each is graded on a number that was measured on the running matrix, and any way to get there counts.

use protocol::vectorization::{Comparison, Fitted, Ranking};

use super::lesson::{Origin, Picked};
use super::sample::{HARD_QUERY, HARD_TARGET};
use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Orthogonal,
    Order,
    RankOne,
    Commonest,
}

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Orthogonal, Exercise::Order, Exercise::RankOne, Exercise::Commonest];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        let words = match self {
            Exercise::Orthogonal => {
                "Write two documents that mean the same, at least three terms each, and compare them: bring their cosine to exactly 0. The page measures the cosine; that they mean the same only you can judge, and that is the point."
            }
            Exercise::Order => {
                "Compare two documents made of the same words in another order, like “Dog bites man.” and “Man bites dog.”, and bring their cosine to 0.70 or less. The words stay the same."
            }
            Exercise::RankOne => {
                "With the first documents unchanged, search for “the dog, the river, the money”. Document 10 has all three, and “the” buries it. Bring it to rank 1 by options alone."
            }
            Exercise::Commonest => {
                "Find a term whose idf is the lowest of all and click a cell of it, in TF-IDF with at least ten terms of which not all have the same idf."
            }
        };
        words.into()
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Orthogonal => {
                "Synonyms for every word, small ones included: “the” on both sides is enough to spoil it."
            }
            Exercise::Order => "Counting loses order. What could be counted that still holds a little of it?",
            Exercise::RankOne => {
                "Several ways lead there: leave the word out, forbid terms of too many documents, or make repetition count less."
            }
            Exercise::Commonest => "The columns can be sorted. Many documents, low idf.",
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Orthogonal | Exercise::Commonest => 0.0,
            Exercise::Order => 0.7,
            Exercise::RankOne => 1.0,
        }
    }

    /// Less is better in all of them.
    fn is_upward(self) -> bool {
        false
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Orthogonal | Exercise::Order => "cosine",
            Exercise::RankOne => "rank",
            Exercise::Commonest => "over the lowest",
        }
    }

    fn digits(self) -> usize {
        if self == Exercise::RankOne { 0 } else { 2 }
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}

impl Exercises {
    /// `own` says whether the reader wrote the documents: finding the two that come with the page is no exercise.
    pub(super) fn compared(&mut self, comparison: &Comparison, origin: Origin) {
        let large = comparison.terms.0.min(comparison.terms.1) >= 3;
        if large && origin != Origin::Sample && comparison.a != comparison.b {
            self.measure(Exercise::Orthogonal, comparison.cosine);
        }
        if comparison.reordered && comparison.terms.0.min(comparison.terms.1) > 0 {
            self.measure(Exercise::Order, comparison.cosine);
        }
    }

    pub(super) fn ranked(&mut self, ranking: &Ranking, origin: Origin) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        if origin != Origin::Sample || words(&ranking.query) != HARD_QUERY {
            return;
        }
        if let Some(rank) = ranking.hits.iter().position(|hit| hit.document == HARD_TARGET) {
            // A tie for the first place is no first place.
            let tied = ranking.hits.get(rank + 1).is_some_and(|next| next.cosine == ranking.hits[rank].cosine);
            self.measure(Exercise::RankOne, (rank + 1) as f64 + if tied { 0.5 } else { 0.0 });
        }
    }

    pub(super) fn picked(&mut self, picked: &Picked, fitted: &Fitted) {
        if fitted.terms >= 10 && fitted.idf_max > fitted.idf_min {
            self.measure(Exercise::Commonest, picked.idf - fitted.idf_min);
        }
    }
}
