//! Surgery on the matrix, with a prediction first.

use protocol::vectorization::{Ranking, Surgery};

use crate::Shared;

/// What the reader expects of the best document's cosine with the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Rises,
    Same,
    Falls,
}

impl Guess {
    pub const ALL: [Guess; 3] = [Guess::Rises, Guess::Same, Guess::Falls];

    pub fn label(self) -> &'static str {
        match self {
            Guess::Rises => "It rises",
            Guess::Same => "It stays exactly the same",
            Guess::Falls => "It falls, or the document drops out",
        }
    }
}

/// What can be broken. `Duplicate` is of the document that ranks first.
pub const SURGERIES: [Surgery; 5] =
    [Surgery::NoIdf, Surgery::NoNorm, Surgery::NoLowercase, Surgery::Duplicate(0), Surgery::OneWord];

pub fn surgery_name(surgery: Surgery) -> &'static str {
    match surgery {
        Surgery::NoIdf => "No idf",
        Surgery::NoNorm => "No norm",
        Surgery::NoLowercase => "No lower-casing",
        Surgery::Duplicate(_) => "The best document ten more times",
        Surgery::OneWord => "Add a document that is one word, fifty times",
    }
}

/// What was done and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub surgery: Surgery,
    pub guess: Option<Guess>,
    pub before: Shared<Ranking>,
    pub after: Shared<Ranking>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BreakIt {
    pub surgery: Surgery,
    pub guess: Option<Guess>,
    pub operation: Option<Operation>,
}

impl Default for BreakIt {
    fn default() -> Self {
        BreakIt { surgery: Surgery::NoNorm, guess: None, operation: None }
    }
}

/// Two cosines nearer than rounding are the same.
const SAME: f64 = 1e-12;

impl Operation {
    /// The best document's cosine, unbroken and broken; none if nothing matched the query.
    pub fn cosines(&self) -> Option<(f64, f64)> {
        let best = self.before.hits.first()?;
        let after = self.after.hits.iter().find(|hit| hit.document == best.document).map_or(0.0, |hit| hit.cosine);
        Some((best.cosine, after))
    }

    /// Its place among the broken ranking's, from 1; none if it is not among those named.
    pub fn rank_after(&self) -> Option<usize> {
        let best = self.before.hits.first()?;
        self.after.hits.iter().position(|hit| hit.document == best.document).map(|place| place + 1)
    }

    pub fn outcome(&self) -> Option<Guess> {
        let (before, after) = self.cosines()?;
        Some(if (after - before).abs() <= SAME {
            Guess::Same
        } else if after > before {
            Guess::Rises
        } else {
            Guess::Falls
        })
    }

    pub fn was_expected(&self) -> bool {
        self.guess.is_some() && self.guess == self.outcome()
    }

    /// Why it came so, in a sentence.
    pub fn why(&self) -> &'static str {
        match self.surgery {
            Surgery::NoIdf => {
                "Without idf every term weighs the same, “the” as much as the word that only this document has. What the rare terms gave is gone."
            }
            Surgery::NoNorm => {
                "A cosine divides by both lengths itself, so the norm changes nothing in it. It does change the plain product of the rows, which is what a fast search computes: there long documents now win."
            }
            Surgery::NoLowercase => {
                "“Good” and “good” became two axes. A capital at the start of a sentence is enough to hide a word from the query."
            }
            Surgery::Duplicate(_) => {
                "Its terms now stand in ten more documents, so their df rises and their idf falls: the same text says less. Nobody touched the document itself."
            }
            Surgery::OneWord => {
                "A document of one word points along one axis, and how often the word comes does not matter after the norm. If the query leans to that axis, the stuffed document stands near the top."
            }
        }
    }
}
