//! The exercises: each is graded on what was computed, and any way to get there counts.

use protocol::positional_encoding::Scheme;
use protocol::transformer::{Layer, Model, Ran, Surgery};

use super::lesson::Lesson;
use super::mask::blind_rows;
use crate::exercise::{self, Graded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Redirect,
    Nowhere,
    OnlyTheLast,
    FindTheCopier,
    Unchanged,
    Question,
    Beyond,
}

/// Changes below it are rounding.
const NOISE: f32 = 1e-5;

impl Exercise {
    pub const ALL: [Exercise; 7] = [
        Exercise::Redirect,
        Exercise::Nowhere,
        Exercise::OnlyTheLast,
        Exercise::FindTheCopier,
        Exercise::Unchanged,
        Exercise::Question,
        Exercise::Beyond,
    ];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        let words = match self {
            Exercise::Redirect => {
                "In the minimal model, without a mask, edit weights so that the first token gives the third at least 0.9 of its attention, in any head of the first layer."
            }
            Exercise::Nowhere => {
                "Make a row of attention that is no number at all: a token that may look nowhere, hidden by −∞."
            }
            Exercise::OnlyTheLast => {
                "With a causal mask, edit the minimal model so that the last token's output changes by at least 0.5 somewhere and no other token's output changes at all."
            }
            Exercise::FindTheCopier => {
                "Ablate exactly one head of the trained model so that it completes at most 0.2 of its test sequences rightly."
            }
            Exercise::Unchanged => {
                "With positions in, swap two tokens so that the output at every place stays what it was."
            }
            Exercise::Question => {
                "Choose two prompts that differ in one letter, so that patching what layer 2 reads at the last place recovers at least 0.9 of the way."
            }
            Exercise::Beyond => {
                "Train all five schemes to the end. Reach a mean loss of at most 1 nat beyond the trained length with one of them."
            }
        };
        words.into()
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::Redirect => {
                "A bias of the queries moves every query the same way. Which column of the keys is large for the third token and small for the others?"
            }
            Exercise::Nowhere => "A custom mask, and the switch under it.",
            Exercise::OnlyTheLast => {
                "Weights are shared by all tokens. Two tables are not: one row for each word, one for each place."
            }
            Exercise::FindTheCopier => {
                "Which head looks at what came after the same letter earlier? The cards show what each looks at."
            }
            Exercise::Unchanged => "Which tokens are the same to the model, wherever they stand?",
            Exercise::Question => {
                "The last letter is the question. With the prompts as they are, question and answer: which of the two differs?"
            }
            Exercise::Beyond => "The longer the sequences it trains on, the less there is to guess about longer ones.",
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::Redirect => 0.9,
            Exercise::Nowhere => 1.0,
            Exercise::OnlyTheLast => 0.5,
            Exercise::FindTheCopier => 0.2,
            Exercise::Unchanged => 0.0001,
            Exercise::Question => 0.9,
            Exercise::Beyond => 1.0,
        }
    }

    fn is_upward(self) -> bool {
        !matches!(self, Exercise::FindTheCopier | Exercise::Unchanged | Exercise::Beyond)
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::Redirect => "of its attention",
            Exercise::Nowhere => "rows",
            Exercise::OnlyTheLast => "largest change",
            Exercise::FindTheCopier => "right",
            Exercise::Unchanged => "largest change",
            Exercise::Question => "recovered",
            Exercise::Beyond => "nats",
        }
    }

    fn digits(self) -> usize {
        match self {
            Exercise::Nowhere => 0,
            Exercise::Unchanged => 4,
            _ => 2,
        }
    }
}

pub type Exercises = exercise::Exercises<Exercise, 7>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}

impl Lesson {
    pub(super) fn grade(&mut self) {
        let Some(ran) = self.ran.clone() else { return };
        for exercise in Exercise::ALL {
            if let Some(value) = measure(exercise, &ran) {
                self.exercises.measure(exercise, value);
            }
        }
    }
}

impl Lesson {
    pub(super) fn grade_swap(&mut self) {
        let Some(swapped) = self.swapped.as_ref().filter(|it| !it.setup.surgery.without_positions) else { return };
        let largest = swapped.by_place.iter().copied().fold(0.0, f32::max);
        self.exercises.measure(Exercise::Unchanged, largest);
    }

    pub(super) fn grade_patching(&mut self) {
        let Some(patched) = &self.patched else { return };
        let different = patched.from.iter().zip(&patched.into).filter(|(from, into)| from != into).count();
        let tokens = patched.into.len();
        // The second row: what layer 2 reads.
        if let (1, Some(share)) = (different, patched.stream.get(2 * tokens - 1).copied()) {
            self.exercises.measure(Exercise::Question, share);
        }
    }

    pub(super) fn grade_race(&mut self) {
        if self.track.step < self.track.setup.steps {
            return;
        }
        let losses = Scheme::ALL.into_iter().filter_map(|scheme| self.track.loss_beyond(scheme));
        if let Some(best) = losses.reduce(f64::min) {
            self.exercises.measure(Exercise::Beyond, best);
        }
    }
}

/// `None` if the run does not count for the exercise.
fn measure(exercise: Exercise, ran: &Ran) -> Option<f64> {
    let setup = &ran.setup;
    let minimal = matches!(setup.model, Model::Minimal { .. });
    let edited = minimal && !setup.edits.is_empty() && setup.surgery == Surgery::default();
    let tokens = setup.words.len();
    let first: &Layer = ran.trace.layers.first()?;
    match exercise {
        Exercise::Redirect => {
            (edited && setup.mask.is_none() && tokens >= 3).then_some(())?;
            let shares = first.probabilities.chunks(tokens * tokens).filter_map(|map| map.get(2).copied());
            shares.map(f64::from).reduce(f64::max)
        }
        Exercise::Nowhere => {
            let mask = setup.mask.as_ref()?;
            let rows = first.probabilities.chunks(tokens).filter(|row| row.iter().all(|share| share.is_nan())).count();
            // Every head has the row; it counts once.
            (blind_rows(mask) > 0).then_some((rows / ran.shape.num_heads.max(1) as usize) as f64)
        }
        Exercise::OnlyTheLast => {
            let causal = |mask: &protocol::transformer::Mask| {
                mask.visible.iter().enumerate().all(|(k, seen)| *seen == (k % tokens <= k / tokens))
            };
            (edited && tokens >= 2 && setup.mask.as_ref().is_some_and(causal)).then_some(())?;
            let (now, before) = (&ran.trace.hidden, &ran.unedited.as_ref()?.hidden);
            let changes: Vec<f32> = now.iter().zip(before).map(|(now, before)| (now - before).abs()).collect();
            let (others, last) = changes.split_at(changes.len() - ran.shape.d_model as usize);
            let largest = |changes: &[f32]| changes.iter().copied().fold(0.0, f32::max);
            Some(if largest(others) < NOISE { f64::from(largest(last)) } else { 0.0 })
        }
        Exercise::FindTheCopier => {
            let Surgery { ablated, without_scale, without_residual, without_positions } = &setup.surgery;
            let only = ablated.len() == 1 && !without_scale && !without_residual && !without_positions;
            (only && setup.mask.is_some()).then_some(())?;
            ran.accuracy.map(f64::from)
        }
        // These are graded on what they ask for, not on a run.
        Exercise::Unchanged | Exercise::Question | Exercise::Beyond => None,
    }
}
