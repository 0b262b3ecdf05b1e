//! The exercises: each is graded on what was measured on the reader's own pipeline, and any way to get there counts.

use protocol::rag::{Asked, Evaluated, Search};

use super::evaluation::{Evaluation, Place, Run};
use super::{Cutting, Lesson, Side};
use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Frugal,
    Words,
    Decline,
    CutOff,
}

/// Tokens that k chunks of the largest size may have in the first exercise.
const FRUGAL: u32 = 160;
/// Questions that a set needs before a share of them says anything.
const ENOUGH: usize = 5;

impl Exercise {
    pub const ALL: [Exercise; 4] = [Exercise::Frugal, Exercise::Words, Exercise::Decline, Exercise::CutOff];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        match self {
            Exercise::Frugal => format!(
                "A small model reads short prompts best. Bring the hit rate to 0.75 or more while k times the chunk size is at most {FRUGAL}. The packaged questions or at least {ENOUGH} of your own count, at setting A or B."
            ),
            Exercise::Words => {
                "Search by meaning is not always better. Compare two settings that differ in how they search, one by words and one by meaning, and find a question whose right chunk stands at least three places higher by words.".into()
            }
            Exercise::Decline => format!(
                "Find a threshold at which the page says “not in your documents” to a question that they do not answer, and loses no right chunk of those they do. The set needs {ENOUGH} questions with an answer and one without; the threshold must be what decides."
            ),
            Exercise::CutOff => {
                "Ask one of the questions above so that its right chunk is found and yet does not reach the model, while another one does: by the prompt’s budget alone.".into()
            }
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Frugal => {
                "Two chunks of 80 or five of 32: which loses less? Where a chunk ends matters as much as how long it is."
            }
            Exercise::Words => {
                "What does a vector of a whole chunk keep of a rare name or a number? Ask for one, in the words of the text."
            }
            Exercise::Decline => {
                "The table of hits under Retrieval shows cosines. The two packaged questions without an answer are near the text; one of your own, under “both”, may be farther."
            }
            Exercise::CutOff => {
                "Chunks are put in from the best on until the budget is spent. Find a question whose right chunk is second or third."
            }
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Frugal => "hit rate",
            Exercise::Words => "places",
            Exercise::Decline => "declined, none lost",
            Exercise::CutOff => "right chunks cut off",
        }
    }

    fn digits(self) -> usize {
        if self == Exercise::Frugal { 2 } else { 0 }
    }

    fn target(self) -> f64 {
        match self {
            // On the packaged questions two chunks of 80 reach 0.78, by both searches; one of 128 reaches 0.72.
            Exercise::Frugal => 0.75,
            Exercise::Words => 3.0,
            Exercise::Decline | Exercise::CutOff => 1.0,
        }
    }

    fn is_upward(self) -> bool {
        true
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}

impl Exercises {
    /// A side has been evaluated.
    pub(super) fn evaluated(&mut self, evaluation: &Evaluation, side: Side) {
        if let Some(run) = evaluation.run(side) {
            self.one(run);
        }
        if let (Some(a), Some(b)) = (evaluation.run(Side::A), evaluation.run(Side::B)) {
            self.both(a, b);
        }
    }

    fn one(&mut self, run: &Run) {
        let Evaluated { retrieval, chunking, asked, .. } = &*run.evaluated;
        let (absent, there): (Vec<_>, Vec<_>) =
            run.scored.iter().zip(asked).partition(|(scored, _)| scored.place == Place::Absent);
        if there.len() < ENOUGH {
            return;
        }
        if retrieval.k.saturating_mul(chunking.size) <= FRUGAL {
            let hits = there.iter().filter(|(scored, _)| scored.measures.hit > 0.0).count();
            self.measure(Exercise::Frugal, hits as f64 / there.len() as f64);
        }
        if !absent.is_empty() && there.iter().all(|(scored, _)| scored.place != Place::Below) {
            let by_threshold = |asked: &Asked| asked.found.is_empty() && !asked.below.is_empty();
            self.measure(Exercise::Decline, absent.iter().filter(|(_, asked)| by_threshold(asked)).count() as f64);
        }
    }

    fn both(&mut self, a: &Run, b: &Run) {
        let is = |run: &Run, search| run.evaluated.retrieval.search == search;
        let (words, meaning) = match () {
            () if is(a, Search::Bm25) && is(b, Search::Dense) => (a, b),
            () if is(b, Search::Bm25) && is(a, Search::Dense) => (b, a),
            () => return,
        };
        let rank = |run: &Run, at: usize| match run.scored.get(at)?.place {
            Place::Rank(rank) => Some(rank as f64),
            // Behind all that was found.
            Place::Missing | Place::Below => Some(run.evaluated.asked.get(at)?.found.len() as f64 + 1.0),
            Place::Cut | Place::Absent => None,
        };
        for at in 0..words.scored.len() {
            if let (Place::Rank(by_words), Some(by_meaning)) = (words.scored[at].place, rank(meaning, at)) {
                self.measure(Exercise::Words, by_meaning - by_words as f64);
            }
        }
    }
}

impl Lesson {
    /// Right chunks of the question in the pipeline that retrieval took and the budget cut off, while others are in the prompt.
    pub fn right_chunks_cut_off(&self) -> usize {
        let Some(chunked) = &self.chunked else { return 0 };
        let questions = self.questions().unwrap_or_default();
        let Some(asked) = questions.iter().find(|it| it.question.text == self.setup.question) else { return 0 };
        let used = self.used();
        if used.iter().all(|used| used.cutting != Cutting::Kept) {
            return 0;
        }
        let is_right = |chunk: u32| {
            chunked.chunks.get(chunk as usize).is_some_and(|chunk| {
                asked.question.gold.iter().any(|&(document, start, end)| {
                    let common = chunk.end.min(end).saturating_sub(chunk.start.max(start));
                    chunk.document == document && end > start && 2 * common >= end - start
                })
            })
        };
        used.iter().filter(|used| used.cutting == Cutting::Over && is_right(used.chunk)).count()
    }
}
