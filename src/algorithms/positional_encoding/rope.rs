//! Rotary position embedding (Su and others, "RoFormer", 2021): queries and keys are turned by their position, so that their
//! product knows how far apart they stand.

use super::{check_base, frequency, stretch::Stretch};

/// Which numbers of a head make a pair. Both are the same rotation after reordering the dimensions; weights trained with one
/// give nonsense with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// (0, 1), (2, 3), ...: the paper, GPT-J and Meta's own Llama code.
    Interleaved,
    /// (0, d/2), (1, d/2 + 1), ...: GPT-NeoX, and Llama as Hugging Face stores it.
    HalfSplit,
}

/// The rotation of vectors of `head_dim` numbers. An odd one leaves its last number as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rope {
    head_dim: usize,
    base: f64,
    layout: Layout,
    stretch: Option<Stretched>,
}

/// A rotation for longer texts than those of training.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretched {
    how: Stretch,
    factor: f64,
    trained: f64,
}

/// What one pair adds to a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Radians by which the query is turned, and the key.
    pub query_angle: f64,
    pub key_angle: f64,
    /// The product of the turned pairs.
    pub product: f64,
}

impl Rope {
    /// # Errors
    /// In words, if the base is not a number above 0.
    pub fn new(head_dim: usize, base: f64, layout: Layout) -> Result<Self, String> {
        check_base(base)?;
        Ok(Rope { head_dim, base, layout, stretch: None })
    }

    /// The same for `factor` times the `trained` positions; `factor` is 1 or more.
    pub fn stretched(self, how: Stretch, factor: f64, trained: f64) -> Self {
        Rope { stretch: Some(Stretched { how, factor, trained }), ..self }
    }

    pub fn pairs(&self) -> usize {
        self.head_dim / 2
    }

    /// Radians per position.
    pub fn frequency(&self, pair: usize) -> f64 {
        match self.stretch {
            None => frequency(self.base, pair, 2 * self.pairs()),
            Some(Stretched { how, factor, trained }) => how.frequency(self.base, pair, self.pairs(), factor, trained),
        }
    }

    /// What turned numbers are multiplied with: 1, unless a stretch says otherwise.
    fn amplitude(&self) -> f64 {
        self.stretch.map_or(1.0, |stretch| stretch.how.amplitude(stretch.factor))
    }

    fn sin_cos(&self, pair: usize, position: f64) -> (f64, f64) {
        let (sin, cos) = (self.frequency(pair) * position).sin_cos();
        (sin * self.amplitude(), cos * self.amplitude())
    }

    /// The two dimensions of a pair.
    pub fn members(&self, pair: usize) -> (usize, usize) {
        match self.layout {
            Layout::Interleaved => (2 * pair, 2 * pair + 1),
            Layout::HalfSplit => (pair, self.pairs() + pair),
        }
    }

    /// `vector` at `position`: each pair turned by `frequency · position`.
    ///
    /// # Panics
    /// If the vector is not `head_dim` long.
    pub fn rotate(&self, vector: &[f32], position: f64) -> Vec<f32> {
        assert_eq!(vector.len(), self.head_dim, "a head's vector");
        let mut turned = vector.to_vec();
        for pair in 0..self.pairs() {
            let (a, b) = self.members(pair);
            let (sin, cos) = self.sin_cos(pair, position);
            let (x, y) = (f64::from(vector[a]), f64::from(vector[b]));
            turned[a] = (x * cos - y * sin) as f32;
            turned[b] = (x * sin + y * cos) as f32;
        }
        turned
    }

    /// The cosine and the sine that each number of a head is multiplied with, `[positions, head_dim]` both: what a model keeps as a table.
    pub fn tables(&self, positions: &[f64]) -> (Vec<f32>, Vec<f32>) {
        let size = positions.len() * self.head_dim;
        let (mut cosines, mut sines) = (vec![1.0; size], vec![0.0; size]);
        for (row, position) in positions.iter().enumerate() {
            for pair in 0..self.pairs() {
                let (sin, cos) = self.sin_cos(pair, *position);
                let (a, b) = self.members(pair);
                for dimension in [a, b] {
                    cosines[row * self.head_dim + dimension] = cos as f32;
                    sines[row * self.head_dim + dimension] = sin as f32;
                }
            }
        }
        (cosines, sines)
    }

    /// The product of `query` at position `m` and `key` at `n`, pair by pair; their sum is the score (before any scaling), but for what
    /// an odd `head_dim` leaves unturned.
    ///
    /// # Panics
    /// If a vector is not `head_dim` long.
    pub fn products(&self, query: &[f32], key: &[f32], m: f64, n: f64) -> Vec<Pair> {
        let (q, k) = (self.rotate(query, m), self.rotate(key, n));
        let product = |pair| {
            let (a, b) = self.members(pair);
            let products = f64::from(q[a]) * f64::from(k[a]) + f64::from(q[b]) * f64::from(k[b]);
            Pair { query_angle: self.frequency(pair) * m, key_angle: self.frequency(pair) * n, product: products }
        };
        (0..self.pairs()).map(product).collect()
    }

    /// The score of `query` at `m` and `key` at `n`, before any scaling: a function of `m - n`.
    ///
    /// # Panics
    /// If a vector is not `head_dim` long.
    pub fn score(&self, query: &[f32], key: &[f32], m: f64, n: f64) -> f64 {
        let (q, k) = (self.rotate(query, m), self.rotate(key, n));
        q.iter().zip(&k).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    }
}
