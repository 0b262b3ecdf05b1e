//! word2vec (Mikolov et al., 2013): skip-gram and CBOW, with negative sampling or the full softmax.
//!
//! [`Word2Vec`] is the plain way, batches in tensor operations followed by autodiff on any backend. [`Tables`] is the fast way on the CPU,
//! one window after the other in place, as word2vec.c and gensim train. Tests hold both to PyTorch and to each other.
//!
//! Skip-gram is written as in the paper: the centre's vector predicts each word of its context. (word2vec.c and gensim swap the two roles.
//! Every pair of words in reach of each other occurs both ways, so the pairs are the same.)

mod file;
mod plain;
mod tables;

pub use file::Stored;
pub use plain::{Examples, Word2Vec};
pub use tables::{Pair, Tables, WindowTrace};

use algorithms::rng::Rng;

/// What predicts what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// The centre predicts each word of its context (gensim's `sg=1`).
    SkipGram,
    /// The mean of the context predicts the centre (gensim's `sg=0`).
    Cbow,
}

/// How a prediction is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// Told apart from so many words drawn at random (gensim's `negative`).
    NegativeSampling(usize),
    /// Against every word of the vocabulary.
    Softmax,
}

/// Sizes and rule of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word2VecConfig {
    pub words: usize,
    pub vector_size: usize,
    pub architecture: Architecture,
    pub objective: Objective,
}

impl Word2VecConfig {
    /// Word vectors uniform in ±1/(2 · vector_size), output vectors zero, as word2vec.c and gensim begin; both `[words, vector_size]`.
    pub fn init_weights(&self, seed: u64) -> [Vec<f32>; 2] {
        let mut rng = Rng::fork(seed, "word2vec");
        let bound = 0.5 / self.vector_size as f32;
        let count = self.words * self.vector_size;
        [(0..count).map(|_| rng.uniform_in(-bound, bound)).collect(), vec![0.0; count]]
    }
}
