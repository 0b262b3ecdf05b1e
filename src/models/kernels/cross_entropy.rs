//! Mean cross entropy of logits and classes.

use super::math::exp;

/// The loss in nats, and the probabilities `[rows, classes]` that the logits `[rows, classes]` stand for.
///
/// # Panics
/// If a class is not below the width of the logits.
pub fn forward(mut logits: Vec<f32>, classes: &[usize]) -> (f32, Vec<f32>) {
    let width = logits.len() / classes.len();
    let mut loss = 0.0;
    for (row, class) in logits.chunks_exact_mut(width).zip(classes) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let said = row[*class] - largest;
        row.iter_mut().for_each(|logit| *logit = exp(*logit - largest));
        let sum: f32 = row.iter().sum();
        loss += f64::from(sum.ln() - said);
        let share = 1.0 / sum;
        row.iter_mut().for_each(|probability| *probability *= share);
    }
    ((loss / classes.len() as f64) as f32, logits)
}

/// The gradient of the logits `[rows, classes]`, given that of the loss.
pub fn backward(mut probabilities: Vec<f32>, classes: &[usize], grad: f32) -> Vec<f32> {
    let width = probabilities.len() / classes.len();
    let share = grad / classes.len() as f32;
    for (row, class) in probabilities.chunks_exact_mut(width).zip(classes) {
        row[*class] -= 1.0;
        row.iter_mut().for_each(|difference| *difference *= share);
    }
    probabilities
}
