//! The way through the text: windows, negatives, the falling learning rate, and what is told of it.

use algorithms::embeddings::windows::Rules;
use algorithms::embeddings::{AliasTable, Vocabulary, Window, Windows};
use algorithms::rng::Rng;
use models::word2vec::WindowTrace;
use protocol::embeddings::{Progress, Setup};

use super::trainer::Trainer;

/// Windows trained between two looks at the clock.
const PIECE: usize = 64;
/// The loss curve has about so many points.
const POINTS: u64 = 300;
/// A mean loss of an example from which no training comes back.
const EXPLODED: f64 = 1e3;
const EXPONENT: f64 = 0.75;

pub struct Walk {
    pub setup: Setup,
    text: Vec<Vec<u32>>,
    words: u64,
    windows: Windows,
    negatives: AliasTable,
    draws: Rng,
    epoch: u32,
    done: bool,
    sound: bool,
    steps: u64,
    examples: u64,
    losses: Vec<(f32, f32)>,
    /// Since the last point of the curve.
    open: (f64, u64),
    next_point: u64,
    rate_from: (f64, u64, u64),
}

impl Walk {
    pub fn new(setup: Setup, vocabulary: &Vocabulary, text: Vec<Vec<u32>>) -> Self {
        let rules = Rules { window: setup.window, shrink_windows: setup.shrink_windows };
        Walk {
            windows: Windows::new(rules, &vocabulary.keep_probabilities(setup.sample), setup.seed),
            negatives: AliasTable::of_counts(vocabulary.counts(), EXPONENT),
            draws: Rng::fork(setup.seed, "negatives"),
            words: text.iter().map(|sentence| sentence.len() as u64).sum(),
            text,
            setup,
            epoch: 0,
            done: false,
            sound: true,
            steps: 0,
            examples: 0,
            losses: Vec::new(),
            open: (0.0, 0),
            next_point: 0,
            rate_from: (0.0, 0, 0),
        }
    }

    pub fn sentences(&self) -> usize {
        self.text.len()
    }

    pub fn text(&self) -> &[Vec<u32>] {
        &self.text
    }

    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether the last losses were numbers of a bearable size.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    fn words_done(&self) -> u64 {
        u64::from(self.epoch) * self.words + self.windows.words_read
    }

    fn share_done(&self) -> f64 {
        (self.words_done() as f64 / (self.words * u64::from(self.setup.epochs)) as f64).min(1.0)
    }

    /// Falls in a straight line with the words read, as in word2vec.c and gensim.
    fn alpha(&self) -> f32 {
        let Setup { alpha, min_alpha, .. } = self.setup;
        (alpha - (alpha - min_alpha) * self.share_done()) as f32
    }

    /// The next window of the text, and of the next epoch at its end; `false` after the last epoch.
    fn next(&mut self, window: &mut Window) -> bool {
        while !self.done {
            if self.windows.next(&self.text, window) {
                self.steps += 1;
                return true;
            }
            self.epoch += 1;
            self.windows.rewind();
            // A text in which no window has a context never gives one.
            self.done = self.epoch >= self.setup.epochs;
        }
        false
    }

    /// Trains a piece; `false` if there was none left.
    pub async fn advance(&mut self, trainer: &mut Trainer) -> bool {
        let mut piece = Vec::with_capacity(PIECE);
        let mut window = Window::default();
        while piece.len() < PIECE && self.next(&mut window) {
            piece.push((window.clone(), self.alpha()));
        }
        if piece.is_empty() {
            return false;
        }
        let (examples, loss) = trainer.train(&piece, &self.negatives, &mut self.draws).await;
        self.count(examples, loss);
        true
    }

    /// Trains one window and tells all about it; `None` after the last epoch.
    pub async fn step(&mut self, trainer: &mut Trainer) -> Option<(Window, f32, WindowTrace)> {
        let mut window = Window::default();
        if !self.next(&mut window) {
            return None;
        }
        let alpha = self.alpha();
        let trace = trainer.step(&window, alpha, &self.negatives, &mut self.draws).await;
        self.count(trace.examples, trace.loss);
        Some((window, alpha, trace))
    }

    pub fn steps(&self) -> u64 {
        self.steps
    }

    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Places of the current sentence that thinning left.
    pub fn kept(&self) -> &[(usize, u32)] {
        self.windows.kept()
    }

    fn count(&mut self, examples: usize, loss: f64) {
        self.examples += examples as u64;
        self.sound &= loss.is_finite() && loss < EXPLODED * examples as f64;
        self.open = (self.open.0 + loss, self.open.1 + examples as u64);
        let total = self.words * u64::from(self.setup.epochs);
        if self.words_done() >= self.next_point || self.done {
            self.next_point = self.words_done() + total / POINTS;
            self.losses.push((self.share_done() as f32, (self.open.0 / self.open.1.max(1) as f64) as f32));
            self.open = (0.0, 0);
        }
    }

    pub fn start_clock(&mut self, now: f64) {
        self.rate_from = (now, self.examples, self.words_done());
    }

    /// What happened since the last report.
    pub fn progress(&mut self, now: f64) -> Progress {
        let (from, examples, words) = self.rate_from;
        let seconds = ((now - from) / 1000.0).max(1e-3);
        Progress {
            examples: self.examples,
            done: self.share_done() as f32,
            epoch: self.epoch,
            alpha: self.alpha(),
            examples_per_second: ((self.examples - examples) as f64 / seconds) as f32,
            words_per_second: ((self.words_done() - words) as f64 / seconds) as f32,
            losses: std::mem::take(&mut self.losses),
        }
    }
}
