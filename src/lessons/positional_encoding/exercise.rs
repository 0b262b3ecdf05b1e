//! The exercises: each is graded on what was computed, and any way to get there counts.

use protocol::positional_encoding::Scheme;

use crate::exercise::{self, Graded};

use super::{compare::NOISE, lesson::Lesson, number::Number, sentence};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    FarthestOffset,
    NoTwins,
    MirrorImage,
    OrderWithoutPositions,
}

/// The smallest width [`Exercise::FarthestOffset`] counts at: with few clocks any offset is as good.
const ENOUGH: usize = 16;
/// The largest width [`Exercise::NoTwins`] counts at.
const FEW: usize = 8;
/// Positions that [`Exercise::NoTwins`] tells apart.
const APART: usize = 512;
/// Places that [`Exercise::MirrorImage`] must change.
const MOVED: usize = 4;
/// Offsets that [`Exercise::FarthestOffset`] looks at.
const OFFSETS: usize = 50;

impl Exercise {
    pub const ALL: [Exercise; 4] =
        [Exercise::FarthestOffset, Exercise::NoTwins, Exercise::MirrorImage, Exercise::OrderWithoutPositions];
}

impl Graded for Exercise {
    fn statement(self) -> String {
        match self {
            Exercise::FarthestOffset => format!(
                "Turn the offset k until PE(p) · PE(p + k) is as small as any k from 1 to {OFFSETS} makes it. Counts for a d_model of {ENOUGH} or more."
            ),
            Exercise::NoTwins => format!(
                "Choose d_model and base so that no two of the first {APART} positions are closer than 1, with a d_model of at most {FEW} and positions unscaled."
            ),
            Exercise::MirrorImage => format!(
                "Rearrange the sentence so that at least {MOVED} places hold another word and ALiBi, without a causal mask, still does not notice."
            ),
            Exercise::OrderWithoutPositions => {
                "Make attention notice the new order although no scheme is in use: “None” must change an output by at least 0.05.".into()
            }
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Exercise::FarthestOffset => {
                "The curve of dot products has its deepest valley there; the mark on it stands at p + k. The table gives the numbers."
            }
            Exercise::NoTwins => {
                "Four clocks are few. If the slowest one takes tens of thousands of positions for a turn, it hardly moves in 512."
            }
            Exercise::MirrorImage => "ALiBi knows how far, not on which side.",
            Exercise::OrderWithoutPositions => "What does a word that may only look back know about its place?",
        }
    }

    fn target(self) -> f64 {
        match self {
            Exercise::FarthestOffset => 0.0,
            Exercise::NoTwins => 1.0,
            Exercise::MirrorImage => f64::from(NOISE),
            Exercise::OrderWithoutPositions => 0.05,
        }
    }

    fn is_upward(self) -> bool {
        matches!(self, Exercise::NoTwins | Exercise::OrderWithoutPositions)
    }

    fn unit(self) -> &'static str {
        match self {
            Exercise::FarthestOffset => "above the smallest",
            Exercise::NoTwins => "apart",
            Exercise::MirrorImage | Exercise::OrderWithoutPositions => "largest change",
        }
    }

    fn digits(self) -> usize {
        match self {
            Exercise::MirrorImage => 4,
            Exercise::FarthestOffset => 3,
            Exercise::NoTwins | Exercise::OrderWithoutPositions => 2,
        }
    }
}

pub type Exercises = exercise::Exercises<Exercise, 4>;

impl Default for Exercises {
    fn default() -> Self {
        Exercises::new(Exercise::ALL)
    }
}

impl Lesson {
    /// After a number was turned. A fresh page has solved nothing: offsets count only if the offset was what changed.
    pub(super) fn grade_sinusoid(&mut self, offset_turned: bool) {
        let pe = self.sinusoid();
        if offset_turned && self.d_model() >= ENOUGH {
            let here = self.scaled(self.now());
            let product = |k: usize| pe.dot(here, here + self.scaled(k));
            let smallest = (1..=OFFSETS).map(product).fold(f64::INFINITY, f64::min);
            self.exercises.measure(Exercise::FarthestOffset, product(self.offset()) - smallest);
        }
        if !offset_turned && self.d_model() <= FEW && self.get(Number::Scale) == 1.0 {
            let closest = pe.closest(APART, 1.0);
            self.exercises.measure(Exercise::NoTwins, closest.map_or(0.0, |closest| closest.distance));
        }
    }

    /// After the layer has run.
    pub(super) fn grade_layer(&mut self) {
        let Some(setup) = self.attended.as_ref().map(|attended| attended.setup.clone()) else { return };
        let change = |scheme| self.standing(scheme).and_then(|standing| standing.rearranged.value());
        let (mirror, none) = (change(Scheme::Alibi), change(Scheme::None));
        let moved = sentence::moved(&setup.words, &setup.order);
        if let Some(change) = mirror.filter(|_| !setup.causal && moved >= MOVED) {
            self.exercises.measure(Exercise::MirrorImage, f64::from(change));
        }
        if let Some(change) = none {
            self.exercises.measure(Exercise::OrderWithoutPositions, f64::from(change));
        }
    }
}
