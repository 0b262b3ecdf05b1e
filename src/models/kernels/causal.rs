//! Causal self-attention, all heads of a batch in one pass, forward and backward: a token mixes its own value and those before it.
//!
//! Its operand are the rows of `in_proj`, `[batch * tokens, 3 * heads * head_dim]`: query, key and value side by side.

use super::attention::Size;
use super::math::{softmax_all, sum};
use super::matmul::{Left, Multiplier, Onto, Panels};

/// What is mixed, `[batch * tokens, heads * head_dim]`, and the probabilities `[batch, heads, tokens, tokens]`, 0 above the diagonal.
pub fn forward(qkv: &[f32], size: Size) -> (Vec<f32>, Vec<f32>) {
    let Size { batch, tokens, heads, head_dim } = size;
    let mut mixed = vec![0.0; batch * tokens * heads * head_dim];
    let mut probabilities = vec![0.0; batch * heads * tokens * tokens];
    let mut multiplier = Multiplier::default();
    let mut product = vec![0.0; tokens * head_dim];
    let mut cut = Cut::default();
    for (index, map) in probabilities.chunks_exact_mut(tokens * tokens).enumerate() {
        cut.take(qkv, size, index);
        multiplier.run(Left::Rows(&cut.query), &Panels::transposed(&cut.key, head_dim, tokens), map, Onto::Nothing);
        for (at, row) in map.chunks_exact_mut(tokens).enumerate() {
            softmax_all(&mut row[..=at], at + 1);
            row[at + 1..].fill(0.0);
        }
        multiplier.run(Left::Rows(map), &Panels::new(&cut.value, tokens, head_dim), &mut product, Onto::Nothing);
        put(&product, &mut mixed, size, index, heads * head_dim, 0);
    }
    (mixed, probabilities)
}

/// The gradient of `qkv`, given that of what was mixed, `[batch * tokens, heads * head_dim]`.
pub fn backward(qkv: &[f32], probabilities: &[f32], grad: &[f32], size: Size) -> Vec<f32> {
    let Size { tokens, heads, head_dim, .. } = size;
    let width = heads * head_dim;
    let mut gradient = vec![0.0; qkv.len()];
    let mut multiplier = Multiplier::default();
    let mut scores = vec![0.0; tokens * tokens];
    let mut product = vec![0.0; tokens * head_dim];
    let (mut cut, mut said) = (Cut::default(), Vec::new());
    for (index, map) in probabilities.chunks_exact(tokens * tokens).enumerate() {
        cut.take(qkv, size, index);
        gather(grad, size, index, width, 0, &mut said);
        // value: Pᵀ · grad
        multiplier.run(Left::Columns(map), &Panels::new(&said, tokens, head_dim), &mut product, Onto::Nothing);
        put(&product, &mut gradient, size, index, 3 * width, 2 * width);
        // Through the softmax: P (g - Σ P g) with g = grad · valueᵀ.
        let values = Panels::transposed(&cut.value, head_dim, tokens);
        multiplier.run(Left::Rows(&said), &values, &mut scores, Onto::Nothing);
        for (row, shares) in scores.chunks_exact_mut(tokens).zip(map.chunks_exact(tokens)) {
            through_softmax(row, shares);
        }
        // The query was scaled when it was cut, so its own gradient is scaled afterwards and the key's is not.
        multiplier.run(Left::Rows(&scores), &Panels::new(&cut.key, tokens, head_dim), &mut product, Onto::Nothing);
        product.iter_mut().for_each(|value| *value *= scale(size));
        put(&product, &mut gradient, size, index, 3 * width, 0);
        multiplier.run(Left::Columns(&scores), &Panels::new(&cut.query, tokens, head_dim), &mut product, Onto::Nothing);
        put(&product, &mut gradient, size, index, 3 * width, width);
    }
    gradient
}

#[inline(never)]
fn through_softmax(row: &mut [f32], shares: &[f32]) {
    row.iter_mut().zip(shares).for_each(|(value, share)| *value *= share);
    let all = sum(row, |value| value);
    row.iter_mut().zip(shares).for_each(|(value, share)| *value -= share * all);
}

/// One head's rows of one sequence, `[tokens, head_dim]` each.
#[derive(Default)]
struct Cut {
    /// Divided by `√head_dim`.
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
}

impl Cut {
    fn take(&mut self, qkv: &[f32], size: Size, index: usize) {
        let width = size.heads * size.head_dim;
        gather(qkv, size, index, 3 * width, 0, &mut self.query);
        gather(qkv, size, index, 3 * width, width, &mut self.key);
        gather(qkv, size, index, 3 * width, 2 * width, &mut self.value);
        self.query.iter_mut().for_each(|value| *value *= scale(size));
    }
}

fn scale(size: Size) -> f32 {
    1.0 / (size.head_dim as f32).sqrt()
}

/// The rows of head `index` (of all heads of all sequences) that begin at column `from` of rows of `width`.
fn gather(rows: &[f32], size: Size, index: usize, width: usize, from: usize, to: &mut Vec<f32>) {
    let (sequence, head) = (index / size.heads, index % size.heads);
    to.clear();
    for row in rows.chunks_exact(width).skip(sequence * size.tokens).take(size.tokens) {
        to.extend_from_slice(&row[from + head * size.head_dim..][..size.head_dim]);
    }
}

/// Puts them back.
fn put(product: &[f32], rows: &mut [f32], size: Size, index: usize, width: usize, from: usize) {
    let (sequence, head) = (index / size.heads, index % size.heads);
    let rows = rows.chunks_exact_mut(width).skip(sequence * size.tokens);
    for (row, product) in rows.zip(product.chunks_exact(size.head_dim)) {
        row[from + head * size.head_dim..][..size.head_dim].copy_from_slice(product);
    }
}
