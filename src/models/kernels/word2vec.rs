//! word2vec's updates in place: of two large tables a training step touches a few rows, and gradients of whole tables would be zeros.
//!
//! Rows are `stride` long, a multiple of [`LANES`] with zeros at the end (zeros stay zeros), so that the loops have no remainder. All
//! scores of a step are computed before anything moves: the update is the exact gradient step, a word drawn twice counts twice.

use super::math::{exp, sigmoid};

/// Rows are padded to a multiple of this.
pub const LANES: usize = 8;

/// A positive and its negatives, at most.
pub const MOST_TARGETS: usize = 64;

/// `size` rounded up to whole lanes.
pub fn stride(size: usize) -> usize {
    size.next_multiple_of(LANES)
}

/// A sum of losses whose logarithms are taken only now and then: `Σ ln(factor) + Σ summand`.
#[derive(Clone, Copy, Debug)]
pub struct LossSum {
    product: f64,
    sum: f64,
}

impl Default for LossSum {
    fn default() -> Self {
        LossSum { product: 1.0, sum: 0.0 }
    }
}

impl LossSum {
    /// Adds `ln(1 + e^-x)`, given `e^-x`; and `summand`.
    #[inline]
    fn add(&mut self, exp_of_minus: f32, summand: f32) {
        self.product *= 1.0 + f64::from(exp_of_minus);
        self.sum += f64::from(summand);
        if self.product > 1e200 {
            self.sum += self.product.ln();
            self.product = 1.0;
        }
    }

    /// In nats.
    pub fn nats(self) -> f64 {
        self.sum + self.product.ln()
    }
}

/// One example of negative sampling (Mikolov et al. 2013, equation 4): `hidden` `[stride]` should score high with row `targets[0]` of
/// `output` and low with the others. Moves those rows by `alpha` times their gradient, puts the same for `hidden` into `error`
/// `[stride]`, and adds the loss to `loss`. `scores` `[targets]` is filled with the scores before.
pub fn negative_sampling(
    hidden: &[f32],
    output: &mut [f32],
    targets: &[u32],
    alpha: f32,
    scores: &mut Vec<f32>,
    error: &mut [f32],
    loss: &mut LossSum,
) {
    let stride = hidden.len();
    assert!(targets.len() <= MOST_TARGETS, "{} targets are more than {MOST_TARGETS}", targets.len());
    scores.clear();
    scores.extend(targets.iter().map(|target| dot(hidden, row(output, *target, stride))));
    error.fill(0.0);
    let mut pulls = [0.0f32; MOST_TARGETS];
    for (k, (target, score)) in targets.iter().zip(&*scores).enumerate() {
        // Beyond 87 `exp` would no longer be finite in 32 bits.
        let score = score.clamp(-87.0, 87.0);
        let exp_of_minus = exp(-score);
        let positive = 1.0 / (1.0 + exp_of_minus);
        let label = if k == 0 { 1.0 } else { 0.0 };
        // -ln σ(x) = ln(1 + e^-x), and -ln σ(-x) = x + ln(1 + e^-x).
        loss.add(exp_of_minus, if k == 0 { 0.0 } else { score });
        pulls[k] = alpha * (label - positive);
        add_times(pulls[k], row(output, *target, stride), error);
    }
    for (target, pull) in targets.iter().zip(pulls) {
        add_times(pull, hidden, row_mut(output, *target, stride));
    }
}

/// One example of the full softmax: row `target` of `output` `[words, stride]` against all others. As [`negative_sampling`]; `scores`
/// `[words]` is filled with probabilities.
pub fn softmax(
    hidden: &[f32],
    output: &mut [f32],
    target: u32,
    alpha: f32,
    scores: &mut Vec<f32>,
    error: &mut [f32],
    loss: &mut LossSum,
) {
    let stride = hidden.len();
    scores.clear();
    scores.extend(output.chunks_exact(stride).map(|row| dot(hidden, row)));
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let at_target = scores[target as usize] - largest;
    scores.iter_mut().for_each(|score| *score = exp(*score - largest));
    let sum: f32 = scores.iter().sum();
    loss.sum += f64::from(sum.ln() - at_target);
    error.fill(0.0);
    for (word, (row, score)) in output.chunks_exact_mut(stride).zip(scores.iter_mut()).enumerate() {
        *score /= sum;
        let label = if word == target as usize { 1.0 } else { 0.0 };
        exchange(alpha * (label - *score), hidden, row, error);
    }
}

/// The mean of the rows `words` of `table` into `hidden` `[stride]` (gensim's `cbow_mean`).
pub fn mean(table: &[f32], words: &[u32], hidden: &mut [f32]) {
    let stride = hidden.len();
    hidden.fill(0.0);
    for word in words {
        add(row(table, *word, stride), hidden);
    }
    let scale = 1.0 / words.len() as f32;
    hidden.iter_mut().for_each(|value| *value *= scale);
}

/// Adds `error` to the rows `words`. In CBOW every word of the context gets the whole of the mean's gradient, as in word2vec.c and gensim,
/// and not its share 1/n (İrsoy, Benton and Stratos, 2021, discuss the difference; it acts like a larger learning rate).
pub fn correct(table: &mut [f32], words: &[u32], error: &[f32]) {
    for word in words {
        add(error, row_mut(table, *word, error.len()));
    }
}

/// The probability that a pair with this score is real.
pub fn probability(score: f32) -> f32 {
    sigmoid(score)
}

pub fn row(table: &[f32], word: u32, stride: usize) -> &[f32] {
    &table[word as usize * stride..][..stride]
}

fn row_mut(table: &mut [f32], word: u32, stride: usize) -> &mut [f32] {
    &mut table[word as usize * stride..][..stride]
}

#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// `error += g · row` and `row += g · hidden`, with the row of before.
#[inline]
fn exchange(g: f32, hidden: &[f32], row: &mut [f32], error: &mut [f32]) {
    let lanes = hidden.as_chunks::<LANES>().0.iter().zip(row.as_chunks_mut::<LANES>().0);
    for ((hidden, row), error) in lanes.zip(error.as_chunks_mut::<LANES>().0) {
        for lane in 0..LANES {
            error[lane] += g * row[lane];
            row[lane] += g * hidden[lane];
        }
    }
}

/// `to += g · from`.
#[inline]
fn add_times(g: f32, from: &[f32], to: &mut [f32]) {
    for (from, to) in from.as_chunks::<LANES>().0.iter().zip(to.as_chunks_mut::<LANES>().0) {
        for lane in 0..LANES {
            to[lane] += g * from[lane];
        }
    }
}

#[inline]
fn add(from: &[f32], to: &mut [f32]) {
    for (from, to) in from.as_chunks::<LANES>().0.iter().zip(to.as_chunks_mut::<LANES>().0) {
        for lane in 0..LANES {
            to[lane] += from[lane];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_that_of_the_formula() {
        let hidden = [1.0f32; 8];
        let mut output: Vec<f32> = [0.5, -0.25, 0.1].iter().flat_map(|value| [*value; 8]).collect();
        let (mut scores, mut error, mut loss) = (Vec::new(), [0.0; 8], LossSum::default());
        negative_sampling(&hidden, &mut output, &[0, 1, 2], 0.0, &mut scores, &mut error, &mut loss);
        let softplus = |x: f64| x.exp().ln_1p();
        let expected = softplus(-4.0) + softplus(-2.0) + softplus(f64::from(0.1f32) * 8.0);
        assert!((loss.nats() - expected).abs() < 1e-6, "{} {expected}", loss.nats());
        assert_eq!(scores[..2], [4.0, -2.0]);
    }

    #[test]
    fn many_losses_add_up() {
        let mut loss = LossSum::default();
        (0..10_000).for_each(|_| loss.add(1.0, 0.5));
        assert!((loss.nats() - 10_000.0 * (2f64.ln() + 0.5)).abs() < 1e-6);
    }

    #[test]
    fn a_word_drawn_twice_counts_twice() {
        let hidden = [0.5f32; 8];
        let start = [0.25f32; 16];
        let moved = |targets: &[u32]| {
            let mut output = start.to_vec();
            let mut error = [0.0; 8];
            negative_sampling(&hidden, &mut output, targets, 0.5, &mut Vec::new(), &mut error, &mut LossSum::default());
            (output, error)
        };
        let (once, twice) = (moved(&[0, 1]), moved(&[0, 1, 1]));
        assert!(((twice.0[8] - 0.25) - 2.0 * (once.0[8] - 0.25)).abs() < 1e-7);
        assert_eq!(once.0[0], twice.0[0]);
        let positive = moved(&[0]).1[0];
        assert!(((twice.1[0] - positive) - 2.0 * (once.1[0] - positive)).abs() < 1e-7);
    }

    #[test]
    fn huge_scores_stay_finite() {
        let hidden = [100.0f32; 8];
        let mut output = vec![100.0; 16];
        let (mut error, mut loss) = ([0.0; 8], LossSum::default());
        negative_sampling(&hidden, &mut output, &[0, 1], 0.025, &mut Vec::new(), &mut error, &mut loss);
        softmax(&hidden, &mut output, 1, 0.025, &mut Vec::new(), &mut error, &mut loss);
        assert!(loss.nats().is_finite() && output.iter().chain(&error).all(|value| value.is_finite()));
    }
}
