//! The two tables of a model on the CPU, trained in place.

use algorithms::embeddings::{AliasTable, Window};
use algorithms::rng::Rng;

use super::{Architecture, Objective, Word2VecConfig};
use crate::kernels::word2vec::{self as kernel, LossSum};

/// Word vectors and output vectors, rows padded to `stride`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    pub config: Word2VecConfig,
    stride: usize,
    /// `[words, stride]`; gensim's `syn0`: the vectors that are kept.
    input: Vec<f32>,
    /// `[words, stride]`; gensim's `syn1neg`: what scores are taken with.
    output: Vec<f32>,
    scratch: Scratch,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Scratch {
    targets: Vec<u32>,
    scores: Vec<f32>,
    hidden: Vec<f32>,
    error: Vec<f32>,
}

/// One scored pair of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Whose word vector is used; in CBOW the first word of the context stands for all of it.
    pub input: u32,
    /// Whose output vector is used.
    pub target: u32,
    /// Met in the text, or drawn as a negative.
    pub positive: bool,
    /// Before the update.
    pub score: f32,
    /// `σ(score)`, or the softmax' probability.
    pub probability: f32,
}

/// What one window did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WindowTrace {
    pub pairs: Vec<Pair>,
    /// Nats, summed over the window's examples.
    pub loss: f64,
    /// Positive examples: the context's words in skip-gram, one in CBOW.
    pub examples: usize,
}

impl Tables {
    /// Of word and output vectors, both `[words, vector_size]`.
    pub fn new(config: Word2VecConfig, [input, output]: &[Vec<f32>; 2]) -> Self {
        let stride = kernel::stride(config.vector_size);
        let pad = |rows: &[f32]| {
            let mut padded = vec![0.0; config.words * stride];
            for (to, from) in padded.chunks_exact_mut(stride).zip(rows.chunks_exact(config.vector_size)) {
                to[..config.vector_size].copy_from_slice(from);
            }
            padded
        };
        let scratch = Scratch { hidden: vec![0.0; stride], error: vec![0.0; stride], ..Scratch::default() };
        Tables { config, stride, input: pad(input), output: pad(output), scratch }
    }

    /// Word and output vectors, both `[words, vector_size]`.
    pub fn weights(&self) -> [Vec<f32>; 2] {
        let cut = |rows: &[f32]| {
            rows.chunks_exact(self.stride).flat_map(|row| &row[..self.config.vector_size]).copied().collect()
        };
        [cut(&self.input), cut(&self.output)]
    }

    /// A word's vector.
    pub fn vector(&self, word: u32) -> &[f32] {
        &kernel::row(&self.input, word, self.stride)[..self.config.vector_size]
    }

    /// One window; returns its examples, and adds their losses to `loss`.
    pub fn train(
        &mut self,
        window: &Window,
        alpha: f32,
        negatives: &AliasTable,
        rng: &mut Rng,
        loss: &mut LossSum,
    ) -> usize {
        match self.config.architecture {
            Architecture::SkipGram => {
                let mut input = std::mem::take(&mut self.input);
                let center = &mut input[window.center as usize * self.stride..][..self.stride];
                for context in &window.context {
                    self.scratch.hidden.copy_from_slice(center);
                    self.example(*context, alpha, negatives, rng, loss);
                    center.iter_mut().zip(&self.scratch.error).for_each(|(value, error)| *value += error);
                }
                self.input = input;
                window.context.len()
            }
            Architecture::Cbow => {
                kernel::mean(&self.input, &window.context, &mut self.scratch.hidden);
                self.example(window.center, alpha, negatives, rng, loss);
                kernel::correct(&mut self.input, &window.context, &self.scratch.error);
                1
            }
        }
    }

    /// As [`Tables::train`], telling every pair.
    pub fn train_traced(&mut self, window: &Window, alpha: f32, negatives: &AliasTable, rng: &mut Rng) -> WindowTrace {
        let mut trace = WindowTrace::default();
        let mut loss = LossSum::default();
        match self.config.architecture {
            Architecture::SkipGram => {
                for context in &window.context {
                    // A window of one context word is that word's part of the window: same numbers, same draws.
                    let part = Window { context: vec![*context], ..window.clone() };
                    trace.examples += self.train(&part, alpha, negatives, rng, &mut loss);
                    self.tell(window.center, &mut trace.pairs, *context);
                }
            }
            Architecture::Cbow => {
                trace.examples = self.train(window, alpha, negatives, rng, &mut loss);
                self.tell(window.context[0], &mut trace.pairs, window.center);
            }
        }
        trace.loss = loss.nats();
        trace
    }

    /// `scratch.hidden` against one target; leaves the correction of the word vectors in `scratch.error`.
    fn example(&mut self, target: u32, alpha: f32, negatives: &AliasTable, rng: &mut Rng, loss: &mut LossSum) {
        let Scratch { targets, scores, hidden, error } = &mut self.scratch;
        match self.config.objective {
            Objective::NegativeSampling(count) => {
                targets.clear();
                targets.push(target);
                for _ in 0..count {
                    let drawn = negatives.draw(rng);
                    // A word is no negative of itself: word2vec.c and gensim skip it too.
                    if drawn != target {
                        targets.push(drawn);
                    }
                }
                kernel::negative_sampling(hidden, &mut self.output, targets, alpha, scores, error, loss);
            }
            Objective::Softmax => kernel::softmax(hidden, &mut self.output, target, alpha, scores, error, loss),
        }
    }

    /// The pairs of the example that was just trained.
    fn tell(&self, input: u32, pairs: &mut Vec<Pair>, target: u32) {
        let Scratch { targets, scores, .. } = &self.scratch;
        match self.config.objective {
            Objective::NegativeSampling(_) => {
                pairs.extend(targets.iter().zip(scores).enumerate().map(|(k, (target, score))| Pair {
                    input,
                    target: *target,
                    positive: k == 0,
                    score: *score,
                    probability: kernel::probability(*score),
                }));
            }
            Objective::Softmax => {
                // Of thousands of words only the target and its strongest rivals are worth telling.
                let mut rivals: Vec<u32> = (0..scores.len() as u32).filter(|word| *word != target).collect();
                rivals.sort_by(|a, b| scores[*b as usize].total_cmp(&scores[*a as usize]));
                rivals.truncate(5);
                rivals.insert(0, target);
                pairs.extend(rivals.into_iter().map(|word| Pair {
                    input,
                    target: word,
                    positive: word == target,
                    score: scores[word as usize].ln(),
                    probability: scores[word as usize],
                }));
            }
        }
    }
}
