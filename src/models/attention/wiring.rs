//! Weights that were not trained, and say so.

use algorithms::rng::Rng;

use super::AttentionConfig;
use crate::weights::{NamedTensor, Weights};

/// Where the projections come from. Neither was trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wiring {
    /// Every projection is the identity: query, key and value are the vector itself, so that scores are plain dot products and each
    /// head looks at its own stretch of the dimensions.
    Identity,
    /// Normal with the standard deviation `1/√d_model`, which keeps the size of what passes: how a layer is before training.
    Random,
}

impl AttentionConfig {
    pub fn weights(&self, wiring: Wiring, seed: u64) -> Weights {
        let deviation = 1.0 / (self.d_model as f32).sqrt();
        let tensors = self.shapes().map(|(name, shape)| {
            let mut rng = Rng::fork(seed, name);
            let values = (0..self.d_model * self.d_model).map(|k| match wiring {
                Wiring::Identity => f32::from(u8::from(k / self.d_model == k % self.d_model)),
                Wiring::Random => rng.normal() * deviation,
            });
            NamedTensor { name: name.into(), shape, values: values.collect() }
        });
        Weights { tensors: tensors.into(), ..Weights::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_has_ones_on_the_diagonal() {
        let config = AttentionConfig { d_model: 3, num_heads: 1, causal: false };
        let weights = config.weights(Wiring::Identity, 1);
        assert_eq!(weights.get("k_proj.weight").unwrap().values, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn random_projections_differ_and_keep_sizes() {
        let config = AttentionConfig { d_model: 64, num_heads: 4, causal: true };
        let weights = config.weights(Wiring::Random, 1);
        assert_ne!(weights.get("q_proj.weight").unwrap().values, weights.get("k_proj.weight").unwrap().values);
        let values = &weights.get("o_proj.weight").unwrap().values;
        let square: f32 = values.iter().map(|v| v * v).sum::<f32>() / 64.0;
        assert!((square - 1.0).abs() < 0.1, "{square}");
    }
}
