//! From logits to the next token.

pub mod chain;

use crate::rng::Rng;

/// Probabilities of `logits / temperature`. The largest logit is subtracted first, so nothing overflows.
pub fn softmax(logits: &[f32], temperature: f32) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut probabilities: Vec<f32> = logits.iter().map(|z| ((z - largest) / temperature).exp()).collect();
    let sum: f32 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|p| *p /= sum);
    probabilities
}

/// An index drawn with the given probabilities.
pub fn draw(probabilities: &[f32], rng: &mut Rng) -> usize {
    at(probabilities, rng.uniform())
}

/// The index whose share of the line from 0 to 1 `place` falls on, when the shares lie one after the other.
pub fn at(probabilities: &[f32], place: f32) -> usize {
    let mut left = place * probabilities.iter().sum::<f32>();
    for (index, p) in probabilities.iter().enumerate() {
        left -= p;
        if left < 0.0 {
            return index;
        }
    }
    // Rounding may leave a crumb: it belongs to the last index that can occur.
    probabilities.iter().rposition(|p| *p > 0.0).unwrap_or(0)
}

/// The `count` largest as `(index, value)`, largest first; of equals the lower index.
pub fn top_k(values: &[f32], count: usize) -> Vec<(usize, f32)> {
    let mut indexed: Vec<(usize, f32)> = values.iter().copied().enumerate().collect();
    indexed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    indexed.truncate(count);
    indexed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_sums_to_one_and_survives_large_logits() {
        let p = softmax(&[1000.0, 1001.0, -1000.0], 1.0);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((p[1] / p[0] - std::f32::consts::E).abs() < 1e-4);
    }

    #[test]
    fn a_low_temperature_sharpens() {
        assert!(softmax(&[1.0, 2.0], 0.1)[1] > softmax(&[1.0, 2.0], 1.0)[1]);
    }

    #[test]
    fn draws_follow_the_probabilities() {
        let mut rng = Rng::new(3);
        let hits = (0..20_000).filter(|_| draw(&[0.2, 0.5, 0.3], &mut rng) == 1).count();
        assert!((9_500..10_500).contains(&hits), "{hits}");
    }

    #[test]
    fn top_k_breaks_ties_by_index() {
        assert_eq!(top_k(&[0.1, 0.4, 0.4], 2), [(1, 0.4), (2, 0.4)]);
    }
}
