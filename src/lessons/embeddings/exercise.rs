//! The exercises: each is graded on a number that was measured on the running model, and any way to get there counts.

use protocol::embeddings::{Analogy, Neighbours, Spaces};

use super::lesson::Lesson;
use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Small,
    OtherCompany,
    Honest,
    Collapse,
}

/// What counts as a number word in [`Exercise::Small`].
const NUMBERS: [&str; 14] = [
    "one", "two", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty",
    "hundred",
];
const SMALL_SIZE: f64 = 12.0;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Small, Exercise::OtherCompany, Exercise::Honest, Exercise::Collapse];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        let words = match self {
            Exercise::Small => {
                "Train vectors of at most 12 numbers on the sample text so that at least four of the ten nearest neighbours of “three” are numbers too."
            }
            Exercise::OtherCompany => {
                "Find a word other than “three” that occurs at least 20 times and whose ten neighbours in the word2vec space share at most one word with its ten neighbours in the TF-IDF space."
            }
            Exercise::Honest => {
                "Find another analogy of three different words that holds without the usual trick: the nearest word of all, the three of the question not left out, is none of the three."
            }
            Exercise::Collapse => {
                "Ruin it: train until “door” and “three” have a cosine of 0.95 or more, after at least one whole epoch on the sample text."
            }
        };
        words.into()
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Small => {
                "More epochs, and a look at alpha. Choose “three” and watch its neighbours while it trains."
            }
            Exercise::OtherCompany => {
                "TF-IDF finds words of the same paragraphs, word2vec words that could stand in each other's place. Try colours, numbers, verbs of saying."
            }
            Exercise::Honest => {
                "The offset must be larger than the distance to the nearest neighbour. Vectors of fewer numbers or longer training help; so does a text of your own."
            }
            Exercise::Collapse => {
                "What keeps all vectors from pointing the same way? Or: who says they had time to part?"
            }
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Small => 4.0,
            Exercise::OtherCompany => 1.0,
            Exercise::Honest => 1.0,
            Exercise::Collapse => 0.95,
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Small => "numbers",
            Exercise::OtherCompany => "shared",
            Exercise::Honest => "found",
            Exercise::Collapse => "cosine",
        }
    }

    fn is_upward(self) -> bool {
        self != Exercise::OtherCompany
    }

    fn digits(self) -> usize {
        if self == Exercise::Collapse { 2 } else { 0 }
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}

impl Lesson {
    fn on_sample(&self) -> bool {
        self.corpus.as_ref().is_some_and(|corpus| corpus.origin == super::Origin::Sample)
    }

    /// Whether the vectors were trained in this tab, a whole epoch at least.
    fn trained_here(&self) -> bool {
        self.examples > 0 && (self.epoch >= 1 || self.finished)
    }

    pub(super) fn measure_neighbours(&mut self, near: &Neighbours) {
        let small = self.made_with.as_ref().is_some_and(|made| made.vector_size <= SMALL_SIZE);
        if let (true, true, true, "three", Some(found)) =
            (small, self.on_sample(), self.trained_here(), near.word.as_str(), &near.found)
        {
            let numbers = found.iter().filter(|(word, _)| NUMBERS.contains(&word.as_str())).count();
            self.exercises.measure(Exercise::Small, numbers as f64);
        }
    }

    pub(super) fn measure_spaces(&mut self, spaces: &Spaces) {
        let Some([_, counted, learned]) = &spaces.spaces else { return };
        let prepared = self.prepared.as_ref();
        let count = prepared.zip(self.id(&spaces.word)).map_or(0, |(prepared, id)| prepared.counts[id as usize]);
        let full = counted.neighbours.len() == 10 && learned.neighbours.len() == 10;
        // What the page opens with is no find.
        let own = spaces.word != Lesson::default().word;
        if own && count >= 20 && full && (self.finished || self.trained_here()) {
            let shared =
                learned.neighbours.iter().filter(|(word, _)| counted.neighbours.iter().any(|(o, _)| o == word));
            self.exercises.measure(Exercise::OtherCompany, shared.count() as f64);
        }
    }

    pub(super) fn measure_analogy(&mut self, analogy: &Analogy) {
        let [a, b, c] = &analogy.words;
        let different = a != b && b != c && a != c && analogy.words != Lesson::default().question.analogy;
        if let (true, Some((nearest, _))) = (different, analogy.with_question_words.first()) {
            let trick = analogy.words.iter().any(|word| word.trim().to_lowercase() == *nearest);
            self.exercises.measure(Exercise::Honest, if trick { 0.0 } else { 1.0 });
        }
    }

    pub(super) fn measure_similarity(&mut self, a: &str, b: &str, cosine: Option<f32>) {
        let pair = [a.trim(), b.trim()];
        let asked = pair == ["door", "three"] || pair == ["three", "door"];
        if let (true, true, true, Some(cosine)) = (asked, self.on_sample(), self.trained_here(), cosine) {
            self.exercises.measure(Exercise::Collapse, f64::from(cosine));
        }
    }
}
