//! The two products of attention, head by head, from rows in which the heads lie side by side.

use super::matmul::{Left, Multiplier, Onto, Panels};

/// Sizes of a batch of sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub batch: usize,
    pub tokens: usize,
    pub heads: usize,
    pub head_dim: usize,
}

impl Size {
    /// The shape of scores and probabilities, `[batch, heads, tokens, tokens]`.
    pub fn maps(self) -> [usize; 4] {
        [self.batch, self.heads, self.tokens, self.tokens]
    }

    /// The shape of queries, keys, values and what is mixed of them, `[batch * tokens, heads * head_dim]`.
    pub fn rows(self) -> [usize; 2] {
        [self.batch * self.tokens, self.heads * self.head_dim]
    }

    /// The rows of one head, `[tokens, head_dim]`, one after the other.
    fn gather(self, rows: &[f32], sequence: usize, head: usize, to: &mut Vec<f32>) {
        let width = self.heads * self.head_dim;
        to.clear();
        for row in rows.chunks_exact(width).skip(sequence * self.tokens).take(self.tokens) {
            to.extend_from_slice(&row[head * self.head_dim..][..self.head_dim]);
        }
    }
}

/// `query · key / √head_dim`, `[batch, heads, tokens, tokens]` with a query in each row, from rows.
pub fn scores(query: &[f32], key: &[f32], size: Size) -> Vec<f32> {
    let Size { batch, tokens, heads, head_dim } = size;
    let mut scores = vec![0.0; batch * heads * tokens * tokens];
    let (mut queries, mut keys) = (Vec::new(), Vec::new());
    let mut multiplier = Multiplier::default();
    let scale = 1.0 / (head_dim as f32).sqrt();
    for (index, map) in scores.chunks_exact_mut(tokens * tokens).enumerate() {
        let (sequence, head) = (index / heads, index % heads);
        size.gather(query, sequence, head, &mut queries);
        size.gather(key, sequence, head, &mut keys);
        queries.iter_mut().for_each(|value| *value *= scale);
        multiplier.run(Left::Rows(&queries), &Panels::transposed(&keys, head_dim, tokens), map, Onto::Nothing);
    }
    scores
}

/// The values `[batch * tokens, heads * head_dim]` mixed by the probabilities `[batch, heads, tokens, tokens]`, in rows again.
pub fn mix(probabilities: &[f32], value: &[f32], size: Size) -> Vec<f32> {
    let Size { batch, tokens, heads, head_dim } = size;
    let width = heads * head_dim;
    let mut mixed = vec![0.0; batch * tokens * width];
    let (mut values, mut product) = (Vec::new(), vec![0.0; tokens * head_dim]);
    let mut multiplier = Multiplier::default();
    for (index, map) in probabilities.chunks_exact(tokens * tokens).enumerate() {
        let (sequence, head) = (index / heads, index % heads);
        size.gather(value, sequence, head, &mut values);
        multiplier.run(Left::Rows(map), &Panels::new(&values, tokens, head_dim), &mut product, Onto::Nothing);
        let rows = mixed.chunks_exact_mut(width).skip(sequence * tokens);
        for (row, product) in rows.zip(product.chunks_exact(head_dim)) {
            row[head * head_dim..][..head_dim].copy_from_slice(product);
        }
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_multiplied_as_defined() {
        let size = Size { batch: 2, tokens: 5, heads: 3, head_dim: 4 };
        let numbers =
            |seed: usize| -> Vec<f32> { (0..2 * 5 * 12).map(|k| ((k * 37 + seed * 11) % 17) as f32 - 8.0).collect() };
        let (query, key, value) = (numbers(1), numbers(2), numbers(3));
        let at = |rows: &[f32], b: usize, t: usize, h: usize, d: usize| rows[(b * 5 + t) * 12 + h * 4 + d];
        let maps = scores(&query, &key, size);
        let mixed = mix(&maps, &value, size);
        for b in 0..2 {
            for h in 0..3 {
                let map = &maps[(b * 3 + h) * 25..][..25];
                for i in 0..5 {
                    for j in 0..5 {
                        let dot: f32 = (0..4).map(|d| at(&query, b, i, h, d) * at(&key, b, j, h, d)).sum();
                        assert_eq!(map[i * 5 + j], dot / 2.0);
                    }
                    for d in 0..4 {
                        let sum: f32 = (0..5).map(|j| map[i * 5 + j] * at(&value, b, j, h, d)).sum();
                        assert_eq!(at(&mixed, b, i, h, d), sum);
                    }
                }
            }
        }
    }
}
