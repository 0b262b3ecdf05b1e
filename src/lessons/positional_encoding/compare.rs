//! Which schemes notice that words changed places, and which keep their attention when the sentence moves.

use protocol::positional_encoding::{Attended, Pass, Run, Scheme};

use super::{lesson::Lesson, scheme::SchemeInfo};

/// Differences below it are rounding: sums of a few hundred `f32` of about 1 come out some 1e-6 apart when their order changes.
pub const NOISE: f32 = 1e-4;

/// One measured difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// The largest absolute one.
    Measured(f32),
    /// The scheme has no such positions.
    Impossible,
}

impl Change {
    pub fn is_noticed(self) -> bool {
        matches!(self, Change::Measured(change) if change > NOISE)
    }

    pub fn value(self) -> Option<f32> {
        match self {
            Change::Measured(change) => Some(change),
            Change::Impossible => None,
        }
    }
}

/// What was measured of one scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub info: &'static SchemeInfo,
    /// Of any word's output, when the words were rearranged.
    pub rearranged: Change,
    /// Of any attention weight, when the sentence was moved as a whole.
    pub shifted: Change,
}

/// One key of the score table.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    pub word: String,
    /// Where the key stands, and what the query's score with it is.
    pub here: (usize, f32),
    /// The same after the shift; no score where the scheme has no such position.
    pub there: (usize, Option<f32>),
}

impl Lesson {
    /// Every scheme, as measured by the last run.
    pub fn standings(&self) -> Vec<Standing> {
        self.attended
            .as_ref()
            .map(|attended| attended.runs.iter().map(|run| standing(attended, run)).collect())
            .unwrap_or_default()
    }

    pub fn standing(&self, scheme: Scheme) -> Option<Standing> {
        self.standings().into_iter().find(|standing| standing.info.scheme == scheme)
    }

    /// The scheme's run on show.
    pub fn run(&self) -> Option<&Run> {
        self.attended.as_ref()?.runs.iter().find(|run| run.scheme == self.scheme)
    }

    /// Scores of one query with every key, before and after the shift, in the head on show.
    pub fn score_rows(&self) -> Vec<ScoreRow> {
        let (Some(attended), Some(run)) = (&self.attended, self.run()) else { return Vec::new() };
        let Some(here) = &run.original else { return Vec::new() };
        let words = &attended.setup.words;
        let (tokens, shift) = (words.len(), attended.setup.shift as usize);
        let row = (self.head() * tokens + self.cell.0.min(tokens - 1)) * tokens;
        let there = run.shifted.as_ref();
        let key = |(k, word): (usize, &String)| ScoreRow {
            word: word.clone(),
            here: (k, here.scores[row + k]),
            there: (k + shift, there.map(|pass| pass.scores[row + k])),
        };
        words.iter().enumerate().map(key).collect()
    }
}

fn standing(attended: &Attended, run: &Run) -> Standing {
    let both = |other: &Option<Pass>, change: &dyn Fn(&Pass, &Pass) -> f32| match (&run.original, other) {
        (Some(original), Some(other)) => Change::Measured(change(original, other)),
        _ => Change::Impossible,
    };
    Standing {
        info: SchemeInfo::of(run.scheme),
        rearranged: both(&run.rearranged, &|original, other| moved_words(attended, original, other)),
        shifted: both(&run.shifted, &|original, other| largest(&original.weights, &other.weights)),
    }
}

/// The largest change of a word's output. Where a word stands more than once, each is compared with the one that comes closest: the
/// sentence says no more about which is which.
fn moved_words(attended: &Attended, original: &Pass, rearranged: &Pass) -> f32 {
    let setup = &attended.setup;
    let width = setup.d_model as usize;
    let before = |word: usize| &original.output[word * width..][..width];
    let mut change = 0.0_f32;
    for (row, word) in rearranged.output.chunks(width).zip(&setup.order) {
        let spelling = &setup.words[*word as usize];
        let same = setup.words.iter().enumerate().filter(|(_, other)| *other == spelling);
        let nearest = same.map(|(place, _)| largest(row, before(place))).fold(f32::INFINITY, f32::min);
        change = change.max(nearest);
    }
    change
}

fn largest(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
